import { Injectable } from '@nestjs/common';
import { Accounts } from '../access/accounts.service';
import { Clock } from '../platform/clock';
import { Database, isSqlError, sqlState } from '../platform/database/database';
import { Rows } from '../platform/database/rows';
import type { Principal } from '../platform/http/request-context';
import { WorkflowEngine } from '../platform/workflow/engine';
import { eventProblems } from './event.errors';
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

  async change(id: string, version: number, changes: EventChanges): Promise<EventView> {
    return this.db.transaction(async () => {
      await this.events.update({ id }, version, { ...changes }).catch(explain);
      const event = await this.queries.event(id);
      checkOrder(event);
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

/** Whether the last day has passed at the place of the event. */
function isOver(event: EventRow, now: Date): boolean {
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: event.time_zone, dateStyle: 'short' }).format(
    now,
  );
  return today > event.end_date;
}

function checkOrder(
  event: Pick<EventView, 'startDate' | 'endDate'> & {
    registrationOpensAt?: string | null;
    registrationClosesAt?: string | null;
  },
): void {
  if (event.endDate < event.startDate) {
    throw eventProblems.eventDaysInvalid({
      detail: 'The last day must not be before the first day.',
      errors: [{ pointer: '/endDate', code: 'order', message: 'must not be before startDate' }],
    });
  }
  const { registrationOpensAt: opens, registrationClosesAt: closes } = event;
  if (opens && closes && Date.parse(closes) <= Date.parse(opens)) {
    throw eventProblems.registrationWindowInvalid({
      detail: 'Registration must close after it opens.',
      errors: [
        { pointer: '/registrationClosesAt', code: 'order', message: 'must be after registrationOpensAt' },
      ],
    });
  }
}

function explain(error: unknown): never {
  if (isSqlError(error, sqlState.uniqueViolation, 'events_slug_key'))
    throw eventProblems.slugTaken({
      detail: 'Choose another slug.',
      errors: [{ pointer: '/slug', code: 'taken', message: 'is taken' }],
    });
  if (isSqlError(error, sqlState.uniqueViolation, 'events_edition_key'))
    throw eventProblems.editionTaken({
      detail: 'Choose another edition number.',
      errors: [{ pointer: '/edition', code: 'taken', message: 'is taken' }],
    });
  if (isSqlError(error, sqlState.foreignKeyViolation, 'events_series_fkey'))
    throw eventProblems.seriesUnknown({
      detail: 'Make the series first.',
      errors: [{ pointer: '/series', code: 'unknown', message: 'does not exist' }],
    });
  if (isSqlError(error, sqlState.checkViolation, 'events_days_check'))
    throw eventProblems.eventDaysInvalid('The last day must not be before the first day.');
  if (isSqlError(error, sqlState.checkViolation, 'events_registration_check'))
    throw eventProblems.registrationWindowInvalid('Registration must close after it opens.');
  throw error;
}
