import { defineNotice } from '../communications/notice';
import { button, heading, line, mailBody, note, paragraph, type Block } from '../communications/mail-body';
import type { Words } from '../communications/words';
import type { AgendaItem } from './agenda.rules';
import { agendaWords, itemDetails } from './agenda.words';
import { agendaDay, agendaTasks, calendarAddress } from './agenda-day';
import type { AgendaDeadline } from './deadline.rules';
import { deadlineInWords, deadlineWords } from './deadline.words';
import { spanIn } from './times.rules';

export interface AgendaNotice {
  readonly eventTitle: string;
  readonly items: readonly AgendaItem[];
  readonly deadlines: readonly AgendaDeadline[];
  readonly pageUrl: string;
  /** What a calendar can follow; none for whoever has stopped theirs. */
  readonly webcalUrl?: string;
  /** None for an agenda with nothing on it. */
  readonly calendar?: string;
}

/** The items of an agenda, a heading and a table for each day, in the event's zone. */
export function agendaBlocks(items: readonly AgendaItem[], words: Words): Block[] {
  const days = new Map<string, AgendaItem[]>();
  for (const item of items) {
    const day = words.day(item.startsAt);
    days.set(day, [...(days.get(day) ?? []), item]);
  }
  return [...days].flatMap(([day, ofDay]) => [
    heading(day),
    agendaDay(
      ofDay.map((item) => ({
        time: spanIn(words, item),
        title: item.title,
        details: itemDetails(item, words.language),
      })),
    ),
  ]);
}

/** What a person has still to do, with its dates in the event's zone; nothing where nothing is. */
export function deadlineBlocks(deadlines: readonly AgendaDeadline[], words: Words): Block[] {
  if (deadlines.length === 0) return [];
  const own = deadlineWords[words.language];
  const { labelled } = agendaWords[words.language];
  return [
    heading(own.title),
    agendaTasks(
      deadlines.map((deadline) => ({
        title: deadlineInWords(deadline, words.language),
        details: [
          deadline.overdue
            ? own.overdue(words.dateTime(deadline.dueAt))
            : labelled(words.deadline, words.dateTime(deadline.dueAt)),
        ],
      })),
    ),
  ];
}

/** A person's own agenda, with a calendar file. */
export const agendaNotice = defineNotice<AgendaNotice>({
  kind: 'agendas.agenda',
  confidential: true,
  render: ({ eventTitle, items, deadlines, pageUrl, webcalUrl, calendar }, words) => {
    const own = agendaWords[words.language];
    const [first] = items;
    return {
      subject: own.labelled(own.title, eventTitle),
      ...mailBody(
        ...(first
          ? [
              paragraph(line`${own.intro(eventTitle)}`),
              note(line`${own.times(words.zoneAt(first.startsAt))}`),
              ...deadlineBlocks(deadlines, words),
              ...agendaBlocks(items, words),
            ]
          : [paragraph(own.nothing), ...deadlineBlocks(deadlines, words)]),
        button(own.openPage, pageUrl),
        webcalUrl === undefined
          ? undefined
          : calendarAddress(
              { label: own.subscribe, how: own.subscribeHow, keep: own.keepAddress },
              webcalUrl,
            ),
      ),
      ...(calendar === undefined ? {} : { calendar: { method: 'REQUEST' as const, ics: calendar } }),
    };
  },
});
