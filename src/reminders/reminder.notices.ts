import { agendaBlocks, deadlineBlocks } from '../agendas/agenda.notices';
import type { AgendaItem } from '../agendas/agenda.rules';
import type { AgendaDeadline } from '../agendas/deadline.rules';
import { agendaWords } from '../agendas/agenda.words';
import { button, line, mailBody, paragraph, quotation, type Block } from '../communications/mail-body';
import { defineNotice, type MailParts } from '../communications/notice';
import { placeholders } from '../communications/templates/placeholder.rules';
import type { MailLanguage, Words } from '../communications/words';

export interface ReminderNotice {
  readonly eventTitle: string;
  /** What the organiser wrote, in the reader's language. */
  readonly text: string;
  /** What is ahead, of the reader's own agenda. */
  readonly items: readonly AgendaItem[];
  /** What the reader has still to do, if the reminder is of that. */
  readonly deadlines: readonly AgendaDeadline[];
  readonly pageUrl: string;
  /** The whole mail, where it is in the words of a template of the event. */
  readonly written?: MailParts;
}

type Shown = Pick<ReminderNotice, 'items' | 'deadlines' | 'pageUrl'>;

const words: Readonly<Record<MailLanguage, { subject: (event: string) => string; ahead: string }>> = {
  en: { subject: (event) => `Reminder: ${event}`, ahead: 'This is ahead of you:' },
  ru: { subject: (event) => `Напоминание: ${event}`, ahead: 'Вам предстоит:' },
  zh: { subject: (event) => `提醒：${event}`, ahead: '您接下来的安排：' },
};

const reminderPlaceholders = placeholders<ReminderNotice>(({ list, link }) => ({
  'reminder.items': list(
    'What is ahead of the reader.',
    { en: ['Opening ceremony'], ru: ['Церемония открытия'], zh: ['开幕式'] },
    (p) => p.items.map(({ title }) => title),
  ),
  'agenda.page': link('The reader’s own page.', 'https://forum.example/agenda?token=pl.1', (p) => p.pageUrl),
}));

/** What a reminder is of: what is owed, or what is ahead, and the way to the reader's page. */
function shownBlocks({ items, deadlines, pageUrl }: Shown, common: Words): Block[] {
  const own = words[common.language];
  return [
    ...deadlineBlocks(deadlines, common),
    ...(items.length > 0 ? [paragraph(line`${own.ahead}`), ...agendaBlocks(items, common)] : []),
    button(agendaWords[common.language].openPage, pageUrl),
  ];
}

/** The same as what stays of a mail whose words are a template's. */
export function reminderFacts(shown: Shown, common: Words): Block {
  const { html, text } = mailBody(...shownBlocks(shown, common));
  return { html, text };
}

/** A reminder by a rule. */
export const reminderNotice = defineNotice<ReminderNotice>({
  kind: 'reminders.reminder',
  topic: 'reminders',
  placeholders: reminderPlaceholders,
  confidential: true,
  render: ({ eventTitle, text, written, ...shown }, common) =>
    written ?? {
      subject: words[common.language].subject(eventTitle),
      ...mailBody(...(text === '' ? [] : [quotation(text)]), ...shownBlocks(shown, common)),
    },
});
