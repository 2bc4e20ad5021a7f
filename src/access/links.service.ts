import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { SignedLinks } from '../platform/crypto/signed-links';
import { newId } from '../platform/database/base.entity';
import { Database } from '../platform/database/database';
import type { Principal } from '../platform/http/request-context';
import { linkRoles, type LinkKind } from './roles';

const purpose = 'access-link';

/**
 * Links with which people without an account reach the one thing that is theirs. A link is a row, so it can expire and
 * be revoked; its secret is a signature of the row's id, so a later mail can name the same link without storing it.
 */
@Injectable()
export class Links {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly signatures: SignedLinks,
  ) {}

  /** The tokens of links to these things, made where there is none that is still good. One token per subject id. */
  async tokens(
    kind: LinkKind,
    eventId: string,
    subjects: readonly { id: string; name: string }[],
    expiresAt: Date,
  ): Promise<Map<string, string>> {
    const now = this.clock.now();
    const rows = await this.db.query<{ id: string; subject_id: string }>(
      `WITH wanted AS (SELECT * FROM unnest($3::uuid[], $4::uuid[], $5::text[]) AS w(id, subject_id, name)),
            good AS (SELECT DISTINCT ON (l.subject_id) l.id, l.subject_id FROM access_links l JOIN wanted w USING (subject_id)
                      WHERE l.kind = $1 AND l.event_id = $2 AND l.revoked_at IS NULL AND l.expires_at > $7 ORDER BY l.subject_id, l.id DESC),
            made AS (INSERT INTO access_links (id, kind, event_id, subject_id, name, expires_at, created_at)
                     SELECT w.id, $1, $2, w.subject_id, w.name, $6, $7 FROM wanted w WHERE NOT EXISTS (SELECT 1 FROM good g WHERE g.subject_id = w.subject_id)
                     RETURNING id, subject_id)
       SELECT id, subject_id FROM good UNION ALL SELECT id, subject_id FROM made`,
      [
        kind,
        eventId,
        subjects.map(() => newId()),
        subjects.map((s) => s.id),
        subjects.map((s) => s.name),
        expiresAt,
        now,
      ],
    );
    return new Map(rows.map((row) => [row.subject_id, this.token(row.id)]));
  }

  /** Lets the links of an event that are still good be good for so many days longer: it was postponed. */
  async prolong(eventId: string, days: number): Promise<void> {
    await this.db.query(
      `UPDATE access_links SET expires_at = expires_at + make_interval(days => $2)
        WHERE event_id = $1 AND revoked_at IS NULL AND expires_at > $3`,
      [eventId, days, this.clock.now()],
    );
  }

  /** Makes every link to these things worthless. */
  async revoke(kind: LinkKind, ...subjectIds: string[]): Promise<void> {
    await this.db.query(
      `UPDATE access_links SET revoked_at = $3 WHERE kind = $1 AND subject_id = ANY ($2::uuid[]) AND revoked_at IS NULL`,
      [kind, subjectIds, this.clock.now()],
    );
  }

  /** Whether a link is good at this moment; asked again where a lock was waited for since it was shown. */
  async isGood(id: string): Promise<boolean> {
    const row = await this.db.one(
      'SELECT 1 FROM access_links WHERE id = $1 AND revoked_at IS NULL AND expires_at > $2',
      [id, this.clock.now()],
    );
    return row !== undefined;
  }

  /** Who holds the link: somebody with the one role that its kind gives, in its own event only. */
  async principal(token: string, eventId: string | undefined): Promise<Principal | undefined> {
    const [, id, signature] = token.split('.');
    if (!id || !signature || !/^[0-9a-f-]{36}$/.test(id) || !this.signatures.verify(purpose, id, signature))
      return undefined;
    const link = await this.db.one<{ kind: LinkKind; event_id: string; subject_id: string; name: string }>(
      `SELECT kind, event_id, subject_id, name FROM access_links WHERE id = $1 AND revoked_at IS NULL AND expires_at > $2`,
      [id, this.clock.now()],
    );
    if (!link) return undefined;
    const inScope = eventId === link.event_id;
    return {
      kind: 'link',
      id,
      name: link.name,
      administrator: false,
      roles: inScope ? [linkRoles[link.kind]] : [],
      subject: { kind: link.kind, id: link.subject_id },
    };
  }

  private token(id: string): string {
    return `pl.${id}.${this.signatures.sign(purpose, id)}`;
  }
}
