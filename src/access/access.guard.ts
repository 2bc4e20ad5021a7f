import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { CONFIG, type Config } from '../platform/config';
import { httpProblems } from '../platform/http/problem';
import { ROUTE_ACCESS, type RouteAccess } from '../platform/http/permission';
import { anonymousPrincipal, currentRequest, type Principal } from '../platform/http/request-context';
import { EventScopes, type EventScope, type ScopedRequest } from './event-scope';
import { Sessions } from './sessions.service';

/**
 * The one guard of all routes: nobody gets through to a route that does not say who may. What is not the caller's
 * looks like what does not exist.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly secretariat: string;

  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: Sessions,
    private readonly events: EventScopes,
    @Inject(CONFIG) config: Config,
  ) {
    // "Secretariat <forum@…>", or the address alone.
    this.secretariat = /<([^<>]+)>\s*$/.exec(config.mailFrom)?.[1] ?? config.mailFrom;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const access = this.reflector.getAllAndOverride<RouteAccess | undefined>(ROUTE_ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (!access)
      throw new Error(`${context.getClass().name}.${context.getHandler().name} does not say who may call it`);
    const request = context.switchToHttp().getRequest<ScopedRequest>();
    const scope = await this.scopeOf(request);
    const principal = await this.principalOf(request, scope);
    const current = currentRequest();
    if (current) {
      current.principal = principal;
      if (scope) current.scopeId = scope.id;
    }
    admit(access, principal, scope, request.params as Record<string, string>);
    return true;
  }

  private async scopeOf(request: ScopedRequest): Promise<EventScope | undefined> {
    const { event } = request.params as { event?: string };
    if (event === undefined) return undefined;
    const scope = await this.events.find(event);
    if (!scope) throw httpProblems.notFound('There is no such event.');
    request.eventScope = scope;
    return scope;
  }

  private async principalOf(request: ScopedRequest, scope: EventScope | undefined): Promise<Principal> {
    const token = bearerOf(request);
    if (token === undefined) return anonymousPrincipal;
    const principal = await this.sessions.principal(token, scope?.id);
    if (!principal)
      throw httpProblems.notSignedIn({
        // The same for a link that was never one: whoever tries learns nothing.
        detail: token.startsWith('pl.')
          ? `This link opens nothing, or nothing any more: it has expired, or it was revoked. Ask the secretariat for a new one: ${this.secretariat}.`
          : 'The token is unknown, expired or revoked. Sign in again.',
        headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
      });
    return principal;
  }
}

/**
 * The token of the request: a header; for links that people click the parameter `token`; for a form of a page, which a
 * link has opened, the field of that name.
 */
function bearerOf(request: ScopedRequest): string | undefined {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const match = /^Bearer ([\w.-]{10,300})$/i.exec(authorization);
    if (!match)
      throw httpProblems.notSignedIn({
        detail: 'Send "Authorization: Bearer " and your token.',
        headers: { 'www-authenticate': 'Bearer' },
      });
    return match[1];
  }
  const { token } = (tokenCarrier(request) ?? {}) as { token?: unknown };
  return typeof token === 'string' && token.startsWith('pl.') ? token : undefined;
}

/**
 * Where a signed link may stand other than in a header. In an address only for reading: whatever fetches addresses on
 * its own, such as a mail scanner, changes nothing, and no session's token ends up in logs. Forms are sent by pages only;
 * one with a file has the token in its address, because who sends it is asked before the file is read.
 */
function tokenCarrier(request: ScopedRequest): unknown {
  if (request.method === 'GET') return request.query;
  if (request.method !== 'POST' || request.url.startsWith('/api/')) return undefined;
  const contentType = request.headers['content-type']?.split(';')[0]!.trim();
  if (contentType === 'multipart/form-data') return request.query;
  return contentType === 'application/x-www-form-urlencoded' ? request.body : undefined;
}

function admit(
  access: RouteAccess,
  principal: Principal,
  scope: EventScope | undefined,
  params: Record<string, string>,
): void {
  if (access.kind === 'public') return;
  if (principal.kind === 'anonymous')
    throw httpProblems.notSignedIn({
      detail: 'Sign in, or use the link that you were sent.',
      headers: { 'www-authenticate': 'Bearer' },
    });
  if (access.kind === 'signed-in' || principal.administrator) return;
  const { permission, own } = access;
  if (principal.kind === 'link') {
    const isOwn =
      own !== undefined &&
      principal.subject?.kind === own.kind &&
      principal.subject.id === params[own.param]?.toLowerCase();
    if (!isOwn || !permission.roles.some((role) => principal.roles.includes(role)))
      throw httpProblems.notFound('There is no such thing here.');
    return;
  }
  if (permission.roles.some((role) => principal.roles.includes(role))) return;
  if (scope && principal.roles.length === 0) throw httpProblems.notFound('There is no such thing here.');
  throw httpProblems.notAllowed(
    `This needs one of these roles in the event: ${permission.roles.join(', ')}.`,
  );
}
