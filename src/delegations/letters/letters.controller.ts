import { Body, Controller, Get, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { definePermission } from '../../access/roles';
import { IdParam, Operation } from '../../platform/http/operation';
import { pageOf, type Page } from '../../platform/http/page';
import { currentPrincipal } from '../../platform/http/request-context';
import { transitionController } from '../../platform/workflow/transition-routes';
import { delegationStaff } from '../delegation.workflow';
import { LetterConfirmationsInput, LetterLineQuery, LetterLinesInput } from './letter.input';
import { DelegationAccreditationView, LetterComparisonView, LetterLineView } from './letter.view';
import { letterLineWorkflow } from './letter-line.workflow';
import { LettersQueries } from './letters.queries';
import { Letters } from './letters.service';

const readLetters = definePermission('delegations.letters.read', [...delegationStaff, 'auditor']);
const changeLetters = definePermission('delegations.letters.change', delegationStaff);

/** A letter of a delegation, beside its nominations. */
@ApiTags('Delegations')
@Controller('api/v1/events/:event/delegations/:id/documents/:document')
export class LettersController {
  constructor(
    private readonly letters: Letters,
    private readonly queries: LettersQueries,
  ) {}

  @Get('comparison')
  @Operation({
    summary:
      'A letter beside the nominations: matched, in the letter and not nominated, nominated and not in the letter',
    description:
      'Members whom an open line could be are proposed with a score and why; an officer confirms or parts them.',
    access: readLetters,
    answer: LetterComparisonView,
    fails: [409],
  })
  async comparison(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IdParam('document') documentId: string,
  ): Promise<LetterComparisonView> {
    return this.queries.comparison(event.id, id, documentId);
  }

  @Put('lines')
  @Operation({
    summary: 'Enter the names in a letter, as they are read there',
    description: 'In the place of those that were entered before; a line whose name stays keeps its member.',
    access: changeLetters,
    answer: LetterComparisonView,
    fails: [409],
  })
  async enter(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IdParam('document') documentId: string,
    @Body() body: LetterLinesInput,
  ): Promise<LetterComparisonView> {
    return this.letters.enter(event.id, id, documentId, body);
  }

  @Post('confirmations')
  @Operation({
    summary: 'Confirm all proposals that are sure enough',
    description: 'Only where neither the line nor the member has another one that comes as near.',
    access: changeLetters,
    answer: LetterComparisonView,
    status: 200,
    fails: [409],
  })
  async confirm(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @IdParam('document') documentId: string,
    @Body() body: LetterConfirmationsInput,
  ): Promise<LetterComparisonView> {
    return this.letters.confirm(event.id, id, documentId, body, currentPrincipal());
  }
}

/** Lines of all letters, for those who match them. */
@ApiTags('Delegations')
@Controller('api/v1/events/:event/letter-lines')
export class LetterLinesController {
  constructor(private readonly queries: LettersQueries) {}

  @Get()
  @Operation({
    summary: 'Lines of all letters; those that are open wait for an officer',
    access: readLetters,
    answer: pageOf(LetterLineView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @Query() query: LetterLineQuery,
  ): Promise<Page<LetterLineView>> {
    return this.queries.list(event.id, query);
  }

  @Get(':id')
  @Operation({ summary: 'One line of a letter', access: readLetters, answer: LetterLineView })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<LetterLineView> {
    return this.queries.line(event.id, id);
  }
}

@ApiTags('Delegations')
@Controller('api/v1/events/:event/delegations/:id/accreditation')
export class DelegationAccreditationController {
  constructor(private readonly queries: LettersQueries) {}

  @Get()
  @Operation({
    summary: 'What stands between a delegation and its accreditation',
    access: readLetters,
    answer: DelegationAccreditationView,
  })
  async one(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
  ): Promise<DelegationAccreditationView> {
    return this.queries.accreditation(event.id, id);
  }
}

export const LetterLineTransitionController = transitionController({
  workflow: letterLineWorkflow,
  path: 'api/v1/events/:event/letter-lines/:id',
  tag: 'Delegations',
  view: LetterLineView,
  read: readLetters,
});
