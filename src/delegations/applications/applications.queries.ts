import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { containing, page, when, type ListDefinition } from '../../platform/database/list';
import type { Page, PageQuery } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import { takesApplications } from '../delegation.rules';
import type { ApplicationQuery } from './application.input';
import {
  toApplicationView,
  type ApplicationRow,
  type ApplicationView,
  type DelegationChoiceView,
} from './application.view';

/** SQL for whether registration `r` waits for the focal point of its delegation. */
export const waitsForFocalPoint = `(r.waiting_role IS NOT DISTINCT FROM 'focal_point')`;

const applications: ListDefinition<ApplicationRow, ApplicationView> = {
  select: `r.id, r.version, r.code, r.state, p.display_name, p.native_name, p.post, p.email, r.locale, r.category_id, c.title AS category_title,
    r.delegation_entry = 'by_participant' AS by_person, m.part, r.waiting_step, r.waiting_role, r.created_at,
    (SELECT s.comment FROM approval_steps s WHERE s.registration_id = r.id AND s.role = 'focal_point' AND s.decided_at IS NOT NULL
      ORDER BY s.round DESC, s.position DESC LIMIT 1) AS reason,
    (SELECT json_build_object('registrationId', g.id, 'name', gp.display_name)
       FROM delegation_members n JOIN registrations g ON g.id = n.registration_id JOIN persons gp ON gp.id = g.person_id
      WHERE m.registration_id IS NULL AND n.delegation_id = r.delegation_id AND g.sort_name = r.sort_name
        AND COALESCE(gp.birth_date = p.birth_date, true)
      ORDER BY n.created_at, g.id LIMIT 1) AS namesake`,
  from: `registrations r JOIN persons p ON p.id = r.person_id JOIN categories c ON c.id = r.category_id
    LEFT JOIN delegation_members m ON m.registration_id = r.id`,
  id: 'r.id',
  sorts: {
    registeredAt: { expression: 'r.created_at', type: 'timestamptz' },
    name: { expression: 'r.sort_name', type: 'text' },
  },
  defaultSort: 'registeredAt',
  view: toApplicationView,
};

const ofFocalPoint = `(r.delegation_entry = 'by_participant' OR r.waiting_role = 'focal_point')`;

/** Reads of those about whom focal points decide, and of the delegations that people can name. */
@Injectable()
export class ApplicationsQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  async list(eventId: string, delegationId: string, query: ApplicationQuery): Promise<Page<ApplicationView>> {
    const exists = await this.db.one('SELECT 1 FROM delegations WHERE event_id = $1 AND id = $2', [
      eventId,
      delegationId,
    ]);
    if (!exists) throw httpProblems.notFound('There is no such delegation in this event.');
    return page(this.db, applications, query, [
      when(eventId, `r.event_id = ? AND ${ofFocalPoint}`),
      when(delegationId, 'r.delegation_id = ?'),
      when(query.waiting, `${waitsForFocalPoint} = ?`),
      when(
        query.q && containing(query.q.toLowerCase()),
        'lower(p.display_name) LIKE ? OR lower(p.native_name) LIKE ?',
      ),
    ]);
  }

  /** @throws 404 */
  async application(eventId: string, delegationId: string, registrationId: string): Promise<ApplicationView> {
    const row = await this.db.one<ApplicationRow>(
      `SELECT ${applications.select} FROM ${applications.from}
        WHERE r.event_id = $1 AND r.delegation_id = $2 AND r.id = $3 AND ${ofFocalPoint}`,
      [eventId, delegationId, registrationId],
    );
    if (!row) throw httpProblems.notFound('Nobody like that has named this delegation.');
    return toApplicationView(row);
  }

  /**
   * The delegations that people can name: those that take part and still take names, where people register themselves at
   * all. Of each, what its organisation is called.
   */
  choices(eventId: string, query: PageQuery): Promise<Page<DelegationChoiceView>> {
    return page(this.db, choices, query, [
      when(
        eventId,
        `d.event_id = ? AND EXISTS (SELECT 1 FROM categories c WHERE c.event_id = d.event_id AND c.delegation_entry <> 'by_focal_point')`,
      ),
      { sql: 'd.state = ANY (?)', values: [[...takesApplications]] },
      {
        sql: `COALESCE(d.nominations_close_at + make_interval(hours => d.grace_hours) > ?, true)`,
        values: [this.clock.now()],
      },
      when(query.q && containing(query.q), 'o.name ILIKE ? OR o.short_name ILIKE ? OR o.names::text ILIKE ?'),
    ]);
  }
}

const choices: ListDefinition<DelegationChoiceView & Record<string, unknown>, DelegationChoiceView> = {
  select: 'd.id, o.name, o.names, o.country',
  from: 'delegations d JOIN organisations o ON o.id = d.organisation_id',
  id: 'd.id',
  sorts: { name: { expression: 'o.name', type: 'text' } },
  defaultSort: 'name',
  view: ({ id, name, names, country }) => ({ id, name, names, country }),
};
