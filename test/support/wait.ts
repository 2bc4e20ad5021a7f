import { setTimeout as pause } from 'node:timers/promises';

/** Waits until `condition` holds, looking often; fails with what it last saw instead of waiting for ever. */
export async function waitFor<T>(
  condition: () => Promise<T> | T,
  { timeoutMs = 60_000, everyMs = 15 } = {},
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const seen = await condition();
    if (seen) return seen;
    if (performance.now() > deadline)
      throw new Error(
        `waited ${timeoutMs} ms for ${condition.toString()}, last seen: ${JSON.stringify(seen)}`,
      );
    await pause(everyMs);
  }
}
