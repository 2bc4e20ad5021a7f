import * as fc from 'fast-check';
import {
  columnsOf,
  ladderOf,
  leastHeight,
  leastStep,
  sheetsOf,
  timeSheetsOf,
  type Columns,
  type Lane,
  type Slot,
} from '../../src/programme/files/timetable.rules';

const minute = 60_000;

/** A slot from one minute of the day to another. */
function slot(id: string, from: number, to: number, room: string | null, more: Partial<Slot> = {}): Slot {
  return { id, starts: from * minute, ends: to * minute, room, forAll: false, beside: false, ...more };
}

/** Lanes that a slot covers; those of a share as [index, of]. */
function lanesOf({ spans }: Columns, id: string): unknown {
  const span = spans.get(id)!;
  return span.kind === 'share'
    ? [span.index, span.of]
    : span.runs.map(({ from, to }) => `${from}-${to}`).join(' ');
}

describe('the columns of a day', () => {
  const rooms = ['hall', 'one', 'two', 'foyer'];
  const columns = (...slots: Slot[]): Columns => columnsOf(slots, rooms, 8);

  test('each room with something in it has one, in the order of the rooms', () => {
    const day = columns(slot('b', 0, 60, 'two'), slot('a', 0, 60, 'hall'));
    expect(day.lanes.map(({ room }) => room)).toEqual(['hall', 'two']);
    expect([lanesOf(day, 'a'), lanesOf(day, 'b')]).toEqual(['0-0', '1-1']);
  });

  test('what is for everybody covers all while nothing runs in parallel', () => {
    const day = columns(
      slot('opening', 0, 60, 'hall', { forAll: true }),
      slot('a', 60, 120, 'hall'),
      slot('b', 60, 120, 'one'),
    );
    expect(lanesOf(day, 'opening')).toBe('0-1');
  });

  test('what is for everybody stays in its room when something runs in parallel', () => {
    const day = columns(slot('plenary', 0, 60, 'hall', { forAll: true }), slot('b', 30, 90, 'one'));
    expect(lanesOf(day, 'plenary')).toBe('0-0');
  });

  test('an exhibition keeps its room, and nobody from coming together in the others', () => {
    const day = columns(
      slot('exhibition', 0, 600, 'foyer', { beside: true }),
      slot('opening', 0, 60, 'hall', { forAll: true }),
      slot('a', 60, 120, 'hall'),
      slot('b', 60, 120, 'one'),
      slot('lunch', 120, 180, null, { forAll: true }),
    );
    expect(day.lanes.map(({ room }) => room)).toEqual(['hall', 'one', 'foyer']);
    expect(['exhibition', 'opening', 'lunch'].map((id) => lanesOf(day, id))).toEqual(['2-2', '0-1', '0-1']);
  });

  test('lunch covers the rooms in which nothing goes on', () => {
    const day = columns(
      slot('a', 0, 60, 'hall'),
      slot('b', 0, 90, 'one'),
      slot('c', 0, 60, 'two'),
      slot('lunch', 60, 120, null, { forAll: true }),
    );
    expect(lanesOf(day, 'lunch')).toBe('0-0 2-2');
  });

  test('sessions that overlap in one room stand side by side, as wide as they can', () => {
    const day = columns(slot('a', 0, 60, 'hall'), slot('b', 30, 90, 'hall'), slot('c', 100, 160, 'hall'));
    expect(day.lanes).toEqual([
      { room: 'hall', index: 0 },
      { room: 'hall', index: 1 },
    ]);
    expect(['a', 'b', 'c'].map((id) => lanesOf(day, id))).toEqual(['0-0', '1-1', '0-1']);
  });

  test('what goes on elsewhere at the same time shares the whole width', () => {
    const day = columns(
      slot('a', 0, 60, 'hall'),
      ...['x', 'y', 'z'].map((id) => slot(id, 120, 240, null, { forAll: true })),
    );
    expect(['x', 'y', 'z'].map((id) => lanesOf(day, id))).toEqual([
      [0, 3],
      [1, 3],
      [2, 3],
    ]);
  });

  test('what goes on elsewhere beside full rooms has a column of its own', () => {
    const day = columns(slot('a', 0, 60, 'hall'), slot('visit', 30, 90, null, { forAll: true }));
    expect(day.lanes.map(({ room }) => room)).toEqual(['hall', null]);
    expect(lanesOf(day, 'visit')).toBe('1-1');
  });

  test('a room of which only the name would be seen has no column', () => {
    const reception = slot('reception', 600, 700, 'foyer', { forAll: true });
    const day = columns(slot('a', 0, 60, 'hall'), slot('b', 0, 60, 'one'), reception);
    expect(day.lanes.map(({ room }) => room)).toEqual(['hall', 'one']);
    expect(lanesOf(day, 'reception')).toBe('0-1');
    expect(columns(reception, slot('opening', 0, 60, 'hall', { forAll: true })).lanes).toEqual([]);
  });

  test('what is for everybody beside something else for everybody shares the width with it', () => {
    const day = columns(
      slot('opening', 0, 15, 'hall', { forAll: true }),
      slot('books', 15, 30, 'one', { forAll: true, beside: true }),
      slot('posters', 15, 30, 'two', { forAll: true, beside: true }),
    );
    expect(day.lanes.map(({ room }) => room)).toEqual(['hall', 'two']);
    expect(['opening', 'books', 'posters'].map((id) => lanesOf(day, id))).toEqual(['0-1', '0-0', '1-1']);
  });

  const anySlot = fc
    .record({
      from: fc.integer({ min: 0, max: 40 }),
      length: fc.integer({ min: 1, max: 12 }),
      room: fc.constantFrom(...rooms, null),
      forAll: fc.boolean(),
      beside: fc.boolean(),
    })
    .map(({ from, length, room, forAll, beside }) => ({
      from: from * 15,
      to: (from + length) * 15,
      room,
      forAll,
      beside,
    }));
  const anyDay = fc
    .array(anySlot, { maxLength: 30 })
    .map((slots) =>
      slots.map(({ from, to, room, ...more }, index) => slot(`s${index}`, from, to, room, more)),
    );

  test('whatever the day, everything has a place, and no two things the same one at the same time', () => {
    fc.assert(
      fc.property(anyDay, (slots) => {
        const day = columnsOf(slots, rooms, 8);
        const width = Math.max(1, day.lanes.length);
        /** From left to right, in parts of the width. */
        const extents = ({ id }: Slot): [number, number][] => {
          const span = day.spans.get(id)!;
          return span.kind === 'share'
            ? [[span.index / span.of, (span.index + 1) / span.of]]
            : span.runs.map(({ from, to }) => [from / width, (to + 1) / width]);
        };
        for (const one of slots) {
          expect(extents(one).length).toBeGreaterThan(0);
          for (const other of slots) {
            if (one === other || one.ends <= other.starts || other.ends <= one.starts) continue;
            for (const [left, right] of extents(one))
              for (const [from, to] of extents(other))
                expect([one.id, other.id, right <= from + 1e-9 || to <= left + 1e-9]).toEqual([
                  one.id,
                  other.id,
                  true,
                ]);
          }
        }
      }),
      { numRuns: 400 },
    );
  });
});

describe('sheets of rooms', () => {
  const lanes = (...counts: number[]): Lane[] =>
    counts.flatMap((count, room) =>
      Array.from({ length: count }, (_, index) => ({ room: `r${room}`, index })),
    );

  test.each([
    ['all rooms fit', lanes(1, 1, 1), 8, [[0, 2]]],
    [
      'twelve rooms on two sheets, half and half',
      lanes(...Array.from({ length: 12 }, () => 1)),
      8,
      [
        [0, 5],
        [6, 11],
      ],
    ],
    [
      'a room is not torn apart',
      lanes(1, 1, 3, 1),
      4,
      [
        [0, 1],
        [2, 5],
      ],
    ],
    [
      'a room that is wider than a sheet goes on on the next',
      lanes(10),
      4,
      [
        [0, 3],
        [4, 7],
        [8, 9],
      ],
    ],
    ['a day without rooms', [], 8, [[0, 0]]],
  ])('%s', (_, all, most, expected) => {
    expect(sheetsOf(all, most).map(({ from, to }) => [from, to])).toEqual(expected);
  });

  test('whatever the rooms, each lane stands on one sheet, and no sheet has too many', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 11 }), { minLength: 1, maxLength: 15 }),
        fc.integer({ min: 1, max: 12 }),
        (counts, most) => {
          const all = lanes(...counts);
          const sheets = sheetsOf(all, most);
          expect(
            sheets.flatMap(({ from, to }) =>
              Array.from({ length: to - from + 1 }, (_, index) => from + index),
            ),
          ).toEqual(all.map((_, index) => index));
          expect(sheets.filter(({ from, to }) => to - from + 1 > most)).toEqual([]);
        },
      ),
    );
  });
});

describe('the ladder of time', () => {
  const rung = (from: number, to: number, needs: number) => ({
    starts: from * minute,
    ends: to * minute,
    needs,
  });

  test('is in proportion to the time while the texts let it', () => {
    const ladder = ladderOf([rung(0, 60, 10), rung(60, 180, 10)], 180)!;
    const [first, second] = [ladder.at.get(60 * minute)!, ladder.height - ladder.at.get(60 * minute)!];
    expect(second / first).toBeCloseTo(2, 3);
    expect(ladder.height).toBeCloseTo(180, 1);
  });

  test('gives a short session with a long text what it needs', () => {
    const ladder = ladderOf([rung(0, 15, 90), rung(15, 240, 20)], 300)!;
    expect(ladder.at.get(15 * minute)).toBeCloseTo(90);
  });

  test('draws hours in which nothing goes on as minutes', () => {
    const ladder = ladderOf([rung(0, 60, 10), rung(600, 660, 10)], 400)!;
    expect(ladder.at.get(600 * minute)! - ladder.at.get(60 * minute)!).toBeLessThan(30);
  });

  test('is not more than a day needs', () => {
    expect(ladderOf([rung(0, 60, 10)], 500)!.height).toBeLessThan(80);
  });

  test('keeps instants apart, so that both can be read', () => {
    const ladder = ladderOf([rung(0, 5, 1), rung(5, 10, 1), rung(10, 200, 1)], 100)!;
    const at = [...ladder.at.values()];
    for (let index = 1; index < at.length; index += 1)
      expect(at[index]! - at[index - 1]!).toBeGreaterThanOrEqual(leastStep - 1e-9);
  });

  test('says when there is not enough height', () => {
    expect(leastHeight([rung(0, 60, 200), rung(60, 120, 200)])).toBe(400);
    expect(ladderOf([rung(0, 60, 200), rung(60, 120, 200)], 399)).toBe(undefined);
  });
});

describe('sheets of time', () => {
  const levels = { all: 2, full: 1 };
  /** Texts need 40 on the first level, 20 on the second. */
  const needs = (_: unknown, level: number): number => (level === 0 ? 40 : 20);
  const hours = (count: number, room = 'hall'): Slot[] =>
    Array.from({ length: count }, (_, index) => slot(`${room}${index}`, index * 60, index * 60 + 60, room));

  test('a day that fits stays on one, in the largest texts that let it', () => {
    const taken = [5, 10].map((count) =>
      timeSheetsOf(hours(count), 200, levels, needs).map(({ level }) => level),
    );
    expect(taken).toEqual([[0], [1]]);
  });

  test('a day that does not fit is cut between sessions, about equally', () => {
    const sheets = timeSheetsOf(hours(15), 200, levels, needs);
    expect(sheets.map(({ parts }) => parts.length)).toEqual([5, 5, 5]);
    expect(sheets.flatMap(({ parts }) => parts.filter(({ resumed, goesOn }) => resumed || goesOn))).toEqual(
      [],
    );
  });

  test('what goes on beside the programme is cut, and says so on both sides', () => {
    const exhibition = slot('exhibition', 0, 15 * 60, 'foyer', { beside: true });
    const sheets = timeSheetsOf([...hours(15), exhibition], 200, levels, needs);
    const parts = sheets.map((sheet) => sheet.parts.find(({ slot: { id } }) => id === 'exhibition')!);
    expect(parts.map(({ resumed, goesOn }) => [resumed, goesOn])).toEqual([
      [false, true],
      [true, true],
      [true, false],
    ]);
    expect(parts.map(({ starts }) => starts)).toEqual([0, parts[0]!.ends, parts[1]!.ends]);
  });

  test('whatever the day, every session begins on one sheet, and no sheet is too high', () => {
    const anyDay = fc.array(
      fc.tuple(
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 10, max: 190 }),
      ),
      { minLength: 1, maxLength: 25 },
    );
    fc.assert(
      fc.property(anyDay, (day) => {
        const heights = new Map(day.map(([, , height], index) => [`s${index}`, height]));
        const slots = day.map(([from, length], index) =>
          slot(`s${index}`, from * 15, (from + length) * 15, 'hall'),
        );
        const sheets = timeSheetsOf(
          slots,
          200,
          levels,
          ({ slot: { id } }, level) => heights.get(id)! / (level + 1),
        );
        const begun = sheets.flatMap(({ parts }) =>
          parts.filter(({ resumed }) => !resumed).map(({ slot: { id } }) => id),
        );
        expect(begun.sort()).toEqual([...heights.keys()].sort());
        for (const { ladder, parts, level } of sheets) {
          expect(ladder.height).toBeLessThanOrEqual(200.01);
          for (const part of parts)
            expect(ladder.at.get(part.ends)! - ladder.at.get(part.starts)!).toBeGreaterThanOrEqual(
              heights.get(part.slot.id)! / (level + 1) - 0.01,
            );
        }
      }),
      { numRuns: 300 },
    );
  });
});
