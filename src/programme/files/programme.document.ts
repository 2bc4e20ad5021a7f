import { Temporal } from 'temporal-polyfill';
import { keptPages, papers, pdf, type Item, type Page, type PdfOptions } from '../../platform/documents/pdf';
import { setText } from '../../platform/documents/typesetting';
import { inLanguage } from '../../platform/text';
import type { Readable } from 'node:stream';
import type { ReleaseItem } from '../releases/release.rules';
import { programmeWords, type ProgrammeWords } from './programme-files.words';
import { listPages } from './session-list.document';
import { sessionTexts } from './session-texts';
import { frameOf, sheetOf, type ProgrammeHead, type Sheet } from './sheet';
import { timetableOf, type Entry, type RoomName } from './timetable.document';

export const paperNames = ['a4', 'a3'] as const;
export const layouts = ['full', 'grid', 'list'] as const;

/** The event and its release, as a document of the programme tells of them. */
export interface Released {
  readonly event: {
    readonly title: string;
    readonly titles: Readonly<Record<string, string>>;
    readonly theme: string | null;
    readonly startDate: string;
    readonly endDate: string;
    readonly city: string;
    readonly country: string;
  };
  /** IANA zone of the release. */
  readonly timeZone: string;
  readonly number: number;
  readonly releasedAt: Date;
  /** In the order of time. */
  readonly items: readonly ReleaseItem[];
}

export interface DocumentChoice {
  /** BCP 47. */
  readonly language: string;
  readonly paper: (typeof paperNames)[number];
  readonly layout: (typeof layouts)[number];
  /** Only this day, YYYY-MM-DD. */
  readonly day?: string | undefined;
}

/** The day of an instant at a place, YYYY-MM-DD. */
export function dayAt(instant: Date, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toString();
}

/** The programme as a PDF: a timetable for each day, then all sessions in detail. The same input gives the same bytes. */
export function programmePdf(released: Released, choice: DocumentChoice): Readable {
  return pdf(programmeDocument(released, choice));
}

/** The pages of the programme, as data. */
export function programmeDocument(released: Released, choice: DocumentChoice): PdfOptions {
  const { event, timeZone } = released;
  const words = programmeWords(choice.language, timeZone, event.city);
  const head = headOf(released, choice.language, words);
  const sheet = sheetOf(papers[choice.paper]);
  return {
    title: `${head.title}: ${head.release}`,
    language: words.language,
    author: head.title,
    createdAt: released.releasedAt,
    pages: keptPages(() => pagesOf(released, choice, sheet, words)),
    frame: frameOf(sheet, head, words),
  };
}

function* pagesOf(
  released: Released,
  choice: DocumentChoice,
  sheet: Sheet,
  words: ProgrammeWords,
): Generator<Page> {
  const rooms = roomsInOrder(released.items, words.language);
  const days = daysOf(released, choice, rooms, words);
  if (days.length === 0) yield { width: sheet.width, height: sheet.height, items: [nothing(sheet, words)] };
  const shortened = new Set<string>();
  if (choice.layout !== 'list')
    for (const day of days) {
      const timetable = timetableOf(day, rooms, sheet, words);
      for (const id of timetable.shortened) shortened.add(id);
      yield* timetable.pages;
    }
  const listed = days.map(({ heading, entries }) => ({
    heading,
    sessions: entries
      .filter(({ id }) => choice.layout !== 'grid' || shortened.has(id))
      .map(({ texts }) => texts),
  }));
  yield* listPages(
    listed.filter(({ sessions }) => sessions.length > 0),
    choice.layout === 'grid' ? words.inFull : words.inDetail,
    sheet,
    words,
  );
}

function nothing(sheet: { left: number; top: number }, words: ProgrammeWords): Item {
  return {
    kind: 'text',
    x: sheet.left,
    y: sheet.top,
    block: setText(words.noSessions, 400, { size: 11 }),
    is: { role: 'P' },
  };
}

/** How a document of the programme names it. */
export function headOf(
  { event, number, releasedAt, timeZone }: Released,
  language: string,
  words: ProgrammeWords,
): ProgrammeHead {
  const on = dayAt(releasedAt, timeZone);
  return {
    title: inLanguage(event.title, event.titles, language),
    theme: event.theme,
    place: words.place(event.city, words.countryName(event.country)),
    days: words.days(event.startDate, event.endDate),
    release: words.release(number, words.days(on, on)),
    times: words.times(words.zoneAt(new Date(`${event.startDate}T12:00:00Z`))),
  };
}

/** What a session says of its room: whether it is the one where all come together, or one beside the others. */
const weights: Readonly<Record<string, number>> = {
  opening_ceremony: 1,
  plenary: 1,
  keynote: 1,
  exhibition: -1000,
};

/**
 * The rooms of a programme from left to right: those with the most for everybody first, then by name, as the language
 * sorts and numbers count. Exhibitions stand beside, at the end.
 */
export function roomsInOrder(items: readonly ReleaseItem[], language: string): RoomName[] {
  const rooms = new Map<string, RoomName & { weight: number }>();
  for (const { roomId, room, kind } of items) {
    if (roomId === null) continue;
    const weight = weights[kind] ?? 0;
    rooms.set(roomId, { id: roomId, name: room ?? '', weight: weight + (rooms.get(roomId)?.weight ?? 0) });
  }
  const collator = new Intl.Collator(language, { numeric: true });
  return [...rooms.values()].toSorted(
    (a, b) => b.weight - a.weight || collator.compare(a.name, b.name) || (a.id < b.id ? -1 : 1),
  );
}

function isForAll(kind: string): boolean {
  return ['opening_ceremony', 'plenary', 'keynote', 'social', 'break', 'visit_block'].includes(kind);
}

interface Day {
  readonly heading: string;
  readonly midnight: number;
  readonly entries: readonly Entry[];
}

function daysOf(
  { items, timeZone }: Released,
  { language, day: only }: DocumentChoice,
  rooms: readonly RoomName[],
  words: ProgrammeWords,
): Day[] {
  const place = new Map(rooms.map(({ id }, index) => [id, index]));
  const order = ({ room }: Entry): number => (room === null ? -1 : place.get(room)!);
  const byDay = new Map<string, Entry[]>();
  for (const item of items) {
    const day = dayAt(item.startsAt, timeZone);
    if (only !== undefined && day !== only) continue;
    const entry: Entry = {
      id: item.id,
      kind: item.kind,
      starts: item.startsAt.getTime(),
      ends: item.endsAt.getTime(),
      room: item.roomId,
      forAll: isForAll(item.kind),
      beside: item.kind === 'exhibition',
      texts: sessionTexts(item, language, words),
    };
    byDay.set(day, [...(byDay.get(day) ?? []), entry]);
  }
  return [...byDay].map(([day, entries]) => ({
    heading: words.heading(day),
    midnight: Temporal.PlainDate.from(day).add({ days: 1 }).toZonedDateTime({ timeZone }).epochMilliseconds,
    // What begins together stands in the order of the rooms; what is for all of them first.
    entries: entries.toSorted((a, b) => a.starts - b.starts || order(a) - order(b)),
  }));
}
