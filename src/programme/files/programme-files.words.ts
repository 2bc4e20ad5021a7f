import { mailLanguage, wordsFor, type MailLanguage, type Words } from '../../communications/words';
import { baseLanguage } from '../../platform/text';
import type { sessionKinds, sessionRoles } from '../programme.rules';

type Kind = (typeof sessionKinds)[number];
type Role = (typeof sessionRoles)[number];

/** Words of the programme as a document, a sheet and a calendar. A language that lacks one of them does not compile. */
interface Catalogue {
  readonly kinds: Readonly<Record<Kind, string>>;
  /** What a person is called who does this, and several of them. */
  readonly roles: Readonly<Record<Role, readonly [one: string, several: string]>>;
  readonly programme: string;
  /** Which release of the programme this is. */
  readonly release: (number: number, date: string) => string;
  readonly page: (number: number, of: number) => string;
  readonly times: (zone: string) => string;
  readonly place: (city: string, country: string) => string;
  readonly elsewhere: string;
  readonly inDetail: string;
  /** Heading of the sessions that were shortened in a timetable that no list follows. */
  readonly inFull: string;
  /** A heading above what goes on from the page or column before. */
  readonly continued: (heading: string) => string;
  readonly goesOn: string;
  /** Under a timetable in which something was shortened. */
  readonly shortened: string;
  /** Under a page with characters that cannot be printed. */
  readonly unprintable: (codes: string) => string;
  readonly noSessions: string;
  /** Title of an entry of a calendar from which the session has moved away. */
  readonly elsewhereNow: (title: string) => string;
  /** Under a timetable: what the arrows between languages mean. */
  readonly arrows: string;
  readonly withInterpretation: (languages: string) => string;
  readonly interpretedInto: (floor: string, languages: string) => string;
  /** Which language a title and an abstract are authentic in. */
  readonly authentic: (language: string) => string;
  readonly topics: readonly [one: string, several: string];
  readonly documents: string;
  readonly places: string;
  /** Not everybody may attend. */
  readonly restricted: string;
  readonly labelled: (label: string, value: string) => string;
  /** Between the names of people. */
  readonly and: string;
  readonly sheets: { readonly sessions: string; readonly people: string };
  readonly columns: {
    readonly day: string;
    readonly starts: string;
    readonly ends: string;
    readonly room: string;
    readonly kind: string;
    readonly title: string;
    readonly topics: string;
    readonly languages: string;
    readonly capacity: string;
    readonly name: string;
    readonly role: string;
    readonly session: string;
    readonly item: string;
    readonly abstract: string;
    readonly id: string;
  };
}

const catalogues: Readonly<Record<MailLanguage, Catalogue>> = {
  en: {
    kinds: {
      opening_ceremony: 'Opening ceremony',
      plenary: 'Plenary session',
      panel: 'Panel discussion',
      keynote: 'Keynote address',
      workshop: 'Workshop',
      round_table: 'Round table',
      exhibition: 'Exhibition',
      social: 'Social programme',
      break: 'Break',
      visit_block: 'Site visits',
    },
    roles: {
      chair: ['Chair', 'Chairs'],
      moderator: ['Moderator', 'Moderators'],
      speaker: ['Speaker', 'Speakers'],
      panellist: ['Panellist', 'Panellists'],
      rapporteur: ['Rapporteur', 'Rapporteurs'],
      reader: ['Reader', 'Readers'],
    },
    programme: 'Programme',
    release: (number, date) => `Programme, release ${number}, ${date}`,
    page: (number, of) => `Page ${number} of ${of}`,
    times: (zone) => `All times: ${zone}`,
    place: (city, country) => `${city}, ${country}`,
    elsewhere: 'Elsewhere',
    inDetail: 'Sessions in detail',
    inFull: 'Sessions that the timetable shortens, in full',
    continued: (heading) => `${heading} (continued)`,
    goesOn: '(goes on)',
    shortened: '… and +n: shortened here, in full in the list of sessions.',
    unprintable: (codes) => `□ stands for characters that the fonts of this document do not have: ${codes}.`,
    noSessions: 'There are no sessions.',
    elsewhereNow: (title) => `Moved elsewhere: ${title}`,
    arrows: 'EN → RU: interpretation into Russian; EN ↔ RU: interpretation both ways',
    withInterpretation: (languages) => `${languages} (with interpretation)`,
    interpretedInto: (floor, languages) => `${floor} (interpretation: ${languages})`,
    authentic: (language) => `authentic in ${language}`,
    topics: ['Topic', 'Topics'],
    documents: 'Documents',
    places: 'Places to be booked',
    restricted: 'for certain categories of participants',
    labelled: (label, value) => `${label}: ${value}`,
    and: ', ',
    sheets: { sessions: 'Sessions', people: 'People' },
    columns: {
      day: 'Day',
      starts: 'Starts',
      ends: 'Ends',
      room: 'Room',
      kind: 'Kind',
      title: 'Title',
      topics: 'Topics',
      languages: 'Languages',
      capacity: 'Places',
      name: 'Name',
      role: 'Role',
      session: 'Session',
      item: 'Part',
      abstract: 'Abstract',
      id: 'Id of the session',
    },
  },
  ru: {
    kinds: {
      opening_ceremony: 'Церемония открытия',
      plenary: 'Пленарное заседание',
      panel: 'Панельная дискуссия',
      keynote: 'Ключевой доклад',
      workshop: 'Практический семинар',
      round_table: 'Круглый стол',
      exhibition: 'Выставка',
      social: 'Культурная программа',
      break: 'Перерыв',
      visit_block: 'Посещение компаний',
    },
    roles: {
      chair: ['Председатель', 'Председатели'],
      moderator: ['Модератор', 'Модераторы'],
      speaker: ['Докладчик', 'Докладчики'],
      panellist: ['Участник дискуссии', 'Участники дискуссии'],
      rapporteur: ['Секретарь-докладчик', 'Секретари-докладчики'],
      reader: ['Чтец', 'Чтецы'],
    },
    programme: 'Программа',
    release: (number, date) => `Программа, редакция ${number} от ${date}`,
    page: (number, of) => `Страница ${number} из ${of}`,
    times: (zone) => `Указано местное время (${zone.replace(/^время: /, '')})`,
    place: (city, country) => `${city}, ${country}`,
    elsewhere: 'Другие места',
    inDetail: 'Подробная программа',
    inFull: 'Полные сведения о мероприятиях, сокращённых в сетке',
    continued: (heading) => `${heading} (продолжение)`,
    goesOn: '(продолжение далее)',
    shortened: '… и +n: здесь сокращено, полностью в списке мероприятий.',
    unprintable: (codes) => `□ заменяет знаки, которых нет в шрифтах этого документа: ${codes}.`,
    noSessions: 'Мероприятий нет.',
    elsewhereNow: (title) => `Перенесено: ${title}`,
    arrows: 'EN → RU: перевод на русский; EN ↔ RU: перевод в обе стороны',
    withInterpretation: (languages) => `${languages} (с переводом)`,
    interpretedInto: (floor, languages) => `${floor} (перевод: ${languages})`,
    authentic: (language) => `язык оригинала: ${language.toLocaleLowerCase('ru')}`,
    topics: ['Тема', 'Темы'],
    documents: 'Документы',
    places: 'Мест по записи',
    restricted: 'для отдельных категорий участников',
    labelled: (label, value) => `${label}: ${value}`,
    and: ', ',
    sheets: { sessions: 'Мероприятия', people: 'Участники' },
    columns: {
      day: 'День',
      starts: 'Начало',
      ends: 'Окончание',
      room: 'Зал',
      kind: 'Вид',
      title: 'Название',
      topics: 'Темы',
      languages: 'Языки',
      capacity: 'Мест',
      name: 'Имя',
      role: 'Роль',
      session: 'Мероприятие',
      item: 'Часть',
      abstract: 'Аннотация',
      id: 'Идентификатор мероприятия',
    },
  },
  zh: {
    kinds: {
      opening_ceremony: '开幕式',
      plenary: '全体会议',
      panel: '专题讨论',
      keynote: '主旨演讲',
      workshop: '工作坊',
      round_table: '圆桌会议',
      exhibition: '展览',
      social: '社交活动',
      break: '休息',
      visit_block: '企业参观',
    },
    roles: {
      chair: ['主席', '主席'],
      moderator: ['主持人', '主持人'],
      speaker: ['发言人', '发言人'],
      panellist: ['讨论嘉宾', '讨论嘉宾'],
      rapporteur: ['报告员', '报告员'],
      reader: ['宣读人', '宣读人'],
    },
    programme: '日程',
    release: (number, date) => `日程（第${number}版，${date}）`,
    page: (number, of) => `第 ${number} 页，共 ${of} 页`,
    times: (zone) => `所列时间均为${zone}`,
    place: (city, country) => `${country} ${city}`,
    elsewhere: '其他地点',
    inDetail: '详细日程',
    inFull: '日程表中有省略的活动（完整信息）',
    continued: (heading) => `${heading}（续）`,
    goesOn: '（续后页）',
    shortened: '“…”和“+n”表示此处有省略，完整信息见活动列表。',
    unprintable: (codes) => `□ 表示本文档字体中没有的字符：${codes}。`,
    noSessions: '没有活动。',
    elsewhereNow: (title) => `已调整：${title}`,
    arrows: 'EN → RU：译成俄语；EN ↔ RU：双向传译',
    withInterpretation: (languages) => `${languages}（提供传译）`,
    interpretedInto: (floor, languages) => `${floor}（传译：${languages}）`,
    authentic: (language) => `以${language}为准`,
    topics: ['议题', '议题'],
    documents: '文件',
    places: '需预约名额',
    restricted: '限部分类别的与会者',
    labelled: (label, value) => `${label}：${value}`,
    and: '、',
    sheets: { sessions: '活动', people: '人员' },
    columns: {
      day: '日期',
      starts: '开始',
      ends: '结束',
      room: '会议厅',
      kind: '类型',
      title: '标题',
      topics: '议题',
      languages: '语言',
      capacity: '名额',
      name: '姓名',
      role: '角色',
      session: '活动',
      item: '分项',
      abstract: '内容提要',
      id: '活动编号',
    },
  },
};

export interface ProgrammeWords extends Catalogue, Omit<Words, keyof Catalogue> {
  kind(kind: string): string;
  role(role: string, people?: number): string;
  /** The day of an instant or day, as a heading: "Monday, 21 October 2019". */
  heading(day: string | Date): string;
  /** The day of an instant, in little space: "Tue 22 Oct". */
  shortDay(instant: Date): string;
}

/** The words of the programme in the language of `locale`, or else in English; times are those of the event's zone. */
export function programmeWords(locale: string, timeZone: string, city: string): ProgrammeWords {
  const language = mailLanguage(locale);
  const common = wordsFor(language, timeZone, city);
  const catalogue = catalogues[language];
  const shortDay = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    timeZone,
  });
  return {
    ...common,
    ...catalogue,
    kind: (kind) => catalogue.kinds[kind as Kind] ?? kind,
    role: (role, people = 1) => catalogue.roles[role as Role]?.[people === 1 ? 0 : 1] ?? role,
    heading: (day) => capitalised(common.day(day), language),
    shortDay: (instant) => shortDay.format(instant).replaceAll(' ', '\u00a0'),
  };
}

/** Russian writes days and months small, but no heading. */
function capitalised(text: string, language: string): string {
  return text.slice(0, 1).toLocaleUpperCase(language) + text.slice(1);
}

/** "EN RU ZH": languages as they stand on name plates and booths. */
export function languageCodes(tags: readonly string[], between = ' '): string {
  return tags.map((tag) => baseLanguage(tag).toUpperCase()).join(between);
}
