import { Body, Controller, Delete, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { allStaff, definePermission } from '../../access/roles';
import { IfMatch } from '../../platform/http/concurrency';
import { IdParam, Operation } from '../../platform/http/operation';
import { pageOf, type Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import { currentPrincipal } from '../../platform/http/request-context';
import { transitionController } from '../../platform/workflow/transition-routes';
import { BookingCounter } from './booking-counter.service';
import { BookingInput, BookingQuery, DepartureBookingQuery } from './booking.input';
import { assertMaySee } from './booking.rules';
import { BookingView } from './booking.view';
import { bookingWorkflow } from './booking.workflow';
import { BookingsQueries } from './bookings.queries';
import { BookingsService } from './bookings.service';

const readBookings = definePermission('bookings.read', allStaff);

@ApiTags('Bookings')
@Controller('api/v1/events/:event/departures/:id/bookings')
export class DepartureBookingsController {
  constructor(
    private readonly counter: BookingCounter,
    private readonly bookings: BookingsService,
    private readonly queries: BookingsQueries,
  ) {}

  @Get()
  @Operation({
    summary: 'Bookings on a departure, in order of arrival',
    access: readBookings,
    answer: pageOf(BookingView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @IdParam('id') departureId: string,
    @Query() query: DepartureBookingQuery,
  ): Promise<Page<BookingView>> {
    return this.queries.list(event.id, { ...query, departureId });
  }

  @Post()
  @Operation({
    summary: 'Book a place on a departure, or one in its waiting list',
    description: 'Coordinators and the registration desk book for anybody, participants for themselves.',
    access: 'signed-in',
    answer: BookingView,
    status: 201,
    fails: [409],
  })
  async book(
    @CurrentEvent() event: EventScope,
    @IdParam('id') departureId: string,
    @Body() body: BookingInput,
  ): Promise<BookingView> {
    return this.counter.book(event, departureId, body);
  }

  @Get(':bookingId')
  @Operation({
    summary: 'One booking on a departure',
    description: 'Staff see all of them, participants their own.',
    access: 'signed-in',
    answer: BookingView,
  })
  async one(
    @CurrentEvent() event: EventScope,
    @IdParam('id') departureId: string,
    @IdParam('bookingId') id: string,
  ): Promise<BookingView> {
    const booking = await this.queries.booking(event.id, id);
    assertMaySee(currentPrincipal(), booking.registrationId);
    if (booking.departureId !== departureId)
      throw httpProblems.notFound('There is no such booking on this departure.');
    return booking;
  }

  @Delete(':bookingId')
  @Operation({
    summary: 'Give a booking up',
    description: 'Coordinators and the registration desk for anybody, participants for themselves.',
    access: 'signed-in',
    fails: [409],
  })
  async cancel(
    @CurrentEvent() event: EventScope,
    @IdParam('id') departureId: string,
    @IdParam('bookingId') id: string,
    @IfMatch() version: number,
  ): Promise<void> {
    await this.bookings.cancel(event, departureId, id, version);
  }
}

@ApiTags('Bookings')
@Controller('api/v1/events/:event/bookings')
export class BookingsController {
  constructor(private readonly queries: BookingsQueries) {}

  @Get()
  @Operation({
    summary: 'Bookings of an event',
    description: 'Staff see all of them, participants those of their own registration.',
    access: 'signed-in',
    answer: pageOf(BookingView),
  })
  async list(@CurrentEvent() event: EventScope, @Query() query: BookingQuery): Promise<Page<BookingView>> {
    assertMaySee(currentPrincipal(), query.registrationId);
    return this.queries.list(event.id, query);
  }

  @Get(':id')
  @Operation({
    summary: 'One booking',
    description: 'Staff see all of them, participants their own.',
    access: 'signed-in',
    answer: BookingView,
  })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<BookingView> {
    const booking = await this.queries.booking(event.id, id);
    assertMaySee(currentPrincipal(), booking.registrationId);
    return booking;
  }
}

export const BookingTransitionController = transitionController({
  workflow: bookingWorkflow,
  path: 'api/v1/events/:event/bookings/:id',
  tag: 'Bookings',
  view: BookingView,
  read: readBookings,
});
