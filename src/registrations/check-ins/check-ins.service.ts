import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database } from '../../platform/database/database';
import { Rows } from '../../platform/database/rows';
import type { Problem, ProblemOptions } from '../../platform/http/problem';
import type { Principal } from '../../platform/http/request-context';
import { readRegistrationCode } from '../registration.rules';
import { checkInProblems } from './check-in.errors';
import type { CheckInInput } from './check-in.input';
import { toCheckInView, type CheckInRow, type CheckInView } from './check-in.view';
import { CheckInsQueries } from './check-ins.queries';

/** How far ahead of ours the clock of a scanner may be, in milliseconds. */
const clockSkew = 5 * 60_000;

type Found = CheckInRow & { check_in_id: string | null };

/** Who came in. */
@Injectable()
export class CheckInsService {
  private readonly rows: Rows;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly queries: CheckInsQueries,
  ) {
    this.rows = new Rows(db, clock, 'check_ins');
  }

  /**
   * Marks that the person with this code came, once a day at the place of the event. The same `clientId` again answers
   * what it answered first.
   * @throws 404 or 409 with a `reason`: unknown_code, not_confirmed, already_in
   */
  async checkIn(event: EventScope, input: CheckInInput, by: Principal): Promise<CheckInView> {
    const now = this.clock.now();
    const at = input.at === undefined ? now : new Date(input.at);
    if (at.getTime() > now.getTime() + clockSkew)
      throw checkInProblems.checkInFromFuture({
        detail: 'Set the clock of the scanner.',
        errors: [{ pointer: '/at', code: 'future', message: 'must not lie in the future' }],
      });
    const code = readRegistrationCode(input.code);
    const found = await this.db.one<Found>(
      `WITH found AS (
         SELECT r.id AS registration_id, r.code, r.state, p.display_name, p.native_name, r.category_id, c.title AS category_title,
                r.organisation_name, r.delegation_id, r.locale, ($4::timestamptz AT TIME ZONE $5)::date AS day
           FROM registrations r JOIN persons p ON p.id = r.person_id JOIN categories c ON c.id = r.category_id
          WHERE r.event_id = $1 AND r.code = $2),
       marked AS (
         INSERT INTO check_ins (id, event_id, registration_id, day, at, client_id, by_name, created_at, updated_at)
         SELECT $3, $1, registration_id, day, $4, $6, $7, $8, $8 FROM found WHERE state = 'confirmed'
         ON CONFLICT DO NOTHING RETURNING id)
       SELECT found.*, marked.id AS check_in_id FROM found LEFT JOIN marked ON true`,
      [event.id, code, newId(), at, event.timeZone, input.clientId ?? null, by.name, now],
    );
    if (!found)
      throw refused('unknown_code', checkInProblems.checkInUnknownCode, 'Look for the person by name.');
    if (found.check_in_id !== null) return toCheckInView({ ...found, id: found.check_in_id, version: 1, at });
    return this.explain(event, found, input.clientId);
  }

  /**
   * Takes a check-in back; it stays on record and counts no more.
   * @throws 404, 412
   */
  async undo(eventId: string, id: string, version: number, by: Principal): Promise<void> {
    await this.queries.checkIn(eventId, id);
    await this.rows.update({ id, eventId }, version, { undoneAt: this.clock.now(), undoneBy: by.name });
  }

  /** Why nothing was marked: it is the same scan again, or there is a reason to refuse. */
  private async explain(event: EventScope, found: Found, clientId: string | undefined): Promise<CheckInView> {
    const earlier = await this.db.one<{
      id: string;
      version: number;
      at: Date;
      day: string;
      same_scan: boolean;
    }>(
      `SELECT id, version, at, day, client_id IS NOT DISTINCT FROM $4 AND $4 IS NOT NULL AS same_scan FROM check_ins
        WHERE event_id = $1 AND registration_id = $2 AND (client_id = $4 OR (day = $3 AND undone_at IS NULL))
        ORDER BY same_scan DESC LIMIT 1`,
      [event.id, found.registration_id, found.day, clientId ?? null],
    );
    if (earlier?.same_scan) return toCheckInView({ ...found, ...earlier });
    const who = {
      registrationId: found.registration_id,
      name: found.display_name,
      categoryTitle: found.category_title,
      delegationId: found.delegation_id,
      state: found.state,
    };
    if (found.state !== 'confirmed')
      throw refused('not_confirmed', checkInProblems.checkInNotConfirmed, 'Send the person to the desk.', {
        registration: who,
      });
    if (earlier)
      throw refused('already_in', checkInProblems.checkInAlreadyIn, `Since ${earlier.at.toISOString()}.`, {
        registration: who,
        checkInId: earlier.id,
        checkedInAt: earlier.at.toISOString(),
      });
    throw checkInProblems.checkInClientIdReused('Give every scan a clientId of its own.');
  }
}

/** A refusal with the reason by which the scanner knows what to show. */
function refused(
  reason: string,
  problem: (options: ProblemOptions) => Problem,
  detail: string,
  extra: Record<string, unknown> = {},
): Problem {
  return problem({ detail, extra: { reason, ...extra } });
}
