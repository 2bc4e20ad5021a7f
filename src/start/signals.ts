import { once } from 'node:events';

/** Numbers of the signals, for the status 128 + n by which a shell knows what ended a process. */
const numbers = { SIGINT: 2, SIGTERM: 15 } as const;

/** PostgreSQL's word that it is going, which a connection may still hear after it was given back. */
const goodbye = '57P01';

/**
 * Requests to stop. The first one asks; a second one ends the process at once (an embedded PostgreSQL is then stopped
 * by its guardian). Under `npm start` Ctrl-C reaches npm and this process together, and both end.
 */
export class Signals {
  private readonly controller = new AbortController();
  private asks = 0;

  /** `report` tells of an error that nobody caught, before the process ends with 1 because of it. */
  constructor(private report: (error: unknown) => void) {
    for (const [name, number] of Object.entries(numbers)) process.on(name, () => this.ask(number));
    process.on('uncaughtException', (error) => {
      if (this.asked.aborted && (error as { code?: unknown }).code === goodbye) return;
      this.report(error);
      process.exit(1);
    });
    this.watchParent();
  }

  /** Reports uncaught errors in another way from now on. */
  onUncaught(report: (error: unknown) => void): void {
    this.report = report;
  }

  /** Aborted at the first request. */
  get asked(): AbortSignal {
    return this.controller.signal;
  }

  async untilAsked(): Promise<undefined> {
    if (!this.asked.aborted) await once(this.asked, 'abort');
    return undefined;
  }

  private ask(number: number): void {
    this.asks += 1;
    if (this.asks > 1) process.exit(128 + number);
    this.controller.abort();
  }

  /** The shell that npm puts between keeps a SIGTERM to itself: when it goes, that was the request. */
  private watchParent(): void {
    if (process.env['npm_lifecycle_event'] === undefined || process.platform === 'win32') return;
    const parent = process.ppid;
    const timer = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(timer);
      this.controller.abort();
    }, 500);
    timer.unref();
  }
}
