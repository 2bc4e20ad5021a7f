import { Injectable } from '@nestjs/common';
import { linkRoles } from '../../access/roles';
import { Database } from '../../platform/database/database';
import { httpProblems } from '../../platform/http/problem';
import type { Principal } from '../../platform/http/request-context';
import type { UploadedFile } from '../../platform/http/uploaded-file';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { greetingWorkflow } from '../greeting.workflow';
import { HandIn } from '../texts/hand-in.service';
import type { GreetingTextInput } from '../texts/text.input';
import type { GreetingAnswerInput } from './request.input';
import { RequestsQueries, type GreetingRequest } from './requests.queries';

/** What those do who were asked for a message, without an account: by the link that they were sent. */
@Injectable()
export class ContactAnswers {
  constructor(
    private readonly db: Database,
    private readonly engine: WorkflowEngine,
    private readonly handIn: HandIn,
    private readonly requests: RequestsQueries,
  ) {}

  /** The request for which the holder of this link was asked, in their language. @throws 404 for any other link */
  async ofLink(principal: Principal): Promise<GreetingRequest & { readonly locale: string | undefined }> {
    const { kind, subject, id } = principal;
    if (kind !== 'link' || subject?.kind !== 'greeting')
      throw httpProblems.notFound('Open the link in your mail.');
    const locale = await this.localeOf(id);
    return { ...(await this.requests.request(subject.id, locale)), locale };
  }

  /** Notes whether a message will come. @throws 404, 409; 422 for declining without a reason */
  async answer(
    eventId: string,
    id: string,
    { answer, reason }: GreetingAnswerInput,
    principal: Principal,
  ): Promise<GreetingRequest> {
    await this.engine.apply(greetingWorkflow, id, {
      transition: answer,
      comment: reason,
      scopeId: eventId,
      principal: withRole(principal),
    });
    return this.requests.request(id, undefined, eventId);
  }

  /** Takes the text of the author. @throws as `HandIn.original` */
  async take(
    eventId: string,
    id: string,
    input: GreetingTextInput,
    file: UploadedFile | undefined,
    principal: Principal,
  ): Promise<GreetingRequest> {
    await this.handIn.original(eventId, id, input, file, withRole(principal));
    return this.requests.request(id, undefined, eventId);
  }

  /** Language in which the holder of a link was written to last. */
  private async localeOf(linkId: string): Promise<string | undefined> {
    const row = await this.db.one<{ locale: string }>(
      `SELECT m.locale FROM access_links l JOIN messages m ON m.subject_id = l.subject_id::text AND lower(m.email) = l.holder
        WHERE l.id = $1 ORDER BY m.id DESC LIMIT 1`,
      [linkId],
    );
    return row?.locale;
  }
}

/** No event stands in the address of a page: the link gives its role in the one that it is for. */
function withRole(principal: Principal): Principal {
  return principal.kind === 'link' ? { ...principal, roles: [linkRoles.greeting] } : principal;
}
