import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { PrecedenceQueries } from '../../delegations/precedence/precedence.queries';
import type { PrecedenceRules } from '../../delegations/precedence/precedence.rules';
import { Database } from '../../platform/database/database';
import { interpretedLanguages, languagesWithoutBooth } from '../../programme/programme.rules';
import type { DeliveryMode, InterpretationMode } from '../greeting.rules';
import { readerIsMissing } from '../greeting.view';
import { GreetingsQueries } from '../greetings.queries';
import type { ReadingConflictView } from './reading-conflict.view';
import { ReadingConflicts, type ReadingPlace } from './reading-conflicts.service';
import type { OrderQuery } from './reading-order.input';
import {
  orderOfReading,
  type MessageInOrder,
  type ProposedPlace,
  type ReadingException,
} from './reading-order.rules';
import type { OrderEntryView, OrderView } from './reading-order.view';
import { placeExplained } from './reading-order.words';

interface MessageRow extends Record<string, unknown> {
  id: string;
  position: number;
  state: string;
  mode: DeliveryMode;
  author_name: string;
  author_names: Record<string, string>;
  author_title: string;
  author_rank_class: number | null;
  organisation: MessageInOrder['organisation'];
  reader_person_id: string | null;
  reader_state: string | null;
  reader: string | null;
  deputy_person_id: string | null;
  deputy_state: string | null;
  language: string | null;
  seconds: number | null;
}

interface Settled extends Record<string, unknown> {
  version: number;
  interpretation: InterpretationMode | null;
  exceptions: ReadingException[];
}

/** The order of a session as it is, with the one that precedence proposes. */
export interface ReadOrder {
  readonly settled: Settled;
  readonly rules: PrecedenceRules;
  readonly rulesVersion: number;
  readonly rows: readonly MessageRow[];
  readonly proposed: readonly ProposedPlace[];
}

const nothingSettled: Settled = { version: 0, interpretation: null, exceptions: [] };

/** Reads of the orders in which messages are read. They name authors and times, and never look at a text. */
@Injectable()
export class ReadingOrdersQueries {
  constructor(
    private readonly db: Database,
    private readonly greetings: GreetingsQueries,
    private readonly precedence: PrecedenceQueries,
    private readonly conflicts: ReadingConflicts,
  ) {}

  /** The order of reading of a session, with the time that it takes. @throws 422 for a session of another event */
  async order(event: EventScope, { sessionId, interpretation }: OrderQuery): Promise<OrderView> {
    const session = await this.greetings.session(event.id, sessionId, '?sessionId');
    const { settled, rules, rulesVersion, rows, proposed } = await this.read(event, sessionId);
    const mode = interpretation ?? settled.interpretation ?? (await this.interpretationOf(sessionId));
    const conflicts = await this.conflicts.of(event.id, placesOf(sessionId, rows));
    let total = 0;
    const placeOf = new Map(proposed.map((place, index) => [place.message.greetingId, index]));
    const items = rows.map((row): OrderEntryView => {
      const index = placeOf.get(row.id)!;
      const place = proposed[index]!;
      const seconds = withInterpretation(row.mode === 'circulated' ? 0 : row.seconds, mode);
      const startsAfterSeconds = total;
      total += seconds;
      const explanations = placeExplained(rules, place, proposed[index - 1]);
      return toEntry(row, place, {
        seconds,
        startsAfterSeconds,
        conflicts: conflicts.get(row.id) ?? [],
        explanation: explanations.en,
        explanations: { ...explanations },
      });
    });
    const over = session.seconds === null ? 0 : Math.max(0, total - session.seconds);
    return {
      sessionId,
      version: settled.version,
      interpretation: mode,
      interpretationSettled: settled.interpretation !== null,
      rulesVersion,
      asProposed: items.every(({ position, proposedPosition }) => position === proposedPosition),
      sessionSeconds: session.seconds,
      totalSeconds: total,
      fits: over === 0,
      overMinutes: Math.ceil(over / 60),
      items,
    };
  }

  /** What is settled of the order of a session, its messages, and where precedence puts them. */
  async read(event: EventScope, sessionId: string): Promise<ReadOrder> {
    const settled = await this.settled(event.id, sessionId);
    const rows = await this.messages(event.id, sessionId);
    const ordered = await this.precedence.order(event);
    const delegations = new Map(
      ordered.precedence.lines.map(({ organisationId, delegationId, rankClass, host }) => [
        organisationId,
        { delegationId, rankClass, host },
      ]),
    );
    const messages = rows.map((row): MessageInOrder => ({
      greetingId: row.id,
      position: row.position,
      done: row.state === 'delivered' || row.state === 'published',
      author: row.author_name,
      authors: row.author_names,
      rankClass: row.author_rank_class,
      organisation: row.organisation,
      delegation: (row.organisation && delegations.get(row.organisation.organisationId)) ?? null,
    }));
    return {
      settled,
      rules: ordered.rules,
      rulesVersion: ordered.version,
      rows,
      proposed: orderOfReading(messages, ordered.rules, settled.exceptions),
    };
  }

  private async settled(eventId: string, sessionId: string): Promise<Settled> {
    const row = await this.db.one<Settled>(
      'SELECT version, interpretation, exceptions FROM reading_orders WHERE event_id = $1 AND session_id = $2',
      [eventId, sessionId],
    );
    return row ?? nothingSettled;
  }

  private messages(eventId: string, sessionId: string): Promise<MessageRow[]> {
    return this.db.query<MessageRow>(
      `SELECT g.id, g.position, g.state, g.mode, g.author_name, g.author_names, g.author_title, g.author_rank_class,
              g.reader_person_id, g.reader_state, g.deputy_person_id, g.deputy_state,
              CASE WHEN g.mode = 'read_on_behalf' AND g.reader_state = 'accepted' THEN p.display_name END AS reader,
              CASE WHEN o.id IS NOT NULL THEN json_build_object('organisationId', o.id, 'name', o.name, 'nameLanguage', o.name_language,
                'names', o.names, 'shortName', o.short_name, 'shortNames', o.short_names) END AS organisation,
              COALESCE(g.reading_language, g.language) AS language, COALESCE(t.reading_seconds, g.reading_seconds) AS seconds
         FROM greetings g
         LEFT JOIN persons p ON p.id = g.reader_person_id
         LEFT JOIN organisations o ON o.id = g.organisation_id
         LEFT JOIN greeting_translations t ON t.greeting_id = g.id AND t.language = g.reading_language
        WHERE g.event_id = $1 AND g.session_id = $2 AND g.state NOT IN ('declined', 'withdrawn')
        ORDER BY g.position`,
      [eventId, sessionId],
    );
  }

  /**
   * How a session is interpreted, as far as its languages say it: not at all in one language; from booths where the room has
   * one for each language that is interpreted; else after each passage, which is consecutive.
   */
  private async interpretationOf(sessionId: string): Promise<InterpretationMode> {
    const session = await this.db.one<{
      languages: string[];
      floorLanguages: string[];
      interpretation: string[] | null;
    }>(
      `SELECT s.languages, s.floor_languages AS "floorLanguages", r.interpretation
         FROM programme_sessions s LEFT JOIN rooms r ON r.id = s.room_id WHERE s.id = $1`,
      [sessionId],
    );
    if (!session || interpretedLanguages(session).length === 0) return 'none';
    const booths = { interpretation: session.interpretation ?? [] };
    return languagesWithoutBooth(session, booths).length === 0 ? 'simultaneous' : 'consecutive';
  }
}

function placesOf(sessionId: string, rows: readonly MessageRow[]): ReadingPlace[] {
  return rows
    .filter(({ mode, state }) => mode === 'read_on_behalf' && state !== 'delivered' && state !== 'published')
    .flatMap((row): ReadingPlace[] => {
      const place = { greetingId: row.id, sessionId };
      const { reader_person_id: reader, deputy_person_id: deputy } = row;
      const reads = reader !== null && (row.reader_state === 'accepted' || row.reader_state === 'asked');
      const standsIn = deputy !== null && (row.deputy_state === null || row.deputy_state === 'asked');
      return [
        ...(reads ? [{ ...place, personId: reader, part: 'reader' as const }] : []),
        ...(standsIn ? [{ ...place, personId: deputy, part: 'deputy' as const }] : []),
      ];
    });
}

function toEntry(
  row: MessageRow,
  { position: proposedPosition, exception, kept }: ProposedPlace,
  rest: Pick<OrderEntryView, 'seconds' | 'startsAfterSeconds' | 'explanation' | 'explanations'> & {
    conflicts: ReadingConflictView[];
  },
): OrderEntryView {
  return {
    position: row.position,
    proposedPosition,
    greetingId: row.id,
    author: row.author_name,
    authorTitle: row.author_title,
    mode: row.mode,
    reader: row.reader,
    readerMissing: readerIsMissing(row),
    state: row.state,
    language: row.language,
    pinned: exception ? { position: exception.position, reason: exception.reason, kept } : null,
    ...rest,
  };
}

function withInterpretation(seconds: number | null, mode: InterpretationMode): number {
  return (seconds ?? 0) * (mode === 'consecutive' ? 2 : 1);
}
