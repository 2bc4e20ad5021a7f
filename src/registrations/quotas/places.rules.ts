/** A quota as it is while its row is locked. */
export interface QuotaState extends Record<string, unknown> {
  readonly id: string;
  readonly free: number;
  /** How many wait in its line. */
  readonly waiting: number;
  readonly offer_hours: number;
}

/** That a registration counts in a quota, and how many places it still needs there. */
export interface Counting extends Record<string, unknown> {
  readonly id: string;
  readonly quota_id: string;
  readonly needed: number;
}

interface Account {
  free: number;
  waiting: number;
  readonly offerHours: number;
  /** What is not in the database yet. */
  taken: number;
  came: number;
}

/** Reckons who gets places while all quotas that matter are locked. A registration counts in all of its quotas or in none. */
export class PlacesLedger {
  private readonly accounts: Map<string, Account>;
  private readonly needs = new Map<string, { quotaId: string; needed: number }[]>();
  private readonly granted = new Set<string>();
  private fresh: string[] = [];
  private readonly passable = new Set<string>();
  /** Those who wait behind others although there are places for them. */
  private readonly behind: string[] = [];

  constructor(quotas: readonly QuotaState[], counting: readonly Counting[]) {
    this.accounts = new Map(
      quotas.map(({ id, free, waiting, offer_hours: offerHours }) => [
        id,
        { free, waiting, offerHours, taken: 0, came: 0 },
      ]),
    );
    for (const { id, quota_id: quotaId, needed } of counting) {
      const own = this.needs.get(id);
      if (own) own.push({ quotaId, needed });
      else this.needs.set(id, [{ quotaId, needed }]);
    }
  }

  quotasOf(id: string): string[] {
    return (this.needs.get(id) ?? []).map(({ quotaId }) => quotaId);
  }

  /** Whether there are places for it in all of its quotas, whoever else waits for them. */
  fits(id: string): boolean {
    return (this.needs.get(id) ?? []).every(
      ({ quotaId, needed }) => needed <= 0 || this.accounts.get(quotaId)!.free >= needed,
    );
  }

  /** Those of its quotas in which somebody waits. */
  linesOf(id: string): string[] {
    return this.quotasOf(id).filter((quotaId) => this.accounts.get(quotaId)!.waiting > 0);
  }

  /** Whether it is known that nobody in any of these lines could be served. */
  isPassable(lines: readonly string[]): boolean {
    return lines.every((quotaId) => this.passable.has(quotaId));
  }

  letPass(lines: readonly string[]): void {
    for (const quotaId of lines) this.passable.add(quotaId);
  }

  grant(id: string): void {
    for (const { quotaId, needed } of this.needs.get(id) ?? []) {
      const account = this.accounts.get(quotaId)!;
      account.free -= Math.max(0, needed);
      account.taken += Math.max(0, needed);
    }
    this.granted.add(id);
    if (this.needs.has(id)) this.fresh.push(id);
  }

  /** `served` says that it only waits because others, who could have the places, came before it. */
  wait(id: string, { served = false } = {}): void {
    if (served) {
      this.behind.push(id);
      for (const quotaId of this.quotasOf(id)) this.passable.delete(quotaId);
    }
    for (const quotaId of this.quotasOf(id)) {
      const account = this.accounts.get(quotaId)!;
      account.waiting += 1;
      account.came += 1;
    }
  }

  /** Whether one of those who were just put into a line that it shares could have their places. */
  waitsServed(id: string): boolean {
    const own = new Set(this.quotasOf(id));
    return this.behind.some(
      (other) => this.quotasOf(other).some((quotaId) => own.has(quotaId)) && this.fits(other),
    );
  }

  isGranted(id: string): boolean {
    return this.granted.has(id);
  }

  /** For how many hours a place is held: as long as the strictest of its quotas says. */
  offerHoursOf(id: string): number | undefined {
    const own = this.quotasOf(id).map((quotaId) => this.accounts.get(quotaId)!.offerHours);
    return own.length > 0 ? Math.min(...own) : undefined;
  }

  /** What the database has to be told, once. */
  unsettled(): { quotas: { id: string; taken: number; waiting: number }[]; granted: string[] } {
    const quotas = [...this.accounts]
      .filter(([, { taken, came }]) => taken > 0 || came > 0)
      .map(([id, { taken, came }]) => ({ id, taken, waiting: came }));
    for (const account of this.accounts.values()) Object.assign(account, { taken: 0, came: 0 });
    const granted = this.fresh;
    this.fresh = [];
    return { quotas, granted };
  }
}
