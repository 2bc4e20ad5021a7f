import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { ReadingConflicts, type ReadingPlace } from './reading-conflicts.service';
import { ReadingNotices } from './reading-notices.service';
import { ReadingPlaces } from './reading-places.service';
import { toBeReadSql } from './readings.sql';

interface Reading extends Record<string, unknown> {
  id: string;
  state: string;
  reader_state: string;
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
      `SELECT g.id, g.state, g.reader_state, g.session_id, g.reader_person_id FROM greetings g
        WHERE g.event_id = $1 AND ${toBeReadSql} AND ($2::uuid[] IS NULL OR g.reader_person_id = ANY ($2::uuid[])) ORDER BY g.id`,
      [eventId, personIds],
    );
    for (const { id, state, reader_state: answer } of rows)
      if (state === 'cleared' && answer === 'accepted') await this.places.resume(id);
    const found = await this.conflicts.of(
      eventId,
      rows.map((row): ReadingPlace => ({
        greetingId: row.id,
        sessionId: row.session_id,
        personId: row.reader_person_id,
        part: 'reader',
      })),
    );
    await this.notices.tellConflicts(eventId, found);
  }
}
