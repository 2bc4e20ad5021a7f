import type { Item, Page } from '../../platform/documents/pdf';
import {
  fitText,
  setText,
  type Span as TextSpan,
  type TextBlock,
} from '../../platform/documents/typesetting';
import type { ProgrammeWords } from './programme-files.words';
import type { RoleGroup, SessionTexts } from './session-texts';
import { ink, type Sheet } from './sheet';
import {
  columnsOf,
  sheetsOf,
  timeSheetsOf,
  type Columns,
  type Lane,
  type LaneRange,
  type Part,
  type Slot,
  type TimeSheet,
} from './timetable.rules';

/** A session in a timetable, with what is said of it. */
export interface Entry extends Slot {
  readonly kind: string;
  readonly texts: SessionTexts;
}

export interface TimetableDay {
  /** "Monday, 21 October 2019" */
  readonly heading: string;
  /** The day after this one at midnight, in milliseconds. */
  readonly midnight: number;
  readonly entries: readonly Entry[];
}

/** A room of the programme, by the id that slots name. */
export interface RoomName {
  readonly id: string;
  readonly name: string;
}

/** A timetable and what it had to shorten. */
export interface Timetable {
  readonly pages: readonly Page[];
  /** Ids of sessions of which something is left out. */
  readonly shortened: ReadonlySet<string>;
}

const axisWidth = 40;
const headingHeight = 27;
/** Narrower than this, a column is not legible. */
const leastLane = 88;
const padding = 3;
const inset = 1.25;
const paper = '#ffffff';
/** Under the last line of a timetable, for the time that stands there. */
const lastLabel = 11;

interface Level {
  readonly title: number;
  readonly text: number;
  /** How many lines the people of a role get. */
  readonly peopleLines: number;
}

/** Ways to set the text of a box, from generous to narrow. Nothing is smaller than 6.5 points. */
const levels: readonly Level[] = [
  { title: 11, text: 9, peopleLines: Infinity },
  { title: 10, text: 8.2, peopleLines: Infinity },
  { title: 9, text: 7.5, peopleLines: Infinity },
  { title: 8.2, text: 7, peopleLines: Infinity },
  { title: 7.5, text: 6.5, peopleLines: 30 },
  { title: 7.5, text: 6.5, peopleLines: 6 },
  { title: 7.5, text: 6.5, peopleLines: 2 },
];
const fullLevels = 4;

const lineHeight = 1.22;
/** From this width on, what there is to say stands in lines and not one below the other. */
const wide = 420;

/**
 * The timetable of a day: time from top to bottom, rooms from left to right. Where there are more rooms than a sheet
 * can hold legibly, further sheets follow; where a day needs more height than a sheet has, it goes on on the next.
 */
export function timetableOf(
  day: TimetableDay,
  rooms: readonly RoomName[],
  sheet: Sheet,
  words: ProgrammeWords,
): Timetable {
  const width = sheet.right - sheet.left - axisWidth;
  const most = Math.floor(width / leastLane);
  const columns = columnsOf(
    day.entries,
    rooms.map(({ id }) => id),
    most,
  );
  const names = new Map(rooms.map(({ id, name }) => [id, name]));
  const nameOf = (room: Lane['room']): string => (room === null ? words.elsewhere : names.get(room)!);
  const shortened = new Set<string>();
  const ranges = sheetsOf(columns.lanes, most);
  const pages = ranges.flatMap((range) => {
    const drawn = new SheetOfLanes(day, columns, range, sheet, words, nameOf, shortened);
    return drawn.pages();
  });
  return {
    pages: pages.map((page, index) => (index === 0 ? { ...page, bookmark: day.heading } : page)),
    shortened,
  };
}

/** Left edge and width of a box. */
interface Place {
  readonly x: number;
  readonly width: number;
}

interface BoxText {
  readonly blocks: readonly TextBlock[];
  readonly height: number;
  readonly shortened: boolean;
}

/** The lanes that stand side by side on one sheet, with all that takes place in them. */
class SheetOfLanes {
  private readonly laneWidth: number;
  private readonly gridLeft: number;
  private readonly gridWidth: number;
  private readonly heads: readonly { text: TextBlock; x: number; width: number }[];
  private readonly headHeight: number;
  private readonly room: number;
  private readonly known = new Map<string, BoxText>();

  constructor(
    private readonly day: TimetableDay,
    private readonly columns: Columns,
    private readonly range: LaneRange,
    private readonly sheet: Sheet,
    private readonly words: ProgrammeWords,
    private readonly nameOf: (room: Lane['room']) => string,
    private readonly shortened: Set<string>,
  ) {
    this.gridLeft = sheet.left + axisWidth;
    this.gridWidth = sheet.right - this.gridLeft;
    this.laneWidth = this.gridWidth / Math.max(1, range.to - range.from + 1);
    this.heads = this.roomHeads();
    this.headHeight =
      this.heads.length === 0 ? 4 : Math.max(...this.heads.map(({ text }) => text.height)) + 5;
    this.room = sheet.bottom - sheet.top - headingHeight - this.headHeight - lastLabel;
  }

  pages(): Page[] {
    const here = this.day.entries.filter(({ id }) => this.placesOf(id).length > 0);
    const sheets = timeSheetsOf(here, this.room, { all: levels.length, full: fullLevels }, (part, level) =>
      Math.max(...this.placesOf(part.slot.id).map(({ width }) => this.text(part, level, width).height)),
    );
    return sheets.map((times) => this.page(times, sheets.length > 1));
  }

  /** Left edge and width of each box of a session on this sheet; none when it stands on others. */
  private placesOf(id: string): Place[] {
    const span = this.columns.spans.get(id)!;
    if (span.kind === 'share') {
      const width = this.gridWidth / span.of;
      return [{ x: this.gridLeft + span.index * width, width }];
    }
    return span.runs.flatMap((run) => {
      const from = Math.max(run.from, this.range.from);
      const to = Math.min(run.to, this.range.to);
      if (from > to) return [];
      const x = this.gridLeft + (from - this.range.from) * this.laneWidth;
      return [{ x, width: (to - from + 1) * this.laneWidth }];
    });
  }

  /** The names of the rooms, each over all of its lanes that stand here. */
  private roomHeads(): { text: TextBlock; x: number; width: number }[] {
    const lanes = this.columns.lanes.slice(this.range.from, this.range.to + 1);
    const groups: { room: Lane['room']; from: number; count: number }[] = [];
    for (const [index, { room }] of lanes.entries()) {
      const last = groups.at(-1);
      if (last && last.room === room) last.count += 1;
      else groups.push({ room, from: index, count: 1 });
    }
    return groups.map(({ room, from, count }) => {
      const width = count * this.laneWidth;
      const style = { size: 8.5, weight: 'bold', lineHeight: 1.2 } as const;
      const text = fitText(this.nameOf(room), { width: width - 2 * padding, height: 31 }, [
        style,
        { ...style, size: 7.5 },
        { ...style, size: 7 },
      ]);
      return { text, x: this.gridLeft + from * this.laneWidth, width };
    });
  }

  private page({ parts, ladder, level }: TimeSheet<Entry>, several: boolean): Page {
    const { sheet } = this;
    const top = sheet.top + headingHeight + this.headHeight;
    const bottom = top + ladder.height;
    const items: Item[] = [...this.heading(parts, several)];
    for (const { text, x } of this.heads)
      items.push({ kind: 'text', x: x + padding, y: top - 5 - text.height, block: text, is: { role: 'H3' } });
    items.push(this.line(sheet.left, top, sheet.right, top, 0.9, ink.black));
    for (const [instant, distance] of ladder.at) {
      const y = top + distance;
      if (distance > 0) items.push(this.line(sheet.left, y, sheet.right, y, 0.3, ink.line));
      items.push({
        kind: 'text',
        x: sheet.left,
        y: y + 1,
        block: this.timeLabel(instant),
        is: { role: 'P' },
      });
    }
    for (const { x } of this.heads.slice(1))
      items.push(
        this.line(x, top - this.headHeight + 2, x, top, 0.4, ink.edge),
        this.line(x, top, x, bottom, 0.3, ink.line),
      );
    let shortens = false;
    const boxes = parts
      .flatMap((part) => this.placesOf(part.slot.id).map((place) => ({ part, ...place })))
      .toSorted((a, b) => a.part.starts - b.part.starts || a.x - b.x);
    for (const { part, x, width } of boxes) {
      const { kind, id } = part.slot;
      const y = top + ladder.at.get(part.starts)!;
      const height = top + ladder.at.get(part.ends)! - y;
      // Where there is more space than was asked for, there is no need to leave anybody out.
      const inFull = this.text(part, level, width, true);
      const text = inFull.height <= height + 0.001 ? inFull : this.text(part, level, width);
      items.push({ kind: 'box', x, y, width, height, fill: paper });
      items.push(
        ...box(kind, { x: x + inset, y: y + inset, width: width - 2 * inset, height: height - 2 * inset }),
      );
      let line = y + inset + padding;
      for (const block of text.blocks) {
        items.push({
          kind: 'text',
          x: x + inset + padding + indent(kind),
          y: line,
          block,
          is: { role: 'P' },
        });
        line += block.height;
      }
      if (text.shortened) {
        shortens = true;
        this.shortened.add(id);
      }
    }
    items.push(...this.notes(parts, shortens));
    return { width: sheet.width, height: sheet.height, items };
  }

  private heading(parts: readonly Part<Entry>[], several: boolean): Item[] {
    const { sheet, words } = this;
    const half = (sheet.right - sheet.left) / 2;
    const lanes = this.columns.lanes.slice(this.range.from, this.range.to + 1);
    const isWhole = this.columns.lanes.length === lanes.length;
    const span = `${words.time(new Date(Math.min(...parts.map(({ starts }) => starts))))}–${words.time(
      new Date(Math.max(...parts.map(({ ends }) => ends))),
    )}`;
    const ends = [lanes.at(0), lanes.at(-1)].map((lane) => this.nameOf(lane?.room ?? null));
    const aside = [isWhole ? undefined : [...new Set(ends)].join(' – '), several ? span : undefined]
      .filter((one) => one !== undefined)
      .join(' · ');
    return [
      {
        kind: 'text',
        x: sheet.left,
        y: sheet.top,
        block: setText(
          this.day.heading,
          half + 60,
          { size: 15, weight: 'bold', lineHeight: 1.3 },
          { lines: 1 },
        ),
        is: { role: 'H2' },
      },
      {
        kind: 'text',
        x: sheet.left + half + 60,
        y: sheet.top + 7,
        block: setText(aside, half - 60, { size: 8.5, color: ink.dark, align: 'right' }, { lines: 1 }),
        is: { role: 'P' },
      },
    ];
  }

  /** "09:00", or "00:30 +1" after midnight. */
  private timeLabel(instant: number): TextBlock {
    const spans: TextSpan[] = [{ text: this.words.time(new Date(instant)) }];
    if (instant >= this.day.midnight) spans.push({ text: '\u00a0+1', size: 6 });
    return setText(spans, axisWidth - 4, { size: 7.5, weight: 'bold', lineHeight: 1.2 }, { lines: 1 });
  }

  private line(x1: number, y1: number, x2: number, y2: number, thickness: number, color: string): Item {
    return { kind: 'rule', x1, y1, x2, y2, thickness, color };
  }

  /** Under the timetable: what the arrows mean, and that something is shortened. */
  private notes(parts: readonly Part<Entry>[], shortens: boolean): Item[] {
    const { sheet, words, gridLeft } = this;
    const hasArrows = parts.some(({ slot }) => /[→↔]/.test(slot.texts.codes ?? ''));
    const notes = [hasArrows ? words.arrows : undefined, shortens ? words.shortened : undefined].filter(
      (note) => note !== undefined,
    );
    if (notes.length === 0) return [];
    const style = { size: 7, color: ink.dark, lineHeight: 1.2 };
    const block = setText(notes.join('   '), sheet.right - gridLeft, style, { lines: 1 });
    return [
      { kind: 'text', x: gridLeft + padding, y: sheet.bottom - block.height, block, is: { role: 'P' } },
    ];
  }

  /** What stands in the box of a session, and how high the box must be for it. */
  private text(part: Part<Entry>, index: number, width: number, inFull = false): BoxText {
    const level = { ...levels[index]!, ...(inFull ? { peopleLines: Infinity } : {}) };
    const { slot } = part;
    const key = [slot.id, index, width, part.resumed, part.goesOn, inFull].join();
    let text = this.known.get(key);
    if (!text) {
      const span = this.columns.spans.get(slot.id)!;
      const isUnderItsName =
        span.kind === 'lanes' &&
        span.runs.every(({ from, to }) =>
          this.columns.lanes.slice(from, to + 1).every(({ room }) => room === slot.room),
        );
      const room = isUnderItsName ? null : slot.texts.room;
      const inner = width - 2 * (inset + padding) - indent(slot.kind);
      const most = index === levels.length - 1 ? this.room - 2 * (inset + padding) : Infinity;
      text = stack(paragraphs(part, room, inner, level, this.words), inner, level, most);
      text = { ...text, height: text.height + 2 * (inset + padding) };
      this.known.set(key, text);
    }
    return text;
  }
}

/** How far the text stands from the bar at the left of what is for everybody. */
function indent(kind: string): number {
  return isSolemn(kind) ? 3 : 0;
}

function isSolemn(kind: string): boolean {
  return ['opening_ceremony', 'plenary', 'keynote'].includes(kind);
}

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The box of a session. Kinds differ in frame and shade, so that they do on a black and white printer too. */
function box(kind: string, at: Rectangle): Item[] {
  const plain = { kind: 'box', ...at } as const;
  if (isSolemn(kind))
    return [
      { ...plain, fill: paper, stroke: ink.black, thickness: 0.8 },
      { ...plain, width: 3, fill: ink.black },
    ];
  if (kind === 'break' || kind === 'social') return [{ ...plain, fill: '#e9e9e9' }];
  if (kind === 'visit_block') return [{ ...plain, fill: paper, stroke: ink.black, thickness: 0.5, dash: 2 }];
  if (kind === 'exhibition') return [{ ...plain, fill: '#f5f5f5', stroke: ink.edge, thickness: 0.4 }];
  return [{ ...plain, fill: paper, stroke: ink.edge, thickness: 0.6 }];
}

interface Paragraph {
  readonly spans: readonly TextSpan[];
  readonly size: number;
  /** Something of it is left out already. */
  readonly shortened?: boolean;
}

/** What is said of a session in its box, paragraph by paragraph. */
function paragraphs(
  { slot, resumed, goesOn }: Part<Entry>,
  room: string | null,
  width: number,
  level: Level,
  words: ProgrammeWords,
): Paragraph[] {
  const { texts } = slot;
  const title = { text: texts.title, weight: 'bold', size: level.title } as const;
  if (resumed)
    return [
      {
        size: level.title,
        spans: [title, { text: words.continued(''), size: level.text, color: ink.dark }],
      },
    ];
  const time: TextSpan = { text: texts.time.replace('–', '–\u2060'), weight: 'bold', size: level.text };
  const details = [texts.kind, room, texts.codes].filter((one) => one !== null).join('\u00a0· ');
  const people = peopleOf(texts.everybody, width, level, words);
  const end: Paragraph[] = goesOn
    ? [{ size: level.text, spans: [{ text: words.goesOn, color: ink.dark }] }]
    : [];
  const first = { size: level.title, spans: [time, { text: '\u2002', size: level.text }, title] };
  if (slot.kind === 'break') {
    const where = room === null ? [] : [{ text: `\u2002${room}`, size: level.text, color: ink.grey }];
    return [{ ...first, spans: [...first.spans, ...where] }, ...end];
  }
  if (width >= wide) {
    const parts = [
      ...(details === '' ? [] : [{ spans: [{ text: details, color: ink.grey }], shortened: false }]),
      ...people,
    ];
    const second = {
      size: level.text,
      spans: parts.flatMap(({ spans }, index) => (index === 0 ? spans : [{ text: '\u2003' }, ...spans])),
      shortened: people.some(({ shortened }) => shortened),
    };
    return [first, ...(parts.length === 0 ? [] : [second]), ...end];
  }
  return [
    { size: level.text, spans: [time, { text: `\u2002${details}`, color: ink.grey }] },
    { size: level.title, spans: [title] },
    ...people.map((one) => ({ ...one, size: level.text })),
    ...end,
  ];
}

/** Who does what, role by role; on a narrow level no more than fits, and how many more there are. */
function peopleOf(
  groups: readonly RoleGroup[],
  width: number,
  level: Level,
  words: ProgrammeWords,
): { spans: TextSpan[]; shortened: boolean }[] {
  const size = level.text;
  const said = (group: RoleGroup, count: number): TextSpan[] => {
    const left = group.names.length - count;
    const listed = group.names.slice(0, count).map((name) => name.replaceAll(' ', '\u00a0'));
    return [
      { text: words.labelled(group.label, ''), color: ink.grey },
      { text: [...listed, ...(left > 0 ? [`+${left}`] : [])].join(words.and) },
    ];
  };
  const fits = (spans: TextSpan[]): boolean =>
    level.peopleLines === Infinity ||
    setText(spans, width, { size, lineHeight }).lines.length <= level.peopleLines;
  return groups.map((group) => {
    const all = group.names.length;
    if (fits(said(group, all))) return { spans: said(group, all), shortened: false };
    // As many as fit, one at least.
    let [count, tooMany] = [1, all];
    while (tooMany - count > 1) {
      const middle = Math.floor((count + tooMany) / 2);
      if (fits(said(group, middle))) count = middle;
      else tooMany = middle;
    }
    return { spans: said(group, count), shortened: count < all };
  });
}

/** Sets paragraphs one below the other; what is higher than `most` ends with an ellipsis. */
function stack(
  all: readonly Paragraph[],
  width: number,
  level: Level,
  most: number,
): { blocks: TextBlock[]; height: number; shortened: boolean } {
  const blocks: TextBlock[] = [];
  let height = 0;
  let shortened = all.some((paragraph) => paragraph.shortened === true);
  for (const [index, { spans, size }] of all.entries()) {
    const style = { size, lineHeight };
    const isLast = index === all.length - 1;
    const block = setText(spans, width, style);
    // A line is kept free for the ellipsis of what follows.
    const reserve = isLast ? 0 : level.text * lineHeight;
    if (height + block.height + reserve > most) {
      const lines = Math.max(1, Math.floor((most - height) / (size * lineHeight)));
      const end = setText([...spans, { text: ' …' }], width, style, { lines });
      blocks.push(end);
      height += end.height;
      shortened = true;
      break;
    }
    blocks.push(block);
    height += block.height;
  }
  return { blocks, height, shortened };
}
