import { Injectable } from '@nestjs/common';
import { ownJson } from '../people/person.view';
import type { OwnData } from '../people/person.rules';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database/database';
import { eventEndsAt, extensionsOf } from './forms/answers.queries';
import { checkAnswers, type Answers } from './forms/answers.rules';
import { extensionsJson, type ExtensionRow } from './forms/answers.view';
import { changeableUntil, type FieldGroup, type FormField } from './forms/form.rules';

/** What somebody still has to do for their registration, and until when. */
export interface RegistrationDeadline {
  /** Hand the registration in; accept the place that is offered; answer a form. */
  readonly kind: 'registration' | 'offer' | 'form';
  readonly registrationId: string;
  /** The registration, or the form. */
  readonly subjectId: string;
  /** Of a form that has one. */
  readonly title: string | null;
  readonly titles: Readonly<Record<string, string>>;
  readonly dueAt: Date;
}

interface Owed extends Record<string, unknown> {
  readonly kind: RegistrationDeadline['kind'];
  readonly registration_id: string;
  readonly subject_id: string;
  readonly title: string | null;
  readonly titles: Record<string, string>;
  readonly due_at: Date | null;
  readonly fields: FormField[] | null;
  readonly groups: FieldGroup[];
  readonly answers: Answers;
  readonly own: OwnData;
  readonly extensions: ExtensionRow[];
  readonly event_ends_at: Date;
}

/** Which deadlines bind those who are registered. */
@Injectable()
export class RegistrationDeadlines {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * What these registrations still owe that has a date ahead. Only forms that are not complete are read with their
   * questions; what must be answered, and until when it can be, is what the form itself says. One statement.
   */
  async of(eventId: string, registrationIds: readonly string[]): Promise<RegistrationDeadline[]> {
    const now = this.clock.now();
    const rows = await this.db.query<Owed>(
      `WITH these AS (SELECT r.* FROM registrations r WHERE r.event_id = $1 AND r.id = ANY ($2::uuid[]))
       SELECT CASE r.state WHEN 'offered' THEN 'offer' ELSE 'registration' END AS kind, r.id AS registration_id, r.id AS subject_id,
              NULL AS title, '{}'::jsonb AS titles, due.at AS due_at,
              NULL::jsonb AS fields, NULL::jsonb AS groups, NULL::jsonb AS answers, NULL::json AS own, NULL::json AS extensions, NULL::timestamptz AS event_ends_at
         FROM these r JOIN events e ON e.id = r.event_id
        CROSS JOIN LATERAL (SELECT CASE r.state WHEN 'offered' THEN r.offer_expires_at WHEN 'draft' THEN e.registration_closes_at END AS at) due
        WHERE due.at > $3
       UNION ALL
       SELECT 'form', r.id, f.id, f.title, f.titles, f.deadline, f.fields, f.groups,
              CASE f.purpose WHEN 'registration' THEN r.answers ELSE COALESCE(a.answers, '{}') END, ${ownJson}, ${extensionsJson}, ${eventEndsAt}
         FROM these r JOIN persons p ON p.id = r.person_id JOIN events e ON e.id = r.event_id
         JOIN form_categories s ON s.category_id = r.category_id JOIN forms f ON f.id = s.form_id
         LEFT JOIN form_answers a ON a.registration_id = r.id AND a.form_id = f.id
        WHERE CASE f.purpose
                WHEN 'registration' THEN r.state <> 'draft' AND NOT r.answers_complete
                ELSE r.state = 'confirmed' AND NOT COALESCE(a.complete, false) AND (f.opens_at IS NULL OR f.opens_at <= $3) END
        ORDER BY registration_id, due_at, subject_id`,
      [eventId, registrationIds, now],
    );
    return rows.flatMap((row): RegistrationDeadline[] => {
      const dueAt = row.fields === null ? row.due_at : dueOf(row, row.fields, now);
      if (dueAt === null) return [];
      const { kind, title, titles } = row;
      return [{ kind, registrationId: row.registration_id, subjectId: row.subject_id, title, titles, dueAt }];
    });
  }
}

/**
 * The first instant ahead at which something of the form has to be there: a question must be answered from then on, or can
 * be answered no longer. Null where there is none: nothing is missing that has a date, or it is too late.
 */
function dueOf(row: Owed, fields: readonly FormField[], now: Date): Date | null {
  const form = { id: row.subject_id, fields, groups: row.groups, deadline: row.due_at };
  const extensions = extensionsOf(row.extensions);
  const { unanswered } = checkAnswers(
    form,
    {},
    { now, stored: row.answers, person: row.own, eventEndsAt: row.event_ends_at, extensions, partial: true },
  );
  const missing = unanswered.filter(({ managersOnly }) => !managersOnly);
  const groupOf = new Map(fields.map(({ key, group }) => [key, group]));
  const instants =
    missing.length === 0
      ? [changeableUntil(form, undefined, extensions)]
      : missing.flatMap(({ key, from }) => [from, changeableUntil(form, groupOf.get(key), extensions)]);
  const ahead = instants.flatMap((instant) => (instant !== null && instant > now ? [instant.getTime()] : []));
  return ahead.length === 0 ? null : new Date(Math.min(...ahead));
}
