import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { SignedLinks } from '../platform/crypto/signed-links';
import { newId } from '../platform/database/base.entity';
import { Database } from '../platform/database/database';
import type { Principal } from '../platform/http/request-context';
import { linkRoles, type LinkKind } from './roles';

/** A link as the database has it; never its secret. */
export interface LinkFacts {
  readonly id: string;
  readonly name: string;
  readonly holder: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
  readonly revokedBy: string | null;
}

/** The token with which a holder reaches a thing, if they have one. */
export type TokenOf = (which: { readonly id: string; readonly holder: string }) => string | undefined;

interface LinkRow extends Record<string, unknown> {
  id: string;
  subject_id: string;
  holder: string;
}

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
    const holders = subjects.map((subject) => ({ ...subject, holder: '' }));
    const made = await this.tokensOfHolders(kind, eventId, holders, expiresAt);
    return new Map(subjects.map(({ id }) => [id, made({ id, holder: '' })!]));
  }

  /** Like {@link tokens}, for things that several people reach, each by a link of their own. */
  async tokensOfHolders(
    kind: LinkKind,
    eventId: string,
    holders: readonly { id: string; name: string; holder: string }[],
    expiresAt: Date,
  ): Promise<TokenOf> {
    const rows = await this.db.query<LinkRow>(
      `WITH wanted AS (SELECT * FROM unnest($3::uuid[], $4::uuid[], $5::text[], $8::text[]) AS w(id, subject_id, name, holder)),
            good AS (SELECT DISTINCT ON (l.subject_id, l.holder) l.id, l.subject_id, l.holder FROM access_links l JOIN wanted w USING (subject_id, holder)
                      WHERE l.kind = $1 AND l.event_id = $2 AND l.revoked_at IS NULL AND l.expires_at > $7
                      ORDER BY l.subject_id, l.holder, l.id DESC),
            made AS (INSERT INTO access_links (id, kind, event_id, subject_id, name, holder, expires_at, created_at)
                     SELECT w.id, $1, $2, w.subject_id, w.name, w.holder, $6, $7 FROM wanted w
                      WHERE NOT EXISTS (SELECT 1 FROM good g WHERE g.subject_id = w.subject_id AND g.holder = w.holder)
                     RETURNING id, subject_id, holder)
       SELECT id, subject_id, holder FROM good UNION ALL SELECT id, subject_id, holder FROM made`,
      [
        kind,
        eventId,
        holders.map(() => newId()),
        holders.map((one) => one.id),
        holders.map((one) => one.name),
        expiresAt,
        this.clock.now(),
        holders.map((one) => one.holder),
      ],
    );
    return this.tokenOf(rows);
  }

  /** The tokens of links that are good now; none is made. */
  async goodTokens(kind: LinkKind, subjectIds: readonly string[]): Promise<TokenOf> {
    const rows = await this.db.query<LinkRow>(
      `SELECT DISTINCT ON (subject_id, holder) id, subject_id, holder FROM access_links
        WHERE kind = $1 AND subject_id = ANY ($2::uuid[]) AND revoked_at IS NULL AND expires_at > $3 ORDER BY subject_id, holder, id DESC`,
      [kind, subjectIds, this.clock.now()],
    );
    return this.tokenOf(rows);
  }

  /** All links to a thing that there were, the last first. */
  async of(kind: LinkKind, eventId: string, subjectId: string): Promise<LinkFacts[]> {
    const rows = await this.db.query<LinkFacts & Record<string, unknown>>(
      `SELECT id, name, holder, created_at AS "createdAt", expires_at AS "expiresAt", revoked_at AS "revokedAt", revoked_by_name AS "revokedBy"
         FROM access_links WHERE kind = $1 AND event_id = $2 AND subject_id = $3 ORDER BY id DESC`,
      [kind, eventId, subjectId],
    );
    return rows;
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

  /** Makes the links of one holder to a thing worthless. Answers how many were still good. */
  async revokeHolder(
    kind: LinkKind,
    subjectId: string,
    which: { readonly holder: string } | { readonly linkId: string },
    by: string,
  ): Promise<number> {
    const { rowCount } = await this.db.execute(
      `UPDATE access_links SET revoked_at = $3, revoked_by_name = $4
        WHERE kind = $1 AND subject_id = $2 AND revoked_at IS NULL AND expires_at > $3 AND (holder = $5 OR id = $6)`,
      [
        kind,
        subjectId,
        this.clock.now(),
        by,
        'holder' in which ? which.holder : null,
        'linkId' in which ? which.linkId : null,
      ],
    );
    return rowCount ?? 0;
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

  private tokenOf(rows: readonly LinkRow[]): TokenOf {
    const tokens = new Map(rows.map((row) => [`${row.subject_id} ${row.holder}`, this.token(row.id)]));
    return ({ id, holder }) => tokens.get(`${id} ${holder}`);
  }

  private token(id: string): string {
    return `pl.${id}.${this.signatures.sign(purpose, id)}`;
  }
}
