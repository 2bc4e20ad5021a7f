import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { CONFIG, type Config } from '../platform/config';
import { newId } from '../platform/database/base.entity';
import { Database } from '../platform/database/database';
import { emailPattern } from '../platform/http/fields';
import { currentPrincipal, currentRequest } from '../platform/http/request-context';
import { Outbox } from '../platform/outbox/outbox';
import { deliverMessages, messagesPerJob } from './delivery.jobs';
import { messageIdHeader, readMailAddress, type MailAddress } from './mime';
import { oneLine } from './plain-text';
import type { NoticeDefinition, NoticeRecipient } from './notice';

export interface SendOptions {
  readonly eventId: string;
  /** What makes this notice go out: the id of a record, or the occurrence of a rule. The same cause tells nobody twice. */
  readonly cause: string;
  /** What it is about; given back to the method that composes it. */
  readonly subject: { readonly kind: string; readonly id: string };
}

/** Somebody to be told of something of their own. */
export interface Told {
  readonly recipient: NoticeRecipient;
  readonly cause: SendOptions['cause'];
  readonly subject: SendOptions['subject'];
  /** The request in which it happened, where one transaction answers several. */
  readonly requestId?: string | null;
}

/** Far from the time that a statement may take, also where the disks are slow. */
const messagesPerStatement = 1000;

/** Tells people something. */
@Injectable()
export class Notices {
  private readonly from: MailAddress;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
  ) {
    this.from = readMailAddress(config.mailFrom);
  }

  /**
   * Writes one message per recipient and promises that it is sent, in the transaction of the caller. What it says is
   * worked out when it goes out. The same kind, cause and recipient a second time write nothing. A recipient whose
   * address is not one mail address gets a message that is suppressed at once, for somebody to see.
   * Answers how many messages were promised.
   */
  async send<P extends object>(
    notice: NoticeDefinition<P>,
    recipients: readonly NoticeRecipient[],
    options: SendOptions,
  ): Promise<number> {
    const { eventId, cause, subject } = options;
    return this.sendEach(
      notice,
      eventId,
      recipients.map((recipient) => ({ recipient, cause, subject })),
    );
  }

  /** The same, where each is told of something of their own: in one go, however many there are. */
  async sendEach<P extends object>(
    notice: NoticeDefinition<P>,
    eventId: string,
    told: readonly Told[],
  ): Promise<number> {
    // In one order, so that two processes that tell the same people for the same cause wait for each other once.
    const keyed = told
      .map((one) => ({ ...one, key: recipientKey(one.recipient) }))
      .sort((one, other) => (one.key < other.key ? -1 : 1));
    return this.db.transaction(async () => {
      const promised: string[] = [];
      for (let from = 0; from < keyed.length; from += messagesPerStatement) {
        promised.push(
          ...(await this.write(notice.kind, eventId, keyed.slice(from, from + messagesPerStatement))),
        );
      }
      await this.promise(promised);
      return promised.length;
    });
  }

  /**
   * Writes a message once more, to this address, and promises it; answers its id. Its kind, cause and subject are those of
   * the first, so that it says what that would say now.
   */
  async again(messageId: string, email: string): Promise<string> {
    const id = newId();
    const principal = currentPrincipal();
    await this.db.transaction(async () => {
      const written = await this.db.one<{ state: string }>(
        `WITH written AS (
           INSERT INTO messages (id, version, created_at, updated_at, event_id, kind, cause, subject_kind, subject_id, recipient,
                                 person_id, registration_id, name, email, locale, channel, state, detail, message_id_header, ended_at)
           SELECT $2, 1, $3, $3, event_id, kind, cause, subject_kind, subject_id, concat(recipient, ' again:', $2::uuid),
                  person_id, registration_id, name, $4, locale, channel,
                  CASE WHEN $5 THEN 'pending' ELSE 'suppressed' END, CASE WHEN NOT $5 THEN 'The address is not one mail address.' END,
                  $6, CASE WHEN NOT $5 THEN $3::timestamptz END
             FROM messages WHERE id = $1
           RETURNING id, event_id, state, detail
         ), recorded AS (
           INSERT INTO transition_records (id, workflow, subject_id, event_id, transition, from_state, to_state, actor_kind, actor_id, actor_name, comment, data, request_id, at)
           SELECT $7, 'message', id, event_id, 'create', NULL, state, $8, $9, $10, detail, jsonb_build_object('againOf', $1::uuid), $11, $3 FROM written
         )
         SELECT state FROM written`,
        [
          messageId,
          id,
          this.clock.now(),
          oneLine(email),
          emailPattern.test(email),
          messageIdHeader(id, this.from),
          newId(),
          principal.kind,
          principal.id,
          principal.name,
          currentRequest()?.requestId ?? null,
        ],
      );
      if (written?.state === 'pending') await this.promise([id]);
    });
    return id;
  }

  /** Promises that messages are sent, a job for every 200 of them. */
  async promise(messageIds: readonly string[]): Promise<void> {
    const chunks: { messageIds: string[] }[] = [];
    for (let from = 0; from < messageIds.length; from += messagesPerJob) {
      chunks.push({ messageIds: messageIds.slice(from, from + messagesPerJob) });
    }
    await this.outbox.enqueueMany(deliverMessages, chunks);
  }

  /** Writes messages with their first record; answers the ids of those that are to be sent. */
  private async write(
    kind: string,
    eventId: string,
    keyed: readonly (Told & { readonly key: string })[],
  ): Promise<string[]> {
    const now = this.clock.now();
    const principal = currentPrincipal();
    const present = currentRequest()?.requestId ?? null;
    const recipients = keyed.map(({ recipient }) => recipient);
    const ids = recipients.map(() => newId());
    const written = await this.db.query<{ id: string; state: string }>(
      `WITH wanted AS (
           SELECT * FROM unnest($4::text[], $5::text[], $6::text[], $7::uuid[], $8::text[], $9::uuid[], $10::uuid[], $11::text[], $12::text[],
                                $13::text[], $14::boolean[], $15::text[], $16::uuid[], $17::text[])
             AS r (cause, subject_kind, subject_id, id, recipient, person_id, registration_id, name, email, locale, sound, header, record, request)
         ), written AS (
           INSERT INTO messages (id, version, created_at, updated_at, event_id, kind, cause, subject_kind, subject_id, recipient,
                                 person_id, registration_id, name, email, locale, channel, state, detail, message_id_header, ended_at)
           SELECT r.id, 1, $1, $1, $2, $3, r.cause, r.subject_kind, r.subject_id, r.recipient, r.person_id, r.registration_id, r.name, r.email, r.locale, 'mail',
                  CASE WHEN r.sound THEN 'pending' ELSE 'suppressed' END,
                  CASE WHEN NOT r.sound THEN 'The address is not one mail address.' END,
                  r.header, CASE WHEN NOT r.sound THEN $1::timestamptz END
             FROM wanted r
           ON CONFLICT ON CONSTRAINT messages_once DO NOTHING
           RETURNING id, event_id, state, detail
         ), recorded AS (
           INSERT INTO transition_records (id, workflow, subject_id, event_id, transition, from_state, to_state, actor_kind, actor_id, actor_name, comment, data, request_id, at)
           SELECT w.record, 'message', id, event_id, 'create', NULL, state, $18, $19, $20, detail, '{}', w.request, $1
             FROM written JOIN wanted w USING (id)
         )
         SELECT id, state FROM written ORDER BY id`,
      [
        now,
        eventId,
        kind,
        keyed.map(({ cause }) => cause),
        keyed.map(({ subject }) => subject.kind),
        keyed.map(({ subject }) => subject.id),
        ids,
        keyed.map(({ key }) => key),
        recipients.map(({ personId }) => personId ?? null),
        recipients.map(({ registrationId }) => registrationId ?? null),
        recipients.map(({ name }) => oneLine(name)),
        recipients.map(({ email }) => oneLine(email)),
        recipients.map(({ locale }) => locale),
        recipients.map(({ email }) => emailPattern.test(email)),
        ids.map((id) => messageIdHeader(id, this.from)),
        recipients.map(() => newId()),
        keyed.map(({ requestId = present }) => requestId),
        principal.kind,
        principal.id,
        principal.name,
      ],
    );
    return written.filter(({ state }) => state === 'pending').map(({ id }) => id);
  }
}

/** Whom a message is for, as far as it may not go out twice. */
function recipientKey({ registrationId, personId, email }: NoticeRecipient): string {
  if (registrationId !== undefined) return `registration:${registrationId}`;
  if (personId !== undefined) return `person:${personId}`;
  return `address:${oneLine(email).toLowerCase()}`;
}
