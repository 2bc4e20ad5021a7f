import { Injectable } from '@nestjs/common';
import { Accounts } from '../../access/accounts.service';
import type { NoticeRecipient } from '../../communications/notice';
import { Database } from '../../platform/database/database';
import {
  ReplacementSources,
  type LineDraft,
  type LineNews,
  type LineWords,
  type NewReplacement,
  type OpenLine,
  type ReplacementSource,
} from '../../registrations/replacements/replacement-sources.service';
import type { Coach } from '../departures/departure.rules';
import type { HouseRules } from '../site-visit.input';
import { BookingsService } from './bookings.service';

interface BookedRow extends Record<string, unknown> {
  id: string;
  state: string;
  departure_id: string;
  title: string;
  titles: Record<string, string>;
  house_rules: HouseRules;
  asks_identity: boolean;
  coaches: Coach[];
  coach: string | null;
  contact_name: string | null;
  contact_email: string | null;
  locale: string;
}

/** SQL for the bookings of a registration that are still ahead, and what has to be known of them. */
const ahead = `SELECT b.id, b.state, b.departure_id, v.title, v.titles, v.house_rules, v.identity_rules IS NOT NULL AS asks_identity, d.coaches,
          (SELECT c.label FROM coaches c WHERE c.id = b.coach_id) AS coach, v.contact_name, v.contact_email, e.locales[1] AS locale
   FROM bookings b JOIN departures d ON d.id = b.departure_id JOIN site_visits v ON v.id = d.site_visit_id JOIN events e ON e.id = b.event_id
  WHERE b.registration_id = $1 AND b.state IN ('waitlisted', 'confirmed', 'cleared')
    AND d.state NOT IN ('departed', 'returned', 'reported', 'cancelled') ORDER BY d.starts_at, b.id`;

const hasPlace = (state: string): boolean => state === 'confirmed' || state === 'cleared';

/**
 * Places on visits: kept, or given back where the host's rules do not let the other person come; the host agrees to that
 * person anew, and gets their identity data.
 */
@Injectable()
export class VisitLines implements ReplacementSource {
  readonly kinds: Readonly<Record<string, LineWords>> = {
    visit_seat: {
      en: (title, outcome) =>
        outcome === 'kept'
          ? `${title}: the place is kept`
          : `${title}: the place was given back by the host’s rules`,
      ru: (title, outcome) =>
        outcome === 'kept'
          ? `${title}: место сохранено`
          : `${title}: место освобождено по правилам принимающей стороны`,
      zh: (title, outcome) =>
        outcome === 'kept' ? `${title}：名额保留` : `${title}：按接待单位规定，名额已释放`,
    },
    visit_identity: {
      en: (title) => `${title}: the host needs the identity data of the new person`,
      ru: (title) => `${title}: принимающей стороне нужны данные документа нового участника`,
      zh: (title) => `${title}：接待单位须取得新参会人员的证件信息`,
    },
    visit_clearance: {
      en: (title) => `${title}: the host has to agree to the new person`,
      ru: (title) => `${title}: принимающая сторона должна согласовать нового участника`,
      zh: (title) => `${title}：须由接待单位确认新参会人员`,
    },
    coach: {
      en: (title) => `${title}: the seat on the coach is kept, under the new name`,
      ru: (title) => `${title}: место в автобусе сохранено, под новым именем`,
      zh: (title) => `${title}：车上座位保留，改为新参会人员姓名`,
    },
    visit_wishes: {
      en: () => 'Wishes for visits: asked of the new person',
      ru: () => 'Пожелания о посещениях: спросить нового участника',
      zh: () => '参访意愿：须征询新参会人员',
    },
  };

  constructor(
    private readonly db: Database,
    private readonly bookings: BookingsService,
    private readonly accounts: Accounts,
    sources: ReplacementSources,
  ) {
    sources.register(this);
  }

  async begin({ eventId, registrationId, fromPersonId }: NewReplacement): Promise<LineDraft[]> {
    const before = await this.db.query<BookedRow>(ahead, [registrationId]);
    await this.bookings.passOn(registrationId, fromPersonId);
    const wishes = await this.wishes(eventId, registrationId);
    if (before.length === 0) return wishes;
    const after = await this.db.query<BookedRow>(ahead, [registrationId]);
    const kept = new Set(after.map(({ id }) => id));
    const coordinators = await this.accounts.withRoles(eventId, ['visit_coordinator']);
    return [
      ...before.flatMap((row) => {
        const desk = coordinators.map(({ name, email }) => ({ name, email, locale: row.locale }));
        return this.linesOf(row, kept.has(row.id), desk);
      }),
      ...wishes,
    ];
  }

  async news(lines: readonly OpenLine[]): Promise<ReadonlyMap<string, LineNews>> {
    const ids = lines.map(({ subjectId }) => subjectId);
    const rows = await this.db.query<{ id: string; state: string }>(
      `SELECT id, state FROM bookings WHERE id = ANY ($1::uuid[])
       UNION ALL SELECT registration_id, 'wished' FROM wish_lists WHERE registration_id = ANY ($1::uuid[])`,
      [ids],
    );
    const states = new Map(rows.map(({ id, state }) => [id, state]));
    const handedIn = await this.handedIn(ids);
    return new Map(
      lines.flatMap(({ id, kind, subjectId }): [string, LineNews][] => {
        const state = states.get(subjectId);
        if (kind === 'visit_wishes') return state === undefined ? [] : [[id, { state: 'done' }]];
        if (state === undefined || state === 'cancelled' || state === 'refused' || state === 'no_show')
          return [[id, { state: 'not_needed', outcome: 'ended' }]];
        const identity = kind === 'visit_identity' ? handedIn.get(subjectId) : undefined;
        if (identity) return [[id, { state: 'done', ...identity }]];
        // Whoever agrees to a person, or lets them on board, has seen who they are.
        return ['cleared', 'boarded', 'returned'].includes(state)
          ? [[id, { state: 'done', outcome: 'accepted' }]]
          : [];
      }),
    );
  }

  /** Of these bookings those whose person has handed in all that the host asks, with who did it and when. */
  private async handedIn(
    bookingIds: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly by: string; readonly at: Date }>> {
    const rows = await this.db.query<{ id: string; by: string; at: Date }>(
      `SELECT b.id, last.by_name AS by, last.at
         FROM bookings b JOIN site_visits v ON v.id = b.site_visit_id JOIN registrations r ON r.id = b.registration_id
         JOIN persons p ON p.id = r.person_id
         JOIN identity_requests q ON q.site_visit_id = v.id AND q.registration_id = r.id AND q.person_id = r.person_id AND q.held
        CROSS JOIN LATERAL (SELECT t.by_name, t.at FROM identity_records t WHERE t.request_id = q.id ORDER BY t.number DESC LIMIT 1) last
        WHERE b.id = ANY ($1::uuid[]) AND identity_missing(v.identity_rules, p.nationality, q.given) = '{}'`,
      [bookingIds],
    );
    return new Map(rows.map(({ id, by, at }) => [id, { by, at }]));
  }

  private linesOf(row: BookedRow, kept: boolean, desk: readonly NoticeRecipient[]): LineDraft[] {
    const about = {
      subject: { kind: 'booking', id: row.id },
      title: row.title,
      titles: row.titles,
      path: `bookings/${row.id}`,
      responsible: 'visit_coordinator' as const,
    };
    const seated = hasPlace(row.state);
    const host: NoticeRecipient[] =
      seated && row.contact_email
        ? [{ name: row.contact_name ?? '', email: row.contact_email, locale: row.locale }]
        : [];
    const lines: LineDraft[] = [
      {
        ...about,
        kind: 'visit_seat',
        state: 'done',
        outcome: kept ? 'kept' : 'given_back',
        tell: [...desk, ...(kept ? [] : host)],
      },
    ];
    if (!kept || !seated) return lines;
    if (row.house_rules.identityDocument || row.asks_identity)
      lines.push({
        ...about,
        kind: 'visit_identity',
        responsible: 'participant',
        outcome: 'asked',
        tell: desk,
      });
    // Where the host had agreed to the first person, or wants to know who comes, the other one has to be agreed to.
    lines.push({ ...about, kind: 'visit_clearance', responsible: 'host_contact', tell: [...desk, ...host] });
    if (row.coaches.length > 0)
      lines.push({
        ...about,
        kind: 'coach',
        detail: row.coach ?? (row.coaches.length === 1 ? row.coaches[0]!.label : null),
        path: `departures/${row.departure_id}`,
        state: 'done',
        outcome: 'kept',
        tell: desk,
      });
    return lines;
  }

  /** Wishes are one's own: those of the first person are gone. Asked again while any visit is shared out by wishes. */
  private async wishes(eventId: string, registrationId: string): Promise<LineDraft[]> {
    const open = await this.db.one(
      `SELECT 1 FROM site_visits WHERE event_id = $1 AND booking_mode = 'allocation' AND allocated_at IS NULL LIMIT 1`,
      [eventId],
    );
    if (!open) return [];
    return [
      {
        kind: 'visit_wishes',
        subject: { kind: 'registration', id: registrationId },
        title: '',
        path: 'site-visits/wishes',
        responsible: 'participant',
      },
    ];
  }
}
