import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { ClientConfig } from 'pg';
import { Clock } from './clock';
import { CONFIG, type Config } from './config';
import { DatabaseModule } from './database/database.module';
import { SealedTexts } from './crypto/sealed-texts';
import { SignedLinks } from './crypto/signed-links';
import { SigningKeys } from './crypto/signing-keys';
import { IdempotencyInterceptor } from './http/idempotency';
import { ProblemsController } from './http/problems.controller';
import { RouteTable } from './http/route-table';
import { UploadInterceptor } from './http/upload';
import { TextExtraction } from './extraction/text-extraction.service';
import { ImportsModule } from './imports/imports.module';
import { JobsModule } from './jobs/jobs.module';
import { ObservabilityModule } from './observability/observability.module';
import { StorageModule } from './storage/storage.module';
import { WorkflowEngine } from './workflow/engine';
import { Sweeper } from './workflow/sweeper';

export interface PlatformOptions {
  readonly config: Config;
  readonly connection: ClientConfig;
  readonly clock?: Clock;
  readonly routes?: RouteTable;
}

/** What any backend has: configuration, clock, database, jobs, workflows, health. Knows nothing of forums. */
@Global()
@Module({})
export class PlatformModule {
  static forRoot({ config, connection, clock, routes }: PlatformOptions): DynamicModule {
    return {
      module: PlatformModule,
      imports: [
        DatabaseModule.forRoot(connection),
        JobsModule,
        StorageModule,
        ImportsModule,
        ObservabilityModule,
      ],
      controllers: [ProblemsController],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: Clock, useValue: clock ?? new Clock() },
        { provide: RouteTable, useValue: routes ?? new RouteTable() },
        IdempotencyInterceptor,
        UploadInterceptor,
        TextExtraction,
        SealedTexts,
        SignedLinks,
        SigningKeys,
        WorkflowEngine,
        Sweeper,
      ],
      exports: [
        CONFIG,
        Clock,
        RouteTable,
        IdempotencyInterceptor,
        UploadInterceptor,
        TextExtraction,
        SealedTexts,
        SignedLinks,
        SigningKeys,
        WorkflowEngine,
        Sweeper,
      ],
    };
  }
}
