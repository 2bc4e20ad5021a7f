import {
  holderOf,
  makeCategory as makeMembersCategory,
  makeDelegation,
  memberInput,
} from '../delegations/support';
import { makeSession, makeForum, release } from '../programme/forum';
import {
  makeCategory,
  makeForm,
  makeQuota,
  personInput,
  personWith,
  register,
} from '../registrations/support';
import { book, makeDeparture, makeParticipant, makeVisitedEvent } from '../site-visits/support';
import { startApp, type TestApp } from '../support/app';
import { make, makeEvent, type TestEvent } from '../support/factories';
import { pdf } from '../support/files';

const beginning = '2019-06-01T08:00:00Z';

describe('reminders that are different for each', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  beforeEach(() => app.at(beginning));

  const addRule = (event: TestEvent, changes: object): Promise<any> =>
    make(event.staff, `${event.path}/reminder-rules`, {
      title: 'A rule',
      texts: { en: 'Please remember.' },
      offsetMinutes: -120,
      ...changes,
    });
  /** What a rule was due for, when, what became of it, and how many messages that were. */
  const occurrencesOf = async (event: TestEvent, { id }: { id: string }): Promise<unknown[]> =>
    (await event.staff.get(`${event.path}/reminder-rules/${id}/occurrences?sort=dueAt`)).body.items.map(
      ({ subjectId, dueAt, outcome, messages }: Record<string, unknown>) => [
        subjectId,
        dueAt,
        outcome,
        messages,
      ],
    );
  const reminded = async (event: TestEvent): Promise<string[]> =>
    (
      await app.db.query<{ registration_id: string }>(
        `SELECT registration_id FROM messages WHERE event_id = $1 AND kind = 'reminders.reminder' AND state = 'sent' ORDER BY created_at, id`,
        [event.id],
      )
    ).map(({ registration_id: id }) => id);
  const mailTo = async (event: TestEvent, registrationId: string): Promise<string> => {
    const { email } = (await event.staff.get(`${event.path}/registrations/${registrationId}`)).body.person;
    const asJson = { headers: { accept: 'application/json' } };
    const [mail] = (await app.api.get(`/mailbox?q=${encodeURIComponent(email)}`, asJson)).body.items;
    return (await app.api.get(`/mailbox/${mail.id}`, asJson)).body.text;
  };

  test('before each departure on which somebody has a place, each with its own time and nothing else', async () => {
    const event = await makeVisitedEvent(app);
    const [morning, afternoon] = [
      await makeDeparture(event),
      await makeDeparture(event, {
        startsAt: '2019-10-23T14:00:00+08:00',
        endsAt: '2019-10-23T17:00:00+08:00',
      }),
    ];
    const [both, one, none] = [
      (await makeParticipant(app, event)).id,
      (await makeParticipant(app, event)).id,
      (await makeParticipant(app, event)).id,
    ];
    await book(event, morning.id, both);
    await book(event, afternoon.id, both);
    await book(event, afternoon.id, one);
    const rule = await addRule(event, { anchor: 'departure' });
    expect([rule.anchorId, rule.dueAt]).toEqual([null, null]);
    await app.at('2019-10-23T06:59:00+08:00');
    expect(await reminded(event)).toEqual([]);
    await app.at('2019-10-23T07:00:00+08:00');
    expect(await reminded(event)).toEqual([both]);
    expect(await mailTo(event, both)).toContain('09:00–12:00');
    expect(await mailTo(event, both)).not.toContain('14:00–17:00');
    await app.at('2019-10-23T12:00:00+08:00');
    expect((await reminded(event)).sort()).toEqual([both, both, one].sort());
    expect(await reminded(event)).not.toContain(none);
    expect(await occurrencesOf(event, rule)).toEqual([
      [morning.id, '2019-10-22T23:00:00.000Z', 'sent', 1],
      [afternoon.id, '2019-10-23T04:00:00.000Z', 'sent', 2],
    ]);
  });

  test('before the first thing that somebody has, whatever that is, also when it has moved', async () => {
    const forum = await makeForum(app);
    const category = await makeCategory(forum);
    const host = await make(forum.staff, `${forum.path}/organisations`, {
      kind: 'company',
      name: 'Huawei',
      country: 'CN',
    });
    const event = { ...forum, categoryId: category.id, hostId: host.id };
    const departure = await makeDeparture(event, {
      startsAt: '2019-10-21T07:30:00+08:00',
      endsAt: '2019-10-21T08:30:00+08:00',
      cutOffAt: '2019-10-20T18:00:00+08:00',
    });
    const session = await makeSession(forum, {
      startsAt: '2019-10-21T10:00:00+08:00',
      endsAt: '2019-10-21T11:00:00+08:00',
    });
    await release(forum);
    const [early, late] = [(await makeParticipant(app, event)).id, (await makeParticipant(app, event)).id];
    await book(event, departure.id, early);
    const rule = await addRule(event, { anchor: 'first_item', offsetMinutes: -60 });
    await app.at('2019-10-21T06:30:00+08:00');
    expect(await reminded(event)).toEqual([early]);
    const at = `${forum.path}/sessions/${session.id}`;
    const { version } = (await forum.staff.get(at)).body;
    await forum.staff.patch(
      at,
      { startsAt: '2019-10-21T12:00:00+08:00', endsAt: '2019-10-21T13:00:00+08:00' },
      version,
    );
    await release(forum);
    await app.at('2019-10-21T09:00:00+08:00');
    expect(await reminded(event)).toEqual([early]);
    await app.at('2019-10-21T11:00:00+08:00');
    expect(await reminded(event)).toEqual([early, late]);
    expect(await occurrencesOf(event, rule)).toEqual([
      [departure.id, '2019-10-20T22:30:00.000Z', 'sent', 1],
      [session.id, '2019-10-21T03:00:00.000Z', 'sent', 1],
    ]);
  });

  test('of a form that is not answered: not those who have, and nobody who cancelled', async () => {
    const event = await makeEvent(app);
    const category = await makeCategory(event);
    const form = await makeForm(
      event,
      category.id,
      [{ key: 'flight', kind: 'text', label: 'Flight', required: 'always' }],
      { purpose: 'follow_up', title: 'Travel', deadline: '2019-09-10T00:00:00Z' },
    );
    const people = [];
    for (let n = 0; n < 3; n += 1) people.push((await register(app.api, event, category.id)).id as string);
    const [owes, answers, leaves] = people as [string, string, string];
    const person = await personWith(app, event, answers);
    const put = await person.put(
      `${event.path}/registrations/${answers}/forms/${form.id}`,
      { answers: { flight: 'SU 220' } },
      { ifMatch: 0 },
    );
    expect(put.status).toBe(200);
    await event.staff.move(`${event.path}/registrations/${leaves}`, 'cancel');
    const [rule, others] = [
      await addRule(event, { anchor: 'deadline', offsetMinutes: -3 * 1440 }),
      await addRule(event, { anchor: 'deadline', offsetMinutes: -3 * 1440, deadlineKinds: ['role'] }),
    ];
    await app.at('2019-09-07T00:00:00Z');
    expect(await reminded(event)).toEqual([owes]);
    expect(await mailTo(event, owes)).toContain('Travel');
    expect(await occurrencesOf(event, rule)).toEqual([[form.id, '2019-09-07T00:00:00.000Z', 'sent', 1]]);
    expect(await occurrencesOf(event, others)).toEqual([]);
  });

  test('of an offer that is not answered, before it ends', async () => {
    const event = await makeEvent(app);
    const quota = await makeQuota(event, 1, { offerHours: 24 });
    const category = await makeCategory(event, { quotaIds: [quota.id] });
    const [first, second] = [
      await register(app.api, event, category.id),
      await register(app.api, event, category.id),
    ];
    const rule = await addRule(event, { anchor: 'offer', offsetMinutes: -180 });
    await app.at('2019-06-02T08:00:00Z');
    await event.staff.move(`${event.path}/registrations/${first.id}`, 'cancel');
    await app.settled();
    await app.at('2019-06-03T04:00:00Z');
    expect(await reminded(event)).toEqual([]);
    await app.at('2019-06-03T05:00:00Z');
    expect(await reminded(event)).toEqual([second.id]);
    expect(await occurrencesOf(event, rule)).toEqual([[second.id, '2019-06-03T05:00:00.000Z', 'sent', 1]]);
  });

  test('of a document that is missing, before and after it is due, until it was handed in', async () => {
    const event = await makeEvent(app);
    const delegation = await makeDelegation(event);
    await event.staff.post(`${delegation.path}/invitations`, {});
    const focal = await holderOf(app, delegation, delegation.email);
    await focal.move(delegation.path, 'accept');
    const categoryId = await makeMembersCategory(event);
    await make(event.staff, `${event.path}/requirements`, {
      kind: 'other',
      concerns: 'member',
      title: 'Passport page',
      delegationId: delegation.id,
      dueAt: '2019-09-05T10:00:00Z',
    });
    const members: string[] = [];
    for (let n = 0; n < 2; n += 1) {
      const { registrationId } = await make(focal, `${delegation.path}/members`, memberInput(categoryId));
      await event.staff.move(`${event.path}/registrations/${registrationId}`, 'submit');
      members.push(registrationId as string);
    }
    const [slow, quick] = members as [string, string];
    const documents = (await focal.get(`${delegation.path}/documents`)).body.items;
    const of = (id: string): any => documents.find(({ registrationId }: any) => registrationId === id);
    await focal.upload(`${delegation.path}/documents/${of(quick).id}/file`, {
      name: 'p.pdf',
      bytes: await pdf(),
    });
    const [before, after] = [
      await addRule(event, { anchor: 'document', offsetMinutes: -1440 }),
      await addRule(event, { anchor: 'document', offsetMinutes: 1440 }),
    ];
    await app.at('2019-09-04T10:00:00Z');
    expect(await reminded(event)).toEqual([slow]);
    await app.at('2019-09-06T10:00:00Z');
    expect(await reminded(event)).toEqual([slow, slow]);
    for (const [rule, dueAt] of [
      [before, '2019-09-04T10:00:00.000Z'],
      [after, '2019-09-06T10:00:00.000Z'],
    ])
      expect(await occurrencesOf(event, rule)).toEqual([[of(slow).id, dueAt, 'sent', 1]]);
    expect(await reminded(event)).not.toContain(quick);
  });

  test('by day only if the rule says so, and the day is that of the reader', async () => {
    const event = await makeEvent(app);
    const category = await makeCategory(event);
    await makeForm(
      event,
      category.id,
      [{ key: 'flight', kind: 'text', label: 'Flight', required: 'always' }],
      { purpose: 'follow_up', title: 'Travel', deadline: '2019-09-10T01:00:00Z' },
    );
    const of = async (timeZone?: string): Promise<string> =>
      (await register(app.api, event, category.id, { person: personInput(timeZone ? { timeZone } : {}) })).id;
    // One in the morning in Greenwich is nine in Shenzhen, four in Moscow, and ten in the evening in Halifax.
    const [shenzhen, moscow, halifax] = [await of(), await of('Europe/Moscow'), await of('America/Halifax')];
    await addRule(event, { anchor: 'deadline', offsetMinutes: -1440, byDay: true });
    await app.at('2019-09-08T16:59:00Z');
    expect(await reminded(event)).toEqual([]);
    await app.at('2019-09-08T17:00:00Z');
    expect(await reminded(event)).toEqual([moscow]);
    await app.at('2019-09-08T23:00:00Z');
    expect(await reminded(event)).toEqual([moscow, halifax]);
    await app.at('2019-09-09T00:59:59Z');
    expect(await reminded(event)).toEqual([moscow, halifax]);
    await app.at('2019-09-09T01:00:00Z');
    expect(await reminded(event)).toEqual([moscow, halifax, shenzhen]);
  });

  test('after an outage: what still makes sense goes out once, the rest is recorded as missed', async () => {
    const event = await makeVisitedEvent(app);
    const [gone, leaving] = [
      await makeDeparture(event),
      await makeDeparture(event, {
        startsAt: '2019-10-23T14:00:00+08:00',
        endsAt: '2019-10-23T17:00:00+08:00',
      }),
    ];
    const person = (await makeParticipant(app, event)).id;
    for (const { id } of [gone, leaving]) await book(event, id, person);
    const rule = await addRule(event, { anchor: 'departure', offsetMinutes: -360 });
    await app.at('2019-10-23T10:00:00+08:00');
    expect(await occurrencesOf(event, rule)).toEqual([
      [gone.id, '2019-10-22T19:00:00.000Z', 'missed', 0],
      [leaving.id, '2019-10-23T00:00:00.000Z', 'sent', 1],
    ]);
    await app.at('2019-10-23T10:10:00+08:00');
    expect(await reminded(event)).toEqual([person]);
  });

  test('in the words of a template, with what is ahead in its place; in their own once it is gone', async () => {
    const event = await makeVisitedEvent(app);
    const departure = await makeDeparture(event);
    const [person, russian] = [
      (await makeParticipant(app, event)).id,
      (await register(app.api, event, event.categoryId, { person: personInput(), locale: 'ru' })).id,
    ];
    for (const id of [person, russian]) await book(event, departure.id, id);
    const template = await make(event.staff, `${event.path}/templates`, {
      name: 'Off we go',
      subject: { en: 'Off we go, {{ person.name }}', ru: 'В путь, {{ person.name }}' },
      body: { en: 'Be there early.\n\n{{ facts }}\n\nBring a hat.', ru: 'Приходите заранее.\n\n{{ facts }}' },
    });
    const rule = await addRule(event, { anchor: 'departure', templateId: template.id });
    const later = await addRule(event, { anchor: 'departure', offsetMinutes: -60, templateId: template.id });
    expect([rule.templateId, rule.texts]).toEqual([template.id, { en: 'Please remember.' }]);
    await app.at('2019-10-23T07:00:00+08:00');
    expect((await reminded(event)).sort()).toEqual([person, russian].sort());
    const mail = await mailTo(event, person);
    expect(mail).toMatch(/Be there early\.[^]*09:00–12:00[^]*Bring a hat\./);
    expect(mail).not.toContain('Please remember.');
    expect(await mailTo(event, russian)).toContain('Приходите заранее.');
    await event.staff.delete(`${event.path}/templates/${template.id}`, template.version);
    await app.at('2019-10-23T08:00:00+08:00');
    expect(await mailTo(event, person)).toContain('> Please remember.');
    expect((await occurrencesOf(event, later)).map((one) => (one as unknown[])[3])).toEqual([2]);
    const again = await event.staff.post(`${event.path}/reminder-rules`, {
      title: 'A rule',
      anchor: 'departure',
      offsetMinutes: -30,
      templateId: template.id,
    });
    expect([again.status, again.body.errors[0].pointer]).toEqual([422, '/templateId']);
  });

  test.each([
    [
      'kinds of deadlines with another anchor',
      { anchor: 'offer', deadlineKinds: ['form'] },
      '/deadlineKinds',
    ],
    ['a kind that there is not', { anchor: 'deadline', deadlineKinds: ['tea'] }, '/deadlineKinds'],
    [
      'a first item that is named',
      { anchor: 'first_item', anchorId: '0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11' },
      '/anchorId',
    ],
  ])('%s are refused', async (_, changes, pointer) => {
    const event = await makeEvent(app);
    const { status, body } = await event.staff.post(`${event.path}/reminder-rules`, {
      title: 'A rule',
      texts: { en: 'Please remember.' },
      offsetMinutes: -120,
      ...changes,
    });
    expect([status, body.errors[0].pointer]).toEqual([422, pointer]);
  });
});
