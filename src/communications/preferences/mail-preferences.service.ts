import { Inject, Injectable } from '@nestjs/common';
import { parse as uuidBytes, stringify as uuidText } from 'uuid';
import { Clock } from '../../platform/clock';
import { CONFIG, type Config } from '../../platform/config';
import { SignedLinks } from '../../platform/crypto/signed-links';
import { newId } from '../../platform/database/base.entity';
import { Database } from '../../platform/database/database';
import { assertVersion } from '../../platform/http/concurrency';
import { addressKey } from '../mail-domain';
import type { NoticeRecipient } from '../notice';
import type { ChoosingWay } from './mail-preference.entity';
import type { MailPreferencesView } from './mail-preference.view';
import { mailTopics, type MailTopic } from './mail-topics.words';

/** Somebody who reads mails of an event. */
export interface Reader {
  readonly eventId: string;
  readonly holder: string;
}

const kinds = ['person', 'registration', 'address'] as const;

const purpose = 'mail-preferences';

/**
 * What people do not want to read. The token that stands in their mails is a signature over the event and who they are:
 * nothing has to be written for a mail, it works for as long as the installation has its secret, and it opens nothing
 * but these choices.
 */
@Injectable()
export class MailPreferences {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly signatures: SignedLinks,
  ) {}

  /** Who a recipient is, as far as choices go: the person, else the registration, else the address. */
  readerOf(
    eventId: string,
    { personId, registrationId, email }: Pick<NoticeRecipient, 'personId' | 'registrationId' | 'email'>,
  ): Reader {
    if (personId !== undefined) return { eventId, holder: `person:${personId}` };
    if (registrationId !== undefined) return { eventId, holder: `registration:${registrationId}` };
    // No address in a link: a digest that only this installation can make.
    const digest = Buffer.from(this.signatures.sign('mail-reader', addressKey(email)), 'base64url');
    return { eventId, holder: `address:${uuidText(asUuid(digest))}` };
  }

  /** The token of a reader's choices. */
  token({ eventId, holder }: Reader): string {
    const [kind, id] = holder.split(':') as [(typeof kinds)[number], string];
    const text = Buffer.concat([
      Buffer.from(uuidBytes(eventId)),
      Buffer.from([kinds.indexOf(kind)]),
      Buffer.from(uuidBytes(id)),
    ]).toString('base64url');
    return `mp.${text}.${this.signatures.sign(purpose, text)}`;
  }

  /** Whose choices a token opens; undefined for one that we did not make. */
  reader(token: string): Reader | undefined {
    const [prefix, text, signature] = token.split('.');
    if (prefix !== 'mp' || !text || !signature || !this.signatures.verify(purpose, text, signature))
      return undefined;
    const bytes = Buffer.from(text, 'base64url');
    const kind = kinds[bytes[16]!];
    if (bytes.length !== 33 || kind === undefined) return undefined;
    return { eventId: uuidText(bytes.subarray(0, 16)), holder: `${kind}:${uuidText(bytes.subarray(17))}` };
  }

  /** Where a reader, or their mail program, ends mails about a topic. */
  unsubscribeUrl(reader: Reader, topic: MailTopic, language: string): string {
    return `${this.config.publicUrl}/unsubscribe/${topic}?token=${this.token(reader)}&lang=${language}`;
  }

  /** What readers refuse, by reader. */
  async refused(readers: readonly Reader[]): Promise<(reader: Reader) => ReadonlySet<MailTopic>> {
    const rows = await this.db.query<{ event_id: string; holder: string; refused: MailTopic[] }>(
      `SELECT DISTINCT p.event_id, p.holder, p.refused FROM unnest($1::uuid[], $2::text[]) AS w (event_id, holder)
         JOIN mail_preferences p USING (event_id, holder)`,
      [readers.map(({ eventId }) => eventId), readers.map(({ holder }) => holder)],
    );
    const found = new Map(rows.map((row) => [`${row.event_id} ${row.holder}`, new Set(row.refused)]));
    const none = new Set<MailTopic>();
    return ({ eventId, holder }) => found.get(`${eventId} ${holder}`) ?? none;
  }

  /** What somebody has chosen; version 0 for who has not yet. */
  async of({ eventId, holder }: Reader): Promise<MailPreferencesView> {
    const row = await this.db.one<{
      version: number;
      refused: MailTopic[];
      way: ChoosingWay;
      updated_at: Date;
    }>('SELECT version, refused, way, updated_at FROM mail_preferences WHERE event_id = $1 AND holder = $2', [
      eventId,
      holder,
    ]);
    return {
      version: row?.version ?? 0,
      topics: mailTopics.map((topic) => ({ topic, wanted: !row?.refused.includes(topic) })),
      way: row?.way ?? null,
      changedAt: row?.updated_at.toISOString() ?? null,
    };
  }

  /** Ends mails about one topic. Doing it again changes nothing. */
  async refuse(reader: Reader, topic: MailTopic, way: ChoosingWay): Promise<void> {
    await this.db.query(
      `INSERT INTO mail_preferences AS p (id, version, created_at, updated_at, event_id, holder, refused, way)
       VALUES ($1, 1, $2, $2, $3, $4, ARRAY[$5::text], $6)
       ON CONFLICT (event_id, holder) DO UPDATE
          SET refused = p.refused || $5::text, way = $6, updated_at = $2, version = p.version + 1
        WHERE NOT $5 = ANY (p.refused)`,
      [newId(), this.clock.now(), reader.eventId, reader.holder, topic, way],
    );
  }

  /**
   * Says what somebody does not want to read, all at once.
   * @throws 412 when somebody has changed it since `version`
   */
  async choose(
    reader: Reader,
    refused: readonly MailTopic[],
    way: ChoosingWay,
    version?: number,
  ): Promise<MailPreferencesView> {
    return this.db.transaction(async () => {
      const { rowCount } = await this.db.execute(
        `INSERT INTO mail_preferences AS p (id, version, created_at, updated_at, event_id, holder, refused, way)
         SELECT $1, 1, $2, $2, $3, $4, $5, $6 WHERE $7::integer IS NULL OR $7 = 0
             OR EXISTS (SELECT 1 FROM mail_preferences WHERE event_id = $3 AND holder = $4)
         ON CONFLICT (event_id, holder) DO UPDATE SET refused = $5, way = $6, updated_at = $2, version = p.version + 1
          WHERE $7::integer IS NULL OR p.version = $7`,
        [
          newId(),
          this.clock.now(),
          reader.eventId,
          reader.holder,
          mailTopics.filter((topic) => refused.includes(topic)),
          way,
          version ?? null,
        ],
      );
      const now = await this.of(reader);
      if (rowCount === 0) assertVersion(now.version, version ?? now.version);
      return now;
    });
  }
}

/** The first 16 bytes as a UUID that says that it is made of chance (version 8), so that it can be written as one. */
function asUuid(digest: Buffer): Uint8Array {
  const bytes = Uint8Array.from(digest.subarray(0, 16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes;
}
