import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** What the guard and every handler below `/events/{event}` know of the event. */
export interface EventScope {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly titles: Readonly<Record<string, string>>;
  readonly state: string;
  readonly timeZone: string;
  /** First and last day, YYYY-MM-DD. */
  readonly startDate: string;
  readonly endDate: string;
  readonly city: string;
  /** The city in other languages. */
  readonly cities: Readonly<Record<string, string>>;
  /** Languages of the event; the first one is that of titles without a translation. */
  readonly locales: readonly string[];
}

/**
 * Finds an event by id or slug. Declared here, where the guard needs it, and provided by the events module above:
 * a lower module never imports a higher one.
 */
export abstract class EventScopes {
  abstract find(idOrSlug: string): Promise<EventScope | undefined>;
}

export type ScopedRequest = FastifyRequest & { eventScope?: EventScope };

/** The event in the path, found by the guard. */
export const CurrentEvent = createParamDecorator((_: unknown, context: ExecutionContext): EventScope => {
  const { eventScope } = context.switchToHttp().getRequest<ScopedRequest>();
  if (!eventScope) throw new Error('this route has no event in its path');
  return eventScope;
});
