import { Injectable } from '@nestjs/common';

/** What can speak against a person. Nothing follows from it by itself: a person at the host, or the coordinator, decides. */
export const findingCodes = [
  'nationality_excluded',
  'nationality_unknown',
  'too_young',
  'age_unknown',
  'document_missing',
] as const;
export type FindingCode = (typeof findingCodes)[number];

/** Who knows something more about people who are to be cleared than the rules of the house say. */
export interface ClearanceFindingsSource {
  /** What there is to say about those who have these bookings now, by booking; asked for a page of them at once. */
  findings(bookingIds: readonly string[]): Promise<ReadonlyMap<string, readonly FindingCode[]>>;
}

/** Collects what other rooms know of people about whom a host decides. */
@Injectable()
export class ClearanceFindings {
  private readonly sources: ClearanceFindingsSource[] = [];

  register(source: ClearanceFindingsSource): void {
    this.sources.push(source);
  }

  async of(bookingIds: readonly string[]): Promise<ReadonlyMap<string, readonly FindingCode[]>> {
    const all = new Map<string, FindingCode[]>();
    if (bookingIds.length === 0) return all;
    for (const source of this.sources)
      for (const [id, codes] of await source.findings(bookingIds))
        all.set(id, [...(all.get(id) ?? []), ...codes]);
    return all;
  }
}
