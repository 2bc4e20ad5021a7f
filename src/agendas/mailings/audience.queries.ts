import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { mailLanguage } from '../../communications/words';
import { GreetingsQueries } from '../../greetings/greetings.queries';
import { Database } from '../../platform/database/database';
import { emailPattern } from '../../platform/http/fields';
import { systemPrincipal, type Principal } from '../../platform/http/request-context';
import { isOpenToAll } from '../../programme/programme.rules';
import { ProgrammeQueries } from '../../programme/programme.queries';
import {
  participantColumns,
  RegistrationsQueries,
  type Participant,
} from '../../registrations/registrations.queries';
import { mailingProblems } from './mailing.errors';
import type { Audience } from './mailing.input';
import type { AnnouncementTexts, MailingPreviewView } from './mailing.view';

/** Messages by which somebody has been told already. */
export interface ToldBy {
  readonly kind: string;
  readonly cause: string;
}

export type AudienceCount = Omit<MailingPreviewView, 'samples'>;

interface CountRow extends Record<string, unknown> {
  readonly state: string;
  readonly locale: string;
  readonly category_id: string;
  readonly code: string;
  readonly title: string;
  readonly n: number;
  readonly unusable: number;
  readonly told: number;
}

/**
 * The pattern of a mail address without its lengths: PostgreSQL takes 0.1 ms for an address by those, and every address of up
 * to 64 characters keeps them.
 */
const unboundedEmailPattern = emailPattern.source
  .replace('{1,64}', '+')
  .replace('(?=.{1,253}$)', '')
  .replaceAll('{0,61}', '*');

/** To whom something goes unless it is said otherwise. */
const confirmed: readonly string[] = ['confirmed'];

/** Which of the ids of an audience belong to which table of the event. Registrations that are not there are nobody. */
const named = {
  categoryIds: { table: 'categories', one: 'a category' },
  delegationIds: { table: 'delegations', one: 'a delegation' },
  sessionIds: { table: 'programme_sessions', one: 'a session' },
  departureIds: { table: 'departures', one: 'a departure' },
  siteVisitIds: { table: 'site_visits', one: 'a site visit' },
} as const satisfies Partial<Record<keyof Audience, { table: string; one: string }>>;

/** Who belongs to an audience: all questions are sets within the database, or a page by the ids of registrations. */
@Injectable()
export class AudienceQueries {
  constructor(
    private readonly db: Database,
    private readonly registrations: RegistrationsQueries,
    private readonly programme: ProgrammeQueries,
    private readonly greetings: GreetingsQueries,
  ) {}

  /** Checks that the event has all that an audience names. @throws 422, 403 for filters that are not the caller's to use */
  async check(eventId: string, audience: Audience, by: Principal): Promise<void> {
    for (const [list, { table, one }] of Object.entries(named)) {
      const ids = audience[list as keyof typeof named] ?? [];
      if (ids.length === 0) continue;
      const found = await this.db.query<{ id: string }>(
        `SELECT id FROM ${table} WHERE event_id = $1 AND id = ANY ($2::uuid[])`,
        [eventId, ids],
      );
      const known = new Set(found.map(({ id }) => id));
      const errors = ids.flatMap((id, index) =>
        known.has(id.toLowerCase())
          ? []
          : [
              {
                pointer: `/audience/${list}/${index}`,
                code: 'unknown',
                message: `is not ${one} of this event`,
              },
            ],
      );
      if (errors.length > 0)
        throw mailingProblems.audienceUnknown({
          detail: `${errors[0]!.pointer} ${errors[0]!.message}.`,
          errors,
        });
    }
    // Whether the caller may look for that is asked when it is written; what is written may then be sent by anybody.
    if (audience.filter) await this.registrations.condition(eventId, audience.filter, by, []);
  }

  /** How many there are; with `untoldBy`, how many of them have no such message. */
  async count(eventId: string, audience: Audience, untoldBy?: ToldBy): Promise<number> {
    const values: unknown[] = [eventId];
    const conditions = [
      ...(await this.fitting(eventId, audience, values)),
      inState(audience, values),
      ...(untoldBy ? [`NOT ${isTold(untoldBy, values)}`] : []),
    ];
    const row = await this.db.one<{ n: number }>(
      `SELECT count(*)::integer AS n FROM registrations r WHERE r.event_id = $1 AND ${conditions.join(' AND ')}`,
      values,
    );
    return row!.n;
  }

  /**
   * Those of them who have no such message, in the order of the ids of their registrations, at most `limit`; go on with
   * `afterId`.
   */
  async untold(
    eventId: string,
    audience: Audience,
    toldBy: ToldBy,
    page: { readonly afterId: string | null; readonly limit: number },
  ): Promise<Participant[]> {
    const values: unknown[] = [eventId, page.afterId, page.limit];
    const conditions = [
      ...(await this.fitting(eventId, audience, values)),
      inState(audience, values),
      `NOT ${isTold(toldBy, values)}`,
    ];
    return this.db.query<Participant & Record<string, unknown>>(
      `SELECT ${participantColumns} FROM registrations r JOIN persons p ON p.id = r.person_id
        WHERE r.event_id = $1 AND ($2::uuid IS NULL OR r.id > $2) AND ${conditions.join(' AND ')}
        ORDER BY r.id LIMIT $3`,
      values,
    );
  }

  /** The first of them, or those of these registrations that the event has, in the order in which they are named. */
  async some(
    eventId: string,
    audience: Audience,
    by: Principal,
    ids: readonly string[] | undefined,
    limit: number,
  ): Promise<(Participant & { readonly inAudience: boolean })[]> {
    const values: unknown[] = [eventId, ids ?? null, limit];
    const conditions = [
      ...(await this.fitting(eventId, audience, values, by)),
      inState(audience, values),
    ].join(' AND ');
    return this.db.query<Participant & { inAudience: boolean } & Record<string, unknown>>(
      `SELECT ${participantColumns}, (${conditions}) AS "inAudience" FROM registrations r JOIN persons p ON p.id = r.person_id
        WHERE r.event_id = $1 AND (r.id = ANY ($2::uuid[]) OR ($2 IS NULL AND ${conditions}))
        ORDER BY array_position($2::uuid[], r.id), r.id LIMIT $3`,
      values,
    );
  }

  /** How many there are, by language and category, how many of them cannot be written to, and who is left out. */
  async counts(
    event: EventScope,
    audience: Audience,
    by: Principal,
    texts: AnnouncementTexts | null,
    toldBy: ToldBy,
  ): Promise<AudienceCount> {
    const values: unknown[] = [event.id, unboundedEmailPattern, emailPattern.source];
    const told = isTold(toldBy, values);
    const conditions = await this.fitting(event.id, audience, values, by);
    const rows = await this.db.query<CountRow>(
      `SELECT g.*, c.code, c.title FROM (
         SELECT r.state, r.locale, r.category_id, count(*)::integer AS n, count(*) FILTER (WHERE p.email !~ $2 OR CASE WHEN char_length(p.email) > 64 THEN p.email !~ $3 ELSE false END)::integer AS unusable,
                count(*) FILTER (WHERE ${told})::integer AS told
           FROM registrations r JOIN persons p ON p.id = r.person_id
          WHERE r.event_id = $1 AND ${conditions.join(' AND ')} GROUP BY r.state, r.locale, r.category_id) g
         JOIN categories c ON c.id = g.category_id ORDER BY c.code, g.state, g.locale`,
      values,
    );
    const states = audience.states ?? confirmed;
    const met = rows.filter(({ state }) => states.includes(state));
    const sum = (of: readonly CountRow[], what: 'n' | 'unusable' | 'told'): number =>
      of.reduce((all, row) => all + row[what], 0);
    return {
      count: sum(met, 'n'),
      withoutAddress: sum(met, 'unusable'),
      told: sum(met, 'told'),
      byLanguage: [...groupsOf(met, ({ locale }) => mailLanguage(locale, event.locales))].map(
        ([language, ofLanguage]) => ({
          language,
          count: sum(ofLanguage, 'n'),
          ownWords: texts === null || language in texts,
        }),
      ),
      byCategory: [...groupsOf(met, ({ category_id: id }) => id)].map(([categoryId, ofCategory]) => ({
        categoryId,
        code: ofCategory[0]!.code,
        title: ofCategory[0]!.title,
        count: sum(ofCategory, 'n'),
      })),
      leftOut: [
        ...groupsOf(
          rows.filter(({ state }) => !states.includes(state)),
          ({ state }) => state,
        ),
      ].map(([state, ofState]) => ({ state, count: sum(ofState, 'n') })),
    };
  }

  /**
   * SQL: the conditions over registrations `r` of all that an audience asks for but their state, with their values at the
   * end of `values`, of which the first is the event.
   */
  private async fitting(
    eventId: string,
    audience: Audience,
    values: unknown[],
    by: Principal = systemPrincipal,
  ): Promise<string[]> {
    const conditions = ['true'];
    const add = (list: readonly string[] | undefined, sql: (place: string) => string): void => {
      if (list === undefined) return;
      values.push(list);
      conditions.push(sql(`$${values.length}`));
    };
    const placeOn = (which: string): string => `EXISTS (
      SELECT 1 FROM bookings b JOIN departures d ON d.id = b.departure_id
       WHERE b.registration_id = r.id AND b.event_id = r.event_id AND b.state IN ('confirmed', 'cleared', 'boarded', 'returned')
         AND d.state <> 'cancelled' AND ${which})`;
    add(audience.categoryIds, (place) => `r.category_id = ANY (${place}::uuid[])`);
    add(audience.delegationIds, (place) => `r.delegation_id = ANY (${place}::uuid[])`);
    add(audience.registrationIds, (place) => `r.id = ANY (${place}::uuid[])`);
    add(audience.departureIds, (place) => placeOn(`d.id = ANY (${place}::uuid[])`));
    add(audience.siteVisitIds, (place) => placeOn(`d.site_visit_id = ANY (${place}::uuid[])`));
    add(
      audience.languages?.map((language) => language.toLowerCase()),
      (place) =>
        `(lower(r.locale) = ANY (${place}::text[]) OR lower(split_part(r.locale, '-', 1)) = ANY (${place}::text[]))`,
    );
    if (audience.sessionIds) conditions.push(await this.onAgenda(eventId, audience.sessionIds, values));
    if (audience.filter)
      conditions.push(await this.registrations.condition(eventId, audience.filter, by, values));
    return conditions;
  }

  /** SQL: that one of these sessions is on the agenda of registration `r`; the same that an agenda is made of. */
  private async onAgenda(eventId: string, sessionIds: readonly string[], values: unknown[]): Promise<string> {
    const wanted = new Set(sessionIds.map((id) => id.toLowerCase()));
    // One after the other: the step that asks is a transaction, which has one connection.
    const released = await this.programme.releasedSessions(eventId);
    const duties = await this.programme.duties(eventId, null);
    const readings = await this.greetings.readings(eventId, null);
    const sessions = released.filter(({ id }) => wanted.has(id));
    const shown = new Set(sessions.map(({ id }) => id));
    if (sessions.some(isOpenToAll)) return 'true';
    // What is open to a category would be open to all if it were for no category in particular.
    const categoryIds = sessions
      .filter((session) => isOpenToAll({ ...session, categoryIds: [] }))
      .flatMap((session) => session.categoryIds);
    const personIds = [...duties, ...readings].flatMap(({ sessionId, personId }) =>
      shown.has(sessionId) ? [personId] : [],
    );
    values.push(categoryIds, personIds, [...shown]);
    const [categories, persons, seats] = [values.length - 2, values.length - 1, values.length];
    return `(r.category_id = ANY ($${categories}::uuid[]) OR r.person_id = ANY ($${persons}::uuid[])
      OR EXISTS (SELECT 1 FROM sign_ups u WHERE u.registration_id = r.id AND u.session_id = ANY ($${seats}::uuid[]) AND u.state = 'confirmed'))`;
  }
}

/** SQL: that registration `r` is in a state to which it goes. */
function inState({ states = confirmed }: Audience, values: unknown[]): string {
  values.push(states);
  return `r.state = ANY ($${values.length}::text[])`;
}

/** SQL: that there is a message for registration `r`. */
function isTold({ kind, cause }: ToldBy, values: unknown[]): string {
  values.push(kind, cause);
  return `EXISTS (SELECT 1 FROM messages m WHERE m.event_id = $1 AND m.kind = $${values.length - 1} AND m.cause = $${values.length}
    AND m.recipient = 'registration:' || r.id)`;
}

function groupsOf<T>(rows: readonly T[], key: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(key(row), [...(groups.get(key(row)) ?? []), row]);
  return groups;
}
