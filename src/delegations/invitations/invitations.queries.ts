import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { page, when, type ListDefinition } from '../../platform/database/list';
import type { Page, PageQuery } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import type { InvitationAddresseeView, InvitationView } from './invitation.view';
import type { InvitationDocument } from './invitation.words';

interface InvitationRow extends Record<string, unknown> {
  id: string;
  number: number;
  kind: string;
  language: string;
  reference: string;
  answer_by: Date | null;
  sent_at: Date;
  sent_by_name: string;
  addressees: InvitationAddresseeView[];
}

const invitations: ListDefinition<InvitationRow, InvitationView> = {
  select: `i.id, i.number, i.kind, i.language, i.reference, i.answer_by, i.sent_at, i.sent_by_name,
    (SELECT json_agg(json_build_object('name', a ->> 'name', 'email', a ->> 'email', 'function', a ->> 'function', 'link', (a ->> 'link')::boolean,
                       'mail', m.state, 'sentAt', to_char(m.sent_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) ORDER BY n)
       FROM jsonb_array_elements(i.addressees) WITH ORDINALITY AS given (a, n)
       LEFT JOIN messages m ON m.event_id = i.event_id AND m.cause = i.id::text AND m.kind IN ('delegation.invited', 'delegation.invitation-copy')
             AND m.recipient = 'address:' || lower(a ->> 'email')) AS addressees`,
  from: 'invitations i',
  id: 'i.id',
  sorts: { number: { expression: 'i.number', type: 'integer' } },
  defaultSort: '-number',
  view: (row) => ({
    id: row.id,
    number: row.number,
    kind: row.kind,
    language: row.language,
    reference: row.reference,
    answerBy: row.answer_by?.toISOString() ?? null,
    sentAt: row.sent_at.toISOString(),
    sentBy: row.sent_by_name,
    addressees: row.addressees,
  }),
};

/** An invitation with what its paper is made of. */
export interface SentInvitation extends Record<string, unknown> {
  readonly id: string;
  readonly number: number;
  readonly reference: string;
  readonly document: InvitationDocument;
  readonly sent_at: Date;
}

/** Reads of invitations as they were sent. */
@Injectable()
export class InvitationsQueries {
  constructor(private readonly db: Database) {}

  list(eventId: string, delegationId: string, query: PageQuery): Promise<Page<InvitationView>> {
    return page(this.db, invitations, query, [
      when(eventId, 'i.event_id = ?'),
      when(delegationId, 'i.delegation_id = ?'),
    ]);
  }

  async invitation(id: string): Promise<InvitationView> {
    const row = await this.db.one<InvitationRow>(
      `SELECT ${invitations.select} FROM ${invitations.from} WHERE i.id = $1`,
      [id],
    );
    return invitations.view(row!);
  }

  /** @throws 404 */
  async sent(eventId: string, delegationId: string, number: number): Promise<SentInvitation> {
    const row = await this.db.one<SentInvitation>(
      `SELECT id, number, reference, document, sent_at FROM invitations WHERE event_id = $1 AND delegation_id = $2 AND number = $3`,
      [eventId, delegationId, number],
    );
    if (!row) throw httpProblems.notFound('No invitation with this number was sent to the delegation.');
    return row;
  }
}
