import { button, facts, line, mailBody, note, paragraph } from '../../communications/mail-body';
import { defineNotice } from '../../communications/notice';
import { placeholders } from '../../communications/templates/placeholder.rules';

export interface FocalPointLinkProps {
  readonly event: string;
  readonly organisation: string;
  readonly reference: string | undefined;
  readonly url: string;
}

const focalPointPlaceholders = placeholders<FocalPointLinkProps>(({ text, link }) => ({
  'delegation.organisation': text(
    'Organisation that sends the delegation.',
    { en: 'China Telecom', ru: 'Чайна Телеком', zh: '中国电信' },
    (p) => p.organisation,
  ),
  'invitation.reference': text('Reference number of the invitation.', 'INV-2019-0007', (p) => p.reference),
  'delegation.page': link(
    'The page of the delegation, by the reader’s own link.',
    'https://forum.example/delegation?token=pl.1',
    (p) => p.url,
  ),
}));

/** A new link for somebody who acts for a delegation. */
export const focalPointLink = defineNotice<FocalPointLinkProps>({
  kind: 'delegation.link',
  placeholders: focalPointPlaceholders,
  confidential: true,
  render: {
    en: (p) => ({
      subject: `Your link for the delegation: ${p.event}`,
      ...mailBody(
        paragraph(
          line`This is your new link to the delegation of ${p.organisation}. A link that you had before opens nothing any more.`,
        ),
        facts([['Reference number', p.reference]]),
        button('Open your delegation', p.url),
        note('The link is yours alone: whoever has it can act for your delegation. Do not pass it on.'),
      ),
    }),
    ru: (p) => ({
      subject: `Ваша ссылка на страницу делегации: ${p.event}`,
      ...mailBody(
        paragraph(
          line`Это Ваша новая ссылка на страницу делегации «${p.organisation}». Прежняя ссылка больше не действует.`,
        ),
        facts([['Номер приглашения', p.reference]]),
        button('Открыть страницу делегации', p.url),
        note(
          'Ссылка предназначена только Вам: по ней можно действовать от имени делегации. Не передавайте её.',
        ),
      ),
    }),
    zh: (p) => ({
      subject: `您的代表团链接：${p.event}`,
      ...mailBody(
        paragraph(line`这是您访问${p.organisation}代表团页面的新链接，原有链接已失效。`),
        facts([['邀请编号', p.reference]]),
        button('打开代表团页面', p.url),
        note('此链接仅供您本人使用，持有者可代表贵团操作，请勿转发。'),
      ),
    }),
  },
});
