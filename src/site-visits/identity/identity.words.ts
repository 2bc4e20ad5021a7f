import type { MailLanguage } from '../../communications/words';
import type { DocumentType, IdentityField, sexes } from './identity.rules';

/** What a field is called, in mails, on pages and at the head of a column. */
export const identityFieldWords: Readonly<Record<MailLanguage, Readonly<Record<IdentityField, string>>>> = {
  en: {
    fullName: 'Full name as in the document',
    nativeName: 'Name in its own script',
    documentType: 'Kind of document',
    documentNumber: 'Number of the document',
    issuingCountry: 'Issued by (country)',
    issuedOn: 'Issued on',
    validUntil: 'Valid until',
    birthDate: 'Date of birth',
    birthPlace: 'Place of birth',
    sex: 'Sex',
    nationality: 'Nationality',
    jobTitle: 'Post',
    employer: 'Employer',
    phone: 'Telephone',
    vehiclePlate: 'Number plate of the vehicle',
  },
  ru: {
    fullName: 'Имя и фамилия, как в документе',
    nativeName: 'Имя и фамилия на родном языке',
    documentType: 'Вид документа',
    documentNumber: 'Номер документа',
    issuingCountry: 'Кем выдан (страна)',
    issuedOn: 'Дата выдачи',
    validUntil: 'Действителен до',
    birthDate: 'Дата рождения',
    birthPlace: 'Место рождения',
    sex: 'Пол',
    nationality: 'Гражданство',
    jobTitle: 'Должность',
    employer: 'Место работы',
    phone: 'Телефон',
    vehiclePlate: 'Номер автомобиля',
  },
  zh: {
    fullName: '证件上的姓名',
    nativeName: '本国文字姓名',
    documentType: '证件类型',
    documentNumber: '证件号码',
    issuingCountry: '签发国',
    issuedOn: '签发日期',
    validUntil: '有效期至',
    birthDate: '出生日期',
    birthPlace: '出生地',
    sex: '性别',
    nationality: '国籍',
    jobTitle: '职务',
    employer: '工作单位',
    phone: '电话',
    vehiclePlate: '车牌号',
  },
};

/** What a kind of document is called. */
export const documentTypeWords: Readonly<Record<MailLanguage, Readonly<Record<DocumentType, string>>>> = {
  en: {
    passport: 'passport',
    diplomatic_passport: 'diplomatic passport',
    service_passport: 'service passport',
    identity_card: 'identity card',
    residence_permit: 'residence permit',
  },
  ru: {
    passport: 'паспорт',
    diplomatic_passport: 'дипломатический паспорт',
    service_passport: 'служебный паспорт',
    identity_card: 'удостоверение личности',
    residence_permit: 'вид на жительство',
  },
  zh: {
    passport: '护照',
    diplomatic_passport: '外交护照',
    service_passport: '公务护照',
    identity_card: '身份证',
    residence_permit: '居留许可',
  },
};

/** What a sex in a document is called. */
export const sexWords: Readonly<Record<MailLanguage, Readonly<Record<(typeof sexes)[number], string>>>> = {
  en: { F: 'female', M: 'male', X: 'unspecified' },
  ru: { F: 'женский', M: 'мужской', X: 'не указан' },
  zh: { F: '女', M: '男', X: '未指明' },
};

/** What is wrong with a value, for the person who typed it; by the codes of `handedIn`. */
export const identityFaultWords: Readonly<Record<MailLanguage, Readonly<Record<string, string>>>> = {
  en: {
    missing: 'Please fill this in.',
    not_taken: 'The host does not take this kind of document.',
    form: 'This does not look right. Please enter it as it stands in the document.',
    check_digit: 'This is no number of an identity card. Please look at it again.',
    country: 'Please choose a country.',
    day: 'Please enter a day.',
    future: 'This day has not come yet.',
    ends_before_visit: 'The document ends before the visit. Please use another one.',
    impossible: 'Please look at this date again.',
    too_young: 'The host does not receive visitors of this age.',
    differs: 'The number of the identity card has another date of birth in it.',
    choice: 'Please choose one.',
    other: 'This cannot be taken. Please look at it again.',
  },
  ru: {
    missing: 'Пожалуйста, заполните это поле.',
    not_taken: 'Принимающая сторона не принимает документы этого вида.',
    form: 'Похоже, здесь ошибка. Введите так, как указано в документе.',
    check_digit: 'Это не номер удостоверения личности. Проверьте его ещё раз.',
    country: 'Выберите страну.',
    day: 'Укажите дату.',
    future: 'Эта дата ещё не наступила.',
    ends_before_visit: 'Срок документа истекает до посещения. Укажите другой документ.',
    impossible: 'Проверьте эту дату ещё раз.',
    too_young: 'Принимающая сторона не принимает посетителей этого возраста.',
    differs: 'В номере удостоверения личности указана другая дата рождения.',
    choice: 'Выберите один из вариантов.',
    other: 'Это значение принять нельзя. Проверьте его ещё раз.',
  },
  zh: {
    missing: '请填写此项。',
    not_taken: '接待单位不接受此类证件。',
    form: '格式不正确，请按证件所示填写。',
    check_digit: '身份证号码有误，请核对。',
    country: '请选择国家。',
    day: '请填写日期。',
    future: '该日期尚未到来。',
    ends_before_visit: '证件在参观前到期，请使用其他证件。',
    impossible: '请核对该日期。',
    too_young: '接待单位不接待该年龄的访客。',
    differs: '与身份证号码中的出生日期不一致。',
    choice: '请选择一项。',
    other: '无法接受，请核对。',
  },
};
