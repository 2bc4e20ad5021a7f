import { release, makeSession } from '../programme/forum';
import { makeCategory, personInput, personWith, register } from '../registrations/support';
import { book, makeDeparture, makeVisit, makeVisitedEvent } from '../site-visits/support';
import type { Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { make, serial } from '../support/factories';
import {
  announcement,
  makeAnnouncement,
  makeMailedEvent,
  statesOf,
  type MailedEvent,
} from './mailings-support';

describe('mailings', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });

  const participant = async (
    event: MailedEvent,
    changes: object = {},
  ): Promise<{ id: string; path: string }> => {
    const { id } = await register(app.api, event, event.categoryId, changes);
    return { id, path: `${event.path}/registrations/${id}` };
  };
  const move = async (
    event: MailedEvent,
    id: string,
    transition: string,
    more: object = {},
    by: Api = event.staff,
  ) => by.move(`${event.mailings}/${id}`, transition, more);
  const moved = async (...of: Parameters<typeof move>): Promise<any> => {
    const { status, body } = await move(...of);
    expect([status, body]).toEqual([200, expect.anything()]);
    return body;
  };
  const recipientsOf = async (cause: string): Promise<string[]> =>
    (
      await app.db.query<{ registration_id: string }>(
        'SELECT registration_id FROM messages WHERE cause = $1 ORDER BY 1',
        [cause],
      )
    ).map(({ registration_id }) => registration_id);
  const sent = async (event: MailedEvent, body: object): Promise<string[]> => {
    const { id } = await makeAnnouncement(event, body);
    await moved(event, id, 'submit');
    await app.settled();
    return recipientsOf(id);
  };
  const preview = async (event: MailedEvent, body: object): Promise<any> =>
    make(event.staff, `${event.mailings}/preview`, { kind: 'announcement', announcement, ...body }, 200);

  test('news go to nobody who has refused them, with the way to refuse; announcements go to all', async () => {
    const event = await makeMailedEvent(app);
    const [keen, tired] = [await participant(event), await participant(event)];
    const refused = await event.staff.get(`${tired.path}/mail-preferences`);
    expect(refused.status).toBe(200);
    const person = await personWith(app, event, tired.id);
    const put = await person.put(`${tired.path}/mail-preferences`, { refused: ['news'] }, { ifMatch: 0 });
    expect(put.status).toBe(200);
    const statesAfter = async (kind: string): Promise<Record<string, string>> => {
      const { id } = await makeAnnouncement(event, { kind });
      await moved(event, id, 'submit');
      await app.settled();
      const rows = await app.db.query<{ registration_id: string; state: string }>(
        'SELECT registration_id, state FROM messages WHERE cause = $1',
        [id],
      );
      return Object.fromEntries(rows.map((row) => [row.registration_id, row.state]));
    };
    expect(await statesAfter('news')).toEqual({ [keen.id]: 'sent', [tired.id]: 'suppressed' });
    expect(await statesAfter('announcement')).toEqual({ [keen.id]: 'sent', [tired.id]: 'sent' });
    const raw = await app.db.query<{ raw: Buffer }>(
      `SELECT raw FROM mailbox_mails ORDER BY at DESC, id DESC LIMIT 10`,
    );
    expect(raw.filter(({ raw: mail }) => /^List-Unsubscribe: /m.test(mail.toString('latin1')))).toHaveLength(
      1,
    );
  });

  describe('count first', () => {
    test('how many, in which language and category, who has no address and who is left out; that is what goes out', async () => {
      const event = await makeMailedEvent(app);
      const other = await makeCategory(event, { code: `z_${serial()}`, title: 'Press', approval: 'review' });
      const [anna, boris, li] = [
        await participant(event),
        await participant(event, { locale: 'ru' }),
        await participant(event, { locale: 'zh-CN' }),
      ];
      await register(app.api, event, other.id);
      await event.staff.move((await participant(event)).path, 'cancel');
      await app.db.query(
        `UPDATE persons SET email = $2 WHERE id = (SELECT person_id FROM registrations WHERE id = $1)`,
        [li.id, `${'l'.repeat(65)}@ministry.example`],
      );
      await app.settled();
      const before = await app.db.query('SELECT count(*) AS n FROM messages');
      const { samples, ...counted } = await preview(event, { audience: {} });
      expect(counted).toEqual({
        count: 3,
        withoutAddress: 1,
        told: 0,
        byLanguage: [
          { language: 'en', count: 1, ownWords: true },
          { language: 'ru', count: 1, ownWords: true },
          { language: 'zh', count: 1, ownWords: false },
        ],
        byCategory: [
          { categoryId: event.categoryId, code: expect.any(String), title: 'Delegates', count: 3 },
        ],
        leftOut: [
          { state: 'cancelled', count: 1 },
          { state: 'submitted', count: 1 },
        ],
      });
      expect(
        samples.map(({ registrationId, language, subject, usableAddress, inAudience }: any) => [
          registrationId,
          language,
          subject,
          usableAddress,
          inAudience,
        ]),
      ).toEqual([
        [anna.id, 'en', 'The opening moves', true, true],
        [boris.id, 'ru', 'Открытие переносится', true, true],
        [li.id, 'zh', 'The opening moves', false, true],
      ]);
      expect(samples[0].text).toContain('It takes place in Hall B.\n\nDoors open at 08:30.');
      expect(samples[0].html).toContain('<bdi>Doors open at 08:30');
      expect(await app.db.query('SELECT count(*) AS n FROM messages')).toEqual(before);
      // What goes out is what was counted.
      const { id } = await makeAnnouncement(event);
      await moved(event, id, 'submit');
      await app.settled();
      expect(await recipientsOf(id)).toEqual([anna.id, boris.id, li.id].sort());
      expect(await statesOf(app, id)).toEqual({ sent: 2, suppressed: 1 });
      const { body } = await event.staff.get(`${event.mailings}/${id}`);
      expect(body).toMatchObject({
        state: 'sent',
        expected: 3,
        passed: 3,
        written: 2,
        untold: 0,
        progress: { pending: 0, queued: 0, sent: 2, failed: 0, bounced: 0, suppressed: 1, cancelled: 0 },
      });
      expect((await event.staff.get(`${event.mailings}/${id}/preview`)).body).toMatchObject({
        count: 3,
        told: 3,
      });
    });

    test('samples for whoever is chosen, in the audience or not; those of agendas sign nobody in', async () => {
      const event = await makeMailedEvent(app);
      const [anna, boris] = [await participant(event, { locale: 'zh' }), await participant(event)];
      const links = async () =>
        (await app.db.one<{ n: number }>('SELECT count(*)::integer AS n FROM access_links'))!.n;
      await app.settled();
      const before = await links();
      const { samples } = await make(
        event.staff,
        `${event.mailings}/preview`,
        { kind: 'agenda', audience: { registrationIds: [boris.id] }, sampleIds: [boris.id, anna.id] },
        200,
      );
      expect(
        samples.map(({ registrationId, inAudience, language }: any) => [
          registrationId,
          inAudience,
          language,
        ]),
      ).toEqual([
        [boris.id, true, 'en'],
        [anna.id, false, 'zh'],
      ]);
      expect(samples[1].subject).toBe('您的个人日程：Infoforum-China 2019');
      for (const { text, html } of samples) expect(text + html).not.toContain('token=');
      expect(await links()).toBe(before);
    });
  });

  describe('go to', () => {
    test('whom the list of registrations shows with the same filters', async () => {
      const event = await makeMailedEvent(app);
      const other = await makeCategory(event);
      for (const [nationality, organisationName, familyName] of [
        ['KZ', 'Rostelecom', 'Wang'],
        ['RU', 'Rostelecom', 'Petrova'],
        ['KZ', 'Huawei', 'Wang'],
        ['CN', 'Huawei', 'Li'],
      ])
        await participant(event, {
          person: personInput({ nationality, familyName: `${familyName} ${serial()}` }),
          organisationName,
          locale: nationality === 'RU' ? 'ru' : 'en',
        });
      await register(app.api, event, other.id, { person: personInput({ nationality: 'KZ' }) });
      for (const filter of [
        { nationality: 'KZ' },
        { organisationName: 'rostelecom' },
        { q: 'wang' },
        { q: 'wang', organisationName: 'Huawei' },
        { categoryId: other.id },
        { locale: 'ru' },
        { onHold: true },
        { createdFrom: '2019-06-01T08:00:00Z', nationality: 'CN' },
        { q: '!' },
      ]) {
        const query = new URLSearchParams({ state: 'confirmed', ...(filter as object) }).toString();
        const listed = (await event.staff.get(`${event.path}/registrations?${query}`)).body.items.map(
          ({ id }: { id: string }) => id,
        );
        const { count, samples } = await preview(event, { audience: { filter } });
        expect([filter, count]).toEqual([filter, listed.length]);
        expect(samples).toHaveLength(Math.min(3, listed.length));
        if (listed.length > 0)
          expect([filter, await sent(event, { audience: { filter } })]).toEqual([filter, listed.sort()]);
      }
    });

    test('those on whose agenda a session is', async () => {
      const visited = await makeVisitedEvent(app);
      const hall = (await make(visited.staff, `${visited.path}/rooms`, { name: 'Hall', capacity: 400 })).id;
      const foyer = (await make(visited.staff, `${visited.path}/rooms`, { name: 'Foyer', capacity: 400 })).id;
      const event = { ...visited, hall, foyer, mailings: `${visited.path}/mailings` };
      const press = await makeCategory(event);
      const [anna, boris, journalist] = [
        await participant(event),
        await participant(event),
        await participant({ ...event, categoryId: press.id }),
      ];
      const { personId } = { personId: (await event.staff.get(anna.path)).body.person.id };
      const open = await makeSession(event);
      const workshop = await makeSession(event, {
        kind: 'workshop',
        capacity: 1,
        startsAt: '2019-10-22T09:00:00+08:00',
        endsAt: '2019-10-22T10:00:00+08:00',
        roles: [{ personId, role: 'moderator' }],
      });
      const briefing = await makeSession(event, {
        categoryIds: [press.id],
        startsAt: '2019-10-23T09:00:00+08:00',
        endsAt: '2019-10-23T10:00:00+08:00',
      });
      await release(event);
      const later = await makeSession(event, { roomId: foyer });
      await app.settled();
      await make(event.staff, `${event.path}/sessions/${workshop.id}/sign-ups`, { registrationId: boris.id });
      expect(await sent(event, { audience: { sessionIds: [open.id] } })).toEqual(
        [anna.id, boris.id, journalist.id].sort(),
      );
      expect(await sent(event, { audience: { sessionIds: [workshop.id] } })).toEqual(
        [anna.id, boris.id].sort(),
      );
      expect(await sent(event, { audience: { sessionIds: [briefing.id] } })).toEqual([journalist.id]);
      expect(await sent(event, { audience: { sessionIds: [briefing.id, workshop.id] } })).toEqual(
        [anna.id, boris.id, journalist.id].sort(),
      );
      expect(
        await sent(event, { audience: { sessionIds: [open.id, briefing.id], categoryIds: [press.id] } }),
      ).toEqual([journalist.id]);
      // What was not released is on nobody's agenda.
      expect((await preview(event, { audience: { sessionIds: [later.id] } })).count).toBe(0);
    });

    test('those who have a place on a departure or on a visit, in a language, in other states', async () => {
      const visited = await makeVisitedEvent(app);
      const event = { ...visited, mailings: `${visited.path}/mailings` };
      const [anna, boris, li] = [
        await participant(event, { locale: 'ru' }),
        await participant(event),
        await participant(event, { locale: 'zh-Hans' }),
      ];
      const visit = await makeVisit(event);
      const [first, second] = [
        await makeDeparture(event, { capacity: 1 }, { visitId: visit.id }),
        await makeDeparture(
          event,
          { startsAt: '2019-10-24T09:00:00+08:00', endsAt: '2019-10-24T12:00:00+08:00' },
          { visitId: visit.id },
        ),
      ];
      await book(event, first.id, anna.id);
      await book(event, first.id, li.id);
      await book(event, second.id, boris.id);
      expect(await sent(event, { audience: { departureIds: [first.id] } })).toEqual([anna.id]);
      expect(await sent(event, { audience: { siteVisitIds: [visit.id] } })).toEqual(
        [anna.id, boris.id].sort(),
      );
      expect(await sent(event, { audience: { languages: ['ru', 'zh'] } })).toEqual([anna.id, li.id].sort());
      await event.staff.move(boris.path, 'cancel');
      expect(await sent(event, { audience: { states: ['cancelled'] } })).toEqual([boris.id]);
      expect(await sent(event, { audience: { siteVisitIds: [visit.id] } })).toEqual([anna.id]);
    });

    test('nobody: that is refused when it is handed in, and counted as none before', async () => {
      const [event, elsewhere] = [await makeMailedEvent(app), await makeMailedEvent(app)];
      const stranger = await participant(elsewhere);
      for (const audience of [
        {},
        { registrationIds: [stranger.id] },
        { filter: { q: 'nobody' } },
        { categoryIds: [] },
      ]) {
        expect((await preview(event, { audience })).count).toBe(0);
        const { id } = await makeAnnouncement(event, { audience });
        const { status, body } = await move(event, id, 'submit');
        expect([status, body.code, body.errors[0].pointer]).toEqual([422, 'audience-empty', '/audience']);
        expect((await event.staff.get(`${event.mailings}/${id}`)).body.state).toBe('draft');
      }
    });

    test('nobody by what another event has', async () => {
      const [event, elsewhere] = [await makeVisitedEvent(app), await makeVisitedEvent(app)];
      const mailings = `${event.path}/mailings`;
      const hall = (await make(elsewhere.staff, `${elsewhere.path}/rooms`, { name: 'Hall', capacity: 400 }))
        .id;
      const departure = await makeDeparture(elsewhere);
      const foreign = {
        categoryIds: elsewhere.categoryId,
        sessionIds: (await makeSession({ ...elsewhere, hall, foyer: hall })).id,
        departureIds: departure.id,
        siteVisitIds: departure.siteVisitId,
        delegationIds: event.id,
      };
      for (const [list, id] of Object.entries(foreign)) {
        const { status, body } = await event.staff.post(mailings, {
          title: 'Agendas',
          kind: 'agenda',
          audience: { [list]: [id] },
        });
        expect([status, body.code, body.errors[0].pointer]).toEqual([
          422,
          'audience-unknown',
          `/audience/${list}/0`,
        ]);
      }
      const mailing = await makeAnnouncement({ ...elsewhere, mailings: `${elsewhere.path}/mailings` });
      for (const path of ['', '/preview', '/transitions'])
        expect((await event.staff.get(`${mailings}/${mailing.id}${path}`)).status).toBe(404);
      expect((await event.staff.get(`${mailings}/${mailing.id}/history`)).body.items).toEqual([]);
      expect((await event.staff.move(`${mailings}/${mailing.id}`, 'submit')).status).toBe(404);
      expect((await event.staff.patch(`${mailings}/${mailing.id}`, { title: 'Mine' }, 1)).status).toBe(404);
    });
  });

  describe('are written', () => {
    test('by whoever writes to people; others may not, and auditors read', async () => {
      const event = await makeMailedEvent(app);
      await participant(event);
      const [desk, auditor, writer] = [
        await app.staff(event.id, 'registration_desk'),
        await app.staff(event.id, 'auditor'),
        await app.staff(event.id, 'communications'),
      ];
      const body = { title: 'Agendas', kind: 'agenda', audience: {} };
      const { id } = await make(writer, event.mailings, body);
      for (const [by, post, read] of [
        [desk, 403, 403],
        [auditor, 403, 200],
        [app.api, 401, 401],
      ] as const) {
        expect((await by.post(event.mailings, body)).status).toBe(post);
        expect((await by.post(`${event.mailings}/preview`, { kind: 'agenda', audience: {} })).status).toBe(
          post,
        );
        expect((await by.move(`${event.mailings}/${id}`, 'submit')).status).toBe(post);
        expect((await by.get(event.mailings)).status).toBe(read);
        expect((await by.get(`${event.path}/outbox`)).status).toBe(read);
      }
      expect((await writer.put(`${event.mailings}/settings`, { review: 'all' }, { ifMatch: 0 })).status).toBe(
        403,
      );
      // Answers are looked for by those who decide about registrations only.
      const byAnswer = { audience: { filter: { answer: ['diet=halal'] } } };
      expect((await writer.post(event.mailings, { ...body, ...byAnswer })).status).toBe(403);
      const organiser = await make(event.staff, event.mailings, { ...body, ...byAnswer });
      expect((await writer.get(`${event.mailings}/${organiser.id}/preview`)).status).toBe(403);
      expect((await event.staff.get(`${event.mailings}/${organiser.id}/preview`)).body.count).toBe(0);
    });

    test.each<[string, object, string, string]>([
      ['without words', { announcement: undefined }, 'announcement-incomplete', '/announcement'],
      [
        'without the first language',
        { announcement: { texts: [announcement.texts[1]] } },
        'announcement-incomplete',
        '/announcement/texts',
      ],
      [
        'twice in one language',
        { announcement: { texts: [announcement.texts[0], announcement.texts[0]] } },
        'announcement-incomplete',
        '/announcement/texts/1/language',
      ],
      [
        'in a language that the event does not have',
        { announcement: { texts: [...announcement.texts, { language: 'fr', subject: 'Oui', text: 'Oui' }] } },
        'announcement-incomplete',
        '/announcement/texts/2/language',
      ],
      ['that are agendas and have words', { kind: 'agenda' }, 'announcement-incomplete', '/announcement'],
      [
        'that are agendas of those who have none',
        { kind: 'agenda', announcement: undefined, audience: { states: ['waitlisted'] } },
        'mailing-audience-unfit',
        '/audience/states',
      ],
      [
        'with a line break in the subject',
        { announcement: { texts: [{ language: 'en', subject: 'Hello\nBcc: all@example.org', text: 'x' }] } },
        'against-the-rules',
        '/announcement/texts/0/subject',
      ],
    ])('not %s', async (_, changes, code, pointer) => {
      const event = await makeMailedEvent(app);
      const { status, body } = await event.staff.post(event.mailings, {
        title: 'The opening',
        kind: 'announcement',
        audience: {},
        announcement,
        ...changes,
      });
      expect([status, body.code, body.errors[0].pointer]).toEqual([422, code, pointer]);
    });

    test('and changed while they are drafts, each version once; afterwards they stay what they are', async () => {
      const event = await makeMailedEvent(app);
      const [anna, boris] = [await participant(event), await participant(event)];
      const { id, version } = await makeAnnouncement(event, { audience: { registrationIds: [anna.id] } });
      const path = `${event.mailings}/${id}`;
      const changes = {
        title: 'Doors',
        audience: { registrationIds: [boris.id] },
        announcement: { texts: [{ language: 'en', subject: 'Doors', text: 'At 8.' }] },
      };
      const changed = await event.staff.patch(path, changes, version);
      expect([changed.status, changed.body]).toEqual([
        200,
        expect.objectContaining({
          ...changes,
          version: version + 1,
          state: 'draft',
          announcement: changes.announcement,
        }),
      ]);
      expect((await event.staff.patch(path, changes, version)).status).toBe(412);
      expect((await event.staff.patch(path, { announcement: { texts: [] } }, version + 1)).body.code).toBe(
        'announcement-incomplete',
      );
      const submitted = await moved(event, id, 'submit');
      const late = await event.staff.patch(path, changes, submitted.version);
      expect([late.status, late.body.code]).toEqual([409, 'mailing-not-draft']);
      await app.settled();
      expect(await recipientsOf(id)).toEqual([boris.id]);
      // Neither does the database let anything else go out than what was approved.
      await expect(app.db.query(`UPDATE mailings SET audience = '{}' WHERE id = $1`, [id])).rejects.toThrow(
        'in its draft only',
      );
      const steps = (await event.staff.get(`${path}/history`)).body.items.map((one: any) => [
        one.transition,
        one.to,
      ]);
      expect(steps).toEqual([
        ['create', 'draft'],
        ['change', 'draft'],
        ['submit', 'sending'],
        ['finish', 'sent'],
      ]);
    });
  });

  describe('wait for a second person', () => {
    const review = async (event: MailedEvent, wanted: string): Promise<void> => {
      const { status } = await event.staff.put(
        `${event.mailings}/settings`,
        { review: wanted },
        { ifMatch: 0 },
      );
      expect(status).toBe(200);
    };

    test('where the event wants that: whoever wrote, changed or handed it in does not approve it', async () => {
      const event = await makeMailedEvent(app);
      const anna = await participant(event);
      expect((await event.staff.get(`${event.mailings}/settings`)).body).toEqual({
        version: 0,
        review: 'none',
      });
      await review(event, 'sensitive');
      expect(
        (await event.staff.put(`${event.mailings}/settings`, { review: 'all' }, { ifMatch: 0 })).status,
      ).toBe(412);
      const [author, editor, second] = [
        await app.staff(event.id, 'communications'),
        await app.staff(event.id, 'organiser'),
        await app.staff(event.id, 'communications'),
      ];
      const { id } = await makeAnnouncement(event, {}, author);
      await editor.patch(`${event.mailings}/${id}`, { title: 'Opening' }, 1);
      const held = await moved(event, id, 'submit', {}, event.staff);
      expect([held.state, held.jobId]).toEqual(['held', null]);
      const approve = (by: Api, version: number) => move(event, id, 'approve', { input: { version } }, by);
      for (const by of [author, editor, event.staff]) {
        const { status, body } = await approve(by, held.version);
        expect([status, body.detail]).toEqual([409, expect.stringContaining('ask somebody else')]);
      }
      expect((await approve(await app.staff(event.id, 'protocol'), held.version)).status).toBe(403);
      expect((await move(event, id, 'approve', {}, second)).status).toBe(422);
      const stale = await approve(second, held.version - 1);
      expect([stale.status, stale.body.code]).toEqual([409, 'mailing-read-in-other-words']);
      await app.settled();
      expect(await recipientsOf(id)).toEqual([]);
      const outbox = (await second.get(`${event.path}/outbox`)).body;
      expect(outbox.mailings.map((one: any) => [one.id, one.state])).toEqual([[id, 'held']]);
      const tasks = async () =>
        (await second.get(`${event.path}/tasks?kind=mailing.review`)).body.items.map((one: any) => one.title);
      expect(await tasks()).toEqual(['Opening']);
      const approved = await approve(second, held.version);
      expect(await tasks()).toEqual([]);
      expect(approved.body).toMatchObject({ state: 'sending', approvedBy: expect.stringMatching(/^Staff/) });
      await app.settled();
      expect(await recipientsOf(id)).toEqual([anna.id]);
    });

    test('who gives it back with remarks; it is then changed and handed in again', async () => {
      const event = await makeMailedEvent(app);
      await participant(event);
      await review(event, 'all');
      const [author, second] = [
        await app.staff(event.id, 'communications'),
        await app.staff(event.id, 'owner'),
      ];
      const { id } = await make(author, event.mailings, { title: 'Agendas', kind: 'agenda', audience: {} });
      await moved(event, id, 'submit', {}, author);
      expect((await move(event, id, 'return', {}, second)).status).toBe(422);
      const returned = await moved(event, id, 'return', { comment: 'Only the press, please.' }, second);
      expect(returned.state).toBe('draft');
      const { body } = await author.get(`${event.mailings}/${id}/history`);
      expect(body.items.at(-1)).toMatchObject({ transition: 'return', comment: 'Only the press, please.' });
      await author.patch(
        `${event.mailings}/${id}`,
        { audience: { categoryIds: [event.categoryId] } },
        returned.version,
      );
      const again = await moved(event, id, 'submit', {}, author);
      expect(again.state).toBe('held');
      await moved(event, id, 'approve', { input: { version: again.version } }, second);
      await app.settled();
      expect((await author.get(`${event.mailings}/${id}`)).body.state).toBe('sent');
    });

    test('only what is sensitive, if the event says so; agendas by their own route are held too where all are', async () => {
      const event = await makeMailedEvent(app);
      const anna = await participant(event);
      await review(event, 'sensitive');
      const body = { title: 'Agendas', kind: 'agenda', audience: {} };
      const [plain, delicate] = [
        await make(event.staff, event.mailings, body),
        await make(event.staff, event.mailings, { ...body, sensitive: true }),
      ];
      expect((await moved(event, plain.id, 'submit')).state).toBe('sending');
      expect((await moved(event, delicate.id, 'submit')).state).toBe('held');
      await event.staff.put(`${event.mailings}/settings`, { review: 'all' }, { ifMatch: 1 });
      const notice = await make(event.staff, `${event.path}/notices`, { kind: 'agenda', audience: {} }, 202);
      expect(notice).toEqual({ id: null, mailingId: expect.any(String) });
      const held = (await event.staff.get(`${event.mailings}/${notice.mailingId}`)).body;
      expect(held.state).toBe('held');
      const second = await app.staff(event.id, 'organiser');
      await moved(event, held.id, 'approve', { input: { version: held.version } }, second);
      await app.settled();
      expect(await recipientsOf(held.id)).toEqual([anna.id]);
      expect(await recipientsOf(delicate.id)).toEqual([]);
      expect((await moved(event, delicate.id, 'cancel')).state).toBe('cancelled');
    });
  });

  test('an announcement reaches people in their language, and not those who cancelled meanwhile', async () => {
    const event = await makeMailedEvent(app);
    const person = personInput();
    const [boris, gone] = [await participant(event, { person, locale: 'ru' }), await participant(event)];
    await app.settled();
    const { id } = await makeAnnouncement(event);
    const hold = await make(event.staff, `${event.path}/outbox/holds`, { cause: id, reason: 'Wait' });
    await moved(event, id, 'submit');
    await app.settled();
    await event.staff.move(gone.path, 'cancel');
    await event.staff.delete(`${event.path}/outbox/holds/${hold.id}`);
    await app.at('2019-06-01T08:00:05Z');
    expect(await statesOf(app, id)).toEqual({ sent: 1, suppressed: 1 });
    const { items } = (
      await app.api.get(`/mailbox?q=${String(person['email'])}`, { headers: { accept: 'application/json' } })
    ).body;
    const mail = items.find(({ subject }: { subject: string }) => subject === 'Открытие переносится');
    expect(mail).toBeDefined();
    const [message] = (await event.staff.get(`${event.path}/messages?cause=${id}&registrationId=${boris.id}`))
      .body.items;
    const { body } = await event.staff.get(`${event.path}/messages/${message.id}`);
    expect(body.preview).toMatchObject({ language: 'ru', subject: 'Открытие переносится' });
  });
});
