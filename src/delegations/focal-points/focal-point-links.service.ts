import { Injectable } from '@nestjs/common';
import { Links } from '../../access/links.service';
import {
  ComposesNotice,
  Withheld,
  type ComposedNotices,
  type MessageToCompose,
} from '../../communications/notice';
import { Notices } from '../../communications/notices.service';
import { mailLanguage } from '../../communications/words';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { httpProblems } from '../../platform/http/problem';
import { currentPrincipal } from '../../platform/http/request-context';
import { inLanguage } from '../../platform/text';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { delegationProblems } from '../delegation.errors';
import { delegationWorkflow } from '../delegation.workflow';
import type { FocalPointLinkInput } from './focal-point-link.input';
import type { FocalPointLinksView, FocalPointLinkView } from './focal-point-link.view';
import { focalPointLink, type FocalPointLinkProps } from './focal-point.notices';
import { FocalPoints, holderKey, holdersOf, lastDayOf, type FocalPointRow } from './focal-points.service';

/** Links of those who act for a delegation, as officers see, renew and revoke them. Each act stands in its history. */
@Injectable()
export class FocalPointLinks {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly links: Links,
    private readonly engine: WorkflowEngine,
    private readonly focalPoints: FocalPoints,
    private readonly notices: Notices,
  ) {}

  /** @throws 404 */
  async list(eventId: string, id: string): Promise<FocalPointLinksView> {
    const row = await this.delegation(eventId, id);
    const links = await this.links.of('delegation', eventId, id);
    const now = this.clock.now();
    const functions = new Map(holdersOf(row).map((one) => [holderKey(one.email), one.function]));
    return {
      items: links.map((link): FocalPointLinkView => {
        const state = link.revokedAt !== null ? 'revoked' : link.expiresAt <= now ? 'expired' : 'good';
        return {
          id: link.id,
          name: link.name,
          email: link.holder === '' ? null : link.holder,
          holder: functions.get(link.holder) ?? 'former',
          state,
          createdAt: link.createdAt.toISOString(),
          expiresAt: link.expiresAt.toISOString(),
          revokedAt: link.revokedAt?.toISOString() ?? null,
          revokedBy: link.revokedBy,
        };
      }),
    };
  }

  /** Makes a new link for the focal point or the back-up and sends it; the one before ends. @throws 404, 409, 422 */
  async renew(eventId: string, id: string, input: FocalPointLinkInput): Promise<FocalPointLinksView> {
    await this.db.transaction(async () => {
      const row = await this.delegation(eventId, id, true);
      const holder = holdersOf(row).find((one) => one.function === input.for);
      if (!holder) throw delegationProblems.delegationNobodyToWriteTo('Name a back-up first.');
      const expiresAt = input.expiresAt === undefined ? lastDayOf(row) : new Date(input.expiresAt);
      if (expiresAt <= this.clock.now())
        throw delegationProblems.delegationLinkPast({
          detail: 'Say until when it is to be good.',
          errors: [{ pointer: '/expiresAt', code: 'past', message: 'must be in the future' }],
        });
      await this.links.revokeHolder(
        'delegation',
        id,
        { holder: holderKey(holder.email) },
        currentPrincipal().name,
      );
      await this.focalPoints.tokens(row, [holder], expiresAt);
      const recordId = await this.note(row, 'renew_link', {
        for: holder.name,
        until: expiresAt.toISOString(),
      });
      await this.notices.send(focalPointLink, [holder], {
        eventId,
        cause: recordId,
        subject: { kind: 'delegation', id },
      });
    });
    return this.list(eventId, id);
  }

  /** Makes a link worthless; its holder gets no other one until an officer renews it or sends an invitation. @throws 404 */
  async revoke(eventId: string, id: string, linkId: string): Promise<void> {
    await this.db.transaction(async () => {
      const row = await this.delegation(eventId, id, true);
      const link = (await this.links.of('delegation', eventId, id)).find((one) => one.id === linkId);
      if (!link) throw httpProblems.notFound('The delegation has no such link.');
      const ended = await this.links.revokeHolder('delegation', id, { linkId }, currentPrincipal().name);
      if (ended > 0) await this.note(row, 'revoke_link', { of: link.name });
    });
  }

  @ComposesNotice(focalPointLink)
  async compose(messages: readonly MessageToCompose[]): Promise<ComposedNotices<FocalPointLinkProps>> {
    const rows = await this.focalPoints.many(messages.map(({ subject }) => subject.id));
    const addressOf = await this.focalPoints.addresses(rows);
    const composed = new Map<string, FocalPointLinkProps | Withheld>();
    for (const { messageId, subject, recipient } of messages) {
      const row = rows.find(({ id }) => id === subject.id);
      if (!row) continue;
      const url = addressOf(row, recipient.email);
      const language = mailLanguage(recipient.locale, row.locales);
      composed.set(
        messageId,
        url === undefined
          ? new Withheld('It is somebody else who acts for the delegation now, or the link was revoked.')
          : {
              event: inLanguage(row.title, row.titles, language),
              organisation: inLanguage(row.organisation, row.organisation_names, language),
              reference: row.reference ?? undefined,
              url,
            },
      );
    }
    return composed;
  }

  private async delegation(eventId: string, id: string, locked = false): Promise<FocalPointRow> {
    const row = await this.focalPoints.one(eventId, id, { locked });
    if (!row) throw httpProblems.notFound('There is no such delegation in this event.');
    return row;
  }

  private note(
    { id, event_id: scopeId, state }: FocalPointRow,
    name: string,
    data: Readonly<Record<string, string>>,
  ): Promise<string> {
    return this.engine.note(delegationWorkflow, { id, scopeId, state }, { name, data });
  }
}
