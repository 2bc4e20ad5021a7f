import { Injectable } from '@nestjs/common';
import { Links } from '../../access/links.service';
import { Notices } from '../../communications/notices.service';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database, isSqlError, sqlState } from '../../platform/database/database';
import { Rows } from '../../platform/database/rows';
import { httpProblems } from '../../platform/http/problem';
import { currentPrincipal } from '../../platform/http/request-context';
import { siteVisitProblems } from '../site-visits.errors';
import type { HostContactChanges, HostContactInput, HostLinkInput } from './host.input';
import { hostLink } from './host.notices';
import type { HostContactView, HostLinksView } from './host.view';
import { contactsOf, holderKey, Hosts, linksEnd, type HostRow } from './hosts.service';
import { HostsQueries } from './hosts.queries';

/** Writes of the contacts of hosts and of their links. */
@Injectable()
export class HostContacts {
  private readonly contacts: Rows;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly links: Links,
    private readonly hosts: Hosts,
    private readonly notices: Notices,
    private readonly queries: HostsQueries,
  ) {
    this.contacts = new Rows(db, clock, 'host_contacts');
  }

  async add(eventId: string, siteVisitId: string, input: HostContactInput): Promise<HostContactView> {
    return this.db.transaction(async () => {
      const row = await this.siteVisit(eventId, siteVisitId);
      assertFree(row, input.email);
      const id = await this.contacts.insert({ eventId, siteVisitId, ...input }).catch(explain);
      return this.queries.contact(eventId, siteVisitId, id);
    });
  }

  async change(
    eventId: string,
    siteVisitId: string,
    id: string,
    version: number,
    changes: HostContactChanges,
  ): Promise<HostContactView> {
    return this.db.transaction(async () => {
      const row = await this.siteVisit(eventId, siteVisitId);
      if (changes.email !== undefined) assertFree(row, changes.email);
      await this.contacts.update({ id, eventId, siteVisitId }, version, { ...changes }).catch(explain);
      await this.hosts.endFormer(eventId, siteVisitId);
      return this.queries.contact(eventId, siteVisitId, id);
    });
  }

  /** Takes a contact away; their link ends. */
  async remove(eventId: string, siteVisitId: string, id: string, version: number): Promise<void> {
    await this.db.transaction(async () => {
      await this.siteVisit(eventId, siteVisitId);
      await this.contacts.remove({ id, eventId, siteVisitId }, version);
      await this.hosts.endFormer(eventId, siteVisitId);
    });
  }

  /** Makes a new link for a contact and sends it; the one before ends. @throws 404, 409, 422 */
  async renewLink(
    eventId: string,
    siteVisitId: string,
    { email, expiresAt }: HostLinkInput,
  ): Promise<HostLinksView> {
    await this.db.transaction(async () => {
      const row = await this.siteVisit(eventId, siteVisitId);
      const contact = contactsOf(row).find((one) => holderKey(one.email) === holderKey(email));
      if (!contact)
        throw siteVisitProblems.hostContactUnknown('Enter this address as a contact of the host first.');
      const until = expiresAt === undefined ? linksEnd(row) : new Date(expiresAt);
      if (until <= this.clock.now())
        throw siteVisitProblems.hostLinkPast({
          detail: 'Say until when it is to be good.',
          errors: [{ pointer: '/expiresAt', code: 'past', message: 'must be in the future' }],
        });
      const holder = holderKey(contact.email);
      await this.links.revokeHolder('site_visit', siteVisitId, { holder }, currentPrincipal().name);
      await this.hosts.tokens(row, [contact], until);
      await this.notices.send(hostLink, [contact], {
        eventId,
        cause: newId(),
        subject: { kind: 'site_visit', id: siteVisitId },
      });
    });
    return this.queries.linksOf(eventId, siteVisitId);
  }

  /** Makes a link worthless. @throws 404 */
  async revokeLink(eventId: string, siteVisitId: string, linkId: string): Promise<void> {
    const known = await this.links.of('site_visit', eventId, siteVisitId);
    if (!known.some(({ id }) => id === linkId)) throw httpProblems.notFound('The visit has no such link.');
    await this.links.revokeHolder('site_visit', siteVisitId, { linkId }, currentPrincipal().name);
  }

  private async siteVisit(eventId: string, id: string): Promise<HostRow> {
    const row = await this.hosts.one(eventId, id, { locked: true });
    if (!row) throw httpProblems.notFound('There is no such site visit in this event.');
    return row;
  }
}

function taken(): never {
  throw siteVisitProblems.hostContactTaken({
    detail: 'Each contact of a visit has an address of their own. Change the contact who has it.',
    errors: [{ pointer: '/email', code: 'taken', message: 'is that of another contact of this visit' }],
  });
}

/** The contact who stands on the visit has their address, too. */
function assertFree({ contact_email: email }: HostRow, wanted: string): void {
  if (email !== null && holderKey(email) === holderKey(wanted)) taken();
}

function explain(error: unknown): never {
  if (isSqlError(error, sqlState.uniqueViolation, 'host_contacts_email_key')) taken();
  throw error;
}
