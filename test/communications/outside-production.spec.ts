import { loadConfig } from '../../src/platform/config';
import { isAllowed } from '../../src/communications/mail-domain';
import { startApp } from '../support/app';
import { makeEvent } from '../support/factories';
import { startMailServer } from './mail-server';
import { recipient, sampleNotice, send } from './sample-notices';

const faults = (env: Record<string, string>): readonly string[] => {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    return (error as { faults: readonly string[] }).faults.map((fault) => fault.split(' ')[0]!);
  }
};

describe('a mail server outside production', () => {
  it('is not used unless it is said who may be written to', () => {
    const smtp = { SMTP_URL: 'smtp://mail.example' };
    expect(faults(smtp)).toEqual(['MAIL_ONLY_TO']);
    expect(faults({ ...smtp, NODE_ENV: 'test' })).toEqual(['MAIL_ONLY_TO']);
    expect(faults({ ...smtp, MAIL_ONLY_TO: ' ' })).toEqual(['MAIL_ONLY_TO']);
    expect(faults({ ...smtp, MAIL_ONLY_TO: 'staff.example' })).toEqual(['MAIL_ONLY_TO']);
    expect(faults({ ...smtp, MAIL_ONLY_TO: '*@staff.example, li.na@ministry.example' })).toEqual([]);
    expect(faults({ ...smtp, NODE_ENV: 'production', APP_SECRET: 'x'.repeat(32) })).toEqual([]);
    expect(faults({})).toEqual([]);
  });

  it('gets mails for those who are named, and for nobody else', async () => {
    const server = await startMailServer();
    const app = await startApp({
      config: { smtpUrl: server.url, mailOnlyTo: ['*@staff.example', 'li.na@ministry.example'] },
    });
    const event = await makeEvent(app);
    const sample = sampleNotice(app);
    const emails = [
      'Somebody@Staff.Example',
      'li.na@ministry.example',
      'other@ministry.example',
      'somebody@staff.example.win.example',
      'staff.example@win.example',
    ];
    await send(
      app,
      event.id,
      sample,
      emails.map((email) => recipient({ email })),
    );
    await app.settled();
    expect(server.accepted.map(({ to }) => to[0]).toSorted()).toEqual([
      'Somebody@staff.example',
      'li.na@ministry.example',
    ]);
    const withheld = await app.db.query<{ email: string; detail: string; task: boolean }>(
      `SELECT email, detail, attention_since IS NOT NULL AS task FROM messages WHERE state = 'suppressed' ORDER BY email`,
    );
    expect(withheld).toEqual(
      emails
        .slice(2)
        .toSorted()
        .map((email) => ({
          email,
          detail: 'This installation is not in production, and MAIL_ONLY_TO does not name the address.',
          task: false,
        })),
    );
  });

  it('gets nothing at all where the list was forgotten', async () => {
    const server = await startMailServer();
    const app = await startApp({ config: { smtpUrl: server.url } });
    const event = await makeEvent(app);
    await send(app, event.id, sampleNotice(app), [recipient()]);
    await app.settled();
    expect(server.accepted).toEqual([]);
  });
});

it.each<[string, string, boolean]>([
  ['*', 'anybody@anywhere.example', true],
  ['*@staff.example', 'x@staff.example', true],
  ['*@staff.example', 'x@sub.staff.example', false],
  ['*@staff.example', 'x@staff.example.com', false],
  ['*@xn--80a1acny.xn--p1ai', 'x@почта.рф', true],
  ['li.na@ministry.example', 'LI.NA@Ministry.example', true],
  ['li.na@ministry.example', 'li.na@ministry.example.org', false],
])('%s lets %s through: %s', (pattern, address, allowed) => {
  expect(isAllowed(address, [pattern])).toBe(allowed);
});
