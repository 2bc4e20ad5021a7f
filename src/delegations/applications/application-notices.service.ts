import { Injectable } from '@nestjs/common';
import {
  ComposesNotice,
  Withheld,
  type ComposedNotices,
  type MessageToCompose,
} from '../../communications/notice';
import { Notices } from '../../communications/notices.service';
import { mailLanguage } from '../../communications/words';
import { Database } from '../../platform/database/database';
import { OnFact } from '../../platform/outbox/define-fact';
import { inLanguage } from '../../platform/text';
import { Sweeper } from '../../platform/workflow/sweeper';
import { nominationsHeldShortly, unanswered } from '../../registrations/quotas/held-nominations.service';
import { FocalPoints, holdersOf, type FocalPointRow } from '../focal-points/focal-points.service';
import {
  applicationsWait,
  heldPlacesEnd,
  type ApplicationsProps,
  type HeldPlacesProps,
} from './application.notices';
import { waitsForFocalPoint } from './applications.queries';

/** Delegations that one sweep tells at most; the next one follows at once. */
const batch = 100;

/** So many people are named in a mail; how many more there are is said. */
const namedAtMost = 20;

const over: ReadonlySet<string> = new Set(['declined', 'withdrawn']);

interface PersonRow extends Record<string, unknown> {
  delegation_id: string;
  name: string;
  category: string;
  categories: Record<string, string>;
  quota_id?: string;
  until?: Date;
}

const person = `r.delegation_id, p.display_name AS name, c.title AS category, c.titles AS categories`;
const people = `registrations r JOIN persons p ON p.id = r.person_id JOIN categories c ON c.id = r.category_id`;

const gone = new Withheld('It is somebody else who acts for the delegation now, or the link was revoked.');

/** Mails to those who act for delegations about people who wait: for them, or for an answer. */
@Injectable()
export class ApplicationNotices {
  constructor(
    private readonly db: Database,
    private readonly focalPoints: FocalPoints,
    private readonly notices: Notices,
    sweeper: Sweeper,
  ) {
    sweeper.register('people who wait for focal points', (now) => this.tellOfApplications(now));
  }

  /** Tells the focal points for whom people were collected long enough. Who decides meanwhile gets no mail. */
  private async tellOfApplications(now: Date): Promise<number> {
    const due = await this.db.query<{ id: string }>(
      `SELECT id FROM delegations WHERE applications_due_at <= $1 ORDER BY applications_due_at, id LIMIT ${batch}`,
      [now],
    );
    for (const { id } of due)
      await this.db.transaction(async () => {
        const told = await this.db.one<{ event_id: string; waits: boolean; due: Date }>(
          `UPDATE delegations d SET applications_due_at = NULL FROM delegations was
            WHERE d.id = $1 AND was.id = d.id AND d.applications_due_at <= $2
            RETURNING d.event_id, was.applications_due_at AS due,
              EXISTS (SELECT 1 FROM registrations r WHERE r.delegation_id = d.id AND ${waitsForFocalPoint}) AS waits`,
          [id, now],
        );
        if (!told?.waits) return;
        const row = await this.focalPoints.one(told.event_id, id);
        await this.notices.send(applicationsWait, holdersOf(row!), {
          eventId: told.event_id,
          cause: `${id} applications ${told.due.toISOString()}`,
          subject: { kind: 'delegation', id },
        });
      });
    return due.length;
  }

  /** Tells every delegation for whose nominations the quota holds places. */
  @OnFact(nominationsHeldShortly, 'delegations.held-places')
  async tellOfHeldPlaces({
    quotaId,
    eventId,
    until,
  }: {
    quotaId: string;
    eventId: string;
    until: string;
  }): Promise<void> {
    const holding = await this.db.query<{ id: string }>(
      `SELECT DISTINCT r.delegation_id AS id FROM registration_places s JOIN registrations r ON r.id = s.registration_id
        WHERE s.quota_id = $1 AND s.places > 0 AND ${unanswered} AND r.delegation_id IS NOT NULL ORDER BY 1`,
      [quotaId],
    );
    for (const row of await this.focalPoints.many(holding.map(({ id }) => id)))
      await this.notices.send(heldPlacesEnd, holdersOf(row), {
        eventId,
        cause: `${row.id} held ${quotaId} ${until}`,
        subject: { kind: 'delegation', id: row.id },
      });
  }

  @ComposesNotice(applicationsWait)
  async compose(messages: readonly MessageToCompose[]): Promise<ComposedNotices<ApplicationsProps>> {
    const { rows, addressOf } = await this.delegationsOf(messages);
    const waiting = await this.db.query<PersonRow>(
      `SELECT ${person} FROM ${people} WHERE r.delegation_id = ANY ($1) AND ${waitsForFocalPoint} ORDER BY r.created_at, r.id`,
      [[...rows.keys()]],
    );
    const composed = new Map<string, ApplicationsProps | Withheld>();
    for (const { messageId, subject, recipient } of messages) {
      const row = rows.get(subject.id);
      if (!row) continue;
      const own = waiting.filter(({ delegation_id: id }) => id === row.id);
      const url = addressOf(row, recipient.email);
      if (over.has(row.state)) composed.set(messageId, new Withheld(`The delegation is ${row.state}.`));
      else if (own.length === 0) composed.set(messageId, new Withheld('Nobody waits any more.'));
      else if (url === undefined) composed.set(messageId, gone);
      else composed.set(messageId, { ...say(row, own, recipient.locale), url });
    }
    return composed;
  }

  @ComposesNotice(heldPlacesEnd)
  async composeHeld(messages: readonly MessageToCompose[]): Promise<ComposedNotices<HeldPlacesProps>> {
    const { rows, addressOf } = await this.delegationsOf(messages);
    const held = await this.db.query<PersonRow>(
      `SELECT ${person}, q.id AS quota_id, q.nominations_until AS until
         FROM ${people} JOIN registration_places s ON s.registration_id = r.id AND s.places > 0 JOIN quotas q ON q.id = s.quota_id
        WHERE r.delegation_id = ANY ($1) AND q.id::text = ANY ($2) AND q.nominations_until IS NOT NULL AND ${unanswered}
        ORDER BY r.created_at, r.id`,
      [[...rows.keys()], messages.map(({ cause }) => cause.split(' ')[2])],
    );
    const composed = new Map<string, HeldPlacesProps | Withheld>();
    for (const { messageId, subject, cause, recipient } of messages) {
      const row = rows.get(subject.id);
      if (!row) continue;
      const [, , quotaId, until] = cause.split(' ');
      const own = held.filter(
        (one) =>
          one.delegation_id === row.id && one.quota_id === quotaId && one.until?.toISOString() === until,
      );
      const url = addressOf(row, recipient.email);
      if (own.length === 0)
        composed.set(messageId, new Withheld('Nothing is held any more, or it is held until another time.'));
      else if (url === undefined) composed.set(messageId, gone);
      else composed.set(messageId, { ...say(row, own, recipient.locale), until: own[0]!.until!, url });
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

function say(row: FocalPointRow, all: readonly PersonRow[], locale: string): Omit<ApplicationsProps, 'url'> {
  const language = mailLanguage(locale, row.locales);
  return {
    event: inLanguage(row.title, row.titles, language),
    organisation: inLanguage(row.organisation, row.organisation_names, language),
    reference: row.reference ?? undefined,
    people: all.slice(0, namedAtMost).map(({ name, category, categories }) => ({
      name,
      category: inLanguage(category, categories, language),
    })),
    more: Math.max(0, all.length - namedAtMost),
  };
}
