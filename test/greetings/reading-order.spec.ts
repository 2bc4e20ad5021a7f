import { startApp, type TestApp } from '../support/app';
import { make, serial } from '../support/factories';
import { makeForum, makeSession, type TestForum } from '../programme/forum';
import { clearedGreeting, moved, withReader } from './support';

describe('the order of reading of a session', () => {
  let app: TestApp;
  let forum: TestForum;
  beforeAll(async () => {
    app = await startApp({ now: '2019-10-01T02:00:00Z' });
    forum = await makeForum(app);
  });

  /** The head of an organisation with a delegation of a rank sends a message, which stands at a place. */
  const message = async (
    sessionId: string,
    name: string,
    position: number,
    {
      rank,
      own,
      words = 120,
      mode = 'in_person',
    }: { rank?: number; own?: number; words?: number; mode?: string } = {},
  ): Promise<string> => {
    const { id: organisationId } = await make(forum.staff, `${forum.path}/organisations`, {
      kind: 'ministry',
      name: `${name} ${serial()}`,
      country: 'KZ',
    });
    if (rank !== undefined)
      await make(forum.staff, `${forum.path}/delegations`, {
        organisationId,
        rankClass: rank,
        locale: 'en',
        focalPointName: 'Focal',
        focalPointEmail: `focal-${serial()}@ministry.example`,
      });
    const author = {
      name,
      title: 'Minister',
      organisationId,
      ...(own === undefined ? {} : { rankClass: own }),
    };
    const path = await clearedGreeting(forum, { author }, 'word '.repeat(words));
    await moved(forum.staff, path, 'schedule', { input: { mode, sessionId, position } });
    return path.split('/').at(-1)!;
  };
  const orderPath = (sessionId: string, more = ''): string =>
    `${forum.path}/greetings/order?sessionId=${sessionId}${more}`;
  const orderOf = async (sessionId: string, more = ''): Promise<any> =>
    (await forum.staff.get(orderPath(sessionId, more))).body;
  const names = ({ items }: any): [string, number, number][] =>
    items.map(({ author, position, proposedPosition }: any) => [author, position, proposedPosition]);
  const settle = (sessionId: string, version: number, body: object): Promise<any> =>
    forum.staff.put(
      `${forum.path}/greetings/order`,
      { sessionId, exceptions: [], ...body },
      { ifMatch: version },
    );
  const apply = (sessionId: string, more = {}): Promise<any> =>
    forum.staff.post(`${forum.path}/greetings/order/apply`, { sessionId, ...more });

  test('follows precedence with an explanation, is applied at once, and stays when it is applied again', async () => {
    const { id: sessionId } = await makeSession(forum);
    await message(sessionId, 'Zhanna', 1, { rank: 3 });
    const pinned = await message(sessionId, 'Boris', 2, { rank: 2 });
    await message(sessionId, 'Anna', 4, { rank: 3, own: 1 });
    const before = await orderOf(sessionId);
    expect(names(before)).toEqual([
      ['Zhanna', 1, 3],
      ['Boris', 2, 2],
      ['Anna', 4, 1],
    ]);
    expect([before.asProposed, before.version, before.items[2].explanation]).toEqual([
      false,
      0,
      expect.stringMatching(
        /^First\. Rank class 1, and within it “Anna \d+” .*The rank is the author’s own\.$/,
      ),
    ]);
    expect(before.items[0].explanations.zh).toContain('排在Boris的贺信之后。');

    const exceptions = [{ greetingId: pinned, position: 1, reason: 'Hosts the forum.' }];
    const settled = await settle(sessionId, 0, { exceptions });
    expect([settled.status, settled.body.version, settled.headers.get('etag')]).toEqual([200, 1, '"1"']);
    expect((await settle(sessionId, 0, { exceptions })).status).toBe(412);
    expect(names(settled.body)).toEqual([
      ['Zhanna', 1, 3],
      ['Boris', 2, 1],
      ['Anna', 4, 2],
    ]);

    const stale = await apply(sessionId, {
      greetingIds: before.items.map(({ greetingId }: any) => greetingId),
    });
    expect([stale.status, stale.body.code]).toEqual([409, 'reading-order-stale']);
    const applied = await apply(sessionId);
    expect([applied.status, applied.body.asProposed, names(applied.body)]).toEqual([
      200,
      true,
      [
        ['Boris', 1, 1],
        ['Anna', 2, 2],
        ['Zhanna', 3, 3],
      ],
    ]);
    expect(applied.body.items[0]).toMatchObject({
      pinned: { position: 1, reason: 'Hosts the forum.', kept: true },
      explanation: expect.stringContaining('Fixed by hand at place 1: Hosts the forum.'),
    });
    const greeting = async () => (await forum.staff.get(`${forum.path}/greetings/${pinned}`)).body.version;
    const version = await greeting();
    expect(names((await apply(sessionId)).body)).toEqual(names(applied.body));
    expect(await greeting()).toBe(version);
    const { items } = (await forum.staff.get(`${forum.path}/greetings/${pinned}/history`)).body;
    expect(items.at(-1)).toMatchObject({ transition: 'reorder', byKind: 'staff' });
  });

  test('leaves what was delivered where it is', async () => {
    const { id: sessionId } = await makeSession(forum);
    const first = await message(sessionId, 'Zhanna', 1, { rank: 3 });
    await message(sessionId, 'Boris', 2, { rank: 2 });
    await message(sessionId, 'Anna', 3, { rank: 1 });
    await moved(forum.staff, `${forum.path}/greetings/${first}`, 'deliver', {
      input: { at: '2019-10-01T01:20:00Z', extent: 'full' },
    });
    const { body } = await apply(sessionId);
    expect(names(body).map(([name]) => name)).toEqual(['Zhanna', 'Anna', 'Boris']);
    expect(body.items[0].explanation).toBe('It has been delivered, and keeps its place.');
  });

  test('takes only exceptions that fit together, for messages of the session', async () => {
    const { id: sessionId } = await makeSession(forum);
    const { id: other } = await makeSession(forum, { roomId: forum.foyer });
    const one = await message(sessionId, 'Anna', 1);
    const foreign = await message(other, 'Boris', 1);
    const reason = 'Agreed.';
    const refused = await settle(sessionId, 0, {
      exceptions: [
        { greetingId: one, position: 1, reason },
        { greetingId: foreign, position: 1, reason },
        { greetingId: one, position: 2, reason },
      ],
    });
    expect([refused.status, refused.body.errors.map(({ pointer, code }: any) => [pointer, code])]).toEqual([
      422,
      [
        ['/exceptions/1/greetingId', 'unknown'],
        ['/exceptions/1/position', 'taken'],
        ['/exceptions/2/greetingId', 'twice'],
      ],
    ]);
    expect((await orderOf(sessionId)).version).toBe(0);
  });

  test('is estimated as the session is interpreted, and says by how much it is too long', async () => {
    const ten = { startsAt: '2019-10-21T09:00:00+08:00', endsAt: '2019-10-21T09:10:00+08:00' };
    const { id: booths } = await makeSession(forum, {
      ...ten,
      languages: ['en', 'ru'],
      floorLanguages: ['en'],
    });
    const { id: none } = await makeSession(forum, {
      ...ten,
      roomId: forum.foyer,
      languages: ['en', 'ru'],
      floorLanguages: ['en'],
    });
    const { id: one } = await makeSession(forum, { ...ten, roomId: forum.foyer, languages: ['en'] });
    for (const sessionId of [booths, none, one]) await message(sessionId, 'Anna', 1, { words: 720 });
    const shown = ({
      interpretation,
      interpretationSettled,
      totalSeconds,
      fits,
      overMinutes,
      sessionSeconds,
    }: any) => [interpretation, interpretationSettled, totalSeconds, sessionSeconds, fits, overMinutes];
    expect(shown(await orderOf(booths))).toEqual(['simultaneous', false, 360, 600, true, 0]);
    expect(shown(await orderOf(none))).toEqual(['consecutive', false, 720, 600, false, 2]);
    expect(shown(await orderOf(one))).toEqual(['none', false, 360, 600, true, 0]);
    expect(shown(await orderOf(one, '&interpretation=consecutive'))).toEqual([
      'consecutive',
      false,
      720,
      600,
      false,
      2,
    ]);
    await settle(none, 0, { interpretation: 'simultaneous' });
    expect(shown(await orderOf(none))).toEqual(['simultaneous', true, 360, 600, true, 0]);
  });

  test('counts a message that is circulated as nothing, and shows who reads', async () => {
    const { id: sessionId } = await makeSession(forum);
    await message(sessionId, 'Boris', 1, { mode: 'circulated' });
    const path = await clearedGreeting(forum);
    const readerPersonId = await withReader(app, forum, path, true, 'Baurzhan Imandosov');
    await moved(forum.staff, path, 'schedule', {
      input: { mode: 'read_on_behalf', sessionId, position: 2, readerPersonId },
    });
    const { items } = await orderOf(sessionId);
    expect(items.map(({ reader, seconds, language }: any) => [reader, seconds > 0, language])).toEqual([
      [null, false, 'en'],
      ['Baurzhan Imandosov', true, 'en'],
    ]);
  });

  test('is seen by those who plan with messages and by auditors, and changed by the circle only', async () => {
    const { id: sessionId } = await makeSession(forum);
    const communications = await app.staff(forum.id, 'communications');
    expect((await communications.get(orderPath(sessionId))).status).toBe(200);
    expect((await communications.post(`${forum.path}/greetings/order/apply`, { sessionId })).status).toBe(
      403,
    );
    const auditor = await app.staff(forum.id, 'auditor');
    expect((await auditor.get(orderPath(sessionId))).status).toBe(200);
    const desk = await app.staff(forum.id, 'registration_desk');
    expect((await desk.get(orderPath(sessionId))).status).toBe(403);
  });

  test('two officers who apply it at once leave one order', async () => {
    const { id: sessionId } = await makeSession(forum);
    for (const [index, name] of ['Zhanna', 'Yuri', 'Anna'].entries())
      await message(sessionId, name, index + 1, { rank: 3 - index });
    const answers = await Promise.all([apply(sessionId), apply(sessionId)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(names(await orderOf(sessionId)).map(([name]) => name)).toEqual(['Anna', 'Yuri', 'Zhanna']);
  });
});
