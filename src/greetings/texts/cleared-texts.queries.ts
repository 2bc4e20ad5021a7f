import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';

/** A text that protocol has cleared, as it may be read out and, later, printed. */
export interface ClearedText {
  readonly language: string;
  readonly text: string;
  /** Counts from 1 within the language. */
  readonly version: number;
  /** Tells versions apart, and what was corrected in one after it was public. */
  readonly key: string;
  /** Whether these are the author's own words. */
  readonly authentic: boolean;
}

/** States in which the texts of a message are cleared. */
export const clearedStates: readonly string[] = ['cleared', 'scheduled', 'delivered', 'published'];

interface TextRow extends Record<string, unknown> {
  greeting_id: string;
  language: string;
  text: string;
  version: number;
  key: string;
  authentic: boolean;
}

/**
 * The one place that says which words of a message are cleared now: the cleared original, and approved translations, each
 * as it was last corrected.
 */
@Injectable()
export class ClearedTexts {
  constructor(private readonly db: Database) {}

  /**
   * The cleared texts of these messages, the original first; none of a message that is not cleared. With what was corrected
   * up to `at`, or ever. One statement.
   */
  async of(greetingIds: readonly string[], at?: Date): Promise<Map<string, ClearedText[]>> {
    const rows = await this.db.query<TextRow>(
      `SELECT g.id AS greeting_id, v.language, COALESCE(c.text_after, v.body) AS text, v.number AS version,
              concat_ws('.', v.id, c.number) AS key, v.authentic
         FROM greetings g
         JOIN greeting_texts v ON v.greeting_id = g.id
          AND (v.id = g.cleared_text_id OR v.id IN (SELECT r.text_id FROM greeting_translations r
                                                     WHERE r.greeting_id = g.id AND r.state = 'approved'))
         LEFT JOIN LATERAL (
           SELECT o.text_after, o.number FROM greeting_corrections o
            WHERE o.greeting_id = g.id AND o.language = v.language AND o.text_after IS NOT NULL
              AND ($3::timestamptz IS NULL OR o.corrected_at <= $3)
            ORDER BY o.number DESC LIMIT 1) c ON true
        WHERE g.id = ANY ($1::uuid[]) AND g.state = ANY ($2)
        ORDER BY v.authentic DESC, v.language`,
      [greetingIds, clearedStates, at ?? null],
    );
    const texts = new Map<string, ClearedText[]>(greetingIds.map((id) => [id, []]));
    for (const { greeting_id: id, language, text, version, key, authentic } of rows)
      texts.get(id)!.push({ language, text, version, key, authentic });
    return texts;
  }

  /** The cleared text of a message in a language, as it was at an instant or is now. */
  async one(greetingId: string, language: string, at?: Date): Promise<ClearedText | undefined> {
    return (await this.of([greetingId], at)).get(greetingId)!.find((text) => text.language === language);
  }

  /** Languages in which there is a cleared text. */
  async languages(greetingId: string): Promise<string[]> {
    return (await this.of([greetingId])).get(greetingId)!.map(({ language }) => language);
  }
}
