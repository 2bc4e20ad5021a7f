import { Injectable } from '@nestjs/common';
import { EditionParts, type EditionWork } from '../events/editions/edition-parts.service';
import { movedEnd, movedWallTime } from '../events/editions/edition.rules';
import type { Sentence } from '../events/editions/edition.words';
import { isSqlError, sqlState } from '../platform/database/database';
import { Outbox } from '../platform/outbox/outbox';
import { WorkflowEngine } from '../platform/workflow/engine';
import { departureMoved, departureWorkflow } from './departures/departure.workflow';
import { keptSeatsWorkflow } from './departures/kept-seats.workflow';
import { siteVisitProblems } from './site-visits.errors';

const startsAt = movedWallTime('d.starts_at');
const endsAt = movedEnd('d.starts_at', 'd.ends_at');
// Never after the begin, also where the clocks leap over one of the two.
const cutOffAt = `least(${movedWallTime('d.cut_off_at')}, ${startsAt})`;

const visit = `(SELECT v.title FROM site_visits v WHERE v.id = site_visit_id)`;

/** Departures that still take or will take bookings; who goes on the others is settled, and has been told so. */
const movable = `state IN ('planned', 'open')`;

const wereCancelled: Sentence = { en: 'They were cancelled.', ru: 'Они были отменены.', zh: '已取消。' };

const isSettled: Sentence = {
  en: 'Booking is closed and who goes is settled; move or cancel them one by one.',
  ru: 'Запись закрыта, состав определён; перенесите или отмените их по отдельности.',
  zh: '预订已截止，人员已确定；请逐一调整时间或取消。',
};

const keptForOthers: Sentence = {
  en: 'They were kept for delegations, or for categories that are not copied, or were more than the departure has.',
  ru: 'Они были оставлены за делегациями или за категориями, которые не копируются, либо их было больше, чем мест в поездке.',
  zh: '这些名额是为代表团或未复制的类别保留的，或超出该班次的座位数。',
};

/** What the next edition can take over of site visits, and how departures move with the days of an event. */
@Injectable()
export class SiteVisitsEdition {
  constructor(
    parts: EditionParts,
    private readonly engine: WorkflowEngine,
    private readonly outbox: Outbox,
  ) {
    parts.register({
      name: 'site_visits',
      means: 'Visits with their hosts, contacts, languages, house rules and what identity data they need.',
      copy: async (work) => {
        await work.write(
          'site_visits',
          `INSERT INTO site_visits (id, event_id, organisation_id, site, title, titles, about, address, languages, house_rules, identity_rules,
                  booking_mode, wishes_close_at, heads_first, delegation_most, delegation_least, feedback_days, contact_name, contact_email, created_at, updated_at)
           SELECT id_in_copy(v.id, plan.event_id), plan.event_id, v.organisation_id, v.site, v.title, v.titles, v.about, v.address,
                  v.languages, v.house_rules, v.identity_rules, v.booking_mode, ${movedWallTime('v.wishes_close_at')}, v.heads_first, v.delegation_most, v.delegation_least, v.feedback_days, v.contact_name, v.contact_email, plan.now, plan.now
             FROM plan JOIN site_visits v ON v.event_id = plan.source_id
           RETURNING id, title AS name, NULL::timestamptz AS at`,
        );
        await work.follow(
          `INSERT INTO host_contacts (id, event_id, site_visit_id, name, email, post, locale, created_at, updated_at)
           SELECT id_in_copy(h.id, plan.event_id), plan.event_id, id_in_copy(h.site_visit_id, plan.event_id), h.name, h.email, h.post,
                  h.locale, plan.now, plan.now
             FROM plan JOIN host_contacts h ON h.event_id = plan.source_id`,
        );
        // In which form the host wants its lists, but not from whom the coaches came.
        await work.follow(
          `INSERT INTO manifest_forms (site_visit_id, event_id, version, mark, columns, languages, orientation, formats)
           SELECT v.id, v.event_id, 1, f.mark, f.columns, f.languages, f.orientation, f.formats
             FROM plan JOIN manifest_forms f ON f.event_id = plan.source_id JOIN site_visits v ON v.id = id_in_copy(f.site_visit_id, plan.event_id)`,
        );
      },
    });
    parts.register({
      name: 'departures',
      means:
        'Departures as planned, with cut-off, places, coaches and seats kept for categories, and the rules of wishes, but without guides, plates, drivers and marshals; no bookings and no wishes.',
      needs: ['site_visits'],
      uses: ['categories'],
      copy: (work) => this.copyDepartures(work),
      reschedule: (work) => this.moveDepartures(work),
    });
  }

  private async copyDepartures(work: EditionWork): Promise<void> {
    const copied = await work.write(
      'departures',
      `INSERT INTO departures (id, event_id, site_visit_id, state, starts_at, ends_at, cut_off_at, meeting_point, capacity,
              coach_seats, kept_back, seats, created_at, updated_at)
       SELECT id_in_copy(d.id, plan.event_id), plan.event_id, v.id, '${departureWorkflow.initial}',
              ${startsAt}, ${endsAt}, ${cutOffAt}, d.meeting_point, d.capacity, d.coach_seats, d.kept_back, d.seats, plan.now, plan.now
         FROM plan JOIN departures d ON d.event_id = plan.source_id AND d.state <> 'cancelled'
         JOIN site_visits v ON v.id = id_in_copy(d.site_visit_id, plan.event_id)
       RETURNING id, ${visit} AS name, starts_at AS at`,
    );
    await work.follow(
      `INSERT INTO coaches (id, event_id, departure_id, label, position, seats, created_at, updated_at)
       SELECT id_in_copy(c.id, plan.event_id), plan.event_id, d.id, c.label, c.position, c.seats, plan.now, plan.now
         FROM plan JOIN coaches c ON c.event_id = plan.source_id
         JOIN departures d ON d.id = id_in_copy(c.departure_id, plan.event_id)`,
    );
    const scopeId = work.plan.eventId;
    await this.engine.beginAll(
      departureWorkflow,
      copied.map(({ id }) => ({ id, scopeId })),
    );
    work.leaveOut('departures', await count(work, `d.state = 'cancelled'`), wereCancelled);
    await this.copyKeptSeats(work);
    await work.follow(
      `INSERT INTO wish_rules (id, event_id, closes_at, most_wishes, most_places, no_shows_last, created_at, updated_at)
       SELECT id_in_copy(r.id, plan.event_id), plan.event_id, ${movedWallTime('r.closes_at')}, r.most_wishes, r.most_places, r.no_shows_last,
              plan.now, plan.now
         FROM plan JOIN wish_rules r ON r.event_id = plan.source_id`,
    );
  }

  /**
   * Seats kept for categories, also where they have fallen free since: by the next edition they nearly always have. Of
   * several rows for one category the last holds, and never more are kept than the departure has.
   */
  private async copyKeptSeats(work: EditionWork): Promise<void> {
    const copied = await work.write(
      'kept_seats',
      `INSERT INTO kept_seats (id, event_id, departure_id, category_id, seats, kept_until, state, created_at, updated_at)
       SELECT k.id, plan.event_id, k.departure_id, k.category_id, k.seats, k.until, '${keptSeatsWorkflow.initial}', plan.now, plan.now
         FROM plan, (
           SELECT last.*, sum(last.seats) OVER (PARTITION BY last.departure_id ORDER BY last.created_at, last.id) AS so_far
             FROM (SELECT DISTINCT ON (k.departure_id, k.category_id) id_in_copy(k.id, plan.event_id) AS id, d.id AS departure_id,
                          c.id AS category_id, k.seats, d.seats AS most, ${movedWallTime('k.kept_until')} AS until, k.created_at
                     FROM plan JOIN kept_seats k ON k.event_id = plan.source_id
                     JOIN departures d ON d.id = id_in_copy(k.departure_id, plan.event_id)
                     JOIN categories c ON c.id = id_in_copy(k.category_id, plan.event_id)
                    ORDER BY k.departure_id, k.category_id, k.created_at DESC, k.id DESC) last) k
        WHERE k.so_far <= k.most
       RETURNING id, (SELECT c.title FROM categories c WHERE c.id = category_id) AS name, kept_until AS at`,
    );
    const scopeId = work.plan.eventId;
    await this.engine.beginAll(
      keptSeatsWorkflow,
      copied.map(({ id }) => ({ id, scopeId })),
    );
    const [all] = await work.select<{ n: number }>(
      `SELECT count(DISTINCT (k.departure_id, k.category_id, k.delegation_id))::integer AS n
         FROM plan JOIN kept_seats k ON k.event_id = plan.source_id
         JOIN departures d ON d.id = k.departure_id AND d.state <> 'cancelled'`,
    );
    work.leaveOut('kept_seats', all!.n - copied.length, keptForOthers);
  }

  private async moveDepartures(work: EditionWork): Promise<void> {
    if (!work.moves) return;
    const { eventId } = work.plan;
    // Bookings before their departures: the order in which every act locks them.
    await work.select(
      `SELECT b.id FROM plan JOIN departures d ON d.event_id = plan.event_id JOIN bookings b ON b.departure_id = d.id
        WHERE d.${movable} AND b.state NOT IN ('cancelled', 'refused') ORDER BY b.id FOR NO KEY UPDATE OF b`,
    );
    await work.select(
      `SELECT d.id FROM plan JOIN departures d ON d.event_id = plan.event_id WHERE d.${movable} ORDER BY d.id FOR NO KEY UPDATE OF d`,
    );
    const moved = await work.write(
      'departures',
      `UPDATE departures d SET starts_at = ${startsAt}, ends_at = ${endsAt}, cut_off_at = ${cutOffAt},
              calendar_sequence = d.calendar_sequence + 1, version = d.version + 1, updated_at = plan.now
         FROM plan WHERE d.event_id = plan.event_id AND d.${movable}
       RETURNING d.id, ${visit} AS name, d.starts_at AS at`,
    );
    const ids = moved.map(({ id }) => id);
    await this.moveBookings(work, ids);
    await work.follow(
      `UPDATE host_requests q SET answer_by = ${movedWallTime('q.answer_by')}, version = q.version + 1, updated_at = plan.now
         FROM plan, departures d WHERE d.id = q.departure_id AND d.event_id = plan.event_id AND d.${movable} AND q.state <> 'ended'`,
    );
    await this.moveDeadlines(work);
    await this.outbox.tellMany(
      departureMoved,
      ids.map((departureId) => ({ eventId, departureId })),
    );
    work.leaveOut('departures', await count(work, `d.state IN ('closed', 'cleared')`), isSettled);
  }

  /**
   * What falls free, lapses or closes at an instant of its own does so at the same wall time as before. An offer is held
   * at most until the cut-off, which has moved already; the terms of offers that are over stay as they are on record.
   */
  private async moveDeadlines(work: EditionWork): Promise<void> {
    const onMoved = `d.event_id = plan.event_id AND d.${movable}`;
    await work.follow(
      `UPDATE kept_seats k SET kept_until = ${movedWallTime('k.kept_until')}, version = k.version + 1, updated_at = plan.now
         FROM plan, departures d WHERE d.id = k.departure_id AND ${onMoved} AND k.state = 'kept'`,
    );
    await work.follow(
      `UPDATE bookings b SET offer_expires_at = least(${movedWallTime('b.offer_expires_at')}, d.cut_off_at),
              version = b.version + 1, updated_at = plan.now
         FROM plan, departures d WHERE d.id = b.departure_id AND ${onMoved} AND b.state = 'offered'`,
    );
    await work.follow(
      `UPDATE departure_changes c SET hold_until = ${movedWallTime('c.hold_until')}, version = c.version + 1, updated_at = plan.now
         FROM plan WHERE c.event_id = plan.event_id AND c.hold_until > plan.now`,
    );
    await work.follow(
      `UPDATE site_visits v SET wishes_close_at = ${movedWallTime('v.wishes_close_at')}, version = v.version + 1, updated_at = plan.now
         FROM plan WHERE v.event_id = plan.event_id AND v.wishes_close_at IS NOT NULL`,
    );
    await work.follow(
      `UPDATE wish_rules r SET closes_at = ${movedWallTime('r.closes_at')}, version = r.version + 1, updated_at = plan.now
         FROM plan WHERE r.event_id = plan.event_id AND r.closes_at IS NOT NULL`,
    );
  }

  /** Out of everybody's way first: while they move one after the other, one would stand where the next still is. */
  private async moveBookings(work: EditionWork, departureIds: readonly string[]): Promise<void> {
    if (departureIds.length === 0) return;
    const ofThese = `departure_id IN (SELECT d.id FROM departures d, plan WHERE d.event_id = plan.event_id AND d.${movable})`;
    await work.follow(`UPDATE bookings SET during = 'empty' WHERE ${ofThese}`);
    await work
      .follow(
        `UPDATE bookings b SET during = tstzrange(d.starts_at, d.ends_at) FROM departures d WHERE d.id = b.departure_id AND b.${ofThese}`,
      )
      .catch((error: unknown) => {
        if (isSqlError(error, sqlState.exclusionViolation, 'bookings_no_clash'))
          throw siteVisitProblems.departureClashes(
            'Somebody is booked on a departure that does not move, at the time to which another one would. Cancel one of the bookings, or move that departure first.',
          );
        throw error;
      });
  }
}

async function count(work: EditionWork, which: string): Promise<number> {
  const [row] = await work.select<{ n: number }>(
    `SELECT count(*)::integer AS n FROM plan JOIN departures d ON d.event_id = plan.source_id AND ${which}`,
  );
  return row!.n;
}
