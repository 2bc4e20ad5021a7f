import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database } from '../../platform/database/database';
import { currentPrincipal, systemPrincipal } from '../../platform/http/request-context';
import { Sweeper } from '../../platform/workflow/sweeper';
import { IdentityData } from './identity-data.service';
import { usualKeepDays } from './identity.rules';
import type { ErasureReason } from './identity.view';

/** Hours for which data that a host has are kept here beyond the end of a visit on which the person has no place any more. */
const hoursAfterLostPlace = 24;

/** Requests of which one transaction erases the data. */
const batch = 200;

/** How often this process looks for what is due, by the clock of the program, in milliseconds. */
const everyMs = 60_000;

/**
 * SQL for when what is held for a request `q` to visit `v` by registration `r` is erased (`erasure.due_at`; null: at once)
 * and why (`erasure.reason`). Whoever has or had a place: so many days after the end of the departure. Who has lost it:
 * at once, or, where the host has the data, soon after the end, so that it can still be said what the host was told.
 */
export const erasureOf = `
  LEFT JOIN LATERAL (
    SELECT max(d.ends_at) AS ends_at,
           max(d.ends_at) FILTER (WHERE b.state IN ('confirmed', 'cleared', 'boarded', 'returned', 'no_show') AND d.state <> 'cancelled') AS place_until
      FROM bookings b JOIN departures d ON d.id = b.departure_id
     WHERE b.site_visit_id = q.site_visit_id AND b.registration_id = q.registration_id) booked ON true
  CROSS JOIN LATERAL (
    SELECT CASE WHEN q.person_id = r.person_id AND booked.place_until IS NOT NULL
                  THEN booked.place_until + make_interval(days => coalesce((v.identity_rules ->> 'keepDays')::integer, ${usualKeepDays}))
                WHEN EXISTS (SELECT 1 FROM identity_records t JOIN identity_looks k ON k.record_id = t.id AND k.to_host WHERE t.request_id = q.id)
                  THEN booked.ends_at + interval '${hoursAfterLostPlace} hours'
           END::timestamptz(3) AS due_at,
           CASE WHEN q.person_id = r.person_id AND booked.place_until IS NOT NULL THEN 'time_over' ELSE 'place_ended' END AS reason) erasure`;

interface DueRow extends Record<string, unknown> {
  readonly id: string;
  readonly due_at: Date | null;
  readonly reason: ErasureReason;
}

interface StaleRow extends Record<string, unknown> {
  readonly id: string;
  readonly event_id: string;
  readonly site_visit_id: string;
  readonly registration_id: string;
  readonly person_id: string;
  readonly needed: string[];
}

/**
 * Erases what was handed in when its time is over: the ciphertexts of all versions go, and a row says whose, why, when, how
 * many and which digest they had. Nothing of what was in them stays.
 */
@Injectable()
export class IdentityErasures {
  private looked: Date | undefined;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly data: IdentityData,
    sweeper: Sweeper,
  ) {
    sweeper.register('identity data whose time is over', (now) => this.sweep(now));
  }

  /** Erases what is due of one registration: it has lost a place, or passed to another person. */
  async eraseDueOf(registrationId: string): Promise<void> {
    await this.eraseDue(this.clock.now(), registrationId);
  }

  /** Erases all versions of a request, which the caller has locked: the person takes them back. Answers whether there were any. */
  async withdraw(requestId: string): Promise<boolean> {
    return (await this.erase([{ id: requestId, due_at: null, reason: 'withdrawn' }])) > 0;
  }

  /**
   * The host needs less than before: versions with a field that it does not need any more go, and what it still needs of the
   * newest one stays as a version of its own. Answers whether there may be more to do.
   */
  async eraseNotNeeded(siteVisitId: string): Promise<boolean> {
    return this.db.transaction(async () => {
      const rows = await this.db.query<StaleRow>(
        `SELECT q.id, q.event_id, q.site_visit_id, q.registration_id, q.person_id, needed.fields AS needed
           FROM identity_requests q JOIN site_visits v ON v.id = q.site_visit_id JOIN persons p ON p.id = q.person_id
          CROSS JOIN LATERAL (SELECT identity_fields(v.identity_rules, p.nationality, false) AS fields) needed
          WHERE q.site_visit_id = $1 AND q.held AND EXISTS (
                SELECT 1 FROM identity_records t WHERE t.request_id = q.id AND t.sealed IS NOT NULL AND NOT t.fields <@ needed.fields)
          ORDER BY q.id LIMIT ${batch} FOR NO KEY UPDATE OF q`,
        [siteVisitId],
      );
      for (const row of rows) await this.reduce(row);
      return rows.length === batch;
    });
  }

  private async sweep(now: Date): Promise<number> {
    // A clock that was set back begins anew.
    if (this.looked && now >= this.looked && now.getTime() - this.looked.getTime() < everyMs) return 0;
    while (await this.eraseDue(now));
    this.looked = now;
    return 0;
  }

  /** Answers whether there may be more to do. */
  private eraseDue(now: Date, registrationId: string | null = null): Promise<boolean> {
    return this.db.transaction(async () => {
      const due = await this.db.query<DueRow>(
        `SELECT q.id, erasure.due_at, erasure.reason
           FROM identity_requests q JOIN site_visits v ON v.id = q.site_visit_id JOIN registrations r ON r.id = q.registration_id ${erasureOf}
          WHERE q.held AND ($2::uuid IS NULL OR q.registration_id = $2) AND (erasure.due_at IS NULL OR erasure.due_at <= $1)
          ORDER BY q.id LIMIT ${batch} FOR NO KEY UPDATE OF q SKIP LOCKED`,
        [now, registrationId],
      );
      await this.erase(due, systemPrincipal.name);
      return due.length === batch;
    });
  }

  /** Erases all that is held for these requests, which are locked. Answers for how many there was something. */
  private async erase(due: readonly DueRow[], by = currentPrincipal().name): Promise<number> {
    if (due.length === 0) return 0;
    const erased = await this.db.query<{ id: string }>(
      `WITH due AS (SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::text[]) AS d (request_id, id, due_at, reason)),
            proof AS (
              INSERT INTO identity_erasures (id, event_id, site_visit_id, registration_id, person_id, reason, fields, records, digest, by_name, due_at, at)
              SELECT d.id, q.event_id, q.site_visit_id, q.registration_id, q.person_id, d.reason, all_fields.names, count(*),
                     encode(sha256(string_agg(t.sealed, ''::bytea ORDER BY t.number)), 'hex'), $5, d.due_at, $6
                FROM due d JOIN identity_requests q ON q.id = d.request_id JOIN identity_records t ON t.request_id = q.id AND t.sealed IS NOT NULL
               CROSS JOIN LATERAL (SELECT array_agg(DISTINCT f ORDER BY f) AS names FROM identity_records s, unnest(s.fields) f
                                    WHERE s.request_id = q.id AND s.sealed IS NOT NULL) all_fields
               GROUP BY d.id, d.reason, d.due_at, q.id, all_fields.names
              RETURNING id),
            gone AS (
              UPDATE identity_records t SET sealed = NULL, key_id = NULL, erasure_id = d.id
                FROM due d JOIN proof USING (id) WHERE t.request_id = d.request_id AND t.sealed IS NOT NULL)
       UPDATE identity_requests q SET held = false, given = '{}', version = q.version + 1, updated_at = $6
         FROM due d WHERE q.id = d.request_id AND q.held RETURNING q.id`,
      [
        due.map(({ id }) => id),
        due.map(() => newId()),
        due.map(({ due_at }) => due_at),
        due.map(({ reason }) => reason),
        by,
        this.clock.now(),
      ],
    );
    return erased.length;
  }

  private async reduce({ needed, ...request }: StaleRow): Promise<void> {
    const { number, values } = await this.data.forMerging(request.id);
    const stays = Object.fromEntries(Object.entries(values).filter(([field]) => needed.includes(field)));
    const isWhole = Object.keys(stays).length === Object.keys(values).length;
    const stale = `request_id = $1 AND sealed IS NOT NULL AND NOT fields <@ $2::text[]`;
    const erasureId = newId();
    const now = this.clock.now();
    await this.db.query(
      `INSERT INTO identity_erasures (id, event_id, site_visit_id, registration_id, person_id, reason, fields, records, digest, by_name, due_at, at)
       SELECT $3, $4, $5, $6, $7, 'not_needed',
              (SELECT array_agg(DISTINCT f ORDER BY f) FROM identity_records s, unnest(s.fields) f
                WHERE s.request_id = $1 AND s.sealed IS NOT NULL AND NOT f = ANY ($2::text[])),
              count(*), encode(sha256(string_agg(sealed, ''::bytea ORDER BY number)), 'hex'), $8, NULL, $9
         FROM identity_records WHERE ${stale}`,
      [
        request.id,
        needed,
        erasureId,
        request.event_id,
        request.site_visit_id,
        request.registration_id,
        request.person_id,
        systemPrincipal.name,
        now,
      ],
    );
    await this.db.query(
      `UPDATE identity_records SET sealed = NULL, key_id = NULL, erasure_id = $3 WHERE ${stale}`,
      [request.id, needed, erasureId],
    );
    const given = Object.keys(stays);
    if (!isWhole && given.length > 0) await this.data.keep(request, number + 1, stays, systemPrincipal);
    await this.db.query(
      `UPDATE identity_requests SET held = $2, given = $3, version = version + 1, updated_at = $4 WHERE id = $1`,
      [request.id, isWhole || given.length > 0, given, now],
    );
  }
}
