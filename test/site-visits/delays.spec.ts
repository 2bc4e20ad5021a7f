import { simpleParser } from 'mailparser';
import { frameMail } from '../../src/communications/layout';
import { mailLanguages, wordsFor } from '../../src/communications/words';
import {
  departureLate,
  departureLateList,
  type LateListNotice,
  type LateNotice,
} from '../../src/site-visits/delays/delay.notices';
import { clashesAfter, planDelay, type Following } from '../../src/site-visits/delays/delay.rules';
import { expectGolden } from '../mails/golden';
import { makeSession, release, type TestForum } from '../programme/forum';
import type { Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { make } from '../support/factories';
import {
  book,
  makeDeparture,
  makeParticipant,
  makeVisitedEvent,
  stateOf,
  type VisitedEvent,
} from './support';

const at = (time: string): Date => new Date(`2019-10-23T${time}:00Z`);

describe('a delay', () => {
  const following = (
    id: string,
    start: string,
    end: string,
    changes: Partial<Following> = {},
  ): Following => ({
    id,
    siteVisitId: `visit ${id}`,
    state: 'closed',
    startsAt: at(start),
    endsAt: at(end),
    plates: [],
    people: [],
    ...changes,
  });
  const way = () => 20;
  const late = (departure: Following, start: string, end: string) => ({
    departure,
    startsAt: at(start),
    endsAt: at(end),
  });
  const moves = (plan: ReturnType<typeof planDelay>) =>
    plan.moves.map(({ departureId, because, startsAt, endsAt }) => [
      departureId,
      because,
      startsAt.slice(11, 16),
      endsAt.slice(11, 16),
    ]);

  const first = following('a', '01:00', '04:00', { plates: ['B1'], people: ['anna'] });
  const coach = following('b', '04:30', '06:00', { plates: ['B1'] });
  const next = following('c', '06:10', '07:00', { plates: ['B1'], people: ['boris'] });
  const people = following('d', '05:00', '06:00', { people: ['anna'] });
  const elsewhere = following('e', '04:00', '05:00', { plates: ['B2'], people: ['clara'] });
  const all = [people, next, coach, elsewhere];

  test('moves alone unless something else is asked for, and names what waits for it', () => {
    const plan = planDelay(late(first, '01:00', '05:00'), all, 'none', way);
    expect(moves(plan)).toEqual([['a', 'asked', '01:00', '05:00']]);
    expect(
      plan.followers.map(({ departureId, because, possibleAt }) => [
        departureId,
        because,
        possibleAt.slice(11, 16),
      ]),
    ).toEqual([
      ['b', 'coach', '05:20'],
      ['d', 'people', '05:20'],
    ]);
  });

  test('moves what waits for its coach, one after the other, with the time that the way takes or that was planned', () => {
    const plan = planDelay(late(first, '01:00', '05:00'), all, 'coach', way);
    expect(moves(plan)).toEqual([
      ['a', 'asked', '01:00', '05:00'],
      ['b', 'coach', '05:20', '06:50'],
      // Ten minutes were planned before, so ten minutes it is.
      ['c', 'coach', '07:00', '07:50'],
    ]);
    expect(plan.followers.map(({ departureId }) => departureId)).toEqual(['d']);
  });

  test('moves what waits for its people too, if it is to; and nothing that can start in time', () => {
    expect(moves(planDelay(late(first, '01:00', '05:00'), all, 'all', way)).map(([id]) => id)).toEqual([
      'a',
      'b',
      'd',
      'c',
    ]);
    const little = planDelay(late(first, '01:00', '04:10'), all, 'all', way);
    expect([moves(little).length, little.followers]).toEqual([1, []]);
    const gone = { ...coach, state: 'departed' };
    expect(moves(planDelay(late(first, '01:00', '05:00'), [gone], 'all', way))).toHaveLength(1);
  });

  test('touches what begins before one is back, the way included, unless it was planned tighter', () => {
    const move = {
      departureId: 'a',
      because: 'asked' as const,
      fromStartsAt: at('01:00').toISOString(),
      fromEndsAt: at('04:00').toISOString(),
      startsAt: at('01:00').toISOString(),
      endsAt: at('05:00').toISOString(),
    };
    const item = (subjectId: string, start: string) => ({
      registrationId: 'anna',
      kind: 'part',
      subjectId,
      title: subjectId,
      titles: {},
      placeId: 'hall',
      startsAt: at(start),
      endsAt: at('09:00'),
    });
    const items = [
      item('during', '03:00'),
      item('tight', '04:00'),
      item('way', '05:19'),
      item('fine', '05:20'),
    ];
    const of = (list: typeof items) => clashesAfter(move, 'v', list, way).map(({ subjectId }) => subjectId);
    // What was in the way before is no news.
    expect(of(items)).toEqual(['tight', 'way']);
  });
});

describe('mails about a delay', () => {
  const departure = {
    title: 'Huawei headquarters',
    titles: { ru: 'Штаб-квартира Huawei', zh: '华为总部' },
    meetingPoint: 'Hotel lobby, east entrance',
    fromStartsAt: at('01:00'),
    fromEndsAt: at('04:30'),
    startsAt: at('01:30'),
    endsAt: at('05:15'),
  };
  const item = {
    title: 'Closing session',
    titles: { ru: 'Заключительное заседание', zh: '闭幕会' },
    startsAt: at('05:00'),
    endsAt: at('06:00'),
  };
  const reason = 'The coach stands in traffic.';
  const late: LateNotice = { departures: [departure], reason, next: [item] };
  const list: LateListNotice = {
    departures: [departure],
    reason,
    people: [{ ...item, name: 'LI Na', code: '7KQ2M9XW' }],
    followers: [
      {
        title: 'Tencent',
        titles: { ru: 'Tencent', zh: '腾讯' },
        startsAt: at('05:00'),
        possibleAt: at('05:35'),
        because: 'coach',
      },
    ],
  };
  test.each(
    mailLanguages.flatMap((language) =>
      [departureLate, departureLateList].map((notice) => ({ notice, language })),
    ),
  )('$notice.kind is what was approved, in $language', ({ notice, language }) => {
    const words = wordsFor(language, 'Asia/Shanghai', 'Shenzhen');
    const props = notice === departureLate ? late : list;
    const parts = (notice.render[language] as (p: typeof props, w: typeof words) => any)(props, words);
    const mail = frameMail(
      parts,
      { eventTitle: 'Infoforum-China 2019', contact: 'secretariat@plenary.example', recipientName: 'LI Na' },
      words,
    );
    expectGolden(`${notice.kind}.${language}.txt`, `Subject: ${mail.subject}\n\n${mail.text}`);
  });
});

describe('a departure that goes late', () => {
  let app: TestApp;
  let event: VisitedEvent;
  let forum: TestForum;
  let coordinator: Api;
  beforeAll(async () => {
    app = await startApp();
    event = await makeVisitedEvent(app);
    const { id: hall } = await make(event.staff, `${event.path}/rooms`, { name: 'Main Hall', capacity: 400 });
    forum = { ...event, hall, foyer: hall };
    coordinator = await app.staff(event.id, 'visit_coordinator');
  });
  const pathOf = (departure: { id: string }): string => `${event.path}/departures/${departure.id}`;
  const now = async (departure: { id: string }) => (await event.staff.get(pathOf(departure))).body;
  const time = (t: string): string => `2019-10-23T${t}:00+08:00`;
  const mails = async (
    kind: string,
    subjectId: string,
  ): Promise<{ registration_id: string | null; email: string; text: string }[]> => {
    const rows = await app.db.query<{ registration_id: string | null; email: string; raw: Buffer }>(
      `SELECT m.registration_id, m.email, b.raw FROM messages m JOIN mailbox_mails b ON b.message_id = m.id
          WHERE m.kind = $1 AND m.subject_id = $2 ORDER BY m.email`,
      [kind, subjectId],
    );
    return Promise.all(
      rows.map(async ({ raw, ...one }) => ({
        ...one,
        text: ((await simpleParser(raw)).text ?? '').replace(/\s+/g, ' '),
      })),
    );
  };
  const personOf = async (registration: { id: string }): Promise<string> =>
    (await event.staff.get(`${event.path}/registrations/${registration.id}`)).body.person.id;

  test('moves its people, warns each of them once of what they may miss, and gives the responsible one list', async () => {
    const departure = await makeDeparture(event, { capacity: 5 });
    const [anna, boris, chair] = [
      await makeParticipant(app, event),
      await makeParticipant(app, event),
      await makeParticipant(app, event),
    ];
    const bookings = [await book(event, departure.id, anna.id), await book(event, departure.id, boris.id)];
    await makeSession(forum, {
      title: 'Closing session',
      startsAt: time('12:30'),
      endsAt: time('13:30'),
      roles: [
        { personId: await personOf(anna), role: 'speaker' },
        { personId: await personOf(chair), role: 'chair' },
      ],
    });
    await release(forum);
    await event.staff.move(pathOf(departure), 'close');
    await app.settled();
    const input = { startsAt: time('09:30'), endsAt: time('13:00'), reason: 'The coach stands in traffic.' };

    const preview = await coordinator.post(`${pathOf(departure)}/late/preview`, input);
    expect([preview.status, preview.body.told, preview.body.clashes.length]).toEqual([200, 2, 1]);
    expect((await now(departure)).startsAt).toBe('2019-10-23T01:00:00.000Z');

    const answer = await coordinator.post(`${pathOf(departure)}/late`, input);
    expect(answer.status).toBe(201);
    const { moves, followers, clashes, told } = answer.body;
    expect({ moves, followers, clashes, told }).toEqual(preview.body);
    expect(clashes).toMatchObject([
      { registrationId: anna.id, code: anna.code, kind: 'part', title: 'Closing session' },
    ]);
    const location = answer.headers.get('location')!;
    expect((await coordinator.get(location)).body).toEqual(answer.body);
    expect(await now(departure)).toMatchObject({
      startsAt: '2019-10-23T01:30:00.000Z',
      endsAt: '2019-10-23T05:00:00.000Z',
      version: (departure.version as number) + 2,
    });
    const agenda = (await event.staff.get(`${event.path}/registrations/${anna.id}/agenda`)).body.items;
    expect(agenda.find(({ kind }: any) => kind === 'visit')).toMatchObject({
      startsAt: '2019-10-23T01:30:00.000Z',
      sequence: 1,
    });
    expect(await stateOf(event, bookings[0].id)).toBe('confirmed');

    await app.settled();
    const people = await mails('departure.late', answer.body.id);
    expect(people.map(({ registration_id }) => registration_id).sort()).toEqual([anna.id, boris.id].sort());
    for (const { registration_id, text } of people)
      expect(text.includes('Closing session')).toBe(registration_id === anna.id);
    const lists = await mails('departure.late-list', answer.body.id);
    const chairMail = (await event.staff.get(`${event.path}/registrations/${chair.id}`)).body.person.email;
    const staff = await app.db.query<{ email: string }>(
      `SELECT DISTINCT u.email FROM users u JOIN staff_roles r ON r.user_id = u.id WHERE r.event_id = $1 AND r.role IN ('visit_coordinator', 'programme')`,
      [event.id],
    );
    expect(lists.map(({ email }) => email)).toEqual([...staff.map(({ email }) => email), chairMail].sort());
    for (const { text } of lists) expect(text).toContain(anna.code);
    const history = (await event.staff.get(`${pathOf(departure)}/history`)).body.items.at(-1);
    expect(history).toMatchObject({ transition: 'late', comment: 'The coach stands in traffic.' });
  });

  test('takes what follows along if it is to: the same coach later, with all its people', async () => {
    const first = await makeDeparture(event, {
      capacity: 5,
      coaches: [{ label: 'A', seats: 5, plate: '粤B·777' }],
    });
    const second = await makeDeparture(event, {
      capacity: 5,
      coaches: [{ label: 'B', seats: 5, plate: '粤B 777' }],
      startsAt: time('13:00'),
      endsAt: time('15:00'),
    });
    const third = await makeDeparture(event, { startsAt: time('12:00'), endsAt: time('14:00') });
    const person = await makeParticipant(app, event);
    const [one, two] = [await book(event, first.id, person.id), await book(event, second.id, person.id)];
    const input = { endsAt: time('14:00'), reason: 'The host asked us to stay.', cascade: 'coach' };
    const answer = await coordinator.post(`${pathOf(first)}/late`, input);
    expect(answer.body.moves.map(({ departureId, because }: any) => [departureId, because])).toEqual([
      [first.id, 'asked'],
      [second.id, 'coach'],
    ]);
    const after = await now(second);
    expect(Date.parse(after.startsAt)).toBeGreaterThanOrEqual(Date.parse(time('14:00')));
    expect(Date.parse(after.endsAt) - Date.parse(after.startsAt)).toBe(2 * 3_600_000);
    expect((await now(third)).startsAt).toBe('2019-10-23T04:00:00.000Z');
    for (const booking of [one, two]) expect(await stateOf(event, booking.id)).toBe('confirmed');
    await app.settled();
    const told = await mails('departure.late', answer.body.id);
    expect(told).toHaveLength(1);
    expect([told[0]!.text.includes(first.title), told[0]!.text.includes(second.title)]).toEqual([true, true]);
  });

  test('nobody loses a place, also where two visits overlap now; booking a third one is not possible meanwhile', async () => {
    const first = await makeDeparture(event, { capacity: 5 });
    const second = await makeDeparture(event, {
      capacity: 5,
      startsAt: time('12:30'),
      endsAt: time('14:00'),
    });
    const person = await makeParticipant(app, event);
    const [one, two] = [await book(event, first.id, person.id), await book(event, second.id, person.id)];
    const answer = await coordinator.post(`${pathOf(first)}/late`, {
      endsAt: time('13:00'),
      reason: 'Traffic',
    });
    expect(answer.body.followers).toMatchObject([{ departureId: second.id, because: 'people' }]);
    expect(answer.body.clashes).toMatchObject([
      { registrationId: person.id, kind: 'visit', subjectId: second.id },
    ]);
    for (const booking of [one, two]) expect(await stateOf(event, booking.id)).toBe('confirmed');
    const between = await makeDeparture(event, { startsAt: time('12:05'), endsAt: time('12:25') });
    const third = await event.staff.post(`${pathOf(between)}/bookings`, { registrationId: person.id });
    expect(third.body.code).toBe('booking-clashes');
    // Once more, later still: whoever was not told yet is told the last time only.
    const again = await coordinator.post(`${pathOf(first)}/late`, {
      endsAt: time('13:10'),
      reason: 'Traffic',
    });
    await app.settled();
    expect(await mails('departure.late', again.body.id)).toHaveLength(1);
    expect((await coordinator.get(`${pathOf(first)}/late`)).body.items.map(({ id }: any) => id)).toEqual([
      again.body.id,
      answer.body.id,
    ]);
  });

  test('is refused for times that are not later, outside of the event, or of what is over', async () => {
    const departure = await makeDeparture(event);
    const ask = async (body: object) => {
      const { status, body: problem } = await coordinator.post(`${pathOf(departure)}/late`, {
        reason: 'Rain',
        ...body,
      });
      return [status, problem.code];
    };
    expect(await ask({})).toEqual([422, 'delay-not-later']);
    expect(await ask({ startsAt: time('08:30') })).toEqual([422, 'delay-not-later']);
    expect(await ask({ endsAt: time('12:00') })).toEqual([422, 'delay-not-later']);
    expect(await ask({ endsAt: '2019-10-29T12:00:00+08:00' })).toEqual([422, 'departure-times-invalid']);
    await event.staff.move(pathOf(departure), 'close');
    await event.staff.move(pathOf(departure), 'depart');
    expect(await ask({ startsAt: time('09:30') })).toEqual([422, 'delay-not-later']);
    expect(await ask({ endsAt: time('12:30') })).toEqual([201, undefined]);
    await event.staff.move(pathOf(departure), 'return');
    expect(await ask({ endsAt: time('13:30') })).toEqual([409, 'departure-over']);
    const marshal = await app.staff(event.id, 'transport_marshal');
    expect(
      (await marshal.post(`${pathOf(departure)}/late`, { reason: 'Rain', endsAt: time('13:00') })).status,
    ).toBe(403);
    expect((await marshal.get(`${pathOf(departure)}/late`)).body.items).toHaveLength(1);
  });
});
