import { Injectable } from '@nestjs/common';
import {
  ComposesNotice,
  Withheld,
  type ComposedNotices,
  type MessageToCompose,
  type NoticeDefinition,
} from '../../communications/notice';
import { Notices } from '../../communications/notices.service';
import { Database } from '../../platform/database/database';
import { RegistrationsQueries } from '../registrations.queries';
import { Commitments } from './commitments.service';
import {
  signUpCancelled,
  signUpConfirmed,
  signUpDisplaced,
  signUpNotNeeded,
  signUpPromoted,
  signUpSessionCancelled,
  signUpWaitlisted,
  type SignUpNotice,
} from './sign-up.notices';
import type { Commitment } from './sign-up.rules';
import type { SignUpRow } from './sign-up.view';
import { lastSeenSession, placeInLine } from './sign-ups.queries';

type Composed = Promise<ComposedNotices<SignUpNotice>>;
type Messages = readonly MessageToCompose[];

/** People who are told the same about one session. */
export interface ToldTogether {
  readonly eventId: string;
  readonly sessionId: string;
  readonly registrationIds: readonly string[];
  /** What makes it go out; the same cause tells nobody twice. */
  readonly cause: string;
}

interface Content extends Record<string, unknown> {
  session_id: string;
  registration_id: string;
  state: string;
  title: string;
  titles: Record<string, string>;
  room_name: string | null;
  starts_at: Date;
  ends_at: Date;
  position: number | null;
}

/** Tells participants what became of their sign-ups, and fills those mails with what is true when they go out. */
@Injectable()
export class SignUpNotices {
  constructor(
    private readonly db: Database,
    private readonly notices: Notices,
    private readonly registrations: RegistrationsQueries,
    private readonly commitments: Commitments,
  ) {}

  /** Tells the participant of a sign-up, in the transaction of the step with this record. */
  async tell(notice: NoticeDefinition<SignUpNotice>, row: SignUpRow, recordId: string): Promise<void> {
    await this.tellAll(notice, {
      eventId: row.event_id,
      sessionId: row.session_id,
      registrationIds: [row.registration_id],
      cause: recordId,
    });
  }

  /** Tells many participants the same about one session, by one statement. */
  async tellAll(
    notice: NoticeDefinition<SignUpNotice>,
    { eventId, sessionId, registrationIds, cause }: ToldTogether,
  ): Promise<void> {
    if (registrationIds.length === 0) return;
    const participants = await this.registrations.participants(eventId, {
      registrationIds,
      limit: registrationIds.length,
    });
    await this.notices.send(
      notice,
      participants.map(({ registrationId, personId, name, email, locale }) => ({
        registrationId,
        personId,
        name,
        email,
        locale,
      })),
      { eventId, cause, subject: { kind: 'session', id: sessionId } },
    );
  }

  @ComposesNotice(signUpConfirmed)
  confirmed(messages: Messages): Composed {
    return this.compose(messages, 'confirmed');
  }

  @ComposesNotice(signUpWaitlisted)
  waitlisted(messages: Messages): Composed {
    return this.compose(messages, 'waitlisted');
  }

  @ComposesNotice(signUpPromoted)
  promoted(messages: Messages): Composed {
    return this.compose(messages, 'confirmed');
  }

  @ComposesNotice(signUpCancelled)
  cancelled(messages: Messages): Composed {
    return this.compose(messages, 'cancelled');
  }

  @ComposesNotice(signUpSessionCancelled)
  sessionCancelled(messages: Messages): Composed {
    return this.compose(messages, 'cancelled');
  }

  @ComposesNotice(signUpNotNeeded)
  notNeeded(messages: Messages): Composed {
    return this.compose(messages, 'cancelled');
  }

  @ComposesNotice(signUpDisplaced)
  async displaced(messages: Messages): Composed {
    const inTheWay = new Map<string, Commitment[]>();
    for (const sessionId of new Set(messages.map(({ subject }) => subject.id))) {
      const here = messages.filter(({ subject }) => subject.id === sessionId);
      for (const one of await this.commitments.besides(sessionId, here.map(registrationOf)))
        inTheWay.set(`${sessionId} ${one.registrationId}`, [
          ...(inTheWay.get(`${sessionId} ${one.registrationId}`) ?? []),
          one,
        ]);
    }
    return this.compose(messages, 'waitlisted', inTheWay);
  }

  /** A mail about a state in which the sign-up no longer is does not go out. */
  private async compose(
    messages: Messages,
    state: string,
    inTheWay: ReadonlyMap<string, readonly Commitment[]> = new Map(),
  ): Composed {
    const contents = await this.contents(messages);
    return new Map(
      messages.flatMap((message): [string, SignUpNotice | Withheld][] => {
        const key = `${message.subject.id} ${registrationOf(message)}`;
        const row = contents.get(key);
        if (!row) return [];
        if (row.state !== state)
          return [[message.messageId, new Withheld(`The sign-up is ${row.state} by now.`)]];
        return [
          [
            message.messageId,
            {
              title: row.title,
              titles: row.titles,
              room: row.room_name,
              startsAt: row.starts_at,
              endsAt: row.ends_at,
              position: row.position,
              inTheWay: inTheWay.get(key) ?? [],
            },
          ],
        ];
      }),
    );
  }

  /** What is true now of the last sign-up of each participant for each session. */
  private async contents(messages: Messages): Promise<Map<string, Content>> {
    const rows = await this.db.query<Content>(
      `SELECT DISTINCT ON (u.session_id, u.registration_id) u.session_id, u.registration_id, u.state, s.title, s.titles, s.room_name,
              s.starts_at, s.ends_at, ${placeInLine('u')} AS position
         FROM unnest($1::uuid[], $2::uuid[]) AS m (session_id, registration_id)
         JOIN sign_ups u USING (session_id, registration_id)
        CROSS JOIN ${lastSeenSession('u')}
        ORDER BY u.session_id, u.registration_id, u.created_at DESC, u.id DESC`,
      [messages.map(({ subject }) => subject.id), messages.map(registrationOf)],
    );
    return new Map(rows.map((row) => [`${row.session_id} ${row.registration_id}`, row]));
  }
}

const registrationOf = ({ recipient }: MessageToCompose): string => recipient.registrationId!;
