import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database } from '../../platform/database/database';
import type { Direction, RefusalReason } from './admission.rules';

/** Somebody who was not let in. */
export interface NewRefusal {
  readonly eventId: string;
  readonly pointId: string;
  readonly registrationId: string | null;
  readonly reason: RefusalReason;
  readonly direction: Direction;
  readonly at: Date;
  readonly clientId: string | null;
  readonly deviceId: string | null;
  readonly byName: string;
}

/** The record of refusals: who, when, where and why, and nothing else of the person. */
@Injectable()
export class Refusals {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Records a refusal outside of any transaction; the same `clientId` once. Nothing is recorded of a point that is gone. */
  async record(refusal: NewRefusal): Promise<void> {
    await this.db.detached(() =>
      this.db.query(
        `INSERT INTO check_in_refusals (id, event_id, point_id, registration_id, reason, direction, at, client_id, device_id, by_name,
           offline, admitted, created_at)
         SELECT $1, $2, p.id, $4, $5, $6, $7, $8, $9, $10, false, false, $11 FROM check_in_points p WHERE p.id = $3
         ON CONFLICT DO NOTHING`,
        [
          newId(),
          refusal.eventId,
          refusal.pointId,
          refusal.registrationId,
          refusal.reason,
          refusal.direction,
          refusal.at,
          refusal.clientId,
          refusal.deviceId,
          refusal.byName,
          this.clock.now(),
        ],
      ),
    );
  }
}
