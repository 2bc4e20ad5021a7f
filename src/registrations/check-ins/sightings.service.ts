import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database, isSqlError, sqlState } from '../../platform/database/database';
import { endsEntry } from './admission.queries';
import { reasonsOfOrder } from './admission.rules';

/** How often something is tried that another scan got in the way of. */
const tries = 3;

/**
 * What follows from the order in which people were seen. A scan that is marked as it happens fits in at the end; one
 * that comes late, or is undone, can turn what was an entry into a second sighting, and the other way round.
 */
@Injectable()
export class Sightings {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Lets nobody else work out anew what these people did, until the transaction ends. They are locked in one order. */
  async lock(registrationIds: readonly string[]): Promise<void> {
    await this.db.query(
      'SELECT 1 FROM registrations WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE',
      [registrationIds],
    );
  }

  /**
   * Works out anew, from all that was seen of these people at the point and not undone, which sightings count as entry
   * and leaving, and when each stay ended. The first entry of a stay counts; the others are second sightings of somebody
   * who is in (`already_in`), and a leaving without an entry is `not_in`. Call it in a transaction that holds {@link lock}.
   */
  async settle(pointId: string, registrationIds: readonly string[]): Promise<void> {
    // First all give way, then those that count take their place: a unique index looks at each row as it comes. This
    // also makes a scan that is marked at the same instant wait for the outcome.
    await this.db.query(
      'UPDATE check_ins SET blocks = false WHERE point_id = $1 AND registration_id = ANY ($2::uuid[]) AND blocks',
      [pointId, registrationIds],
    );
    await this.db.query(
      `WITH point AS (SELECT kind, reentry, kind = 'door' AND NOT records_out AS free FROM check_in_points WHERE id = $1),
       seen AS (
         -- A stay ends with a leaving: its number is how many there were before.
         SELECT i.id, i.registration_id, i.direction, i.at, i.once_on,
                count(*) FILTER (WHERE i.direction = 'out') OVER (PARTITION BY i.registration_id ORDER BY i.at, i.id
                  ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS stay
           FROM check_ins i WHERE i.point_id = $1 AND i.registration_id = ANY ($2::uuid[]) AND i.undone_at IS NULL),
       ranked AS (
         SELECT *, row_number() OVER (PARTITION BY registration_id, direction, once_on, stay ORDER BY at, id) = 1 AS first_of_stay,
                row_number() OVER (PARTITION BY registration_id, direction, once_on ORDER BY at, id) = 1 AS first_of_all
           FROM seen),
       ended AS (
         SELECT e.id AS entry_id, o.id AS leaving_id, o.at AS left_at
           FROM (SELECT DISTINCT ON (registration_id, stay) * FROM ranked WHERE direction = 'in' AND first_of_stay
                  ORDER BY registration_id, stay, at DESC, id DESC) e
           JOIN ranked o ON o.registration_id = e.registration_id AND o.stay = e.stay AND o.direction = 'out'
          CROSS JOIN point WHERE ${endsEntry('point.kind', { day: 'o.once_on', at: 'o.at' }, 'e')}),
       settled AS (
         SELECT k.id, entry.left_at,
                CASE WHEN k.direction = 'in' THEN point.free OR k.first_of_stay ELSE leaving.entry_id IS NOT NULL END AS counts,
                CASE WHEN k.direction = 'out' THEN CASE WHEN leaving.entry_id IS NULL THEN 'not_in' END
                     WHEN point.free THEN NULL
                     WHEN NOT k.first_of_stay THEN 'already_in'
                     WHEN NOT point.reentry AND NOT k.first_of_all THEN 'no_reentry' END AS trouble,
                k.direction = 'in' AND NOT point.free AND k.first_of_stay
                  AND CASE WHEN point.reentry THEN entry.left_at IS NULL ELSE k.first_of_all END AS blocks
           FROM ranked k CROSS JOIN point
           LEFT JOIN ended entry ON entry.entry_id = k.id LEFT JOIN ended leaving ON leaving.leaving_id = k.id),
       told AS (
         -- What else was wrong with a scan stays wrong.
         SELECT s.*, CASE WHEN i.conflict = ANY ($3::text[]) OR i.conflict IS NULL THEN s.trouble ELSE i.conflict END AS conflict
           FROM settled s JOIN check_ins i ON i.id = s.id)
       UPDATE check_ins i SET counts = t.counts, conflict = t.conflict, left_at = t.left_at, blocks = t.blocks, updated_at = $4,
              version = i.version + CASE WHEN (i.counts, i.conflict, i.left_at) IS DISTINCT FROM (t.counts, t.conflict, t.left_at) THEN 1 ELSE 0 END
         FROM told t
        WHERE i.id = t.id AND (i.counts, i.conflict, i.left_at, i.blocks) IS DISTINCT FROM (t.counts, t.conflict, t.left_at, t.blocks)`,
      [pointId, registrationIds, reasonsOfOrder, this.clock.now()],
    );
  }

  /**
   * Does `work` in a transaction, again if the scan of somebody at another gate got in its way. Within a transaction that
   * was there before there is no second try: what is in it is gone with the first.
   */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.db.transaction(work);
      } catch (error) {
        const collided =
          isSqlError(error, sqlState.uniqueViolation) || isSqlError(error, sqlState.deadlockDetected);
        if (!collided || this.db.inTransaction || attempt === tries) throw error;
      }
    }
  }
}
