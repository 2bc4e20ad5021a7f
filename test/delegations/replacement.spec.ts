import type { Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { make, makeEvent, serial, type TestEvent } from '../support/factories';
import { png } from '../support/files';
import { greetingInput } from '../greetings/support';
import { mailsTo } from '../programme/role-support';
import { departureInput } from '../site-visits/support';
import { personWith } from '../registrations/support';
import { makeCategory, makeDelegation, memberInput, holderOf, type MadeDelegation } from './support';

interface Member {
  readonly id: string;
  readonly personId: string;
  readonly email: string;
}

describe('somebody who comes in the place of a member', () => {
  let app: TestApp;
  let event: TestEvent;
  let category: string;
  beforeAll(async () => {
    app = await startApp();
    event = await makeEvent(app);
    category = await makeCategory(event, {
      approval: 'review',
      approvalSteps: [{ key: 'protocol', title: 'Protocol', role: 'protocol' }],
      transferUntil: '2019-10-15T00:00:00Z',
    });
  });

  const people = (name: string): { person: object; email: string } => {
    const email = `${name.toLowerCase()}-${serial()}@ministry.example`;
    return { person: { givenName: name, familyName: 'Sargsyan', email, nationality: 'AM' }, email };
  };
  const statusOf = async (path: string, by: Api = event.staff): Promise<any> => (await by.get(path)).body;

  const accredited = async (
    delegation: MadeDelegation,
    name = 'Anna',
    changes: object = {},
  ): Promise<Member> => {
    const { person, email } = people(name);
    const made = await make(event.staff, `${delegation.path}/members`, {
      ...memberInput(category, changes),
      person,
    });
    const path = `${event.path}/registrations/${made.id}`;
    for (const step of ['submit', 'approve']) expect((await event.staff.move(path, step)).status).toBe(200);
    await app.settled();
    return { id: made.id, personId: made.personId, email };
  };

  const versionOf = async (delegation: MadeDelegation, { id }: { id: string }): Promise<number> =>
    (await statusOf(`${delegation.path}/members/${id}`)).version;

  const replace = async (
    by: Api,
    delegation: MadeDelegation,
    member: { id: string },
    body: object,
    version?: number,
  ) =>
    by.post(`${delegation.path}/members/${member.id}/replacement`, body, {
      ifMatch: version ?? (await versionOf(delegation, member)),
    });

  const replacementOf = (id: string, by: Api = event.staff) =>
    statusOf(`${event.path}/replacements/${id}`, by);
  const lineOf = (replacement: any, kind: string): any => {
    const lines = replacement.lines.filter((line: any) => line.kind === kind);
    expect(lines.length).toBe(1);
    return lines[0];
  };
  const shown = (replacement: any): string[] =>
    replacement.lines.map(({ kind, state, outcome }: any) => `${kind} ${state} ${outcome ?? '-'}`);

  const makeSession = (): Promise<any> =>
    make(event.staff, `${event.path}/sessions`, {
      title: `Smart cities ${serial()}`,
      titles: { zh: '智慧城市' },
      kind: 'panel',
      startsAt: '2019-10-22T09:00:00+08:00',
      endsAt: '2019-10-22T10:00:00+08:00',
    });

  describe('with something of everything', () => {
    let delegation: MadeDelegation;
    let focal: Api;
    let member: Member;
    let newcomer: { person: object; email: string };
    let chair: { id: string; email: string };
    let desk: { programme: string; visits: string };
    let booking: any;
    let greeting: string;
    let requirement: any;
    let replacementId: string;

    beforeAll(async () => {
      await app.staff(event.id, 'programme');
      await app.staff(event.id, 'visit_coordinator');
      const emailOf = async (role: string) =>
        (
          await app.db.query<{ email: string }>(
            `SELECT u.email FROM users u JOIN staff_roles r ON r.user_id = u.id
              WHERE r.event_id = $1 GROUP BY u.email HAVING array_agg(r.role) = ARRAY[$2]`,
            [event.id, role],
          )
        )[0]!.email;
      desk = { programme: await emailOf('programme'), visits: await emailOf('visit_coordinator') };
      delegation = await makeDelegation(event, {}, {});
      await make(event.staff, `${event.path}/requirements`, {
        kind: 'passport_page',
        concerns: 'member',
        title: 'Passport',
        titles: { ru: 'Паспорт' },
        delegationId: delegation.id,
      });
      member = await accredited(delegation, 'Anna', { part: 'head' });
      [requirement] = (await statusOf(`${delegation.path}/documents`)).items;
      const document = `${delegation.path}/documents/${requirement.id}`;
      expect((await event.staff.upload(`${document}/file`, { name: 'p.png', bytes: png })).status).toBe(200);
      await event.staff.move(`${event.path}/requirement-documents/${requirement.id}`, 'accept');
      // The badge has been printed and handed out.
      expect((await event.staff.download(`${event.path}/registrations/${member.id}/badge.pdf`)).status).toBe(
        200,
      );
      // A part in a session, which has a chair.
      const session = await makeSession();
      const chairEmail = `chair-${serial()}@university.example`;
      const made = await make(event.staff, `${event.path}/persons`, {
        givenName: 'Wei',
        familyName: 'Zhang',
        email: chairEmail,
        locale: 'zh',
      });
      chair = { id: made.id, email: chairEmail };
      const withRoles = await event.staff.put(
        `${event.path}/sessions/${session.id}/roles`,
        {
          roles: [
            { personId: chair.id, role: 'chair', state: 'accepted' },
            { personId: member.personId, role: 'speaker', state: 'accepted' },
          ],
        },
        { ifMatch: session.version },
      );
      expect(withRoles.status).toBe(200);
      // A place on a visit whose host has agreed.
      const host = await make(event.staff, `${event.path}/organisations`, {
        kind: 'company',
        name: `Huawei ${serial()}`,
        country: 'CN',
      });
      const visit = await make(event.staff, `${event.path}/site-visits`, {
        organisationId: host.id,
        site: 'Headquarters',
        title: `Huawei headquarters ${serial()}`,
        titles: { zh: '华为总部' },
        contactName: 'Host contact',
        contactEmail: 'host@huawei.example',
        houseRules: { identityDocument: true, photography: 'ask' },
      });
      const departure = await make(
        event.staff,
        `${event.path}/site-visits/${visit.id}/departures`,
        departureInput({ coaches: [{ label: 'Coach 1', seats: 20 }] }),
      );
      await event.staff.move(`${event.path}/departures/${departure.id}`, 'open');
      booking = await make(event.staff, `${event.path}/departures/${departure.id}/bookings`, {
        registrationId: member.id,
      });
      await event.staff.move(`${event.path}/bookings/${booking.id}`, 'clear');
      // A message to read.
      greeting = (await make(event.staff, `${event.path}/greetings`, greetingInput())).id;
      const { version } = await statusOf(`${event.path}/greetings/${greeting}`);
      await event.staff.put(
        `${event.path}/greetings/${greeting}/reader`,
        { personId: member.personId },
        { ifMatch: version },
      );
      // Agenda.
      await make(
        event.staff,
        `${event.path}/notices`,
        { kind: 'agenda', audience: { registrationIds: [member.id] } },
        202,
      );
      await app.settled();
      newcomer = people('Davit');
    });

    test('keeps the place, and lists what has to be redone, line by line', async () => {
      const answer = await replace(event.staff, delegation, member, {
        person: newcomer.person,
        reason: 'Called back to the capital',
      });
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({ id: member.id, name: 'Davit Sargsyan', part: 'head' });
      replacementId = answer.body.replacementId;
      const replacement = await replacementOf(replacementId);
      expect(replacement).toMatchObject({
        state: 'open',
        former: { personId: member.personId, name: 'Anna Sargsyan', registrationId: member.id },
        successor: { personId: answer.body.personId, name: 'Davit Sargsyan', registrationId: member.id },
        delegationId: delegation.id,
        duties: 'ask',
        reason: 'Called back to the capital',
      });
      expect(shown(replacement).sort()).toEqual(
        [
          'agenda open -',
          'answers not_needed not_asked_for',
          'approval open -',
          'badge_print open -',
          'badge_return open -',
          'coach done kept',
          'greeting_reading open asked',
          'requirement open -',
          'session_duty open asked',
          'visit_clearance open -',
          'visit_identity open asked',
          'visit_seat done kept',
        ].sort(),
      );
      expect([replacement.open, replacement.done, replacement.notNeeded]).toEqual([9, 2, 1]);
      const clearance = lineOf(replacement, 'visit_clearance');
      expect(clearance.href).toBe(`/api/v1/${event.path}/bookings/${booking.id}`);
      expect(clearance.says.zh).toBe('华为总部：须由接待单位确认新参会人员');
      expect(lineOf(replacement, 'coach').detail).toBe('Coach 1');
    });

    test('says to desks, auditors and the delegation that a message is to be read, and not whose', async () => {
      await app.settled();
      await event.staff.post(`${delegation.path}/links`, { for: 'focal_point' });
      const readers = [
        await app.staff(event.id, 'registration_desk'),
        await app.staff(event.id, 'auditor'),
        await holderOf(app, delegation, delegation.email),
      ];
      for (const reader of readers) {
        const path =
          reader === readers[2]
            ? `${delegation.path}/replacements/${replacementId}`
            : `${event.path}/replacements/${replacementId}`;
        const seen = await statusOf(path, reader);
        expect(lineOf(seen, 'greeting_reading').says).toEqual({
          en: 'Message of greetings: the new person has been asked to read it',
          ru: 'Приветственное послание: новому участнику предложено его огласить',
          zh: '贺信：已请新参会人员宣读',
        });
        expect(JSON.stringify(seen)).not.toMatch(/Norov|Норов|诺罗夫/);
      }
    });

    test('tells both persons, and each who has something to do with them once, in their language', async () => {
      await app.settled();
      const [toChair] = await mailsTo(app, chair.email);
      expect(toChair!.subject).toBe('参会人员更换（Anna Sargsyan）：Infoforum-China 2019');
      expect(toChair!.text).toContain('“智慧城市”中的任务：已征询新参会人员意见');
      expect(toChair!.text).not.toContain('Huawei');
      const ofReplacement = async (email: string) =>
        (await mailsTo(app, email)).filter(({ subject }) => subject.includes('comes instead of Anna'));
      expect((await ofReplacement(desk.programme)).length).toBe(1);
      const [toVisits] = await ofReplacement(desk.visits);
      expect(toVisits!.text).toContain('the host has to agree to the new person');
      expect(toVisits!.text).toContain('the seat on the coach is kept');
      const [toHost] = await ofReplacement('host@huawei.example');
      expect(toHost!.text).toContain(
        'Davit Sargsyan comes to Infoforum-China 2019 in the place of Anna Sargsyan',
      );
      expect(toHost!.text).not.toContain('Smart cities');
      const kinds = async (email: string) => (await mailsTo(app, email)).map(({ subject }) => subject).at(-1);
      expect(await kinds(member.email)).toContain('passed to another person');
      const { told } = await replacementOf(replacementId);
      const toldTo = (kind: string): string[] =>
        told
          .filter((one: any) => one.kind === kind)
          .map((one: any) => `${one.name} ${one.state}`)
          .sort();
      expect(toldTo('registration.passed-on')).toEqual(['Anna Sargsyan sent']);
      expect(toldTo('registration.taken-over')).toEqual(['Davit Sargsyan sent']);
      expect(toldTo('programme.role-asked')).toEqual(['Davit Sargsyan sent']);
      expect(toldTo('greeting.reader-asked')).toEqual(['Davit Sargsyan sent']);
      expect(toldTo('registration.replaced').length).toBeGreaterThanOrEqual(4);
    });

    test('lines close by themselves when the thing is done, with who did it', async () => {
      const line = async (kind: string) => {
        await app.settled();
        const { state, outcome, responsible, closedBy } = lineOf(await replacementOf(replacementId), kind);
        return { state, outcome, responsible, closedBy };
      };
      const officer = await app.staff(event.id, 'protocol');
      expect((await officer.move(`${event.path}/registrations/${member.id}`, 'reapprove')).status).toBe(200);
      const approval = await line('approval');
      expect([approval.state, typeof approval.closedBy]).toEqual(['done', 'string']);

      await event.staff.download(`${event.path}/registrations/${member.id}/badge.pdf`);
      expect((await line('badge_print')).state).toBe('done');

      await event.staff.upload(`${delegation.path}/documents/${requirement.id}/file`, {
        name: 'p.png',
        bytes: png,
      });
      expect(await line('requirement')).toMatchObject({ state: 'open', responsible: 'protocol' });
      await event.staff.move(`${event.path}/requirement-documents/${requirement.id}`, 'accept');
      expect((await line('requirement')).state).toBe('done');

      const duty = lineOf(await replacementOf(replacementId), 'session_duty');
      const role = duty.href.replace('/api/v1/', '');
      expect((await event.staff.move(role, 'decline')).status).toBe(200);
      expect(await line('session_duty')).toMatchObject({
        state: 'open',
        outcome: 'handed_back',
        responsible: 'programme',
      });
      await event.staff.move(role, 'replace', { input: { personId: chair.id } });
      expect(await line('session_duty')).toMatchObject({ state: 'done', outcome: 'taken_over' });

      await event.staff.move(`${event.path}/bookings/${booking.id}`, 'clear');
      expect((await line('visit_clearance')).state).toBe('done');
      expect((await line('visit_identity')).state).toBe('done');

      await event.staff.post(`${event.path}/greetings/${greeting}/reader/answer`, { accepted: true });
      expect(await line('greeting_reading')).toMatchObject({ state: 'done', outcome: 'accepted' });

      await make(
        event.staff,
        `${event.path}/notices`,
        { kind: 'agenda', audience: { registrationIds: [member.id] } },
        202,
      );
      expect((await line('agenda')).state).toBe('done');
      expect(await replacementOf(replacementId)).toMatchObject({ state: 'open', open: 1 });
    });

    test('what nobody can see is closed by hand with a note, and opened again; the last line ends it', async () => {
      const { id } = lineOf(await replacementOf(replacementId), 'badge_return');
      const path = `${event.path}/replacement-lines/${id}`;
      const clerk = await app.staff(event.id, 'registration_desk');
      const wordless = await clerk.move(path, 'close');
      expect([wordless.status, wordless.body.code]).toEqual([422, 'comment-required']);
      const closed = await clerk.move(path, 'close', { comment: 'Handed back at the desk' });
      expect([closed.status, closed.body.state, closed.body.note]).toEqual([
        200,
        'done',
        'Handed back at the desk',
      ]);
      expect((await replacementOf(replacementId)).state).toBe('done');
      expect((await clerk.move(path, 'reopen', { comment: 'It was another badge' })).body.state).toBe('open');
      expect((await replacementOf(replacementId)).state).toBe('open');
      expect((await clerk.move(path, 'waive', { comment: 'Lost' })).body.state).toBe('not_needed');
      expect((await replacementOf(replacementId)).state).toBe('done');
      const auditor = await app.staff(event.id, 'auditor');
      expect((await auditor.get(`${event.path}/replacements/${replacementId}`)).status).toBe(200);
      expect((await auditor.move(path, 'reopen', { comment: 'No' })).status).toBe(403);
    });

    test('its own delegation sees it by its link, without notes; another one does not', async () => {
      const other = await makeDelegation(event);
      await event.staff.post(`${delegation.path}/links`, { for: 'focal_point' });
      await event.staff.post(`${other.path}/links`, { for: 'focal_point' });
      focal = await holderOf(app, delegation, delegation.email);
      const stranger = await holderOf(app, other, other.email);
      const list = await focal.get(`${delegation.path}/replacements`);
      expect(list.body.items.map(({ id }: any) => id)).toEqual([replacementId]);
      const own = await focal.get(`${delegation.path}/replacements/${replacementId}`);
      expect(own.status).toBe(200);
      expect(own.body.lines.every(({ note }: any) => note === null)).toBe(true);
      expect([...new Set(own.body.told.map(({ name }: any) => name))].sort()).toEqual([
        'Anna Sargsyan',
        'Davit Sargsyan',
      ]);
      expect((await stranger.get(`${delegation.path}/replacements/${replacementId}`)).status).toBe(404);
      expect((await stranger.get(`${other.path}/replacements/${replacementId}`)).status).toBe(404);
      expect((await focal.get(`${event.path}/replacements`)).status).toBe(404);
      const byState = await event.staff.get(
        `${event.path}/replacements?state=done&delegationId=${delegation.id}`,
      );
      expect(byState.body.items.map(({ id }: any) => id)).toEqual([replacementId]);
    });

    test('a further replacement overtakes it: nothing of it stays open', async () => {
      const answer = await replace(event.staff, delegation, member, {
        person: people('Gor').person,
      });
      expect(answer.status).toBe(200);
      expect((await replacementOf(replacementId)).state).toBe('overtaken');
      const { id } = lineOf(await replacementOf(replacementId), 'badge_return');
      const late = await event.staff.move(`${event.path}/replacement-lines/${id}`, 'reopen', {
        comment: 'x',
      });
      expect([late.status, late.body.code]).toEqual([409, 'transition-not-possible']);
      const { items } = (await event.staff.get(`${event.path}/replacements?registrationId=${member.id}`))
        .body;
      expect(items.map(({ state }: any) => state)).toEqual(['open', 'overtaken']);
    });
  });

  const visited = async (houseRules: object, member: { id: string }): Promise<string> => {
    const host = await make(event.staff, `${event.path}/organisations`, {
      kind: 'company',
      name: `Tencent ${serial()}`,
      country: 'CN',
    });
    const visit = await make(event.staff, `${event.path}/site-visits`, {
      organisationId: host.id,
      site: 'Campus',
      title: `Tencent campus ${serial()}`,
      houseRules: { identityDocument: false, photography: 'ask', ...houseRules },
    });
    const departure = await make(
      event.staff,
      `${event.path}/site-visits/${visit.id}/departures`,
      departureInput(),
    );
    await event.staff.move(`${event.path}/departures/${departure.id}`, 'open');
    const made = await make(event.staff, `${event.path}/departures/${departure.id}/bookings`, {
      registrationId: member.id,
    });
    return made.id;
  };

  test('gives a place on a visit back where the rules of the host say so, and at once', async () => {
    const delegation = await makeDelegation(event);
    const member = await accredited(delegation);
    const kept = await visited({ replacement: 'until_cut_off' }, member);
    const answer = await replace(event.staff, delegation, member, { person: people('Davit').person });
    const { lines } = await replacementOf(answer.body.replacementId);
    expect(lines.filter(({ kind }: any) => kind === 'visit_seat').map(({ outcome }: any) => outcome)).toEqual(
      ['kept'],
    );
    expect((await statusOf(`${event.path}/bookings/${kept}`)).state).toBe('confirmed');
    await event.staff.move(`${event.path}/bookings/${kept}`, 'cancel');

    const strict = await visited({ replacement: 'given_back' }, member);
    const second = await replace(event.staff, delegation, member, { person: people('Gor').person });
    // In the same transaction: the answer is there, and the place is free.
    expect((await statusOf(`${event.path}/bookings/${strict}`)).state).toBe('cancelled');
    const replacement = await replacementOf(second.body.replacementId);
    expect(lineOf(replacement, 'visit_seat')).toMatchObject({ state: 'done', outcome: 'given_back' });
    expect(shown(replacement).filter((line) => line.startsWith('visit_clearance'))).toEqual([]);
  });

  test('hands duties back instead of asking, where whoever replaces says so', async () => {
    const delegation = await makeDelegation(event);
    const member = await accredited(delegation);
    const session = await makeSession();
    await event.staff.put(
      `${event.path}/sessions/${session.id}/roles`,
      { roles: [{ personId: member.personId, role: 'speaker', state: 'accepted' }] },
      { ifMatch: session.version },
    );
    const greeting = (await make(event.staff, `${event.path}/greetings`, greetingInput())).id;
    await event.staff.put(
      `${event.path}/greetings/${greeting}/reader`,
      { personId: member.personId },
      { ifMatch: 1 },
    );
    const { body } = await replace(event.staff, delegation, member, {
      person: people('Davit').person,
      duties: 'hand_back',
    });
    const replacement = await replacementOf(body.replacementId);
    expect(lineOf(replacement, 'session_duty')).toMatchObject({
      state: 'open',
      outcome: 'handed_back',
      responsible: 'programme',
    });
    expect(lineOf(replacement, 'greeting_reading')).toMatchObject({
      state: 'open',
      outcome: 'handed_back',
      responsible: 'protocol',
    });
    const roles = (await event.staff.get(`${event.path}/session-roles?sessionId=${session.id}`)).body.items;
    expect(roles.map(({ personId, state }: any) => [personId, state])).toEqual([
      [member.personId, 'declined'],
    ]);
    expect((await statusOf(`${event.path}/greetings/${greeting}`)).reader).toBeNull();
  });

  test('makes letters about the person void; a new letter closes the line', async () => {
    const delegation = await makeDelegation(event);
    const member = await accredited(delegation);
    const issue = async (): Promise<string> => {
      const { id } = await make(event.staff, `${event.path}/documents`, {
        kind: 'confirmation_letter',
        languages: ['en'],
        registrationId: member.id,
      });
      const path = `${event.path}/documents/${id}`;
      expect((await event.staff.move(path, 'prepare')).status).toBe(200);
      await app.settled();
      const released = await event.staff.move(path, 'release');
      expect([released.status, released.body.code]).toEqual([200, undefined]);
      return path;
    };
    const old = await issue();
    const { body } = await replace(event.staff, delegation, member, { person: people('Davit').person });
    expect((await statusOf(old)).state).toBe('revoked');
    expect(lineOf(await replacementOf(body.replacementId), 'letter')).toMatchObject({
      state: 'open',
      outcome: 'void',
      detail: 'confirmation_letter',
    });
    await issue();
    await app.settled();
    expect(lineOf(await replacementOf(body.replacementId), 'letter')).toMatchObject({
      state: 'done',
      outcome: 'taken_over',
    });
  });

  test('is on record too where the member was only named, and where somebody passes it on alone', async () => {
    const delegation = await makeDelegation(event);
    const named = await make(event.staff, `${delegation.path}/members`, {
      ...memberInput(category),
      person: people('Anna').person,
    });
    const { body } = await replace(event.staff, delegation, named, { person: people('Davit').person });
    const replacement = await replacementOf(body.replacementId);
    expect([replacement.former.registrationId, replacement.successor.registrationId]).toEqual([
      named.id,
      body.id,
    ]);
    const member = await accredited(delegation);
    const me = await personWith(app, event, member.id);
    const passed = await me.move(`${event.path}/registrations/${member.id}`, 'transfer', {
      input: { person: people('Gor').person },
    });
    expect(passed.status).toBe(200);
    const { items } = (await event.staff.get(`${delegation.path}/replacements`)).body;
    expect(items.map(({ successor }: any) => successor.name)).toEqual(['Gor Sargsyan', 'Davit Sargsyan']);
  });

  test('nothing is done where it cannot be: the person is registered, or the version is old', async () => {
    const delegation = await makeDelegation(event);
    const taken = people('Nare');
    await make(event.staff, `${delegation.path}/members`, { ...memberInput(category), person: taken.person });
    const member = await accredited(delegation);
    const booking = await visited({ replacement: 'given_back' }, member);
    const refused = await replace(event.staff, delegation, member, { person: taken.person });
    expect([refused.status, refused.body.code]).toEqual([409, 'delegation-member-exists']);
    const stale = await replace(event.staff, delegation, member, { person: people('Gor').person }, 1);
    expect(stale.status).toBe(412);
    const unversioned = await event.staff.post(`${delegation.path}/members/${member.id}/replacement`, {
      person: people('Gor').person,
    });
    expect(unversioned.status).toBe(428);
    const instead = await event.staff.move(`${event.path}/registrations/${member.id}`, 'transfer', {
      input: { person: people('Gor').person, insteadOf: event.id },
    });
    expect([instead.status, instead.body.code]).toEqual([409, 'transfer-not-possible']);
    expect((await statusOf(`${event.path}/bookings/${booking}`)).state).toBe('confirmed');
    expect((await event.staff.get(`${delegation.path}/replacements`)).body.items).toEqual([]);
    expect((await statusOf(`${delegation.path}/members/${member.id}`)).personId).toBe(member.personId);
  });

  test('ends with the registration', async () => {
    const delegation = await makeDelegation(event);
    const member = await accredited(delegation);
    const { body } = await replace(event.staff, delegation, member, { person: people('Davit').person });
    await event.staff.move(`${event.path}/registrations/${member.id}`, 'cancel');
    await app.settled();
    const replacement = await replacementOf(body.replacementId);
    expect([replacement.state, replacement.open]).toEqual(['overtaken', 0]);
  });
});
