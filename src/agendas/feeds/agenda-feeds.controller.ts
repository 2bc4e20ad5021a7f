import { Controller, Delete, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { definePermission, organisers } from '../../access/roles';
import { isKnown } from '../../platform/http/concurrency';
import { IdParam, Operation } from '../../platform/http/operation';
import { currentPrincipal } from '../../platform/http/request-context';
import { AgendasQueries } from '../agendas.queries';
import { AgendaFeedView } from './agenda-feed.view';
import { AgendaFeedsQueries } from './agenda-feeds.queries';
import { AgendaFeeds } from './agenda-feeds.service';

const changeFeeds = definePermission('agenda-feeds.change', [
  ...organisers,
  'registration_desk',
  'communications',
  'participant',
]);

const own = { kind: 'registration', param: 'id' };

@ApiTags('Agendas')
@Controller('api/v1/events/:event/registrations/:id/agenda-feed')
export class AgendaFeedsController {
  constructor(private readonly feeds: AgendaFeeds) {}

  @Get()
  @Operation({
    summary: 'The address at which calendars follow a person’s agenda',
    description: 'Staff see whether there is one, and never the address.',
    access: changeFeeds,
    own,
    answer: AgendaFeedView,
  })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<AgendaFeedView> {
    return this.feeds.of(event.id, id, currentPrincipal());
  }

  @Post()
  @Operation({
    summary: 'Make such an address, in place of the one that there was',
    description: 'The one before opens nothing from now on.',
    access: changeFeeds,
    own,
    answer: AgendaFeedView,
    status: 200,
  })
  async make(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<AgendaFeedView> {
    await this.feeds.renew(event.id, id);
    return this.feeds.of(event.id, id, currentPrincipal());
  }

  @Delete()
  @Operation({
    summary: 'Stop the address; it opens nothing any more, and no mail names one until it is made anew',
    access: changeFeeds,
    own,
  })
  async stop(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<void> {
    await this.feeds.stop(event.id, id, currentPrincipal().name);
  }
}

/** Where calendars fetch. */
@ApiTags('Agendas')
@Controller('api/v1/feeds')
export class FollowedAgendasController {
  constructor(
    private readonly feeds: AgendaFeedsQueries,
    private readonly agendas: AgendasQueries,
  ) {}

  @Get(':token/agenda.ics')
  @ApiParam({ name: 'token', description: 'Token of the address, as the person was given it.' })
  @Operation({
    summary: 'A person’s agenda, for calendars that fetch it again and again',
    description:
      'The ETag stands for all that it says; ask with If-None-Match, once an hour at most. What fell away stands there as cancelled for 14 days.',
    access: { public: 'the address itself is the key: 256 bits, revocable' },
    answer: { mediaType: 'text/calendar', description: 'iCalendar (RFC 5545, RFC 7986).' },
    fails: [304, 404],
  })
  async follow(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const { agenda, tag, facts } = await this.feeds.followed(token);
    void reply.headers({ 'cache-control': 'private, no-cache', 'x-robots-tag': 'noindex' });
    if (isKnown(tag, request, reply)) return undefined;
    void reply
      .type('text/calendar; charset=utf-8')
      .header('content-disposition', 'inline; filename="agenda.ics"');
    return this.agendas.calendar(agenda, 'PUBLISH', facts);
  }
}
