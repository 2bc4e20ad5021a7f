import { Injectable } from '@nestjs/common';
import { Accounts } from '../../access/accounts.service';
import type { EventScope } from '../../access/event-scope';
import {
  ComposesNotice,
  Withheld,
  type ComposedNotices,
  type MessageToCompose,
  type NoticeRecipient,
} from '../../communications/notice';
import { Notices } from '../../communications/notices.service';
import { Database } from '../../platform/database/database';
import { RegistrationsQueries } from '../../registrations/registrations.queries';
import {
  departureLate,
  departureLateList,
  type LateDeparture,
  type LateListNotice,
  type LateNotice,
  type NextItem,
} from './delay.notices';
import type { DelayClash, DelayFollower, DelayMove } from './delay.rules';
import type { DelayFacts } from './delays.queries';

interface DelayRow extends Record<string, unknown> {
  id: string;
  event_id: string;
  reason: string;
  moves: DelayMove[];
  followers: DelayFollower[];
  clashes: DelayClash[];
  /** Whether a later announcement says something else of its departure. */
  outdated: boolean;
}

interface DepartureWords extends Record<string, unknown> {
  id: string;
  title: string;
  titles: Record<string, string>;
  meeting_point: string;
}

interface PlaceRow extends Record<string, unknown> {
  registration_id: string;
  departure_id: string;
}

interface ChairRow extends Record<string, unknown> {
  personId: string;
  name: string;
  email: string;
  locale: string;
}

/** What is in a session, and what is not. */
const inSession = ({ kind }: DelayClash): boolean => kind !== 'visit';

const itemOf = ({ title, titles, startsAt, endsAt }: DelayClash): NextItem => ({
  title,
  titles,
  startsAt: new Date(startsAt),
  endsAt: new Date(endsAt),
});

/** Tells people that a departure goes late: each participant once, and those who are responsible in one list. */
@Injectable()
export class DelayNotices {
  constructor(
    private readonly db: Database,
    private readonly notices: Notices,
    private readonly registrations: RegistrationsQueries,
    private readonly accounts: Accounts,
  ) {}

  /** Tells everybody whom an announcement concerns, in its transaction. The announcement is the cause: nobody is told it twice. */
  async tell(
    event: EventScope,
    id: string,
    registrationIds: readonly string[],
    { followers, clashes }: DelayFacts,
  ): Promise<void> {
    const options = { eventId: event.id, cause: id, subject: { kind: 'delay', id } };
    if (registrationIds.length > 0) {
      const people = await this.registrations.participants(event.id, {
        registrationIds,
        limit: registrationIds.length,
      });
      await this.notices.send(departureLate, people.map(recipientOf), options);
    }
    if (clashes.length === 0 && followers.length === 0) return;
    const sessions = clashes.filter(inSession);
    const staff = await this.accounts.withRoles(event.id, [
      'visit_coordinator',
      ...(sessions.length > 0 ? (['programme'] as const) : []),
    ]);
    const chairs = await this.chairs(event.id, [...new Set(sessions.map(({ subjectId }) => subjectId))]);
    await this.notices.send(
      departureLateList,
      [
        ...staff.map(({ name, email }) => ({ name, email, locale: event.locales[0]! })),
        // Who works on the event as well has the whole list already.
        ...chairs.filter(
          ({ email }) => !staff.some((one) => one.email.toLowerCase() === email.toLowerCase()),
        ),
      ],
      options,
    );
  }

  @ComposesNotice(departureLate)
  async late(messages: readonly MessageToCompose[]): Promise<ComposedNotices<LateNotice>> {
    const delays = await this.delays(messages);
    const departures = await this.departures(delays);
    const places = await this.db.query<PlaceRow>(
      `SELECT registration_id, departure_id FROM bookings
        WHERE registration_id = ANY ($1::uuid[]) AND departure_id = ANY ($2::uuid[]) AND state IN ('confirmed', 'cleared', 'boarded')`,
      [messages.flatMap(({ recipient }) => recipient.registrationId ?? []), [...departures.keys()]],
    );
    return new Map(
      messages.flatMap(({ messageId, subject, recipient }): [string, LateNotice | Withheld][] => {
        const delay = delays.get(subject.id);
        if (!delay) return [];
        if (delay.outdated) return [[messageId, new Withheld('Other times were announced since.')]];
        const own = new Set(
          places
            .filter(({ registration_id }) => registration_id === recipient.registrationId)
            .map(({ departure_id }) => departure_id),
        );
        const moves = delay.moves.filter(({ departureId }) => own.has(departureId));
        if (moves.length === 0) return [[messageId, new Withheld('The person does not go any more.')]];
        return [
          [
            messageId,
            {
              departures: moves.map((move) => lateOf(move, departures)),
              reason: delay.reason,
              next: delay.clashes
                .filter(
                  ({ registrationId, departureId }) =>
                    registrationId === recipient.registrationId && own.has(departureId),
                )
                .map(itemOf),
            },
          ],
        ];
      }),
    );
  }

  @ComposesNotice(departureLateList)
  async list(messages: readonly MessageToCompose[]): Promise<ComposedNotices<LateListNotice>> {
    const delays = await this.delays(messages);
    const departures = await this.departures(delays);
    const everybody = [...delays.values()].flatMap(({ clashes }) =>
      clashes.map(({ registrationId }) => registrationId),
    );
    const people = new Map(
      (
        await this.db.query<{ id: string; code: string; name: string }>(
          `SELECT r.id, r.code, p.display_name AS name FROM registrations r JOIN persons p ON p.id = r.person_id WHERE r.id = ANY ($1::uuid[])`,
          [everybody],
        )
      ).map((one) => [one.id, one]),
    );
    const composed = new Map<string, LateListNotice | Withheld>();
    for (const { messageId, subject, recipient } of messages) {
      const delay = delays.get(subject.id);
      if (!delay) continue;
      if (delay.outdated) {
        composed.set(messageId, new Withheld('Other times were announced since.'));
        continue;
      }
      // Whoever chairs a session learns who may miss that session; the rest is no concern of theirs.
      const chairs = recipient.personId;
      const sessions = chairs === undefined ? undefined : await this.chaired(delay.event_id, chairs);
      const clashes = delay.clashes.filter(
        (clash) => sessions === undefined || (inSession(clash) && sessions.has(clash.subjectId)),
      );
      const concerned = new Set(clashes.map(({ departureId }) => departureId));
      composed.set(messageId, {
        departures: delay.moves
          .filter(({ departureId }) => sessions === undefined || concerned.has(departureId))
          .map((move) => lateOf(move, departures)),
        reason: delay.reason,
        people: clashes.flatMap((clash) => {
          const person = people.get(clash.registrationId);
          return person ? [{ ...itemOf(clash), name: person.name, code: person.code }] : [];
        }),
        followers:
          sessions === undefined
            ? delay.followers.map(({ departureId, startsAt, possibleAt, because }) => ({
                title: departures.get(departureId)!.title,
                titles: departures.get(departureId)!.titles,
                startsAt: new Date(startsAt),
                possibleAt: new Date(possibleAt),
                because,
              }))
            : [],
      });
    }
    return composed;
  }

  private async delays(messages: readonly MessageToCompose[]): Promise<Map<string, DelayRow>> {
    const rows = await this.db.query<DelayRow>(
      `SELECT l.id, l.event_id, l.reason, l.moves, l.followers, l.clashes,
              EXISTS (SELECT 1 FROM departure_delays n WHERE n.departure_id = l.departure_id AND n.id > l.id) AS outdated
         FROM departure_delays l WHERE l.id = ANY ($1::uuid[])`,
      [[...new Set(messages.map(({ subject }) => subject.id))]],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  private async departures(delays: ReadonlyMap<string, DelayRow>): Promise<Map<string, DepartureWords>> {
    const ids = [...delays.values()].flatMap(({ moves, followers }) =>
      [...moves, ...followers].map(({ departureId }) => departureId),
    );
    const rows = await this.db.query<DepartureWords>(
      `SELECT d.id, v.title, v.titles, d.meeting_point FROM departures d JOIN site_visits v ON v.id = d.site_visit_id
        WHERE d.id = ANY ($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Those who chair or moderate these sessions in the visible release. */
  private chairs(eventId: string, sessionIds: readonly string[]): Promise<NoticeRecipient[]> {
    return this.db.query<ChairRow>(
      `SELECT DISTINCT p.id AS "personId", p.display_name AS name, p.email, p.locale
         FROM releases l JOIN release_roles r ON r.release_id = l.id AND r.role IN ('chair', 'moderator')
         JOIN persons p ON p.id = r.person_id
        WHERE l.event_id = $1 AND l.state = 'released' AND r.session_id = ANY ($2::uuid[]) ORDER BY p.id`,
      [eventId, sessionIds],
    ) as Promise<NoticeRecipient[]>;
  }

  private async chaired(eventId: string, personId: string): Promise<ReadonlySet<string>> {
    const rows = await this.db.query<{ session_id: string }>(
      `SELECT r.session_id FROM releases l JOIN release_roles r ON r.release_id = l.id AND r.role IN ('chair', 'moderator')
        WHERE l.event_id = $1 AND l.state = 'released' AND r.person_id = $2`,
      [eventId, personId],
    );
    return new Set(rows.map(({ session_id }) => session_id));
  }
}

function recipientOf(one: NoticeRecipient): NoticeRecipient {
  const { registrationId, personId, name, email, locale } = one;
  return { registrationId: registrationId!, personId: personId!, name, email, locale };
}

function lateOf(move: DelayMove, departures: ReadonlyMap<string, DepartureWords>): LateDeparture {
  const { title, titles, meeting_point } = departures.get(move.departureId)!;
  return {
    title,
    titles,
    meetingPoint: meeting_point,
    fromStartsAt: new Date(move.fromStartsAt),
    fromEndsAt: new Date(move.fromEndsAt),
    startsAt: new Date(move.startsAt),
    endsAt: new Date(move.endsAt),
  };
}
