import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { Links } from '../../access/links.service';
import { newId } from '../../platform/database/base.entity';
import { Database } from '../../platform/database/database';
import { httpProblems } from '../../platform/http/problem';
import { currentPrincipal } from '../../platform/http/request-context';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { bookingWorkflow } from '../bookings/booking.workflow';
import { siteVisitProblems } from '../site-visits.errors';
import type { HostAnswerInput } from './clearance.input';
import { assertWhole } from './clearance.rules';
import type { HostAnswersView } from './clearance.view';
import { ClearancesQueries, markOf } from './clearances.queries';
import { HostAnswers, isHost, lastWord, type Answer } from './host-answers.service';
import { HostNotices } from './host-notices.service';
import { hostQuestions, hostReplied } from './host.notices';

interface PersonRow extends Record<string, unknown> {
  id: string;
  departure_id: string;
  state: string;
  name: string;
  mark: string;
  answer: Answer | null;
  code: string | null;
  remark: string | null;
}

/**
 * What hosts, and coordinators on their behalf, say of people. Locks registrations before bookings before departures, as
 * bookings themselves do.
 */
@Injectable()
export class ClearancesService {
  constructor(
    private readonly db: Database,
    private readonly engine: WorkflowEngine,
    private readonly links: Links,
    private readonly answers: HostAnswers,
    private readonly notices: HostNotices,
    private readonly queries: ClearancesQueries,
  ) {}

  /**
   * Records one answer about some people of a visit, or about everybody undecided on a departure: all of them or nobody.
   * Said a second time it changes nothing.
   * @throws 404 for people of another visit, 409 where something has changed since it was looked at, 422
   */
  async answer(event: EventScope, siteVisitId: string, input: HostAnswerInput): Promise<HostAnswersView> {
    assertWhole(input);
    const by = currentPrincipal();
    if (input.answer === 'reply' && isHost(by))
      throw siteVisitProblems.clearanceInvalid({
        detail: 'A reply is what the coordinator says to a question. Clear, refuse or ask.',
        errors: [{ pointer: '/answer', code: 'not_yours', message: 'must be clear, refuse or ask' }],
      });
    return this.db.transaction(async () => {
      const ids = input.people
        ? input.people.map(({ bookingId }) => bookingId)
        : await this.undecided(siteVisitId, input.everybody!.departureId);
      await this.lock(ids);
      // The link may have been revoked while this waited.
      if (isHost(by) && !(await this.links.isGood(by.id)))
        throw httpProblems.notSignedIn('The link was revoked. Ask the secretariat for a new one.');
      const rows = await this.people(event.id, siteVisitId, ids);
      const todo = rows.filter((row) => !isSaid(row, input));
      await this.assertSeen(siteVisitId, todo, input);
      if (todo.length > 0) await this.record(event, siteVisitId, todo, input);
      return { recorded: todo.length, unchanged: rows.length - todo.length };
    });
  }

  private async record(
    event: EventScope,
    siteVisitId: string,
    rows: readonly PersonRow[],
    { answer, code, remark }: HostAnswerInput,
  ): Promise<void> {
    const ids = rows.map(({ id }) => id);
    if (answer === 'clear' || answer === 'refuse') {
      await this.engine.applyAll(bookingWorkflow, ids, {
        transition: answer,
        scopeId: event.id,
        input: { ...(code === undefined ? {} : { code }), ...(remark === undefined ? {} : { remark }) },
      });
      return;
    }
    const over = rows.find(({ state }) => state !== 'confirmed');
    if (over)
      throw siteVisitProblems.clearanceStale(
        `Of ${over.name} it is decided: the booking is ${over.state.replaceAll('_', ' ')}. Questions are asked before.`,
      );
    await this.answers.keep(answer, ids, { remark });
    for (const departureId of new Set(rows.map(({ departure_id: id }) => id))) {
      const about = { eventId: event.id, siteVisitId, departureId };
      if (answer === 'ask') await this.notices.tellCoordinators(hostQuestions, about, newId());
      else await this.notices.tellHost(hostReplied, about, newId());
    }
  }

  /** @throws 409 where somebody, or who there is, is not what the caller has seen */
  private async assertSeen(
    siteVisitId: string,
    todo: readonly PersonRow[],
    { people, everybody }: HostAnswerInput,
  ): Promise<void> {
    if (everybody) {
      const mark = await this.queries.markOfDeparture(siteVisitId, everybody.departureId);
      if (mark === undefined) throw httpProblems.notFound('There is no such departure of this visit.');
      // Nobody is left to decide about: it was said already, by this caller or another.
      if (todo.length > 0 && mark !== everybody.mark)
        throw siteVisitProblems.clearanceStale(
          'Who is to be decided about has changed since you looked, so nothing was recorded. Look at the list again.',
        );
      return;
    }
    const seen = new Map(people!.map(({ bookingId, mark }) => [bookingId.toLowerCase(), mark]));
    const changed = todo.filter(({ id, mark }) => seen.get(id) !== mark);
    if (changed.length === 0) return;
    throw siteVisitProblems.clearanceStale({
      detail: `Something has changed since you looked at ${changed
        .slice(0, 5)
        .map(({ name }) => name)
        .join(
          ', ',
        )}${changed.length > 5 ? ` and ${changed.length - 5} more` : ''}, so nothing was recorded. Look again, and decide anew.`,
      extra: { bookingIds: changed.map(({ id }) => id) },
    });
  }

  private async undecided(siteVisitId: string, departureId: string): Promise<string[]> {
    const rows = await this.db.query<{ id: string }>(
      `SELECT id FROM bookings WHERE site_visit_id = $1 AND departure_id = $2 AND state = 'confirmed' ORDER BY id`,
      [siteVisitId, departureId],
    );
    return rows.map(({ id }) => id);
  }

  private async lock(bookingIds: readonly string[]): Promise<void> {
    await this.db.query(
      `SELECT 1 FROM registrations WHERE id IN (SELECT registration_id FROM bookings WHERE id = ANY ($1::uuid[]))
        ORDER BY id FOR NO KEY UPDATE`,
      [bookingIds],
    );
    await this.db.query('SELECT 1 FROM bookings WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE', [
      bookingIds,
    ]);
  }

  private async people(eventId: string, siteVisitId: string, ids: readonly string[]): Promise<PersonRow[]> {
    const rows = await this.db.query<PersonRow>(
      `SELECT b.id, b.departure_id, b.state, p.display_name AS name, ${markOf} AS mark, w.answer, w.code, w.remark
         FROM bookings b JOIN registrations r ON r.id = b.registration_id JOIN persons p ON p.id = r.person_id
         LEFT JOIN LATERAL (${lastWord}) w ON true
        WHERE b.event_id = $1 AND b.site_visit_id = $2 AND b.id = ANY ($3::uuid[]) AND b.state NOT IN ('wished', 'waitlisted')
        ORDER BY b.id`,
      [eventId, siteVisitId, ids],
    );
    if (rows.length < ids.length)
      throw httpProblems.notFound('There is nobody with such a place on this visit.');
    return rows;
  }
}

/** Whether the very same was said of a person last, so that nothing is to be done. */
function isSaid(row: PersonRow, { answer, code, remark }: HostAnswerInput): boolean {
  if (answer === 'clear') return row.state === 'cleared';
  if (answer === 'refuse')
    return row.state === 'refused' && row.code === code && row.remark === (remark ?? null);
  return row.answer === answer && row.remark === remark;
}
