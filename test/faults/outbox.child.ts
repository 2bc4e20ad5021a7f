import { Injectable } from '@nestjs/common';
import type { ClientConfig } from 'pg';
import { newId } from '../../src/platform/database/base.entity';
import type { Database } from '../../src/platform/database/database';
import { HandlesJob, defineJob } from '../../src/platform/jobs/define-job';
import type { Outbox } from '../../src/platform/outbox/outbox';
import { startBackground } from '../platform/background';

// Goes with the test that started it, however that ends.
process.stdin.resume().once('end', () => process.exit(1));

/**
 * A process that the test kills: it takes orders or fulfils them. Arguments: what it does, the database, the
 * environment as JSON. It says on its standard output what it has done, a line each.
 */
const fulfil = defineJob<{ order: string }>('test.fulfil', { backoffMs: 50 });

const say = (line: string): void => void process.stdout.write(`${line}\n`);
let db: Database;

@Injectable()
class Fulfilment {
  @HandlesJob(fulfil)
  async fulfil({ order }: { order: string }): Promise<void> {
    say(`begins ${order}`);
    const { rowCount } = await db.execute(`SELECT 1 FROM orders WHERE id = $1 AND kind = 'endless'`, [order]);
    if (rowCount === 1 && process.env['ENDLESS'] === 'yes') await new Promise(() => undefined);
    await db.execute(
      'INSERT INTO effects (order_id, times) VALUES ($1, 1) ON CONFLICT (order_id) DO UPDATE SET times = effects.times + 1',
      [order],
    );
  }
}

async function insertOrder(): Promise<string> {
  const id = newId();
  await db.execute('INSERT INTO orders (id) VALUES ($1)', [id]);
  return id;
}

/** Order and promise in one transaction. */
async function orderWithPromise(outbox: Outbox): Promise<string> {
  return db.transaction(async () => {
    const id = await insertOrder();
    await outbox.enqueue(fulfil, { order: id });
    return id;
  });
}

/** The broken way: the order is committed, and the work is only remembered, to be enqueued a moment later. */
function orderThenRemember(outbox: Outbox, remembered: string[]): Promise<string> {
  if (remembered.length === 0) {
    setImmediate(() => {
      const orders = remembered.splice(0);
      void db.transaction(() =>
        outbox.enqueueMany(
          fulfil,
          orders.map((order) => ({ order })),
        ),
      );
    });
  }
  return insertOrder().then((id) => {
    remembered.push(id);
    return id;
  });
}

async function main(): Promise<void> {
  const [mode, connection, env] = process.argv.slice(2);
  const background = await startBackground({
    connection: JSON.parse(connection!) as ClientConfig,
    handlers: [Fulfilment],
    env: { ...(JSON.parse(env!) as Record<string, string>), ROLE: mode === 'worker' ? 'worker' : 'api' },
    timings: { lockMs: 1500, stalledCheckMs: 400, redriveAfterMs: 1500 },
  });
  db = background.db;
  say('ready');
  if (mode === 'worker') return;
  const remembered: string[] = [];
  const takeOrders = async (): Promise<never> => {
    for (;;)
      say(
        `took ${await (mode === 'safe' ? orderWithPromise(background.outbox) : orderThenRemember(background.outbox, remembered))}`,
      );
  };
  await Promise.all(Array.from({ length: 4 }, takeOrders));
}

void main();
