import fc from 'fast-check';
import {
  assembleAgendas,
  type AgendaItem,
  type AgendaOwner,
  type AgendaSources,
} from '../../src/agendas/agenda.rules';

const session = (id: string, changes: object = {}): AgendaSources['sessions'][number] => ({
  id,
  title: `Session ${id}`,
  titles: {},
  kind: 'plenary',
  startsAt: new Date('2019-10-21T01:00:00Z'),
  endsAt: new Date('2019-10-21T02:00:00Z'),
  room: 'Main Hall',
  sequence: 0,
  capacity: null,
  categoryIds: [],
  ...changes,
});
const departure = (registrationId: string, departureId: string, changes: object = {}) => ({
  registrationId,
  departureId,
  title: 'Huawei headquarters',
  titles: {},
  host: 'Huawei',
  startsAt: new Date('2019-10-23T01:00:00Z'),
  endsAt: new Date('2019-10-23T04:00:00Z'),
  meetingPoint: 'Hotel lobby',
  address: 'Bantian',
  coach: 'Coach A',
  state: 'confirmed',
  sequence: 0,
  ...changes,
});
const nothing: AgendaSources = {
  sessions: [],
  duties: [],
  seats: [],
  departures: [],
  readings: [],
  journeys: [],
};
const anna: AgendaOwner = { registrationId: 'r1', personId: 'p1', categoryId: 'c1' };
const boris: AgendaOwner = { registrationId: 'r2', personId: 'p2', categoryId: 'c2' };

const agendaOf = (sources: Partial<AgendaSources>, owner = anna, locale = 'en'): AgendaItem[] =>
  assembleAgendas([owner], { ...nothing, ...sources }, locale).get(owner.registrationId)!;

describe('an agenda', () => {
  test('has what is open to all, and what is not only for those who do something there', () => {
    const sources = {
      sessions: [session('s1'), session('s2', { capacity: 20 })],
      duties: [{ personId: 'p2', sessionId: 's2', role: 'chair' }],
    };
    expect(agendaOf(sources).map(({ subjectId }) => subjectId)).toEqual(['s1']);
    expect(agendaOf(sources, boris).map(({ subjectId, duties }) => [subjectId, duties])).toEqual([
      ['s1', []],
      ['s2', [{ role: 'chair' }]],
    ]);
  });

  test('has what needs a seat only for those who have one, also in a plenary', () => {
    const sources = {
      sessions: [session('s1', { capacity: 300 }), session('s2', { kind: 'workshop', capacity: 20 })],
      seats: [
        { registrationId: 'r1', sessionId: 's1' },
        { registrationId: 'r2', sessionId: 's2' },
      ],
    };
    expect(agendaOf(sources).map(({ subjectId, uid }) => [subjectId, uid])).toEqual([
      ['s1', 's1.r1@plenary'],
    ]);
    expect(agendaOf(sources, boris).map(({ subjectId }) => subjectId)).toEqual(['s2']);
  });

  test('has what is for some categories only for those who are in one of them', () => {
    const sources = {
      sessions: [
        session('s1', { categoryIds: ['c1', 'c9'] }),
        session('s2', { categoryIds: ['c2'] }),
        session('s3', { categoryIds: ['c1'], capacity: 20 }),
      ],
    };
    expect(agendaOf(sources).map(({ subjectId }) => subjectId)).toEqual(['s1']);
    expect(agendaOf(sources, boris).map(({ subjectId }) => subjectId)).toEqual(['s2']);
  });

  test('names all that a person does in a session, each once, and whose message is read', () => {
    const [item] = agendaOf({
      sessions: [session('s1')],
      duties: [
        { personId: 'p1', sessionId: 's1', role: 'chair' },
        { personId: 'p1', sessionId: 's1', role: 'speaker' },
        { personId: 'p1', sessionId: 's1', role: 'chair' },
      ],
      readings: [
        { personId: 'p1', sessionId: 's1', role: 'reader', authorName: 'Vladimir Norov' },
        { personId: 'p1', sessionId: 's1', role: 'deputy', authorName: 'Li Na' },
      ],
    });
    expect(item!.duties).toEqual([
      { role: 'chair' },
      { role: 'speaker' },
      { role: 'reader', author: 'Vladimir Norov' },
      { role: 'deputy_reader', author: 'Li Na' },
    ]);
  });

  test.each([
    ['requested', 0],
    ['waitlisted', 0],
    ['confirmed', 1],
    ['cleared', 1],
    ['boarded', 1],
    ['returned', 1],
    ['declined', 0],
    ['cancelled', 0],
    ['no_show', 0],
  ])('a visit with a booking that is %s is on it %i times', (state, times) => {
    expect(agendaOf({ departures: [departure('r1', 'd1', { state })] })).toHaveLength(times);
  });

  test('shows the address of a visit, or else the host', () => {
    const departures = [departure('r1', 'd1'), departure('r1', 'd2', { address: null })];
    expect(agendaOf({ departures }).map(({ place }) => place)).toEqual(['Bantian', 'Huawei']);
  });

  test('is in the order of time; what begins at once keeps one order', () => {
    const sources = {
      sessions: [session('s3', { startsAt: new Date('2019-10-22T01:00:00Z') }), session('s2'), session('s1')],
      departures: [departure('r1', 'd1', { startsAt: new Date('2019-10-21T12:00:00Z') })],
    };
    const order = ['s1', 's2', 'd1', 's3'];
    expect(agendaOf(sources).map(({ subjectId }) => subjectId)).toEqual(order);
    expect(
      agendaOf({ ...sources, sessions: sources.sessions.toReversed() }).map(({ subjectId }) => subjectId),
    ).toEqual(order);
  });

  test.each([
    ['ru', 'Доверие'],
    ['zh', '信任'],
    ['zh-CN', '信任'],
    ['fr', 'Session s1'],
    ['en', 'Session s1'],
  ])('titles are in %s where somebody wrote them', (locale, title) => {
    const sessions = [session('s1', { titles: { ru: 'Доверие', zh: '信任' } })];
    expect(agendaOf({ sessions }, anna, locale)[0]!.title).toBe(title);
  });
});

describe('whatever is planned and booked', () => {
  const ids = (prefix: string) => fc.integer({ min: 1, max: 6 }).map((n) => `${prefix}${n}`);
  const instant = fc
    .date({ min: new Date('2019-10-21'), max: new Date('2019-10-25'), noInvalidDate: true })
    .map((date) => date);
  const sources: fc.Arbitrary<AgendaSources> = fc.record({
    sessions: fc.uniqueArray(
      fc
        .record({
          id: ids('s'),
          startsAt: instant,
          capacity: fc.constantFrom(null, 20),
          categoryIds: fc.uniqueArray(ids('c')),
        })
        .map(({ id, ...rest }) => session(id, rest)),
      { selector: ({ id }) => id },
    ),
    duties: fc.array(
      fc.record({
        personId: ids('p'),
        sessionId: ids('s'),
        role: fc.constantFrom('chair', 'speaker', 'panellist'),
      }),
    ),
    seats: fc.array(fc.record({ registrationId: ids('r'), sessionId: ids('s') })),
    departures: fc.array(
      fc
        .record({
          registrationId: ids('r'),
          departureId: ids('d'),
          startsAt: instant,
          state: fc.constantFrom('confirmed', 'cleared', 'waitlisted', 'cancelled'),
        })
        .map(({ registrationId, departureId, ...rest }) => departure(registrationId, departureId, rest)),
    ),
    readings: fc.array(
      fc.record({
        personId: ids('p'),
        sessionId: ids('s'),
        role: fc.constantFrom('reader', 'deputy'),
        authorName: fc.constantFrom('Vladimir Norov', 'Li Na'),
      }),
    ),
    journeys: fc.uniqueArray(
      fc.record({
        registrationId: ids('r'),
        direction: fc.constantFrom('arrival' as const, 'departure' as const),
        at: instant,
        means: fc.constantFrom('flight' as const, 'other' as const),
        number: fc.constantFrom(null, 'CA 910'),
        place: fc.constantFrom(null, 'Terminal 3'),
        sequence: fc.nat(3),
      }),
      { selector: ({ registrationId, direction }) => `${registrationId} ${direction}` },
    ),
  });
  const owners = fc.uniqueArray(
    fc
      .integer({ min: 1, max: 6 })
      .map((n): AgendaOwner => ({ registrationId: `r${n}`, personId: `p${n}`, categoryId: `c${n}` })),
    { selector: ({ personId }) => personId, minLength: 1 },
  );

  test('an agenda has nothing twice, is in the order of time, and each name in calendars is there once', () => {
    fc.assert(
      fc.property(sources, owners, (given, people) => {
        const all = [...assembleAgendas(people, given, 'en').values()];
        for (const items of all) {
          const subjects = items.map(({ kind, subjectId }) => `${kind} ${subjectId}`);
          expect(subjects).toEqual([...new Set(subjects)]);
          const starts = items.map(({ startsAt }) => startsAt.getTime());
          expect(starts).toEqual(starts.toSorted((a, b) => a - b));
          for (const { duties } of items)
            expect(new Set(duties.map((duty) => JSON.stringify(duty))).size).toBe(duties.length);
        }
        const uids = all.flat().map(({ uid }) => uid);
        expect(uids).toHaveLength(new Set(uids).size);
      }),
    );
  });

  test('whoever else comes, one’s own agenda is the same', () => {
    fc.assert(
      fc.property(sources, owners, (given, people) => {
        const together = assembleAgendas(people, given, 'en');
        expect([...together.keys()]).toEqual(people.map(({ registrationId }) => registrationId));
        for (const owner of people)
          expect(together.get(owner.registrationId)).toEqual(agendaOf(given, owner));
      }),
    );
  });
});
