import { Database } from '../../src/platform/database/database';
import { startApp, type TestApp } from '../support/app';
import { make, makeEvent, type TestEvent } from '../support/factories';
import { makeCategory, makeForm, personInput, register } from './support';

/** Registers so many people at once, as a set of rows: 7 % are called Wang, a few more 王, a third Пётр in Cyrillic, 20 % come from one organisation. */
async function fill(app: TestApp, event: TestEvent, categoryId: string, size: number): Promise<void> {
  const atOnce = 2_000;
  for (let from = 1; from <= size; from += atOnce)
    await app.db.query(
      `WITH people AS (
       INSERT INTO persons (id, given_name, family_name, display_name, native_name, email, locale, created_at, updated_at)
       SELECT uuid_v7('2019-05-01'), 'Given' || n % 50, CASE WHEN n % 100 < 7 THEN 'Wang' ELSE 'Family' || n END, 'On the badge ' || n,
              CASE WHEN n % 100 < 7 THEN '王' || chr(20000 + n % 500) WHEN n % 1000 = 507 THEN '王五' WHEN n % 100 < 40 THEN 'Пётр' END, 'p' || n || '@bench.example', 'en', '2019-05-01', '2019-05-01'
         FROM generate_series($3::integer, $4::integer) n
       RETURNING id, family_name, given_name, split_part(display_name, ' ', 4)::integer AS n)
     INSERT INTO registrations (id, event_id, state, code, category_id, person_id, identity_key, sort_name, locale, organisation_name,
       answers_complete, created_at, updated_at)
     SELECT uuid_v7('2019-05-02'), $1, CASE WHEN n % 50 = 0 THEN 'submitted' ELSE 'confirmed' END,
            translate(upper(lpad(to_hex(n), 8, '0')), '01', 'ZY'), $2, id, n::text, lower(family_name || ' ' || given_name), 'en',
            CASE WHEN n % 5 = 0 THEN 'Rostelecom' ELSE 'Ministry ' || n % 300 END, true,
            timestamptz '2019-05-02' + n * interval '1 second', '2019-05-02'
       FROM people`,
      [event.id, categoryId, from, from + atOnce - 1],
    );
  await app.db.query('ANALYZE registration_search');
}

describe('the search for registrations', () => {
  let app: TestApp;
  let event: TestEvent;
  let categoryId: string;
  const codes: Record<string, string> = {};
  beforeAll(async () => {
    app = await startApp();
    event = await makeEvent(app);
    categoryId = (await makeCategory(event)).id;
    const people: Record<string, object> = {
      muller: {
        person: { givenName: 'Jürgen', familyName: 'Müller-Lüdenscheidt', email: 'j.mueller@bund.example' },
      },
      li: {
        person: {
          givenName: 'Na',
          familyName: 'Li',
          displayName: 'LI Na',
          nativeName: '李娜',
          email: 'li_na1985@ministry.example',
        },
        organisationName: '中国电信 China Telecom',
        locale: 'zh',
      },
      yolkin: {
        person: {
          givenName: 'Semyon',
          familyName: 'Yolkin',
          nativeName: 'Ёлкин Семён',
          email: 'office@moscow.example',
          nationality: 'RU',
        },
        organisationName: 'Ростелеком',
        locale: 'ru',
      },
      lodz: {
        person: {
          givenName: 'Łukasz',
          familyName: 'O’Neill',
          displayName: 'Lucky Luke',
          email: 'first@lodz.example',
        },
      },
      kim: {
        person: { givenName: 'Minjun', familyName: 'Kim', nativeName: '김민준', email: 'kim@seoul.example' },
      },
      fu: {
        person: {
          givenName: 'Xiaolong',
          familyName: 'Fu',
          nativeName: '傅李小龙',
          email: 'fu@hongkong.example',
        },
      },
    };
    for (const [name, { person, ...more }] of Object.entries(people) as [string, any][])
      codes[name] = (
        await register(app.api, event, categoryId, {
          person: personInput({ nationality: 'CN', ...person }),
          ...more,
        })
      ).code;
  });

  const ask = async (query: Record<string, string>, of = event): Promise<any> => {
    const answer = await of.staff.get(`${of.path}/registrations?${new URLSearchParams(query).toString()}`);
    expect(answer.status).toBe(200);
    return answer.body;
  };

  /** Who is found, by the names that they have in this file. */
  const found = async (query: Record<string, string>): Promise<string[]> => {
    const { items } = await ask({ sort: 'createdAt', ...query });
    return items.map(({ code }: { code: string }) => Object.keys(codes).find((name) => codes[name] === code));
  };

  test.each([
    ['Müller', ['muller']],
    ['muller', ['muller']],
    ['MULLER jurgen', ['muller']],
    ['jürgen müller', ['muller']],
    ['Lud Mül', ['muller']],
    ['Mu\u0308ller', ['muller']],
    ['müller-lüdenscheidt', ['muller']],
    ['Ёлкин', ['yolkin']],
    ['елкин семен', ['yolkin']],
    ['СЕМЁН', ['yolkin']],
    ['Lukasz', ['lodz']],
    ['łukasz', ['lodz']],
    ["O'Neill", ['lodz']],
    ['oneil luc', ['lodz']],
    ['lucky', ['lodz']],
    ['李', ['li', 'fu']],
    ['李娜', ['li']],
    ['娜', ['li']],
    ['小龙', ['fu']],
    ['李小龙', ['fu']],
    ['傅 小', ['fu']],
    ['小李', []],
    ['민', ['kim']],
    ['김민준', ['kim']],
    ['国电', ['li']],
    ['telecom na', ['li']],
    ['ростел', ['yolkin']],
    ['li_na1985@ministry.example', ['li']],
    ['LI_NA1985@Min', ['li']],
    ['na1985', ['li']],
    ['j.mueller', ['muller']],
    ['@moscow', ['yolkin']],
    ['office@', ['yolkin']],
    ['na wang', []],
    ['uller', []],
    ['%', []],
    ['_', []],
    ['m%r', []],
    ['\\', []],
    ["'; DROP TABLE persons; --", []],
    ['(((', []],
    ['na@%', []],
    ['🦄', []],
  ])('%s', async (q, names) => {
    expect((await found({ q })).toSorted()).toEqual(names.toSorted());
  });

  test('by the code, whole, from its beginning or from its second half, with a dash or a space, in any case', async () => {
    const code = codes['kim']!;
    for (const q of [
      code,
      code.toLowerCase(),
      `${code.slice(0, 4)}-${code.slice(4)}`,
      `${code.slice(0, 4)} ${code.slice(4).toLowerCase()}`,
      code.slice(0, 5),
      `${code} kim`,
    ])
      expect([q, await found({ q })]).toEqual([q, ['kim']]);
    expect(await found({ q: `${code} muller` })).toEqual([]);
  });

  test('takes no more than two hundred characters, and any words in them', async () => {
    const long = await event.staff.get(`${event.path}/registrations?q=${'a'.repeat(10_000)}`);
    expect([long.status, long.body.errors[0].pointer]).toEqual([400, '?q']);
    const words = Array.from({ length: 50 }, (_, n) => `w${n}`).join(' ');
    expect(await found({ q: words.slice(0, 200) })).toEqual([]);
    expect(await found({ q: 'l li n na 1 li_ li na l l l l l l l l l l l l l l' })).toEqual([]);
    expect(await found({ q: 'l li n na li li na l l l l l l l l l l l l l l l' })).toEqual(['li']);
  });

  test('filters by what the list shows, each and together, with words and without', async () => {
    const other = await makeEvent(app);
    const [first, second] = [await makeCategory(other), await makeCategory(other)];
    await makeForm(
      other,
      [first.id, second.id],
      [
        {
          key: 'diet',
          kind: 'choice',
          label: 'Diet',
          required: 'never',
          options: [
            { value: 'none', label: 'None' },
            { value: 'vegan', label: 'Vegan' },
          ],
        },
        {
          key: 'days',
          kind: 'choices',
          label: 'Days',
          required: 'never',
          options: [
            { value: 'mon', label: 'Monday' },
            { value: 'tue', label: 'Tuesday' },
          ],
        },
      ],
    );
    const one = async (category: { id: string }, more: object, person: object): Promise<string> =>
      (await register(other.staff, other, category.id, { ...more, person: personInput(person) })).id;
    const a = await one(
      first,
      { organisationName: 'Água S.A.', answers: { diet: 'vegan', days: ['mon', 'tue'] } },
      { nationality: 'BR', familyName: 'Costa' },
    );
    app.clock.set('2019-06-02T08:00:00Z');
    const b = await one(
      second,
      { organisationName: 'agua sa', locale: 'ru', priority: 5, answers: { diet: 'none', days: ['tue'] } },
      { nationality: 'RU', familyName: 'Costa' },
    );
    const c = await one(second, { asDraft: true }, { nationality: 'RU', familyName: 'Berg' });
    const ids = async (query: Record<string, string>): Promise<string[]> =>
      (await ask({ sort: 'code', ...query }, other)).items.map(({ id }: { id: string }) => id).toSorted();
    const cases: [Record<string, string>, string[]][] = [
      [{ state: 'draft' }, [c]],
      [{ state: 'draft,confirmed' }, [a, b, c]],
      [{ categoryId: second.id }, [b, c]],
      [{ nationality: 'RU' }, [b, c]],
      [{ locale: 'ru' }, [b]],
      [{ priority: '5' }, [b]],
      [{ priority: '0' }, [a, c]],
      [{ externalId: 'M-1' }, []],
      [{ reapproval: 'true' }, []],
      [{ organisationName: 'ÁGUA s.a.' }, [a]],
      [{ organisationName: 'Agua' }, []],
      [{ createdFrom: '2019-06-02T08:00:00Z' }, [b, c]],
      [{ createdBefore: '2019-06-02T08:00:00Z' }, [a]],
      [{ createdBefore: '2019-06-02T08:00:00Z', sort: '-createdAt' }, [a]],
      [{ answer: 'diet=vegan' }, [a]],
      [{ answer: 'days=tue' }, [a, b]],
      [{ answer: 'days=tue,diet=none' }, [b]],
      [{ q: 'costa', nationality: 'RU' }, [b]],
      [{ q: 'costa', categoryId: second.id, state: 'draft' }, []],
      [{ q: 'agua', locale: 'ru', answer: 'diet=none', createdFrom: '2019-06-02T08:00:00Z' }, [b]],
      [{ delegationId: first.id }, []],
      [{ partInDelegation: 'adviser' }, []],
    ];
    for (const [query, wanted] of cases)
      expect([query, await ids(query)]).toEqual([query, wanted.toSorted()]);
    // Together they find what each of them finds.
    const alone: Record<string, string>[] = [
      { state: 'confirmed' },
      { categoryId: second.id },
      { nationality: 'RU' },
      { locale: 'ru' },
      { answer: 'days=tue' },
      { organisationName: 'agua sa' },
    ];
    const each = await Promise.all(alone.map(ids));
    for (let chosen = 1; chosen < 2 ** alone.length; chosen += 1) {
      const among = alone.map((_, k) => k).filter((k) => (chosen >> k) % 2 === 1);
      const query: Record<string, string> = Object.assign({}, ...among.map((k) => alone[k]));
      const wanted = [a, b, c].toSorted().filter((id) => among.every((k) => each[k]!.includes(id)));
      expect([query, await ids(query)]).toEqual([query, wanted]);
    }
    expect((await ask({ q: 'costa', withTotal: 'true' }, other)).total).toBe(2);
    expect((await ask({ q: '%', withTotal: 'true' }, other)).total).toBe(0);
    // What a state was is forgotten when it changes, and so is an answer.
    await other.staff.move(`${other.path}/registrations/${c}`, 'submit');
    expect([await ids({ state: 'draft' }), await ids({ nationality: 'RU', state: 'confirmed' })]).toEqual([
      [],
      [b, c].toSorted(),
    ]);
    expect([
      await ids({ state: 'draft', categoryId: second.id }),
      await ids({ state: 'confirmed', categoryId: second.id }),
    ]).toEqual([[], [b, c].toSorted()]);
    const desk = await app.staff(other.id, 'check_in');
    expect((await desk.get(`${other.path}/registrations?answer=diet%3Dvegan`)).status).toBe(403);
    expect((await desk.get(`${other.path}/registrations?q=costa`)).body.items.length).toBe(2);
  });

  test('answers to a follow-up form count as well, and are forgotten with it', async () => {
    const other = await makeEvent(app);
    const category = await makeCategory(other);
    const { id } = await register(other.staff, other, category.id);
    const form = await makeForm(
      other,
      category.id,
      [
        {
          key: 'coach',
          kind: 'choice',
          label: 'Coach',
          required: 'never',
          options: [{ value: 'red', label: 'Red' }],
        },
      ],
      { purpose: 'follow_up', title: 'Travel' },
    );
    const answered = await other.staff.put(
      `${other.path}/registrations/${id}/forms/${form.id}`,
      { answers: { coach: 'red' } },
      { ifMatch: 0 },
    );
    expect(answered.status).toBe(200);
    expect((await ask({ answer: 'coach=red' }, other)).items.length).toBe(1);
    await app.db.query('DELETE FROM form_answers WHERE registration_id = $1', [id]);
    expect((await ask({ answer: 'coach=red' }, other)).items.length).toBe(0);
  });

  test('sees a new name at once, whoever writes it, and nothing of the old one', async () => {
    const { id } = await register(app.api, event, categoryId, {
      person: personInput({ familyName: 'Beforehand', nativeName: '前' }),
    });
    const names = async (q: string): Promise<number> => (await ask({ q })).items.length;
    const { body } = await event.staff.get(`${event.path}/registrations/${id}`);
    await event.staff.patch(
      `${event.path}/registrations/${id}`,
      { nativeName: '后', organisationName: 'Zephyr' },
      body.version,
    );
    expect([await names('前'), await names('后'), await names('zephyr beforehand')]).toEqual([0, 1, 1]);
    await app.db.query(
      `UPDATE persons SET family_name = 'Afterwards', display_name = 'Mx Afterwards', email = 'new@zephyr.example' WHERE id = $1`,
      [body.person.id],
    );
    expect([await names('beforehand'), await names('afterw zeph'), await names('new@zephyr')]).toEqual([
      0, 1, 1,
    ]);
    await app.db.query('DELETE FROM registrations WHERE id = $1', [id]);
    expect(await names('afterwards')).toBe(0);
  });

  test('never finds anybody of another event', async () => {
    const other = await makeEvent(app);
    const { person } = await register(other.staff, other, (await makeCategory(other)).id, {
      person: personInput({ familyName: 'Elsewhere', nativeName: '他处' }),
    }).then(async ({ id }) => (await other.staff.get(`${other.path}/registrations/${id}`)).body);
    for (const query of [
      { q: 'elsewhere' },
      { q: '他' },
      { q: person.email },
      { categoryId },
      { q: 'elsewhere', sort: 'name' },
    ] as Record<string, string>[])
      expect((await ask(query)).items.filter((one: any) => one.person.familyName === 'Elsewhere')).toEqual(
        [],
      );
    expect((await ask({ q: 'elsewhere' }, other)).items.length).toBe(1);
    expect((await ask({ categoryId }, other)).items).toEqual([]);
  });

  test('persons and organisations are found in the same way', async () => {
    const other = await makeEvent(app);
    await make(other.staff, `${other.path}/persons`, {
      givenName: 'Đorđe',
      familyName: 'Ćirić',
      email: 'dj@belgrade.example',
    });
    await make(other.staff, `${other.path}/organisations`, {
      kind: 'company',
      name: 'Électricité de Ville',
      names: { zh: '城市电力' },
    });
    const counts = async (list: string, ...asked: string[]): Promise<number[]> => {
      const all: number[] = [];
      for (const q of asked)
        all.push(
          (await other.staff.get(`${other.path}/${list}?q=${encodeURIComponent(q)}`)).body.items.length,
        );
      return all;
    };
    expect(await counts('persons', 'ciric dorde', 'Đor', '@belgrade', 'rde', '%')).toEqual([1, 1, 1, 0, 0]);
    expect(await counts('organisations', 'ville electricite', '电力', 'lectricite', '_')).toEqual([
      1, 1, 0, 0,
    ]);
  });
});

describe('the search in a large event', () => {
  let app: TestApp;
  let large: TestEvent;
  let small: TestEvent;
  const categories: Record<string, string> = {};
  beforeAll(async () => {
    app = await startApp({ config: { role: 'api' } });
    [small, large] = [await makeEvent(app), await makeEvent(app)];
    for (const [event, size] of [
      [small, 2_000],
      [large, 20_000],
    ] as const) {
      categories[event.id] = (await makeCategory(event)).id;
      await fill(app, event, categories[event.id]!, size);
    }
    await app.db.query('VACUUM ANALYZE registration_search');
  }, 300_000);

  const queries = [
    '',
    'q=wang',
    'q=wang+given7',
    'q=family77',
    'q=w',
    'q=f',
    'q=rostelecom',
    'q=nobody',
    `q=${encodeURIComponent('王')}`,
    `q=${encodeURIComponent('петр')}`,
    `q=${encodeURIComponent('петр')}+given7`,
    `q=${encodeURIComponent('王')}&state=submitted`,
    'state=submitted',
    'state=confirmed&q=wang',
    'organisationName=Rostelecom&q=given3',
    'organisationName=Rostelecom',
    'q=rostelecom+given1',
    'q=r+w',
  ];
  const sorts = ['-createdAt', 'createdAt', 'name', '-name', 'code', 'organisation', '-organisation'];

  test.each(queries)('pages are what a scan finds, in every order: %s', async (query) => {
    const wanted = new URLSearchParams(query);
    const words = (wanted.get('q') ?? '').split(' ').filter((word) => word !== '');
    for (const sort of sorts) {
      const column = { createdAt: 'created_at' }[sort.replace('-', '')] ?? sort.replace('-', '');
      const direction = sort.startsWith('-') ? 'DESC' : 'ASC';
      const scanned = await app.db.query<{ id: string }>(
        `SELECT s.registration_id AS id FROM registration_search s JOIN registrations r ON r.id = s.registration_id
          WHERE s.event_id = $1 AND (SELECT COALESCE(bool_and(s.words LIKE '%' || CASE WHEN word < '~' THEN ' ' ELSE '' END || word || '%'), true)
                                       FROM unnest($2::text[]) word)
            AND ($3::text IS NULL OR r.state = $3) AND ($4::text IS NULL OR r.organisation_name = $4)
          ORDER BY s.${column} ${direction}, s.registration_id ${direction} LIMIT 401`,
        [large.id, words, wanted.get('state'), wanted.get('organisationName')],
      );
      const seen: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null && seen.length < 400) {
        const { body }: { body: any } = await large.staff.get(
          `${large.path}/registrations?${query}&sort=${sort}&limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`,
        );
        seen.push(...body.items.map(({ id }: { id: string }) => id));
        cursor = body.nextCursor;
      }
      expect([sort, seen, cursor === null]).toEqual([
        sort,
        scanned.slice(0, 400).map(({ id }) => id),
        scanned.length <= 400,
      ]);
    }
  });

  test('pages stay complete while others register', async () => {
    for (const sort of ['-createdAt', 'name', 'code', 'organisation']) {
      const before = await app.db.query<{ id: string }>(
        `SELECT registration_id AS id FROM registration_search WHERE event_id = $1 AND words LIKE '% wang%'`,
        [small.id],
      );
      const seen: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const { body }: { body: any } = await small.staff.get(
          `${small.path}/registrations?q=wang&sort=${sort}&limit=25${cursor === '' ? '' : `&cursor=${cursor}`}`,
        );
        seen.push(...body.items.map(({ id }: { id: string }) => id));
        cursor = body.nextCursor;
        await register(small.staff, small, categories[small.id]!, {
          person: personInput({
            familyName: 'Wang',
            givenName: `${String.fromCharCode(65 + (seen.length % 26))} ${seen.length}`,
          }),
        });
      }
      expect(new Set(seen).size).toBe(seen.length);
      expect(before.filter(({ id }) => !seen.includes(id))).toEqual([]);
    }
  });

  test('counts up to ten thousand', async () => {
    const total = async (query: string): Promise<number> =>
      (await large.staff.get(`${large.path}/registrations?${query}&withTotal=true&limit=1`)).body.total;
    expect([
      await total(''),
      await total('q=wang'),
      await total('state=confirmed'),
      await total('q=rostelecom'),
    ]).toEqual([10_000, 1_400, 10_000, 4_000]);
  });

  /** Pages of the database that a request touches for the search, whether they were in memory or not. */
  const touched = async (event: TestEvent, query: string): Promise<number> => {
    const db = app.app.get(Database);
    const original = db.execute;
    const sent: { text: string; values: readonly unknown[] }[] = [];
    db.execute = function recorded(text: string, values: readonly unknown[] = []) {
      if (/registration_search|registrations r/.test(text)) sent.push({ text, values: [...values] });
      return original.call(db, text, values);
    } as Database['execute'];
    try {
      expect((await event.staff.get(`${event.path}/registrations?${query}`)).status).toBe(200);
    } finally {
      db.execute = original;
    }
    let pages = 0;
    for (const { text, values } of sent) {
      const [row] = await db.query<{ 'QUERY PLAN': any }>(
        `EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) ${text}`,
        values,
      );
      const { Plan: plan } = row!['QUERY PLAN'][0];
      pages += plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
    }
    return pages;
  };

  test.each([
    ...queries,
    'q=wang&state=submitted&nationality=DE',
    'state=submitted&locale=en&createdFrom=2019-05-02T00:05:00Z',
  ])('touches no more of a large event than of a small one: %s', async (query) => {
    for (const sort of sorts) {
      const [few, many] = [
        await touched(small, `${query}&sort=${sort}`),
        await touched(large, `${query}&sort=${sort}`),
      ];
      // Ten times the people. A thousand rows are fetched one by one before another way is taken, with up to three pages
      // for each; the way through all of them would touch twenty thousand.
      expect([sort, few, many, many <= 2 * few + 3_000]).toEqual([sort, few, many, true]);
    }
  });
});
