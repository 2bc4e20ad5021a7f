import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { containing, page, when, type ListDefinition } from '../../platform/database/list';
import { Database } from '../../platform/database/database';
import type { Page, PageQuery } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import type { TemplateListQuery } from './template.input';
import {
  toTemplateVersionView,
  toTemplateView,
  type TemplateRow,
  type TemplateVersionRow,
  type TemplateVersionView,
  type TemplateView,
} from './template.view';

/** A version of a template, as it is rendered. */
export interface StoredVersion {
  readonly id: string;
  readonly templateId: string;
  readonly eventId: string;
  readonly kind: string | null;
  readonly name: string;
  readonly subject: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, string>>;
}

const versionColumns = `v.id, v.number, v.name, v.subject, v.body, v.changes, v.comment, v.restored_from, v.saved_by_name, v.saved_at`;

/** The newest version of each template `t`. */
const newest = `message_templates t
  JOIN LATERAL (SELECT * FROM message_template_versions WHERE template_id = t.id ORDER BY number DESC LIMIT 1) v ON true`;

/** In how many mails the words of the template could not be used, and why the last time. */
const faults = `LATERAL (
    SELECT count(*)::integer AS faults, (array_agg(m.template_fault ORDER BY m.updated_at DESC))[1] AS last_fault
      FROM message_template_versions f JOIN messages m ON m.template_version_id = f.id
     WHERE f.template_id = t.id AND m.template_fault IS NOT NULL) failed`;

const templateColumns = `t.id, t.version, t.kind, t.name, t.created_at, t.removed_at, v.id AS version_id, v.subject, v.body, v.comment, v.saved_by_name, v.saved_at,
  failed.faults, failed.last_fault`;

const storedColumns = `v.id, t.id AS "templateId", t.event_id AS "eventId", t.kind, v.name, v.subject, v.body`;

const versions: ListDefinition<TemplateVersionRow & Record<string, unknown>, TemplateVersionView> = {
  select: versionColumns,
  from: 'message_template_versions v',
  id: 'v.id',
  sorts: { number: { expression: 'v.number', type: 'integer' } },
  defaultSort: '-number',
  view: toTemplateVersionView,
};

/** Templates of an event and their versions. */
@Injectable()
export class TemplatesQueries {
  constructor(private readonly db: Database) {}

  /** Templates that are in use, by name. */
  list(event: EventScope, query: TemplateListQuery): Promise<Page<TemplateView>> {
    const templates: ListDefinition<TemplateRow & Record<string, unknown>, TemplateView> = {
      select: templateColumns,
      from: `${newest} CROSS JOIN ${faults}`,
      id: 't.id',
      sorts: { name: { expression: 't.name', type: 'text' } },
      defaultSort: 'name',
      view: (row) => toTemplateView(row, event.locales),
    };
    return page(this.db, templates, query, [
      { sql: 't.event_id = ? AND t.removed_at IS NULL', values: [event.id] },
      when(query.kind, 't.kind = ?'),
      when(query.q === undefined ? undefined : containing(query.q), 't.name ILIKE ?'),
    ]);
  }

  /**
   * One template, also one that was removed.
   * @throws 404
   */
  async template(event: EventScope, id: string): Promise<TemplateView> {
    const row = await this.db.one<TemplateRow & Record<string, unknown>>(
      `SELECT ${templateColumns} FROM ${newest} CROSS JOIN ${faults} WHERE t.event_id = $1 AND t.id = $2`,
      [event.id, id],
    );
    if (!row) throw httpProblems.notFound('There is no such template in this event.');
    return toTemplateView(row, event.locales);
  }

  /** The versions of a template, newest first. */
  async versions(event: EventScope, id: string, query: PageQuery): Promise<Page<TemplateVersionView>> {
    await this.template(event, id);
    return page(this.db, versions, query, [when(id, 'v.template_id = ?')]);
  }

  /**
   * One version of a template.
   * @throws 404
   */
  async version(eventId: string, id: string, number: number): Promise<TemplateVersionView> {
    const row = await this.db.one<TemplateVersionRow & Record<string, unknown>>(
      `SELECT ${versionColumns} FROM message_template_versions v WHERE v.event_id = $1 AND v.template_id = $2 AND v.number = $3`,
      [eventId, id, number],
    );
    if (!row) throw httpProblems.notFound('This template has no such version.');
    return toTemplateVersionView(row);
  }

  /** What is in use for notices of these kinds in these events. */
  forKinds(eventIds: readonly string[], kinds: readonly string[]): Promise<StoredVersion[]> {
    return this.db.query<StoredVersion & Record<string, unknown>>(
      `SELECT ${storedColumns} FROM ${newest}
        WHERE t.event_id = ANY($1::uuid[]) AND t.kind = ANY($2::text[]) AND t.removed_at IS NULL`,
      [eventIds, kinds],
    );
  }

  /** The newest versions of these templates, of those that are in use. */
  newestOf(eventId: string, templateIds: readonly string[]): Promise<StoredVersion[]> {
    return this.db.query<StoredVersion & Record<string, unknown>>(
      `SELECT ${storedColumns} FROM ${newest} WHERE t.event_id = $1 AND t.id = ANY($2::uuid[]) AND t.removed_at IS NULL`,
      [eventId, templateIds],
    );
  }

  /** These versions, whether they are in use or not. */
  storedVersions(ids: readonly string[]): Promise<StoredVersion[]> {
    return this.db.query<StoredVersion & Record<string, unknown>>(
      `SELECT ${storedColumns} FROM message_template_versions v JOIN message_templates t ON t.id = v.template_id WHERE v.id = ANY($1::uuid[])`,
      [ids],
    );
  }

  /** Which kinds of notice have words of the event's own: the template's id, by kind. */
  async replacedKinds(eventId: string): Promise<Map<string, string>> {
    const rows = await this.db.query<{ id: string; kind: string }>(
      `SELECT id, kind FROM message_templates WHERE event_id = $1 AND kind IS NOT NULL AND removed_at IS NULL`,
      [eventId],
    );
    return new Map(rows.map(({ id, kind }) => [kind, id]));
  }
}
