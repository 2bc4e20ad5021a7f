import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { containing, page, when, type ListDefinition } from '../../platform/database/list';
import type { Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import { inLanguage } from '../../platform/text';
import type { DeliveryExtent, DeliveryMode } from '../greeting.rules';
import { wordCount } from '../texts/text.rules';
import type { GreetingProposalsQuery } from './request.input';
import type { GreetingProposalView, GreetingRequestView } from './request.view';

interface ProposalRow extends Record<string, unknown> {
  id: string;
  event_id: string;
  event_title: string;
  author_name: string;
  author_names: Record<string, string>;
  author_title: string;
  author_titles: Record<string, string>;
  author_rank_class: number | null;
  organisation_id: string | null;
  addressees: string;
  addressees_in: Record<string, string>;
  occasion: string | null;
  languages: string[];
  length_minutes: number | null;
  state: string;
  language: string | null;
  reading_seconds: number | null;
  due_at: Date | null;
  received_at: Date | null;
  mode: DeliveryMode | null;
  delivered_by: string | null;
  delivered_at: Date | null;
  extent: DeliveryExtent | null;
  thanked_at: Date | null;
  contact_name: string | null;
  contact_email: string | null;
  contact_locale: string | null;
  contact_ids: string[];
}

const proposals: ListDefinition<ProposalRow, GreetingProposalView> = {
  select: `g.id, g.event_id, e.title AS event_title, g.author_name, g.author_names, g.author_title, g.author_titles, g.organisation_id, g.author_rank_class,
    g.addressees, g.addressees_in, g.occasion, g.languages, g.length_minutes, g.state, g.language, g.reading_seconds, g.due_at, g.received_at,
    g.mode, g.delivered_by, g.delivered_at, g.extent, l.sent_at AS thanked_at, g.contact_name, g.contact_email, g.contact_locale,
    COALESCE((SELECT json_agg(gc.contact_id ORDER BY gc.contact_id) FROM greeting_contacts gc WHERE gc.greeting_id = g.id), '[]') AS contact_ids`,
  from: 'greetings g JOIN events e ON e.id = g.event_id LEFT JOIN greeting_thanks l ON l.greeting_id = g.id',
  id: 'g.id',
  sorts: { author: { expression: 'g.author_name', type: 'text' } },
  defaultSort: 'author',
  view: (row) => ({
    greetingId: row.id,
    eventId: row.event_id,
    event: row.event_title,
    author: {
      name: row.author_name,
      names: row.author_names,
      title: row.author_title,
      titles: row.author_titles,
      organisationId: row.organisation_id,
      rankClass: row.author_rank_class,
    },
    addressees: row.addressees,
    addresseesIn: row.addressees_in,
    occasion: row.occasion,
    languages: row.languages,
    lengthMinutes: row.length_minutes,
    state: row.state,
    language: row.language,
    readingSeconds: row.reading_seconds,
    dueAt: row.due_at?.toISOString() ?? null,
    receivedAt: row.received_at?.toISOString() ?? null,
    mode: row.mode,
    deliveredBy: row.delivered_by,
    deliveredAt: row.delivered_at?.toISOString() ?? null,
    extent: row.extent,
    thankedAt: row.thanked_at?.toISOString() ?? null,
    contactName: row.contact_name,
    contactEmail: row.contact_email,
    contactLocale: row.contact_locale,
    contactIds: row.contact_ids,
  }),
};

/** The edition before the event `?`: the last one of its series that took place before it, or is to. */
const lastEdition = `(SELECT l.id FROM events this JOIN events l ON l.series_id = this.series_id AND l.start_date < this.start_date
  WHERE this.id = ? AND l.state <> 'cancelled' ORDER BY l.start_date DESC, l.id DESC LIMIT 1)`;

/** Over a message `g` of the last edition: whether its author, or another head of the same organisation, was asked in the event `?`. */
const askedAlready = `EXISTS (SELECT 1 FROM greetings h WHERE h.event_id = ?
  AND (h.organisation_id = g.organisation_id OR lower(h.author_name) = lower(g.author_name)))`;

interface RequestRow extends Record<string, unknown> {
  id: string;
  event_id: string;
  state: string;
  event_title: string;
  event_titles: Record<string, string>;
  time_zone: string;
  city: string;
  start_date: string;
  end_date: string;
  locales: string[];
  author_name: string;
  author_names: Record<string, string>;
  author_title: string;
  author_titles: Record<string, string>;
  addressees: string;
  addressees_in: Record<string, string>;
  occasion: string | null;
  languages: string[];
  length_minutes: number | null;
  due_at: Date | null;
  number: number | null;
  text_language: string | null;
  body: string | null;
  reading_seconds: number | null;
  received_at: Date | null;
}

/** A request with the event that it is for; it never carries the words of the text that was handed in. */
export interface GreetingRequest {
  readonly eventId: string;
  readonly view: GreetingRequestView;
  readonly event: {
    readonly title: string;
    readonly timeZone: string;
    readonly city: string;
    readonly startDate: string;
    readonly endDate: string;
    readonly locales: readonly string[];
  };
}

/** Reads of requests: by whoever was asked, and of whom to ask. */
@Injectable()
export class RequestsQueries {
  constructor(private readonly db: Database) {}

  /** Authors of the last edition who were not asked for this one, by name; with whether they were thanked. */
  proposals(eventId: string, query: GreetingProposalsQuery): Promise<Page<GreetingProposalView>> {
    return page(this.db, proposals, query, [
      when(eventId, `g.event_id = ${lastEdition}`),
      { sql: `g.state <> 'withdrawn'`, values: [] },
      when(query.thanked, `g.state IN ('delivered', 'published') AND ? = (l.id IS NOT NULL)`),
      when(eventId, `NOT ${askedAlready}`),
      when(query.q && containing(query.q), 'g.author_name ILIKE ? OR g.author_names::text ILIKE ?'),
    ]);
  }

  /** What an author is asked for, in a language where there are words of it. @throws 404 */
  async request(id: string, locale: string | undefined, eventId?: string): Promise<GreetingRequest> {
    const row = await this.db.one<RequestRow>(
      `SELECT g.id, g.event_id, g.state, e.title AS event_title, e.titles AS event_titles, e.time_zone, e.city, e.start_date, e.end_date,
              e.locales, g.author_name, g.author_names, g.author_title, g.author_titles, g.addressees, g.addressees_in, g.occasion, g.languages,
              g.length_minutes, g.due_at, v.number, v.language AS text_language, v.body, v.reading_seconds, g.received_at
         FROM greetings g JOIN events e ON e.id = g.event_id LEFT JOIN greeting_texts v ON v.id = g.text_id
        WHERE g.id = $1 AND g.event_id = COALESCE($2, g.event_id)`,
      [id, eventId ?? null],
    );
    if (!row) throw httpProblems.notFound('There is no such message here.');
    const language = locale ?? row.locales[0] ?? 'en';
    const event = inLanguage(row.event_title, row.event_titles, language);
    return {
      eventId: row.event_id,
      event: {
        title: event,
        timeZone: row.time_zone,
        city: row.city,
        startDate: row.start_date,
        endDate: row.end_date,
        locales: row.locales,
      },
      view: {
        id: row.id,
        state: row.state,
        event,
        author: inLanguage(row.author_name, row.author_names, language),
        authorTitle: inLanguage(row.author_title, row.author_titles, language),
        addressees: inLanguage(row.addressees, row.addressees_in, language),
        occasion: row.occasion,
        languages: row.languages,
        lengthMinutes: row.length_minutes,
        dueAt: row.due_at?.toISOString() ?? null,
        canPromise: row.state === 'requested',
        canDecline: ['requested', 'promised'].includes(row.state),
        canHandIn: ['requested', 'promised', 'received', 'in_translation'].includes(row.state),
        received:
          row.number === null
            ? null
            : {
                number: row.number,
                language: row.text_language!,
                words: wordCount(row.body!),
                readingSeconds: row.reading_seconds!,
                at: row.received_at!.toISOString(),
              },
      },
    };
  }
}
