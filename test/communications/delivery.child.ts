import type { ClientConfig } from 'pg';
import { Composer } from '../../src/communications/composer.service';
import { Ledger } from '../../src/communications/ledger.service';
import { mailBody, paragraph } from '../../src/communications/mail-body';
import { defineNotice } from '../../src/communications/notice';
import { createApp } from '../../src/app';
import { Clock } from '../../src/platform/clock';
import { loadConfig } from '../../src/platform/config';

// Goes with the test that started it, however that ends.
process.stdin.resume().once('end', () => process.exit(1));

/**
 * A worker that the test kills while it sends mails. Arguments: the database, the mail server, and by how many
 * milliseconds its clock is ahead (what a dead worker held falls free by the clock, and the test does not wait for it), the
 * kind of notice, and for the control of the test `forgetful`: then it does not write down what it has sent.
 */
class ClockAhead extends Clock {
  constructor(private readonly ahead: number) {
    super();
  }

  override now(): Date {
    return new Date(super.now().getTime() + this.ahead);
  }
}

async function main(): Promise<void> {
  const [connection, smtpUrl, ahead, kind, how] = process.argv.slice(2);
  const app = await createApp({
    config: {
      ...loadConfig({ NODE_ENV: 'test', LOG_LEVEL: 'silent', SWEEP_INTERVAL_MS: '100', ROLE: 'worker' }),
      appSecret: 'a secret that only tests have, long enough',
      smtpUrl,
      mailOnlyTo: ['*'],
    },
    connection: JSON.parse(connection!) as ClientConfig,
    clock: new ClockAhead(Number(ahead)),
    logger: false,
  });
  const notice = defineNotice<{ id: string }>({
    kind: kind!,
    render: ({ id }) => ({ subject: id, ...mailBody(paragraph('Hello.')) }),
  });
  app
    .get(Composer)
    .add(
      notice,
      (messages) => Promise.resolve(new Map(messages.map(({ messageId }) => [messageId, { id: messageId }]))),
      'test',
    );
  if (how === 'forgetful') app.get(Ledger).settle = () => Promise.resolve(0);
  await app.init();
}

void main();
