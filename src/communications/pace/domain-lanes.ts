import { domainOf } from '../mail-domain';

/**
 * How many mails to each domain are under way in this process: one whose server takes its time must not take the place
 * of all others.
 */
export class DomainLanes {
  private readonly busy = new Map<string, number>();
  private waiting: (() => void)[] = [];

  constructor(private readonly perDomain: number) {}

  /**
   * Takes the first of `queue` out whose domain has a lane free, waiting until there is one. Undefined when nothing is left.
   * Whoever got one gives the lane back with {@link leave}.
   */
  async next<T extends { readonly recipient: { readonly email: string } }>(
    queue: T[],
  ): Promise<T | undefined> {
    while (queue.length > 0) {
      const index = queue.findIndex(
        ({ recipient }) => (this.busy.get(domainOf(recipient.email)) ?? 0) < this.perDomain,
      );
      if (index >= 0) {
        const [taken] = queue.splice(index, 1);
        const domain = domainOf(taken!.recipient.email);
        this.busy.set(domain, (this.busy.get(domain) ?? 0) + 1);
        return taken;
      }
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    return undefined;
  }

  leave({ recipient }: { readonly recipient: { readonly email: string } }): void {
    const domain = domainOf(recipient.email);
    const left = (this.busy.get(domain) ?? 1) - 1;
    if (left === 0) this.busy.delete(domain);
    else this.busy.set(domain, left);
    const waiting = this.waiting;
    this.waiting = [];
    for (const wake of waiting) wake();
  }
}
