import { randomUUID } from 'node:crypto';
import facts from '../../src/demonstration/infoforum-2019.json';
import { linkOf, moved } from '../greetings/support';
import { mailsTo, type Mail } from '../programme/role-support';
import { bookingsPath, makeDeparture, makeParticipant, makeVisit } from '../site-visits/support';
import { makeVisitedEvent, type VisitedEvent } from '../site-visits/support';
import type { Answer, Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { make } from '../support/factories';
import { wordDocument } from '../support/files';
import { readPdf } from '../support/pdf';

const languages = ['en', 'ru', 'zh'] as const;
type Language = (typeof languages)[number];

const [message] = facts.greetings;
const secretariat = facts.delegations[0]!;

/** The message, written from the points of the public report: Russian is authentic. */
const paragraphs: Readonly<Record<Language, readonly string[]>> = {
  ru: [
    'Уважаемые участники конференции!',
    'Поздравляю вас с открытием 10-й Международной конференции «Инфофорум-Китай: доверие и безопасность в цифровом будущем» и благодарю её организаторов за приглашение.',
    'Расширение сотрудничества в области международной информационной безопасности, противодействие кибертерроризму и киберпреступности входят в число приоритетов Шанхайской организации сотрудничества. Стратегия развития ШОС до 2025 года, принятая в 2015 году, ставит задачу сделать это взаимодействие слаженным.',
    'В 2018 году Региональная антитеррористическая структура ШОС ограничила доступ более чем к 165 000 интернет-ресурсов и пресекла деятельность 3 000 участников экстремистских сетевых сообществ.',
    '14 июня 2019 года в Бишкеке подписана Концепция сотрудничества в сфере цифровизации и информационно-коммуникационных технологий.',
    'Мы исходим из резолюции Генеральной Ассамблеи ООН от 5 декабря 2018 года: центральная роль в выработке норм ответственного поведения принадлежит Организации Объединённых Наций.',
    'Предлагаем проводить совместные мероприятия и под эгидой ООН выработать правовой документ против преступного использования информационно-коммуникационных технологий.',
    'Желаю вам плодотворной работы.',
  ],
  en: [
    'Dear participants of the conference,',
    'I congratulate you on the opening of the 10th International Conference “Infoforum-China: Trust and Security in Digital Future”, and thank its organisers for the invitation.',
    'To expand cooperation on international information security, against cyber-terrorism and cybercrime, is a priority of the Shanghai Cooperation Organisation. The SCO Development Strategy until 2025, adopted in 2015, calls for this cooperation to be streamlined.',
    'In 2018 the Regional Anti-Terrorist Structure of the SCO limited access to over 165,000 online resources, and thwarted 3,000 members of extremist online communities.',
    'On 14 June 2018 the concept of cooperation in digitalisation and in information and communication technologies was signed in Bishkek.',
    'We proceed from the resolution of the UN General Assembly of 5 December 2018: it is the United Nations that has the central role in drafting norms of responsible conduct.',
    'We propose to hold joint events, and to work out a legal instrument against the criminal use of information and communication technologies under the auspices of the UN.',
    'I wish you fruitful work.',
  ],
  zh: [
    '各位与会者：',
    '值此第十届“中国信息论坛：数字未来的信任与安全”国际会议开幕之际，谨向各位表示祝贺，并感谢主办方的邀请。',
    '扩大国际信息安全合作，打击网络恐怖主义和网络犯罪，是上海合作组织的优先方向之一。2015年通过的《上海合作组织至2025年发展战略》要求使这一合作更加协调高效。',
    '2018年，上海合作组织地区反恐怖机构限制了对超过16.5万个网络资源的访问，并制止了3000名极端主义网络社群成员的活动。',
    '2019年6月14日，《数字化和信息通信技术领域合作构想》在比什凯克签署。',
    '我们以联合国大会2018年12月5日的决议为依据，认为联合国应在制定负责任行为准则方面发挥核心作用。',
    '我们建议共同举办活动，并在联合国主持下制定打击利用信息通信技术犯罪的法律文书。',
    '祝各位工作顺利，富有成果。',
  ],
};
/** What the translator has overlooked and everybody will read as a correction: the year of Bishkek. */
const inBishkek = { wrong: 'On 14 June 2018', right: 'On 14 June 2019' };

const textIn = (language: Language): string => paragraphs[language].join('\n\n');
const summaries: Readonly<Record<Language, string>> = {
  en: 'The Secretary-General speaks of joint rules of trust.',
  ru: 'Генеральный секретарь говорит об общих правилах доверия.',
  zh: '秘书长谈到信任的共同规则。',
};
/** Sentences of the text that nobody outside may meet anywhere before the text is delivered. */
const canaries = [
  'экстремистских сетевых сообществ',
  'extremist online communities',
  '极端主义网络社群成员',
  ...Object.values(summaries),
];

const docx = (language: Language, of: readonly string[] = paragraphs[language]) => ({
  name: `message-${language}.docx`,
  bytes: wordDocument(of),
});

/** What a PDF draws, without spaces: lines end where they end on the paper. */
const bare = (words: string): string => words.replace(/\s+/g, '');
const drawn = (bytes: Buffer): string =>
  bare(
    readPdf(bytes)
      .pages.flatMap(({ texts }) => texts.map(({ text }) => text))
      .join(''),
  );

const met = (seen: string): string[] => {
  const words = bare(seen);
  return canaries.filter((canary) => words.includes(bare(canary)));
};

/** Words, as somebody counts them who reads aloud: a lone dash is none. */
const wordCount = (text: string): number =>
  text.split(/\s+/).filter((one) => /[\p{L}\p{N}]/u.test(one)).length;

/**
 * The message of the Secretary-General of the SCO to Infoforum-China 2019, from the request to the letter of thanks,
 * through the public API: staff at their desks, the office of the author and the readers with the links from their
 * mails. The tests follow each other in time.
 */
describe('the message of the Secretary-General of the SCO', () => {
  let app: TestApp;
  let event: VisitedEvent;
  let protocol: Api;
  let second: Api;
  let translator: Api;
  let checker: Api;
  let contact: Api;
  let organisationId: string;
  let hall: string;
  let id: string;
  let path: string;
  let published: string;
  let ceremony: string;
  const office = 'protocol@sectsco.example';
  let reader: { personId: string; registrationId: string; email: string; own: Api };
  let deputy: typeof reader;

  const ok = async <T = any>(answer: Promise<Answer<T>>): Promise<T> => {
    const { status, body } = await answer;
    if (status >= 400) throw new Error(`${status} ${JSON.stringify(body)}`);
    return body;
  };
  const view = (): Promise<any> => ok(protocol.get(path));
  const put = async (what: string, body: object): Promise<any> =>
    ok(protocol.put(`${path}/${what}`, body, { ifMatch: (await view()).version }));
  const order = (more = ''): Promise<any> =>
    ok(protocol.get(`${event.path}/greetings/order?sessionId=${ceremony}${more}`));
  const answer = (by: Api, accepted: boolean): Promise<any> =>
    ok(by.post(`${path}/reader/answer`, { accepted }));
  const mails = async (email: string, subject: string): Promise<Mail[]> =>
    (await mailsTo(app, email)).filter((mail) => mail.subject.includes(subject));

  const participant = async (displayName: string, email: string): Promise<typeof reader> => {
    const { id: registrationId } = await makeParticipant(app, event, {
      displayName,
      email,
      post: message!.reader.title,
    });
    const { person } = await ok(event.staff.get(`${event.path}/registrations/${registrationId}`));
    const own = await linkOf(app, event, registrationId);
    return { personId: person.id, registrationId, email, own };
  };

  /** Addresses of every route that can be read, for this event and this message, and searches for the words of the text. */
  const routes = (): string[] =>
    [...new Set(app.routes.filter(({ method }) => method === 'GET').map(({ url }) => url))].flatMap((url) => {
      const at = url
        .replace(':event', event.slug)
        .replace(/:\w+/, url.includes('/greetings') ? id : randomUUID())
        .replace(/:\w+/g, () => randomUUID());
      return url.endsWith('/greetings') || url.endsWith('/search') ? [at, `${at}?q=extremist`] : [at];
    });
  const walk = async (api: Api, within: string): Promise<{ answered: number; met: string[] }> => {
    let seen = '';
    let answered = 0;
    // The documentation of the API is the same for all events.
    const addresses = routes().filter((url) => url.includes(within) && !/^\/api\/(docs|openapi)/.test(url));
    for (let from = 0; from < addresses.length; from += 6)
      for (const { status, body } of await Promise.all(
        addresses.slice(from, from + 6).map((url) => api.download(url)),
      )) {
        // A problem may repeat what was asked for.
        if (status !== 200) continue;
        answered += 1;
        if (!Buffer.isBuffer(body)) seen += JSON.stringify(body);
        else seen += body.subarray(0, 5).toString('latin1') === '%PDF-' ? drawn(body) : body.toString('utf8');
      }
    return { answered, met: met(seen) };
  };
  /** Those who walk every route; all the others walk it in the test of the embargo. */
  const elsewhere = 'staff at other desks';
  /** Whoever works on other things of the event, the office that has sent the text, and everybody. */
  const outside = async (): Promise<[string, Api][]> => [
    ['everybody', app.api],
    ['the office', contact],
    [elsewhere, await app.staff(event.id, 'communications', 'programme', 'auditor')],
    ['a translator who is not named', await app.staff(event.id, 'translator')],
    ['another event', (await makeVisitedEvent(app)).staff],
  ];
  const nobodyMeetsIt = async (...more: [string, Api][]): Promise<void> => {
    for (const [name, api] of [...(await outside()), ...more]) {
      const { answered, met: found } = await walk(api, name === elsewhere ? '/' : '/greetings');
      expect([name, found, answered > 0]).toEqual([name, [], true]);
    }
    await app.settled();
    const sent = await app.db.query<{ id: string }>('SELECT id FROM mailbox_mails');
    for (const one of sent) {
      const { body } = await app.api.get(`/mailbox/${one.id}`, { headers: { accept: 'application/json' } });
      expect([one.id, met(JSON.stringify(body))]).toEqual([one.id, []]);
    }
    expect(sent.length).toBeGreaterThan(0);
    for (const table of ['messages', 'outbox', 'transition_records', 'idempotency_keys', 'reading_copies'])
      for (const canary of canaries) {
        const rows = await app.db.query(`SELECT 1 FROM ${table} t WHERE position($1 IN t::text) > 0`, [
          canary,
        ]);
        expect([table, canary, rows.length]).toEqual([table, canary, 0]);
      }
  };

  beforeAll(async () => {
    app = await startApp({ now: '2019-08-01T02:00:00Z' });
    const { title, startDate, endDate, city, country, timeZone } = facts.event;
    event = await makeVisitedEvent(app, {
      title,
      titles: {
        ru: '10-я Международная конференция «Инфофорум-Китай»',
        zh: '第十届中国信息论坛国际会议',
      },
      startDate,
      endDate,
      city,
      country,
      timeZone,
      locales: facts.assumed.locales,
    });
    protocol = await app.staff(event.id, 'protocol');
    second = await app.staff(event.id, 'protocol');
    translator = await app.staff(event.id, 'translator');
    checker = await app.staff(event.id, 'translator');
    const [room] = facts.assumed.rooms;
    hall = (await make(event.staff, `${event.path}/rooms`, room)).id;
  }, 120_000);

  test('is asked for through the office of the organisation, with a ladder of reminders', async () => {
    const { organisation, kind, short } = secretariat;
    ({ id: organisationId } = await make(event.staff, `${event.path}/organisations`, {
      kind,
      name: organisation,
      nameLanguage: 'en',
      names: { ru: 'Секретариат Шанхайской организации сотрудничества', zh: '上海合作组织秘书处' },
      shortName: short,
    }));
    const { id: contactId } = await make(
      event.staff,
      `${event.path}/organisations/${organisationId}/contacts`,
      { function: 'head_of_protocol', name: 'Анна Петрова', email: office, locale: 'ru' },
    );
    const { name, title } = message!.author;
    const asked = await make(protocol, `${event.path}/greetings`, {
      author: {
        name,
        names: { ru: 'Владимир Норов', zh: '弗拉基米尔·诺罗夫' },
        title: `${title} of the Shanghai Cooperation Organisation`,
        titles: {
          ru: 'Генеральный секретарь Шанхайской организации сотрудничества',
          zh: '上海合作组织秘书长',
        },
        organisationId,
      },
      addressees: 'the participants of Infoforum-China 2019',
      addresseesIn: { ru: 'участники конференции «Инфофорум-Китай 2019»', zh: '2019年中国信息论坛与会者' },
      languages: ['ru', 'en', 'zh'],
      occasion: 'Opening ceremony',
      lengthMinutes: 3,
      dueAt: '2019-09-15T12:00:00+08:00',
      contactIds: [contactId],
      reminders: [
        { offsetHours: -168, to: 'contact' },
        { offsetHours: 72, to: 'protocol' },
      ],
    });
    ({ id } = asked);
    path = `${event.path}/greetings/${id}`;
    published = `${event.path}/greetings/published/${id}`;
    const [request, ...none] = await mailsTo(app, office);
    expect(none).toEqual([]);
    expect(request!.text).toContain('Владимир Норов');
    contact = app.api.as(/\/greeting\?token=(pl\.[\w.-]+)/.exec(request!.text.replace(/\n/g, ' '))![1]!);
  });

  test('is awaited: one reminder goes out a week before, and the office promises by its link', async () => {
    await app.at('2019-09-08T03:59:00Z');
    expect(await mailsTo(app, office)).toHaveLength(1);
    await app.at('2019-09-08T04:00:00Z');
    expect(await mailsTo(app, office)).toHaveLength(2);
    await app.at('2019-09-09T02:00:00Z');
    const promised = await ok(contact.post(`${path}/request/answer`, { answer: 'promise' }));
    expect([promised.state, promised.canPromise, (await view()).state]).toEqual([
      'promised',
      false,
      'promised',
    ]);
    expect(await mailsTo(app, office)).toHaveLength(2);
  });

  test('comes as a Word file; protocol misses the thanks, and the office sends a second version', async () => {
    const first = paragraphs.ru.map((one) => one.replace(' и благодарю её организаторов за приглашение', ''));
    const taken = await ok(
      contact.upload(`${path}/request/text`, docx('ru', first), { language: 'ru', summary: summaries.ru }),
    );
    expect([taken.state, taken.received.number]).toEqual(['received', 1]);
    const [version] = (await ok(protocol.get(`${path}/texts`))).items;
    expect(version).toMatchObject({ number: 1, source: 'docx', byKind: 'link', by: 'Анна Петрова' });
    const remark = await make(protocol, `${path}/remarks`, {
      textId: version.id,
      paragraph: 2,
      remark: 'The thanks to the organisers are missing.',
    });
    const blocked = await protocol.move(path, 'clear', { input: { textNumber: 1 } });
    expect([blocked.status, blocked.body.detail]).toEqual([
      409,
      expect.stringContaining('Every remark on the texts must be settled.'),
    ]);
    await ok(contact.upload(`${path}/request/text`, docx('ru'), { language: 'ru' }));
    const [newest] = (await ok(protocol.get(`${path}/texts`))).items;
    const { paragraphs: changes } = await ok(protocol.get(`${path}/texts/${newest.id}/changes`));
    expect(changes.map(({ kind }: any) => kind)).toEqual(
      paragraphs.ru.map((_, n) => (n === 1 ? 'changed' : 'same')),
    );
    await ok(protocol.patch(`${path}/remarks/${remark.id}`, { settled: true }, remark.version));
    expect(await view()).toMatchObject({ state: 'received', textNumber: 2, text: textIn('ru') });
  });

  test('is translated by those who are named, and checked by somebody else', async () => {
    await moved(protocol, path, 'translate');
    const { items } = await ok(protocol.get(`${path}/translations`));
    expect(items.map(({ language }: any) => language).sort()).toEqual(['en', 'zh']);
    const account = async (api: Api): Promise<string> => (await ok(api.get('auth/me'))).id;
    const people = { translatorId: await account(translator), checkerId: await account(checker) };
    for (const { id: translation, language, version } of items) {
      const own = `${path}/translations/${translation}`;
      await ok(protocol.put(`${own}/people`, people, { ifMatch: version }));
      const text = await ok(
        translator.upload(`${own}/texts`, docx(language), {
          translatedNumber: '2',
        }),
      );
      expect(text).toMatchObject({ language, authentic: false, translatedNumber: 2 });
      expect((await translator.move(own, 'check')).status).toBe(409);
      await moved(checker, own, 'check', { input: { textNumber: 1 } });
      expect((await protocol.move(path, 'clear', { input: { textNumber: 2 } })).status).toBe(409);
      expect((await moved(second, own, 'approve')).state).toBe('approved');
    }
    await put('summaries', { summaries });
  });

  test('is cleared in the version that was read', async () => {
    const stale = await protocol.move(path, 'clear', { input: { textNumber: 1 } });
    expect([stale.status, stale.body.code]).toEqual([409, 'greeting-text-stale']);
    const cleared = await moved(protocol, path, 'clear', { input: { textNumber: 2 } });
    expect([cleared.state, cleared.clearedNumber]).toEqual(['cleared', 2]);
    const late = await contact.post(`${path}/request/text`, { language: 'ru', text: 'Иначе' });
    expect([late.status, late.body.code]).toEqual([409, 'greeting-with-protocol']);
  });

  test('is met by nobody outside, on no route, in no mail and in no record', async () => {
    expect((await walk(protocol, '/greetings')).met).toEqual(canaries);
    await nobodyMeetsIt();
  });

  test('has a reader who has accepted, and a deputy', async () => {
    await app.at('2019-10-01T02:00:00Z');
    reader = await participant('Aigerim Bekova', 'bekova@sectsco.example');
    deputy = await participant(message!.reader.name, 'imandosov@sectsco.example');
    await put('reader', { personId: reader.personId, deputyPersonId: deputy.personId });
    expect(await mails(reader.email, 'Will you read a message of greetings?')).toHaveLength(1);
    const { id: sessionId } = await make(event.staff, `${event.path}/sessions`, {
      title: 'Opening ceremony',
      titles: { ru: 'Церемония открытия', zh: '开幕式' },
      kind: 'opening_ceremony',
      roomId: hall,
      languages,
      floorLanguages: languages,
      startsAt: '2019-10-21T09:00:00+08:00',
      endsAt: '2019-10-21T09:10:00+08:00',
    });
    ceremony = sessionId;
    const early = await protocol.move(path, 'schedule', {
      input: { mode: 'read_on_behalf', sessionId, position: 2, readerPersonId: reader.personId },
    });
    expect([early.status, early.body.code]).toEqual([409, 'greeting-reader-not-ready']);
    expect((await answer(reader.own, true)).state).toBe('accepted');
    await moved(protocol, path, 'schedule', {
      input: { mode: 'read_on_behalf', sessionId, position: 2, readerPersonId: reader.personId },
    });
    expect(await view()).toMatchObject({ state: 'scheduled', readerMissing: false, conflicts: [] });
  });

  test('is in conflict while its reader has a seat on a coach that leaves during the ceremony', async () => {
    const host = facts.siteVisits[0]!;
    const visit = await makeVisit(event, { site: host.site, title: `${host.host}, ${host.site}` });
    const departure = await makeDeparture(
      event,
      {
        startsAt: '2019-10-21T08:30:00+08:00',
        endsAt: '2019-10-21T12:00:00+08:00',
        cutOffAt: '2019-10-20T18:00:00+08:00',
      },
      { visitId: visit.id },
    );
    const booking = await make(reader.own, bookingsPath(event, departure.id), {
      registrationId: reader.registrationId,
    });
    expect(
      (await view()).conflicts.map(({ code, severity, part, personId }: any) => [
        code,
        severity,
        part,
        personId,
      ]),
    ).toEqual([['person_engaged', 'hard', 'reader', reader.personId]]);
    const { items } = await ok(protocol.get(`${event.path}/programme/conflicts?sessionId=${ceremony}`));
    expect(items.map(({ code, severity }: any) => [code, severity])).toContainEqual([
      'person_engaged',
      'hard',
    ]);
    await ok(reader.own.delete(`${bookingsPath(event, departure.id)}/${booking.id}`, booking.version));
    expect((await view()).conflicts).toEqual([]);
  });

  test('is read first, because of the rank of the organisation, and all messages fit into the ceremony', async () => {
    const delegation = (of: string, rankClass: number): Promise<any> =>
      make(event.staff, `${event.path}/delegations`, {
        organisationId: of,
        rankClass,
        locale: 'en',
        focalPointName: 'Focal',
        focalPointEmail: `focal-${rankClass}@office.example`,
      });
    const host = facts.partners[2]!;
    const { id: hostId } = await make(event.staff, `${event.path}/organisations`, {
      kind: 'company',
      name: host.organisation,
      country: host.country,
    });
    await delegation(organisationId, 3);
    await delegation(hostId, 4);
    const other = await make(protocol, `${event.path}/greetings`, {
      author: { name: 'Li Wei', title: 'Chairman', organisationId: hostId },
      addressees: 'the participants',
      languages: ['en'],
    });
    const at = `${event.path}/greetings/${other.id}`;
    await moved(protocol, at, 'receive', { input: { language: 'en', text: 'welcome '.repeat(480) } });
    await moved(protocol, at, 'clear', { input: { textNumber: 1 } });
    await moved(protocol, at, 'schedule', {
      input: { mode: 'in_person', sessionId: ceremony, position: 1 },
    });
    const before = await order();
    expect(
      before.items.map(({ author, position, proposedPosition }: any) => [author, position, proposedPosition]),
    ).toEqual([
      ['Li Wei', 1, 2],
      ['Vladimir Norov', 2, 1],
    ]);
    const applied = await ok(
      protocol.post(`${event.path}/greetings/order/apply`, {
        sessionId: ceremony,
        greetingIds: before.items
          .toSorted((a: any, b: any) => a.proposedPosition - b.proposedPosition)
          .map(({ greetingId }: any) => greetingId),
      }),
    );
    const [first] = applied.items;
    expect([applied.asProposed, first.author, first.position, first.reader]).toEqual([
      true,
      'Vladimir Norov',
      1,
      'Aigerim Bekova',
    ]);
    expect(first.explanation).toMatch(
      /^First\. Rank class 3.*The rank is that of the organisation’s delegation\.$/,
    );
    expect(first.explanations.ru).toMatch(/^Первое\. .*Учтён ранг делегации организации\.$/);
    expect(first.explanations.zh).toMatch(/^排在首位。.*以该组织代表团的等级为准。$/);
    // A hundred Russian words a minute, and 120 English ones.
    const own = Math.ceil((wordCount(textIn('ru')) / 100) * 60);
    const shown = ({ interpretation, totalSeconds, sessionSeconds, fits, overMinutes }: any) => [
      interpretation,
      totalSeconds,
      sessionSeconds,
      fits,
      overMinutes,
    ];
    expect([first.language, first.seconds]).toEqual(['ru', own]);
    expect(shown(applied)).toEqual(['simultaneous', own + 240, 600, true, 0]);
    const doubled = 2 * (own + 240);
    expect(shown(await order('&interpretation=consecutive'))).toEqual([
      'consecutive',
      doubled,
      600,
      false,
      Math.ceil((doubled - 600) / 60),
    ]);
  });

  /** Fetches the reading copies by the links that came by mail, as somebody does who clicks on them. */
  const copiesByMail = async (email: string): Promise<Record<string, Buffer>> => {
    const { text } = (await mailsTo(app, email)).findLast((mail) => mail.text.includes('reading-copy.pdf'))!;
    const files: Record<string, Buffer> = {};
    for (const [link] of text.matchAll(/https?:\S+\/reading-copy\.pdf\?\S+/g)) {
      const { pathname, search, searchParams } = new URL(link);
      const file = await app.api.download(pathname + search);
      expect([file.status, file.headers.get('content-type')]).toEqual([200, 'application/pdf']);
      files[searchParams.get('language')!] = file.body;
    }
    return files;
  };
  const marks: Readonly<Record<Language, (name: string) => string[]>> = {
    en: (name) => ['EMBARGO until delivered', 'Version 1', 'English, translation', `For ${name}`],
    ru: (name) => ['НЕ РАЗГЛАШАТЬ до оглашения', 'Версия 2', 'русский, аутентичный текст', `Для: ${name}`],
    zh: (name) => ['宣读之前不得公布', '第1版', '译文', `持有人：${name}`],
  };
  const signed: Readonly<Record<Language, string>> = {
    en: 'Vladimir Norov',
    ru: 'Владимир Норов',
    zh: '弗拉基米尔·诺罗夫',
  };
  const expectCopies = (files: Readonly<Record<string, Buffer>>, name: string): void => {
    expect(Object.keys(files).sort()).toEqual([...languages]);
    for (const language of languages) {
      const words = drawn(files[language]!);
      for (const expected of [...marks[language](name), ...paragraphs[language], signed[language]])
        expect(words).toContain(bare(expected));
    }
  };

  test('is in the hands of its reader in large print, in three languages', async () => {
    await app.settled();
    expectCopies(await copiesByMail(reader.email), 'Aigerim Bekova');
    const { items } = await ok(protocol.get(`${path}/reading-copies`));
    const copies = items.filter(({ holderKind }: any) => holderKind === 'reader');
    expect(
      copies.map(({ language, version, holder }: any) => [language, version, holder]).toSorted(),
    ).toEqual([
      ['en', 1, 'Aigerim Bekova'],
      ['ru', 2, 'Aigerim Bekova'],
      ['zh', 1, 'Aigerim Bekova'],
    ]);
    expect(new Set(items.map(({ number }: any) => number)).size).toBe(items.length);
    expect((await deputy.own.get(`${path}/reading-copy.pdf`)).status).toBe(404);
  });

  test('is taken over by the deputy when the reader withdraws, at the same place', async () => {
    await app.at('2019-10-18T02:00:00Z');
    expect((await answer(reader.own, false)).state).toBe('declined');
    expect(await view()).toMatchObject({
      state: 'cleared',
      sessionId: ceremony,
      position: 1,
      readerMissing: true,
      deputy: { personId: deputy.personId, state: 'asked' },
    });
    const { items } = await ok(protocol.get(`${event.path}/greetings?readerMissing=true`));
    expect(items.map((one: any) => one.id)).toEqual([id]);
    expect((await reader.own.get(`${path}/reading-copy.pdf`)).status).toBe(404);
    expect(await mails(deputy.email, 'will you read the message?')).toHaveLength(1);
    expect((await answer(deputy.own, true)).state).toBe('accepted');
    expect(await view()).toMatchObject({
      state: 'scheduled',
      position: 1,
      readerMissing: false,
      reader: { personId: deputy.personId, state: 'accepted' },
      deputy: null,
    });
    expectCopies(await copiesByMail(deputy.email), message!.reader.name);
  });

  test('is still met by nobody outside on the eve of the ceremony, and published by nobody', async () => {
    await app.at('2019-10-20T10:00:00Z');
    await nobodyMeetsIt(['the reader who has withdrawn', reader.own]);
    for (const form of ['', '.html', '.pdf'])
      expect([form, (await app.api.get(`${published}${form}`)).status]).toEqual([form, 404]);
    const early = await protocol.move(path, 'publish');
    expect([early.status, early.body.detail]).toEqual([
      409,
      expect.stringContaining('The message is under embargo until it has been delivered.'),
    ]);
  });

  const pressLines = {
    en: 'Message of greetings of Vladimir Norov, Secretary-General of the Shanghai Cooperation Organisation, to the participants of Infoforum-China 2019, delivered on the author’s behalf by Baurzhan Imandosov, Representative of the SCO Secretariat, Shenzhen, 21 October 2019.',
    ru: 'Приветственное послание. Автор: Владимир Норов, Генеральный секретарь Шанхайской организации сотрудничества. Адресат: участники конференции «Инфофорум-Китай 2019». От имени автора огласил(а): Бауржан Имандосов, представитель Секретариата ШОС. Шэньчжэнь, 21 октября 2019 г.',
    zh: '弗拉基米尔·诺罗夫（上海合作组织秘书长）致2019年中国信息论坛与会者的贺信，由拜·伊曼多索夫（上合组织秘书处代表）代为宣读，深圳，2019年10月21日。',
  };

  test('is on record and public the moment it is delivered, with a line for the press in three languages', async () => {
    await app.at('2019-10-21T01:06:00Z');
    const delivered = await moved(protocol, path, 'deliver', {
      input: {
        at: '2019-10-21T09:05:00+08:00',
        extent: 'full',
        languages: ['ru'],
        deliveredByNames: { ru: 'Бауржан Имандосов', zh: '拜·伊曼多索夫' },
        deliveredByPosts: { ru: 'представитель Секретариата ШОС', zh: '上合组织秘书处代表' },
        whereIn: { ru: 'Шэньчжэнь', zh: '深圳' },
      },
    });
    expect([delivered.state, delivered.publishedAt]).toEqual(['published', '2019-10-21T01:06:00.000Z']);
    const [record, ...none] = (await ok(protocol.get(`${path}/deliveries`))).items;
    expect(none).toEqual([]);
    expect(record).toMatchObject({
      personId: deputy.personId,
      deliveredBy: message!.reader.name,
      deliveredByPost: message!.reader.title,
      mode: 'read_on_behalf',
      extent: 'full',
      languages: ['ru'],
      deliveredAt: '2019-10-21T01:05:00.000Z',
      pressLines,
    });
    const one = await ok(app.api.get(published));
    expect(one).toMatchObject({ edition: 1, language: 'ru', extent: 'full', pressLines, corrections: [] });
    expect(
      one.texts
        .map(({ language, authentic, text, summary }: any) => [language, authentic, text, summary])
        .toSorted(),
    ).toEqual(
      languages.map((language) => [language, language === 'ru', textIn(language), summaries[language]]),
    );
  });

  const statusLines: Readonly<Record<Language, string>> = {
    en: 'Translation; the authentic text is in Russian',
    ru: 'Оригинал, аутентичный текст',
    zh: '译文；以俄语文本为准',
  };

  test.each(languages)('is read by everybody as a part of a page and on paper in %s', async (language) => {
    const page = await app.api.get<string>(`${published}.html?language=${language}`);
    expect(page.status).toBe(200);
    expect(page.body).toContain(`lang="${language}"`);
    for (const words of [pressLines[language], statusLines[language], ...paragraphs[language]])
      expect(page.body).toContain(words);
    const paper = await app.api.download(`${published}.pdf?language=${language}`);
    expect([paper.status, paper.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    const words = drawn(paper.body);
    for (const expected of [pressLines[language], statusLines[language], ...paragraphs[language]])
      expect(words).toContain(bare(expected));
    expect(words).not.toContain('EMBARGO');
  });

  test('is corrected in sight of everybody: the year of Bishkek', async () => {
    await app.at('2019-10-22T02:00:00Z');
    const right = textIn('en').replace(inBishkek.wrong, inBishkek.right);
    await ok(
      protocol.post(
        `${path}/corrections`,
        { language: 'en', text: right, reason: 'The concept was signed in 2019.' },
        { ifMatch: (await view()).version },
      ),
    );
    const one = await ok(app.api.get(published));
    expect([one.edition, one.texts.find(({ language }: any) => language === 'en').text]).toEqual([2, right]);
    expect(one.corrections).toMatchObject([
      {
        number: 1,
        kind: 'text',
        language: 'en',
        at: '2019-10-22T02:00:00.000Z',
        reason: 'The concept was signed in 2019.',
        was: { text: textIn('en') },
      },
    ]);
    const page = (await app.api.get<string>(`${published}.html?language=en`)).body;
    const paper = drawn((await app.api.download(`${published}.pdf?language=en`)).body);
    for (const words of [
      'Correction 1, 22 October 2019',
      'The concept was signed in 2019.',
      inBishkek.right,
      inBishkek.wrong,
    ]) {
      expect(page).toContain(words);
      expect(paper).toContain(bare(words));
    }
  });

  test('is thanked for once, and stands in the file of the organisation', async () => {
    const letter = await make(protocol, `${path}/thanks`, { language: 'ru' });
    expect([letter.language, letter.emails]).toEqual(['ru', [office]]);
    const again = await protocol.post(`${path}/thanks`, {});
    expect([again.status, again.body.code]).toEqual([409, 'greeting-thanked']);
    expect(await mails(office, 'Благодарственное письмо')).toHaveLength(1);
    const paper = drawn((await protocol.download(`${path}/thanks.pdf`)).body);
    for (const words of ['Владимир Норов', 'Бауржан Имандосов', 'Полный текст послания опубликован.'])
      expect(paper).toContain(bare(words));
    const { items } = await ok(event.staff.get(`${event.path}/organisations/${organisationId}/record`));
    const entries = items.flatMap(({ entries: of }: any) => of);
    expect(entries.filter(({ kind }: any) => kind === 'greeting_sent')).toMatchObject([
      {
        title: message!.author.name,
        figures: { thanked: 1, readingSeconds: Math.ceil((wordCount(textIn('ru')) / 100) * 60) },
        details: {
          deliveredBy: message!.reader.name,
          mode: 'read_on_behalf',
          extent: 'full',
          language: 'ru',
          thankedAt: '2019-10-22T02:00:00Z',
        },
      },
    ]);
  });
});
