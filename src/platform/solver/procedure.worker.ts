import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { openHighs } from './highs';
import type { Procedure } from './procedure';

/** What a worker is told at its start. */
export interface WorkerTask {
  readonly file: string;
  readonly name: string;
  readonly input: unknown;
  readonly seconds: number;
}

/** What it tells. */
export type WorkerWord =
  | { readonly kind: 'progress'; readonly phase: string; readonly progress?: object }
  | { readonly kind: 'best'; readonly answer: unknown }
  | { readonly kind: 'done'; readonly answer: unknown }
  | { readonly kind: 'failed'; readonly reason: string };

async function work(
  { file, name, input, seconds }: WorkerTask,
  tell: (word: WorkerWord) => void,
): Promise<void> {
  const solve = await openHighs();
  const module = (await import(pathToFileURL(file).href)) as Record<string, Procedure<unknown, unknown>>;
  const procedure = module[name];
  if (procedure === undefined) throw new Error(`${file} exports no procedure "${name}"`);
  const until = performance.now() + seconds * 1000;
  const secondsLeft = (): number => Math.max(0, (until - performance.now()) / 1000);
  const answer = procedure.run(input, {
    secondsLeft,
    solve: (model, options = {}) =>
      solve(model, { ...options, seconds: Math.min(options.seconds ?? Infinity, secondsLeft()) }),
    progress: (phase, progress) => tell({ kind: 'progress', phase, ...(progress ? { progress } : {}) }),
    best: (best) => tell({ kind: 'best', answer: best }),
  });
  tell({ kind: 'done', answer });
}

const port = parentPort;
if (port) {
  const tell = (word: WorkerWord): void => port.postMessage(word);
  work(workerData as WorkerTask, tell).catch((error: unknown) => {
    // The text only: what the solver's package throws brings its whole source along in the stack.
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    tell({ kind: 'failed', reason: reason.slice(0, 1000) });
  });
}
