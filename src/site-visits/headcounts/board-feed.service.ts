import { Injectable } from '@nestjs/common';
import { Listener } from '../../platform/database/listener';
import type { BoardView } from './headcount.view';
import { HeadcountsQueries } from './headcounts.queries';

/** The channel on which the database says that the board of a departure has changed, with the id of the departure. */
const channel = 'departure_board';

/** Whom a board is told, each with the id of what it says. */
export type BoardWatcher = (id: string, board: BoardView) => void;

interface Watched {
  readonly eventId: string;
  readonly watchers: Set<BoardWatcher>;
  /** Whether it is being read, and has changed since that began. */
  reading: boolean;
  changed: boolean;
}

/**
 * Boards that somebody looks at, in whatever process the change was made. Each is read once for all who watch it here, and
 * not while it is being read: twenty scans at once are one or two looks.
 */
@Injectable()
export class BoardFeed {
  private readonly watched = new Map<string, Watched>();
  private listening: Promise<unknown> | undefined;

  constructor(
    private readonly listener: Listener,
    private readonly queries: HeadcountsQueries,
  ) {}

  /** Tells `watcher` the board now and whenever it has changed; answers how to stop. */
  async watch(eventId: string, departureId: string, watcher: BoardWatcher): Promise<() => void> {
    await (this.listening ??= this.listener
      .listen(channel, (id) => this.hear(id))
      .catch((error: unknown) => {
        this.listening = undefined;
        throw error;
      }));
    const watched = this.watched.get(departureId) ?? {
      eventId,
      watchers: new Set(),
      reading: false,
      changed: false,
    };
    this.watched.set(departureId, watched);
    watched.watchers.add(watcher);
    this.look(departureId, watched);
    return () => {
      watched.watchers.delete(watcher);
      if (watched.watchers.size === 0 && this.watched.get(departureId) === watched)
        this.watched.delete(departureId);
    };
  }

  /** After the connection was lost and found again, any board may have changed. */
  private hear(departureId: string): void {
    if (departureId === '') for (const [id, watched] of this.watched) this.look(id, watched);
    const watched = this.watched.get(departureId);
    if (watched) this.look(departureId, watched);
  }

  private look(departureId: string, watched: Watched): void {
    watched.changed = true;
    if (watched.reading) return;
    watched.reading = true;
    void this.read(departureId, watched).finally(() => {
      watched.reading = false;
    });
  }

  private async read(departureId: string, watched: Watched): Promise<void> {
    while (watched.changed && watched.watchers.size > 0) {
      watched.changed = false;
      // A look that fails is made good by the next one, or by whoever connects again.
      const now = await this.queries.board(watched.eventId, departureId).catch(() => undefined);
      if (now) for (const watcher of watched.watchers) watcher(now.id, now.board);
    }
  }
}
