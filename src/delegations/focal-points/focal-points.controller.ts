import { Body, Controller, Delete, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { IdParam, Operation } from '../../platform/http/operation';
import { pageOf, type Page } from '../../platform/http/page';
import { transitionController } from '../../platform/workflow/transition-routes';
import { changeDelegations, inviteDelegations, own, readDocuments } from '../delegations.permissions';
import { DoubleNominationQuery, DoubleNominationView } from './double-nomination.view';
import { doubleNominationWorkflow } from './double-nomination.workflow';
import { DoubleNominations } from './double-nominations.service';
import { FocalPointLinkInput } from './focal-point-link.input';
import { FocalPointLinksView } from './focal-point-link.view';
import { FocalPointLinks } from './focal-point-links.service';
import { MissingQueries } from './missing.queries';
import { DelegationMissingView } from './missing.view';

/** Those who act for a delegation: their links, and what they have still to do. */
@ApiTags('Delegations')
@Controller('api/v1/events/:event/delegations/:id')
export class FocalPointsController {
  constructor(
    private readonly links: FocalPointLinks,
    private readonly missing: MissingQueries,
  ) {}

  @Get('missing')
  @Operation({
    summary: 'What a delegation has still to do, and by when',
    description:
      'The answer to the invitation, a head, places that nobody has, documents, forms that members have not answered, people who wait for approval.',
    access: readDocuments,
    own,
    answer: DelegationMissingView,
  })
  async whatIsMissing(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
  ): Promise<DelegationMissingView> {
    return this.missing.of(event.id, id);
  }

  @Get('links')
  @Operation({
    summary: 'Links with which people act for a delegation, the last first',
    description: 'Never the secret of a link: that stands in the mail to its holder only.',
    access: changeDelegations,
    answer: FocalPointLinksView,
  })
  async list(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<FocalPointLinksView> {
    return this.links.list(event.id, id);
  }

  @Post('links')
  @Operation({
    summary: 'Make a new link for the focal point or the back-up, and send it',
    access: inviteDelegations,
    answer: FocalPointLinksView,
    status: 201,
    fails: [409],
  })
  async renew(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Body() body: FocalPointLinkInput,
  ): Promise<FocalPointLinksView> {
    return this.links.renew(event.id, id, body);
  }

  @Delete('links/:link')
  @Operation({ summary: 'Revoke a link: it opens nothing any more', access: inviteDelegations })
  async revoke(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IdParam('link') linkId: string,
  ): Promise<void> {
    await this.links.revoke(event.id, id, linkId);
  }
}

/** People who were nominated and are registered already, for protocol. */
@ApiTags('Delegations')
@Controller('api/v1/events/:event/double-nominations')
export class DoubleNominationsController {
  constructor(private readonly doubles: DoubleNominations) {}

  @Get()
  @Operation({
    summary: 'People whom a delegation nominated and who are registered already, the oldest first',
    access: changeDelegations,
    answer: pageOf(DoubleNominationView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @Query() query: DoubleNominationQuery,
  ): Promise<Page<DoubleNominationView>> {
    return this.doubles.list(event.id, query);
  }

  @Get(':id')
  @Operation({ summary: 'One of them', access: changeDelegations, answer: DoubleNominationView })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<DoubleNominationView> {
    return this.doubles.one(event.id, id);
  }
}

export const DoubleNominationTransitionController = transitionController({
  workflow: doubleNominationWorkflow,
  path: 'api/v1/events/:event/double-nominations/:id',
  tag: 'Delegations',
  view: DoubleNominationView,
  read: changeDelegations,
});
