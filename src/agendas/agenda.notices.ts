import { defineNotice } from '../communications/notice';
import { placeholders } from '../communications/templates/placeholder.rules';
import { button, heading, line, mailBody, note, paragraph, type Block } from '../communications/mail-body';
import type { Words } from '../communications/words';
import type { AgendaItem } from './agenda.rules';
import { agendaWords, itemDetails } from './agenda.words';
import { agendaDay } from './agenda-day';

export interface AgendaNotice {
  readonly eventTitle: string;
  readonly items: readonly AgendaItem[];
  readonly pageUrl: string;
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
        time: `${words.time(item.startsAt)}–${words.time(item.endsAt)}`,
        title: item.title,
        details: itemDetails(item, words.language),
      })),
    ),
  ]);
}

const agendaPlaceholders = placeholders<AgendaNotice>(({ list, link }) => ({
  'agenda.items': list(
    'What is on the agenda.',
    { en: ['Opening ceremony', 'Smart cities'], ru: ['Церемония открытия'], zh: ['开幕式'] },
    (p) => p.items.map(({ title }) => title),
  ),
  'agenda.page': link('The reader’s own page.', 'https://forum.example/agenda?token=pl.1', (p) => p.pageUrl),
}));

/** A person's own agenda, with a calendar file. */
export const agendaNotice = defineNotice<AgendaNotice>({
  kind: 'agendas.agenda',
  placeholders: agendaPlaceholders,
  confidential: true,
  render: ({ eventTitle, items, pageUrl, calendar }, words) => {
    const own = agendaWords[words.language];
    const [first] = items;
    return {
      subject: own.labelled(own.title, eventTitle),
      ...mailBody(
        ...(first
          ? [
              paragraph(line`${own.intro(eventTitle)}`),
              note(line`${own.times(words.zoneAt(first.startsAt))}`),
              ...agendaBlocks(items, words),
            ]
          : [paragraph(own.nothing)]),
        button(own.openPage, pageUrl),
      ),
      ...(calendar === undefined ? {} : { calendar: { method: 'REQUEST' as const, ics: calendar } }),
    };
  },
});
