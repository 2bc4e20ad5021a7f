import { bullets, facts, line, mailBody, note, paragraph, type Block } from '../../communications/mail-body';
import { defineNotice, type NoticeDefinition } from '../../communications/notice';
import { placeholders } from '../../communications/templates/placeholder.rules';
import type { MailLanguage, Words } from '../../communications/words';
import { inLanguage } from '../../platform/text';

/** What mails about a sign-up say. */
export interface SignUpNotice {
  readonly title: string;
  readonly titles: Readonly<Record<string, string>>;
  readonly room: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** Place in the line, counted from 1. */
  readonly position: number | null;
  /** What the person does elsewhere at that time. */
  readonly inTheWay: readonly { readonly title: string; readonly titles: Readonly<Record<string, string>> }[];
}

type Named = Pick<SignUpNotice, 'title' | 'titles'>;

const titleIn = (thing: Named, w: Words): string => inLanguage(thing.title, thing.titles, w.language);

const signUpPlaceholders = placeholders<SignUpNotice>(({ text, number, list, period }) => ({
  'session.title': text(
    'Title of the session.',
    { en: 'Smart cities', ru: 'Умные города', zh: '智慧城市' },
    titleIn,
  ),
  'session.period': period(
    'When the session takes place.',
    { start: new Date('2019-10-21T06:00:00Z'), end: new Date('2019-10-21T07:30:00Z') },
    (p) => ({ start: p.startsAt, end: p.endsAt }),
  ),
  'session.room': text('Room of the session, if it is known.', 'Hall B', (p) => p.room),
  'waiting.position': number('Place in the line, counted from 1.', 3, (p) => p.position),
  'reader.elsewhere': list(
    'What the reader does elsewhere at that time.',
    { en: ['Opening ceremony'], ru: ['Церемония открытия'], zh: ['开幕式'] },
    (p, w) => p.inTheWay.map((one) => titleIn(one, w)),
  ),
}));

const giveUp: Readonly<Record<MailLanguage, string>> = {
  en: 'If you cannot come, give the seat up in time: others wait for it.',
  ru: 'Если Вы не сможете прийти, откажитесь от места заранее: его ждут другие.',
  zh: '如无法出席，请尽早取消，以便他人使用该席位。',
};

/** Which session it is about. */
function occasion(p: SignUpNotice, w: Words): Block {
  return facts([
    [w.when, w.period(p.startsAt, p.endsAt)],
    [w.room, p.room ?? undefined],
  ]);
}

/** One notice about a sign-up, from what it says in each language before and after the facts. */
function aboutSignUp(
  kind: string,
  says: Readonly<
    Record<
      MailLanguage,
      (
        p: SignUpNotice,
        title: string,
        w: Words,
      ) => { readonly subject: string; readonly first: Block; readonly rest?: readonly Block[] }
    >
  >,
): NoticeDefinition<SignUpNotice> {
  return defineNotice<SignUpNotice>({
    kind,
    placeholders: signUpPlaceholders,
    render: (p, w) => {
      const { subject, first, rest = [] } = says[w.language](p, titleIn(p, w), w);
      return { subject, ...mailBody(first, occasion(p, w), ...rest) };
    },
  });
}

export const signUpConfirmed = aboutSignUp('sign-up.confirmed', {
  en: (_, title) => ({
    subject: `Your seat: ${title}`,
    first: paragraph(line`Your seat in “${title}” is confirmed.`),
    rest: [note(giveUp.en)],
  }),
  ru: (_, title) => ({
    subject: `Ваше место: ${title}`,
    first: paragraph(line`Ваше место на заседании «${title}» подтверждено.`),
    rest: [note(giveUp.ru)],
  }),
  zh: (_, title) => ({
    subject: `席位已确认：${title}`,
    first: paragraph(line`您在“${title}”的席位已确认。`),
    rest: [note(giveUp.zh)],
  }),
});

export const signUpWaitlisted = aboutSignUp('sign-up.waitlisted', {
  en: (p, title) => ({
    subject: `Waiting list: ${title}`,
    first: paragraph(
      line`All seats in “${title}” are taken. You are number ${p.position ?? 1} on the waiting list.`,
    ),
    rest: [
      paragraph(
        'If a seat falls free before the session begins and it is your turn, it is yours and we tell you at once.',
      ),
    ],
  }),
  ru: (p, title) => ({
    subject: `Список ожидания: ${title}`,
    first: paragraph(
      line`Все места на заседании «${title}» заняты. Ваш номер в списке ожидания: ${p.position ?? 1}.`,
    ),
    rest: [
      paragraph(
        'Если место освободится до начала заседания и подойдёт Ваша очередь, оно станет Вашим, и мы сразу Вам сообщим.',
      ),
    ],
  }),
  zh: (p, title) => ({
    subject: `候补名单：${title}`,
    first: paragraph(line`“${title}”的席位已满，您在候补名单中排第${p.position ?? 1}位。`),
    rest: [paragraph('如在会议开始前有席位空出且轮到您，该席位即归您所有，我们会立即通知您。')],
  }),
});

export const signUpPromoted = aboutSignUp('sign-up.promoted', {
  en: (_, title) => ({
    subject: `You have a seat now: ${title}`,
    first: paragraph(line`A seat in “${title}” has fallen free, and it is yours.`),
    rest: [note(giveUp.en)],
  }),
  ru: (_, title) => ({
    subject: `Для Вас нашлось место: ${title}`,
    first: paragraph(line`Освободилось место на заседании «${title}», и теперь оно Ваше.`),
    rest: [note(giveUp.ru)],
  }),
  zh: (_, title) => ({
    subject: `您已获得席位：${title}`,
    first: paragraph(line`“${title}”有席位空出，现已分配给您。`),
    rest: [note(giveUp.zh)],
  }),
});

export const signUpCancelled = aboutSignUp('sign-up.cancelled', {
  en: (_, title) => ({
    subject: `Sign-up cancelled: ${title}`,
    first: paragraph(line`Your sign-up for “${title}” is cancelled.`),
  }),
  ru: (_, title) => ({
    subject: `Запись отменена: ${title}`,
    first: paragraph(line`Ваша запись на заседание «${title}» отменена.`),
  }),
  zh: (_, title) => ({
    subject: `报名已取消：${title}`,
    first: paragraph(line`您对“${title}”的报名已取消。`),
  }),
});

export const signUpSessionCancelled = aboutSignUp('sign-up.session-cancelled', {
  en: (_, title) => ({
    subject: `Cancelled: ${title}`,
    first: paragraph(line`“${title}”, for which you had signed up, does not take place:`),
    rest: [paragraph('There is nothing that you have to do.')],
  }),
  ru: (_, title) => ({
    subject: `Отменено: ${title}`,
    first: paragraph(line`Заседание «${title}», на которое Вы записались, не состоится:`),
    rest: [paragraph('От Вас ничего не требуется.')],
  }),
  zh: (_, title) => ({
    subject: `已取消：${title}`,
    first: paragraph(line`您报名的“${title}”不再举行：`),
    rest: [paragraph('您无需进行任何操作。')],
  }),
});

export const signUpNotNeeded = aboutSignUp('sign-up.not-needed', {
  en: (_, title) => ({
    subject: `No sign-up needed: ${title}`,
    first: paragraph(line`“${title}” needs no sign-up any more. You are welcome to come:`),
    rest: [paragraph('Your sign-up has ended, because no seats are assigned.')],
  }),
  ru: (_, title) => ({
    subject: `Запись больше не нужна: ${title}`,
    first: paragraph(line`Для участия в заседании «${title}» запись больше не нужна. Приходите:`),
    rest: [paragraph('Ваша запись завершена, так как места не распределяются.')],
  }),
  zh: (_, title) => ({
    subject: `无需报名：${title}`,
    first: paragraph(line`“${title}”不再需要报名，欢迎直接出席：`),
    rest: [paragraph('由于不再分配席位，您的报名已结束。')],
  }),
});

const elsewhere = (p: SignUpNotice, w: Words): Block[] =>
  p.inTheWay.length === 0 ? [] : [bullets(p.inTheWay.map((thing) => line`${titleIn(thing, w)}`))];

export const signUpDisplaced = aboutSignUp('sign-up.displaced', {
  en: (p, title, w) => ({
    subject: `You are expected elsewhere: ${title}`,
    first: paragraph(
      line`The programme has changed. “${title}” now takes place at a time when you are expected elsewhere, so your seat goes to somebody who waits.`,
    ),
    rest: [
      ...(p.inTheWay.length === 0
        ? []
        : [paragraph('At that time you are expected here:'), ...elsewhere(p, w)]),
      paragraph(
        line`You are number ${p.position ?? 1} on the waiting list. If your time falls free, the next free seat goes to you when it is your turn, and we tell you at once.`,
      ),
    ],
  }),
  ru: (p, title, w) => ({
    subject: `В это время Вас ждут в другом месте: ${title}`,
    first: paragraph(
      line`Программа изменилась. Заседание «${title}» теперь проходит в то время, когда Вас ждут в другом месте, поэтому Ваше место передаётся следующему в очереди.`,
    ),
    rest: [
      ...(p.inTheWay.length === 0 ? [] : [paragraph('В это время Вас ждут здесь:'), ...elsewhere(p, w)]),
      paragraph(
        line`Ваш номер в списке ожидания: ${p.position ?? 1}. Если это время у Вас освободится, следующее свободное место станет Вашим, когда подойдёт Ваша очередь, и мы сразу Вам сообщим.`,
      ),
    ],
  }),
  zh: (p, title, w) => ({
    subject: `您届时另有安排：${title}`,
    first: paragraph(line`日程有变。“${title}”的举行时间现与您的其他安排冲突，因此您的席位将转给候补人员。`),
    rest: [
      ...(p.inTheWay.length === 0 ? [] : [paragraph('您届时的其他安排：'), ...elsewhere(p, w)]),
      paragraph(
        line`您在候补名单中排第${p.position ?? 1}位。如您届时有空，轮到您时下一个空出的席位即归您所有，我们会立即通知您。`,
      ),
    ],
  }),
});
