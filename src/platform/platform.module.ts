import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { ClientConfig } from 'pg';
import { Chance } from './chance';
import { Clock } from './clock';
import { CONFIG, type Config } from './config';
import { DatabaseModule } from './database/database.module';
import { Keyring } from './crypto/keyring';
import { SealedRows } from './crypto/sealed-rows.service';
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
  readonly chance?: Chance;
  readonly routes?: RouteTable;
}

/** What any backend has: configuration, clock, database, jobs, workflows, health. Knows nothing of forums. */
@Global()
@Module({})
export class PlatformModule {
  static forRoot({ config, connection, clock, chance, routes }: PlatformOptions): DynamicModule {
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
        { provide: Chance, useValue: chance ?? new Chance() },
        { provide: RouteTable, useValue: routes ?? new RouteTable() },
        IdempotencyInterceptor,
        UploadInterceptor,
        Keyring,
        SealedRows,
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
        Chance,
        RouteTable,
        IdempotencyInterceptor,
        UploadInterceptor,
        Keyring,
        SealedRows,
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
