import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database/database';
import { Rows } from '../platform/database/rows';
import { explainOrganisation } from './organisation.errors';
import type {
  OrganisationChanges,
  OrganisationContactChanges,
  OrganisationContactInput,
  OrganisationInput,
} from './organisation.input';
import type { OrganisationContactView, OrganisationView } from './organisation.view';
import { OrganisationsQueries } from './organisations.queries';

/** Writes of organisations and of those through whom they are reached. */
@Injectable()
export class OrganisationsService {
  private readonly organisations: Rows;
  private readonly contacts: Rows;

  constructor(
    private readonly db: Database,
    clock: Clock,
    private readonly queries: OrganisationsQueries,
  ) {
    this.organisations = new Rows(db, clock, 'organisations');
    this.contacts = new Rows(db, clock, 'organisation_contacts');
  }

  /** @throws 409 for a name that is taken and a parent too deep, 422 for a parent that does not exist */
  async add(input: OrganisationInput): Promise<OrganisationView> {
    const id = await this.organisations.insert({ ...input }).catch(explainOrganisation);
    return this.queries.organisation(id);
  }

  /** @throws 404, 412; 409 also when it would stand under itself */
  async change(id: string, version: number, changes: OrganisationChanges): Promise<OrganisationView> {
    return this.db.transaction(async () => {
      // The tree before any of its rows, so that two who change it wait for each other and not in a circle.
      if (typeof changes.parentId === 'string') await this.db.query('SELECT lock_organisation_tree()');
      await this.organisations.update({ id }, version, { ...changes }).catch(explainOrganisation);
      return this.queries.organisation(id);
    });
  }

  /** @throws 404; 409 when there is a focal point at that time; 422 for one who cannot be reached */
  async addContact(
    organisationId: string,
    input: OrganisationContactInput,
  ): Promise<OrganisationContactView> {
    return this.db.transaction(async () => {
      await this.queries.organisation(organisationId);
      const id = await this.contacts.insert({ organisationId, ...input }).catch(explainOrganisation);
      return this.queries.contact(organisationId, id);
    });
  }

  /** @throws 404, 412; 409 when there is a focal point at that time; 422 for one who could not be reached */
  async changeContact(
    organisationId: string,
    id: string,
    version: number,
    changes: OrganisationContactChanges,
  ): Promise<OrganisationContactView> {
    await this.contacts.update({ id, organisationId }, version, { ...changes }).catch(explainOrganisation);
    return this.queries.contact(organisationId, id);
  }

  /** Takes a contact out that was a mistake, or whose person wants to be forgotten. @throws 404, 412 */
  async removeContact(organisationId: string, id: string, version: number): Promise<void> {
    await this.contacts.remove({ id, organisationId }, version);
  }
}
