import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database';
import type { OrganisationEditionView, OrganisationRecordView } from './organisation.view';

/** Something that organisations do at events and a module above knows of. */
export interface OrganisationActs {
  /** The word by which clients know it, such as `delegation`. */
  readonly kind: string;
  /**
   * A SELECT of `event_id`, `organisation_id`, `id`, `title`, `state` (or NULL), `at` (timestamptz or NULL) and `figures`
   * (jsonb) that joins `asked (organisation_id)` and `editions (event_id)`; with `detailed` also of `details` (jsonb, texts).
   */
  readonly sql: string;
  /** Whether there is more to say of each than figures: who read it, how. */
  readonly detailed?: true;
}

interface RecordRow extends Record<string, unknown> {
  event_id: string;
  event_title: string;
  edition: number | null;
  start_date: string;
  end_date: string;
  kind: string;
  organisation_id: string;
  id: string;
  title: string;
  state: string | null;
  at: Date | null;
  figures: Record<string, number>;
  details: Record<string, string>;
}

/**
 * What an organisation sent, read, received and hosted, edition by edition. The modules above register what they know;
 * the one that knows events says which of them are editions of one forum. All of it is one statement.
 */
@Injectable()
export class OrganisationRecord {
  private readonly sources: OrganisationActs[] = [];
  private editions = '';

  constructor(private readonly db: Database) {}

  register(acts: OrganisationActs): void {
    if (!/^[a-z][a-z_]*$/.test(acts.kind)) throw new Error(`"${acts.kind}" cannot be the name of a kind`);
    this.sources.push(acts);
  }

  /**
   * Says which events are editions of the forum of event `$1`: a SELECT of `event_id`, `title`, `edition`, `start_date`
   * and `end_date`.
   */
  registerEditions(sql: string): void {
    this.editions = sql;
  }

  /** The record over the editions of the forum to which the event belongs; with `withParts` also of those under it. */
  async of(eventId: string, organisationId: string, withParts: boolean): Promise<OrganisationRecordView> {
    const acts = this.sources.map(
      ({ kind, sql, detailed }) =>
        `SELECT '${kind}' AS kind, s.event_id, s.organisation_id, s.id, s.title, s.state, s.at, s.figures,
                ${detailed ? 's.details' : `'{}'::jsonb`} AS details FROM (${sql}) s`,
    );
    const rows = await this.db.query<RecordRow>(
      `WITH RECURSIVE asked (organisation_id) AS (
         SELECT $2::uuid UNION SELECT o.id FROM asked JOIN organisations o ON o.parent_id = asked.organisation_id WHERE $3::boolean
       ), editions AS MATERIALIZED (${this.editions}),
       acts AS (${acts.join(' UNION ALL ')})
       SELECT e.event_id, e.title AS event_title, e.edition, e.start_date, e.end_date,
              a.kind, a.organisation_id, a.id, a.title, a.state, a.at, a.figures, a.details
         FROM acts a JOIN editions e ON e.event_id = a.event_id
        ORDER BY e.start_date DESC, e.event_id, a.kind, a.title, a.id`,
      [eventId, organisationId, withParts],
    );
    const items = new Map<string, OrganisationEditionView>();
    for (const row of rows) {
      let edition = items.get(row.event_id);
      if (!edition) {
        edition = {
          eventId: row.event_id,
          title: row.event_title,
          edition: row.edition,
          startDate: row.start_date,
          endDate: row.end_date,
          entries: [],
        };
        items.set(row.event_id, edition);
      }
      edition.entries.push({
        kind: row.kind,
        organisationId: row.organisation_id,
        id: row.id,
        title: row.title,
        state: row.state,
        at: row.at?.toISOString() ?? null,
        figures: row.figures,
        details: row.details,
      });
    }
    return { items: [...items.values()] };
  }
}
