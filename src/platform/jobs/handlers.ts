import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import {
  ON_FACT,
  type AnyFact,
  type FactContext,
  type FactDefinition,
  type Subscription,
} from '../outbox/define-fact';
import { HANDLES_JOB, type JobContext, type JobDefinition } from './define-job';

interface JobHandler {
  readonly definition: JobDefinition<object>;
  readonly run: (data: object, context: JobContext) => Promise<void>;
  readonly place: string;
}

interface Subscriber extends Subscription {
  readonly run: (fact: AnyFact, context: FactContext) => Promise<void>;
  readonly place: string;
}

export interface RetryPolicy {
  readonly attempts: number;
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
}

/** How jobs without a definition of their own (the subscribers of facts) are tried. */
export const subscriberPolicy = {
  queue: 'default',
  attempts: 10,
  backoffMs: 1000,
  maxBackoffMs: 3_600_000,
} as const;

/**
 * Everything that runs in the background, collected from the providers of all modules. A program in which two handlers
 * claim the same work does not start.
 */
@Injectable()
export class Handlers implements OnModuleInit {
  private readonly jobs = new Map<string, JobHandler>();
  private readonly subscribers = new Map<string, Subscriber>();
  private readonly facts = new Map<string, FactDefinition<object>>();
  private readonly forFact = new Map<string, readonly Pick<Subscription, 'subscriber' | 'only'>[]>();

  constructor(
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(MetadataScanner) private readonly scanner: MetadataScanner,
  ) {}

  onModuleInit(): void {
    const faults: string[] = [];
    const seen = new Set<object>();
    for (const wrapper of [...this.discovery.getProviders(), ...this.discovery.getControllers()]) {
      const instance = wrapper.instance as unknown;
      if (typeof instance !== 'object' || instance === null || seen.has(instance)) continue;
      seen.add(instance);
      const prototype = Object.getPrototypeOf(instance) as object | null;
      if (prototype === null) continue;
      for (const name of this.scanner.getAllMethodNames(prototype)) {
        if (
          this.collect(instance as Record<string, unknown>, name, faults) &&
          !wrapper.isDependencyTreeStatic()
        ) {
          faults.push(
            `${wrapper.name}.${name} works in the background, so its provider cannot be made per request`,
          );
        }
      }
    }
    if (faults.length > 0)
      throw new Error(`The background work is not clear:\n${faults.map((f) => `  - ${f}`).join('\n')}`);
  }

  /** The definition under which work of this name is handled here. */
  job(name: string): JobHandler | undefined {
    return this.jobs.get(name);
  }

  subscriber(fact: string, subscriber: string): Subscriber | undefined {
    return this.subscribers.get(`${fact} ${subscriber}`) ?? this.subscribers.get(`* ${subscriber}`);
  }

  /** Those who act upon this fact, with which ones of its kind matter to them. */
  subscribersOf(fact: FactDefinition<object>): readonly Pick<Subscription, 'subscriber' | 'only'>[] {
    const known = this.facts.get(fact.name);
    if (known !== undefined && known !== fact) throw new Error(`the fact "${fact.name}" is declared twice`);
    this.facts.set(fact.name, fact);
    let names = this.forFact.get(fact.name);
    if (names === undefined) {
      names = [...this.subscribers.values()]
        .filter((s) => s.fact === undefined || s.fact.name === fact.name)
        .map(({ subscriber, only }) => (only === undefined ? { subscriber } : { subscriber, only }));
      this.forFact.set(fact.name, names);
    }
    return names;
  }

  /**
   * Refuses work that nobody would do.
   * @throws Error when no provider handles this definition.
   */
  mustHandle(definition: JobDefinition<object>): void {
    const handler = this.jobs.get(definition.name);
    if (handler === undefined)
      throw new Error(
        `nothing handles the job "${definition.name}"; put @HandlesJob on a method of a provider`,
      );
    if (handler.definition !== definition) throw new Error(`the job "${definition.name}" is declared twice`);
  }

  /** How often and with which pauses work of this name is tried. */
  policyOf(name: string): RetryPolicy {
    return this.jobs.get(name)?.definition ?? subscriberPolicy;
  }

  /** The lines in which jobs wait, with how many of each a process runs at once. */
  queues(): { name: string; concurrency: number }[] {
    const own = [...this.jobs.values()].flatMap(({ definition }) =>
      definition.concurrency === undefined
        ? []
        : [{ name: definition.queue, concurrency: definition.concurrency }],
    );
    return [{ name: 'default', concurrency: 10 }, { name: 'mail', concurrency: 4 }, ...own];
  }

  private collect(instance: Record<string, unknown>, method: string, faults: string[]): boolean {
    const run = instance[method];
    if (typeof run !== 'function') return false;
    const place = `${instance.constructor.name}.${method}`;
    const definition = Reflect.getMetadata(HANDLES_JOB, run) as JobDefinition<object> | undefined;
    if (definition) {
      const other = this.jobs.get(definition.name);
      if (other) {
        const what = other.definition === definition ? 'handled' : 'declared';
        faults.push(`the job "${definition.name}" is ${what} twice: ${other.place} and ${place}`);
      } else {
        const call = (data: object, context: JobContext): Promise<void> =>
          run.call(instance, data, context) as Promise<void>;
        this.jobs.set(definition.name, { definition, place, run: call });
      }
    }
    const subscription = Reflect.getMetadata(ON_FACT, run) as Subscription | undefined;
    if (subscription) {
      const call = (first: object, context: FactContext): Promise<void> =>
        run.call(instance, first, context) as Promise<void>;
      this.subscribe(subscription, place, call, faults);
    }
    return definition !== undefined || subscription !== undefined;
  }

  private subscribe(
    subscription: Subscription,
    place: string,
    run: (first: object, context: FactContext) => Promise<void>,
    faults: string[],
  ): void {
    const { fact, subscriber, only } = subscription;
    if (fact) {
      const known = this.facts.get(fact.name);
      if (known !== undefined && known !== fact)
        faults.push(`the fact "${fact.name}" is declared twice (met at ${place})`);
      this.facts.set(fact.name, fact);
    }
    const other = [...this.subscribers.values()].find(
      (s) =>
        s.subscriber === subscriber &&
        (s.fact === undefined || fact === undefined || s.fact.name === fact.name),
    );
    if (other) {
      faults.push(
        `two subscribers of "${fact?.name ?? 'every fact'}" are called "${subscriber}": ${other.place} and ${place}`,
      );
      return;
    }
    this.subscribers.set(`${fact?.name ?? '*'} ${subscriber}`, {
      fact,
      subscriber,
      ...(only === undefined ? {} : { only }),
      place,
      run: (told, context) => run(fact === undefined ? told : told.payload, context),
    });
  }
}
