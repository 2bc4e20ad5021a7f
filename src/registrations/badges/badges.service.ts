import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { httpProblems } from '../../platform/http/problem';
import type { Principal } from '../../platform/http/request-context';
import type { BadgeRevocationsView, BadgeRevocationView } from './badge.view';

interface RevocationRow extends Record<string, unknown> {
  registration_id: string;
  revision: number;
  reason: string;
  by_name: string;
  at: Date;
}

/** Badges that are lost. They stay on record. */
@Injectable()
export class BadgesService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes the badge of a registration worthless: its next revision is the good one. @throws 404
   */
  async revoke(
    eventId: string,
    registrationId: string,
    reason: string,
    by: Principal,
  ): Promise<BadgeRevocationView> {
    const row = await this.db.one<RevocationRow>(
      `WITH raised AS (
         UPDATE registrations SET badge_revision = badge_revision + 1, version = version + 1, updated_at = $5
          WHERE id = $2 AND event_id = $1 RETURNING id, badge_revision - 1 AS revoked)
       INSERT INTO badge_revocations (event_id, registration_id, revision, reason, by_name, at)
       SELECT $1, id, revoked, $3, $4, $5 FROM raised RETURNING registration_id, revision, reason, by_name, at`,
      [eventId, registrationId, reason, by.name, this.clock.now()],
    );
    if (!row) throw httpProblems.notFound('There is no such registration here.');
    return toRevocationView(row);
  }

  /** The badges of a registration that were lost, the last one first. @throws 404 */
  async revocations(eventId: string, registrationId: string): Promise<BadgeRevocationsView> {
    await this.assertRegistration(eventId, registrationId);
    const rows = await this.db.query<RevocationRow>(
      `SELECT registration_id, revision, reason, by_name, at FROM badge_revocations WHERE registration_id = $1 ORDER BY revision DESC`,
      [registrationId],
    );
    return { items: rows.map(toRevocationView) };
  }

  private async assertRegistration(eventId: string, id: string): Promise<void> {
    const found = await this.db.one('SELECT 1 FROM registrations WHERE id = $1 AND event_id = $2', [
      id,
      eventId,
    ]);
    if (!found) throw httpProblems.notFound('There is no such registration here.');
  }
}

function toRevocationView(row: RevocationRow): BadgeRevocationView {
  return {
    registrationId: row.registration_id,
    revision: row.revision,
    reason: row.reason,
    byName: row.by_name,
    at: row.at.toISOString(),
  };
}
