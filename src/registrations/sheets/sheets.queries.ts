import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { httpProblems } from '../../platform/http/problem';
import { eventEndsAt } from '../forms/answers.queries';
import type { Entrance } from '../forms/answers.service';
import type { FormField } from '../forms/form.rules';
import type { AskedCategory } from './sheet.columns';

/** A category as far as registering in it by a sheet needs it. */
export interface SheetCategory extends Omit<AskedCategory, 'fields'>, Omit<Entrance, 'fields'> {
  readonly fields: FormField[];
  readonly [column: string]: unknown;
}

/** A registration that is there, as far as a sheet can change it. */
export interface Existing extends Record<string, unknown> {
  readonly id: string;
  readonly version: number;
  readonly external_id: string | null;
  readonly code: string;
  readonly state: string;
  readonly category_id: string;
  readonly locale: string;
  readonly organisation_name: string | null;
  readonly answers: Readonly<Record<string, unknown>>;
  readonly identity_key: string;
  readonly person_id: string;
  readonly given_name: string;
  readonly family_name: string;
  readonly display_name: string;
  readonly native_name: string | null;
  readonly form_of_address: string | null;
  readonly post: string | null;
  readonly nationality: string | null;
  readonly birth_date: string | null;
  readonly email: string;
}

/** Reads that sheets of registrations need. */
@Injectable()
export class SheetsQueries {
  constructor(private readonly db: Database) {}

  /** The categories of an event with their forms, and the event's languages. @throws 404 */
  async event(
    eventId: string,
  ): Promise<{ categories: SheetCategory[]; locales: string[]; title: string; timeZone: string }> {
    const event = await this.db.one<{ locales: string[]; title: string; time_zone: string }>(
      'SELECT locales, title, time_zone FROM events WHERE id = $1',
      [eventId],
    );
    if (!event) throw httpProblems.notFound('There is no such event.');
    const categories = await this.db.query<SheetCategory>(
      `SELECT c.id, c.code, c.title, c.titles, f.id AS form_id, f.version AS form_version, COALESCE(f.fields, '[]') AS fields, f.groups,
              f.deadline, ${eventEndsAt} AS event_ends_at
         FROM categories c JOIN events e ON e.id = c.event_id
         LEFT JOIN form_categories s ON s.category_id = c.id AND s.purpose = 'registration' LEFT JOIN forms f ON f.id = s.form_id
        WHERE c.event_id = $1 ORDER BY c.code`,
      [eventId],
    );
    return { categories, locales: event.locales, title: event.title, timeZone: event.time_zone };
  }

  /**
   * Registrations of an event by external ids, by codes, and those that are alive of people with these digests; with
   * `locked`, so that nobody changes them meanwhile.
   */
  existing(
    eventId: string,
    by: {
      readonly externalIds: readonly string[];
      readonly codes: readonly string[];
      readonly identityKeys: readonly string[];
    },
    { locked = false } = {},
  ): Promise<Existing[]> {
    return this.db.query<Existing>(
      `SELECT r.id, r.version, r.external_id, r.code, r.state, r.category_id, r.locale, r.organisation_name, r.answers, r.identity_key,
              r.person_id, p.given_name, p.family_name, p.display_name, p.native_name, p.form_of_address, p.post, p.nationality,
              p.birth_date, p.email
         FROM registrations r JOIN persons p ON p.id = r.person_id
        WHERE r.id IN (
          SELECT id FROM registrations WHERE event_id = $1 AND external_id = ANY ($2)
          UNION ALL SELECT id FROM registrations WHERE event_id = $1 AND code = ANY ($3)
          UNION ALL SELECT id FROM registrations WHERE event_id = $1 AND identity_key = ANY ($4)
                       AND state NOT IN ('cancelled', 'rejected', 'expired'))
        ORDER BY r.id ${locked ? 'FOR NO KEY UPDATE OF r' : ''}`,
      [eventId, by.externalIds, by.codes, by.identityKeys],
    );
  }
}
