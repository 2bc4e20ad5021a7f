import {
  Controller,
  Get,
  Injectable,
  Sse,
  UseGuards,
  type CanActivate,
  type ExecutionContext,
  type MessageEvent,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Observable } from 'rxjs';
import { IdParam, Operation, readId } from '../http/operation';
import { httpProblems } from '../http/problem';
import { currentPrincipal } from '../http/request-context';
import type { JobRun } from './job-run.entity';
import { JobView, toJobView } from './job-run.view';
import { Jobs } from './jobs';

/** Proxies cut connections on which nothing is said for long. */
const heartbeatMs = 15_000;

/** @throws 404 when there is no such run, and when it is somebody else's. */
async function visibleRun(jobs: Jobs, id: string): Promise<JobRun> {
  const run = await jobs.run(id);
  const principal = currentPrincipal();
  if (run && (run.ownerId === principal.id || principal.administrator)) return run;
  throw httpProblems.notFound('There is no such job, or it is not yours.');
}

/** A stream that has begun cannot be refused any more, so this is asked before its handler. */
@Injectable()
export class OwnJobGuard implements CanActivate {
  constructor(private readonly jobs: Jobs) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { id } = context.switchToHttp().getRequest<FastifyRequest<{ Params: { id: string } }>>().params;
    await visibleRun(this.jobs, readId(id));
    return true;
  }
}

@ApiTags('Jobs')
@Controller('api/v1/jobs')
export class JobsController {
  constructor(private readonly jobs: Jobs) {}

  @Get(':id')
  @Operation({
    summary: 'A job: how far it is, what was wrong, and what came of it',
    description: 'Only whoever started it and administrators see it.',
    access: 'signed-in',
    answer: JobView,
  })
  async one(@IdParam('id') id: string): Promise<JobView> {
    return toJobView(await visibleRun(this.jobs, id));
  }

  @Sse(':id/stream')
  @UseGuards(OwnJobGuard)
  @Operation({
    summary: 'The same as server-sent events',
    description:
      'Begins with the present state, tells each change (several quick ones as one), and ends when the job has ended. The data of each event is a job; its id is the version. After a break, connect again: the present state comes first.',
    access: 'signed-in',
    answer: { mediaType: 'text/event-stream', description: 'One event for each change.' },
  })
  stream(@IdParam('id') id: string): Observable<MessageEvent> {
    return new Observable((subscriber) => {
      let version = 0;
      let stop: (() => void) | undefined;
      const tell = (run: JobRun): void => {
        if (run.version <= version) return;
        version = run.version;
        subscriber.next({ id: String(version), data: toJobView(run) });
        if (run.state === 'completed' || run.state === 'failed') subscriber.complete();
      };
      const begin = async (): Promise<void> => {
        // First watch, then read: what changes in between is told twice at worst, and then only once by its version.
        stop = await this.jobs.watch(id, tell);
        if (subscriber.closed) return stop();
        const run = await this.jobs.run(id);
        if (run) tell(run);
      };
      begin().catch((error: unknown) => subscriber.error(error));
      const heartbeat = setInterval(() => subscriber.next({ comment: 'still here' }), heartbeatMs);
      return () => {
        clearInterval(heartbeat);
        stop?.();
      };
    });
  }
}
