import type { TestApp } from '../support/app';
import { make, makeEvent, serial, type TestEvent } from '../support/factories';
import { personInput, register } from '../registrations/support';

/** The edition of which the next one is made, and the ids of what is in it. */
export interface LastEdition extends TestEvent {
  readonly series: string;
  readonly host: string;
  readonly ids: Readonly<Record<string, string>>;
}

/** An event of a series with something of every part, and with people who took part in it. */
export async function makeLastEdition(app: TestApp, changes: object = {}): Promise<LastEdition> {
  const n = serial();
  const { id: series } = await make(app.admin, 'series', { name: `Infoforum-China ${n}` });
  const event = await makeEvent(app, {
    series,
    edition: 10,
    titles: { ru: 'Инфофорум-Китай 2019', zh: '2019年中国信息论坛' },
    theme: 'Trust and security in the digital future',
    registrationOpensAt: '2019-06-01T00:00:00+08:00',
    registrationClosesAt: '2019-10-15T18:00:00+08:00',
    ...changes,
  });
  const add = async (path: string, body: object): Promise<string> =>
    (await make(event.staff, `${event.path}/${path}`, body)).id;

  const host = await add('organisations', { kind: 'company', name: `Huawei ${n}`, country: 'CN' });
  const ministry = await add('organisations', { kind: 'ministry', name: `Ministry ${n}`, country: 'RU' });
  await add('partners', { organisationId: host, role: 'venue_host' });
  const venue = await add('venues', { name: 'CSA headquarters', address: 'Shenzhen' });
  const hall = await add('rooms', {
    name: 'Main Hall',
    capacity: 400,
    venueId: venue,
    interpretation: ['en', 'ru'],
  });
  await add('rooms', { name: 'Foyer', capacity: 100 });

  const quota = await add('quotas', { title: 'Hall', capacity: 120 });
  const category = await add('categories', {
    code: 'delegate',
    title: 'Delegates',
    titles: { ru: 'Делегаты' },
    approval: 'automatic',
    selfRegistration: true,
    quotaIds: [quota],
    badgeColour: '#17456E',
  });
  await add('forms', {
    categoryId: category,
    fields: [{ key: 'diet', kind: 'text', label: 'Diet', required: false }],
  });
  await add('check-in-points', {
    kind: 'door',
    title: 'Lounge',
    categoryIds: [category],
    opensAt: '2019-10-21T08:00:00+08:00',
    closesAt: '2019-10-25T20:00:00+08:00',
  });

  const topic = await add('topics', { title: 'Countering cybercrime', titles: { ru: 'Киберпреступность' } });
  const speaker = await add('persons', {
    givenName: 'Na',
    familyName: 'Li',
    displayName: 'LI Na',
    email: `li.na.${n}@ministry.example`,
  });
  const absent = await add('persons', {
    givenName: 'Ivan',
    familyName: 'Ivanov',
    displayName: 'Ivan IVANOV',
    email: `ivanov.${n}@ministry.example`,
  });
  const opening = await add('sessions', {
    title: 'Opening ceremony',
    titles: { ru: 'Открытие' },
    abstract: 'All delegations.',
    kind: 'opening_ceremony',
    roomId: hall,
    startsAt: '2019-10-21T09:00:00+08:00',
    endsAt: '2019-10-21T10:00:00+08:00',
    topicIds: [topic],
    languages: ['en', 'ru'],
    roles: [
      { personId: speaker, role: 'chair' },
      { personId: absent, role: 'reader', state: 'asked' },
    ],
    items: [
      {
        title: 'Keynote',
        authenticLanguage: 'en',
        durationMinutes: 20,
        roles: [{ personId: speaker, role: 'speaker' }],
      },
    ],
  });
  const [declined] = (await event.staff.get(`${event.path}/sessions/${opening}`)).body.roles.slice(-1);
  await event.staff.move(`${event.path}/session-roles/${declined.id}`, 'decline');
  await add('sessions', {
    title: 'Closing',
    kind: 'plenary',
    startsAt: '2019-10-25T17:00:00+08:00',
    endsAt: '2019-10-25T18:00:00+08:00',
    categoryIds: [category],
  });
  await add('sessions', { title: 'Still without a time', kind: 'workshop', capacity: 30 });
  await make(event.staff, `${event.path}/programme/releases`, {});

  const delegation = await add('delegations', {
    organisationId: ministry,
    focalPointName: 'Ivan Petrov',
    focalPointEmail: `ivan.${n}@ministry.example`,
    locale: 'ru',
    rankClass: 2,
    nominationsCloseAt: '2019-09-20T18:00:00+08:00',
    quotas: [{ categoryId: category, places: 5 }],
  });

  const visit = await add('site-visits', {
    organisationId: host,
    site: 'Headquarters',
    title: 'Huawei headquarters',
    houseRules: { identityDocument: true, photography: 'forbidden' },
    languages: ['en'],
    contactName: 'Wang Wei',
    contactEmail: 'wang.wei@host.example',
  });
  const departure = await add(`site-visits/${visit}/departures`, {
    startsAt: '2019-10-23T09:00:00+08:00',
    endsAt: '2019-10-23T12:00:00+08:00',
    cutOffAt: '2019-10-21T18:00:00+08:00',
    meetingPoint: 'Hotel lobby',
    guide: 'Chen Jie',
    coaches: [{ label: 'A', seats: 40, plate: '粤B 12345', marshal: 'Zhao Min' }],
    capacity: 50,
    keptBack: 2,
  });
  const cancelled = await add(`site-visits/${visit}/departures`, {
    startsAt: '2019-10-24T09:00:00+08:00',
    endsAt: '2019-10-24T12:00:00+08:00',
    cutOffAt: '2019-10-22T18:00:00+08:00',
    meetingPoint: 'Hotel lobby',
    capacity: 50,
  });
  await event.staff.move(`${event.path}/departures/${cancelled}`, 'cancel', { comment: 'No coach.' });
  await event.staff.move(`${event.path}/departures/${departure}`, 'open');

  const greeting = await add('greetings', {
    author: {
      name: 'Vladimir Norov',
      names: { ru: 'Владимир Норов' },
      title: 'Secretary-General',
      organisationId: ministry,
    },
    addressees: 'the participants of the forum',
    languages: ['en', 'ru'],
    dueAt: '2019-10-01T18:00:00+08:00',
    lengthMinutes: 5,
    contactName: 'Olga Orlova',
    contactEmail: `olga.${n}@secretariat.example`,
    contactLocale: 'ru',
  });
  await event.staff.move(`${event.path}/greetings/${greeting}`, 'receive', {
    input: { language: 'en', text: 'Under embargo until it is read.', summary: 'In short.' },
  });
  const withdrawn = await add('greetings', {
    author: { name: 'Nobody', title: 'Minister' },
    addressees: 'the participants of the forum',
    languages: ['en'],
  });
  await event.staff.move(`${event.path}/greetings/${withdrawn}`, 'withdraw', { comment: 'Twice.' });

  const registration = (
    await register(app.api, event, category, { person: personInput(), answers: { diet: 'vegetarian' } })
  ).id;
  await make(event.staff, `${event.path}/departures/${departure}/bookings`, { registrationId: registration });

  const rule = (title: string, more: object): Promise<string> =>
    add('reminder-rules', { title, offsetMinutes: -60, texts: { en: 'Come in time.' }, ...more });
  await rule('Before the departure', {
    anchor: 'departure',
    anchorId: departure,
    audience: { categoryIds: [category], delegationIds: [delegation] },
  });
  await rule('On the eve', { anchor: 'event_start', offsetMinutes: -960 });
  await rule('For one of them', { anchor: 'event_start', audience: { registrationIds: [registration] } });
  await rule('Before the opening', { anchor: 'session', anchorId: opening });

  // How far it is, and when rooms and people are there: rows, because that is all that the programme reads of them.
  const row = (table: string, columns: string, values: string, ...given: string[]): Promise<unknown> =>
    app.db.query(
      `INSERT INTO ${table} (id, event_id, ${columns}, created_at, updated_at) VALUES (gen_random_uuid(), $1, ${values}, now(), now())`,
      [event.id, ...given],
    );
  await row(
    'buffers',
    'one_id, other_id, minutes, severity',
    `least($2::uuid, $3::uuid), greatest($2::uuid, $3::uuid), 40, 'hard'`,
    hall,
    visit,
  );
  const hours = `'2019-10-21T08:00:00+08:00', '2019-10-23T20:00:00+08:00'`;
  await row('availabilities', 'room_id, starts_at, ends_at', `$2, ${hours}`, hall);
  await row('availabilities', 'person_id, starts_at, ends_at', `$2, ${hours}`, speaker);

  await app.settled();
  const ids = {
    hall,
    venue,
    topic,
    speaker,
    opening,
    quota,
    category,
    delegation,
    visit,
    departure,
    greeting,
  };
  return { ...event, series, host, ids };
}
