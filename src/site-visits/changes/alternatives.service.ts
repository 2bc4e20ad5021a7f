import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database } from '../../platform/database/database';
import { page, when, type ListDefinition } from '../../platform/database/list';
import type { Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import { currentPrincipal, type Principal } from '../../platform/http/request-context';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { assertMayBookFor } from '../bookings/booking.rules';
import type { BookingView } from '../bookings/booking.view';
import { bookingWorkflow } from '../bookings/booking.workflow';
import { BookingsQueries } from '../bookings/bookings.queries';
import { siteVisitProblems } from '../site-visits.errors';
import { CircumstancesQueries } from '../wishes/circumstances.queries';
import { alternativesFor, type Alternative, type Terms } from './alternative.rules';
import type { AlternativesInput } from './alternatives.input';
import type { AlternativeQuery } from './change.input';
import type { AlternativeView } from './change.view';

interface AlternativeRow extends Record<string, unknown> {
  id: string;
  registration_id: string;
  departure_id: string;
  site_visit_id: string;
  title: string;
  titles: Record<string, string>;
  starts_at: Date;
  ends_at: Date;
  offer_expires_at: Date;
  offered_by: string | null;
}

const alternatives: ListDefinition<AlternativeRow, AlternativeView> = {
  select: `b.id, b.registration_id, b.departure_id, b.site_visit_id, v.title, v.titles, d.starts_at, d.ends_at, b.offer_expires_at, b.offered_by`,
  from: 'bookings b JOIN departures d ON d.id = b.departure_id JOIN site_visits v ON v.id = b.site_visit_id',
  id: 'b.id',
  sorts: {
    holdUntil: { expression: 'b.offer_expires_at', type: 'timestamptz' },
    startsAt: { expression: 'd.starts_at', type: 'timestamptz' },
  },
  defaultSort: 'holdUntil',
  view: (row) => ({
    id: row.id,
    registrationId: row.registration_id,
    departureId: row.departure_id,
    siteVisitId: row.site_visit_id,
    title: row.title,
    titles: row.titles,
    startsAt: row.starts_at.toISOString(),
    endsAt: row.ends_at.toISOString(),
    holdUntil: row.offer_expires_at.toISOString(),
    changeId: row.offered_by,
  }),
};

/** Places that are held for people who lost theirs, until they accept one or the time is over. */
@Injectable()
export class AlternativesService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly circumstances: CircumstancesQueries,
    private readonly bookings: BookingsQueries,
  ) {}

  /** Places that are held now. */
  list(eventId: string, query: AlternativeQuery): Promise<Page<AlternativeView>> {
    return page(this.db, alternatives, query, [
      when(eventId, `b.event_id = ? AND b.state = 'offered'`),
      when(query.registrationId, 'b.registration_id = ?'),
    ]);
  }

  /** @throws 422 when places would be held until a time that is over */
  terms(input: AlternativesInput | undefined): Terms | undefined {
    if (input === undefined) return undefined;
    const holdUntil = new Date(input.holdUntil);
    if (holdUntil <= this.clock.now())
      throw siteVisitProblems.holdIsOver({
        detail: 'Say until when the places are held, so that people have time to answer.',
        errors: [{ pointer: '/alternatives/holdUntil', code: 'past', message: 'must be in the future' }],
      });
    return { holdUntil, most: input.most ?? 1, otherVisits: input.otherVisits ?? false };
  }

  /** The departures on which places could be offered to people of this visit, to be locked before {@link find}. */
  async candidates(eventId: string, departureIds: readonly string[], terms?: Terms): Promise<string[]> {
    if (!terms) return [];
    const rows = await this.db.query<{ id: string }>(
      `SELECT d.id FROM departures d
        WHERE d.event_id = $1 AND d.state = 'open' AND d.cut_off_at > $3 AND d.id <> ALL ($2::uuid[])
          AND ($4 OR d.site_visit_id IN (SELECT l.site_visit_id FROM departures l WHERE l.id = ANY ($2::uuid[])))`,
      [eventId, departureIds, this.clock.now(), terms.otherVisits],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * What can be offered to people who lose their place on a departure, as if they had lost it already. The departures are
   * locked; nothing is written. What somebody was offered before is not offered to them again.
   */
  async find(
    eventId: string,
    lost: { readonly departureId: string; readonly siteVisitId: string },
    registrationIds: readonly string[],
    terms: Terms,
    open: readonly string[],
  ): Promise<Alternative[]> {
    if (registrationIds.length === 0 || open.length === 0) return [];
    const around = await this.circumstances.load(eventId, { registrationIds }, undefined, 'first_come');
    const rows = await this.db.query<{ id: string; waited: boolean; offered_to: string[] }>(
      `SELECT d.id, d.waiting > 0 AS waited,
              ARRAY(SELECT b.registration_id FROM bookings b
                     WHERE b.departure_id = d.id AND b.registration_id = ANY ($2::uuid[]) AND b.offered_by IS NOT NULL) AS offered_to
         FROM departures d WHERE d.id = ANY ($1::uuid[])`,
      [open, registrationIds],
    );
    const order = new Map(registrationIds.map((id, index) => [id, index]));
    const losers = [...registrationIds].map((registrationId) => ({
      registrationId,
      siteVisitId: lost.siteVisitId,
      not: new Set(rows.filter(({ offered_to }) => offered_to.includes(registrationId)).map(({ id }) => id)),
    }));
    return alternativesFor(
      {
        ...around,
        departures: around.departures.filter(({ id }) => open.includes(id)),
        wishers: around.wishers
          .map((wisher) => ({
            ...wisher,
            bookings: wisher.bookings.filter(({ departureId }) => departureId !== lost.departureId),
            commitments: wisher.commitments.filter(({ subjectId }) => subjectId !== lost.departureId),
          }))
          .sort((a, b) => order.get(a.id)! - order.get(b.id)!),
      },
      losers,
      terms,
      new Set(rows.filter(({ waited }) => waited).map(({ id }) => id)),
    );
  }

  /** Takes the seats and holds them; the departures are locked, and the people have lost what they had. */
  async keep(eventId: string, changeId: string, offers: readonly Alternative[]): Promise<void> {
    if (offers.length === 0) return;
    const departureIds = offers.map(({ departureId }) => departureId);
    await this.db.query(
      `UPDATE departures d SET taken = d.taken + g.n
         FROM (SELECT id, count(*)::integer AS n FROM unnest($1::uuid[]) AS u (id) GROUP BY id) g WHERE d.id = g.id`,
      [departureIds],
    );
    const ids = offers.map(() => newId());
    await this.db.query(
      `INSERT INTO bookings (id, event_id, site_visit_id, departure_id, registration_id, state, during, offer_expires_at, offered_by,
                             created_at, updated_at)
       SELECT b.id, d.event_id, d.site_visit_id, d.id, b.registration_id, 'offered', tstzrange(d.starts_at, d.ends_at), b.until, $2, $3, $3
         FROM unnest($4::uuid[], $5::uuid[], $6::uuid[], $7::timestamptz[]) AS b (id, departure_id, registration_id, until)
         JOIN departures d ON d.id = b.departure_id AND d.event_id = $1`,
      [
        eventId,
        changeId,
        this.clock.now(),
        ids,
        departureIds,
        offers.map(({ registrationId }) => registrationId),
        offers.map(({ expiresAt }) => expiresAt),
      ],
    );
    await this.engine.beginAll(
      bookingWorkflow,
      ids.map((id) => ({ id, scopeId: eventId, state: 'offered' })),
      { changeId },
    );
  }

  /**
   * Accepts or declines a place that is held, for its person or for staff; or for the `owner` of a link who is known already.
   * @throws 404, 409 when it is held no longer
   */
  async answer(
    event: EventScope,
    id: string,
    transition: 'accept' | 'decline',
    owner?: Principal,
  ): Promise<BookingView> {
    return this.db.transaction(async () => {
      const booking = await this.db.one<{ registration_id: string }>(
        'SELECT registration_id FROM bookings WHERE event_id = $1 AND id = $2',
        [event.id, id],
      );
      if (!booking) throw httpProblems.notFound('There is no such offer in this event.');
      assertMayBookFor(owner ?? currentPrincipal(), booking.registration_id);
      // The registration before the booking: of two places at one time only one can be accepted.
      await this.db.query('SELECT 1 FROM registrations WHERE id = $1 FOR NO KEY UPDATE', [
        booking.registration_id,
      ]);
      await this.engine.apply(bookingWorkflow, id, {
        transition,
        scopeId: event.id,
        principal: owner,
      });
      return this.bookings.booking(event.id, id);
    });
  }
}
