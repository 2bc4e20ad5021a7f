import { Links } from '../../src/access/links.service';
import { Composer, NotComposed, toCompose } from '../../src/communications/composer.service';
import { Withheld } from '../../src/communications/notice';
import { makeCategory, register } from '../registrations/support';
import type { Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { makeForum, makeSession, release, type TestForum } from './forum';
import { makeGuest, mailsTo, sendForm, tokenIn, type Guest, type Mail } from './role-support';

/** Roles that people outside are asked for, and answer without an account. */
describe('somebody who is asked for a role', () => {
  let app: TestApp;
  let forum: TestForum;
  beforeAll(async () => {
    app = await startApp();
    forum = await makeForum(app, { titles: { ru: 'Инфофорум-Китай 2019', zh: '2019年中国信息论坛' } });
  });

  const titles = { ru: 'Доверие в цифровом будущем', zh: '数字未来中的信任' };

  interface Asked {
    readonly guest: Guest;
    readonly session: any;
    readonly id: string;
    /** Path of the role below the base path. */
    readonly path: string;
    readonly mail: Mail;
    readonly token: string;
    readonly me: Api;
  }

  /** Somebody who was asked to speak and has the mail. */
  const ask = async (of: TestForum = forum, person: object = {}, changes: object = {}): Promise<Asked> => {
    const guest = await makeGuest(of, person);
    const session = await makeSession(of, {
      titles,
      roles: [{ personId: guest.id, role: 'speaker', state: 'asked' }],
      ...changes,
    });
    const [{ id }] = session.roles;
    const [mail, ...more] = await mailsTo(app, guest.email);
    expect(more).toEqual([]);
    const token = tokenIn(mail!);
    return {
      guest,
      session,
      id,
      path: `${of.path}/session-roles/${id}`,
      mail: mail!,
      token,
      me: app.api.as(token),
    };
  };

  const page = (token: string, headers: Record<string, string> = {}) =>
    app.api.get<string>(`/role?token=${token}`, { headers: { accept: 'text/html', ...headers } });
  const stateOf = async (path: string, of: TestForum = forum): Promise<string> =>
    (await of.staff.get(path)).body.state;
  const subjects = async (email: string): Promise<string[]> =>
    (await mailsTo(app, email)).map(({ subject }) => subject);
  const setRoles = async (of: TestForum, session: any, roles: object[]): Promise<any> => {
    const { body } = await of.staff.get(`${of.path}/sessions/${session.id}`);
    const answer = await of.staff.put(
      `${of.path}/sessions/${session.id}/roles`,
      { roles },
      { ifMatch: body.version },
    );
    expect(answer.status).toBe(200);
    return answer.body;
  };

  describe('gets a mail', () => {
    test.each([
      [
        'en',
        'Will you take part in the programme? Infoforum-China 2019',
        [
          'Dear LI Na,',
          'You are asked to speak in the session “Trust in the digital future” at',
          'Your role: Speaker',
          'When: Monday, 21 October 2019, 09:00–10:00 (Shenzhen time, UTC+8)',
          'Room: Main Hall',
        ],
      ],
      [
        'ru',
        'Приглашение принять участие в программе: Инфофорум-Китай 2019',
        [
          'Просим Вас выступить на заседании «Доверие в цифровом будущем» мероприятия',
          'Ваша роль: Выступающий',
          'Когда: понедельник, 21 октября 2019 г., 09:00–10:00',
          'Зал: Main Hall',
        ],
      ],
      [
        'zh',
        '诚邀您参与日程：2019年中国信息论坛',
        [
          '诚邀您在“2019年中国信息论坛”的“数字未来中的信任”中发表演讲。',
          '您的角色: 演讲嘉宾',
          '时间: 2019年10月21日星期一 09:00–10:00',
          '会议厅: Main Hall',
        ],
      ],
    ])(
      'in their language (%s) that says for what, when, where and by whom',
      async (locale, subject, said) => {
        const asker = (await forum.staff.get('auth/me')).body.name as string;
        const { mail } = await ask(forum, { locale });
        expect(mail.subject).toBe(subject);
        for (const part of [...said, asker]) expect(mail.text).toContain(part);
      },
    );

    test('that names the part of the session, and says when there is no time yet', async () => {
      const guest = await makeGuest(forum);
      await makeSession(forum, {
        startsAt: null,
        endsAt: null,
        roomId: null,
        items: [
          {
            title: 'Certificates without a centre',
            roles: [{ personId: guest.id, role: 'panellist', state: 'asked' }],
          },
        ],
      });
      const [mail] = await mailsTo(app, guest.email);
      for (const part of [
        'Your role: Panellist',
        'Your part: Certificates without a centre',
        'When: to be announced',
      ])
        expect(mail!.text).toContain(part);
      expect(mail!.text).not.toContain('Room:');
    });

    test('once for one asking, and again when they are asked again', async () => {
      const { guest, session, path } = await ask();
      await setRoles(forum, session, [{ personId: guest.id, role: 'speaker', state: 'asked' }]);
      expect(await subjects(guest.email)).toHaveLength(1);
      await forum.staff.move(path, 'decline');
      await forum.staff.move(path, 'ask');
      await forum.staff.move(path, 'ask');
      const mails = await mailsTo(app, guest.email);
      expect(mails).toHaveLength(2);
      // The same link, which they may have kept.
      expect(tokenIn(mails[1]!)).toBe(tokenIn(mails[0]!));
    });

    test('when they are to take a role over, and when they were agreed upon and are asked to confirm', async () => {
      const [before, guest] = [await makeGuest(forum), await makeGuest(forum)];
      const session = await makeSession(forum, { roles: [{ personId: before.id, role: 'chair' }] });
      const path = `${forum.path}/session-roles/${session.roles[0].id}`;
      expect(await subjects(before.email)).toEqual([]);
      await forum.staff.move(path, 'ask');
      expect(await subjects(before.email)).toHaveLength(1);
      await forum.staff.move(path, 'replace', { input: { personId: guest.id } });
      const [mail] = await mailsTo(app, guest.email);
      expect(mail!.text).toContain('You are asked to chair the session');
    });

    test('one each, however many are asked at once', async () => {
      const guests = [];
      for (let n = 0; n < 12; n += 1) guests.push(await makeGuest(forum));
      await makeSession(forum, {
        roles: guests.map(({ id }) => ({ personId: id, role: 'panellist', state: 'asked' })),
        items: [
          {
            title: 'Questions',
            roles: guests.map(({ id }) => ({ personId: id, role: 'speaker', state: 'asked' })),
          },
        ],
      });
      await app.settled();
      const told = await app.db.query<{ email: string; state: string; n: number }>(
        `SELECT email, state, count(DISTINCT subject_id)::integer AS n FROM messages WHERE email = ANY ($1) GROUP BY email, state ORDER BY email`,
        [guests.map(({ email }) => email)],
      );
      expect(told).toEqual(
        guests
          .map(({ email }) => ({ email, state: 'sent', n: 2 }))
          .sort((a, b) => (a.email < b.email ? -1 : 1)),
      );
    });

    /** What would become of the first mail that asked for this role, if it went out only now. */
    const composedNow = async (id: string): Promise<string> => {
      const row = await app.db.one<any>(
        `SELECT * FROM messages WHERE kind = 'programme.role-asked' AND subject_id = $1 ORDER BY id LIMIT 1`,
        [id],
      );
      const prepared = (await app.app.get(Composer).prepare([toCompose(row)])).get(row.id);
      if (prepared instanceof Withheld) return prepared.reason;
      if (prepared instanceof NotComposed || prepared === undefined) throw new Error('not composed');
      return prepared().framed.subject;
    };

    test.each<[string, (asked: Asked, of: TestForum) => Promise<unknown>, string]>([
      [
        'nothing has changed',
        async () => undefined,
        'Will you take part in the programme? Infoforum-China 2019',
      ],
      [
        'they have answered',
        ({ path, me }) => me.move(path, 'accept'),
        'The person has answered, or is asked no longer.',
      ],
      [
        'they were replaced',
        async ({ path }, of) =>
          of.staff.move(path, 'replace', { input: { personId: (await makeGuest(of)).id } }),
        'The person has answered, or is asked no longer.',
      ],
      ['the role was taken away', ({ session }, of) => setRoles(of, session, []), 'The role was taken away.'],
      [
        'they were asked again, in another mail',
        async ({ path }, of) => {
          await of.staff.move(path, 'decline');
          await of.staff.move(path, 'ask');
        },
        'The person was asked again since.',
      ],
      [
        'the event is cancelled',
        (_, of) => of.staff.move(of.path, 'cancel', { comment: 'Storm.' }),
        'The session has begun, or the event does not take place.',
      ],
      [
        'they have another address',
        ({ guest }) =>
          app.db.query(`UPDATE persons SET email = 'other@university.example' WHERE id = $1`, [guest.id]),
        'The person has another address now.',
      ],
    ])('that says what is true when it goes out: %s', async (_, happen, result) => {
      const of = await makeForum(app);
      const asked = await ask(of);
      await happen(asked, of);
      expect(await composedNow(asked.id)).toBe(result);
      await app.settled();
    });

    test('that is for their eyes only', async () => {
      const { guest } = await ask();
      const { body } = await forum.staff.get(`${forum.path}/messages?personId=${guest.id}`);
      const { body: message } = await forum.staff.get(`${forum.path}/messages/${body.items[0].id}`);
      expect([message.kind, message.preview, message.previewMissing]).toEqual([
        'programme.role-asked',
        null,
        'Only its reader may see this message.',
      ]);
    });
  });

  describe('has a link', () => {
    test('that shows them what they are asked for, and nothing else', async () => {
      const [asked, other] = [await ask(), await ask()];
      const { me, path, id } = asked;
      const { status, body } = await me.get(`${path}/request`);
      expect([status, body]).toEqual([
        200,
        {
          id,
          state: 'asked',
          role: 'speaker',
          displayName: 'LI Na',
          event: {
            title: 'Infoforum-China 2019',
            titles: { ru: 'Инфофорум-Китай 2019', zh: '2019年中国信息论坛' },
            city: 'Shenzhen',
            timeZone: 'Asia/Shanghai',
            startDate: '2019-10-21',
            endDate: '2019-10-25',
          },
          session: { title: 'Trust in the digital future', titles },
          item: null,
          startsAt: '2019-10-21T01:00:00.000Z',
          endsAt: '2019-10-21T02:00:00.000Z',
          room: 'Main Hall',
          answerable: true,
        },
      ]);
      const foreign = await makeForum(app);
      for (const closed of [
        path,
        `${path}/history`,
        `${other.path}/request`,
        `${other.path}/transitions`,
        `${foreign.path}/session-roles/${id}/request`,
        `${forum.path}/session-roles`,
        `${forum.path}/sessions/${asked.session.id}`,
        `${forum.path}/persons/${asked.guest.id}`,
      ])
        expect([closed, (await me.get(closed)).status]).toEqual([closed, 404]);
      for (const closed of [other.path, `${foreign.path}/session-roles/${id}`])
        expect([closed, (await me.move(closed, 'accept')).status]).toEqual([closed, 404]);
      expect(await stateOf(other.path)).toBe('asked');
    });

    test('with which they say yes and no, but neither ask nor hand over', async () => {
      const { me, path } = await ask();
      const { body: offered } = await me.get(`${path}/transitions`);
      expect(offered.items.map(({ transition, blockedBy }: any) => [transition, blockedBy])).toEqual([
        ['accept', []],
        ['decline', []],
      ]);
      const accepted = await me.move(path, 'accept');
      expect([accepted.status, accepted.body.state]).toEqual([200, 'accepted']);
      const again = await me.move(path, 'accept');
      expect([again.status, again.body.version]).toEqual([200, accepted.body.version]);
      expect((await me.move(path, 'ask')).status).toBe(403);
      const { id: personId } = await makeGuest(forum);
      expect((await me.move(path, 'replace', { input: { personId } })).status).toBe(403);
      const { body: history } = await forum.staff.get(`${path}/history`);
      expect(
        history.items.map(({ transition, byKind, by }: any) => [transition, byKind, by]).slice(1),
      ).toEqual([['accept', 'link', 'LI Na']]);
    });

    test('that does not say whom they replace', async () => {
      const [before, guest] = [await makeGuest(forum), await makeGuest(forum)];
      const session = await makeSession(forum, { roles: [{ personId: before.id, role: 'chair' }] });
      const { body: replaced } = await forum.staff.move(
        `${forum.path}/session-roles/${session.roles[0].id}`,
        'replace',
        { input: { personId: guest.id } },
      );
      const [mail] = await mailsTo(app, guest.email);
      const { body } = await forum.staff.get(`${forum.path}/session-roles?personId=${guest.id}`);
      expect(body.items[0].replacesId).toBe(replaced.id);
      const answer = await app.api
        .as(tokenIn(mail!))
        .move(`${forum.path}/session-roles/${body.items[0].id}`, 'accept');
      expect([answer.status, answer.body.state, answer.body.replacesId]).toEqual([200, 'accepted', null]);
    });

    test('that opens no draft of an event but what they are asked for', async () => {
      const draft = await makeForum(app, {}, { published: false });
      const { me, path, token } = await ask(draft);
      expect((await me.get(`${path}/request`)).status).toBe(200);
      expect((await page(token)).status).toBe(200);
      for (const hidden of [draft.path, `${draft.path}/programme`])
        expect([hidden, (await me.get(hidden)).status]).toEqual([hidden, 404]);
    });

    test.each<[string, (asked: Asked, of: TestForum) => Promise<unknown>]>([
      [
        'is replaced',
        async ({ path }, of) =>
          of.staff.move(path, 'replace', { input: { personId: (await makeGuest(of)).id } }),
      ],
      ['has the role no more', ({ session }, of) => setRoles(of, session, [])],
      [
        'had it in a session that is taken out',
        ({ session }, of) => of.staff.delete(`${of.path}/sessions/${session.id}`, 1),
      ],
    ])('that is worthless once somebody %s', async (_, happen) => {
      const of = await makeForum(app);
      const asked = await ask(of);
      expect((await page(asked.token)).status).toBe(200);
      await happen(asked, of);
      const { status, body } = await page(asked.token);
      expect(status).toBe(401);
      expect(body).toContain('This link is no longer good');
      expect((await asked.me.move(asked.path, 'accept')).status).toBe(401);
      const sent = await sendForm(app, { token: asked.token, answer: 'accept' });
      expect([sent.status, sent.body.includes('This link is no longer good')]).toEqual([401, true]);
    });

    test('that is worthless for a role that is not theirs any more, even if it was made a moment too late', async () => {
      const of = await makeForum(app);
      const asked = await ask(of);
      await of.staff.move(asked.path, 'replace', { input: { personId: (await makeGuest(of)).id } });
      const late = (
        await app.app
          .get(Links)
          .tokens('session_role', of.id, [{ id: asked.id, name: 'LI Na' }], new Date('2019-10-25T16:00:00Z'))
      ).get(asked.id)!;
      expect((await page(late)).status).toBe(404);
      const me = app.api.as(late);
      expect((await me.get(`${asked.path}/request`)).status).toBe(404);
      expect((await me.move(asked.path, 'accept')).status).toBe(409);
      expect((await sendForm(app, { token: late, answer: 'accept' })).status).toBe(404);
      expect(await stateOf(asked.path, of)).toBe('replaced');
    });

    test('of another kind opens no role, and this one opens no agenda', async () => {
      const registration = await register(app.api, forum, (await makeCategory(forum)).id);
      const other = (
        await app.app
          .get(Links)
          .tokens('registration', forum.id, [{ id: registration.id, name: 'Anna' }], new Date('2099-01-01'))
      ).get(registration.id)!;
      expect((await page(other)).status).toBe(404);
      const { token } = await ask();
      expect((await app.api.get(`/agenda?token=${token}`)).status).toBe(404);
    });
  });

  describe('has a page', () => {
    test.each([
      ['en', 'Your part in the programme', 'You are asked to speak in the session', 'Accept', 'Decline…'],
      ['ru', 'Ваше участие в программе', 'Просим Вас выступить на заседании', 'Согласиться', 'Отказаться…'],
      ['zh', '日程参与邀请', '中发表演讲', '接受', '婉拒…'],
      // Of this language the program knows nothing but what people wrote in it.
      ['fr', 'Your part in the programme', 'La confiance', 'Accept', 'Decline…'],
    ])('in their language (%s)', async (locale, title, said, accept, decline) => {
      const { token } = await ask(forum, { locale }, { titles: { ...titles, fr: 'La confiance' } });
      const { status, body } = await page(token, { 'accept-language': 'de' });
      expect(status).toBe(200);
      for (const part of [
        `<html lang="${locale === 'fr' ? 'en' : locale}"`,
        title,
        said,
        `>${accept}</button>`,
        `>${decline}</summary>`,
        '09:00–10:00',
        'Main Hall',
      ])
        expect(body).toContain(part);
      expect(body).not.toMatch(/<script|javascript:|<[^>]+\son\w+\s*=/i);
    });

    test('that can send its own forms and nothing more, is not kept, and does not say where one came from', async () => {
      const { token } = await ask();
      const { headers, body } = await page(token);
      expect(headers.get('content-security-policy')).toBe(
        "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
      );
      expect([headers.get('cache-control'), headers.get('referrer-policy')]).toEqual([
        'no-store',
        'no-referrer',
      ]);
      expect(body).toContain('<meta name="referrer" content="no-referrer"/>');
      expect([...body.matchAll(/<form[^>]*>/g)].map(([form]) => form)).toEqual([
        '<form method="post" action="/role">',
        '<form class="panel" method="post" action="/role">',
      ]);
    });

    test('on which what people typed is text, never markup', async () => {
      const hostile = '<script>alert(1)</script>';
      const of = await makeForum(app, { title: `Forum ${hostile}`, city: `City ${hostile}` });
      const { token } = await ask(
        of,
        { displayName: `LI ${hostile}` },
        { title: hostile, titles: {}, items: [{ title: hostile }] },
      );
      const { body } = await page(token);
      expect(body).not.toContain('<script');
      expect(body).toContain('&lt;script>');
    });

    test('that changes nothing by being looked at, however it is fetched', async () => {
      const { token, path } = await ask();
      const before = (await forum.staff.get(path)).body;
      await page(token);
      await page(`${token}&answer=accept`);
      await fetch(`${app.url}/role?token=${token}`, { method: 'HEAD' });
      // A form without its token: the one in the address is only good for reading.
      const form = { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } };
      const posted = await fetch(`${app.url}/role?token=${token}`, { ...form, body: 'answer=accept' });
      expect(posted.status).toBe(401);
      // Nor does a form reach what is not a page.
      const api = await fetch(`${app.url}/api/v1/${path}/transitions`, {
        ...form,
        body: new URLSearchParams({ token, transition: 'accept' }),
      });
      expect(api.status).toBe(401);
      expect((await forum.staff.get(path)).body).toEqual(before);
    });

    test('that takes the answer, shows it, and lets them change their mind', async () => {
      const { token, path } = await ask();
      const sent = await fetch(`${app.url}/role`, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ token, answer: 'accept' }),
      });
      expect([sent.status, sent.headers.get('location'), sent.headers.get('cache-control')]).toEqual([
        303,
        `/role?token=${token}`,
        'no-store',
      ]);
      expect(await stateOf(path)).toBe('accepted');
      const shown = (await page(token)).body;
      expect(shown).toContain('You have accepted. Thank you!');
      expect(shown).toContain('>I cannot after all…</summary>');
      expect(shown).not.toContain('value="accept"');
      const declined = await sendForm(app, { token, answer: 'decline', comment: '' });
      expect([declined.status, declined.body.includes('You have declined.')]).toEqual([200, true]);
      expect(await stateOf(path)).toBe('declined');
      await sendForm(app, { token, answer: 'accept' });
      expect(await stateOf(path)).toBe('accepted');
    });

    test('on which a second click does nothing more', async () => {
      const { token, path } = await ask();
      const answers = await Promise.all([1, 2, 3, 4].map(() => sendForm(app, { token, answer: 'accept' })));
      expect(answers.map(({ status, body }) => [status, body.includes('You have accepted.')])).toEqual(
        answers.map(() => [200, true]),
      );
      const { body: history } = await forum.staff.get(`${path}/history`);
      expect(history.items.map(({ transition }: any) => transition)).toEqual(['create', 'accept']);
    });

    test.each([
      ['no answer', {}, 422],
      ['another answer', { answer: 'replace' }, 422],
      ['more than it has', { answer: 'accept', state: 'accepted' }, 400],
    ])('that does not take %s', async (_, fields, status) => {
      const { token, path } = await ask();
      expect((await sendForm(app, { token, ...fields })).status).toBe(status);
      expect(await stateOf(path)).toBe('asked');
    });

    test('that takes whatever they paste as their reason', async () => {
      const { token, path } = await ask();
      const comment = `\ufeffI am ill.\r\n\u202eSorry\u0007! ${'x'.repeat(2000)}`;
      expect((await sendForm(app, { token, answer: 'decline', comment })).status).toBe(200);
      const { body: history } = await forum.staff.get(`${path}/history`);
      const written = history.items.at(-1).comment as string;
      expect([written.slice(0, 21), written.length]).toEqual(['I am ill.\nSorry! xxxx', 1000]);
    });
  });

  describe('can answer', () => {
    const clockApp: { forum?: TestForum } = {};
    let own: TestApp;
    beforeAll(async () => {
      own = await startApp();
      clockApp.forum = await makeForum(own);
    });

    /** Somebody who is asked in a forum whose time passes. */
    const asked = async (changes: object = {}): Promise<{ token: string; path: string; me: Api }> => {
      const of = clockApp.forum!;
      const guest = await makeGuest(of);
      const session = await makeSession(of, {
        roles: [{ personId: guest.id, role: 'speaker', state: 'asked' }],
        ...changes,
      });
      const [mail] = await mailsTo(own, guest.email);
      const token = tokenIn(mail!);
      return { token, path: `${of.path}/session-roles/${session.roles[0].id}`, me: own.api.as(token) };
    };
    const shown = async (token: string): Promise<string> =>
      (await own.api.get<string>(`/role?token=${token}`)).body;

    test('first until their session begins, again until the event begins, and looks until it is over', async () => {
      const of = clockApp.forum!;
      const friday = { startsAt: '2019-10-25T09:00:00+08:00', endsAt: '2019-10-25T10:00:00+08:00' };
      const [answered, open] = [await asked(friday), await asked(friday)];
      await answered.me.move(answered.path, 'accept');
      await own.at('2019-10-20T15:59:59Z');
      expect((await answered.me.move(answered.path, 'decline')).status).toBe(200);
      expect((await answered.me.move(answered.path, 'accept')).status).toBe(200);

      // Midnight in Shenzhen: the event begins.
      await own.at('2019-10-20T16:00:00Z');
      const late = await answered.me.move(answered.path, 'decline');
      expect([late.status, late.body.code]).toEqual([409, 'transition-not-possible']);
      expect(late.body.detail).toContain('another answer until the event begins');
      expect(await shown(answered.token)).toContain('Answers are no longer taken on this page.');
      const form = await sendForm(own, { token: answered.token, answer: 'decline' });
      expect([form.status, form.body.includes('Answers are no longer taken')]).toEqual([200, true]);
      expect((await of.staff.get(answered.path)).body.state).toBe('accepted');
      const { body: offered } = await answered.me.get(`${answered.path}/transitions`);
      expect(offered.items.map(({ transition, blockedBy }: any) => [transition, blockedBy.length])).toEqual([
        ['decline', 1],
      ]);
      // Staff still can, for them.
      expect((await of.staff.move(answered.path, 'decline')).status).toBe(200);

      // On the fourth day somebody else is asked to stand in on the fifth.
      await own.at('2019-10-24T10:00:00Z');
      const standIn = await asked(friday);
      expect(await shown(standIn.token)).not.toContain('until the event begins');
      expect((await standIn.me.move(standIn.path, 'accept')).status).toBe(200);

      await own.at('2019-10-25T01:00:00Z');
      expect((await open.me.move(open.path, 'accept')).status).toBe(409);
      await own.at('2019-10-25T15:59:59Z');
      expect((await own.api.get(`/role?token=${open.token}`)).status).toBe(200);
      await own.at('2019-10-25T16:00:00Z');
      expect((await own.api.get(`/role?token=${open.token}`)).status).toBe(401);
    });

    test('no more when the event is cancelled, and reads that it is', async () => {
      const of = await makeForum(app);
      const { token, me, path } = await ask(of);
      await of.staff.move(of.path, 'cancel', { comment: 'Storm.' });
      await app.settled();
      expect((await page(token)).body).toContain('The event has been cancelled.');
      expect((await me.move(path, 'accept')).status).toBe(409);
    });
  });

  describe('who declines', () => {
    const member = async (of: TestForum, ...roles: any[]): Promise<{ api: Api; email: string }> => {
      const api = await app.staff(of.id, ...roles);
      return { api, email: (await api.get('auth/me')).body.email };
    };
    const declined = async (email: string): Promise<Mail[]> =>
      (await mailsTo(app, email)).filter(({ subject }) => subject.includes('has declined'));

    test('is in the list, and those who make the programme get one mail each', async () => {
      const of = await makeForum(app);
      const [programme, organiser, desk, owner] = [
        await member(of, 'programme'),
        await member(of, 'organiser', 'programme'),
        await member(of, 'registration_desk'),
        await member(of, 'owner'),
      ];
      const { token, id } = await ask(of);
      await sendForm(app, { token, answer: 'decline', comment: 'I am ill.\nAsk <b>Ivanov</b>.' });
      for (const { email } of [programme, organiser]) {
        const [mail, ...more] = await declined(email);
        expect(more).toEqual([]);
        expect(mail!.subject).toBe('LI Na has declined: Trust in the digital future');
        for (const part of ['Role: Speaker', '09:00–10:00', '> I am ill.', '> Ask <b>Ivanov</b>.'])
          expect(mail!.text).toContain(part);
        expect(mail!.text).not.toContain('Recorded by');
      }
      for (const { email } of [desk, owner]) expect(await declined(email)).toEqual([]);
      const { body } = await of.staff.get(`${of.path}/session-roles?state=declined`);
      expect(body.items.map((role: any) => role.id)).toEqual([id]);
    });

    test('and is recorded by staff: the others hear of it, and who recorded it does not', async () => {
      const of = await makeForum(app);
      const [one, other] = [await member(of, 'programme'), await member(of, 'programme')];
      const { path } = await ask(of);
      await one.api.move(path, 'decline', { comment: 'By telephone.' });
      expect(await declined(one.email)).toEqual([]);
      const [mail] = await declined(other.email);
      expect(mail!.text).toContain(`Recorded by: ${(await one.api.get('auth/me')).body.name}`);
      expect(mail!.text).toContain('> By telephone.');
    });

    test('of an event whose programme nobody makes: its owners hear of it', async () => {
      const of = await makeForum(app);
      const { token } = await ask(of);
      await app.db.query(
        `DELETE FROM staff_roles WHERE event_id = $1 AND role IN ('programme', 'organiser')`,
        [of.id],
      );
      const owner = await member(of, 'owner');
      await sendForm(app, { token, answer: 'decline' });
      expect(await declined(owner.email)).toHaveLength(1);
    });

    test('is not in the next release, and who accepts is', async () => {
      const of = await makeForum(app);
      const { token } = await ask(of);
      const announced = async (): Promise<string[]> => {
        await release(of);
        const { body } = await app.api.get(`${of.path}/programme`);
        return body.sessions[0].people.map(({ displayName }: any) => displayName);
      };
      expect(await announced()).toEqual([]);
      await sendForm(app, { token, answer: 'accept' });
      expect(await announced()).toEqual(['LI Na']);
      await sendForm(app, { token, answer: 'decline' });
      expect(await announced()).toEqual([]);
    });
  });

  describe('and then has the role no more', () => {
    const change = 'Change in the programme: Infoforum-China 2019';
    const ended = async (email: string): Promise<Mail[]> =>
      (await mailsTo(app, email)).filter(({ subject }) => subject === change);

    test.each<[string, boolean, (asked: Asked, of: TestForum) => Promise<unknown>]>([
      [
        'is replaced before they answer',
        false,
        async ({ path }, of) =>
          of.staff.move(path, 'replace', { input: { personId: (await makeGuest(of)).id } }),
      ],
      [
        'is replaced after they have agreed',
        true,
        async ({ path, me }, of) => {
          await me.move(path, 'accept');
          await of.staff.move(path, 'replace', {
            input: { personId: (await makeGuest(of)).id, state: 'accepted' },
          });
        },
      ],
      ['is not named any more', false, ({ session }, of) => setRoles(of, session, [])],
      [
        'was in a session that is taken out',
        false,
        ({ session }, of) => of.staff.delete(`${of.path}/sessions/${session.id}`, 1),
      ],
    ])('hears so in one mail, who %s', async (_, agreed, happen) => {
      const of = await makeForum(app);
      const asked = await ask(of);
      await happen(asked, of);
      const [mail, ...more] = await ended(asked.guest.email);
      expect(more).toEqual([]);
      expect(mail!.text.replace(/\n/g, ' ')).toContain(
        'Your part in the session “Trust in the digital future” is no longer planned.',
      );
      expect(mail!.text.includes('Thank you for having agreed')).toBe(agreed);
      expect(mail!.text.includes('need not answer')).toBe(!agreed);
    });

    test('hears so, who had it in an item that is taken out, while the others stay', async () => {
      const of = await makeForum(app);
      const [gone, stays] = [await makeGuest(of), await makeGuest(of)];
      const role = (guest: Guest) => [{ personId: guest.id, role: 'speaker', state: 'asked' }];
      const session = await makeSession(of, {
        items: [
          { title: 'First', roles: role(gone) },
          { title: 'Second', roles: role(stays) },
        ],
      });
      await app.settled();
      const [, second] = session.items;
      const { status } = await of.staff.patch(
        `${of.path}/sessions/${session.id}`,
        { items: [{ id: second.id, title: 'Second', roles: role(stays) }] },
        1,
      );
      expect(status).toBe(200);
      const [mail] = await ended(gone.email);
      expect(mail!.text).toContain('Your part: First');
      expect(await ended(stays.email)).toEqual([]);
      const { body: history } = await of.staff.get(
        `${of.path}/session-roles/${session.items[0].roles[0].id}/history`,
      );
      expect(history.items.map(({ transition, from, to }: any) => [transition, from, to])).toEqual([
        ['create', null, 'asked'],
        ['remove', 'asked', 'removed'],
      ]);
    });

    test('hears nothing, whom we never wrote to, and who has declined', async () => {
      const of = await makeForum(app);
      const entered = await makeGuest(of);
      const session = await makeSession(of, { roles: [{ personId: entered.id, role: 'chair' }] });
      await setRoles(of, session, []);
      const { guest, path, me, session: other } = await ask(of);
      await me.move(path, 'decline');
      await setRoles(of, other, []);
      expect(await ended(entered.email)).toEqual([]);
      expect(await ended(guest.email)).toEqual([]);
    });

    test('hears nothing, who has it again before the mail goes out', async () => {
      const of = await makeForum(app);
      const { guest, session, id } = await ask(of);
      await setRoles(of, session, []);
      await app.settled();
      await setRoles(of, session, [{ personId: guest.id, role: 'speaker' }]);
      const row = await app.db.one<any>(
        `SELECT * FROM messages WHERE kind = 'programme.role-ended' AND subject_id = $1`,
        [id],
      );
      expect((await app.app.get(Composer).prepare([toCompose(row)])).get(row.id)).toEqual(
        new Withheld('The person has this role again.'),
      );
    });
  });
});
