import { greetingInput } from '../greetings/support';
import { newId } from '../../src/platform/database/base.entity';
import { makeCategory, personInput, register } from '../registrations/support';
import { startApp, type TestApp } from '../support/app';
import { make, makeEvent, type TestEvent } from '../support/factories';

interface Task {
  kind: string;
  subjectId: string;
  title: string;
  dueAt: string | null;
  overdue: boolean;
  href: string;
  transitionsHref: string | null;
}

describe('tasks', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });

  const tasks = async (event: TestEvent, client = event.staff, query = ''): Promise<Task[]> =>
    (await client.get(`${event.path}/tasks?${query}`)).body.items;

  const reviewed = async (event: TestEvent) => makeCategory(event, { approval: 'review' });

  test('a registration that waits is a task of those who decide, links to it, and ends with the decision', async () => {
    const [event, other] = [await makeEvent(app), await makeEvent(app)];
    const category = await reviewed(event);
    const { id } = await register(app.api, event, category.id, {
      person: personInput({ displayName: 'Li Na' }),
    });
    const desk = await app.staff(event.id, 'registration_desk');
    const [task] = await tasks(event, desk);
    expect(task).toMatchObject({
      kind: 'registration.review',
      subjectId: id,
      title: 'Li Na',
      dueAt: null,
      overdue: false,
    });
    expect((await desk.get(task!.href)).body.id).toBe(id);
    const offered = (await desk.get(task!.transitionsHref!)).body.items.map(
      ({ transition }: any) => transition,
    );
    expect(offered).toContain('approve');
    expect(await tasks(event, await app.staff(event.id, 'transport_marshal'))).toEqual([]);
    expect(await tasks(other, app.admin)).toEqual([]);
    expect((await desk.get(`${other.path}/tasks`)).status).toBe(404);
    await desk.move(`${event.path}/registrations/${id}`, 'approve');
    expect(await tasks(event, desk)).toEqual([]);
  });

  test('what has a deadline comes first, the oldest on top; what has none follows by how long it waits', async () => {
    const event = await makeEvent(app);
    const greeting = (authorName: string, dueAt: string) =>
      make(
        event.staff,
        `${event.path}/greetings`,
        greetingInput({ author: { name: authorName, title: 'Minister' }, languages: ['en'], dueAt }),
      );
    await greeting('Second', '2019-09-01T12:00:00Z');
    await greeting('First', '2019-05-01T12:00:00Z');
    const category = await reviewed(event);
    for (const displayName of ['Waits longest', 'Waits']) {
      await register(app.api, event, category.id, { person: personInput({ displayName }) });
      app.clock.advance(60_000);
    }
    const all = await tasks(event);
    expect(all.map(({ title, overdue }) => [title, overdue])).toEqual([
      ['First', true],
      ['Second', false],
      ['Waits longest', false],
      ['Waits', false],
    ]);
    expect((await tasks(event, event.staff, 'overdue=true')).map(({ title }) => title)).toEqual(['First']);
    expect((await tasks(event, event.staff, 'kind=registration.review')).map(({ title }) => title)).toEqual([
      'Waits longest',
      'Waits',
    ]);
    const first = (await event.staff.get(`${event.path}/tasks?limit=3`)).body;
    const rest = (await event.staff.get(`${event.path}/tasks?limit=3&cursor=${first.nextCursor}`)).body;
    expect(rest.items.map(({ title }: Task) => title)).toEqual(['Waits']);
  });

  test('nobody outside of the circle learns from tasks that there is a message of greetings', async () => {
    const event = await makeEvent(app);
    await make(event.staff, `${event.path}/greetings`, greetingInput({ languages: ['en'] }));
    for (const role of ['communications', 'auditor', 'translator', 'programme'] as const)
      expect([role, await tasks(event, await app.staff(event.id, role))]).toEqual([role, []]);
    expect((await tasks(event, await app.staff(event.id, 'protocol'))).map(({ kind }) => kind)).toEqual([
      'greeting.awaited',
    ]);
  });

  test('a kind that there is not is refused with those that there are', async () => {
    const event = await makeEvent(app);
    const { status, body } = await event.staff.get(`${event.path}/tasks?kind=tea`);
    expect([status, body.errors[0].pointer]).toEqual([400, '?kind']);
    expect(body.errors[0].message).toContain('registration.review');
  });

  test('work that the program gave up is a task, of which only administrators read the error, until it is tried again', async () => {
    const [event, other] = [await makeEvent(app), await makeEvent(app)];
    const id = newId();
    await app.db.execute(
      `INSERT INTO outbox (id, kind, name, queue, payload, failed_at, error, attempts)
       VALUES ($1, 'job', 'reminders.look', 'default', $2, now(), 'Error: no space left', 10)`,
      [id, JSON.stringify({ eventId: event.id, ruleId: newId() })],
    );
    const owner = await app.staff(event.id, 'owner');
    const [task] = await tasks(event, owner);
    expect(task).toMatchObject({
      kind: 'work.unfinished',
      subjectId: id,
      title: 'reminders.look',
      transitionsHref: null,
    });
    expect((await owner.get(task!.href)).body).toMatchObject({ attempts: 10, error: null });
    expect((await app.admin.get(task!.href)).body.error).toBe('Error: no space left');
    expect(await tasks(event, await app.staff(event.id, 'protocol'))).toEqual([]);
    expect((await other.staff.post(`${other.path}/unfinished-work/${id}/retry`)).status).toBe(404);
    expect((await owner.post(`${task!.href}/retry`)).status).toBe(202);
    await app.settled();
    expect(await tasks(event, owner)).toEqual([]);
    expect((await owner.get(task!.href)).status).toBe(404);
  });
});
