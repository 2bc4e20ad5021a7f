import type { Procedure } from '../../src/platform/solver/procedure';

/** Procedures that do what one hopes they never do, in a file of their own, for a worker loads it. */
const file = __filename;

/** Says the best answer it has, if it has one, and never comes to an end. */
export const endless: Procedure<{ best: string | null }, string> = {
  file,
  name: 'endless',
  run({ best }, tools) {
    if (best !== null) tools.best(best);
    tools.progress('begun');
    for (;;);
  },
};

/** Says the best answer it has, if it has one, and breaks off. */
export const breaking: Procedure<{ best: string | null }, string> = {
  file,
  name: 'breaking',
  run({ best }, tools) {
    if (best !== null) tools.best(best);
    throw new RangeError('out of luck');
  },
};

/** Answers when it began and when it ended, in milliseconds since 1970. */
export const watch: Procedure<object, { began: number; ended: number }> = {
  file,
  name: 'watch',
  run() {
    const now = (): number => performance.timeOrigin + performance.now();
    const began = now();
    while (now() < began + 20);
    return { began, ended: now() };
  },
};

/** Is not exported under its name. */
export const nameless: Procedure<object, string> = { file, name: 'nobody', run: () => 'never' };
