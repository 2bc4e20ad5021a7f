import facts from './infoforum-2019.json';
import { madeUpPerson, type MadeUpPerson } from './people';
import {
  eventTitle,
  greetingSummary,
  greetingText,
  organisationNames,
  reminderTexts,
  sessionTitles,
  topicTitles,
  visitTitles,
} from './texts';

/** Answer of the API to one call. */
export interface ForumAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Somebody who calls the API: below `/api/v1/`, over HTTP. */
export type Caller = (
  method: 'GET' | 'POST' | 'PUT' | 'PATCH',
  path: string,
  body?: object,
  /** Version for If-Match, where one changes something. */
  version?: number,
) => Promise<ForumAnswer>;

export interface ForumCast {
  readonly administrator: Caller;
  readonly organiser: Caller;
  /** Somebody else than the organiser, who checks translations. */
  readonly protocol: Caller;
  readonly public: Caller;
}

/** Sets the time of the forum; what was due until then has been done when it resolves. */
export type TimeMachine = (instant: string) => Promise<void>;

/** What stands when the forum is ready to open. */
export interface Forum {
  readonly id: string;
  readonly slug: string;
  readonly openingId: string;
  readonly readerPersonId: string;
  readonly greetingId: string;
  readonly delegationIds: readonly string[];
  readonly departures: readonly { readonly id: string; readonly host: string; readonly seats: number }[];
  readonly registrations: readonly {
    readonly id: string;
    readonly code: string;
    readonly person: MadeUpPerson;
    readonly state: string;
  }[];
}

interface Thing {
  readonly id: string;
  readonly state: string;
  readonly code: string;
  readonly version: number;
}

export const forumTimeZone = facts.event.timeZone;
export const forumSlug = 'infoforum-china-2019';
const path = `events/${forumSlug}`;

/** Places for those who register; with the guest who reads the message, 120 people take part. Four more wait for a place. */
const places = facts.assumed.participants - 1;
const waiting = 4;

/** "2019-10-21T09:00:00+08:00": an instant in Shenzhen, on a day of October 2019. */
const shenzhen = (day: number, time: string): string => `2019-10-${day}T${time}:00+08:00`;

/** @throws when the API does not do what the story says */
async function done<T = Thing>(answer: Promise<ForumAnswer>): Promise<T> {
  const { status, body } = await answer;
  if (status >= 400)
    throw new Error(`the demonstration forum could not be made: ${status} ${JSON.stringify(body)}`);
  return body as T;
}

/** Does `work` for every item, a few at a time, and answers the results in order. */
async function each<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
  width = 6,
): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0; from < items.length; from += width) {
    results.push(
      ...(await Promise.all(items.slice(from, from + width).map((item, index) => work(item, from + index)))),
    );
  }
  return results;
}

/**
 * Brings Infoforum-China 2019 to the eve of its opening, through the public API and nothing else: programme released,
 * delegations accredited, people registered, visits booked, the message of greetings ready to be read, agendas sent.
 * The people are made up; companies, places, dates and the message are those of the real forum.
 */
export async function prepareForum(cast: ForumCast, timeIs: TimeMachine): Promise<Forum> {
  await timeIs('2019-07-01T09:00:00+08:00');
  const event = await announceEvent(cast);
  const organisations = await enterOrganisations(cast);
  const categories = await openRegistration(cast);
  await timeIs('2019-08-05T09:00:00+08:00');
  const people = castOf(places + waiting);
  const { delegationIds, members } = await inviteDelegations(cast, organisations, categories, people);
  await setPrecedence(cast);
  await timeIs('2019-08-20T09:00:00+08:00');
  // Accreditation has given them their places meanwhile.
  const nominated = await each(members, async ({ id, person }) => {
    const { code, state } = await done(cast.organiser('GET', `${path}/registrations/${id}`));
    return { id, code, state, person };
  });
  const others = await register(cast, categories, people.slice(members.length));
  const registrations = [...nominated, ...others];
  const programme = await schedule(cast, categories, registrations, timeIs);
  await timeIs('2019-09-16T09:00:00+08:00');
  const departures = await openVisits(cast, organisations);
  await bookVisits(cast, departures, registrations);
  await sayJourneys(cast, registrations);
  const greetingId = await receiveGreeting(cast, organisations, programme, timeIs);
  await done(
    cast.organiser('POST', `${path}/programme/releases`, {
      comment: 'The programme as it goes to the participants',
    }),
  );
  await setReminders(cast, departures);
  await timeIs('2019-10-14T09:00:00+08:00');
  await done(cast.organiser('POST', `${path}/notices`, { kind: 'agenda', audience: {} }));
  // An hour later they are all out; then some days pass.
  await timeIs('2019-10-14T10:00:00+08:00');
  await timeIs('2019-10-18T09:00:00+08:00');
  return {
    id: event.id,
    slug: forumSlug,
    ...programme,
    greetingId,
    delegationIds,
    departures,
    registrations,
  };
}

async function announceEvent({ administrator }: ForumCast): Promise<Thing> {
  const series = await done(administrator('POST', 'series', { name: facts.series.name }));
  const event = await done(
    administrator('POST', 'events', {
      title: eventTitle.en,
      titles: { ru: eventTitle.ru, zh: eventTitle.zh },
      slug: forumSlug,
      series: series.id,
      edition: facts.event.edition,
      theme: 'Trust and Security in Digital Future',
      startDate: facts.event.startDate,
      endDate: facts.event.endDate,
      timeZone: facts.event.timeZone,
      city: facts.event.city,
      cities: { ru: 'Шэньчжэнь', zh: '深圳' },
      country: facts.event.country,
      locales: facts.assumed.locales,
    }),
  );
  for (const [name, email, roles] of [
    ['Forum Organiser', 'organiser@plenary.example', ['owner', 'organiser']],
    ['Protocol Officer', 'protocol@plenary.example', ['protocol']],
  ] as const) {
    await done(administrator('PUT', `events/${event.id}/staff`, { name, email, roles }));
  }
  return event;
}

type Organisations = ReadonlyMap<string, string>;

async function enterOrganisations({ organiser }: ForumCast): Promise<Organisations> {
  const venue = await done(
    organiser('POST', `${path}/venues`, {
      name: 'Cloud Security Alliance headquarters',
      address: 'Shenzhen',
    }),
  );
  await each(facts.assumed.rooms, (room) =>
    done(organiser('POST', `${path}/rooms`, { ...room, venueId: venue.id })),
  );
  const wanted = new Map<string, { kind: string; country: string | null; shortName?: string }>();
  for (const { organisation, kind, country, short } of facts.delegations as {
    organisation: string;
    kind: string;
    country: string | null;
    short?: string;
  }[]) {
    wanted.set(organisation, { kind, country, ...(short ? { shortName: short } : {}) });
  }
  for (const { organisation, country } of facts.partners)
    if (!wanted.has(organisation))
      wanted.set(organisation, {
        kind: organisation.startsWith('Ministry') ? 'ministry' : 'company',
        country,
      });
  for (const { host } of facts.siteVisits)
    if (!wanted.has(host))
      wanted.set(host, { kind: host.endsWith('Laboratory') ? 'academia' : 'company', country: 'CN' });
  const made = await each([...wanted], async ([name, rest]): Promise<[string, string]> => {
    const { id } = await done(
      organiser('POST', `${path}/organisations`, { name, names: organisationNames[name] ?? {}, ...rest }),
    );
    return [name, id];
  });
  const organisations = new Map(made);
  await each(facts.partners, ({ organisation, role }) =>
    done(organiser('POST', `${path}/partners`, { organisationId: organisations.get(organisation)!, role })),
  );
  return organisations;
}

interface Categories {
  readonly delegate: string;
  readonly head: string;
  readonly guest: string;
}

async function openRegistration({ administrator, organiser }: ForumCast): Promise<Categories> {
  const quota = await done(organiser('POST', `${path}/quotas`, { title: 'Participants', capacity: places }));
  const delegate = await done(
    organiser('POST', `${path}/categories`, {
      code: 'delegate',
      title: 'Delegate',
      titles: { ru: 'Делегат', zh: '代表' },
      approval: 'automatic',
      selfRegistration: true,
      quotaIds: [quota.id],
      badgeColour: '#17456E',
      zones: ['A'],
    }),
  );
  const head = await done(
    organiser('POST', `${path}/categories`, {
      code: 'head_of_delegation',
      title: 'Head of delegation',
      titles: { ru: 'Глава делегации', zh: '代表团团长' },
      approval: 'automatic',
      selfRegistration: false,
      quotaIds: [quota.id],
      badgeColour: '#7A1F2B',
      zones: ['A', 'VIP'],
    }),
  );
  const guest = await done(
    organiser('POST', `${path}/categories`, {
      code: 'guest_of_honour',
      title: 'Guest of honour',
      titles: { ru: 'Почётный гость', zh: '贵宾' },
      approval: 'automatic',
      selfRegistration: false,
      badgeColour: '#8A6D1D',
      zones: ['A', 'VIP'],
    }),
  );
  await done(
    organiser('POST', `${path}/forms`, {
      categoryId: delegate.id,
      fields: [
        {
          key: 'diet',
          kind: 'choice',
          label: 'Do you have wishes about food?',
          labels: { ru: 'Есть ли у Вас пожелания по питанию?', zh: '您有饮食要求吗？' },
          required: false,
          options: [
            { value: 'none', label: 'None', labels: { ru: 'Нет', zh: '无' } },
            { value: 'vegetarian', label: 'Vegetarian', labels: { ru: 'Вегетарианское', zh: '素食' } },
            { value: 'halal', label: 'Halal', labels: { ru: 'Халяль', zh: '清真' } },
          ],
        },
      ],
    }),
  );
  await done(administrator('POST', `${path}/transitions`, { transition: 'publish' }));
  return { delegate: delegate.id, head: head.id, guest: guest.id };
}

/** The made-up people of the forum, of the countries in the facts: about half from China, the others from Russia and Kazakhstan. */
function castOf(count: number): MadeUpPerson[] {
  const pattern = ['CN', 'RU', 'CN', 'RU', 'CN', 'KZ'] as const;
  const seen = { CN: 0, RU: 0, KZ: 0 };
  return Array.from({ length: count }, (_, n) => {
    const country = pattern[n % pattern.length]!;
    const person = madeUpPerson(seen[country], country);
    seen[country] += 1;
    return person;
  });
}

type Registered = Forum['registrations'][number];
type Member = Pick<Registered, 'id' | 'person'>;

const personOf = ({
  givenName,
  familyName,
  displayName,
  nativeName,
  nationality,
  post,
  email,
}: MadeUpPerson) => ({ givenName, familyName, displayName, nativeName, nationality, post, email });

/** Invites the delegations in the facts; each accepts, names three people, and is accredited. */
async function inviteDelegations(
  { organiser, protocol }: ForumCast,
  organisations: Organisations,
  categories: Categories,
  people: readonly MadeUpPerson[],
): Promise<{ delegationIds: string[]; members: Member[] }> {
  const delegationIds: string[] = [];
  const members: Member[] = [];
  for (const [index, { organisation, country }] of facts.delegations.entries()) {
    const delegation = await done(
      organiser('POST', `${path}/delegations`, {
        organisationId: organisations.get(organisation)!,
        focalPointName: `Focal point of ${organisation}`,
        focalPointEmail: `focal-point-${index + 1}@organisations.example`,
        locale: country === 'RU' ? 'ru' : country === 'CN' ? 'zh' : 'en',
        rankClass: country === null ? 1 : 2,
        nominationsCloseAt: shenzhen(10, '18:00'),
        quotas: [
          { categoryId: categories.head, places: 1 },
          { categoryId: categories.delegate, places: 4 },
        ],
      }),
    );
    const own = `${path}/delegations/${delegation.id}`;
    await done(protocol('POST', `${own}/invitations`, {}));
    await done(
      protocol('POST', `${own}/transitions`, { transition: 'accept', comment: 'Answered by letter' }),
    );
    for (const part of ['head', 'member', 'adviser'] as const) {
      const person = people[members.length]!;
      const member = await done(
        protocol('POST', `${own}/members`, {
          person: personOf(person),
          locale: person.locale,
          categoryId: part === 'head' ? categories.head : categories.delegate,
          part,
        }),
      );
      members.push({ id: member.id, person });
    }
    await done(protocol('POST', `${own}/transitions`, { transition: 'nominate' }));
    await done(protocol('POST', `${own}/transitions`, { transition: 'accredit' }));
    delegationIds.push(delegation.id);
  }
  return { delegationIds, members };
}

/** Who stands before whom: international organisations first, and all by the Chinese alphabet, as the host has it. */
async function setPrecedence({ protocol }: ForumCast): Promise<void> {
  const rules = {
    language: 'zh',
    rankClasses: [
      {
        class: 1,
        title: 'International organisations',
        titles: { ru: 'Международные организации', zh: '国际组织' },
      },
      {
        class: 2,
        title: 'Ministries and companies',
        titles: { ru: 'Министерства и компании', zh: '政府部门和企业' },
      },
    ],
    hostPlace: 'last_of_class',
  };
  await done(protocol('PUT', `${path}/delegations/precedence/rules`, rules, 0));
}

/** Everybody else registers on their own. One after the other, so that the last ones are those who wait. */
async function register(
  cast: ForumCast,
  { delegate }: Categories,
  people: readonly MadeUpPerson[],
): Promise<Registered[]> {
  const organisationNamesOf = {
    CN: ['Huawei', 'China Telecom', 'Tencent', 'SF Express'],
    RU: ['Rostelecom', 'Rossiya Television and Radio Network'],
    KZ: ['Ministry of Digital Development'],
  };
  const registered: Registered[] = [];
  for (const [index, person] of people.entries()) {
    const employers = organisationNamesOf[person.nationality as 'CN' | 'RU' | 'KZ'];
    const made = await done(
      cast.public('POST', `${path}/registrations`, {
        categoryId: delegate,
        person: personOf(person),
        locale: person.locale,
        organisationName: employers[index % employers.length],
        answers: { diet: ['none', 'vegetarian', 'halal'][index % 3] },
      }),
    );
    registered.push({ id: made.id, code: made.code, state: made.state, person });
  }
  return registered;
}

type Programme = Pick<Forum, 'openingId' | 'readerPersonId'>;

/**
 * Five days: opening, a panel for each topic, the exhibition, breaks, the closing plenary. Days three and four belong to the
 * visits. What has its time by custom is given it; the panels are placed by the solver.
 */
async function schedule(
  { organiser }: ForumCast,
  categories: Categories,
  registrations: readonly Registered[],
  timeIs: TimeMachine,
): Promise<Programme> {
  const rooms = new Map(
    (await done<{ items: { id: string; name: string }[] }>(organiser('GET', `${path}/rooms`))).items.map(
      ({ id, name }) => [name, id],
    ),
  );
  const hall = rooms.get('Main Hall')!;
  const languages = facts.assumed.locales;
  // On the days between, everybody is out on visits; on the last one, the halls are there for the closing only.
  for (const roomId of [hall, rooms.get('Hall B')!])
    for (const [day, from, to] of [
      [21, '08:00', '20:00'],
      [22, '08:00', '20:00'],
      [25, '10:00', '12:00'],
    ] as const)
      await done(
        organiser('POST', `${path}/availabilities`, {
          roomId,
          startsAt: shenzhen(day, from),
          endsAt: shenzhen(day, to),
        }),
      );
  const topics = await each(
    facts.topics,
    (title, index) => done(organiser('POST', `${path}/topics`, { title, titles: topicTitles[index] })),
    1,
  );
  const speakers = await each(
    registrations.slice(0, 30),
    async ({ id }) =>
      (await done<{ person: { id: string } }>(organiser('GET', `${path}/registrations/${id}`))).person.id,
  );
  const { name: readerName } = facts.greetings[0]!.reader;
  const [givenName, familyName] = readerName.split(' ') as [string, string];
  const reader = await done(
    organiser('POST', `${path}/persons`, {
      givenName,
      familyName,
      post: facts.greetings[0]!.reader.title,
      email: 'reader@sco-secretariat.example',
      nationality: 'KZ',
      locale: 'en',
    }),
  );
  const session = (
    kind: string,
    title: { en: string; ru: string; zh: string },
    roomId: string | null,
    day: number,
    from: string,
    to: string,
    more: object = {},
  ) =>
    done(
      organiser('POST', `${path}/sessions`, {
        title: title.en,
        titles: { ru: title.ru, zh: title.zh },
        kind,
        roomId,
        startsAt: shenzhen(day, from),
        endsAt: shenzhen(day, to),
        languages,
        ...more,
      }),
    );
  const opening = await session('opening_ceremony', sessionTitles.opening, hall, 21, '09:00', '10:30', {
    roles: [{ personId: speakers[0], role: 'chair' }],
  });
  await session('break', sessionTitles.break, rooms.get('Exhibition Foyer')!, 21, '10:30', '11:00', {
    languages: [],
  });
  await session(
    'exhibition',
    sessionTitles.exhibition,
    rooms.get('Exhibition Foyer')!,
    21,
    '11:00',
    '18:00',
    { languages: [] },
  );
  for (const day of [21, 22])
    await session('break', sessionTitles.lunch, null, day, '12:30', '14:00', {
      languages: [],
    });
  for (const [index, title] of facts.topics.entries()) {
    const [chair, ...panel] = speakers.slice(index * 3, index * 3 + 3);
    await done(
      organiser('POST', `${path}/sessions`, {
        title,
        titles: topicTitles[index]!,
        kind: 'panel',
        durationMinutes: 90,
        languages,
        topicIds: [topics[index]!.id],
        roles: [
          { personId: chair, role: 'moderator' },
          ...panel.map((personId) => ({ personId, role: 'panellist' })),
        ],
      }),
    );
  }
  await session('social', sessionTitles.reception, rooms.get('Exhibition Foyer')!, 22, '18:30', '20:30', {
    languages: [],
  });
  await session('plenary', sessionTitles.closing, hall, 25, '10:00', '12:00', {
    roles: [{ personId: speakers[0], role: 'chair' }],
  });
  await done(
    organiser('POST', `${path}/registrations`, {
      categoryId: categories.guest,
      personId: reader.id,
      locale: 'en',
      organisationName: 'SCO Secretariat',
    }),
  );
  await placePanels(organiser, [hall, rooms.get('Hall B')!], timeIs);
  return { openingId: opening.id, readerPersonId: reader.id };
}

/** Has times and halls found for the panels on the first two days, and takes the proposal over. */
async function placePanels(organiser: Caller, halls: readonly string[], timeIs: TimeMachine): Promise<void> {
  const job = await done(
    organiser('POST', `${path}/programme/placements`, {
      roomIds: [...halls],
      dayHours: { from: '09:00', until: '18:00' },
      restMinutes: 15,
    }),
  );
  await timeIs('2019-08-20T10:00:00+08:00');
  const { result } = await done<{ result: { url: string } | null }>(organiser('GET', `jobs/${job.id}`));
  if (!result) throw new Error('no places were found for the panels');
  const proposal = result.url.replace('/api/v1/', '');
  await done(organiser('POST', `${proposal}/transitions`, { transition: 'apply' }));
}

/** When each host receives its group: two a day in the mornings and afternoons of 23 and 24 October. */
const visitSlots = [
  [23, '09:00', '12:00'],
  [23, '14:00', '17:00'],
  [24, '09:00', '12:00'],
  [24, '14:00', '17:00'],
  [23, '09:00', '12:00'],
  [24, '09:00', '12:00'],
] as const;

async function openVisits(
  { organiser }: ForumCast,
  organisations: Organisations,
): Promise<Forum['departures']> {
  return each(
    facts.siteVisits,
    async ({ host, site, about }, index) => {
      const title = visitTitles[host]!;
      const visit = await done(
        organiser('POST', `${path}/site-visits`, {
          organisationId: organisations.get(host)!,
          site,
          title: title.en,
          titles: { ru: title.ru, zh: title.zh },
          about,
          address: `${title.en}, Shenzhen`,
          languages: ['en', 'zh'],
          houseRules: { identityDocument: true, photography: 'ask' },
        }),
      );
      const [day, from, to] = visitSlots[index]!;
      const capacity = facts.assumed.visitCapacity[host as keyof typeof facts.assumed.visitCapacity];
      const departure = await done<Thing & { seats: number }>(
        organiser('POST', `${path}/site-visits/${visit.id}/departures`, {
          startsAt: shenzhen(day, from),
          endsAt: shenzhen(day, to),
          cutOffAt: shenzhen(20, '18:00'),
          meetingPoint: 'Hotel lobby, east entrance',
          capacity,
          coaches: [{ label: `Coach ${String.fromCharCode(65 + index)}`, seats: 50 }],
        }),
      );
      await done(organiser('POST', `${path}/departures/${departure.id}/transitions`, { transition: 'open' }));
      return { id: departure.id, host, seats: Math.min(capacity, 50) };
    },
    1,
  );
}

/** Pairs of visits that do not overlap: people book one of them after the other. */
const pairs = [
  [0, 1],
  [4, 3],
  [0, 3],
  [4, 1],
  [1, 2],
  [5, 3],
] as const;

async function bookVisits(
  { organiser }: ForumCast,
  departures: Forum['departures'],
  registrations: readonly Registered[],
): Promise<void> {
  // One after the other: who comes first gets the place, and the same start gives the same lists.
  for (const [index, { id, state }] of registrations.entries()) {
    if (state === 'waitlisted') continue;
    for (const visit of pairs[index % pairs.length]!)
      await done(
        organiser('POST', `${path}/departures/${departures[visit]!.id}/bookings`, { registrationId: id }),
      );
  }
}

/** How they come and leave whom a delegation has named, as far as it is known: of the first dozen. */
async function sayJourneys({ organiser }: ForumCast, registrations: readonly Registered[]): Promise<void> {
  const airport = 'Shenzhen Bao’an International Airport, terminal 3';
  await each(registrations.filter(({ state }) => state === 'confirmed').slice(0, 12), ({ id }, index) =>
    done(
      organiser(
        'PUT',
        `${path}/registrations/${id}/travel`,
        {
          arrival: {
            at: shenzhen(20, index % 2 === 0 ? '14:05' : '19:40'),
            means: 'flight',
            number: index % 2 === 0 ? 'CA 1303' : 'HU 7708',
            place: airport,
          },
          departure: {
            at: shenzhen(26, index % 2 === 0 ? '10:20' : '18:40'),
            means: 'flight',
            number: index % 2 === 0 ? 'CA 1304' : 'HU 7701',
            place: airport,
          },
        },
        0,
      ),
    ),
  );
}

/** The message of the Secretary-General: asked for, received, translated, cleared, and given to a reader who has accepted. */
async function receiveGreeting(
  { organiser, protocol }: ForumCast,
  organisations: Organisations,
  { openingId, readerPersonId }: Programme,
  timeIs: TimeMachine,
): Promise<string> {
  const { author } = facts.greetings[0]!;
  const greeting = await done(
    protocol('POST', `${path}/greetings`, {
      author: {
        name: author.name,
        names: { ru: 'Владимир Норов', zh: '弗拉基米尔·诺罗夫' },
        title: author.title,
        titles: { ru: 'Генеральный секретарь', zh: '秘书长' },
        organisationId: organisations.get(author.organisation)!,
      },
      addressees: 'the participants of Infoforum-China 2019',
      addresseesIn: { ru: 'участникам Инфофорума-Китай 2019', zh: '2019年中国信息论坛与会者' },
      languages: ['en', 'ru', 'zh'],
      occasion: 'Opening ceremony',
      dueAt: shenzhen(10, '18:00'),
      lengthMinutes: 4,
    }),
  );
  const own = `${path}/greetings/${greeting.id}`;
  const move = (caller: Caller, transition: string, input?: object) =>
    done(caller('POST', `${own}/transitions`, { transition, ...(input ? { input } : {}) }));
  await move(protocol, 'promise');
  await move(protocol, 'receive', { language: 'en', text: greetingText.en, summary: greetingSummary });
  await move(protocol, 'translate');
  const { items: translations } = await done<{ items: { id: string; language: 'ru' | 'zh' }[] }>(
    protocol('GET', `${own}/translations`),
  );
  for (const { id, language } of translations) {
    const step = (caller: Caller, transition: string, input?: object) =>
      done(
        caller('POST', `${own}/translations/${id}/transitions`, { transition, ...(input ? { input } : {}) }),
      );
    await step(organiser, 'draft', { text: greetingText[language] });
    await step(protocol, 'check');
    await step(protocol, 'approve');
  }
  await move(protocol, 'clear', { textNumber: 1 });
  const { version } = await done(protocol('GET', own));
  await done(protocol('PUT', `${own}/reader`, { personId: readerPersonId }, version));
  // He gets the letter, and answers it two days later.
  await timeIs('2019-09-18T09:00:00+08:00');
  await done(protocol('POST', `${own}/reader/answer`, { accepted: true }));
  await move(protocol, 'schedule', {
    mode: 'read_on_behalf',
    sessionId: openingId,
    position: 1,
    readerPersonId,
  });
  return greeting.id;
}

async function setReminders({ organiser }: ForumCast, departures: Forum['departures']): Promise<void> {
  await done(
    organiser('POST', `${path}/reminder-rules`, {
      title: 'The day before the opening',
      anchor: 'event_start',
      offsetMinutes: -360,
      texts: reminderTexts.dayBefore,
    }),
  );
  await each(departures, ({ id, host }) =>
    done(
      organiser('POST', `${path}/reminder-rules`, {
        title: `Two hours before the coach to ${host}`,
        anchor: 'departure',
        anchorId: id,
        offsetMinutes: -120,
        texts: reminderTexts.departure,
      }),
    ),
  );
}
