import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { IdParam, Operation } from '../../platform/http/operation';
import { PageQuery, pageOf, type Page } from '../../platform/http/page';
import { currentPrincipal } from '../../platform/http/request-context';
import { changeProgramme, readProgramme } from '../sessions/sessions.controller';
import { ShiftInput, ShiftPreviewInput } from './shift.input';
import { ShiftDoneView, ShiftPreviewView, ShiftView } from './shift.view';
import { ShiftsService } from './shifts.service';

@ApiTags('Programme')
@Controller('api/v1/events/:event/programme/shifts')
export class ShiftsController {
  constructor(private readonly shifts: ShiftsService) {}

  @Get()
  @Operation({
    summary: 'Shifts of the draft that were done, the newest first',
    access: readProgramme,
    answer: pageOf(ShiftView),
  })
  async list(@CurrentEvent() event: EventScope, @Query() query: PageQuery): Promise<Page<ShiftView>> {
    return this.shifts.list(event.id, query);
  }

  @Post('preview')
  @Operation({
    summary: 'What a shift would do: the sessions, the conflicts, the people',
    description: 'Nothing is written.',
    access: changeProgramme,
    answer: ShiftPreviewView,
    status: 200,
  })
  async preview(
    @CurrentEvent() event: EventScope,
    @Body() body: ShiftPreviewInput,
  ): Promise<ShiftPreviewView> {
    return this.shifts.preview(event.id, body);
  }

  @Post()
  @Operation({
    summary: 'Move everything of a day from some time on',
    description:
      'All sessions of the draft that begin from then on, or none. A session that would leave its day stops all of them. With the `digest` of a preview it does what that said, or is refused.',
    access: changeProgramme,
    answer: ShiftDoneView,
    status: 201,
    fails: [409],
  })
  async shift(@CurrentEvent() event: EventScope, @Body() body: ShiftInput): Promise<ShiftDoneView> {
    return this.shifts.shift(event.id, body, currentPrincipal());
  }

  @Get(':id')
  @Operation({ summary: 'One shift that was done', access: readProgramme, answer: ShiftView })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<ShiftView> {
    return this.shifts.one(event.id, id);
  }
}
