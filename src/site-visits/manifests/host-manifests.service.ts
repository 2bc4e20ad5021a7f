import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import type { MailLanguage } from '../../communications/words';
import { EventsQueries } from '../../events/events.queries';
import { Database } from '../../platform/database/database';
import { httpProblems } from '../../platform/http/problem';
import type { Principal } from '../../platform/http/request-context';
import { ManifestFiles, type ManifestFile } from './manifest-files.service';
import type { ManifestFormat } from './manifest.rules';
import type { ManifestView } from './manifest.view';
import { ManifestsQueries } from './manifests.queries';

/** What the contact of a host sees behind their link. */
export interface ListsOfHost {
  readonly event: EventScope;
  readonly host: string;
  readonly title: string;
  readonly titles: Readonly<Record<string, string>>;
  /** The last first. */
  readonly manifests: readonly (ManifestView & {
    readonly languages: readonly MailLanguage[];
    readonly formats: readonly ManifestFormat[];
  })[];
}

/** How many manifests a page shows; a visit has a few for each of its departures. */
const most = 200;

/** The lists of one visit for its host, who has no account: by the link that they were sent. */
@Injectable()
export class HostManifests {
  constructor(
    private readonly db: Database,
    private readonly events: EventsQueries,
    private readonly queries: ManifestsQueries,
    private readonly files: ManifestFiles,
  ) {}

  /** The lists of the visit for which this link is. @throws 404 for any other link */
  async ofLink(principal: Principal): Promise<ListsOfHost> {
    const { event, visit } = await this.visitOf(principal);
    const { items } = await this.queries.list(
      event.id,
      { siteVisitId: visit.id },
      { limit: most, sort: '-frozenAt' },
    );
    const forms = await this.queries.formsOf(items.map(({ id }) => id));
    return {
      event,
      ...visit,
      manifests: items.map((item) => {
        const { languages, formats } = forms.get(item.id)!;
        return { ...item, languages, formats };
      }),
    };
  }

  /** A file for the holder of this link; puts on record that they fetched it. @throws 404, 409, 422 */
  async fetch(
    principal: Principal,
    wanted: {
      readonly manifestId: string;
      readonly whole: boolean;
      readonly format: ManifestFormat;
      readonly language: MailLanguage;
    },
  ): Promise<ManifestFile> {
    const { event, visit } = await this.visitOf(principal);
    const row = await this.queries.row(event.id, wanted.manifestId, { siteVisitId: visit.id });
    return this.files.fetch(
      event,
      row,
      wanted.whole ? 'whole_list' : 'manifest',
      wanted.format,
      wanted.language,
    );
  }

  private async visitOf({ kind, subject }: Principal) {
    const visit =
      kind === 'link' && subject?.kind === 'site_visit'
        ? await this.db.one<{
            id: string;
            event_id: string;
            title: string;
            titles: Record<string, string>;
            host: string;
          }>(
            `SELECT v.id, v.event_id, v.title, v.titles, o.name AS host FROM site_visits v JOIN organisations o ON o.id = v.organisation_id WHERE v.id = $1`,
            [subject.id],
          )
        : undefined;
    const event = visit && (await this.events.find(visit.event_id));
    if (!event) throw httpProblems.notFound('Open the link in your mail.');
    return { event, visit };
  }
}
