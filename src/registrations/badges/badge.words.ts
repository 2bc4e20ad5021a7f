import { mailLanguage, wordsFor, type MailLanguage, type Words } from '../../communications/words';

/** Words on badges. A language that lacks one of them does not compile. */
interface Catalogue {
  readonly place: (city: string, country: string) => string;
  /** Above the codes of the zones into which somebody may go. */
  readonly zones: string;
  readonly programme: string;
  readonly notes: string;
  /** Under a programme that does not fit. */
  readonly more: (sessions: string) => string;
  readonly sessions: {
    readonly one?: string;
    readonly few?: string;
    readonly many?: string;
    readonly other: string;
  };
  /** On the back. */
  readonly found: string;
  readonly personal: string;
  /** How the sheet is folded. */
  readonly fold: string;
  /** Title of a document of one badge, and of many. */
  readonly badge: string;
  readonly badges: string;
}

const catalogues: Readonly<Record<MailLanguage, Catalogue>> = {
  en: {
    place: (city, country) => `${city}, ${country}`,
    zones: 'Zones',
    programme: 'Programme',
    notes: 'Notes',
    more: (sessions) => `… and ${sessions}`,
    sessions: { one: '# more session', other: '# more sessions' },
    found: 'Found this badge? Please hand it in at the registration desk.',
    personal: 'Personal and not transferable. Wear it where it can be seen.',
    fold: 'Fold along the marks: the upper half behind the lower one, then the left half behind the right one.',
    badge: 'Badge',
    badges: 'Badges',
  },
  ru: {
    place: (city, country) => `${city}, ${country}`,
    zones: 'Зоны',
    programme: 'Программа',
    notes: 'Для заметок',
    more: (sessions) => `… и ${sessions}`,
    sessions: {
      one: 'ещё # заседание',
      few: 'ещё # заседания',
      many: 'ещё # заседаний',
      other: 'ещё # заседания',
    },
    found: 'Нашли этот бейдж? Пожалуйста, передайте его на стойку регистрации.',
    personal: 'Именной, передаче другим лицам не подлежит. Носите его на видном месте.',
    fold: 'Сложите по меткам: верхнюю половину за нижнюю, затем левую за правую.',
    badge: 'Бейдж',
    badges: 'Бейджи',
  },
  zh: {
    place: (city, country) => `${country}${city}`,
    zones: '通行区域',
    programme: '日程',
    notes: '备忘',
    more: (sessions) => `……${sessions}`,
    sessions: { other: '另有#场会议' },
    found: '如拾到此证件，请交至注册处。',
    personal: '本证件仅限本人使用，不得转让，请佩戴于明显位置。',
    fold: '请沿标记折叠：先将上半部折至下半部背面，再将左半部折至右半部背面。',
    badge: '参会证',
    badges: '参会证',
  },
};

/** "21 Oct" and "09:00" */
function stamp(language: MailLanguage, timeZone: string): (at: Date) => { day: string; time: string } {
  const locale = { en: 'en-GB', ru: 'ru', zh: 'zh-CN' }[language];
  const day = new Intl.DateTimeFormat(locale, { timeZone, day: 'numeric', month: 'short' });
  const time = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
  return (at) => ({ day: day.format(at), time: time.format(at) });
}

export type BadgeWords = Omit<Catalogue, 'sessions' | 'more'> &
  Pick<Words, 'language' | 'days' | 'day' | 'time' | 'countryName'> & {
    readonly more: (sessions: number) => string;
    /** When somebody may go into a zone, in one or two short lines; null for always. */
    readonly window: (from: Date | null, until: Date | null) => readonly string[] | null;
  };

/** The words for badges in a language (BCP 47), or in English where the program does not know it. */
export function badgeWords(language: string, timeZone: string, city: string): BadgeWords {
  const known = mailLanguage(language);
  const common = wordsFor(known, timeZone, city);
  const { sessions, more, ...own } = catalogues[known];
  const at = stamp(known, timeZone);
  const { days, day, time, countryName } = common;
  return {
    ...own,
    language: known,
    days,
    day,
    time,
    countryName,
    more: (count) => more(common.count(count, sessions)),
    window: (from, until) => {
      const [first, last] = [from && at(from), until && at(until)];
      if (first && last)
        return first.day === last.day
          ? [first.day, `${first.time}–${last.time}`]
          : [`${first.day} ${first.time} –`, `${last.day} ${last.time}`];
      if (first) return [`${first.day} ${first.time} –`];
      return last ? [`– ${last.day} ${last.time}`] : null;
    },
  };
}
