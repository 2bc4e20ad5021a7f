/** How long the machinery of background work waits for what, in milliseconds. */
export interface JobTimings {
  /** A worker that does not renew its claim on a job for so long counts as dead. */
  readonly lockMs: number;
  /** How often jobs of dead workers are looked for; work resumes after at most `lockMs` + 2 × `stalledCheckMs`. */
  readonly stalledCheckMs: number;
  /** A promise whose job was not done so long after it was handed over is handed over again, if the queue has lost it. */
  readonly redriveAfterMs: number;
  /** How long running jobs may go on when the process is to stop, before they are told to give up. */
  readonly stopGraceMs: number;
}

/** DI token of the {@link JobTimings}. */
export const JOB_TIMINGS = Symbol('JobTimings');

export const jobTimings: JobTimings = {
  lockMs: 30_000,
  stalledCheckMs: 12_000,
  redriveAfterMs: 45_000,
  stopGraceMs: 8000,
};
