import { Body, Controller, Get, Param, Post, Query, Req, Res, type StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { answerFile, attachment } from '../../platform/http/file-answer';
import { IdParam, Operation } from '../../platform/http/operation';
import { PageQuery, pageOf, type Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import { currentPrincipal } from '../../platform/http/request-context';
import { Uploaded, type UploadedFile } from '../../platform/http/uploaded-file';
import { Jobs } from '../../platform/jobs/jobs';
import { JobView, toJobView } from '../../platform/jobs/job-run.view';
import { fileKinds, type FileKind } from '../../platform/storage/file-kinds';
import { StoredFiles } from '../../platform/storage/stored-files';
import { FileForm } from '../delegation.input';
import { DelegationView } from '../delegation.view';
import { changeDelegations, inviteDelegations, own, readDelegations } from '../delegations.permissions';
import { InvitationAnswers } from './answers.service';
import { AnswerInput, InvitationInput, InvitationsInput } from './invitation.input';
import { InvitationView } from './invitation.view';
import { InvitationsQueries } from './invitations.queries';
import { bytesOf, fileName, Invitations } from './invitations.service';

/** Kinds of files that a scan can be. */
export const scanKinds = ['pdf', 'jpeg', 'png'] as const satisfies readonly FileKind[];

export const anyScan = {
  mediaTypes: scanKinds.map((kind) => fileKinds[kind].mediaType),
  description: 'The file, to be saved under its name. The ETag stands for its content.',
};

@ApiTags('Delegations')
@Controller('api/v1/events/:event/delegations')
export class InvitationsController {
  constructor(
    private readonly invitations: Invitations,
    private readonly queries: InvitationsQueries,
    private readonly answers: InvitationAnswers,
    private readonly jobs: Jobs,
    private readonly files: StoredFiles,
  ) {}

  @Post('invitations')
  @Operation({
    summary: 'Invite many delegations',
    description:
      'Each gets what it would get on its own. Who was invited before is left out, unless `again` asks for those too to whom there is something new to say.',
    access: inviteDelegations,
    answer: JobView,
    status: 202,
  })
  async inviteMany(@CurrentEvent() event: EventScope, @Body() body: InvitationsInput): Promise<JobView> {
    const jobId = await this.invitations.sendMany(event.id, body, currentPrincipal());
    return toJobView((await this.jobs.run(jobId))!);
  }

  @Get(':id/invitations')
  @Operation({
    summary: 'Invitations that were sent to a delegation, the last first',
    description: 'Each as it was sent, to whom, and what became of the mails.',
    access: readDelegations,
    own,
    answer: pageOf(InvitationView),
  })
  async list(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Query() query: PageQuery,
  ): Promise<Page<InvitationView>> {
    return this.queries.list(event.id, id, query);
  }

  @Post(':id/invitations')
  @Operation({
    summary: 'Invite a delegation',
    description:
      'A note verbale or a letter as PDF, with its reference number, to the focal point and the back-up with a link for each, and to the organisation’s head of protocol, focal point and back-up on record without one. While it would say the same to the same people nothing is sent again; afterwards it is the next one.',
    access: inviteDelegations,
    answer: InvitationView,
    status: 200,
    fails: [409],
  })
  async invite(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Body() body: InvitationInput,
  ): Promise<InvitationView> {
    return this.invitations.send(event.id, id, body, currentPrincipal());
  }

  @Get(':id/invitations/:number.pdf')
  @Operation({
    summary: 'An invitation as it was sent',
    access: readDelegations,
    own,
    answer: { mediaTypes: ['application/pdf'], description: 'A PDF; the same bytes each time.' },
  })
  async pdf(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Param('number') number: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    if (!/^[1-9]\d{0,5}$/.test(number)) throw httpProblems.notFound('Invitations are numbered from 1.');
    const { document, reference, sent_at: sentAt } = await this.queries.sent(event.id, id, Number(number));
    void reply
      .type('application/pdf')
      .header('content-disposition', attachment(fileName(reference, Number(number))));
    return bytesOf(document, sentAt);
  }

  @Post(':id/answers')
  @Operation({
    summary: 'Record an answer that came by mail, on paper or by phone',
    description:
      'The delegation goes on as if the focal point had answered by its link. A no needs a reason in `comment`.',
    access: changeDelegations,
    answer: DelegationView,
    status: 200,
    fails: [403, 409],
  })
  async answer(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Body() body: AnswerInput,
  ): Promise<DelegationView> {
    return this.answers.record(event.id, id, body);
  }

  @Post(':id/answers/file')
  @Operation({
    summary: 'Add the scan of an answer',
    description: 'A form with one file, in the place of one that was there.',
    access: changeDelegations,
    upload: { kinds: scanKinds },
    answer: DelegationView,
    status: 200,
    fails: [409],
  })
  async addFile(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Uploaded() file: UploadedFile,
    @Body() _form: FileForm,
  ): Promise<DelegationView> {
    return this.answers.addFile(event.id, id, file);
  }

  @Get(':id/answers/file')
  @Operation({ summary: 'The scan of an answer', access: changeDelegations, answer: anyScan, fails: [304] })
  async file(
    @CurrentEvent() event: EventScope,
    @IdParam('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile | undefined> {
    return answerFile(this.files, await this.answers.file(event.id, id), request, reply);
  }
}
