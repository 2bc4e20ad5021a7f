import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { CONFIG, type Config } from '../../platform/config';
import { Database } from '../../platform/database/database';
import { Sweeper } from '../../platform/workflow/sweeper';
import { domainOf } from '../mail-domain';

/** How much may go out at once after a pause: what a minute allows. */
const burstMs = 60_000;

/** Which limits a message has been given a place by: none, that of its domain, or that of the sender as well. */
export type Placed = 0 | 1 | 2;

/** What is to be placed in time. */
export interface Pacing {
  readonly id: string;
  readonly email: string;
  readonly placed: Placed;
}

/** A message whose turn comes later. */
export interface Turn {
  readonly at: Date;
  readonly placed: Placed;
  /** Whose limit it is, for people. */
  readonly limit: string;
}

/**
 * Spreads mails in time, over all processes: each sender and each domain has a row that says up to when its places are
 * taken, and a set of messages takes the next ones by one statement (the generic cell rate algorithm). A message whose
 * place lies ahead keeps it: it goes out at its time without asking again, and nobody has to look at the others meanwhile.
 */
@Injectable()
export class MailPace {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly db: Database,
    private readonly clock: Clock,
    sweeper: Sweeper,
  ) {
    sweeper.register('communications.pace', (now) => this.forget(now));
  }

  /** Gives each message its place. Answers those whose turn is not yet; all others may go out now. */
  async place(messages: readonly Pacing[]): Promise<Map<string, Turn>> {
    const { mail } = this.config;
    const later = new Map<string, Turn>();
    const byDomain = new Map<string, Pacing[]>();
    for (const message of messages) {
      if (message.placed > 0) continue;
      const domain = domainOf(message.email);
      byDomain.set(domain, [...(byDomain.get(domain) ?? []), message]);
    }
    const rateOf = (domain: string): number => mail.domainRates.get(domain) ?? mail.domainRatePerMinute;
    await this.take(
      [...byDomain].map(([domain, same]) => ({
        key: `domain:${domain}`,
        messages: same,
        ratePerMinute: rateOf(domain),
        turn: (at: Date) => ({ at, placed: 1, limit: `${domain} (${rateOf(domain)} mails a minute)` }),
      })),
      later,
    );
    await this.take(
      [
        {
          key: 'sender',
          messages: messages.filter(({ id, placed }) => placed < 2 && !later.has(id)),
          ratePerMinute: mail.ratePerMinute,
          turn: (at: Date) => ({ at, placed: 2, limit: `the sender (${mail.ratePerMinute} mails a minute)` }),
        },
      ],
      later,
    );
    return later;
  }

  private async take(
    queues: readonly {
      readonly key: string;
      readonly messages: readonly Pacing[];
      readonly ratePerMinute: number;
      readonly turn: (at: Date) => Turn;
    }[],
    later: Map<string, Turn>,
  ): Promise<void> {
    const wanted = queues
      .filter(({ messages }) => messages.length > 0)
      // In one order, so that processes wait for each other once.
      .sort((one, other) => (one.key < other.key ? -1 : 1));
    if (wanted.length === 0) return;
    const now = this.clock.now();
    const spans = wanted.map(({ messages, ratePerMinute }) => (messages.length * 60_000) / ratePerMinute);
    const rows = await this.db.query<{ key: string; end_ms: number }>(
      `INSERT INTO mail_rates AS r (key, next_at)
       SELECT w.key, $3::timestamptz + w.span * interval '1 millisecond' FROM unnest($1::text[], $2::float8[]) AS w (key, span)
       ON CONFLICT (key) DO UPDATE SET next_at = greatest(r.next_at, $3) + (excluded.next_at - $3)
       RETURNING key, extract(epoch FROM next_at)::float8 * 1000 AS end_ms`,
      [wanted.map(({ key }) => key), spans, new Date(now.getTime() - burstMs)],
    );
    const ends = new Map(rows.map(({ key, end_ms }) => [key, end_ms]));
    wanted.forEach(({ key, messages, ratePerMinute, turn }, index) => {
      const begin = ends.get(key)! - spans[index]!;
      messages.forEach(({ id }, place) => {
        // A thousandth for what a number with 52 bits cannot say.
        const at = begin + ((place + 1) * 60_000) / ratePerMinute - 0.001;
        if (at > now.getTime()) later.set(id, turn(new Date(Math.ceil(at))));
      });
    });
  }

  /** Forgets rows that limit nobody any more. */
  private async forget(now: Date): Promise<number> {
    const { rowCount } = await this.db.execute(
      `DELETE FROM mail_rates WHERE key IN (SELECT key FROM mail_rates WHERE next_at < $1 LIMIT 200 FOR UPDATE SKIP LOCKED)`,
      [new Date(now.getTime() - 2 * burstMs)],
    );
    return rowCount ?? 0;
  }
}
