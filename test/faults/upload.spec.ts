import { spawn } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CONFIG, type Config } from '../../src/platform/config';
import { startApp, type TestApp } from '../support/app';
import { waitFor } from '../support/wait';

describe('kill -9 while files are stored', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });

  test('leaves rows by which the rest is found and removed, whole files and halves', async () => {
    const { storageDir } = app.app.get<Config>(CONFIG);
    const child = spawn(
      process.execPath,
      [join(__dirname, 'upload.child.js'), JSON.stringify(app.connection), storageDir],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
    const lines: string[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
    const names = async (): Promise<string[]> =>
      (await fs.readdir(storageDir, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => entry.name)
        .sort();
    await waitFor(async () => lines.includes('half') && (await names()).length === 2);
    child.kill('SIGKILL');
    await exited;
    const rows = await app.db.query<{ id: string; kept_at: Date | null }>(
      `SELECT id, kept_at FROM stored_files ORDER BY id`,
    );
    expect(rows.map(({ kept_at: kept }) => kept)).toEqual([null, null]);
    expect(await names()).toEqual([rows[0]!.id, `${rows[1]!.id}.part`]);
    // The other process lived by the real time, which is later than that of this test.
    const hour = 3_600_000;
    await app.at(new Date(Date.now() + hour).toISOString());
    await app.at(new Date(Date.now() + 2 * hour).toISOString());
    expect(await names()).toEqual([]);
    expect(await app.db.query(`SELECT id FROM stored_files`)).toEqual([]);
  });
});
