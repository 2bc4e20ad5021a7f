import { Body, Controller, Get, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { allStaff, definePermission, organisers } from '../../access/roles';
import { alwaysInFull, IfMatch } from '../../platform/http/concurrency';
import { IdParam, Operation } from '../../platform/http/operation';
import { pageOf, type Page } from '../../platform/http/page';
import { currentPrincipal } from '../../platform/http/request-context';
import { assertMaySee } from '../bookings/booking.rules';
import { WishListInput, WishListQuery, WishRulesInput } from './wish.input';
import { OwnWishListView, WishListView, WishRulesView } from './wish.view';
import { WishesQueries } from './wishes.queries';
import { WishesService } from './wishes.service';

const readWishes = definePermission('wishes.read', allStaff);
const setRules = definePermission('wishes.rules', [...organisers, 'visit_coordinator']);

/** Which visits participants would like to go on, the dearest first. */
@ApiTags('Wishes')
@Controller('api/v1/events/:event/site-visits')
export class WishesController {
  constructor(
    private readonly wishes: WishesService,
    private readonly queries: WishesQueries,
  ) {}

  @Get('wish-rules')
  @Operation({
    summary: 'Until when wishes can be made, and how many',
    access: 'signed-in',
    answer: WishRulesView,
  })
  async rules(@CurrentEvent() event: EventScope): Promise<WishRulesView> {
    return this.queries.rules(event.id);
  }

  @Put('wish-rules')
  @Operation({
    summary: 'Say until when wishes can be made, and how many',
    description: 'Before anything was said the version is 0.',
    access: setRules,
    answer: WishRulesView,
  })
  async setRules(
    @CurrentEvent() event: EventScope,
    @IfMatch() version: number,
    @Body() body: WishRulesInput,
  ): Promise<WishRulesView> {
    return this.wishes.setRules(event, version, body);
  }

  @Get('wishes')
  @Operation({
    summary: 'Lists of wishes, the oldest first',
    access: readWishes,
    answer: pageOf(WishListView),
  })
  async list(@CurrentEvent() event: EventScope, @Query() query: WishListQuery): Promise<Page<WishListView>> {
    return this.queries.list(event.id, query);
  }

  @Get('wishes/:registrationId')
  @Operation({
    summary: 'What a participant wishes for, and what is possible for them now',
    description: 'Staff see all lists, participants their own. Before the first list the version is 0.',
    access: 'signed-in',
    answer: OwnWishListView,
  })
  async one(
    @CurrentEvent() event: EventScope,
    @IdParam('registrationId') registrationId: string,
  ): Promise<OwnWishListView> {
    assertMaySee(currentPrincipal(), registrationId);
    return alwaysInFull(await this.queries.ofRegistration(event.id, registrationId));
  }

  @Put('wishes/:registrationId')
  @Operation({
    summary: 'Replace the list of a participant by another one',
    description:
      'Coordinators and the registration desk for anybody, participants for themselves, until the deadline; coordinators after it, too. What is not possible can be wished for: it may become possible.',
    access: 'signed-in',
    answer: OwnWishListView,
    fails: [409],
  })
  async put(
    @CurrentEvent() event: EventScope,
    @IdParam('registrationId') registrationId: string,
    @IfMatch() version: number,
    @Body() body: WishListInput,
  ): Promise<OwnWishListView> {
    return this.wishes.put(event, registrationId, version, body.siteVisitIds);
  }
}
