import { Injectable } from '@nestjs/common';
import { Links } from '../../access/links.service';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { httpProblems } from '../../platform/http/problem';
import { Outbox } from '../../platform/outbox/outbox';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { checkDays, checkOrder, explain, isOver } from '../event.checks';
import { eventProblems } from '../event.errors';
import type { EventChanges } from '../event.input';
import type { EventRow, EventView } from '../event.view';
import { eventRescheduled, eventWorkflow } from '../event.workflow';
import { EventsQueries } from '../events.queries';
import { EditionParts, type EditionWarning } from './edition-parts.service';
import type { ReschedulePreviewInput } from './edition.input';
import { atSameWallTime, daysBetween, daysLater, type Days, type Shift } from './edition.rules';
import type { RescheduledEventView, RescheduleReportView } from './edition.view';
import { dayWarnings } from './edition.warnings';
import { registrationStaysOpen, spoken } from './edition.words';

/** Days and zone of an event. */
interface When extends Days {
  readonly timeZone: string;
}

interface Window {
  readonly registrationOpensAt: Date | null;
  readonly registrationClosesAt: Date | null;
  /** Whether it opened already and would have opened again later. */
  readonly staysOpen: boolean;
}

/** Moves an event with all that has a time in it: postpones it, brings it forward, puts its clocks right. */
@Injectable()
export class Rescheduling {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly outbox: Outbox,
    private readonly links: Links,
    private readonly queries: EventsQueries,
    private readonly parts: EditionParts,
  ) {}

  /**
   * Gives an event other days or another zone, and moves what has a time by as many days, at the same time on the wall.
   * Asked for again, it changes nothing.
   * @throws 409 when the event has begun or was cancelled, 422 for days that are over or out of order
   */
  reschedule(eventId: string, input: ReschedulePreviewInput): Promise<RescheduledEventView> {
    return this.db.transaction(() => this.move(eventId, input));
  }

  /** What {@link reschedule} would move: it moves it, and takes it back. */
  async preview(eventId: string, input: ReschedulePreviewInput): Promise<RescheduleReportView> {
    return (await this.db.rehearse(() => this.move(eventId, input))).report;
  }

  /**
   * The beginning of a change of an event by which its zone may become another one: undefined if it does not, else the
   * times of registration that nobody has given, and what is to be done when the event is changed. Must run in the
   * transaction of the change.
   * @throws 409 when the event has begun or was cancelled
   */
  async zoneChange(
    eventId: string,
    changes: EventChanges,
  ): Promise<
    { window: Partial<Omit<Window, 'staysOpen'>>; follow: (event: EventView) => Promise<void> } | undefined
  > {
    if (changes.timeZone === undefined) return undefined;
    const row = await this.lock(eventId);
    if (row.time_zone === changes.timeZone) return undefined;
    checkMovable(row);
    const shift = { days: 0, fromZone: row.time_zone, toZone: changes.timeZone };
    const { registrationOpensAt, registrationClosesAt } = windowOf(row, shift, this.clock.now());
    return {
      window: {
        ...(changes.registrationOpensAt === undefined ? { registrationOpensAt } : {}),
        ...(changes.registrationClosesAt === undefined ? { registrationClosesAt } : {}),
      },
      follow: async ({ startDate, endDate, timeZone }) => {
        await this.moveParts(row, { startDate, endDate, timeZone }, shift, []);
      },
    };
  }

  private async move(eventId: string, input: ReschedulePreviewInput): Promise<RescheduledEventView> {
    const row = await this.lock(eventId);
    checkMovable(row);
    const before: When = whenOf(row);
    const days = daysBetween(before.startDate, input.startDate);
    const after: When = {
      startDate: input.startDate,
      endDate: input.endDate ?? daysLater(before.endDate, days),
      timeZone: input.timeZone ?? before.timeZone,
    };
    checkDays(after);
    const shift: Shift = { days, fromZone: before.timeZone, toZone: after.timeZone };
    const now = this.clock.now();
    const locale = row.locales[0]!;
    const changed = days !== 0 || after.endDate !== before.endDate || after.timeZone !== before.timeZone;
    const window = changed ? windowOf(row, shift, now) : asItIs(row);
    const times = {
      registrationOpensAt: window.registrationOpensAt?.toISOString() ?? null,
      registrationClosesAt: window.registrationClosesAt?.toISOString() ?? null,
    };
    checkOrder({ ...after, ...times });
    if (changed && row.state === 'published') checkNotOver(after, now);
    const warnings: EditionWarning[] = dayWarnings(before, after, locale);
    if (window.staysOpen)
      warnings.push({ code: 'registration_stays_open', message: spoken(registrationStaysOpen, locale) });
    const reports = changed ? await this.write(row, after, shift, window, input.reason, warnings) : [];
    return {
      event: await this.queries.event(eventId),
      report: { ...after, days, ...times, parts: reports, warnings },
    };
  }

  private async write(
    row: EventRow,
    after: When,
    shift: Shift,
    window: Window,
    reason: string | undefined,
    warnings: EditionWarning[],
  ): Promise<RescheduleReportView['parts']> {
    // The event first: what is written after it is written in its new zone.
    await this.db
      .query(
        `UPDATE events SET start_date = $2, end_date = $3, time_zone = $4, registration_opens_at = $5, registration_closes_at = $6,
                version = version + 1, updated_at = $7 WHERE id = $1`,
        [
          row.id,
          after.startDate,
          after.endDate,
          after.timeZone,
          window.registrationOpensAt,
          window.registrationClosesAt,
          this.clock.now(),
        ],
      )
      .catch(explain);
    await this.engine.note(
      eventWorkflow,
      { id: row.id, scopeId: row.id, state: row.state },
      { name: 'reschedule', comment: reason, data: { from: whenOf(row), to: after } },
    );
    // Links for focal points end some days after the event.
    const later = daysBetween(row.end_date, after.endDate);
    if (later > 0) await this.links.prolong(row.id, later);
    return this.moveParts(row, after, shift, warnings);
  }

  private async moveParts(
    row: EventRow,
    after: When,
    shift: Shift,
    warnings: EditionWarning[],
  ): Promise<RescheduleReportView['parts']> {
    const reports = await this.parts.reschedule(
      {
        ...shift,
        sourceId: row.id,
        eventId: row.id,
        startDate: after.startDate,
        endDate: after.endDate,
        now: this.clock.now(),
        locale: row.locales[0]!,
      },
      warnings,
    );
    await this.outbox.tell(eventRescheduled, {
      eventId: row.id,
      days: shift.days,
      from: whenOf(row),
      to: after,
    });
    return reports;
  }

  /** @throws 404 */
  private async lock(eventId: string): Promise<EventRow> {
    const row = await this.db.one<EventRow>('SELECT * FROM events WHERE id = $1 FOR NO KEY UPDATE', [
      eventId,
    ]);
    if (!row) throw httpProblems.notFound('There is no such event.');
    return row;
  }
}

const whenOf = (row: EventRow): When => ({
  startDate: row.start_date,
  endDate: row.end_date,
  timeZone: row.time_zone,
});

const asItIs = (row: EventRow): Window => ({
  registrationOpensAt: row.registration_opens_at,
  registrationClosesAt: row.registration_closes_at,
  staysOpen: false,
});

/** When people can register after the move. What is open is not closed by it: the time at which it opened stays. */
function windowOf(row: EventRow, shift: Shift, now: Date): Window {
  const moved = (at: Date | null): Date | null => (at === null ? null : atSameWallTime(at, shift));
  const { registration_opens_at: opened } = row;
  const opens = moved(opened);
  const closes = moved(row.registration_closes_at);
  const isOpen = row.state === 'published' && opened !== null && opened <= now;
  const staysOpen = isOpen && opens! > opened && (closes === null || opened < closes);
  return { registrationOpensAt: staysOpen ? opened : opens, registrationClosesAt: closes, staysOpen };
}

function checkMovable({ state }: EventRow): void {
  if (state === 'draft' || state === 'published') return;
  throw eventProblems.eventNotReschedulable(
    `The event is ${state}; only one that has not begun can get other days or another time zone.`,
  );
}

/** @throws 422 when an event that is announced would be over at once */
function checkNotOver(after: When, now: Date): void {
  if (!isOver({ end_date: after.endDate, time_zone: after.timeZone }, now)) return;
  throw eventProblems.eventDaysOver({
    detail: 'Choose days that are still to come.',
    errors: [{ pointer: '/startDate', code: 'over', message: 'must be such that the last day is not over' }],
  });
}
