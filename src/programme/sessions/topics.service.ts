import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database, isSqlError, sqlState } from '../../platform/database/database';
import { Rows } from '../../platform/database/rows';
import { programmeProblems } from '../programme.errors';
import type { TopicChanges, TopicInput } from './session.input';
import type { TopicView } from './session.view';
import { SessionsQueries } from './sessions.queries';

/** Writes of topics. */
@Injectable()
export class TopicsService {
  private readonly topics: Rows;

  constructor(
    private readonly db: Database,
    clock: Clock,
    private readonly queries: SessionsQueries,
  ) {
    this.topics = new Rows(db, clock, 'topics');
  }

  /** Adds a topic, at the end unless its position is given. */
  async add(eventId: string, input: TopicInput): Promise<TopicView> {
    return this.db.transaction(async () => {
      const position = input.position ?? (await this.nextPosition(eventId));
      const id = await this.topics.insert({ eventId, ...input, position }).catch(explain);
      return this.queries.topic(eventId, id);
    });
  }

  async change(eventId: string, id: string, version: number, changes: TopicChanges): Promise<TopicView> {
    await this.topics.update({ id, eventId }, version, { ...changes }).catch(explain);
    return this.queries.topic(eventId, id);
  }

  async remove(eventId: string, id: string, version: number): Promise<void> {
    await this.topics.remove({ id, eventId }, version).catch(explain);
  }

  private async nextPosition(eventId: string): Promise<number> {
    const row = await this.db.one<{ next: number }>(
      `SELECT COALESCE(max(position), 0) + 1 AS next FROM topics WHERE event_id = $1`,
      [eventId],
    );
    return row!.next;
  }
}

function explain(error: unknown): never {
  if (isSqlError(error, sqlState.uniqueViolation, 'topics_title_key'))
    throw programmeProblems.topicExists({
      detail: 'Use the one that is there, or choose another title.',
      errors: [{ pointer: '/title', code: 'taken', message: 'is the title of another topic' }],
    });
  if (isSqlError(error, sqlState.foreignKeyViolation, 'session_topics_topic_fkey'))
    throw programmeProblems.topicInUse('Take it out of these sessions first.');
  throw error;
}
