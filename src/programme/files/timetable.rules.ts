/** A session in a timetable. Instants in milliseconds. */
export interface Slot {
  readonly id: string;
  readonly starts: number;
  readonly ends: number;
  /** Its room, or null for what takes place elsewhere. */
  readonly room: string | null;
  /** For everybody: drawn over all rooms while nothing else goes on. */
  readonly forAll: boolean;
  /** Goes on beside the programme, as an exhibition does: what is for everybody is so in spite of it. */
  readonly beside: boolean;
}

/** Part of the width of a timetable: a room, or one of several things that go on in it at once. */
export interface Lane {
  /** The room, or null for elsewhere. */
  readonly room: string | null;
  /** Which of those in this room, from 0. */
  readonly index: number;
}

/** A range of lanes, both ends included. */
export interface LaneRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Where a slot stands between left and right: over one or more runs of lanes, or over an equal share of the whole width.
 */
export type Span =
  | { readonly kind: 'lanes'; readonly runs: readonly LaneRange[] }
  | { readonly kind: 'share'; readonly index: number; readonly of: number };

export interface Columns {
  readonly lanes: readonly Lane[];
  readonly spans: ReadonlyMap<string, Span>;
}

const overlap = (one: Slot, other: Slot): boolean => one.starts < other.ends && other.starts < one.ends;

/** Slots side by side where they overlap: which lane each of them has, by its id; as few lanes as there can be. */
function partition(slots: readonly Slot[]): { lanes: number; laneOf: Map<string, number> } {
  const laneOf = new Map<string, number>();
  const free: number[] = [];
  for (const slot of inOrder(slots)) {
    let lane = free.findIndex((until) => until <= slot.starts);
    if (lane === -1) lane = free.length;
    free[lane] = slot.ends;
    laneOf.set(slot.id, lane);
  }
  return { lanes: free.length, laneOf };
}

function inOrder(slots: readonly Slot[]): Slot[] {
  return slots.toSorted((a, b) => a.starts - b.starts || b.ends - a.ends || (a.id < b.id ? -1 : 1));
}

/** Slots that hang together: each overlaps with another of its group. */
function clusters(slots: readonly Slot[]): Slot[][] {
  const groups: Slot[][] = [];
  let until = -Infinity;
  for (const slot of inOrder(slots)) {
    if (slot.starts >= until) groups.push([]);
    groups.at(-1)!.push(slot);
    until = Math.max(until, slot.ends);
  }
  return groups;
}

/**
 * The columns of a day: a lane for each room in the order of `rooms`, more where sessions overlap in one. What is for
 * everybody covers the lanes beside it that are free, while nothing runs in parallel. What has no room covers the whole
 * width, shared evenly with what goes on elsewhere at the same time; beside sessions in rooms it takes the lanes that
 * are free, or lanes of its own at the end. No two slots cover the same lane at the same time.
 */
export function columnsOf(slots: readonly Slot[], rooms: readonly string[], most: number): Columns {
  const spans = new Map<string, Span>();
  const lanes: Lane[] = [];
  /** What covers a lane. */
  const covered: Slot[][] = [];
  const roomed = slots.filter(({ room }) => room !== null);
  for (const room of rooms) {
    const inRoom = roomed.filter((slot) => slot.room === room);
    const { lanes: count, laneOf } = partition(inRoom);
    for (let index = 0; index < count; index += 1) {
      lanes.push({ room, index });
      covered.push([]);
    }
    for (const slot of inRoom) covered[lanes.length - count + laneOf.get(slot.id)!]!.push(slot);
  }
  const isFree = (lane: number, slot: Slot): boolean =>
    lane >= 0 &&
    lane < covered.length &&
    covered[lane]!.every((other) => other === slot || !overlap(other, slot));
  const cover = (slot: Slot, runs: readonly LaneRange[]): void => {
    spans.set(slot.id, { kind: 'lanes', runs });
    for (const { from, to } of runs)
      for (let lane = from; lane <= to; lane += 1)
        if (!covered[lane]!.includes(slot)) covered[lane]!.push(slot);
  };
  // As wide as its room, as far as nothing else goes on in it.
  const inItsRoom = (lane: number, slot: Slot): boolean =>
    lanes[lane]?.room === slot.room && isFree(lane, slot);
  for (const slot of inOrder(roomed)) {
    let from = covered.findIndex((lane) => lane.includes(slot));
    let to = from;
    while (inItsRoom(from - 1, slot)) from -= 1;
    while (inItsRoom(to + 1, slot)) to += 1;
    cover(slot, [{ from, to }]);
  }
  const elsewhere: Slot[] = [];
  for (const group of clusters(slots.filter(({ room }) => room === null))) {
    const { lanes: of, laneOf } = partition(group);
    const alone = group.every((slot) => !roomed.some((other) => overlap(slot, other)));
    if (alone && of <= most) {
      for (const slot of group) spans.set(slot.id, { kind: 'share', index: laneOf.get(slot.id)!, of });
      continue;
    }
    const [only] = group;
    const runs = group.length === 1 ? runsOf(lanes.length, (lane) => isFree(lane, only!)) : [];
    if (runs.length > 0) cover(only!, runs);
    else elsewhere.push(...group);
  }
  const { lanes: more, laneOf } = partition(elsewhere);
  const first = lanes.length;
  for (let index = 0; index < more; index += 1) {
    lanes.push({ room: null, index });
    covered.push([]);
  }
  for (const slot of elsewhere) {
    const lane = first + laneOf.get(slot.id)!;
    cover(slot, [{ from: lane, to: lane }]);
  }
  for (const slot of inOrder(roomed.filter(({ forAll }) => forAll))) {
    if (slots.some((other) => other !== slot && !other.beside && overlap(slot, other))) continue;
    const own = spans.get(slot.id) as Extract<Span, { kind: 'lanes' }>;
    let { from, to } = own.runs[0]!;
    while (isFree(from - 1, slot)) from -= 1;
    while (isFree(to + 1, slot)) to += 1;
    cover(slot, [{ from, to }]);
  }
  const inLanes = slots.filter(({ id }) => spans.get(id)!.kind === 'lanes');
  return withoutEmpty(lanes, spans, clusters(inLanes).length < inLanes.length);
}

/**
 * Leaves out rooms in which there is nothing but what covers other rooms too; when nothing else is left, and nothing is
 * parallel, everything covers the whole width, and no rooms are named.
 */
function withoutEmpty(
  lanes: readonly Lane[],
  spans: ReadonlyMap<string, Span>,
  isParallel: boolean,
): Columns {
  const needed = new Set<number>();
  for (const span of spans.values()) {
    if (span.kind === 'share') continue;
    const covered = span.runs.flatMap(({ from, to }) =>
      Array.from({ length: to - from + 1 }, (_, index) => from + index),
    );
    const isInOneRoom = covered.every((lane) => lanes[lane]!.room === lanes[covered[0]!]!.room);
    if (isInOneRoom) for (const lane of covered) needed.add(lane);
  }
  // What covers several rooms, but none that is needed, keeps one of them.
  if (needed.size > 0 || isParallel)
    for (const span of spans.values()) {
      if (span.kind === 'share' || span.runs.length === 0) continue;
      const isSeen = span.runs.some(({ from, to }) => [...needed].some((lane) => lane >= from && lane <= to));
      if (!isSeen) needed.add(span.runs[0]!.from);
    }
  const kept = lanes.flatMap((_, lane) => (needed.has(lane) ? [lane] : []));
  const narrowed = [...spans].map(([id, span]): [string, Span] => {
    if (span.kind === 'share') return [id, span];
    if (kept.length === 0) return [id, { kind: 'share', index: 0, of: 1 }];
    const runs = span.runs.flatMap(({ from, to }): LaneRange[] => {
      const left = kept.findIndex((lane) => lane >= from);
      const right = kept.findLastIndex((lane) => lane <= to);
      return left === -1 || right < left ? [] : [{ from: left, to: right }];
    });
    return [id, { kind: 'lanes', runs }];
  });
  return { lanes: kept.map((lane) => lanes[lane]!), spans: new Map(narrowed) };
}

/** The runs of lanes of which this is true. */
function runsOf(count: number, isFree: (lane: number) => boolean): LaneRange[] {
  const runs: LaneRange[] = [];
  let from = 0;
  for (let lane = 0; lane <= count; lane += 1) {
    if (lane < count && isFree(lane)) continue;
    if (lane > from) runs.push({ from, to: lane - 1 });
    from = lane + 1;
  }
  return runs;
}

/**
 * Divides the lanes into sheets of at most `most`, about equally; the lanes of one room stay together where they can.
 * Without lanes there is one sheet, for what covers the whole width.
 */
export function sheetsOf(lanes: readonly Lane[], most: number): LaneRange[] {
  if (lanes.length === 0) return [{ from: 0, to: 0 }];
  const isInside = (lane: number): boolean => lanes[lane + 1]?.room === lanes[lane]!.room;
  const count = Math.ceil(lanes.length / most);
  const sheets: LaneRange[] = [];
  for (let from = 0; from < lanes.length; from = sheets.at(-1)!.to + 1) {
    const left = Math.max(1, count - sheets.length);
    const share = Math.min(most, Math.ceil((lanes.length - from) / left));
    let to = from + share - 1;
    while (to - from + 1 < most && to + 1 < lanes.length && isInside(to)) to += 1;
    if (to + 1 < lanes.length && isInside(to)) {
      // There is no space for all of this room: it stands on the next sheet as a whole, unless it is the only one here.
      let begin = to;
      while (begin > from && isInside(begin - 1)) begin -= 1;
      to = begin > from ? begin - 1 : from + most - 1;
    }
    sheets.push({ from, to: Math.min(to, lanes.length - 1) });
  }
  return sheets;
}

/** Something on the ladder of time that needs a height. */
export interface Rung {
  readonly starts: number;
  readonly ends: number;
  readonly needs: number;
}

export interface Ladder {
  /** The distance of an instant from the top, for each instant at which something begins or ends. */
  readonly at: ReadonlyMap<number, number>;
  readonly height: number;
}

/** Least distance between two instants, so that both can be written beside the axis; in points. */
export const leastStep = 11;

/** How much of a time in which nothing goes on is drawn, in minutes. */
const shownPause = 20;

/** The most that a minute takes, in points: a day with two sessions does not fill a page for it. */
const widestMinute = 1.15;

function ladderAt(rungs: readonly Rung[], pointsPerMinute: number): Ladder {
  const instants = [...new Set(rungs.flatMap(({ starts, ends }) => [starts, ends]))].sort((a, b) => a - b);
  const ending = new Map<number, Rung[]>();
  for (const rung of rungs) ending.set(rung.ends, [...(ending.get(rung.ends) ?? []), rung]);
  const at = new Map<number, number>();
  let last: number | undefined;
  for (const instant of instants) {
    let y = 0;
    if (last !== undefined) {
      const from = last;
      const minutes = (instant - from) / 60_000;
      const isBusy = rungs.some(({ starts, ends }) => starts <= from && ends >= instant);
      y =
        at.get(from)! +
        Math.max(leastStep, pointsPerMinute * (isBusy ? minutes : Math.min(minutes, shownPause)));
    }
    for (const { starts, needs } of ending.get(instant) ?? []) y = Math.max(y, at.get(starts)! + needs);
    at.set(instant, y);
    last = instant;
  }
  return { at, height: last === undefined ? 0 : at.get(last)! };
}

/** The least height on which all of them have what they need. */
export function leastHeight(rungs: readonly Rung[]): number {
  return ladderAt(rungs, 0).height;
}

/**
 * Where the instants of a day stand, from top to bottom: as far apart as everything needs that stands between them, and
 * otherwise in proportion to the time, up to the height that there is. Undefined when that is not enough.
 */
export function ladderOf(rungs: readonly Rung[], height: number): Ladder | undefined {
  if (leastHeight(rungs) > height + 0.001) return undefined;
  let [low, high] = [0, widestMinute];
  if (ladderAt(rungs, high).height <= height) return ladderAt(rungs, high);
  for (let step = 0; step < 30; step += 1) {
    const middle = (low + high) / 2;
    if (ladderAt(rungs, middle).height <= height) low = middle;
    else high = middle;
  }
  return ladderAt(rungs, low);
}

/** A slot, or what of it stands on one sheet. */
export interface Part<T extends Slot = Slot> {
  readonly slot: T;
  readonly starts: number;
  readonly ends: number;
  /** It began on an earlier sheet. */
  readonly resumed: boolean;
  /** It goes on on the next sheet. */
  readonly goesOn: boolean;
}

/** The parts of a sheet, with where they stand. */
export interface TimeSheet<T extends Slot = Slot> {
  readonly parts: readonly Part<T>[];
  readonly ladder: Ladder;
  /** Which of the ways to set the texts was taken, from 0, the most generous. */
  readonly level: number;
}

/** In how many ways the texts can be set, each needing less height than the one before. */
export interface Levels {
  readonly all: number;
  /** The first of them say everything. The others leave something out, for a day that then stays on one sheet. */
  readonly full: number;
}

/** What a part needs on a level; no part may need more than there is on the last one. */
type Needs<T extends Slot> = (part: Part<T>, level: number) => number;

/**
 * Divides what stands on a sheet of lanes into sheets of time. All of it stays on one if it fits in one of the ways in
 * which the texts can be set. Otherwise the day is cut between two sessions, or where it cuts the fewest; a session
 * that is cut says on the next sheet that it goes on.
 */
export function timeSheetsOf<T extends Slot>(
  slots: readonly T[],
  height: number,
  levels: Levels,
  needs: Needs<T>,
): TimeSheet<T>[] {
  const whole = slots.map((slot): Part<T> => ({
    slot,
    starts: slot.starts,
    ends: slot.ends,
    resumed: false,
    goesOn: false,
  }));
  if (whole.length === 0) return [];
  return onOne(whole, height, levels.all, needs) ?? divided(whole, height, levels, needs);
}

const rungsOf = <T extends Slot>(parts: readonly Part<T>[], level: number, needs: Needs<T>): Rung[] =>
  parts.map((part) => ({ starts: part.starts, ends: part.ends, needs: needs(part, level) }));

/** All parts on one sheet, on the first of the levels on which they fit. */
function onOne<T extends Slot>(
  parts: readonly Part<T>[],
  height: number,
  levels: number,
  needs: Needs<T>,
): [TimeSheet<T>] | undefined {
  for (let level = 0; level < levels; level += 1) {
    const ladder = ladderOf(rungsOf(parts, level, needs), height);
    if (ladder) return [{ parts, ladder, level }];
  }
  return undefined;
}

function divided<T extends Slot>(
  parts: readonly Part<T>[],
  height: number,
  levels: Levels,
  needs: Needs<T>,
): TimeSheet<T>[] {
  const { all, full } = levels;
  const heightOf = (of: readonly Part<T>[], level: number): number => leastHeight(rungsOf(of, level, needs));
  const total = heightOf(parts, full - 1);
  const share = total / Math.ceil(total / height);
  const instants = [...new Set(parts.flatMap(({ starts, ends }) => [starts, ends]))]
    .sort((a, b) => a - b)
    .slice(1, -1);
  let best: { cost: number; top: Part<T>[]; rest: Part<T>[] } | undefined;
  for (const instant of instants) {
    const { top, rest } = cutAt(parts, instant);
    const needed = heightOf(top, full - 1);
    // The first step of time stands on a sheet in any case.
    if (needed > height + 0.001 && best) break;
    const crossing = top.filter(({ goesOn }) => goesOn);
    const cost =
      crossing.filter(({ slot }) => !slot.beside).length * 1000 +
      crossing.length * 10 +
      Math.abs(needed - share);
    if (!best || cost < best.cost) best = { cost, top, rest };
    if (needed > height + 0.001) break;
  }
  const last = (of: readonly Part<T>[]): [TimeSheet<T>] => {
    const found = onOne(of, height, all, needs);
    if (!found) throw new Error('a session needs more height than there is');
    return found;
  };
  if (!best) return last(parts);
  return [
    ...(onOne(best.top, height, full, needs) ?? last(best.top)),
    ...(onOne(best.rest, height, full, needs) ?? divided(best.rest, height, levels, needs)),
  ];
}

function cutAt<T extends Slot>(
  parts: readonly Part<T>[],
  instant: number,
): { top: Part<T>[]; rest: Part<T>[] } {
  const top = parts
    .filter(({ starts }) => starts < instant)
    .map((part) => (part.ends > instant ? { ...part, ends: instant, goesOn: true } : part));
  const rest = parts
    .filter(({ ends }) => ends > instant)
    .map((part) => (part.starts < instant ? { ...part, starts: instant, resumed: true } : part));
  return { top, rest };
}
