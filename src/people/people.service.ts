import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database/database';
import { page, when, type ListDefinition } from '../platform/database/list';
import { Rows } from '../platform/database/rows';
import { havingWords } from '../platform/database/words';
import type { Page, PageQuery } from '../platform/http/page';
import { httpProblems } from '../platform/http/problem';
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

/** Persons, who outlive an event. */
@Injectable()
export class PeopleService {
  private readonly persons: Rows;

  constructor(
    private readonly db: Database,
    clock: Clock,
  ) {
    this.persons = new Rows(db, clock, 'persons');
  }

  /** Enters a person as they were described, and answers the id. `locale` is the language in which they are written to. */
  addPerson(input: PersonInput, locale: string): Promise<string> {
    return this.persons.insert({
      ...input,
      displayName: input.displayName ?? `${input.givenName} ${input.familyName}`,
      locale,
    });
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
