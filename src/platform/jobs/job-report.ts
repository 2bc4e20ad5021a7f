import type { Clock } from '../clock';
import type { Database } from '../database/database';
import type { RowError } from './job-run.entity';

/** The channel on which a change of a run is told, with its id. */
export const JOB_RUN_CHANNEL = 'job_run';

const writeEveryMs = 200;
const maxRowErrors = 500;

/** What a handler reports about the run that people follow, gathered and written now and then. */
export class JobReport {
  private done = 0;
  private total: number | null = null;
  private named: Readonly<Record<string, number>> = {};
  private readonly rowErrors: RowError[] = [];
  private outcome: object | null = null;
  private changed = false;
  private lastWrite = 0;
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  private failure: unknown;

  constructor(
    private readonly id: string,
    /** False when nobody follows this job: then nothing is written. */
    readonly followed: boolean,
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** The run has begun (again): what an earlier attempt reported does not count. */
  async begin(): Promise<void> {
    if (!this.followed) return;
    await this.write(
      `UPDATE job_runs SET state = 'active', done = 0, counts = '{}', row_errors = '[]', result = NULL, error = NULL,
              started_at = coalesce(started_at, $2), updated_at = $2, version = version + 1 WHERE id = $1`,
      [this.id, this.clock.now()],
    );
  }

  progress(done: number, total: number): Promise<void> {
    this.done = done;
    this.total = total;
    return this.changes();
  }

  counts(counts: Readonly<Record<string, number>>): Promise<void> {
    this.named = { ...counts };
    return this.changes();
  }

  rowError(row: number, message: string, pointer?: string): Promise<void> {
    if (this.rowErrors.length >= maxRowErrors) return Promise.resolve();
    this.rowErrors.push({ row, message, ...(pointer === undefined ? {} : { pointer }) });
    return this.changes();
  }

  result(value: object): Promise<void> {
    this.outcome = value;
    return this.changes();
  }

  /** Writes what was not written yet. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.changed) this.save();
    await this.writing;
    if (this.failure !== undefined) throw this.failure;
  }

  /** Part of the transaction that ends the job. */
  async completed(): Promise<void> {
    if (!this.followed) return;
    await this.write(
      `UPDATE job_runs SET state = 'completed', finished_at = $2, updated_at = $2, version = version + 1 WHERE id = $1`,
      [this.id, this.clock.now()],
    );
  }

  /** Part of the transaction that sets the job aside; `reason` is shown to the owner. */
  async failed(reason: string): Promise<void> {
    if (!this.followed) return;
    await this.write(
      `UPDATE job_runs SET state = 'failed', error = $3, finished_at = $2, updated_at = $2, version = version + 1 WHERE id = $1`,
      [this.id, this.clock.now(), reason],
    );
  }

  /** Never writes again, for an attempt that has failed. */
  stop(): Promise<void> {
    clearTimeout(this.timer);
    this.changed = false;
    return this.writing;
  }

  private async changes(): Promise<void> {
    if (!this.followed) return;
    this.changed = true;
    if (this.timer !== undefined) return;
    const wait = this.lastWrite + writeEveryMs - performance.now();
    if (wait <= 0) this.save();
    else
      this.timer = setTimeout(() => {
        this.timer = undefined;
        if (this.changed) this.save();
      }, wait).unref();
    await this.writing;
  }

  private save(): void {
    this.changed = false;
    this.lastWrite = performance.now();
    const values = [
      this.id,
      this.done,
      this.total,
      JSON.stringify(this.named),
      JSON.stringify(this.rowErrors),
      this.outcome === null ? null : JSON.stringify(this.outcome),
      this.clock.now(),
    ];
    // Outside of the handler's transaction: people see the progress before it commits.
    this.writing = this.writing
      .then(() =>
        this.db.detached(() =>
          this.write(
            `UPDATE job_runs SET done = $2, total = coalesce($3, total), counts = $4, row_errors = $5, result = $6, updated_at = $7, version = version + 1
             WHERE id = $1 AND state = 'active'`,
            values,
          ),
        ),
      )
      .catch((error: unknown) => {
        this.failure ??= error;
      });
  }

  private async write(update: string, values: unknown[]): Promise<void> {
    await this.db.execute(
      `WITH changed AS (${update} RETURNING id) SELECT pg_notify('${JOB_RUN_CHANNEL}', id::text) FROM changed`,
      values,
    );
  }
}
