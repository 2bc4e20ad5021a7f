import {
  button,
  facts,
  line,
  mailBody,
  note,
  paragraph,
  quotation,
  type Block,
} from '../communications/mail-body';
import { defineNotice, type MailParts } from '../communications/notice';
import { placeholders } from '../communications/templates/placeholder.rules';
import type { Words } from '../communications/words';

/** What a mail about a registration can say, as it is true when the mail goes out. */
export interface RegistrationNotice {
  readonly eventTitle: string;
  readonly categoryTitle: string;
  readonly code: string;
  /** The person's own page, with the token that signs them in. */
  readonly agendaUrl: string;
  /** The person's own calendar file. */
  readonly calendarUrl: string;
  /** Until when the offered place is held. */
  readonly offerExpiresAt: Date | undefined;
  /** What whoever decided wrote. */
  readonly reason: string | undefined;
  /** Whether somebody has to approve it, for the first time or again. */
  readonly toBeApproved: boolean;
  /** Whether that is the focal point of the person's delegation. */
  readonly byFocalPoint: boolean;
  /** Whether the whole event does not take place. */
  readonly eventCancelled: boolean;
}

const registrationPlaceholders = placeholders<RegistrationNotice>(({ text, flag, instant, link }) => ({
  'registration.code': text('Reference code of the registration.', '7KQ2M9XW', (p) => p.code),
  'registration.category': text(
    'Category of the registration.',
    { en: 'Delegate', ru: 'Делегат', zh: '代表' },
    (p) => p.categoryTitle,
  ),
  'registration.reason': text(
    'What whoever decided wrote, if anything.',
    {
      en: 'All places of your category are taken.',
      ru: 'Все места Вашей категории заняты.',
      zh: '您所属类别的名额已满。',
    },
    (p) => p.reason,
  ),
  'registration.toBeApproved': flag('Whether somebody has to approve it.', true, (p) => p.toBeApproved),
  'registration.byFocalPoint': flag(
    'Whether the focal point of the delegation has to approve it.',
    false,
    (p) => p.byFocalPoint,
  ),
  'offer.until': instant(
    'Until when an offered place is held.',
    new Date('2019-09-20T10:00:00Z'),
    (p) => p.offerExpiresAt,
  ),
  'agenda.page': link(
    'The reader’s own page; whoever has it can see their agenda.',
    'https://forum.example/agenda?token=pl.1',
    (p) => p.agendaUrl,
  ),
  'agenda.calendar': link(
    'The reader’s own calendar file.',
    'https://forum.example/agenda.ics?token=pl.1',
    (p) => p.calendarUrl,
  ),
}));

const registrationFacts = (p: RegistrationNotice, w: Words): Block =>
  facts([
    [w.referenceCode, p.code],
    [w.category, p.categoryTitle],
    [w.deadline, p.offerExpiresAt && w.dateTime(p.offerExpiresAt)],
  ]);

const reasonGiven = (p: RegistrationNotice, w: Words): (Block | undefined)[] =>
  p.reason === undefined ? [] : [paragraph(`${w.reason}:`), quotation(p.reason)];

/** A mail with the facts of the registration after its first words. */
const mail = (
  p: RegistrationNotice,
  w: Words,
  subject: string,
  first: Block,
  ...rest: (Block | undefined)[]
): MailParts => ({ subject, ...mailBody(first, registrationFacts(p, w), ...rest) });

/** Handed in, and waiting for somebody to decide. */
export const registrationReceived = defineNotice<RegistrationNotice>({
  kind: 'registration.received',
  placeholders: registrationPlaceholders,
  render: {
    en: (p, w) =>
      mail(
        p,
        w,
        `We have your registration: ${p.eventTitle}`,
        paragraph(line`Thank you for registering for ${p.eventTitle}.`),
        paragraph(
          p.byFocalPoint
            ? 'The focal point of your delegation has to approve your registration. We will write to you when it has been decided.'
            : 'Your registration is being reviewed. We will write to you when it has been decided.',
        ),
      ),
    ru: (p, w) =>
      mail(
        p,
        w,
        `Ваша заявка получена: ${p.eventTitle}`,
        paragraph(line`Благодарим Вас за регистрацию на мероприятие «${p.eventTitle}».`),
        paragraph(
          p.byFocalPoint
            ? 'Вашу заявку должно подтвердить контактное лицо делегации. Мы напишем Вам, когда решение будет принято.'
            : 'Ваша заявка рассматривается. Мы напишем Вам, когда решение будет принято.',
        ),
      ),
    zh: (p, w) =>
      mail(
        p,
        w,
        `已收到您的报名：${p.eventTitle}`,
        paragraph(line`感谢您报名参加“${p.eventTitle}”。`),
        paragraph(
          p.byFocalPoint
            ? '您的报名须经贵代表团联络人确认，结果将以邮件通知您。'
            : '您的报名正在审核中，审核结果将以邮件通知您。',
        ),
      ),
  },
});

/** Has a place; carries the link to the person's own agenda. */
export const registrationConfirmed = defineNotice<RegistrationNotice>({
  kind: 'registration.confirmed',
  placeholders: registrationPlaceholders,
  confidential: true,
  render: {
    en: (p, w) =>
      mail(
        p,
        w,
        `Your registration is confirmed: ${p.eventTitle}`,
        paragraph(line`Your registration for ${p.eventTitle} is confirmed. We look forward to seeing you.`),
        paragraph('Please have your reference code at hand when you arrive.'),
        button('See your agenda', p.agendaUrl),
        button('Agenda for your calendar', p.calendarUrl),
        note('These links are yours alone: whoever has them can see your agenda.'),
      ),
    ru: (p, w) =>
      mail(
        p,
        w,
        `Ваша регистрация подтверждена: ${p.eventTitle}`,
        paragraph(line`Ваша регистрация на мероприятие «${p.eventTitle}» подтверждена. Ждём Вас!`),
        paragraph('Пожалуйста, имейте при себе код регистрации, когда приедете.'),
        button('Открыть Вашу программу', p.agendaUrl),
        button('Программа для календаря', p.calendarUrl),
        note('Эти ссылки — только для Вас: по ним видна Ваша личная программа.'),
      ),
    zh: (p, w) =>
      mail(
        p,
        w,
        `您的报名已确认：${p.eventTitle}`,
        paragraph(line`您参加“${p.eventTitle}”的报名已确认，期待您的光临。`),
        paragraph('请在报到时出示您的编号。'),
        button('查看您的日程', p.agendaUrl),
        button('将日程添加到日历', p.calendarUrl),
        note('以上链接仅供您本人使用，持有链接者可查看您的日程。'),
      ),
  },
});

/** Waits for a place. */
export const registrationWaitlisted = defineNotice<RegistrationNotice>({
  kind: 'registration.waitlisted',
  placeholders: registrationPlaceholders,
  render: {
    en: (p, w) =>
      mail(
        p,
        w,
        `You are on the waiting list: ${p.eventTitle}`,
        paragraph(line`All places for ${p.eventTitle} are taken at the moment. You are on the waiting list.`),
        paragraph('When a place falls free and it is your turn, we will offer it to you by mail.'),
      ),
    ru: (p, w) =>
      mail(
        p,
        w,
        `Вы в листе ожидания: ${p.eventTitle}`,
        paragraph(
          line`Сейчас все места на мероприятии «${p.eventTitle}» заняты. Вы внесены в лист ожидания.`,
        ),
        paragraph('Когда место освободится и подойдёт Ваша очередь, мы предложим его Вам письмом.'),
      ),
    zh: (p, w) =>
      mail(
        p,
        w,
        `您已列入候补名单：${p.eventTitle}`,
        paragraph(line`“${p.eventTitle}”目前名额已满，您已列入候补名单。`),
        paragraph('如有空缺并轮到您时，我们将发邮件通知您。'),
      ),
  },
});

/** A place is held until the offer expires. */
export const registrationOffered = defineNotice<RegistrationNotice>({
  kind: 'registration.offered',
  placeholders: registrationPlaceholders,
  confidential: true,
  render: {
    en: (p, w) =>
      mail(
        p,
        w,
        `A place is free for you: ${p.eventTitle}`,
        paragraph(line`A place for ${p.eventTitle} has fallen free, and it is held for you.`),
        paragraph(
          'To accept it, please answer this message before the deadline. After that the place goes to the next person on the waiting list.',
        ),
        button('See the programme', p.agendaUrl),
      ),
    ru: (p, w) =>
      mail(
        p,
        w,
        `Для Вас есть место: ${p.eventTitle}`,
        paragraph(line`На мероприятии «${p.eventTitle}» освободилось место, и мы держим его для Вас.`),
        paragraph(
          'Чтобы принять его, ответьте, пожалуйста, на это письмо до указанного срока. После этого место получит следующий в листе ожидания.',
        ),
        button('Посмотреть программу', p.agendaUrl),
      ),
    zh: (p, w) =>
      mail(
        p,
        w,
        `现有名额可供您参加：${p.eventTitle}`,
        paragraph(line`“${p.eventTitle}”现有空缺名额，已为您保留。`),
        paragraph('如您接受，请在截止时间前回复本邮件。逾期名额将转给候补名单中的下一位。'),
        button('查看日程', p.agendaUrl),
      ),
  },
});

/** An offer was not accepted in time. */
export const registrationExpired = defineNotice<RegistrationNotice>({
  kind: 'registration.expired',
  placeholders: registrationPlaceholders,
  render: {
    en: (p, w) =>
      mail(
        p,
        w,
        `The offer has expired: ${p.eventTitle}`,
        paragraph(
          line`The place for ${p.eventTitle} that we held for you was not accepted in time, and has been given on.`,
        ),
        paragraph('If you still wish to come, please write to us.'),
      ),
    ru: (p, w) =>
      mail(
        p,
        w,
        `Срок предложения истёк: ${p.eventTitle}`,
        paragraph(
          line`Место на мероприятии «${p.eventTitle}», которое мы держали для Вас, не было принято в срок и передано другому.`,
        ),
        paragraph('Если Вы всё ещё хотите приехать, напишите нам.'),
      ),
    zh: (p, w) =>
      mail(
        p,
        w,
        `名额保留已过期：${p.eventTitle}`,
        paragraph(line`为您保留的“${p.eventTitle}”名额未在期限内确认，现已转给他人。`),
        paragraph('如您仍希望参加，请与我们联系。'),
      ),
  },
});

/** Refused, with the reason. */
export const registrationRejected = defineNotice<RegistrationNotice>({
  kind: 'registration.rejected',
  placeholders: registrationPlaceholders,
  render: {
    en: (p, w) =>
      mail(
        p,
        w,
        `Your registration: ${p.eventTitle}`,
        paragraph(line`We are sorry that we cannot accept your registration for ${p.eventTitle}.`),
        ...reasonGiven(p, w),
      ),
    ru: (p, w) =>
      mail(
        p,
        w,
        `Ваша заявка: ${p.eventTitle}`,
        paragraph(
          line`К сожалению, мы не можем принять Вашу заявку на участие в мероприятии «${p.eventTitle}».`,
        ),
        ...reasonGiven(p, w),
      ),
    zh: (p, w) =>
      mail(
        p,
        w,
        `关于您的报名：${p.eventTitle}`,
        paragraph(line`很抱歉，我们无法接受您参加“${p.eventTitle}”的报名。`),
        ...reasonGiven(p, w),
      ),
  },
});

/** Called off, by the person, by staff, or with the whole event. */
export const registrationCancelled = defineNotice<RegistrationNotice>({
  kind: 'registration.cancelled',
  placeholders: registrationPlaceholders,
  render: {
    en: (p, w) =>
      p.eventCancelled
        ? mail(
            p,
            w,
            `Cancelled: ${p.eventTitle}`,
            paragraph(line`${p.eventTitle} does not take place. Your registration is cancelled.`),
          )
        : mail(
            p,
            w,
            `Your registration is cancelled: ${p.eventTitle}`,
            paragraph(line`Your registration for ${p.eventTitle} is cancelled.`),
            ...reasonGiven(p, w),
            paragraph('If this is a mistake, please write to us.'),
          ),
    ru: (p, w) =>
      p.eventCancelled
        ? mail(
            p,
            w,
            `Отменено: ${p.eventTitle}`,
            paragraph(line`Мероприятие «${p.eventTitle}» не состоится. Ваша регистрация отменена.`),
          )
        : mail(
            p,
            w,
            `Ваша регистрация отменена: ${p.eventTitle}`,
            paragraph(line`Ваша регистрация на мероприятие «${p.eventTitle}» отменена.`),
            ...reasonGiven(p, w),
            paragraph('Если это ошибка, напишите нам.'),
          ),
    zh: (p, w) =>
      p.eventCancelled
        ? mail(
            p,
            w,
            `活动取消：${p.eventTitle}`,
            paragraph(line`“${p.eventTitle}”将不举行，您的报名已取消。`),
          )
        : mail(
            p,
            w,
            `您的报名已取消：${p.eventTitle}`,
            paragraph(line`您参加“${p.eventTitle}”的报名已取消。`),
            ...reasonGiven(p, w),
            paragraph('如有误，请与我们联系。'),
          ),
  },
});

/** Somebody asked for the links of whoever registered under this address. */
export const registrationLink = defineNotice<RegistrationNotice>({
  kind: 'registration.link',
  placeholders: registrationPlaceholders,
  confidential: true,
  render: {
    en: (p, w) =>
      mail(
        p,
        w,
        `Your link: ${p.eventTitle}`,
        paragraph(line`With this link you open your own agenda for ${p.eventTitle}.`),
        button('See your agenda', p.agendaUrl),
        button('Agenda for your calendar', p.calendarUrl),
        note('These links are yours alone: whoever has them can see your agenda.'),
        note('If you did not ask for this message, you need not do anything.'),
      ),
    ru: (p, w) =>
      mail(
        p,
        w,
        `Ваша ссылка: ${p.eventTitle}`,
        paragraph(line`По этой ссылке открывается Ваша личная программа мероприятия «${p.eventTitle}».`),
        button('Открыть Вашу программу', p.agendaUrl),
        button('Программа для календаря', p.calendarUrl),
        note('Эти ссылки — только для Вас: по ним видна Ваша личная программа.'),
        note('Если Вы не запрашивали это письмо, ничего делать не нужно.'),
      ),
    zh: (p, w) =>
      mail(
        p,
        w,
        `您的专属链接：${p.eventTitle}`,
        paragraph(line`您可通过以下链接查看“${p.eventTitle}”的个人日程。`),
        button('查看您的日程', p.agendaUrl),
        button('将日程添加到日历', p.calendarUrl),
        note('以上链接仅供您本人使用，持有链接者可查看您的日程。'),
        note('如非您本人申请，请忽略此邮件。'),
      ),
  },
});

/** What was approved has changed, and is being looked at again. */
export const registrationReopened = defineNotice<RegistrationNotice>({
  kind: 'registration.reopened',
  placeholders: registrationPlaceholders,
  confidential: true,
  render: {
    en: (p, w) =>
      mail(
        p,
        w,
        `Your changes are being reviewed: ${p.eventTitle}`,
        paragraph(
          line`You have changed something in your registration for ${p.eventTitle} that has to be approved.`,
        ),
        paragraph('What you have is kept for you meanwhile. We will write to you when it has been decided.'),
        button('See your agenda', p.agendaUrl),
        note('If you did not change anything, please write to us.'),
      ),
    ru: (p, w) =>
      mail(
        p,
        w,
        `Ваши изменения рассматриваются: ${p.eventTitle}`,
        paragraph(
          line`Вы изменили в своей заявке на мероприятие «${p.eventTitle}» данные, которые должны быть утверждены.`,
        ),
        paragraph(
          'До решения всё, что у Вас есть, сохраняется за Вами. Мы напишем Вам, когда решение будет принято.',
        ),
        button('Открыть Вашу программу', p.agendaUrl),
        note('Если Вы ничего не меняли, напишите нам.'),
      ),
    zh: (p, w) =>
      mail(
        p,
        w,
        `您的更改正在审核：${p.eventTitle}`,
        paragraph(line`您更改了“${p.eventTitle}”报名中须经审核的内容。`),
        paragraph('审核期间，您现有的名额将为您保留。审核结果将以邮件通知您。'),
        button('查看您的日程', p.agendaUrl),
        note('如您未作任何更改，请与我们联系。'),
      ),
  },
});

/** What was changed has been approved; all is as it was. */
export const registrationReapproved = defineNotice<RegistrationNotice>({
  kind: 'registration.reapproved',
  placeholders: registrationPlaceholders,
  confidential: true,
  render: {
    en: (p, w) =>
      mail(
        p,
        w,
        `Your registration has been approved: ${p.eventTitle}`,
        paragraph(line`Your registration for ${p.eventTitle} has been approved as it is now.`),
        button('See your agenda', p.agendaUrl),
      ),
    ru: (p, w) =>
      mail(
        p,
        w,
        `Ваша заявка утверждена: ${p.eventTitle}`,
        paragraph(line`Ваша заявка на мероприятие «${p.eventTitle}» утверждена в нынешнем виде.`),
        button('Открыть Вашу программу', p.agendaUrl),
      ),
    zh: (p, w) =>
      mail(
        p,
        w,
        `您的报名已通过审核：${p.eventTitle}`,
        paragraph(line`您目前的“${p.eventTitle}”报名内容已通过审核。`),
        button('查看您的日程', p.agendaUrl),
      ),
  },
});

/** To whoever takes a registration over; carries the link to their own page. */
export const registrationTakenOver = defineNotice<RegistrationNotice>({
  kind: 'registration.taken-over',
  placeholders: registrationPlaceholders,
  confidential: true,
  render: {
    en: (p, w) =>
      mail(
        p,
        w,
        `A registration has passed to you: ${p.eventTitle}`,
        paragraph(line`A registration of your delegation for ${p.eventTitle} is yours now.`),
        p.toBeApproved
          ? paragraph('It is being reviewed. We will write to you when it has been decided.')
          : undefined,
        paragraph(
          'Please answer the questions of the form: we know nothing yet of what concerns you yourself.',
        ),
        button('See your agenda', p.agendaUrl),
        button('Agenda for your calendar', p.calendarUrl),
        note('These links are yours alone: whoever has them can see your agenda.'),
      ),
    ru: (p, w) =>
      mail(
        p,
        w,
        `Вам передана регистрация: ${p.eventTitle}`,
        paragraph(line`Вам передана регистрация Вашей делегации на мероприятие «${p.eventTitle}».`),
        p.toBeApproved
          ? paragraph('Она рассматривается. Мы напишем Вам, когда решение будет принято.')
          : undefined,
        paragraph('Пожалуйста, ответьте на вопросы анкеты: того, что касается лично Вас, мы ещё не знаем.'),
        button('Открыть Вашу программу', p.agendaUrl),
        button('Программа для календаря', p.calendarUrl),
        note('Эти ссылки — только для Вас: по ним видна Ваша личная программа.'),
      ),
    zh: (p, w) =>
      mail(
        p,
        w,
        `报名名额已转给您：${p.eventTitle}`,
        paragraph(line`贵代表团参加“${p.eventTitle}”的一个报名名额现已转给您。`),
        p.toBeApproved ? paragraph('该报名正在审核中，审核结果将以邮件通知您。') : undefined,
        paragraph('请填写报名表中的问题：我们尚无您本人的相关信息。'),
        button('查看您的日程', p.agendaUrl),
        button('将日程添加到日历', p.calendarUrl),
        note('以上链接仅供您本人使用，持有链接者可查看您的日程。'),
      ),
  },
});

/** To whoever had a registration that has passed to somebody else. */
export const registrationPassedOn = defineNotice<RegistrationNotice>({
  kind: 'registration.passed-on',
  placeholders: registrationPlaceholders,
  render: {
    en: (p, w) =>
      mail(
        p,
        w,
        `Your registration has passed to another person: ${p.eventTitle}`,
        paragraph(line`Your registration for ${p.eventTitle} has passed to another person.`),
        paragraph(
          'Your links and your badge are no longer good. What you answered has been removed from it.',
        ),
        note('If you know nothing of this, please write to us.'),
      ),
    ru: (p, w) =>
      mail(
        p,
        w,
        `Ваша регистрация передана другому лицу: ${p.eventTitle}`,
        paragraph(line`Ваша регистрация на мероприятие «${p.eventTitle}» передана другому лицу.`),
        paragraph('Ваши ссылки и бейдж больше не действуют. Ваши ответы из неё удалены.'),
        note('Если Вам об этом ничего не известно, напишите нам.'),
      ),
    zh: (p, w) =>
      mail(
        p,
        w,
        `您的报名已转给他人：${p.eventTitle}`,
        paragraph(line`您参加“${p.eventTitle}”的报名名额已转给他人。`),
        paragraph('您的链接和胸卡已失效，您填写的内容已从中删除。'),
        note('如您对此不知情，请与我们联系。'),
      ),
  },
});
