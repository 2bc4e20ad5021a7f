import { Module } from '@nestjs/common';
import { HealthController } from './health.controller';

/** What operators look at: is it alive, is it ready, how is it doing. */
@Module({ controllers: [HealthController] })
export class ObservabilityModule {}
