import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Export } from './export.entity';
import { Exports } from './exports.service';
import { Import } from './import.entity';
import { Imports } from './imports.service';

/** Sheets that come in and go out, of whatever their rows are. Owns: imports, exports. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([Import, Export])],
  providers: [Imports, Exports],
  exports: [Imports, Exports],
})
export class ImportsModule {}
