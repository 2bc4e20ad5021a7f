import { button, facts, line, mailBody, note, paragraph } from '../communications/mail-body';
import { defineNotice, type MailAttachment } from '../communications/notice';
import { placeholders } from '../communications/templates/placeholder.rules';

export interface InvitedProps {
  readonly event: string;
  readonly days: { readonly first: string; readonly last: string };
  readonly city: string;
  readonly organisation: string;
  readonly reference: string;
  readonly answerBy: Date | undefined;
  readonly closesAt: Date | undefined;
  readonly url: string;
  /** The invitation itself. */
  readonly attachment: MailAttachment;
}

const invitedPlaceholders = placeholders<InvitedProps>(({ text, instant, link }) => ({
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
  'invitation.namesBy': instant(
    'Until when members can be named.',
    new Date('2019-09-10T10:00:00Z'),
    (p) => p.closesAt,
  ),
  'delegation.page': link(
    'The page of the delegation, by the reader’s own link.',
    'https://forum.example/delegation?token=pl.1',
    (p) => p.url,
  ),
}));

/** Invites an organisation to send a delegation; carries the link of its focal point. */
export const delegationInvited = defineNotice<InvitedProps>({
  kind: 'delegation.invited',
  placeholders: invitedPlaceholders,
  confidential: true,
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
          'With the link below you say whether you take part, and name the members of the delegation.',
        ),
        button('Open your delegation', p.url),
        note('The link is yours alone: whoever has it can act for your delegation. Do not pass it on.'),
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
        paragraph('По ссылке ниже Вы можете подтвердить участие и назвать членов делегации.'),
        button('Открыть страницу делегации', p.url),
        note(
          'Ссылка предназначена только Вам: по ней можно действовать от имени делегации. Не передавайте её.',
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
        paragraph('请通过以下链接确认是否出席，并提交代表团成员名单。'),
        button('打开代表团页面', p.url),
        note('此链接仅供您本人使用，持有者可代表贵团操作，请勿转发。'),
      ),
    }),
  },
});
