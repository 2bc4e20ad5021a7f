import { startApp, type TestApp } from '../support/app';
import { makeEvent, type TestEvent } from '../support/factories';
import { recipient, sampleNotice, send } from './sample-notices';

let app: TestApp;
let event: TestEvent;

beforeAll(async () => {
  app = await startApp();
  event = await makeEvent(app);
});

const asPage = { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } };
const asJson = { headers: { accept: 'application/json' } };

const sendTo = async (
  name: string,
  email: string,
  change: { about?: string; withCalendar?: boolean } = {},
): Promise<string> => {
  const sample = Object.assign(sampleNotice(app), change);
  await send(app, event.id, sample, [recipient({ name, email })]);
  await app.settled();
  const { body } = await app.api.get(`/mailbox?q=${encodeURIComponent(email)}`, asJson);
  return body.items[0].id as string;
};

describe('the mailbox', () => {
  it('lists mails, newest first, by pages, and finds them by parts of recipient and subject', async () => {
    for (const name of ['one', 'two', 'three']) {
      await sendTo(`List ${name}`, `list-${name}@ministry.example`, { about: `topic ${name}` });
      app.clock.advance(1000);
    }
    const names = async (query: string): Promise<string[]> =>
      (await app.api.get(`/mailbox?${query}`, asJson)).body.items.map(
        ({ toName }: { toName: string }) => toName,
      );
    expect(await names('q=list-')).toEqual(['List three', 'List two', 'List one']);
    expect(await names('q=TOPIC%20TWO')).toEqual(['List two']);
    expect(await names('q=100%25')).toEqual([]);
    const first = await app.api.get('/mailbox?q=list-&limit=2', asJson);
    expect(await names(`q=list-&limit=2&cursor=${first.body.nextCursor}`)).toEqual(['List one']);
    const page = await app.api.get('/mailbox?q=list-', asPage);
    expect([...page.body.matchAll(/<li><a href="\/mailbox\/[0-9a-f-]{36}">/g)].length).toBe(3);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  });

  it('shows a mail as its reader sees it, with headers, text and calendar', async () => {
    const id = await sendTo('Li Na', 'whole@ministry.example', { withCalendar: true });
    const { status, body } = await app.api.get(`/mailbox/${id}`, asJson);
    expect({ status, subject: body.subject, to: body.to, from: body.from }).toEqual({
      status: 200,
      subject: 'About the programme [en]',
      to: 'Li Na <whole@ministry.example>',
      from: 'Plenary <secretariat@plenary.example>',
    });
    expect(body.text.startsWith('Dear Li Na,')).toBe(true);
    expect(
      body.attachments.map(
        ({ filename, calendar }: { filename: string; calendar: { method: string; entries: object[] } }) => ({
          filename,
          method: calendar.method,
          entries: calendar.entries.length,
        }),
      ),
    ).toEqual([
      {
        filename: 'calendar.ics',
        method: 'REQUEST',
        entries: 1,
      },
    ]);
    const page = await app.api.get(`/mailbox/${id}`, asPage);
    expect(page.body).toContain(`src="/mailbox/${id}/html"`);
    expect(page.body).toContain('Mon, 21 Oct 2019, 09:00–10:30');
    const { number } = body.attachments[0];
    const file = await app.api.get(`/mailbox/${id}/attachments/${number}`);
    expect(file.body.startsWith('BEGIN:VCALENDAR')).toBe(true);
    expect(file.headers.get('content-disposition')!.startsWith('attachment; filename="calendar.ics"')).toBe(
      true,
    );
    const raw = await app.api.get(`/mailbox/${id}/raw`);
    expect(raw.body).toContain('Auto-Submitted: auto-generated');
  });

  it('never makes markup of what somebody typed', async () => {
    const hostile = '"><script>alert(1)</script><img src=x onerror=alert(2)>';
    const id = await sendTo(hostile, 'hostile@ministry.example', { about: hostile, withCalendar: true });
    for (const path of [
      '/mailbox?q=hostile',
      `/mailbox?q=${encodeURIComponent(hostile)}`,
      `/mailbox/${id}`,
      `/mailbox/${id}/html`,
    ]) {
      const { status, body } = await app.api.get(path, asPage);
      expect({ path, status, script: /<script|<img|<b>/i.test(body) }).toEqual({
        path,
        status: 200,
        script: false,
      });
    }
  });

  it('forbids scripts and anything from elsewhere, on its pages and more so in the frame of a mail', async () => {
    const id = await sendTo('Policy', 'policy@ministry.example');
    const policy = async (path: string) =>
      (await app.api.get(path, asPage)).headers.get('content-security-policy')!;
    for (const path of ['/mailbox', `/mailbox/${id}`]) {
      expect(await policy(path)).toBe(
        "default-src 'none'; style-src 'self'; img-src data:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      );
    }
    expect((await policy(`/mailbox/${id}/html`)).includes('sandbox allow-popups')).toBe(true);
    expect((await policy(`/mailbox/${id}/html`)).includes('script')).toBe(false);
    const page = (await app.api.get(`/mailbox/${id}`, asPage)).body as string;
    expect(/ style=|<style|<script|onerror|onclick/.test(page)).toBe(false);
    expect((await app.api.get('/mailbox/style.css')).headers.get('content-type')).toBe(
      'text/css; charset=utf-8',
    );
  });

  it.each([
    '/mailbox/0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11',
    '/mailbox/nonsense',
    '/mailbox/0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11/html',
    '/mailbox/0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11/attachments/1',
  ])('knows no %s', async (path) => {
    expect((await app.api.get(path, asJson)).status).toBe(404);
  });

  it('knows no attachment that a mail does not have', async () => {
    const id = await sendTo('None', 'none@ministry.example');
    expect((await app.api.get(`/mailbox/${id}/attachments/1`)).status).toBe(404);
    expect((await app.api.get(`/mailbox/${id}/attachments/0`)).status).toBe(404);
    expect((await app.api.get(`/mailbox/${id}/attachments/x`)).status).toBe(404);
  });
});

describe.each([
  ['a mail server is set', { smtpUrl: 'smtp://127.0.0.1:1' }],
  ['it runs in production', { nodeEnv: 'production' as const }],
])('the mailbox, when %s', (_, config) => {
  let closed: TestApp;
  beforeAll(async () => {
    closed = await startApp({ config });
  });

  it.each([
    '/mailbox',
    '/mailbox?q=x',
    '/mailbox/0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11',
    '/mailbox/0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11/raw',
  ])('has no %s', async (path) => {
    expect((await closed.api.get(path, asPage)).status).toBe(404);
  });
});
