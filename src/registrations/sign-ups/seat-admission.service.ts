import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { AdmissionRules, type PlaceOfAdmission } from '../check-ins/admission-rules.service';
import type { RefusalReason } from '../check-ins/admission.rules';

/** Lets nobody into a session that needs seats who has none; whoever has a part in it needs none. */
@Injectable()
export class SeatAdmission {
  constructor(
    private readonly db: Database,
    rules: AdmissionRules,
  ) {
    rules.register({
      concerns: ['seated_session'],
      refusals: (place, registrationIds) => this.refusals(place, registrationIds),
      expected: (place) => this.expected(place),
    });
  }

  private async refusals(
    { eventId, sessionId }: PlaceOfAdmission,
    registrationIds: readonly string[],
  ): Promise<Map<string, RefusalReason>> {
    const rows = await this.db.query<{ id: string; full: boolean }>(
      `SELECT r.id, COALESCE(t.taken, 0) >= s.capacity AS full
         FROM releases l JOIN release_sessions s ON s.release_id = l.id AND s.session_id = $2
         LEFT JOIN session_seats t ON t.session_id = s.session_id
         JOIN registrations r ON r.event_id = $1 AND r.id = ANY ($3::uuid[])
        WHERE l.event_id = $1 AND l.state = 'released'
          AND NOT EXISTS (SELECT 1 FROM sign_ups u
                           WHERE u.session_id = $2 AND u.registration_id = r.id AND u.state = 'confirmed')
          AND NOT EXISTS (SELECT 1 FROM release_roles p
                           WHERE p.release_id = l.id AND p.session_id = $2 AND p.person_id = r.person_id)`,
      [eventId, sessionId, registrationIds],
    );
    return new Map(rows.map(({ id, full }) => [id, full ? 'session_full' : 'no_seat']));
  }

  private async expected({ sessionId }: PlaceOfAdmission): Promise<number> {
    const row = await this.db.one<{ taken: number }>(
      'SELECT taken FROM session_seats WHERE session_id = $1',
      [sessionId],
    );
    return row?.taken ?? 0;
  }
}
