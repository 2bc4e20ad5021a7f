import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isSqlError, sqlState } from '../database/database';
import { Problem, httpProblems } from './problem';
import { RouteTable } from './route-table';

const connectionTroubles = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ETIMEDOUT',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '08006',
  '08001',
  sqlState.queryCanceled,
  sqlState.lockNotAvailable,
]);

/** Turns whatever was thrown into problem details; what nobody foresaw is logged with its cause and answered without it. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly log = new Logger('HTTP');

  constructor(private readonly routes: RouteTable) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = this.toProblem(error, request);
    if (problem.status >= 500)
      this.log.error({
        msg: problem.title,
        requestId: request.id,
        route: request.routeOptions?.url,
        err: error,
      });
    if (reply.sent) return;
    this.answer(problem, request, reply);
  }

  /** Sends what went wrong to whoever asked. */
  protected answer(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
    void reply
      .status(problem.status)
      .headers({ ...problem.options.headers, 'cache-control': 'no-store' })
      .type('application/problem+json; charset=utf-8')
      .send(JSON.stringify(problem.body(request.url.split('?')[0]!, String(request.id))));
  }

  private toProblem(error: unknown, request: FastifyRequest): Problem {
    if (error instanceof Problem) return error;
    const { code, statusCode } = (error ?? {}) as { code?: unknown; statusCode?: unknown };
    if (error instanceof HttpException) {
      const status = error.getStatus();
      if (status === 404) return this.unknownRoute(request);
      return fromStatus(status, error.message);
    }
    // Fastify's own refusals: a body too large, broken JSON, a media type nobody reads, too many requests.
    if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500)
      return fromStatus(statusCode, (error as Error).message);
    if (error instanceof SyntaxError && request.body === undefined) return fromStatus(400, error.message);
    if (isSqlError(error, sqlState.uniqueViolation) || isSqlError(error, sqlState.exclusionViolation))
      return httpProblems.conflict({
        detail: 'Something with these values is there already. Read it again and decide.',
        cause: error,
      });
    if (isSqlError(error, sqlState.foreignKeyViolation))
      return httpProblems.conflict({
        detail: 'Something that this refers to does not exist, or is still referred to by something else.',
        cause: error,
      });
    // Class 22, data exception: a value that passed the rules but that PostgreSQL cannot read, such as a forged cursor.
    if (typeof code === 'string' && /^22[0-9A-Z]{3}$/.test(code))
      return httpProblems.malformedRequest({
        detail: 'A value in the request cannot be read.',
        cause: error,
      });
    if (typeof code === 'string' && connectionTroubles.has(code)) return unavailable(error);
    if (
      error instanceof Error &&
      /timeout|Connection terminated|Client has encountered a connection error/i.test(error.message)
    )
      return unavailable(error);
    return httpProblems.internal({
      detail: `Nothing was changed. Tell your administrator the request id ${String(request.id)}.`,
      cause: error,
    });
  }

  private unknownRoute(request: FastifyRequest): Problem {
    const path = request.url.split('?')[0]!;
    const methods = this.routes.methodsAt(path);
    if (methods.length === 0) return httpProblems.notFound('Nothing is at this address.');
    return httpProblems.methodNotAllowed({
      detail: `Use one of ${methods.join(', ')} here.`,
      headers: { allow: methods.join(', ') },
    });
  }
}

function unavailable(error: unknown): Problem {
  return httpProblems.unavailable({
    detail: 'The database did not answer in time. Try again in a few seconds.',
    headers: { 'retry-after': '2' },
    cause: error,
  });
}

function fromStatus(status: number, message: string): Problem {
  switch (status) {
    case 400:
      return httpProblems.malformedRequest(
        'The body is not valid JSON. Send JSON with Content-Type: application/json.',
      );
    case 401:
      return httpProblems.notSignedIn();
    case 403:
      return httpProblems.notAllowed();
    case 413:
      return httpProblems.tooLarge(
        'The body is larger than this installation accepts. Send less at once, or use an import.',
      );
    case 414:
      return httpProblems.malformedRequest('The address is too long.');
    case 415:
      return httpProblems.mediaTypeNotSupported('Send JSON with Content-Type: application/json.');
    case 429:
      return httpProblems.tooManyRequests('Wait as long as Retry-After says, then go on.');
    default:
      return status >= 500 ? httpProblems.internal({ cause: message }) : httpProblems.malformedRequest();
  }
}
