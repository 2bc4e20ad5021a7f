/** Languages in which the program itself can write. What organisers and authors write may be in any other. */
export const mailLanguages = ['en', 'ru', 'zh'] as const;
export type MailLanguage = (typeof mailLanguages)[number];

/** What stands in more than one kind of mail. A language that lacks one of them does not compile. */
export interface CommonWords {
  /** First line of a mail. */
  readonly salutation: (name: string) => string;
  /** First line when nobody's name is known. */
  readonly salutationWithoutName: string;
  readonly regards: string;
  readonly secretariat: (event: string) => string;
  /** Why the reader got this. */
  readonly whyYouGetThis: (event: string) => string;
  /** What the reader may refuse; the address follows. */
  readonly mayRefuse: (topic: string) => string;
  readonly replyGoesTo: (address: string) => string;
  readonly openInBrowser: string;
  readonly orCopyAddress: string;
  readonly when: string;
  readonly where: string;
  readonly room: string;
  readonly meetingPoint: string;
  readonly deadline: string;
  readonly until: (instant: string) => string;
  readonly referenceCode: string;
  readonly category: string;
  readonly delegation: string;
  readonly reason: string;
  readonly was: string;
  readonly now: string;
  readonly cancelled: string;
  readonly calendarAttached: string;
  /** "Shenzhen time, UTC+8": a time zone in words. */
  readonly zone: (place: string, offset: string) => string;
  /** A day and a time of it. */
  readonly dayAndTime: (day: string, time: string) => string;
  /** A time with its zone in brackets. */
  readonly withZone: (time: string, zone: string) => string;
}

const en: CommonWords = {
  salutation: (name) => `Dear ${name},`,
  salutationWithoutName: 'Dear participant,',
  regards: 'With kind regards,',
  secretariat: (event) => `The secretariat of ${event}`,
  whyYouGetThis: (event) =>
    `You receive this message because you take part in ${event} or were invited to it.`,
  mayRefuse: (topic) => `You can do without it: stop or choose mails of this kind (${topic}):`,
  replyGoesTo: (address) => `Questions? Write to ${address}.`,
  openInBrowser: 'Open in the browser',
  orCopyAddress: 'Or copy this address into your browser:',
  when: 'When',
  where: 'Where',
  room: 'Room',
  meetingPoint: 'Meeting point',
  deadline: 'Deadline',
  until: (instant) => `until ${instant}`,
  referenceCode: 'Reference code',
  category: 'Category',
  delegation: 'Delegation',
  reason: 'Reason',
  was: 'Was',
  now: 'Now',
  cancelled: 'Cancelled',
  calendarAttached: 'A calendar file is attached.',
  zone: (place, offset) => `${/\btime$/i.test(place) ? place : `${place} time`}, ${offset}`,
  dayAndTime: (day, time) => `${day}, ${time}`,
  withZone: (time, zone) => `${time} (${zone})`,
};

const ru: CommonWords = {
  salutation: (name) => `Здравствуйте, ${name}!`,
  salutationWithoutName: 'Здравствуйте!',
  regards: 'С уважением,',
  secretariat: (event) => `Секретариат мероприятия «${event}»`,
  whyYouGetThis: (event) =>
    `Вы получили это письмо, потому что участвуете в мероприятии «${event}» или приглашены на него.`,
  mayRefuse: (topic) => `Без него можно обойтись. Отказаться от таких писем («${topic}») или выбрать темы:`,
  replyGoesTo: (address) => `Есть вопросы? Напишите по адресу ${address}.`,
  openInBrowser: 'Открыть в браузере',
  orCopyAddress: 'Или скопируйте этот адрес в браузер:',
  when: 'Когда',
  where: 'Где',
  room: 'Зал',
  meetingPoint: 'Место встречи',
  deadline: 'Срок',
  until: (instant) => `до ${instant}`,
  referenceCode: 'Код регистрации',
  category: 'Категория',
  delegation: 'Делегация',
  reason: 'Причина',
  was: 'Было',
  now: 'Стало',
  cancelled: 'Отменено',
  calendarAttached: 'К письму приложен файл календаря.',
  zone: (place, offset) => `время: ${place}, ${offset}`,
  dayAndTime: (day, time) => `${day}, ${time}`,
  withZone: (time, zone) => `${time} (${zone})`,
};

const zh: CommonWords = {
  salutation: (name) => `尊敬的${name}：`,
  salutationWithoutName: '尊敬的与会者：',
  regards: '此致敬礼',
  secretariat: (event) => `${event} 秘书处`,
  whyYouGetThis: (event) => `您收到此邮件，是因为您参加或受邀参加“${event}”。`,
  mayRefuse: (topic) => `此类邮件（${topic}）可以不收。退订或选择邮件类别：`,
  replyGoesTo: (address) => `如有疑问，请联系 ${address}。`,
  openInBrowser: '在浏览器中打开',
  orCopyAddress: '或将以下地址复制到浏览器：',
  when: '时间',
  where: '地点',
  room: '会议厅',
  meetingPoint: '集合地点',
  deadline: '截止时间',
  until: (instant) => `截至 ${instant}`,
  referenceCode: '参会编号',
  category: '类别',
  delegation: '代表团',
  reason: '原因',
  was: '原为',
  now: '现为',
  cancelled: '已取消',
  calendarAttached: '随信附有日历文件。',
  zone: (place, offset) => `${place.endsWith('时间') ? place : `${place}时间`}，${offset}`,
  dayAndTime: (day, time) => `${day} ${time}`,
  withZone: (time, zone) => `${time}（${zone}）`,
};

export const catalogues: Readonly<Record<MailLanguage, CommonWords>> = { en, ru, zh };

/** The forms of a counted noun that a language has (CLDR): English two, Russian three and one for fractions, Chinese one. */
export type CountForms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

/** The words of one mail: the common ones of its language, and times and numbers as this language writes them. */
export interface Words extends CommonWords {
  readonly language: MailLanguage;
  /** IANA zone in which times are shown. */
  readonly timeZone: string;
  /** "Monday, 21 October 2019" */
  day(day: string | Date): string;
  /** "21-25 October 2019", from one day to another */
  days(first: string, last: string): string;
  /** "09:00" */
  time(instant: Date): string;
  /** "Monday, 21 October 2019, 09:00 (Shenzhen time, UTC+8)" */
  dateTime(instant: Date): string;
  /** "Monday, 21 October 2019, 09:00-10:30 (Shenzhen time, UTC+8)", over midnight with both days. */
  period(start: Date, end: Date): string;
  /** "Shenzhen time, UTC+8" at this instant. */
  zoneAt(instant: Date): string;
  /** "1 place", "21 место", "5 мест", "3个名额": `#` in a form stands for the number. */
  count(n: number, forms: CountForms): string;
  /** "a, b and c" */
  list(items: readonly string[]): string;
  /** "a, b or c" */
  oneOf(items: readonly string[]): string;
  /** Name of a language, capitalised as this language does. */
  languageName(language: string): string;
  /** Name of a country (ISO 3166-1 alpha-2). */
  countryName(country: string): string;
}

/**
 * The language in which the program writes to somebody who prefers `locale` (BCP 47). When it does not know theirs, the
 * first of `otherwise` (the languages of the event) that it knows, or else English.
 */
export function mailLanguage(locale: string, otherwise: readonly string[] = []): MailLanguage {
  for (const each of [locale, ...otherwise]) {
    const primary = each.toLowerCase().split(/[-_]/)[0];
    const known = mailLanguages.find((language) => language === primary);
    if (known) return known;
  }
  return 'en';
}

const localeOf: Readonly<Record<MailLanguage, string>> = { en: 'en-GB', ru: 'ru', zh: 'zh-CN' };
const scriptOf: Readonly<Record<MailLanguage, RegExp>> = {
  en: /^\P{L}*\p{Script=Latin}/u,
  ru: /\p{Script=Cyrillic}/u,
  zh: /\p{Script=Han}/u,
};

const prepared = new Map<string, Words>();

/**
 * The words for one language, time zone and place. `place` (the city of the event) names the zone when it is written in
 * the language's script; otherwise the zone's own name in that language does.
 */
export function wordsFor(language: MailLanguage, timeZone: string, place = ''): Words {
  const key = `${language} ${timeZone} ${place}`;
  let words = prepared.get(key);
  if (!words) {
    // There are as many as languages times places of events; the limit only stops a leak that nobody foresaw.
    if (prepared.size > 1000) prepared.clear();
    words = makeWords(language, timeZone, place);
    prepared.set(key, words);
  }
  return words;
}

function makeWords(language: MailLanguage, timeZone: string, place: string): Words {
  const locale = localeOf[language];
  const common = catalogues[language];
  const days = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const;
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  // Making a formatter costs a hundred times what using it does.
  const day = new Intl.DateTimeFormat(locale, { ...days, timeZone });
  const dayWithoutZone = new Intl.DateTimeFormat(locale, { ...days, timeZone: 'UTC' });
  const shortDays = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });
  const time = new Intl.DateTimeFormat(locale, { ...clock, timeZone });
  const offset = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'shortOffset' });
  const zoneName = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'shortGeneric' });
  const plural = new Intl.PluralRules(locale);
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  const oneOf = new Intl.ListFormat(locale, { type: 'disjunction' });
  const languages = new Intl.DisplayNames(locale, { type: 'language' });
  const countries = new Intl.DisplayNames(locale, { type: 'region' });
  const zonePart = (format: Intl.DateTimeFormat, instant: Date): string =>
    format.formatToParts(instant).find((part) => part.type === 'timeZoneName')?.value ?? '';

  const zoneAt = (instant: Date): string => {
    const distance = zonePart(offset, instant).replace('GMT', 'UTC');
    const name = scriptOf[language].test(place) ? place : zonePart(zoneName, instant);
    return name === '' || /^(GMT|UTC)/.test(name) ? distance : common.zone(name, distance);
  };
  const at = (instant: Date): string => common.dayAndTime(day.format(instant), time.format(instant));
  return {
    ...common,
    language,
    timeZone,
    day: (value) => (typeof value === 'string' ? dayWithoutZone.format(midnight(value)) : day.format(value)),
    days: (first, last) => dayRange(language, shortDays, midnight(first), midnight(last)),
    time: (instant) => time.format(instant),
    dateTime: (instant) => common.withZone(at(instant), zoneAt(instant)),
    period: (start, end) => {
      const sameDay = day.format(start) === day.format(end);
      const span = sameDay
        ? common.dayAndTime(day.format(start), `${time.format(start)}–${time.format(end)}`)
        : `${at(start)} – ${at(end)}`;
      return common.withZone(span, zoneAt(start));
    },
    zoneAt,
    count: (n, forms) => (forms[plural.select(n)] ?? forms.other).replaceAll('#', n.toLocaleString(locale)),
    list: (items) => list.format(items),
    oneOf: (items) => oneOf.format(items),
    languageName: (tag) => languages.of(tag) ?? tag,
    countryName: (country) => countries.of(country) ?? country,
  };
}

/** A day without time and zone, as an instant that UTC shows as that day. */
function midnight(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}

/** Intl writes Chinese ranges with slashes, and puts thin spaces around dashes, which older mail programs show as boxes. */
function dayRange(language: MailLanguage, format: Intl.DateTimeFormat, first: Date, last: Date): string {
  if (language !== 'zh')
    return format
      .formatRange(first, last)
      .replace(/[\u2009\u202f]/g, ' ')
      .replace(/(\d) – (\d+ )/, '$1–$2');
  const [from, to] = [format.format(first), format.format(last)];
  if (from === to) return from;
  const [, year = '', month = ''] = /^(\d+年)(\d+月)/.exec(from) ?? [];
  const rest = to.startsWith(year + month)
    ? to.slice(year.length + month.length)
    : to.startsWith(year)
      ? to.slice(year.length)
      : to;
  return `${from}至${rest}`;
}
