import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { mailBody, paragraph } from '../../src/communications/mail-body';
import { defineNotice } from '../../src/communications/notice';
import { Notices } from '../../src/communications/notices.service';
import { newId } from '../../src/platform/database/base.entity';
import { startApp } from '../support/app';
import { makeEvent } from '../support/factories';
import { waitFor } from '../support/wait';
import { startMailServer } from './mail-server';
import { recipient } from './sample-notices';

const recipients = 500;
const kills = 5;
/** Mails that must have arrived between two kills: without them a kill proves nothing. */
const arrivedBetweenKills = 15;
/** Messages of one job that can be on their way at once, and jobs that a process runs at once. */
const lanes = 5;
const jobsAtOnce = 3;

it('loses no mail when workers are killed while they send, and what arrives twice has the same Message-ID', async () => {
  const server = await startMailServer();
  const app = await startApp({ config: { role: 'api', smtpUrl: server.url, mailOnlyTo: ['*'] } });
  const event = await makeEvent(app);
  const notice = defineNotice({
    kind: 'sample.kill',
    render: () => ({ subject: '', ...mailBody(paragraph('')) }),
  });
  const people = Array.from({ length: recipients }, (_, i) =>
    recipient({ email: `person-${i}@ministry.example` }),
  );
  await app.app
    .get(Notices)
    .send(notice, people, { eventId: event.id, cause: newId(), subject: { kind: 'event', id: event.id } });

  let ahead = 0;
  const start = (): ChildProcess => {
    ahead += 60_000;
    return spawn(
      process.execPath,
      [join(__dirname, 'delivery.child.js'), JSON.stringify(app.connection), server.url, String(ahead)],
      {
        stdio: ['pipe', 'ignore', 'inherit'],
      },
    );
  };
  const kill = (child: ChildProcess): Promise<void> =>
    new Promise((resolve) => {
      child.once('close', () => resolve());
      child.kill('SIGKILL');
    });

  for (let n = 0; n < kills; n += 1) {
    const before = server.accepted.length;
    const child = start();
    await waitFor(() => server.accepted.length >= before + arrivedBetweenKills + n * 3);
    await kill(child);
  }
  const last = start();
  const open = async () =>
    (await app.db.one<{ n: number }>(`SELECT count(*)::integer AS n FROM messages WHERE state <> 'sent'`))!.n;
  await waitFor(async () => (await open()) === 0, { timeoutMs: 60_000 });
  await kill(last);

  const ids = new Map<string, Set<string>>();
  for (const { to, mail } of server.accepted)
    ids.set(to.join(), (ids.get(to.join()) ?? new Set()).add(mail.messageId!));
  expect(ids.size).toBe(recipients);
  expect([...ids.values()].filter((each) => each.size > 1)).toEqual([]);
  const repeated = server.accepted.length - recipients;
  expect(repeated).toBeLessThanOrEqual(kills * lanes * jobsAtOnce);
}, 120_000);
