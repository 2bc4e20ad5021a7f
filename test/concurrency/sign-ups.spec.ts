import { Client } from 'pg';
import { newId } from '../../src/platform/database/base.entity';
import { release } from '../programme/forum';
import {
  askForSeat,
  at,
  changeSession,
  giveUp,
  makeParticipant,
  makeSeatedForum,
  releasedWorkshops,
  signUp,
  signUpsPath,
  type Participant,
  type SeatedForum,
} from '../registrations/seated';
import { startApp, type TestApp } from '../support/app';
import { deadlocks } from '../support/database';

const inParallel = <T>(count: number, act: (n: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, n) => act(n)));

/** The numbers from one to another. */
const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, n) => from + n);

describe('many who want a seat at once', () => {
  let app: TestApp;
  let forum: SeatedForum;
  let people: Participant[];
  beforeAll(async () => {
    app = await startApp();
    forum = await makeSeatedForum(app);
    people = await inParallel(200, () => makeParticipant(app, forum));
  }, 120_000);

  /** What the seats say, beside what the sign-ups say. */
  const counts = (sessionId: string) =>
    app.db.one(
      `SELECT t.capacity, t.taken, t.waiting, t.queue_last AS last,
              count(*) FILTER (WHERE u.state = 'confirmed')::integer AS confirmed,
              count(*) FILTER (WHERE u.state = 'waitlisted')::integer AS waitlisted
         FROM session_seats t LEFT JOIN sign_ups u USING (session_id) WHERE t.session_id = $1 GROUP BY t.session_id`,
      [sessionId],
    );
  const lineOf = async (sessionId: string, state: string): Promise<number[]> =>
    (
      await app.db.query<{ queue_number: number }>(
        `SELECT queue_number FROM sign_ups WHERE session_id = $1 AND state = $2 AND queue_number IS NOT NULL ORDER BY queue_number`,
        [sessionId, state],
      )
    ).map(({ queue_number }) => queue_number);

  test('200 ask for 20 seats: 20 have one, 180 stand in one line without gaps; then the line moves up in order', async () => {
    const [workshop] = await releasedWorkshops(app, forum, { capacity: 20 });
    const answers = await inParallel(200, (n) => askForSeat(forum, workshop.id, people[n]!.id));
    expect(answers.filter(({ status }) => status !== 201).map(({ body }) => body)).toEqual([]);
    const bodies = answers.map(({ body }) => body);
    const confirmed = bodies.filter(({ state }) => state === 'confirmed');
    expect(confirmed).toHaveLength(20);
    const waiting = bodies
      .filter(({ state }) => state === 'waitlisted')
      .sort((a, b) => a.queueNumber - b.queueNumber);
    expect(waiting.map(({ queueNumber }) => queueNumber)).toEqual(numbers(21, 200));
    expect(confirmed.map(({ queueNumber }) => queueNumber).sort((a, b) => a - b)).toEqual(numbers(1, 20));
    expect(await counts(workshop.id)).toEqual({
      capacity: 20,
      taken: 20,
      waiting: 180,
      last: 200,
      confirmed: 20,
      waitlisted: 180,
    });
    // Ten give up at once, and so do five in the line.
    const gone = [...confirmed.slice(0, 10), ...[3, 5, 20, 21, 22].map((place) => waiting[place - 1])];
    const given = await Promise.all(
      gone.map(({ id, version }) => forum.staff.delete(`${signUpsPath(forum, workshop.id)}/${id}`, version)),
    );
    // Whoever was promoted meanwhile is at a newer version: they keep the seat and are asked again.
    expect(given.every(({ status }) => status === 204 || status === 412)).toBe(true);
    const kept = given.filter(({ status }) => status === 412).length;
    await app.settled();
    expect(await counts(workshop.id)).toMatchObject({
      taken: 20,
      confirmed: 20,
      waiting: 165 + kept,
      waitlisted: 165 + kept,
    });
    const promoted = await lineOf(workshop.id, 'confirmed');
    expect(promoted).toHaveLength(20);
    expect(promoted.at(-1)!).toBeLessThan((await lineOf(workshop.id, 'waitlisted'))[0]!);
  }, 120_000);

  test('one participant clicks ten times: one sign-up, one seat, ten times the same answer', async () => {
    const [workshop] = await releasedWorkshops(app, forum, {
      startsAt: at(21, '09:00'),
      endsAt: at(21, '10:00'),
    });
    const answers = await inParallel(10, () => askForSeat(forum, workshop.id, people[0]!.id));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(201));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(await counts(workshop.id)).toMatchObject({ taken: 1, confirmed: 1, waiting: 0, waitlisted: 0 });
  });

  test('one participant asks for ten sessions at one time, at once: one seat, nine refusals', async () => {
    const time = { startsAt: at(21, '11:00'), endsAt: at(21, '12:00') };
    const workshops = await releasedWorkshops(app, forum, ...Array.from({ length: 10 }, () => time));
    const answers = await inParallel(10, (n) => askForSeat(forum, workshops[n].id, people[1]!.id));
    expect(answers.map(({ status, body }) => (status === 201 ? body.state : body.code)).sort()).toEqual([
      'confirmed',
      ...Array(9).fill('sign-up-clashes'),
    ]);
  });

  test('seats that are given up while others come and others are promoted are all given on', async () => {
    const [workshop] = await releasedWorkshops(app, forum, {
      capacity: 20,
      startsAt: at(23, '09:00'),
      endsAt: at(23, '10:00'),
    });
    const first: any[] = [];
    for (const { id } of people.slice(0, 30)) first.push(await signUp(forum, workshop.id, id));
    const [, later] = await Promise.all([
      Promise.all(first.slice(0, 15).map((one) => giveUp(forum, one))),
      inParallel(30, (n) => askForSeat(forum, workshop.id, people[n + 30]!.id)),
    ]);
    expect(later.map(({ status }) => status)).toEqual(Array(30).fill(201));
    await app.settled();
    expect(await counts(workshop.id)).toEqual({
      capacity: 20,
      taken: 20,
      waiting: 25,
      last: 60,
      confirmed: 20,
      waitlisted: 25,
    });
    // Whoever waited from the beginning came before all who came during the rush, and these in their order.
    expect(await lineOf(workshop.id, 'confirmed')).toEqual(numbers(16, 35));
  }, 60_000);

  test('while people sign up, releases raise and lower the number of seats: never one too many is given', async () => {
    const [workshop] = await releasedWorkshops(app, forum, {
      capacity: 5,
      startsAt: at(24, '09:00'),
      endsAt: at(24, '10:00'),
    });
    const asked = inParallel(60, (n) => askForSeat(forum, workshop.id, people[n]!.id));
    for (const capacity of [15, 8, 30, 12]) {
      await changeSession(forum, workshop.id, { capacity });
      await release(forum);
    }
    const answers = await asked;
    expect(answers.filter(({ status }) => status !== 201).map(({ body }) => body)).toEqual([]);
    await app.settled();
    const after = (await counts(workshop.id))!;
    expect([after['capacity'], after['taken'], after['waiting']]).toEqual([
      12,
      after['confirmed'],
      after['waitlisted'],
    ]);
    expect(Number(after['taken']) + Number(after['waiting'])).toBe(60);
    // Raised to 30 in between: who got in then stays in, and none beyond it.
    expect(Number(after['taken'])).toBeGreaterThanOrEqual(12);
    expect(Number(after['taken'])).toBeLessThanOrEqual(30);
    await changeSession(forum, workshop.id, { capacity: 60 });
    await release(forum);
    await app.settled();
    expect(await counts(workshop.id)).toMatchObject({ taken: 60, confirmed: 60, waiting: 0 });
  }, 60_000);

  test('a release that moves a session while people sign up leaves nobody in two sessions at once', async () => {
    const [stays, moves] = await releasedWorkshops(
      app,
      forum,
      { capacity: 40, startsAt: at(25, '09:00'), endsAt: at(25, '10:00') },
      { capacity: 40, startsAt: at(25, '14:00'), endsAt: at(25, '15:00') },
    );
    const asked = inParallel(60, (n) =>
      askForSeat(forum, n % 2 === 0 ? stays.id : moves.id, people[n >> 1]!.id),
    );
    await changeSession(forum, moves.id, { startsAt: at(25, '09:30'), endsAt: at(25, '10:30') });
    await release(forum);
    const answers = await asked;
    expect(answers.filter(({ status, body }) => status !== 201 && body.code !== 'sign-up-clashes')).toEqual(
      [],
    );
    await app.settled();
    const twice = await app.db.query(
      `SELECT registration_id FROM sign_ups WHERE session_id = ANY ($1) AND state = 'confirmed' GROUP BY 1 HAVING count(*) > 1`,
      [[stays.id, moves.id]],
    );
    expect(twice).toEqual([]);
    const apart = await app.db.query(
      `SELECT u.id FROM sign_ups u JOIN session_seats t USING (session_id)
        WHERE t.session_id = ANY ($1) AND u.during <> tstzrange(t.starts_at, t.ends_at)`,
      [[stays.id, moves.id]],
    );
    expect(apart).toEqual([]);
    // A seat in the session that kept its time is kept: the one that moved gave way.
    const seated = answers.filter(({ body }) => body.sessionId === stays.id).map(({ body }) => body.id);
    const lost = await app.db.query(`SELECT id FROM sign_ups WHERE id = ANY ($1) AND state <> 'confirmed'`, [
      seated,
    ]);
    expect([seated.length > 0, lost]).toEqual([true, []]);
  }, 60_000);

  test('many who give way to one move wait in the order in which they came', async () => {
    const [stays, moves] = await releasedWorkshops(
      app,
      forum,
      { capacity: 60, startsAt: at(21, '14:00'), endsAt: at(21, '15:00') },
      { capacity: 60, startsAt: at(21, '16:00'), endsAt: at(21, '17:00') },
    );
    const comers = people.slice(0, 60).toReversed();
    for (const { id } of comers) await signUp(forum, moves.id, id);
    await inParallel(60, (n) => signUp(forum, stays.id, comers[n]!.id));
    await changeSession(forum, moves.id, { startsAt: at(21, '14:30'), endsAt: at(21, '15:30') });
    await release(forum);
    await app.settled();
    expect(await counts(moves.id)).toMatchObject({ taken: 0, waiting: 60, waitlisted: 60 });
    expect(await counts(stays.id)).toMatchObject({ taken: 60, waiting: 0 });
    const line = await app.db.query<{ registration_id: string }>(
      `SELECT registration_id FROM sign_ups WHERE session_id = $1 AND state = 'waitlisted' ORDER BY queue_number`,
      [moves.id],
    );
    expect(line.map(({ registration_id }) => registration_id)).toEqual(comers.map(({ id }) => id));
    const told = await app.db.one<{ n: number }>(
      `SELECT count(*)::integer AS n FROM messages WHERE kind = 'sign-up.displaced' AND subject_id = $1 AND state = 'sent'`,
      [moves.id],
    );
    expect(told).toEqual({ n: 60 });
  }, 60_000);

  test('promoting many asks for what there is to know once, not once for each', async () => {
    const [workshop] = await releasedWorkshops(app, forum, {
      capacity: 1,
      startsAt: at(25, '16:00'),
      endsAt: at(25, '17:00'),
    });
    for (const { id } of people.slice(0, 81)) await signUp(forum, workshop.id, id);
    await app.settled();
    await changeSession(forum, workshop.id, { capacity: 41 });
    let looks = 0;
    const execute = app.db.execute.bind(app.db);
    app.db.execute = ((text: string, values: unknown[]) => {
      if (/ORDER BY u\.queue_number LIMIT/.test(text) && values[0] === workshop.id) looks += 1;
      return execute(text, values);
    }) as typeof app.db.execute;
    try {
      await release(forum);
      await app.settled();
    } finally {
      app.db.execute = execute;
    }
    expect(await counts(workshop.id)).toMatchObject({ taken: 41, waiting: 40 });
    // One look at the line to choose, one under the locks, and one that finds that nothing is left to do.
    expect(looks).toBe(3);
    const mails = await app.db.one<{ n: number; causes: number }>(
      `SELECT count(*)::integer AS n, count(DISTINCT cause)::integer AS causes FROM messages
        WHERE kind = 'sign-up.promoted' AND subject_id = $1`,
      [workshop.id],
    );
    expect(mails).toEqual({ n: 40, causes: 1 });
  }, 60_000);

  test('none of these acts had to be broken off because two waited for each other', async () => {
    expect(await deadlocks(app.db)).toBe(0);
  });

  describe('whatever the program does, the database', () => {
    const asOwner = async <T>(act: (client: Client) => Promise<T>): Promise<T> => {
      const client = new Client(app.connection);
      await client.connect();
      try {
        return await act(client);
      } finally {
        await client.end();
      }
    };
    const refusal = (work: Promise<unknown>): Promise<string> =>
      work.then(
        () => 'done',
        (error: { constraint?: string; code?: string }) => error.constraint ?? error.code ?? 'unknown',
      );
    /** Numbers far from those that the program draws here. */
    let number = 1000;
    const write = (
      client: Client,
      sessionId: string,
      registrationId: string,
      state: string,
      changes: { during?: string; number?: number | null; eventId?: string } = {},
    ) =>
      client.query(
        `INSERT INTO sign_ups (id, event_id, session_id, registration_id, state, queue_number, during, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, now(), now())`,
        [
          newId(),
          changes.eventId ?? forum.id,
          sessionId,
          registrationId,
          state,
          changes.number === undefined ? (number += 1) : changes.number,
          changes.during ?? '[2019-10-22T06:00:00Z,2019-10-22T07:00:00Z)',
        ],
      );

    test('refuses the 21st, counts what is written, and lets nobody in above a capacity that was lowered', async () => {
      const [workshop] = await releasedWorkshops(app, forum, {
        capacity: 20,
        startsAt: at(22, '14:00'),
        endsAt: at(22, '15:00'),
      });
      await asOwner(async (client) => {
        for (const { id } of people.slice(100, 120)) await write(client, workshop.id, id, 'confirmed');
        const next = people[120]!.id;
        expect(await refusal(write(client, workshop.id, next, 'confirmed'))).toBe('session_seats_wall');
        await write(client, workshop.id, next, 'waitlisted');
        expect(await counts(workshop.id)).toMatchObject({ taken: 20, waiting: 1 });
        const confirm = () =>
          client.query(
            `UPDATE sign_ups SET state = 'confirmed' WHERE session_id = $1 AND registration_id = $2`,
            [workshop.id, next],
          );
        expect(await refusal(confirm())).toBe('session_seats_wall');
        const taken = (more: number) =>
          client.query('UPDATE session_seats SET taken = taken + $2 WHERE session_id = $1', [
            workshop.id,
            more,
          ]);
        expect(await refusal(taken(1))).toBe('session_seats_wall');
        expect(await refusal(taken(-21))).toBe('session_seats_counts_check');
        // Who is in stays in; a seat that falls free above the capacity is nobody's.
        await client.query('UPDATE session_seats SET capacity = 10 WHERE session_id = $1', [workshop.id]);
        await client.query(
          `UPDATE sign_ups SET state = 'cancelled' WHERE session_id = $1 AND registration_id = ANY ($2)`,
          [workshop.id, people.slice(100, 110).map(({ id }) => id)],
        );
        expect(await counts(workshop.id)).toMatchObject({ capacity: 10, taken: 10 });
        expect(await refusal(confirm())).toBe('session_seats_wall');
        await client.query(`DELETE FROM sign_ups WHERE session_id = $1 AND registration_id = $2`, [
          workshop.id,
          people[110]!.id,
        ]);
        expect(await refusal(confirm())).toBe('done');
        expect(await counts(workshop.id)).toMatchObject({ taken: 10, confirmed: 10, waiting: 0 });
        await client.query('UPDATE session_seats SET capacity = NULL WHERE session_id = $1', [workshop.id]);
        expect(await refusal(write(client, workshop.id, people[121]!.id, 'confirmed'))).toBe(
          'session_seats_wall',
        );
      });
    });

    test('refuses two confirmed at once, two for one session, the line without a number, and other events', async () => {
      const [one, other] = await releasedWorkshops(
        app,
        forum,
        { startsAt: at(22, '14:00'), endsAt: at(22, '15:00') },
        { startsAt: at(22, '14:30'), endsAt: at(22, '15:30') },
      );
      const stranger = await makeSeatedForum(app);
      const id = people[150]!.id;
      await asOwner(async (client) => {
        await write(client, one.id, id, 'confirmed');
        expect(await refusal(write(client, one.id, id, 'asked'))).toBe('sign_ups_session_key');
        const during = '[2019-10-22T06:30:00Z,2019-10-22T07:30:00Z)';
        expect(await refusal(write(client, other.id, id, 'confirmed', { during }))).toBe('sign_ups_no_clash');
        for (const state of ['waitlisted', 'confirmed'])
          expect(await refusal(write(client, other.id, id, state, { during, number: null }))).toBe(
            'sign_ups_queue_check',
          );
        await write(client, other.id, id, 'waitlisted', { during, number: 1 });
        expect(await refusal(write(client, other.id, people[151]!.id, 'waitlisted', { number: 1 }))).toBe(
          'sign_ups_queue_key',
        );
        expect(
          await refusal(write(client, other.id, people[152]!.id, 'confirmed', { eventId: stranger.id })),
        ).toMatch(/^sign_ups_(session|registration)_fkey$/);
        await write(client, one.id, people[153]!.id, 'confirmed');
        expect(
          await refusal(
            client.query(
              'UPDATE sign_ups SET session_id = $1 WHERE registration_id = $2 AND session_id = $3',
              [other.id, people[153]!.id, one.id],
            ),
          ),
        ).toBe('23001');
        // A whole day moves by one statement, though each row passes over the next one on the way.
        await client.query(
          `UPDATE sign_ups SET state = 'cancelled' WHERE session_id = $1 AND registration_id = $2`,
          [other.id, id],
        );
        await write(client, other.id, id, 'confirmed', {
          during: '[2019-10-22T07:00:00Z,2019-10-22T08:00:00Z)',
        });
        expect(
          await refusal(
            client.query(
              `UPDATE sign_ups SET during = tstzrange(lower(during) + interval '30 minutes', upper(during) + interval '30 minutes')
                WHERE registration_id = $1 AND state = 'confirmed'`,
              [id],
            ),
          ),
        ).toBe('done');
      });
    });
  });
});
