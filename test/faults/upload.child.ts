import type { ClientConfig } from 'pg';
import { Readable } from 'node:stream';
import { createApp } from '../../src/app';
import { loadConfig } from '../../src/platform/config';
import { StoredFiles } from '../../src/platform/storage/stored-files';

// Goes with the test that started it, however that ends.
process.stdin.resume().once('end', () => process.exit(1));

/**
 * A process that stores files until it is killed: the first one whole and kept by nobody, the second one only to its
 * half. Arguments: the database, the folder of files. It says on its standard output how far it is.
 */
const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const [connection, storageDir] = process.argv.slice(2);
  const config = {
    ...loadConfig({ NODE_ENV: 'test', LOG_LEVEL: 'silent', ROLE: 'api' }),
    appSecret: 'a secret that only tests have, long enough',
    storageDir: storageDir!,
  };
  const app = await createApp({
    config,
    connection: JSON.parse(connection!) as ClientConfig,
    logger: false,
  });
  await app.init();
  const files = app.get(StoredFiles);
  const file = {
    name: 'note.txt',
    mediaType: 'text/plain',
    size: 1000,
    sha256: '0'.repeat(64),
    eventId: null,
    createdBy: 'system',
  };
  await files.add({ ...file, open: () => Readable.from([Buffer.alloc(1000, 'x')]) });
  say('whole');
  const endless = async function* (): AsyncGenerator<Buffer> {
    yield Buffer.alloc(500, 'x');
    say('half');
    await new Promise(() => undefined);
  };
  await files.add({ ...file, open: () => Readable.from(endless()) });
}

void main();
