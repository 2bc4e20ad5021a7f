import { Inject, Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { EventScope } from '../../access/event-scope';
import { Clock } from '../../platform/clock';
import { CONFIG, type Config } from '../../platform/config';
import { purposeKey } from '../../platform/crypto/purpose-key';
import { SigningKeys } from '../../platform/crypto/signing-keys';
import { Database } from '../../platform/database/database';
import { AdmissionQueries, type PointRow } from './admission.queries';
import { AdmissionRules } from './admission-rules.service';
import { listValidUntil } from './admission.rules';
import type { CheckInKeyView } from './check-in-key.view';
import { BadgeTokens } from '../badges/badge-tokens.service';
import { checkInProblems } from './check-in.errors';
import {
  decidedOffline,
  digestInList,
  listFormat,
  listKeyPurpose as purpose,
  sealedBytes,
  undecidedOffline,
} from './offline-list.rules';

/** How many registrations are read at a time. */
const batch = 2000;

const noId = '00000000-0000-0000-0000-000000000000';

interface HeadRow extends PointRow {
  day: string;
  title: string;
  titles: Record<string, string>;
  categories: { id: string; title: string; colour: string | null }[];
}

interface ListedRow extends Record<string, unknown> {
  id: string;
  code: string;
  category_id: string;
  locale: string;
  badge_revision: number;
  is_in: boolean;
  attention: boolean;
  incomplete: boolean;
  zone_times: [string | null, string | null][] | null;
  display_name?: string;
  native_name?: string | null;
}

/** The lists with which scanners work where there is no network. */
@Injectable()
export class OfflineLists {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly keys: SigningKeys,
    private readonly tokens: BadgeTokens,
    private readonly admission: AdmissionQueries,
    private readonly rules: AdmissionRules,
  ) {}

  /** The public keys with which tokens and lists are verified. */
  published(): CheckInKeyView[] {
    const list = this.keys.published(purpose);
    return [keyView('badge', this.tokens.key), keyView('list', list)];
  }

  /**
   * The list of a point as it is written: registrations are read as fast as the other side takes them. It is asked for
   * again in parts, so a registration that is made meanwhile may stand in it or not.
   * @throws 404, and 409 when the point will not open any more
   */
  async list(event: EventScope, pointId: string, withNames: boolean): Promise<Readable> {
    const now = this.clock.now();
    const head = await this.head(event, pointId, now);
    const validUntil = listValidUntil(now, head.closes_at);
    if (validUntil <= now)
      throw checkInProblems.checkInListNotOpen(
        'The point has closed. Change when it closes if that is wrong.',
      );
    return Readable.from(this.write(event, head, { now, validUntil, withNames }), { objectMode: false });
  }

  private async head(event: EventScope, pointId: string, now: Date): Promise<HeadRow> {
    const head = await this.db.one<HeadRow>(
      `WITH point AS (${this.admission.point('id', '$2')})
       SELECT point.*, p.title, p.titles, ($3::timestamptz AT TIME ZONE $4)::date AS day,
              (SELECT COALESCE(json_agg(json_build_object('id', c.id, 'title', c.title, 'colour', c.badge_colour) ORDER BY c.id), '[]')
                 FROM categories c WHERE c.event_id = $1) AS categories
         FROM point JOIN check_in_points p ON p.id = point.point_id`,
      [event.id, pointId, now, event.timeZone],
    );
    if (!head) throw checkInProblems.checkInPointUnknown('There is no such check-in point in this event.');
    return head;
  }

  private async *write(
    event: EventScope,
    head: HeadRow,
    { now, validUntil, withNames }: { now: Date; validUntil: Date; withNames: boolean },
  ): AsyncGenerator<Buffer> {
    const hash = createHash('sha256');
    const lines = (...values: object[]): Buffer => {
      const bytes = Buffer.from(values.map((value) => `${JSON.stringify(value)}\n`).join(''));
      hash.update(bytes);
      return bytes;
    };
    // The same for every list of the point: a scanner sees what is new in the next one.
    const salt = purposeKey(this.config, `${purpose}:${head.point_id}`);
    const badgeKey = keyView('badge', this.tokens.key);
    yield lines({
      format: listFormat,
      event: { id: event.id, title: event.title, timeZone: event.timeZone },
      point: {
        id: head.point_id,
        kind: head.kind,
        sessionId: head.session_id,
        title: head.title,
        titles: head.titles,
        reentry: head.reentry,
        recordsOut: head.records_out,
        opensAt: head.opens_at,
        closesAt: head.closes_at,
      },
      asOf: now,
      day: head.day,
      validFrom: now,
      validUntil,
      badgeKey: { keyId: badgeKey.keyId, algorithm: badgeKey.algorithm, publicKey: badgeKey.publicKey },
      salt: salt.toString('base64url'),
      categories: head.categories,
      withNames,
      decides: decidedOffline,
      leaves: undecidedOffline,
    });
    const category = new Map(head.categories.map(({ id }, index) => [id, index]));
    let count = 0;
    for (let after = noId; ;) {
      const rows = await this.rows(event, head, after, withNames);
      const refused = await this.rules.refusals(
        { eventId: event.id, kind: head.kind, sessionId: head.session_id },
        head.concerned,
        rows.map(({ id }) => id),
      );
      const listed = rows.filter(({ id }) => !refused.has(id));
      count += listed.length;
      if (listed.length > 0) yield lines(...listed.map((row) => entry(salt, row, category)));
      if (rows.length < batch) break;
      after = rows[rows.length - 1]!.id;
    }
    const digest = hash.digest();
    const seal = {
      count,
      digest: digest.toString('base64url'),
      keyId: this.keys.published(purpose).id.toString('hex'),
      signature: this.keys.sign(purpose, sealedBytes(digest)).toString('base64url'),
    };
    yield Buffer.from(`${JSON.stringify(seal)}\n`);
  }

  private rows(event: EventScope, head: HeadRow, after: string, withNames: boolean): Promise<ListedRow[]> {
    return this.db.query<ListedRow>(
      `WITH point AS (${this.admission.point('id', '$2')})
       SELECT r.id, r.code, r.category_id, r.locale, r.badge_revision, r.desk_note IS NOT NULL AS attention,
              ${this.admission.incomplete} AS incomplete, ${this.admission.zoneTimes} AS zone_times,
              EXISTS (SELECT 1 FROM check_ins e WHERE e.point_id = $2 AND e.registration_id = r.id AND e.blocks
                         AND e.once_on IS NOT DISTINCT FROM CASE WHEN point.kind = 'day' THEN $5::date END) AS is_in
              ${withNames ? ', p.display_name, p.native_name' : ''}
         FROM point CROSS JOIN registrations r ${withNames ? 'JOIN persons p ON p.id = r.person_id' : ''}
        WHERE r.event_id = $1 AND r.id > $3 AND r.state = 'confirmed' AND (${this.admission.personVerdict}) IS NULL
          AND NOT (point.on_missing = 'refuse' AND ${this.admission.incomplete})
        ORDER BY r.id LIMIT $4`,
      [event.id, head.point_id, after, batch, head.day],
    );
  }
}

function keyView(
  use: CheckInKeyView['use'],
  { id, publicBytes }: { readonly id: Buffer; readonly publicBytes: Buffer },
): CheckInKeyView {
  return {
    keyId: id.toString('hex'),
    use,
    algorithm: 'Ed25519',
    publicKey: publicBytes.toString('base64url'),
  };
}

/** An instant as all others in a list are written. */
function instant(at: string | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

/** One registration as it stands in a list; what is usual is left out. */
function entry(salt: Buffer, row: ListedRow, category: ReadonlyMap<string, number>): object {
  const flags = [
    ...(row.is_in ? ['in'] : []),
    ...(row.attention ? ['attention'] : []),
    ...(row.incomplete ? ['missing'] : []),
  ];
  return {
    i: digestInList(salt, row.id),
    c: digestInList(salt, row.code),
    g: category.get(row.category_id),
    l: row.locale,
    ...(row.badge_revision > 1 ? { r: row.badge_revision } : {}),
    ...(flags.length > 0 ? { f: flags } : {}),
    ...(row.zone_times === null
      ? {}
      : { w: row.zone_times.map(([from, until]) => [instant(from), instant(until)]) }),
    ...(row.display_name === undefined ? {} : { n: row.display_name }),
    ...(row.native_name ? { s: row.native_name } : {}),
  };
}
