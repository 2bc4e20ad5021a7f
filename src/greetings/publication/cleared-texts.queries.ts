import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { publicStates } from './embargo.rules';

/** A text that protocol has cleared: the original, or a translation that was approved. */
export interface ClearedText {
  readonly greetingId: string;
  readonly language: string;
  /** Whether these are the author's own words. */
  readonly authentic: boolean;
  readonly body: string;
}

/** The one place that knows which words of a message are cleared. */
@Injectable()
export class ClearedTexts {
  constructor(private readonly db: Database) {}

  /** The cleared texts of these messages, in all languages; none of a message that is not cleared. */
  of(greetingIds: readonly string[]): Promise<ClearedText[]> {
    return this.db.query<ClearedText & Record<string, unknown>>(
      `SELECT g.id AS "greetingId", v.language, true AS authentic, v.body
         FROM greetings g JOIN greeting_texts v ON v.id = g.cleared_text_id WHERE g.id = ANY ($1) AND g.state = ANY ($2)
       UNION ALL
       SELECT g.id, v.language, false, v.body
         FROM greetings g JOIN greeting_translations t ON t.greeting_id = g.id AND t.state = 'approved'
         JOIN greeting_texts v ON v.id = t.text_id
        WHERE g.id = ANY ($1) AND g.state = ANY ($2)`,
      [greetingIds, publicStates],
    );
  }

  /** The cleared text of a message in a language. */
  async one(greetingId: string, language: string): Promise<ClearedText | undefined> {
    return (await this.of([greetingId])).find((text) => text.language === language);
  }
}
