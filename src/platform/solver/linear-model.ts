/** A linear or mixed-integer model in arrays that can be handed to another thread; rows in compressed form. */
export interface LinearModel {
  readonly maximise: boolean;
  /** What one unit of each variable adds to the objective. */
  readonly costs: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** 1 where a variable must be a whole number. */
  readonly whole: Uint8Array;
  /** What each row must be at least and at most; infinite where there is no such bound. */
  readonly atLeast: Float64Array;
  readonly atMost: Float64Array;
  /** Row `i` has the entries from `starts[i]` to before `starts[i + 1]`. */
  readonly starts: Int32Array;
  readonly variables: Int32Array;
  readonly factors: Float64Array;
}

export interface VariableOptions {
  /** What one unit of it adds to the objective; nothing unless given. */
  readonly cost?: number;
  /** 0 unless given. */
  readonly lower?: number;
  /** 1 for a whole number and infinite for others, unless given. */
  readonly upper?: number;
  readonly whole?: boolean;
}

/**
 * Puts a model together, variable by variable and row by row. The same calls in the same order make the same model, and
 * from the same model the solver makes the same answer.
 */
export class ModelBuilder {
  private readonly costs: number[] = [];
  private readonly lower: number[] = [];
  private readonly upper: number[] = [];
  private readonly whole: number[] = [];
  private readonly atLeast: number[] = [];
  private readonly atMost: number[] = [];
  private readonly starts: number[] = [0];
  private readonly variables: number[] = [];
  private readonly factors: number[] = [];

  /** Adds a variable and answers its number: 0, 1, 2 … A whole one is yes or no unless its bounds say otherwise. */
  variable({ cost = 0, lower = 0, whole = false, upper = whole ? 1 : Infinity }: VariableOptions): number {
    this.costs.push(cost);
    this.lower.push(lower);
    this.upper.push(upper);
    this.whole.push(whole ? 1 : 0);
    return this.costs.length - 1;
  }

  /** Asks that the sum of `factor × variable` lies between `atLeast` and `atMost`. A variable stands in it once. */
  row(
    entries: Iterable<readonly [variable: number, factor: number]>,
    { atLeast = -Infinity, atMost = Infinity }: { atLeast?: number; atMost?: number },
  ): void {
    for (const [variable, factor] of entries) {
      this.variables.push(variable);
      this.factors.push(factor);
    }
    this.starts.push(this.variables.length);
    this.atLeast.push(atLeast);
    this.atMost.push(atMost);
  }

  /** Asks that at most `most` of these yes-or-no variables are yes. */
  atMostOf(variables: Iterable<number>, most = 1): void {
    this.row(
      Array.from(variables, (variable) => [variable, 1] as const),
      { atMost: most },
    );
  }

  build({ maximise = false } = {}): LinearModel {
    return {
      maximise,
      costs: Float64Array.from(this.costs),
      lower: Float64Array.from(this.lower),
      upper: Float64Array.from(this.upper),
      whole: Uint8Array.from(this.whole),
      atLeast: Float64Array.from(this.atLeast),
      atMost: Float64Array.from(this.atMost),
      starts: Int32Array.from(this.starts),
      variables: Int32Array.from(this.variables),
      factors: Float64Array.from(this.factors),
    };
  }
}
