import { loadConfig } from './platform/config';
import { StartUpError } from './platform/start-up-error';
import { banner } from './start/banner';
import { explainFailure, Interrupted } from './start/failure';
import { Signals } from './start/signals';
import { start, type Running } from './start/start';

/** Runs until it is asked to stop, and answers the status with which the process ends. */
async function main(): Promise<number> {
  const signals = new Signals(fail);
  try {
    const running = await start(loadConfig(process.env), signals.asked, (what) => {
      process.stdout.write(`\n  ${what}\n`);
    });
    signals.onUncaught((error) =>
      running.logger.fatal({ msg: 'nobody expected this error; the process ends', err: error }),
    );
    announce(running);
    const lost = await Promise.race([signals.untilAsked(), running.lost.then(() => true)]);
    if (lost)
      return fail(
        new StartUpError(
          'The embedded PostgreSQL has ended by itself: look for what killed it, and start again.',
        ),
      );
    await running.stop();
    return 0;
  } catch (error) {
    return error instanceof Interrupted ? 0 : fail(error);
  }
}

/** A banner for people; in production, where the output is a log that machines read, a line like the others. */
function announce({ config, administrator, notes, logger }: Running): void {
  if (process.stdout.isTTY || config.nodeEnv !== 'production') {
    process.stdout.write(banner({ config, administrator, notes }, process.stdout.isTTY));
    return;
  }
  logger.log({ msg: 'Plenary is running', role: config.role, url: config.publicUrl }, 'Start');
  if (administrator?.generatedPassword !== undefined)
    process.stderr.write(
      `The first administrator is ${administrator.email} with the password ${administrator.generatedPassword} (shown once).\n`,
    );
}

function fail(error: unknown): number {
  const { text, exitCode } = explainFailure('Plenary could not start', error);
  process.stderr.write(`${text}\n`);
  return exitCode;
}

void main().then((code) => process.exit(code));
