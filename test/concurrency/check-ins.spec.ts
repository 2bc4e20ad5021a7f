import { badgeToken, makeCategory, makePoint, register } from '../registrations/support';
import type { Answer } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { makeEvent, type TestEvent } from '../support/factories';

describe('many gates at once', () => {
  let app: TestApp;
  let event: TestEvent;
  let people: { id: string; code: string }[];
  beforeAll(async () => {
    app = await startApp({ now: '2019-10-22T02:00:00Z', config: { role: 'api' } });
    event = await makeEvent(app);
    const { id } = await makeCategory(event);
    people = await Promise.all(Array.from({ length: 60 }, () => register(app.api, event, id)));
  });

  const scan = (body: object): Promise<Answer> => event.staff.post(`${event.path}/check-ins`, body);
  const batch = (pointId: string, device: number, scans: readonly object[]): Promise<Answer> =>
    event.staff.post(`${event.path}/check-ins/batch`, { deviceId: `gate-${device}`, pointId, scans });
  const tally = (answers: readonly Answer[]): Record<string, number> => {
    const counted: Record<string, number> = {};
    for (const { status, body } of answers) {
      const key = status === 201 ? '201' : `${status} ${body.reason}`;
      counted[key] = (counted[key] ?? 0) + 1;
    }
    return counted;
  };
  /** What stands on record at a point, checked against itself: nobody is in twice. */
  const state = async (
    pointId: string,
  ): Promise<{ rows: number; entries: number; people: number; blocking: number }> => {
    const row = await app.db.one<{ rows: number; entries: number; people: number; blocking: number }>(
      `SELECT count(*)::integer AS rows, count(*) FILTER (WHERE direction = 'in' AND counts)::integer AS entries,
              count(DISTINCT registration_id) FILTER (WHERE direction = 'in' AND counts)::integer AS people,
              count(*) FILTER (WHERE blocks)::integer AS blocking
         FROM check_ins WHERE point_id = $1 AND undone_at IS NULL`,
      [pointId],
    );
    return row!;
  };

  test('the same badge at two gates, and at eight: one lets the person in, and one lets them out', async () => {
    const { id: pointId } = await makePoint(event);
    for (const [index, { id }] of people.slice(0, 10).entries()) {
      const gates = index < 5 ? 2 : 8;
      const token = await badgeToken(event, id);
      const at = (direction: string): Promise<Answer[]> =>
        Promise.all(
          Array.from({ length: gates }, (_, gate) =>
            scan({
              token,
              pointId,
              direction,
              deviceId: `gate-${gate}`,
              clientId: `${direction}-${id}-${gate}`,
            }),
          ),
        );
      expect(tally(await at('in'))).toEqual({ '201': 1, '409 already_in': gates - 1 });
      expect(tally(await at('out'))).toEqual({ '201': 1, '409 not_in': gates - 1 });
    }
    expect(await state(pointId)).toEqual({ rows: 20, entries: 10, people: 10, blocking: 0 });
  });

  test('the same scan that is sent ten times at once is one check-in', async () => {
    const { id: pointId } = await makePoint(event);
    const { code } = people[0]!;
    for (const direction of ['in', 'out']) {
      const body = { code, pointId, direction, clientId: `same-${direction}` };
      const answers = await Promise.all(Array.from({ length: 10 }, () => scan(body)));
      expect(tally(answers)).toEqual({ '201': 10 });
      expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
    }
    expect((await state(pointId)).rows).toBe(2);
  });

  test('fifty scanners hand in what they saw: each person came once, when they were seen first', async () => {
    const { id: pointId } = await makePoint(event, { kind: 'event' });
    const first = new Map<string, string>();
    const batches = Array.from({ length: 50 }, (_, device) =>
      people.flatMap(({ id, code }, index) => {
        // Each scanner saw a third of them, each at a time of its own.
        if ((index + device) % 3 !== 0) return [];
        const at = new Date(
          Date.parse('2019-10-22T00:00:00Z') + ((index * 53 + device * 31) % 5000) * 1000,
        ).toISOString();
        if (!first.has(id) || at < first.get(id)!) first.set(id, at);
        return [{ clientId: `fifty-${device}-${index}`, code, at, decision: 'admitted' }];
      }),
    );
    const scans = batches.reduce((sum, { length }) => sum + length, 0);
    const handIn = (): Promise<Answer[]> =>
      Promise.all(batches.map((each, device) => batch(pointId, device, each)));
    const answers = await handIn();
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await state(pointId)).toEqual({ rows: scans, entries: 60, people: 60, blocking: 60 });
    const entries = await app.db.query<{ registration_id: string; at: Date }>(
      `SELECT registration_id, at FROM check_ins WHERE point_id = $1 AND counts`,
      [pointId],
    );
    expect(new Map(entries.map(({ registration_id, at }) => [registration_id, at.toISOString()]))).toEqual(
      first,
    );
    // All of them lose the answer and send again, at once.
    const again = await handIn();
    const outcomes = again.flatMap(({ body }) =>
      body.results.map(({ outcome }: { outcome: string }) => outcome),
    );
    expect([outcomes.length, new Set(outcomes)]).toEqual([scans, new Set(['duplicate'])]);
    expect(await state(pointId)).toEqual({ rows: scans, entries: 60, people: 60, blocking: 60 });
  });

  test('one batch that is sent five times at once is recorded once', async () => {
    const { id: pointId } = await makePoint(event);
    const scans = people.map(({ code }, index) => ({
      clientId: `five-${index}`,
      code,
      at: '2019-10-22T01:00:00Z',
      decision: 'admitted',
    }));
    const answers = await Promise.all(Array.from({ length: 5 }, () => batch(pointId, 1, scans)));
    const outcomes = answers.map(
      ({ body }) => new Set(body.results.map((one: { outcome: string }) => one.outcome)),
    );
    expect(outcomes.filter((set) => set.has('recorded')).length).toBe(1);
    expect(outcomes.every((set) => set.size === 1)).toBe(true);
    expect(await state(pointId)).toEqual({ rows: 60, entries: 60, people: 60, blocking: 60 });
  });

  test('scans go on at the gates while batches come in, and nobody is in twice', async () => {
    const { id: pointId } = await makePoint(event);
    const answers = await Promise.all([
      ...Array.from({ length: 12 }, (_, device) =>
        batch(
          pointId,
          device,
          people.map(({ code }, index) => ({
            clientId: `mixed-${device}-${index}`,
            code,
            at: new Date(Date.parse('2019-10-22T01:00:00Z') + device * 1000).toISOString(),
            decision: 'admitted',
          })),
        ),
      ),
      ...people.map(({ code }) => scan({ code, pointId })),
      ...people.map(({ code }) => scan({ code, pointId, direction: 'out' })),
      ...people.map(({ code }) => scan({ code, pointId })),
    ]);
    const failed = answers.filter(
      ({ status, body }) => ![200, 201].includes(status) && body.reason === undefined,
    );
    expect(failed.map(({ body }) => body)).toEqual([]);
    const { rows, entries, people: came, blocking } = await state(pointId);
    expect([rows >= 12 * 60, came, blocking <= 60, entries >= 60]).toEqual([true, 60, true, true]);
    // Whoever is seen last as somebody who came in is in, once; whoever is seen last as somebody who left is not.
    const wrong = await app.db.query(
      `SELECT registration_id FROM (
         SELECT DISTINCT ON (registration_id) registration_id, direction FROM check_ins WHERE point_id = $1
          ORDER BY registration_id, at DESC, id DESC) last
        WHERE (direction = 'in') <> (SELECT count(*) = 1 FROM check_ins i
          WHERE i.point_id = $1 AND i.registration_id = last.registration_id AND i.direction = 'in' AND i.counts AND i.left_at IS NULL)`,
      [pointId],
    );
    expect(wrong).toEqual([]);
  });
});
