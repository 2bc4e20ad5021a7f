import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { Database, isSqlError, sqlState } from '../platform/database/database';
import { containing, page, when, type ListDefinition } from '../platform/database/list';
import { Rows } from '../platform/database/rows';
import type { Page } from '../platform/http/page';
import { defineProblems, httpProblems } from '../platform/http/problem';
import type { OrganisationChanges, OrganisationInput, OrganisationQuery } from './organisation.input';
import type { OrganisationView } from './organisation.view';
import type { PersonInput } from './person.input';

export const peopleProblems = defineProblems({
  organisationExists: { status: 409, title: 'This organisation is there already' },
});

const organisations: ListDefinition<OrganisationView & Record<string, unknown>, OrganisationView> = {
  select: 'o.id, o.version, o.kind, o.name, o.short_name AS "shortName", o.names, o.country',
  from: 'organisations o',
  id: 'o.id',
  sorts: { name: { expression: 'o.name', type: 'text' } },
  defaultSort: 'name',
  view: ({ id, version, kind, name, shortName, names, country }) => ({
    id,
    version,
    kind,
    name,
    shortName,
    names,
    country,
  }),
};

/** Persons and organisations: what outlives an event. */
@Injectable()
export class PeopleService {
  private readonly persons: Rows;
  private readonly organisations: Rows;

  constructor(
    private readonly db: Database,
    clock: Clock,
  ) {
    this.persons = new Rows(db, clock, 'persons');
    this.organisations = new Rows(db, clock, 'organisations');
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
    changes: {
      readonly post?: string | null | undefined;
      readonly formOfAddress?: string | null | undefined;
      readonly nativeName?: string | null | undefined;
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

  async addOrganisation(input: OrganisationInput): Promise<OrganisationView> {
    const id = await this.organisations.insert({ ...input }).catch(explain);
    return this.organisation(id);
  }

  async changeOrganisation(
    id: string,
    version: number,
    changes: OrganisationChanges,
  ): Promise<OrganisationView> {
    await this.organisations.update({ id }, version, { ...changes }).catch(explain);
    return this.organisation(id);
  }

  /** @throws 404 */
  async organisation(id: string): Promise<OrganisationView> {
    const row = await this.db.one<OrganisationView & Record<string, unknown>>(
      `SELECT ${organisations.select} FROM ${organisations.from} WHERE o.id = $1`,
      [id],
    );
    if (!row) throw httpProblems.notFound('There is no such organisation.');
    return organisations.view(row);
  }

  organisationList(query: OrganisationQuery): Promise<Page<OrganisationView>> {
    return page(this.db, organisations, query, [
      when(query.kind, 'o.kind = ?'),
      when(query.country, 'o.country = ?'),
      when(query.q && containing(query.q), 'o.name ILIKE ? OR o.short_name ILIKE ? OR o.names::text ILIKE ?'),
    ]);
  }
}

function explain(error: unknown): never {
  if (isSqlError(error, sqlState.uniqueViolation)) {
    throw peopleProblems.organisationExists({
      detail: 'Use the one that is there, or give this one its full official name.',
      errors: [
        { pointer: '/name', code: 'taken', message: 'is the name of another organisation of this country' },
      ],
    });
  }
  throw error;
}
