import { SetMetadata } from '@nestjs/common';

/** A right that routes ask for: its name and the roles that have it. Administrators have every right. */
export interface Permission {
  readonly name: string;
  readonly roles: readonly string[];
}

/** What a route asks of its caller. A route without such a declaration answers nobody. */
export type RouteAccess =
  | { readonly kind: 'public'; readonly reason: string }
  | {
      readonly kind: 'permission';
      readonly permission: Permission;
      /** For callers with a signed link: the path parameter that must be the thing that the link is for. */
      readonly own?: { readonly kind: string; readonly param: string };
    }
  | { readonly kind: 'signed-in' };

export const ROUTE_ACCESS = Symbol('route access');

/** The caller must have this right in the event that the route is about. */
export const Requires = (
  permission: Permission,
  options: { own?: { kind: string; param: string } } = {},
): MethodDecorator & ClassDecorator =>
  SetMetadata(ROUTE_ACCESS, { kind: 'permission', permission, ...options } satisfies RouteAccess);

/** Anybody may call this, for the given reason. */
export const Public = (reason: string): MethodDecorator & ClassDecorator =>
  SetMetadata(ROUTE_ACCESS, { kind: 'public', reason } satisfies RouteAccess);

/** Whoever is signed in may call this; the handler itself shows only what is the caller's. */
export const SignedIn = (): MethodDecorator & ClassDecorator =>
  SetMetadata(ROUTE_ACCESS, { kind: 'signed-in' } satisfies RouteAccess);
