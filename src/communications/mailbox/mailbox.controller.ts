import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { IdParam, Operation } from '../../platform/http/operation';
import { pageOf, PageQuery, type Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import { mailboxHtml, mailboxListPage, mailboxMailPage, mailboxStyle } from './mailbox.pages';
import { MailboxQueries } from './mailbox.queries';
import { MailboxEntryView, MailboxMailView } from './mailbox.view';

const open = {
  public: 'the mailbox is there only where no mail server is set, never in production',
} as const;

const pagePolicy =
  "default-src 'none'; style-src 'self'; img-src data:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
// Somebody else's HTML: no scripts, nothing loaded, an origin of its own.
const mailPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

/** The built-in mailbox: for people as pages, for programs that accept JSON as JSON. */
@ApiTags('Mailbox')
@Controller('mailbox')
export class MailboxController {
  constructor(private readonly mails: MailboxQueries) {}

  @Get()
  @Operation({
    summary: 'The mails that were sent, newest first',
    access: open,
    answer: pageOf(MailboxEntryView),
  })
  async list(
    @Query() query: PageQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<MailboxEntryView> | string> {
    const page = await this.mails.list(query);
    if (wantsJson(request)) return page;
    return asPage(reply, mailboxListPage({ ...page, q: query.q ?? '', further: query.cursor !== undefined }));
  }

  @Get('style.css')
  @Operation({
    summary: 'The style sheet of the mailbox',
    access: open,
    answer: { mediaType: 'text/css', description: 'The style sheet.' },
  })
  style(@Res({ passthrough: true }) reply: FastifyReply): string {
    void reply.header('cache-control', 'public, max-age=300').type('text/css; charset=utf-8');
    return mailboxStyle;
  }

  @Get(':id')
  @Operation({ summary: 'One mail', access: open, answer: MailboxMailView })
  async read(
    @IdParam('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MailboxMailView | string> {
    const mail = await this.mails.mail(id);
    if (wantsJson(request)) return mail;
    return asPage(reply, mailboxMailPage(mail));
  }

  @Get(':id/html')
  @Operation({
    summary: 'The HTML part of a mail',
    access: open,
    answer: { mediaType: 'text/html', description: 'The HTML part, in a sandbox.' },
  })
  async html(@IdParam('id') id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { html } = await this.mails.mail(id);
    if (html === null) throw httpProblems.notFound('This mail has no HTML part.');
    void reply
      .header('content-security-policy', mailPolicy)
      .header('x-frame-options', 'SAMEORIGIN')
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8');
    return mailboxHtml(html);
  }

  @Get(':id/raw')
  @Operation({
    summary: 'A mail as it would be sent',
    access: open,
    answer: { mediaType: 'message/rfc822', description: 'The MIME message.' },
  })
  async raw(@IdParam('id') id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    const raw = await this.mails.raw(id);
    asFile(reply, 'message/rfc822', `${id}.eml`);
    return raw;
  }

  @Get(':id/attachments/:number')
  @Operation({
    summary: 'A file that came with a mail',
    access: open,
    answer: { mediaType: 'application/octet-stream', description: 'The file.' },
  })
  async attachment(
    @IdParam('id') id: string,
    @Param('number') number: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    if (!/^[1-9]\d{0,3}$/.test(number)) throw httpProblems.notFound('This mail has no such attachment.');
    const { filename, contentType, content } = await this.mails.attachment(id, Number(number));
    asFile(reply, contentType, filename);
    return content;
  }
}

function wantsJson({ headers: { accept = '' } }: FastifyRequest): boolean {
  return accept.includes('application/json') && !accept.includes('text/html');
}

function asPage(reply: FastifyReply, page: string): string {
  void reply
    .header('content-security-policy', pagePolicy)
    .header('cache-control', 'no-store')
    .header('vary', 'accept')
    .type('text/html; charset=utf-8');
  return page;
}

/** A file is fetched, never opened in the place of this page, whatever it calls itself. */
function asFile(reply: FastifyReply, contentType: string, filename: string): void {
  const plain = filename.replace(/[^A-Za-z0-9._ -]/g, '_');
  void reply
    .header(
      'content-disposition',
      `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(filename).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)}`,
    )
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('cache-control', 'no-store')
    .type(/^[\w.+-]+\/[\w.+-]+$/.test(contentType) ? contentType : 'application/octet-stream');
}
