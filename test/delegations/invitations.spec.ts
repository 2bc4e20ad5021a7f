import { simpleParser } from 'mailparser';
import type { Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { pdf } from '../support/files';
import { make, makeEvent, type TestEvent } from '../support/factories';
import { readPdf } from '../support/pdf';
import { holderOf, mailsOf, makeCategory, makeDelegation, memberInput, type MadeDelegation } from './support';

describe('invitations', () => {
  let app: TestApp;
  let event: TestEvent;
  let protocol: Api;
  beforeAll(async () => {
    app = await startApp();
    event = await makeEvent(app, {
      titles: { ru: 'Инфофорум-Китай 2019', zh: '2019年中国信息论坛' },
    });
    protocol = await app.staff(event.id, 'protocol');
  });

  const textOf = async (path: string): Promise<string> => {
    const { status, body } = await protocol.download(path);
    expect(status).toBe(200);
    return readPdf(body)
      .pages.flatMap(({ texts }) => texts.map(({ text }) => text))
      .join(' ')
      .replace(/\s+/g, ' ');
  };

  const contact = (delegation: MadeDelegation, changes: object): Promise<unknown> =>
    make(event.staff, `${event.path}/organisations/${delegation.organisationId}/contacts`, {
      function: 'head_of_protocol',
      name: 'Ara Petrosyan',
      locale: 'en',
      ...changes,
    });

  test('a note goes to the focal point and the back-up with a link each, and to contacts on record without', async () => {
    const delegation = await makeDelegation(event, {
      backup: { name: 'Karen Grigoryan', email: 'backup.a@ministry.example', locale: 'ru' },
    });
    await contact(delegation, { email: 'protocol.a@ministry.example' });
    await contact(delegation, {
      function: 'backup_focal_point',
      name: 'Karen Grigoryan',
      email: 'BACKUP.A@ministry.example',
    });
    await contact(delegation, { function: 'press', name: 'Press', email: 'press.a@ministry.example' });
    await contact(delegation, {
      name: 'Was before',
      email: 'before.a@ministry.example',
      validUntil: '2018-12-31',
    });
    const sent = await protocol.post(`${delegation.path}/invitations`, {
      answerBy: '2019-08-10T10:00:00Z',
    });
    expect([sent.status, sent.body.number, sent.body.kind, sent.body.language]).toEqual([
      200,
      1,
      'note_verbale',
      'en',
    ]);
    expect(sent.body.sentBy).toMatch(/^Staff /);
    await app.settled();
    const { items } = (await protocol.get(`${delegation.path}/invitations`)).body;
    expect(
      items[0].addressees.map(({ email, function: is, link, mail }: Record<string, unknown>) => [
        email,
        is,
        link,
        mail,
      ]),
    ).toEqual([
      [delegation.email, 'focal_point', true, 'sent'],
      ['backup.a@ministry.example', 'backup', true, 'sent'],
      ['protocol.a@ministry.example', 'head_of_protocol', false, 'sent'],
    ]);
    const mails = await app.db.query<{ mail: string }>(
      `SELECT t::text AS mail FROM mailbox_mails t WHERE t::text LIKE '%protocol.a@ministry.example%'`,
    );
    expect([mails.length, mails[0]!.mail.includes('token=')]).toEqual([1, false]);
    expect((await protocol.get(delegation.path)).body).toMatchObject({
      answerBy: '2019-08-10T10:00:00.000Z',
      invitations: 1,
      answerOverdue: false,
    });
  });

  test('the mails carry the paper', async () => {
    const delegation = await makeDelegation(event);
    await protocol.post(`${delegation.path}/invitations`, {});
    await app.settled();
    const rows = await app.db.query<{ raw: Buffer }>(
      `SELECT b.raw FROM mailbox_mails b JOIN messages m ON m.id = b.message_id WHERE m.kind = 'delegation.invited' AND m.email = $1`,
      [delegation.email],
    );
    const mails = await Promise.all(rows.map(({ raw }) => simpleParser(raw)));
    const paper = await protocol.download(`${delegation.path}/invitations/1.pdf`);
    expect(
      mails.map(({ attachments }) =>
        attachments.map(({ contentType, content }) => [contentType, content.equals(paper.body)]),
      ),
    ).toEqual([[['application/pdf', true]]]);
  });

  test.each([
    [
      'en',
      'NOTE VERBALE',
      /The Secretariat of Infoforum-China 2019 presents its compliments to the Ministry of .+ and has the honour/,
    ],
    ['ru', 'ВЕРБАЛЬНАЯ НОТА', /Секретариат мероприятия «Инфофорум-Китай 2019» свидетельствует своё уважение/],
    ['zh', '照会', /2019 ?年中国信息论坛秘书处向.+致意/],
  ])('a note verbale in %s is in the third person, and unsigned', async (language, title, compliments) => {
    const category = await makeCategory(event);
    const delegation = await makeDelegation(event, { quotas: [{ categoryId: category, places: 4 }] });
    const sent = await protocol.post(`${delegation.path}/invitations`, {
      language,
      answerBy: '2019-08-10T10:00:00Z',
      signatory: { name: 'Andrei Petrov', post: 'Chairman' },
    });
    const text = await textOf(`${delegation.path}/invitations/1.pdf`);
    expect(text).toContain(title);
    expect(text).toMatch(compliments);
    expect(text).toContain(sent.body.reference);
    expect(text).toContain('4');
    expect(text).not.toContain('Andrei Petrov');
  });

  test('a letter addresses somebody, and is signed; companies get letters', async () => {
    const delegation = await makeDelegation(event, {}, { kind: 'company', name: 'Armenia Telecom' });
    await contact(delegation, {
      email: 'head@telecom.example',
      formOfAddress: 'Mr',
      post: 'Director for Protocol',
    });
    const sent = await protocol.post(`${delegation.path}/invitations`, {
      signatory: { name: 'Andrei Petrov', post: 'Chairman of the Organising Committee' },
    });
    expect(sent.body.kind).toBe('letter');
    const text = await textOf(`${delegation.path}/invitations/1.pdf`);
    for (const said of [
      'Director for Protocol',
      'Dear Mr Ara Petrosyan,',
      'I have the honour to invite Armenia Telecom',
      'Please accept the assurances of my highest consideration.',
      'Andrei Petrov',
      'Chairman of the Organising Committee',
    ])
      expect(text).toContain(said);
    expect(text).not.toContain('NOTE VERBALE');
  });

  test('how an organisation is called in a sentence is for people to say', async () => {
    const delegation = await makeDelegation(event, {
      locale: 'ru',
      addressedAs: 'Министерству связи Республики Армения',
    });
    await protocol.post(`${delegation.path}/invitations`, {});
    expect(await textOf(`${delegation.path}/invitations/1.pdf`)).toContain(
      'свидетельствует своё уважение Министерству связи Республики Армения и имеет честь',
    );
  });

  test('what was sent stays as it was; who has another address gets the next one', async () => {
    const delegation = await makeDelegation(event);
    const first = await protocol.post(`${delegation.path}/invitations`, {});
    await app.settled();
    const paper = await protocol.download(`${delegation.path}/invitations/1.pdf`);
    const again = await protocol.post(`${delegation.path}/invitations`, {});
    expect(again.body.id).toBe(first.body.id);
    const { version } = (await protocol.get(delegation.path)).body;
    await event.staff.patch(
      delegation.path,
      { focalPointName: 'Mher Abrahamyan', focalPointEmail: 'mher.b@ministry.example' },
      version,
    );
    const second = await protocol.post(`${delegation.path}/invitations`, {});
    expect([second.body.number, second.body.reference]).toEqual([2, first.body.reference]);
    await app.settled();
    expect((await protocol.download(`${delegation.path}/invitations/1.pdf`)).body.equals(paper.body)).toBe(
      true,
    );
    expect(await textOf(`${delegation.path}/invitations/2.pdf`)).toContain('Mher Abrahamyan');
    expect(await mailsOf(app, delegation, 'delegation.invited')).toMatchObject([
      { email: delegation.email, state: 'sent' },
      { email: 'mher.b@ministry.example', state: 'sent' },
    ]);
    await expect(app.db.query('UPDATE invitations SET number = 7')).rejects.toThrow('never changed');
    for (const number of ['3', '0', 'x', '1e3'])
      expect((await protocol.get(`${delegation.path}/invitations/${number}.pdf`)).status).toBe(404);
  });

  test('who was invited is not removed; they are withdrawn', async () => {
    const delegation = await makeDelegation(event);
    await protocol.post(`${delegation.path}/invitations`, {});
    const { version } = (await protocol.get(delegation.path)).body;
    const removed = await event.staff.delete(delegation.path, version);
    expect([removed.status, removed.body.code]).toEqual([409, 'delegation-in-use']);
  });

  describe('to many', () => {
    test('each at most once, with progress; who has been invited is left out', async () => {
      const forum = await makeEvent(app);
      const officer = await app.staff(forum.id, 'protocol');
      const made = [];
      for (let n = 0; n < 5; n += 1) made.push(await makeDelegation(forum));
      await officer.post(`${made[0]!.path}/invitations`, {});
      await forum.staff.move(made[1]!.path, 'decline', { comment: 'Not this year' });
      const both = await Promise.all(
        [1, 2].map(() =>
          officer.post(`${forum.path}/delegations/invitations`, { answerBy: '2019-08-10T10:00:00Z' }),
        ),
      );
      expect(both.map(({ status, body }) => [status, body.progress.total])).toEqual([
        [202, 4],
        [202, 4],
      ]);
      await app.settled();
      const runs = await Promise.all(both.map(({ body }) => officer.get(`jobs/${body.id}`)));
      expect(runs.map(({ body }) => body.state)).toEqual(['completed', 'completed']);
      expect(runs.reduce((sum, { body }) => sum + body.counts.sent, 0)).toBe(3);
      for (const one of made) {
        const mails = await mailsOf(app, one, 'delegation.invited');
        expect([one.email, mails.length]).toEqual([one.email, one === made[1] ? 0 : 1]);
      }
      const references = await app.db.query<{ reference: string }>(
        'SELECT reference FROM delegations WHERE event_id = $1 AND reference IS NOT NULL ORDER BY reference',
        [forum.id],
      );
      expect(references.map(({ reference }) => reference)).toEqual([
        '2019-001',
        '2019-002',
        '2019-003',
        '2019-004',
      ]);
    });

    test('a list says what became of each', async () => {
      const declined = await makeDelegation(event);
      await event.staff.move(declined.path, 'decline', { comment: 'Not this year' });
      const fine = await makeDelegation(event);
      const { body } = await protocol.post(`${event.path}/delegations/invitations`, {
        delegationIds: [declined.id, fine.id],
      });
      await app.settled();
      const run = (await protocol.get(`jobs/${body.id}`)).body;
      expect([run.counts, run.errors.length]).toEqual([{ sent: 1, sentBefore: 0, notInvited: 1 }, 1]);
      const unknown = await protocol.post(`${event.path}/delegations/invitations`, {
        delegationIds: [fine.id, fine.organisationId],
      });
      expect([unknown.status, unknown.body.errors[0].pointer]).toEqual([422, '/delegationIds/1']);
    });
  });

  describe('the answer', () => {
    test('by link, on paper with a scan, or by phone is on record as such', async () => {
      const byLink = await makeDelegation(event);
      await protocol.post(`${byLink.path}/invitations`, {});
      const focal = await holderOf(app, byLink, byLink.email);
      await focal.move(byLink.path, 'accept', { input: { answeredBy: 'phone' } });
      expect((await protocol.get(byLink.path)).body).toMatchObject({
        state: 'accepted',
        answeredBy: 'link',
        answeredOn: '2019-06-01',
      });
      expect((await focal.get(`${byLink.path}/history`)).body.items.at(-1)).toMatchObject({
        transition: 'accept',
        by: 'Anna Sargsyan',
        byKind: 'link',
      });

      const onPaper = await makeDelegation(event);
      const early = await event.staff.upload(`${onPaper.path}/answers/file`, {
        name: 'note.pdf',
        bytes: await pdf(),
      });
      expect([early.status, early.body.code]).toEqual([409, 'delegation-not-answered']);
      const recorded = await event.staff.post(`${onPaper.path}/answers`, {
        answer: 'accept',
        answeredBy: 'paper',
        answeredOn: '2019-05-28',
        comment: 'Note No. 1234',
      });
      expect([
        recorded.status,
        recorded.body.state,
        recorded.body.answeredBy,
        recorded.body.answeredOn,
      ]).toEqual([200, 'accepted', 'paper', '2019-05-28']);
      const scan = await pdf('Note No. 1234');
      const added = await event.staff.upload(`${onPaper.path}/answers/file`, {
        name: 'note.pdf',
        bytes: scan,
      });
      expect([added.status, added.body.answerFile]).toEqual([200, 'note.pdf']);
      expect((await event.staff.download(`${onPaper.path}/answers/file`)).body.equals(scan)).toBe(true);
      const text = await event.staff.upload(`${onPaper.path}/answers/file`, {
        name: 'note.txt',
        bytes: Buffer.from('Yes'),
      });
      expect(text.status).toBe(415);
      expect((await event.staff.get(onPaper.path)).body.answerFile).toBe('note.pdf');
    });

    test('no needs a reason; after it nothing is answered', async () => {
      const delegation = await makeDelegation(event);
      const answers = `${delegation.path}/answers`;
      const bare = await event.staff.post(answers, { answer: 'decline', answeredBy: 'phone' });
      expect([bare.status, bare.body.code]).toEqual([422, 'comment-required']);
      const no = await event.staff.post(answers, {
        answer: 'decline',
        answeredBy: 'phone',
        comment: 'Elections',
      });
      expect([no.body.state, no.body.answeredBy]).toEqual(['declined', 'phone']);
      expect((await event.staff.post(answers, { answer: 'accept', answeredBy: 'mail' })).status).toBe(409);
      expect((await protocol.post(`${delegation.path}/invitations`, {})).body.code).toBe(
        'delegation-not-invitable',
      );
    });
  });

  // Last, because they move the clock of the whole file.
  describe('the clock', () => {
    test('reminds once before the answer is due, moves with it, and then tells protocol', async () => {
      const forum = await makeEvent(app);
      const officer = await app.staff(forum.id, 'protocol');
      const delegation = await makeDelegation(forum, {
        backup: { name: 'Karen Grigoryan', email: 'backup.c@ministry.example', locale: 'ru' },
        remindDays: 5,
      });
      const quick = await makeDelegation(forum);
      const silent = await makeDelegation(forum);
      for (const { path } of [delegation, quick, silent])
        await officer.post(`${path}/invitations`, { answerBy: '2019-07-10T10:00:00Z' });
      await forum.staff.post(`${quick.path}/answers`, { answer: 'accept', answeredBy: 'mail' });
      await app.at('2019-07-05T09:59:59Z');
      expect(await mailsOf(app, delegation, 'delegation.reminder')).toEqual([]);
      await app.at('2019-07-05T10:00:00Z');
      await app.at('2019-07-06T10:00:00Z');
      const mails = await mailsOf(app, delegation, 'delegation.reminder');
      expect(mails.map(({ email, state }) => [email, state])).toEqual([
        ['backup.c@ministry.example', 'sent'],
        [delegation.email, 'sent'],
      ]);
      // By hand, for the same deadline: nobody is reminded twice.
      expect((await officer.move(delegation.path, 'remind')).status).toBe(200);
      await app.settled();
      expect((await mailsOf(app, delegation, 'delegation.reminder')).length).toBe(2);

      const { version } = (await officer.get(delegation.path)).body;
      await forum.staff.patch(delegation.path, { answerBy: '2019-07-20T10:00:00Z' }, version);
      await app.at('2019-07-10T10:00:00Z');
      const overdue = async (of: MadeDelegation) =>
        (await mailsOf(app, of, 'delegation.overdue')).map(({ state }) => state);
      expect([await overdue(delegation), await overdue(quick), (await overdue(silent)).length > 0]).toEqual([
        [],
        [],
        true,
      ]);
      const list = (await officer.get(`${forum.path}/delegations?overdue=true`)).body.items;
      expect(list.map(({ id, answerOverdue }: Record<string, unknown>) => [id, answerOverdue])).toEqual([
        [silent.id, true],
      ]);

      await app.at('2019-07-15T10:00:00Z');
      expect((await mailsOf(app, delegation, 'delegation.reminder')).length).toBe(4);
      await app.at('2019-07-20T10:00:00Z');
      const told = await mailsOf(app, delegation, 'delegation.overdue');
      expect(new Set(told.map(({ state }) => state))).toEqual(new Set(['sent']));
      await app.at('2019-07-21T10:00:00Z');
      expect((await mailsOf(app, delegation, 'delegation.overdue')).length).toBe(told.length);
      // A late answer is an answer.
      const focal = await holderOf(app, delegation, delegation.email);
      expect((await focal.move(delegation.path, 'accept')).body.answerOverdue).toBe(false);
    });

    test('after an outage nobody is reminded of what is over', async () => {
      const forum = await makeEvent(app);
      const delegation = await makeDelegation(forum);
      await forum.staff.post(`${delegation.path}/invitations`, { answerBy: '2019-08-10T10:00:00Z' });
      await app.at('2019-08-11T10:00:00Z');
      expect(await mailsOf(app, delegation, 'delegation.reminder')).toEqual([]);
      const { items } = (await forum.staff.get(`${delegation.path}/history`)).body;
      expect(items.find(({ transition }: { transition: string }) => transition === 'remind').data).toEqual({
        skipped: 'It was too late to remind anybody.',
      });
      expect((await mailsOf(app, delegation, 'delegation.overdue')).length).toBeGreaterThan(0);
    });

    test('who is invited shortly before the deadline is not reminded at once', async () => {
      const delegation = await makeDelegation(event);
      await event.staff.post(`${delegation.path}/invitations`, { answerBy: '2019-08-14T10:00:00Z' });
      await app.settled();
      expect(await mailsOf(app, delegation, 'delegation.reminder')).toEqual([]);
    });

    test('reminds of nominations, and tells protocol after the time of grace', async () => {
      const category = await makeCategory(event);
      const delegation = await makeDelegation(event, {
        nominationsCloseAt: '2019-09-01T10:00:00Z',
        graceHours: 24,
      });
      await event.staff.post(`${delegation.path}/invitations`, {});
      const focal = await holderOf(app, delegation, delegation.email);
      await focal.move(delegation.path, 'accept');
      await app.at('2019-08-25T10:00:00Z');
      expect((await mailsOf(app, delegation, 'delegation.reminder')).map(({ state }) => state)).toEqual([
        'sent',
      ]);
      await app.at('2019-09-01T10:00:00Z');
      expect(await mailsOf(app, delegation, 'delegation.overdue')).toEqual([]);
      const late = await focal.post(`${delegation.path}/members`, memberInput(category));
      expect([late.status, late.body.late]).toEqual([201, true]);
      expect((await focal.get(`${delegation.path}/missing`)).body.deadlines).toEqual({
        answerBy: null,
        nominationsCloseAt: '2019-09-01T10:00:00.000Z',
        lateUntil: '2019-09-02T10:00:00.000Z',
        nominations: 'late',
      });
      await app.at('2019-09-02T10:00:00Z');
      const told = await mailsOf(app, delegation, 'delegation.overdue');
      expect(told.length).toBeGreaterThan(0);
      const closed = await focal.post(`${delegation.path}/members`, memberInput(category));
      expect([closed.status, closed.body.code]).toEqual([409, 'delegation-nominations-closed']);
      expect((await focal.move(delegation.path, 'nominate')).status).toBe(409);
      const named = await event.staff.post(`${delegation.path}/members`, memberInput(category));
      expect([named.status, named.body.late]).toEqual([201, false]);
    });
  });
});
