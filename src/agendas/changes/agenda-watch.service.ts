import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { assertVersion } from '../../platform/http/concurrency';
import type { Principal } from '../../platform/http/request-context';
import { Jobs } from '../../platform/jobs/jobs';
import { Outbox } from '../../platform/outbox/outbox';
import { Sweeper } from '../../platform/workflow/sweeper';
import { agendaChangeProblems } from './agenda-changes.errors';
import type { AgendaChangesSettings } from './agenda-changes.input';
import { tellAgendaChanges } from './agenda-changes.jobs';
import { defaultQuietMinutes, longestWaitMinutes } from './agenda-changes.rules';

/** States of an event in which people are told of changes. */
const announced: readonly string[] = ['published', 'running'];

/** Events whose notices one sweep begins at most; the next one follows at once. */
const batch = 200;

/** How an event tells of changes, and since when there are some. */
export interface Watch {
  readonly version: number;
  readonly enabled: boolean;
  readonly quietMinutes: number;
  readonly held: boolean;
  readonly firstChangedAt: Date | null;
  readonly lastChangedAt: Date | null;
}

const byDefault: Watch = {
  version: 0,
  enabled: true,
  quietMinutes: defaultQuietMinutes,
  held: false,
  firstChangedAt: null,
  lastChangedAt: null,
};

/** When notices are due: nothing has changed for a while, or the first change has waited long enough. */
const dueSql = `least(w.last_changed_at + w.quiet_minutes * interval '1 minute',
                      w.first_changed_at + ${longestWaitMinutes} * interval '1 minute')`;

/** Notes that something changed, and begins to tell of it after a quiet while. What is due is asked of the data. */
@Injectable()
export class AgendaWatches {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly outbox: Outbox,
    sweeper: Sweeper,
  ) {
    sweeper.register('agendas.changes', (now) => this.begin(now));
  }

  async watch(eventId: string): Promise<Watch> {
    const row = await this.db.one<Watch & Record<string, unknown>>(
      `SELECT version, enabled, quiet_minutes AS "quietMinutes", held, first_changed_at AS "firstChangedAt",
              last_changed_at AS "lastChangedAt" FROM agenda_watches WHERE event_id = $1`,
      [eventId],
    );
    return row ?? byDefault;
  }

  /** Notes that something on agendas of an event changed at this time, or between two times. */
  async mark(eventId: string, first: Date, last: Date = first): Promise<void> {
    // Many facts at once, as in a rush for places, find what the first of them has written, and write nothing.
    await this.db.query(
      `INSERT INTO agenda_watches AS w (event_id, version, created_at, updated_at, first_changed_at, last_changed_at)
       VALUES ($1, 0, $4, $4, $2, $3)
       ON CONFLICT (event_id) DO UPDATE
          SET first_changed_at = least(w.first_changed_at, excluded.first_changed_at),
              last_changed_at = greatest(w.last_changed_at, excluded.last_changed_at)
        WHERE w.first_changed_at IS NULL OR w.first_changed_at > excluded.first_changed_at
           OR w.last_changed_at < excluded.last_changed_at`,
      [eventId, first, last, this.clock.now()],
    );
  }

  /** @throws 412 */
  async change(eventId: string, version: number, settings: AgendaChangesSettings): Promise<void> {
    await this.db.transaction(async () => {
      await this.db.query(
        `INSERT INTO agenda_watches (event_id, version, created_at, updated_at) VALUES ($1, 0, $2, $2) ON CONFLICT DO NOTHING`,
        [eventId, this.clock.now()],
      );
      const row = await this.db.one<{ version: number }>(
        'SELECT version FROM agenda_watches WHERE event_id = $1 FOR UPDATE',
        [eventId],
      );
      assertVersion(row!.version, version);
      await this.db.query(
        `UPDATE agenda_watches
            SET enabled = COALESCE($2, enabled), quiet_minutes = COALESCE($3, quiet_minutes), held = COALESCE($4, held),
                version = version + 1, updated_at = $5
          WHERE event_id = $1`,
        [
          eventId,
          settings.enabled ?? null,
          settings.quietMinutes ?? null,
          settings.held ?? null,
          this.clock.now(),
        ],
      );
    });
  }

  /**
   * Begins to tell everybody, or some, of what changed without waiting, also where notices are held back, and answers the job.
   * @throws 409 for an event that is not announced, or is over
   */
  async tellAtOnce(
    event: EventScope,
    registrationIds: readonly string[] | undefined,
    principal: Principal,
  ): Promise<string> {
    if (!announced.includes(event.state))
      throw agendaChangeProblems.changesNotTold(
        `The event is ${event.state}; people are told of changes while it is ${announced.join(' or ')}.`,
      );
    return this.db.transaction(async () => {
      // What is told to some stays noted for the others.
      const [first] = registrationIds ? [] : await this.take(`w.event_id = $1`, [event.id]);
      const since = first?.since ?? this.clock.now();
      return this.jobs.start(
        tellAgendaChanges,
        {
          eventId: event.id,
          since: since.toISOString(),
          atOnce: true,
          ...(registrationIds ? { registrationIds } : {}),
        },
        { eventId: event.id, ownerId: principal.id },
      );
    });
  }

  /** Whether people are told of changes of this event now. */
  async isTelling({ id, state }: Pick<EventScope, 'id' | 'state'>): Promise<boolean> {
    const { enabled, held } = await this.watch(id);
    return enabled && !held && announced.includes(state);
  }

  /** When notices go out by themselves; null while there is nothing to tell, or nobody is told. */
  dueAt({ state }: Pick<EventScope, 'state'>, watch: Watch): Date | null {
    const { enabled, held, firstChangedAt, lastChangedAt, quietMinutes } = watch;
    if (!enabled || held || firstChangedAt === null || !announced.includes(state)) return null;
    return new Date(
      Math.min(+lastChangedAt! + quietMinutes * 60_000, +firstChangedAt + longestWaitMinutes * 60_000),
    );
  }

  /** Promises the notices of the events in which they are due; answers how many those are. */
  private async begin(now: Date): Promise<number> {
    return this.db.transaction(async () => {
      const due = await this.take(
        `w.enabled AND NOT w.held AND ${dueSql} <= $1
         AND EXISTS (SELECT 1 FROM events e WHERE e.id = w.event_id AND e.state = ANY ($2))`,
        [now, announced],
      );
      for (const { eventId, since } of due)
        await this.outbox.enqueue(
          tellAgendaChanges,
          { eventId, since: since.toISOString() },
          { key: eventId },
        );
      return due.length;
    });
  }

  /** Takes note of changes away, for a job that tells of them: what changes from now on is noted anew. */
  private take(where: string, values: readonly unknown[]): Promise<{ eventId: string; since: Date }[]> {
    return this.db.query<{ eventId: string; since: Date }>(
      `WITH due AS (
         SELECT w.event_id, w.first_changed_at FROM agenda_watches w
          WHERE w.first_changed_at IS NOT NULL AND ${where} ORDER BY w.event_id LIMIT ${batch} FOR UPDATE SKIP LOCKED
       )
       UPDATE agenda_watches w SET first_changed_at = NULL, last_changed_at = NULL FROM due
        WHERE w.event_id = due.event_id RETURNING w.event_id AS "eventId", due.first_changed_at AS since`,
      values,
    );
  }
}
