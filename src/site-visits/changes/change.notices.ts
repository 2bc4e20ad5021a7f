import {
  bullets,
  button,
  facts,
  line,
  mailBody,
  paragraph,
  type Block,
} from '../../communications/mail-body';
import { defineNotice } from '../../communications/notice';
import { placeholders } from '../../communications/templates/placeholder.rules';
import type { MailLanguage, Words } from '../../communications/words';
import { inLanguage } from '../../platform/text';
import type { ChangeOutcome } from './change.view';

/** A place that is held for the reader. */
export interface OfferedPlace {
  readonly title: string;
  readonly titles: Readonly<Record<string, string>>;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly holdUntil: Date;
}

/** What can be said of what people have lost, and of what is held for them. */
export interface Consolation {
  readonly reason: string | null;
  readonly reasons: Readonly<Record<string, string>>;
  readonly offers: readonly OfferedPlace[];
  /** The page on which the reader accepts or declines. */
  readonly pageUrl: string;
}

interface Plan {
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly meetingPoint: string;
}

/** What mails about a departure say that was moved, shrunk or merged. */
export interface ChangeNotice extends Consolation {
  readonly title: string;
  readonly titles: Readonly<Record<string, string>>;
  readonly host: string;
  readonly outcome: ChangeOutcome;
  readonly was: Plan;
  readonly becomes: Plan;
  /** Place in the waiting list, counted from 1. */
  readonly position: number | null;
  /** What else the reader has to do at the new time. */
  readonly inTheWay: readonly {
    readonly title: string;
    readonly titles: Readonly<Record<string, string>>;
    readonly startsAt: Date;
    readonly endsAt: Date;
  }[];
}

const own = {
  en: {
    host: 'Host',
    moved: (title: string) => `Moved: ${title}`,
    movedText: (title: string) => `The visit “${title}” has been moved.`,
    merged: (title: string) => `Your group goes at another time: ${title}`,
    mergedText: (title: string) => `Your group for the visit “${title}” goes together with another one.`,
    lost: (title: string) => `Your place could not be kept: ${title}`,
    shrunkText: (title: string) => `There are fewer places on the visit “${title}” than planned.`,
    keeps: 'You keep your place. There is nothing that you have to do.',
    waits: (n: number) => `Your place could not be kept. You are number ${n} on the waiting list.`,
    stillWaits: (n: number) => `You stay on the waiting list, as number ${n}.`,
    loses: 'We are sorry: your place could not be kept.',
    clash: 'At the new time you also have:',
    clashAsk:
      'You keep your place on the visit. If you would rather be there, please give the place up in time: others wait for it.',
    elsewhere: 'At the new time you have:',
    offers: 'These places are held for you; choose one of them:',
    offer: 'Another place is held for you:',
    held: (until: string) => `held until ${until}`,
    answer: 'Accept or decline',
    after: 'After that time the place goes to others.',
  },
  ru: {
    host: 'Принимающая сторона',
    moved: (title: string) => `Перенесено: ${title}`,
    movedText: (title: string) => `Посещение «${title}» перенесено.`,
    merged: (title: string) => `Ваша группа едет в другое время: ${title}`,
    mergedText: (title: string) => `Ваша группа на посещение «${title}» поедет вместе с другой группой.`,
    lost: (title: string) => `Сохранить Ваше место не удалось: ${title}`,
    shrunkText: (title: string) => `Мест на посещение «${title}» оказалось меньше, чем планировалось.`,
    keeps: 'Ваше место сохранено. От Вас ничего не требуется.',
    waits: (n: number) => `Сохранить Ваше место не удалось. Ваш номер в списке ожидания: ${n}.`,
    stillWaits: (n: number) => `Вы остаётесь в списке ожидания под номером ${n}.`,
    loses: 'К сожалению, сохранить Ваше место не удалось.',
    clash: 'В новое время у Вас также:',
    clashAsk:
      'Место на посещение сохранено за Вами. Если Вы предпочтёте другое, откажитесь от места заранее: его ждут другие.',
    elsewhere: 'В новое время у Вас:',
    offers: 'За Вами удерживаются эти места; выберите одно из них:',
    offer: 'За Вами удерживается другое место:',
    held: (until: string) => `удерживается до: ${until}`,
    answer: 'Принять или отказаться',
    after: 'После этого срока место получат другие.',
  },
  zh: {
    host: '接待单位',
    moved: (title: string) => `时间变更：${title}`,
    movedText: (title: string) => `“${title}”参观活动的安排已变更。`,
    merged: (title: string) => `您的参观批次有变：${title}`,
    mergedText: (title: string) => `您参加的“${title}”参观批次将与另一批次合并。`,
    lost: (title: string) => `未能保留您的名额：${title}`,
    shrunkText: (title: string) => `“${title}”参观活动的名额少于原计划。`,
    keeps: '您的名额保留不变，无需办理任何手续。',
    waits: (n: number) => `很遗憾未能保留您的名额。您现在候补名单中排第${n}位。`,
    stillWaits: (n: number) => `您仍在候补名单中，排第${n}位。`,
    loses: '很遗憾，未能保留您的名额。',
    clash: '在新的时间，您还有以下安排：',
    clashAsk: '您的参观名额仍然保留。如您选择参加其他安排，请尽早取消名额，以便他人使用。',
    elsewhere: '在新的时间，您有以下安排：',
    offers: '已为您保留以下名额，请选择其一：',
    offer: '已为您保留另一名额：',
    held: (until: string) => `保留至${until}`,
    answer: '接受或谢绝',
    after: '逾期后该名额将给予他人。',
  },
} as const satisfies Record<MailLanguage, Record<string, unknown>>;

/** Why, in the language of the reader. */
export function reasonRow(p: Consolation, w: Words): readonly [string, string | undefined] {
  return [w.reason, p.reason === null ? undefined : inLanguage(p.reason, p.reasons, w.language)];
}

/** Places that are held for the reader, with the way to answer; nothing where there are none. */
export function offersBlocks(p: Consolation, w: Words): Block[] {
  if (p.offers.length === 0) return [];
  const words = own[w.language];
  const [comma, semicolon] = w.language === 'zh' ? ['，', '；'] : [', ', '; '];
  return [
    paragraph(p.offers.length === 1 ? words.offer : words.offers),
    bullets(
      p.offers.map(
        (offer) =>
          line`${inLanguage(offer.title, offer.titles, w.language)}${comma}${w.period(offer.startsAt, offer.endsAt)}${semicolon}${words.held(w.dateTime(offer.holdUntil))}`,
      ),
    ),
    button(words.answer, p.pageUrl),
    paragraph(words.after),
  ];
}

const titleIn = (p: ChangeNotice, w: Words): string => inLanguage(p.title, p.titles, w.language);

const differs = (one: Plan, other: Plan): boolean =>
  +one.startsAt !== +other.startsAt || +one.endsAt !== +other.endsAt;

/** How it was and how it is. */
function plans(p: ChangeNotice, w: Words): Block {
  const at = (plan: Plan): string => w.period(plan.startsAt, plan.endsAt);
  const changed = differs(p.was, p.becomes);
  return facts([
    [own[w.language].host, p.host],
    changed ? [w.was, at(p.was)] : [w.when, at(p.was)],
    [w.now, changed ? at(p.becomes) : undefined],
    [w.meetingPoint, p.outcome === 'kept' ? p.becomes.meetingPoint : undefined],
    reasonRow(p, w),
  ]);
}

function inTheWay(p: ChangeNotice, w: Words): Block {
  return bullets(
    p.inTheWay.map(
      ({ title, titles, startsAt, endsAt }) =>
        line`${inLanguage(title, titles, w.language)}${w.language === 'zh' ? '，' : ', '}${w.period(startsAt, endsAt)}`,
    ),
  );
}

/** What becomes of the reader. */
function outcome(p: ChangeNotice, w: Words, lostIt: boolean): Block[] {
  const words = own[w.language];
  if (p.outcome === 'kept')
    return p.inTheWay.length === 0
      ? [paragraph(words.keeps)]
      : [paragraph(words.clash), inTheWay(p, w), paragraph(words.clashAsk)];
  if (p.outcome === 'waiting') return [paragraph((lostIt ? words.waits : words.stillWaits)(p.position ?? 1))];
  return [
    paragraph(words.loses),
    ...(p.inTheWay.length === 0 ? [] : [paragraph(words.elsewhere), inTheWay(p, w)]),
    ...offersBlocks(p, w),
  ];
}

const hasLost = ({ outcome: what }: ChangeNotice): boolean => what === 'offered' || what === 'released';

const changePlaceholders = placeholders<ChangeNotice>(({ text, period, number, link }) => ({
  'visit.title': text(
    'Title of the visit.',
    { en: 'Huawei headquarters', ru: 'Штаб-квартира Huawei', zh: '华为总部' },
    titleIn,
  ),
  'visit.host': text('Who receives the visitors.', 'Huawei', (p) => p.host),
  'visit.was': period(
    'When it was to be.',
    { start: new Date('2019-10-23T01:00:00Z'), end: new Date('2019-10-23T04:00:00Z') },
    (p) => ({ start: p.was.startsAt, end: p.was.endsAt }),
  ),
  'visit.becomes': period(
    'When it is now.',
    { start: new Date('2019-10-23T06:00:00Z'), end: new Date('2019-10-23T09:00:00Z') },
    (p) => ({ start: p.becomes.startsAt, end: p.becomes.endsAt }),
  ),
  'visit.meetingPoint': text('Where the visitors meet.', 'East entrance', (p) => p.becomes.meetingPoint),
  'change.reason': text(
    'Why it was changed, if that was said.',
    { en: 'The road is closed.', ru: 'Дорога закрыта.', zh: '道路封闭。' },
    (p, w) => reasonRow(p, w)[1],
  ),
  'change.outcome': text(
    'What becomes of the reader: `kept`, `waiting`, `offered` or `released`.',
    'kept',
    (p) => p.outcome,
  ),
  'waiting.position': number('Place in the waiting list, counted from 1.', 3, (p) => p.position),
  'offer.page': link(
    'The page on which the reader accepts or declines another place.',
    'https://forum.example/offers?token=pl.1',
    (p) => p.pageUrl,
  ),
}));

export const departureMovedNotice = defineNotice<ChangeNotice>({
  kind: 'departure.moved',
  placeholders: changePlaceholders,
  render: (p, w) => {
    const words = own[w.language];
    const title = titleIn(p, w);
    return {
      subject: hasLost(p) ? words.lost(title) : words.moved(title),
      ...mailBody(paragraph(words.movedText(title)), plans(p, w), ...outcome(p, w, false)),
    };
  },
});

export const departureShrunkNotice = defineNotice<ChangeNotice>({
  kind: 'departure.shrunk',
  placeholders: changePlaceholders,
  render: (p, w) => {
    const words = own[w.language];
    const title = titleIn(p, w);
    return {
      subject: words.lost(title),
      ...mailBody(paragraph(words.shrunkText(title)), plans(p, w), ...outcome(p, w, true)),
    };
  },
});

export const departureMergedNotice = defineNotice<ChangeNotice>({
  kind: 'departure.merged',
  placeholders: changePlaceholders,
  render: (p, w) => {
    const words = own[w.language];
    const title = titleIn(p, w);
    return {
      subject: hasLost(p) ? words.lost(title) : words.merged(title),
      ...mailBody(paragraph(words.mergedText(title)), plans(p, w), ...outcome(p, w, false)),
    };
  },
});
