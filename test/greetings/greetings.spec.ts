import { GreetingsQueries } from '../../src/greetings/greetings.queries';
import { Links } from '../../src/access/links.service';
import { newId } from '../../src/platform/database/base.entity';
import { startApp, type TestApp } from '../support/app';
import { make, makeEvent, type TestEvent } from '../support/factories';
import {
  clearedGreeting,
  greetingInput,
  linkOf,
  makePerson,
  makeReader,
  makeSession,
  moved,
  withReader,
} from './support';

describe('messages of greetings', () => {
  let app: TestApp;
  let event: TestEvent;
  beforeAll(async () => {
    app = await startApp({ now: '2019-10-21T02:00:00Z' });
    event = await makeEvent(app);
  });

  const greeting = async (changes: object = {}): Promise<{ id: string; path: string }> => {
    const { id } = await make<{ id: string }>(event.staff, `${event.path}/greetings`, greetingInput(changes));
    return { id, path: `${event.path}/greetings/${id}` };
  };

  test('cannot be asked for again where there is nobody to write to', async () => {
    const { path } = await greeting();
    const answer = await event.staff.post(`${path}/request`);
    expect([answer.status, answer.body.code]).toEqual([409, 'greeting-contact-missing']);
    const desk = await app.staff(event.id, 'registration_desk');
    expect((await desk.post(`${path}/request`)).status).toBe(403);
  });

  test('is entered as requested, changed with its version, and removed while nothing has happened', async () => {
    const { path } = await greeting({ dueAt: '2019-10-10T12:00:00+08:00', lengthMinutes: 3 });
    const made = await event.staff.get(path);
    expect(made.body).toMatchObject({
      state: 'requested',
      version: 1,
      author: { name: 'Vladimir Norov', title: 'Secretary-General' },
      dueAt: '2019-10-10T04:00:00.000Z',
      lengthMinutes: 3,
      text: null,
      underEmbargo: false,
    });
    const changed = await event.staff.patch(path, { occasion: 'Plenary' }, 1);
    expect([changed.status, changed.body.occasion, changed.body.addressees]).toEqual([
      200,
      'Plenary',
      'the participants of the conference',
    ]);
    expect((await event.staff.delete(path, 1)).status).toBe(412);
    expect((await event.staff.delete(path, 2)).status).toBe(204);
    expect((await event.staff.get(path)).status).toBe(404);
  });

  test('is not removed once the author has promised it', async () => {
    const { path } = await greeting();
    await moved(event.staff, path, 'promise');
    const refused = await event.staff.delete(path, 2);
    expect([refused.status, refused.body.code]).toEqual([409, 'greeting-in-progress']);
  });

  test('an organisation that does not exist is refused at its field', async () => {
    const answer = await event.staff.post(
      `${event.path}/greetings`,
      greetingInput({ author: { name: 'A', title: 'B', organisationId: newId() } }),
    );
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([422, '/author/organisationId']);
  });

  test('declining needs a reason and closes the record', async () => {
    const { path } = await greeting();
    expect((await event.staff.move(path, 'decline')).status).toBe(422);
    const declined = await moved(event.staff, path, 'decline', { comment: 'No message this year' });
    const changed = await event.staff.patch(path, { occasion: 'Plenary' }, declined.version);
    expect([changed.status, changed.body.code]).toEqual([409, 'greeting-over']);
  });

  test('receiving takes the text and estimates how long it takes to read', async () => {
    const { path } = await greeting();
    const received = await moved(event.staff, path, 'receive', {
      input: { language: 'en', text: 'word '.repeat(120), summary: 'Words' },
    });
    expect([received.state, received.readingSeconds, received.language]).toEqual(['received', 60, 'en']);
    // The answer to the request that brought it holds no words, for it may be kept.
    expect([received.text, received.summary]).toEqual([null, null]);
    const shown = (await event.staff.get(path)).body;
    expect([shown.text, shown.summary]).toEqual(['word '.repeat(120).trim(), 'Words']);
    const empty = await event.staff.move(path, 'receive', { input: { language: 'en', text: '' } });
    expect([empty.status, empty.body.errors[0].pointer]).toEqual([422, '/input/text']);
  });

  test('is cleared by protocol only', async () => {
    const { path } = await greeting();
    await moved(event.staff, path, 'receive', { input: { language: 'en', text: 'Dear all' } });
    const organiser = await app.staff(event.id, 'organiser');
    expect((await organiser.move(path, 'clear')).status).toBe(403);
    const protocol = await app.staff(event.id, 'protocol');
    expect((await moved(protocol, path, 'clear', { input: { textNumber: 1 } })).state).toBe('cleared');
  });

  test('is not cleared before its text is here', async () => {
    const { path } = await greeting();
    await moved(event.staff, path, 'promise');
    expect((await event.staff.move(path, 'clear', { input: { textNumber: 1 } })).status).toBe(409);
  });

  describe('translations', () => {
    const inTranslation = async (): Promise<{ path: string; russian: string }> => {
      const { path } = await greeting({ languages: ['en', 'ru'] });
      await moved(event.staff, path, 'receive', { input: { language: 'en', text: 'Dear all' } });
      await moved(event.staff, path, 'translate');
      const { items } = (await event.staff.get(`${path}/translations`)).body;
      expect(items.map((one: { language: string; state: string }) => [one.language, one.state])).toEqual([
        ['ru', 'requested'],
      ]);
      return { path, russian: `${path}/translations/${items[0].id}` };
    };

    test('are started for every wanted language but that of the original', async () => {
      const { path } = await inTranslation();
      expect((await event.staff.get(path)).body.state).toBe('in_translation');
    });

    test('cannot be started when no other language is wanted', async () => {
      const { path } = await greeting({ languages: ['en'] });
      await moved(event.staff, path, 'receive', { input: { language: 'en', text: 'Dear all' } });
      expect((await event.staff.move(path, 'translate')).status).toBe(409);
    });

    test('must all be approved before the message is cleared', async () => {
      const { path, russian } = await inTranslation();
      const refused = await event.staff.move(path, 'clear', { input: { textNumber: 1 } });
      expect([refused.status, refused.body.code]).toEqual([409, 'transition-not-possible']);
      await moved(event.staff, russian, 'draft', { input: { text: 'Уважаемые участники' } });
      const second = await app.staff(event.id, 'protocol');
      await moved(second, russian, 'check');
      expect((await event.staff.move(path, 'clear', { input: { textNumber: 1 } })).status).toBe(409);
      await moved(second, russian, 'approve');
      expect((await moved(event.staff, path, 'clear', { input: { textNumber: 1 } })).state).toBe('cleared');
    });

    test('are not checked by whoever made the draft', async () => {
      const { russian } = await inTranslation();
      await moved(event.staff, russian, 'draft', { input: { text: 'Уважаемые участники' } });
      const own = await event.staff.move(russian, 'check');
      expect([own.status, own.body.code]).toEqual([409, 'transition-not-possible']);
      const second = await app.staff(event.id, 'protocol');
      expect((await moved(second, russian, 'check')).state).toBe('checked');
    });

    test('are given back with a remark, but not any more once the message was cleared with them', async () => {
      const { path, russian } = await inTranslation();
      const second = await app.staff(event.id, 'protocol');
      await moved(event.staff, russian, 'draft', { input: { text: 'Черновик' } });
      expect((await moved(second, russian, 'return', { comment: 'Wrong title' })).state).toBe('requested');
      await moved(event.staff, russian, 'draft', { input: { text: 'Уважаемые участники' } });
      await moved(second, russian, 'check');
      await moved(second, russian, 'approve');
      await moved(event.staff, path, 'clear', { input: { textNumber: 1 } });
      expect((await event.staff.move(russian, 'return', { comment: 'Late' })).status).toBe(409);
    });

    test('exist once per language', async () => {
      const { path } = await inTranslation();
      const made = await event.staff.post(`${path}/translations`, { language: 'zh' });
      expect([made.status, made.body.state]).toEqual([201, 'requested']);
      expect((await event.staff.post(`${path}/translations`, { language: 'zh' })).status).toBe(409);
      expect((await event.staff.post(`${path}/translations`, { language: 'en' })).body.code).toBe(
        'translation-exists',
      );
    });
  });

  describe('the order of reading', () => {
    test('a message is not scheduled before its reader has accepted', async () => {
      const sessionId = await makeSession(event);
      const path = await clearedGreeting(event);
      const place = { mode: 'read_on_behalf', sessionId, position: 1 };
      const nobody = await event.staff.move(path, 'schedule', { input: place });
      expect([nobody.status, nobody.body.code]).toEqual([422, 'greeting-reader-mismatch']);
      const readerPersonId = await withReader(app, event, path, undefined);
      const asked = await event.staff.move(path, 'schedule', { input: { ...place, readerPersonId } });
      expect([asked.status, asked.body.code]).toEqual([409, 'greeting-reader-not-ready']);
      await event.staff.post(`${path}/reader/answer`, { accepted: false });
      expect((await event.staff.move(path, 'schedule', { input: { ...place, readerPersonId } })).status).toBe(
        409,
      );
      await event.staff.post(`${path}/reader/answer`, { accepted: true });
      const other = await event.staff.move(path, 'schedule', {
        input: { ...place, readerPersonId: newId() },
      });
      expect(other.status).toBe(422);
      const scheduled = await moved(event.staff, path, 'schedule', { input: { ...place, readerPersonId } });
      expect([scheduled.state, scheduled.position, scheduled.sessionId]).toEqual(['scheduled', 1, sessionId]);
    });

    test('a session of another event does not exist here', async () => {
      const foreign = await makeEvent(app);
      const sessionId = await makeSession(foreign);
      const path = await clearedGreeting(event);
      const answer = await event.staff.move(path, 'schedule', {
        input: { mode: 'in_person', sessionId, position: 1 },
      });
      expect([answer.status, answer.body.errors[0].pointer]).toEqual([422, '/input/sessionId']);
    });

    test('a place is given once, also when two officers give it at the same time', async () => {
      const sessionId = await makeSession(event);
      const paths = [await clearedGreeting(event), await clearedGreeting(event)];
      const answers = await Promise.all(
        paths.map((path) =>
          event.staff.move(path, 'schedule', { input: { mode: 'in_person', sessionId, position: 1 } }),
        ),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    });

    test('is listed by place, with the time of each and of all against the length of the session', async () => {
      const sessionId = await makeSession(event);
      const second = await clearedGreeting(
        event,
        { author: { name: 'B', title: 'Minister' } },
        'word '.repeat(600),
      );
      const first = await clearedGreeting(
        event,
        { author: { name: 'A', title: 'Minister' } },
        'word '.repeat(120),
      );
      await moved(event.staff, second, 'schedule', { input: { mode: 'video', sessionId, position: 2 } });
      await moved(event.staff, first, 'schedule', { input: { mode: 'in_person', sessionId, position: 1 } });
      const order = (await event.staff.get(`${event.path}/greetings/order?sessionId=${sessionId}`)).body;
      expect(order).toMatchObject({ sessionSeconds: 600, totalSeconds: 360, fits: true });
      expect(
        order.items.map((item: { author: string; seconds: number; startsAfterSeconds: number }) => [
          item.author,
          item.seconds,
          item.startsAfterSeconds,
        ]),
      ).toEqual([
        ['A', 60, 0],
        ['B', 300, 60],
      ]);
      const doubled = await event.staff.get(
        `${event.path}/greetings/order?sessionId=${sessionId}&interpretation=consecutive`,
      );
      expect([doubled.body.totalSeconds, doubled.body.fits]).toEqual([720, false]);
    });

    test('duties to read are known for the reader and the deputy', async () => {
      const sessionId = await makeSession(event);
      const path = await clearedGreeting(event);
      const readerPersonId = await withReader(app, event, path, true);
      const deputyPersonId = await makePerson(app, event);
      const { version } = (await event.staff.get(path)).body;
      const kept = await event.staff.put(
        `${path}/reader`,
        { personId: readerPersonId, deputyPersonId },
        { ifMatch: version },
      );
      expect([kept.status, kept.body.reader.state]).toEqual([200, 'accepted']);
      const queries = app.app.get(GreetingsQueries);
      expect(await queries.readings(event.id, [readerPersonId])).toEqual([]);
      const { id } = await moved(event.staff, path, 'schedule', {
        input: { mode: 'read_on_behalf', sessionId, position: 1, readerPersonId },
      });
      const duty = {
        greetingId: id,
        sessionId,
        position: 1,
        authorName: 'Vladimir Norov',
        mode: 'read_on_behalf',
        state: 'scheduled',
      };
      expect(await queries.readings(event.id, [readerPersonId, deputyPersonId])).toEqual([
        { ...duty, personId: readerPersonId, role: 'reader' },
        { ...duty, personId: deputyPersonId, role: 'deputy' },
      ]);
      expect(await queries.readings(event.id, [deputyPersonId])).toEqual([
        { ...duty, personId: deputyPersonId, role: 'deputy' },
      ]);
    });
  });

  describe('the reader', () => {
    test('must be a person of this event', async () => {
      const foreign = await makeEvent(app);
      const personId = await makePerson(app, foreign);
      const path = await clearedGreeting(event);
      const { version } = (await event.staff.get(path)).body;
      const answer = await event.staff.put(`${path}/reader`, { personId }, { ifMatch: version });
      expect([answer.status, answer.body.errors[0].pointer]).toEqual([422, '/personId']);
    });

    test('gets the question by mail, once, in their language and without the text', async () => {
      const path = await clearedGreeting(event);
      const personId = await withReader(app, event, path, undefined, 'Baurzhan Imandosov');
      const { version } = (await event.staff.get(path)).body;
      await event.staff.put(`${path}/reader`, { personId }, { ifMatch: version });
      await app.settled();
      const messages = await app.db.query(
        `SELECT kind, name, state FROM messages WHERE person_id = $1 AND kind LIKE 'greeting.%'`,
        [personId],
      );
      expect(messages).toEqual([
        { kind: 'greeting.reader-asked', name: 'Baurzhan Imandosov', state: 'sent' },
      ]);
    });

    test('nobody answers before somebody was asked', async () => {
      const path = await clearedGreeting(event);
      const answer = await event.staff.post(`${path}/reader/answer`, { accepted: true });
      expect([answer.status, answer.body.code]).toEqual([409, 'reader-not-asked']);
    });

    test('answers with the link of their own registration; for the link of anybody else there is no such message', async () => {
      const path = await clearedGreeting(event);
      const reader = await makeReader(app, event);
      const { version } = (await event.staff.get(path)).body;
      await event.staff.put(`${path}/reader`, { personId: reader.personId }, { ifMatch: version });
      const other = await linkOf(app, event, (await makeReader(app, event)).registrationId);
      expect((await other.post(`${path}/reader/answer`, { accepted: true })).status).toBe(404);
      const own = await linkOf(app, event, reader.registrationId);
      const answer = await own.post(`${path}/reader/answer`, { accepted: true });
      expect([answer.status, answer.body.state, answer.body.author]).toEqual([
        200,
        'accepted',
        'Vladimir Norov',
      ]);
      expect((await own.get(path)).status).toBe(404);
    });

    test('cannot be answered for by staff outside of the circle, by anonymous callers or by a delegation’s link', async () => {
      const path = await clearedGreeting(event);
      await withReader(app, event, path, undefined);
      const answer = { accepted: true };
      expect((await app.api.post(`${path}/reader/answer`, answer)).status).toBe(401);
      const communications = await app.staff(event.id, 'communications');
      expect((await communications.post(`${path}/reader/answer`, answer)).status).toBe(403);
      const stranger = await app.staff(undefined);
      expect((await stranger.post(`${path}/reader/answer`, answer)).status).toBe(404);
      const subject = newId();
      const tokens = await app.app
        .get(Links)
        .tokens('delegation', event.id, [{ id: subject, name: 'Focal' }], new Date('2030-01-01'));
      const focal = app.api.as(tokens.get(subject)!);
      expect((await focal.post(`${path}/reader/answer`, answer)).status).toBe(404);
    });
  });

  test('the contact of the organisation is asked by mail, in their language', async () => {
    await greeting({
      contactName: 'Анна Петрова',
      contactEmail: 'protocol@sco.example',
      contactLocale: 'ru',
    });
    await app.settled();
    const messages = await app.db.query(
      `SELECT kind, locale, state FROM messages WHERE email = 'protocol@sco.example'`,
    );
    expect(messages).toEqual([{ kind: 'greeting.requested', locale: 'ru', state: 'sent' }]);
  });

  test('messages of one event do not exist in another', async () => {
    const { id } = await greeting();
    const other = await makeEvent(app);
    expect((await other.staff.get(`${other.path}/greetings/${id}`)).status).toBe(404);
    expect((await other.staff.move(`${other.path}/greetings/${id}`, 'promise')).status).toBe(404);
    expect((await other.staff.get(`${event.path}/greetings/${id}`)).status).toBe(404);
  });

  test('an event that is cancelled takes its messages back', async () => {
    const cancelled = await makeEvent(app);
    const { id } = await make<{ id: string }>(
      cancelled.staff,
      `${cancelled.path}/greetings`,
      greetingInput(),
    );
    await moved(cancelled.staff, cancelled.path, 'cancel', { comment: 'Postponed to next year' });
    await app.settled();
    expect((await cancelled.staff.get(`${cancelled.path}/greetings/${id}`)).body.state).toBe('withdrawn');
  });
});
