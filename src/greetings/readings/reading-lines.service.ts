import { Injectable } from '@nestjs/common';
import { Accounts } from '../../access/accounts.service';
import { Database } from '../../platform/database/database';
import {
  ReplacementSources,
  type LineDraft,
  type LineNews,
  type LineWords,
  type NewReplacement,
  type OpenLine,
  type ReplacementSource,
} from '../../registrations/replacements/replacement-sources.service';
import { Readers } from './readers.service';

interface ReadingRow extends Record<string, unknown> {
  id: string;
  session: string | null;
  session_titles: Record<string, string> | null;
  is_reader: boolean;
}

/**
 * Messages that whoever goes would have read: the other person is asked, or protocol has them back. Desks and delegations read
 * these lines, so they name the session, if there is one, and not whose message it is (see greeting.circle.ts).
 */
@Injectable()
export class ReadingLines implements ReplacementSource {
  readonly kinds: Readonly<Record<string, LineWords>> = {
    greeting_reading: {
      en: (title, outcome) =>
        outcome === 'handed_back'
          ? `Message of greetings${inBrackets(title)}: a reader has to be found`
          : `Message of greetings${inBrackets(title)}: the new person has been asked to read it`,
      ru: (title, outcome) =>
        outcome === 'handed_back'
          ? `Приветственное послание${inBrackets(title)}: необходимо найти другого чтеца`
          : `Приветственное послание${inBrackets(title)}: новому участнику предложено его огласить`,
      zh: (title, outcome) =>
        outcome === 'handed_back'
          ? `贺信${title === '' ? '' : `（${title}）`}：须另行安排宣读人`
          : `贺信${title === '' ? '' : `（${title}）`}：已请新参会人员宣读`,
    },
  };

  constructor(
    private readonly db: Database,
    private readonly readers: Readers,
    private readonly accounts: Accounts,
    sources: ReplacementSources,
  ) {
    sources.register(this);
  }

  async begin({ eventId, fromPersonId, toPersonId, duties }: NewReplacement): Promise<LineDraft[]> {
    const rows = await this.db.query<ReadingRow>(
      `SELECT g.id, s.title AS session, s.titles AS session_titles, g.reader_person_id = $2 AS is_reader
         FROM greetings g LEFT JOIN programme_sessions s ON s.id = g.session_id
        WHERE g.event_id = $1 AND (g.reader_person_id = $2 AND g.reader_state <> 'declined' OR g.deputy_person_id = $2)
          AND g.state NOT IN ('delivered', 'published', 'declined', 'withdrawn') ORDER BY g.id FOR NO KEY UPDATE OF g`,
      [eventId, fromPersonId],
    );
    if (rows.length === 0) return [];
    const [protocol, event] = await Promise.all([
      this.accounts.withRoles(eventId, ['protocol']),
      this.db.one<{ locale: string }>('SELECT locales[1] AS locale FROM events WHERE id = $1', [eventId]),
    ]);
    const tell = protocol.map(({ name, email }) => ({ name, email, locale: event!.locale }));
    const drafts: LineDraft[] = [];
    for (const { id, session, session_titles: titles, is_reader: isReader } of rows) {
      const asks = isReader && duties === 'ask';
      await this.readers.replace(eventId, id, fromPersonId, asks ? toPersonId : undefined);
      drafts.push({
        kind: 'greeting_reading',
        subject: { kind: 'greeting', id },
        title: session ?? '',
        titles: titles ?? {},
        detail: isReader ? 'reader' : 'deputy',
        path: `greetings/${id}`,
        outcome: asks ? 'asked' : 'handed_back',
        responsible: asks ? 'participant' : 'protocol',
        tell,
      });
    }
    return drafts;
  }

  async news(lines: readonly OpenLine[]): Promise<ReadonlyMap<string, LineNews>> {
    const rows = await this.db.query<{
      id: string;
      state: string;
      reader_state: string | null;
      deputy_person_id: string | null;
      line: string;
      deputy: boolean;
    }>(
      `SELECT g.id, g.state, g.reader_state, g.deputy_person_id, l.id AS line, l.detail = 'deputy' AS deputy
         FROM replacement_lines l JOIN greetings g ON g.id = l.subject_id WHERE l.id = ANY ($1::uuid[])`,
      [lines.map(({ id }) => id)],
    );
    return new Map(
      rows.map((row): [string, LineNews] => {
        if (['declined', 'withdrawn'].includes(row.state))
          return [row.line, { state: 'not_needed', outcome: 'ended' }];
        if (['delivered', 'published'].includes(row.state))
          return [row.line, { state: 'done', outcome: 'accepted' }];
        if (row.deputy)
          return row.deputy_person_id === null
            ? [row.line, { state: 'open' }]
            : [row.line, { state: 'done', outcome: 'taken_over' }];
        if (row.reader_state === 'accepted') return [row.line, { state: 'done', outcome: 'accepted' }];
        return row.reader_state === 'asked'
          ? [row.line, { state: 'open', outcome: 'asked', responsible: 'participant' }]
          : [row.line, { state: 'open', outcome: 'handed_back', responsible: 'protocol' }];
      }),
    );
  }
}

const inBrackets = (title: string): string => (title === '' ? '' : ` (${title})`);
