import { SetMetadata } from '@nestjs/common';
import { checkName, type MethodOf } from '../jobs/define-job';

/**
 * Something that happened and that other modules may act upon, for example `event.cancelled`. The payload holds ids and
 * small values, no names, addresses or texts of people.
 */
export interface FactDefinition<P extends object> {
  readonly name: string;
  /** Only carries the type of the payload. */
  readonly payload?: P;
}

export interface FactContext {
  /** The same for all subscribers and at every attempt. */
  readonly factId: string;
  /** When it happened, by the clock of the program. */
  readonly at: Date;
}

export interface AnyFact {
  readonly name: string;
  readonly payload: object;
}

export interface Subscription {
  /** Absent for a subscriber to every fact. */
  readonly fact: FactDefinition<object> | undefined;
  readonly subscriber: string;
  /** Says of which facts it wants to know; of all, if it is absent. */
  readonly only?: (payload: object) => boolean;
}

export const ON_FACT = Symbol('on fact');

/** Declares a kind of fact. Names are unique in the program. */
export function defineFact<P extends object>(name: string): FactDefinition<P> {
  checkName(name);
  return Object.freeze({ name });
}

/**
 * Marks a method of a provider that acts upon a fact. It runs in the background, in one transaction with the removal of
 * the promise: its effects on the database happen exactly once. What takes long or leaves the database is a job that
 * the subscriber enqueues. Every subscriber is a job of its own: one that fails is tried again alone.
 *
 * `only` says by its payload whether a fact matters to it; nothing is promised of those that do not. A hundred thousand
 * registrations that are made at once matter to nobody who waits for some that end.
 */
export function OnFact<P extends object>(
  fact: FactDefinition<P>,
  subscriber: string,
  only?: (payload: P) => boolean,
): MethodOf<(payload: P, context: FactContext) => Promise<void>> {
  checkName(subscriber);
  return (target, property, descriptor) => {
    const subscription: Subscription = {
      fact,
      subscriber,
      ...(only === undefined ? {} : { only: (payload: object) => only(payload as P) }),
    };
    SetMetadata(ON_FACT, subscription)(target, property, descriptor);
  };
}

/** Like {@link OnFact}, for every fact of the program: for what passes facts on without knowing them. */
export function OnEveryFact(
  subscriber: string,
): MethodOf<(fact: AnyFact, context: FactContext) => Promise<void>> {
  checkName(subscriber);
  return (target, property, descriptor) => {
    SetMetadata(ON_FACT, { fact: undefined, subscriber } satisfies Subscription)(
      target,
      property,
      descriptor,
    );
  };
}
