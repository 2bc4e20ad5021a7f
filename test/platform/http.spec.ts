import { randomUUID } from 'node:crypto';
import { startApp, type TestApp } from '../support/app';
import { eventInput, make, makeEvent, serial } from '../support/factories';

describe('answers over HTTP', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({ config: { bodyLimitBytes: 20_000 } });
  });

  describe('problems', () => {
    test('an unknown address is 404 with problem details', async () => {
      const answer = await app.api.get('/api/v1/nothing');
      expect(answer.status).toBe(404);
      expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expect(answer.body).toEqual({
        type: '/api/problems/not-found',
        title: 'There is no such thing',
        status: 404,
        detail: 'Nothing is at this address.',
        instance: '/api/v1/nothing',
        code: 'not-found',
        requestId: answer.headers.get('x-request-id'),
      });
    });

    test('a known address with another method is 405 and names the methods in Allow', async () => {
      const answer = await app.api.put('events', {});
      expect([answer.status, answer.headers.get('allow'), answer.body.code]).toEqual([
        405,
        'GET, HEAD, POST',
        'method-not-allowed',
      ]);
    });

    test.each([
      ['malformed JSON', '{"title": ', 'application/json', 400, 'malformed-request'],
      ['a list instead of an object', '[]', 'application/json', 400, 'malformed-request'],
      ['an empty body', '', 'application/json', 400, 'malformed-request'],
      ['another media type', '<event/>', 'application/xml', 415, 'media-type-not-supported'],
      [
        'a body over the limit',
        JSON.stringify({ title: 'x'.repeat(30_000) }),
        'application/json',
        413,
        'too-large',
      ],
      [
        'a body that reaches for the prototype',
        '{"__proto__": {"administrator": true}}',
        'application/json',
        400,
        'malformed-request',
      ],
    ])('%s is refused', async (_, body, type, status, code) => {
      const answer = await app.admin.request<{ code: string }>('POST', 'events', body, {
        headers: { 'content-type': type },
      });
      expect([answer.status, answer.body.code]).toEqual([status, code]);
      expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    });

    test('the type of a problem leads to a page that explains it', async () => {
      const { body } = await app.api.get('/api/v1/nothing');
      expect((await app.api.get(body.type)).body).toEqual({
        type: body.type,
        code: 'not-found',
        status: 404,
        title: 'There is no such thing',
      });
    });

    test('a request id that the caller gives is the one in the answer', async () => {
      const answer = await app.api.get('/api/v1/nothing', { headers: { 'x-request-id': 'my-request-0001' } });
      expect([answer.headers.get('x-request-id'), answer.body.requestId]).toEqual([
        'my-request-0001',
        'my-request-0001',
      ]);
    });

    test('every answer carries the headers that protect a browser', async () => {
      const { headers } = await app.api.get('/api/v1/events');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("default-src 'self'");
      expect(headers.get('ratelimit-limit')).toBe('1000000');
    });

    test('what is not a UUID in a path names nothing', async () => {
      const event = await makeEvent(app);
      expect((await event.staff.get(`${event.path}/rooms/1`)).status).toBe(404);
      expect((await event.staff.get(`${event.path}/rooms/${randomUUID()}`)).status).toBe(404);
    });
  });

  describe('versions', () => {
    test('a reader who has the version gets 304 without a body', async () => {
      const event = await makeEvent(app);
      const first = await app.api.get(event.path);
      const again = await app.api.get(event.path, {
        headers: { 'if-none-match': first.headers.get('etag')! },
      });
      expect([again.status, again.body]).toEqual([304, '']);
    });

    test('of two who change the same version one is told', async () => {
      const event = await makeEvent(app);
      const { version } = (await app.api.get(event.path)).body;
      const answers = await Promise.all([
        event.staff.patch(event.path, { city: 'Moscow' }, version),
        event.staff.patch(event.path, { city: 'Astana' }, version),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    });

    test.each(['3', 'W/"3"', '*', '"x"'])('If-Match: %s is not a version', async (tag) => {
      const event = await makeEvent(app);
      const answer = await event.staff.patch(event.path, { city: 'Moscow' }, undefined, {
        headers: { 'if-match': tag },
      });
      expect([answer.status, answer.body.code]).toEqual([400, 'malformed-request']);
    });
  });

  describe('Idempotency-Key', () => {
    test('the same request twice has one effect and one answer', async () => {
      const key = randomUUID();
      const body = eventInput();
      const [first, second] = [
        await app.admin.post('events', body, { idempotencyKey: key }),
        await app.admin.post('events', body, { idempotencyKey: key }),
      ];
      expect([first.status, second.status]).toEqual([201, 201]);
      expect(second.body).toEqual(first.body);
      expect(second.headers.get('idempotency-replayed')).toBe('true');
      expect(second.headers.get('etag')).toBe('"1"');
    });

    test('fifty at once have one effect', async () => {
      const key = randomUUID();
      const body = eventInput({ slug: 'fifty-at-once' });
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => app.admin.post('events', body, { idempotencyKey: key })),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
      expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
      expect(await app.db.query(`SELECT count(*) AS n FROM events WHERE slug = 'fifty-at-once'`)).toEqual([
        { n: 1 },
      ]);
    });

    test('another request under the same key is refused', async () => {
      const key = randomUUID();
      await app.admin.post('events', eventInput(), { idempotencyKey: key });
      const answer = await app.admin.post('events', eventInput(), { idempotencyKey: key });
      expect([answer.status, answer.body.code]).toEqual([422, 'idempotency-key-reused']);
    });

    test('a request that failed leaves the key free', async () => {
      const key = randomUUID();
      const slug = `key-${serial()}`;
      expect(
        (await app.admin.post('events', eventInput({ slug, endDate: '2019-01-01' }), { idempotencyKey: key }))
          .status,
      ).toBe(422);
      expect((await app.admin.post('events', eventInput({ slug }), { idempotencyKey: key })).status).toBe(
        201,
      );
    });

    test('somebody else may use the same key', async () => {
      const key = randomUUID();
      const one = await makeEvent(app);
      const other = await makeEvent(app);
      const room = { name: 'Main Hall', capacity: 400 };
      const answers = await Promise.all([
        one.staff.post(`${one.path}/rooms`, room, { idempotencyKey: key }),
        other.staff.post(`${other.path}/rooms`, room, { idempotencyKey: key }),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    });
  });

  describe('lists', () => {
    test('pages hold every item once, in order, however long the list is and whatever is added meanwhile', async () => {
      const event = await makeEvent(app);
      for (let n = 10; n < 35; n += 1)
        await make(event.staff, `${event.path}/rooms`, { name: `Room ${n}`, capacity: n });
      const seen: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const page: { body: { items: { name: string }[]; nextCursor: string | null; total?: number } } =
          await event.staff.get(
            `${event.path}/rooms?limit=7&withTotal=true${cursor ? `&cursor=${cursor}` : ''}`,
          );
        if (cursor === '') {
          expect(page.body.total).toBe(25);
          await make(event.staff, `${event.path}/rooms`, { name: 'Room 05', capacity: 1 });
        }
        seen.push(...page.body.items.map(({ name }) => name));
        cursor = page.body.nextCursor;
      }
      expect(seen).toEqual(Array.from({ length: 25 }, (_, n) => `Room ${n + 10}`));
    });

    test.each([
      ['limit=0', '?limit'],
      ['limit=201', '?limit'],
      ['limit=ten', '?limit'],
      ['sort=salary', '?sort'],
      ['cursor=abc', '?cursor'],
      ['colour=red', '?colour'],
    ])('?%s is refused at its parameter', async (query, pointer) => {
      const answer = await app.api.get(`events?${query}`);
      expect([answer.status, answer.body.errors[0].pointer]).toEqual([400, pointer]);
    });

    test('a search finds fragments, and its own wildcards are letters', async () => {
      const event = await makeEvent(app);
      await make(event.staff, `${event.path}/rooms`, { name: 'Main Hall', capacity: 400 });
      await make(event.staff, `${event.path}/rooms`, { name: '100 % Hall_B', capacity: 120 });
      const found = async (q: string): Promise<string[]> =>
        (await event.staff.get(`${event.path}/rooms?q=${encodeURIComponent(q)}`)).body.items.map(
          ({ name }: { name: string }) => name,
        );
      expect(await found('hall')).toEqual(['100 % Hall_B', 'Main Hall']);
      expect(await found('%')).toEqual(['100 % Hall_B']);
      expect(await found('l_b')).toEqual(['100 % Hall_B']);
    });
  });

  test('health tells whether the process is alive and ready, without a word about anybody', async () => {
    expect((await app.api.get('/health/live')).body).toEqual({ status: 'up' });
    expect((await app.api.get('/health/ready')).body).toEqual({ status: 'ready' });
    const metrics = await app.api.get<string>('/metrics');
    expect(metrics.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(metrics.body).toMatch(/^plenary_outbox_oldest_age_seconds \d/m);
  });
});

describe('limits', () => {
  test('whoever asks too often is told how long to wait', async () => {
    const app = await startApp({ config: { rateLimitPerMinute: 3 } });
    const answers = [];
    for (let n = 0; n < 4; n += 1) answers.push(await app.api.get('events'));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
    const last = answers[3]!;
    expect(last.body.code).toBe('too-many-requests');
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await app.api.get('/health/ready')).status).toBe(200);
  });
});
