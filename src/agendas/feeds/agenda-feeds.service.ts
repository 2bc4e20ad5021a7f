import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../platform/config';
import { Clock } from '../../platform/clock';
import { digestOf, newSecret, SignedLinks } from '../../platform/crypto/signed-links';
import { Database } from '../../platform/database/database';
import { httpProblems } from '../../platform/http/problem';
import type { Principal } from '../../platform/http/request-context';
import type { AgendaFeedView } from './agenda-feed.view';

/** Whose feed. */
export interface FeedOwner {
  readonly registrationId: string;
  readonly personId: string;
}

interface FeedRow extends Record<string, unknown> {
  readonly registration_id: string;
  readonly seed: string;
  readonly digest: string;
}

interface StateRow extends FeedRow {
  readonly made_at: Date;
  readonly revoked_at: Date | null;
  readonly revoked_by: string | null;
}

const purpose = 'agenda-feed';

/** SQL: everything of a feed as it is when it has just been made. */
const anew = `person_id = excluded.person_id, seed = excluded.seed, digest = excluded.digest, made_at = excluded.made_at,
  revoked_at = NULL, revoked_by = NULL, tag = NULL, changed_at = NULL, shown = '[]', gone = '[]'`;

/**
 * The addresses at which calendars follow agendas. The token in an address is made of 256 random bits with the secret of
 * the installation: the database has the bits and a digest of the token, which together open nothing, and the program can
 * still say the address again in a later mail.
 */
@Injectable()
export class AgendaFeeds {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly signatures: SignedLinks,
  ) {}

  /** The feed of a registration. Its address is shown to the person alone. @throws 404 */
  async of(eventId: string, registrationId: string, by: Principal): Promise<AgendaFeedView> {
    const row = await this.db.one<StateRow & { known: true }>(
      `SELECT r.id AS registration_id, f.seed, f.digest, f.made_at, f.revoked_at, f.revoked_by
         FROM registrations r LEFT JOIN agenda_feeds f ON f.registration_id = r.id AND f.person_id = r.person_id
        WHERE r.event_id = $1 AND r.id = $2`,
      [eventId, registrationId],
    );
    if (!row) throw unknown();
    const isPerson = by.subject?.kind === 'registration' && by.subject.id === registrationId;
    const url = row.seed !== null && row.revoked_at === null && isPerson ? this.addressOf(row) : undefined;
    return {
      registrationId,
      state: row.seed === null ? 'none' : row.revoked_at === null ? 'active' : 'stopped',
      url: url ?? null,
      webcalUrl: url === undefined ? null : webcal(url),
      madeAt: row.made_at?.toISOString() ?? null,
      stoppedAt: row.revoked_at?.toISOString() ?? null,
      stoppedBy: row.revoked_by,
    };
  }

  /** Makes an address, in place of the one that there was, which opens nothing from now on. @throws 404, 409 for whom nothing is ahead */
  async renew(eventId: string, registrationId: string): Promise<void> {
    const made = this.made();
    const { rowCount } = await this.db.execute(
      `INSERT INTO agenda_feeds (registration_id, event_id, person_id, seed, digest, made_at)
       SELECT r.id, r.event_id, r.person_id, $3, $4, $5 FROM registrations r
        WHERE r.event_id = $1 AND r.id = $2 AND r.state NOT IN ('cancelled', 'rejected', 'expired')
       ON CONFLICT (registration_id) DO UPDATE SET ${anew}`,
      [eventId, registrationId, made.seed, made.digest, this.clock.now()],
    );
    if (rowCount === 0) throw unknown();
  }

  /** Stops the address of a registration; once more is as good as once. @throws 404 when there is none */
  async stop(eventId: string, registrationId: string, by: string): Promise<void> {
    const { rowCount } = await this.db.execute(
      `UPDATE agenda_feeds SET revoked_at = COALESCE(revoked_at, $3), revoked_by = COALESCE(revoked_by, $4)
        WHERE event_id = $1 AND registration_id = $2`,
      [eventId, registrationId, this.clock.now(), by],
    );
    if (rowCount === 0) throw httpProblems.notFound('Nothing follows this agenda.');
  }

  /**
   * The addresses for calendars of these people, made for whoever never had one; none for whoever stopped theirs. One
   * statement, by registration.
   */
  async addresses(eventId: string, owners: readonly FeedOwner[]): Promise<Map<string, string>> {
    const made = owners.map(() => this.made());
    const rows = await this.db.query<FeedRow>(
      `WITH wanted AS (SELECT * FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[]) AS w (registration_id, person_id, seed, digest)),
            made AS (INSERT INTO agenda_feeds (registration_id, event_id, person_id, seed, digest, made_at)
                     SELECT w.registration_id, $1, w.person_id, w.seed, w.digest, $6 FROM wanted w
                     ON CONFLICT (registration_id) DO UPDATE SET ${anew} WHERE agenda_feeds.person_id <> excluded.person_id
                     RETURNING registration_id, seed, digest)
       SELECT registration_id, seed, digest FROM made
       UNION ALL
       SELECT f.registration_id, f.seed, f.digest FROM agenda_feeds f JOIN wanted w USING (registration_id, person_id)
        WHERE f.revoked_at IS NULL`,
      [
        eventId,
        owners.map(({ registrationId }) => registrationId),
        owners.map(({ personId }) => personId),
        made.map(({ seed }) => seed),
        made.map(({ digest }) => digest),
        this.clock.now(),
      ],
    );
    return new Map(
      rows.flatMap((row): [string, string][] => {
        const url = this.addressOf(row);
        return url === undefined ? [] : [[row.registration_id, webcal(url)]];
      }),
    );
  }

  private made(): { seed: string; digest: string } {
    const seed = newSecret();
    return { seed, digest: digestOf(this.signatures.sign(purpose, seed)) };
  }

  /** None for a feed that was made under another secret of the installation: nobody can say its token any more. */
  private addressOf({ seed, digest }: FeedRow): string | undefined {
    const token = this.signatures.sign(purpose, seed);
    return digestOf(token) === digest
      ? `${this.config.publicUrl}/api/v1/feeds/${token}/agenda.ics`
      : undefined;
  }
}

/** The address under the name by which calendars on a device know that they are to follow it. */
const webcal = (url: string): string => url.replace(/^https?:/, 'webcal:');

const unknown = () => httpProblems.notFound('There is no such registration here.');
