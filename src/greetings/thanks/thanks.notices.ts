import { line, mailBody, note, paragraph } from '../../communications/mail-body';
import { defineNotice, type MailAttachment } from '../../communications/notice';
import { authorPlaceholders } from '../greeting.placeholders';
import { placeholders } from '../../communications/templates/placeholder.rules';

export interface ThankedProps {
  readonly event: string;
  readonly author: string;
  readonly authorTitle: string;
  readonly isPublic: boolean;
  readonly attachment: MailAttachment;
}

const thankedPlaceholders = placeholders<ThankedProps>((makers) => {
  const { flag } = makers;
  return {
    ...authorPlaceholders(makers),
    'greeting.isPublic': flag('Whether the message is public.', true, (p) => p.isPublic),
  };
});

/** Brings the letter of thanks for a message to the contact of its author. */
export const greetingThanked = defineNotice<ThankedProps>({
  kind: 'greeting.thanked',
  placeholders: thankedPlaceholders,
  render: {
    en: (p) => ({
      subject: `Letter of thanks for the message of greetings: ${p.event}`,
      attachments: [p.attachment],
      ...mailBody(
        paragraph(
          line`Please find attached the letter of thanks to ${p.author}, ${p.authorTitle}, for the message of greetings to ${p.event}.`,
        ),
        paragraph('We would be grateful if you could pass it on.'),
        p.isPublic ? note('The full text of the message has been made public.') : undefined,
      ),
    }),
    ru: (p) => ({
      subject: `Благодарственное письмо за приветственное послание: ${p.event}`,
      attachments: [p.attachment],
      ...mailBody(
        paragraph(
          line`Направляем благодарственное письмо за приветственное послание участникам мероприятия «${p.event}». Адресат письма: ${p.author}, ${p.authorTitle}.`,
        ),
        paragraph('Будем признательны за передачу письма адресату.'),
        p.isPublic ? note('Полный текст послания опубликован.') : undefined,
      ),
    }),
    zh: (p) => ({
      subject: `贺信感谢函：${p.event}`,
      attachments: [p.attachment],
      ...mailBody(
        paragraph(line`随信附上致${p.author}（${p.authorTitle}）的感谢函，感谢其为“${p.event}”惠赐贺信。`),
        paragraph('敬请代为转交。'),
        p.isPublic ? note('贺信全文已公开发布。') : undefined,
      ),
    }),
  },
});
