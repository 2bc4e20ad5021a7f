import type { MailLanguage } from '../../communications/words';
import { inLanguage } from '../../platform/text';
import { referenceOf, type FrozenForm, type ListColumn, type ManifestField } from './manifest.rules';
import { referenceOfRow, type LineRow, type ManifestRow } from './manifest.view';
import {
  cellText,
  headingDifferences,
  headingFacts,
  headOf,
  manifestWords,
  type ManifestWords,
  type SeenIdentity,
} from './manifest.words';

/** What is to be printed: a manifest, the whole list as of one, or the list for the coach. */
export type PaperKind = 'manifest' | 'whole_list' | 'coach_list';

/** What a column can say: what hosts ask for, and on which coach somebody goes. */
export type PaperColumn = ManifestField | 'coach';

/** On which coach people go, by person, in the order in which the list for the coach names them. */
export type CoachOfPerson = ReadonlyMap<string, string>;

export interface PaperEvent {
  readonly title: string;
  readonly titles: Readonly<Record<string, string>>;
  readonly timeZone: string;
  readonly city: string;
}

/** Whose copy it is. */
export interface Copy {
  readonly name: string;
  readonly at: Date;
  /** Null for what is sent by mail. */
  readonly number: number | null;
}

export interface PaperLine {
  readonly number: number;
  readonly change: LineRow['change'];
  /** What the columns say; null for somebody who is taken off. */
  readonly now: readonly string[] | null;
  /** What they said before; null for somebody who is added. */
  readonly before: readonly string[] | null;
}

/** All that a file says, in one language, before it is laid out as a page or a sheet. */
export interface Paper {
  readonly words: ManifestWords;
  readonly event: string;
  readonly reference: string;
  readonly title: string;
  readonly visit: string;
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly notes: readonly string[];
  /** Where it amends what stands above a list. */
  readonly differences: readonly { readonly label: string; readonly before: string; readonly now: string }[];
  readonly columns: readonly { readonly field: PaperColumn; readonly head: string }[];
  readonly lines: readonly PaperLine[];
  readonly isAmendment: boolean;
  readonly orientation: FrozenForm['orientation'];
  readonly fixedAt: Date;
  readonly copy: {
    readonly line: string;
    readonly facts: readonly (readonly [string, string])[];
    readonly mark: string;
  };
}

/** What a coach driver and a marshal have to know of those who board. */
const coachColumns: readonly ListColumn<PaperColumn>[] = [
  { field: 'coach' },
  { field: 'number' },
  { field: 'name' },
  { field: 'nativeName' },
  { field: 'delegation' },
  { field: 'remarks' },
];

/** What a file says. `further` are facts that are no part of the list, such as who counts heads on the coach. */
export function paperOf(options: {
  readonly kind: PaperKind;
  readonly row: ManifestRow;
  readonly lines: readonly LineRow[];
  readonly event: PaperEvent;
  readonly language: MailLanguage;
  readonly copy: Copy;
  /** What identity data the reader sees, by their version; nothing in a list for the coach. */
  readonly identity?: (versionId: string) => SeenIdentity;
  /** For the list for the coach: who goes on which. */
  readonly coachOf?: CoachOfPerson;
  readonly further?: (words: ManifestWords) => readonly (readonly [string, string])[];
}): Paper {
  const { kind, row, lines, event, language, copy, further, coachOf, identity = () => null } = options;
  const words = manifestWords(language, event.timeZone, event.city);
  const isAmendment = kind === 'manifest' && row.amendment > 0;
  const reference = referenceOfRow(row);
  const columns: readonly ListColumn<PaperColumn>[] = kind === 'coach_list' ? coachColumns : row.form.columns;
  const cells = (line: LineRow, shown: LineRow['shown'], versionId: string | null): string[] | null => {
    if (shown === null) return null;
    const seen = versionId === null ? null : identity(versionId);
    return columns.map(({ field }) =>
      field === 'coach'
        ? (coachOf?.get(line.person_id) ?? '')
        : cellText(field, line.number, shown, seen, words),
    );
  };
  const at = words.dateTime(copy.at);
  const { own } = words;
  return {
    words,
    event: inLanguage(event.title, event.titles, language),
    reference,
    title: titleOf(kind, row, words),
    visit: inLanguage(row.heading.title, row.heading.titles, language),
    facts: [
      ...headingFacts(row.heading, words),
      ...(further?.(words) ?? []),
      [own.facts.fixed, words.dateTime(row.frozen_at)],
    ],
    notes: [
      ...(row.heading.cancelled ? [own.cancelled] : []),
      // What was decided of many people at once is said once.
      ...(isAmendment ? new Set(row.overrides.map(({ by, reason }) => own.override(by, reason))) : []),
    ],
    differences:
      isAmendment && row.heading_before !== null
        ? headingDifferences(row.heading_before, row.heading, words)
        : [],
    columns: columns.map(({ field, heading }) => ({
      field,
      head: heading ?? (field === 'coach' ? own.coach : headOf(field, words)),
    })),
    lines: inOrder(lines, coachOf).map((line) => ({
      number: line.number,
      change: line.change,
      now: cells(line, line.shown, line.identity_id),
      before: cells(line, line.shown_before, line.identity_before_id),
    })),
    isAmendment,
    orientation: row.form.orientation,
    fixedAt: row.frozen_at,
    copy: {
      line: own.copy(copy.name, at, reference, copy.number),
      facts: [
        [own.copyFacts.for, copy.name],
        [own.copyFacts.at, at],
        [own.copyFacts.reference, reference],
        ...(copy.number === null ? [] : [[own.copyFacts.number, String(copy.number)] as const]),
      ],
      mark: `${copy.name}\n${minuteOf(copy.at, event.timeZone)}\n${reference}`,
    },
  };
}

/** As the coaches stand, and by name on each; whoever is on none comes last. */
function inOrder(lines: readonly LineRow[], coachOf: CoachOfPerson | undefined): readonly LineRow[] {
  if (coachOf === undefined) return lines;
  const places = new Map([...coachOf.keys()].map((personId, index) => [personId, index]));
  const place = ({ person_id: personId }: LineRow): number => places.get(personId) ?? places.size;
  return [...lines].sort((a, b) => place(a) - place(b));
}

/** "2019-10-21 18:05", as a clock at the place of the event shows it: short, and the same in every language. */
const minuteOf = (at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at);

function titleOf(kind: PaperKind, row: ManifestRow, { own }: ManifestWords): string {
  const reference = referenceOfRow(row);
  if (kind === 'coach_list') return own.coachList(reference);
  if (row.amendment === 0) return own.list(reference);
  const list = referenceOf({ mark: row.form.mark, listNumber: row.list_number, amendment: 0 });
  return kind === 'manifest' ? own.amendment(row.amendment, list) : own.asAmended(list, reference);
}
