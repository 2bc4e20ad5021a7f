import { Body, Controller, Get, Header, Post, Query, Req, Res, type StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { definePermission } from '../../access/roles';
import { answerFile } from '../../platform/http/file-answer';
import { IdParam, Operation } from '../../platform/http/operation';
import { PageQuery, pageOf, type Page } from '../../platform/http/page';
import { currentPrincipal } from '../../platform/http/request-context';
import { JobView, toJobView } from '../../platform/jobs/job-run.view';
import { Jobs } from '../../platform/jobs/jobs';
import { StoredFiles } from '../../platform/storage/stored-files';
import { registrars } from '../registration.workflow';
import { BadgePrintInput, BadgeQuery, BadgeRevocationInput, BadgeStateQuery } from './badge.input';
import {
  BadgePrintView,
  BadgeRevocationsView,
  BadgeRevocationView,
  BadgeStateView,
  BadgeTokenView,
} from './badge.view';
import { BadgePrints } from './badge-prints.service';
import { BadgeTokens } from './badge-tokens.service';
import { BadgesQueries } from './badges.queries';
import { BadgesService } from './badges.service';

const readTokens = definePermission('badges.read', [...registrars, 'check_in', 'participant']);
const printBadge = definePermission('badges.print-one', [...registrars, 'check_in', 'participant']);
const printBadges = definePermission('badges.print', registrars);
const revokeBadges = definePermission('badges.revoke', registrars);

const own = { kind: 'registration', param: 'id' } as const;

@ApiTags('Badges')
@Controller('api/v1/events/:event/registrations/:id')
export class BadgesController {
  constructor(
    private readonly badges: BadgesService,
    private readonly tokens: BadgeTokens,
    private readonly prints: BadgePrints,
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

  @Get('badge.pdf')
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'The badge of one registration, to print',
    description:
      'Event, photo, name (also in the person’s own script), post, organisation, delegation, category on its colour, zones, code and a signed QR code. Counts as printed. The person themselves gets it where the category says that badges are printed at home.',
    access: printBadge,
    own,
    answer: { mediaTypes: ['application/pdf'], description: 'A PDF of one page.' },
    fails: [403, 409],
  })
  async badge(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Query() query: BadgeQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const { code, language, file } = await this.prints.badge(event, id, query, currentPrincipal());
    void reply
      .type('application/pdf')
      .header('content-disposition', `inline; filename="${event.slug}-badge-${code}-${language}.pdf"`);
    return file;
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
}

@ApiTags('Badges')
@Controller('api/v1/events/:event/badges')
export class BadgePrintsController {
  constructor(
    private readonly prints: BadgePrints,
    private readonly queries: BadgesQueries,
    private readonly jobs: Jobs,
    private readonly files: StoredFiles,
  ) {}

  @Get()
  @Operation({
    summary: 'How it stands with the badges of those who are confirmed',
    description:
      'Ask for the states `missing`, `lost` and `changed` to see who has no valid badge; `POST /events/{event}/badges/prints` with `onlyNeeded` prints these.',
    access: printBadges,
    answer: pageOf(BadgeStateView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @Query() query: BadgeStateQuery,
  ): Promise<Page<BadgeStateView>> {
    return this.queries.list(event.id, query);
  }

  @Get('prints')
  @Operation({
    summary: 'Badges that were printed in one file, the last ones first',
    access: printBadges,
    answer: pageOf(BadgePrintView),
  })
  async printed(@CurrentEvent() event: EventScope, @Query() query: PageQuery): Promise<Page<BadgePrintView>> {
    return this.queries.prints(event.id, query);
  }

  @Post('prints')
  @Operation({
    summary: 'Print the badges of many in one file',
    description:
      'Of everybody who is confirmed and matches all that is given: a category, a delegation, registrations by name. At most 5,000; the `result` of the job has the address of the file, which is kept for 24 hours. `errors` of the job name badges, by their place in the file, on which something could not be printed.',
    access: printBadges,
    answer: JobView,
    status: 202,
    fails: [409],
  })
  async print(@CurrentEvent() event: EventScope, @Body() body: BadgePrintInput): Promise<JobView> {
    const jobId = await this.prints.begin(event, body, currentPrincipal());
    return toJobView((await this.jobs.run(jobId))!);
  }

  @Get('prints/:id')
  @Operation({ summary: 'One print of badges', access: printBadges, answer: BadgePrintView })
  async one(@CurrentEvent() event: EventScope, @IdParam('id') id: string): Promise<BadgePrintView> {
    return this.queries.print(event.id, id);
  }

  @Get('prints/:id/file')
  @Operation({
    summary: 'The file of a print',
    description: 'Gone 24 hours after it was made: each badge in it opens doors.',
    access: printBadges,
    answer: { mediaTypes: ['application/pdf'], description: 'A PDF.' },
    fails: [304, 409, 410],
  })
  async file(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile | undefined> {
    return answerFile(this.files, await this.prints.file(event.id, id), request, reply);
  }
}
