import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { Clock } from '../../platform/clock';
import { Database, isSqlError, sqlState } from '../../platform/database/database';
import { page, when, type ListDefinition } from '../../platform/database/list';
import { Rows } from '../../platform/database/rows';
import type { Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import { Outbox } from '../../platform/outbox/outbox';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { siteVisitProblems } from '../site-visits.errors';
import { promoteNext } from './departures.jobs';
import type { KeptSeatsInput, KeptSeatsQuery } from './kept-seats.input';
import { toKeptSeatsView, type KeptSeatsRow, type KeptSeatsView } from './kept-seats.view';
import { keptSeatsWorkflow } from './kept-seats.workflow';

const keptSeats: ListDefinition<KeptSeatsRow, KeptSeatsView> = {
  select: 'k.*',
  from: 'kept_seats k',
  id: 'k.id',
  sorts: { createdAt: { expression: 'k.created_at', type: 'timestamptz' } },
  defaultSort: 'createdAt',
  view: toKeptSeatsView,
};

/** Seats of departures that are kept for delegations and categories, and fall free at an instant. */
@Injectable()
export class KeptSeatsService {
  private readonly rows: Rows;

  constructor(
    private readonly db: Database,
    clock: Clock,
    private readonly engine: WorkflowEngine,
    outbox: Outbox,
  ) {
    this.rows = new Rows(db, clock, 'kept_seats');
    engine.bind<
      keyof typeof keptSeatsWorkflow.states,
      keyof typeof keptSeatsWorkflow.transitions,
      never,
      'passOn',
      KeptSeatsRow
    >(keptSeatsWorkflow, {
      conditions: {},
      effects: {
        passOn: ({ row }) =>
          outbox.enqueue(promoteNext, { departureId: row.departure_id }, { key: row.departure_id }),
      },
      view: (id, eventId) => this.one(eventId, id),
    });
  }

  list(eventId: string, departureId: string, query: KeptSeatsQuery): Promise<Page<KeptSeatsView>> {
    return page(this.db, keptSeats, query, [
      when(eventId, 'k.event_id = ?'),
      when(departureId, 'k.departure_id = ?'),
    ]);
  }

  /** @throws 404 */
  async one(eventId: string, id: string): Promise<KeptSeatsView> {
    const row = await this.db.one<KeptSeatsRow>(`SELECT * FROM kept_seats WHERE event_id = $1 AND id = $2`, [
      eventId,
      id,
    ]);
    if (!row) throw httpProblems.notFound('There are no such kept seats in this event.');
    return toKeptSeatsView(row);
  }

  /**
   * Keeps seats of a departure that has not left.
   * @throws 404, 422 when it is not said for whom, 409 when there are not so many that nobody has and nobody else is kept
   */
  async keep(event: EventScope, departureId: string, input: KeptSeatsInput): Promise<KeptSeatsView> {
    if ((input.delegationId === undefined) === (input.categoryId === undefined))
      throw siteVisitProblems.keptForOne({
        detail: 'Give delegationId or categoryId, and not both.',
        errors: [{ pointer: '/delegationId', code: 'required', message: 'or categoryId must be given' }],
      });
    return this.db.transaction(async () => {
      const departure = await this.db.one<{ state: string; free: number }>(
        `SELECT state, seats - taken AS free FROM departures WHERE event_id = $1 AND id = $2 FOR NO KEY UPDATE`,
        [event.id, departureId],
      );
      if (!departure) throw httpProblems.notFound('There is no such departure in this event.');
      if (!['planned', 'open'].includes(departure.state))
        throw siteVisitProblems.departureNotOpen(
          `The departure is ${departure.state}; its seats are settled.`,
        );
      const { keptUntil, ...values } = input;
      const id = await this.rows
        .insert({
          eventId: event.id,
          departureId,
          ...values,
          keptUntil: new Date(keptUntil),
          state: keptSeatsWorkflow.initial,
        })
        .catch(explain);
      await this.engine.begin(keptSeatsWorkflow, { id, scopeId: event.id });
      const { open } = (await this.db.one<{ open: number }>(
        'SELECT COALESCE(sum(open), 0)::integer AS open FROM kept_seats_open($1)',
        [departureId],
      ))!;
      if (open > departure.free)
        throw siteVisitProblems.tooFewToKeep({
          detail: `${departure.free} seats are free, and ${open} would have to be kept for people who have none yet. Keep fewer, or raise the number of places.`,
          extra: { free: departure.free, kept: open },
        });
      return this.one(event.id, id);
    });
  }
}

function explain(error: unknown): never {
  const unknown = (field: string): never => {
    throw siteVisitProblems.keptForUnknown({
      detail: 'Choose one of this event.',
      errors: [{ pointer: `/${field}`, code: 'unknown', message: 'is not of this event' }],
    });
  };
  if (isSqlError(error, sqlState.foreignKeyViolation, 'kept_seats_delegation_fkey')) unknown('delegationId');
  if (isSqlError(error, sqlState.foreignKeyViolation, 'kept_seats_category_fkey')) unknown('categoryId');
  throw error;
}
