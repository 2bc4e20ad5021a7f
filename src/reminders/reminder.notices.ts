import { agendaBlocks, deadlineBlocks } from '../agendas/agenda.notices';
import type { AgendaItem } from '../agendas/agenda.rules';
import type { AgendaDeadline } from '../agendas/deadline.rules';
import { agendaWords } from '../agendas/agenda.words';
import { button, line, mailBody, paragraph, quotation } from '../communications/mail-body';
import { defineNotice } from '../communications/notice';
import type { MailLanguage } from '../communications/words';

export interface ReminderNotice {
  readonly eventTitle: string;
  /** What the organiser wrote, in the reader's language. */
  readonly text: string;
  /** What is ahead, of the reader's own agenda. */
  readonly items: readonly AgendaItem[];
  /** What the reader has still to do, if the reminder is of that. */
  readonly deadlines: readonly AgendaDeadline[];
  readonly pageUrl: string;
}

const words: Readonly<Record<MailLanguage, { subject: (event: string) => string; ahead: string }>> = {
  en: { subject: (event) => `Reminder: ${event}`, ahead: 'This is ahead of you:' },
  ru: { subject: (event) => `Напоминание: ${event}`, ahead: 'Вам предстоит:' },
  zh: { subject: (event) => `提醒：${event}`, ahead: '您接下来的安排：' },
};

/** A reminder by a rule. */
export const reminderNotice = defineNotice<ReminderNotice>({
  kind: 'reminders.reminder',
  confidential: true,
  render: ({ eventTitle, text, items, deadlines, pageUrl }, common) => {
    const own = words[common.language];
    return {
      subject: own.subject(eventTitle),
      ...mailBody(
        quotation(text),
        ...deadlineBlocks(deadlines, common),
        ...(items.length > 0 ? [paragraph(line`${own.ahead}`), ...agendaBlocks(items, common)] : []),
        button(agendaWords[common.language].openPage, pageUrl),
      ),
    };
  },
});
