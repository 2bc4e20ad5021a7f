import * as fs from 'node:fs/promises';
import { CONFIG, type Config } from '../../src/platform/config';
import type { Api, SentFile } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { makeEvent, type TestEvent } from '../support/factories';
import { officeFile, pdf, png } from '../support/files';
import { askToRegister, faultsOf, makeCategory, makeForm, personWith, register } from './support';

/** Files that are answers to questions. */
describe('files as answers', () => {
  let app: TestApp;
  let event: TestEvent;
  let category: any;
  let scan: Buffer;
  let other: Buffer;
  beforeAll(async () => {
    app = await startApp();
    [scan, other] = [await pdf('Passport'), await pdf('Another passport')];
  });
  beforeEach(async () => {
    await app.at('2019-06-01T08:00:00Z');
    event = await makeEvent(app);
    category = await makeCategory(event);
  });

  const passport = { key: 'passport', kind: 'file', label: 'Passport', required: 'always' };
  const pathOf = (id: string): string => `${event.path}/registrations/${id}`;
  const send = (api: Api, id: string, file: Partial<SentFile> = {}, key = 'passport') =>
    api.upload(`${pathOf(id)}/files/${key}`, { name: 'Паспорт.pdf', bytes: scan, ...file });
  const someone = async (): Promise<{ id: string; person: Api }> => {
    const { id } = await register(app.api, event, category.id);
    return { id, person: await personWith(app, event, id) };
  };

  test('come after the registration, are fetched by person and staff, and are replaced', async () => {
    await makeForm(event, category.id, [passport]);
    const { id, person } = await someone();
    const missing = async (): Promise<string[]> =>
      (await person.get(pathOf(id))).body.missing.map(({ message }: any) => message);
    expect(await missing()).toEqual(['must be uploaded']);
    const { version } = (await person.get(pathOf(id))).body;
    const sent = await send(person, id);
    expect([sent.status, sent.body]).toEqual([
      200,
      {
        key: 'passport',
        fileId: sent.body.fileId,
        name: 'Паспорт.pdf',
        mediaType: 'application/pdf',
        size: scan.length,
        sha256: sent.body.sha256,
      },
    ]);
    expect(await missing()).toEqual([]);
    const form = (await person.get(`${pathOf(id)}/forms`)).body.items[0];
    expect([form.answers, form.files, form.version]).toEqual([
      { passport: sent.body.fileId },
      [sent.body],
      version + 1,
    ]);
    for (const api of [person, event.staff]) {
      const file = await api.download(`${pathOf(id)}/files/passport`);
      expect([file.status, file.body.equals(scan)]).toEqual([200, true]);
    }
    const again = await send(event.staff, id, { bytes: other, name: 'new.pdf' });
    expect(again.status).toBe(200);
    expect((await person.download(`${pathOf(id)}/files/passport`)).body.equals(other)).toBe(true);
    expect((await person.get(pathOf(id))).body.answers).toEqual({ passport: again.body.fileId });
  });

  test('that were replaced or taken back are removed from where files are kept', async () => {
    await makeForm(event, category.id, [passport]);
    const { id, person } = await someone();
    const kept = async (): Promise<string[]> => {
      const { storageDir } = app.app.get<Config>(CONFIG);
      const found = await fs.readdir(storageDir, { recursive: true, withFileTypes: true });
      return found.filter((entry) => entry.isFile()).map(({ name }) => name);
    };
    const files = [
      (await send(person, id)).body.fileId,
      (await send(person, id, { bytes: other })).body.fileId,
    ];
    expect(await kept()).toEqual(expect.arrayContaining(files));
    expect((await person.delete(`${pathOf(id)}/files/passport`)).status).toBe(204);
    expect((await person.get(pathOf(id))).body.answers).toEqual({});
    expect((await person.get(`${pathOf(id)}/files/passport`)).body.code).toBe('answer-file-unknown');
    expect((await person.delete(`${pathOf(id)}/files/passport`)).status).toBe(404);
    for (const hour of ['10', '12', '14']) await app.at(`2019-06-01T${hour}:00:00Z`);
    expect((await kept()).filter((name) => files.includes(name))).toEqual([]);
  });

  test('stay when the other answers change, and go with null or when they are no longer asked', async () => {
    const form = await makeForm(event, category.id, [
      { key: 'visa', kind: 'consent', label: 'Visa', required: 'never' },
      { ...passport, showIf: { key: 'visa', equals: true } },
    ]);
    const { id, person } = await someone();
    const early = await send(person, id);
    expect(faultsOf(early)).toEqual([422, 'answers-invalid', [['/answers/passport', 'hidden']]]);
    let version = 1;
    const answer = async (answers: object): Promise<any> => {
      version = (await person.get(pathOf(id))).body.version;
      return person.put(`${pathOf(id)}/forms/${form.id}`, { answers }, { ifMatch: version });
    };
    await answer({ visa: true });
    const { fileId } = (await send(person, id)).body;
    expect((await answer({ visa: true })).body.answers).toEqual({ visa: true, passport: fileId });
    expect((await answer({ visa: true, passport: fileId })).body.files.length).toBe(1);
    const forged = await answer({ visa: true, passport: '0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11' });
    expect(faultsOf(forged)).toEqual([422, 'answers-invalid', [['/answers/passport', 'file']]]);
    expect((await answer({ visa: true, passport: null })).body.files).toEqual([]);
    await send(person, id);
    const hidden = (await answer({ visa: false })).body;
    expect([hidden.answers, hidden.files]).toEqual([{ visa: false }, []]);
    expect((await person.get(`${pathOf(id)}/files/passport`)).status).toBe(404);
    const rows = await app.db.query('SELECT 1 FROM answer_files WHERE registration_id = $1', [id]);
    expect(rows).toEqual([]);
  });

  test('are of the kinds and the size that the question takes', async () => {
    await makeForm(event, category.id, [
      { ...passport, accept: ['pdf'], maxBytes: scan.length },
      { ...passport, key: 'photo' },
    ]);
    const { id, person } = await someone();
    const wrong = await send(person, id, { name: 'passport.png', bytes: png });
    expect(faultsOf(wrong)).toEqual([415, 'media-type-not-supported', [['/file', 'kind']]]);
    const large = await send(person, id, { bytes: await pdf('x', scan.length + 5000) });
    expect(faultsOf(large)).toEqual([413, 'too-large', [['/file', 'size']]]);
    const disguised = await send(person, id, { bytes: png });
    expect(disguised.status).toBe(422);
    expect((await send(person, id, { name: 'photo.png', bytes: png }, 'photo')).status).toBe(200);
    const word = await send(person, id, { name: 'photo.docx', bytes: officeFile('docx') }, 'photo');
    expect(word.status).toBe(415);
    expect((await send(person, id)).status).toBe(200);
    const count = await app.db.one(`SELECT count(*)::integer AS n FROM stored_files WHERE event_id = $1`, [
      event.id,
    ]);
    expect(count).toEqual({ n: 2 });
  });

  test('are nobody else’s, and answer questions for files only', async () => {
    await makeForm(event, category.id, [
      { ...passport, required: 'never' },
      { ...passport, key: 'clearance', managersOnly: true, required: 'never' },
      { key: 'diet', kind: 'text', label: 'Diet', required: 'never' },
    ]);
    const { id, person } = await someone();
    const stranger = (await someone()).person;
    await send(person, id);
    expect((await send(stranger, id)).status).toBe(404);
    expect((await send(app.api, id)).status).toBe(401);
    const address = `${pathOf(id)}/files/passport`;
    expect((await stranger.get(address)).status).toBe(404);
    expect((await app.api.get(address)).status).toBe(401);
    expect((await (await app.staff(event.id, 'check_in')).get(address)).status).toBe(403);
    const elsewhere = await makeEvent(app);
    expect((await elsewhere.staff.get(address)).status).toBe(404);
    expect((await elsewhere.staff.get(`${elsewhere.path}/registrations/${id}/files/passport`)).status).toBe(
      404,
    );
    expect((await send(person, id, {}, 'diet')).status).toBe(404);
    expect((await send(person, id, {}, 'gone')).status).toBe(404);
    expect((await send(person, id, {}, 'clearance')).status).toBe(404);
    expect((await send(event.staff, id, {}, 'clearance')).status).toBe(200);
    expect((await person.get(`${pathOf(id)}/files/clearance`)).status).toBe(404);
    expect((await event.staff.download(`${pathOf(id)}/files/clearance`)).status).toBe(200);
    expect(JSON.stringify((await person.get(`${pathOf(id)}/forms`)).body)).not.toContain('clearance');
    const asked = await askToRegister(app.api, event, category.id, { answers: { passport: 'x' } });
    expect(faultsOf(asked)).toEqual([422, 'answers-invalid', [['/answers/passport', 'file']]]);
    await event.staff.move(pathOf(id), 'cancel');
    expect((await send(person, id)).body.code).toBe('form-not-asked');
  });

  test('of follow-up forms begin the answers, and a date binds them too', async () => {
    const groups = [{ key: 'papers', title: 'Papers', editableUntil: '2019-06-10T00:00:00Z' }];
    const fields = [
      { ...passport, group: 'papers' },
      { key: 'flight', kind: 'text', label: 'Flight', required: 'always' },
    ];
    const form = await makeForm(event, category.id, fields, {
      purpose: 'follow_up',
      title: 'Papers',
      groups,
    });
    const { id, person } = await someone();
    const { fileId } = (await send(person, id)).body;
    const address = `${pathOf(id)}/forms/${form.id}`;
    expect((await person.get(address)).body).toMatchObject({
      version: 1,
      answers: { passport: fileId },
      complete: false,
    });
    const answered = await person.put(address, { answers: { flight: 'SU 204' } }, { ifMatch: 1 });
    expect(answered.body).toMatchObject({ answers: { passport: fileId, flight: 'SU 204' }, complete: true });
    await app.at('2019-06-10T00:00:00Z');
    expect(faultsOf(await send(person, id))).toEqual([
      422,
      'answers-invalid',
      [['/answers/passport', 'closed']],
    ]);
    expect((await person.delete(`${pathOf(id)}/files/passport`)).status).toBe(422);
    expect((await send(event.staff, id, { bytes: other })).status).toBe(200);
  });
});
