import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import * as path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { SolveProgress } from './highs';
import type { Procedure } from './procedure';
import type { WorkerTask, WorkerWord } from './procedure.worker';

export interface RunOptions {
  /** Longest time, in seconds; waiting for the turn does not count. */
  readonly seconds: number;
  /**
   * How long it may still take after that before it is cut off, in seconds (15): the solver looks at the clock now and
   * then, and the answer has to be put together.
   */
  readonly graceSeconds?: number;
  /** Stops it at once; the call then fails with the reason of the signal. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (phase: string, progress: SolveProgress | undefined) => void;
}

export interface RunResult<O> {
  readonly answer: O;
  /** False when it was cut off or broke off, and the answer is the best one until then. */
  readonly finished: boolean;
  /** Why it broke off. */
  readonly failure?: string;
  readonly seconds: number;
}

/** The solver broke off, or was cut off before it had any answer. */
export class SolverFailure extends Error {
  override readonly name = 'SolverFailure';
}

/** Memory of a worker beside that of the solver itself, in megabytes. */
const workerMemoryMb = 1024;

/**
 * Runs procedures in worker threads, one at a time in this process: a solver takes a whole core, and the other one has to
 * answer people.
 */
@Injectable()
export class Solver implements BeforeApplicationShutdown {
  private last: Promise<unknown> = Promise.resolve();
  private readonly closing = new AbortController();

  /**
   * Runs a procedure and answers what it answers. When it does not come to an end in time, it is cut off, and its best
   * answer until then is the answer.
   * @throws SolverFailure; the reason of `signal` once that is aborted
   */
  async run<I, O>(procedure: Procedure<I, O>, input: I, options: RunOptions): Promise<RunResult<O>> {
    const signal = AbortSignal.any([this.closing.signal, ...(options.signal ? [options.signal] : [])]);
    const turn = this.last;
    let done: () => void = () => undefined;
    this.last = Promise.all([turn, new Promise<void>((resolve) => (done = resolve))]);
    try {
      await beforeAborted(signal, turn);
      signal.throwIfAborted();
      return await runInWorker(procedure, input, options, signal);
    } finally {
      done();
    }
  }

  beforeApplicationShutdown(): void {
    this.closing.abort(new Error('the process is stopping'));
  }
}

/** Waits for `turn`, and not any longer once the signal is aborted. */
async function beforeAborted(signal: AbortSignal, turn: Promise<unknown>): Promise<void> {
  signal.throwIfAborted();
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    await Promise.race([turn, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function runInWorker<I, O>(
  procedure: Procedure<I, O>,
  input: I,
  options: RunOptions,
  signal: AbortSignal,
): Promise<RunResult<O>> {
  const begun = performance.now();
  const { file, name } = procedure;
  const { graceSeconds = 15, onProgress } = options;
  const task: WorkerTask = { file, name, input, seconds: options.seconds };
  return new Promise((resolve, reject) => {
    const worker = new Worker(path.join(__dirname, 'procedure.worker.js'), {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: workerMemoryMb },
    });
    let best: { answer: O } | undefined;
    let settled = false;
    const end = (settle: () => void): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
      // The next one begins when this thread is gone, whichever way it went.
      worker.terminate().then(settle, settle);
    };
    const seconds = (): number => (performance.now() - begun) / 1000;
    /** With the best answer until now, or with none. */
    const breakOff = (reason: string): void =>
      end(() => {
        if (best) resolve({ answer: best.answer, finished: false, failure: reason, seconds: seconds() });
        else reject(new SolverFailure(reason));
      });
    const aborted = (): void => end(() => reject(signal.reason as Error));
    const timer = setTimeout(
      () => {
        breakOff(`no answer within ${options.seconds} seconds`);
      },
      (options.seconds + graceSeconds) * 1000,
    );
    signal.addEventListener('abort', aborted, { once: true });
    worker.on('message', (word: WorkerWord) => {
      if (word.kind === 'progress') onProgress?.(word.phase, word.progress as SolveProgress | undefined);
      else if (word.kind === 'best') best = { answer: word.answer as O };
      else if (word.kind === 'done')
        end(() => resolve({ answer: word.answer as O, finished: true, seconds: seconds() }));
      else breakOff(word.reason);
    });
    worker.on('error', (error) => breakOff(`${error.name}: ${error.message}`.slice(0, 1000)));
    worker.on('exit', (code) => breakOff(`the worker ended with ${code}`));
  });
}
