import { covered, overlaps, type Board, type Span, type Spot } from './placement.rules';

/** Sessions in their places, changed step by step; never is anything in the way of anything. */
export class Arrangement {
  private readonly at: (Spot | undefined)[];
  private readonly inRoom: Spot[][];
  private readonly placeable: readonly number[];
  /** For each session and each topic of it, what else about the topic is fixed, and which sessions are about it. */
  private readonly aboutSame: readonly (readonly { fixed: readonly Span[]; sessions: readonly number[] }[])[];
  /** How often two places were compared to find the best ones: a measure of work that is the same on every machine. */
  checks = 0;
  private total = 0;
  private placed = 0;

  constructor(readonly board: Board) {
    const { sessions, rooms, topics } = board.problem;
    this.at = sessions.map(() => undefined);
    this.inRoom = rooms.map(() => []);
    this.placeable = [...sessions.keys()].filter((session) => board.spots[session]!.length > 0);
    this.aboutSame = sessions.map((session, index) =>
      topics !== 'if_possible' || session.from !== null
        ? []
        : session.topicIds.map((topicId) => ({
            fixed: board.fixedAbout(topicId),
            sessions: [...sessions.keys()].filter(
              (other) =>
                other !== index &&
                sessions[other]!.from === null &&
                sessions[other]!.topicIds.includes(topicId),
            ),
          })),
    );
  }

  /**
   * What speaks against the places in all, with each minute in which one more session than one is about a topic. Counted
   * on with each change: what a session adds does not depend on the order in which they were placed.
   */
  get cost(): number {
    return this.total;
  }

  /** How many could be placed, were it not for the others, and are not. */
  get missing(): number {
    return this.placeable.length - this.placed;
  }

  placeOf(session: number): Spot | undefined {
    return this.at[session];
  }

  /** Everything that is placed, in the order of the sessions. */
  spots(): Spot[] {
    return this.at.filter((spot) => spot !== undefined);
  }

  /** Sessions that are not placed and could be, were it not for the others. */
  waiting(): number[] {
    return [...this.at.keys()].filter(
      (session) => !this.at[session] && this.board.spots[session]!.length > 0,
    );
  }

  /** What is in the way of a session at a place. */
  inTheWay(spot: Spot): number[] {
    const found = new Set<number>();
    if (spot.room >= 0)
      for (const other of this.inRoom[spot.room]!)
        if (other.session !== spot.session && this.board.clash(spot, other)) found.add(other.session);
    for (const session of this.board.others[spot.session]!) {
      const other = this.at[session];
      if (other && this.board.clash(spot, other)) found.add(session);
    }
    return [...found].sort((a, b) => a - b);
  }

  put(spot: Spot): void {
    this.total += spot.cost + this.parallelMinutes(spot);
    this.placed += 1;
    this.at[spot.session] = spot;
    if (spot.room >= 0) this.inRoom[spot.room]!.push(spot);
  }

  take(session: number): Spot | undefined {
    const spot = this.at[session];
    if (!spot) return undefined;
    this.at[session] = undefined;
    if (spot.room >= 0) this.inRoom[spot.room]!.splice(this.inRoom[spot.room]!.indexOf(spot), 1);
    this.placed -= 1;
    this.total -= spot.cost + this.parallelMinutes(spot);
    return spot;
  }

  /** Minutes of a place in which others speak about the same topics. */
  parallelMinutes(spot: Spot): number {
    let minutes = 0;
    for (const { fixed, sessions } of this.aboutSame[spot.session]!) {
      const beside = fixed.filter((other) => overlaps(spot, other));
      for (const session of sessions) {
        const other = this.at[session];
        if (other && overlaps(spot, other)) beside.push(other);
      }
      if (beside.length > 0) minutes += covered(spot, beside);
    }
    return minutes;
  }

  /** The best free place of a session, or none. `skip` leaves a free place out now and then. */
  bestFor(session: number, skip?: () => boolean): Spot | undefined {
    const { board } = this;
    const elsewhere: Spot[] = [];
    for (const other of board.others[session]!) {
      const spot = this.at[other];
      if (spot) elsewhere.push(spot);
    }
    const clashes = (spot: Spot, with_: readonly Spot[]): boolean => {
      for (const other of with_) {
        this.checks += 1;
        if (board.clash(spot, other)) return true;
      }
      return false;
    };
    let best: Spot | undefined;
    let least = Infinity;
    for (const spot of board.spots[session]!) {
      if (spot.cost >= least) break;
      if (spot.room >= 0 && clashes(spot, this.inRoom[spot.room]!)) continue;
      if (clashes(spot, elsewhere) || skip?.()) continue;
      const cost = spot.cost + this.parallelMinutes(spot);
      if (cost < least) [best, least] = [spot, cost];
    }
    return best;
  }

  /** Puts sessions to better places, one at a time, and places what still fits, until nothing does. */
  polish(): void {
    for (let better = true; better;) {
      better = false;
      for (const session of this.at.keys()) {
        const now = this.take(session);
        const best = this.bestFor(session);
        if (now && (!best || best.cost + this.parallelMinutes(best) >= now.cost + this.parallelMinutes(now)))
          this.put(now);
        else if (best) {
          this.put(best);
          better = true;
        }
      }
    }
  }
}
