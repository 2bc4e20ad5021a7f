import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { CONFIG, type Config } from '../platform/config';
import { httpProblems } from '../platform/http/problem';

const windowMs = 60_000;

/**
 * How often a sign-in may be tried: counted by address of the caller and by account in this process, so that neither
 * many accounts from one place nor one account from many places can be guessed at. (What every caller may ask in
 * all is limited before, for all routes.)
 */
@Injectable()
export class SignInLimit {
  private counts = new Map<string, number>();
  private windowEnds = 0;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** @throws 429 with Retry-After when there were too many tries within the minute */
  check(address: string, account: string): void {
    const now = this.clock.now().getTime();
    if (now >= this.windowEnds) {
      this.counts = new Map();
      this.windowEnds = now + windowMs;
    }
    for (const key of [`address ${address}`, `account ${account.toLowerCase()}`]) {
      const tries = (this.counts.get(key) ?? 0) + 1;
      this.counts.set(key, tries);
      if (tries <= this.config.signInLimitPerMinute) continue;
      const seconds = Math.ceil((this.windowEnds - now) / 1000);
      throw httpProblems.tooManyRequests({
        detail: `Too many sign-ins were tried. Wait ${seconds} seconds.`,
        headers: { 'retry-after': String(seconds) },
      });
    }
  }
}
