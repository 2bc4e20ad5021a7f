import { createBullBoard } from '@bull-board/api';
import { FastifyAdapter } from '@bull-board/fastify';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest, FastifyReply } from 'fastify';
import { Outbox } from '../../outbox/outbox';
import { Handlers } from '../handlers';
import { PromisesAdapter } from './promises.adapter';
import { PromisesQueries } from './promises.queries';

/** Where the page of the queues is. */
export const boardPath = '/queues';

/** What may be done there besides looking: to give a job that was set aside its attempts again. */
const retries = new Set(['/api/queues/:queueName/retry/:queueStatus', '/api/queues/:queueName/:jobId/retry']);

/**
 * The page is somebody else's program: it may load its own scripts and styles, ask its own addresses, and nothing more.
 * (It wants fonts of another site, and does without.)
 */
const contentSecurity =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

/** Asked before every address of the page; answers the request itself when its caller may not go on. */
export type BoardGuard = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/** The queues in sight: Bull Board over the promises of the outbox. */
@Injectable()
export class QueueBoard {
  constructor(
    @Inject(PromisesQueries) private readonly promises: PromisesQueries,
    @Inject(Outbox) private readonly outbox: Outbox,
    @Inject(Handlers) private readonly handlers: Handlers,
  ) {}

  /** Serves the page below {@link boardPath}, to whom the guard lets through. Before the application listens. */
  async serve(fastify: FastifyInstance, guard: BoardGuard): Promise<void> {
    const server = new FastifyAdapter();
    server.setBasePath(boardPath);
    const board = createBullBoard({
      queues: [],
      serverAdapter: server,
      options: {
        uiConfig: {
          boardTitle: 'Plenary: queues',
          hideDocsLink: true,
          miscLinks: [{ text: 'Sign out', url: `${boardPath}/sign-out` }],
          showWorkers: false,
          showMetrics: false,
          pollingInterval: { showSetting: true },
        },
        handlerHooks: {
          before: ({ method, route }) => {
            if (method === 'get' || retries.has(route)) return;
            return { allow: false, status: 403, message: 'Here jobs are looked at, and tried again.' };
          },
        },
      },
    });
    await fastify.register(
      (scope, _options, done) => {
        scope.addHook('onRequest', guard);
        scope.addHook('onSend', (_request, reply, payload, next) => {
          void reply.headers({ 'content-security-policy': contentSecurity, 'cache-control': 'no-store' });
          next(null, payload);
        });
        // Which queues there are is known when all modules have said what they handle.
        scope.addHook('onReady', (ready) => {
          board.setQueues(
            this.handlers.queues().map(({ name }) => new PromisesAdapter(name, this.promises, this.outbox)),
          );
          ready();
        });
        scope.register(server.registerPlugin());
        done();
      },
      { prefix: boardPath },
    );
  }
}
