import { createHash } from 'node:crypto';
import type { FieldFault } from '../../platform/http/problem';
import { barOf, clashesOf, collide, type Circumstances } from '../wishes/circumstances.rules';
import { inOrder, type AllocationProblem, type Bar } from './allocation.rules';

/** What a coordinator has decided beforehand: a person gets a departure, or does not. */
export interface Pin {
  readonly registrationId: string;
  readonly departureId: string;
  readonly must: boolean;
}

/** What somebody wants to have shared out, with all that was left open filled in. */
export interface AllocationRequest {
  /** Null: all visits whose places are shared out. */
  readonly siteVisitIds: readonly string[] | null;
  readonly pins: readonly Pin[];
  /** What the lots are drawn from. */
  readonly seed: string;
  readonly timeLimitSeconds: number;
}

/** How things were called and when they were, by id. */
export type AllocationNames = Readonly<
  Record<
    string,
    {
      readonly title: string;
      readonly titles: Readonly<Record<string, string>>;
      readonly startsAt?: string;
      readonly endsAt?: string;
    }
  >
>;

/** The problem of a request as things stand, in its one order. */
export function problemOf(around: Circumstances, request: AllocationRequest): AllocationProblem {
  const visitAt = new Map(around.visits.map(({ id }, index) => [id, index]));
  const departureAt = new Map(around.departures.map(({ id }, index) => [id, index]));
  const pins = new Map<string, Pin[]>();
  for (const pin of request.pins)
    pins.set(pin.registrationId, [...(pins.get(pin.registrationId) ?? []), pin]);
  return inOrder({
    seed: request.seed,
    mostPlaces: around.mostPlaces,
    visits: around.visits.map(({ id, headsFirst, most, least, taken }) => ({
      id,
      headsFirst,
      cap: most,
      minimum: least,
      taken,
    })),
    departures: around.departures.map(({ id, visitId, free, kept }) => ({
      id,
      visit: visitAt.get(visitId)!,
      free,
      kept,
    })),
    clashes: clashesOf(around),
    persons: around.wishers
      .filter(
        ({ id, state, wishes }) =>
          state === 'confirmed' && (wishes.length > 0 || (pins.get(id) ?? []).some(({ must }) => must)),
      )
      .map((wisher) => {
        const own = pins.get(wisher.id) ?? [];
        const out = new Set(own.filter(({ must }) => !must).map(({ departureId }) => departureId));
        return {
          id: wisher.id,
          delegationId: wisher.delegationId,
          categoryId: wisher.categoryId,
          head: wisher.head,
          held: wisher.bookings.filter(({ state }) =>
            ['confirmed', 'cleared', 'boarded', 'returned'].includes(state),
          ).length,
          ...(wisher.missed.length === 0
            ? {}
            : { missed: wisher.missed.map(({ departureId }) => departureId) }),
          must: own.flatMap(({ must, departureId }) => (must ? [departureAt.get(departureId)!] : [])),
          wishes: wisher.wishes.map((visitId) => {
            const barred: Bar[] = [];
            const departures: number[] = [];
            for (const [departure, one] of around.departures.entries()) {
              if (one.visitId !== visitId) continue;
              const bar = barOf(around, wisher, one);
              if (bar) barred.push({ departure, ...bar });
              else if (out.has(one.id)) barred.push({ departure, code: 'pinned_out' });
              else departures.push(departure);
            }
            return { visit: visitAt.get(visitId)!, departures, barred };
          }),
        };
      }),
  });
}

/** Pins that cannot be kept whatever else happens, by field. */
export function pinFaults(around: Circumstances, pins: readonly Pin[]): FieldFault[] {
  const departures = new Map(around.departures.map((one) => [one.id, one]));
  const wishers = new Map(around.wishers.map((one) => [one.id, one]));
  return pins.flatMap(({ registrationId, departureId, must }, index): FieldFault[] => {
    const pointer = `/pins/${index}`;
    const wisher = wishers.get(registrationId);
    const departure = departures.get(departureId);
    if (!wisher)
      return [
        {
          pointer: `${pointer}/registrationId`,
          code: 'unknown',
          message: 'is not a registration of this event',
        },
      ];
    if (!departure)
      return [
        {
          pointer: `${pointer}/departureId`,
          code: 'unknown',
          message: 'is not a departure of the visits that are shared out',
        },
      ];
    const others = pins.slice(0, index).filter((one) => one.registrationId === registrationId);
    if (others.some((one) => one.departureId === departureId))
      return [{ pointer, code: 'twice', message: 'is about the same person and departure as one before' }];
    if (!must) return [];
    if (wisher.state !== 'confirmed')
      return [{ pointer, code: 'not_confirmed', message: `names a registration that is ${wisher.state}` }];
    const bar = barOf(around, wisher, departure);
    if (bar) return [{ pointer, code: bar.code, message: `cannot be kept: ${pinHints[bar.code]}` }];
    for (const other of others) {
      const held = departures.get(other.departureId);
      if (!other.must || !held) continue;
      const collides =
        held.visitId === departure.visitId ||
        collide(
          { ...held, placeId: held.visitId },
          { ...departure, placeId: departure.visitId },
          around.wayBetween(held.visitId, departure.visitId),
        );
      if (collides)
        return [
          { pointer, code: 'clash', message: 'cannot be kept together with another pin of this person' },
        ];
    }
    return [];
  });
}

const pinHints: Readonly<Record<NonNullable<ReturnType<typeof barOf>>['code'], string>> = {
  closed: 'booking for the departure has closed',
  not_received: 'the host does not receive this person',
  too_young: 'the host receives visitors from a higher age',
  clash: 'the person is expected elsewhere at that time',
  booked: 'the person has a place on this visit already',
  waiting: 'the person is on the waiting list of this visit already',
};

/** How things are called now, for whoever reads the answer later. */
export function namesIn(around: Circumstances): AllocationNames {
  const visits = new Map(around.visits.map((visit) => [visit.id, visit]));
  return Object.fromEntries([
    ...around.visits.map(({ id, title, titles }) => [id, { title, titles }] as const),
    ...around.wishers.flatMap(({ missed }) =>
      missed.map(({ departureId, title, titles }) => [departureId, { title, titles }] as const),
    ),
    ...around.wishers.flatMap(({ commitments }) =>
      commitments.map(({ subjectId, title, titles }) => [subjectId, { title, titles }] as const),
    ),
    ...around.departures.map(({ id, visitId, startsAt, endsAt }) => {
      const { title, titles } = visits.get(visitId)!;
      return [id, { title, titles, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() }] as const;
    }),
  ]);
}

/** Names a problem: two that are equal have the same digest. */
export function digestOfProblem(problem: AllocationProblem): string {
  return createHash('sha256').update(JSON.stringify(problem)).digest('hex');
}

/** What is otherwise than it was when an allocation was worked out. */
export const changeCodes = [
  'visit_changed',
  'departure_changed',
  'departures_moved',
  'person_new',
  'person_gone',
  'wishes_changed',
  'person_changed',
  'limit_changed',
] as const;

export interface AllocationChange {
  readonly code: (typeof changeCodes)[number];
  /** Visit, departure or registration; null for what concerns all. */
  readonly id: string | null;
}

/** What is different between two problems, for whoever has to ask again. */
export function changesBetween(before: AllocationProblem, after: AllocationProblem): AllocationChange[] {
  const changes: AllocationChange[] = [];
  const differ = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b);
  const compare = <T extends { readonly id: string }>(
    olds: readonly T[],
    news: readonly T[],
    tell: (one: T | undefined, other: T | undefined) => AllocationChange['code'] | undefined,
  ): void => {
    const found = new Map(news.map((one) => [one.id, one]));
    for (const one of olds) {
      const code = tell(one, found.get(one.id));
      if (code) changes.push({ code, id: one.id });
      found.delete(one.id);
    }
    for (const other of found.values()) {
      const code = tell(undefined, other);
      if (code) changes.push({ code, id: other.id });
    }
  };
  if (before.mostPlaces !== after.mostPlaces) changes.push({ code: 'limit_changed', id: null });
  const sameSet =
    !differ(
      before.visits.map(({ id }) => id),
      after.visits.map(({ id }) => id),
    ) &&
    !differ(
      before.departures.map(({ id }) => id),
      after.departures.map(({ id }) => id),
    );
  compare(before.visits, after.visits, (a, b) => (differ(a, b) ? 'visit_changed' : undefined));
  compare(before.departures, after.departures, (a, b) => (differ(a, b) ? 'departure_changed' : undefined));
  if (sameSet && differ(before.clashes, after.clashes)) changes.push({ code: 'departures_moved', id: null });
  compare(before.persons, after.persons, (a, b) => {
    if (!a) return 'person_new';
    if (!b) return 'person_gone';
    // Where visits or departures came or went their numbers are others, and nothing can be compared by them.
    if (!sameSet || !differ(a, b)) return undefined;
    const ranked = ({ wishes }: typeof a): number[] => wishes.map(({ visit }) => visit);
    return differ(ranked(a), ranked(b)) ? 'wishes_changed' : 'person_changed';
  });
  return changes;
}
