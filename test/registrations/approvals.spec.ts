import { Links } from '../../src/access/links.service';
import {
  stepsFor,
  sayIn,
  usualStep,
  type ApprovalStep,
} from '../../src/registrations/approvals/approval.rules';
import type { Principal } from '../../src/platform/http/request-context';
import type { Api, Answer } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { make, makeEvent, serial, type TestEvent } from '../support/factories';
import { makeCategory, makeForm, makeQuota, personInput, personWith, recordOf, register } from './support';

const step = (key: string, role: string): ApprovalStep =>
  ({ key, title: key, titles: {}, role }) as ApprovalStep;

describe('the rules of approval', () => {
  test('a category that asks for none has no steps; one that names none has one for registrars', () => {
    const steps = [step('a', 'protocol')];
    expect(stepsFor({ approval: 'automatic', steps }, true)).toEqual([]);
    expect(stepsFor({ approval: 'review', steps: [] }, true)).toEqual([usualStep]);
    expect(stepsFor({ approval: 'review', steps }, false)).toEqual(steps);
  });

  test('whoever has no delegation goes without the step of a focal point', () => {
    const [focal, protocol] = [step('focal', 'focal_point'), step('protocol', 'protocol')];
    const keys = (steps: ApprovalStep[], member: boolean): string[] =>
      stepsFor({ approval: 'review', steps }, member).map(({ key }) => key);
    expect(keys([focal, protocol], true)).toEqual(['focal', 'protocol']);
    expect(keys([focal, protocol], false)).toEqual(['protocol']);
    expect(keys([focal], false)).toEqual(['review']);
  });

  test('whoever named the delegation themselves is confirmed by its focal point, first unless the category says when', () => {
    const [focal, protocol, other] = [
      step('focal', 'focal_point'),
      step('protocol', 'protocol'),
      step('focal_point', 'security'),
    ];
    const keys = (approval: string, steps: ApprovalStep[]): string[] =>
      stepsFor({ approval, steps }, true, true).map(({ key, role }) => `${key}:${role}`);
    expect(keys('automatic', [])).toEqual(['focal_point:focal_point']);
    expect(keys('automatic', [protocol])).toEqual(['focal_point:focal_point']);
    expect(keys('review', [])).toEqual(['focal_point:focal_point', 'review:registrar']);
    expect(keys('review', [protocol])).toEqual(['focal_point:focal_point', 'protocol:protocol']);
    expect(keys('review', [protocol, focal])).toEqual(['protocol:protocol', 'focal:focal_point']);
    expect(keys('review', [other])).toEqual(['focal_point_2:focal_point', 'focal_point:security']);
  });

  test('a say is one’s own, or for others as an organiser, or none', () => {
    const somebody = (more: Partial<Principal>): Principal => ({
      kind: 'staff',
      id: 'x',
      name: 'X',
      administrator: false,
      roles: [],
      ...more,
    });
    const focal = somebody({
      kind: 'link',
      roles: ['focal_point'],
      subject: { kind: 'delegation', id: 'd1' },
    });
    expect([
      sayIn('security', somebody({ roles: ['security'] }), null),
      sayIn('security', somebody({ roles: ['protocol'] }), null),
      sayIn('security', somebody({ roles: ['organiser'] }), null),
      sayIn('security', somebody({ administrator: true }), null),
      sayIn('registrar', somebody({ roles: ['registration_desk'] }), null),
      sayIn('focal_point', focal, 'd1'),
      sayIn('focal_point', focal, 'd2'),
      sayIn('focal_point', focal, null),
      sayIn('focal_point', somebody({ roles: ['protocol'] }), 'd1'),
      sayIn('focal_point', somebody({ roles: ['security'] }), 'd1'),
      sayIn('protocol', focal, 'd1'),
      sayIn('protocol', somebody({ kind: 'system', administrator: true }), null),
    ]).toEqual([
      'own',
      'none',
      'for_others',
      'for_others',
      'own',
      'own',
      'none',
      'none',
      'for_others',
      'none',
      'none',
      'none',
    ]);
  });
});

describe('approval', () => {
  let app: TestApp;
  let event: TestEvent;
  let protocol: Api;
  let security: Api;
  let organiser: Api;
  beforeAll(async () => {
    app = await startApp();
    event = await makeEvent(app);
    protocol = await app.staff(event.id, 'protocol');
    security = await app.staff(event.id, 'security');
    organiser = await app.staff(event.id, 'organiser');
  });

  const two = [
    { key: 'protocol', title: 'Protocol', titles: { ru: 'Протокол' }, role: 'protocol', kind: 'approval' },
    { key: 'security', title: 'Security', role: 'security', kind: 'approval' },
  ];
  const stepped = (changes: object = {}): Promise<any> =>
    makeCategory(event, { approval: 'review', approvalSteps: two, ...changes });
  const pathOf = (id: string): string => `${event.path}/registrations/${id}`;
  const read = async (id: string, by: Api = event.staff): Promise<any> => (await by.get(pathOf(id))).body;
  const stateOf = async (id: string): Promise<[string, string | null]> => {
    const { state, approvalStep } = await read(id);
    return [state, approvalStep];
  };
  const approve = (by: Api, id: string, input?: object, transition = 'approve'): Promise<Answer> =>
    by.move(pathOf(id), transition, input ? { input } : {});
  const offered = async (by: Api, id: string): Promise<string[]> =>
    (await by.get(`${pathOf(id)}/transitions`)).body.items.map(
      ({ transition }: { transition: string }) => transition,
    );
  const approved = async (id: string): Promise<void> => {
    for (const [by, key] of [
      [protocol, 'protocol'],
      [security, 'security'],
    ] as const) {
      const transition = (await read(id)).reapproval ? 'reapprove' : 'approve';
      const answer = await approve(by, id, { step: key }, transition);
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    }
  };
  const asJson = { headers: { accept: 'application/json' } };
  const mailsTo = async (email: unknown): Promise<{ subject: string; text: string }[]> => {
    await app.settled();
    const { body } = await app.api.get(`/mailbox?q=${encodeURIComponent(String(email))}`, asJson);
    const mails = [];
    for (const { id } of (body.items as { id: string }[]).toReversed())
      mails.push((await app.api.get(`/mailbox/${id}`, asJson)).body);
    return mails;
  };

  describe('in steps', () => {
    test('a category says its steps in their order, each with a key of its own', async () => {
      const category = await stepped({ fourEyes: true });
      expect([category.approvalSteps, category.fourEyes]).toEqual([
        [two[0], { ...two[1], titles: {} }],
        true,
      ]);
      const answer = await event.staff.post(`${event.path}/categories`, {
        code: `double_${serial()}`,
        title: 'Double',
        approval: 'review',
        selfRegistration: true,
        approvalSteps: [two[0], two[0]],
      });
      expect([answer.status, answer.body.code, answer.body.errors[0].pointer]).toEqual([
        422,
        'approval-steps-invalid',
        '/approvalSteps/1/key',
      ]);
    });

    test('each step waits for its role, is recorded, and the last one gives the place', async () => {
      const quota = await makeQuota(event, 5);
      const category = await stepped({ quotaIds: [quota.id] });
      const { id } = await register(app.api, event, category.id);
      expect(await stateOf(id)).toEqual(['submitted', 'protocol']);
      expect([await offered(protocol, id), await offered(security, id)]).toEqual([
        expect.arrayContaining(['approve', 'reject']),
        ['hold'],
      ]);
      const early = await approve(security, id);
      expect([early.status, early.body.code]).toEqual([403, 'step-not-yours']);
      expect((await protocol.move(pathOf(id), 'approve', { comment: 'Known to us.' })).status).toBe(200);
      expect(await stateOf(id)).toEqual(['under_review', 'security']);
      expect([(await offered(protocol, id)).includes('approve'), await offered(security, id)]).toEqual([
        false,
        ['approve', 'hold', 'reject'],
      ]);
      expect((await approve(protocol, id)).status).toBe(403);
      expect((await read(id, security)).approval).toEqual({
        round: 1,
        waitsForDecision: false,
        hold: null,
        steps: [
          {
            ...two[0],
            state: 'approved',
            decidedAt: '2019-06-01T08:00:00.000Z',
            decidedBy: expect.stringMatching(/^Staff /),
            actedFor: false,
            comment: 'Known to us.',
            yours: false,
          },
          {
            ...two[1],
            titles: {},
            state: 'waiting',
            decidedAt: null,
            decidedBy: null,
            actedFor: false,
            comment: null,
            yours: true,
          },
        ],
      });
      expect((await event.staff.get(`${event.path}/quotas/${quota.id}`)).body.taken).toBe(0);
      expect((await approve(security, id)).body.state).toBe('confirmed');
      expect(await stateOf(id)).toEqual(['confirmed', null]);
      expect((await event.staff.get(`${event.path}/quotas/${quota.id}`)).body.taken).toBe(1);
      expect((await recordOf(event, id)).map(([name, to]) => [name, to])).toEqual([
        ['create', 'draft'],
        ['submit', 'submitted'],
        ['approve', 'under_review'],
        ['approve', 'confirmed'],
      ]);
    });

    test('an organiser acts for any step, on record, and says which one', async () => {
      const { id } = await register(app.api, event, (await stepped()).id);
      const vague = await approve(organiser, id);
      expect([vague.status, vague.body.code, vague.body.errors[0].pointer]).toEqual([
        422,
        'step-not-named',
        '/input/step',
      ]);
      expect((await approve(organiser, id, { step: 'protocol' })).status).toBe(200);
      const again = await approve(organiser, id, { step: 'protocol' });
      expect([again.status, again.body.code]).toEqual([409, 'step-not-waiting']);
      const unknown = await approve(organiser, id, { step: 'nonsense' });
      expect([unknown.status, unknown.body.code]).toEqual([422, 'step-unknown']);
      expect((await approve(organiser, id, { step: 'security' })).body.state).toBe('confirmed');
      expect((await read(id)).approval.steps.map(({ actedFor }: { actedFor: boolean }) => actedFor)).toEqual([
        true,
        true,
      ]);
      const { items } = (await event.staff.get(`${pathOf(id)}/history`)).body;
      expect(items.at(-1).data).toEqual({ step: 'security', actedFor: 'security' });
    });

    test('where four eyes are asked for, nobody approves two steps, not even an administrator', async () => {
      const { id } = await register(app.api, event, (await stepped({ fourEyes: true })).id);
      expect((await approve(app.admin, id, { step: 'protocol' })).status).toBe(200);
      expect((await offered(app.admin, id)).includes('approve')).toBe(false);
      const second = await approve(app.admin, id, { step: 'security' });
      expect([second.status, second.body.code]).toEqual([409, 'transition-not-possible']);
      expect((await approve(organiser, id, { step: 'security' })).body.state).toBe('confirmed');
    });

    test('nobody passes the steps by: no place beyond the quota, and no line', async () => {
      const { id } = await register(app.api, event, (await stepped()).id);
      for (const transition of ['waitlist', 'overbook']) {
        const answer = await event.staff.move(pathOf(id), transition, { comment: 'Please' });
        expect([answer.status, answer.body.code]).toEqual([409, 'transition-not-possible']);
      }
      await approved(id);
      const simple = await register(app.api, event, (await makeCategory(event, { approval: 'review' })).id);
      expect((await event.staff.move(pathOf(simple.id), 'waitlist')).body.state).toBe('waitlisted');
      expect((await read(simple.id)).approval.steps[0].state).toBe('approved');
    });

    test('what is changed in the category holds for whoever hands in from then on', async () => {
      const category = await stepped();
      const { id } = await register(app.api, event, category.id);
      const { version } = (await event.staff.get(`${event.path}/categories/${category.id}`)).body;
      await event.staff.patch(
        `${event.path}/categories/${category.id}`,
        { approvalSteps: [two[1]] },
        version,
      );
      const later = await register(app.api, event, category.id);
      expect([await stateOf(id), await stateOf(later.id)]).toEqual([
        ['submitted', 'protocol'],
        ['submitted', 'security'],
      ]);
    });

    test('each role finds what waits for it, by step and by role', async () => {
      const category = await stepped();
      const one = await register(app.api, event, category.id);
      const other = await register(app.api, event, category.id);
      await approve(protocol, other.id);
      const ids = async (filter: string): Promise<string[]> =>
        (
          await security.get(`${event.path}/registrations?categoryId=${category.id}&${filter}`)
        ).body.items.map(({ id }: { id: string }) => id);
      expect([
        await ids('approvalStep=protocol'),
        await ids('approvalRole=security'),
        await ids('approvalRole=registrar'),
      ]).toEqual([[one.id], [other.id], []]);
    });
  });

  describe('by the focal point', () => {
    const member = async (steps: object[]): Promise<{ focal: Api; id: string; path: string }> => {
      const category = await stepped({ approvalSteps: steps });
      const organisation = await make(event.staff, `${event.path}/organisations`, {
        kind: 'ministry',
        name: `Ministry ${serial()}`,
        country: 'RU',
      });
      const delegation = await make(event.staff, `${event.path}/delegations`, {
        organisationId: organisation.id,
        focalPointName: 'Ivan',
        focalPointEmail: `focal-${serial()}@ministry.example`,
        locale: 'ru',
        rankClass: 2,
      });
      const path = `${event.path}/delegations/${delegation.id}`;
      const made = await make(event.staff, `${path}/members`, {
        person: personInput(),
        categoryId: category.id,
        part: 'member',
      });
      await event.staff.move(pathOf(made.id), 'submit');
      const tokens = await app.app
        .get(Links)
        .tokens('delegation', event.id, [{ id: delegation.id, name: 'Ivan' }], new Date('2100-01-01'));
      return {
        focal: app.api.as(tokens.get(delegation.id)!),
        id: made.id,
        path: `${path}/members/${made.id}`,
      };
    };
    const focalStep = { key: 'focal', title: 'Focal point', role: 'focal_point' };

    test('members of the own delegation only are decided about, and the next step is for others', async () => {
      const { focal, id, path } = await member([focalStep, two[0]!]);
      const other = await member([focalStep]);
      expect((await focal.get(path)).body).toMatchObject({
        approvalStep: 'focal',
        approvalRole: 'focal_point',
      });
      expect((await other.focal.post(`${path}/decisions`, { decision: 'approve' })).status).toBe(404);
      const done = await focal.post(`${path}/decisions`, { decision: 'approve' });
      expect([done.status, done.body.state, done.body.approvalStep]).toEqual([
        200,
        'under_review',
        'protocol',
      ]);
      expect((await focal.post(`${path}/decisions`, { decision: 'approve' })).body.code).toBe(
        'step-not-yours',
      );
      // Protocol may act for the focal point too, so it says which of the two steps it means.
      expect((await approve(protocol, id)).body.code).toBe('step-not-named');
      expect((await approve(protocol, id, { step: 'protocol' })).body.state).toBe('confirmed');
    });

    test('a refusal has a reason; whoever has no delegation goes without that step', async () => {
      const { focal, path } = await member([focalStep]);
      expect((await focal.post(`${path}/decisions`, { decision: 'reject' })).body.code).toBe(
        'comment-required',
      );
      const refused = await focal.post(`${path}/decisions`, {
        decision: 'reject',
        comment: 'Works elsewhere',
      });
      expect([refused.status, refused.body.state]).toEqual([200, 'rejected']);
      const alone = await register(
        app.api,
        event,
        (await stepped({ approvalSteps: [focalStep, two[1]!] })).id,
      );
      expect(await stateOf(alone.id)).toEqual(['submitted', 'security']);
    });
  });

  describe('refused', () => {
    test('tells the person the reason, and nobody but those who decide the note, by whatever a link can read', async () => {
      const person = personInput();
      const { id, code } = await register(app.api, event, (await stepped()).id, { person });
      const secret = `embassy-${serial()}-knows`;
      const refused = await protocol.move(pathOf(id), 'reject', {
        comment: 'All seats are given.',
        input: { note: secret },
      });
      expect([refused.status, refused.body.state]).toEqual([200, 'rejected']);
      expect(JSON.stringify(refused.body)).not.toContain(secret);
      const noted = (await security.get(`${pathOf(id)}/notes`)).body.items;
      expect(noted).toEqual([
        {
          id: expect.any(String),
          transition: 'reject',
          step: 'protocol',
          note: secret,
          byName: expect.stringMatching(/^Staff /),
          at: '2019-06-01T08:00:00.000Z',
        },
      ]);
      expect((await (await app.staff(event.id, 'check_in')).get(`${pathOf(id)}/notes`)).status).toBe(403);
      const mails = await mailsTo(person['email']);
      expect(mails.at(-1)!.text).toContain('All seats are given.');
      expect(JSON.stringify(mails)).not.toContain(secret);
      const me = await personWith(app, event, id);
      expect((await me.get(`${pathOf(id)}/notes`)).status).toBe(404);
      const routes = app.routes.filter(
        ({ method, url }) => method === 'GET' && url.startsWith('/') && !url.startsWith('/mailbox'),
      );
      const opened: string[] = [];
      for (const { url } of routes) {
        const path = url.replace(':event', event.slug).replace(/:[A-Za-z]+/g, id);
        const answer = await me.request<unknown>('GET', path, undefined, {});
        if (answer.status === 200) opened.push(url);
        expect([url, JSON.stringify(answer.body).includes(secret)]).toEqual([url, false]);
      }
      expect(opened.filter((url) => url.includes('/registrations/:id'))).toEqual(
        expect.arrayContaining([
          '/api/v1/events/:event/registrations/:id',
          '/api/v1/events/:event/registrations/:id/history',
          '/api/v1/events/:event/registrations/:id/transitions',
          '/api/v1/events/:event/registrations/:id/forms',
        ]),
      );
      expect((await me.get(`${pathOf(id)}/history`)).body.items.at(-1).comment).toBe('All seats are given.');
      expect(code).toBeDefined();
    });

    test('is nobody who has a place, unless it is to be approved again', async () => {
      const { id } = await register(app.api, event, (await makeCategory(event)).id);
      const answer = await event.staff.move(pathOf(id), 'reject', { comment: 'No' });
      expect([answer.status, answer.body.code, answer.body.allowed]).toEqual([
        409,
        'transition-not-possible',
        expect.not.arrayContaining(['reject', 'reapprove']),
      ]);
    });
  });

  describe('asked for again', () => {
    const fields = [
      { key: 'passport', kind: 'text', label: 'Passport', required: 'never', reapproval: true },
      { key: 'diet', kind: 'text', label: 'Diet', required: 'never' },
      { key: 'post', kind: 'person', property: 'post', label: 'Post', required: 'never', reapproval: true },
    ];
    const confirmed = async (changes: object = {}, more: object = {}): Promise<any> => {
      const quota = await makeQuota(event, 1);
      const category = await stepped({ quotaIds: [quota.id], ...changes });
      await makeForm(event, category.id, fields);
      const made = await register(app.api, event, category.id, {
        answers: { passport: 'A1', diet: 'none' },
        ...more,
      });
      await approved(made.id);
      return { ...made, quota, category, me: await personWith(app, event, made.id) };
    };
    const answer = async (by: Api, id: string, answers: object): Promise<Answer> =>
      by.patch(pathOf(id), { answers }, (await read(id)).version);
    const takenOf = async (quota: { id: string }): Promise<number> =>
      (await event.staff.get(`${event.path}/quotas/${quota.id}`)).body.taken;

    test('when the person changes such an answer: the place is kept, and nobody else gets it', async () => {
      const person = personInput();
      const { id, me, quota, category } = await confirmed({}, { person });
      const other = await register(app.api, event, category.id, { answers: { passport: 'B' } });
      await approved(other.id);
      expect((await answer(me, id, { passport: 'A1', diet: 'fish' })).body.reapproval).toBeNull();
      const changed = await answer(me, id, { passport: 'A2', diet: 'fish' });
      expect([
        changed.status,
        changed.body.state,
        changed.body.approvalStep,
        changed.body.reapproval,
      ]).toEqual([
        200,
        'confirmed',
        'protocol',
        { since: '2019-06-01T08:00:00.000Z', questions: ['passport'] },
      ]);
      await app.settled();
      expect([await takenOf(quota), await stateOf(other.id)]).toEqual([1, ['waitlisted', null]]);
      const listed = (await protocol.get(`${event.path}/registrations?approvalStep=protocol&state=confirmed`))
        .body.items;
      expect(listed.map((one: { id: string }) => one.id)).toEqual([id]);
      const again = async (): Promise<string[]> =>
        (
          await protocol.get(`${event.path}/registrations?reapproval=true&categoryId=${category.id}`)
        ).body.items.map((one: { id: string }) => one.id);
      expect(await again()).toEqual([id]);
      expect((await mailsTo(person['email'])).at(-1)!.subject).toBe(
        'Your changes are being reviewed: Infoforum-China 2019',
      );
      await approved(id);
      expect(await stateOf(id)).toEqual(['confirmed', null]);
      expect((await read(id)).reapproval).toBeNull();
      expect(await again()).toEqual([]);
      expect(await takenOf(quota)).toBe(1);
      expect((await mailsTo(person['email'])).at(-1)!.subject).toBe(
        'Your registration has been approved: Infoforum-China 2019',
      );
    });

    test('whoever waits or has an offer keeps that too, and an offer that is accepted is approved afterwards', async () => {
      const { id, category } = await confirmed();
      const other = await register(app.api, event, category.id, { answers: { passport: 'B1' } });
      await approved(other.id);
      const me = await personWith(app, event, other.id);
      await answer(me, other.id, { passport: 'B2' });
      expect(await stateOf(other.id)).toEqual(['waitlisted', 'protocol']);
      expect((await approve(protocol, other.id, undefined, 'reapprove')).body.state).toBe('waitlisted');
      await event.staff.move(pathOf(id), 'cancel');
      await app.settled();
      expect(await stateOf(other.id)).toEqual(['offered', 'security']);
      expect((await me.move(pathOf(other.id), 'accept')).body.approvalStep).toBe('security');
      const done = await approve(security, other.id, undefined, 'reapprove');
      expect([done.body.state, done.body.approvalStep, done.body.reapproval]).toEqual([
        'confirmed',
        null,
        null,
      ]);
    });

    test('a refusal then gives the place back, to the next in line', async () => {
      const { id, me, quota, category } = await confirmed();
      const other = await register(app.api, event, category.id, { answers: {} });
      await approved(other.id);
      await answer(me, id, { passport: 'A2' });
      const refused = await protocol.move(pathOf(id), 'reject', { comment: 'This passport is not valid.' });
      expect([refused.status, refused.body.state, refused.body.reapproval]).toEqual([200, 'rejected', null]);
      expect(refused.body.approval.steps.map((one: { state: string }) => one.state)).toEqual([
        'refused',
        'not_needed',
      ]);
      await app.settled();
      expect([await stateOf(other.id), await takenOf(quota)]).toEqual([['offered', null], 1]);
    });

    test('changed again while it is looked at, it begins anew where somebody has approved, and tells once', async () => {
      const person = personInput();
      const { id, me } = await confirmed({}, { person });
      await answer(me, id, { passport: 'A2' });
      await answer(me, id, { passport: 'A3' });
      expect((await read(id)).approval.round).toBe(2);
      expect((await approve(protocol, id, undefined, 'reapprove')).body.approvalStep).toBe('security');
      await me.patch(pathOf(id), { post: 'Minister' }, (await read(id)).version);
      const now = await read(id);
      expect([now.approval.round, now.approvalStep, now.reapproval.questions]).toEqual([
        3,
        'protocol',
        ['passport', 'post'],
      ]);
      const mails = (await mailsTo(person['email'])).map(({ subject }) => subject);
      expect(mails.filter((subject) => subject.startsWith('Your changes are being reviewed')).length).toBe(1);
    });

    test('not when staff change it, nor where places are given at once, nor before anybody approved', async () => {
      const { id } = await confirmed();
      await answer(event.staff, id, { passport: 'A9' });
      expect((await read(id)).reapproval).toBeNull();
      const automatic = await makeCategory(event);
      await makeForm(event, automatic.id, fields);
      const at = await register(app.api, event, automatic.id, { answers: { passport: 'A' } });
      const mine = await personWith(app, event, at.id);
      expect((await answer(mine, at.id, { passport: 'B' })).body.reapproval).toBeNull();
      const category = await stepped();
      await makeForm(event, category.id, fields);
      const fresh = await register(app.api, event, category.id, { answers: { passport: 'A' } });
      const me = await personWith(app, event, fresh.id);
      await answer(me, fresh.id, { passport: 'B' });
      expect((await read(fresh.id)).approval.round).toBe(1);
      await approve(protocol, fresh.id);
      await answer(me, fresh.id, { passport: 'C' });
      expect([await stateOf(fresh.id), (await read(fresh.id)).approval.round]).toEqual([
        ['under_review', 'protocol'],
        2,
      ]);
    });

    test('nobody is checked in before it is approved again; the reason says so', async () => {
      const late = await makeEvent(app);
      const category = await makeCategory(late, { approval: 'review' });
      await makeForm(late, category.id, fields);
      const { id, code } = await register(app.api, late, category.id, { answers: { passport: 'A' } });
      const path = `${late.path}/registrations/${id}`;
      await late.staff.move(path, 'approve');
      const me = await personWith(app, late, id);
      const { version } = (await late.staff.get(path)).body;
      await me.patch(path, { answers: { passport: 'B' } }, version);
      const before = app.clock.now();
      app.clock.set('2019-10-22T02:00:00Z');
      const refused = await late.staff.post(`${late.path}/check-ins`, { code });
      expect([refused.status, refused.body.code, refused.body.reason]).toEqual([
        409,
        'check-in-not-approved',
        'not_approved',
      ]);
      expect((await late.staff.move(path, 'reapprove')).status).toBe(200);
      expect((await late.staff.post(`${late.path}/check-ins`, { code })).status).toBe(201);
      app.clock.set(before);
    });
  });
});
