import type { Answer, Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { make, makeEvent, serial, type TestEvent } from '../support/factories';
import { personInput, personWith, recordOf } from '../registrations/support';
import {
  holderOf,
  mailsOf,
  makeCategory,
  makeDelegation,
  memberInput,
  textsTo,
  type MadeDelegation,
} from './support';

describe('the two ways into a delegation', () => {
  let app: TestApp;
  let event: TestEvent;
  let protocol: Api;
  /** People register themselves here, get a place at once when the focal point has approved them, and are asked nothing. */
  let open: string;
  beforeAll(async () => {
    app = await startApp();
    event = await makeEvent(app);
    protocol = await app.staff(event.id, 'protocol');
    open = await makeCategory(event, { delegationEntry: 'by_participant' });
  });

  const backup = { name: 'Karen Grigoryan', email: 'karen@ministry.example', locale: 'ru' };

  interface Working extends MadeDelegation {
    readonly focal: Api;
  }

  /** A delegation that takes part, with its focal point. */
  const working = async (changes: object = {}, of: TestEvent = event): Promise<Working> => {
    const delegation = await makeDelegation(of, changes);
    await make(of.staff, `${delegation.path}/invitations`, {}, 200);
    const focal = await holderOf(app, delegation, delegation.email);
    expect((await focal.move(delegation.path, 'accept')).status).toBe(200);
    return { ...delegation, focal };
  };

  const apply = (
    { id: delegationId }: { id: string },
    categoryId = open,
    changes: object = {},
    of: TestEvent = event,
  ): Promise<Answer> =>
    app.api.post(`${of.path}/registrations`, { categoryId, delegationId, person: personInput(), ...changes });

  /** Somebody who registered and waits for the focal point. */
  const applicant = async (
    delegation: { id: string },
    categoryId = open,
    changes: object = {},
  ): Promise<{ id: string; version: number }> => {
    const made = await apply(delegation, categoryId, changes);
    expect([made.status, made.body.state]).toEqual([201, 'submitted']);
    return made.body;
  };

  const decide = (
    by: Api,
    { path }: { path: string },
    { id }: { id: string },
    decision: string,
    more: object = {},
  ): Promise<Answer> => by.post(`${path}/applications/${id}/decisions`, { decision, ...more });

  const registration = async (id: string): Promise<any> =>
    (await event.staff.get(`${event.path}/registrations/${id}`)).body;

  const quotaOf = async ({ path }: { path: string }): Promise<[number, number][]> =>
    (await event.staff.get(path)).body.quotas.map(({ places, taken }: any) => [places, taken]);

  describe('a category says which way it works', () => {
    test('by the focal point unless told otherwise: who names a delegation is told to ask the focal point', async () => {
      const delegation = await working();
      for (const selfRegistration of [false, true]) {
        const category = await makeCategory(event, { selfRegistration });
        const made = (await event.staff.get(`${event.path}/categories/${category}`)).body;
        expect(made.delegationEntry).toBe('by_focal_point');
        const refused = await apply(delegation, category);
        expect([refused.status, refused.body.code, refused.body.errors[0].pointer]).toEqual([
          409,
          'entered-by-focal-point',
          '/delegationId',
        ]);
        expect(refused.body.detail).toContain('Ask the focal point');
        expect(
          (await delegation.focal.post(`${delegation.path}/members`, memberInput(category))).status,
        ).toBe(201);
      }
    });

    test('by people: the focal point is told to let them register, and staff may enter somebody anyway', async () => {
      const delegation = await working();
      const refused = await delegation.focal.post(`${delegation.path}/members`, memberInput(open));
      expect([refused.status, refused.body.code]).toEqual([409, 'delegation-entry-by-person']);
      expect((await protocol.post(`${delegation.path}/members`, memberInput(open))).status).toBe(201);
      await applicant(delegation);
    });

    test('both: either way leads into the same delegation', async () => {
      const both = await makeCategory(event, { delegationEntry: 'both' });
      const delegation = await working({ quotas: [{ categoryId: both, places: 2 }] });
      await make(delegation.focal, `${delegation.path}/members`, memberInput(both));
      const person = await applicant(delegation, both);
      expect((await decide(delegation.focal, delegation, person, 'approve')).status).toBe(200);
      expect(await quotaOf(delegation)).toEqual([[2, 2]]);
      const states = (await delegation.focal.get(`${delegation.path}/members`)).body.items.map(
        ({ state }: any) => state,
      );
      expect(states.sort()).toEqual(['confirmed', 'draft']);
    });

    test('is seen by the public with its form, and without a delegation nobody registers in it', async () => {
      const shown = await app.api.get(`${event.path}/categories/${open}`);
      expect([shown.status, shown.body.selfRegistration, shown.body.delegationEntry]).toEqual([
        200,
        false,
        'by_participant',
      ]);
      const alone = await app.api.post(`${event.path}/registrations`, {
        categoryId: open,
        person: personInput(),
      });
      expect([alone.status, alone.body.code, alone.body.errors[0].pointer]).toEqual([
        422,
        'named-delegation-missing',
        '/delegationId',
      ]);
      const free = await makeCategory(event, { selfRegistration: true, delegationEntry: 'both' });
      const made = await app.api.post(`${event.path}/registrations`, {
        categoryId: free,
        person: personInput(),
      });
      expect([made.status, made.body.state]).toEqual([201, 'confirmed']);
    });

    test('is taken over by the next edition, with who may move seats', async () => {
      const source = await makeEvent(app);
      await makeCategory(source, { delegationEntry: 'both' });
      await makeDelegation(source, { movesSeats: true });
      const copied = await app.admin.post(`events/${source.id}/copies`, {
        title: 'Next edition',
        slug: `next-${serial()}`,
        startDate: '2020-10-19',
        parts: ['categories', 'delegations'],
      });
      expect(copied.status).toBe(201);
      const next = `events/${copied.body.event?.id ?? copied.body.id}`;
      const { items: categories } = (await app.admin.get(`${next}/categories`)).body;
      expect(categories.map(({ delegationEntry }: any) => delegationEntry)).toEqual(['both']);
      const { items: delegations } = (await app.admin.get(`${next}/delegations`)).body;
      expect(delegations.map(({ movesSeats }: any) => movesSeats)).toEqual([true]);
    });
  });

  describe('the delegations that can be named', () => {
    test('are those that take part and still take names, by what they are called and nothing else', async () => {
      const forum = await makeEvent(app);
      const path = `${forum.path}/delegations/choices`;
      const names = async (): Promise<string[]> =>
        (await app.api.get(path)).body.items.map(({ name }: any) => name);
      const taking = await working({ focalPointName: 'Secret Focal' }, forum);
      await make(taking.focal, `${taking.path}/members`, memberInput(await makeCategory(forum)));
      expect(await names()).toEqual([]);
      await makeCategory(forum, { delegationEntry: 'both' });
      await makeDelegation(forum);
      const declined = await working({}, forum);
      await declined.focal.move(declined.path, 'decline', { comment: 'Not this year' });
      await working({ nominationsCloseAt: '2019-05-01T00:00:00Z' }, forum);
      expect(await names()).toEqual([taking.name]);
      const [choice] = (await app.api.get(path)).body.items;
      expect(choice).toEqual({ id: taking.id, name: taking.name, names: {}, country: 'AM' });
      expect((await app.api.get(`${path}?q=nobody`)).body.items).toEqual([]);
      const hidden = await makeEvent(app, {}, { published: false });
      expect((await app.api.get(`${hidden.path}/delegations/choices`)).status).toBe(404);
    });

    test('are of this event; one that is not, has not accepted or has declined is answered alike', async () => {
      const forum = await makeEvent(app);
      const elsewhere = await working({}, forum);
      const asked = await makeDelegation(event);
      const declined = await working();
      await declined.focal.move(declined.path, 'decline', { comment: 'Not this year' });
      const unknown = { id: '0191d3a0-0000-7000-8000-000000000000' };
      const answers = [];
      for (const one of [elsewhere, asked, declined, unknown]) answers.push(await apply(one));
      expect(answers.map(({ status, body }) => [status, body.code])).toEqual(
        answers.map(() => [422, 'named-delegation-unknown']),
      );
      expect(new Set(answers.map(({ body }) => body.detail)).size).toBe(1);
      for (const { name } of [elsewhere, asked, declined])
        expect(JSON.stringify(answers.map(({ body }) => body))).not.toContain(name);
    });

    test('take no further names once their list is closed, but for staff at the desk', async () => {
      const late = await working({ nominationsCloseAt: '2019-05-31T00:00:00Z', graceHours: 1 });
      const refused = await apply(late);
      expect([refused.status, refused.body.code]).toEqual([409, 'named-delegation-closed']);
      const byStaff = await event.staff.post(`${event.path}/registrations`, {
        categoryId: open,
        delegationId: late.id,
        person: personInput(),
      });
      expect([byStaff.status, byStaff.body.state]).toEqual([201, 'submitted']);
      const accredited = await working();
      await make(protocol, `${accredited.path}/members`, memberInput(open));
      await accredited.focal.move(accredited.path, 'nominate');
      await protocol.move(accredited.path, 'accredit');
      expect((await apply(accredited)).body.code).toBe('named-delegation-closed');
    });

    test('say nothing of their places: a full one takes names like any other', async () => {
      const full = await working({ quotas: [{ categoryId: open, places: 0 }] });
      const made = await apply(full);
      expect(made.status).toBe(201);
      expect(Object.keys(made.body).sort()).toEqual([
        'categoryId',
        'code',
        'id',
        'missing',
        'state',
        'version',
      ]);
      const refused = await decide(full.focal, full, made.body, 'approve');
      expect([refused.status, refused.body.code]).toEqual([409, 'delegation-quota-full']);
      expect((await registration(made.body.id)).state).toBe('submitted');
    });
  });

  describe('who waits for the focal point', () => {
    test('is seen by it and by its back-up, in their own delegation only, and takes no place', async () => {
      const delegation = await working({ backup, quotas: [{ categoryId: open, places: 1 }] });
      const other = await working();
      const person = await applicant(delegation, open, { person: personInput({ post: 'Adviser' }) });
      await applicant(other);
      const second = await holderOf(app, delegation, backup.email);
      for (const holder of [delegation.focal, second]) {
        const { items } = (await holder.get(`${delegation.path}/applications?waiting=true`)).body;
        expect(items).toMatchObject([
          {
            id: person.id,
            state: 'submitted',
            post: 'Adviser',
            byPerson: true,
            part: null,
            waiting: true,
            approvalStep: 'focal_point',
            approvalRole: 'focal_point',
            namesake: null,
          },
        ]);
      }
      const missing = (await delegation.focal.get(`${delegation.path}/missing`)).body;
      expect(missing.applications.map(({ registrationId }: any) => registrationId)).toEqual([person.id]);
      expect(missing.complete).toBe(false);
      expect((await delegation.focal.get(delegation.path)).body.memberCount).toBe(0);
      expect(await quotaOf(delegation)).toEqual([[1, 0]]);
      // Neither by the own address nor by that of the other delegation.
      expect((await other.focal.get(`${other.path}/applications/${person.id}`)).status).toBe(404);
      expect((await decide(other.focal, other, person, 'approve')).status).toBe(404);
      expect((await decide(other.focal, delegation, person, 'approve')).status).toBe(404);
      expect((await registration(person.id)).state).toBe('submitted');
    });

    test('is a member once approved, with the part and the place, on record as the act of whoever did it', async () => {
      const delegation = await working({ backup, quotas: [{ categoryId: open, places: 2 }] });
      const [one, two] = [await applicant(delegation), await applicant(delegation)];
      const second = await holderOf(app, delegation, backup.email);
      const done = await decide(second, delegation, one, 'approve', { part: 'head', note: 'Known to us' });
      expect([done.status, done.body.state, done.body.part, done.body.waiting]).toEqual([
        200,
        'confirmed',
        'head',
        false,
      ]);
      await decide(delegation.focal, delegation, two, 'approve');
      expect((await event.staff.get(delegation.path)).body).toMatchObject({
        memberCount: 2,
        headRegistrationId: one.id,
      });
      expect(await quotaOf(delegation)).toEqual([[2, 2]]);
      expect(await registration(one.id)).toMatchObject({
        delegationId: delegation.id,
        partInDelegation: 'head',
        organisationName: delegation.name,
      });
      const history = (await event.staff.get(`${event.path}/registrations/${one.id}/history`)).body.items;
      expect(history.at(-1)).toMatchObject({
        transition: 'approve',
        by: 'Karen Grigoryan',
        byKind: 'link',
        data: { step: 'focal_point' },
      });
      const again = await decide(delegation.focal, delegation, one, 'approve');
      expect([again.status, again.body.code]).toEqual([409, 'delegation-not-waiting']);
    });

    test('goes on to the steps of the category, then to a place', async () => {
      const stepped = await makeCategory(event, {
        delegationEntry: 'by_participant',
        approval: 'review',
        approvalSteps: [{ key: 'security', title: 'Security', role: 'security' }],
      });
      const delegation = await working();
      const person = await applicant(delegation, stepped);
      const security = await app.staff(event.id, 'security');
      const path = `${event.path}/registrations/${person.id}`;
      expect((await security.move(path, 'approve')).body.code).toBe('step-not-yours');
      const done = await decide(delegation.focal, delegation, person, 'approve');
      expect([done.body.state, done.body.approvalStep, done.body.part]).toEqual([
        'under_review',
        'security',
        'member',
      ]);
      expect(
        (await decide(delegation.focal, delegation, person, 'reject', { comment: 'No' })).body.code,
      ).toBe('delegation-not-waiting');
      expect((await security.move(path, 'approve')).body.state).toBe('confirmed');
    });

    test('in a category that is reviewed: an approved one is confirmed by the accreditation, one who waits is not', async () => {
      const reviewed = await makeCategory(event, { delegationEntry: 'by_participant', approval: 'review' });
      const delegation = await working();
      const [approved, waits] = [
        await applicant(delegation, reviewed),
        await applicant(delegation, reviewed),
      ];
      await decide(delegation.focal, delegation, approved, 'approve');
      expect((await registration(approved.id)).approvalStep).toBe('review');
      await delegation.focal.move(delegation.path, 'nominate');
      await protocol.move(delegation.path, 'accredit');
      await app.settled();
      expect((await registration(approved.id)).state).toBe('confirmed');
      expect((await registration(waits.id)).state).toBe('submitted');
      // The list is closed for the focal point; staff may still take somebody in.
      const closed = await decide(delegation.focal, delegation, waits, 'approve');
      expect([closed.status, closed.body.code]).toEqual([409, 'delegation-not-open']);
      expect((await decide(protocol, delegation, waits, 'approve')).body.state).toBe('under_review');
    });

    test('is told the reason of a refusal in their language, and never the note', async () => {
      const delegation = await working({ quotas: [{ categoryId: open, places: 1 }] });
      const email = `refused-${serial()}@ministry.example`;
      const person = await applicant(delegation, open, { person: personInput({ email }), locale: 'ru' });
      const note = `note-${serial()}-for-staff`;
      expect((await decide(delegation.focal, delegation, person, 'reject', { note })).body.code).toBe(
        'comment-required',
      );
      const me = await personWith(app, event, person.id);
      const refused = await decide(delegation.focal, delegation, person, 'reject', {
        comment: 'Состав делегации утверждён.',
        note,
      });
      expect([refused.status, refused.body.state, refused.body.reason]).toEqual([
        200,
        'rejected',
        'Состав делегации утверждён.',
      ]);
      await app.settled();
      const [mail] = await textsTo(app, email);
      expect(mail!.subject).toContain('Ваша заявка');
      expect(mail!.text).toContain('Состав делегации утверждён.');
      expect(mail!.text).not.toContain(note);
      const path = `${event.path}/registrations/${person.id}`;
      const seen = [await me.get(path), await me.get(`${path}/history`)];
      expect(seen.map(({ status }) => status)).toEqual([200, 200]);
      expect(JSON.stringify(seen.map(({ body }) => body))).not.toContain(note);
      expect((await me.get(`${path}/notes`)).status).toBe(404);
      expect((await delegation.focal.get(`${path}/notes`)).status).toBe(404);
      const { items } = (await protocol.get(`${path}/notes`)).body;
      expect(items).toMatchObject([{ note, byName: 'Anna Sargsyan', step: 'focal_point' }]);
      expect(await quotaOf(delegation)).toEqual([[1, 0]]);
      expect(
        (await delegation.focal.get(`${delegation.path}/applications?waiting=false`)).body.items,
      ).toMatchObject([{ id: person.id, state: 'rejected' }]);
      // Refused is not forever: the same person may register again.
      expect((await delegation.focal.get(`${delegation.path}/missing`)).body.applications).toEqual([]);
    });

    test('is decided about by staff for the focal point, on record', async () => {
      const delegation = await working();
      const organiser = await app.staff(event.id, 'organiser');
      for (const officer of [protocol, organiser]) {
        const person = await applicant(delegation);
        expect((await decide(officer, delegation, person, 'approve')).body.state).toBe('confirmed');
        const { approval } = await registration(person.id);
        expect(approval.steps).toMatchObject([
          {
            key: 'focal_point',
            state: 'approved',
            actedFor: true,
            decidedBy: expect.stringMatching(/^Staff /),
          },
        ]);
      }
      const security = await app.staff(event.id, 'security');
      const person = await applicant(delegation);
      expect((await decide(security, delegation, person, 'approve')).status).toBe(403);
    });

    test('the head is one, and takes no place where it is exempt; a member keeps their part', async () => {
      const delegation = await working({ headExempt: true, quotas: [{ categoryId: open, places: 1 }] });
      const people = [await applicant(delegation), await applicant(delegation), await applicant(delegation)];
      expect(
        (await decide(delegation.focal, delegation, people[0]!, 'approve', { part: 'head' })).status,
      ).toBe(200);
      expect(await quotaOf(delegation)).toEqual([[1, 0]]);
      const second = await decide(delegation.focal, delegation, people[1]!, 'approve', { part: 'head' });
      expect([second.status, second.body.code]).toEqual([409, 'delegation-head-exists']);
      expect((await decide(delegation.focal, delegation, people[1]!, 'approve')).status).toBe(200);
      expect((await decide(delegation.focal, delegation, people[2]!, 'approve')).body.code).toBe(
        'delegation-quota-full',
      );
      expect(await quotaOf(delegation)).toEqual([[1, 1]]);
    });

    test('is called off with the delegation, though nobody has approved them', async () => {
      const delegation = await working();
      const person = await applicant(delegation);
      await delegation.focal.move(delegation.path, 'withdraw', { comment: 'Visas were refused' });
      await app.settled();
      expect((await registration(person.id)).state).toBe('cancelled');
      expect((await decide(delegation.focal, delegation, person, 'approve')).body.code).toBe(
        'delegation-not-waiting',
      );
    });

    test('waits for it again after passing the registration on, and stays a member meanwhile', async () => {
      const passing = await makeCategory(event, {
        delegationEntry: 'by_participant',
        transferUntil: '2019-10-01T00:00:00Z',
      });
      const delegation = await working({ quotas: [{ categoryId: passing, places: 1 }] });
      const person = await applicant(delegation, passing);
      await decide(delegation.focal, delegation, person, 'approve', { part: 'adviser' });
      const me = await personWith(app, event, person.id);
      const path = `${event.path}/registrations/${person.id}`;
      expect((await me.move(path, 'transfer', { input: { person: personInput() } })).status).toBe(200);
      const [waits] = (await delegation.focal.get(`${delegation.path}/applications?waiting=true`)).body.items;
      expect([waits.id, waits.state, waits.part]).toEqual([person.id, 'confirmed', 'adviser']);
      const moved = await decide(delegation.focal, delegation, person, 'approve', { part: 'press' });
      expect([moved.status, moved.body.code]).toEqual([422, 'delegation-part-kept']);
      expect((await decide(delegation.focal, delegation, person, 'approve')).body).toMatchObject({
        state: 'confirmed',
        waiting: false,
        part: 'adviser',
      });
      expect(await quotaOf(delegation)).toEqual([[1, 1]]);
    });

    test('who leaves gives the place of the delegation back', async () => {
      const delegation = await working({ quotas: [{ categoryId: open, places: 1 }] });
      const person = await applicant(delegation);
      await decide(delegation.focal, delegation, person, 'approve');
      await (
        await personWith(app, event, person.id)
      ).move(`${event.path}/registrations/${person.id}`, 'cancel');
      await app.settled();
      expect(await quotaOf(delegation)).toEqual([[1, 0]]);
      expect(
        (await decide(delegation.focal, delegation, await applicant(delegation), 'approve')).status,
      ).toBe(200);
    });
  });

  describe('somebody who is nominated and registers too', () => {
    const named = (changes: object = {}): Record<string, unknown> =>
      personInput({ email: 'office@ministry.example', ...changes });
    const doubles = async (): Promise<any[]> =>
      (await protocol.get(`${event.path}/double-nominations?state=open`)).body.items;
    let both: string;
    beforeAll(async () => {
      both = await makeCategory(event, { delegationEntry: 'both' });
    });

    test('for the same delegation: told that they need do nothing, and the nomination stays', async () => {
      const delegation = await working();
      const person = named();
      const member = await make(
        delegation.focal,
        `${delegation.path}/members`,
        memberInput(both, { person }),
      );
      const refused = await apply(delegation, both, { person });
      expect([refused.status, refused.body.code]).toEqual([409, 'already-registered']);
      expect(refused.body.detail).toContain('You need do nothing');
      expect(await doubles()).toEqual([]);
      expect((await registration(member.id)).state).toBe('draft');
      const other = await apply(delegation, both, { person: { ...person, birthDate: '1980-05-17' } });
      expect(other.status).toBe(201);
    });

    test('for another delegation: answered alike, kept for protocol, and neither learns of the other', async () => {
      const [one, two] = [await working(), await working()];
      const person = named();
      const member = await make(one.focal, `${one.path}/members`, memberInput(both, { person }));
      const same = await apply(one, both, { person });
      const refused = await apply(two, both, { person });
      await apply(two, both, { person });
      expect([refused.status, refused.body.detail]).toEqual([409, same.body.detail]);
      for (const said of [one.name, one.id, member.id])
        expect(JSON.stringify(refused.body)).not.toContain(said);
      const [entry, ...more] = await doubles();
      expect(more).toEqual([]);
      expect(entry).toMatchObject({
        delegationId: two.id,
        registrationId: member.id,
        otherDelegationId: one.id,
        byPerson: true,
        part: 'member',
      });
      expect((await two.focal.get(`${two.path}/applications`)).body.items).toEqual([]);
      const moved = await protocol.move(`${event.path}/double-nominations/${entry.id}`, 'move', {
        comment: 'Agreed with both',
      });
      expect(moved.body.state).toBe('moved');
      await app.settled();
      expect((await event.staff.get(one.path)).body.memberCount).toBe(0);
      expect((await two.focal.get(`${two.path}/members`)).body.items).toMatchObject([{ categoryId: both }]);
    });

    test('who registered first: the focal point is told that they wait, and approves them with all they said', async () => {
      const delegation = await working();
      const person = named();
      const waits = await applicant(delegation, both, { person, locale: 'ru' });
      const refused = await delegation.focal.post(
        `${delegation.path}/members`,
        memberInput(both, { person }),
      );
      expect([refused.status, refused.body.code]).toEqual([409, 'delegation-person-waits']);
      expect(await doubles()).toEqual([]);
      expect((await decide(delegation.focal, delegation, waits, 'approve')).body).toMatchObject({
        locale: 'ru',
        part: 'member',
      });
      const again = await delegation.focal.post(`${delegation.path}/members`, memberInput(both, { person }));
      expect(again.body.code).toBe('delegation-member-exists');
    });

    test('under another address: the focal point sees that a member has the same name', async () => {
      const delegation = await working();
      const person = named({ birthDate: '1980-05-17' });
      const member = await make(
        delegation.focal,
        `${delegation.path}/members`,
        memberInput(both, { person }),
      );
      const same = await applicant(delegation, both, {
        person: { ...person, birthDate: null, email: 'own@home.example' },
      });
      const older = await applicant(delegation, both, {
        person: { ...person, birthDate: '1950-01-01', email: 'father@home.example' },
      });
      const path = `${delegation.path}/applications`;
      expect((await delegation.focal.get(`${path}/${same.id}`)).body.namesake).toEqual({
        registrationId: member.id,
        name: member.name,
      });
      expect((await delegation.focal.get(`${path}/${older.id}`)).body.namesake).toBeNull();
    });
  });

  describe('the focal point is told', () => {
    test('of all who come within a quarter of an hour in one mail, and of who comes later in another', async () => {
      const forum = await makeEvent(app);
      const category = await makeCategory(forum, { delegationEntry: 'by_participant', title: 'Guests' });
      const delegation = await working({ backup: { ...backup, email: 'karen.2@ministry.example' } }, forum);
      const ask = async (familyName: string): Promise<string> =>
        (await apply(delegation, category, { person: personInput({ familyName }) }, forum)).body.id;
      const told = (): Promise<{ email: string; state: string }[]> =>
        mailsOf(app, delegation, 'delegation.applications');
      await ask('Firstcomer');
      await ask('Secondcomer');
      await app.settled();
      expect(await told()).toEqual([]);
      await app.at('2019-06-01T08:14:00Z');
      const third = await ask('Thirdcomer');
      await app.at('2019-06-01T08:15:00Z');
      expect((await told()).map(({ email, state }) => [email, state])).toEqual([
        [delegation.email, 'sent'],
        ['karen.2@ministry.example', 'sent'],
      ]);
      for (const email of [delegation.email, 'karen.2@ministry.example']) {
        const [mail] = await textsTo(app, email);
        for (const name of ['Firstcomer', 'Secondcomer', 'Thirdcomer'])
          expect(mail!.text).toMatch(new RegExp(name, 'i'));
        expect(mail!.text).toContain(email === delegation.email ? 'Guests' : 'Делегаты');
      }
      // Who is decided about before the time comes is told of to nobody.
      await forum.staff.post(`${delegation.path}/applications/${third}/decisions`, { decision: 'approve' });
      const fourth = await ask('Fourthcomer');
      for (const { registrationId } of (await delegation.focal.get(`${delegation.path}/missing`)).body
        .applications)
        expect(
          (
            await delegation.focal.post(`${delegation.path}/applications/${registrationId}/decisions`, {
              decision: 'approve',
            })
          ).status,
        ).toBe(200);
      await app.at('2019-06-01T09:00:00Z');
      expect((await told()).length).toBe(2);
      await ask('Fifthcomer');
      await app.settled();
      await app.at('2019-06-01T10:00:00Z');
      expect((await told()).length).toBe(4);
      expect((await recordOf(forum, fourth)).at(-1)).toEqual(['approve', 'confirmed', 'link']);
    });
  });
});
