import { Body, Controller, Delete, Get, Header, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { definePermission, organisers } from '../../access/roles';
import { IdParam, Operation } from '../../platform/http/operation';
import { PageQuery, pageOf, type Page } from '../../platform/http/page';
import { currentPrincipal } from '../../platform/http/request-context';
import { registrars } from '../registration.workflow';
import { BadgeRevocationInput, EntryBlockInput } from './badge.input';
import { BadgeRevocationsView, BadgeRevocationView, BadgeTokenView, EntryBlockView } from './badge.view';
import { BadgeTokens } from './badge-tokens.service';
import { BadgesService } from './badges.service';

const readTokens = definePermission('badges.read', [...registrars, 'check_in', 'participant']);
const revokeBadges = definePermission('badges.revoke', registrars);
const keepOut = definePermission('entry-blocks.change', [...organisers, 'protocol']);

const own = { kind: 'registration', param: 'id' } as const;

@ApiTags('Badges')
@Controller('api/v1/events/:event/registrations/:id')
export class BadgesController {
  constructor(
    private readonly badges: BadgesService,
    private readonly tokens: BadgeTokens,
  ) {}

  // It is a key to a door: not to be kept by browsers and proxies.
  @Get('badge-token')
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'What the QR code of a badge says',
    description:
      'Signed, and without personal data: the id of the registration and the revision of its badge. `PB1:` and, in base 32 (RFC 4648, without padding), 87 bytes: 1 version (1), 4 id of the key, 16 registration, 2 revision (big-endian), 64 Ed25519 signature of the 23 bytes before it. `GET /events/{event}/check-in-keys` has the public key.',
    access: readTokens,
    own,
    answer: BadgeTokenView,
  })
  async token(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<BadgeTokenView> {
    return this.tokens.token(event.id, id);
  }

  @Get('badge-revocations')
  @Operation({
    summary: 'Badges of a registration that were lost',
    access: revokeBadges,
    answer: BadgeRevocationsView,
  })
  async revocations(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
  ): Promise<BadgeRevocationsView> {
    return this.badges.revocations(event.id, id);
  }

  @Post('badge-revocations')
  @Operation({
    summary: 'Revoke a badge that was lost',
    description:
      'Tokens that were given so far are refused with `token_revoked` from now on; print a new badge. The code of the registration stays.',
    access: revokeBadges,
    answer: BadgeRevocationView,
    status: 201,
  })
  async revoke(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Body() body: BadgeRevocationInput,
  ): Promise<BadgeRevocationView> {
    return this.badges.revoke(event.id, id, body.reason, currentPrincipal());
  }

  @Get('entry-block')
  @Operation({ summary: 'Why somebody is kept out', access: keepOut, answer: EntryBlockView })
  async block(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<EntryBlockView> {
    return this.badges.blockOf(event.id, id);
  }

  @Put('entry-block')
  @Operation({
    summary: 'Keep somebody out',
    description: 'From now on scans are refused with `blocked`. The registration stays as it is.',
    access: keepOut,
    answer: EntryBlockView,
  })
  async keepOut(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Body() body: EntryBlockInput,
  ): Promise<EntryBlockView> {
    return this.badges.block(event.id, id, body.reason, currentPrincipal());
  }

  @Delete('entry-block')
  @Operation({ summary: 'Let somebody in again', access: keepOut })
  async letIn(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<void> {
    await this.badges.unblock(event.id, id, currentPrincipal());
  }
}

@ApiTags('Badges')
@Controller('api/v1/events/:event/entry-blocks')
export class EntryBlocksController {
  constructor(private readonly badges: BadgesService) {}

  @Get()
  @Operation({
    summary: 'Everybody whom an officer keeps out of an event',
    access: keepOut,
    answer: pageOf(EntryBlockView),
  })
  async list(@CurrentEvent() event: EventScope, @Query() query: PageQuery): Promise<Page<EntryBlockView>> {
    return this.badges.blocked(event.id, query);
  }
}
