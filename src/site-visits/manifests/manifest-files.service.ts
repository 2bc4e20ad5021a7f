import { Injectable } from '@nestjs/common';
import { buffer } from 'node:stream/consumers';
import type { EventScope } from '../../access/event-scope';
import { mailLanguage, type MailLanguage } from '../../communications/words';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database } from '../../platform/database/database';
import { pdf } from '../../platform/documents/pdf';
import { spreadsheetMediaType } from '../../platform/documents/spreadsheet';
import { currentPrincipal, type Principal } from '../../platform/http/request-context';
import type { Coach } from '../departures/departure.rules';
import { manifestDocument } from './manifest.document';
import { paperOf, type Copy, type Paper, type PaperKind } from './manifest.paper';
import { IdentityData } from '../identity/identity-data.service';
import { hasIdentity, type ManifestFormat } from './manifest.rules';
import { manifestSpreadsheet } from './manifest.spreadsheet';
import { referenceOfRow, type LineRow, type ManifestRow } from './manifest.view';
import { manifestProblems } from './manifests.errors';
import { ManifestsQueries } from './manifests.queries';
import { concealed, type ManifestWords, type SeenIdentity } from './manifest.words';

export const manifestMediaType: Readonly<Record<ManifestFormat, string>> = {
  pdf: 'application/pdf',
  xlsx: spreadsheetMediaType,
};

export interface ManifestFile {
  readonly name: string;
  readonly bytes: Buffer;
  readonly mediaType: string;
}

interface WhoCares extends Record<string, unknown> {
  readonly guide: string | null;
  readonly coaches: readonly Coach[];
}

/** Makes the files of manifests, each of them for one person, whose name and time stand on it. */
@Injectable()
export class ManifestFiles {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly queries: ManifestsQueries,
    private readonly identity: IdentityData,
  ) {}

  /**
   * A file for the caller. That they fetched it is put on record in the transaction that reads what it says.
   * @throws 409 for a format, 422 for a language that the host does not want
   */
  async fetch(
    event: EventScope,
    row: ManifestRow,
    kind: PaperKind,
    format: ManifestFormat,
    language?: MailLanguage,
  ): Promise<ManifestFile> {
    const principal = currentPrincipal();
    const spoken =
      kind === 'coach_list' ? (language ?? mailLanguage('', event.locales)) : this.languageOf(row, language);
    if (kind !== 'coach_list' && principal.kind === 'link' && !row.form.formats.includes(format))
      throw manifestProblems.manifestFormatMissing(`It is there as ${row.form.formats.join(', ')}.`);
    const paper = await this.db.transaction(async () => {
      const copy = await this.record(row, kind, format, spoken, principal);
      return this.paper(event, row, kind, spoken, copy);
    });
    return this.file(paper, row, kind, format, spoken);
  }

  /** The list for the coach as of a manifest, for whoever gets it by mail. */
  async coachList(
    event: EventScope,
    row: ManifestRow,
    name: string,
    language: MailLanguage,
  ): Promise<ManifestFile> {
    const paper = await this.paper(event, row, 'coach_list', language, {
      name,
      at: row.frozen_at,
      number: null,
    });
    return this.file(paper, row, 'coach_list', 'pdf', language);
  }

  private async paper(
    event: EventScope,
    row: ManifestRow,
    kind: PaperKind,
    language: MailLanguage,
    copy: Copy,
  ): Promise<Paper> {
    const lines =
      kind === 'manifest' ? await this.queries.lines(row.id) : (await this.queries.asOf(row)).lines;
    const identity =
      kind === 'coach_list' || !hasIdentity(row.form) ? undefined : await this.identityOf(row, lines);
    const carers = kind === 'coach_list' ? await this.carers(row.departure_id) : undefined;
    const coachOf = kind === 'coach_list' ? await this.queries.coachOf(row.departure_id) : undefined;
    return paperOf({
      kind,
      row,
      lines,
      event,
      language,
      copy,
      ...(identity ? { identity } : {}),
      ...(coachOf ? { coachOf } : {}),
      ...(carers ? { further: (words: ManifestWords) => carerFacts(carers, words) } : {}),
    });
  }

  /** What of identity data the caller sees; who is given any is put on record with it. */
  private async identityOf(
    row: ManifestRow,
    lines: readonly LineRow[],
  ): Promise<(versionId: string) => SeenIdentity> {
    const principal = currentPrincipal();
    if (!maySeeIdentity(principal, row.site_visit_id)) return () => concealed;
    const versionIds = lines
      .flatMap(({ identity_id: now, identity_before_id: before }) => [now, before])
      .filter((id) => id !== null);
    const opened = await this.identity.open([...new Set(versionIds)], {
      purpose: 'manifest',
      toHost: principal.kind === 'link',
    });
    return (versionId) => opened.get(versionId)?.values ?? null;
  }

  private async file(
    paper: Paper,
    row: ManifestRow,
    kind: PaperKind,
    format: ManifestFormat,
    language: MailLanguage,
  ): Promise<ManifestFile> {
    const { fileNames } = paper.words.own;
    const what =
      kind === 'coach_list' ? fileNames.coach : paper.isAmendment ? fileNames.amendment : fileNames.list;
    return {
      name: `${what}-${referenceOfRow(row).replace('/', '-')}-${language}.${format}`,
      bytes: format === 'pdf' ? await buffer(pdf(manifestDocument(paper))) : await manifestSpreadsheet(paper),
      mediaType: manifestMediaType[format],
    };
  }

  private languageOf({ form }: ManifestRow, asked: MailLanguage | undefined): MailLanguage {
    if (asked === undefined) return form.languages[0]!;
    if (form.languages.includes(asked)) return asked;
    const message = `must be one of: ${form.languages.join(', ')}`;
    throw manifestProblems.manifestLanguageMissing({
      detail: `?language ${message}.`,
      errors: [{ pointer: '?language', code: 'language', message }],
    });
  }

  /** Puts a copy on record under the next number of the departure's copies. */
  private async record(
    row: ManifestRow,
    kind: PaperKind,
    format: ManifestFormat,
    language: MailLanguage,
    { kind: byKind, id, name }: Principal,
  ): Promise<Copy> {
    const at = this.clock.now();
    await this.db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `copies of ${row.departure_id}`,
    ]);
    const { copy_number: number } = (await this.db.one<{ copy_number: number }>(
      `INSERT INTO manifest_downloads (id, event_id, departure_id, manifest_id, copy_number, kind, format, language, by_kind, by_id, by_name, at)
       SELECT $1, $2, $3, $4, coalesce(max(copy_number), 0) + 1, $5, $6, $7, $8, $9, $10, $11 FROM manifest_downloads WHERE departure_id = $3
       RETURNING copy_number`,
      [newId(), row.event_id, row.departure_id, row.id, kind, format, language, byKind, id, name, at],
    ))!;
    return { name, at, number };
  }

  /** Who guides the group and counts heads, now. */
  private async carers(departureId: string): Promise<WhoCares> {
    return (await this.db.one<WhoCares>('SELECT guide, coaches FROM departures WHERE id = $1', [
      departureId,
    ]))!;
  }
}

/** The coordinator of the visits and the contact of this very host; by the link alone, also where no event stands in the address. */
const maySeeIdentity = ({ kind, roles, subject }: Principal, siteVisitId: string): boolean =>
  kind === 'link'
    ? subject?.kind === 'site_visit' && subject.id === siteVisitId
    : roles.includes('visit_coordinator');

function carerFacts({ guide, coaches }: WhoCares, { own }: ManifestWords): (readonly [string, string])[] {
  const marshals = coaches.flatMap(({ label, marshal }) =>
    marshal == null ? [] : [coaches.length === 1 ? marshal : `${label}: ${marshal}`],
  );
  return [
    ...(guide === null ? [] : [[own.facts.guide, guide] as const]),
    ...(marshals.length === 0 ? [] : [[own.facts.marshal, marshals.join('; ')] as const]),
  ];
}
