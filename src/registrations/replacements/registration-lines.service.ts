import { Injectable } from '@nestjs/common';
import type { Role } from '../../access/roles';
import { Database } from '../../platform/database/database';
import { BadgePrints } from '../badges/badge-prints.service';
import { Replacements } from './replacements.service';
import {
  ReplacementSources,
  type LineDraft,
  type LineNews,
  type LineWords,
  type NewReplacement,
  type OpenLine,
  type ReplacementSource,
} from './replacement-sources.service';

interface RegistrationRow extends Record<string, unknown> {
  code: string;
  waiting_role: Role | null;
  answers_complete: boolean;
  old_badge: boolean;
}

interface Now extends Record<string, unknown> {
  id: string;
  approved: boolean;
  answers_complete: boolean;
  printed_by: string | null;
  printed_at: Date | null;
}

/** SQL for whether all forms that a registration `r` was asked for are answered. */
const allAnswered = `(r.answers_complete AND NOT EXISTS (SELECT 1 FROM form_answers a WHERE a.registration_id = r.id AND NOT a.complete))`;

/** What a registration has itself: its approval, its answers, its badge, its seats in sessions. */
@Injectable()
export class RegistrationLines implements ReplacementSource {
  readonly kinds: Readonly<Record<string, LineWords>> = {
    approval: {
      en: (title) => `Registration ${title}: to be approved again`,
      ru: (title) => `Регистрация ${title}: требуется повторное одобрение`,
      zh: (title) => `报名 ${title}：需重新审批`,
    },
    answers: {
      en: (title) => `Registration ${title}: the questions of the form are asked of the new person`,
      ru: (title) => `Регистрация ${title}: новый участник должен ответить на вопросы формы`,
      zh: (title) => `报名 ${title}：须由新参会人员重新填写报名表`,
    },
    badge_return: {
      en: (title) => `Badge ${title}: the old one is worthless and to be handed back`,
      ru: (title) => `Бейдж ${title}: прежний недействителен, его следует вернуть`,
      zh: (title) => `胸卡 ${title}：原胸卡已失效，须收回`,
    },
    badge_print: {
      en: (title) => `Badge ${title}: to be printed for the new person`,
      ru: (title) => `Бейдж ${title}: напечатать для нового участника`,
      zh: (title) => `胸卡 ${title}：须为新参会人员重新制作`,
    },
    zone: {
      en: (title) => `Zone ${title}: was given to the person, to be given again where it is needed`,
      ru: (title) => `Зона ${title}: доступ был личным, при необходимости оформить заново`,
      zh: (title) => `通行区域 ${title}：原为个人授权，如有需要须重新授权`,
    },
    session_seat: {
      en: (title, outcome) =>
        outcome === 'kept'
          ? `Seat in “${title}”: kept`
          : `Seat in “${title}”: given back, the new person stands in line again`,
      ru: (title, outcome) =>
        outcome === 'kept'
          ? `Место на заседании «${title}»: сохранено`
          : `Место на заседании «${title}»: освобождено, новый участник снова в очереди`,
      zh: (title, outcome) =>
        outcome === 'kept' ? `“${title}”座位：保留` : `“${title}”座位：已释放，新参会人员重新排队`,
    },
  };

  constructor(
    private readonly db: Database,
    sources: ReplacementSources,
    prints: BadgePrints,
    replacements: Replacements,
  ) {
    sources.register(this);
    prints.onPrinted((registrationIds) => replacements.settle(registrationIds));
  }

  async begin({ registrationId, formerRegistrationId }: NewReplacement): Promise<LineDraft[]> {
    const row = (await this.db.one<RegistrationRow>(
      `SELECT r.code, r.waiting_role, ${allAnswered} AS answers_complete,
              EXISTS (SELECT 1 FROM printed_badges b WHERE b.registration_id = $2) AS old_badge
         FROM registrations r WHERE r.id = $1`,
      [registrationId, formerRegistrationId],
    ))!;
    const about = {
      subject: { kind: 'registration', id: registrationId },
      title: row.code,
      path: `registrations/${registrationId}`,
    };
    const unless = (needed: boolean, outcome: 'not_printed' | 'not_asked_for') =>
      needed ? {} : { state: 'not_needed' as const, outcome };
    return [
      {
        ...about,
        kind: 'approval',
        responsible: row.waiting_role ?? 'registration_desk',
        ...unless(row.waiting_role !== null, 'not_asked_for'),
      },
      {
        ...about,
        kind: 'answers',
        path: `registrations/${registrationId}/forms`,
        responsible: 'participant',
        ...unless(!row.answers_complete, 'not_asked_for'),
      },
      {
        ...about,
        kind: 'badge_return',
        path: `registrations/${formerRegistrationId}/badge-revocations`,
        responsible: 'registration_desk',
        ...unless(row.old_badge, 'not_printed'),
      },
      {
        ...about,
        kind: 'badge_print',
        path: `registrations/${registrationId}/badge.pdf`,
        responsible: 'registration_desk',
        ...unless(row.old_badge, 'not_printed'),
      },
      ...(await this.zones(registrationId, formerRegistrationId)),
      ...(await this.seats(registrationId)),
    ];
  }

  async news(lines: readonly OpenLine[]): Promise<ReadonlyMap<string, LineNews>> {
    const rows = await this.db.query<Now>(
      `SELECT r.id, r.waiting_step IS NULL AND r.reapproval_since IS NULL AND r.state NOT IN ('draft', 'submitted', 'under_review') AS approved,
              ${allAnswered} AS answers_complete, b.by_name AS printed_by, b.at AS printed_at
         FROM registrations r LEFT JOIN printed_badges b ON b.registration_id = r.id AND b.revision >= r.badge_revision
        WHERE r.id = ANY ($1::uuid[])`,
      [lines.map(({ registrationId }) => registrationId)],
    );
    const now = new Map(rows.map((row) => [row.id, row]));
    const given = await this.givenAgain(lines);
    return new Map(
      lines.flatMap(({ id, kind, registrationId }): [string, LineNews][] => {
        const row = now.get(registrationId);
        if (!row) return [];
        if (kind === 'zone' && given.has(id)) return [[id, { state: 'done', outcome: 'taken_over' }]];
        if (kind === 'approval' && row.approved) return [[id, { state: 'done' }]];
        if (kind === 'answers' && row.answers_complete) return [[id, { state: 'done' }]];
        if (kind === 'badge_print' && row.printed_by !== null)
          return [[id, { state: 'done', by: row.printed_by, at: row.printed_at! }]];
        return [];
      }),
    );
  }

  /** Of these lines, those of zones that were given to the other person since. */
  private async givenAgain(lines: readonly OpenLine[]): Promise<Set<string>> {
    const rows = await this.db.query<{ id: string }>(
      `SELECT l.id FROM replacement_lines l JOIN replacements x ON x.id = l.replacement_id
         JOIN access_zones z ON z.event_id = l.event_id AND z.code = l.title
         JOIN zone_grants g ON g.zone_id = z.id AND g.registration_id = x.registration_id
        WHERE l.id = ANY ($1::uuid[]) AND l.kind = 'zone'`,
      [lines.map(({ id }) => id)],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** What was given to the first person beyond the category is theirs; who needs it again, officers decide. */
  private async zones(registrationId: string, formerRegistrationId: string): Promise<LineDraft[]> {
    const rows = await this.db.query<{ zone_id: string; code: string }>(
      `WITH gone AS (DELETE FROM zone_grants WHERE registration_id = $1 RETURNING zone_id)
       SELECT DISTINCT z.id AS zone_id, z.code FROM gone JOIN access_zones z ON z.id = gone.zone_id ORDER BY z.code`,
      [formerRegistrationId],
    );
    return rows.map(({ zone_id: zoneId, code }) => ({
      kind: 'zone',
      subject: { kind: 'registration', id: registrationId },
      title: code,
      path: `zones/${zoneId}/grants`,
      outcome: 'given_back',
      responsible: 'security',
    }));
  }

  /** Seats stay; where the other person has a part in something at that time, they are looked at again in the background. */
  private async seats(registrationId: string): Promise<LineDraft[]> {
    const rows = await this.db.query<{
      id: string;
      title: string;
      titles: Record<string, string>;
    }>(
      `SELECT u.id, s.title, s.titles FROM sign_ups u JOIN programme_sessions s ON s.id = u.session_id
        WHERE u.registration_id = $1 AND u.state IN ('confirmed', 'waitlisted') ORDER BY s.starts_at, s.id`,
      [registrationId],
    );
    return rows.map(({ id, title, titles }) => ({
      kind: 'session_seat',
      subject: { kind: 'sign_up', id },
      title,
      titles,
      path: `sign-ups/${id}`,
      state: 'done',
      outcome: 'kept',
      responsible: 'registration_desk',
    }));
  }
}
