import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DemonstrationController } from './demonstration.controller';
import { DemonstrationRow } from './demonstration.entity';
import { DemonstrationService } from './demonstration.service';

/**
 * The forum that a first start shows: Infoforum-China 2019, made through the API, with a clock of its own.
 * Owns: demonstration.
 */
@Module({
  imports: [TypeOrmModule.forFeature([DemonstrationRow])],
  controllers: [DemonstrationController],
  providers: [DemonstrationService],
  exports: [DemonstrationService],
})
export class DemonstrationModule {}
