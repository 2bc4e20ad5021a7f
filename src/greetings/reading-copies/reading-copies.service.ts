import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { mailLanguage } from '../../communications/words';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database } from '../../platform/database/database';
import { Rows } from '../../platform/database/rows';
import { httpProblems } from '../../platform/http/problem';
import type { Principal } from '../../platform/http/request-context';
import { inLanguage } from '../../platform/text';
import { greetingProblems } from '../greeting.errors';
import { isPublic } from '../publication/embargo.rules';
import { ClearedTexts, type ClearedText } from '../texts/cleared-texts.queries';
import { ReadingCopiesQueries } from './reading-copies.queries';
import { ReadingCopyHolders, type HeldMessage, type Holder } from './reading-copy-holders.service';
import { ReadingCopyNotices } from './reading-copy-notices.service';
import type { ReadingCopyContent } from './reading-copy.document';
import type { InterpretersInput } from './reading-copy.input';
import type { InterpretersView } from './reading-copy.view';

interface MessageRow extends HeldMessage {
  author_name: string;
  author_names: Record<string, string>;
  author_title: string;
  author_titles: Record<string, string>;
  addressees: string;
  addressees_in: Record<string, string>;
  language: string | null;
  reading_language: string | null;
  embargo_until: Date | null;
}

/** Hands reading copies out: numbered, each handing out on record. The PDF is made anew each time and kept nowhere. */
@Injectable()
export class ReadingCopies {
  private readonly greetings: Rows;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly texts: ClearedTexts,
    private readonly holders: ReadingCopyHolders,
    private readonly queries: ReadingCopiesQueries,
    private readonly notices: ReadingCopyNotices,
  ) {
    this.greetings = new Rows(db, clock, 'greetings');
  }

  /**
   * The copy of the caller, of the text that is cleared now, with a number of its own; the same version again is the same
   * copy. Who got it, when and which version is on record.
   * @throws 403, 404 for those who may not have one; 409 while no text in this language is cleared
   */
  async handOut(
    event: EventScope,
    greetingId: string,
    language: string | undefined,
    principal: Principal,
  ): Promise<ReadingCopyContent> {
    return this.db.transaction(async () => {
      // Copies of one message are numbered one after the other.
      const row = await this.locked(event.id, greetingId);
      const holder = await this.holders.holder(row, principal);
      const text = await this.text(row, language);
      const { number, createdAt } = await this.copy(row, text, holder);
      return contentOf(event, row, text, {
        number,
        createdAt,
        holder: inLanguage(holder.name, holder.names, text.language),
      });
    });
  }

  /**
   * Says who interprets a message, and whether the author allows that they have its text in advance; those who may get a
   * mail with a link.
   * @throws 412 when the message has changed, 422 for persons whom the event does not know
   */
  async setInterpreters(
    eventId: string,
    greetingId: string,
    version: number,
    input: InterpretersInput,
    principal: Principal,
  ): Promise<InterpretersView> {
    return this.db.transaction(async () => {
      const row = await this.locked(eventId, greetingId);
      const personIds = [...new Set(input.personIds.map((id) => id.toLowerCase()))];
      await this.mustBeKnown(eventId, personIds);
      await this.greetings.update({ id: greetingId, eventId }, version, {
        interpretersInAdvance: input.inAdvance,
        ...(input.inAdvance === row.interpreters_in_advance
          ? {}
          : { interpretersAllowedBy: input.inAdvance ? principal.name : null }),
      });
      await this.db.query(
        'DELETE FROM greeting_interpreters WHERE greeting_id = $1 AND NOT person_id = ANY ($2::uuid[])',
        [greetingId, personIds],
      );
      await this.db.query(
        `INSERT INTO greeting_interpreters (greeting_id, person_id, created_at)
         SELECT $1, p.id, $3 FROM unnest($2::uuid[]) AS p (id) ON CONFLICT DO NOTHING`,
        [greetingId, personIds, this.clock.now()],
      );
      await this.notices.tellInterpreters(greetingId);
      return this.queries.interpreters(eventId, greetingId);
    });
  }

  private async text(row: MessageRow, language: string | undefined): Promise<ClearedText> {
    const texts = (await this.texts.of([row.id])).get(row.id)!;
    const wanted = language ?? row.reading_language ?? row.language;
    const text = texts.find((one) => one.language === wanted);
    if (text) return text;
    throw greetingProblems.readingCopyNotReady(
      texts.length === 0
        ? 'Protocol has to clear the text first.'
        : `A text is cleared in these languages: ${texts.map((one) => one.language).join(', ')}.`,
    );
  }

  private async copy(
    row: MessageRow,
    text: ClearedText,
    holder: Holder,
  ): Promise<{ number: number; createdAt: Date }> {
    const now = this.clock.now();
    const copy = await this.db.one<{ id: string; number: number; created_at: Date }>(
      `WITH made AS (
         INSERT INTO reading_copies (id, event_id, greeting_id, number, language, text_key, text_version, holder, holder_kind, holder_name, created_at)
         SELECT $1, $2, $3, 1 + COALESCE((SELECT max(number) FROM reading_copies WHERE greeting_id = $3), 0), $4, $5, $6, $7, $8, $9, $10
             ON CONFLICT ON CONSTRAINT reading_copies_holder_key DO NOTHING
         RETURNING id, number, created_at)
       SELECT id, number, created_at FROM made
        UNION ALL
       SELECT id, number, created_at FROM reading_copies WHERE greeting_id = $3 AND language = $4 AND text_key = $5 AND holder = $7`,
      [
        newId(),
        row.event_id,
        row.id,
        text.language,
        text.key,
        text.version,
        holder.key,
        holder.kind,
        holder.name,
        now,
      ],
    );
    const [toKind, toId] = holder.key.split(':') as [string, string];
    await this.db.query(
      'INSERT INTO reading_copy_handouts (id, copy_id, to_kind, to_id, to_name, at) VALUES ($1, $2, $3, $4, $5, $6)',
      [newId(), copy!.id, toKind, toId, holder.name, now],
    );
    return { number: copy!.number, createdAt: copy!.created_at };
  }

  private async mustBeKnown(eventId: string, personIds: readonly string[]): Promise<void> {
    const known = await this.db.query<{ id: string }>(
      `SELECT person_id AS id FROM event_persons WHERE event_id = $1 AND person_id = ANY ($2::uuid[])
        UNION SELECT person_id FROM registrations WHERE event_id = $1 AND person_id = ANY ($2::uuid[])`,
      [eventId, personIds],
    );
    const ids = new Set(known.map(({ id }) => id));
    const errors = personIds.flatMap((id, index) =>
      ids.has(id)
        ? []
        : [{ pointer: `/personIds/${index}`, code: 'unknown', message: 'is not a person of this event' }],
    );
    if (errors.length > 0)
      throw greetingProblems.readerUnknown({ detail: 'Choose persons of this event.', errors });
  }

  private async locked(eventId: string, id: string): Promise<MessageRow> {
    const row = await this.db.one<MessageRow>(
      `SELECT id, event_id, state, author_name, author_names, author_title, author_titles, addressees, addressees_in, language,
              reading_language, reader_person_id, reader_state, deputy_person_id, deputy_state, interpreters_in_advance, published_at, embargo_until
         FROM greetings WHERE event_id = $1 AND id = $2 FOR NO KEY UPDATE`,
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such message here.');
    return row;
  }
}

function contentOf(
  event: EventScope,
  row: MessageRow,
  text: ClearedText,
  copy: { number: number; createdAt: Date; holder: string },
): ReadingCopyContent {
  const own = (value: string, values: Readonly<Record<string, string>>): string =>
    inLanguage(inLanguage(value, values, mailLanguage(text.language)), values, text.language);
  return {
    language: text.language,
    authentic: text.authentic,
    text: text.text,
    version: text.version,
    copy: copy.number,
    holder: copy.holder,
    event: own(event.title, event.titles),
    author: own(row.author_name, row.author_names),
    authorTitle: own(row.author_title, row.author_titles),
    addressees: own(row.addressees, row.addressees_in),
    embargo: isPublic(row) ? null : { until: row.embargo_until },
    timeZone: event.timeZone,
    at: copy.createdAt,
  };
}
