import { Injectable } from '@nestjs/common';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { Clock } from '../clock';
import { Database } from '../database/database';
import { page, when, type ListDefinition } from '../database/list';
import { Rows } from '../database/rows';
import type { Page, PageQuery } from '../http/page';
import { httpProblems } from '../http/problem';
import { actingFor, type Principal } from '../http/request-context';
import type { UploadedFile } from '../http/uploaded-file';
import { defineJob, HandlesJob, PermanentFailure, type JobContext } from '../jobs/define-job';
import type { JobRun, RowError } from '../jobs/job-run.entity';
import { Jobs } from '../jobs/jobs';
import { openTable } from '../sheets/csv-source';
import { SheetFault, type SheetSource } from '../sheets/sheet-source';
import { sheetMediaTypes, writeSheet, type SheetValue } from '../sheets/sheet-writer';
import { openWorkbook } from '../sheets/xlsx-source';
import { SpooledFile } from '../storage/spooled-file';
import { StoredFiles, type FileFacts } from '../storage/stored-files';
import { Sweeper } from '../workflow/sweeper';
import { HeaderReader, type Header } from './header';
import { Import, type ImportReport } from './import.entity';
import { importProblems } from './import.errors';
import type { RowFault } from './import-column';
import type { ImportKind, ImportOptions, ImportRun, Outcome } from './import-kind';
import { toImportView, type ImportView } from './import.view';
import { importWords } from './import.words';
import { openRows } from './json-source';
import { RecordCells, shown } from './record-cells';
import { SpooledBatches } from './spooled-batches';

/** Reads a sheet and writes what stands in it. One at a time in a process: each holds rows, and a connection. */
export const runImport = defineJob<{ importId: string }>('imports.run', { concurrency: 1, attempts: 5 });

/** What an import is asked with. */
export interface NewImport {
  readonly eventId: string;
  readonly principal: Principal;
  readonly options: ImportOptions;
  readonly file?: UploadedFile | undefined;
  readonly rows?: readonly Record<string, unknown>[] | undefined;
}

/** Rows that are looked up, and written, at a time. */
const batch = 500;

/** After so many milliseconds others get their turn. */
const turnMs = 8;

/** How long the files of an import are kept, in days. */
const keptDays = 7;

const dayMs = 86_400_000;

/** How long an import waits for another one of the same kind and event before it looks again, in milliseconds. */
const waitMs = 500;

/** After so many rows PostgreSQL looks at the tables anew. */
const counted = [500, 5000, 50_000];

/** Rows at fault that are told with the job; all of them are in the sheet of refused rows. */
const mostErrors = 500;

interface Good {
  readonly row: number;
  readonly value: unknown;
  readonly cells: readonly string[];
}

interface Refused {
  readonly row: number;
  readonly cells: readonly string[];
  readonly faults: readonly RowFault[];
}

/** What was read of a sheet: rows that can be written, and rows that cannot. */
interface Checked {
  readonly header: Header;
  readonly good: SpooledBatches<Good>;
  readonly refused: SpooledBatches<Refused>;
  readonly counts: Counts;
}

type Counts = { created: number; updated: number; unchanged: number; refused: number };

/** Takes back what an import has written, because a row cannot be. */
class TakeBack extends Error {}

const imports: ListDefinition<Import & Record<string, unknown>, ImportView> = {
  select: `i.id, i.created_at AS "createdAt", i.options, i.file_name AS "fileName", i.principal, i.job_id AS "jobId", i.report,
    i.result_file_id AS "resultFileId", i.expires_at AS "expiresAt", i.event_id AS "eventId", i.kind`,
  from: 'imports i',
  id: 'i.id',
  sorts: { createdAt: { expression: 'i.created_at', type: 'timestamptz' } },
  defaultSort: '-createdAt',
  view: toImportView,
};

/**
 * Imports of sheets, of whatever their rows are. A sheet is read and checked as a stream; what is good goes to the disk
 * and is then written by one transaction, so nobody ever sees half of it and locks are held for the writing only. The
 * transaction that writes the rows also writes that they are written: a job that is done again goes on from there.
 */
@Injectable()
export class Imports {
  private readonly kinds = new Map<string, ImportKind<never>>();
  private readonly rows: Rows;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly files: StoredFiles,
    sweeper: Sweeper,
  ) {
    this.rows = new Rows(db, clock, 'imports');
    files.referredBy('imports', 'file_id');
    files.referredBy('imports', 'result_file_id');
    sweeper.register('files of imports', (now) => this.letGo(now));
  }

  /** Says how rows of a kind are imported; to be called when a module is made. */
  register<V>(kind: ImportKind<V>): void {
    if (this.kinds.has(kind.name)) throw new Error(`imports of ${kind.name} are registered twice`);
    this.kinds.set(kind.name, kind as unknown as ImportKind<never>);
  }

  /** Takes a sheet in and promises that it is read. Answers the job that people follow. @throws 422 for nothing */
  async begin(kind: string, { eventId, principal, options, file, rows }: NewImport): Promise<JobRun> {
    if (file === undefined && rows === undefined)
      throw importProblems.importEmpty({
        detail: 'Send a file (.xlsx, .csv), or rows as JSON.',
        errors: [
          { pointer: '/rows', code: 'required', message: 'must have the rows, unless a file is sent' },
        ],
      });
    return this.db.transaction(async () => {
      if (file) await this.files.keep(file.id);
      const id = await this.rows.insert({
        eventId,
        kind,
        options,
        fileName: file?.name ?? null,
        fileId: file?.id ?? null,
        rows: rows === undefined ? null : JSON.stringify(rows),
        principal: { ...principal },
        expiresAt: new Date(this.clock.now().getTime() + keptDays * dayMs),
      });
      const jobId = await this.jobs.start(runImport, { importId: id }, { eventId, ownerId: principal.id });
      await this.db.query('UPDATE imports SET job_id = $2 WHERE id = $1', [id, jobId]);
      return (await this.jobs.run(jobId))!;
    });
  }

  list(kind: string, eventId: string, query: PageQuery): Promise<Page<ImportView>> {
    return page(this.db, imports, query, [when(eventId, 'i.event_id = ?'), when(kind, 'i.kind = ?')]);
  }

  /** The sheet of refused rows. @throws 404, 410 */
  async refusedRows(kind: string, eventId: string, id: string): Promise<FileFacts> {
    const row = await this.db.one<{ file: string | null; expires_at: Date }>(
      `SELECT result_file_id AS file, expires_at FROM imports WHERE id = $1 AND event_id = $2 AND kind = $3`,
      [id, eventId, kind],
    );
    if (row && row.expires_at <= this.clock.now())
      throw importProblems.exportExpired('Send the sheet again to see what is wrong with it.');
    if (!row?.file)
      throw httpProblems.notFound('No row of this import was refused, or it has not been read yet.');
    return this.files.facts(row.file);
  }

  @HandlesJob(runImport)
  async run({ importId }: { importId: string }, job: JobContext): Promise<void> {
    const found = await this.db.manager.findOneBy(Import, { id: importId });
    // Its event was removed meanwhile.
    if (!found) return;
    const kind = this.kinds.get(found.kind);
    if (!kind) throw new Error(`nobody imports ${found.kind}`);
    const { principal, eventId } = found;
    await actingFor(principal, { requestId: job.id, scopeId: eventId }, () =>
      this.work(found, kind as unknown as ImportKind<unknown>, job),
    );
  }

  private async work(found: Import, kind: ImportKind<unknown>, job: JobContext): Promise<void> {
    const { eventId, principal } = found;
    const options = found.options as ImportOptions;
    const run = await kind.begin({ eventId, principal, options });
    const source = await this.open(found);
    const checked = { good: new SpooledBatches<Good>(), refused: new SpooledBatches<Refused>() };
    try {
      const result = await this.check(run, source.sheet, options, checked, job);
      const report =
        found.report ??
        (options.dryRun || (options.mode === 'all_or_nothing' && result.refused.size > 0)
          ? await this.only(found, result, options)
          : await this.write(found, run, result, options, job));
      await this.tell(found, report, result, options, job);
    } catch (error) {
      if (error instanceof SheetFault) throw new PermanentFailure(error.message);
      throw error;
    } finally {
      await source.close();
      await checked.good.close();
      await checked.refused.close();
    }
  }

  private async open(
    found: Import,
  ): Promise<{ readonly sheet: () => Promise<SheetSource>; readonly close: () => Promise<void> }> {
    if (found.rows)
      return { sheet: () => Promise.resolve(openRows(found.rows!)), close: () => Promise.resolve() };
    if (found.fileId === null) throw new PermanentFailure('The file is not kept any more. Send it again.');
    const facts = await this.files.facts(found.fileId);
    const file = await SpooledFile.of(await this.files.content(found.fileId));
    const isWorkbook = facts.mediaType === sheetMediaTypes.xlsx;
    return {
      sheet: () => (isWorkbook ? openWorkbook(file) : openTable(file)),
      close: () => file.close(),
    };
  }

  /** Reads all of a sheet, and says of each row what would become of it. */
  private async check(
    run: ImportRun<unknown>,
    open: () => Promise<SheetSource>,
    { unknownColumns }: ImportOptions,
    spooled: Pick<Checked, 'good' | 'refused'>,
    job: JobContext,
  ): Promise<Checked> {
    const reader = new HeaderReader([...run.columns, importWords.reasonColumn], unknownColumns);
    const counts: Counts = { created: 0, updated: 0, unchanged: 0, refused: 0 };
    const seen = new Map<string, number>();
    let header: Header | undefined;
    let waiting: Good[] = [];
    let refused: Refused[] = [];
    const look = async (): Promise<void> => {
      const rows = waiting;
      const unread = refused;
      [waiting, refused] = [[], []];
      const outcomes = await run.look(rows.map(({ value }) => value));
      const good = rows.filter((_, index) => outcomes[index]!.kind !== 'refused');
      for (const outcome of outcomes) counts[outcome.kind] += 1;
      counts.refused += unread.length;
      await spooled.good.add(good);
      await spooled.refused.add(
        [...unread, ...refusedOf(rows, outcomes)].sort((one, other) => one.row - other.row),
      );
      job.signal.throwIfAborted();
      await job.counts({ ...counts });
    };
    let turn = performance.now();
    for await (const rows of (await open()).rows) {
      for (const row of rows) {
        if (performance.now() - turn > turnMs) {
          await nextTurn();
          turn = performance.now();
        }
        if (!header) {
          header = reader.read(row);
          continue;
        }
        const cells = new RecordCells(header, row);
        const value = run.read(cells);
        for (const { key, column, twice } of run.keysOf(value)) {
          const before = seen.get(key);
          if (before === undefined) seen.set(key, row.number);
          else cells.fault(column, twice(before));
        }
        const shownCells = Array.from({ length: header.titles.length }, (_, index) =>
          shown(row.cells[index]),
        );
        if (cells.faults.length > 0)
          refused.push({ row: row.number, cells: shownCells, faults: inOrder(header, cells.faults) });
        else waiting.push({ row: row.number, value, cells: shownCells });
      }
      if (waiting.length + refused.length >= batch) {
        await look();
        turn = performance.now();
      }
    }
    if (!header) throw reader.none();
    if (waiting.length + refused.length > 0) await look();
    return { header, ...spooled, counts };
  }

  /** Notes what came of an import that writes nothing. */
  private async only(found: Import, checked: Checked, { dryRun }: ImportOptions): Promise<ImportReport> {
    const { created, updated, unchanged, refused } = checked.counts;
    const counts: Record<string, number> = dryRun
      ? { created, updated, unchanged, refused }
      : { created: 0, updated: 0, unchanged: 0, refused, withheld: created + updated + unchanged };
    const report = { counts, errors: await errorsOf(checked) };
    await this.db.query('UPDATE imports SET report = $2 WHERE id = $1', [found.id, JSON.stringify(report)]);
    return report;
  }

  private async write(
    found: Import,
    run: ImportRun<unknown>,
    checked: Checked,
    options: ImportOptions,
    job: JobContext,
  ): Promise<ImportReport> {
    for (;;) {
      const late: Refused[] = [];
      try {
        const report = await this.db.transaction(() =>
          this.writeAll(found, run, checked, options, late, job),
        );
        if (report) return report;
      } catch (error) {
        if (!(error instanceof TakeBack)) throw error;
        await checked.refused.add(late);
        return this.only(
          found,
          { ...checked, counts: { ...checked.counts, refused: checked.refused.size } },
          options,
        );
      }
      // Another import of the same rows is being written.
      await pause(waitMs, undefined, { signal: job.signal });
    }
  }

  /** All in one transaction; undefined when somebody else writes such rows just now. */
  private async writeAll(
    found: Import,
    run: ImportRun<unknown>,
    checked: Checked,
    options: ImportOptions,
    late: Refused[],
    job: JobContext,
  ): Promise<ImportReport | undefined> {
    const { free } = (await this.db.one<{ free: boolean }>(
      `SELECT pg_try_advisory_xact_lock(hashtextextended('imports ' || $1 || ' ' || $2, 0)) AS free`,
      [found.kind, found.eventId],
    ))!;
    if (!free) return undefined;
    const counts: Counts = { created: 0, updated: 0, unchanged: 0, refused: checked.refused.size };
    const total = checked.good.size;
    let done = 0;
    for await (const rows of checked.good) {
      const outcomes = await run.write(rows.map(({ value }) => value));
      for (const outcome of outcomes) counts[outcome.kind] += 1;
      late.push(...refusedOf(rows, outcomes));
      // Only this transaction sees its rows: PostgreSQL would go on planning for tables as they were, perhaps empty.
      if (counted.some((at) => done < at && done + rows.length >= at))
        await this.db.query(`ANALYZE ${run.tables.join(', ')}`);
      if (late.length > 0 && options.mode === 'all_or_nothing') throw new TakeBack();
      done += rows.length;
      job.signal.throwIfAborted();
      await job.progress(done, total);
      await job.counts({ ...counts });
    }
    await run.finish?.(async (finished, of) => {
      job.signal.throwIfAborted();
      await job.progress(finished, of);
    });
    await checked.refused.add(late);
    const report = { counts: { ...counts, refused: checked.refused.size }, errors: await errorsOf(checked) };
    await this.db.query('UPDATE imports SET report = $2 WHERE id = $1', [found.id, JSON.stringify(report)]);
    return report;
  }

  /** Tells whoever follows the job what came of it, and makes the sheet of refused rows. */
  private async tell(
    found: Import,
    { counts, errors }: ImportReport,
    checked: Checked,
    options: ImportOptions,
    job: JobContext,
  ): Promise<void> {
    if (found.resultFileId === null && checked.refused.size > 0) {
      const file = await SpooledFile.of(refusedSheet(checked, options.language));
      try {
        const id = await this.files.add({
          name: `${importWords.refusedRows(options.language)}.xlsx`,
          mediaType: sheetMediaTypes.xlsx,
          size: file.size,
          sha256: file.sha256,
          eventId: found.eventId,
          createdBy: found.principal.id,
          open: () => file.open(),
        });
        await this.db.transaction(async () => {
          await this.files.keep(id);
          await this.db.query('UPDATE imports SET result_file_id = $2 WHERE id = $1', [found.id, id]);
        });
      } finally {
        await file.close();
      }
    }
    for (const { row, message, pointer } of errors) await job.rowError(row, message, pointer);
    await job.counts(counts);
    const rows = Object.values(counts).reduce((sum, one) => sum + one, 0);
    await job.progress(rows, rows);
    await job.result({
      importId: found.id,
      dryRun: options.dryRun,
      written: !options.dryRun && counts['withheld'] === undefined,
      refusedRowsUrl:
        checked.refused.size > 0
          ? `/api/v1/events/${found.eventId}/${found.kind}/imports/${found.id}/refused-rows.xlsx`
          : null,
    });
  }

  /** Lets files go whose time is over. */
  private async letGo(now: Date): Promise<number> {
    await this.db.query(
      `UPDATE imports SET file_id = NULL, result_file_id = NULL, rows = NULL
        WHERE expires_at <= $1 AND (file_id IS NOT NULL OR result_file_id IS NOT NULL OR rows IS NOT NULL)`,
      [now],
    );
    return 0;
  }
}

function refusedOf(rows: readonly Good[], outcomes: readonly Outcome[]): Refused[] {
  return rows.flatMap(({ row, cells }, index) => {
    const outcome = outcomes[index]!;
    return outcome.kind === 'refused' ? [{ row, cells, faults: outcome.faults }] : [];
  });
}

/** Faults in the order of the columns of the sheet; those of the row as a whole come last. */
function inOrder({ columns }: Header, faults: readonly RowFault[]): RowFault[] {
  const place = ({ column }: RowFault): number => columns.get(column ?? '') ?? Infinity;
  return faults.toSorted((one, other) => (place(one) < place(other) ? -1 : 1));
}

/** What the sheet calls the column of a fault. */
function titleOf({ titles, columns }: Header, column: string | undefined): string | undefined {
  const index = column === undefined ? undefined : columns.get(column);
  return index === undefined ? column : titles[index];
}

/** The first faults in the order of the rows, each with what its column is called in the sheet. */
async function errorsOf({ header, refused }: Checked): Promise<RowError[]> {
  const errors: RowError[] = [];
  for await (const rows of refused)
    for (const { row, faults } of rows)
      for (const { column, message } of faults) {
        const pointer = titleOf(header, column);
        errors.push({ row, message, ...(pointer === undefined ? {} : { pointer }) });
        // Late ones stand at the end; so many are sorted as stand before what nobody reads anyway.
        if (errors.length >= mostErrors * 4) return sorted(errors);
      }
  return sorted(errors);
}

const sorted = (errors: RowError[]): RowError[] =>
  errors.toSorted((one, other) => one.row - other.row).slice(0, mostErrors);

/** The refused rows as they were sent, each with the reason in a column of its own: to be corrected, and sent again. */
function refusedSheet({ header, refused }: Checked, language: string): AsyncIterable<Buffer> {
  // The column of reasons of an earlier round is replaced.
  const old = header.columns.get(importWords.reasonColumn.key);
  const kept = header.titles.map((_, index) => index).filter((index) => index !== old);
  const columns = kept.map((index) => ({ head: header.titles[index]!, kind: 'text' as const, width: 18 }));
  async function* rows(): AsyncGenerator<SheetValue[]> {
    for await (const some of refused)
      for (const { row, cells, faults } of some) {
        const reasons = faults.map(({ column, message }) =>
          [titleOf(header, column), message].filter(Boolean).join(': '),
        );
        yield [
          ...kept.map((index) => cells[index] ?? null),
          `${importWords.row(row, language)}: ${reasons.join('\n')}`,
        ];
      }
  }
  return writeSheet(
    'xlsx',
    importWords.refusedRows(language),
    [...columns, { head: importWords.reason(language), kind: 'text', width: 60 }],
    rows(),
  );
}
