import { simpleParser } from 'mailparser';
import { MailPreferences } from '../../src/communications/preferences/mail-preferences.service';
import { newId } from '../../src/platform/database/base.entity';
import { startApp, type TestApp } from '../support/app';
import { makeEvent, type TestEvent } from '../support/factories';
import { linkOf } from '../registrations/seated';
import { makeCategory, register } from '../registrations/support';
import { recipient, sampleNotice, send } from './sample-notices';

let app: TestApp;
let event: TestEvent;

beforeAll(async () => {
  app = await startApp();
  event = await makeEvent(app);
});

/** Sends a notice and answers the mail as the mailbox has it, or undefined, with the state of the message. */
async function mailOf(sample: ReturnType<typeof sampleNotice>, to = recipient()) {
  await send(app, event.id, sample, [to]);
  await app.settled();
  const row = (await app.db.one<{
    raw: Buffer | null;
    state: string;
    detail: string;
    task: boolean;
    id: string;
  }>(
    `SELECT m.id, m.state, m.detail, m.attention_since IS NOT NULL AS task, b.raw FROM messages m LEFT JOIN mailbox_mails b ON b.message_id = m.id
      WHERE m.kind = $1 ORDER BY m.created_at DESC, m.id DESC LIMIT 1`,
    [sample.notice.kind],
  ))!;
  const raw = row.raw?.toString('latin1') ?? '';
  const unfolded = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ');
  const header = (name: string): string | undefined =>
    new RegExp(`^${name}: (.*)$`, 'im').exec(unfolded)?.[1];
  const mail = row.raw ? await simpleParser(row.raw) : undefined;
  return { ...row, header, text: mail?.text ?? '', html: mail?.html || '' };
}

/** The path of the address to which a mail program posts. */
function pathOf(header: string | undefined): string {
  const url = new URL(/^<(http[^>]+)>$/.exec(header ?? '')![1]!);
  return url.pathname + url.search;
}

const form = (path: string, body: BodyInit, headers: Record<string, string> = {}) =>
  fetch(app.url + path, { method: 'POST', body, headers, redirect: 'manual' });

describe('what is optional', () => {
  it('can be ended by one click of the mail program, and says so in its headers and below', async () => {
    const person = recipient({ locale: 'ru', personId: newId() });
    const sample = sampleNotice(app, { topic: 'feedback' });
    const mail = await mailOf(sample, person);
    expect(mail.header('List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click');
    const path = pathOf(mail.header('List-Unsubscribe'));
    expect(path).toMatch(/^\/unsubscribe\/feedback\?token=mp\.[\w-]+\.[\w-]+&lang=ru$/);
    expect(mail.text.replace(/\s+/g, ' ')).toContain('«Вопросы о впечатлениях»');
    expect(mail.text.replace(/\s/g, '')).toContain(path);
    expect(mail.html).toContain(path.replaceAll('&', '&amp;'));
    const clicked = await form(path, new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }));
    expect({ status: clicked.status, cookies: clicked.headers.get('set-cookie') }).toEqual({
      status: 200,
      cookies: null,
    });
    const second = await mailOf(sample, person);
    expect({ state: second.state, detail: second.detail, task: second.task }).toEqual({
      state: 'suppressed',
      detail: 'The person does not want mails of this kind (feedback).',
      task: false,
    });
    const other = await mailOf(sampleNotice(app, { topic: 'reminders' }), person);
    expect(other.state).toBe('sent');
    const somebodyElse = await mailOf(sample, { ...person, personId: newId(), registrationId: newId() });
    expect(somebodyElse.state).toBe('sent');
  });

  it('is ended whatever the mail program sends: a form of either kind, another body, twice', async () => {
    for (const send of [
      (path: string) => {
        const data = new FormData();
        data.set('List-Unsubscribe', 'One-Click');
        return form(path, data);
      },
      (path: string) =>
        form(path, 'List-Unsubscribe=One-Click', { 'content-type': 'application/x-www-form-urlencoded' }),
      (path: string) => form(path, ''),
    ]) {
      const person = recipient({ personId: newId() });
      const sample = sampleNotice(app, { topic: 'news' });
      const path = pathOf((await mailOf(sample, person)).header('List-Unsubscribe'));
      expect([(await send(path)).status, (await send(path)).status]).toEqual([200, 200]);
      expect((await mailOf(sample, person)).state).toBe('suppressed');
    }
  });

  it('is not ended by whatever follows links: the page asks first, in three languages', async () => {
    const person = recipient({ personId: newId() });
    const sample = sampleNotice(app, { topic: 'news' });
    const path = pathOf((await mailOf(sample, person)).header('List-Unsubscribe'));
    const pages = await Promise.all(
      ['en', 'ru', 'zh'].map(async (language) => {
        const answer = await fetch(app.url + path.replace('lang=en', `lang=${language}`));
        return {
          status: answer.status,
          text: await answer.text(),
          policy: answer.headers.get('content-security-policy'),
        };
      }),
    );
    expect(pages.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(pages.map(({ text }) => /<button[^>]*>([^<]*)<\/button>/.exec(text)![1]!.trim())).toEqual([
      'Stop mails of this kind: News of the event',
      'Больше не присылать: Новости мероприятия',
      '不再接收：活动资讯',
    ]);
    expect(pages.every(({ policy }) => policy!.includes("form-action 'self'"))).toBe(true);
    expect((await mailOf(sample, person)).state).toBe('sent');
  });

  it('is chosen by topic on the page, and taken back there', async () => {
    const person = recipient({ personId: newId() });
    const news = sampleNotice(app, { topic: 'news' });
    const reminders = sampleNotice(app, { topic: 'reminders' });
    const token = new URLSearchParams(
      pathOf((await mailOf(news, person)).header('List-Unsubscribe')).split('?')[1],
    ).get('token')!;
    const save = async (...wanted: string[]) => {
      const body = new URLSearchParams([
        ['token', token],
        ['lang', 'zh'],
        ...wanted.map((topic) => ['wanted', topic]),
      ]);
      const saved = await form('/mail-preferences', body);
      expect(saved.status).toBe(303);
      return (await fetch(app.url + saved.headers.get('location')!)).text();
    };
    const page = await save('reminders');
    expect(
      [...page.matchAll(/value="(\w+)"( checked)?/g)].map((match) => [match[1], match[2] !== undefined]),
    ).toEqual([
      ['zh', false],
      ['news', false],
      ['reminders', true],
      ['feedback', false],
    ]);
    expect(page).toContain('您的选择已保存');
    expect([(await mailOf(news, person)).state, (await mailOf(reminders, person)).state]).toEqual([
      'suppressed',
      'sent',
    ]);
    await save();
    expect((await mailOf(reminders, person)).state).toBe('suppressed');
    await save('news', 'reminders', 'feedback');
    expect([(await mailOf(news, person)).state, (await mailOf(reminders, person)).state]).toEqual([
      'sent',
      'sent',
    ]);
  });

  it('opens nothing with another token, and nothing but the choices with the right one', async () => {
    const preferences = app.app.get(MailPreferences);
    const mine = preferences.token(preferences.readerOf(event.id, recipient({ personId: newId() })));
    const theirs = preferences.token(preferences.readerOf(event.id, recipient({ personId: newId() })));
    const mixed = `mp.${theirs.split('.')[1]}.${mine.split('.')[2]}`;
    const statuses = await Promise.all(
      [mixed, 'mp.x.y', 'pl.x.y', `${mine}x`].map(
        async (token) => (await form(`/unsubscribe/news?token=${token}`, '')).status,
      ),
    );
    expect(statuses).toEqual([404, 404, 404, 404]);
    expect((await form(`/unsubscribe/everything?token=${mine}`, '')).status).toBe(404);
    expect((await app.api.get(`${event.path}/registrations?token=${mine}`)).status).toBe(401);
    expect((await app.api.as(mine).get(`${event.path}/messages`)).status).toBe(401);
  });

  it('has no address in the token of somebody who is known by an address only', () => {
    const preferences = app.app.get(MailPreferences);
    const { registrationId: _, ...somebody } = recipient({ email: 'Host@Company.example' });
    const reader = preferences.readerOf(event.id, somebody);
    expect(reader).toEqual(preferences.readerOf(event.id, { ...somebody, email: 'host@company.EXAMPLE' }));
    expect(preferences.reader(preferences.token(reader))).toEqual(reader);
    expect(
      Buffer.from(preferences.token(reader).split('.')[1]!, 'base64url').toString('latin1'),
    ).not.toContain('ompany');
  });
});

describe('what somebody must know', () => {
  it('cannot be refused: no header, no link, and no choice stops it', async () => {
    const person = recipient({ personId: newId() });
    const preferences = app.app.get(MailPreferences);
    await preferences.choose(
      preferences.readerOf(event.id, person),
      ['news', 'reminders', 'feedback'],
      'page',
    );
    const mail = await mailOf(sampleNotice(app), person);
    expect({
      state: mail.state,
      list: mail.header('List-Unsubscribe'),
      post: mail.header('List-Unsubscribe-Post'),
      link: mail.text.includes('unsubscribe'),
    }).toEqual({ state: 'sent', list: undefined, post: undefined, link: false });
    expect(mail.text).toContain('You receive this message because');
  });
});

describe('the choices of a participant', () => {
  it('are seen by staff, made by the participant with their own link, and hold for their mails', async () => {
    const category = await makeCategory(event);
    const registration = await register(event.staff, event, category.id);
    const path = `${event.path}/registrations/${registration.id}/mail-preferences`;
    const seen = await event.staff.get(path);
    expect({
      version: seen.body.version,
      wanted: seen.body.topics.map(({ wanted }: { wanted: boolean }) => wanted),
    }).toEqual({
      version: 0,
      wanted: [true, true, true],
    });
    const own = await linkOf(app, event, registration);
    expect((await own.put(path, { refused: ['feedback'] })).status).toBe(428);
    const chosen = await own.put(path, { refused: ['feedback'] }, { ifMatch: 0 });
    expect({ status: chosen.status, version: chosen.body.version, way: chosen.body.way }).toEqual({
      status: 200,
      version: 1,
      way: 'link',
    });
    expect((await own.put(path, { refused: [] }, { ifMatch: 0 })).status).toBe(412);
    expect((await event.staff.put(path, { refused: [] }, { ifMatch: 1 })).status).toBe(403);
    const foreign = await own.get(`${event.path}/registrations/${newId()}/mail-preferences`);
    expect(foreign.status).toBe(404);
    const { person_id: personId } = (await app.db.one<{ person_id: string }>(
      'SELECT person_id FROM registrations WHERE id = $1',
      [registration.id],
    ))!;
    const to = recipient({ personId, registrationId: registration.id });
    expect((await mailOf(sampleNotice(app, { topic: 'feedback' }), to)).state).toBe('suppressed');
    expect((await mailOf(sampleNotice(app, { topic: 'news' }), to)).state).toBe('sent');
  });
});

it('shows staff what a mail says without the link that is its reader’s', async () => {
  const sample = sampleNotice(app, { topic: 'news' });
  const { id } = await mailOf(sample, recipient({ personId: newId() }));
  const message = await event.staff.get(`${event.path}/messages/${id}`);
  expect(message.body.preview.text).toContain('It is about');
  expect(JSON.stringify(message.body)).not.toContain('mp.');
});
