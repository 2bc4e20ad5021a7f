import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { WorkflowEngine } from '../../platform/workflow/engine';
import type { TransitionContext } from '../../platform/workflow/binding';
import { Commitments } from './commitments.service';
import { Seats } from './seats.service';
import { SignUpNotices } from './sign-up-notices.service';
import { signUpProblems } from './sign-up.errors';
import {
  signUpCancelled,
  signUpConfirmed,
  signUpDisplaced,
  signUpPromoted,
  signUpWaitlisted,
} from './sign-up.notices';
import { clashing, inTheWay } from './sign-up.rules';
import type { SignUpRow } from './sign-up.view';
import { signUpChanged, signUpWorkflow } from './sign-up.workflow';
import { SignUpsQueries } from './sign-ups.queries';

interface Outcome extends Record<string, unknown> {
  readonly free: boolean;
  readonly queue_last: number;
  readonly seats_left: boolean;
  readonly during: string;
}

type Step = TransitionContext<SignUpRow>;

/**
 * The code behind the workflow of sign-ups. Whether a seat is free is decided here, under the lock of the session's
 * seats; the database counts what is written, and refuses a seat too many whoever writes it.
 */
@Injectable()
export class SignUpSteps {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly seats: Seats,
    private readonly commitments: Commitments,
    notices: SignUpNotices,
    engine: WorkflowEngine,
    queries: SignUpsQueries,
  ) {
    engine.bind<
      keyof typeof signUpWorkflow.states,
      keyof typeof signUpWorkflow.transitions,
      keyof typeof signUpWorkflow.conditions,
      keyof typeof signUpWorkflow.effects,
      SignUpRow
    >(signUpWorkflow, {
      conditions: {
        stillToCome: ({ row }) => this.isStillToCome(row),
        admitted: ({ row }) => this.isAdmitted(row),
        noClash: async ({ row }) => {
          const found = await this.elsewhere(row);
          return found.length === 0 || inTheWay(found);
        },
        notOver: ({ row }) => this.isNotOver(row),
      },
      choose: {
        allocate: (step) => this.allocate(step),
        promote: (step) => this.promote(step),
      },
      effects: {
        giveSeatOn: (step) => this.giveSeatOn(step),
        tellAllocated: (step) =>
          notices.tell(step.to === 'confirmed' ? signUpConfirmed : signUpWaitlisted, step.row, step.recordId),
        // What the program does with many at once it tells them together; see SignUpsService.
        tellPromoted: async ({ row, recordId, principal }) => {
          if (principal.kind !== 'system') await notices.tell(signUpPromoted, row, recordId);
        },
        tellDisplaced: ({ row, recordId }) => notices.tell(signUpDisplaced, row, recordId),
        tellCancelled: async ({ row, recordId, principal }) => {
          if (principal.kind !== 'system') await notices.tell(signUpCancelled, row, recordId);
        },
      },
      view: (id, eventId) => queries.signUp(eventId, id),
      fact: signUpChanged,
    });
  }

  /**
   * A free seat or a place in the line, decided under one lock of the seats, where everybody draws the next number. Whoever
   * comes while others wait goes to the end of the line, even if a seat has just fallen free.
   */
  private async allocate({ row, now, set }: Step): Promise<'confirmed' | 'waitlisted'> {
    // In a statement of its own: one that locks and counts would have to queue once more behind those who wait for it,
    // while sign-ups that are being written hold a share in the key of the seats.
    await this.db.query('SELECT FROM session_seats WHERE session_id = $1 FOR NO KEY UPDATE', [
      row.session_id,
    ]);
    const outcome = await this.db.one<Outcome>(
      `WITH locked AS (
         SELECT session_id, taken < capacity AND waiting = 0 AS free FROM session_seats
          WHERE session_id = $1 AND capacity IS NOT NULL AND starts_at > $2
       )
       UPDATE session_seats t SET queue_last = t.queue_last + 1 FROM locked WHERE t.session_id = locked.session_id
       RETURNING locked.free, t.queue_last, t.taken < t.capacity AS seats_left, tstzrange(t.starts_at, t.ends_at)::text AS during`,
      [row.session_id, now],
    );
    if (!outcome) throw signUpProblems.signUpClosed('The programme changed just now. Look at it again.');
    // From the locked seats: the session may have been moved since the sign-up was written.
    set({ during: outcome.during, queue_number: outcome.queue_last });
    if (outcome.free) return 'confirmed';
    if (outcome.seats_left) await this.seats.promise([row.session_id]);
    return 'waitlisted';
  }

  private async promote({ row, now, set }: Step): Promise<'confirmed'> {
    await this.commitments.hold([row.registration_id]);
    // Again, because something may have been given to the participant before they were held.
    const found = await this.elsewhere(row);
    if (found.length > 0) throw clashing(found);
    const seat = await this.db.one<{ during: string }>(
      `SELECT tstzrange(starts_at, ends_at)::text AS during FROM session_seats
        WHERE session_id = $1 AND taken < capacity AND starts_at > $2 FOR NO KEY UPDATE`,
      [row.session_id, now],
    );
    if (!seat)
      throw signUpProblems.noSeatFree('Cancel another sign-up first, or release a higher number of seats.');
    set({ during: seat.during });
    return 'confirmed';
  }

  private async giveSeatOn({ row, from }: Step): Promise<void> {
    if (from !== 'confirmed') return;
    const session = await this.db.one<{ wanted: boolean | null }>(
      'SELECT waiting > 0 AND taken < capacity AS wanted FROM session_seats WHERE session_id = $1',
      [row.session_id],
    );
    await this.seats.promiseWaiting([row.registration_id], session?.wanted ? [row.session_id] : []);
  }

  private elsewhere(row: SignUpRow) {
    return this.commitments.besides(row.session_id, [row.registration_id]);
  }

  private async isStillToCome(row: SignUpRow): Promise<boolean> {
    return this.holds(
      `SELECT 1 FROM session_seats t JOIN events e ON e.id = t.event_id
        WHERE t.session_id = $1 AND t.capacity IS NOT NULL AND t.starts_at > $2 AND e.state IN ('draft', 'published', 'running')`,
      [row.session_id, this.clock.now()],
    );
  }

  private async isAdmitted(row: SignUpRow): Promise<boolean> {
    return this.holds(
      `SELECT 1 FROM registrations g
         JOIN releases r ON r.event_id = g.event_id AND r.state = 'released'
         JOIN release_sessions s ON s.release_id = r.id AND s.session_id = $2
        WHERE g.id = $1 AND g.state = 'confirmed' AND (s.category_ids = '{}' OR g.category_id = ANY (s.category_ids))`,
      [row.registration_id, row.session_id],
    );
  }

  private async isNotOver(row: SignUpRow): Promise<boolean> {
    return this.holds('SELECT 1 FROM session_seats WHERE session_id = $1 AND ends_at > $2', [
      row.session_id,
      this.clock.now(),
    ]);
  }

  private async holds(question: string, values: readonly unknown[]): Promise<boolean> {
    return (await this.db.one(question, values)) !== undefined;
  }
}
