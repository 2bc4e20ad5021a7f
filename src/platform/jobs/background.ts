import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CONFIG, type Config } from '../config';
import { Relay } from '../outbox/relay';
import { Queues } from './bullmq';
import { Handlers } from './handlers';
import { JobRunner } from './job-runner';

/** Starts and stops what runs in the background, in the processes whose role it is. */
@Injectable()
export class Background implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly works: boolean;

  constructor(
    @Inject(CONFIG) config: Config,
    @Inject(Relay) private readonly relay: Relay,
    @Inject(Queues) private readonly queues: Queues,
    @Inject(Handlers) private readonly handlers: Handlers,
    @Inject(JobRunner) private readonly runner: JobRunner,
  ) {
    this.works = config.role !== 'api';
  }

  async onApplicationBootstrap(): Promise<void> {
    if (!this.works) return;
    for (const { name, concurrency } of this.handlers.queues())
      await this.queues.work(name, concurrency, this.runner);
    await this.relay.start();
  }

  /** Before the database is closed, so that jobs that run can end. */
  async beforeApplicationShutdown(): Promise<void> {
    if (this.works) {
      await this.relay.stop();
      await this.queues.stopWork(() => this.runner.giveUp());
    }
    await this.queues.close();
  }
}
