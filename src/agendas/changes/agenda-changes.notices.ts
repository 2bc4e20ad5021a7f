import {
  button,
  facts,
  heading,
  line,
  mailBody,
  note,
  paragraph,
  type Block,
} from '../../communications/mail-body';
import { defineNotice, withCalendars, type MailCalendar } from '../../communications/notice';
import type { MailLanguage, Words } from '../../communications/words';
import { agendaWords, coachInWords, dutyInWords } from '../agenda.words';
import { changeWords } from './agenda-changes.words';
import type { EntryContent } from './agenda-entry.rules';

/** One thing on an agenda that is new, different or gone. */
export interface ChangeOfEntry {
  readonly before: EntryContent | null;
  readonly after: EntryContent | null;
}

export interface ChangesNotice {
  readonly eventTitle: string;
  readonly changes: readonly ChangeOfEntry[];
  /** None for somebody who does not take part any more. */
  readonly pageUrl: string | undefined;
  readonly calendars: readonly MailCalendar[];
}

type Fact = readonly [label: string, value: string | undefined];

/** What somebody reads of an entry, by name. */
function factsOf(content: EntryContent, words: Words): readonly Fact[] {
  const own = agendaWords[words.language];
  const language: MailLanguage = words.language;
  return [
    [changeWords[language].title, content.title],
    [words.when, words.period(content.startsAt, content.endsAt)],
    [changeWords[language].place, content.place ?? undefined],
    [own.meetingPoint, content.meetingPoint ?? undefined],
    [own.coach, coachInWords(content) || undefined],
    [own.marshal, content.marshal ?? undefined],
    [
      changeWords[language].part,
      content.duties.length > 0
        ? words.list(content.duties.map((duty) => dutyInWords(duty, language)))
        : undefined,
    ],
  ];
}

/** An entry that is new or gone: all of it. */
function whole(content: EntryContent, words: Words): Block[] {
  const [, ...rest] = factsOf(content, words);
  return [paragraph(line`${content.title}`), facts(rest)];
}

/** An entry that is different: what there was and what there is, of what changed. */
function difference(before: EntryContent, after: EntryContent, words: Words): Block[] {
  const own = changeWords[words.language];
  const old = factsOf(before, words);
  const changed = factsOf(after, words).flatMap(([label, value], index): Fact[] => {
    const was = old[index]![1];
    return was === value ? [] : [[label, own.from(was ?? own.nothing, value ?? own.nothing)]];
  });
  // What only a calendar shows has changed: its reader is given the whole.
  return changed.length > 0 ? [paragraph(line`${after.title}`), facts(changed)] : whole(after, words);
}

/** What is different on somebody's agenda from what they were told last. */
export const agendasChanged = defineNotice<ChangesNotice>({
  kind: 'agendas.changed',
  confidential: true,
  render: ({ eventTitle, changes, pageUrl, calendars }, words) => {
    const own = changeWords[words.language];
    const section = (title: string, blocks: readonly Block[]): Block[] =>
      blocks.length === 0 ? [] : [heading(title), ...blocks];
    const first = changes.flatMap(({ before, after }) => after ?? before ?? [])[0];
    return withCalendars(
      {
        subject: own.subject(eventTitle),
        ...mailBody(
          paragraph(line`${own.intro(eventTitle)}`),
          ...section(
            own.changed,
            changes.flatMap(({ before, after }) => (before && after ? difference(before, after, words) : [])),
          ),
          ...section(
            own.added,
            changes.flatMap(({ before, after }) => (!before && after ? whole(after, words) : [])),
          ),
          ...section(
            own.gone,
            changes.flatMap(({ before, after }) => (before && !after ? whole(before, words) : [])),
          ),
          first && note(own.calendar),
          pageUrl === undefined ? undefined : button(agendaWords[words.language].openPage, pageUrl),
        ),
      },
      calendars,
    );
  },
});
