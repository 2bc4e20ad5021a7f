import { AsyncLocalStorage } from 'node:async_hooks';

/** Who acts. Made by the guard for a request; the program itself acts as {@link systemPrincipal}. */
export interface Principal {
  readonly kind: 'staff' | 'link' | 'anonymous' | 'system';
  /** Stable id of the account or link; `anonymous` or `system` otherwise. */
  readonly id: string;
  /** Name that stands in the record of changes. */
  readonly name: string;
  /** May do everything everywhere. */
  readonly administrator: boolean;
  /** Roles in the scope (the event) that the request is about. */
  readonly roles: readonly string[];
  /** The one thing to which a signed link gives access. */
  readonly subject?: { readonly kind: string; readonly id: string };
}

export const systemPrincipal: Principal = {
  kind: 'system',
  id: 'system',
  name: 'Plenary',
  administrator: true,
  roles: ['system'],
};

export const anonymousPrincipal: Principal = {
  kind: 'anonymous',
  id: 'anonymous',
  name: 'Anonymous',
  administrator: false,
  roles: [],
};

export interface RequestContext {
  readonly requestId: string;
  readonly address: string;
  principal: Principal;
  /** Id of the event that the request is about, when its path names one. */
  scopeId?: string;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** Runs `next` and all that follows from it within a request. */
export function withinRequest(context: RequestContext, next: () => void): void {
  storage.run(context, next);
}

/** The request that is being answered, or undefined in a job or a clock. */
export function currentRequest(): RequestContext | undefined {
  return storage.getStore();
}

/** Who acts here: the caller of the request, or the program itself outside of one. */
export function currentPrincipal(): Principal {
  return storage.getStore()?.principal ?? systemPrincipal;
}

/** Does what somebody asked for, in their name, after their request has been answered: a job that they started. */
export function actingFor<T>(
  principal: Principal,
  { requestId, scopeId }: { readonly requestId: string; readonly scopeId?: string },
  work: () => Promise<T>,
): Promise<T> {
  const context: RequestContext = {
    requestId,
    address: '',
    principal,
    ...(scopeId === undefined ? {} : { scopeId }),
  };
  return storage.run(context, work);
}
