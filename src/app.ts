import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import type { INestApplication, LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';
import type { Server } from 'node:http';
import { v7 as uuidv7 } from 'uuid';
import { AppModule, type AppOptions } from './app.module';
import { serveQueues } from './pages/queues.guard';
import { EntityTagInterceptor } from './platform/http/concurrency';
import { IdempotencyInterceptor } from './platform/http/idempotency';
import { KnownQueryInterceptor } from './platform/http/known-query';
import { InputPipe } from './platform/http/input.pipe';
import { openApiDocument } from './platform/http/openapi';
import { httpProblems } from './platform/http/problem';
import { ProblemFilter } from './platform/http/problem.filter';
import { anonymousPrincipal, withinRequest } from './platform/http/request-context';
import { RouteTable } from './platform/http/route-table';
import { refuseOtherForms, UploadInterceptor } from './platform/http/upload';

/** Requests that load balancers and monitors make, which no limit may stop. */
const unlimited = /^\/(health|metrics)/;

/** How long a request may go on once the program is to stop, in milliseconds; about as long as a job may. */
const requestGraceMs = 5000;

/**
 * Builds the application with everything that stands between the wire and a handler. It does not listen yet.
 * Modules and routes are the same in every role; what a process does besides answering HTTP is decided by `config.role`.
 */
export async function createApp(
  options: AppOptions & { logger?: LoggerService | false },
): Promise<NestFastifyApplication> {
  const { config } = options;
  const adapter = new FastifyAdapter({
    bodyLimit: config.bodyLimitBytes,
    trustProxy: config.trustProxy,
    genReqId: (request: { headers: Record<string, string | string[] | undefined> }) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && /^[A-Za-z0-9._-]{8,100}$/.test(given) ? given : uuidv7();
    },
    routerOptions: { maxParamLength: 300 },
    // A query such as `?a[__proto__]=1` stays a flat name with a text.
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
  });
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  const routes = new RouteTable();
  routes.watch(fastify);
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', String(request.id));
    withinRequest(
      { requestId: String(request.id), address: request.ip, principal: anonymousPrincipal },
      done,
    );
  });
  fastify.addHook('preClose', (done) => {
    drain(fastify.server);
    done();
  });
  if (config.role === 'worker') {
    fastify.addHook('onRequest', (request, _reply, done) => {
      if (unlimited.test(request.url)) done();
      else done(httpProblems.notFound('This process does background work only; another one answers here.'));
    });
  }
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot({ ...options, routes }),
    adapter,
    {
      logger: options.logger ?? ['fatal', 'error', 'warn'],
      abortOnError: false,
    },
  );
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'self'"],
      },
    },
    crossOriginEmbedderPolicy: false,
    hsts: config.nodeEnv === 'production',
  });
  await app.register(rateLimit, {
    global: true,
    max: config.rateLimitPerMinute,
    timeWindow: 60_000,
    enableDraftSpec: true,
    keyGenerator: callerKey,
    allowList: (request: FastifyRequest) => unlimited.test(request.url),
    errorResponseBuilder: (_request: FastifyRequest, limit: { ttl: number }) =>
      httpProblems.tooManyRequests({
        detail: `Wait ${Math.ceil(limit.ttl / 1000)} seconds, then go on.`,
        headers: { 'retry-after': String(Math.ceil(limit.ttl / 1000)) },
      }),
  });
  await app.register(cookie);
  await app.register(multipart, { throwFileSizeLimit: false });
  refuseOtherForms(fastify);
  app.useGlobalPipes(new InputPipe());
  app.useGlobalFilters(new ProblemFilter(routes));
  app.useGlobalInterceptors(
    new KnownQueryInterceptor(),
    new EntityTagInterceptor(),
    // Before the transaction of an Idempotency-Key: nothing of the database waits for a slow client.
    app.get(UploadInterceptor),
    app.get(IdempotencyInterceptor),
  );
  // Not app.enableShutdownHooks(): who starts the application also stops what it started before, in the right order.
  if (config.role !== 'worker') {
    serveDocument(app, fastify);
    await serveQueues(app, fastify);
  }
  return app;
}

/**
 * Lets requests end that have begun when the program stops, but not for ever: a stream, or a client that never sends
 * the rest, is cut off. A connection is closed as soon as nothing happens on it.
 */
function drain(server: Server): void {
  const begun = performance.now();
  const timer = setInterval(() => {
    if (performance.now() - begun < requestGraceMs) server.closeIdleConnections();
    else server.closeAllConnections();
  }, 50);
  server.once('close', () => clearInterval(timer));
}

/** Whose requests are counted together: the holder of a token, or else the address. */
function callerKey(request: FastifyRequest): string {
  const { authorization } = request.headers;
  return authorization === undefined
    ? request.ip
    : createHash('sha256').update(authorization).digest('base64url');
}

function serveDocument(app: INestApplication, fastify: FastifyInstance): void {
  let document: ReturnType<typeof openApiDocument> | undefined;
  // Made when somebody asks for it: starting must not wait for it.
  const made = () => (document ??= openApiDocument(app));
  let text: string | undefined;
  fastify.get(
    '/api/openapi.json',
    (_request, reply) =>
      void reply.type('application/json; charset=utf-8').send((text ??= JSON.stringify(made()))),
  );
  SwaggerModule.setup('api/docs', app, made, {
    raw: false,
    customSiteTitle: 'Plenary API',
    customCss: '.topbar { display: none }',
    swaggerUrl: '/api/openapi.json',
    swaggerOptions: {
      url: '/api/openapi.json',
      persistAuthorization: true,
      docExpansion: 'none',
      filter: true,
      tagsSorter: 'alpha',
    },
  });
}
