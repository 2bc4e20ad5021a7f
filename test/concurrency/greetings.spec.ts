import { GreetingLadder } from '../../src/greetings/requests/greeting-ladder.service';
import { greetingInput, moved } from '../greetings/support';
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
});
