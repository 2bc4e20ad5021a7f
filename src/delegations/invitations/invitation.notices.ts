import { bullets, button, facts, line, mailBody, note, paragraph } from '../../communications/mail-body';
import { defineNotice, type MailAttachment } from '../../communications/notice';
import { placeholders } from '../../communications/templates/placeholder.rules';

export interface InvitationCopyProps {
  readonly event: string;
  readonly days: { readonly first: string; readonly last: string };
  readonly city: string;
  readonly organisation: string;
  readonly reference: string;
  readonly answerBy: Date | undefined;
  readonly closesAt: Date | undefined;
  readonly focalPoint: string;
  readonly attachment: MailAttachment;
}

const copyPlaceholders = placeholders<InvitationCopyProps>(({ text, instant }) => ({
  'delegation.organisation': text(
    'Organisation that sends the delegation.',
    { en: 'China Telecom', ru: 'Чайна Телеком', zh: '中国电信' },
    (p) => p.organisation,
  ),
  'invitation.reference': text('Reference number of the invitation.', 'INV-2019-0007', (p) => p.reference),
  'invitation.answerBy': instant(
    'Until when an answer is asked for.',
    new Date('2019-08-10T10:00:00Z'),
    (p) => p.answerBy,
  ),
  'delegation.focalPoint': text('Who acts for the delegation.', 'Li Na', (p) => p.focalPoint),
}));

const owedPlaceholders = placeholders<Omit<DelegationReminderProps, 'url'>>(({ text, instant }) => ({
  'delegation.organisation': text(
    'Organisation that sends the delegation.',
    { en: 'China Telecom', ru: 'Чайна Телеком', zh: '中国电信' },
    (p) => p.organisation,
  ),
  'invitation.reference': text('Reference number of the invitation.', 'INV-2019-0007', (p) => p.reference),
  'delegation.owes': text('What is missing: `answer` or `nominations`.', 'answer', (p) => p.about),
  'delegation.deadline': instant('Until when it is due.', new Date('2019-08-10T10:00:00Z'), (p) => p.dueAt),
}));

const reminderPlaceholders = placeholders<DelegationReminderProps>(({ link }) => ({
  ...owedPlaceholders,
  'delegation.page': link(
    'The page of the delegation, by the reader’s own link.',
    'https://forum.example/delegation?token=pl.1',
    (p) => p.url,
  ),
}));

const overduePlaceholders = placeholders<DelegationOverdueProps>(({ text }) => ({
  ...owedPlaceholders,
  'delegation.focalPoint': text('Who acts for the delegation.', 'Li Na', (p) => p.focalPoint),
}));

/** The invitation for the contacts of an organisation on record; without a link. */
export const invitationCopy = defineNotice<InvitationCopyProps>({
  kind: 'delegation.invitation-copy',
  placeholders: copyPlaceholders,
  render: {
    en: (p, w) => ({
      subject: `Invitation ${p.reference}: ${p.event}`,
      attachments: [p.attachment],
      ...mailBody(
        paragraph(
          line`${p.organisation} is invited to send a delegation to ${p.event}. The invitation is attached.`,
        ),
        facts([
          ['Reference number', p.reference],
          [w.when, w.days(p.days.first, p.days.last)],
          [w.where, p.city],
          ['Answer by', p.answerBy && w.dateTime(p.answerBy)],
          ['Members named by', p.closesAt && w.dateTime(p.closesAt)],
        ]),
        paragraph(
          line`The link with which to answer and to name the members has been sent to ${p.focalPoint}. An answer by mail or by note that quotes the reference number is as good.`,
        ),
      ),
    }),
    ru: (p, w) => ({
      subject: `Приглашение ${p.reference}: ${p.event}`,
      attachments: [p.attachment],
      ...mailBody(
        paragraph(
          line`Приглашаем организацию «${p.organisation}» направить делегацию на мероприятие «${p.event}». Приглашение приложено к письму.`,
        ),
        facts([
          ['Номер приглашения', p.reference],
          [w.when, w.days(p.days.first, p.days.last)],
          [w.where, p.city],
          ['Ответить до', p.answerBy && w.dateTime(p.answerBy)],
          ['Назвать членов делегации до', p.closesAt && w.dateTime(p.closesAt)],
        ]),
        paragraph(
          line`Ссылка, по которой можно ответить и назвать членов делегации, направлена контактному лицу: ${p.focalPoint}. Ответ по почте или нотой с указанием номера приглашения также принимается.`,
        ),
      ),
    }),
    zh: (p, w) => ({
      subject: `邀请函 ${p.reference}：${p.event}`,
      attachments: [p.attachment],
      ...mailBody(
        paragraph(line`诚邀${p.organisation}派代表团出席“${p.event}”，邀请函见附件。`),
        facts([
          ['邀请编号', p.reference],
          [w.when, w.days(p.days.first, p.days.last)],
          [w.where, p.city],
          ['答复截止', p.answerBy && w.dateTime(p.answerBy)],
          ['名单截止', p.closesAt && w.dateTime(p.closesAt)],
        ]),
        paragraph(
          line`用于答复和提交成员名单的链接已发送给联络人${p.focalPoint}。亦可以邮件或照会答复，请注明邀请编号。`,
        ),
      ),
    }),
  },
});

export interface DelegationReminderProps {
  readonly about: 'answer' | 'nominations';
  readonly event: string;
  readonly organisation: string;
  readonly reference: string | undefined;
  readonly dueAt: Date;
  readonly url: string;
}

/** Reminds those who act for a delegation of a deadline that comes. */
export const delegationReminder = defineNotice<DelegationReminderProps>({
  kind: 'delegation.reminder',
  placeholders: reminderPlaceholders,
  confidential: true,
  render: {
    en: (p, w) => ({
      subject:
        p.about === 'answer'
          ? `Please answer the invitation to ${p.event}`
          : `Please name your delegation to ${p.event}`,
      ...mailBody(
        paragraph(
          p.about === 'answer'
            ? line`We have not heard yet whether ${p.organisation} takes part in ${p.event}.`
            : line`The members of the delegation of ${p.organisation} to ${p.event} have not been submitted yet.`,
        ),
        facts([
          ['Reference number', p.reference],
          [w.deadline, w.dateTime(p.dueAt)],
        ]),
        button('Open your delegation', p.url),
        note('If your answer is on its way by mail or on paper, you need do nothing.'),
      ),
    }),
    ru: (p, w) => ({
      subject:
        p.about === 'answer'
          ? `Просим ответить на приглашение: ${p.event}`
          : `Просим назвать членов делегации: ${p.event}`,
      ...mailBody(
        paragraph(
          p.about === 'answer'
            ? line`Мы ещё не знаем, примет ли «${p.organisation}» участие в мероприятии «${p.event}».`
            : line`Состав делегации «${p.organisation}» на мероприятие «${p.event}» ещё не представлен.`,
        ),
        facts([
          ['Номер приглашения', p.reference],
          [w.deadline, w.dateTime(p.dueAt)],
        ]),
        button('Открыть страницу делегации', p.url),
        note('Если ответ уже отправлен по почте или на бумаге, ничего делать не нужно.'),
      ),
    }),
    zh: (p, w) => ({
      subject: p.about === 'answer' ? `请答复邀请：${p.event}` : `请提交代表团名单：${p.event}`,
      ...mailBody(
        paragraph(
          p.about === 'answer'
            ? line`我们尚未收到${p.organisation}是否出席“${p.event}”的答复。`
            : line`${p.organisation}出席“${p.event}”的代表团名单尚未提交。`,
        ),
        facts([
          ['邀请编号', p.reference],
          [w.deadline, w.dateTime(p.dueAt)],
        ]),
        button('打开代表团页面', p.url),
        note('如已通过邮件或书面方式答复，请忽略此邮件。'),
      ),
    }),
  },
});

export interface DelegationOverdueProps {
  readonly about: 'answer' | 'nominations';
  readonly event: string;
  readonly organisation: string;
  readonly reference: string | undefined;
  readonly dueAt: Date;
  readonly focalPoint: string;
  readonly email: string;
}

/** Tells the protocol officers that a deadline has passed. */
export const delegationOverdue = defineNotice<DelegationOverdueProps>({
  kind: 'delegation.overdue',
  placeholders: overduePlaceholders,
  render: {
    en: (p, w) => ({
      subject:
        p.about === 'answer' ? `No answer from ${p.organisation}` : `No nominations from ${p.organisation}`,
      ...mailBody(
        paragraph(
          p.about === 'answer'
            ? line`${p.organisation} has not answered its invitation to ${p.event} in time.`
            : line`${p.organisation} has not submitted its delegation to ${p.event} in time.`,
        ),
        facts([
          ['Reference number', p.reference],
          [w.deadline, w.dateTime(p.dueAt)],
          ['Focal point', `${p.focalPoint}, ${p.email}`],
        ]),
        bullets([
          'Record the answer, if it came otherwise.',
          'Or move the deadline: the delegation is then reminded again.',
        ]),
      ),
    }),
    ru: (p, w) => ({
      subject:
        p.about === 'answer' ? `Нет ответа: ${p.organisation}` : `Состав не представлен: ${p.organisation}`,
      ...mailBody(
        paragraph(
          p.about === 'answer'
            ? line`«${p.organisation}» не ответила в срок на приглашение на мероприятие «${p.event}».`
            : line`«${p.organisation}» не представила в срок состав делегации на мероприятие «${p.event}».`,
        ),
        facts([
          ['Номер приглашения', p.reference],
          [w.deadline, w.dateTime(p.dueAt)],
          ['Контактное лицо', `${p.focalPoint}, ${p.email}`],
        ]),
        bullets([
          'Внесите ответ, если он пришёл иным путём.',
          'Или перенесите срок: тогда делегация получит новое напоминание.',
        ]),
      ),
    }),
    zh: (p, w) => ({
      subject: p.about === 'answer' ? `未答复：${p.organisation}` : `未提交名单：${p.organisation}`,
      ...mailBody(
        paragraph(
          p.about === 'answer'
            ? line`${p.organisation}未在期限内答复“${p.event}”的邀请。`
            : line`${p.organisation}未在期限内提交出席“${p.event}”的代表团名单。`,
        ),
        facts([
          ['邀请编号', p.reference],
          [w.deadline, w.dateTime(p.dueAt)],
          ['联络人', `${p.focalPoint}，${p.email}`],
        ]),
        bullets(['如已通过其他方式答复，请登记答复。', '或延长期限：系统将重新提醒代表团。']),
      ),
    }),
  },
});
