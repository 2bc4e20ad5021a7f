import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { allStaff, definePermission, organisers } from '../../access/roles';
import { IfMatch } from '../../platform/http/concurrency';
import { IdParam, Operation } from '../../platform/http/operation';
import { PageQuery, pageOf, type Page } from '../../platform/http/page';
import { currentPrincipal } from '../../platform/http/request-context';
import { assertMaySee } from '../bookings/booking.rules';
import { BookingView } from '../bookings/booking.view';
import { AlternativesService } from './alternatives.service';
import { ChangeRecord } from './change-record.service';
import {
  AlternativeQuery,
  MergeInput,
  MergePreviewInput,
  MoveInput,
  MovePreviewInput,
  ShrinkInput,
  ShrinkPreviewInput,
} from './change.input';
import {
  AlternativeView,
  DepartureChangeView,
  MergePreviewView,
  MovePreviewView,
  ShrinkPreviewView,
} from './change.view';
import { DepartureChangesService } from './departure-changes.service';

const readChanges = definePermission('departures.changes', allStaff);
const changePeople = definePermission('departures.change_people', [...organisers, 'visit_coordinator']);

/** Departures that are moved, made smaller or merged although people are on them. */
@ApiTags('Departures')
@Controller('api/v1/events/:event/departures/:id')
export class DepartureChangesController {
  constructor(
    private readonly changes: DepartureChangesService,
    private readonly record: ChangeRecord,
  ) {}

  @Get('changes')
  @Operation({
    summary: 'What was changed of a departure, the oldest first, with everybody whom it touched',
    access: readChanges,
    answer: pageOf(DepartureChangeView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Query() query: PageQuery,
  ): Promise<Page<DepartureChangeView>> {
    return this.record.list(event.id, id, query);
  }

  @Post('move/preview')
  @Operation({
    summary: 'Who has something else to do at another time',
    description: 'Nothing is written.',
    access: changePeople,
    answer: MovePreviewView,
  })
  async previewMove(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Body() body: MovePreviewInput,
  ): Promise<MovePreviewView> {
    return this.changes.previewMove(event, id, body);
  }

  @Post('move')
  @Operation({
    summary: 'Move a departure, and decide about those who have something else to do then',
    description:
      'Each of them keeps the place or loses it, by name; whoever is on another visit then cannot keep it. Everybody on the departure is told, and who loses a place can be offered others.',
    access: changePeople,
    answer: DepartureChangeView,
    fails: [409],
  })
  async move(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
    @Body() body: MoveInput,
  ): Promise<DepartureChangeView> {
    return this.changes.move(event, id, version, body);
  }

  @Post('shrink/preview')
  @Operation({
    summary: 'Who would lose the place with fewer seats',
    description: 'Nothing is written.',
    access: changePeople,
    answer: ShrinkPreviewView,
  })
  async previewShrink(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Body() body: ShrinkPreviewInput,
  ): Promise<ShrinkPreviewView> {
    return this.changes.previewShrink(event, id, body);
  }

  @Post('shrink')
  @Operation({
    summary: 'Make a departure smaller than what is taken',
    description:
      'Those who are chosen go to the head of the waiting list while there is one, or are offered other places; each of them is told. Seats that are kept stay kept.',
    access: changePeople,
    answer: DepartureChangeView,
    fails: [409],
  })
  async shrink(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
    @Body() body: ShrinkInput,
  ): Promise<DepartureChangeView> {
    return this.changes.shrink(event, id, version, body);
  }

  @Post('merge/preview')
  @Operation({
    summary: 'What it would mean if the group went with another one',
    description: 'Nothing is written.',
    access: changePeople,
    answer: MergePreviewView,
    fails: [409],
  })
  async previewMerge(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Body() body: MergePreviewInput,
  ): Promise<MergePreviewView> {
    return this.changes.previewMerge(event, id, body);
  }

  @Post('merge')
  @Operation({
    summary: 'Let the group go with another one of the same visit',
    description:
      'Everybody keeps the place that they have, with one booking; the waiting lists become one, in the order of arrival. This departure is cancelled, and everybody on it gets one mail.',
    access: changePeople,
    answer: DepartureChangeView,
    fails: [409],
  })
  async merge(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IfMatch() version: number,
    @Body() body: MergeInput,
  ): Promise<DepartureChangeView> {
    return this.changes.merge(event, id, version, body);
  }
}

/** Places that are held for people who lost theirs. */
@ApiTags('Bookings')
@Controller('api/v1/events/:event/alternatives')
export class AlternativesController {
  constructor(private readonly alternatives: AlternativesService) {}

  @Get()
  @Operation({
    summary: 'Places that are held for people who lost theirs, the first to expire first',
    description: 'Staff see all of them, participants those of their own registration.',
    access: 'signed-in',
    answer: pageOf(AlternativeView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @Query() query: AlternativeQuery,
  ): Promise<Page<AlternativeView>> {
    assertMaySee(currentPrincipal(), query.registrationId);
    return this.alternatives.list(event.id, query);
  }

  @Post(':id/accept')
  @Operation({
    summary: 'Accept a place that is held',
    description:
      'Coordinators and the registration desk for anybody, participants for themselves. What else was held for the same loss is free again.',
    access: 'signed-in',
    answer: BookingView,
    fails: [409],
  })
  async accept(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<BookingView> {
    return this.alternatives.answer(event, id, 'accept');
  }

  @Post(':id/decline')
  @Operation({
    summary: 'Decline a place that is held',
    description: 'Coordinators and the registration desk for anybody, participants for themselves.',
    access: 'signed-in',
    answer: BookingView,
    fails: [409],
  })
  async decline(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<BookingView> {
    return this.alternatives.answer(event, id, 'decline');
  }
}
