import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database/database';
import { containing, page, when, type ListDefinition } from '../platform/database/list';
import { havingWords } from '../platform/database/words';
import type { Page, PageQuery } from '../platform/http/page';
import { httpProblems } from '../platform/http/problem';
import type { OrganisationContactQuery, OrganisationQuery } from './organisation.input';
import { OrganisationRecord } from './organisation-record.service';
import type {
  OrganisationContactView,
  OrganisationMergeView,
  OrganisationMovedView,
  OrganisationRecordView,
  OrganisationView,
} from './organisation.view';

const organisations: ListDefinition<OrganisationView & Record<string, unknown>, OrganisationView> = {
  select: `o.id, o.version, o.kind, o.name, o.name_language AS "nameLanguage", o.short_name AS "shortName", o.names,
    o.short_names AS "shortNames", o.country, o.parent_id AS "parentId",
    (SELECT above.name FROM organisations above WHERE above.id = o.parent_id) AS parent, o.rank_class AS "rankClass"`,
  from: 'organisations o',
  id: 'o.id',
  sorts: { name: { expression: 'o.name', type: 'text' } },
  defaultSort: 'name',
  view: (o) => ({
    id: o.id,
    version: o.version,
    kind: o.kind,
    name: o.name,
    nameLanguage: o.nameLanguage,
    shortName: o.shortName,
    names: o.names,
    shortNames: o.shortNames,
    country: o.country,
    parentId: o.parentId,
    parent: o.parent,
    rankClass: o.rankClass,
  }),
};

const contacts: ListDefinition<OrganisationContactView & Record<string, unknown>, OrganisationContactView> = {
  select: `c.id, c.version, c.function, c.name, c.form_of_address AS "formOfAddress", c.post, c.email, c.phone, c.locale,
    c.valid_from AS "validFrom", c.valid_until AS "validUntil", c.note`,
  from: 'organisation_contacts c',
  id: 'c.id',
  sorts: { name: { expression: 'c.name', type: 'text' } },
  defaultSort: 'name',
  view: (c) => ({
    id: c.id,
    version: c.version,
    function: c.function,
    name: c.name,
    formOfAddress: c.formOfAddress,
    post: c.post,
    email: c.email,
    phone: c.phone,
    locale: c.locale,
    validFrom: c.validFrom,
    validUntil: c.validUntil,
    note: c.note,
  }),
};

interface MergeRow extends Record<string, unknown> {
  id: string;
  gone: OrganisationView;
  moved: OrganisationMovedView[];
  reason: string;
  merged_by_name: string;
  merged_at: Date;
}

const merges: ListDefinition<MergeRow, OrganisationMergeView> = {
  select: 'm.id, m.gone, m.moved, m.reason, m.merged_by_name, m.merged_at',
  from: 'organisation_merges m',
  id: 'm.id',
  sorts: { mergedAt: { expression: 'm.merged_at', type: 'timestamptz' } },
  defaultSort: '-mergedAt',
  view: (m) => ({
    id: m.id,
    gone: m.gone,
    moved: m.moved,
    reason: m.reason,
    mergedBy: m.merged_by_name,
    mergedAt: m.merged_at.toISOString(),
  }),
};

/** Reads of organisations, of those through whom they are reached, and of what they did. */
@Injectable()
export class OrganisationsQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly record: OrganisationRecord,
  ) {}

  async list(query: OrganisationQuery): Promise<Page<OrganisationView>> {
    return page(this.db, organisations, query, [
      when(query.kind, 'o.kind = ?'),
      when(query.country, 'o.country = ?'),
      when(query.parentId, 'o.parent_id = ?'),
      await havingWords(this.db, 'o.words', query.q),
    ]);
  }

  /** @throws 404, which names the one that it turned out to be */
  async organisation(id: string): Promise<OrganisationView> {
    const row = await this.find(id);
    if (row) return row;
    const became = await this.db.one<{ id: string; name: string }>(
      `SELECT o.id, o.name FROM organisation_merges m JOIN organisations o ON o.id = m.organisation_id WHERE m.gone_id = $1`,
      [id],
    );
    throw httpProblems.notFound(
      became
        ? `It turned out to be “${became.name}”: use ${became.id} instead.`
        : 'There is no such organisation.',
    );
  }

  async find(id: string): Promise<OrganisationView | undefined> {
    const row = await this.db.one<OrganisationView & Record<string, unknown>>(
      `SELECT ${organisations.select} FROM ${organisations.from} WHERE o.id = $1`,
      [id],
    );
    return row && organisations.view(row);
  }

  /** Through whom an organisation is reached, those of today unless the query says otherwise. */
  async contacts(id: string, query: OrganisationContactQuery): Promise<Page<OrganisationContactView>> {
    await this.organisation(id);
    const day = query.all === true ? undefined : (query.on ?? this.clock.now().toISOString().slice(0, 10));
    return page(this.db, contacts, query, [
      when(id, 'c.organisation_id = ?'),
      when(query.function, 'c.function = ?'),
      when(day, `daterange(c.valid_from, c.valid_until, '[]') @> ?::date`),
      when(
        query.q && containing(query.q),
        'c.name ILIKE ? OR c.post ILIKE ? OR c.email ILIKE ? OR c.phone ILIKE ?',
      ),
    ]);
  }

  /** @throws 404 */
  async contact(organisationId: string, id: string): Promise<OrganisationContactView> {
    const row = await this.db.one<OrganisationContactView & Record<string, unknown>>(
      `SELECT ${contacts.select} FROM ${contacts.from} WHERE c.organisation_id = $1 AND c.id = $2`,
      [organisationId, id],
    );
    if (!row) throw httpProblems.notFound('The organisation has no such contact.');
    return contacts.view(row);
  }

  /** What the organisation sent, read, received and hosted over the editions of the event’s series. @throws 404 */
  async over(eventId: string, id: string, withParts: boolean): Promise<OrganisationRecordView> {
    await this.organisation(id);
    return this.record.of(eventId, id, withParts);
  }

  /** Which organisations turned out to be this one, the last first. @throws 404 */
  async merges(id: string, query: PageQuery): Promise<Page<OrganisationMergeView>> {
    await this.organisation(id);
    return page(this.db, merges, query, [when(id, 'm.organisation_id = ?')]);
  }
}
