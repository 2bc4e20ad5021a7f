import { Injectable } from '@nestjs/common';
import { Accounts } from '../access/accounts.service';
import { Clock } from '../platform/clock';
import { Database, isSqlError, sqlState } from '../platform/database/database';
import { Rows } from '../platform/database/rows';
import type { Principal } from '../platform/http/request-context';
import { WorkflowEngine } from '../platform/workflow/engine';
import { checkOrder, explain, isOver } from './event.checks';
import { eventProblems } from './event.errors';
import { Rescheduling } from './editions/rescheduling.service';
import type { EventChanges, EventInput, SeriesInput } from './event.input';
import type { EventRow, EventView, SeriesView } from './event.view';
import { eventChanged, eventWorkflow } from './event.workflow';
import { EventsQueries } from './events.queries';

/** Writes of series and events that are not transitions, and the code behind the event's workflow. */
@Injectable()
export class EventsService {
  private readonly events: Rows;
  private readonly series: Rows;

  constructor(
    private readonly db: Database,
    clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly queries: EventsQueries,
    private readonly accounts: Accounts,
    private readonly rescheduling: Rescheduling,
  ) {
    this.events = new Rows(db, clock, 'events');
    this.series = new Rows(db, clock, 'series');
    engine.bind<
      keyof typeof eventWorkflow.states,
      keyof typeof eventWorkflow.transitions,
      'notOver',
      never,
      EventRow
    >(eventWorkflow, {
      conditions: { notOver: ({ row, now }) => !isOver(row, now) },
      effects: {},
      view: (id) => queries.event(id),
      fact: eventChanged,
    });
  }

  /** Makes an event as a draft; its maker, unless an administrator, becomes its owner. */
  async create(input: EventInput, principal: Principal): Promise<EventView> {
    checkOrder(input);
    const { series, ...values } = input;
    return this.db.transaction(async () => {
      const id = await this.events
        .insert({ ...values, seriesId: series, state: eventWorkflow.initial })
        .catch(explain);
      if (principal.kind === 'staff') await this.accounts.makeOwner(id, principal.id);
      await this.engine.begin(eventWorkflow, { id, scopeId: id });
      return this.queries.event(id);
    });
  }

  /**
   * Changes what is given. Another zone moves everything that has a time, so that it stays at the same time on the wall;
   * other days move nothing: for that there is {@link Rescheduling}.
   * @throws 404, 409, 412, 422
   */
  async change(id: string, version: number, changes: EventChanges): Promise<EventView> {
    return this.db.transaction(async () => {
      const moved = await this.rescheduling.zoneChange(id, changes);
      await this.events.update({ id }, version, { ...changes, ...moved?.window }).catch(explain);
      const event = await this.queries.event(id);
      checkOrder(event);
      await moved?.follow(event);
      return event;
    });
  }

  async createSeries({ name }: SeriesInput): Promise<SeriesView> {
    const id = await this.series.insert({ name }).catch((error: unknown) => {
      if (isSqlError(error, sqlState.uniqueViolation, 'series_name_key'))
        throw eventProblems.nameTaken(`There is a series "${name}" already.`);
      throw error;
    });
    return this.queries.series(id);
  }
}
