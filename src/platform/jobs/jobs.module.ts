import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { OutboxRow } from '../outbox/outbox-row.entity';
import { Outbox } from '../outbox/outbox';
import { Relay } from '../outbox/relay';
import { Background } from './background';
import { PromisesQueries } from './board/promises.queries';
import { QueueBoard } from './board/queue-board';
import { Queues } from './bullmq';
import { Handlers } from './handlers';
import { JobRun } from './job-run.entity';
import { JobRunner } from './job-runner';
import { Jobs } from './jobs';
import { JobsController } from './jobs.controller';
import { JOB_TIMINGS, jobTimings } from './timings';

/** Promises, and the background work that keeps them. */
@Global()
@Module({
  imports: [DiscoveryModule, TypeOrmModule.forFeature([OutboxRow, JobRun])],
  controllers: [JobsController],
  providers: [
    { provide: JOB_TIMINGS, useValue: jobTimings },
    Handlers,
    Outbox,
    Queues,
    Relay,
    JobRunner,
    Background,
    Jobs,
    PromisesQueries,
    QueueBoard,
  ],
  exports: [Outbox, Jobs],
})
export class JobsModule {}
