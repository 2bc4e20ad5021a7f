import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { mailBody, paragraph } from '../../src/communications/mail-body';
import { defineNotice } from '../../src/communications/notice';
import { Notices } from '../../src/communications/notices.service';
import { loadConfig } from '../../src/platform/config';
import { newId } from '../../src/platform/database/base.entity';
import { startApp } from '../support/app';
import { makeEvent } from '../support/factories';
import { waitFor } from '../support/wait';
import { startMailServer } from './mail-server';
import { recipient } from './sample-notices';

/** Mails that must have arrived between two kills: without them a kill proves nothing. */
const arrivedBetweenKills = 15;

interface Figures {
  readonly recipients: number;
  readonly kills: number;
  /** Mails that the server has accepted, and recipients who have none. */
  readonly arrived: number;
  readonly lost: number;
  /** Mails that came again, and recipients to whom they came under another Message-ID. */
  readonly repeated: number;
  readonly otherIds: number;
  /** So many mails can be on their way to one domain in a process that is killed. */
  readonly lanes: number;
}

/** Kills workers while they send to one domain, lets a last one finish, and counts. */
async function killWorkers(
  kind: string,
  { recipients, kills, control = '' }: { recipients: number; kills: number; control?: string },
): Promise<Figures> {
  const server = await startMailServer();
  const app = await startApp({ config: { role: 'api', smtpUrl: server.url, mailOnlyTo: ['*'] } });
  const event = await makeEvent(app);
  const notice = defineNotice({ kind, render: () => ({ subject: '', ...mailBody(paragraph('')) }) });
  const people = Array.from({ length: recipients }, (_, i) =>
    recipient({ email: `person-${i}@ministry.example` }),
  );
  await app.app
    .get(Notices)
    .send(notice, people, { eventId: event.id, cause: newId(), subject: { kind: 'event', id: event.id } });

  let ahead = 0;
  const start = (how = ''): ChildProcess => {
    ahead += 60_000;
    return spawn(
      process.execPath,
      [
        join(__dirname, 'delivery.child.js'),
        JSON.stringify(app.connection),
        server.url,
        String(ahead),
        kind,
        how,
      ],
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
    const child = start(control);
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
  const figures: Figures = {
    recipients,
    kills,
    arrived: server.accepted.length,
    lost: recipients - ids.size,
    repeated: server.accepted.length - ids.size,
    otherIds: [...ids.values()].filter((each) => each.size > 1).length,
    lanes: loadConfig({ NODE_ENV: 'test' }).mail.connectionsPerDomain,
  };
  process.stdout.write(`killed workers${control && ` (${control})`}: ${JSON.stringify(figures)}\n`);
  return figures;
}

it('loses no mail when workers are killed while they send; a mail comes again only if it was on its way, with the same Message-ID', async () => {
  const figures = await killWorkers('sample.kill', { recipients: 500, kills: 5 });
  expect({ lost: figures.lost, otherIds: figures.otherIds }).toEqual({ lost: 0, otherIds: 0 });
  expect(figures.repeated).toBeLessThanOrEqual(figures.kills * figures.lanes);
}, 120_000);

// The count above means something only if it can be exceeded.
it('sees a worker that goes on before it has written down what it sent', async () => {
  const figures = await killWorkers('sample.kill-control', {
    recipients: 60,
    kills: 1,
    control: 'forgetful',
  });
  expect(figures.lost).toBe(0);
  expect(figures.repeated).toBeGreaterThan(figures.kills * figures.lanes);
}, 120_000);
