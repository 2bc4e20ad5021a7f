import { newId } from '../../src/platform/database/base.entity';
import type { Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { make, makeEvent, serial, type TestEvent } from '../support/factories';
import { states } from './states';

describe('precedence', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });

  interface Forum extends TestEvent {
    /** Path of the order. */
    readonly at: string;
    readonly organisations: Readonly<Record<string, string>>;
    readonly delegations: Readonly<Record<string, string>>;
  }

  /** A forum in China to which states send delegations; answers their ids by country. */
  const forumOf = async (...countries: string[]): Promise<Forum> => {
    const event = await makeEvent(app);
    const organisations: Record<string, string> = {};
    const delegations: Record<string, string> = {};
    for (const country of countries) {
      const { official, short } = states.find((one) => one.country === country)!;
      const { id } = await make(event.staff, `${event.path}/organisations`, {
        kind: 'state',
        // Other forums of this file have the same states.
        name: `${official.en} (${serial()})`,
        names: { ru: official.ru, zh: official.zh },
        shortName: short.en,
        shortNames: { ru: short.ru, zh: short.zh },
        country,
        rankClass: 1,
      });
      organisations[country] = id;
      delegations[country] = await send(event, id);
    }
    return { ...event, at: `${event.path}/delegations/precedence`, organisations, delegations };
  };
  const send = async (event: TestEvent, organisationId: string, changes: object = {}): Promise<string> =>
    (
      await make(event.staff, `${event.path}/delegations`, {
        organisationId,
        focalPointName: 'Li Na',
        focalPointEmail: 'li@ministry.example',
        locale: 'en',
        ...changes,
      })
    ).id;
  const set = (forum: Forum, version: number, rules: object, by: Api = forum.staff): Promise<any> =>
    by.put<any>(`${forum.at}/rules`, rules, { ifMatch: version });
  const names = async (forum: Forum, query = ''): Promise<string[]> =>
    (await forum.staff.get(`${forum.at}${query}`)).body.items.map(({ name }: any) => name);
  const freeze = (forum: Forum, changes: object = {}): Promise<any> =>
    make(forum.staff, `${forum.at}/freezes`, { purpose: 'seating', ...changes });

  test('without rules goes by rank class, which is that of the organisation, and the first language', async () => {
    const forum = await forumOf('RU', 'CN', 'IN');
    const { body } = await forum.staff.get(`${forum.at}/rules`);
    expect(body).toEqual({
      version: 0,
      language: 'en',
      collation: 'standard',
      nameForm: 'official',
      rankClasses: [],
      startLetter: null,
      lot: null,
      hostPlace: 'in_place',
      hostOrganisationId: null,
      exceptions: [],
      changedBy: null,
      changedAt: null,
    });
    const { id } = await make(forum.staff, `${forum.path}/organisations`, {
      kind: 'company',
      name: `Alpha ${serial()}`,
    });
    const unranked = await forum.staff.post(`${forum.path}/delegations`, {
      organisationId: id,
      focalPointName: 'Li Na',
      focalPointEmail: 'li@ministry.example',
      locale: 'en',
    });
    expect([unranked.status, unranked.body.code]).toEqual([422, 'delegation-rank-class-missing']);
    await send(forum, id, { rankClass: 9 });
    const order = await forum.staff.get(forum.at);
    expect(order.body).toMatchObject({ rulesVersion: 0, language: 'en', collation: 'standard', unmet: [] });
    expect(order.body.items.map(({ rankClass, host }: any) => [rankClass, host])).toEqual([
      [1, true],
      [1, false],
      [1, false],
      [9, false],
    ]);
  });

  test('goes by the rules that were set last, and earlier ones stay on record', async () => {
    const forum = await forumOf('RU', 'CN', 'KZ', 'IN', 'UZ');
    const protocol = await app.staff(forum.id, 'protocol');
    const first = await set(
      forum,
      0,
      {
        language: 'ru',
        nameForm: 'short',
        rankClasses: [{ class: 1, title: 'Heads of state', titles: { ru: 'Главы государств' } }],
        startLetter: 'К',
        lot: 'Drawn by the Secretary-General on 1 October.',
        hostPlace: 'last',
        exceptions: [
          { delegationId: forum.delegations['UZ'], rule: 'at', position: 1, reason: 'Chairs this year.' },
          {
            delegationId: forum.delegations['IN'],
            rule: 'after',
            otherId: forum.delegations['UZ'],
            reason: 'Next.',
          },
        ],
      },
      protocol,
    );
    expect([first.status, first.body.version, first.headers.get('etag')]).toEqual([200, 1, '"1"']);
    expect(await names(forum)).toEqual(['Узбекистан', 'Индия', 'Казахстан', 'Россия', 'Китай']);
    const { items } = (await forum.staff.get(forum.at)).body;
    expect(items.map(({ fixed, host }: any) => [fixed, host])).toEqual([
      [true, false],
      [true, false],
      [false, false],
      [false, false],
      [false, true],
    ]);
    expect(items[4].explanations.ru).toBe(
      'Ранг 1 (Главы государств), внутри ранга — «Китай» в алфавитном порядке (язык — русский). Жребий выпал на «К», алфавит начинается отсюда. Как принимающая сторона стоит последней из всех.',
    );
    expect(items[4].explanation).toBe(items[4].explanations.en);
    // In another alphabet the lot says nothing, and everything else holds.
    expect(await names(forum, '?order=zh-stroke')).toEqual([
      '乌兹别克斯坦',
      '印度',
      '俄罗斯',
      '哈萨克斯坦',
      '中国',
    ]);

    expect((await set(forum, 0, { language: 'en' })).status).toBe(412);
    const second = await set(forum, 1, { language: 'zh' });
    expect(second.body).toMatchObject({ version: 2, collation: 'pinyin', exceptions: [], startLetter: null });
    const versions = (await forum.staff.get(`${forum.at}/rules/versions`)).body.items;
    expect(versions).toEqual([second.body, first.body]);
    expect(versions[1].changedBy).toMatch(/^Staff/);
  });

  test('refuses rules that name what is not there, with the field and what to do', async () => {
    const forum = await forumOf('RU');
    const elsewhere = await forumOf('CN');
    const { status, body } = await set(forum, 0, {
      language: 'ru',
      collation: 'stroke',
      hostOrganisationId: newId(),
      exceptions: [
        {
          delegationId: elsewhere.delegations['CN'],
          rule: 'before',
          otherId: forum.delegations['RU'],
          reason: 'No',
        },
      ],
    });
    expect([status, body.code]).toEqual([422, 'precedence-rules-faulty']);
    expect(body.errors.map(({ pointer, code }: any) => [pointer, code])).toEqual([
      ['/collation', 'language'],
      ['/exceptions/0/delegationId', 'unknown'],
      ['/hostOrganisationId', 'unknown'],
    ]);
    expect((await forum.staff.get(`${forum.at}/rules`)).body.version).toBe(0);
  });

  test('says which places fixed by hand cannot be kept', async () => {
    const forum = await forumOf('RU', 'CN', 'IN');
    await set(forum, 0, {
      language: 'en',
      exceptions: [
        {
          delegationId: forum.delegations['RU'],
          rule: 'before',
          otherId: forum.delegations['IN'],
          reason: 'Agreed.',
        },
        { delegationId: forum.delegations['CN'], rule: 'at', position: 3, reason: 'Agreed.' },
      ],
    });
    expect((await forum.staff.get(forum.at)).body.unmet).toEqual([]);
    const india = `${forum.path}/delegations/${forum.delegations['IN']}`;
    await forum.staff.move(india, 'decline', { comment: 'Not this year' });
    const { items, unmet } = (await forum.staff.get(forum.at)).body;
    expect(items.map(({ delegationId }: any) => delegationId)).toEqual([
      forum.delegations['CN'],
      forum.delegations['RU'],
    ]);
    expect(unmet.map(({ delegationId, explanation }: any) => [delegationId, explanation])).toEqual([
      [
        forum.delegations['RU'],
        'The place fixed by hand cannot be kept: the delegation beside which it was to stand does not take part.',
      ],
      [
        forum.delegations['CN'],
        'The place fixed by hand cannot be kept: there is no such position among those who take part.',
      ],
    ]);
    expect(items[1].explanations.zh).toContain('人工指定的位次无法执行');
  });

  test('knows its host also after the host turned out to be another organisation', async () => {
    const forum = await forumOf('RU', 'IN');
    const { id } = await make(forum.staff, `${forum.path}/organisations`, {
      kind: 'agency',
      name: `Host agency ${serial()}`,
    });
    await set(forum, 0, { language: 'en', hostPlace: 'last', hostOrganisationId: id });
    const merged = await forum.staff.request<any>(
      'POST',
      `${forum.path}/organisations/${forum.organisations['IN']}/merges`,
      { goneId: id, goneVersion: 1, reason: 'The same' },
      { ifMatch: 1 },
    );
    expect(merged.status).toBe(200);
    const { items } = (await forum.staff.get(forum.at)).body;
    expect(items.map(({ delegationId, host }: any) => [delegationId, host])).toEqual([
      [forum.delegations['RU'], false],
      [forum.delegations['IN'], true],
    ]);
  });

  describe('frozen where it is used', () => {
    test('stays as it was, with its names and rules, whatever changes afterwards', async () => {
      const forum = await forumOf('RU', 'CN', 'IN', 'UZ');
      await set(forum, 0, { language: 'ru', nameForm: 'short', startLetter: 'Р' });
      const frozen = await freeze(forum, { title: 'Seating of the opening ceremony' });
      expect(frozen).toMatchObject({
        number: 1,
        purpose: 'seating',
        title: 'Seating of the opening ceremony',
        rulesVersion: 1,
        order: null,
        count: 4,
        frozenAt: '2019-06-01T08:00:00.000Z',
      });
      expect(frozen.items.map(({ name }: any) => name)).toEqual(['Россия', 'Узбекистан', 'Индия', 'Китай']);
      expect(frozen.items[0]).toMatchObject({
        names: { ru: 'Российская Федерация', zh: '俄罗斯联邦' },
        shortName: 'Russia',
        shortNames: { ru: 'Россия', zh: '俄罗斯' },
      });
      const same = await forum.staff.get(`${forum.at}/freezes/${frozen.id}/differences`);
      expect(same.body).toEqual({ rulesChanged: false, rulesVersion: 1, items: [] });

      const uzbekistan = `${forum.path}/organisations/${forum.organisations['UZ']}`;
      await forum.staff.patch(uzbekistan, { shortNames: { ru: 'Узбекская сторона' } }, 1);
      await forum.staff.move(`${forum.path}/delegations/${forum.delegations['IN']}`, 'decline', {
        comment: 'No',
      });
      const { id } = await make(forum.staff, `${forum.path}/organisations`, {
        kind: 'state',
        name: `Kazakhstan ${serial()}`,
        shortNames: { ru: 'Казахстан' },
        rankClass: 1,
      });
      const kazakhstan = await send(forum, id);
      await set(forum, 1, { language: 'ru', nameForm: 'short', startLetter: 'К' });

      expect((await forum.staff.get(`${forum.at}/freezes/${frozen.id}`)).body).toEqual(frozen);
      expect(await names(forum)).toEqual(['Казахстан', 'Китай', 'Россия', 'Узбекская сторона']);
      const now = await forum.staff.get(`${forum.at}/freezes/${frozen.id}/differences`);
      expect(now.body).toEqual({
        rulesChanged: true,
        rulesVersion: 2,
        items: [
          {
            delegationId: kazakhstan,
            changes: ['new'],
            positionThen: null,
            positionNow: 1,
            nameThen: null,
            nameNow: 'Казахстан',
          },
          {
            delegationId: forum.delegations['CN'],
            changes: ['moved'],
            positionThen: 4,
            positionNow: 2,
            nameThen: 'Китай',
            nameNow: 'Китай',
          },
          {
            delegationId: forum.delegations['UZ'],
            changes: ['renamed'],
            positionThen: 2,
            positionNow: 4,
            nameThen: 'Узбекистан',
            nameNow: 'Узбекская сторона',
          },
          {
            delegationId: forum.delegations['IN'],
            changes: ['gone'],
            positionThen: 3,
            positionNow: null,
            nameThen: 'Индия',
            nameNow: null,
          },
        ],
      });
    });

    test('in another alphabet when one is asked for, under the next number', async () => {
      const forum = await forumOf('RU', 'CN');
      const flags = await freeze(forum, { purpose: 'flags', order: 'zh-stroke' });
      const list = await freeze(forum, { purpose: 'list', order: 'zh' });
      expect(
        [flags, list].map(({ number, rules, items }) => [number, rules.collation, items[0].name]),
      ).toEqual([
        [1, 'stroke', '中华人民共和国'],
        [2, 'pinyin', '俄罗斯联邦'],
      ]);
      const { items, nextCursor } = (await forum.staff.get(`${forum.at}/freezes?limit=1`)).body;
      expect(items.map(({ number, order }: any) => [number, order])).toEqual([[2, 'zh']]);
      const next = (await forum.staff.get(`${forum.at}/freezes?limit=1&cursor=${nextCursor}`)).body;
      expect(next.items.map(({ id }: any) => id)).toEqual([flags.id]);
      const elsewhere = await forumOf();
      expect((await elsewhere.staff.get(`${elsewhere.at}/freezes/${flags.id}`)).status).toBe(404);
    });

    test('gets a number of its own when several are frozen at once', async () => {
      const forum = await forumOf('RU');
      const made = await Promise.all(Array.from({ length: 6 }, () => freeze(forum)));
      expect(made.map(({ number }) => number).sort()).toEqual([1, 2, 3, 4, 5, 6]);
    });

    test('cannot be changed or taken away in the database either, but goes with its event', async () => {
      const forum = await forumOf('RU');
      await set(forum, 0, { language: 'ru' });
      const { id } = await freeze(forum);
      for (const statement of [
        `UPDATE precedence_freezes SET lines = '[]' WHERE id = '${id}'`,
        `DELETE FROM precedence_freezes WHERE id = '${id}'`,
        `UPDATE precedence_rule_sets SET rules = '{}' WHERE event_id = '${forum.id}'`,
        `DELETE FROM precedence_rule_sets WHERE event_id = '${forum.id}'`,
      ])
        await expect(app.db.query(statement)).rejects.toThrow('is a record, which is never changed');
      const empty = await makeEvent(app, {}, { published: false });
      await make(empty.staff, `${empty.path}/delegations/precedence/freezes`, { purpose: 'flags' });
      await app.db.query('DELETE FROM events WHERE id = $1', [empty.id]);
      expect(await app.db.query('SELECT 1 FROM precedence_freezes WHERE event_id = $1', [empty.id])).toEqual(
        [],
      );
    });
  });

  test('is set and frozen by protocol and organisers; others who work with delegations read it', async () => {
    const forum = await forumOf('RU');
    const desk = await app.staff(forum.id, 'registration_desk');
    for (const path of ['', '/rules', '/rules/versions', '/freezes'])
      expect([path, (await desk.get(`${forum.at}${path}`)).status]).toEqual([path, 200]);
    expect((await set(forum, 0, { language: 'ru' }, desk)).status).toBe(403);
    expect((await desk.post(`${forum.at}/freezes`, { purpose: 'list' })).status).toBe(403);
    for (const role of ['protocol', 'organiser'] as const) {
      const staff = await app.staff(forum.id, role);
      expect((await staff.post(`${forum.at}/freezes`, { purpose: 'list' })).status).toBe(201);
    }
    const elsewhere = await forumOf();
    expect((await elsewhere.staff.get(forum.at)).status).toBe(404);
  });

  describe('in the next edition', () => {
    const next = async (forum: Forum, parts?: string[]): Promise<any> => {
      const made = await make(app.admin, `${forum.path}/copies`, { slug: `next-${serial()}`, parts });
      const at = `events/${made.event.id}/delegations/precedence`;
      const report = made.report.parts.find(({ part }: any) => part === 'precedence');
      return {
        report,
        rules: (await app.admin.get(`${at}/rules`)).body,
        order: (await app.admin.get(at)).body,
      };
    };

    test('the rules go along with places fixed by hand; the lot is drawn anew', async () => {
      const forum = await forumOf('RU', 'CN', 'IN');
      await set(forum, 0, { language: 'en' });
      await set(forum, 1, {
        language: 'ru',
        nameForm: 'short',
        startLetter: 'К',
        lot: 'Drawn on 1 October.',
        hostPlace: 'last',
        exceptions: [
          { delegationId: forum.delegations['RU'], rule: 'at', position: 1, reason: 'Chairs.' },
          {
            delegationId: forum.delegations['IN'],
            rule: 'after',
            otherId: forum.delegations['RU'],
            reason: 'Agreed.',
          },
        ],
      });
      await forum.staff.move(`${forum.path}/delegations/${forum.delegations['IN']}`, 'withdraw', {
        comment: 'No',
      });
      const { report, rules, order } = await next(forum);
      expect(report).toMatchObject({
        done: [{ thing: 'precedence_rules', count: 1 }],
        leftOut: [
          {
            thing: 'precedence_exceptions',
            count: 1,
            why: 'The delegations for which these places were fixed by hand are not copied.',
          },
          { thing: 'lots', count: 1, why: 'A lot is drawn anew for each edition.' },
        ],
      });
      const [russia] = order.items;
      expect(order.items.map(({ name }: any) => name)).toEqual(['Россия', 'Китай']);
      expect(rules).toMatchObject({
        version: 1,
        language: 'ru',
        nameForm: 'short',
        startLetter: null,
        lot: null,
        hostPlace: 'last',
        exceptions: [
          { delegationId: russia.delegationId, rule: 'at', otherId: null, position: 1, reason: 'Chairs.' },
        ],
      });
      expect(russia.delegationId).not.toBe(forum.delegations['RU']);
    });

    test('without delegations the rules go without places fixed by hand; without rules nothing is reported', async () => {
      const forum = await forumOf('RU');
      expect((await next(forum)).report).toMatchObject({ done: [], leftOut: [] });
      await set(forum, 0, {
        language: 'zh',
        exceptions: [{ delegationId: forum.delegations['RU'], rule: 'at', position: 1, reason: 'Chairs.' }],
      });
      const { rules } = await next(forum, ['precedence']);
      expect(rules).toMatchObject({ version: 1, language: 'zh', collation: 'pinyin', exceptions: [] });
    });
  });
});
