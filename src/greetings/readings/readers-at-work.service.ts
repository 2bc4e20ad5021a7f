import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { ReadingConflicts, type ReadingPlace } from './reading-conflicts.service';
import { ReadingNotices } from './reading-notices.service';
import { ReadingPlaces } from './reading-places.service';

interface Reading extends Record<string, unknown> {
  id: string;
  state: string;
  session_id: string;
  reader_person_id: string;
}

/** Looks again at who reads, when something else in the days of the readers has changed. */
@Injectable()
export class ReadersAtWork {
  constructor(
    private readonly db: Database,
    private readonly conflicts: ReadingConflicts,
    private readonly notices: ReadingNotices,
    private readonly places: ReadingPlaces,
  ) {}

  /**
   * Tells protocol of readers (these persons, or all) who cannot be there any more, and gives those their place back whom
   * nothing keeps any longer. What was told once is not told again.
   */
  async lookAgain(eventId: string, personIds: readonly string[] | null): Promise<void> {
    const rows = await this.db.query<Reading>(
      `SELECT id, state, session_id, reader_person_id FROM greetings
        WHERE event_id = $1 AND state IN ('scheduled', 'cleared') AND mode = 'read_on_behalf' AND reader_state = 'accepted'
          AND session_id IS NOT NULL AND ($2::uuid[] IS NULL OR reader_person_id = ANY ($2::uuid[])) ORDER BY id`,
      [eventId, personIds],
    );
    for (const { id, state } of rows) if (state === 'cleared') await this.places.resume(id);
    const scheduled = rows.filter(({ state }) => state === 'scheduled');
    const found = await this.conflicts.of(
      eventId,
      scheduled.map((row): ReadingPlace => ({
        greetingId: row.id,
        sessionId: row.session_id,
        personId: row.reader_person_id,
        part: 'reader',
      })),
    );
    await this.notices.tellConflicts(eventId, found);
  }
}
