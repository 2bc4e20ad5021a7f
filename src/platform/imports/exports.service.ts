import { Injectable } from '@nestjs/common';
import { Clock } from '../clock';
import { Database } from '../database/database';
import { page, when, type ListDefinition } from '../database/list';
import { Rows } from '../database/rows';
import type { Page, PageQuery } from '../http/page';
import { httpProblems } from '../http/problem';
import { actingFor, type Principal } from '../http/request-context';
import { defineJob, HandlesJob, type JobContext } from '../jobs/define-job';
import type { JobRun } from '../jobs/job-run.entity';
import { Jobs } from '../jobs/jobs';
import {
  sheetMediaTypes,
  writeSheet,
  type SheetFormat,
  type SheetValue,
  type WrittenColumn,
} from '../sheets/sheet-writer';
import { SpooledFile } from '../storage/spooled-file';
import { StoredFiles, type FileFacts } from '../storage/stored-files';
import { Sweeper } from '../workflow/sweeper';
import { Export } from './export.entity';
import { importProblems } from './import.errors';
import { toExportView, urlOf, type ExportView } from './import.view';

/** Makes the file of an export. */
export const runExport = defineJob<{ exportId: string }>('exports.run', { concurrency: 1, attempts: 5 });

export interface ExportContext {
  readonly eventId: string;
  readonly principal: Principal;
  readonly options: Readonly<Record<string, unknown>>;
}

/** One export of a kind. */
export interface ExportRun {
  /** What the file is called, without its ending. */
  readonly name: string;
  readonly columns: readonly WrittenColumn[];
  /** How many rows there will be, about. */
  total(): Promise<number>;
  /** The rows, some at a time. */
  rows(): AsyncIterable<readonly (readonly SheetValue[])[]>;
}

/** Something whose rows can be exported. */
export interface ExportKind {
  /** What stands in paths: `registrations`. */
  readonly name: string;
  begin(context: ExportContext): Promise<ExportRun>;
}

/** How long the file of an export is kept, in hours. */
const keptHours = 24;

const hourMs = 3_600_000;

const made: ListDefinition<Export & Record<string, unknown>, ExportView> = {
  select: `x.id, x.created_at AS "createdAt", x.format, x.options, x.principal, x.confidential, x.job_id AS "jobId", x.rows, x.fetched,
    x.file_id AS "fileId", x.expires_at AS "expiresAt", x.event_id AS "eventId", x.kind`,
  from: 'exports x',
  id: 'x.id',
  sorts: { createdAt: { expression: 'x.created_at', type: 'timestamptz' } },
  defaultSort: '-createdAt',
  view: toExportView,
};

/** Exports of lists as sheets. That somebody took data out stays on record when the file is gone. */
@Injectable()
export class Exports {
  private readonly kinds = new Map<string, ExportKind>();
  private readonly rows: Rows;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly files: StoredFiles,
    sweeper: Sweeper,
  ) {
    this.rows = new Rows(db, clock, 'exports');
    files.referredBy('exports', 'file_id');
    sweeper.register('files of exports', (now) => this.letGo(now));
  }

  /** Says how rows of a kind are exported; to be called when a module is made. */
  register(kind: ExportKind): void {
    if (this.kinds.has(kind.name)) throw new Error(`exports of ${kind.name} are registered twice`);
    this.kinds.set(kind.name, kind);
  }

  /** Promises a file, and answers the job that people follow. @throws 422 for what cannot be exported like this */
  async begin(
    kind: string,
    { eventId, principal, options }: ExportContext,
    { format, confidential }: { readonly format: SheetFormat; readonly confidential: boolean },
  ): Promise<JobRun> {
    // What is wrong with what is asked for is said at once.
    await this.kindOf(kind).begin({ eventId, principal, options });
    return this.db.transaction(async () => {
      const id = await this.rows.insert({
        eventId,
        kind,
        format,
        options,
        principal: { ...principal },
        confidential,
      });
      const jobId = await this.jobs.start(runExport, { exportId: id }, { eventId, ownerId: principal.id });
      await this.db.query('UPDATE exports SET job_id = $2 WHERE id = $1', [id, jobId]);
      return (await this.jobs.run(jobId))!;
    });
  }

  list(kind: string, eventId: string, query: PageQuery): Promise<Page<ExportView>> {
    return page(this.db, made, query, [when(eventId, 'x.event_id = ?'), when(kind, 'x.kind = ?')]);
  }

  /**
   * The file of an export, for whoever asked for it and, unless it is confidential, everybody who may see the list.
   * @throws 404, 410 when its time is over
   */
  async file(
    kind: string,
    eventId: string,
    id: string,
    by: Principal,
    { seesAll }: { readonly seesAll: boolean },
  ): Promise<FileFacts> {
    const found = await this.db.one<Export & Record<string, unknown>>(
      `SELECT ${made.select} FROM ${made.from} WHERE x.id = $1 AND x.event_id = $2 AND x.kind = $3`,
      [id, eventId, kind],
    );
    if (!found || (found.confidential && !seesAll && found.principal.id !== by.id))
      throw httpProblems.notFound('There is no such export here.');
    if (found.expiresAt !== null && found.expiresAt <= this.clock.now())
      throw importProblems.exportExpired('Export again.');
    if (found.fileId === null) throw httpProblems.notFound('The file is not made yet. Follow the job.');
    await this.db.query('UPDATE exports SET fetched = fetched + 1 WHERE id = $1', [id]);
    return this.files.facts(found.fileId);
  }

  @HandlesJob(runExport)
  async run({ exportId }: { exportId: string }, job: JobContext): Promise<void> {
    const found = await this.db.manager.findOneBy(Export, { id: exportId });
    // Its event was removed meanwhile.
    if (!found) return;
    const { eventId, principal, options, kind } = found;
    await actingFor(principal, { requestId: job.id, scopeId: eventId }, async () => {
      if (found.fileId === null)
        await this.make(found, await this.kindOf(kind).begin({ eventId, principal, options }), job);
    });
    const done = (await this.db.manager.findOneBy(Export, { id: exportId }))!;
    await job.counts({ rows: done.rows ?? 0 });
    await job.progress(done.rows ?? 0, done.rows ?? 0);
    await job.result({ exportId, url: urlOf(done), expiresAt: done.expiresAt?.toISOString() ?? null });
  }

  private async make(found: Export, run: ExportRun, job: JobContext): Promise<void> {
    const total = await run.total();
    let count = 0;
    async function* rows(): AsyncGenerator<readonly SheetValue[]> {
      for await (const some of run.rows()) {
        yield* some;
        count += some.length;
        job.signal.throwIfAborted();
        await job.progress(count, Math.max(total, count));
      }
    }
    const file = await SpooledFile.of(writeSheet(found.format, run.name, run.columns, rows()));
    try {
      const fileId = await this.files.add({
        name: `${run.name}.${found.format}`,
        mediaType: sheetMediaTypes[found.format],
        size: file.size,
        sha256: file.sha256,
        eventId: found.eventId,
        createdBy: found.principal.id,
        open: () => file.open(),
      });
      await this.db.transaction(async () => {
        await this.files.keep(fileId);
        await this.db.query(
          'UPDATE exports SET file_id = $2, rows = $3, expires_at = $4, updated_at = $5 WHERE id = $1',
          [
            found.id,
            fileId,
            count,
            new Date(this.clock.now().getTime() + keptHours * hourMs),
            this.clock.now(),
          ],
        );
      });
    } finally {
      await file.close();
    }
  }

  private kindOf(name: string): ExportKind {
    const kind = this.kinds.get(name);
    if (!kind) throw new Error(`nobody exports ${name}`);
    return kind;
  }

  /** Lets files go whose time is over. */
  private async letGo(now: Date): Promise<number> {
    await this.db.query(`UPDATE exports SET file_id = NULL WHERE file_id IS NOT NULL AND expires_at <= $1`, [
      now,
    ]);
    return 0;
  }
}
