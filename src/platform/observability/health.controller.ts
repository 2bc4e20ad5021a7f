import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { Database } from '../database/database';
import { httpProblems } from '../http/problem';
import { Operation } from '../http/operation';
import { Jobs } from '../jobs/jobs';

const why = { public: 'for load balancers and monitors; holds no data of anybody' };

/** Outside the base path: `/health/live`, `/health/ready`, `/metrics`. */
@ApiExcludeController()
@Controller()
export class HealthController {
  private readonly registry = new Registry();

  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
  ) {
    collectDefaultMetrics({ register: this.registry, prefix: 'plenary_' });
    const queues: Gauge = new Gauge({
      name: 'plenary_jobs',
      help: 'Jobs by queue and state.',
      labelNames: ['queue', 'state'],
      registers: [this.registry],
      collect: async () => {
        for (const { queue, ...states } of await this.jobs.depths())
          for (const [state, count] of Object.entries(states)) queues.set({ queue, state }, count);
      },
    });
    const outbox: Gauge = new Gauge({
      name: 'plenary_outbox_oldest_age_seconds',
      help: 'Age of the oldest promise that has not become a job, in seconds.',
      registers: [this.registry],
      collect: async () => {
        outbox.set(await this.jobs.oldestOutboxAgeSeconds());
      },
    });
  }

  @Get('health/live')
  @Operation({ summary: 'Whether the process runs', access: why, answer: Object })
  live(): { status: string } {
    return { status: 'up' };
  }

  @Get('health/ready')
  @Operation({ summary: 'Whether requests can be answered', access: why, answer: Object })
  async ready(): Promise<{ status: string }> {
    try {
      await this.db.query('SELECT 1');
    } catch (error) {
      throw httpProblems.unavailable({
        detail: 'The database does not answer.',
        headers: { 'retry-after': '5' },
        cause: error,
      });
    }
    return { status: 'ready' };
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @Operation({
    summary: 'Figures for Prometheus',
    access: why,
    answer: { mediaType: 'text/plain', description: 'Prometheus text format.' },
  })
  async metrics(): Promise<string> {
    return this.registry.metrics();
  }
}
