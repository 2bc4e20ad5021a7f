import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { Sweeper } from '../../platform/workflow/sweeper';
import { registrationProblems } from '../registration.errors';
import { readRegistrationCode } from '../registration.rules';
import { Places } from './places.service';

/** Groups that one sweep ends at most; the next one follows at once. */
const batch = 100;

/**
 * People who come together. The first one asks for the places of all; the others register with that one's code and get a
 * place that is kept. What is not taken in time falls free.
 */
@Injectable()
export class Groups {
  constructor(
    private readonly db: Database,
    private readonly places: Places,
    sweeper: Sweeper,
  ) {
    sweeper.register('places kept for groups', (now) => this.endOverdue(now));
  }

  /**
   * The registration of whose group somebody is, by its code.
   * @throws 422 when there is none in this event that is alive, 409 when no place is kept for it any more
   */
  async leaderOf(eventId: string, code: string): Promise<string> {
    const leader = await this.db.one<{ id: string; state: string; places: number }>(
      `SELECT id, state, places FROM registrations WHERE event_id = $1 AND code = $2 AND state NOT IN ('cancelled', 'rejected', 'expired')`,
      [eventId, readRegistrationCode(code)],
    );
    if (!leader)
      throw registrationProblems.groupUnknown({
        detail: 'Ask the first of the group for their code.',
        errors: [
          { pointer: '/groupCode', code: 'unknown', message: 'is not the code of a registration here' },
        ],
      });
    if (leader.state === 'confirmed' && leader.places === 1)
      throw registrationProblems.groupFull('Register without a code; you may have to wait for a place.');
    return leader.id;
  }

  /** Gives back what was kept and not taken in time; answers for how many groups. */
  private async endOverdue(now: Date): Promise<number> {
    const overdue = await this.db.query<{ id: string }>(
      `SELECT id FROM registrations WHERE group_until <= $1 ORDER BY group_until LIMIT ${batch}`,
      [now],
    );
    let ended = 0;
    for (const { id } of overdue)
      await this.db.transaction(async () => {
        const still = await this.db.one(
          `SELECT 1 FROM registrations WHERE id = $1 AND group_until <= $2 FOR UPDATE`,
          [id, now],
        );
        if (!still) return;
        await this.places.giveGroupBack(id);
        ended += 1;
      });
    return ended;
  }
}
