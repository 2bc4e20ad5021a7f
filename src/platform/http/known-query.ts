import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { httpProblems } from './problem';

/** Nest's number for a parameter that is read from the query, with which the metadata's names begin. */
const queryParameter = '4:';

/**
 * Refuses parameters where a handler reads none. Where it reads some, their class refuses the others; without this, a
 * misspelt filter of a route that has no filters would be passed over in silence.
 */
@Injectable()
export class KnownQueryInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    // Pages and style sheets are reached by links that others may lengthen; the API is not.
    if (!request.url.startsWith('/api/')) return next.handle();
    const unknown = Object.keys((request.query ?? {}) as object).filter((name) => name !== 'token');
    if (unknown.length === 0 || readsQuery(context)) return next.handle();
    throw httpProblems.unknownField({
      detail: `Remove ${unknown.map((name) => `?${name}`).join(', ')}: this address takes no such parameter.`,
      errors: unknown.map((name) => ({ pointer: `?${name}`, code: 'unknown', message: 'does not exist' })),
    });
  }
}

function readsQuery(context: ExecutionContext): boolean {
  const parameters: unknown = Reflect.getMetadata(
    ROUTE_ARGS_METADATA,
    context.getClass(),
    context.getHandler().name,
  );
  return Object.keys((parameters ?? {}) as object).some((name) => name.startsWith(queryParameter));
}
