import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { Links } from '../../access/links.service';
import { Notices } from '../../communications/notices.service';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database } from '../../platform/database/database';
import { assertVersion } from '../../platform/http/concurrency';
import { httpProblems } from '../../platform/http/problem';
import type { Principal } from '../../platform/http/request-context';
import { HandlesJob } from '../../platform/jobs/define-job';
import { Outbox } from '../../platform/outbox/outbox';
import { Sweeper } from '../../platform/workflow/sweeper';
import { Replacements } from '../../registrations/replacements/replacements.service';
import { dayIn } from '../departures/departure.rules';
import type { HouseRules } from '../site-visit.input';
import { identityChanged } from './identity-changed.facts';
import { IdentityData } from './identity-data.service';
import { IdentityErasures } from './identity-erasures.service';
import { placeOf } from './identity-notices.service';
import { identityProblems } from './identity.errors';
import type { IdentityRulesInput } from './identity.input';
import { applyIdentityRules } from './identity.jobs';
import { identityAsked, identityReminder } from './identity.notices';
import { handedIn, identityRuleFaults, type HandedIn, type IdentityRules } from './identity.rules';

/** So many people are asked or reminded by one transaction. */
const chunk = 500;

/** Hours before the deadline at which somebody is reminded of whom something is missing. */
const remindersAt = [72, 24];
/** Nobody is reminded so many hours after the mail before. */
const quietHours = 12;

/** How often this process looks for whom to remind, by the clock of the program, in milliseconds. */
const everyMs = 60_000;

interface AskedRow extends Record<string, unknown> {
  readonly booking_id: string;
  readonly event_id: string;
  readonly site_visit_id: string;
  readonly registration_id: string;
  readonly person_id: string;
  readonly name: string;
  readonly email: string;
  readonly locale: string;
}

interface RemindedRow extends AskedRow {
  readonly due_at: Date;
}

interface LockedRequest extends Record<string, unknown> {
  readonly id: string;
  readonly version: number;
  readonly event_id: string;
  readonly site_visit_id: string;
  readonly registration_id: string;
  readonly person_id: string;
  readonly nationality: string | null;
  readonly rules: IdentityRules | null;
  readonly house_rules: HouseRules;
  readonly booking_id: string | null;
  readonly departure_state: string | null;
  readonly starts_at: Date;
  readonly ends_at: Date;
  readonly due_at: Date;
}

type Key = 'site_visit_id' | 'booking_id' | 'registration_id';

/** Asks those who have a place for what the host needs, takes it, and reminds them of it. Nobody else is ever asked. */
@Injectable()
export class IdentityRequests {
  private looked: Date | undefined;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly notices: Notices,
    private readonly links: Links,
    private readonly replacements: Replacements,
    private readonly data: IdentityData,
    private readonly erasures: IdentityErasures,
    sweeper: Sweeper,
  ) {
    sweeper.register('reminders of identity data', (now) => this.remind(now));
  }

  /** @throws 422 when what the host asks does not fit together; pointers are into the site visit */
  assertRules(rules: IdentityRulesInput | null | undefined): void {
    const faults = rules ? identityRuleFaults(rules) : [];
    if (faults.length > 0)
      throw identityProblems.identityRulesInvalid({
        detail: faults.map(({ pointer, message }) => `${pointer} ${message}.`).join(' '),
        errors: faults.map((fault) => ({ ...fault, pointer: `/identityRules${fault.pointer}` })),
      });
  }

  /** Promises what follows from a change of what the host asks, in the transaction of that change. */
  async rulesChanged(siteVisitId: string, version: number): Promise<void> {
    await this.outbox.enqueue(applyIdentityRules, { siteVisitId, version }, { key: siteVisitId });
  }

  @HandlesJob(applyIdentityRules)
  async applyRules({ siteVisitId, version }: { siteVisitId: string; version: number }): Promise<void> {
    while (await this.erasures.eraseNotNeeded(siteVisitId));
    const cause = `identity-rules:${siteVisitId}:${version}`;
    for (let after: string | null = null; ;) {
      after = await this.ask('site_visit_id', siteVisitId, () => cause, after);
      if (after === null) return;
    }
  }

  /** Asks whoever has got a place by this booking. */
  async askFor(bookingId: string): Promise<void> {
    await this.ask('booking_id', bookingId, (row) => `identity:${row.booking_id}:${row.person_id}`);
  }

  /** Asks the person to whom a registration has passed, about every visit on which it has a place. */
  async askOf(registrationId: string): Promise<void> {
    await this.ask('registration_id', registrationId, (row) => `identity:${row.booking_id}:${row.person_id}`);
  }

  /**
   * Takes what a person hands in, or the coordinator for them; what is left out stays as it was. It is kept as a version of
   * its own, and only if it says something new.
   * @throws 404 when nothing is asked of them, 409 without a place or after the deadline, 412, 422 with a pointer to each fault
   */
  async handIn(
    event: EventScope,
    registrationId: string,
    siteVisitId: string,
    version: number,
    given: HandedIn,
    by: Principal,
  ): Promise<void> {
    await this.db.transaction(async () => {
      const request = await this.lock(event.id, registrationId, siteVisitId, by);
      assertVersion(request.version, version);
      const rules = this.assertOpen(request, by);
      const before = await this.data.forMerging(request.id);
      const { values, faults } = handedIn(given, {
        rules,
        nationality: request.nationality,
        minimumAge: request.house_rules.minimumAge ?? null,
        firstDay: dayIn(request.starts_at, event.timeZone),
        lastDay: dayIn(request.ends_at, event.timeZone),
        today: dayIn(this.clock.now(), event.timeZone),
        before: before.values,
      });
      if (faults.length > 0)
        throw identityProblems.identityInvalid({
          detail: faults.map(({ pointer, message }) => `${pointer} ${message}.`).join(' '),
          errors: faults,
        });
      if (sameText(values, before.values)) return;
      await this.data.keep(request, before.number + 1, values, by);
      await this.outbox.tell(identityChanged, { siteVisitId, registrationId });
      await this.db.query(
        `UPDATE identity_requests SET held = true, given = $2, version = version + 1, updated_at = $3 WHERE id = $1`,
        [request.id, Object.keys(values), this.clock.now()],
      );
      await this.replacements.settle([request.booking_id!]);
    });
  }

  /** Erases at once what a person has handed in: they take it back. What the host has by then is for the host to erase. */
  async withdraw(
    event: EventScope,
    registrationId: string,
    siteVisitId: string,
    version: number,
    by: Principal,
  ): Promise<void> {
    await this.db.transaction(async () => {
      const request = await this.lock(event.id, registrationId, siteVisitId, by);
      assertVersion(request.version, version);
      if (!(await this.erasures.withdraw(request.id)))
        throw httpProblems.notFound('Nothing is kept that could be taken back.');
      await this.outbox.tell(identityChanged, { siteVisitId, registrationId });
    });
  }

  /** Locked after the registration: the order in which every act on bookings locks. */
  private async lock(
    eventId: string,
    registrationId: string,
    siteVisitId: string,
    by: Principal,
  ): Promise<LockedRequest> {
    await this.db.query(`SELECT 1 FROM registrations WHERE event_id = $1 AND id = $2 FOR NO KEY UPDATE`, [
      eventId,
      registrationId,
    ]);
    // The registration may have passed to another person while its lock was waited for.
    if (by.kind === 'link' && !(await this.links.isGood(by.id)))
      throw httpProblems.notSignedIn('The link is good no longer.');
    const request = await this.db.one<LockedRequest>(
      `SELECT q.id, q.version, q.event_id, q.site_visit_id, q.registration_id, q.person_id, p.nationality, v.identity_rules AS rules,
              v.house_rules, place.booking_id, place.departure_state, place.starts_at, place.ends_at, place.due_at
         FROM identity_requests q JOIN site_visits v ON v.id = q.site_visit_id
         JOIN registrations r ON r.id = q.registration_id JOIN persons p ON p.id = r.person_id ${placeOf}
        WHERE q.event_id = $1 AND q.registration_id = $2 AND q.site_visit_id = $3 AND q.person_id = r.person_id FOR UPDATE OF q`,
      [eventId, registrationId, siteVisitId],
    );
    if (!request) throw httpProblems.notFound('The host of this visit asks nothing of this person.');
    return request;
  }

  private assertOpen(
    { rules, booking_id, departure_state, starts_at, due_at }: LockedRequest,
    by: Principal,
  ): IdentityRules {
    if (booking_id === null || rules === null)
      throw identityProblems.identityNotAsked(
        booking_id === null
          ? 'They are asked only of those who have a place on the visit.'
          : 'The host asks nothing any more.',
      );
    const now = this.clock.now();
    if (now >= starts_at || ['departed', 'returned', 'reported'].includes(departure_state ?? ''))
      throw identityProblems.identityTimeOver('The departure has left.');
    if (by.kind === 'link' && now >= due_at)
      throw identityProblems.identityTimeOver(
        `The deadline was ${due_at.toISOString()}. Give the data to the coordinator of the visits.`,
      );
    return rules;
  }

  /**
   * Asks those of these bookings who have a place ahead and of whom something is missing; goes on after the booking `after`.
   * Answers the last booking of a full chunk, after which there may be more.
   */
  private ask(
    which: Key,
    id: string,
    causeOf: (row: AskedRow) => string,
    after: string | null = null,
  ): Promise<string | null> {
    const now = this.clock.now();
    const column = which === 'booking_id' ? 'id' : which;
    return this.db.transaction(async () => {
      const rows = await this.db.query<AskedRow>(
        `SELECT b.id AS booking_id, b.event_id, b.site_visit_id, r.id AS registration_id, p.id AS person_id, p.display_name AS name,
                p.email, r.locale
           FROM bookings b JOIN departures d ON d.id = b.departure_id JOIN site_visits v ON v.id = b.site_visit_id
           JOIN registrations r ON r.id = b.registration_id JOIN persons p ON p.id = r.person_id
           LEFT JOIN identity_requests q ON q.site_visit_id = v.id AND q.registration_id = r.id AND q.person_id = p.id
          WHERE b.${column} = $1 AND b.state IN ('confirmed', 'cleared') AND d.starts_at > $2
            AND d.state IN ('planned', 'open', 'closed', 'cleared') AND identity_fields(v.identity_rules, p.nationality, false) <> '{}'
            AND (q.id IS NULL OR identity_missing(v.identity_rules, p.nationality, q.given) <> '{}')
            AND ($3::uuid IS NULL OR b.id > $3) ORDER BY b.id LIMIT ${chunk}`,
        [id, now, after],
      );
      await this.db.query(
        `INSERT INTO identity_requests (id, event_id, site_visit_id, registration_id, person_id, asked_at, told_at, created_at, updated_at)
         SELECT a.id, a.event_id, a.site_visit_id, a.registration_id, a.person_id, $6, $6, $6, $6
           FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[]) AS a (id, event_id, site_visit_id, registration_id, person_id)
         ON CONFLICT ON CONSTRAINT identity_requests_person_key DO UPDATE SET asked_at = excluded.asked_at, told_at = excluded.told_at`,
        [
          rows.map(() => newId()),
          rows.map(({ event_id }) => event_id),
          rows.map(({ site_visit_id }) => site_visit_id),
          rows.map(({ registration_id }) => registration_id),
          rows.map(({ person_id }) => person_id),
          now,
        ],
      );
      await this.tell(identityAsked, rows, causeOf);
      return rows.length === chunk ? rows.at(-1)!.booking_id : null;
    });
  }

  private async remind(now: Date): Promise<number> {
    // A clock that was set back begins anew.
    if (this.looked && now >= this.looked && now.getTime() - this.looked.getTime() < everyMs) return 0;
    while (await this.remindSome(now));
    this.looked = now;
    return 0;
  }

  /** Reminds some of those whose deadline is near. Answers whether there may be more. */
  private remindSome(now: Date): Promise<boolean> {
    return this.db.transaction(async () => {
      const rows = await this.db.query<RemindedRow>(
        `SELECT q.id, place.booking_id, q.event_id, q.site_visit_id, r.id AS registration_id, p.id AS person_id, p.display_name AS name,
                p.email, r.locale, place.due_at
           FROM departures ahead JOIN site_visits v ON v.id = ahead.site_visit_id JOIN identity_requests q ON q.site_visit_id = v.id
           JOIN registrations r ON r.id = q.registration_id JOIN persons p ON p.id = r.person_id ${placeOf}
          WHERE ahead.starts_at > $1 AND v.identity_rules IS NOT NULL AND place.departure_id = ahead.id AND place.due_at > $1
            AND place.state IN ('confirmed', 'cleared')
            AND EXISTS (SELECT FROM unnest($2::integer[]) h
                         WHERE place.due_at - make_interval(hours => h) <= $1
                           AND q.told_at < place.due_at - make_interval(hours => h + ${quietHours}))
            AND identity_missing(v.identity_rules, p.nationality, q.given) <> '{}'
          ORDER BY q.id LIMIT ${chunk} FOR NO KEY UPDATE OF q SKIP LOCKED`,
        [now, remindersAt],
      );
      if (rows.length === 0) return false;
      await this.db.query('UPDATE identity_requests SET told_at = $2 WHERE id = ANY ($1::uuid[])', [
        rows.map(({ id }) => id),
        now,
      ]);
      await this.tell(identityReminder, rows, (row) => {
        const { due_at } = row as RemindedRow;
        const hours = remindersAt.findLast((h) => due_at.getTime() - h * 3_600_000 <= now.getTime());
        return `identity-reminder:${row.site_visit_id}:${due_at.toISOString()}:${hours}`;
      });
      return rows.length === chunk;
    });
  }

  /** One send for all who are told of one visit for one cause. */
  private async tell(
    notice: typeof identityAsked,
    rows: readonly AskedRow[],
    causeOf: (row: AskedRow) => string,
  ): Promise<void> {
    const sends = new Map<string, AskedRow[]>();
    for (const row of rows) {
      const key = `${row.site_visit_id} ${causeOf(row)}`;
      sends.set(key, [...(sends.get(key) ?? []), row]);
    }
    for (const of of sends.values())
      await this.notices.send(
        notice,
        of.map(({ registration_id: registrationId, person_id: personId, name, email, locale }) => ({
          registrationId,
          personId,
          name,
          email,
          locale,
        })),
        {
          eventId: of[0]!.event_id,
          cause: causeOf(of[0]!),
          subject: { kind: 'site_visit', id: of[0]!.site_visit_id },
        },
      );
  }
}

/** Whether two sets of values say the same. */
function sameText(one: object, other: object): boolean {
  const sorted = (values: object): string => JSON.stringify(Object.entries(values).sort());
  return sorted(one) === sorted(other);
}
