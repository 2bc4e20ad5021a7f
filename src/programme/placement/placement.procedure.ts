import type { Solved } from '../../platform/solver/highs';
import type { Procedure } from '../../platform/solver/procedure';
import { Arrangement } from './placement.arrangement';
import { modelOf } from './placement.model';
import { whyLeftOut, whyThere, type LeftOutReason, type PlacedReason } from './placement.reasons';
import { Board, type PlacementProblem, type Spot } from './placement.rules';
import { search } from './placement.search';

/**
 * What is known of an answer: nothing is better (`optimal`); no more sessions can be placed, but they may stand a little
 * better (`most_placed`); or neither is proven (`best_found`).
 */
export const placementOutcomes = ['optimal', 'most_placed', 'best_found'] as const;

export interface Placement {
  readonly outcome: (typeof placementOutcomes)[number];
  readonly placed: readonly {
    readonly sessionId: string;
    readonly roomId: string | null;
    /** In minutes since 1970. */
    readonly from: number;
    readonly to: number;
    readonly reasons: readonly PlacedReason[];
  }[];
  readonly leftOut: readonly { readonly sessionId: string; readonly reasons: readonly LeftOutReason[] }[];
  /** So many sessions can be placed at most: that is proven. */
  readonly atMost: number;
  /** What speaks against the places in all: empty seats, other days than those of topics, topics in parallel. */
  readonly cost: number;
  /** With as many sessions placed, it cannot be less than this; null when nothing is proven. */
  readonly leastCost: number | null;
  /** False when the clock ended it: another run can answer something else. */
  readonly repeatable: boolean;
}

/** Models with more variables than this are not handed to the solver: it would not come to an end in time. */
const largestModel = 60_000;

/** Steps that the solver may take, which is what ends it when it proves nothing: about ten seconds for sixty sessions. */
const effort = 10_000;

/**
 * How far from the best possible preferences is good enough in a large model, as a part of them. The last percents take
 * the solver longer than everything before, and nobody would see them.
 */
const goodEnough = 0.05;
const large = 2000;

/** How exact the numbers of the solver are. */
const rounding = 0.1;

/** Time that is kept for putting the answer together, in seconds. */
const reserve = 1;

/** Places sessions: a quick search, then the solver, which proves how good that is and makes it better. */
export const placeSessions: Procedure<PlacementProblem, Placement> = {
  file: __filename,
  name: 'placeSessions',
  run(problem, tools) {
    const seconds = (): number => tools.secondsLeft() - reserve;
    const board = new Board(problem);
    const arrangement = new Arrangement(board);
    let asked = modelOf(board);
    const { leftOut } = asked;
    const size = asked.model.costs.length;
    const known = new Known(board, leftOut, size > large);
    const solvable = size > 0 && size <= largestModel;
    if (solvable) {
      tools.progress('bound');
      known.heard(tools.solve(asked.model, { relaxed: true, seconds: seconds() / 2 }));
      if (known.atMost < arrangement.missing) {
        // Now that one knows how many can be placed, it can be asked how well these can stand.
        asked = modelOf(board, known.atMost);
        known.heard(tools.solve(asked.model, { relaxed: true, seconds: seconds() / 2 }));
      }
    }
    tools.progress('search');
    search(arrangement, {
      leftOut,
      atMost: known.atMost,
      goOn() {
        const timeIsUp = seconds() <= 0;
        if (timeIsUp) known.repeatable = false;
        return !timeIsUp;
      },
    });
    arrangement.polish();
    const first = known.answer(arrangement);
    if (!solvable || known.isGoodEnough(arrangement)) return first;

    tools.best(first);
    const solved = tools.solve(asked.model, {
      from: asked.valuesOf(arrangement),
      gap: known.gap(arrangement),
      effort,
      seconds: seconds(),
      onProgress: (progress) => tools.progress('improve', progress),
    });
    known.heard(solved);
    const better = new Arrangement(board);
    for (const spot of asked.spotsOf(solved.values ?? asked.valuesOf(arrangement))) better.put(spot);
    better.polish();
    return known.answer(known.value(better) < known.value(arrangement) ? better : arrangement);
  },
};

/** What is proven about the answers that a board has, whatever was found. */
class Known {
  repeatable = true;
  /** No answer is worth less. At first: every session at its own best place, as if no other were there. */
  private least: number;

  constructor(
    private readonly board: Board,
    private readonly leftOut: number,
    private readonly isLarge: boolean,
  ) {
    this.least = this.placeable.reduce((sum, spots) => sum + spots[0]!.cost, 0);
  }

  /** What an answer is worth; the less, the better. */
  value(arrangement: Arrangement): number {
    return arrangement.cost + this.leftOut * arrangement.missing;
  }

  /** Takes over what the solver has proven. Its objective counts what is placed, not what is left out. */
  heard({ status, bound }: Solved): void {
    if (status === 'out_of_time') this.repeatable = false;
    if (bound !== null)
      this.least = Math.max(this.least, bound + this.leftOut * this.placeable.length - rounding);
  }

  /** How far from the best possible answer is good enough, in the solver's units. Values are whole numbers. */
  gap(arrangement: Arrangement): number {
    return Math.max(1 - 2 * rounding, this.isLarge ? goodEnough * arrangement.cost : 0);
  }

  isGoodEnough(arrangement: Arrangement): boolean {
    return this.value(arrangement) - this.least < this.gap(arrangement);
  }

  answer(arrangement: Arrangement): Placement {
    const { sessions, rooms } = this.board.problem;
    const spots = arrangement.spots();
    const atMost = this.atMost;
    const mostPlaced = spots.length >= atMost;
    const placed = new Set(spots.map(({ session }) => session));
    return {
      outcome:
        this.value(arrangement) - this.least < 1 - 2 * rounding
          ? 'optimal'
          : mostPlaced
            ? 'most_placed'
            : 'best_found',
      placed: spots.map((spot) => ({
        sessionId: sessions[spot.session]!.id,
        roomId: spot.room < 0 ? null : rooms[spot.room]!.id,
        from: spot.from,
        to: spot.to,
        reasons: whyThere(arrangement, spot),
      })),
      leftOut: [...sessions.keys()]
        .filter((session) => !placed.has(session))
        .map((session) => ({
          sessionId: sessions[session]!.id,
          reasons: whyLeftOut(arrangement, session),
        })),
      atMost,
      cost: arrangement.cost,
      leastCost: mostPlaced ? Math.max(0, Math.ceil(this.least - this.leftOut * arrangement.missing)) : null,
      repeatable: this.repeatable,
    };
  }

  /** All preferences together weigh less than a tenth of a session that is left out. */
  get atMost(): number {
    const missing = Math.ceil((this.least - this.leftOut / 10) / this.leftOut);
    return this.placeable.length - Math.max(0, missing);
  }

  private get placeable(): (readonly Spot[])[] {
    return this.board.spots.filter((spots) => spots.length > 0);
  }
}
