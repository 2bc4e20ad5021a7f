import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database';
import { OnFact } from '../platform/outbox/define-fact';
import { programmeReleased } from '../programme/programme.facts';
import { departureMoved } from '../site-visits/departures/departure.workflow';

/** What moves for many people at once: rules that are timed by it are looked at again at once, and not when they are next. */
@Injectable()
export class RemindersFacts {
  constructor(private readonly db: Database) {}

  @OnFact(programmeReleased, 'reminders.released')
  async released({ eventId }: { readonly eventId: string }): Promise<void> {
    await this.lookAgain(eventId, ['session', 'first_item']);
  }

  @OnFact(departureMoved, 'reminders.moved')
  async moved({ eventId }: { readonly eventId: string }): Promise<void> {
    await this.lookAgain(eventId, ['departure', 'first_item']);
  }

  private async lookAgain(eventId: string, anchors: readonly string[]): Promise<void> {
    await this.db.execute(
      `UPDATE reminder_rules SET next_look_at = NULL WHERE event_id = $1 AND active AND anchor = ANY ($2)`,
      [eventId, anchors],
    );
  }
}
