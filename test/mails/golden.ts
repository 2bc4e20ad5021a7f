import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Compares a text with the one that was approved, in `test/mails/golden`. With `UPDATE_GOLDEN=1` in the environment it
 * approves what it gets; whoever does that reads the difference before it is committed.
 */
export function expectGolden(name: string, text: string): void {
  const file = join(process.cwd(), 'test/mails/golden', name);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  expect(text).toBe(readFileSync(file, 'utf8'));
}
