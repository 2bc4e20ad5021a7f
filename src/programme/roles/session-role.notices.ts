import {
  button,
  facts,
  line,
  mailBody,
  note,
  paragraph,
  quotation,
  type Block,
} from '../../communications/mail-body';
import { defineNotice } from '../../communications/notice';
import { placeholders } from '../../communications/templates/placeholder.rules';
import type { Words } from '../../communications/words';
import { askingWords, asksForRole, roleName } from './session-role.words';

/** What a person does where; titles in the language of the mail. */
interface PartInProgramme {
  readonly event: string;
  readonly session: string;
  /** Title of the part of the session, where the role is one in a part. */
  readonly item: string | undefined;
  readonly role: string;
}

interface Occasion extends PartInProgramme {
  /** When it takes place; undefined while that is not decided. */
  readonly when: { readonly startsAt: Date; readonly endsAt: Date } | undefined;
  readonly room: string | undefined;
}

export interface RoleAskedProps extends Occasion {
  readonly city: string;
  /** The member of staff who asks. */
  readonly askedBy: string | undefined;
  /** Whether the answer can be changed later: until the event begins. */
  readonly changeable: boolean;
  /** The page on which the person answers. */
  readonly url: string;
}

const time = ({ when }: Occasion, w: Words): string =>
  when ? w.period(when.startsAt, when.endsAt) : askingWords[w.language].timeToCome;

const askedFacts = (p: RoleAskedProps, w: Words, askedBy: string): Block => {
  const own = askingWords[w.language];
  return facts([
    [own.role, roleName(p.role, w.language)],
    [own.item, p.item],
    [w.when, time(p, w)],
    [w.room, p.room],
    [w.where, p.city],
    [askedBy, p.askedBy],
  ]);
};

const partPlaceholders = placeholders<PartInProgramme>(({ text }) => ({
  'session.title': text(
    'Title of the session.',
    { en: 'Smart cities', ru: 'Умные города', zh: '智慧城市' },
    (p) => p.session,
  ),
  'session.item': text('Title of the part of the session, if it is about one.', 'Keynote', (p) => p.item),
  'role.name': text('The role.', { en: 'Speaker', ru: 'Докладчик', zh: '发言人' }, (p, w) =>
    roleName(p.role, w.language),
  ),
}));

const occasionPlaceholders = placeholders<Occasion>(({ text, period }) => ({
  ...partPlaceholders,
  'session.period': period(
    'When it takes place, once that is decided.',
    { start: new Date('2019-10-21T06:00:00Z'), end: new Date('2019-10-21T07:30:00Z') },
    ({ when }) => when && { start: when.startsAt, end: when.endsAt },
  ),
  'session.room': text('Room, once that is decided.', 'Hall B', (p) => p.room),
}));

const askedPlaceholders = placeholders<RoleAskedProps>(({ text, link }) => ({
  ...occasionPlaceholders,
  'role.askedBy': text('The member of staff who asks.', 'Wang Fang', (p) => p.askedBy),
  'role.page': link(
    'The page on which the reader answers.',
    'https://forum.example/role?token=pl.1',
    (p) => p.url,
  ),
}));

const declinedPlaceholders = placeholders<RoleDeclinedProps>(({ text }) => ({
  ...occasionPlaceholders,
  'role.person': text('Who declined.', 'Li Na', (p) => p.person),
  'role.reason': text(
    'Why, if that was said.',
    { en: 'I am abroad.', ru: 'Я за границей.', zh: '我在国外。' },
    (p) => p.reason,
  ),
}));

/** Asks somebody to take a role in a session; carries the link with which they answer. */
export const roleAsked = defineNotice<RoleAskedProps>({
  kind: 'programme.role-asked',
  placeholders: askedPlaceholders,
  confidential: true,
  render: {
    en: (p, w) => ({
      subject: `Will you take part in the programme? ${p.event}`,
      ...mailBody(
        paragraph(asksForRole(p.role, 'en', p.session, p.event)),
        askedFacts(p, w, 'Asked by'),
        paragraph(
          p.changeable
            ? 'Please tell us whether you accept. You need no account for it, and can change your answer until the event begins.'
            : 'Please tell us whether you accept. You need no account for it.',
        ),
        button('Accept or decline', p.url),
        note('The link is yours alone: whoever has it can answer for you. Do not pass it on.'),
      ),
    }),
    ru: (p, w) => ({
      subject: `Приглашение принять участие в программе: ${p.event}`,
      ...mailBody(
        paragraph(asksForRole(p.role, 'ru', p.session, p.event)),
        askedFacts(p, w, 'Вас приглашает'),
        paragraph(
          p.changeable
            ? 'Пожалуйста, сообщите, согласны ли Вы. Регистрироваться для этого не нужно; изменить ответ можно до начала мероприятия.'
            : 'Пожалуйста, сообщите, согласны ли Вы. Регистрироваться для этого не нужно.',
        ),
        button('Согласиться или отказаться', p.url),
        note('Ссылка предназначена только Вам: по ней можно ответить от Вашего имени. Не передавайте её.'),
      ),
    }),
    zh: (p, w) => ({
      subject: `诚邀您参与日程：${p.event}`,
      ...mailBody(
        paragraph(asksForRole(p.role, 'zh', p.session, p.event)),
        askedFacts(p, w, '邀请人'),
        paragraph(
          p.changeable
            ? '敬请告知您是否接受。无需注册账号，活动开始之前可随时更改答复。'
            : '敬请告知您是否接受，无需注册账号。',
        ),
        button('接受或婉拒', p.url),
        note('此链接仅供您本人使用，持有者可代您答复，请勿转发。'),
      ),
    }),
  },
});

export interface RoleEndedProps extends PartInProgramme {
  /** Whether the person had agreed, and not only been asked. */
  readonly agreed: boolean;
}

const endedFacts = (p: RoleEndedProps, w: Words): Block =>
  facts([
    [askingWords[w.language].role, roleName(p.role, w.language)],
    [askingWords[w.language].item, p.item],
  ]);

/** Tells somebody who was asked for a role that it is not theirs any more. */
export const roleEnded = defineNotice<RoleEndedProps>({
  kind: 'programme.role-ended',
  placeholders: partPlaceholders,
  render: {
    en: (p, w) => ({
      subject: `Change in the programme: ${p.event}`,
      ...mailBody(
        paragraph(
          line`The programme of ${p.event} has changed. Your part in the session “${p.session}” is no longer planned.`,
        ),
        endedFacts(p, w),
        paragraph(
          p.agreed
            ? 'Thank you for having agreed to take part, and please accept our apologies for the change. There is nothing more for you to do.'
            : 'You need not answer our request any more. Thank you for your understanding.',
        ),
      ),
    }),
    ru: (p, w) => ({
      subject: `Изменение в программе: ${p.event}`,
      ...mailBody(
        paragraph(
          line`Программа мероприятия «${p.event}» изменилась. Ваша роль на заседании «${p.session}» больше не предусмотрена.`,
        ),
        endedFacts(p, w),
        paragraph(
          p.agreed
            ? 'Благодарим Вас за согласие принять участие и приносим извинения за изменение планов. От Вас больше ничего не требуется.'
            : 'Отвечать на нашу просьбу уже не нужно. Благодарим Вас за понимание.',
        ),
      ),
    }),
    zh: (p, w) => ({
      subject: `日程变更：${p.event}`,
      ...mailBody(
        paragraph(line`“${p.event}”的日程有所调整，您在“${p.session}”中的以下任务已不再安排。`),
        endedFacts(p, w),
        paragraph(
          p.agreed
            ? '衷心感谢您此前应允参与，并对此次调整深表歉意。您无需再做任何准备。'
            : '您无需再答复我们的邀请。感谢您的理解。',
        ),
      ),
    }),
  },
});

export interface RoleDeclinedProps extends Occasion {
  /** Who has declined. */
  readonly person: string;
  /** The member of staff who recorded it; undefined when the person answered. */
  readonly recordedBy: string | undefined;
  readonly reason: string | undefined;
}

const declinedBody = (
  p: RoleDeclinedProps,
  w: Words,
  own: { role: string; item: string; recordedBy: string },
): (Block | undefined)[] => [
  facts([
    [own.role, roleName(p.role, w.language)],
    [own.item, p.item],
    [w.when, time(p, w)],
    [w.room, p.room],
    [own.recordedBy, p.recordedBy],
  ]),
  ...(p.reason === undefined ? [] : [paragraph(`${w.reason}:`), quotation(p.reason)]),
];

/** Tells those who make the programme that somebody has to be found. */
export const roleDeclined = defineNotice<RoleDeclinedProps>({
  kind: 'programme.role-declined',
  placeholders: declinedPlaceholders,
  render: {
    en: (p, w) => ({
      subject: `${p.person} has declined: ${p.session}`,
      ...mailBody(
        paragraph(
          line`${p.person} has declined a role in the session “${p.session}” at ${p.event}. Somebody else has to be found.`,
        ),
        ...declinedBody(p, w, { role: 'Role', item: 'Part', recordedBy: 'Recorded by' }),
      ),
    }),
    ru: (p, w) => ({
      subject: `Отказ от участия: ${p.person}, «${p.session}»`,
      ...mailBody(
        paragraph(
          line`Получен отказ от участия в заседании «${p.session}» мероприятия «${p.event}»: ${p.person}. Нужно найти замену.`,
        ),
        ...declinedBody(p, w, { role: 'Роль', item: 'Тема', recordedBy: 'Кем внесён отказ' }),
      ),
    }),
    zh: (p, w) => ({
      subject: `${p.person}已婉拒：${p.session}`,
      ...mailBody(
        paragraph(line`${p.person}已婉拒在“${p.event}”的“${p.session}”中担任以下角色，需另行安排人选。`),
        ...declinedBody(p, w, { role: '角色', item: '议题', recordedBy: '登记人' }),
      ),
    }),
  },
});
