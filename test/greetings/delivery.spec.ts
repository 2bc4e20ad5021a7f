import type { Answer, Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { make, makeEvent, type TestEvent } from '../support/factories';
import { clearedGreeting, makePerson, moved, scheduled, translatedGreeting, withReader } from './support';

describe('the record of a delivery', () => {
  let app: TestApp;
  let event: TestEvent;
  beforeAll(async () => {
    app = await startApp({ now: '2019-10-21T02:00:00Z' });
    event = await makeEvent(app);
  });

  const at = '2019-10-21T09:20:00+08:00';
  const versionOf = async (path: string): Promise<number> => (await event.staff.get(path)).body.version;
  const put = async (path: string, what: string, body: object): Promise<Answer> =>
    event.staff.put(`${path}/${what}`, body, { ifMatch: await versionOf(path) });
  const records = async (path: string): Promise<any[]> =>
    (await event.staff.get(`${path}/deliveries`)).body.items;
  const delivered = async (mode: string, input: object = {}): Promise<string> => {
    const path = await clearedGreeting(event);
    await scheduled(event, path, mode);
    await moved(event.staff, path, 'deliver', { input: { at, extent: 'full', ...input } });
    return path;
  };

  test('is not made before it has happened', async () => {
    const path = await clearedGreeting(event);
    await scheduled(event, path, 'in_person');
    const answer = await event.staff.move(path, 'deliver', {
      input: { at: '2019-10-21T10:00:01+08:00', extent: 'full' },
    });
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([422, '/input/at']);
    expect(await records(path)).toEqual([]);
    const correction = await put(path, 'delivery', { at, extent: 'full', reason: 'None.' });
    expect([correction.status, correction.body.code]).toEqual([409, 'greeting-not-delivered']);
    const words = await put(path, 'delivered-texts/en', { text: 'Dear friends' });
    expect([words.status, words.body.code]).toEqual([409, 'greeting-not-delivered']);
  });

  test('of a moderator needs the name', async () => {
    const path = await clearedGreeting(event);
    await scheduled(event, path, 'read_by_moderator');
    const answer = await event.staff.move(path, 'deliver', { input: { at, extent: 'full' } });
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([422, '/input/deliveredByName']);
    const named = await moved(event.staff, path, 'deliver', {
      input: { at, extent: 'abridged', deliveredByName: 'Wang Wei', deliveredByNames: { zh: '王伟' } },
    });
    expect([named.deliveredBy, named.extent]).toEqual(['Wang Wei', 'abridged']);
    expect((await records(path))[0].pressLines).toMatchObject({
      en: expect.stringContaining(', read out by Wang Wei, the moderator, in abridged form, Shenzhen'),
      zh: expect.stringContaining('由主持人王伟宣读（节选）'),
    });
  });

  test.each([
    ['in_person', ', delivered in person, ', 'Оглашено автором лично.', '由本人宣读'],
    ['video', ', delivered by video, ', 'Видеообращение.', '以视频方式发表'],
    ['circulated', ', circulated in writing, ', 'Распространено в письменном виде.', '以书面形式分发'],
  ])('%s says so in each press line', async (mode, en, ru, zh) => {
    const path = await delivered(mode);
    const [record] = await records(path);
    expect(record.mode).toBe(mode);
    expect(record.pressLines.en).toContain(en);
    expect(record.pressLines.ru).toContain(ru);
    expect(record.pressLines.zh).toContain(zh);
  });

  test('takes name, function and own script of the reader who was asked', async () => {
    const path = await clearedGreeting(event);
    const readerPersonId = await withReader(app, event, path, true, 'Baurzhan Imandosov');
    await app.db.query(
      `UPDATE persons SET native_name = 'Бауржан Имандосов', post = 'Representative of the SCO Secretariat' WHERE id = $1`,
      [readerPersonId],
    );
    await scheduled(event, path, 'read_on_behalf', { readerPersonId });
    await moved(event.staff, path, 'deliver', {
      input: { at, extent: 'full', languages: ['ru'], remark: 'The closing was left out.' },
    });
    expect(await records(path)).toEqual([
      expect.objectContaining({
        number: 1,
        personId: readerPersonId,
        deliveredBy: 'Baurzhan Imandosov',
        deliveredByNames: { ru: 'Бауржан Имандосов' },
        deliveredByPost: 'Representative of the SCO Secretariat',
        deliveredAt: '2019-10-21T01:20:00.000Z',
        languages: ['ru'],
        remark: 'The closing was left out.',
        reason: null,
      }),
    ]);
  });

  test('put right says who read it after all, keeps what was on record, and everybody sees both', async () => {
    const path = await clearedGreeting(event);
    const readerPersonId = await withReader(app, event, path, true, 'Baurzhan Imandosov');
    const deputy = await makePerson(app, event, 'Anna Petrova');
    await scheduled(event, path, 'read_on_behalf', { readerPersonId });
    await moved(event.staff, path, 'deliver', { input: { at, extent: 'full' } });
    await app.at('2019-10-21T03:00:00Z');
    const right = {
      deliveredByPersonId: deputy,
      at,
      extent: 'abridged',
      reason: 'The deputy read it, not the reader.',
    };
    const corrected = await put(path, 'delivery', right);
    expect([corrected.status, corrected.body.number, corrected.body.deliveredBy]).toEqual([
      200,
      2,
      'Anna Petrova',
    ]);
    expect(
      (await records(path)).map(({ number, deliveredBy, extent, reason }) => [
        number,
        deliveredBy,
        extent,
        reason,
      ]),
    ).toEqual([
      [2, 'Anna Petrova', 'abridged', 'The deputy read it, not the reader.'],
      [1, 'Baurzhan Imandosov', 'full', null],
    ]);
    expect((await event.staff.get(path)).body).toMatchObject({
      deliveredBy: 'Anna Petrova',
      extent: 'abridged',
    });
    const url = path.replace('/greetings/', '/greetings/published/');
    const { body } = await app.api.get(url);
    expect([body.edition, body.extent]).toEqual([2, 'abridged']);
    expect(body.pressLines.en).toContain('by Anna Petrova, in abridged form');
    expect(body.corrections).toMatchObject([
      {
        kind: 'delivery',
        language: null,
        at: '2019-10-21T03:00:00.000Z',
        reason: 'The deputy read it, not the reader.',
        was: { text: null, pressLines: { en: expect.stringContaining('by Baurzhan Imandosov') } },
      },
    ]);
    const same = await put(path, 'delivery', right);
    expect([same.status, same.body.code]).toEqual([422, 'correction-of-nothing']);
    const { items } = (await event.staff.get(`${path}/history`)).body;
    expect(items.at(-1)).toMatchObject({
      transition: 'correct_delivery',
      comment: 'The deputy read it, not the reader.',
    });
  });

  test('names persons of this event only', async () => {
    const path = await delivered('in_person');
    const foreign = await makePerson(app, await makeEvent(app));
    const answer = await put(path, 'delivery', {
      deliveredByPersonId: foreign,
      at,
      extent: 'full',
      reason: 'None.',
    });
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([422, '/deliveredByPersonId']);
  });

  test('keeps the words as they were said beside those that were cleared, with the difference', async () => {
    const path = await clearedGreeting(
      event,
      {},
      'Dear participants,\n\nI congratulate all participants of the forum.\n\nThank you.',
    );
    await scheduled(event, path, 'in_person');
    await moved(event.staff, path, 'deliver', { input: { at, extent: 'full' } });
    const said = 'Dear participants,\n\nI warmly congratulate all participants of the forum.\n\nThank you.';
    const kept = await put(path, 'delivered-texts/en', { text: said, remark: 'Changed in the morning.' });
    expect([kept.status, kept.body.number, JSON.stringify(kept.body).includes('warmly')]).toEqual([
      200,
      1,
      false,
    ]);
    const again = await put(path, 'delivered-texts/en', { text: said });
    expect([again.status, again.body.code]).toEqual([422, 'correction-of-nothing']);
    await put(path, 'delivered-texts/en', { text: said.replace('warmly', 'sincerely') });
    expect((await put(path, 'delivered-texts/fr', { text: said })).status).toBe(404);
    const { items } = (await event.staff.get(`${path}/delivered-texts`)).body;
    expect(items.map(({ number, language }: any) => [number, language])).toEqual(
      expect.arrayContaining([
        [2, 'en'],
        [1, 'en'],
      ]),
    );
    const first = items.find(({ number }: any) => number === 1);
    expect(first).toMatchObject({ delivered: said, remark: 'Changed in the morning.' });
    expect(first.cleared).toContain('I congratulate all');
    expect(first.changes.map(({ kind }: any) => kind)).toEqual(['same', 'changed', 'same']);
    expect(first.changes[1].parts.filter(({ kind }: any) => kind === 'added')).toEqual([
      { kind: 'added', text: expect.stringContaining('warmly') },
    ]);
    // What is published is what was cleared.
    const { body } = await app.api.get(path.replace('/greetings/', '/greetings/published/'));
    expect(body.texts[0].text).toContain('I congratulate all');
  });

  test('says in which language it was read, unless it is said otherwise', async () => {
    const path = await translatedGreeting(app, event, { en: 'Dear all', ru: 'Дорогие все', zh: '各位' });
    await scheduled(event, path, 'read_by_moderator', { readingLanguage: 'ru' });
    await moved(event.staff, path, 'deliver', {
      input: { at, extent: 'full', deliveredByName: 'Wang Wei' },
    });
    expect((await records(path))[0].languages).toEqual(['ru']);
    expect((await records(await delivered('in_person')))[0].languages).toEqual(['en']);
  });

  test('put right under embargo says why to those who work on the texts, and to the others once it is public', async () => {
    await app.at('2019-10-21T03:00:00Z');
    const path = await clearedGreeting(event);
    await scheduled(event, path, 'in_person');
    await put(path, 'embargo', { until: '2019-10-21T12:00:00+08:00' });
    await moved(event.staff, path, 'deliver', { input: { at, extent: 'full' } });
    await put(path, 'delivery', { at, extent: 'abridged', reason: 'The paragraph on trust was left out.' });
    const communications = await app.staff(event.id, 'communications');
    const reasons = async (api: Api): Promise<unknown[]> =>
      (await api.get(`${path}/deliveries`)).body.items.map(({ reason }: any) => reason);
    expect(await reasons(event.staff)).toEqual(['The paragraph on trust was left out.', null]);
    expect(await reasons(communications)).toEqual([null, null]);
    await app.at('2019-10-21T04:00:00Z');
    expect(await reasons(communications)).toEqual(['The paragraph on trust was left out.', null]);
  });

  test('communications make press releases of it, and read neither remarks nor words', async () => {
    const path = await delivered('in_person', { remark: 'A word of the text.' });
    const communications = await app.staff(event.id, 'communications');
    const { items } = (await communications.get(`${path}/deliveries`)).body;
    expect(items.map(({ remark, pressLines }: any) => [remark, Object.keys(pressLines)])).toEqual([
      [null, ['en', 'ru', 'zh']],
    ]);
    expect((await communications.get(`${path}/delivered-texts`)).status).toBe(403);
    expect(
      (await communications.put(`${path}/delivery`, { at, extent: 'full', reason: 'None.' }, { ifMatch: 1 }))
        .status,
    ).toBe(403);
    expect((await app.api.get(`${path}/deliveries`)).status).toBe(401);
    const other = await makeEvent(app);
    expect(
      (await other.staff.get(`${other.path}/greetings/${path.split('/').at(-1)}/deliveries`)).status,
    ).toBe(404);
  });

  test('stands in the file of the organisation: who read it after all, how long it was, whether it was thanked for', async () => {
    const organisation = await make(app.admin, `${event.path}/organisations`, {
      kind: 'intergovernmental_organisation',
      name: 'Shanghai Cooperation Organisation',
    });
    const path = await clearedGreeting(
      event,
      { author: { name: 'Vladimir Norov', title: 'Secretary-General', organisationId: organisation.id } },
      'word '.repeat(120),
    );
    await scheduled(event, path, 'read_by_moderator');
    await moved(event.staff, path, 'deliver', {
      input: { at, extent: 'full', deliveredByName: 'Wang Wei' },
    });
    const entries = async (): Promise<any[]> =>
      (await event.staff.get(`${event.path}/organisations/${organisation.id}/record`)).body.items[0].entries;
    expect(await entries()).toMatchObject([
      {
        kind: 'greeting_sent',
        title: 'Vladimir Norov',
        figures: { readingSeconds: 60, thanked: 0 },
        details: { deliveredBy: 'Wang Wei', mode: 'read_by_moderator', extent: 'full', language: 'en' },
      },
    ]);
    await make(event.staff, `${path}/thanks`, {});
    expect((await entries())[0]).toMatchObject({
      figures: { thanked: 1 },
      details: { thankedAt: expect.stringMatching(/^2019-10-21T0\d:00:00Z$/) },
    });
  });
});
