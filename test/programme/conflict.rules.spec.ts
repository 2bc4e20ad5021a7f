import fc from 'fast-check';
import { surroundingsOf } from '../../src/programme/planning/planning.rules';
import { conflictKey, conflictsOf, findConflicts } from '../../src/programme/planning/conflict.rules';
import {
  boundsOf,
  languagesWithoutBooth,
  type Attendee,
  type Conflict,
  type PlannedSession,
  type Planning,
} from '../../src/programme/programme.rules';
import { waysOut, type Proposal } from '../../src/programme/planning/way-out.rules';
import { after, minute, part, planned, planning, room } from './planned';

/** Drafts of a few rooms and people in which much is wrong at once. */
const drafts = (() => {
  const places = ['a', 'b', 'c', 'venue', 'visit'];
  const roomOf = fc.record({
    capacity: fc.constantFrom(20, 50, 200),
    interpretation: fc.constantFrom([], ['en', 'ru']),
    equipment: fc.constantFrom([], ['Projector']),
    venueId: fc.constantFrom(null, 'venue'),
  });
  const time = fc.record({
    // In steps of ten minutes, from three hours before the first session to the second day.
    start: fc.integer({ min: -60, max: 200 }),
    length: fc.integer({ min: 1, max: 18 }),
  });
  const session = fc.record({
    room: fc.constantFrom('a', 'b', 'c', null),
    time: fc.option(time, { freq: 8 }),
    kind: fc.constantFrom('panel', 'workshop', 'social', 'exhibition'),
    people: fc.array(
      fc.record({
        personId: fc.constantFrom('p', 'q', 'r'),
        state: fc.constantFrom('asked' as const, 'accepted' as const, 'declined' as const),
      }),
      { maxLength: 3 },
    ),
    capacity: fc.constantFrom(null, null, 30, 60),
    expected: fc.constantFrom(null, null, 40, 100),
    languages: fc.constantFrom([], ['en', 'ru'], ['en', 'zh']),
    equipment: fc.constantFrom([], ['projector']),
    topics: fc.constantFrom([], ['t'], ['u', 't']),
    items: fc.constantFrom([], [30, 60]),
    durationMinutes: fc.constantFrom(null, 45),
  });
  const binding = fc.record({ personId: fc.constantFrom('p', 'q', 'x'), time });
  return fc
    .record({
      rooms: fc.tuple(roomOf, roomOf, roomOf),
      sessions: fc.array(session, { maxLength: 16 }),
      bufferMinutes: fc.constantFrom(0, 10),
      buffers: fc.array(
        fc.record({
          pair: fc.tuple(fc.constantFrom(...places), fc.constantFrom(...places)),
          minutes: fc.constantFrom(0, 20, 90),
          severity: fc.constantFrom('hard' as const, 'soft' as const),
        }),
        { maxLength: 6 },
      ),
      engagements: fc.array(binding, { maxLength: 3 }),
      windows: fc.array(fc.record({ id: fc.constantFrom('p', 'a'), time }), { maxLength: 3 }),
      attendees: fc.array(
        fc.record({
          session: fc.nat(15),
          personId: fc.constantFrom('q', 'r', 's', 't'),
          as: fc.constantFrom('participant', 'reader', 'deputy_reader'),
        }),
        { maxLength: 8 },
      ),
    })
    .map((draft): Planning => {
      const rooms = ['a', 'b', 'c'].map((id, index) => room(id, draft.rooms[index]));
      const titled = (id: string) => ({ id, title: id, titles: {} });
      const sessions = draft.sessions
        .map((of, index) =>
          planned({
            id: `s${index}`,
            kind: of.kind,
            room: rooms.find(({ id }) => id === of.room) ?? null,
            startsAt: of.time && after(of.time.start * 10),
            endsAt: of.time && after((of.time.start + of.time.length) * 10),
            people: of.people.map(({ personId, state }, at) => part(personId, { state, role: `role ${at}` })),
            capacity: of.capacity,
            expected: of.expected,
            languages: of.languages,
            equipment: of.equipment,
            topics: of.topics.map(titled),
            items: of.items.map((durationMinutes, at) => ({
              ...titled(`${index} ${at}`),
              abstract: null,
              abstracts: {},
              authenticLanguage: null,
              durationMinutes,
            })),
            durationMinutes: of.durationMinutes,
          }),
        )
        .sort((a, b) => (a.startsAt?.getTime() ?? Infinity) - (b.startsAt?.getTime() ?? Infinity));
      const pairs = new Map(
        draft.buffers.map(({ pair, ...rest }) => {
          const [oneId, otherId] = pair.toSorted() as [string, string];
          return [`${oneId} ${otherId}`, { oneId, otherId, ...rest }];
        }),
      );
      const at = ({ start, length }: { start: number; length: number }) => ({
        startsAt: after(start * 10),
        endsAt: after((start + length) * 10),
      });
      return planning(sessions, {
        event: { bufferMinutes: draft.bufferMinutes },
        rooms,
        buffers: [...pairs.values()],
        engagements: draft.engagements.map(({ personId, time: when }, index) => ({
          personId,
          displayName: personId,
          kind: 'visit',
          subjectId: `v${index}`,
          title: `Visit ${index}`,
          titles: {},
          placeId: 'visit',
          ...at(when),
        })),
        availabilities: draft.windows.map(({ id, time: when }) => ({
          personId: id === 'p' ? id : null,
          roomId: id === 'a' ? id : null,
          ...at({ ...when, length: when.length * 12 }),
        })),
        attendees: draft.attendees.map(({ session: index, personId, as }): Attendee => ({
          sessionId: `s${index}`,
          personId,
          displayName: personId,
          as,
        })),
      });
    });
})();

/** Everything that is wrong, found by comparing everything with everything. */
function bruteForce({
  event,
  sessions,
  rooms,
  buffers,
  engagements,
  availabilities,
  attendees,
}: Planning): string[] {
  const found: string[] = [];
  const says = (
    severity: string,
    code: string,
    ids: string[],
    persons: string[] = [],
    others: string[] = [],
  ) =>
    found.push(
      `${severity} ${code} ${ids.toSorted().join('+')} ${persons.toSorted().join('+')} ${others.toSorted().join('+')}`,
    );
  const entered = (a: string | null | undefined, b: string | null | undefined) =>
    buffers.find(({ oneId, otherId }) => (oneId === a && otherId === b) || (oneId === b && otherId === a));
  const venue = (id: string) => rooms.find((one) => one.id === id)?.venueId;
  const way = (a: string | null, b: string | null) => {
    if (a === null || b === null || a === b) return { minutes: 0, severity: 'soft' };
    const toVenue = [venue(b) && entered(a, venue(b)), venue(a) && entered(venue(a), b)].filter(
      (one) => !!one,
    );
    const longest = Math.max(...toVenue.map(({ minutes }) => minutes));
    return (
      entered(a, b) ??
      toVenue.find(({ minutes }) => minutes === longest) ??
      (venue(a) && venue(b) ? entered(venue(a), venue(b)) : undefined) ?? {
        minutes: event.bufferMinutes,
        severity: 'soft',
      }
    );
  };
  const within = (id: string, from: Date, to: Date): boolean => {
    const windows = availabilities.filter(({ personId, roomId }) => (personId ?? roomId) === id);
    if (windows.length === 0) return true;
    for (let now = from.getTime(); now < to.getTime(); now += minute)
      if (!windows.some(({ startsAt, endsAt }) => startsAt.getTime() <= now && now < endsAt.getTime()))
        return false;
    return true;
  };
  const parts = (session: PlannedSession): string[] => [
    ...new Set([
      ...session.people.filter(({ state }) => state !== 'declined').map(({ personId }) => personId),
      ...attendees
        .filter(({ sessionId, as }) => sessionId === session.id && as !== 'participant')
        .map(({ personId }) => personId),
    ]),
  ];
  const seats = (session: PlannedSession): string[] => [
    ...new Set(
      attendees
        .filter(({ sessionId, as }) => sessionId === session.id && as === 'participant')
        .map(({ personId }) => personId),
    ),
  ];
  const { opens, closes } = boundsOf(event);
  const minutesFrom = (a: Date, b: Date): number => (b.getTime() - a.getTime()) / minute;

  for (const [index, one] of sessions.entries()) {
    const people = Math.max(one.expected ?? 0, seats(one).length);
    const together = one.items.reduce((sum, item) => sum + item.durationMinutes!, 0);
    const lasts = one.startsAt ? minutesFrom(one.startsAt, one.endsAt!) : one.durationMinutes;
    if (lasts !== null && together > lasts) says('soft', 'items_too_long', [one.id]);
    if (!one.startsAt || (!one.room && one.kind !== 'social')) says('soft', 'unplaced', [one.id]);
    if (one.room) {
      if (languagesWithoutBooth(one, one.room).length > 0) says('soft', 'no_interpretation', [one.id]);
      if ((one.capacity ?? 0) > one.room.capacity) says('soft', 'over_capacity', [one.id]);
      if (one.equipment.length > 0 && one.room.equipment.length === 0) says('soft', 'no_equipment', [one.id]);
    }
    if (people > Math.min(one.room?.capacity ?? Infinity, one.capacity ?? Infinity))
      says('soft', 'over_expected', [one.id]);
    for (const [state, code] of [
      ['asked', 'not_answered'],
      ['declined', 'role_declined'],
    ] as const) {
      const of = one.people.filter((role) => role.state === state).map(({ personId }) => personId);
      if (of.length > 0) says('soft', code, [one.id], [...new Set(of)]);
    }
    const { startsAt, endsAt } = one;
    if (!startsAt || !endsAt) continue;
    if (startsAt.getTime() < opens || endsAt.getTime() > closes) says('hard', 'outside_days', [one.id]);
    if (one.room && !within(one.room.id, startsAt, endsAt)) says('hard', 'room_unavailable', [one.id]);
    for (const person of parts(one)) {
      if (!within(person, startsAt, endsAt)) says('hard', 'person_unavailable', [one.id], [person]);
      for (const visit of engagements.filter(({ personId }) => personId === person)) {
        if (startsAt < visit.endsAt && visit.startsAt < endsAt)
          says('hard', 'person_engaged', [one.id], [person], [`visit ${visit.subjectId}`]);
        else {
          const gap = Math.max(minutesFrom(visit.endsAt, startsAt), minutesFrom(endsAt, visit.startsAt));
          const { minutes, severity } = way(one.room?.id ?? null, visit.placeId);
          if (gap < minutes)
            says(severity, 'no_time_between', [one.id], [person], [`visit ${visit.subjectId}`]);
        }
      }
    }
    for (const other of sessions.slice(index + 1)) {
      if (!other.startsAt || !other.endsAt) continue;
      const pair = [one.id, other.id];
      const at = startsAt < other.endsAt && other.startsAt < endsAt;
      const gap = Math.max(minutesFrom(other.endsAt, startsAt), minutesFrom(endsAt, other.startsAt));
      if (one.room && one.room.id === other.room?.id) {
        const pause = entered(one.room.id, one.room.id);
        if (at) says('hard', 'room_twice', pair);
        else if (pause && gap < pause.minutes) says(pause.severity, 'no_turnaround', pair);
      }
      for (const person of parts(one).filter((id) => parts(other).includes(id))) {
        const { minutes, severity } = way(one.room?.id ?? null, other.room?.id ?? null);
        if (at) says('hard', 'person_twice', pair, [person]);
        else if (gap < minutes) says(severity, 'no_time_between', pair, [person]);
      }
      const isListenedTo = ({ kind }: PlannedSession): boolean => ['panel', 'workshop'].includes(kind);
      if (
        at &&
        isListenedTo(one) &&
        isListenedTo(other) &&
        one.topics.some(({ id }) => other.topics.some((topic) => topic.id === id))
      )
        says('soft', 'topic_parallel', pair);
      const expected = (session: PlannedSession): string[] => [...seats(session), ...parts(session)];
      const both = [...new Set(expected(one))].filter(
        (id) => expected(other).includes(id) && (seats(one).includes(id) || seats(other).includes(id)),
      );
      if (at && both.length > 0) says('soft', 'seats_overlap', pair, both);
    }
  }
  return found.sort();
}

const written = ({
  code,
  severity,
  sessions,
  persons,
  others,
}: Omit<Conflict, 'message' | 'messages'>): string =>
  `${severity} ${code} ${sessions.toSorted().join('+')} ${persons.toSorted().join('+')} ${others
    .map(({ kind, id }) => `${kind} ${id}`)
    .sort()
    .join('+')}`;

/** The draft after a way out was taken. */
function taken(draft: Planning, { sessionId, roomId, startsAt, endsAt }: Proposal): Planning {
  return {
    ...draft,
    sessions: draft.sessions.map((session) =>
      session.id === sessionId
        ? { ...session, room: draft.rooms.find(({ id }) => id === roomId) ?? null, startsAt, endsAt }
        : session,
    ),
  };
}

describe('conflicts', () => {
  test('are exactly those that comparing everything with everything finds', () => {
    fc.assert(
      fc.property(drafts, (draft) => {
        expect(findConflicts(draft).map(written).sort()).toEqual(bruteForce(draft));
      }),
      { numRuns: 250 },
    );
  });

  test('come with the hard ones first, each in the order of time', () => {
    fc.assert(
      fc.property(drafts, (draft) => {
        const order = draft.sessions.map(({ id }) => id);
        const places = findConflicts(draft).map(
          ({ severity, sessions }) => (severity === 'hard' ? 0 : 1000) + order.indexOf(sessions[0]!),
        );
        expect(places).toEqual(places.toSorted((a, b) => a - b));
      }),
      { numRuns: 100 },
    );
  });

  test('every way out ends its conflict and makes no hard one', () => {
    let proposed = 0;
    fc.assert(
      fc.property(drafts, (draft) => {
        const conflicts = findConflicts(draft);
        const wayOut = waysOut(draft);
        for (const conflict of conflicts) {
          const proposal = wayOut(conflict);
          if (!proposal) continue;
          proposed += 1;
          const left = findConflicts(taken(draft, proposal));
          expect(left.map(conflictKey)).not.toContain(conflictKey(conflict));
          const hard = (of: typeof conflicts) =>
            of.filter(({ severity }) => severity === 'hard').map(conflictKey);
          const before = new Set(hard(conflicts));
          expect(hard(left).filter((key) => !before.has(key))).toEqual([]);
        }
      }),
      { numRuns: 200 },
    );
    expect(proposed).toBeGreaterThan(100);
  });
});

describe('a conflict', () => {
  const li = part('li', { displayName: 'LI Na' });
  const one = planned({ id: 'One', titles: { ru: 'Первая', zh: '第一场' }, people: [li] });
  const two = planned({
    id: 'Two',
    titles: { ru: 'Вторая', zh: '第二场' },
    startsAt: after(60),
    endsAt: after(120),
  });
  const said = (draft: Planning): [string, string, Record<string, string>][] =>
    conflictsOf(draft).map(({ code, severity, messages }) => [code, severity, { ...messages }]);
  const visit = (changes: object = {}) => ({
    personId: 'li',
    displayName: 'LI Na',
    kind: 'visit',
    subjectId: 'departure',
    title: 'Huawei headquarters',
    titles: { ru: 'Штаб-квартира «Хуавэй»' },
    startsAt: after(30),
    endsAt: after(90),
    placeId: 'visit',
    ...changes,
  });
  const elsewhere = room('foyer', { name: 'Foyer', capacity: 30 });

  test.each<[string, Planning, [string, string, Record<string, string>][]]>([
    [
      'a room twice',
      planning([
        { ...one, people: [] },
        { ...two, startsAt: after(30) },
      ]),
      [
        [
          'room_twice',
          'hard',
          {
            en: 'Hall is taken twice at once: “One” and “Two”.',
            ru: 'Hall: одновременно стоят «Первая» и «Вторая».',
            zh: 'Hall同一时间被占用两次：“第一场”和“第二场”。',
          },
        ],
      ],
    ],
    [
      'a person twice',
      planning([one, { ...two, room: elsewhere, startsAt: after(30), people: [{ ...li, state: 'asked' }] }]),
      [
        [
          'person_twice',
          'hard',
          {
            en: 'LI Na is expected twice at once: “One” and “Two”.',
            ru: 'LI Na: одновременно назначены «Первая» и «Вторая».',
            zh: 'LI Na同一时间有两项安排：“第一场”和“第二场”。',
          },
        ],
        [
          'not_answered',
          'soft',
          {
            en: '“Two”: no answer yet from LI Na.',
            ru: '«Вторая»: ещё нет ответа: LI Na.',
            zh: '“第二场”：LI Na尚未答复。',
          },
        ],
      ],
    ],
    [
      'a speaker who is on a coach',
      planning([one], { engagements: [visit()] }),
      [
        [
          'person_engaged',
          'hard',
          {
            en: 'LI Na is expected in “One” and is out at that time: “Huawei headquarters”.',
            ru: 'LI Na: участие в «Первая» совпадает по времени с выездом «Штаб-квартира «Хуавэй»».',
            zh: 'LI Na应出席“第一场”，但同一时间外出参加“Huawei headquarters”。',
          },
        ],
      ],
    ],
    [
      'no time for the way',
      planning([one, { ...two, room: elsewhere, startsAt: after(65), people: [li] }], {
        event: { bufferMinutes: 10 },
      }),
      [
        [
          'no_time_between',
          'soft',
          {
            en: 'LI Na has 5 minutes from “One” to “Two”, and needs 10.',
            ru: 'LI Na: между «Первая» и «Вторая» — 5 минут, а на дорогу нужно 10.',
            zh: 'LI Na从“第一场”到“第二场”只有5分钟，路上需要10分钟。',
          },
        ],
      ],
    ],
    [
      'no pause for the room',
      planning([one, { ...two, startsAt: after(61) }], {
        buffers: [{ oneId: 'hall', otherId: 'hall', minutes: 15, severity: 'hard' }],
      }),
      [
        [
          'no_turnaround',
          'hard',
          {
            en: 'Hall has 1 minute between “One” and “Two”, and needs 15.',
            ru: 'Hall: между «Первая» и «Вторая» — 1 минута, а залу нужно 15.',
            zh: 'Hall在“第一场”和“第二场”之间只有1分钟，需要15分钟。',
          },
        ],
      ],
    ],
    [
      'outside the days',
      planning([one], { event: { startDate: '2019-10-22' } }),
      [
        [
          'outside_days',
          'hard',
          {
            en: '“One” lies outside the days of the event.',
            ru: '«Первая»: время вне дней мероприятия.',
            zh: '“第一场”不在活动日期之内。',
          },
        ],
      ],
    ],
    [
      'who is not there',
      planning([one], {
        availabilities: [
          { personId: 'li', roomId: null, startsAt: after(30), endsAt: after(90) },
          { personId: null, roomId: 'hall', startsAt: after(0), endsAt: after(30) },
        ],
      }),
      [
        [
          'room_unavailable',
          'hard',
          {
            en: 'Hall is not available at the time of “One”.',
            ru: 'Hall: зал недоступен во время «Первая».',
            zh: 'Hall在“第一场”的时间不可用。',
          },
        ],
        [
          'person_unavailable',
          'hard',
          {
            en: 'LI Na is not available at the time of “One”.',
            ru: 'LI Na: нет возможности участвовать во время «Первая».',
            zh: 'LI Na在“第一场”的时间不能出席。',
          },
        ],
      ],
    ],
    [
      'a room that is not enough',
      planning([
        {
          ...one,
          room: elsewhere,
          languages: ['en', 'ru'],
          floorLanguages: ['en'],
          capacity: 40,
          expected: 50,
          equipment: ['projector', 'stage'],
        },
      ]),
      [
        [
          'no_interpretation',
          'soft',
          {
            en: '“One” promises Russian, but Foyer has no interpretation for that.',
            ru: '«Первая»: в зале «Foyer» нет перевода на объявленные языки (русский).',
            zh: '“第一场”承诺提供俄语，但Foyer没有相应的同声传译。',
          },
        ],
        [
          'over_capacity',
          'soft',
          {
            en: '“One” has 40 places, but Foyer holds 30.',
            ru: '«Первая»: мест объявлено 40, зал «Foyer» вмещает 30.',
            zh: '“第一场”有40个名额，但Foyer只能容纳30人。',
          },
        ],
        [
          'over_expected',
          'soft',
          {
            en: '“One”: 50 are expected, but Foyer holds 30.',
            ru: '«Первая»: ожидается 50 человек, зал «Foyer» вмещает 30.',
            zh: '“第一场”预计50人参加，但Foyer只能容纳30人。',
          },
        ],
        [
          'no_equipment',
          'soft',
          {
            en: '“One” needs what Foyer does not have: projector and stage.',
            ru: '«Первая»: в зале «Foyer» нет нужного: projector и stage.',
            zh: '“第一场”需要projector和stage，但Foyer没有。',
          },
        ],
      ],
    ],
    [
      'more people than places',
      planning([{ ...one, capacity: 20, expected: 21 }]),
      [
        [
          'over_expected',
          'soft',
          {
            en: '“One”: 21 are expected, but it has 20 places.',
            ru: '«Первая»: ожидается 21 человек, мест объявлено 20.',
            zh: '“第一场”预计21人参加，但只有20个名额。',
          },
        ],
      ],
    ],
    [
      'parts that take too long, and somebody who has declined',
      planning([
        {
          ...one,
          people: [{ ...li, state: 'declined' }],
          items: [
            {
              id: 'i',
              title: 'I',
              titles: {},
              abstract: null,
              abstracts: {},
              authenticLanguage: null,
              durationMinutes: 61,
            },
          ],
        },
      ]),
      [
        [
          'items_too_long',
          'soft',
          {
            en: 'The parts of “One” take 61 minutes together, but it lasts 60.',
            ru: '«Первая»: на все пункты вместе нужно 61 минута, отведено 60.',
            zh: '“第一场”各部分共需61分钟，但只安排了60分钟。',
          },
        ],
        [
          'role_declined',
          'soft',
          {
            en: '“One”: declined by LI Na; nobody does it instead yet.',
            ru: '«Первая»: отказ, замены пока нет: LI Na.',
            zh: '“第一场”：LI Na已谢绝，尚无人接替。',
          },
        ],
      ],
    ],
    [
      'one topic in two rooms, and people with a seat in both',
      planning(
        [
          { ...one, people: [], topics: [{ id: 't', title: 'Trust', titles: { zh: '信任' } }] },
          {
            ...two,
            room: elsewhere,
            startsAt: after(0),
            topics: [{ id: 't', title: 'Trust', titles: { zh: '信任' } }],
          },
        ],
        {
          attendees: ['One', 'Two'].map((sessionId) => ({
            sessionId,
            personId: 'p',
            displayName: 'P',
            as: 'participant',
          })),
        },
      ),
      [
        [
          'topic_parallel',
          'soft',
          {
            en: '“One” and “Two” are at the same time and both about “Trust”.',
            ru: 'Одновременно идут «Первая» и «Вторая» на одну тему: «Trust».',
            zh: '“第一场”和“第二场”同时举行，主题同为“信任”。',
          },
        ],
        [
          'seats_overlap',
          'soft',
          {
            en: '1 person has to be in both “One” and “Two”, which are at the same time.',
            ru: 'Одновременно идут «Первая» и «Вторая»; и там, и там должно быть 1 человек.',
            zh: '有1人须同时参加“第一场”和“第二场”。',
          },
        ],
      ],
    ],
    [
      'no time, and no room',
      planning([
        { ...one, people: [], room: null },
        { ...two, startsAt: null, endsAt: null },
      ]),
      [
        [
          'unplaced',
          'soft',
          {
            en: '“One” has no room yet.',
            ru: '«Первая»: зал ещё не назначен.',
            zh: '“第一场”尚未安排会议室。',
          },
        ],
        [
          'unplaced',
          'soft',
          {
            en: '“Two” has no time yet.',
            ru: '«Вторая»: время ещё не назначено.',
            zh: '“第二场”尚未安排时间。',
          },
        ],
      ],
    ],
  ])('%s is said in three languages', (_, draft, expected) => {
    expect(said(draft)).toEqual(expected);
  });

  test('is said in the first language of the event, and in those that the program writes', () => {
    const draft = planning([one, { ...two, startsAt: after(0), titles: { fr: 'Deux' } }], {
      event: { locales: ['fr', 'zh-Hans'] },
    });
    const [conflict] = conflictsOf(draft);
    expect([conflict!.message, conflict!.messages]).toEqual([
      'Hall is taken twice at once: “One” and “Deux”.',
      { 'zh-Hans': 'Hall同一时间被占用两次：“第一场”和“Two”。' },
    ]);
  });

  test('of a reader of a message names the person, the session and the message by its id', () => {
    const reading = { sessionId: 'One', personId: 'reader', displayName: 'Anna', as: 'deputy_reader' };
    const draft = planning([{ ...one, people: [] }], {
      engagements: [visit({ personId: 'reader', displayName: 'Anna' })],
      attendees: [{ ...reading, subject: { kind: 'greeting', id: 'message' } }],
    });
    expect(findConflicts(draft).map(({ code, persons, others }) => ({ code, persons, others }))).toEqual([
      {
        code: 'person_engaged',
        persons: ['reader'],
        others: [
          { kind: 'greeting', id: 'message' },
          { kind: 'visit', id: 'departure' },
        ],
      },
    ]);
  });

  test('of somebody without a part in the programme is none', () => {
    const draft = planning([{ ...one, people: [] }], {
      engagements: [visit(), visit({ startsAt: after(0) })],
      attendees: [{ sessionId: 'One', personId: 'li', displayName: 'LI Na', as: 'participant' }],
    });
    expect(findConflicts(draft)).toEqual([]);
  });
});

describe('the way between two places', () => {
  const [a, b, c] = [
    room('a', { venueId: 'palace' }),
    room('b', { venueId: 'palace' }),
    room('c', { venueId: 'tower' }),
  ];
  const buffer = (oneId: string, otherId: string, minutes: number) => ({
    oneId,
    otherId,
    minutes,
    severity: 'hard' as const,
  });
  test.each([
    ['is the default of the event where nothing else is said', 'a', 'c', [], 7],
    ['is none from a place to itself', 'a', 'a', [buffer('a', 'a', 15)], 0],
    ['is none where one place is not known', 'a', null, [], 0],
    ['is that of the pair, before all others', 'c', 'a', [buffer('a', 'c', 3), buffer('a', 'tower', 20)], 3],
    ['can be none', 'a', 'c', [buffer('a', 'c', 0)], 0],
    [
      'is that from a room to the venue of the other',
      'a',
      'c',
      [buffer('a', 'tower', 20), buffer('palace', 'tower', 30)],
      20,
    ],
    ['is the longer of two of these', 'a', 'c', [buffer('a', 'tower', 20), buffer('c', 'palace', 25)], 25],
    ['is that between the venues', 'b', 'c', [buffer('palace', 'tower', 30)], 30],
    ['is that between the rooms of one venue', 'a', 'b', [buffer('palace', 'palace', 4)], 4],
    ['is that from a venue to a site visit', 'a', 'visit', [buffer('palace', 'visit', 40)], 40],
  ])('%s', (_, one, other, buffers, minutes) => {
    const { wayBetween } = surroundingsOf(
      planning([], { rooms: [a, b, c], event: { bufferMinutes: 7 }, buffers }),
    );
    expect([wayBetween(one, other).minutes, wayBetween(other, one).minutes]).toEqual([minutes, minutes]);
  });
});

describe('a way out', () => {
  const small = room('small', { name: 'Small', capacity: 30 });
  const large = room('large', {
    name: 'Large',
    capacity: 300,
    interpretation: ['en', 'ru'],
    equipment: ['Stage'],
  });
  const middle = room('middle', { name: 'Middle', capacity: 100 });
  const wayOutOf = (draft: Planning, code: Conflict['code']): unknown => {
    const conflict = findConflicts(draft).find((found) => found.code === code)!;
    const proposal = waysOut(draft)(conflict);
    return (
      proposal && [proposal.sessionId, proposal.roomId, proposal.startsAt.toISOString(), proposal.message]
    );
  };
  const rooms = [large, middle, small];

  test('is the smallest free room that fits at the same time, for the session that concerns fewer people', () => {
    const draft = planning(
      [
        planned({ id: 'Big', room: middle, expected: 90 }),
        planned({ id: 'Little', room: middle, expected: 20 }),
      ],
      { rooms },
    );
    expect(wayOutOf(draft, 'room_twice')).toEqual([
      'Little',
      'small',
      '2019-10-21T01:00:00.000Z',
      '“Little” could go to Small at the same time.',
    ]);
  });

  test('is a room that has what is needed', () => {
    const draft = planning(
      [planned({ id: 'One', room: middle, languages: ['en', 'ru'], equipment: ['stage'], capacity: 120 })],
      { rooms },
    );
    for (const code of ['no_interpretation', 'no_equipment', 'over_capacity'] as const)
      expect(wayOutOf(draft, code)).toEqual([
        'One',
        'large',
        '2019-10-21T01:00:00.000Z',
        '“One” could go to Large at the same time.',
      ]);
  });

  test('is the nearest free time in its own room, when no other room is free', () => {
    const draft = planning(
      [
        planned({ id: 'One', room: small, expected: 10 }),
        planned({ id: 'Two', room: small, startsAt: after(50), endsAt: after(70), expected: 5 }),
        planned({ id: 'Three', room: small, startsAt: after(75), endsAt: after(90) }),
      ],
      { rooms: [small] },
    );
    // Before nine it would have to begin at 08:40; after it there is no time before half past ten.
    expect(wayOutOf(draft, 'room_twice')).toEqual(
      [
        'Two',
        'small',
        '2019-10-21T02:30:00.000Z',
        '“Two” could be at another time: Monday, 21 October 2019, 10:30–10:50.',
      ].map((value) => value),
    );
  });

  test('is another day when the day is full', () => {
    const draft = planning(
      [
        planned({ id: 'All day', room: small, startsAt: after(-60), endsAt: after(660), expected: 20 }),
        planned({ id: 'One', room: small, startsAt: after(0), endsAt: after(60), expected: 5 }),
      ],
      { rooms: [small] },
    );
    expect(wayOutOf(draft, 'room_twice')).toEqual([
      'One',
      'small',
      '2019-10-22T00:00:00.000Z',
      '“One” could be at another time: Tuesday, 22 October 2019, 08:00–09:00.',
    ]);
  });

  test('keeps ways, pauses and the times of people and rooms', () => {
    const li = part('li');
    const draft = planning(
      [
        planned({ id: 'One', room: middle, people: [li] }),
        planned({ id: 'Two', room: small, startsAt: after(65), endsAt: after(95), people: [li] }),
        planned({ id: 'Three', room: small, startsAt: after(120), endsAt: after(180), expected: 20 }),
      ],
      {
        rooms: [middle, small],
        buffers: [
          { oneId: 'middle', otherId: 'small', minutes: 20, severity: 'hard' },
          { oneId: 'small', otherId: 'small', minutes: 10, severity: 'soft' },
        ],
        availabilities: [{ personId: 'li', roomId: null, startsAt: after(-60), endsAt: after(300) }],
      },
    );
    // Not after Three: the way and the pause would still be kept at 190 minutes, but 80 is nearer.
    expect(wayOutOf(draft, 'no_time_between')).toEqual([
      'Two',
      'middle',
      '2019-10-21T02:05:00.000Z',
      '“Two” could go to Middle at the same time.',
    ]);
  });

  test('of an evening stays in the evening', () => {
    const dinner = { room: small, startsAt: after(660), endsAt: after(780) };
    const draft = planning(
      [
        planned({ id: 'Dinner', ...dinner, expected: 10 }),
        planned({ id: 'Reception', ...dinner, expected: 20 }),
      ],
      { rooms: [small], event: { endDate: '2019-10-22' } },
    );
    expect(wayOutOf(draft, 'room_twice')).toEqual([
      'Dinner',
      'small',
      '2019-10-21T10:00:00.000Z',
      '“Dinner” could be at another time: Monday, 21 October 2019, 18:00–20:00.',
    ]);
  });

  test('lengthens a session in its place when nothing stands in the way', () => {
    const item = { id: 'i', title: 'I', titles: {}, abstract: null, abstracts: {}, authenticLanguage: null };
    const draft = planning([planned({ id: 'One', items: [{ ...item, durationMinutes: 75 }] })]);
    expect(wayOutOf(draft, 'items_too_long')).toEqual([
      'One',
      'hall',
      '2019-10-21T01:00:00.000Z',
      '“One” could be at another time: Monday, 21 October 2019, 09:00–10:15.',
    ]);
  });

  test('of a session without a time is the first free slot of its length', () => {
    const unplaced = { startsAt: null, endsAt: null, room: null };
    const draft = (durationMinutes: number | null) =>
      planning([planned({ id: 'One', ...unplaced, durationMinutes })], { rooms });
    expect(wayOutOf(draft(90), 'unplaced')).toEqual([
      'One',
      'small',
      '2019-10-21T00:00:00.000Z',
      '“One” could go to Small: Monday, 21 October 2019, 08:00–09:30.',
    ]);
    expect(wayOutOf(draft(null), 'unplaced')).toBe(null);
  });

  test('is none where no slot helps', () => {
    const asked = planning([planned({ id: 'One', people: [part('li', { state: 'asked' })] })]);
    expect(wayOutOf(asked, 'not_answered')).toBe(null);
    const many = planning([planned({ id: 'One', expected: 50, capacity: 40 })]);
    expect(wayOutOf(many, 'over_expected')).toBe(null);
  });

  test('keeps sessions of one topic apart where it can', () => {
    const topics = [{ id: 't', title: 'T', titles: {} }];
    const draft = planning(
      [
        planned({ id: 'One', room: small, topics, expected: 20 }),
        planned({ id: 'Two', room: middle, topics, startsAt: after(30), endsAt: after(60), expected: 10 }),
      ],
      { rooms: [small, middle] },
    );
    expect(wayOutOf(draft, 'topic_parallel')).toEqual([
      'Two',
      'middle',
      '2019-10-21T02:00:00.000Z',
      '“Two” could be at another time: Monday, 21 October 2019, 10:00–10:30.',
    ]);
  });

  test('keeps to the clock on the wall when the clock changes in between', () => {
    const berlin = { startDate: '2019-10-26', endDate: '2019-10-27', timeZone: 'Europe/Berlin' };
    const at = (instant: string) => new Date(instant);
    const draft = planning(
      [
        planned({
          id: 'All day',
          startsAt: at('2019-10-26T06:00:00Z'),
          endsAt: at('2019-10-26T18:00:00Z'),
          expected: 20,
        }),
        planned({
          id: 'One',
          startsAt: at('2019-10-26T12:00:00Z'),
          endsAt: at('2019-10-26T13:00:00Z'),
          expected: 5,
        }),
      ],
      { event: berlin },
    );
    expect(wayOutOf(draft, 'room_twice')).toEqual([
      'One',
      'hall',
      '2019-10-27T07:00:00.000Z',
      '“One” could be at another time: Sunday, 27 October 2019, 08:00–09:00.',
    ]);
  });

  test('is said in three languages', () => {
    const draft = planning(
      [
        planned({
          id: 'One',
          titles: { ru: 'Первая', zh: '第一场' },
          startsAt: null,
          endsAt: null,
          durationMinutes: 60,
        }),
      ],
      { rooms: [small, room('hall', { name: 'Hall' })] },
    );
    const [conflict] = findConflicts(draft);
    expect(waysOut(draft)(conflict!)!.messages).toEqual({
      en: '“One” could be at another time: Monday, 21 October 2019, 08:00–09:00.',
      ru: '«Первая» можно перенести на другое время: понедельник, 21 октября 2019 г., 08:00–09:00.',
      zh: '“第一场”可以改到2019年10月21日星期一 08:00–09:00。',
    });
  });
});
