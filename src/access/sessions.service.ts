import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { digestOf, newSecret } from '../platform/crypto/signed-links';
import { newId } from '../platform/database/base.entity';
import { Database } from '../platform/database/database';
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

/** Sign-ins of staff. Tokens are 256 random bits; only their digests are stored, and each request looks them up, so that a revoked one is refused at once. */
@Injectable()
export class Sessions {
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

  /** Who holds this token, with the roles in the given event; undefined when it is worth nothing. */
  async principal(token: string, eventId: string | undefined): Promise<Principal | undefined> {
    if (token.startsWith('pl.')) return this.links.principal(token, eventId);
    const found = await this.db.one<{ id: string; name: string; administrator: boolean; roles: string[] }>(
      `SELECT u.id, u.name, u.administrator,
              ARRAY(SELECT role FROM staff_roles r WHERE r.user_id = u.id AND r.event_id = $3) AS roles
         FROM sessions s JOIN users u ON u.id = s.user_id
        WHERE s.access_digest = $1 AND s.access_expires_at > $2 AND u.disabled_at IS NULL`,
      [digestOf(token), this.clock.now(), eventId ?? null],
    );
    return found && { kind: 'staff', ...found };
  }

  private newTokens(): Tokens {
    return { accessToken: `ps.${newSecret()}`, refreshToken: `pr.${newSecret()}`, expiresIn: accessSeconds };
  }

  private expiries(now: Date): [Date, Date] {
    return [new Date(now.getTime() + accessSeconds * 1000), new Date(now.getTime() + refreshSeconds * 1000)];
  }
}
