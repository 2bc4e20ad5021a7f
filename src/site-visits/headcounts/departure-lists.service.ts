import { Inject, Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { Clock } from '../../platform/clock';
import { CONFIG, type Config } from '../../platform/config';
import { purposeKey } from '../../platform/crypto/purpose-key';
import { SigningKeys } from '../../platform/crypto/signing-keys';
import { Database } from '../../platform/database/database';
import { httpProblems } from '../../platform/http/problem';
import { BadgeTokens } from '../../registrations/badges/badge-tokens.service';
import { digestInList, listKeyPurpose, sealedBytes } from '../../registrations/check-ins/offline-list.rules';
import { headcountProblems } from './headcount.errors';
import { headcountPoints, listMinutes, type HeadcountPoint } from './headcount.rules';

/** What the first line of a list says it is, and what its seal begins with: raised when a reader has to change. */
const format = 'plenary-departure-list/1';

/** How a list is written, for the documentation. */
export const departureListExplained = `JSON lines, signed at the end, as those of check-in points are:

1. The first line says what the list is: \`format\`, \`departure\` (\`id\`, \`title\`, \`startsAt\`, \`endsAt\`, \`meetingPoint\`), \`coaches\` (\`id\`, \`label\`, \`plate\`), \`points\`, \`asOf\`, \`validUntil\` (${listMinutes} minutes later), \`badgeKey\` (with which badges are verified) and \`salt\` (base64url).
2. One line for each person with a place, by name: \`b\`, the booking; \`i\` and \`c\`, the digests of the id of the registration (as a badge has it, in small letters) and of its code; \`n\`, the name, \`s\`, the name in the person's own script, by which a marshal finds somebody without a badge; \`k\`, the coach as a number in \`coaches\`, from 0; \`r\`, the revision of the badge where that is not 1: badges with a lower one are revoked; \`p\`, the points at which the person was counted already; \`m\` where they are on record as not having come. Nothing else of anybody.
3. The last line is the seal: \`count\`, \`digest\`, \`keyId\` and \`signature\`, over the text \`${format}\`, a line break and the digest of all bytes before the line. The key is the one for the use \`list\` of \`GET /events/{event}/check-in-keys\`.

A phone may decide whether a badge is genuine and was not revoked by \`asOf\`, whether the person goes with this departure and on which coach, and whether it saw them before. It counts everybody else too and hands that in: what became of each scan, and where somebody belongs who is not on this departure, is answered to \`POST …/headcounts/batch\`.`;

interface HeadRow extends Record<string, unknown> {
  id: string;
  state: string;
  title: string;
  starts_at: Date;
  ends_at: Date;
  meeting_point: string;
  coaches: { id: string; label: string; plate: string | null }[];
}

interface ListedRow extends Record<string, unknown> {
  booking_id: string;
  registration_id: string;
  code: string;
  badge_revision: number;
  name: string;
  native_name: string | null;
  state: string;
  coach_id: string | null;
  points: HeadcountPoint[];
}

/** The lists with which phones count where there is no network. */
@Injectable()
export class DepartureLists {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly keys: SigningKeys,
    private readonly tokens: BadgeTokens,
  ) {}

  /** The list of a departure. A group is a few hundred people at most. @throws 404, and 409 when the departure is over */
  async list(eventId: string, departureId: string): Promise<Buffer> {
    const head = await this.db.one<HeadRow>(
      `SELECT d.id, d.state, v.title, d.starts_at, d.ends_at, d.meeting_point,
              (SELECT COALESCE(json_agg(json_build_object('id', c.id, 'label', c.label, 'plate', c.plate) ORDER BY c.position, c.id), '[]')
                 FROM coaches c WHERE c.departure_id = d.id) AS coaches
         FROM departures d JOIN site_visits v ON v.id = d.site_visit_id WHERE d.event_id = $1 AND d.id = $2`,
      [eventId, departureId],
    );
    if (!head) throw httpProblems.notFound('There is no such departure in this event.');
    if (head.state === 'reported' || head.state === 'cancelled')
      throw headcountProblems.departureListOver(`The departure is ${head.state}.`);
    const rows = await this.db.query<ListedRow>(
      `SELECT b.id AS booking_id, b.registration_id, r.code, r.badge_revision, p.display_name AS name, p.native_name, b.state, b.coach_id,
              ARRAY(SELECT h.point FROM headcounts h WHERE h.booking_id = b.id AND h.counts ORDER BY h.at, h.point) AS points
         FROM bookings b JOIN registrations r ON r.id = b.registration_id JOIN persons p ON p.id = r.person_id
        WHERE b.departure_id = $1 AND b.state IN ('confirmed', 'cleared', 'boarded', 'returned', 'no_show')
        ORDER BY p.display_name, b.id`,
      [departureId],
    );
    return this.write(head, rows);
  }

  private write(head: HeadRow, rows: readonly ListedRow[]): Buffer {
    const now = this.clock.now();
    const salt = purposeKey(this.config, `departure list:${head.id}`);
    const { id: keyId, publicBytes } = this.tokens.key;
    const coachIds = head.coaches.map(({ id }) => id);
    const lines = [
      {
        format,
        departure: {
          id: head.id,
          title: head.title,
          startsAt: head.starts_at,
          endsAt: head.ends_at,
          meetingPoint: head.meeting_point,
        },
        coaches: head.coaches,
        points: headcountPoints,
        asOf: now,
        validUntil: new Date(now.getTime() + listMinutes * 60_000),
        badgeKey: {
          keyId: keyId.toString('hex'),
          algorithm: 'Ed25519',
          publicKey: publicBytes.toString('base64url'),
        },
        salt: salt.toString('base64url'),
      },
      ...rows.map((row) => ({
        b: row.booking_id,
        i: digestInList(salt, row.registration_id),
        c: digestInList(salt, row.code),
        n: row.name,
        ...(row.native_name === null ? {} : { s: row.native_name }),
        ...(row.coach_id === null ? {} : { k: coachIds.indexOf(row.coach_id) }),
        ...(row.badge_revision > 1 ? { r: row.badge_revision } : {}),
        ...(row.points.length > 0 ? { p: row.points } : {}),
        ...(row.state === 'no_show' ? { m: true } : {}),
      })),
    ];
    const body = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const digest = createHash('sha256').update(body).digest();
    const seal = {
      count: rows.length,
      digest: digest.toString('base64url'),
      keyId: this.keys.published(listKeyPurpose).id.toString('hex'),
      signature: this.keys.sign(listKeyPurpose, sealedBytes(digest, format)).toString('base64url'),
    };
    return Buffer.concat([body, Buffer.from(`${JSON.stringify(seal)}\n`)]);
  }
}
