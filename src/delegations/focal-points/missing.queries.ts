import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { httpProblems } from '../../platform/http/problem';
import { AnswersQueries } from '../../registrations/forms/answers.queries';
import { waitsForFocalPoint } from '../applications/applications.queries';
import { graceEndsAt, timeliness } from '../delegation.rules';
import { RequirementsQueries } from '../requirements/requirements.queries';
import type {
  FreePlacesView,
  DelegationMissingView,
  WaitingNominationView,
  WaitingPersonView,
} from './missing.view';

interface DelegationRow extends Record<string, unknown> {
  state: string;
  answer_by: Date | null;
  nominations_close_at: Date | null;
  grace_hours: number;
  has_head: boolean;
  members: string[];
  places: FreePlacesView[];
  waiting: WaitingNominationView[];
  applications: WaitingPersonView[];
}

/** States in which members are still named. */
const naming = new Set(['accepted', 'returned']);
const over = new Set(['declined', 'withdrawn']);

/** What a delegation has still to do, and by when: in one place, for its focal point. */
@Injectable()
export class MissingQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly requirements: RequirementsQueries,
    private readonly answers: AnswersQueries,
  ) {}

  /** @throws 404 */
  async of(eventId: string, id: string): Promise<DelegationMissingView> {
    const row = await this.db.one<DelegationRow>(
      `SELECT d.state, d.answer_by, d.nominations_close_at, d.grace_hours,
              EXISTS (SELECT 1 FROM delegation_members m WHERE m.delegation_id = d.id AND m.part = 'head') AS has_head,
              ARRAY(SELECT m.registration_id FROM delegation_members m WHERE m.delegation_id = d.id) AS members,
              COALESCE((SELECT json_agg(json_build_object('categoryId', q.category_id, 'categoryTitle', c.title, 'places', q.places,
                                                           'free', q.places - q.taken) ORDER BY c.title, c.id)
                          FROM delegation_quotas q JOIN categories c ON c.id = q.category_id
                         WHERE q.delegation_id = d.id AND q.taken < q.places), '[]') AS places,
              COALESCE((SELECT json_agg(json_build_object('name', n.name, 'part', n.part, 'nominatedAt',
                                          to_char(n.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) ORDER BY n.created_at, n.id)
                          FROM double_nominations n WHERE n.delegation_id = d.id AND n.state = 'open'), '[]') AS waiting,
              COALESCE((SELECT json_agg(json_build_object('registrationId', r.id, 'name', p.display_name, 'categoryTitle', c.title, 'registeredAt',
                                          to_char(r.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) ORDER BY r.created_at, r.id)
                          FROM registrations r JOIN persons p ON p.id = r.person_id JOIN categories c ON c.id = r.category_id
                         WHERE r.delegation_id = d.id AND ${waitsForFocalPoint}), '[]') AS applications
         FROM delegations d WHERE d.event_id = $1 AND d.id = $2`,
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such delegation in this event.');
    const isOver = over.has(row.state);
    const [documents, forms] = isOver
      ? [[], []]
      : await Promise.all([
          this.requirements.missing(eventId, id),
          this.answers.missingOfMembers(eventId, row.members),
        ]);
    const closesAt = row.nominations_close_at;
    const view = {
      state: row.state,
      deadlines: {
        answerBy: row.state === 'invited' ? (row.answer_by?.toISOString() ?? null) : null,
        nominationsCloseAt: closesAt?.toISOString() ?? null,
        lateUntil:
          row.grace_hours > 0 ? (graceEndsAt(closesAt, row.grace_hours)?.toISOString() ?? null) : null,
        nominations: timeliness(closesAt, row.grace_hours, this.clock.now()),
      },
      answer: row.state === 'invited',
      head: !isOver && !row.has_head,
      submission: naming.has(row.state),
      places: isOver ? [] : row.places,
      documents,
      forms: forms.map(({ registrationId, name, formId, requiredFrom, missing }) => ({
        registrationId,
        member: name,
        formId,
        requiredFrom: requiredFrom?.toISOString() ?? null,
        answers: missing.length,
      })),
      waiting: isOver ? [] : row.waiting,
      applications: isOver ? [] : row.applications,
    };
    const open = [view.places, view.documents, view.forms, view.applications].some((list) => list.length > 0);
    return { ...view, complete: !open && !view.answer && !view.head && !view.submission };
  }
}
