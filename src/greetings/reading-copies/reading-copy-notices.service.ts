import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  ComposesNotice,
  Withheld,
  type ComposedNotices,
  type MessageToCompose,
} from '../../communications/notice';
import { Notices } from '../../communications/notices.service';
import { mailLanguage } from '../../communications/words';
import { CONFIG, type Config } from '../../platform/config';
import { Database } from '../../platform/database/database';
import { inLanguage } from '../../platform/text';
import { isPublic } from '../publication/embargo.rules';
import { ReadingLinks } from '../readings/reading-links.service';
import { ReadingNotices } from '../readings/reading-notices.service';
import { ClearedTexts, type ClearedText } from '../texts/cleared-texts.queries';
import { readingCopyPath } from './reading-copies.queries';
import { interpretersSql, standsIn } from './reading-copy-holders.service';
import { greetingInterpreterCopy, greetingReadingCopy, type ReadingCopyProps } from './reading-copy.notices';

interface Told extends Record<string, unknown> {
  id: string;
  event_id: string;
  slug: string;
  state: string;
  author_name: string;
  author_names: Record<string, string>;
  author_title: string;
  author_titles: Record<string, string>;
  reader_person_id: string | null;
  reader_state: string | null;
  reader_answered_at: Date | null;
  deputy_person_id: string | null;
  deputy_state: string | null;
  published_at: Date | null;
  interpreters: string[];
  session_title: string | null;
  session_titles: Record<string, string> | null;
  room: string | null;
  starts_at: Date | null;
  ends_at: Date | null;
  position: number | null;
  title: string;
  titles: Record<string, string>;
  locales: string[];
}

/** Tells readers and interpreters where their copies are, anew for each version; never what stands in them. */
@Injectable()
export class ReadingCopyNotices {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly db: Database,
    private readonly notices: Notices,
    private readonly readings: ReadingNotices,
    private readonly links: ReadingLinks,
    private readonly texts: ClearedTexts,
  ) {}

  /**
   * Tells whoever reads the message where their copies are: the reader who has accepted, once for each set of texts that count
   * (a correction makes another one) and anew after each time that they accept; and, when it is public before it was
   * delivered, the deputy, once for each set. In the transaction of the caller.
   */
  async tellReader(greetingId: string): Promise<void> {
    const [greeting] = (await this.greetings([greetingId])).values();
    if (!greeting || isOver(greeting)) return;
    const { reader_person_id: reader, deputy_person_id: deputy } = greeting;
    const persons = [reader, deputy].filter((id) => id !== null).filter((id) => readsFrom(greeting, id));
    await this.send(greetingReadingCopy, greeting, persons, readerCause);
  }

  /**
   * Tells interpreters, once for each set of texts that count, if the author allows it. In the transaction of the caller.
   */
  async tellInterpreters(greetingId: string): Promise<void> {
    const [greeting] = (await this.greetings([greetingId])).values();
    if (!greeting || isOver(greeting)) return;
    await this.send(greetingInterpreterCopy, greeting, greeting.interpreters, causeOf);
  }

  @ComposesNotice(greetingReadingCopy)
  composeReadingCopy(messages: readonly MessageToCompose[]): Promise<ComposedNotices<ReadingCopyProps>> {
    return this.compose(messages, readsFrom, readerCause);
  }

  @ComposesNotice(greetingInterpreterCopy)
  composeInterpreterCopy(messages: readonly MessageToCompose[]): Promise<ComposedNotices<ReadingCopyProps>> {
    return this.compose(messages, (greeting, personId) => greeting.interpreters.includes(personId), causeOf);
  }

  private async send(
    notice: typeof greetingReadingCopy,
    greeting: Told,
    personIds: readonly string[],
    causeIn: CauseOf,
  ): Promise<void> {
    const texts = (await this.texts.of([greeting.id])).get(greeting.id)!;
    if (texts.length === 0 || personIds.length === 0) return;
    const recipients = await this.readings.persons(greeting.event_id, personIds);
    await this.notices.sendEach(
      notice,
      greeting.event_id,
      recipients.map((recipient) => ({
        recipient,
        cause: causeIn(greeting, texts, recipient.personId!),
        subject: { kind: 'greeting', id: greeting.id },
      })),
    );
  }

  private async compose(
    messages: readonly MessageToCompose[],
    mayHave: (greeting: Told, personId: string) => boolean,
    causeIn: CauseOf,
  ): Promise<ComposedNotices<ReadingCopyProps>> {
    const ids = [...new Set(messages.map(({ subject }) => subject.id))];
    const greetings = await this.greetings(ids);
    const texts = await this.texts.of(ids);
    const earlier = await this.holders(ids);
    const tokens = await this.tokens(messages, greetings);
    const composed = new Map<string, ReadingCopyProps | Withheld>();
    for (const { messageId, subject, cause, recipient } of messages) {
      const greeting = greetings.get(subject.id);
      const personId = recipient.personId ?? '';
      if (!greeting) continue;
      const own = texts.get(greeting.id)!;
      if (isOver(greeting) || !mayHave(greeting, personId))
        composed.set(messageId, new Withheld('This person does not read or interpret it any more.'));
      else if (cause !== causeIn(greeting, own, personId))
        composed.set(messageId, new Withheld('There is another version now, or none that is cleared.'));
      else {
        const current = new Set(own.map(({ language, key }) => `${language} ${key}`));
        const had = earlier.get(`${greeting.id} person:${personId}`) ?? [];
        composed.set(messageId, {
          ...this.said(greeting, recipient.locale, own, tokens.get(`${greeting.event_id} ${personId}`)),
          replaces: had.some((copy) => !current.has(copy)),
          standsIn: greeting.deputy_person_id === personId,
        });
      }
    }
    return composed;
  }

  private said(
    greeting: Told,
    locale: string,
    texts: readonly ClearedText[],
    token: string | undefined,
  ): Omit<ReadingCopyProps, 'replaces' | 'standsIn'> {
    const language = mailLanguage(locale, greeting.locales);
    const { starts_at: startsAt, ends_at: endsAt } = greeting;
    const address = this.config.publicUrl.replace(/\/$/, '');
    return {
      event: inLanguage(greeting.title, greeting.titles, language),
      author: inLanguage(greeting.author_name, greeting.author_names, language),
      authorTitle: inLanguage(greeting.author_title, greeting.author_titles, language),
      session:
        greeting.session_title === null
          ? undefined
          : inLanguage(greeting.session_title, greeting.session_titles ?? {}, language),
      when: startsAt && endsAt ? { startsAt, endsAt } : undefined,
      room: greeting.room ?? undefined,
      position: greeting.position ?? undefined,
      isPublic: isPublic(greeting),
      copies: texts.map((text) => ({
        language: text.language,
        url:
          token === undefined
            ? undefined
            : `${address}${readingCopyPath(greeting.slug, greeting.id, text.language)}&token=${token}`,
      })),
    };
  }

  /** Tokens by event and person. */
  private async tokens(
    messages: readonly MessageToCompose[],
    greetings: ReadonlyMap<string, Told>,
  ): Promise<Map<string, string>> {
    const persons = new Map<string, string[]>();
    for (const { subject, recipient } of messages) {
      const eventId = greetings.get(subject.id)?.event_id;
      if (eventId === undefined || recipient.personId === undefined) continue;
      persons.set(eventId, [...(persons.get(eventId) ?? []), recipient.personId]);
    }
    const tokens = new Map<string, string>();
    for (const [eventId, personIds] of persons)
      for (const [personId, token] of await this.links.tokens(eventId, [...new Set(personIds)]))
        tokens.set(`${eventId} ${personId}`, token);
    return tokens;
  }

  /** Which versions holders have had in their hands, by message and holder. */
  private async holders(greetingIds: readonly string[]): Promise<Map<string, string[]>> {
    const rows = await this.db.query<{ key: string; copies: string[] }>(
      `SELECT greeting_id || ' ' || holder AS key, array_agg(language || ' ' || text_key) AS copies
         FROM reading_copies WHERE greeting_id = ANY ($1::uuid[]) GROUP BY greeting_id, holder`,
      [greetingIds],
    );
    return new Map(rows.map(({ key, copies }) => [key, copies]));
  }

  private async greetings(ids: readonly string[]): Promise<Map<string, Told>> {
    const rows = await this.db.query<Told>(
      `SELECT g.id, g.event_id, e.slug, g.state, g.author_name, g.author_names, g.author_title, g.author_titles, g.reader_person_id,
              g.reader_state, g.reader_answered_at, g.deputy_person_id, g.deputy_state, g.published_at,
              CASE WHEN g.interpreters_in_advance THEN ARRAY(${interpretersSql}) ELSE '{}' END AS interpreters,
              s.title AS session_title, s.titles AS session_titles, r.name AS room, s.starts_at, s.ends_at, g.position, e.title, e.titles,
              e.locales
         FROM greetings g JOIN events e ON e.id = g.event_id
         LEFT JOIN programme_sessions s ON s.id = g.session_id
         LEFT JOIN rooms r ON r.id = s.room_id
        WHERE g.id = ANY ($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }
}

type CauseOf = (greeting: Told, texts: readonly ClearedText[], personId: string) => string;

const isOver = ({ state }: Told): boolean =>
  ['delivered', 'published', 'declined', 'withdrawn'].includes(state);

/** Whether somebody reads the message from a copy of their own: the reader who has accepted, and the deputy once it is public. */
function readsFrom(greeting: Told, personId: string): boolean {
  if (greeting.reader_person_id === personId) return greeting.reader_state === 'accepted';
  return isPublic(greeting) && standsIn(greeting, personId);
}

/** Each set of texts is told once; it says nothing of what stands in them. */
function causeOf({ id }: Told, texts: readonly ClearedText[]): string {
  const keys = texts.map(({ language, key }) => `${language} ${key}`).sort();
  return `${id} copies ${createHash('sha256').update(keys.join('\n')).digest('hex').slice(0, 24)}`;
}

/** The same for the reader: who withdraws, and comes back, is told anew. */
function readerCause(greeting: Told, texts: readonly ClearedText[], personId: string): string {
  if (greeting.reader_person_id !== personId) return causeOf(greeting, texts);
  const answered = greeting.reader_answered_at?.getTime().toString(36) ?? '';
  return `${causeOf(greeting, texts)} ${answered}`;
}
