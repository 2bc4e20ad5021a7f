import * as fs from 'node:fs';
import type { EmbeddedPostgres } from '../../src/platform/database/embedded-postgres';

/** Databases are not dropped one by one: the whole cluster goes. */
export default async function teardown(): Promise<void> {
  const { plenaryServer, plenaryFolder } = globalThis as {
    plenaryServer?: EmbeddedPostgres;
    plenaryFolder?: string;
  };
  await plenaryServer?.stop();
  if (plenaryFolder) fs.rmSync(plenaryFolder, { recursive: true, force: true });
}
