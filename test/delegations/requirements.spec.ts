import { simpleParser } from 'mailparser';
import type { Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { jpeg, officeFile, pdf, png } from '../support/files';
import { make, makeEvent, type TestEvent } from '../support/factories';
import { holderOf, mailsOf, makeCategory, makeDelegation, memberInput, type MadeDelegation } from './support';

describe('what delegations must hand in', () => {
  let app: TestApp;
  let event: TestEvent;
  let delegate: string;
  beforeAll(async () => {
    app = await startApp();
    event = await makeEvent(app);
    delegate = await makeCategory(event);
  });

  const accepted = async (
    changes: object = {},
    of: TestEvent = event,
  ): Promise<{ delegation: MadeDelegation; focal: Api }> => {
    const delegation = await makeDelegation(of, changes);
    await of.staff.post(`${delegation.path}/invitations`, {});
    const focal = await holderOf(app, delegation, delegation.email);
    await focal.move(delegation.path, 'accept');
    return { delegation, focal };
  };

  const require = (changes: object, of: TestEvent = event): Promise<any> =>
    make(of.staff, `${of.path}/requirements`, {
      kind: 'credentials_letter',
      concerns: 'delegation',
      title: 'Letter of credentials',
      ...changes,
    });

  const documentsOf = async (api: Api, { path }: { path: string }, query = ''): Promise<any[]> =>
    (await api.get(`${path}/documents${query}`)).body.items;

  test('is asked of those who are there and of those who come, by category and delegation', async () => {
    const press = await makeCategory(event, { title: 'Press' });
    const { delegation, focal } = await accepted();
    const other = await accepted();
    const early = await make(focal, `${delegation.path}/members`, memberInput(delegate));
    await require({ delegationId: delegation.id });
    await require({
      kind: 'passport_page',
      concerns: 'member',
      title: 'Passport',
      delegationId: delegation.id,
    });
    await require({
      kind: 'other',
      concerns: 'member',
      title: 'Press card',
      categoryId: press,
      delegationId: delegation.id,
    });
    const late = await make(focal, `${delegation.path}/members`, memberInput(press));
    const asked = (await documentsOf(focal, delegation)).map(({ title, registrationId, state }) => [
      title,
      registrationId,
      state,
    ]);
    expect(asked.sort()).toEqual(
      [
        ['Letter of credentials', null, 'missing'],
        ['Passport', early.id, 'missing'],
        ['Passport', late.id, 'missing'],
        ['Press card', late.id, 'missing'],
      ].sort(),
    );
    expect(await documentsOf(other.focal, other.delegation)).toEqual([]);
    // Whoever leaves takes along what was asked of them.
    const { version } = (await focal.get(`${delegation.path}/members/${late.id}`)).body;
    expect((await focal.delete(`${delegation.path}/members/${late.id}`, version)).status).toBe(204);
    expect((await documentsOf(focal, delegation)).length).toBe(2);
  });

  test('is handed in, refused with a reason, handed in anew and accepted', async () => {
    const { delegation, focal } = await accepted({
      backup: { name: 'Karen Grigoryan', email: 'karen@ministry.example', locale: 'ru' },
    });
    await require({ delegationId: delegation.id });
    const [document] = await documentsOf(focal, delegation);
    const path = `${delegation.path}/documents/${document.id}`;
    const own = `${event.path}/requirement-documents/${document.id}`;
    const nothing = await event.staff.move(own, 'hand_in');
    expect([nothing.status, nothing.body.code]).toEqual([409, 'transition-not-possible']);
    const letter = await pdf('Credentials');
    const handedIn = await focal.upload(`${path}/file`, { name: 'letter.pdf', bytes: letter });
    expect(handedIn.body).toMatchObject({
      state: 'handed_in',
      file: 'letter.pdf',
      handedInBy: 'Anna Sargsyan',
      handedInAt: '2019-06-01T08:00:00.000Z',
    });
    expect((await focal.download(`${path}/file`)).body.equals(letter)).toBe(true);
    expect((await event.staff.move(own, 'refuse')).body.code).toBe('comment-required');
    await event.staff.move(own, 'refuse', { comment: 'It is not signed.' });
    await app.settled();
    expect((await focal.get(path)).body).toMatchObject({ state: 'refused', reason: 'It is not signed.' });
    expect(
      (await mailsOf(app, delegation, 'delegation.document-refused')).map(({ email, state }) => [
        email,
        state,
      ]),
    ).toEqual([
      [delegation.email, 'sent'],
      ['karen@ministry.example', 'sent'],
    ]);
    // The refused file is not handed in again as it is.
    expect((await event.staff.move(own, 'hand_in')).status).toBe(409);
    const backup = await holderOf(app, delegation, 'karen@ministry.example');
    const anew = await backup.upload(`${path}/file`, { name: 'signed.png', bytes: png });
    expect([anew.body.state, anew.body.handedInBy, anew.body.reason]).toEqual([
      'handed_in',
      'Karen Grigoryan',
      null,
    ]);
    expect((await event.staff.move(own, 'accept')).body.state).toBe('accepted');
    const replaced = await focal.upload(`${path}/file`, { name: 'other.pdf', bytes: letter });
    expect([replaced.status, replaced.body.code]).toEqual([409, 'transition-not-possible']);
    expect((await focal.get(path)).body.file).toBe('signed.png');
    const { items } = (await event.staff.get(`${own}/history`)).body;
    expect(items.map(({ transition, by }: any) => [transition, by.replace(/^Staff.*/, 'Staff')])).toEqual([
      ['create', 'Staff'],
      ['hand_in', 'Anna Sargsyan'],
      ['refuse', 'Staff'],
      ['hand_in', 'Karen Grigoryan'],
      ['accept', 'Staff'],
    ]);
  });

  test('is of the kind that it must be; what was there stays', async () => {
    const { delegation, focal } = await accepted();
    await require({ kind: 'photo', title: 'Photo of the head', delegationId: delegation.id });
    const [document] = await documentsOf(focal, delegation);
    const file = `${delegation.path}/documents/${document.id}/file`;
    await focal.upload(file, { name: 'head.jpg', bytes: jpeg });
    const wrong = await focal.upload(file, { name: 'head.pdf', bytes: await pdf() });
    expect([wrong.status, wrong.body.code, wrong.body.errors[0].pointer]).toEqual([
      422,
      'requirement-file-kind',
      '/file',
    ]);
    expect(wrong.body.detail).toContain('JPEG');
    expect((await focal.upload(file, { name: 'head.docx', bytes: officeFile('docx') })).status).toBe(415);
    expect((await focal.upload(file, { name: 'head.png', bytes: await pdf() })).status).toBe(422);
    expect((await focal.get(`${delegation.path}/documents/${document.id}`)).body).toMatchObject({
      state: 'handed_in',
      file: 'head.jpg',
    });
    await app.settled();
    const stored = await app.db.query<{ name: string }>(
      `SELECT name FROM stored_files WHERE name LIKE 'head.%' ORDER BY name`,
    );
    expect(stored).toEqual([{ name: 'head.jpg' }]);
  });

  test('is nobody else’s: not in the other delegation’s path either', async () => {
    const one = await accepted();
    const two = await accepted();
    await require({ delegationId: one.delegation.id });
    const [document] = await documentsOf(one.focal, one.delegation);
    const path = `${two.delegation.path}/documents/${document.id}`;
    const file = { name: 'letter.pdf', bytes: await pdf() };
    expect((await two.focal.get(path)).status).toBe(404);
    expect((await two.focal.upload(`${path}/file`, file)).status).toBe(404);
    expect((await two.focal.get(`${path}/file`)).status).toBe(404);
    expect(
      (await two.focal.move(`${event.path}/requirement-documents/${document.id}`, 'hand_in')).status,
    ).toBe(404);
    expect((await one.focal.get(`${one.delegation.path}/documents/${document.id}`)).body.state).toBe(
      'missing',
    );
  });

  test('each look at a document of identity is recorded', async () => {
    const { delegation, focal } = await accepted();
    await require({ kind: 'passport_page', title: 'Passport of the head', delegationId: delegation.id });
    const [document] = await documentsOf(focal, delegation);
    const file = `${delegation.path}/documents/${document.id}/file`;
    await focal.upload(file, { name: 'passport.png', bytes: png });
    await event.staff.download(file);
    const desk = await app.staff(event.id, 'registration_desk', 'programme');
    expect((await desk.get(file)).status).toBe(403);
    const { items } = (await event.staff.get(`${event.path}/requirement-documents/${document.id}/history`))
      .body;
    expect(items.map(({ transition }: any) => transition)).toEqual(['create', 'hand_in', 'look']);
    expect(items[2].by).toMatch(/^Staff /);
  });

  test('is changed and removed, but not once something was handed in', async () => {
    const { delegation, focal } = await accepted();
    const requirement = await require({ delegationId: delegation.id });
    const path = `${event.path}/requirements/${requirement.id}`;
    const changed = await event.staff.patch(path, { title: 'Credentials' }, 1);
    expect([changed.status, changed.body.title, changed.body.version]).toEqual([200, 'Credentials', 2]);
    const [document] = await documentsOf(focal, delegation);
    await focal.upload(`${delegation.path}/documents/${document.id}/file`, { name: 'a.png', bytes: png });
    const used = await event.staff.delete(path, 2);
    expect([used.status, used.body.code]).toEqual([409, 'requirement-in-use']);
    const unused = await require({ delegationId: delegation.id, title: 'Another' });
    expect((await event.staff.delete(`${event.path}/requirements/${unused.id}`, 1)).status).toBe(204);
    expect((await documentsOf(focal, delegation)).length).toBe(1);
    const wrong = await event.staff.post(`${event.path}/requirements`, {
      kind: 'other',
      concerns: 'delegation',
      title: 'X',
      categoryId: delegate,
    });
    expect([wrong.status, wrong.body.code]).toEqual([422, 'requirement-of-whom']);
    const foreign = await event.staff.post(`${event.path}/requirements`, {
      kind: 'other',
      concerns: 'member',
      title: 'X',
      categoryId: await makeCategory(await makeEvent(app)),
    });
    expect([foreign.status, foreign.body.code]).toEqual([422, 'requirement-category-unknown']);
  });

  test('goes along into the next edition, its deadline moved, and nothing that was handed in', async () => {
    const forum = await makeEvent(app);
    const { delegation, focal } = await accepted({}, forum);
    await require({ dueAt: '2019-09-20T18:00:00+08:00' }, forum);
    const [document] = await documentsOf(focal, delegation);
    await focal.upload(`${delegation.path}/documents/${document.id}/file`, { name: 'a.png', bytes: png });
    const copy = await app.admin.post(`${forum.path}/copies`, {
      slug: `${forum.slug}-next`,
      startDate: '2020-10-19',
    });
    expect([copy.status, copy.body.code]).toEqual([201, undefined]);
    const next = `events/${forum.slug}-next`;
    const { items } = (await app.admin.get(`${next}/requirements`)).body;
    expect(items.map(({ title, dueAt }: any) => [title, dueAt])).toEqual([
      ['Letter of credentials', '2020-09-18T10:00:00.000Z'],
    ]);
    const documents = (await app.admin.get(`${next}/requirement-documents`)).body.items;
    expect(documents.map(({ state, file }: any) => [state, file])).toEqual([['missing', null]]);
  });

  // Last, because they move the clock of the whole file.
  test('is reminded of once, in one mail, and moves with its deadline; what is kept for a time is erased', async () => {
    const forum = await makeEvent(app);
    const category = await makeCategory(forum);
    const { delegation, focal } = await accepted({}, forum);
    const silent = await makeDelegation(forum);
    for (let n = 0; n < 3; n += 1) await make(focal, `${delegation.path}/members`, memberInput(category));
    const dueAt = '2019-07-20T10:00:00Z';
    const letter = await require({ dueAt }, forum);
    await require({ kind: 'passport_page', concerns: 'member', title: 'Passport', dueAt }, forum);
    const documents = await documentsOf(focal, delegation);
    expect(documents.length).toBe(4);
    const passport = documents.find(({ title }) => title === 'Passport');
    const file = `${delegation.path}/documents/${passport.id}/file`;
    await focal.upload(file, { name: 'passport.png', bytes: png });
    await app.at('2019-07-13T09:59:59Z');
    expect(await mailsOf(app, delegation, 'delegation.documents-due')).toEqual([]);
    await app.at('2019-07-13T10:00:00Z');
    await app.at('2019-07-14T10:00:00Z');
    expect((await mailsOf(app, delegation, 'delegation.documents-due')).map(({ state }) => state)).toEqual([
      'sent',
    ]);
    const [mail] = await app.db.query<{ raw: Buffer }>(
      `SELECT b.raw FROM mailbox_mails b JOIN messages m ON m.id = b.message_id
        WHERE m.kind = 'delegation.documents-due' AND m.subject_id = $1`,
      [delegation.id],
    );
    const { text } = await simpleParser(mail!.raw);
    // One of the three has been handed in.
    expect(text!.match(/^- Passport/gm)!.length).toBe(2);
    await forum.staff.patch(`${forum.path}/requirements/${letter.id}`, { dueAt: '2019-08-20T10:00:00Z' }, 1);
    await app.at('2019-07-20T10:00:00Z');
    expect((await documentsOf(forum.staff, delegation, '?overdue=true')).map(({ title }) => title)).toEqual([
      'Passport',
      'Passport',
    ]);
    await app.at('2019-08-13T10:00:00Z');
    expect((await mailsOf(app, delegation, 'delegation.documents-due')).length).toBe(2);
    // Who has not said that it takes part is not asked for documents.
    expect(await mailsOf(app, silent, 'delegation.documents-due')).toEqual([]);

    await app.at('2019-11-25T00:00:00+08:00');
    const erased = (await forum.staff.get(`${delegation.path}/documents/${passport.id}`)).body;
    expect([erased.state, erased.file]).toEqual(['erased', null]);
    expect((await forum.staff.get(file)).status).toBe(404);
  });
});
