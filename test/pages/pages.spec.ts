import { Links } from '../../src/access/links.service';
import { wantedLanguage } from '../../src/pages/page.filter';
import { makeSession, release, makeForum, type TestForum } from '../programme/forum';
import { makeCategory, personInput, register } from '../registrations/support';
import { startApp, type TestApp } from '../support/app';
import { makeEvent } from '../support/factories';

const browser = { accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8' };
const hostile = '<script>alert(1)</script><img src=x onerror="alert(2)">';

/** What no page has: a script, something that runs, or markup that somebody typed. */
const forbidden =
  /<script|javascript:|<[^>]+\son\w+\s*=|<img|<iframe|<form(?! method="post" action="\/agenda\/feed"| class="panel" method="get" action="\/agenda")/i;

describe('pages', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });

  const tokenOf = async (
    event: { id: string },
    registration: { id: string },
    until = '2099-01-01',
  ): Promise<string> =>
    (
      await app.app
        .get(Links)
        .tokens('registration', event.id, [{ id: registration.id, name: 'Anna' }], new Date(until))
    ).get(registration.id)!;

  const participant = async (forum: TestForum, changes: object = {}, person: object = {}) =>
    register(app.api, forum, (await makeCategory(forum)).id, { person: personInput(person), ...changes });

  const page = (path: string, headers: Record<string, string> = {}) =>
    app.api.get<string>(path, { headers: { ...browser, ...headers } });

  test('the first page leads to the documentation, the mailbox and the events that are announced', async () => {
    const [shown, draft] = [
      await makeEvent(app, { title: 'Shown forum' }),
      await makeEvent(app, { title: 'Draft forum' }, { published: false }),
    ];
    const { status, body } = await page('/');
    expect(status).toBe(200);
    for (const part of ['/api/docs', '/mailbox', `/api/v1/events/${shown.slug}/programme`, 'Shown forum'])
      expect(body).toContain(part);
    expect(body).not.toContain(draft.slug);
    expect(body).not.toContain('Draft forum');
  });

  test('what people typed is text on a page, never markup', async () => {
    const forum = await makeForum(app, { title: hostile, city: `City ${hostile}` });
    await makeSession(forum, { title: `Session ${hostile}` });
    await release(forum);
    const registration = await participant(forum, {}, { displayName: `Anna ${hostile}` });
    for (const path of ['/', `/agenda?token=${await tokenOf(forum, registration)}`]) {
      const { status, body } = await page(path);
      expect([status, forbidden.exec(body)?.[0]]).toEqual([200, undefined]);
      expect(body).toContain('&lt;script>alert(1)');
    }
  });

  test('a page can do nothing but be read, is not kept, and does not tell where one came from', async () => {
    const forum = await makeForum(app);
    const token = await tokenOf(forum, await participant(forum));
    for (const [path, forms] of [
      ['/', 'none'],
      // Its forms are sent here: the address for the calendar, and the time zone.
      [`/agenda?token=${token}`, 'self'],
      ['/agenda?token=pl.worthless', 'none'],
    ] as const) {
      const { headers, body } = await page(path);
      expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(headers.get('content-security-policy')).toBe(
        `default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action '${forms}'; frame-ancestors 'none'`,
      );
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(body).toContain('<meta name="referrer" content="no-referrer"/>');
      expect(body).toContain('<meta name="robots" content="noindex"/>');
    }
  });

  test('the agenda is in the language of the person, in the time of the event, and leads to the calendar file', async () => {
    const forum = await makeForum(app, { titles: { ru: 'Инфофорум-Китай 2019' } });
    await makeSession(forum, { titles: { ru: 'Доверие в цифровом будущем' } });
    await release(forum);
    const registration = await participant(forum, { locale: 'ru' });
    const { body } = await page(`/agenda?token=${await tokenOf(forum, registration)}`);
    for (const part of [
      '<html lang="ru"',
      'Ваша программа',
      'Инфофорум-Китай 2019',
      'Доверие в цифровом будущем',
      'понедельник, 21 октября 2019',
      '09:00–10:00',
      'Main Hall',
      'datetime="2019-10-21T01:00:00.000Z"',
    ])
      expect(body).toContain(part);
    const calendar = /href="(\/api\/v1[^"]+)"/.exec(body)![1]!.replaceAll('&amp;', '&');
    const file = await app.api.get<string>(calendar);
    expect([file.status, file.headers.get('content-type')]).toEqual([200, 'text/calendar; charset=utf-8']);
    expect(file.body).toContain('Доверие в цифровом будущем');
  });

  test('a person with a language that the program does not write reads the words in English', async () => {
    const forum = await makeForum(app);
    await makeSession(forum, { titles: { fr: 'La confiance' } });
    await release(forum);
    const { body } = await page(
      `/agenda?token=${await tokenOf(forum, await participant(forum, { locale: 'fr' }))}`,
    );
    for (const part of ['<html lang="en"', 'Your agenda', 'La confiance']) expect(body).toContain(part);
  });

  test('without a release the page says that nothing is there yet', async () => {
    const forum = await makeForum(app);
    const { body } = await page(`/agenda?token=${await tokenOf(forum, await participant(forum))}`);
    expect(body).toContain('There is nothing on your agenda yet.');
  });

  describe('a link that is not good', () => {
    const links: [string, () => Promise<string>][] = [
      ['none', async () => '/agenda'],
      ['what is no link', async () => '/agenda?token=hello'],
      ['a forged one', async () => '/agenda?token=pl.0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11.AAAA'],
      [
        'one whose last character got lost',
        async () => {
          const forum = await makeForum(app);
          return `/agenda?token=${(await tokenOf(forum, await participant(forum))).slice(0, -1)}`;
        },
      ],
      [
        'one that has expired',
        async () => {
          const forum = await makeForum(app);
          const registration = await participant(forum);
          // The mail that confirms has a link of its own, which lasts longer.
          await app.settled();
          await app.app.get(Links).revoke('registration', registration.id);
          const token = await tokenOf(forum, registration, '2019-06-01T08:00:01Z');
          expect((await page(`/agenda?token=${token}`)).status).toBe(200);
          app.clock.advance(1000);
          return `/agenda?token=${token}`;
        },
      ],
      [
        'one that was revoked',
        async () => {
          const forum = await makeForum(app);
          const registration = await participant(forum);
          const token = await tokenOf(forum, registration);
          await app.app.get(Links).revoke('registration', registration.id);
          return `/agenda?token=${token}`;
        },
      ],
    ];

    test.each(links)('%s: the page says so and what to do', async (_, make) => {
      const path = await make();
      const { status, body, headers } = await page(path);
      expect([status, headers.get('content-type')]).toEqual([401, 'text/html; charset=utf-8']);
      expect(body).toContain('This link is no longer good');
      expect(body).toContain('reply to that mail');
      expect(forbidden.exec(body)).toBeNull();
    });

    test('that of somebody who was refused or has cancelled is none any more', async () => {
      const forum = await makeForum(app);
      const registration = await participant(forum);
      const token = await tokenOf(forum, registration);
      await forum.staff.move(`${forum.path}/registrations/${registration.id}`, 'cancel');
      const { status, body } = await page(`/agenda?token=${token}`);
      expect(status).toBe(404);
      expect(body).toContain('This link is no longer good');
    });

    test.each([
      ['ru-RU,ru;q=0.9,en-US;q=0.8', 'Эта ссылка больше не действует', 'ru'],
      ['zh-CN,zh;q=0.9', '此链接已失效', 'zh'],
      ['fr,zh;q=0.3,ru;q=0.6', 'Эта ссылка больше не действует', 'ru'],
      ['fr', 'This link is no longer good', 'en'],
      [hostile, 'This link is no longer good', 'en'],
    ])('a browser that prefers %s reads it in its language', async (accepted, words, language) => {
      const { body, headers } = await page('/agenda?token=pl.worthless', { 'accept-language': accepted });
      expect(body).toContain(words);
      expect(body).toContain(`<html lang="${language}"`);
      expect(headers.get('vary')).toBe('Accept, Accept-Language');
      expect(forbidden.exec(body)).toBeNull();
    });

    test('a program gets problem details, also below the API when it says that it is a browser', async () => {
      const program = await app.api.get('/agenda?token=pl.worthless', {
        headers: { accept: 'application/json' },
      });
      expect([program.status, program.headers.get('content-type'), program.body.code]).toEqual([
        401,
        'application/problem+json; charset=utf-8',
        'not-signed-in',
      ]);
      const api = await page('/api/v1/auth/me');
      expect([api.status, api.headers.get('content-type')]).toEqual([
        401,
        'application/problem+json; charset=utf-8',
      ]);
    });

    test('a session of staff cannot stand in an address', async () => {
      const token = 'ps.0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11.AAAA';
      expect((await page(`/agenda?token=${token}`)).status).toBe(401);
    });
  });

  test.each([
    [undefined, 'en'],
    ['', 'en'],
    ['*', 'en'],
    ['ru', 'ru'],
    ['en;q=0.1, zh-Hant-TW;q=0.2', 'zh'],
    ['ru;q=0, zh;q=0.1', 'zh'],
    ['de;q=oops, ru', 'ru'],
  ])('of %s the program writes %s', (header, language) => {
    expect(wantedLanguage(header)).toBe(language);
  });
});
