import { randomUUID } from 'node:crypto';
import { EventScopes } from '../../src/access/event-scope';
import { systemPrincipal } from '../../src/platform/http/request-context';
import { BadgePrints } from '../../src/registrations/badges/badge-prints.service';
import type { Answer, Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { make, makeEvent, serial, type TestEvent } from '../support/factories';
import { pdf, pngPicture } from '../support/files';
import { readPdf, type DrawnPage } from '../support/pdf';
import { readQrCode } from '../support/qr';
import { badgeToken, faultsOf, makeCategory, makeForm, personInput, personWith, register } from './support';

describe('badges on paper', () => {
  let app: TestApp;
  let event: TestEvent;
  let category: any;
  beforeAll(async () => {
    app = await startApp({ now: '2019-10-22T02:00:00Z' });
  });
  beforeEach(async () => {
    await app.at('2019-10-22T02:00:00Z');
    event = await makeEvent(app, { titles: { ru: 'Инфофорум-Китай 2019', zh: '2019中国信息论坛' } });
    category = await makeCategory(event, {
      titles: { ru: 'Делегаты', zh: '代表' },
      badgeColour: '#17456E',
      zones: ['A', 'B2'],
    });
  });

  const someone = (changes: object = {}, more: object = {}): Promise<any> =>
    register(app.api, event, category.id, { person: personInput(changes), ...more });
  const one = (id: string, query = '', api: Api = event.staff): Promise<Answer<Buffer>> =>
    api.download(`${event.path}/registrations/${id}/badge.pdf${query}`);
  const pagesOf = ({ status, body }: Answer<Buffer>): readonly DrawnPage[] => {
    expect(status).toBe(200);
    return readPdf(body).pages;
  };
  const lines = ({ texts }: DrawnPage): string[] => texts.map(({ text }) => text.trim());
  const said = (page: DrawnPage): string => lines(page).join(' ');
  const print = (body: object = {}, api: Api = event.staff): Promise<Answer> =>
    api.post(`${event.path}/badges/prints`, body);
  /** Prints and answers the job when it is over, with the pages of its file. */
  const printed = async (body: object = {}): Promise<{ job: any; pages: readonly DrawnPage[] }> => {
    const asked = await print(body);
    expect(asked.status).toBe(202);
    await app.settled();
    const job = (await event.staff.get(`jobs/${asked.body.id}`)).body;
    expect([job.state, job.failure]).toEqual(['completed', null]);
    return { job, pages: pagesOf(await event.staff.download(job.result.url)) };
  };
  const states = async (query = ''): Promise<[string, string][]> => {
    const { body } = await event.staff.get(`${event.path}/badges?${query}`);
    return body.items.map(({ name, state }: { name: string; state: string }) => [name, state]);
  };

  test('says who it is in three scripts, and in the language that is asked for', async () => {
    const { id, code } = await someone(
      {
        givenName: 'Na',
        familyName: 'LI',
        displayName: 'LI Na',
        nativeName: '李娜',
        formOfAddress: 'Ms',
        post: 'Заместитель министра',
      },
      { organisationName: 'Қазақтелеком' },
    );
    const [page, ...others] = pagesOf(await one(id));
    expect([others, Math.round(page!.width), Math.round(page!.height)]).toEqual([[], 298, 420]);
    const spelled = `${code.slice(0, 4)}-${code.slice(4)}`;
    const texts = ['Infoforum-China 2019', '21–25 October 2019 · Shenzhen, China', 'Ms', 'LI Na', '李娜'];
    for (const text of [...texts, 'Заместитель', 'Қазақтелеком', 'Delegates', 'Zones', 'A', 'B2', spelled])
      expect(said(page!)).toContain(text);
    const russian = said(pagesOf(await one(id, '?language=ru'))[0]!);
    for (const text of ['Инфофорум-Китай 2019', '21–25 октября 2019 г.', 'Зоны', 'Делегаты'])
      expect(russian).toContain(text);
    const chinese = said(pagesOf(await one(id, '?language=zh'))[0]!).replaceAll(' ', '');
    for (const text of ['2019中国信息论坛', '2019年10月21日至25日', '通行区域', '代表'])
      expect(chinese).toContain(text);
  });

  test('its code is the token of the person, and opens the door; after a loss only the next one does', async () => {
    const { id } = await someone();
    const answer = await one(id);
    expect([answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([
      'application/pdf',
      'no-store',
    ]);
    const read = (page: DrawnPage): string => readQrCode(page.squares[0]!.rows);
    const token = read(pagesOf(answer)[0]!);
    expect(token).toBe(await badgeToken(event, id));
    expect((await event.staff.post(`${event.path}/check-ins`, { token })).status).toBe(201);
    await event.staff.post(`${event.path}/registrations/${id}/badge-revocations`, { reason: 'Lost.' });
    const next = read(pagesOf(await one(id))[0]!);
    expect([next === token, next]).toEqual([false, await badgeToken(event, id)]);
    const lost = await event.staff.post(`${event.path}/check-ins`, { token, direction: 'out' });
    expect([lost.status, lost.body.reason]).toEqual([409, 'token_revoked']);
  });

  test('names the delegation in the language of the badge', async () => {
    const organisation = await make(event.staff, `${event.path}/organisations`, {
      kind: 'state',
      name: 'People’s Republic of China',
      names: { zh: '中华人民共和国', ru: 'Китайская Народная Республика' },
      country: 'CN',
    });
    const delegation = await make(event.staff, `${event.path}/delegations`, {
      organisationId: organisation.id,
      focalPointName: 'Li Na',
      focalPointEmail: `focal-${serial()}@ministry.example`,
      locale: 'zh',
      rankClass: 1,
    });
    const path = `${event.path}/delegations/${delegation.id}`;
    expect((await event.staff.move(path, 'accept')).status).toBe(200);
    await make(event.staff, `${path}/members`, {
      person: personInput(),
      categoryId: category.id,
      part: 'head',
    });
    await someone();
    const [{ id }] = (await event.staff.get(`${event.path}/registrations?delegationId=${delegation.id}`)).body
      .items;
    expect((await print({ delegationId: delegation.id })).status).toBe(409);
    for (const transition of ['nominate', 'accredit'])
      expect((await event.staff.move(path, transition)).status).toBe(200);
    await app.settled();
    const { job, pages } = await printed({ delegationId: delegation.id, language: 'zh' });
    expect([job.counts, pages.length]).toEqual([{ badges: 1, photos: 0 }, 1]);
    expect(said(pages[0]!)).toContain('中华人民共和国');
    expect(said(pagesOf(await one(id, '?language=ru'))[0]!)).toMatch(/Китайская.*Народная.*Республика/);
    await event.staff.patch(
      `${event.path}/organisations/${organisation.id}`,
      { name: 'China' },
      organisation.version,
    );
    expect((await states(`delegationId=${delegation.id}`)).map(([, state]) => state)).toEqual(['changed']);
  });

  test('folded from A4, has both sides, the programme and space for notes', async () => {
    const { id } = await someone({ displayName: 'LI Na' });
    const [page] = pagesOf(await one(id, '?layout=a4_fold&language=en'));
    expect([Math.round(page!.width), Math.round(page!.height)]).toEqual([595, 842]);
    expect(lines(page!).filter((text) => text === 'LI Na')).toHaveLength(2);
    expect(page!.squares).toHaveLength(1);
    for (const text of ['Notes', 'Fold along the marks', 'Please hand it in'])
      expect(said(page!)).toContain(text);
  });

  describe('with a photo', () => {
    const question = { key: 'portrait', kind: 'file', label: 'Your photo', required: 'never', photo: true };
    const send = (id: string, name: string, bytes: Buffer): Promise<Answer> =>
      event.staff.upload(`${event.path}/registrations/${id}/files/portrait`, { name, bytes });

    test('shows the file that answers the question for it', async () => {
      await makeForm(event, category.id, [question]);
      const { id } = await someone();
      expect(pagesOf(await one(id))[0]!.pictures).toBe(0);
      expect((await send(id, 'me.png', pngPicture(300, 400))).status).toBe(200);
      const { job, pages } = await printed();
      expect([job.counts, job.errors, pages[0]!.pictures]).toEqual([{ badges: 1, photos: 1 }, [], 1]);
    });

    test('takes pictures only that can be printed, and says what to do', async () => {
      const form = await makeForm(event, category.id, [question]);
      expect(form.fields[0]).toMatchObject({ photo: true, accept: ['jpeg', 'png'] });
      const { id } = await someone();
      const scan = await send(id, 'me.pdf', await pdf('Me'));
      expect(faultsOf(scan)).toEqual([415, 'media-type-not-supported', [['/file', 'kind']]]);
      const clear = await send(id, 'me.png', pngPicture(30, 40, { kind: 6 }));
      expect(faultsOf(clear)).toEqual([415, 'media-type-not-supported', [['/file', 'picture']]]);
      expect(clear.body.detail).toBe('“me.png” is transparent or interlaced; save it as a JPEG picture.');
      expect((await event.staff.get(`${event.path}/registrations/${id}`)).body.answers).toEqual({});
    });

    test('a form asks for one, among its files', async () => {
      const asked = (...fields: object[]): Promise<Answer> =>
        event.staff.post(`${event.path}/forms`, { categoryIds: [category.id], fields });
      expect(faultsOf(await asked(question, { ...question, key: 'other' }))).toEqual([
        422,
        'form-fields-invalid',
        [['/fields/1/photo', 'taken']],
      ]);
      expect(faultsOf(await asked({ ...question, accept: ['pdf'], maxBytes: 2_000_000 }))).toEqual([
        422,
        'form-fields-invalid',
        [
          ['/fields/0/accept', 'kind'],
          ['/fields/0/maxBytes', 'size'],
        ],
      ]);
      expect(
        faultsOf(await asked({ key: 'name', kind: 'text', label: 'Name', required: 'never', photo: true })),
      ).toEqual([422, 'form-fields-invalid', [['/fields/0/photo', 'kind']]]);
    });
  });

  test('a name that no font has is named in the job, and the badge is printed all the same', async () => {
    const { code } = await someone({ displayName: 'Ali', nativeName: 'علی' });
    const { job, pages } = await printed();
    expect(job.errors).toEqual([
      {
        row: 1,
        pointer: null,
        message: expect.stringMatching(new RegExp(`^${code}: the name in the person’s own script`)),
      },
    ]);
    expect(said(pages[0]!)).toContain('Ali');
  });

  describe('whose registration is not confirmed', () => {
    test.each([
      ['cancelled', 'cancel', /cancelled.*registers anew/],
      ['submitted', undefined, /submitted.*when it is confirmed/],
      ['rejected', 'reject', /rejected.*registers anew/],
    ])('there is none for one that is %s', async (state, transition, why) => {
      const reviewed = await makeCategory(event, { approval: 'review' });
      const { id } = await register(app.api, event, reviewed.id);
      const path = `${event.path}/registrations/${id}`;
      if (transition) await event.staff.move(path, transition, { comment: 'No.' });
      const answer = await event.staff.get(`${path}/badge.pdf`);
      expect([answer.status, answer.body.code, answer.body.detail]).toEqual([
        409,
        'badge-none',
        expect.stringMatching(why),
      ]);
      const many = await print({ registrationIds: [id] });
      expect([...faultsOf(many), many.body.errors[0].message]).toEqual([
        409,
        'badge-none',
        [['/registrationIds/0', 'state']],
        `is ${state}, not confirmed`,
      ]);
      expect((await print({ categoryId: reviewed.id })).body.code).toBe('badges-nothing-to-print');
    });
  });

  test('who is called off after it was asked for gets none', async () => {
    const [stays, goes] = [await someone({ displayName: 'Stays' }), await someone({ displayName: 'Goes' })];
    const scope = (await app.app.get(EventScopes).find(event.id))!;
    /** Asks for badges, and calls somebody off before the job can begin. */
    const ask = (registrationIds: string[]): Promise<string> =>
      app.db.transaction(async () => {
        const jobId = await app.app.get(BadgePrints).begin(scope, { registrationIds }, systemPrincipal);
        await app.db.query(`UPDATE registrations SET state = 'cancelled' WHERE id = $1`, [goes.id]);
        return jobId;
      });
    const both = await ask([stays.id, goes.id]);
    await app.settled();
    const job = (await app.admin.get(`jobs/${both}`)).body;
    const pages = pagesOf(await event.staff.download(job.result.url));
    expect([job.counts.badges, pages.length, said(pages[0]!).includes('Stays')]).toEqual([1, 1, true]);
    await app.db.query(`UPDATE registrations SET state = 'confirmed' WHERE id = $1`, [goes.id]);
    const nobody = await ask([goes.id]);
    await app.settled();
    const failed = (await app.admin.get(`jobs/${nobody}`)).body;
    expect([failed.state, failed.failure]).toEqual([
      'failed',
      'Nobody of those who were asked for is confirmed any more.',
    ]);
  });

  describe('at home', () => {
    test('the person prints their own where the category says so, and nobody else’s', async () => {
      const [mine, theirs] = [await someone(), await someone()];
      const person = await personWith(app, event, mine.id);
      const path = (id: string): string => `${event.path}/registrations/${id}/badge.pdf`;
      const refused = await person.get(path(mine.id));
      expect([refused.status, refused.body.code]).toEqual([403, 'badge-not-at-home']);
      await event.staff.patch(
        `${event.path}/categories/${category.id}`,
        { badgeAtHome: true },
        category.version,
      );
      expect((await person.download(path(mine.id))).status).toBe(200);
      expect((await person.get(path(theirs.id))).status).toBe(404);
      expect((await app.api.get(path(mine.id))).status).toBe(401);
      expect((await person.get(`${event.path}/badges`)).status).toBe(404);
      expect((await print({}, person)).status).toBe(404);
    });
  });

  describe('many in one file', () => {
    test('come by name, delegation or category, and only who is meant', async () => {
      const press = await makeCategory(event, { title: 'Press', titles: {} });
      const people = ['Цветаева', 'Абай', 'Zhang', 'Adams'];
      for (const [index, familyName] of people.entries())
        await register(app.api, event, index === 3 ? press.id : category.id, {
          person: personInput({ familyName, givenName: 'X', displayName: familyName }),
        });
      const order = (pages: readonly DrawnPage[]): string[] =>
        pages.map((page) => people.find((person) => lines(page).includes(person))!);
      expect(order((await printed({ language: 'en' })).pages)).toEqual([
        'Adams',
        'Zhang',
        'Абай',
        'Цветаева',
      ]);
      expect(order((await printed({ language: 'en', order: 'category' })).pages)).toEqual([
        'Zhang',
        'Абай',
        'Цветаева',
        'Adams',
      ]);
      expect(order((await printed({ categoryId: press.id })).pages)).toEqual(['Adams']);
    });

    test('one knows who has a valid badge, and prints the others only', async () => {
      const [anna, boris] = [
        await someone({ displayName: 'Anna', familyName: 'A' }),
        await someone({ displayName: 'Boris', familyName: 'B' }),
      ];
      expect(await states()).toEqual([
        ['Anna', 'missing'],
        ['Boris', 'missing'],
      ]);
      await printed();
      expect(await states('state=missing,lost,changed')).toEqual([]);
      const none = await print({ onlyNeeded: true });
      expect([none.status, none.body.code]).toEqual([409, 'badges-nothing-to-print']);
      await event.staff.post(`${event.path}/registrations/${anna.id}/badge-revocations`, { reason: 'Lost.' });
      const { version } = (await event.staff.get(`${event.path}/registrations/${boris.id}`)).body;
      await event.staff.patch(`${event.path}/registrations/${boris.id}`, { post: 'Minister' }, version);
      await someone({ displayName: 'Chen', familyName: 'C' });
      expect(await states()).toEqual([
        ['Anna', 'lost'],
        ['Boris', 'changed'],
        ['Chen', 'missing'],
      ]);
      await one(boris.id);
      const { job, pages } = await printed({ onlyNeeded: true });
      expect([
        job.counts.badges,
        pages.map((page) => lines(page).find((text) => /Anna|Boris|Chen/.test(text))),
      ]).toEqual([2, ['Anna', 'Chen']]);
      const { body } = await event.staff.get(`${event.path}/badges?q=Anna`);
      expect(body.items).toEqual([
        {
          registrationId: anna.id,
          code: anna.code,
          name: 'Anna',
          categoryId: category.id,
          delegationId: null,
          state: 'valid',
          revision: 2,
          printedRevision: 2,
          printedAt: '2019-10-22T02:00:00.000Z',
          printedBy: expect.stringMatching(/^Staff /),
          timesPrinted: 2,
        },
      ]);
    });

    test('the file is for staff of the event who print badges, and for one day', async () => {
      await someone();
      const { job } = await printed();
      const [print1] = (await event.staff.get(`${event.path}/badges/prints`)).body.items;
      expect(print1).toMatchObject({
        chosen: {},
        layout: 'a6',
        language: 'en',
        order: 'name',
        badges: 1,
        jobId: job.id,
        expiresAt: '2019-10-23T02:00:00.000Z',
      });
      const file = `${event.path}/badges/prints/${print1.id}/file`;
      expect((await (await app.staff(event.id, 'programme')).get(file)).status).toBe(403);
      expect((await app.api.get(file)).status).toBe(401);
      const other = await makeEvent(app);
      expect((await other.staff.get(file)).status).toBe(404);
      expect((await other.staff.get(`${other.path}/badges/prints/${print1.id}/file`)).status).toBe(404);
      expect((await other.staff.get(`${other.path}/badges`)).body.items).toEqual([]);
      await app.at('2019-10-23T02:00:00Z');
      const gone = await event.staff.get(file);
      expect([gone.status, gone.body.code]).toEqual([410, 'badge-print-expired']);
      expect((await event.staff.get(`${event.path}/badges/prints/${print1.id}`)).body.url).toBeNull();
      // The staple of paper is there all the same.
      expect((await states()).map(([, state]) => state)).toEqual(['valid']);
    });

    test('people and categories of another event are not printed', async () => {
      const other = await makeEvent(app);
      const stranger = await register(app.api, other, (await makeCategory(other)).id);
      expect(faultsOf(await print({ registrationIds: [stranger.id] }))).toEqual([
        422,
        'badges-unknown',
        [['/registrationIds/0', 'unknown']],
      ]);
      expect(faultsOf(await print({ categoryId: stranger.categoryId ?? randomUUID() }))).toEqual([
        422,
        'badges-unknown',
        [['/categoryId', 'unknown']],
      ]);
      expect((await one(stranger.id)).status).toBe(404);
    });

    test('a thousand are one job with progress, in a file of less than a megabyte', async () => {
      await app.db.query(
        `WITH named AS (
           INSERT INTO persons (id, given_name, family_name, display_name, native_name, post, email, locale, created_at, updated_at)
           SELECT gen_random_uuid(), 'Given ' || n, 'Family ' || n, 'Given FAMILY ' || n,
                  CASE n % 3 WHEN 0 THEN substr('王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗', 1 + n % 20, 1) || substr('伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚', 1 + n % 19, 2)
                             WHEN 1 THEN 'Иван Петров ' || n END,
                  'Head of division ' || n % 40, 'p' || n || '@bench.example', 'en', now(), now()
             FROM generate_series(1, 1000) n RETURNING id, given_name)
         INSERT INTO registrations (id, event_id, state, code, category_id, person_id, identity_key, sort_name, locale, organisation_name,
           places, answers_complete, created_at, updated_at)
         SELECT gen_random_uuid(), $1, 'confirmed', upper(substr(md5(id::text), 1, 8)), $2, id, id::text, lower(given_name), 'en',
                'Ministry of communications', 1, true, now(), now() FROM named`,
        [event.id, category.id],
      );
      const asked = await print({ categoryId: category.id });
      expect(asked.body.progress).toEqual({ done: 0, total: 1000 });
      await app.settled();
      const job = (await event.staff.get(`jobs/${asked.body.id}`)).body;
      expect([job.state, job.progress, job.counts, job.errors]).toEqual([
        'completed',
        { done: 1000, total: 1000 },
        { badges: 1000, photos: 0 },
        [],
      ]);
      // More than begun and ended: it was told of on the way.
      expect(job.version).toBeGreaterThan(3);
      const file = await event.staff.download(job.result.url);
      expect(file.body.length).toBeLessThan(1_000_000);
      const { pages } = readPdf(file.body);
      expect(pages).toHaveLength(1000);
      const tokens = new Set(pages.map((page) => readQrCode(page.squares[0]!.rows)));
      expect(tokens.size).toBe(1000);
      const { body } = await event.staff.get(`${event.path}/badges?state=valid&withTotal=true&limit=1`);
      expect(body.total).toBe(1000);
    });
  });
});
