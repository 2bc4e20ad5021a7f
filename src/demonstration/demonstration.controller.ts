import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { definePermission } from '../access/roles';
import { Clock } from '../platform/clock';
import { InstantField } from '../platform/http/fields';
import { Operation } from '../platform/http/operation';
import { DemonstrationService } from './demonstration.service';

/** Nobody has this by a role: only administrators move the time. */
const setClock = definePermission('demonstration.set-clock', []);

class ClockInput {
  @InstantField({ description: 'The time that it shall be.' })
  now!: string;
}

class ClockView {
  @InstantField({ description: 'The time that it is for this installation.' })
  now!: string;
}

/** The clock of the demonstration forum, to watch what happens at its time. */
@ApiTags('Demonstration')
@Controller('api/v1/demonstration/clock')
export class DemonstrationController {
  constructor(
    private readonly demonstration: DemonstrationService,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Operation({
    summary: 'What time it is in the demonstration',
    access: { public: 'the time is nobody’s secret' },
    answer: ClockView,
  })
  now(): ClockView {
    return { now: this.clock.now().toISOString() };
  }

  @Put()
  @Operation({
    summary: 'Set the time of the demonstration, and do all that is due',
    access: setClock,
    answer: ClockView,
    fails: [409],
  })
  async set(@Body() { now }: ClockInput): Promise<ClockView> {
    await this.demonstration.setTime(new Date(now));
    return this.now();
  }
}
