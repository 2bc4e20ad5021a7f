import { button, facts, line, mailBody, note, paragraph, type Block } from '../../communications/mail-body';
import { defineNotice, type MailAttachment } from '../../communications/notice';
import { placeholders } from '../../communications/templates/placeholder.rules';
import type { Words } from '../../communications/words';
import { inLanguage } from '../../platform/text';

interface AboutList {
  /** "HW-2/1" */
  readonly reference: string;
  readonly title: string;
  readonly titles: Readonly<Record<string, string>>;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly meetingPoint: string;
  readonly coaches: readonly string[];
  /** How many people are on the list. */
  readonly people: number;
  readonly cancelled: boolean;
}

/** What a host is told of its list. Names and documents stand in the files behind the link only. */
export interface HostListNotice extends AboutList {
  readonly url: string;
}

export interface HostAmendmentNotice extends HostListNotice {
  /** Number of the list that is amended. */
  readonly list: string;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  /** Whether time, place or coaches are otherwise than before. */
  readonly moved: boolean;
}

export interface CoachListNotice extends AboutList {
  /** Whether another list went out before. */
  readonly again: boolean;
  readonly attachments: readonly MailAttachment[];
}

const own = {
  en: {
    number: 'Number',
    people: 'Visitors',
    coaches: 'Coaches',
    changes: 'Changes',
    open: 'Open the list',
    alone: 'The list has personal data and is for you alone: each copy bears the name of whoever fetched it.',
    cancelled: 'The visit does not take place at this time.',
    otherwise: 'The time, the place or the coaches have changed.',
    seats: 'Passengers',
  },
  ru: {
    number: 'Номер',
    people: 'Посетителей',
    coaches: 'Автобусы',
    changes: 'Изменения',
    open: 'Открыть список',
    alone:
      'Список содержит персональные данные и предназначен только Вам: на каждом экземпляре указано имя получившего.',
    cancelled: 'Посещение в это время не состоится.',
    otherwise: 'Изменились время, место или автобусы.',
    seats: 'Пассажиров',
  },
  zh: {
    number: '编号',
    people: '来访人数',
    coaches: '车辆',
    changes: '变更',
    open: '打开名单',
    alone: '名单含个人信息，仅供您本人使用；每份副本均标有领取人姓名。',
    cancelled: '本次参访不再于该时间举行。',
    otherwise: '时间、地点或车辆有变更。',
    seats: '乘车人数',
  },
} as const;

const titleIn = (p: AboutList, w: Words): string => inLanguage(p.title, p.titles, w.language);

function about(p: AboutList, w: Words, people: string): Block {
  const words = own[w.language];
  return facts([
    [words.number, p.reference],
    [w.when, w.period(p.startsAt, p.endsAt)],
    [w.meetingPoint, p.meetingPoint],
    [words.coaches, p.coaches.length === 0 ? undefined : w.list(p.coaches)],
    [people, String(p.people)],
  ]);
}

function differences(p: HostAmendmentNotice, w: Words): string | undefined {
  const { added, removed, changed } = p;
  const parts = {
    en: [`${added} added`, `${removed} taken off`, `${changed} corrected`],
    ru: [`включено: ${added}`, `исключено: ${removed}`, `исправлено: ${changed}`],
    zh: [`新增${added}人`, `取消${removed}人`, `更正${changed}人`],
  }[w.language].filter((_, index) => [added, removed, changed][index]! > 0);
  return parts.length === 0 ? undefined : w.list(parts);
}

function amended(p: HostAmendmentNotice, w: Words): (Block | undefined)[] {
  const words = own[w.language];
  return [
    p.cancelled ? paragraph(words.cancelled) : p.moved ? paragraph(words.otherwise) : undefined,
    facts([
      [words.number, p.reference],
      [words.changes, differences(p, w)],
      [w.when, w.period(p.startsAt, p.endsAt)],
      [w.meetingPoint, p.meetingPoint],
      [words.coaches, p.coaches.length === 0 ? undefined : w.list(p.coaches)],
      [words.people, String(p.people)],
    ]),
    button(words.open, p.url),
    note(words.alone),
  ];
}

const listPlaceholders = placeholders<AboutList>(({ text, period, number, list, flag }) => ({
  'list.reference': text('Number of the list.', 'L-0007', (p) => p.reference),
  'list.people': number('How many people are on it.', 24, (p) => p.people),
  'list.cancelled': flag('Whether the visit does not take place.', false, (p) => p.cancelled),
  'visit.title': text(
    'Title of the visit.',
    { en: 'Huawei headquarters', ru: 'Штаб-квартира Huawei', zh: '华为总部' },
    titleIn,
  ),
  'visit.period': period(
    'When it is.',
    { start: new Date('2019-10-23T01:00:00Z'), end: new Date('2019-10-23T04:00:00Z') },
    (p) => ({ start: p.startsAt, end: p.endsAt }),
  ),
  'visit.meetingPoint': text('Where the visitors meet.', 'East entrance', (p) => p.meetingPoint),
  'visit.coaches': list('Coaches.', ['A', 'B'], (p) => p.coaches),
}));

const hostListPlaceholders = placeholders<HostListNotice>(({ link }) => ({
  ...listPlaceholders,
  'list.page': link('The reader’s own page.', 'https://forum.example/list?token=pl.1', (p) => p.url),
}));

/** The list of a departure, frozen at its cut-off, for the host. */
export const manifestFrozen = defineNotice<HostListNotice>({
  kind: 'manifest.frozen',
  placeholders: hostListPlaceholders,
  confidential: true,
  render: {
    en: (p, w) => ({
      subject: `List of visitors ${p.reference}: ${titleIn(p, w)}`,
      ...mailBody(
        paragraph(
          line`Booking for the visit “${titleIn(p, w)}” is over. The list of those who come is ready. Should anything change, you will be sent a numbered amendment.`,
        ),
        about(p, w, own.en.people),
        button(own.en.open, p.url),
        note(own.en.alone),
      ),
    }),
    ru: (p, w) => ({
      subject: `Список посетителей ${p.reference}: ${titleIn(p, w)}`,
      ...mailBody(
        paragraph(
          line`Запись на посещение «${titleIn(p, w)}» закрыта, список участников готов. Если что-то изменится, Вы получите пронумерованное изменение к списку.`,
        ),
        about(p, w, own.ru.people),
        button(own.ru.open, p.url),
        note(own.ru.alone),
      ),
    }),
    zh: (p, w) => ({
      subject: `来访人员名单 ${p.reference}：${titleIn(p, w)}`,
      ...mailBody(
        paragraph(
          line`“${titleIn(p, w)}”参访活动的预约已截止，来访人员名单已确定。如有变动，我们将另发带编号的变更通知。`,
        ),
        about(p, w, own.zh.people),
        button(own.zh.open, p.url),
        note(own.zh.alone),
      ),
    }),
  },
});

/** What has changed on a list since the host was told last. */
export const manifestAmended = defineNotice<HostAmendmentNotice>({
  kind: 'manifest.amended',
  placeholders: hostListPlaceholders,
  confidential: true,
  render: {
    en: (p, w) => ({
      subject: `Amendment ${p.reference} to the list of visitors: ${titleIn(p, w)}`,
      ...mailBody(
        paragraph(line`The list of visitors ${p.list} for “${titleIn(p, w)}” has changed.`),
        ...amended(p, w),
      ),
    }),
    ru: (p, w) => ({
      subject: `Изменение ${p.reference} к списку посетителей: ${titleIn(p, w)}`,
      ...mailBody(
        paragraph(line`Список посетителей ${p.list}, посещение «${titleIn(p, w)}», изменён.`),
        ...amended(p, w),
      ),
    }),
    zh: (p, w) => ({
      subject: `来访人员名单变更 ${p.reference}：${titleIn(p, w)}`,
      ...mailBody(
        paragraph(line`“${titleIn(p, w)}”参访活动的来访人员名单 ${p.list} 有变更。`),
        ...amended(p, w),
      ),
    }),
  },
});

/** Who goes by coach, for whoever sends the coaches and for the marshals; without identity data. */
export const coachListSent = defineNotice<CoachListNotice>({
  kind: 'manifest.coach-list',
  placeholders: listPlaceholders,
  render: {
    en: (p, w) => ({
      subject: `List for the coach ${p.reference}: ${titleIn(p, w)}`,
      ...mailBody(
        paragraph(
          p.cancelled
            ? line`The trip for the visit “${titleIn(p, w)}” does not take place.`
            : p.again
              ? line`The list of those who go to “${titleIn(p, w)}” has changed. The attached one replaces that before.`
              : line`The list of those who go to “${titleIn(p, w)}” is attached.`,
        ),
        about(p, w, own.en.seats),
      ),
      attachments: p.attachments,
    }),
    ru: (p, w) => ({
      subject: `Список для автобуса ${p.reference}: ${titleIn(p, w)}`,
      ...mailBody(
        paragraph(
          p.cancelled
            ? line`Поездка на посещение «${titleIn(p, w)}» не состоится.`
            : p.again
              ? line`Список едущих на посещение «${titleIn(p, w)}» изменён. Приложенный список заменяет прежний.`
              : line`Список едущих на посещение «${titleIn(p, w)}» приложен.`,
        ),
        about(p, w, own.ru.seats),
      ),
      attachments: p.attachments,
    }),
    zh: (p, w) => ({
      subject: `乘车名单 ${p.reference}：${titleIn(p, w)}`,
      ...mailBody(
        paragraph(
          p.cancelled
            ? line`前往“${titleIn(p, w)}”参访的用车取消。`
            : p.again
              ? line`前往“${titleIn(p, w)}”参访的人员名单有变更，以附件为准。`
              : line`前往“${titleIn(p, w)}”参访的人员名单见附件。`,
        ),
        about(p, w, own.zh.seats),
      ),
      attachments: p.attachments,
    }),
  },
});
