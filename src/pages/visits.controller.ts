import { Body, Controller, Get, Inject, Post, Query, Res, StreamableFile, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { readMailAddress } from '../communications/mime';
import { mailLanguages, type MailLanguage } from '../communications/words';
import { CONFIG, type Config } from '../platform/config';
import { attachment } from '../platform/http/file-answer';
import { EnumField, IdField, TextField } from '../platform/http/fields';
import { Operation } from '../platform/http/operation';
import { httpProblems } from '../platform/http/problem';
import { currentPrincipal } from '../platform/http/request-context';
import { HostManifests } from '../site-visits/manifests/host-manifests.service';
import { VisitAnswers } from '../site-visits/feedback/visit-answers.service';
import { html, LinkQuery, Typed } from './link-form';
import { manifestsPage } from './manifests.page';
import { PageFilter } from './page.filter';
import { asPage } from './page';
import { longestRemark, visitsPage } from './visits.page';

class ManifestForm extends LinkQuery {
  @IdField({ description: 'The manifest.' })
  manifest!: string;

  @EnumField(['manifest', 'whole'], { description: 'The manifest itself, or the whole list as of it.' })
  what!: 'manifest' | 'whole';

  @EnumField(['pdf', 'xlsx'], { description: 'Format.' })
  format!: 'pdf' | 'xlsx';

  @EnumField(mailLanguages, { description: 'Language.' })
  language!: MailLanguage;
}

class VisitsForm extends LinkQuery {
  @EnumField(['accept', 'decline', 'say', 'host'], { description: 'What is answered.', example: 'accept' })
  answer!: 'accept' | 'decline' | 'say' | 'host';

  @IdField({ description: 'The booking; for a host, the departure.' })
  id!: string;

  @EnumField(['1', '2', '3', '4', '5'], { description: 'How it was.', optional: true, example: '5' })
  rating?: string;

  @EnumField(['yes', 'no'], {
    description: 'Whether they would recommend it.',
    optional: true,
    example: 'yes',
  })
  recommends?: string;

  @TextField({ description: 'How many came.', optional: true, min: 0, max: 10, example: '38' })
  came?: string;

  @Typed(longestRemark)
  @TextField({
    description: 'What they say.',
    optional: true,
    min: 0,
    max: longestRemark,
    multiline: true,
    example: '',
  })
  remarks?: string;
}

/** What participants and hosts of visits see and answer by their links: lists of visitors, places offered, how it was. */
@ApiExcludeController()
@Controller()
@UseFilters(PageFilter)
export class VisitsPagesController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly manifests: HostManifests,
    private readonly visits: VisitAnswers,
  ) {}

  @Get('manifests')
  @Operation({ summary: 'The lists of those who visit a host', access: 'signed-in', answer: html })
  async lists(
    @Query() { token }: LinkQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const lists = await this.manifests.ofLink(currentPrincipal());
    return asPage(reply, manifestsPage(lists, token, readMailAddress(this.config.mailFrom).address), 'self');
  }

  /** Sent by a button: what follows links on its own fetches no list, and is not taken for the host. */
  @Post('manifests')
  @Operation({
    summary: 'A list for the host, as a file',
    access: 'signed-in',
    answer: { mediaTypes: ['application/pdf'], description: 'The file.' },
    status: 200,
  })
  async fetchList(
    @Body() { manifest, what, format, language }: ManifestForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { name, bytes, mediaType } = await this.manifests.fetch(currentPrincipal(), {
      manifestId: manifest,
      whole: what === 'whole',
      format,
      language,
    });
    void reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    return new StreamableFile(bytes, {
      type: mediaType,
      disposition: attachment(name),
      length: bytes.length,
    });
  }

  @Get('visits')
  @Operation({
    summary: 'What a participant or a host is asked about visits',
    access: 'signed-in',
    answer: html,
  })
  async askAboutVisits(
    @Query() { token }: LinkQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return asPage(reply, visitsPage(await this.visits.questions(currentPrincipal()), token), 'self');
  }

  /** The token comes in the form, not in the address: whatever follows links on its own answers nothing. */
  @Post('visits')
  @Operation({ summary: 'Their answer; the page then shows it', access: 'signed-in', answer: html })
  async answerAboutVisits(
    @Body() { token, answer, id, rating, recommends, came, remarks }: VisitsForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const principal = currentPrincipal();
    if (answer === 'accept' || answer === 'decline') await this.visits.answerOffer(principal, id, answer);
    else {
      if (rating === undefined) throw httpProblems.malformedRequest('Choose how it was, from 1 to 5.');
      const said = { rating: Number(rating), remarks: remarks?.trim() || null };
      if (answer === 'say')
        await this.visits.say(principal, id, {
          ...said,
          recommends: recommends === undefined ? null : recommends === 'yes',
        });
      else
        await this.visits.sayAsHost(principal, id, {
          ...said,
          came: came !== undefined && /^\d{1,4}$/.test(came) ? Number(came) : null,
        });
    }
    void reply
      .status(303)
      .headers({ location: `/visits?token=${encodeURIComponent(token)}`, 'cache-control': 'no-store' });
  }
}
