import { Injectable } from '@nestjs/common';
import {
  ComposesNotice,
  Withheld,
  type ComposedNotices,
  type MessageToCompose,
} from '../../communications/notice';
import { Notices } from '../../communications/notices.service';
import { mailLanguage, type MailLanguage } from '../../communications/words';
import { Database } from '../../platform/database/database';
import { inLanguage } from '../../platform/text';
import { FocalPoints, holdersOf, type FocalPointRow } from '../focal-points/focal-points.service';
import {
  documentRefused,
  documentsDue,
  letterIncomplete,
  type DocumentRefusedProps,
  type DocumentsDueProps,
  type NamedDocument,
} from './requirement.notices';

/** So many documents are named in a mail; how many more there are is said. */
const namedAtMost = 20;

const takingPart = new Set(['accepted', 'returned', 'nominated', 'accredited']);

interface DueRow extends Record<string, unknown> {
  delegation_id: string;
  due_at: Date;
  title: string;
  titles: Record<string, string>;
  member: string | null;
}

interface RefusedRow extends DueRow {
  id: string;
  state: string;
  reason: string | null;
}

const documents = `requirement_documents x JOIN requirements r ON r.id = x.requirement_id
  LEFT JOIN delegation_members m ON m.registration_id = x.registration_id LEFT JOIN registrations g ON g.id = m.registration_id
  LEFT JOIN persons p ON p.id = g.person_id`;

const gone = new Withheld('It is somebody else who acts for the delegation now, or the link was revoked.');

/** Mails about what delegations must hand in. */
@Injectable()
export class RequirementNotices {
  constructor(
    private readonly db: Database,
    private readonly focalPoints: FocalPoints,
    private readonly notices: Notices,
  ) {}

  /** One mail for all documents that are due at this time, however many clocks come. */
  async remind(eventId: string, delegationId: string, dueAt: Date): Promise<void> {
    const row = await this.focalPoints.one(eventId, delegationId);
    await this.notices.send(documentsDue, holdersOf(row!), {
      eventId,
      cause: `${delegationId} documents ${dueAt.toISOString()}`,
      subject: { kind: 'delegation', id: delegationId },
    });
  }

  async tellRefused(
    eventId: string,
    delegationId: string,
    { documentId, recordId }: { documentId: string; recordId: string },
  ): Promise<void> {
    const row = await this.focalPoints.one(eventId, delegationId);
    await this.notices.send(documentRefused, holdersOf(row!), {
      eventId,
      cause: `${documentId} ${recordId}`,
      subject: { kind: 'delegation', id: delegationId },
    });
  }

  async tellIncomplete(
    eventId: string,
    delegationId: string,
    { documentId, recordId }: { documentId: string; recordId: string },
  ): Promise<void> {
    const row = await this.focalPoints.one(eventId, delegationId);
    await this.notices.send(letterIncomplete, holdersOf(row!), {
      eventId,
      cause: `${documentId} ${recordId}`,
      subject: { kind: 'delegation', id: delegationId },
    });
  }

  @ComposesNotice(documentsDue)
  async compose(messages: readonly MessageToCompose[]): Promise<ComposedNotices<DocumentsDueProps>> {
    const { rows, addressOf } = await this.delegationsOf(messages);
    const due = await this.db.query<DueRow>(
      `SELECT x.delegation_id, r.due_at, r.title, r.titles, p.display_name AS member FROM ${documents}
        WHERE x.delegation_id = ANY ($1) AND x.state IN ('missing', 'incomplete', 'refused') AND r.due_at IS NOT NULL
          AND (x.registration_id IS NULL OR m.registration_id IS NOT NULL)
        ORDER BY r.title, p.display_name NULLS FIRST, x.id`,
      [[...rows.keys()]],
    );
    const composed = new Map<string, DocumentsDueProps | Withheld>();
    for (const { messageId, subject, cause, recipient } of messages) {
      const row = rows.get(subject.id);
      if (!row) continue;
      const instant = cause.split(' ')[2];
      const missing = due.filter(
        (one) => one.delegation_id === row.id && one.due_at.toISOString() === instant,
      );
      const url = addressOf(row, recipient.email);
      if (!takingPart.has(row.state))
        composed.set(messageId, new Withheld(`The delegation is ${row.state}.`));
      else if (missing.length === 0)
        composed.set(messageId, new Withheld('All has been handed in, or is due at another time now.'));
      else if (url === undefined) composed.set(messageId, gone);
      else {
        const language = mailLanguage(recipient.locale, row.locales);
        composed.set(messageId, {
          event: inLanguage(row.title, row.titles, language),
          organisation: inLanguage(row.organisation, row.organisation_names, language),
          dueAt: missing[0]!.due_at,
          documents: missing.slice(0, namedAtMost).map((one) => named(one, language)),
          more: Math.max(0, missing.length - namedAtMost),
          url,
        });
      }
    }
    return composed;
  }

  @ComposesNotice(documentRefused)
  composeRefused(messages: readonly MessageToCompose[]): Promise<ComposedNotices<DocumentRefusedProps>> {
    return this.composeFault(messages, 'refused');
  }

  @ComposesNotice(letterIncomplete)
  composeIncomplete(messages: readonly MessageToCompose[]): Promise<ComposedNotices<DocumentRefusedProps>> {
    return this.composeFault(messages, 'incomplete');
  }

  /** What is wrong with documents that are in this state still. */
  private async composeFault(
    messages: readonly MessageToCompose[],
    state: 'refused' | 'incomplete',
  ): Promise<ComposedNotices<DocumentRefusedProps>> {
    const { rows, addressOf } = await this.delegationsOf(messages);
    const refused = new Map(
      (
        await this.db.query<RefusedRow>(
          `SELECT x.id, x.delegation_id, x.state, x.reason, r.due_at, r.title, r.titles, p.display_name AS member FROM ${documents}
            WHERE x.id::text = ANY ($1)`,
          [messages.map(({ cause }) => cause.split(' ')[0])],
        )
      ).map((row) => [row.id, row]),
    );
    const composed = new Map<string, DocumentRefusedProps | Withheld>();
    for (const { messageId, subject, cause, recipient } of messages) {
      const row = rows.get(subject.id);
      const document = refused.get(cause.split(' ')[0]!);
      if (!row || !document) continue;
      const url = addressOf(row, recipient.email);
      if (document.state !== state || document.reason === null)
        composed.set(
          messageId,
          new Withheld('Another document has been handed in, or it was looked at again.'),
        );
      else if (url === undefined) composed.set(messageId, gone);
      else {
        const language = mailLanguage(recipient.locale, row.locales);
        composed.set(messageId, {
          event: inLanguage(row.title, row.titles, language),
          document: named(document, language),
          reason: document.reason,
          dueAt: document.due_at ?? undefined,
          url,
        });
      }
    }
    return composed;
  }

  private async delegationsOf(messages: readonly MessageToCompose[]): Promise<{
    rows: Map<string, FocalPointRow>;
    addressOf: (row: FocalPointRow, email: string) => string | undefined;
  }> {
    const rows = await this.focalPoints.many(messages.map(({ subject }) => subject.id));
    return {
      rows: new Map(rows.map((row) => [row.id, row])),
      addressOf: await this.focalPoints.addresses(rows),
    };
  }
}

function named({ title, titles, member }: DueRow, language: MailLanguage): NamedDocument {
  return { title: inLanguage(title, titles, language), member };
}
