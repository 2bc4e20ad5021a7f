import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Config } from '../platform/config';
import { StartUpError } from '../platform/start-up-error';

/**
 * The installation's secret when none is configured: kept in `<dataDir>/secret`, which only this user can read, and
 * made there at the first start. Two processes that start at once get the same one.
 * @throws {StartUpError} when it cannot be read or kept
 */
export function keptSecret({ dataDir }: Pick<Config, 'dataDir'>): string {
  const file = path.join(dataDir, 'secret');
  try {
    return read(file) ?? make(dataDir, file);
  } catch (error) {
    if (error instanceof StartUpError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'ENOSPC' ? 'the disk is full' : (code ?? message);
    throw new StartUpError(
      `APP_SECRET is not set and a generated one cannot be kept in ${file} (${why}): set APP_SECRET, or set DATA_DIR to a folder that this user can write.`,
    );
  }
}

function read(file: string): string | undefined {
  if (!fs.existsSync(file)) return undefined;
  const secret = fs.readFileSync(file, 'utf8').trim();
  if (secret.length >= 32) return secret;
  throw new StartUpError(
    `The file ${file} does not hold a whole secret: put the one that was there back, or delete the file to have a new one made, which ends every link sent so far and leaves what was sealed without SEALING_KEYS unreadable.`,
  );
}

/** Written under another name first: whoever sees the file sees all of it. */
function make(dataDir: string, file: string): string {
  fs.mkdirSync(dataDir, { recursive: true });
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    fs.writeFileSync(draft, `${randomBytes(32).toString('base64url')}\n`, {
      mode: 0o600,
      flag: 'wx',
      flush: true,
    });
    try {
      fs.linkSync(draft, file);
    } catch (error) {
      // Another process was quicker; its secret is the one.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  } finally {
    fs.rmSync(draft, { force: true });
  }
  return fs.readFileSync(file, 'utf8').trim();
}
