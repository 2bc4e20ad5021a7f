import type { INestApplication } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Sessions } from '../access/sessions.service';
import { httpProblems, type Problem } from '../platform/http/problem';
import { boardPath, QueueBoard, type BoardGuard } from '../platform/jobs/board/queue-board';

/** The cookie in which a browser keeps the session; it goes to the page of the queues only. */
export const boardCookie = 'plenary_queues';

/**
 * Serves the queues to administrators who have signed in on a page. Whoever has not is sent to the form; what the page
 * itself asks for is refused. What changes something must come from the page: the cookie is not sent from elsewhere
 * (SameSite), and a browser says so itself (Sec-Fetch-Site).
 */
export async function serveQueues(app: INestApplication, fastify: FastifyInstance): Promise<void> {
  const sessions = app.get(Sessions);
  const guard: BoardGuard = async (request, reply) => {
    const token = request.cookies[boardCookie];
    const principal = token === undefined ? undefined : await sessions.principal(token, undefined);
    if (principal?.administrator !== true) {
      if (request.method === 'GET' && !request.url.startsWith(`${boardPath}/api/`))
        return reply.header('cache-control', 'no-store').redirect('/sign-in', 303);
      return refuse(request, reply, httpProblems.notSignedIn({ detail: 'Sign in again.' }));
    }
    const site = request.headers['sec-fetch-site'];
    if (request.method !== 'GET' && site !== undefined && site !== 'same-origin')
      return refuse(
        request,
        reply,
        httpProblems.notAllowed('This did not come from the page of the queues.'),
      );
    return undefined;
  };
  await app.get(QueueBoard).serve(fastify, guard);
}

/** The page is not one of ours, so the filter of our own answers does not stand behind it. */
function refuse(request: FastifyRequest, reply: FastifyReply, problem: Problem): unknown {
  return reply
    .status(problem.status)
    .type('application/problem+json; charset=utf-8')
    .send(problem.body(request.url.split('?')[0]!, String(request.id)));
}
