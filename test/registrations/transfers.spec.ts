import type { Api, Answer } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { make, makeEvent, serial, type TestEvent } from '../support/factories';
import { pdf } from '../support/files';
import { book, makeDeparture, makeVisit, stateOf } from '../site-visits/support';
import { makeCategory, makeForm, makeQuota, personInput, personWith, register } from './support';

describe('a registration that passes to another person', () => {
  let app: TestApp;
  let event: TestEvent;
  let delegationPath: string;
  beforeAll(async () => {
    app = await startApp();
    event = await makeEvent(app);
    const organisation = await make(event.staff, `${event.path}/organisations`, {
      kind: 'ministry',
      name: `Ministry ${serial()}`,
      country: 'RU',
    });
    const delegation = await make(event.staff, `${event.path}/delegations`, {
      organisationId: organisation.id,
      focalPointName: 'Ivan',
      focalPointEmail: 'focal@ministry.example',
      locale: 'ru',
      rankClass: 2,
    });
    delegationPath = `${event.path}/delegations/${delegation.id}`;
  });

  const pathOf = (id: string): string => `${event.path}/registrations/${id}`;
  const read = async (id: string, by: Api = event.staff): Promise<any> => (await by.get(pathOf(id))).body;
  const until = '2019-10-01T00:00:00Z';
  const member = async (category: object, person: object = personInput()): Promise<any> => {
    const { id: categoryId } = category as { id: string };
    const { id } = await make(event.staff, `${delegationPath}/members`, {
      person,
      categoryId,
      part: 'adviser',
    });
    await event.staff.move(pathOf(id), 'submit');
    return { id, me: await personWith(app, event, id), person };
  };
  const pass = (by: Api, id: string, person: object = personInput(), more: object = {}): Promise<Answer> =>
    by.move(pathOf(id), 'transfer', { input: { person, ...more } });
  const asJson = { headers: { accept: 'application/json' } };
  const mailsTo = async (email: unknown): Promise<{ subject: string; text: string; state: string }[]> => {
    await app.settled();
    const { body } = await app.api.get(`/mailbox?q=${encodeURIComponent(String(email))}`, asJson);
    const mails = [];
    for (const { id } of (body.items as { id: string }[]).toReversed())
      mails.push((await app.api.get(`/mailbox/${id}`, asJson)).body);
    return mails;
  };

  test('each sees what they were told themselves; what the first was told is not said again', async () => {
    const category = await makeCategory(event, { transferUntil: until });
    const old = await member(category);
    await app.settled();
    const told = async (by: Api): Promise<any[]> => (await by.get(`${pathOf(old.id)}/messages`)).body.items;
    const first = await told(old.me);
    expect(first.map(({ email, state }) => [email, state])).toContainEqual([old.person['email'], 'sent']);
    expect(Object.keys(first[0]).sort()).toEqual(
      ['createdAt', 'email', 'id', 'kind', 'sentAt', 'state', 'subjectLine'].sort(),
    );
    const person = personInput();
    expect((await pass(event.staff, old.id, person)).status).toBe(200);
    await app.settled();
    const me = await personWith(app, event, old.id);
    const second = await told(me);
    expect(new Set(second.map(({ email }) => email))).toEqual(new Set([person['email']]));
    expect(await told(await app.staff(event.id, 'registration_desk'))).toEqual(second);
    expect((await old.me.get(`${pathOf(old.id)}/messages`)).status).toBe(401);
    expect(
      (await (await app.staff(event.id, 'transport_marshal')).get(`${pathOf(old.id)}/messages`)).status,
    ).toBe(403);
    const again = await event.staff.post(`${event.path}/messages/${first[0].id}/resend`);
    expect([again.status, again.body.detail]).toEqual([
      409,
      'Another person has this registration now; whoever had it gets no more mails about it.',
    ]);
  });

  test('keeps code, place, category and delegation; nothing of the first person is left, and nothing shown', async () => {
    const quota = await makeQuota(event, 1);
    const category = await makeCategory(event, { quotaIds: [quota.id], transferUntil: until });
    await makeForm(event, category.id, [
      { key: 'hotel', kind: 'text', label: 'Hotel', required: 'never', transferable: true },
      { key: 'illness', kind: 'text', label: 'Illness', required: 'never' },
      { key: 'arrival', kind: 'day', label: 'Arrival', required: 'always' },
      { key: 'photos', kind: 'consent', label: 'Photos', required: 'never' },
      { key: 'passport', kind: 'file', label: 'Passport', required: 'never' },
    ]);
    const follow = await makeForm(
      event,
      category.id,
      [{ key: 'allergy', kind: 'text', label: 'Allergy', required: 'never' }],
      { purpose: 'follow_up', title: 'Diet' },
    );
    const old = await member(category, personInput({ familyName: `Oldova ${serial()}` }));
    const secret = `secret-${serial()}`;
    const answers = { hotel: 'Astoria', illness: secret, arrival: '2019-10-20', photos: true };
    const { version } = await read(old.id);
    expect((await old.me.patch(pathOf(old.id), { answers, listVisibility: 'public' }, version)).status).toBe(
      200,
    );
    await old.me.put(
      `${pathOf(old.id)}/forms/${follow.id}`,
      { answers: { allergy: secret } },
      { ifMatch: 0 },
    );
    expect(
      (
        await old.me.upload(`${pathOf(old.id)}/files/passport`, {
          name: 'p.pdf',
          bytes: await pdf('Passport'),
        })
      ).status,
    ).toBe(200);
    await event.staff.patch(pathOf(old.id), { deskNote: secret }, (await read(old.id)).version);
    const before = await read(old.id);
    const badge = (await old.me.get(`${pathOf(old.id)}/badge-token`)).body;
    const person = personInput({ givenName: 'Nova', nationality: 'CN' });
    const answer = await pass(old.me, old.id, person, { locale: 'en' });
    expect([answer.status, answer.body.state]).toEqual([200, 'confirmed']);
    const after = await read(old.id);
    expect(after).toMatchObject({
      code: before.code,
      state: 'confirmed',
      categoryId: category.id,
      delegationId: before.delegationId,
      partInDelegation: 'adviser',
      person: { email: person['email'], nationality: 'CN' },
      answers: { hotel: 'Astoria' },
      locale: 'en',
      deskNote: null,
      listVisibility: 'hidden',
      transfers: 1,
    });
    expect(after.missing.map(({ key }: { key: string }) => key)).toEqual(['arrival']);
    expect((await event.staff.get(`${event.path}/quotas/${quota.id}`)).body.taken).toBe(1);

    // The first person: links and badge are dead.
    for (const path of ['', '/history', '/forms', '/transitions', '/badge-token', '/consents'])
      expect([path, (await old.me.get(`${pathOf(old.id)}${path}`)).status]).toEqual([path, 401]);
    expect((await old.me.move(pathOf(old.id), 'cancel')).status).toBe(401);
    expect(badge).toBeDefined();
    const revision = await app.db.one<{ badge_revision: number }>(
      'SELECT badge_revision FROM registrations WHERE id = $1',
      [old.id],
    );
    expect(revision!.badge_revision).toBe(2);

    // The second: a link of their own, by mail, which shows nothing of the first.
    const [mail] = await mailsTo(person['email']);
    expect(mail!.subject).toBe('A registration has passed to you: Infoforum-China 2019');
    const token = /token=(pl\.[\w.-]+)/.exec(mail!.text.replace(/\n/g, ' '))![1]!;
    const me = app.api.as(token);
    expect((await me.get(pathOf(old.id))).status).toBe(200);
    for (const { method, url } of app.routes) {
      if (method !== 'GET' || !url.startsWith('/api/v1/events/:event')) continue;
      const path = url
        .replace(':event', event.slug)
        .replace(':formId', follow.id)
        .replace(':key', 'passport')
        .replace(/:[A-Za-z]+/g, old.id);
      const { body } = await me.request<unknown>('GET', path, undefined, {});
      const text = JSON.stringify(body);
      expect([url, text.includes(secret), text.includes(String(old.person['familyName']))]).toEqual([
        url,
        false,
        false,
      ]);
    }
    const mails = await mailsTo(old.person['email']);
    expect(mails.at(-1)!.subject).toBe(
      'Your registration has passed to another person: Infoforum-China 2019',
    );
    expect(mails.at(-1)!.text).not.toContain('token=');
    const files = await app.db.query('SELECT 1 FROM answer_files WHERE registration_id = $1', [old.id]);
    expect(files).toEqual([]);
    const record = (await event.staff.get(`${pathOf(old.id)}/history`)).body.items.at(-1);
    expect([record.transition, record.data.fromPersonId, record.data.toPersonId]).toEqual([
      'transfer',
      before.person.id,
      after.person.id,
    ]);
  });

  test('waits for approval again where the category asks for it, with its place, and nobody comes in before', async () => {
    const quota = await makeQuota(event, 1);
    const category = await makeCategory(event, {
      approval: 'review',
      quotaIds: [quota.id],
      transferUntil: until,
    });
    const { id, me } = await member(category);
    await event.staff.move(pathOf(id), 'approve');
    const person = personInput();
    expect((await pass(me, id, person)).status).toBe(200);
    expect(await read(id)).toMatchObject({
      state: 'confirmed',
      approvalStep: 'review',
      reapproval: { questions: [] },
      approval: { round: 2 },
    });
    const [mail] = await mailsTo(person['email']);
    expect(mail!.text).toContain('It is being reviewed.');
    expect((await event.staff.move(pathOf(id), 'reapprove')).body.reapproval).toBeNull();
    expect((await event.staff.get(`${event.path}/quotas/${quota.id}`)).body.taken).toBe(1);
  });

  test('is refused to the person after the date, without one, without a delegation and a second time; not to staff', async () => {
    const category = await makeCategory(event, { transferUntil: until });
    const closed = await makeCategory(event);
    const code = async (answer: Promise<Answer>): Promise<[number, string]> => {
      const { status, body } = await answer;
      return [status, status === 200 ? body.state : body.code];
    };
    const never = await member(closed);
    expect(await code(pass(never.me, never.id))).toEqual([409, 'transfer-not-possible']);
    const alone = await register(app.api, event, category.id);
    const lonely = await personWith(app, event, alone.id);
    expect(await code(pass(lonely, alone.id))).toEqual([409, 'transfer-not-possible']);
    const { id, me } = await member(category);
    expect(
      (await me.get(`${pathOf(id)}/transitions`)).body.items.map(
        (one: { transition: string }) => one.transition,
      ),
    ).toContain('transfer');
    expect(await code(pass(me, id))).toEqual([200, 'confirmed']);
    expect(await code(pass(me, id))).toEqual([401, 'not-signed-in']);
    const second = await personWith(app, event, id);
    expect(await code(pass(second, id))).toEqual([409, 'transfer-not-possible']);
    expect(await code(pass(event.staff, id))).toEqual([200, 'confirmed']);
    const late = await member(category);
    const before = app.clock.now();
    app.clock.set(until);
    expect(await code(pass(late.me, late.id))).toEqual([409, 'transfer-not-possible']);
    expect(
      (await late.me.get(`${pathOf(late.id)}/transitions`)).body.items.map(
        (one: { transition: string }) => one.transition,
      ),
    ).not.toContain('transfer');
    expect(await code(pass(event.staff, late.id))).toEqual([200, 'confirmed']);
    expect(await code(pass(event.staff, alone.id))).toEqual([200, 'confirmed']);
    app.clock.set(before);
  });

  test('passes to nobody who is registered, nor to oneself, and by an id only for staff', async () => {
    const category = await makeCategory(event, { transferUntil: until });
    const [one, other] = [await member(category), await member(category)];
    const codeOf = async (answer: Promise<Answer>): Promise<[number, string]> => {
      const { status, body } = await answer;
      return [status, body.code];
    };
    expect(await codeOf(pass(one.me, one.id, other.person))).toEqual([409, 'already-registered']);
    expect(await codeOf(pass(one.me, one.id, one.person))).toEqual([409, 'already-registered']);
    expect(await codeOf(one.me.move(pathOf(one.id), 'transfer'))).toEqual([422, 'person-missing']);
    const { id: otherId } = (await read(other.id)).person;
    const byId = (by: Api, personId: string) => by.move(pathOf(one.id), 'transfer', { input: { personId } });
    expect(await codeOf(byId(one.me, otherId))).toEqual([403, 'not-allowed']);
    expect(await codeOf(byId(event.staff, otherId))).toEqual([409, 'already-registered']);
    expect(await codeOf(byId(event.staff, '0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11'))).toEqual([
      422,
      'person-unknown',
    ]);
    await event.staff.move(pathOf(other.id), 'cancel');
    expect((await byId(event.staff, otherId)).body.person.id).toBe(otherId);
    const wrong = await pass(event.staff, one.id, { givenName: 'No' });
    expect([wrong.status, wrong.body.errors[0].pointer]).toEqual([422, '/input/person/familyName']);
  });

  test('a visit keeps its place; what the host said of the first person is not said of the second', async () => {
    const category = await makeCategory(event, { transferUntil: until });
    const { id, me } = await member(category);
    const host = await make(event.staff, `${event.path}/organisations`, {
      kind: 'company',
      name: `Host ${serial()}`,
      country: 'CN',
    });
    const visited = { ...event, categoryId: category.id, hostId: host.id };
    const clearedOn = async (day: string, houseRules: object): Promise<string> => {
      const visit = await makeVisit(visited, {
        houseRules: { identityDocument: false, photography: 'allowed', ...houseRules },
      });
      const times = { startsAt: `${day}T09:00:00+08:00`, endsAt: `${day}T12:00:00+08:00` };
      const departure = await makeDeparture(visited, times, { visitId: visit.id });
      const booking = await book(event, departure.id, id);
      await event.staff.move(`${event.path}/bookings/${booking.id}`, 'clear');
      return booking.id;
    };
    const open = await clearedOn('2019-10-22', {});
    const strict = await clearedOn('2019-10-23', { excludedNationalities: ['FR'] });
    expect([await stateOf(event, open), await stateOf(event, strict)]).toEqual(['cleared', 'cleared']);
    expect((await pass(me, id, personInput({ nationality: 'FR' }))).status).toBe(200);
    await app.settled();
    expect([await stateOf(event, open), await stateOf(event, strict)]).toEqual(['confirmed', 'cancelled']);
  });
});
