import { bullets, facts, line, mailBody, note, paragraph, type Block } from '../communications/mail-body';
import { defineNotice } from '../communications/notice';
import { placeholders } from '../communications/templates/placeholder.rules';
import type { MailLanguage, Words } from '../communications/words';
import { inLanguage } from '../platform/text';
import { offersBlocks, reasonRow, type Consolation } from './changes/change.notices';

/** What mails about a booking say. */
export interface BookingNotice {
  readonly title: string;
  readonly titles: Readonly<Record<string, string>>;
  readonly host: string;
  readonly address: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly cutOffAt: Date;
  readonly meetingPoint: string;
  readonly coaches: readonly string[];
  readonly identityDocument: boolean;
  readonly photographyForbidden: boolean;
  readonly dress: string | null;
  /** Place in the waiting list, counted from 1. */
  readonly position: number | null;
}

export interface DepartureCancelledNotice extends BookingNotice, Consolation {
  /** Departures of the same visit that have places. */
  readonly alternatives: readonly { readonly startsAt: Date; readonly endsAt: Date }[];
}

const own = {
  en: {
    host: 'Host',
    coach: 'Coach',
    dress: 'Dress',
    document: 'Bring an identity document: it is asked for at the gate.',
    photography: 'Photographs are not allowed on the site.',
    giveUp: 'If you cannot come, give the place up in time: others wait for it.',
  },
  ru: {
    host: 'Принимающая сторона',
    coach: 'Автобус',
    dress: 'Одежда',
    document: 'Возьмите с собой документ, удостоверяющий личность: его проверят на входе.',
    photography: 'Фотографировать на объекте нельзя.',
    giveUp: 'Если Вы не сможете поехать, откажитесь от места заранее: его ждут другие.',
  },
  zh: {
    host: '接待单位',
    coach: '车辆',
    dress: '着装要求',
    document: '请携带身份证件，入场时需要查验。',
    photography: '参观场所内禁止拍照。',
    giveUp: '如无法参加，请尽早取消，以便他人使用该名额。',
  },
} as const satisfies Record<MailLanguage, Record<string, string>>;

const titleIn = (p: BookingNotice, w: Words): string => inLanguage(p.title, p.titles, w.language);

const bookingPlaceholders = placeholders<BookingNotice>(({ text, number, flag, instant, period, list }) => ({
  'visit.title': text(
    'Title of the visit.',
    { en: 'Huawei headquarters', ru: 'Штаб-квартира Huawei', zh: '华为总部' },
    titleIn,
  ),
  'visit.host': text('Who receives the visitors.', 'Huawei', (p) => p.host),
  'visit.period': period(
    'When the departure is.',
    { start: new Date('2019-10-23T01:00:00Z'), end: new Date('2019-10-23T04:00:00Z') },
    (p) => ({ start: p.startsAt, end: p.endsAt }),
  ),
  'visit.start': instant('When it leaves.', new Date('2019-10-23T01:00:00Z'), (p) => p.startsAt),
  'visit.meetingPoint': text(
    'Where the visitors meet.',
    { en: 'Hotel lobby, east entrance', ru: 'Холл гостиницы, восточный вход', zh: '酒店大堂东门' },
    (p) => p.meetingPoint,
  ),
  'visit.address': text('Where it goes, if that is known.', 'Bantian, Shenzhen', (p) => p.address),
  'visit.coaches': list('Coaches of the reader.', ['A'], (p) => p.coaches),
  'visit.dress': text(
    'What to wear, if the host says so.',
    { en: 'closed shoes', ru: 'закрытая обувь', zh: '请穿包脚鞋' },
    (p) => p.dress,
  ),
  'visit.identityDocument': flag(
    'Whether a document is asked for at the gate.',
    true,
    (p) => p.identityDocument,
  ),
  'visit.photographyForbidden': flag(
    'Whether photographs are forbidden.',
    true,
    (p) => p.photographyForbidden,
  ),
  'visit.bookingCloses': instant(
    'When the bookings close.',
    new Date('2019-10-20T10:00:00Z'),
    (p) => p.cutOffAt,
  ),
  'waiting.position': number('Place in the waiting list, counted from 1.', 3, (p) => p.position),
}));

/** When and where, for somebody who goes. */
function meeting(p: BookingNotice, w: Words): Block {
  const words = own[w.language];
  return facts([
    [words.host, p.host],
    [w.when, w.period(p.startsAt, p.endsAt)],
    [w.meetingPoint, p.meetingPoint],
    [words.coach, p.coaches.length === 0 ? undefined : w.list(p.coaches)],
    [w.where, p.address ?? undefined],
    [words.dress, p.dress ?? undefined],
  ]);
}

/** Which departure it was, for somebody who does not go. */
function occasion(p: BookingNotice, w: Words): Block {
  return facts([
    [own[w.language].host, p.host],
    [w.when, w.period(p.startsAt, p.endsAt)],
  ]);
}

function rules(p: BookingNotice, w: Words): Block | undefined {
  const words = own[w.language];
  const items = [
    ...(p.identityDocument ? [words.document] : []),
    ...(p.photographyForbidden ? [words.photography] : []),
  ];
  return items.length === 0 ? undefined : bullets(items);
}

export const bookingConfirmed = defineNotice<BookingNotice>({
  kind: 'booking.confirmed',
  placeholders: bookingPlaceholders,
  render: {
    en: (p, w) => ({
      subject: `Your place: ${titleIn(p, w)}`,
      ...mailBody(
        paragraph(line`Your place on the visit “${titleIn(p, w)}” is confirmed.`),
        meeting(p, w),
        rules(p, w),
        note(own.en.giveUp),
      ),
    }),
    ru: (p, w) => ({
      subject: `Ваше место: ${titleIn(p, w)}`,
      ...mailBody(
        paragraph(line`Ваше место на посещение «${titleIn(p, w)}» подтверждено.`),
        meeting(p, w),
        rules(p, w),
        note(own.ru.giveUp),
      ),
    }),
    zh: (p, w) => ({
      subject: `参观名额已确认：${titleIn(p, w)}`,
      ...mailBody(
        paragraph(line`您参加“${titleIn(p, w)}”参观活动的名额已确认。`),
        meeting(p, w),
        rules(p, w),
        note(own.zh.giveUp),
      ),
    }),
  },
});

export const bookingWaitlisted = defineNotice<BookingNotice>({
  kind: 'booking.waitlisted',
  placeholders: bookingPlaceholders,
  render: {
    en: (p, w) => ({
      subject: `Waiting list: ${titleIn(p, w)}`,
      ...mailBody(
        paragraph(
          line`All places on the visit “${titleIn(p, w)}” are taken. You are number ${p.position ?? 1} on the waiting list.`,
        ),
        occasion(p, w),
        paragraph(
          line`If a place falls free by ${w.dateTime(p.cutOffAt)} and it is your turn, it is yours and we tell you at once.`,
        ),
      ),
    }),
    ru: (p, w) => ({
      subject: `Список ожидания: ${titleIn(p, w)}`,
      ...mailBody(
        paragraph(
          line`Все места на посещение «${titleIn(p, w)}» заняты. Ваш номер в списке ожидания: ${p.position ?? 1}.`,
        ),
        occasion(p, w),
        paragraph(
          line`Если место освободится до закрытия записи и подойдёт Ваша очередь, оно станет Вашим, и мы сразу Вам сообщим. Запись закрывается: ${w.dateTime(p.cutOffAt)}.`,
        ),
      ),
    }),
    zh: (p, w) => ({
      subject: `候补名单：${titleIn(p, w)}`,
      ...mailBody(
        paragraph(line`“${titleIn(p, w)}”参观活动的名额已满，您在候补名单中排第${p.position ?? 1}位。`),
        occasion(p, w),
        paragraph(
          line`如在${w.dateTime(p.cutOffAt)}之前有名额空出且轮到您，该名额即归您所有，我们会立即通知您。`,
        ),
      ),
    }),
  },
});

export const bookingPromoted = defineNotice<BookingNotice>({
  kind: 'booking.promoted',
  placeholders: bookingPlaceholders,
  render: {
    en: (p, w) => ({
      subject: `You have a place now: ${titleIn(p, w)}`,
      ...mailBody(
        paragraph(line`A place on the visit “${titleIn(p, w)}” has fallen free, and it is yours.`),
        meeting(p, w),
        rules(p, w),
        note(own.en.giveUp),
      ),
    }),
    ru: (p, w) => ({
      subject: `Для Вас нашлось место: ${titleIn(p, w)}`,
      ...mailBody(
        paragraph(line`Освободилось место на посещение «${titleIn(p, w)}», и теперь оно Ваше.`),
        meeting(p, w),
        rules(p, w),
        note(own.ru.giveUp),
      ),
    }),
    zh: (p, w) => ({
      subject: `您已获得参观名额：${titleIn(p, w)}`,
      ...mailBody(
        paragraph(line`“${titleIn(p, w)}”参观活动有名额空出，现已分配给您。`),
        meeting(p, w),
        rules(p, w),
        note(own.zh.giveUp),
      ),
    }),
  },
});

export const bookingCancelled = defineNotice<BookingNotice>({
  kind: 'booking.cancelled',
  placeholders: bookingPlaceholders,
  render: {
    en: (p, w) => ({
      subject: `Booking cancelled: ${titleIn(p, w)}`,
      ...mailBody(
        paragraph(line`Your booking for the visit “${titleIn(p, w)}” is cancelled.`),
        occasion(p, w),
      ),
    }),
    ru: (p, w) => ({
      subject: `Запись отменена: ${titleIn(p, w)}`,
      ...mailBody(paragraph(line`Ваша запись на посещение «${titleIn(p, w)}» отменена.`), occasion(p, w)),
    }),
    zh: (p, w) => ({
      subject: `预约已取消：${titleIn(p, w)}`,
      ...mailBody(paragraph(line`您参加“${titleIn(p, w)}”参观活动的预约已取消。`), occasion(p, w)),
    }),
  },
});

/** Says that the host cannot receive the reader; never why, and in the same words whatever the reason is. */
export const bookingNotReceived = defineNotice<BookingNotice>({
  kind: 'booking.not-received',
  placeholders: bookingPlaceholders,
  render: {
    en: (p, w) => ({
      subject: `Your visit: ${titleIn(p, w)}`,
      ...mailBody(
        paragraph(
          line`The host of the visit “${titleIn(p, w)}” cannot receive you, so your place is given back. We are sorry.`,
        ),
        occasion(p, w),
        note('Nothing else of your participation changes. You are welcome to choose another visit.'),
      ),
    }),
    ru: (p, w) => ({
      subject: `Ваше посещение: ${titleIn(p, w)}`,
      ...mailBody(
        paragraph(
          line`Принимающая сторона посещения «${titleIn(p, w)}» не сможет Вас принять, поэтому Ваше место освобождено. Приносим извинения.`,
        ),
        occasion(p, w),
        note('В остальном Ваше участие не меняется. Вы можете выбрать другое посещение.'),
      ),
    }),
    zh: (p, w) => ({
      subject: `您的参观安排：${titleIn(p, w)}`,
      ...mailBody(
        paragraph(line`“${titleIn(p, w)}”参观活动的接待单位无法接待您，您的名额已释放，敬请谅解。`),
        occasion(p, w),
        note('您的其他参会安排不受影响，欢迎选择其他参观活动。'),
      ),
    }),
  },
});

/** Which departure it was, and why it does not take place. */
function cancelledOccasion(p: DepartureCancelledNotice, w: Words): Block {
  return facts([[own[w.language].host, p.host], [w.when, w.period(p.startsAt, p.endsAt)], reasonRow(p, w)]);
}

/** What is held for the reader; else what anybody can book. */
const alternatives = (p: DepartureCancelledNotice, w: Words, heading: string): Block[] =>
  p.offers.length > 0 || p.alternatives.length === 0
    ? offersBlocks(p, w)
    : [
        paragraph(heading),
        bullets(p.alternatives.map(({ startsAt, endsAt }) => line`${w.period(startsAt, endsAt)}`)),
      ];

export const departureCancelled = defineNotice<DepartureCancelledNotice>({
  kind: 'departure.cancelled',
  placeholders: bookingPlaceholders,
  render: {
    en: (p, w) => ({
      subject: `Cancelled: ${titleIn(p, w)}`,
      ...mailBody(
        paragraph(line`The visit “${titleIn(p, w)}” that you booked does not take place at this time:`),
        cancelledOccasion(p, w),
        ...alternatives(p, w, 'Places are free at these times; you are welcome to book again:'),
      ),
    }),
    ru: (p, w) => ({
      subject: `Отменено: ${titleIn(p, w)}`,
      ...mailBody(
        paragraph(line`Посещение «${titleIn(p, w)}», на которое Вы записались, в это время не состоится:`),
        cancelledOccasion(p, w),
        ...alternatives(p, w, 'В другое время есть свободные места, Вы можете записаться снова:'),
      ),
    }),
    zh: (p, w) => ({
      subject: `已取消：${titleIn(p, w)}`,
      ...mailBody(
        paragraph(line`您预约的“${titleIn(p, w)}”参观活动在以下时间不再举行：`),
        cancelledOccasion(p, w),
        ...alternatives(p, w, '以下时间仍有名额，欢迎重新预约：'),
      ),
    }),
  },
});
