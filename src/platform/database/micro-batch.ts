interface Waiting<In, Out> {
  readonly item: In;
  readonly resolve: (out: Out) => void;
  readonly reject: (error: unknown) => void;
}

export interface MicroBatchOptions {
  /** How many statements may be under way at once; what arrives meanwhile goes with the next one. */
  readonly inFlight: number;
  /** How many items one statement takes at most. */
  readonly most: number;
}

/**
 * Gathers what arrives while statements are under way, and hands it over as one: in a rush a hundred calls are one
 * round trip and one commit, and a call that comes alone waits for nobody. The answer of each is decided inside of the
 * statement, so that one that is refused does not make the others fail.
 */
export class MicroBatch<In, Out> {
  private waiting: Waiting<In, Out>[] = [];
  private underWay = 0;

  constructor(
    /** Does all items at once and answers what came of each, in their order. Throws only for what nobody foresaw. */
    private readonly work: (items: readonly In[]) => Promise<readonly Out[]>,
    private readonly options: MicroBatchOptions,
  ) {}

  get isIdle(): boolean {
    return this.underWay === 0 && this.waiting.length === 0;
  }

  add(item: In): Promise<Out> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      if (this.underWay < this.options.inFlight) void this.flush();
    });
  }

  private async flush(): Promise<void> {
    this.underWay += 1;
    try {
      while (this.waiting.length > 0) await this.hand(this.waiting.splice(0, this.options.most));
    } finally {
      this.underWay -= 1;
    }
  }

  private async hand(batch: readonly Waiting<In, Out>[]): Promise<void> {
    try {
      const answers = await this.work(batch.map(({ item }) => item));
      for (const [index, { resolve }] of batch.entries()) resolve(answers[index]!);
    } catch (error) {
      if (batch.length === 1) return batch[0]!.reject(error);
      // Nobody pays for what is wrong with the item of another.
      for (const one of batch) await this.hand([one]);
    }
  }
}
