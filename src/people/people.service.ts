import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { newId } from '../platform/database/base.entity';
import { Database } from '../platform/database/database';
import { page, when, type ListDefinition } from '../platform/database/list';
import { Rows } from '../platform/database/rows';
import { Outbox } from '../platform/outbox/outbox';
import { havingWords } from '../platform/database/words';
import type { Page, PageQuery } from '../platform/http/page';
import { httpProblems } from '../platform/http/problem';
import { personChanged } from './person.facts';
import type { PersonInput } from './person.input';
import type { OwnData, OwnProperty } from './person.rules';
import { ownJson, type PersonView } from './person.view';

const persons: ListDefinition<PersonView & Record<string, unknown>, PersonView> = {
  select: `p.id, p.given_name AS "givenName", p.family_name AS "familyName", p.display_name AS "displayName",
    p.native_name AS "nativeName", p.form_of_address AS "formOfAddress", p.post, p.nationality, p.email`,
  from: 'event_persons ep JOIN persons p ON p.id = ep.person_id',
  id: 'p.id',
  sorts: { displayName: { expression: 'p.display_name', type: 'text' } },
  defaultSort: 'displayName',
  view: ({
    id,
    givenName,
    familyName,
    displayName,
    nativeName,
    formOfAddress,
    post,
    nationality,
    email,
  }) => ({
    id,
    givenName,
    familyName,
    displayName,
    nativeName,
    formOfAddress,
    post,
    nationality,
    email,
  }),
};

/** Columns of what staff may correct, by property. */
const correctable = {
  givenName: 'given_name',
  familyName: 'family_name',
  displayName: 'display_name',
  nativeName: 'native_name',
  formOfAddress: 'form_of_address',
  post: 'post',
  nationality: 'nationality',
  birthDate: 'birth_date',
  timeZone: 'time_zone',
  email: 'email',
  locale: 'locale',
} as const;

/** What tells who somebody is; a change of it is told to whoever has compared them with others. */
const telling = new Set(['givenName', 'familyName', 'displayName', 'nativeName', 'nationality', 'birthDate']);

const isTelling = (changes: Readonly<Record<string, unknown>>): boolean =>
  Object.entries(changes).some(([property, value]) => value !== undefined && telling.has(property));

/** What staff correct of a person. */
export type PersonCorrection = { readonly [P in keyof typeof correctable]?: string | null };

/** Persons, who outlive an event. */
@Injectable()
export class PeopleService {
  private readonly persons: Rows;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
  ) {
    this.persons = new Rows(db, clock, 'persons');
  }

  /** Enters a person as they were described, and answers the id. `locale` is the language in which they are written to. */
  addPerson(input: PersonInput, locale: string): Promise<string> {
    return this.persons.insert({
      ...input,
      displayName: input.displayName ?? nameOf(input),
      locale,
    });
  }

  /** Enters many people by one statement, and answers their ids in the same order. */
  async addPersons(
    people: readonly { readonly input: PersonInput; readonly locale: string }[],
  ): Promise<string[]> {
    const ids = people.map(() => newId());
    const of = (property: keyof PersonInput): unknown[] => people.map(({ input }) => input[property] ?? null);
    await this.db.query(
      `INSERT INTO persons (id, given_name, family_name, display_name, native_name, form_of_address, post, nationality, birth_date, email,
                            locale, time_zone, created_at, updated_at)
       SELECT p.*, $13, $13
         FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::date[], $10::text[],
                     $11::text[], $12::text[]) AS p`,
      [
        ids,
        of('givenName'),
        of('familyName'),
        people.map(({ input }) => input.displayName ?? nameOf(input)),
        of('nativeName'),
        of('formOfAddress'),
        of('post'),
        of('nationality'),
        of('birthDate'),
        of('email'),
        people.map(({ locale }) => locale),
        of('timeZone'),
        this.clock.now(),
      ],
    );
    return ids;
  }

  /** Removes people of whom nothing came after all, in the transaction that entered them. */
  async removePersons(ids: readonly string[]): Promise<void> {
    await this.db.query('DELETE FROM persons WHERE id = ANY ($1::uuid[])', [ids]);
  }

  /**
   * Corrects what is known of people, by one statement: also names and address, which only staff may. What is left out
   * stays. Must run in a transaction.
   */
  async correctPersons(
    people: readonly { readonly id: string; readonly changes: PersonCorrection }[],
  ): Promise<void> {
    if (people.length === 0) return;
    const columns = Object.entries(correctable).map(
      ([property, column]) =>
        `${column} = CASE WHEN c.given ? '${property}' THEN n.${column} ELSE p.${column} END`,
    );
    await this.db.query(
      `UPDATE persons p SET ${columns.join(', ')}, version = p.version + 1, updated_at = $3
         FROM unnest($1::uuid[], $2::jsonb[]) AS c (id, given)
        CROSS JOIN LATERAL (SELECT ${Object.entries(correctable)
          .map(
            ([property, column]) =>
              `(c.given ->> '${property}')${column === 'birth_date' ? '::date' : ''} AS ${column}`,
          )
          .join(', ')}) n
        WHERE p.id = c.id`,
      [people.map(({ id }) => id), people.map(({ changes }) => JSON.stringify(changes)), this.clock.now()],
    );
    await this.outbox.tellMany(
      personChanged,
      people.filter(({ changes }) => isTelling(changes)).map(({ id }) => ({ personId: id })),
    );
  }

  /** Changes what may be said anew of a person; what is undefined stays. Does nothing when there is nothing to change. */
  async changePerson(
    id: string,
    changes: { readonly [P in OwnProperty]?: string | null | undefined } & {
      readonly locale?: string | undefined;
    },
  ): Promise<void> {
    if (Object.values(changes).every((value) => value === undefined)) return;
    await this.db.transaction(async () => {
      const row = await this.db.one<{ version: number }>(
        'SELECT version FROM persons WHERE id = $1 FOR UPDATE',
        [id],
      );
      if (!row) throw httpProblems.notFound('There is no such person.');
      await this.persons.update({ id }, row.version, changes);
      if (isTelling(changes)) await this.outbox.tell(personChanged, { personId: id });
    });
  }

  /** What tells a person from others; undefined when there is no such person. */
  async identity(
    id: string,
  ): Promise<{ givenName: string; familyName: string; email: string; birthDate: string | null } | undefined> {
    return this.db.one(
      'SELECT given_name AS "givenName", family_name AS "familyName", email, birth_date AS "birthDate" FROM persons WHERE id = $1',
      [id],
    );
  }

  /** What is known of a person as far as they may say it anew; nothing of one who does not exist. */
  async ownData(id: string): Promise<OwnData> {
    const row = await this.db.one<{ own: OwnData }>(
      `SELECT ${ownJson} AS own FROM persons p WHERE p.id = $1`,
      [id],
    );
    return row?.own ?? {};
  }

  /** Enters a person for an event, in which its staff find them from then on. */
  async addKnownPerson(eventId: string, input: PersonInput, locale: string): Promise<PersonView> {
    return this.db.transaction(async () => {
      const id = await this.addPerson(input, locale);
      await this.makeKnown(eventId, [id]);
      return this.person(eventId, id);
    });
  }

  /** Lets the staff of an event find these persons; done again, it changes nothing. */
  async makeKnown(eventId: string, personIds: readonly string[]): Promise<void> {
    await this.db.query(
      `INSERT INTO event_persons (event_id, person_id) SELECT $1, person FROM unnest($2::uuid[]) AS given (person)
       ON CONFLICT DO NOTHING`,
      [eventId, personIds],
    );
  }

  /** A person who is known in the event. @throws 404 */
  async person(eventId: string, id: string): Promise<PersonView> {
    const row = await this.db.one<PersonView & Record<string, unknown>>(
      `SELECT ${persons.select} FROM ${persons.from} WHERE ep.event_id = $1 AND ep.person_id = $2`,
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such person in this event.');
    return row;
  }

  async personList(eventId: string, query: PageQuery): Promise<Page<PersonView>> {
    return page(this.db, persons, query, [
      when(eventId, 'ep.event_id = ?'),
      await havingWords(this.db, 'p.words', query.q),
    ]);
  }
}

/** The name on the badge, where none is given. */
export function nameOf({ givenName, familyName }: Pick<PersonInput, 'givenName' | 'familyName'>): string {
  return `${givenName} ${familyName}`;
}
