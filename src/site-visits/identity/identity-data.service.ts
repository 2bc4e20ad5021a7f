import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Keyring } from '../../platform/crypto/keyring';
import { SealedRows } from '../../platform/crypto/sealed-rows.service';
import { newId } from '../../platform/database/base.entity';
import { Database } from '../../platform/database/database';
import { currentPrincipal, type Principal } from '../../platform/http/request-context';
import type { IdentityValues } from './identity.rules';

/** Through what data were seen. */
export const lookPurposes = ['list', 'person', 'clearance', 'manifest'] as const;
export type LookPurpose = (typeof lookPurposes)[number];

/** Who sees data, and through what; stands in the record of looks. */
export interface Look {
  readonly purpose: LookPurpose;
  /** Whether the host has the data by it: a page that its contact opens, a list that is sent to it. */
  readonly toHost: boolean;
  /** The caller of the request, or the program itself, unless said otherwise. */
  readonly by?: Principal;
}

/** One version of what one person handed in for one host. */
export interface IdentityVersion {
  readonly versionId: string;
  readonly registrationId: string;
  readonly personId: string;
  /** Counts the versions of this person for this visit from 1. */
  readonly number: number;
  readonly handedInAt: Date;
  /** In clear; null when they have been erased. */
  readonly values: IdentityValues | null;
  readonly erasedAt: Date | null;
}

/** What is asked of somebody with a place, and the version that holds now, if they handed anything in. */
export interface CurrentIdentity {
  readonly registrationId: string;
  readonly bookingId: string;
  /** Fields that the host needs and that are not there. */
  readonly missing: readonly string[];
  readonly version: IdentityVersion | null;
}

interface RecordRow extends Record<string, unknown> {
  readonly id: string;
  readonly event_id: string;
  readonly site_visit_id: string;
  readonly registration_id: string;
  readonly person_id: string;
  readonly number: number;
  readonly key_id: string | null;
  readonly sealed: Buffer | null;
  readonly at: Date;
  readonly erased_at: Date | null;
}

interface CurrentRow extends Record<string, unknown> {
  readonly registration_id: string;
  readonly booking_id: string;
  readonly missing: string[];
  readonly record_id: string | null;
}

type Place = Pick<RecordRow, 'id' | 'site_visit_id' | 'registration_id' | 'person_id'>;

const purpose = 'visit identity data';

const columns = `t.id, t.event_id, t.site_visit_id, t.registration_id, t.person_id, t.number, t.key_id, t.sealed, t.at, x.at AS erased_at`;
const tables = `identity_records t LEFT JOIN identity_erasures x ON x.id = t.erasure_id`;

/**
 * The data of identity documents, in clear: the one place where they are sealed and opened. Whoever is given any is put on
 * record in the same transaction, and nobody is given what could not be put on record.
 */
@Injectable()
export class IdentityData {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly keyring: Keyring,
    sealedRows: SealedRows,
  ) {
    sealedRows.register({
      table: 'identity_records',
      purpose,
      place: `id || ' ' || site_visit_id || ' ' || registration_id || ' ' || person_id`,
    });
  }

  /**
   * What the host needs of everybody who has a place on a departure, in the order of the bookings, with the values that hold
   * now. People of whom nothing is asked are in it, too: without a version, and nothing missing.
   * @throws 503 when a key is not configured any more
   */
  ofDeparture(departureId: string, look: Look): Promise<CurrentIdentity[]> {
    return this.current(`b.departure_id = $1`, [departureId], look);
  }

  /** The same for registrations that have a place on any departure of a visit; others are left out. */
  ofVisit(siteVisitId: string, registrationIds: readonly string[], look: Look): Promise<CurrentIdentity[]> {
    return this.current(
      `b.site_visit_id = $1 AND b.registration_id = ANY ($2::uuid[])`,
      [siteVisitId, registrationIds],
      look,
    );
  }

  /**
   * The versions with these ids as they were handed in, by id. What has been erased has no values, and looking for it is no
   * look; what never was is left out.
   * @throws 503 when a key is not configured any more
   */
  open(versionIds: readonly string[], look: Look): Promise<ReadonlyMap<string, IdentityVersion>> {
    return this.db.transaction(async () => {
      const rows = await this.db.query<RecordRow>(
        `SELECT ${columns} FROM ${tables} WHERE t.id = ANY ($1::uuid[]) ORDER BY t.id`,
        [versionIds],
      );
      await this.record(rows, look);
      return new Map(rows.map((row) => [row.id, this.versionOf(row)]));
    });
  }

  /**
   * The newest version of a request, for the program itself: it is shown to nobody, and no look. The request is locked by
   * the caller.
   */
  async forMerging(requestId: string): Promise<{ readonly number: number; readonly values: IdentityValues }> {
    const row = await this.db.one<RecordRow>(
      `SELECT ${columns} FROM ${tables} WHERE t.request_id = $1 ORDER BY t.number DESC LIMIT 1`,
      [requestId],
    );
    return row ? { number: row.number, values: this.versionOf(row).values ?? {} } : { number: 0, values: {} };
  }

  /** Seals what somebody handed in as the next version of a request, which the caller has locked. Answers its id. */
  async keep(
    request: {
      readonly id: string;
      readonly event_id: string;
      readonly site_visit_id: string;
      readonly registration_id: string;
      readonly person_id: string;
    },
    number: number,
    values: IdentityValues,
    by: Principal,
  ): Promise<string> {
    const id = newId();
    const { site_visit_id, registration_id, person_id } = request;
    const { keyId, sealed } = this.keyring.seal(
      purpose,
      placeOf({ id, site_visit_id, registration_id, person_id }),
      Buffer.from(JSON.stringify(values)),
    );
    await this.db.query(
      `INSERT INTO identity_records (id, event_id, request_id, site_visit_id, registration_id, person_id, number, fields, key_id, sealed,
              by_kind, by_id, by_name, at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
      [
        id,
        request.event_id,
        request.id,
        site_visit_id,
        registration_id,
        person_id,
        number,
        Object.keys(values),
        keyId,
        sealed,
        by.kind,
        by.id,
        by.name,
        this.clock.now(),
      ],
    );
    return id;
  }

  private current(which: string, values: readonly unknown[], look: Look): Promise<CurrentIdentity[]> {
    return this.db.transaction(async () => {
      const rows = await this.db.query<CurrentRow>(
        `SELECT b.registration_id, b.id AS booking_id,
                identity_missing(v.identity_rules, p.nationality, coalesce(q.given, '{}')) AS missing, last.id AS record_id
           FROM bookings b JOIN site_visits v ON v.id = b.site_visit_id
           JOIN registrations r ON r.id = b.registration_id JOIN persons p ON p.id = r.person_id
           LEFT JOIN identity_requests q ON q.site_visit_id = v.id AND q.registration_id = r.id AND q.person_id = r.person_id
           LEFT JOIN LATERAL (SELECT t.id FROM identity_records t
                               WHERE t.request_id = q.id AND t.sealed IS NOT NULL ORDER BY t.number DESC LIMIT 1) last ON q.held
          WHERE b.state IN ('confirmed', 'cleared', 'boarded', 'returned', 'no_show') AND ${which} ORDER BY b.created_at, b.id`,
        values,
      );
      const opened = await this.open(
        rows.flatMap(({ record_id }) => record_id ?? []),
        look,
      );
      return rows.map(({ registration_id, booking_id, missing, record_id }) => ({
        registrationId: registration_id,
        bookingId: booking_id,
        missing,
        version: record_id === null ? null : (opened.get(record_id) ?? null),
      }));
    });
  }

  private versionOf(row: RecordRow): IdentityVersion {
    return {
      versionId: row.id,
      registrationId: row.registration_id,
      personId: row.person_id,
      number: row.number,
      handedInAt: row.at,
      values:
        row.sealed === null || row.key_id === null
          ? null
          : (JSON.parse(
              this.keyring
                .open(purpose, placeOf(row), { keyId: row.key_id, sealed: row.sealed })
                .toString('utf8'),
            ) as IdentityValues),
      erasedAt: row.erased_at,
    };
  }

  private async record(
    rows: readonly RecordRow[],
    { purpose: through, toHost, by = currentPrincipal() }: Look,
  ): Promise<void> {
    const shown = rows.filter(({ sealed }) => sealed !== null);
    if (shown.length === 0) return;
    await this.db.query(
      `INSERT INTO identity_looks (id, event_id, site_visit_id, registration_id, record_id, purpose, to_host, by_kind, by_id, by_name, at)
       SELECT s.id, t.event_id, t.site_visit_id, t.registration_id, t.id, $3, $4, $5, $6, $7, $8
         FROM unnest($1::uuid[], $2::uuid[]) AS s (id, record_id) JOIN identity_records t ON t.id = s.record_id`,
      [
        shown.map(() => newId()),
        shown.map(({ id }) => id),
        through,
        toHost,
        by.kind,
        by.id,
        by.name,
        this.clock.now(),
      ],
    );
  }
}

/** Where a version belongs: moved to another row, visit or person it does not open. The same as the SQL above. */
function placeOf({ id, site_visit_id, registration_id, person_id }: Place): string {
  return `${id} ${site_visit_id} ${registration_id} ${person_id}`;
}
