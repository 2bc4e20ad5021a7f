import { Client, type ClientConfig } from 'pg';
import { Clock } from '../platform/clock';
import type { Config } from '../platform/config';
import { DemonstrationClock } from './demonstration-clock';

/**
 * The clock of this process: that of the demonstration when the database shows it, or is empty and shall; the real one
 * otherwise. An installation with events of its own never gets another clock.
 */
export async function chooseClock(config: Config, connection: ClientConfig): Promise<Clock> {
  const client = new Client(connection);
  await client.connect();
  try {
    const { rows } = await client.query<{ offset: number | null; events: boolean }>(
      `SELECT (SELECT clock_offset_ms FROM demonstration) AS "offset", EXISTS (SELECT 1 FROM events) AS events`,
    );
    const { offset, events } = rows[0]!;
    if (offset !== null) return new DemonstrationClock(Number(offset));
    return config.seed === 'infoforum' && !events && config.nodeEnv !== 'production'
      ? new DemonstrationClock(0)
      : new Clock();
  } finally {
    await client.end();
  }
}
