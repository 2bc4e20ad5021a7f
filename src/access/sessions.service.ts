import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { digestOf, newSecret } from '../platform/crypto/signed-links';
import { newId } from '../platform/database/base.entity';
import { Database } from '../platform/database/database';
import { MicroBatch } from '../platform/database/micro-batch';
import type { Principal } from '../platform/http/request-context';
import { Links } from './links.service';

const accessSeconds = 12 * 3600;
const refreshSeconds = 30 * 24 * 3600;

export interface Tokens {
  accessToken: string;
  refreshToken: string;
  /** Seconds until the access token expires. */
  expiresIn: number;
}

/** Whose token it is, in which event. */
interface WantedHolder {
  readonly digest: string;
  readonly eventId: string | null;
}

interface HolderRow extends Record<string, unknown> {
  digest: string;
  event_id: string | null;
  id: string;
  name: string;
  administrator: boolean;
  roles: string[];
}

const keyOf = ({ digest, eventId }: WantedHolder): string => `${digest} ${eventId ?? ''}`;

/** Sign-ins of staff. Tokens are 256 random bits; only their digests are stored, and each request looks them up, so that a revoked one is refused at once. */
@Injectable()
export class Sessions {
  private readonly lookups = new MicroBatch<WantedHolder, Principal | undefined>(
    (wanted) => this.holders(wanted),
    { inFlight: 2, most: 200 },
  );

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly links: Links,
  ) {}

  async open(userId: string): Promise<Tokens> {
    const tokens = this.newTokens();
    const now = this.clock.now();
    await this.db.query(
      `INSERT INTO sessions (id, user_id, access_digest, refresh_digest, access_expires_at, refresh_expires_at, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [
        newId(),
        userId,
        digestOf(tokens.accessToken),
        digestOf(tokens.refreshToken),
        ...this.expiries(now),
        now,
      ],
    );
    return tokens;
  }

  /** New tokens for a refresh token, which is spent by that. Undefined when it is unknown, spent or expired. */
  async renew(refreshToken: string): Promise<Tokens | undefined> {
    const tokens = this.newTokens();
    const now = this.clock.now();
    const renewed = await this.db.one(
      `UPDATE sessions SET access_digest = $2, refresh_digest = $3, access_expires_at = $4, refresh_expires_at = $5
        WHERE refresh_digest = $1 AND refresh_expires_at > $6
          AND EXISTS (SELECT 1 FROM users u WHERE u.id = user_id AND u.disabled_at IS NULL)
        RETURNING id`,
      [
        digestOf(refreshToken),
        digestOf(tokens.accessToken),
        digestOf(tokens.refreshToken),
        ...this.expiries(now),
        now,
      ],
    );
    return renewed ? tokens : undefined;
  }

  async close(accessToken: string): Promise<void> {
    await this.db.query(`DELETE FROM sessions WHERE access_digest = $1`, [digestOf(accessToken)]);
  }

  /**
   * Who holds this token, with the roles in the given event; undefined when it is worth nothing. It is looked up after it
   * was asked for, each time; those that are asked for at once are one look.
   */
  async principal(token: string, eventId: string | undefined): Promise<Principal | undefined> {
    if (token.startsWith('pl.')) return this.links.principal(token, eventId);
    const wanted = { digest: digestOf(token), eventId: eventId ?? null };
    return this.db.inTransaction ? (await this.holders([wanted]))[0] : this.lookups.add(wanted);
  }

  private async holders(wanted: readonly WantedHolder[]): Promise<(Principal | undefined)[]> {
    const distinct = new Map(wanted.map((one) => [keyOf(one), one]));
    const rows = await this.db.query<HolderRow>(
      `SELECT w.digest, w.event_id, u.id, u.name, u.administrator,
              ARRAY(SELECT role FROM staff_roles r WHERE r.user_id = u.id AND r.event_id = w.event_id) AS roles
         FROM unnest($1::text[], $2::uuid[]) AS w(digest, event_id)
         JOIN sessions s ON s.access_digest = w.digest JOIN users u ON u.id = s.user_id
        WHERE s.access_expires_at > $3 AND u.disabled_at IS NULL`,
      [
        [...distinct.values()].map(({ digest }) => digest),
        [...distinct.values()].map(({ eventId }) => eventId),
        this.clock.now(),
      ],
    );
    const found = new Map(
      rows.map(({ digest, event_id, id, name, administrator, roles }) => [
        keyOf({ digest, eventId: event_id }),
        { kind: 'staff' as const, id, name, administrator, roles },
      ]),
    );
    return wanted.map((one) => found.get(keyOf(one)));
  }

  private newTokens(): Tokens {
    return { accessToken: `ps.${newSecret()}`, refreshToken: `pr.${newSecret()}`, expiresIn: accessSeconds };
  }

  private expiries(now: Date): [Date, Date] {
    return [new Date(now.getTime() + accessSeconds * 1000), new Date(now.getTime() + refreshSeconds * 1000)];
  }
}
