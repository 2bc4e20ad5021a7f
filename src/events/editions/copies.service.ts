import { Injectable } from '@nestjs/common';
import { Accounts } from '../../access/accounts.service';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { Rows } from '../../platform/database/rows';
import { httpProblems } from '../../platform/http/problem';
import type { Principal } from '../../platform/http/request-context';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { checkDays, checkOrder, explain } from '../event.checks';
import type { EventRow } from '../event.view';
import { eventWorkflow } from '../event.workflow';
import { EventsQueries } from '../events.queries';
import { EditionParts, type EditionWarning } from './edition-parts.service';
import type { EventCopyInput } from './edition.input';
import { atSameWallTime, daysBetween, nextDays, withYearMoved, type Days } from './edition.rules';
import {
  toPartView,
  type EventCopyProposalView,
  type EventCopyReportView,
  type EventCopyView,
} from './edition.view';
import { dayWarnings } from './edition.warnings';
import { movedToWeekday, spoken } from './edition.words';

/** Makes the next edition of an event from the last one. */
@Injectable()
export class Copies {
  private readonly events: Rows;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly queries: EventsQueries,
    private readonly accounts: Accounts,
    private readonly parts: EditionParts,
  ) {
    this.events = new Rows(db, clock, 'events');
  }

  /** What a copy is like of which nothing is said, and which parts there are to choose from. */
  async proposal(sourceId: string): Promise<EventCopyProposalView> {
    const source = await this.source(sourceId);
    const last = daysOf(source);
    const { startDate, endDate } = nextDays(last, {});
    return {
      ...titlesOf(source, {}, last, { startDate, endDate }),
      edition: await this.nextEdition(source),
      startDate,
      endDate,
      parts: this.parts.copied.map(toPartView),
    };
  }

  /**
   * Makes a draft with the chosen parts of an event, on its own days; whoever makes it becomes its owner.
   * @throws 409 when the slug or the number of the edition is taken, 422 for unknown parts and for days out of order
   */
  copy(sourceId: string, input: EventCopyInput, principal: Principal): Promise<EventCopyView> {
    return this.db.transaction(() => this.make(sourceId, input, principal));
  }

  /** What {@link copy} would make: it makes it, and takes it back. */
  async preview(sourceId: string, input: EventCopyInput, principal: Principal): Promise<EventCopyReportView> {
    return (await this.db.rehearse(() => this.make(sourceId, input, principal))).report;
  }

  private async make(sourceId: string, input: EventCopyInput, principal: Principal): Promise<EventCopyView> {
    const parts = this.parts.chosen(input.parts);
    const source = await this.source(sourceId);
    const last = daysOf(source);
    const { movedBy, ...days } = nextDays(last, input);
    checkDays(days);
    const timeZone = input.timeZone ?? source.time_zone;
    const shift = {
      days: daysBetween(last.startDate, days.startDate),
      fromZone: source.time_zone,
      toZone: timeZone,
    };
    const moved = (at: Date | null): string | null =>
      at === null ? null : atSameWallTime(at, shift).toISOString();
    const values = {
      ...titlesOf(source, input, last, days),
      ...days,
      timeZone,
      edition: input.edition === undefined ? await this.nextEdition(source, { lock: true }) : input.edition,
      registrationOpensAt: moved(source.registration_opens_at),
      registrationClosesAt: moved(source.registration_closes_at),
    };
    checkOrder(values);
    const id = await this.events
      .insert({
        ...values,
        slug: input.slug,
        state: eventWorkflow.initial,
        seriesId: source.series_id,
        copiedFromId: source.id,
        city: input.city ?? source.city,
        // Another city has another name in every language.
        cities: input.city === undefined || input.city === source.city ? source.cities : {},
        country: input.country ?? source.country,
        theme: input.theme ?? null,
        locales: source.locales,
        bufferMinutes: source.buffer_minutes,
      })
      .catch(explain);
    if (principal.kind === 'staff') await this.accounts.makeOwner(id, principal.id);
    await this.engine.begin(eventWorkflow, { id, scopeId: id }, { copiedFrom: source.id });
    const locale = source.locales[0]!;
    const warnings: EditionWarning[] = dayWarnings(last, days, locale);
    if (movedBy !== 0)
      warnings.unshift({
        code: 'moved_to_weekday',
        message: spoken(movedToWeekday(input.startDate!, days.startDate), locale),
      });
    const plan = { ...shift, ...days, sourceId: source.id, eventId: id, now: this.clock.now(), locale };
    const reports = await this.parts.copy(plan, parts, warnings);
    return {
      event: await this.queries.event(id),
      report: { ...values, days: shift.days, parts: reports, warnings },
    };
  }

  private async source(id: string): Promise<EventRow> {
    const row = await this.db.one<EventRow>('SELECT * FROM events WHERE id = $1', [id]);
    if (!row) throw httpProblems.notFound('There is no such event.');
    return row;
  }

  /** One more than the last of the series. Two that are made at once wait for each other, so that both get theirs. */
  private async nextEdition(source: EventRow, { lock = false } = {}): Promise<number | null> {
    if (source.series_id === null) return source.edition === null ? null : source.edition + 1;
    if (lock)
      await this.db.query('SELECT id FROM series WHERE id = $1 FOR NO KEY UPDATE', [source.series_id]);
    const row = await this.db.one<{ next: number | null }>(
      'SELECT max(edition) + 1 AS next FROM events WHERE series_id = $1',
      [source.series_id],
    );
    return row?.next ?? null;
  }
}

const daysOf = (event: EventRow): Days => ({ startDate: event.start_date, endDate: event.end_date });

/** Titles as given; titles in other languages that nobody gave say what the old one says, and go with it. */
function titlesOf(
  source: EventRow,
  { title, titles }: Pick<EventCopyInput, 'title' | 'titles'>,
  last: Days,
  next: Days,
): { title: string; titles: Record<string, string> } {
  const renewed = (name: string): string => withYearMoved(name, last, next);
  if (title !== undefined) return { title, titles: titles ?? {} };
  return {
    title: renewed(source.title),
    titles:
      titles ??
      Object.fromEntries(Object.entries(source.titles).map(([language, name]) => [language, renewed(name)])),
  };
}
