import type { AgendaOwner } from '../../src/agendas/agenda.rules';
import { AgendasQueries } from '../../src/agendas/agendas.queries';
import { clearedGreeting, greetingInput, moved, withReader } from '../greetings/support';
import { holderOf, makeDelegation, memberInput } from '../delegations/support';
import { makeSession, release } from '../programme/forum';
import { makeCategory, makeForm, personInput, register } from '../registrations/support';
import { usualRules } from '../site-visits/identity-support';
import { book, makeDeparture, makeVisit } from '../site-visits/support';
import { startApp, type TestApp } from '../support/app';
import { make, serial } from '../support/factories';
import { statementsOf } from '../support/statements';
import {
  arrival,
  leaving,
  makeStage,
  participant,
  participantOf,
  travels,
  type Participant,
} from './traveller';

const asking = (key: string) => ({ key, kind: 'text', label: key, required: 'always' });

const question = asking('diet');

describe('deadlines in an agenda', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  beforeEach(async () => {
    await app.at('2019-06-01T08:00:00Z');
  });

  const kindsOf = async ({ api, path }: Participant): Promise<string[]> =>
    (await api.get(`${path}/agenda`)).body.deadlines.map(({ kind }: { kind: string }) => kind);

  test('stand there beside everything else that binds a person', async () => {
    const stage = await makeStage(app);
    const email = `sargsyan-${serial()}@ministry.example`;
    const acts = { focalPointName: 'Anna Sargsyan', focalPointEmail: email };
    const delegation = await makeDelegation(stage, { ...acts, nominationsCloseAt: '2019-09-01T10:00:00Z' });
    await stage.staff.post(`${delegation.path}/invitations`, {});
    const focal = await holderOf(app, delegation, email);
    await moved(focal, delegation.path, 'accept');
    const invited = await makeDelegation(stage, acts);
    await stage.staff.post(`${invited.path}/invitations`, { answerBy: '2019-08-10T10:00:00Z' });
    for (const [concerns, title, dueAt] of [
      ['delegation', 'Letter of credentials', '2019-09-05T10:00:00Z'],
      ['member', 'Passport page', '2019-05-01T10:00:00Z'],
      ['member', 'Photo, whenever', null],
    ])
      await make(stage.staff, `${stage.path}/requirements`, {
        kind: 'other',
        concerns,
        title,
        delegationId: delegation.id,
        ...(dueAt === null ? {} : { dueAt }),
      });
    const member = await make(
      focal,
      `${delegation.path}/members`,
      memberInput(stage.categoryId, { person: { givenName: 'Anna', familyName: 'Sargsyan', email } }),
    );
    await moved(stage.staff, `${stage.path}/registrations/${member.registrationId}`, 'submit');
    const anna = await participantOf(app, stage, member.registrationId);
    const form = await makeForm(stage, stage.categoryId, [question], {
      purpose: 'follow_up',
      title: 'Meals',
      deadline: '2019-10-01T10:00:00Z',
    });

    const opening = await makeSession(stage, { title: 'Opening', kind: 'opening_ceremony' });
    const panel = await makeSession(stage, {
      title: 'Panel',
      capacity: 20,
      startsAt: '2019-10-22T09:00:00+08:00',
      endsAt: '2019-10-22T10:00:00+08:00',
      roles: [{ personId: anna.personId, role: 'speaker', state: 'asked' }],
    });
    await release(stage);
    const read = await clearedGreeting(stage);
    const reader = await withReader(app, stage, read, true);
    await moved(stage.staff, read, 'schedule', {
      input: { mode: 'read_on_behalf', sessionId: opening.id, position: 1, readerPersonId: reader },
    });
    // The place stays while somebody else is asked to read.
    await stage.staff.put(
      `${read}/reader`,
      { personId: anna.personId },
      { ifMatch: (await stage.staff.get(read)).body.version },
    );
    await travels(anna, { arrival, departure: leaving });
    const visit = await makeVisit(stage, {
      title: 'Huawei',
      address: 'Bantian, Shenzhen',
      identityRules: usualRules,
    });
    const departure = await makeDeparture(
      stage,
      { coaches: [{ label: 'Coach A', seats: 45 }] },
      { visitId: visit.id },
    );
    await book(stage, departure.id, anna.id);
    await makeVisit(stage, { title: 'BYD', bookingMode: 'allocation' });
    await stage.staff.put(
      `${stage.path}/site-visits/wish-rules`,
      { closesAt: '2019-09-20T10:00:00Z', mostWishes: 6, mostPlaces: null },
      { ifMatch: 0 },
    );
    const awaited = await make(stage.staff, `${stage.path}/greetings`, {
      ...greetingInput(),
      contactName: 'Anna Sargsyan',
      contactEmail: email,
      contactLocale: 'en',
      dueAt: '2019-09-10T10:00:00Z',
    });
    await app.settled();
    const [letter, passport] = (await focal.get(`${delegation.path}/documents`)).body.items
      .filter(({ dueAt }: any) => dueAt !== null)
      .sort((a: any, b: any) => (a.title < b.title ? -1 : 1));
    const [asked] = (await stage.staff.get(`${stage.path}/sessions/${panel.id}`)).body.roles;
    const nowhere = { meetingPoint: null, coach: null, plate: null, marshal: null };
    const owed = (kind: string, subjectId: string, title: string, dueAt: string, overdue = false) => ({
      kind,
      subjectId,
      uid: `${kind}.${subjectId}.${anna.id}@plenary`,
      title,
      dueAt,
      overdue,
    });
    expect((await anna.api.get(`${anna.path}/agenda`)).body).toEqual({
      registrationId: anna.id,
      name: 'Anna Sargsyan',
      locale: 'en',
      timeZone: 'Asia/Shanghai',
      timeZoneName: 'Shenzhen time, UTC+8',
      ownTimeZone: null,
      ownTimeZoneName: null,
      items: [
        {
          kind: 'arrival',
          subjectId: anna.id,
          uid: `arrival.${anna.id}@plenary`,
          sequence: 0,
          title: 'Arrival: flight CA 910',
          startsAt: '2019-10-20T06:05:00.000Z',
          endsAt: '2019-10-20T06:05:00.000Z',
          place: 'Bao’an Airport, terminal 3',
          ...nowhere,
          duties: [],
        },
        {
          kind: 'session',
          subjectId: opening.id,
          uid: `${opening.id}.${anna.id}@plenary`,
          sequence: 0,
          title: 'Opening',
          startsAt: '2019-10-21T01:00:00.000Z',
          endsAt: '2019-10-21T02:00:00.000Z',
          place: 'Main Hall',
          ...nowhere,
          duties: [{ role: 'reader', author: 'Vladimir Norov' }],
        },
        {
          kind: 'visit',
          subjectId: departure.id,
          uid: `${departure.id}.${anna.id}@plenary`,
          sequence: 0,
          title: 'Huawei',
          startsAt: '2019-10-23T01:00:00.000Z',
          endsAt: '2019-10-23T04:00:00.000Z',
          place: 'Bantian, Shenzhen',
          meetingPoint: 'Hotel lobby, east entrance',
          coach: 'Coach A',
          plate: null,
          marshal: null,
          duties: [],
        },
        {
          kind: 'departure',
          subjectId: anna.id,
          uid: `departure.${anna.id}@plenary`,
          sequence: 0,
          title: 'Departure: train G 80',
          startsAt: '2019-10-26T10:40:00.000Z',
          endsAt: '2019-10-26T10:40:00.000Z',
          place: null,
          ...nowhere,
          duties: [],
        },
      ],
      deadlines: [
        owed(
          'document',
          passport.id,
          'Have this handed in by your focal point: Passport page',
          '2019-05-01T10:00:00.000Z',
          true,
        ),
        owed(
          'delegation_answer',
          invited.id,
          `Answer the invitation to ${invited.name}`,
          '2019-08-10T10:00:00.000Z',
        ),
        owed(
          'nominations',
          delegation.id,
          `Name the members of the delegation: ${delegation.name}`,
          '2019-09-01T10:00:00.000Z',
        ),
        owed(
          'delegation_document',
          letter.id,
          'Hand in for your delegation: Letter of credentials',
          '2019-09-05T10:00:00.000Z',
        ),
        owed(
          'greeting',
          awaited.id,
          'Hand in the message of greetings of Vladimir Norov',
          '2019-09-10T10:00:00.000Z',
        ),
        owed('wishes', stage.id, 'Say which visits you wish to join', '2019-09-20T10:00:00.000Z'),
        owed('form', form.id, 'Fill in the form “Meals”', '2019-10-01T10:00:00.000Z'),
        owed(
          'identity',
          visit.id,
          'Give the host of the visit “Huawei” the data of your document',
          '2019-10-20T10:00:00.000Z',
        ),
        owed(
          'reading',
          read.slice(read.lastIndexOf('/') + 1),
          'Say whether you read the message of Vladimir Norov',
          '2019-10-21T01:00:00.000Z',
        ),
        owed('role', asked.id, 'Say whether you take on your role in “Panel”', '2019-10-22T01:00:00.000Z'),
      ],
    });

    // A desk sees that a message is to be read, and not whose; nor that its author takes part.
    const desk = await app.staff(stage.id, 'registration_desk');
    const { body: seen } = await desk.get(`${anna.path}/agenda`);
    expect(JSON.stringify(seen)).not.toContain('Norov');
    expect(seen.items.flatMap(({ duties }: any) => duties)).toContainEqual({ role: 'reader', author: null });
    expect(seen.deadlines.map(({ title }: any) => title)).toContain(
      'Say whether you read a message of greetings',
    );
    expect(seen.deadlines.map(({ kind }: any) => kind)).not.toContain('greeting');
    const calendar = await desk.get<string>(`${anna.path}/agenda.ics`);
    expect([calendar.status, calendar.body.includes('Norov')]).toEqual([200, false]);

    // One mailbox for a whole delegation: who acts for it is who is named.
    const colleague = await participant(app, stage, {
      person: personInput({ givenName: 'Davit', familyName: 'Sargsyan', email }),
    });
    expect(await kindsOf(colleague)).toEqual(['wishes', 'form']);

    // What is done is not there any more, one after the other.
    const left: string[][] = [];
    const done = async (work: () => Promise<{ status: number; body: any }>): Promise<void> => {
      const { status, body } = await work();
      if (status >= 300) throw new Error(JSON.stringify(body));
      left.push(await kindsOf(anna));
    };
    await done(() =>
      anna.api.put(`${anna.path}/forms/${form.id}`, { answers: { diet: 'any' } }, { ifMatch: 0 }),
    );
    await done(() =>
      anna.api.put(`${stage.path}/site-visits/wishes/${anna.id}`, { siteVisitIds: [] }, { ifMatch: 0 }),
    );
    await done(() => stage.staff.post(`${read}/reader/answer`, { accepted: true }));
    await done(() => stage.staff.move(`${stage.path}/session-roles/${asked.id}`, 'accept'));
    const other = await holderOf(app, invited, email);
    await done(() => other.move(invited.path, 'decline', { comment: 'Not this year' }));
    const all = ['document', 'delegation_answer', 'nominations', 'delegation_document', 'greeting'];
    expect(left).toEqual([
      [...all, 'wishes', 'identity', 'reading', 'role'],
      [...all, 'identity', 'reading', 'role'],
      [...all, 'identity', 'role'],
      [...all, 'identity'],
      ['document', 'nominations', 'delegation_document', 'greeting', 'identity'],
    ]);
  });

  test('of forms are the first instant at which something is missing, and end when it is taken no longer', async () => {
    const stage = await makeStage(app);
    const anna = await participant(app, stage);
    const form = { purpose: 'follow_up', title: 'Travel', titles: { ru: 'Поездка' } };
    await makeForm(stage, stage.categoryId, [asking('seat')], { ...form, deadline: '2019-10-01T10:00:00Z' });
    await makeForm(stage, stage.categoryId, [asking('bags')], {
      purpose: 'follow_up',
      title: 'Without a date',
    });
    await makeForm(
      stage,
      stage.categoryId,
      [{ ...asking('hotel'), required: { from: '2019-09-15T10:00:00Z' } }],
      {
        purpose: 'follow_up',
        title: 'Answered from a day on',
        deadline: '2019-10-05T10:00:00Z',
      },
    );
    await makeForm(stage, stage.categoryId, [asking('gift')], {
      purpose: 'follow_up',
      title: 'Opens later',
      opensAt: '2019-10-02T10:00:00Z',
      deadline: '2019-10-20T10:00:00Z',
    });
    const listed = async (query = ''): Promise<[string, string][]> =>
      (await anna.api.get(`${anna.path}/agenda${query}`)).body.deadlines.map(({ title, dueAt }: any) => [
        title,
        dueAt,
      ]);
    expect(await listed()).toEqual([
      ['Fill in the form “Answered from a day on”', '2019-09-15T10:00:00.000Z'],
      ['Fill in the form “Travel”', '2019-10-01T10:00:00.000Z'],
    ]);
    expect(await listed('?locale=ru')).toEqual([
      ['Заполнить анкету «Answered from a day on»', '2019-09-15T10:00:00.000Z'],
      ['Заполнить анкету «Поездка»', '2019-10-01T10:00:00.000Z'],
    ]);
    // More time for one person is that person's date.
    const travel = (await stage.staff.get(`${stage.path}/forms`)).body.items.find(
      ({ title }: any) => title === 'Travel',
    );
    await stage.staff.put(`${anna.path}/extensions/${travel.id}`, {
      until: '2019-10-03T10:00:00Z',
      reason: 'The flight was moved.',
    });
    await app.at('2019-10-02T12:00:00Z');
    expect(await listed()).toEqual([
      ['Fill in the form “Travel”', '2019-10-03T10:00:00.000Z'],
      ['Fill in the form “Answered from a day on”', '2019-10-05T10:00:00.000Z'],
      ['Fill in the form “Opens later”', '2019-10-20T10:00:00.000Z'],
    ]);
    await app.at('2019-10-03T10:00:00Z');
    expect((await listed()).map(([title]) => title)).toEqual([
      'Fill in the form “Answered from a day on”',
      'Fill in the form “Opens later”',
    ]);
  });

  test('are those of an offer while it stands, of a registration that is only begun, and of a place on a visit', async () => {
    const stage = await makeStage(app, { registrationClosesAt: '2019-09-30T10:00:00Z' });
    const review = await makeCategory(stage, { approval: 'review' });
    const [anna, begun, offered] = [
      await participant(app, stage),
      await participantOf(app, stage, (await register(stage.staff, stage, review.id, { asDraft: true })).id),
      await participant(app, { ...stage, categoryId: review.id }),
    ];
    const departure = await makeDeparture(stage);
    const booking = await book(stage, departure.id, anna.id);
    // Where offers come from is tried elsewhere.
    await app.db.query(
      `UPDATE bookings SET state = 'offered', offer_expires_at = '2019-07-01T10:00:00Z' WHERE id = $1`,
      [booking.id],
    );
    await app.db.query(
      `UPDATE registrations SET state = 'offered', offer_expires_at = '2019-07-02T10:00:00Z' WHERE id = $1`,
      [offered.id],
    );
    const listed = async ({ path }: Participant): Promise<[string, string][]> =>
      (await stage.staff.get(`${path}/agenda`)).body.deadlines.map(({ kind, dueAt }: any) => [kind, dueAt]);
    expect([await listed(anna), await listed(begun), await listed(offered)]).toEqual([
      [['visit_offer', '2019-07-01T10:00:00.000Z']],
      [['registration', '2019-09-30T10:00:00.000Z']],
      [['offer', '2019-07-02T10:00:00.000Z']],
    ]);
  });

  test('cost as many statements for twenty people as for one', async () => {
    const stage = await makeStage(app);
    await makeForm(stage, stage.categoryId, [question], {
      purpose: 'follow_up',
      title: 'Travel',
      deadline: '2019-10-01T10:00:00Z',
    });
    const owners: AgendaOwner[] = [];
    for (let n = 0; n < 20; n += 1) {
      const { id, personId } = await participant(app, stage);
      owners.push({ registrationId: id, personId, categoryId: stage.categoryId });
    }
    const agendas = app.app.get(AgendasQueries);
    const cost = (some: AgendaOwner[]): Promise<number> =>
      statementsOf(app.db, () => Promise.all([agendas.sources(stage.id, some), agendas.due(stage.id, some)]));
    expect([await cost(owners.slice(0, 1)), await cost(owners)]).toEqual([11, 11]);
    expect(await agendas.due(stage.id, owners)).toHaveLength(20);
  });
});
