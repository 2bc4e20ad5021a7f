import {
  createParamDecorator,
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { httpProblems } from './problem';

const entityTag = (version: number): string => `"${version}"`;

function readIfMatch(_: unknown, context: ExecutionContext): number {
  const header = context.switchToHttp().getRequest<FastifyRequest>().headers['if-match'];
  if (header === undefined) {
    throw httpProblems.versionIsMissing(
      'Send the ETag that you read as If-Match, so that nobody’s change is lost.',
    );
  }
  const match = /^"(\d{1,9})"$/.exec(header.trim());
  if (!match)
    throw httpProblems.malformedRequest('If-Match must be an ETag as this resource gave it, such as "3".');
  return Number(match[1]);
}

/** The version that the caller means to change, from `If-Match`. Absent is 428, unreadable 400. */
export const IfMatch = createParamDecorator(readIfMatch);

/** Whether a handler asks for `If-Match`; its documentation says so then. */
export function asksForVersion(controller: object, handler: string | symbol): boolean {
  const parameters = Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, handler) as
    Record<string, { factory?: unknown }> | undefined;
  return Object.values(parameters ?? {}).some(({ factory }) => factory === readIfMatch);
}

/** @throws 412 when the stored version is not the one that the caller read. */
export function assertVersion(stored: number, expected: number): void {
  if (stored === expected) return;
  throw httpProblems.versionIsStale({
    detail: `It is at version ${stored} now, you changed version ${expected}. Read it again, then repeat your change.`,
    headers: { etag: entityTag(stored) },
  });
}

const sentInFull = new WeakSet<object>();

/**
 * Marks an answer that says more than what its version stands for, such as places that are free now. It has its ETag,
 * for If-Match, and is sent also to a reader who has it.
 */
export function alwaysInFull<T extends object>(body: T): T {
  sentInFull.add(body);
  return body;
}

/**
 * Gives an answer its ETag, and answers whether the caller has it already: then the answer is an empty 304. For what has
 * no version of its own; `tag` is made from everything that the answer is made from.
 */
export function isKnown(tag: string, request: FastifyRequest, reply: FastifyReply): boolean {
  void reply.header('etag', `"${tag}"`);
  const known = request.headers['if-none-match']
    ?.split(',')
    .some((one) => one.trim().replace(/^W\//, '') === `"${tag}"`);
  if (known === true) void reply.status(304);
  return known === true;
}

/** Gives every answer that has an `id` and a `version` its ETag, answers 304 to a reader who has it, and 201 its Location. */
@Injectable()
export class EntityTagInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    return next.handle().pipe(
      map((body: unknown) => {
        const { id, version } = (typeof body === 'object' && body !== null ? body : {}) as {
          id?: unknown;
          version?: unknown;
        };
        if (typeof version === 'number') {
          const tag = entityTag(version);
          void reply.header('etag', tag);
          if (
            request.method === 'GET' &&
            !sentInFull.has(body as object) &&
            request.headers['if-none-match']?.split(',').some((one) => one.trim() === tag)
          ) {
            void reply.status(304);
            return undefined;
          }
        }
        if (typeof id === 'string' && request.method === 'POST' && reply.statusCode === 201) {
          void reply.header('location', `${request.url.split('?')[0]!.replace(/\/$/, '')}/${id}`);
        }
        return body;
      }),
    );
  }
}
