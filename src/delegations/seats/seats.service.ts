import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database, isSqlError, sqlState } from '../../platform/database/database';
import { httpProblems } from '../../platform/http/problem';
import type { Principal } from '../../platform/http/request-context';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { delegationProblems } from '../delegation.errors';
import { isDelegationStaff, movesSeatsNow } from '../delegation.rules';
import { delegationWorkflow } from '../delegation.workflow';
import type { SeatMoveInput } from './seat.input';
import type { DelegationPlacesView } from './seat.view';
import { SeatsQueries } from './seats.queries';

/** Moves places of a delegation from one of its categories to another. All that it has stays what it was. */
@Injectable()
export class Seats {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly queries: SeatsQueries,
  ) {}

  /**
   * @throws 404, 409 when there are not so many free places or this is not for the focal point to do (any more), 422 for
   * categories between which nothing can be moved
   */
  async move(
    eventId: string,
    id: string,
    { places, ...between }: SeatMoveInput,
    by: Principal,
  ): Promise<DelegationPlacesView> {
    const from = between.fromCategoryId.toLowerCase();
    const to = between.toCategoryId.toLowerCase();
    if (from === to) throw nowhere('/toCategoryId', 'same', 'must be another category');
    return this.db.transaction(async () => {
      // The lock that whoever takes a place holds, in a statement of its own: what is counted next is as it is now.
      const delegation = await this.db.one<{
        state: string;
        moves_seats: boolean;
        nominations_close_at: Date | null;
        grace_hours: number;
      }>(
        `SELECT state, moves_seats, nominations_close_at, grace_hours FROM delegations WHERE event_id = $1 AND id = $2
            FOR NO KEY UPDATE`,
        [eventId, id],
      );
      if (!delegation) throw httpProblems.notFound('There is no such delegation in this event.');
      const staff = isDelegationStaff(by);
      if (['declined', 'withdrawn'].includes(delegation.state))
        throw delegationProblems.delegationNotOpen(`The delegation is ${delegation.state}.`);
      if (!staff && !movesSeatsNow(delegation, this.clock.now()))
        throw delegationProblems.delegationSeatsFixed('Ask the protocol officer to move them.');
      const quotas = new Map(
        (
          await this.db.query<{ category_id: string; free: number }>(
            `SELECT category_id, places - taken AS free FROM delegation_quotas WHERE delegation_id = $1`,
            [id],
          )
        ).map(({ category_id: categoryId, free }) => [categoryId, free]),
      );
      const free = quotas.get(from);
      if (free === undefined) throw nowhere('/fromCategoryId', 'none', 'has no places of this delegation');
      if (free < places)
        throw delegationProblems.delegationSeatsNotFree({
          detail: `${free} of its places ${free === 1 ? 'is' : 'are'} free. Take members out first, or move fewer.`,
          errors: [{ pointer: '/places', code: 'taken', message: `must not be more than ${free}` }],
        });
      if (!quotas.has(to) && !staff)
        throw nowhere('/toCategoryId', 'none', 'has no places of this delegation; ask the protocol officer');
      await this.give(eventId, id, to, places);
      await this.db.query(
        'UPDATE delegation_quotas SET places = places - $3 WHERE delegation_id = $1 AND category_id = $2',
        [id, from, places],
      );
      await this.db.query('UPDATE delegations SET version = version + 1, updated_at = $2 WHERE id = $1', [
        id,
        this.clock.now(),
      ]);
      await this.engine.note(
        delegationWorkflow,
        { id, scopeId: eventId, state: delegation.state },
        { name: 'move_seats', data: { fromCategoryId: from, toCategoryId: to, places } },
      );
      return this.queries.places(eventId, id);
    });
  }

  /** @throws 422 when the event has no such category */
  private async give(eventId: string, id: string, categoryId: string, places: number): Promise<void> {
    await this.db
      .query(
        `INSERT INTO delegation_quotas (event_id, delegation_id, category_id, places) VALUES ($1, $2, $3, $4)
         ON CONFLICT (delegation_id, category_id) DO UPDATE SET places = delegation_quotas.places + excluded.places`,
        [eventId, id, categoryId, places],
      )
      .catch((error: unknown) => {
        if (isSqlError(error, sqlState.foreignKeyViolation, 'delegation_quotas_category_fkey'))
          throw nowhere('/toCategoryId', 'unknown', 'is not a category of this event');
        throw error;
      });
  }
}

const nowhere = (pointer: string, code: string, message: string) =>
  delegationProblems.delegationSeatsNowhere({
    detail: 'Choose two categories of the delegation: one with free places, and another one.',
    errors: [{ pointer, code, message }],
  });
