import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';

/** A text that protocol has cleared, as it may be read out. */
export interface ClearedText {
  readonly language: string;
  readonly text: string;
  /** Counts from 1 within the language. */
  readonly version: number;
  /** Tells versions apart. */
  readonly key: string;
  /** Whether these are the author's own words. */
  readonly authentic: boolean;
}

/** States in which the texts of a message are cleared. */
const clearedStates = ['cleared', 'scheduled', 'delivered', 'published'];

interface TextRow extends Record<string, unknown> {
  greeting_id: string;
  language: string;
  text: string;
  authentic: boolean;
}

/** The one place that says which words of a message may be read out now: the cleared original, and approved translations. */
@Injectable()
export class ClearedTexts {
  constructor(private readonly db: Database) {}

  /** The cleared texts of these messages, the original first; none of a message that is not cleared. One statement. */
  async of(greetingIds: readonly string[]): Promise<Map<string, ClearedText[]>> {
    const rows = await this.db.query<TextRow>(
      `SELECT g.id AS greeting_id, t.language, t.text, t.authentic FROM greetings g
        CROSS JOIN LATERAL (
          SELECT g.language, g.original_text AS text, true AS authentic WHERE g.original_text IS NOT NULL
          UNION ALL
          SELECT r.language, r.translated_text, false FROM greeting_translations r WHERE r.greeting_id = g.id AND r.state = 'approved'
        ) t
        WHERE g.id = ANY ($1::uuid[]) AND g.state = ANY ($2)
        ORDER BY t.authentic DESC, t.language`,
      [greetingIds, clearedStates],
    );
    const texts = new Map<string, ClearedText[]>(greetingIds.map((id) => [id, []]));
    for (const { greeting_id: id, language, text, authentic } of rows)
      texts.get(id)!.push({
        language,
        text,
        authentic,
        version: 1,
        key: createHash('sha256').update(text).digest('hex'),
      });
    return texts;
  }

  /** Languages in which there is a cleared text. */
  async languages(greetingId: string): Promise<string[]> {
    return (await this.of([greetingId])).get(greetingId)!.map(({ language }) => language);
  }
}
