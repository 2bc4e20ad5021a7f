import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database, isSqlError, sqlState } from '../../platform/database/database';
import { Outbox } from '../../platform/outbox/outbox';
import { registrationProblems } from '../registration.errors';
import { offerNext, offerUncounted } from './offers.jobs';
import { PlacesLedger, type Counting, type QuotaState } from './places.rules';

/** What came of asking for places. */
export interface PlaceAnswer {
  /** Whether the registration may be confirmed: it holds its places in every quota in which it counts. */
  readonly granted: boolean;
  /** For how many hours an offered place is held: as long as the strictest of its quotas says. */
  readonly offerHours: number;
  /** Titles of the quotas that have no place, or not as many as are wanted. */
  readonly full: readonly string[];
}

interface Verdict extends Record<string, unknown> {
  granted: boolean;
  fits: boolean;
  no_line: boolean;
  offer_hours: number | null;
  full_titles: string[] | null;
  quota_ids: string[] | null;
}

/** Where places are not counted, an offer is held as long as it usually is. */
const usualOfferHours = 48;

/** What registration $1 holds and wants in its quotas; they must be locked already, see `lock`. */
const ownQuotas = `
  own AS MATERIALIZED (
    SELECT p.quota_id, p.places AS held, r.places AS wanted
      FROM registration_places p JOIN registrations r ON r.id = p.registration_id WHERE p.registration_id = $1),
  counted AS MATERIALIZED (
    SELECT q.id, q.title, q.offer_hours, q.capacity - q.taken AS free, q.waiting, q.holds_nominations, o.held,
           q.nominations_until, o.wanted - o.held AS needed
      FROM quotas q JOIN own o ON o.quota_id = q.id)`;

/**
 * The places of quotas. They are taken and given back here only, under the locks of the quotas' rows and behind their
 * CHECK, so that no place is given twice. A registration that counts in several quotas has its places in all or in none.
 *
 * Who waits is counted in the row of the quota: whoever holds its lock knows whether there is a line, also when those in
 * it came while the lock was waited for.
 */
@Injectable()
export class Places {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** Works out in which quotas a registration that was just made counts. */
  async countIn(registrationId: string): Promise<void> {
    await this.db.query(
      `INSERT INTO registration_places (registration_id, quota_id)
       SELECT r.id, q FROM registrations r CROSS JOIN LATERAL quotas_counting(r.event_id, r.category_id, r.delegation_id, all_answers(r.id, r.answers)) q
        WHERE r.id = $1`,
      [registrationId],
    );
  }

  /** Works out in which quotas registrations that were just made count, by one statement. */
  async countAllIn(registrationIds: readonly string[]): Promise<void> {
    await this.db.query(
      `INSERT INTO registration_places (registration_id, quota_id)
       SELECT r.id, q FROM registrations r CROSS JOIN LATERAL quotas_counting(r.event_id, r.category_id, r.delegation_id, all_answers(r.id, r.answers)) q
        WHERE r.id = ANY ($1::uuid[]) AND EXISTS (SELECT 1 FROM quotas own WHERE own.event_id = r.event_id)`,
      [registrationIds],
    );
  }

  /**
   * Takes the places of many registrations of an event as if each had been asked for after the one before: who comes
   * first has them first, and who finds none has to wait. All their quotas are locked at once, in the order in which
   * everybody locks them, so nothing changes meanwhile and the reckoning is done here. Answers in the order that is given;
   * whoever is not granted places is in the lines already, and the caller says so in the registration.
   */
  async takeInOrder(
    registrationIds: readonly string[],
  ): Promise<Pick<PlaceAnswer, 'granted' | 'offerHours'>[]> {
    const counting = await this.db.query<Counting>(
      `SELECT p.registration_id AS id, p.quota_id, r.places - p.places AS needed
         FROM registration_places p JOIN registrations r ON r.id = p.registration_id
        WHERE p.registration_id = ANY ($1::uuid[]) ORDER BY p.quota_id`,
      [registrationIds],
    );
    const quotas = await this.db.query<QuotaState>(
      `SELECT id, capacity - taken AS free, waiting, offer_hours FROM quotas WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
      [[...new Set(counting.map(({ quota_id: id }) => id))]],
    );
    const ledger = new PlacesLedger(quotas, counting);
    for (const id of registrationIds) {
      if (!ledger.fits(id)) {
        ledger.wait(id);
        continue;
      }
      const lines = ledger.linesOf(id);
      // Somebody waits in one of its lines. Places only become fewer while the locks are held, so a line that nobody could
      // be served from stays one; whether there is such a one is asked of the database, which has to know what was given.
      if (lines.length > 0 && !ledger.isPassable(lines)) {
        await this.settle(ledger);
        if (ledger.waitsServed(id) || (await this.lineIsServed(id, ledger.quotasOf(id)))) {
          for (const quotaId of ledger.quotasOf(id)) await this.promiseOffers(quotaId);
          ledger.wait(id, { served: true });
          continue;
        }
        ledger.letPass(lines);
      }
      ledger.grant(id);
    }
    await this.settle(ledger);
    return registrationIds.map((id) => ({
      granted: ledger.isGranted(id),
      offerHours: ledger.offerHoursOf(id) ?? usualOfferHours,
    }));
  }

  /** Writes what was given and who waits since it was written last. */
  private async settle(ledger: PlacesLedger): Promise<void> {
    const { quotas, granted } = ledger.unsettled();
    if (quotas.length > 0)
      await this.db.query(
        `UPDATE quotas q SET taken = q.taken + c.taken, waiting = q.waiting + c.waiting
           FROM unnest($1::uuid[], $2::integer[], $3::integer[]) AS c (id, taken, waiting) WHERE q.id = c.id`,
        [quotas.map(({ id }) => id), quotas.map(({ taken }) => taken), quotas.map(({ waiting }) => waiting)],
      );
    if (granted.length > 0)
      await this.db.query(
        `UPDATE registration_places p SET places = r.places FROM registrations r
          WHERE r.id = p.registration_id AND p.registration_id = ANY ($1::uuid[])`,
        [granted],
      );
  }

  /**
   * Takes the places of a registration if all of them are free. While others wait who could have them, free places are
   * theirs: they go to somebody else only with `passingLine` (the next in line themselves, or an officer's decision).
   * With `beyond` they are given although they are not free, and counted as such.
   */
  async take(
    registrationId: string,
    { passingLine = false, beyond = false }: { passingLine?: boolean; beyond?: boolean } = {},
  ): Promise<PlaceAnswer> {
    await this.lock(registrationId);
    let verdict = await this.attempt(registrationId, passingLine, beyond);
    if (!verdict.granted && verdict.fits) {
      // Somebody waits in one of these lines. Whether for these places, or for one that is taken elsewhere, is asked by a
      // statement of its own: with the locks held, it sees everybody who waits.
      if (await this.lineIsServed(registrationId, verdict.quota_ids ?? []))
        for (const quotaId of verdict.quota_ids ?? []) await this.promiseOffers(quotaId);
      else verdict = await this.attempt(registrationId, true, false);
    }
    return {
      granted: verdict.granted,
      offerHours: verdict.offer_hours ?? usualOfferHours,
      full: verdict.full_titles ?? [],
    };
  }

  /** Holds a place for a nomination in the quotas that say so, while they do, as far as there are free ones. */
  async holdNomination(registrationId: string): Promise<void> {
    await this.lock(registrationId);
    await this.db.query(
      `WITH ${ownQuotas},
       taken AS (
         UPDATE quotas q SET taken = q.taken + l.needed FROM counted l
          WHERE q.id = l.id AND l.holds_nominations AND COALESCE(l.nominations_until > $2, true) AND l.needed > 0 AND l.free >= l.needed AND l.waiting = 0 RETURNING q.id)
       UPDATE registration_places p SET places = o.wanted FROM taken, own o
        WHERE p.registration_id = $1 AND p.quota_id = taken.id AND o.quota_id = taken.id`,
      [registrationId, this.clock.now()],
    );
  }

  /**
   * Gives back the places that a quota holds for nominations that nobody has answered, if its time for that is over, and
   * promises that they are offered. Whoever answers one of them takes its place under the same lock: before, or anew.
   */
  async letNominationsGo(
    quotaId: string,
    now: Date,
  ): Promise<{ registrationId: string; eventId: string; state: string }[]> {
    const due = await this.db.one(
      `SELECT id FROM quotas WHERE id = $1 AND holds_nominations AND nominations_until <= $2 AND nominations_let_go_at IS NULL
          FOR NO KEY UPDATE`,
      [quotaId, now],
    );
    if (!due) return [];
    const gone = await this.db.query<{ registrationId: string; eventId: string; state: string }>(
      `WITH held AS MATERIALIZED (
         SELECT p.registration_id, p.places, r.event_id, r.state
           FROM registration_places p JOIN registrations r ON r.id = p.registration_id
          WHERE p.quota_id = $1 AND p.places > 0 AND r.state IN ('draft', 'submitted', 'under_review')),
       emptied AS (
         UPDATE registration_places p SET places = 0 FROM held h WHERE p.quota_id = $1 AND p.registration_id = h.registration_id),
       given AS (
         UPDATE quotas q SET taken = q.taken - s.places, nominations_let_go_at = $2,
                overbooked = greatest(0, least(q.overbooked, q.taken - s.places - q.capacity))
           FROM (SELECT COALESCE(sum(places), 0)::integer AS places FROM held) s WHERE q.id = $1)
       SELECT registration_id AS "registrationId", event_id AS "eventId", state FROM held ORDER BY registration_id`,
      [quotaId, now],
    );
    if (gone.length > 0) await this.promiseOffers(quotaId);
    return gone;
  }

  /** Puts a registration into the lines of all its quotas. */
  async wait(registrationId: string): Promise<void> {
    await this.count(registrationId, 1);
  }

  /** Takes a registration out of the lines. */
  async leaveLine(registrationId: string): Promise<void> {
    await this.count(registrationId, -1);
  }

  /** Gives back all places of a registration, those kept for its group too, and promises that they are offered to the next in line. */
  async giveBack(registrationId: string): Promise<void> {
    await this.reduce(registrationId, 0);
  }

  /** Gives back the places that were kept for the group of a registration. */
  async giveGroupBack(registrationId: string): Promise<void> {
    await this.db.query(`UPDATE registrations SET places = 1, group_until = NULL WHERE id = $1`, [
      registrationId,
    ]);
    await this.reduce(registrationId, 1);
  }

  /**
   * Passes one of the places that are kept for a group on to somebody of the group, who must take it in this transaction.
   * Answers whether there was one: nothing is kept in quotas in which the first of the group does not count, and whoever
   * counts in such a one stands in its line as everybody does.
   */
  async passOn(leaderId: string, registrationId: string): Promise<boolean> {
    const leader = await this.db.one<{ places: number }>(
      `UPDATE registrations SET places = places - 1, group_until = CASE WHEN places > 2 THEN group_until END
        WHERE id = $1 AND state = 'confirmed' AND places > 1
          AND NOT EXISTS (SELECT quota_id FROM registration_places WHERE registration_id = $2
                          EXCEPT SELECT quota_id FROM registration_places WHERE registration_id = $1 AND places > 1)
        RETURNING places`,
      [leaderId, registrationId],
    );
    if (!leader) return false;
    await this.reduce(leaderId, leader.places);
    return true;
  }

  /** Promises that free places of a quota are offered to those who wait. */
  async promiseOffers(quotaId: string): Promise<void> {
    await this.outbox.enqueue(offerNext, { quotaId }, { key: quotaId });
  }

  /**
   * Works out anew in which quotas a registration counts, after its category, delegation or answers have changed: what it
   * holds moves along, or nothing changes.
   * @throws 409 when a quota in which it counts now has no place
   */
  async moveAlong(registrationId: string): Promise<void> {
    // Whoever changes the lists of quotas waits for this, and this for them.
    await this.db.query(
      `SELECT 1 FROM events WHERE id = (SELECT event_id FROM registrations WHERE id = $1) FOR KEY SHARE`,
      [registrationId],
    );
    const row = await this.db.one<{ state: string; changed: boolean; holds: boolean }>(
      `SELECT r.state, r.state IN ('offered', 'confirmed') AS holds,
              ARRAY(SELECT q FROM quotas_counting(r.event_id, r.category_id, r.delegation_id, all_answers(r.id, r.answers)) q ORDER BY q)
                <> ARRAY(SELECT p.quota_id FROM registration_places p WHERE p.registration_id = r.id ORDER BY p.quota_id) AS changed
         FROM registrations r WHERE r.id = $1 FOR NO KEY UPDATE`,
      [registrationId],
    );
    if (!row?.changed) return;
    const waits = row.state === 'waitlisted';
    // Old and new quotas at once, in the one order in which all are locked.
    await this.db.query(
      `SELECT 1 FROM quotas WHERE id IN (
         SELECT p.quota_id FROM registration_places p WHERE p.registration_id = $1
         UNION SELECT q FROM registrations r CROSS JOIN LATERAL quotas_counting(r.event_id, r.category_id, r.delegation_id, all_answers(r.id, r.answers)) q
          WHERE r.id = $1) ORDER BY id FOR NO KEY UPDATE`,
      [registrationId],
    );
    if (waits) await this.leaveLine(registrationId);
    const left = await this.db.query<{ quota_id: string }>(
      `WITH counting AS (
         SELECT q FROM registrations r CROSS JOIN LATERAL quotas_counting(r.event_id, r.category_id, r.delegation_id, all_answers(r.id, r.answers)) q
          WHERE r.id = $1),
       gone AS (
         DELETE FROM registration_places p WHERE p.registration_id = $1 AND p.quota_id NOT IN (SELECT q FROM counting)
         RETURNING quota_id, places),
       back AS (
         UPDATE quotas q SET taken = q.taken - gone.places, overbooked = greatest(0, least(q.overbooked, q.taken - gone.places - q.capacity))
           FROM gone WHERE q.id = gone.quota_id AND gone.places > 0 RETURNING q.id),
       come AS (
         INSERT INTO registration_places (registration_id, quota_id) SELECT $1, q FROM counting ON CONFLICT DO NOTHING)
       SELECT id AS quota_id FROM back`,
      [registrationId],
    );
    for (const { quota_id: quotaId } of left) await this.promiseOffers(quotaId);
    if (waits) await this.wait(registrationId);
    if (!row.holds) return;
    const { granted, full } = await this.take(registrationId);
    if (!granted)
      throw registrationProblems.quotaFull(
        full.length > 0
          ? `There is no place left in ${full.join(', ')}.`
          : 'Others wait for these places; they are offered to them first.',
      );
  }

  /**
   * Counts all registrations of an event anew into its quotas, whose lists have changed. Nobody may register meanwhile:
   * the event's row must be locked FOR UPDATE.
   * @throws 409 when a quota has less capacity than it would have to hold
   */
  async recount(eventId: string): Promise<void> {
    await this.db
      .query(
        `WITH counting AS (
           SELECT r.id, r.state, r.places, q FROM registrations r
            CROSS JOIN LATERAL quotas_counting(r.event_id, r.category_id, r.delegation_id, all_answers(r.id, r.answers)) q WHERE r.event_id = $1),
         gone AS (
           DELETE FROM registration_places p USING quotas q WHERE q.id = p.quota_id AND q.event_id = $1
              AND NOT EXISTS (SELECT 1 FROM counting c WHERE c.id = p.registration_id AND c.q = p.quota_id)
           RETURNING p.registration_id)
         INSERT INTO registration_places (registration_id, quota_id, places)
         SELECT c.id, c.q, CASE WHEN c.state IN ('offered', 'confirmed') THEN c.places ELSE 0 END FROM counting c
         ON CONFLICT DO NOTHING`,
        [eventId],
      )
      .then(() =>
        this.db.query(
          `UPDATE quotas q SET taken = sums.taken, waiting = sums.waiting, overbooked = greatest(0, least(q.overbooked, sums.taken - q.capacity))
             FROM (SELECT o.id, COALESCE(sum(p.places), 0)::integer AS taken,
                          count(r.id) FILTER (WHERE r.state = 'waitlisted')::integer AS waiting
                     FROM quotas o LEFT JOIN registration_places p ON p.quota_id = o.id LEFT JOIN registrations r ON r.id = p.registration_id
                    WHERE o.event_id = $1 GROUP BY o.id) sums
            WHERE q.id = sums.id AND (q.taken, q.waiting) IS DISTINCT FROM (sums.taken, sums.waiting)`,
          [eventId],
        ),
      )
      .catch((error: unknown) => {
        if (isSqlError(error, sqlState.checkViolation, 'quotas_taken_check'))
          throw registrationProblems.quotaFull(
            'A quota has not as many places as those who would count in it have taken.',
          );
        throw error;
      });
    const rows = await this.db.query<{ id: string }>(
      `SELECT id FROM quotas WHERE event_id = $1 AND waiting > 0 AND taken < capacity`,
      [eventId],
    );
    for (const { id } of rows) await this.promiseOffers(id);
    await this.outbox.enqueue(offerUncounted, { eventId }, { key: eventId });
  }

  /**
   * Locks the quotas of a registration in the order of their ids: whoever needs several waits for none in a circle. Not FOR
   * UPDATE: a reference to a quota that was just written holds a share in its key, and two such would wait for each other.
   * In a statement of its own, so that what counts next sees the rows as they are now. One that both locks and counts begins
   * at the rows as they were when it began, a second time after it has the lock; while somebody holds a share in their keys
   * it has to queue there behind those who wait for it.
   */
  private async lock(registrationId: string): Promise<void> {
    await this.db.query(
      `SELECT FROM quotas q JOIN registration_places p ON p.quota_id = q.id
        WHERE p.registration_id = $1 ORDER BY q.id FOR NO KEY UPDATE OF q`,
      [registrationId],
    );
  }

  private async attempt(registrationId: string, passingLine: boolean, beyond: boolean): Promise<Verdict> {
    const row = await this.db.one<Verdict>(
      `WITH ${ownQuotas},
       verdict AS (
         SELECT COALESCE(bool_and(needed <= 0 OR free >= needed), true) AS fits, COALESCE(bool_and(waiting = 0), true) AS no_line,
                min(offer_hours) AS offer_hours, array_agg(title ORDER BY title) FILTER (WHERE needed > 0 AND free < needed) AS full_titles,
                array_agg(id) AS quota_ids FROM counted),
       decision AS (SELECT v.*, $3 OR (v.fits AND ($2 OR v.no_line)) AS granted FROM verdict v),
       taken AS (
         UPDATE quotas q SET taken = q.taken + l.needed,
                overbooked = CASE WHEN $3 THEN greatest(q.overbooked, q.taken + l.needed - q.capacity) ELSE q.overbooked END
           FROM counted l, decision d WHERE q.id = l.id AND d.granted AND l.needed > 0),
       held AS (
         UPDATE registration_places p SET places = o.wanted FROM own o, decision d
          WHERE p.registration_id = $1 AND p.quota_id = o.quota_id AND d.granted)
       SELECT granted, fits, no_line, offer_hours, full_titles, quota_ids FROM decision`,
      [registrationId, passingLine, beyond],
    );
    return row!;
  }

  /** Whether somebody waits for one of these quotas who could have their places now. */
  private async lineIsServed(registrationId: string, quotaIds: readonly string[]): Promise<boolean> {
    const found = await this.db.one(
      `SELECT 1 FROM registrations w
        WHERE w.event_id = (SELECT event_id FROM registrations WHERE id = $1) AND w.state = 'waitlisted' AND w.id <> $1
          AND EXISTS (SELECT 1 FROM registration_places p WHERE p.registration_id = w.id AND p.quota_id = ANY ($2::uuid[]))
          AND NOT EXISTS (SELECT 1 FROM registration_places p JOIN quotas q ON q.id = p.quota_id
                           WHERE p.registration_id = w.id AND q.capacity - q.taken < w.places)
        LIMIT 1`,
      [registrationId, quotaIds],
    );
    return found !== undefined;
  }

  private async count(registrationId: string, by: 1 | -1): Promise<void> {
    await this.lock(registrationId);
    await this.db.query(
      `WITH ${ownQuotas} UPDATE quotas q SET waiting = q.waiting + $2 FROM counted l WHERE q.id = l.id`,
      [registrationId, by],
    );
  }

  /** Leaves a registration so many places, and promises that what it gives back is offered. */
  private async reduce(registrationId: string, places: number): Promise<void> {
    await this.lock(registrationId);
    const back = await this.db.query<{ id: string }>(
      `WITH ${ownQuotas},
       held AS (
         UPDATE registration_places p SET places = $2 WHERE p.registration_id = $1 AND p.places > $2),
       given AS (
         UPDATE quotas q SET taken = q.taken - (l.held - $2),
                overbooked = greatest(0, least(q.overbooked, q.taken - (l.held - $2) - q.capacity))
           FROM counted l WHERE q.id = l.id AND l.held > $2 RETURNING q.id)
       SELECT id FROM given`,
      [registrationId, places],
    );
    for (const { id } of back) await this.promiseOffers(id);
  }
}
