import {
  bullets,
  facts,
  heading,
  line,
  mailBody,
  note,
  paragraph,
  quotation,
  type Block,
} from '../../communications/mail-body';
import { defineNotice } from '../../communications/notice';
import { placeholders } from '../../communications/templates/placeholder.rules';
import type { MailLanguage, Words } from '../../communications/words';
import { inLanguage } from '../../platform/text';
import type { FollowReason } from './delay.rules';

/** A departure that moved, as mails say it. */
export interface LateDeparture {
  readonly title: string;
  readonly titles: Readonly<Record<string, string>>;
  readonly meetingPoint: string;
  readonly fromStartsAt: Date;
  readonly fromEndsAt: Date;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** Something that begins before somebody is back. */
export interface NextItem {
  readonly title: string;
  readonly titles: Readonly<Record<string, string>>;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

export interface LateNotice {
  readonly departures: readonly LateDeparture[];
  readonly reason: string;
  readonly next: readonly NextItem[];
}

export interface LateListNotice {
  readonly departures: readonly LateDeparture[];
  readonly reason: string;
  /** Who may miss what, in the order of time. */
  readonly people: readonly (NextItem & { readonly name: string; readonly code: string })[];
  /** Departures that wait for the coach or the people of those that are late. */
  readonly followers: readonly {
    readonly title: string;
    readonly titles: Readonly<Record<string, string>>;
    readonly startsAt: Date;
    readonly possibleAt: Date;
    readonly because: FollowReason;
  }[];
}

interface OwnWords {
  readonly subject: (title: string) => string;
  readonly intro: string;
  readonly now: string;
  readonly before: string;
  readonly mayMiss: string;
  readonly keep: string;
  readonly listSubject: (title: string) => string;
  readonly people: string;
  readonly followers: string;
  /** What waits, for what, and from when it is possible. */
  readonly waits: (item: string, because: string, time: string) => string;
  readonly because: Readonly<Record<FollowReason, string>>;
  readonly nobodyLoses: string;
  readonly listIntro: string;
  /** A thing and its time. */
  readonly item: (title: string, when: string) => string;
  readonly person: (name: string, code: string, item: string) => string;
}

const own: Readonly<Record<MailLanguage, OwnWords>> = {
  en: {
    subject: (title) => `Later than planned: ${title}`,
    intro: 'Your visit is later than planned:',
    now: 'Now',
    before: 'Planned before',
    mayMiss: 'You may not be back in time for:',
    keep: 'You keep all your places. Those responsible know; if you would rather stay behind or come back by yourself, tell the marshal.',
    listSubject: (title) => `Late, and what it touches: ${title}`,
    people: 'They may not be back in time for what comes next:',
    followers: 'These departures wait for it, and have not been moved:',
    waits: (item, because, time) => `${item}: ${because}; possible from ${time}`,
    because: { asked: 'late', coach: 'the same coach', people: 'some of the same people' },
    nobodyLoses: 'Nobody has lost a place, and all of them were told.',
    listIntro: 'A visit goes late:',
    item: (title, when) => `“${title}”, ${when}`,
    person: (name, code, item) => `${name} (${code}): ${item}`,
  },
  ru: {
    subject: (title) => `Позже, чем планировалось: ${title}`,
    intro: 'Ваше посещение проходит позже, чем планировалось:',
    now: 'Теперь',
    before: 'Планировалось',
    mayMiss: 'Возможно, Вы не успеете вернуться к началу:',
    keep: 'Все Ваши места сохраняются. Ответственные предупреждены; если Вы хотите остаться или вернуться самостоятельно, скажите об этом сопровождающему.',
    listSubject: (title) => `Опоздание и что оно затрагивает: ${title}`,
    people: 'Они могут не успеть к тому, что следует дальше:',
    followers: 'Эти выезды ждут его и не перенесены:',
    waits: (item, because, time) => `${item}: ${because}; возможно с ${time}`,
    because: { asked: 'опоздание', coach: 'тот же автобус', people: 'часть тех же людей' },
    nobodyLoses: 'Никто не потерял места, все предупреждены.',
    listIntro: 'Посещение задерживается:',
    item: (title, when) => `«${title}», ${when}`,
    person: (name, code, item) => `${name} (${code}): ${item}`,
  },
  zh: {
    subject: (title) => `时间推迟：${title}`,
    intro: '您的参观活动晚于原定时间：',
    now: '现定时间',
    before: '原定时间',
    mayMiss: '您可能来不及返回参加：',
    keep: '您的所有名额均予保留，相关负责人已获通知。如您希望留下或自行返回，请告知随车联络人。',
    listSubject: (title) => `延误及其影响：${title}`,
    people: '以下人员可能来不及参加后续活动：',
    followers: '以下班次须等候该班次，尚未调整：',
    waits: (item, because, time) => `${item}：${because}，最早可于${time}出发`,
    because: { asked: '延误', coach: '使用同一车辆', people: '部分人员相同' },
    nobodyLoses: '所有人员的名额均予保留，并已逐一通知。',
    listIntro: '以下参观活动延误：',
    item: (title, when) => `“${title}”，${when}`,
    person: (name, code, item) => `${name}（${code}）：${item}`,
  },
};

const titleOf = (
  thing: { readonly title: string; readonly titles: Readonly<Record<string, string>> },
  w: Words,
): string => inLanguage(thing.title, thing.titles, w.language);

function departuresIn(departures: readonly LateDeparture[], w: Words): Block[] {
  const words = own[w.language];
  return departures.flatMap((one) => [
    heading(titleOf(one, w)),
    facts([
      [words.now, w.period(one.startsAt, one.endsAt)],
      [words.before, w.period(one.fromStartsAt, one.fromEndsAt)],
      [w.meetingPoint, one.meetingPoint],
    ]),
  ]);
}

/** Something with its time, in a line. */
const itemIn = (item: NextItem, w: Words): string =>
  own[w.language].item(titleOf(item, w), w.period(item.startsAt, item.endsAt));

const latePlaceholders = placeholders<LateNotice>(({ text, list, period }) => ({
  'visit.title': text(
    'Title of the visit that is late.',
    { en: 'Huawei headquarters', ru: 'Штаб-квартира Huawei', zh: '华为总部' },
    (p, w) => titleOf(p.departures[0]!, w),
  ),
  'visit.period': period(
    'When it is now.',
    { start: new Date('2019-10-23T01:00:00Z'), end: new Date('2019-10-23T04:00:00Z') },
    ({ departures: [first] }) => ({
      start: first!.startsAt,
      end: first!.endsAt,
    }),
  ),
  'delay.reason': text(
    'Why it is late.',
    { en: 'Heavy traffic.', ru: 'Пробки.', zh: '道路拥堵。' },
    (p) => p.reason,
  ),
  'delay.next': list(
    'What the reader may miss.',
    { en: ['Smart cities'], ru: ['Умные города'], zh: ['智慧城市'] },
    (p, w) => p.next.map((item) => titleOf(item, w)),
  ),
}));

/** One message to each participant: what is late, and what they may miss. */
export const departureLate = defineNotice<LateNotice>({
  kind: 'departure.late',
  placeholders: latePlaceholders,
  render: (p, w) => {
    const words = own[w.language];
    return {
      subject: words.subject(titleOf(p.departures[0]!, w)),
      ...mailBody(
        paragraph(words.intro),
        quotation(p.reason),
        ...departuresIn(p.departures, w),
        ...(p.next.length === 0
          ? []
          : [paragraph(words.mayMiss), bullets(p.next.map((item) => line`${itemIn(item, w)}`))]),
        note(words.keep),
      ),
    };
  },
});

/** One list to those who are responsible for what somebody may miss. */
export const departureLateList = defineNotice<LateListNotice>({
  kind: 'departure.late-list',
  render: (p, w) => {
    const words = own[w.language];
    const people = p.people.map((one) => line`${words.person(one.name, one.code, itemIn(one, w))}`);
    const followers = p.followers.map((one) => {
      const item = words.item(titleOf(one, w), w.dateTime(one.startsAt));
      return line`${words.waits(item, words.because[one.because], w.time(one.possibleAt))}`;
    });
    return {
      subject: words.listSubject(titleOf(p.departures[0]!, w)),
      ...mailBody(
        paragraph(words.listIntro),
        quotation(p.reason),
        ...departuresIn(p.departures, w),
        ...(people.length === 0 ? [] : [paragraph(words.people), bullets(people), note(words.nobodyLoses)]),
        ...(followers.length === 0 ? [] : [paragraph(words.followers), bullets(followers)]),
      ),
    };
  },
});
