import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { newId } from '../platform/database/base.entity';
import { Database } from '../platform/database/database';
import { assertVersion } from '../platform/http/concurrency';
import type { Principal } from '../platform/http/request-context';
import { explainOrganisation, organisationProblems } from './organisation.errors';
import type { OrganisationMergeInput } from './organisation.input';
import { OrganisationReferences } from './organisation-references.service';
import type { OrganisationMergeReportView, OrganisationView } from './organisation.view';
import { OrganisationsQueries } from './organisations.queries';

/** Two organisations that turn out to be one. */
@Injectable()
export class OrganisationMerges {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly queries: OrganisationsQueries,
    private readonly references: OrganisationReferences,
  ) {}

  /** What making the two one would do, found out by doing it and taking it back. @throws whatever {@link merge} throws */
  preview(
    id: string,
    version: number,
    input: OrganisationMergeInput,
    by: Principal,
  ): Promise<OrganisationMergeReportView> {
    return this.db.rehearse(() => this.merge(id, version, input, by));
  }

  /**
   * Makes the two one: everything that referred to the other refers to this one, what this one lacks is taken over
   * (names in further languages, country, parent, rank class, contacts, parts), and the other is on record only.
   * @throws 404, 412; 409 when something stands in the way; 422 for an organisation that does not exist
   */
  merge(
    id: string,
    version: number,
    { goneId: given, goneVersion, reason }: OrganisationMergeInput,
    by: Principal,
  ): Promise<OrganisationMergeReportView> {
    const goneId = given.toLowerCase();
    if (goneId === id)
      throw organisationProblems.organisationMergeWithItself({
        detail: 'Choose the other one.',
        errors: [{ pointer: '/goneId', code: 'same', message: 'is this organisation itself' }],
      });
    return this.db.transaction(async () => {
      const gone = await this.lockBoth(id, version, goneId, goneVersion);
      const now = this.clock.now();
      const merge = { id, goneId, now };
      const inTheWay = await this.references.inTheWay(merge);
      if (inTheWay.length > 0)
        throw organisationProblems.organisationMergeInTheWay({
          detail: inTheWay.join(' '),
          errors: inTheWay.map((message) => ({ pointer: '/goneId', code: 'in-the-way', message })),
        });
      await this.takeOver(id, goneId, now).catch(explainOrganisation);
      const moved = [
        { thing: 'organisation_contacts', moved: await this.moveContacts(id, goneId, now), dropped: 0 },
        { thing: 'organisations', moved: await this.moveParts(id, goneId, now), dropped: 0 },
        ...(await this.references.move(merge)),
      ];
      await this.db.query('UPDATE organisation_merges SET organisation_id = $1 WHERE organisation_id = $2', [
        id,
        goneId,
      ]);
      await this.db.query('DELETE FROM organisations WHERE id = $1', [goneId]);
      await this.db.query(
        `INSERT INTO organisation_merges (id, organisation_id, gone_id, gone, moved, reason, merged_by, merged_by_name, merged_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [newId(), id, goneId, JSON.stringify(gone), JSON.stringify(moved), reason, by.id, by.name, now],
      );
      return { organisation: await this.queries.organisation(id), gone, moved };
    });
  }

  /** Locks both in the order of their ids, so that two who merge them crosswise do not wait in a circle. */
  private async lockBoth(
    id: string,
    version: number,
    goneId: string,
    goneVersion: number,
  ): Promise<OrganisationView> {
    await this.db.query('SELECT lock_organisation_tree()');
    const rows = await this.db.query<{ id: string; version: number }>(
      'SELECT id, version FROM organisations WHERE id = ANY ($1) ORDER BY id FOR UPDATE',
      [[id, goneId]],
    );
    const versions = new Map(rows.map((row) => [row.id, row.version]));
    if (!versions.has(id)) await this.queries.organisation(id);
    assertVersion(versions.get(id)!, version);
    const gone = await this.queries.find(goneId);
    if (!gone)
      throw organisationProblems.organisationMergeUnknown({
        detail: 'Choose one from the list; perhaps somebody has merged it already.',
        errors: [{ pointer: '/goneId', code: 'unknown', message: 'is not an organisation' }],
      });
    if (gone.version !== goneVersion)
      throw organisationProblems.organisationMergeStale({
        detail: `It is at version ${gone.version} now, you looked at version ${goneVersion}. Look at the preview again.`,
        errors: [{ pointer: '/goneVersion', code: 'stale', message: 'is not the version that is there now' }],
      });
    return gone;
  }

  /** Fills what the one that stays lacks. Its own word always counts; a name of the other in a new language is taken. */
  private async takeOver(id: string, goneId: string, now: Date): Promise<void> {
    await this.db.query(
      `UPDATE organisations w SET
         names = ((jsonb_build_object(l.name_language, l.name) || l.names) - w.name_language) || w.names,
         short_names = ((CASE WHEN l.short_name IS NULL THEN '{}'::jsonb ELSE jsonb_build_object(l.name_language, l.short_name) END
                         || l.short_names) - w.name_language) || w.short_names,
         short_name = COALESCE(w.short_name, l.short_names ->> w.name_language,
                               CASE WHEN l.name_language = w.name_language THEN l.short_name END),
         country = COALESCE(w.country, l.country),
         rank_class = COALESCE(w.rank_class, l.rank_class),
         parent_id = CASE WHEN w.parent_id = l.id OR (w.parent_id IS NULL AND l.parent_id IS DISTINCT FROM w.id) THEN l.parent_id
                          ELSE w.parent_id END,
         version = w.version + 1, updated_at = $3
        FROM organisations l WHERE w.id = $1 AND l.id = $2`,
      [id, goneId, now],
    );
  }

  private async moveParts(id: string, goneId: string, now: Date): Promise<number> {
    const { rowCount } = await this.db
      .execute(
        'UPDATE organisations SET parent_id = $1, version = version + 1, updated_at = $3 WHERE parent_id = $2',
        [id, goneId, now],
      )
      .catch(explainOrganisation);
    return rowCount ?? 0;
  }

  /** An organisation has one focal point at a time: that of the other one stands behind where this one has one. */
  private async moveContacts(id: string, goneId: string, now: Date): Promise<number> {
    const { rowCount } = await this.db.execute(
      `UPDATE organisation_contacts c SET organisation_id = $1, version = c.version + 1, updated_at = $3,
              function = CASE WHEN c.function = 'focal_point' AND EXISTS (
                SELECT 1 FROM organisation_contacts own WHERE own.organisation_id = $1 AND own.function = 'focal_point'
                   AND daterange(own.valid_from, own.valid_until, '[]') && daterange(c.valid_from, c.valid_until, '[]'))
                THEN 'backup_focal_point' ELSE c.function END
        WHERE c.organisation_id = $2`,
      [id, goneId, now],
    );
    return rowCount ?? 0;
  }
}
