import { Inject, Injectable } from '@nestjs/common';
import { Links } from '../../access/links.service';
import {
  ComposesNotice,
  Withheld,
  type ComposedNotices,
  type MessageToCompose,
  type NoticeDefinition,
} from '../../communications/notice';
import { Notices } from '../../communications/notices.service';
import { Clock } from '../../platform/clock';
import { CONFIG, type Config } from '../../platform/config';
import { Database } from '../../platform/database/database';
import { RegistrationsQueries } from '../../registrations/registrations.queries';
import {
  departureMergedNotice,
  departureMovedNotice,
  departureShrunkNotice,
  type ChangeNotice,
  type Consolation,
  type OfferedPlace,
} from './change.notices';
import type { ChangeKind, ChangeOutcome, InTheWayView, PlanView } from './change.view';

interface TouchedRow extends Record<string, unknown> {
  change_id: string;
  registration_id: string;
  outcome: ChangeOutcome;
  in_the_way: InTheWayView[];
  reason: string | null;
  reasons: Record<string, string>;
  was: PlanView;
  becomes: PlanView;
  title: string;
  titles: Record<string, string>;
  host: string;
  booking_state: string | null;
  position: number | null;
}

interface OfferRow extends OfferedPlace, Record<string, unknown> {
  changeId: string;
  registrationId: string;
}

/** How long the link to one's own page is good for, in days. */
const linkDays = 60;

const kinds: Readonly<Record<Exclude<ChangeKind, 'cancelled'>, NoticeDefinition<ChangeNotice>>> = {
  moved: departureMovedNotice,
  shrunk: departureShrunkNotice,
  merged: departureMergedNotice,
};

const key = (changeId: string, registrationId: unknown): string => `${changeId} ${String(registrationId)}`;

/** Tells everybody whom a change of a departure touches what becomes of them: one mail each. */
@Injectable()
export class ChangeNotices {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly links: Links,
    private readonly notices: Notices,
    private readonly registrations: RegistrationsQueries,
  ) {}

  /** Promises the mails, in the transaction of the change. */
  async tell(
    kind: ChangeKind,
    eventId: string,
    changeId: string,
    registrationIds: readonly string[],
  ): Promise<void> {
    if (kind === 'cancelled' || registrationIds.length === 0) return;
    const participants = await this.registrations.participants(eventId, {
      registrationIds,
      limit: registrationIds.length,
    });
    await this.notices.send(
      kinds[kind],
      participants.map(({ registrationId, personId, name, email, locale }) => ({
        registrationId,
        personId,
        name,
        email,
        locale,
      })),
      { eventId, cause: changeId, subject: { kind: 'departure_change', id: changeId } },
    );
  }

  @ComposesNotice(departureMovedNotice)
  moved(messages: readonly MessageToCompose[]): Promise<ComposedNotices<ChangeNotice>> {
    return this.compose(messages);
  }

  @ComposesNotice(departureShrunkNotice)
  shrunk(messages: readonly MessageToCompose[]): Promise<ComposedNotices<ChangeNotice>> {
    return this.compose(messages);
  }

  @ComposesNotice(departureMergedNotice)
  merged(messages: readonly MessageToCompose[]): Promise<ComposedNotices<ChangeNotice>> {
    return this.compose(messages);
  }

  /** What is held for the readers of messages whose causes are changes, and why; by message. */
  async consolations(messages: readonly MessageToCompose[]): Promise<ReadonlyMap<string, Consolation>> {
    const rows = await this.db.query<{ id: string; reason: string | null; reasons: Record<string, string> }>(
      'SELECT id, reason, reasons FROM departure_changes WHERE id::text = ANY ($1)',
      [messages.map(({ cause }) => cause)],
    );
    const reasons = new Map(rows.map((row) => [row.id, row]));
    const offers = await this.offers(messages);
    const pages = await this.pages(
      messages.filter((one) => offers.has(key(one.cause, one.recipient.registrationId))),
    );
    return new Map(
      messages.map((message) => [
        message.messageId,
        {
          reason: reasons.get(message.cause)?.reason ?? null,
          reasons: reasons.get(message.cause)?.reasons ?? {},
          offers: offers.get(key(message.cause, message.recipient.registrationId)) ?? [],
          pageUrl: pages.get(String(message.recipient.registrationId)) ?? '',
        },
      ]),
    );
  }

  /** Addresses of the pages on which participants answer about visits, by registration. */
  async pages(messages: readonly MessageToCompose[]): Promise<ReadonlyMap<string, string>> {
    const expires = new Date(this.clock.now().getTime() + linkDays * 86_400_000);
    const addresses = new Map<string, string>();
    for (const eventId of new Set(messages.map((message) => message.eventId))) {
      const subjects = new Map(
        messages.flatMap(({ eventId: id, recipient: { registrationId, name } }) =>
          id === eventId && registrationId !== undefined ? [[registrationId, name] as const] : [],
        ),
      );
      const tokens = await this.links.tokens(
        'registration',
        eventId,
        [...subjects].map(([id, name]) => ({ id, name })),
        expires,
      );
      for (const [id, token] of tokens) addresses.set(id, `${this.config.publicUrl}/visits?token=${token}`);
    }
    return addresses;
  }

  private async compose(messages: readonly MessageToCompose[]): Promise<ComposedNotices<ChangeNotice>> {
    const rows = await this.db.query<TouchedRow>(
      `SELECT p.change_id, p.registration_id, p.outcome, p.in_the_way, c.reason, c.reasons, c.was, c.becomes, v.title, v.titles,
              o.name AS host, b.state AS booking_state,
              CASE WHEN b.state = 'waitlisted' THEN
                (SELECT count(*)::integer FROM bookings before
                  WHERE before.departure_id = b.departure_id AND before.state = 'waitlisted' AND before.queue_number <= b.queue_number)
              END AS position
         FROM unnest($1::uuid[], $2::uuid[]) AS m (change_id, registration_id)
         JOIN departure_change_people p USING (change_id, registration_id)
         JOIN departure_changes c ON c.id = p.change_id JOIN departures d ON d.id = c.departure_id
         JOIN site_visits v ON v.id = d.site_visit_id JOIN organisations o ON o.id = v.organisation_id
         LEFT JOIN bookings b ON b.id = p.booking_id`,
      [
        messages.map(({ subject }) => subject.id),
        messages.map(({ recipient }) => recipient.registrationId ?? null),
      ],
    );
    const byKey = new Map(rows.map((row) => [key(row.change_id, row.registration_id), row]));
    const consolations = await this.consolations(messages);
    return new Map(
      messages.flatMap(({ messageId, subject, recipient }): [string, ChangeNotice | Withheld][] => {
        const row = byKey.get(key(subject.id, recipient.registrationId));
        if (!row) return [];
        if (!isStillTrue(row))
          return [[messageId, new Withheld(`The booking is ${row.booking_state ?? 'gone'} by now.`)]];
        const { title, titles, host, outcome, position } = row;
        return [
          [
            messageId,
            {
              ...consolations.get(messageId)!,
              title,
              titles,
              host,
              outcome,
              position,
              was: planOf(row.was),
              becomes: planOf(row.becomes),
              inTheWay: row.in_the_way.map((one) => ({
                title: one.title,
                titles: one.titles,
                startsAt: new Date(one.startsAt),
                endsAt: new Date(one.endsAt),
              })),
            },
          ],
        ];
      }),
    );
  }

  private async offers(messages: readonly MessageToCompose[]): Promise<Map<string, OfferRow[]>> {
    const rows = await this.db.query<OfferRow>(
      `SELECT b.offered_by AS "changeId", b.registration_id AS "registrationId", v.title, v.titles, d.starts_at AS "startsAt",
              d.ends_at AS "endsAt", b.offer_expires_at AS "holdUntil"
         FROM bookings b JOIN departures d ON d.id = b.departure_id JOIN site_visits v ON v.id = b.site_visit_id
        WHERE b.offered_by::text = ANY ($1) AND b.registration_id = ANY ($2::uuid[]) AND b.state = 'offered'
        ORDER BY d.starts_at, b.id`,
      [
        messages.map(({ cause }) => cause),
        messages.flatMap(({ recipient }) => recipient.registrationId ?? []),
      ],
    );
    const found = new Map<string, OfferRow[]>();
    for (const row of rows) {
      const at = key(row.changeId, row.registrationId);
      found.set(at, [...(found.get(at) ?? []), row]);
    }
    return found;
  }
}

/** Whether what the mail says of the reader still holds; what happened since was told by a mail of its own. */
function isStillTrue({ outcome, booking_state: state }: TouchedRow): boolean {
  if (outcome === 'kept') return state !== null && !['cancelled', 'refused', 'waitlisted'].includes(state);
  if (outcome === 'waiting') return state === 'waitlisted';
  return true;
}

const planOf = ({ startsAt, endsAt, meetingPoint }: PlanView) => ({
  startsAt: new Date(startsAt),
  endsAt: new Date(endsAt),
  meetingPoint,
});
