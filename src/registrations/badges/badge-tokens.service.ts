import { Injectable } from '@nestjs/common';
import { SigningKeys } from '../../platform/crypto/signing-keys';
import { Database } from '../../platform/database/database';
import { httpProblems } from '../../platform/http/problem';
import { packClaim, readBadgeToken, writeBadgeToken, type BadgeClaim } from './badge-token.rules';
import type { BadgeTokenView } from './badge.view';

const purpose = 'badge';

/** The signed texts that stand in the QR codes of badges. */
@Injectable()
export class BadgeTokens {
  constructor(
    private readonly db: Database,
    private readonly keys: SigningKeys,
  ) {}

  /** The key under which badges are signed: its id, and the 32 bytes with which anybody can verify them. */
  get key(): { readonly id: Buffer; readonly publicBytes: Buffer } {
    return this.keys.published(purpose);
  }

  /**
   * The tokens of these registrations, by their ids; one query for all of them. Ids of no registration are left out. A
   * signature costs about 40 µs of this process: ask for a thousand at a time.
   */
  async tokensOf(registrationIds: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.db.query<{ id: string; badge_revision: number }>(
      'SELECT id, badge_revision FROM registrations WHERE id = ANY ($1::uuid[])',
      [registrationIds],
    );
    return new Map(rows.map(({ id, badge_revision }) => [id, this.sign(id, badge_revision)]));
  }

  /** The token of a registration at a revision of its badge that is known already. */
  tokenOf(registrationId: string, revision: number): string {
    return this.sign(registrationId, revision);
  }

  /** @throws 404 */
  async token(eventId: string, registrationId: string): Promise<BadgeTokenView> {
    const row = await this.db.one<{ badge_revision: number }>(
      'SELECT badge_revision FROM registrations WHERE id = $1 AND event_id = $2',
      [registrationId, eventId],
    );
    if (!row) throw httpProblems.notFound('There is no such registration here.');
    return {
      registrationId,
      revision: row.badge_revision,
      keyId: this.key.id.toString('hex'),
      token: this.sign(registrationId, row.badge_revision),
    };
  }

  /** What a token says, if we signed it. */
  read(token: string): BadgeClaim | undefined {
    const read = readBadgeToken(token);
    if (!read?.claim.keyId.equals(this.key.id)) return undefined;
    return this.keys.verify(purpose, read.signed, read.signature) ? read.claim : undefined;
  }

  /** Like {@link read}, for many at once. */
  async readAside(token: string): Promise<BadgeClaim | undefined> {
    const read = readBadgeToken(token);
    if (!read?.claim.keyId.equals(this.key.id)) return undefined;
    return (await this.keys.verifyAside(purpose, read.signed, read.signature)) ? read.claim : undefined;
  }

  private sign(registrationId: string, revision: number): string {
    const claim = packClaim({ keyId: this.key.id, registrationId, revision });
    return writeBadgeToken(claim, this.keys.sign(purpose, claim));
  }
}
