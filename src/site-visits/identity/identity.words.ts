import type { MailLanguage } from '../../communications/words';
import type { DocumentType, IdentityField } from './identity.rules';

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
