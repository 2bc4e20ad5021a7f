import facts from '../../src/demonstration/infoforum-2019.json';
import type { Answer, Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { jpeg, pdf } from '../support/files';
import { make, makeEvent, type TestEvent } from '../support/factories';
import { inOrder, pdfText, xlsxRows } from '../delegations/papers';
import { states } from '../delegations/states';
import { holderOf, mailsOf, type MadeDelegation } from '../delegations/support';

/** Who comes, in no order: the five of Infoforum-China 2019, and eleven states of which one will decline. */
const named = [
  {
    key: 'sco',
    kind: 'intergovernmental_organisation',
    en: 'Shanghai Cooperation Organisation Secretariat',
    ru: 'Секретариат Шанхайской организации сотрудничества',
    zh: '上海合作组织秘书处',
    country: null,
    rankClass: 3,
  },
  {
    key: 'telecom',
    kind: 'company',
    en: 'China Telecom',
    ru: 'Чайна Телеком',
    zh: '中国电信',
    country: 'CN',
    rankClass: 4,
  },
  { key: 'huawei', kind: 'company', en: 'Huawei', ru: 'Хуавэй', zh: '华为', country: 'CN', rankClass: 4 },
  {
    key: 'rostelecom',
    kind: 'company',
    en: 'Rostelecom',
    ru: 'Ростелеком',
    zh: '俄罗斯电信',
    country: 'RU',
    rankClass: 4,
  },
  {
    key: 'rossiya',
    kind: 'media',
    en: 'Rossiya Television and Radio Network',
    ru: 'Телерадиовещательная сеть «Россия»',
    zh: '俄罗斯国家电视广播网',
    country: 'RU',
    rankClass: 4,
  },
  ...['KZ', 'RU', 'AM', 'IR', 'CN', 'EG', 'BR', 'UZ', 'IN', 'KG', 'KH'].map((country) => {
    const { official } = states.find((one) => one.country === country)!;
    return { key: country, kind: 'state', ...official, country, rankClass: 2 };
  }),
];
const declines = 'BR';
const languages = ['en', 'ru', 'zh'] as const;
/** In which order they come, class of rank by class of rank, worked out by hand: English, Russian, pinyin. */
const orders = {
  en: [
    'EG',
    'IR',
    'KH',
    'KG',
    'CN',
    'AM',
    'IN',
    'KZ',
    'UZ',
    'RU',
    'sco',
    'telecom',
    'huawei',
    'rossiya',
    'rostelecom',
  ],
  ru: [
    'EG',
    'IR',
    'CN',
    'KH',
    'KG',
    'AM',
    'IN',
    'KZ',
    'UZ',
    'RU',
    'sco',
    'rostelecom',
    'rossiya',
    'huawei',
    'telecom',
  ],
  zh: [
    'EG',
    'RU',
    'KZ',
    'KG',
    'KH',
    'UZ',
    'AM',
    'IR',
    'IN',
    'CN',
    'sco',
    'rostelecom',
    'rossiya',
    'huawei',
    'telecom',
  ],
} as const;

interface Delegation extends MadeDelegation {
  readonly key: string;
  readonly focal: Api;
}

/**
 * Delegations from the note verbale to the list of participants, through the public API only: staff at their desks, and
 * each focal point with the link from its own invitation. The tests follow each other in time.
 */
describe('fifteen delegations, from invitation to list of participants', () => {
  let app: TestApp;
  let event: TestEvent;
  let protocol: Api;
  let second: Api;
  let delegate: string;
  const all: Delegation[] = [];
  const of = (key: string): Delegation => all.find((one) => one.key === key)!;
  const coming = (): Delegation[] => all.filter(({ key }) => key !== declines);
  const ok = async (answer: Promise<Answer>): Promise<any> => {
    const { status, body } = await answer;
    if (status >= 400) throw new Error(`${status} ${JSON.stringify(body)}`);
    return body;
  };
  const stateOf = async ({ path: at }: { path: string }): Promise<string> =>
    (await protocol.get(at)).body.state;
  const membersOf = async (one: Delegation): Promise<any[]> =>
    (await one.focal.get(`${one.path}/members`)).body.items;
  const person = ({ key }: { key: string }, n: number, changes: object = {}): object => ({
    givenName: `Given ${n}`,
    familyName: `Of ${key}`,
    email: `office@${key.toLowerCase()}.example`,
    birthDate: `197${n}-02-03`,
    ...changes,
  });
  const nominate = (one: Delegation, n: number, changes: object = {}): Promise<Answer> =>
    one.focal.post(`${one.path}/members`, {
      person: person(one, n),
      categoryId: delegate,
      part: n === 0 ? 'head' : 'member',
      ...changes,
    });

  beforeAll(async () => {
    app = await startApp({ now: '2019-06-03T01:00:00Z' });
    event = await makeEvent(app, {
      title: 'Infoforum-China 2019',
      titles: { ru: 'Инфофорум-Китай 2019', zh: '2019年中国信息论坛' },
    });
    protocol = await app.staff(event.id, 'protocol');
    second = await app.staff(event.id, 'protocol');
    delegate = (
      await make<{ id: string }>(event.staff, `${event.path}/categories`, {
        code: 'delegate',
        title: 'Delegates',
        titles: { ru: 'Делегаты', zh: '代表' },
        approval: 'automatic',
        selfRegistration: false,
      })
    ).id;
    for (const [kind, concerns, title] of [
      ['credentials_letter', 'delegation', 'Letter of credentials'],
      ['photo', 'member', 'Photo'],
    ])
      await make(event.staff, `${event.path}/requirements`, {
        kind,
        concerns,
        title,
        dueAt: '2019-09-20T10:00:00Z',
      });
  }, 120_000);

  test('the five of the forum are those of its facts', () => {
    expect(named.slice(0, 5).map(({ en, kind, country }) => [en, kind, country])).toEqual(
      facts.delegations.map(({ organisation, kind, country }) => [organisation, kind, country]),
    );
  });

  test('each is invited once: states by note verbale, companies by letter, in the language of the organisation', async () => {
    for (const [n, { key, kind, en, ru, zh, country, rankClass }] of named.entries()) {
      const { id: organisationId } = await make<{ id: string }>(event.staff, `${event.path}/organisations`, {
        kind,
        name: en,
        nameLanguage: 'en',
        names: { ru, zh },
        country,
      });
      const email = `focal@${key.toLowerCase()}.example`;
      const { id } = await make<{ id: string }>(event.staff, `${event.path}/delegations`, {
        organisationId,
        focalPointName: `Focal point of ${key}`,
        focalPointEmail: email,
        locale: languages[n % 3],
        rankClass,
        quotas: [{ categoryId: delegate, places: 3 }],
        nominationsCloseAt: '2019-09-01T10:00:00Z',
        graceHours: 48,
      });
      all.push({
        key,
        id,
        path: `${event.path}/delegations/${id}`,
        organisationId,
        name: en,
        email,
        focal: app.api,
      });
    }
    const run = await ok(
      protocol.post(`${event.path}/delegations/invitations`, { answerBy: '2019-07-01T10:00:00Z' }),
    );
    await app.settled();
    expect((await protocol.get(`jobs/${run.id}`)).body.counts).toMatchObject({ sent: 16 });
    const sent = [];
    for (const [n, one] of all.entries()) {
      all[n] = { ...one, focal: await holderOf(app, one, one.email) };
      const [invitation] = (await protocol.get(`${one.path}/invitations`)).body.items;
      sent.push([
        one.key,
        invitation.kind,
        invitation.language,
        invitation.addressees.map(({ mail }: any) => mail),
      ]);
      expect((await mailsOf(app, one, 'delegation.invited')).map(({ state }) => state)).toEqual(['sent']);
    }
    expect(sent).toEqual(
      named.map(({ key, kind }, n) => [
        key,
        kind === 'company' || kind === 'media' ? 'letter' : 'note_verbale',
        languages[n % 3],
        ['sent'],
      ]),
    );
    const references = new Set(
      (await Promise.all(all.map((one) => protocol.get(one.path)))).map(({ body }) => body.reference),
    );
    expect(references.size).toBe(16);
  });

  test('they answer by link, by mail and on paper; one declines, and one is reminded, is late and comes all the same', async () => {
    const [onPaper, byMail, late] = ['KZ', 'IN', 'EG'];
    for (const one of all)
      if (one.key === declines)
        await ok(one.focal.move(one.path, 'decline', { comment: 'Elections are held in that week' }));
      else if (one.key === onPaper || one.key === byMail)
        await ok(
          protocol.post(`${one.path}/answers`, {
            answer: 'accept',
            answeredBy: one.key === onPaper ? 'paper' : 'mail',
            answeredOn: '2019-06-20',
          }),
        );
      else if (one.key !== late) await ok(one.focal.move(one.path, 'accept'));
    await ok(
      protocol.upload(`${of('KZ').path}/answers/file`, { name: 'note.pdf', bytes: await pdf('Note No. 7') }),
    );
    await app.at('2019-06-30T10:00:00Z');
    const reminded = await Promise.all(all.map((one) => mailsOf(app, one, 'delegation.reminder')));
    expect(all.filter((_, n) => reminded[n]!.length > 0).map(({ key }) => key)).toEqual([late]);
    await app.at('2019-07-01T10:00:00Z');
    const overdue = (await protocol.get(`${event.path}/delegations?overdue=true`)).body.items;
    expect(overdue.map(({ id }: { id: string }) => id)).toEqual([of('EG').id]);
    await ok(of('EG').focal.move(of('EG').path, 'accept'));
    expect(await Promise.all(all.map(async (one) => [one.key, await stateOf(one)]))).toEqual(
      all.map(({ key }) => [key, key === declines ? 'declined' : 'accepted']),
    );
    const answered = await Promise.all(
      [of('sco'), of('KZ'), of('IN')].map(async (one) => (await protocol.get(one.path)).body.answeredBy),
    );
    expect(answered).toEqual(['link', 'paper', 'mail']);
  });

  test('each focal point names a head and two members, and nobody beyond; the declined one names nobody', async () => {
    for (const one of coming())
      for (const n of [0, 1, 2])
        expect([one.key, n, (await nominate(one, n)).status]).toEqual([one.key, n, 201]);
    const fourth = await nominate(of('huawei'), 3);
    expect([fourth.status, fourth.body.code]).toEqual([409, 'delegation-quota-full']);
    const declined = await of(declines).focal.post(`${of(declines).path}/members`, {
      person: person({ key: declines }, 0),
      categoryId: delegate,
      part: 'head',
    });
    expect(declined.status).toBe(409);
    for (const other of [of('RU'), of(declines)])
      expect((await of('CN').focal.get(`${other.path}/members`)).status).toBe(404);
  });

  test('somebody whom two delegations name is protocol’s to decide; a member who cannot come is replaced', async () => {
    const [russia, rostelecom] = [of('RU'), of('rostelecom')];
    const [, member, leaving] = await membersOf(rostelecom);
    await ok(
      rostelecom.focal.delete(
        `${rostelecom.path}/members/${leaving.id}`,
        (await rostelecom.focal.get(`${rostelecom.path}/members/${leaving.id}`)).body.version,
      ),
    );
    const twice = await nominate(rostelecom, 1, { person: person(russia, 1) });
    expect([twice.status, twice.body.code]).toEqual([409, 'delegation-person-registered']);
    expect(JSON.stringify(twice.body)).not.toContain(russia.name);
    const [entry] = (await protocol.get(`${event.path}/double-nominations?state=open`)).body.items;
    await ok(protocol.move(`${event.path}/double-nominations/${entry.id}`, 'stay'));
    await ok(nominate(rostelecom, 2, { person: person(rostelecom, 2, { givenName: 'Newly named' }) }));
    await ok(
      rostelecom.focal.post(
        `${rostelecom.path}/members/${member.id}/replacement`,
        { person: person(rostelecom, 4, { givenName: 'Instead' }) },
        { ifMatch: member.version },
      ),
    );
    expect((await membersOf(rostelecom)).map(({ name }) => name).sort()).toEqual([
      'Given 0 Of rostelecom',
      'Instead Of rostelecom',
      'Newly named Of rostelecom',
    ]);
    expect((await protocol.get(rostelecom.path)).body).toMatchObject({
      memberCount: 3,
      quotas: [{ categoryId: delegate, places: 3, taken: 3 }],
    });
  });

  test('what is missing is handed in, and what is of no use is asked for again', async () => {
    for (const one of coming()) {
      const missing = (await one.focal.get(`${one.path}/missing`)).body;
      expect([one.key, missing.documents.length, missing.complete]).toEqual([one.key, 4, false]);
      for (const { id, title } of missing.documents)
        await ok(
          one.focal.upload(`${one.path}/documents/${id}/file`, {
            name: title === 'Photo' ? 'photo.jpg' : 'letter.pdf',
            bytes: title === 'Photo' ? jpeg : await pdf(`Credentials of ${one.key}`),
          }),
        );
    }
    const huawei = of('huawei');
    const handedIn = (await protocol.get(`${huawei.path}/documents`)).body.items;
    const photo = handedIn.find(({ title }: any) => title === 'Photo').id;
    await ok(
      protocol.move(`${event.path}/requirement-documents/${photo}`, 'refuse', {
        comment: 'The face cannot be seen',
      }),
    );
    expect((await huawei.focal.get(`${huawei.path}/missing`)).body.documents).toMatchObject([
      { title: 'Photo' },
    ]);
    await ok(
      huawei.focal.upload(`${huawei.path}/documents/${photo}/file`, { name: 'photo.jpg', bytes: jpeg }),
    );
    for (const one of coming())
      for (const { id, title } of (await protocol.get(`${one.path}/documents`)).body.items) {
        if (title === 'Letter of credentials') {
          // The letter has the family names first; each line is the one member whom it can only be.
          await ok(protocol.move(`${event.path}/requirement-documents/${id}`, 'verify'));
          const names = (await membersOf(one)).map(({ name }) => ({
            name: name.split(' ').toReversed().join(' '),
          }));
          await ok(protocol.put(`${one.path}/documents/${id}/lines`, { lines: names }));
          const { body } = await protocol.post(`${one.path}/documents/${id}/confirmations`, { minScore: 95 });
          expect([one.key, body.matched, body.open, body.notInLetter]).toEqual([one.key, 3, 0, []]);
        }
        await ok(protocol.move(`${event.path}/requirement-documents/${id}`, 'accept'));
      }
    const left = await Promise.all(
      coming().map(async (one) => (await one.focal.get(`${one.path}/missing`)).body.documents.length),
    );
    expect(left).toEqual(coming().map(() => 0));
  });

  test('nominations are submitted, one with remarks given back, and accredited', async () => {
    for (const one of coming()) await ok(one.focal.move(one.path, 'nominate'));
    const iran = of('IR');
    await ok(protocol.move(iran.path, 'return', { comment: 'Who heads the delegation?' }));
    expect(await stateOf(iran)).toBe('returned');
    await ok(iran.focal.move(iran.path, 'nominate'));
    for (const one of coming()) await ok(protocol.move(one.path, 'accredit'));
    await app.settled();
    for (const one of coming())
      expect([one.key, (await membersOf(one)).map(({ state }) => state)]).toEqual([
        one.key,
        ['confirmed', 'confirmed', 'confirmed'],
      ]);
    const confirmed = (
      await event.staff.get(`${event.path}/registrations?state=confirmed&withTotal=true&limit=1`)
    ).body;
    expect(confirmed.total).toBe(45);
  });

  test.each(languages)(
    'they stand in the order of their names in %s, and a line says why',
    async (language) => {
      const { items } = (await protocol.get(`${event.path}/delegations/precedence?order=${language}`)).body;
      const keyOf = new Map(all.map(({ id, key }) => [id, key]));
      expect(items.map(({ delegationId }: any) => keyOf.get(delegationId))).toEqual([...orders[language]]);
      expect(items.every(({ explanation }: any) => JSON.stringify(explanation).length > 10)).toBe(true);
    },
  );

  test('the list of participants, provisional and then final with two keys, has them in that order in each language', async () => {
    const documents = `${event.path}/documents`;
    await ok(event.staff.put(`${documents}/settings`, { twoKeys: true }, { ifMatch: 0 }));
    const issued = async (kind: string): Promise<string> => {
      const { id } = await ok(protocol.post(documents, { kind, alphabet: 'language' }));
      await ok(protocol.move(`${documents}/${id}`, 'prepare'));
      await app.settled();
      expect((await protocol.move(`${documents}/${id}`, 'release')).status).toBe(409);
      await ok(second.move(`${documents}/${id}`, 'release'));
      return `${documents}/${id}`;
    };
    await issued('provisional_list');
    const final = await issued('final_list');
    for (const language of languages) {
      const names = orders[language].map((key) => named.find((one) => one.key === key)![language]);
      const rows = (await xlsxRows(protocol, final, language)).slice(1);
      expect([language, rows.length]).toEqual([language, 45]);
      const sections = [...new Set(rows.map((row) => row.find((cell) => names.includes(String(cell)))))];
      expect([language, sections]).toEqual([language, names]);
      const text = await pdfText(protocol, final, language);
      expect([language, inOrder(text, names)]).toEqual([language, names]);
      expect(text).not.toContain(named.find(({ key }) => key === declines)![language]);
    }
    // Whoever is on the list reads it, with the link of their own delegation, and with no other one.
    const [kyrgyzstan, declined] = [of('KG'), of(declines)];
    const paper = final.slice(documents.length + 1);
    const read = async (by: Api, { path }: MadeDelegation): Promise<number> =>
      (await by.download(`${path}/official-documents/${paper}.pdf?language=ru`)).status;
    expect([
      await read(kyrgyzstan.focal, kyrgyzstan),
      await read(kyrgyzstan.focal, of('RU')),
      await read(declined.focal, kyrgyzstan),
    ]).toEqual([200, 404, 404]);
  });
});
