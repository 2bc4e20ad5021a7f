import type { Answer } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { makeForum, makeSession, type TestForum } from '../programme/forum';
import { mailsTo, makeGuest, tokenIn, type Guest } from '../programme/role-support';
import { clearedGreeting, makeReader, moved } from '../greetings/support';

const browser = { accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8' };

describe('the page of those who read messages of greetings', () => {
  let app: TestApp;
  let forum: TestForum;
  let session: any;
  beforeAll(async () => {
    app = await startApp({ now: '2019-10-01T02:00:00Z' });
    forum = await makeForum(app, { titles: { ru: 'Инфофорум-Китай 2019', zh: '2019年中国信息论坛' } });
    session = await makeSession(forum, { title: 'Opening', titles: { ru: 'Открытие', zh: '开幕式' } });
  });

  /** Somebody who takes part only by a role in a session, and was asked for it by mail; answers their token too. */
  const inRole = async (changes: object = {}): Promise<Guest & { token: string }> => {
    const guest = await makeGuest(forum, changes);
    await makeSession(forum, {
      startsAt: '2019-10-22T09:00:00+08:00',
      endsAt: '2019-10-22T10:00:00+08:00',
      roles: [{ personId: guest.id, role: 'speaker', state: 'asked' }],
    });
    return { ...guest, token: tokenIn((await mailsTo(app, guest.email))[0]!) };
  };
  const ask = async (path: string, personId: string, deputyPersonId?: string): Promise<void> => {
    const { version } = (await forum.staff.get(path)).body;
    const body = { personId, ...(deputyPersonId ? { deputyPersonId } : {}) };
    expect((await forum.staff.put(`${path}/reader`, body, { ifMatch: version })).status).toBe(200);
  };
  const page = (path: string): Promise<Answer<string>> => app.api.get<string>(path, { headers: browser });
  const answer = (fields: Record<string, string>): Promise<Answer<string>> =>
    app.api.post<string>('/reading', new URLSearchParams(fields).toString(), {
      headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
    });
  const idOf = (path: string): string => path.split('/').at(-1)!;
  const linkIn = (text: string): string =>
    /\/reading\?token=(pl\.[\w.-]+)/.exec(text.replace(/\n/g, ' '))![1]!;
  const readerOf = async (path: string): Promise<string> => (await forum.staff.get(path)).body.reader.state;

  test('is reached from the mail, shows what is asked, takes the answer, and has the copies of who accepts', async () => {
    const path = await clearedGreeting(forum);
    const reader = await inRole();
    await ask(path, reader.id);
    const mail = (await mailsTo(app, reader.email)).at(-1)!;
    expect(mail.subject).toBe('Will you read a message of greetings? Infoforum-China 2019');
    const token = linkIn(mail.text);
    const shown = await page(`/reading?token=${token}`);
    expect([shown.status, shown.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(shown.headers.get('content-security-policy')).toContain("form-action 'self'");
    expect(shown.body).toContain('You are asked to read this message on its author’s behalf.');
    expect(shown.body).not.toContain('reading-copy.pdf');
    expect(shown.body).not.toContain('Canary');
    // Whatever follows links on its own answers nothing.
    expect(await readerOf(path)).toBe('asked');

    const accepted = await answer({ token, greetingId: idOf(path), answer: 'accept' });
    // The browser was sent back to the page.
    expect([accepted.status, accepted.body.includes('You have accepted to read this message.')]).toEqual([
      200,
      true,
    ]);
    expect(await readerOf(path)).toBe('accepted');
    const own = await page(`/reading?token=${token}`);
    expect(own.body).toContain('You have accepted to read this message. Thank you!');
    const href = /href="(\/api\/v1[^"]*reading-copy\.pdf[^"]*)"/.exec(own.body)![1]!.replaceAll('&amp;', '&');
    const copy = await app.api.download(href);
    expect([copy.status, copy.headers.get('content-type')]).toEqual([200, 'application/pdf']);

    expect((await answer({ token, greetingId: idOf(path), answer: 'decline' })).status).toBe(200);
    expect(await readerOf(path)).toBe('declined');
    const declined = (await page(`/reading?token=${token}`)).body;
    expect(declined).toContain('You have told us that you do not read this message.');
    expect(declined).toContain('Read it after all');
    expect(declined).not.toContain('reading-copy.pdf');
    expect((await app.api.get(href)).status).toBe(404);
  });

  test('is linked from the page of a role, which has the copies too', async () => {
    const path = await clearedGreeting(forum);
    const reader = await inRole();
    const before = await page(`/role?token=${reader.token}`);
    expect(before.body).not.toContain('/reading?');
    await ask(path, reader.id);
    expect((await page(`/role?token=${reader.token}`)).body).toContain(`/reading?token=${reader.token}`);
    await answer({ token: reader.token, greetingId: idOf(path), answer: 'accept' });
    const { body } = await page(`/role?token=${reader.token}`);
    expect(body).toContain('Your reading copies');
    const href = /href="(\/api\/v1[^"]*reading-copy\.pdf[^"]*)"/.exec(body)![1]!.replaceAll('&amp;', '&');
    expect((await app.api.download(href)).status).toBe(200);
    // Whoever gives the role up has neither.
    const declined = await app.api.post<string>(
      '/role',
      new URLSearchParams({ token: reader.token, answer: 'decline' }).toString(),
      { headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' } },
    );
    expect(declined.status).toBe(200);
    await app.settled();
    const after = await page(`/role?token=${reader.token}`);
    expect([after.status, after.body.includes('/reading?'), after.body.includes('reading-copy')]).toEqual([
      200,
      false,
      false,
    ]);
    expect((await app.api.get(href)).status).toBe(404);
  });

  test('is the one of deputies as well, who answer when they are asked', async () => {
    const path = await clearedGreeting(forum);
    const [reader, deputy] = [await inRole(), await inRole()];
    await ask(path, reader.id, deputy.id);
    const standing = (await page(`/reading?token=${deputy.token}`)).body;
    expect(standing).toContain('You stand in for the reader.');
    expect(standing).not.toContain('<form');
    await answer({ token: reader.token, greetingId: idOf(path), answer: 'decline' });
    const mail = (await mailsTo(app, deputy.email)).at(-1)!;
    expect(mail.subject).toContain('The reader cannot come');
    await answer({ token: linkIn(mail.text), greetingId: idOf(path), answer: 'accept' });
    expect((await forum.staff.get(path)).body.reader).toMatchObject({
      personId: deputy.id,
      state: 'accepted',
    });
  });

  test.each([
    ['en', 'You are asked to read this message', 'Accept', 'Opening'],
    ['ru', 'Просим Вас огласить это послание', 'Согласиться', 'Открытие'],
    ['zh', '诚邀您代作者宣读此贺信', '接受', '开幕式'],
  ])('speaks the language of its reader: %s', async (locale, asked, accept, title) => {
    const path = await clearedGreeting(forum);
    const reader = await inRole({ locale });
    await ask(path, reader.id);
    await forum.staff.post(`${path}/reader/answer`, { accepted: true });
    await moved(forum.staff, path, 'schedule', {
      input: {
        mode: 'read_on_behalf',
        sessionId: session.id,
        position: { en: 31, ru: 32, zh: 33 }[locale],
        readerPersonId: reader.id,
      },
    });
    await forum.staff.post(`${path}/reader/answer`, { accepted: false });
    await ask(path, reader.id);
    const { body } = await page(`/reading?token=${reader.token}`);
    for (const words of [`<html lang="${locale}"`, asked, `>${accept}<`, title])
      expect(body).toContain(words);
  });

  test('is for nobody else, and changes nothing that is over', async () => {
    const path = await clearedGreeting(forum);
    const [reader, other] = [await inRole(), await inRole()];
    await ask(path, reader.id);
    expect((await page(`/reading?token=${other.token}`)).body).toContain(
      'There is nothing here for you to read.',
    );
    expect((await answer({ token: other.token, greetingId: idOf(path), answer: 'accept' })).status).toBe(404);
    expect((await page('/reading?token=pl.worthless')).status).toBe(401);
    await moved(forum.staff, path, 'withdraw', { comment: 'Taken back' });
    expect((await answer({ token: reader.token, greetingId: idOf(path), answer: 'accept' })).status).toBe(
      200,
    );
    expect(await readerOf(path)).toBe('asked');
    expect((await page(`/reading?token=${reader.token}`)).body).toContain('There is nothing here for you');
  });

  test('is linked from the agenda of a participant', async () => {
    const path = await clearedGreeting(forum);
    const { personId } = await makeReader(app, forum, 'Anna Petrova');
    await ask(path, personId);
    const [person] = await app.db.query<{ email: string }>('SELECT email FROM persons WHERE id = $1', [
      personId,
    ]);
    const token = linkIn((await mailsTo(app, person!.email)).at(-1)!.text);
    const { status, body } = await page(`/agenda?token=${token}`);
    expect([status, body.includes(`/reading?token=${token}`)]).toEqual([200, true]);
  });
});
