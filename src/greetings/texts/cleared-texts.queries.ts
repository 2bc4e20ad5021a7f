import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';

/** A text that protocol has cleared, as it may be read out and, later, printed. */
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
  version: number;
  key: string;
  authentic: boolean;
}

/** The one place that says which words of a message are cleared now: the cleared original, and approved translations. */
@Injectable()
export class ClearedTexts {
  constructor(private readonly db: Database) {}

  /** The cleared texts of these messages, the original first; none of a message that is not cleared. One statement. */
  async of(greetingIds: readonly string[]): Promise<Map<string, ClearedText[]>> {
    const rows = await this.db.query<TextRow>(
      `SELECT g.id AS greeting_id, v.language, v.body AS text, v.number AS version, v.id AS key, v.authentic FROM greetings g
         JOIN greeting_texts v ON v.greeting_id = g.id
          AND (v.id = g.cleared_text_id OR v.id IN (SELECT r.text_id FROM greeting_translations r
                                                     WHERE r.greeting_id = g.id AND r.state = 'approved'))
        WHERE g.id = ANY ($1::uuid[]) AND g.state = ANY ($2)
        ORDER BY v.authentic DESC, v.language`,
      [greetingIds, clearedStates],
    );
    const texts = new Map<string, ClearedText[]>(greetingIds.map((id) => [id, []]));
    for (const { greeting_id: id, language, text, version, key, authentic } of rows)
      texts.get(id)!.push({ language, text, version, key, authentic });
    return texts;
  }

  /** The cleared text of a message in a language. */
  async one(greetingId: string, language: string): Promise<ClearedText | undefined> {
    return (await this.of([greetingId])).get(greetingId)!.find((text) => text.language === language);
  }

  /** Languages in which there is a cleared text. */
  async languages(greetingId: string): Promise<string[]> {
    return (await this.of([greetingId])).get(greetingId)!.map(({ language }) => language);
  }
}
