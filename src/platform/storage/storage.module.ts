import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CONFIG, type Config } from '../config';
import { storageOf } from './choose-storage';
import { Storage } from './storage';
import { StoredFile } from './stored-file.entity';
import { StoredFiles } from './stored-files';

/** Files that people send: where their bytes are kept, and what the database knows of them. Owns: stored_files. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([StoredFile])],
  providers: [
    { provide: Storage, useFactory: (config: Config): Storage => storageOf(config), inject: [CONFIG] },
    StoredFiles,
  ],
  exports: [Storage, StoredFiles],
})
export class StorageModule {}
