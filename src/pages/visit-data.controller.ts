import { Body, Controller, Get, Headers, Post, Query, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { IdField, TextField } from '../platform/http/fields';
import { Operation } from '../platform/http/operation';
import { httpProblems } from '../platform/http/problem';
import { currentPrincipal } from '../platform/http/request-context';
import { IdentityOfLink } from '../site-visits/identity/identity-of-link.service';
import { identityFields, type IdentityField } from '../site-visits/identity/identity.rules';
import { html, LinkQuery } from './link-form';
import { asPage } from './page';
import { PageFilter } from './page.filter';
import { visitDataPage } from './visit-data.page';

class VisitDataForm extends LinkQuery {
  @IdField({ description: 'The visit whose host asks.' })
  siteVisitId!: string;

  @TextField({
    description: 'Version of the request that the page showed.',
    pattern: /^\d{1,9}$/,
    example: '1',
  })
  version!: string;
}
// A form has an empty text where nothing was typed; what is asked, and of which form it is, the rules of the module know.
for (const field of identityFields)
  TextField({ description: `What was typed for ${field}.`, optional: true, min: 0, example: '' })(
    VisitDataForm.prototype,
    field,
  );

/** What hosts of visits ask of a person, on a page of their own. */
@ApiExcludeController()
@Controller('visit-data')
@UseFilters(PageFilter)
export class VisitDataController {
  constructor(private readonly identity: IdentityOfLink) {}

  @Get()
  @Operation({ summary: 'What hosts of visits ask of a person', access: 'signed-in', answer: html })
  async page(
    @Query() { token }: LinkQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return asPage(reply, visitDataPage(await this.identity.ofLink(currentPrincipal()), token), 'self');
  }

  /**
   * The token comes in the form, not in the address: whatever follows links on its own hands nothing in. What cannot be taken
   * is shown once more, in this answer only; so none may be asked for that is kept to be given again.
   */
  @Post()
  @Operation({
    summary: 'What the person hands in; the page then shows it',
    access: 'signed-in',
    answer: html,
  })
  async handIn(
    @Body() { token, siteVisitId, version, ...typed }: VisitDataForm,
    @Headers('idempotency-key') key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    if (key !== undefined)
      throw httpProblems.malformedRequest('This form takes no Idempotency-Key: its answers are never kept.');
    const principal = currentPrincipal();
    const values = Object.fromEntries(
      Object.entries(typed).filter((entry): entry is [IdentityField, string] => Boolean(entry[1])),
    ) as Partial<Record<IdentityField, string>>;
    const faults = await this.identity.handIn(principal, siteVisitId.toLowerCase(), Number(version), values);
    if (faults.length > 0) {
      void reply.status(422);
      const asked = await this.identity.ofLink(principal);
      return asPage(reply, visitDataPage(asked, token, { siteVisitId, values, faults }), 'self');
    }
    void reply
      .status(303)
      .headers({ location: `/visit-data?token=${encodeURIComponent(token)}`, 'cache-control': 'no-store' });
    return undefined;
  }
}
