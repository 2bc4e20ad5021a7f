import { Injectable } from '@nestjs/common';
import type { PointKind, RefusalReason } from './admission.rules';

/** A point as far as rules need to know it. A session with a capacity is a seated one. */
export interface PlaceOfAdmission {
  readonly eventId: string;
  readonly kind: PointKind;
  readonly sessionId: string | null;
}

/** Where a rule has a say; asking costs a look more a scan, so it is asked nowhere else. */
export type ConcernedPoint = Exclude<PointKind, 'session'> | 'open_session' | 'seated_session';

export interface AdmissionRule {
  readonly concerns: readonly ConcernedPoint[];
  /** Which of these registrations may not come in, and why; one question for all of them. */
  refusals(
    place: PlaceOfAdmission,
    registrationIds: readonly string[],
  ): Promise<ReadonlyMap<string, RefusalReason>>;
  /** How many are expected, where this rule knows it better than the number of those who are confirmed. */
  expected?(place: PlaceOfAdmission): Promise<number>;
}

/**
 * Where other parts of the program say who may not come in somewhere, beyond what a registration and a point say
 * themselves: whoever has no seat in a session that is booked out.
 */
@Injectable()
export class AdmissionRules {
  private readonly rules: AdmissionRule[] = [];

  register(rule: AdmissionRule): void {
    this.rules.push(rule);
  }

  /** The points about which anybody wants to be asked. */
  get concerned(): ConcernedPoint[] {
    return [...new Set(this.rules.flatMap(({ concerns }) => concerns))];
  }

  /** Why these registrations may not come in; those who may are left out. The rule that was registered first is told. */
  async refusals(
    place: PlaceOfAdmission,
    concerned: ConcernedPoint,
    registrationIds: readonly string[],
  ): Promise<Map<string, RefusalReason>> {
    const refused = new Map<string, RefusalReason>();
    for (const rule of this.rulesOf(concerned)) {
      for (const [id, reason] of await rule.refusals(place, registrationIds))
        if (!refused.has(id)) refused.set(id, reason);
    }
    return refused;
  }

  /** How many a rule expects; undefined when none knows. */
  async expected(place: PlaceOfAdmission, concerned: ConcernedPoint): Promise<number | undefined> {
    for (const rule of this.rulesOf(concerned)) if (rule.expected) return rule.expected(place);
    return undefined;
  }

  private rulesOf(concerned: ConcernedPoint): AdmissionRule[] {
    return this.rules.filter(({ concerns }) => concerns.includes(concerned));
  }
}
