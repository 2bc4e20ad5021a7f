import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Client, type ClientConfig } from 'pg';
import { PG_OPTIONS } from './connection';

type Handler = (payload: string) => void;

/**
 * One connection per process that hears PostgreSQL's NOTIFY. A notification is a wake-up, never a promise: whoever
 * listens also sweeps now and then, and is woken once after the connection was lost and found again.
 */
@Injectable()
export class Listener implements BeforeApplicationShutdown {
  private readonly log = new Logger(Listener.name);
  private readonly handlers = new Map<string, Set<Handler>>();
  private client: Client | undefined;
  private connecting: Promise<void> | undefined;
  private closed = false;
  private retry: NodeJS.Timeout | undefined;

  constructor(@Inject(PG_OPTIONS) private readonly options: ClientConfig) {}

  /** Calls `handler` with the payload of every NOTIFY on `channel`; answers how to stop. */
  async listen(channel: string, handler: Handler): Promise<() => void> {
    const known = this.handlers.get(channel);
    if (known) known.add(handler);
    else this.handlers.set(channel, new Set([handler]));
    if (!this.client) await (this.connecting ??= this.connect());
    else if (!known) await this.client.query(`LISTEN ${channel}`);
    return () => this.handlers.get(channel)?.delete(handler);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.closed = true;
    clearTimeout(this.retry);
    await this.client?.end().catch(() => undefined);
  }

  private async connect(): Promise<void> {
    const client = new Client({ ...this.options, keepAlive: true, application_name: 'plenary-listener' });
    client.on('notification', ({ channel, payload }) => {
      for (const handler of this.handlers.get(channel) ?? []) handler(payload ?? '');
    });
    client.on('error', (error) => this.log.warn(`listening connection: ${error.message}`));
    client.on('end', () => {
      this.client = undefined;
      this.connecting = undefined;
      if (!this.closed) this.retry = setTimeout(() => void this.reconnect(), 500).unref();
    });
    try {
      await client.connect();
      for (const channel of this.handlers.keys()) await client.query(`LISTEN ${channel}`);
      this.client = client;
    } catch (error) {
      this.connecting = undefined;
      await client.end().catch(() => undefined);
      throw error;
    }
  }

  private async reconnect(): Promise<void> {
    try {
      await (this.connecting ??= this.connect());
      for (const handlers of this.handlers.values()) for (const handler of handlers) handler('');
    } catch {
      if (!this.closed) this.retry = setTimeout(() => void this.reconnect(), 1000).unref();
    }
  }
}
