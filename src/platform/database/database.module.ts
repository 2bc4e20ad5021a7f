import { Global, Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { ClientConfig } from 'pg';
import { CONFIG, type Config } from '../config';
import { PG_OPTIONS } from './connection';
import { Database } from './database';
import { Listener } from './listener';

/** PostgreSQL for everybody: the data source with the entities that the modules declare, {@link Database}, {@link Listener}. */
@Global()
@Module({})
export class DatabaseModule {
  static forRoot(connection: ClientConfig): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRootAsync({
          inject: [CONFIG],
          useFactory: (config: Config) => ({
            type: 'postgres',
            host: connection.host,
            port: connection.port,
            username: connection.user,
            database: connection.database,
            url: connection.connectionString,
            poolSize: config.databasePoolSize,
            extra: connection,
            autoLoadEntities: true,
            synchronize: false,
            // Nothing is created behind the migrations' back; ids are made by the program.
            installExtensions: false,
            uuidExtension: 'pgcrypto',
            // The server was reached and migrated just before; an endless retry would hide what is wrong.
            retryAttempts: 0,
          }),
        }),
      ],
      providers: [{ provide: PG_OPTIONS, useValue: connection }, Database, Listener],
      exports: [PG_OPTIONS, Database, Listener],
    };
  }
}
