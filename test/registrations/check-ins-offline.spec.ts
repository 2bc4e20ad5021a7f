import fc from 'fast-check';
import { createHash, createHmac, createPublicKey, verify } from 'node:crypto';
import { AdmissionRules } from '../../src/registrations/check-ins/admission-rules.service';
import type { Answer, Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { make, makeEvent, serial, type TestEvent } from '../support/factories';
import { badgeToken, defaultPoint, makeCategory, makePoint, personInput, register } from './support';

interface List {
  readonly head: any;
  readonly entries: any[];
  readonly seal: any;
  readonly text: string;
}

/** A scanner that was offline: it reads a list as the documentation says, without our code. */
function readList(text: string, publicKey: string): List {
  const lines = text.split('\n');
  expect(lines.pop()).toBe('');
  const [head, ...rest] = lines.map((line) => JSON.parse(line));
  const seal = rest.pop();
  const signed = text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1);
  const digest = createHash('sha256').update(signed).digest();
  expect([seal.digest, seal.count]).toEqual([digest.toString('base64url'), rest.length]);
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
  expect(
    verify(
      null,
      Buffer.concat([Buffer.from(`${head.format}\n`), digest]),
      key,
      Buffer.from(seal.signature, 'base64url'),
    ),
  ).toBe(true);
  return { head, entries: rest, seal, text };
}

const digestOf = (salt: string, value: string): string =>
  createHmac('sha256', Buffer.from(salt, 'base64url'))
    .update(value)
    .digest()
    .subarray(0, 12)
    .toString('base64url');

describe('scanners that are offline', () => {
  let app: TestApp;
  let event: TestEvent;
  let desk: Api;
  let categoryId: string;
  beforeAll(async () => {
    app = await startApp({ now: '2019-10-22T02:00:00Z', config: { role: 'api' } });
    event = await makeEvent(app);
    desk = await app.staff(event.id, 'check_in');
    categoryId = (await makeCategory(event, { title: 'Delegates', badgeColour: '#17456E' })).id;
  });
  beforeEach(() => app.clock.set('2019-10-22T02:00:00Z'));

  const come = (code: string, more: object = {}): Promise<Answer> =>
    desk.post(`${event.path}/check-ins`, { code, ...more });
  const newcomer = (more: object = {}, category = categoryId): Promise<any> =>
    register(app.api, event, category, more);
  const download = async (pointId: string, query = '', by = desk): Promise<Answer<string>> =>
    by.get(`${event.path}/check-in-points/${pointId}/offline${query}`);
  const listOf = async (pointId: string, query = '', by = desk): Promise<List> => {
    const { items } = (await desk.get(`${event.path}/check-in-keys`)).body;
    const answer = await download(pointId, query, by);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      'application/x-ndjson; charset=utf-8',
    ]);
    return readList(answer.body, items.find(({ use }: { use: string }) => use === 'list').publicKey);
  };
  const entryOf = ({ head, entries }: List, { id }: { id: string }): any =>
    entries.find(({ i }) => i === digestOf(head.salt, id));
  const batch = (scans: object[], more: object = {}): Promise<Answer> =>
    desk.post(`${event.path}/check-ins/batch`, { deviceId: 'gate-7', scans, ...more });
  const admitted = (code: string, at: string, more: object = {}): Record<string, unknown> => ({
    clientId: `gate-7-${serial()}`,
    code,
    at,
    decision: 'admitted',
    ...more,
  });
  const resultsOf = ({ status, body }: Answer): unknown[] => [
    status,
    ...(body.results ?? []).map(({ outcome, reason }: any) =>
      reason === null ? outcome : `${outcome}: ${reason}`,
    ),
  ];
  const figures = async (pointId: string): Promise<any> =>
    (await desk.get(`${event.path}/check-in-points/${pointId}/figures`)).body;
  const sightings = async (
    pointId: string,
  ): Promise<[string, string, boolean, string | null, string | null][]> =>
    (await desk.get(`${event.path}/check-ins?pointId=${pointId}&sort=at`)).body.items.map(
      ({ direction, at, counts, conflict, leftAt }: any) => [
        direction,
        at.slice(11, 16),
        counts,
        conflict,
        leftAt,
      ],
    );

  describe('work with a list', () => {
    test('that is signed, says who is let in by salted digests, and has no names', async () => {
      const person = personInput({
        givenName: 'Natalia',
        familyName: `Unmistakable${serial()}`,
        nativeName: '李娜',
      });
      const { id: pointId } = await makePoint(event);
      const one = await newcomer({ person, locale: 'zh' });
      const list = await listOf(pointId);
      expect(list.head).toMatchObject({
        format: 'plenary-check-in-list/2',
        event: { id: event.id, timeZone: 'Asia/Shanghai' },
        point: { id: pointId, kind: 'door', recordsOut: true, reentry: true },
        asOf: '2019-10-22T02:00:00.000Z',
        day: '2019-10-22',
        validFrom: '2019-10-22T02:00:00.000Z',
        validUntil: '2019-10-24T02:00:00.000Z',
        withNames: false,
        decides: expect.arrayContaining(['signature of the token']),
        leaves: expect.arrayContaining(['a second scan by another scanner']),
      });
      const entry = entryOf(list, one);
      expect(entry).toEqual({
        i: digestOf(list.head.salt, one.id),
        c: digestOf(list.head.salt, one.code),
        g: expect.any(Number),
        l: 'zh',
      });
      expect(list.head.categories[entry.g]).toEqual({
        id: categoryId,
        title: 'Delegates',
        colour: '#17456E',
      });
      const { items } = (await desk.get(`${event.path}/check-in-keys`)).body;
      expect(list.head.badgeKey.publicKey).toBe(items[0].publicKey);
      for (const secret of [person['familyName'], person['email'], '李娜', one.code, one.id])
        expect(list.text).not.toContain(secret);
    });

    test('with those only who are let in here, in the same order each time', async () => {
      const guests = (await makeCategory(event, { title: 'Guests' })).id;
      const reviewed = (await makeCategory(event, { approval: 'review' })).id;
      const { id: pointId } = await makePoint(event, { categoryIds: [guests, reviewed] });
      const [delegate, pending, blocked] = [
        await newcomer(),
        await newcomer({}, reviewed),
        await newcomer({}, guests),
      ];
      await event.staff.put(`${event.path}/registrations/${blocked.id}/entry-block`, { reason: 'x' });
      const let_in = [];
      for (let n = 0; n < 5; n += 1) let_in.push(await newcomer({}, guests));
      const list = await listOf(pointId);
      expect(list.entries.map(({ i }) => i)).toEqual(
        let_in
          .map(({ id }) => id)
          .sort()
          .map((id) => digestOf(list.head.salt, id)),
      );
      for (const other of [delegate, pending, blocked]) expect(entryOf(list, other)).toBeUndefined();
      const again = await listOf(pointId);
      expect([again.text, again.head.salt]).toEqual([list.text, list.head.salt]);
      const elsewhere = await listOf((await makePoint(event, { categoryIds: [guests] })).id);
      expect(elsewhere.head.salt).not.toBe(list.head.salt);
    });

    test('that knows whose badge was revoked, who is in, and what the desk should look at', async () => {
      const { id: pointId } = await makePoint(event);
      const { id: asked } = await makeCategory(event);
      await make(event.staff, `${event.path}/forms`, {
        categoryId: asked,
        fields: [{ key: 'diet', kind: 'text', label: 'Diet', required: 'always' }],
      });
      const [lost, inside, noted] = [await newcomer(), await newcomer(), await newcomer()];
      const lacking = await make(event.staff, `${event.path}/registrations`, {
        categoryId: asked,
        person: personInput(),
      });
      await event.staff.post(`${event.path}/registrations/${lost.id}/badge-revocations`, { reason: 'Lost' });
      await come(inside.code, { pointId });
      const { version } = (await event.staff.get(`${event.path}/registrations/${noted.id}`)).body;
      await event.staff.patch(
        `${event.path}/registrations/${noted.id}`,
        { deskNote: 'Call protocol.' },
        version,
      );
      const list = await listOf(pointId);
      expect(
        [lost, inside, noted, lacking].map((one) => [entryOf(list, one).r, entryOf(list, one).f]),
      ).toEqual([
        [2, undefined],
        [undefined, ['in']],
        [undefined, ['attention']],
        [undefined, ['missing']],
      ]);
    });

    test('with names only for those who may have them, and only when they ask', async () => {
      const { id: pointId } = await makePoint(event);
      const one = await newcomer({ person: personInput({ displayName: 'LI Na', nativeName: '李娜' }) });
      expect((await download(pointId, '?withNames=true')).status).toBe(403);
      const registrar = await app.staff(event.id, 'registration_desk');
      const list = await listOf(pointId, '?withNames=true', registrar);
      expect([list.head.withNames, entryOf(list, one).n, entryOf(list, one).s]).toEqual([
        true,
        'LI Na',
        '李娜',
      ]);
      expect(entryOf(await listOf(pointId, '', registrar), one).n).toBeUndefined();
      const auditor = await app.staff(event.id, 'auditor');
      expect((await download(pointId, '', auditor)).status).toBe(403);
    });

    test('is not longer valid than its point is open, and there is none for one that has closed', async () => {
      const { id: pointId } = await makePoint(event, { closesAt: '2019-10-22T05:00:00Z' });
      expect((await listOf(pointId)).head.validUntil).toBe('2019-10-22T05:00:00.000Z');
      app.clock.set('2019-10-22T05:00:00Z');
      const late = await download(pointId);
      expect([late.status, (late.body as any).code]).toEqual([409, 'check-in-list-not-open']);
    });

    test('as long as there are people, in parts', async () => {
      const own = await makeEvent(app);
      const category = await makeCategory(own);
      const { id } = await register(app.api, own, category.id);
      await app.db.query(
        `WITH people AS (INSERT INTO persons (id, given_name, family_name, display_name, email, locale, created_at, updated_at)
           SELECT gen_random_uuid(), 'A', 'B' || n, 'A B' || n, 'a' || n || '@x.example', 'en', now(), now() FROM generate_series(1, 4500) n
           RETURNING id)
         INSERT INTO registrations (id, event_id, state, code, category_id, person_id, identity_key, sort_name, locale, answers_complete,
           created_at, updated_at)
         SELECT gen_random_uuid(), event_id, state, 'L' || row_number() OVER (), category_id, p.id, p.id::text, 'b', 'en', true, now(), now()
           FROM registrations r CROSS JOIN people p WHERE r.id = $1`,
        [id],
      );
      const point = await defaultPoint(own);
      const { items } = (await own.staff.get(`${own.path}/check-in-keys`)).body;
      const answer = await own.staff.get(`${own.path}/check-in-points/${point.id}/offline`);
      const list = readList(answer.body, items[1].publicKey);
      expect([list.seal.count, new Set(list.entries.map(({ i }) => i)).size]).toEqual([4501, 4501]);
    });
  });

  describe('hand in what they decided', () => {
    test('and everything is recorded once, however often it is sent', async () => {
      const { id: pointId } = await makePoint(event);
      const [one, other] = [await newcomer(), await newcomer()];
      const scans = [
        admitted(one.code, '2019-10-22T01:00:00Z'),
        {
          ...admitted('', '2019-10-22T01:05:00Z', { token: await badgeToken(event, other.id) }),
          code: undefined,
        },
        admitted(one.code, '2019-10-22T01:30:00Z', { direction: 'out' }),
        {
          clientId: `gate-7-${serial()}`,
          code: '22222222',
          at: '2019-10-22T01:10:00Z',
          decision: 'refused',
          reason: 'unknown_code',
        },
      ];
      const first = await batch(scans, { pointId });
      expect(resultsOf(first)).toEqual([200, 'recorded', 'recorded', 'recorded', 'recorded: unknown_code']);
      expect(first.body.results.map(({ registrationId }: any) => registrationId)).toEqual([
        one.id,
        other.id,
        one.id,
        null,
      ]);
      const before = await sightings(pointId);
      expect(before).toEqual([
        ['in', '01:00', true, null, '2019-10-22T01:30:00.000Z'],
        ['in', '01:05', true, null, null],
        ['out', '01:30', true, null, null],
      ]);
      const again = await batch(scans.toReversed(), { pointId });
      expect(resultsOf(again)).toEqual([
        200,
        'duplicate: unknown_code',
        'duplicate',
        'duplicate',
        'duplicate',
      ]);
      expect(again.body.results.map(({ checkInId }: any) => checkInId).toReversed()).toEqual(
        first.body.results.map(({ checkInId }: any) => checkInId),
      );
      expect(await sightings(pointId)).toEqual(before);
      expect(await figures(pointId)).toMatchObject({
        inNow: 1,
        cameToday: 2,
        conflicts: 0,
        refused: [{ reason: 'unknown_code', count: 1 }],
      });
      const listed = (await desk.get(`${event.path}/check-ins/${first.body.results[0].checkInId}`)).body;
      expect([listed.offline, listed.deviceId]).toEqual([true, 'gate-7']);
    });

    test('of two that let in the same person, the first by time made the entry, whichever comes first', async () => {
      const { id: pointId } = await makePoint(event);
      const { code } = await newcomer();
      const late = admitted(code, '2019-10-22T01:20:00Z');
      const early = admitted(code, '2019-10-22T01:10:00Z');
      expect(resultsOf(await batch([late], { pointId }))).toEqual([200, 'recorded']);
      expect(resultsOf(await batch([early], { pointId, deviceId: 'gate-8' }))).toEqual([200, 'recorded']);
      expect(await sightings(pointId)).toEqual([
        ['in', '01:10', true, null, null],
        ['in', '01:20', false, 'already_in', null],
      ]);
      expect(resultsOf(await batch([late], { pointId }))).toEqual([200, 'duplicate: already_in']);
      const third = await batch([admitted(code, '2019-10-22T01:15:00Z')], { pointId });
      expect(resultsOf(third)).toEqual([200, 'conflict: already_in']);
      expect(await figures(pointId)).toMatchObject({ inNow: 1, cameToday: 1, conflicts: 2 });
      const withConflict = await desk.get(`${event.path}/check-ins?pointId=${pointId}&withConflict=true`);
      expect(withConflict.body.items.length).toBe(2);
      // The first is taken back: the next one by time is the entry.
      const { body } = await desk.get(`${event.path}/check-ins?pointId=${pointId}&sort=at`);
      await desk.delete(`${event.path}/check-ins/${body.items[0].id}`, body.items[0].version);
      expect(await sightings(pointId)).toEqual([
        ['in', '01:15', true, null, null],
        ['in', '01:20', false, 'already_in', null],
      ]);
    });

    test('also where an entry was marked online meanwhile', async () => {
      const { id: pointId } = await makePoint(event);
      const { code } = await newcomer();
      const online = (await come(code, { pointId })).body;
      expect(resultsOf(await batch([admitted(code, '2019-10-22T01:00:00Z')], { pointId }))).toEqual([
        200,
        'recorded',
      ]);
      const entry = (await desk.get(`${event.path}/check-ins/${online.id}`)).body;
      expect([entry.counts, entry.conflict, entry.version]).toEqual([false, 'already_in', 2]);
      const answer = await come(code, { pointId });
      expect([answer.status, answer.body.checkedInAt]).toEqual([409, '2019-10-22T01:00:00.000Z']);
    });

    test('and whoever was let in was let in: what was wrong with it is said and kept', async () => {
      const guests = (await makeCategory(event)).id;
      const reviewed = (await makeCategory(event, { approval: 'review' })).id;
      const { id: pointId } = await makePoint(event, {
        categoryIds: [categoryId, reviewed],
        closesAt: '2019-10-22T06:00:00Z',
      });
      const [good, guest, pending, lost, blocked] = [
        await newcomer(),
        await newcomer({}, guests),
        await newcomer({}, reviewed),
        await newcomer(),
        await newcomer(),
      ];
      const token = await badgeToken(event, lost.id);
      await event.staff.post(`${event.path}/registrations/${lost.id}/badge-revocations`, { reason: 'Lost' });
      await event.staff.put(`${event.path}/registrations/${blocked.id}/entry-block`, { reason: 'x' });
      const other = await makeEvent(app);
      const stranger = await register(app.api, other, (await makeCategory(other)).id);
      const foreign = await badgeToken(other, stranger.id);
      app.clock.set('2019-10-22T07:00:00Z');
      const at = '2019-10-22T01:00:00Z';
      const byToken = (of: string): object => ({ ...admitted('', at), code: undefined, token: of });
      const answer = await batch(
        [
          admitted(good.code, at),
          admitted(guest.code, at),
          admitted(pending.code, at),
          byToken(token),
          admitted(blocked.code, at),
          admitted(good.code, '2019-10-22T06:30:00Z', { direction: 'out' }),
          admitted(good.code, '2019-10-22T06:40:00Z'),
          admitted(good.code, '2019-10-22T06:50:00Z', { direction: 'out' }),
          admitted(good.code, '2019-10-22T06:55:00Z', { direction: 'out' }),
          admitted(guest.code, '2019-10-22T09:00:00Z', { direction: 'out' }),
          admitted('22222222', at),
          byToken(`PB1:${'A'.repeat(140)}`),
          byToken(foreign),
        ],
        { pointId },
      );
      expect(resultsOf(answer)).toEqual([
        200,
        'recorded',
        'conflict: wrong_category',
        'conflict: not_confirmed',
        'conflict: token_revoked',
        'conflict: blocked',
        'recorded',
        'conflict: not_open',
        'recorded',
        'conflict: not_in',
        'conflict: clock_skew',
        'conflict: unknown_code',
        'conflict: token_invalid',
        'conflict: other_event',
      ]);
      // In: the one who is not confirmed, the one with the revoked badge, the one who must not be; the guest has left.
      expect(await figures(pointId)).toMatchObject({ inNow: 3, cameToday: 5, conflicts: 10 });
      const refused = (await desk.get(`${event.path}/check-in-refusals?pointId=${pointId}`)).body.items;
      expect(
        refused
          .map(({ reason, admitted: letIn, offline, person }: any) => [reason, letIn, offline, person])
          .sort(),
      ).toEqual([
        ['other_event', true, true, null],
        ['token_invalid', true, true, null],
        ['unknown_code', true, true, null],
      ]);
      // A clock that is ahead says nothing; the scan was not later than now.
      const { body } = await desk.get(
        `${event.path}/check-ins?pointId=${pointId}&direction=out&registrationId=${guest.id}`,
      );
      expect(body.items[0].at).toBe('2019-10-22T07:00:00.000Z');
    });

    test('what another part of the program says of seats is told, after the event', async () => {
      const { id: pointId } = await makePoint(event, { kind: 'event' });
      const [seated, standing] = [await newcomer(), await newcomer()];
      app.app.get(AdmissionRules).register({
        concerns: ['event'],
        refusals: async (_, ids) =>
          new Map(ids.filter((id) => id === standing.id).map((id) => [id, 'no_seat'])),
      });
      const answer = await batch(
        [admitted(seated.code, '2019-10-22T01:00:00Z'), admitted(standing.code, '2019-10-22T01:00:00Z')],
        { pointId },
      );
      expect(resultsOf(answer)).toEqual([200, 'recorded', 'conflict: no_seat']);
      expect(entryOf(await listOf(pointId), standing)).toBeUndefined();
      expect(entryOf(await listOf(pointId), seated).f).toEqual(['in']);
    });

    test('a clientId counts once, in one batch, in two, and for one person only', async () => {
      const { id: pointId } = await makePoint(event);
      const [one, other] = [await newcomer(), await newcomer()];
      const scan = admitted(one.code, '2019-10-22T01:00:00Z');
      expect(resultsOf(await batch([scan, scan], { pointId }))).toEqual([200, 'recorded', 'duplicate']);
      expect(resultsOf(await batch([{ ...scan, code: other.code }], { pointId }))).toEqual([
        200,
        'conflict: client_id_reused',
      ]);
      const online = await come(one.code, { pointId, clientId: scan['clientId'] });
      expect([online.status, online.body.at]).toEqual([201, '2019-10-22T01:00:00.000Z']);
      expect((await figures(pointId)).cameToday).toBe(1);
    });

    test('goes to the point for each day, or that of a session, like any scan; once a day is once a day', async () => {
      const { code } = await newcomer();
      const answer = await batch([
        admitted(code, '2019-10-21T15:59:00Z'),
        admitted(code, '2019-10-21T16:01:00Z'),
        admitted(code, '2019-10-22T01:00:00Z'),
      ]);
      expect([resultsOf(answer), answer.body.pointId]).toEqual([
        [200, 'recorded', 'recorded', 'conflict: already_in'],
        (await defaultPoint(event)).id,
      ]);
      const nowhere = await batch([admitted(code, '2019-10-22T01:00:00Z')], {
        sessionId: '0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11',
      });
      expect([nowhere.status, nowhere.body.code]).toEqual([404, 'check-in-point-unknown']);
    });

    test('what was seen means the same in whatever order and in however many parts it is handed in', async () => {
      // A person at a door, minute by minute: whoever comes in while in was seen twice, whoever leaves while out is not in.
      const meaning = (scans: readonly { direction: string; minute: number }[]): unknown[] => {
        let isIn = false;
        return scans
          .toSorted((a, b) => a.minute - b.minute)
          .map(({ direction, minute }) => {
            const counts = isIn === (direction === 'out');
            isIn = direction === 'in';
            return [minute, direction, counts, counts ? null : direction === 'in' ? 'already_in' : 'not_in'];
          });
      };
      const runs = fc.uniqueArray(
        fc.record({
          minute: fc.integer({ min: 0, max: 59 }),
          direction: fc.constantFrom('in', 'out'),
          part: fc.integer({ min: 0, max: 2 }),
        }),
        { minLength: 1, maxLength: 12, selector: ({ minute }) => minute },
      );
      const { id: pointId } = await makePoint(event);
      await fc.assert(
        fc.asyncProperty(runs, async (scans) => {
          const { id, code } = await newcomer();
          for (const part of [2, 0, 1]) {
            const handed = scans
              .filter((scan) => scan.part === part)
              .map(({ direction, minute }) =>
                admitted(code, `2019-10-22T01:${String(minute).padStart(2, '0')}:00Z`, { direction }),
              );
            if (handed.length > 0) expect((await batch(handed, { pointId })).status).toBe(200);
          }
          const { body } = await desk.get(
            `${event.path}/check-ins?pointId=${pointId}&registrationId=${id}&sort=at`,
          );
          expect(
            body.items.map(({ at, direction, counts, conflict }: any) => [
              new Date(at).getUTCMinutes(),
              direction,
              counts,
              conflict,
            ]),
          ).toEqual(meaning(scans));
        }),
        { numRuns: 20 },
      );
    });

    test('is refused as a whole when it cannot be read, with the scan at fault, and nothing is recorded', async () => {
      const { id: pointId } = await makePoint(event);
      const { code } = await newcomer();
      const good = admitted(code, '2019-10-22T01:00:00Z');
      const faults = async (scans: object[]): Promise<unknown[]> => {
        const { status, body } = await batch(scans, { pointId });
        return [status, ...(body.errors ?? []).map(({ pointer }: any) => pointer)];
      };
      expect(await faults([])).toEqual([422, '/scans']);
      expect(await faults([good, { ...good, token: 'PB1:A' }])).toEqual([422, '/scans/1/code']);
      expect(await faults([good, { ...good, decision: 'refused' }])).toEqual([422, '/scans/1/reason']);
      expect(await faults([{ ...good, at: 'yesterday' }])).toEqual([422, '/scans/0/at']);
      expect((await faults(Array.from({ length: 1001 }, () => good)))[0]).toBe(422);
      expect(await sightings(pointId)).toEqual([]);
      const programme = await app.staff(event.id, 'programme');
      expect(
        (await programme.post(`${event.path}/check-ins/batch`, { deviceId: 'g', scans: [good] })).status,
      ).toBe(403);
    });

    test('a full batch of a thousand scans of five hundred people, coming and going', async () => {
      const own = await makeEvent(app);
      const category = await makeCategory(own);
      const { id } = await register(app.api, own, category.id);
      await app.db.query(
        `WITH people AS (INSERT INTO persons (id, given_name, family_name, display_name, email, locale, created_at, updated_at)
           SELECT gen_random_uuid(), 'A', 'B' || n, 'A B' || n, 'a' || n || '@x.example', 'en', now(), now() FROM generate_series(1, 500) n
           RETURNING id)
         INSERT INTO registrations (id, event_id, state, code, category_id, person_id, identity_key, sort_name, locale, answers_complete,
           created_at, updated_at)
         SELECT gen_random_uuid(), event_id, state, 'W' || row_number() OVER (), category_id, p.id, p.id::text, 'b', 'en', true, now(), now()
           FROM registrations r CROSS JOIN people p WHERE r.id = $1`,
        [id],
      );
      const { id: pointId } = await makePoint(own);
      const scans = Array.from({ length: 1000 }, (_, n) => ({
        clientId: `t-${n}`,
        code: `W${(n % 500) + 1}`,
        at: n < 500 ? '2019-10-22T01:00:00Z' : '2019-10-22T01:30:00Z',
        direction: n < 500 ? 'in' : 'out',
        decision: 'admitted',
      }));
      const answer = await own.staff.post(`${own.path}/check-ins/batch`, { deviceId: 'g', pointId, scans });
      expect(new Set(answer.body.results.map(({ outcome }: any) => outcome))).toEqual(new Set(['recorded']));
      const { body } = await own.staff.get(`${own.path}/check-in-points/${pointId}/figures`);
      expect([body.inNow, body.cameToday]).toEqual([0, 500]);
    });
  });
});
