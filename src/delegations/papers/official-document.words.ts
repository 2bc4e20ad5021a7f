import { mailLanguage, wordsFor, type MailLanguage, type Words } from '../../communications/words';
import type { MemberPart } from '../delegation.input';
import type { LineField } from './content.rules';
import type { DocumentKind } from './official-document.input';

interface Catalogue {
  readonly kinds: Readonly<Record<DocumentKind, string>>;
  readonly addendum: string;
  readonly draft: string;
  readonly provisional: string;
  /** "List of participants No. 2" */
  readonly numbered: (title: string, number: number) => string;
  /** "Corrigendum 1 to the List of participants No. 2" */
  readonly amending: (title: string, number: number, list: number) => string;
  readonly asOf: (instant: string) => string;
  /** What stands between two sentences. */
  readonly between: string;
  /** In how many delegations how many people are. */
  readonly inAll: (people: string, delegations: string) => string;
  readonly people: {
    readonly one?: string;
    readonly few?: string;
    readonly many?: string;
    readonly other: string;
  };
  readonly delegations: Catalogue['people'];
  readonly order: (freeze: number) => string;
  readonly orderNotFrozen: string;
  readonly pending: string;
  readonly continued: (heading: string) => string;
  readonly page: (number: number, of: number) => string;
  readonly unprintable: (codes: string) => string;
  readonly nobody: string;
  readonly parts: Readonly<Record<MemberPart, string>>;
  readonly place: (city: string, country: string) => string;
  readonly named: (address: string, name: string) => string;
  readonly beside: (name: string) => string;
  readonly columns: {
    readonly number: string;
    readonly section: string;
    readonly country: string;
    readonly part: string;
    readonly formOfAddress: string;
    readonly name: string;
    readonly beside: string;
    readonly post: string;
    readonly organisation: string;
    readonly pending: string;
    readonly change: string;
    readonly was: string;
    readonly now: string;
    readonly field: string;
    readonly code: string;
    readonly flag: string;
    readonly delegations: string;
  };
  readonly fields: Readonly<Record<LineField, string>>;
  readonly changes: Readonly<Record<'added' | 'removed' | 'changed' | 'renamed', string>>;
  readonly noChanges: string;
  readonly forRead: (was: string, now: string) => string;
  readonly none: string;
  readonly ownFlag: string;
  readonly fold: string;
  readonly letter: {
    readonly number: (number: string) => string;
    readonly toWhom: string;
    readonly confirms: (event: string, days: string, place: string) => string;
    readonly supports: (event: string, days: string, place: string) => string;
    readonly asks: string;
    readonly labels: {
      readonly name: string;
      readonly familyName: string;
      readonly givenName: string;
      readonly nationality: string;
      readonly birthDate: string;
      readonly post: string;
      readonly organisation: string;
      readonly delegation: string;
      readonly category: string;
      readonly event: string;
      readonly dates: string;
      readonly place: string;
    };
    readonly verify: (url: string, number: string, code: string) => string;
  };
}

const catalogues: Readonly<Record<MailLanguage, Catalogue>> = {
  en: {
    kinds: {
      provisional_list: 'Provisional list of participants',
      final_list: 'List of participants',
      corrigendum: 'Corrigendum',
      table_signs: 'Table signs',
      flags: 'Order of flags',
      confirmation_letter: 'Confirmation of participation',
      visa_support_letter: 'Letter in support of a visa application',
    },
    addendum: 'Addendum',
    draft: 'DRAFT – NOT ISSUED',
    provisional: 'PROVISIONAL',
    numbered: (title, number) => `${title} No.\u00a0${number}`,
    amending: (title, number, list) => `${title} ${number} to List of participants No.\u00a0${list}`,
    asOf: (instant) => `As of ${instant}`,
    between: ' ',
    inAll: (people, delegations) => `${people}; ${delegations}.`,
    people: { one: '# participant', other: '# participants' },
    delegations: { one: '# delegation', other: '# delegations' },
    order: (freeze) => `Delegations in order of precedence (order No.\u00a0${freeze}).`,
    orderNotFrozen: 'Delegations in order of precedence, which may still change.',
    pending: '* No English text yet; translation pending.',
    continued: (heading) => `${heading} (continued)`,
    page: (number, of) => `Page ${number} of ${of}`,
    unprintable: (codes) => `□ stands for characters that the fonts of this document do not have: ${codes}.`,
    nobody: 'Nobody is on the list.',
    parts: {
      head: 'Head of delegation',
      deputy_head: 'Deputy head of delegation',
      member: 'Member',
      adviser: 'Adviser',
      interpreter: 'Interpreter',
      aide: 'Aide',
      security: 'Security',
      press: 'Press',
    },
    place: (city, country) => `${city}, ${country}`,
    named: (address, name) => `${address} ${name}`,
    beside: (name) => ` (${name})`,
    columns: {
      number: 'No.',
      section: 'Delegation or category',
      country: 'Country',
      part: 'Part',
      formOfAddress: 'Form of address',
      name: 'Name',
      beside: 'Name in another script',
      post: 'Post',
      organisation: 'Organisation',
      pending: 'Translation pending',
      change: 'Change',
      was: 'For',
      now: 'Read',
      field: 'In',
      code: 'Code',
      flag: 'Flag',
      delegations: 'Delegations',
    },
    fields: {
      formOfAddress: 'form of address',
      name: 'name',
      beside: 'name in another script',
      post: 'post',
      organisation: 'organisation',
      part: 'part in the delegation',
      section: 'delegation or category',
    },
    changes: { added: 'Add', removed: 'Delete', changed: 'Amend', renamed: 'Rename' },
    noChanges: 'This language version remains unchanged.',
    forRead: (was, now) => `For “${was}” read “${now}”`,
    none: '–',
    ownFlag: 'own flag or emblem',
    fold: 'fold here',
    letter: {
      number: (number) => `Ref.: ${number}`,
      toWhom: 'To whom it may concern',
      confirms: (event, days, place) =>
        `This is to confirm that the person named below is registered as a participant of ${event}, which takes place in ${place} on ${days}.`,
      supports: (event, days, place) =>
        `The person named below is registered as a participant of ${event}, which takes place in ${place} on ${days}, and needs a visa in order to attend.`,
      asks: 'We should be grateful if the visa could be granted in good time. This letter does not replace any document that the authorities require, and states no undertaking to bear costs.',
      labels: {
        name: 'Name',
        familyName: 'Family name',
        givenName: 'Given name',
        nationality: 'Nationality',
        birthDate: 'Date of birth',
        post: 'Post',
        organisation: 'Organisation',
        delegation: 'Delegation',
        category: 'Category',
        event: 'Event',
        dates: 'Dates',
        place: 'Place',
      },
      verify: (url, number, code) =>
        `Whether this letter is valid can be verified at ${url} with its number ${number} and the code ${code}.`,
    },
  },
  ru: {
    kinds: {
      provisional_list: 'Предварительный список участников',
      final_list: 'Список участников',
      corrigendum: 'Исправление',
      table_signs: 'Настольные таблички',
      flags: 'Порядок размещения флагов',
      confirmation_letter: 'Подтверждение участия',
      visa_support_letter: 'Письмо в поддержку оформления визы',
    },
    addendum: 'Добавление',
    draft: 'ПРОЕКТ – НЕ ВЫПУЩЕН',
    provisional: 'ПРЕДВАРИТЕЛЬНЫЙ',
    numbered: (title, number) => `${title} №\u00a0${number}`,
    amending: (title, number, list) => `${title} ${number} к списку участников №\u00a0${list}`,
    asOf: (instant) => `По состоянию на ${instant}`,
    between: ' ',
    inAll: (people, delegations) => `${people}; ${delegations}.`,
    people: { one: '# участник', few: '# участника', many: '# участников', other: '# участника' },
    delegations: { one: '# делегация', few: '# делегации', many: '# делегаций', other: '# делегации' },
    order: (freeze) => `Делегации — в протокольном порядке (порядок №\u00a0${freeze}).`,
    orderNotFrozen: 'Делегации — в протокольном порядке, который ещё может измениться.',
    pending: '* Текста на русском языке пока нет, ожидается перевод.',
    continued: (heading) => `${heading} (продолжение)`,
    page: (number, of) => `Страница ${number} из ${of}`,
    unprintable: (codes) => `□ заменяет знаки, которых нет в шрифтах этого документа: ${codes}.`,
    nobody: 'В списке никого нет.',
    parts: {
      head: 'Глава делегации',
      deputy_head: 'Заместитель главы делегации',
      member: 'Член делегации',
      adviser: 'Советник',
      interpreter: 'Переводчик',
      aide: 'Помощник',
      security: 'Охрана',
      press: 'Пресса',
    },
    place: (city, country) => `${city}, ${country}`,
    named: (address, name) => `${address} ${name}`,
    beside: (name) => ` (${name})`,
    columns: {
      number: '№',
      section: 'Делегация или категория',
      country: 'Страна',
      part: 'Роль',
      formOfAddress: 'Обращение',
      name: 'Имя',
      beside: 'Имя в другой письменности',
      post: 'Должность',
      organisation: 'Организация',
      pending: 'Ожидается перевод',
      change: 'Изменение',
      was: 'Было',
      now: 'Следует читать',
      field: 'Где',
      code: 'Код',
      flag: 'Флаг',
      delegations: 'Делегации',
    },
    fields: {
      formOfAddress: 'обращение',
      name: 'имя',
      beside: 'имя в другой письменности',
      post: 'должность',
      organisation: 'организация',
      part: 'роль в делегации',
      section: 'делегация или категория',
    },
    changes: { added: 'Добавить', removed: 'Исключить', changed: 'Изменить', renamed: 'Переименовать' },
    noChanges: 'Текст на этом языке остаётся без изменений.',
    forRead: (was, now) => `Вместо «${was}» следует читать «${now}»`,
    none: '–',
    ownFlag: 'собственный флаг или эмблема',
    fold: 'линия сгиба',
    letter: {
      number: (number) => `Исх. № ${number}`,
      toWhom: 'По месту требования',
      confirms: (event, days, place) =>
        `Настоящим подтверждается, что указанное ниже лицо зарегистрировано в качестве участника мероприятия «${event}», которое проходит ${days} (${place}).`,
      supports: (event, days, place) =>
        `Указанное ниже лицо зарегистрировано в качестве участника мероприятия «${event}», которое проходит ${days} (${place}), и для участия в нём нуждается в визе.`,
      asks: 'Просим оказать содействие в своевременном оформлении визы. Настоящее письмо не заменяет документов, требуемых компетентными органами, и не содержит обязательства нести расходы.',
      labels: {
        name: 'Имя',
        familyName: 'Фамилия',
        givenName: 'Имя',
        nationality: 'Гражданство',
        birthDate: 'Дата рождения',
        post: 'Должность',
        organisation: 'Организация',
        delegation: 'Делегация',
        category: 'Категория участника',
        event: 'Мероприятие',
        dates: 'Даты',
        place: 'Место',
      },
      verify: (url, number, code) =>
        `Действительность письма можно проверить по адресу ${url}, указав номер ${number} и код ${code}.`,
    },
  },
  zh: {
    kinds: {
      provisional_list: '与会者名单（临时）',
      final_list: '与会者名单',
      corrigendum: '更正',
      table_signs: '桌签',
      flags: '旗帜排列顺序',
      confirmation_letter: '参会确认函',
      visa_support_letter: '签证支持函',
    },
    addendum: '增编',
    draft: '草稿（未发布）',
    provisional: '临时名单',
    numbered: (title, number) => `${title}（第${number}号）`,
    amending: (title, number, list) => `与会者名单（第${list}号）${title}${number}`,
    asOf: (instant) => `截至${instant}`,
    between: '',
    inAll: (people, delegations) => `${people}，${delegations}。`,
    people: { other: '共#人' },
    delegations: { other: '#个代表团' },
    order: (freeze) => `各代表团按礼宾次序排列（次序第${freeze}号）。`,
    orderNotFrozen: '各代表团按礼宾次序排列，次序尚可能变动。',
    pending: '* 暂无中文文本，待译。',
    continued: (heading) => `${heading}（续）`,
    page: (number, of) => `第 ${number} 页，共 ${of} 页`,
    unprintable: (codes) => `□ 表示本文档字体中没有的字符：${codes}。`,
    nobody: '名单上没有人。',
    parts: {
      head: '团长',
      deputy_head: '副团长',
      member: '团员',
      adviser: '顾问',
      interpreter: '译员',
      aide: '助理',
      security: '安保人员',
      press: '新闻媒体',
    },
    place: (city, country) => `${country} ${city}`,
    named: (address, name) => (/\p{Script=Han}/u.test(address) ? `${name}${address}` : `${address} ${name}`),
    beside: (name) => `（${name}）`,
    columns: {
      number: '序号',
      section: '代表团或类别',
      country: '国家',
      part: '团内职务',
      formOfAddress: '称谓',
      name: '姓名',
      beside: '其他文字的姓名',
      post: '职务',
      organisation: '单位',
      pending: '待译',
      change: '变更',
      was: '原文',
      now: '改为',
      field: '位置',
      code: '代码',
      flag: '旗帜',
      delegations: '代表团',
    },
    fields: {
      formOfAddress: '称谓',
      name: '姓名',
      beside: '其他文字的姓名',
      post: '职务',
      organisation: '单位',
      part: '团内职务',
      section: '代表团或类别',
    },
    changes: { added: '增列', removed: '删除', changed: '更改', renamed: '更名' },
    noChanges: '本语文版本没有变动。',
    forRead: (was, now) => `“${was}”改为“${now}”`,
    none: '–',
    ownFlag: '自有旗帜或徽标',
    fold: '沿此线折叠',
    letter: {
      number: (number) => `编号：${number}`,
      toWhom: '敬启者：',
      confirms: (event, days, place) => `兹确认，以下人员已注册参加于${days}在${place}举行的“${event}”。`,
      supports: (event, days, place) =>
        `以下人员已注册参加于${days}在${place}举行的“${event}”，需办理签证以便与会。`,
      asks: '谨请协助及时办理签证。本函不能替代主管机关要求的任何文件，亦不构成承担费用的承诺。',
      labels: {
        name: '姓名',
        familyName: '姓',
        givenName: '名',
        nationality: '国籍',
        birthDate: '出生日期',
        post: '职务',
        organisation: '单位',
        delegation: '代表团',
        category: '参会类别',
        event: '活动',
        dates: '日期',
        place: '地点',
      },
      verify: (url, number, code) => `本函的有效性可凭编号 ${number} 和验证码 ${code} 在 ${url} 查验。`,
    },
  },
};

export interface DocumentWords extends Catalogue, Omit<Words, keyof Catalogue> {
  part(part: string): string;
}

/** The words of official documents in a language, or else in English; times are those of the event's zone. */
export function documentWords(language: string, timeZone: string, city: string): DocumentWords {
  const known = mailLanguage(language);
  const catalogue = catalogues[known];
  return {
    ...wordsFor(known, timeZone, city),
    ...catalogue,
    part: (part) => catalogue.parts[part as MemberPart] ?? part,
  };
}
