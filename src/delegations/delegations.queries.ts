import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database';
import { containing, page, when, type ListDefinition } from '../platform/database/list';
import type { Page, PageQuery } from '../platform/http/page';
import { httpProblems } from '../platform/http/problem';
import type { DelegationQuery } from './delegation.input';
import {
  toDelegationView,
  toMemberView,
  type DelegationRow,
  type DelegationView,
  type MemberRow,
  type MemberView,
} from './delegation.view';

/** SQL for whether delegation `d` has not answered in time, as the clock that tells protocol has found. */
const overdue = `(d.state = 'invited' AND d.answer_escalated_for IS NOT NULL AND d.answer_escalated_for IS NOT DISTINCT FROM d.answer_by)`;

const delegations: ListDefinition<DelegationRow, DelegationView> = {
  select: `d.id, d.version, d.state, d.organisation_id, o.name AS organisation, o.country, d.reference, d.focal_point_name, d.focal_point_email,
    d.locale, d.backup_name, d.backup_email, d.backup_locale, d.addressed_as, d.answer_by, d.answered_by, d.answered_on, d.remind_days, d.grace_hours,
    (SELECT f.name FROM stored_files f WHERE f.id = d.answer_file_id) AS answer_file, ${overdue} AS answer_overdue,
    (SELECT count(*)::integer FROM invitations i WHERE i.delegation_id = d.id) AS invitations, d.nominations_close_at, d.rank_class, d.head_exempt, d.moves_seats, d.head_registration_id,
    (SELECT count(*)::integer FROM delegation_members m WHERE m.delegation_id = d.id) AS member_count,
    COALESCE((SELECT json_agg(json_build_object('categoryId', q.category_id, 'places', q.places, 'taken', q.taken) ORDER BY q.category_id)
                FROM delegation_quotas q WHERE q.delegation_id = d.id), '[]') AS quotas`,
  from: 'delegations d JOIN organisations o ON o.id = d.organisation_id',
  id: 'd.id',
  sorts: {
    organisation: { expression: 'o.name', type: 'text' },
    rankClass: { expression: 'd.rank_class', type: 'integer' },
  },
  defaultSort: 'organisation',
  view: toDelegationView,
};

const members: ListDefinition<MemberRow, MemberView> = {
  select: `m.registration_id, r.code, r.version, r.state, r.person_id, p.display_name, p.native_name, p.post, p.email, r.locale, m.category_id,
    c.title AS category_title, m.part, m.counted, m.late, r.waiting_step, r.waiting_role,
    (SELECT x.id FROM replacements x WHERE x.registration_id = m.registration_id ORDER BY x.created_at DESC, x.id DESC LIMIT 1) AS replacement_id`,
  from: `delegation_members m JOIN registrations r ON r.id = m.registration_id JOIN persons p ON p.id = r.person_id
    JOIN categories c ON c.id = m.category_id`,
  id: 'm.registration_id',
  sorts: {
    name: { expression: 'r.sort_name', type: 'text' },
    createdAt: { expression: 'm.created_at', type: 'timestamptz' },
  },
  defaultSort: 'name',
  view: toMemberView,
};

/** Reads of delegations and their members. */
@Injectable()
export class DelegationsQueries {
  constructor(private readonly db: Database) {}

  list(eventId: string, query: DelegationQuery): Promise<Page<DelegationView>> {
    return page(this.db, delegations, query, [
      when(eventId, 'd.event_id = ?'),
      when(query.state, 'd.state = ?'),
      when(query.overdue, `${overdue} = ?`),
      when(
        query.q && containing(query.q),
        'o.name ILIKE ? OR o.short_name ILIKE ? OR o.names::text ILIKE ? OR d.reference ILIKE ? OR d.focal_point_name ILIKE ?',
      ),
    ]);
  }

  /** @throws 404 */
  async delegation(eventId: string, id: string): Promise<DelegationView> {
    const row = await this.db.one<DelegationRow>(
      `SELECT ${delegations.select} FROM ${delegations.from} WHERE d.event_id = $1 AND d.id = $2`,
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such delegation in this event.');
    return toDelegationView(row);
  }

  members(eventId: string, delegationId: string, query: PageQuery): Promise<Page<MemberView>> {
    return page(this.db, members, query, [
      when(eventId, 'm.event_id = ?'),
      when(delegationId, 'm.delegation_id = ?'),
      when(
        query.q && containing(query.q.toLowerCase()),
        'lower(p.display_name) LIKE ? OR lower(p.native_name) LIKE ?',
      ),
    ]);
  }

  /** @throws 404 */
  async member(eventId: string, delegationId: string, registrationId: string): Promise<MemberView> {
    const row = await this.db.one<MemberRow>(
      `SELECT ${members.select} FROM ${members.from} WHERE m.event_id = $1 AND m.delegation_id = $2 AND m.registration_id = $3`,
      [eventId, delegationId, registrationId],
    );
    if (!row) throw httpProblems.notFound('The delegation has no such member.');
    return toMemberView(row);
  }
}
