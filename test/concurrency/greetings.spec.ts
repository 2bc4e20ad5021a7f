import { GreetingLadder } from '../../src/greetings/requests/greeting-ladder.service';
import type { Answer, Api } from '../support/api';
import {
  clearedGreeting,
  embargoedGreeting,
  greetingInput,
  linkOf,
  makeReader,
  makeSession,
  moved,
} from '../greetings/support';
import { startApp, type TestApp } from '../support/app';
import { make, makeEvent, type TestEvent } from '../support/factories';

describe('messages of greetings at the same moment', () => {
  let app: TestApp;
  let event: TestEvent;
  beforeAll(async () => {
    app = await startApp({ now: '2019-09-01T02:00:00Z' });
    event = await makeEvent(app);
  });

  const greeting = async (changes: object = {}): Promise<string> => {
    const { id } = await make<{ id: string }>(event.staff, `${event.path}/greetings`, greetingInput(changes));
    return `${event.path}/greetings/${id}`;
  };
  const receive = (path: string, text: string) =>
    event.staff.move(path, 'receive', { input: { language: 'en', text } });

  test('of two officers who clear two versions one is told that there is another one', async () => {
    const [one, two] = [await app.staff(event.id, 'protocol'), await app.staff(event.id, 'protocol')];
    for (let round = 0; round < 5; round += 1) {
      const path = await greeting();
      await receive(path, 'First');
      await receive(path, 'Second');
      const answers = await Promise.all([
        one.move(path, 'clear', { input: { textNumber: 1 } }),
        two.move(path, 'clear', { input: { textNumber: 2 } }),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([409, 200]);
      expect(answers[0]!.body.code).toBe('greeting-text-stale');
      expect((await event.staff.get(path)).body).toMatchObject({ state: 'cleared', clearedNumber: 2 });
    }
  });

  test('a version that comes in while another is cleared is never the cleared one unread', async () => {
    const officer = await app.staff(event.id, 'protocol');
    for (let round = 0; round < 8; round += 1) {
      const path = await greeting();
      await receive(path, 'First');
      const [cleared, received] = await Promise.all([
        officer.move(path, 'clear', { input: { textNumber: 1 } }),
        receive(path, 'Second'),
      ]);
      expect(received.status).toBe(200);
      expect([200, 409]).toContain(cleared.status);
      // Whichever came first: what counts now was read by nobody, and is not cleared.
      expect((await event.staff.get(path)).body).toMatchObject({
        state: 'received',
        textNumber: 2,
        clearedNumber: null,
      });
    }
  });

  test('versions that come in together are counted one by one', async () => {
    const path = await greeting();
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        event.staff.post(`${path}/texts`, { language: 'en', text: `Version ${n}` }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 201));
    expect(answers.map(({ body }) => body.number).sort()).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('a translation that is handed in while the original changes is outdated, or is one of the new original', async () => {
    for (let round = 0; round < 8; round += 1) {
      const path = await greeting();
      await receive(path, 'First');
      await moved(event.staff, path, 'translate');
      const [russian] = (await event.staff.get(`${path}/translations`)).body.items;
      const translation = `${path}/translations/${russian.id}`;
      const [received, drafted] = await Promise.all([
        receive(path, 'Second'),
        event.staff.move(translation, 'draft', { input: { text: 'Перевод' } }),
      ]);
      expect(received.status).toBe(200);
      expect([200, 409]).toContain(drafted.status);
      const { state, translatedNumber } = (await event.staff.get(translation)).body;
      const consistent = [
        ['requested', null],
        ['outdated', 1],
        ['drafted', 2],
      ];
      expect(consistent).toContainEqual([state, translatedNumber]);
      expect(drafted.status === 409).toBe(state === 'requested');
    }
  });

  test('a rung that two processes look at is done once', async () => {
    const path = await greeting({
      contactEmail: 'office@sco.example',
      contactName: 'Li Na',
      dueAt: '2019-09-01T03:00:00Z',
      reminders: [{ offsetHours: 0, to: 'contact' }],
    });
    await app.settled();
    const ladder = app.app.get(GreetingLadder) as unknown as { sweep(now: Date): Promise<number> };
    const done = await Promise.all(
      Array.from({ length: 5 }, () => ladder.sweep(new Date('2019-09-01T03:00:00Z'))),
    );
    expect(done.reduce((sum, n) => sum + n, 0)).toBe(1);
    const [{ n }] = (await app.db.query<{ n: number }>(
      `SELECT count(*)::integer AS n FROM messages WHERE kind = 'greeting.reminder' AND subject_id = $1`,
      [path.split('/').at(-1)],
    )) as [{ n: number }];
    expect(n).toBe(1);
  });

  /** Several rounds of two things at once, each with a message of its own. */
  const rounds = 6;
  const viewOf = async (path: string): Promise<any> => (await event.staff.get(path)).body;
  const put = async (path: string, what: string, body: object): Promise<Answer> =>
    event.staff.put(`${path}/${what}`, body, { ifMatch: (await viewOf(path)).version });
  /** A message that somebody has accepted to read, at its place; the reader and the deputy with their links. */
  const scheduled = async (): Promise<{
    path: string;
    place: object;
    reader: Api;
    deputy: Api;
    ids: string[];
  }> => {
    const path = await clearedGreeting(event);
    const [one, two] = [await makeReader(app, event), await makeReader(app, event)];
    await put(path, 'reader', { personId: one.personId, deputyPersonId: two.personId });
    const reader = await linkOf(app, event, one.registrationId);
    const deputy = await linkOf(app, event, two.registrationId);
    await reader.post(`${path}/reader/answer`, { accepted: true });
    const place = {
      mode: 'read_on_behalf',
      sessionId: await makeSession(event),
      position: 1,
      readerPersonId: one.personId,
    };
    await moved(event.staff, path, 'schedule', { input: place });
    return { path, place, reader, deputy, ids: [one.personId, two.personId] };
  };
  const answers = (path: string, by: Api, accepted: boolean): Promise<Answer> =>
    by.post(`${path}/reader/answer`, { accepted });

  test('a reader who declines while the delivery is recorded has read it, or nothing was delivered', async () => {
    await app.at('2019-10-21T02:00:00Z');
    const seen = new Set<string>();
    for (let round = 0; round < rounds; round += 1) {
      const { path, reader } = await scheduled();
      const deliver = { input: { at: '2019-10-21T01:05:00Z', extent: 'full' } };
      const [declined, delivered] = await Promise.all([
        answers(path, reader, false),
        event.staff.move(path, 'deliver', deliver),
      ]);
      const { state, reader: after, deliveredBy } = await viewOf(path);
      if (delivered.status === 200) {
        expect([declined.status, declined.body.code]).toEqual([409, 'greeting-over']);
        expect([state, after.state, typeof deliveredBy]).toEqual(['published', 'accepted', 'string']);
      } else {
        expect([declined.status, delivered.status]).toEqual([200, 409]);
        expect([state, after.state, deliveredBy]).toEqual(['cleared', 'declined', null]);
      }
      const [records] = await app.db.query<{ n: number }>(
        'SELECT count(*)::integer AS n FROM greeting_deliveries WHERE greeting_id = $1',
        [path.split('/').at(-1)],
      );
      expect(records!.n).toBe(delivered.status === 200 ? 1 : 0);
      seen.add(state);
    }
    expect(seen.size).toBeGreaterThan(0);
    app.clock.set(new Date('2019-09-01T02:00:00Z'));
  });

  test('of a deputy who accepts and a reader who comes back one reads, and nobody is left out unseen', async () => {
    for (let round = 0; round < rounds; round += 1) {
      const { path, reader, deputy, ids } = await scheduled();
      expect((await answers(path, reader, false)).status).toBe(200);
      expect((await viewOf(path)).deputy.state).toBe('asked');
      const [byReader, byDeputy] = await Promise.all([
        answers(path, reader, true),
        answers(path, deputy, true),
      ]);
      const after = await viewOf(path);
      expect([after.state, after.reader.state]).toEqual(['scheduled', 'accepted']);
      expect(after.readerMissing).toBe(false);
      // Whoever came second is told that somebody else reads.
      if (after.reader.personId === ids[0]) {
        expect(byReader.status).toBe(200);
        expect([404, 409]).toContain(byDeputy.status);
        expect(after.deputy).toMatchObject({ personId: ids[1], state: null });
      } else {
        expect(byDeputy.status).toBe(200);
        expect([404, 409]).toContain(byReader.status);
        expect([after.reader.personId, after.deputy]).toEqual([ids[1], null]);
      }
    }
  });

  test('what becomes public by the clock while another version comes in is what was cleared, or nothing is', async () => {
    for (let round = 0; round < rounds; round += 1) {
      app.clock.set(new Date('2019-09-01T02:00:00Z'));
      const path = await embargoedGreeting(event, '2019-09-01T03:00:00Z', 'Words that protocol has read');
      const [received] = await Promise.all([
        receive(path, 'Words that nobody has read'),
        app.at('2019-09-01T03:00:00Z'),
      ]);
      await app.settled();
      const after = await viewOf(path);
      const open = await app.api.get(path.replace('/greetings/', '/greetings/published/'));
      if (received.status === 200) {
        expect([after.state, after.publishedAt, open.status]).toEqual(['received', null, 404]);
      } else {
        expect(received.status).toBe(409);
        expect([after.publishedAt, open.status]).toEqual(['2019-09-01T03:00:00.000Z', 200]);
        expect(open.body.texts[0].text).toBe('Words that protocol has read');
      }
      expect(JSON.stringify(open.body)).not.toContain('nobody has read');
    }
    app.clock.set(new Date('2019-09-01T02:00:00Z'));
  });

  test('a place that is taken again while an officer gives it to another message is held by one of them', async () => {
    for (let round = 0; round < rounds; round += 1) {
      const { path, place, reader } = await scheduled();
      const other = await clearedGreeting(event);
      expect((await answers(path, reader, false)).status).toBe(200);
      const [back, moving] = await Promise.all([
        answers(path, reader, true),
        event.staff.move(path, 'schedule', { input: { ...place, position: 2 } }),
      ]);
      const taken = await event.staff.move(other, 'schedule', {
        input: {
          ...place,
          mode: 'in_person',
          readerPersonId: undefined,
          position: (await viewOf(path)).position,
        },
      });
      expect(back.status).toBe(200);
      expect([200, 409]).toContain(moving.status);
      const after = await viewOf(path);
      expect([after.state, after.reader.state]).toEqual(['scheduled', 'accepted']);
      expect(after.position).toBe(moving.status === 200 ? 2 : 1);
      expect([taken.status, taken.body.code]).toEqual([409, 'greeting-position-taken']);
    }
  });

  test('two messages that want one place at once get it one of them', async () => {
    const sessionId = await makeSession(event);
    const [one, two] = [await clearedGreeting(event), await clearedGreeting(event)];
    const input = { mode: 'in_person', sessionId, position: 1 };
    const both = await Promise.all([one, two].map((path) => event.staff.move(path, 'schedule', { input })));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  test('a correction that comes with the publication is of what is public, or is refused; nothing is half public', async () => {
    for (let round = 0; round < rounds; round += 1) {
      app.clock.set(new Date('2019-09-01T02:00:00Z'));
      const path = await embargoedGreeting(event, '2019-09-01T03:00:00Z', 'Words with an eror');
      const { version } = await viewOf(path);
      const correct = (ifMatch: number): Promise<Answer> =>
        event.staff.post(
          `${path}/corrections`,
          { language: 'en', text: 'Words without an error', reason: 'Spelling' },
          { ifMatch },
        );
      const [early, late] = await Promise.all([
        correct(version),
        correct(version + 1),
        app.at('2019-09-01T03:00:00Z'),
      ]);
      await app.settled();
      // The first has read the message before it was public: then nothing can be corrected, or it has changed since.
      expect([409, 412]).toContain(early.status);
      expect([201, 409, 412]).toContain(late.status);
      const open = await app.api.get(path.replace('/greetings/', '/greetings/published/'));
      expect(open.status).toBe(200);
      const { texts, corrections } = open.body;
      if (late.status === 201) {
        expect([texts[0].text, corrections.length]).toEqual(['Words without an error', 1]);
        expect(corrections[0].was.text).toBe('Words with an eror');
      } else expect([texts[0].text, corrections]).toEqual(['Words with an eror', []]);
    }
    app.clock.set(new Date('2019-09-01T02:00:00Z'));
  });

  test('of two corrections that were made of the same text one is told to read it again', async () => {
    await app.at('2019-10-21T02:00:00Z');
    const path = await clearedGreeting(event);
    await moved(event.staff, path, 'schedule', {
      input: { mode: 'in_person', sessionId: await makeSession(event), position: 1 },
    });
    await moved(event.staff, path, 'deliver', { input: { at: '2019-10-21T01:05:00Z', extent: 'full' } });
    const { version } = await viewOf(path);
    const both = await Promise.all(
      ['One', 'Two'].map((text) =>
        event.staff.post(
          `${path}/corrections`,
          { language: 'en', text, reason: 'Better' },
          { ifMatch: version },
        ),
      ),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([201, 412]);
    app.clock.set(new Date('2019-09-01T02:00:00Z'));
  });
});
