import { Body, Controller, Headers, Inject, Post } from '@nestjs/common';
import { ApiConsumes, ApiHeader, ApiTags } from '@nestjs/swagger';
import { createHash, timingSafeEqual } from 'node:crypto';
import { CONFIG, type Config } from '../../platform/config';
import { Operation } from '../../platform/http/operation';
import { httpProblems } from '../../platform/http/problem';
import { bounceProblems } from './bounce.errors';
import { BounceReportInput } from './bounce.input';
import { BounceOutcomeView } from './bounce.view';
import { Bounces } from './bounces.service';

/** Where mail servers hand in what they could not deliver. */
@ApiTags('Messages')
@Controller('api/v1/mail/bounces')
export class BouncesController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly bounces: Bounces,
  ) {}

  @Post()
  @ApiConsumes('application/json', 'message/rfc822')
  @ApiHeader({
    name: 'X-Bounce-Token',
    required: true,
    description: 'The secret of the configuration, `MAIL_BOUNCE_TOKEN`.',
    schema: { type: 'string' },
  })
  @Operation({
    summary: 'Hand in a report of non-delivery or a complaint',
    description:
      'As it came: the body is the report itself (`message/rfc822`), or JSON with it. The same report a second time changes nothing. What is no report is ignored, so that a whole mailbox can be sent here.',
    access: { public: 'the token in the header is the proof' },
    answer: BounceOutcomeView,
    fails: [401, 404, 413],
  })
  take(
    @Headers('x-bounce-token') token: string | undefined,
    @Body() { raw }: BounceReportInput,
  ): Promise<BounceOutcomeView> {
    const { bounceToken } = this.config.mail;
    if (bounceToken === undefined)
      throw httpProblems.notFound('MAIL_BOUNCE_TOKEN is not set: reports are not taken here.');
    if (typeof token !== 'string' || !same(token, bounceToken))
      throw bounceProblems.bounceTokenWorthless('Send MAIL_BOUNCE_TOKEN as the header X-Bounce-Token.');
    return this.bounces.take(Buffer.from(raw, 'base64'));
  }
}

/** Compares in a time that says nothing of where they differ, nor of how long they are. */
function same(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
