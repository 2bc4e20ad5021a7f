import { Injectable } from '@nestjs/common';
import { mailLanguage } from '../../communications/words';
import { Database } from '../../platform/database/database';
import { httpProblems } from '../../platform/http/problem';
import { inLanguage, withNestedQuotes } from '../../platform/text';
import { delivererLine, pressDay, pressLanguages, type PressLanguage } from '../greeting.rules';
import { isPublic } from '../publication/embargo.rules';
import {
  deliveryRecordColumns,
  deliveryRecordOf,
  type DeliveryRecordRow,
  type titleFactsOf,
} from '../publication/publication.view';
import {
  filled,
  filledParagraphs,
  type ThanksFacts,
  type ThanksLetter,
  type ThanksPart,
} from './thanks.rules';
import {
  toThanksTemplateView,
  toThanksView,
  type GreetingThanksView,
  type ThanksRow,
  type ThanksTemplateView,
} from './thanks.view';
import { thanksWords, type ThanksTemplate } from './thanks.words';

interface TemplateRow extends Record<string, unknown> {
  language: PressLanguage;
  version: number;
  salutation: string;
  body: string;
  closing: string;
  signatory_name: string | null;
  signatory_post: string | null;
}

/** What a letter is made of. */
export type ThankedRow = Parameters<typeof titleFactsOf>[0] & {
  id: string;
  state: string;
  version: number;
  published_at: Date | null;
  language: string | null;
  occasion: string | null;
  contact_locale: string | null;
  organisation: string | null;
  organisations: Record<string, string> | null;
  event_title: string;
  event_titles: Record<string, string>;
  locales: string[];
  city: string;
  cities: Record<string, string>;
  time_zone: string;
};

/** Reads of letters of thanks, and the words of one that is still to be sent. */
@Injectable()
export class ThanksQueries {
  constructor(private readonly db: Database) {}

  /** The words of an event in every language. */
  async templates(eventId: string): Promise<ThanksTemplateView[]> {
    const rows = await this.templateRows(eventId);
    return pressLanguages.map((language) => viewOf(language, rows.get(language)));
  }

  async template(eventId: string, language: PressLanguage): Promise<ThanksTemplateView> {
    return viewOf(language, (await this.templateRows(eventId)).get(language));
  }

  /** A message with what a letter needs to know of it. @throws 404 */
  async thanked(eventId: string, greetingId: string): Promise<ThankedRow> {
    const row = await this.db.one<ThankedRow & Record<string, unknown>>(
      `SELECT g.id, g.state, g.version, g.published_at, g.language, g.occasion, g.author_name, g.author_names, g.author_title, g.author_titles,
              g.addressees, g.addressees_in, g.contact_locale, o.name AS organisation, o.names AS organisations,
              e.title AS event_title, e.titles AS event_titles, e.locales, e.city, e.cities, e.time_zone
         FROM greetings g JOIN events e ON e.id = g.event_id LEFT JOIN organisations o ON o.id = g.organisation_id
        WHERE g.event_id = $1 AND g.id = $2`,
      [eventId, greetingId],
    );
    if (!row) throw httpProblems.notFound('There is no such message in this event.');
    return row;
  }

  /** The letter that was sent. @throws 404 */
  async letter(eventId: string, greetingId: string): Promise<GreetingThanksView> {
    return toThanksView(await this.letterRow(eventId, greetingId));
  }

  async letterRow(eventId: string, greetingId: string): Promise<ThanksRow> {
    const row = await this.db.one<ThanksRow>(
      `SELECT id, greeting_id, language, document, emails, sent_by_name, sent_at FROM greeting_thanks WHERE event_id = $1 AND greeting_id = $2`,
      [eventId, greetingId],
    );
    if (!row) throw httpProblems.notFound('The author has not been thanked yet.');
    return row;
  }

  /** A letter in words, in the words of the event where it has any. */
  async compose(
    eventId: string,
    row: ThankedRow,
    now: Date,
    choice: { readonly language?: PressLanguage | undefined; readonly salutation?: string | undefined },
  ): Promise<ThanksLetter> {
    const language = choice.language ?? letterLanguage(row);
    const template = await this.template(eventId, language);
    const delivery = await this.db.one<DeliveryRecordRow>(
      `SELECT ${deliveryRecordColumns} FROM greeting_deliveries d WHERE d.greeting_id = $1 ORDER BY d.number DESC LIMIT 1`,
      [row.id],
    );
    return letterOf(
      row,
      delivery!,
      language,
      { ...template, salutation: choice.salutation ?? template.salutation },
      now,
    );
  }

  private async templateRows(eventId: string): Promise<Map<string, TemplateRow>> {
    const rows = await this.db.query<TemplateRow>(
      `SELECT language, version, salutation, body, closing, signatory_name, signatory_post FROM greeting_thanks_templates WHERE event_id = $1`,
      [eventId],
    );
    return new Map(rows.map((row) => [row.language, row]));
  }
}

/** The language of the author, as far as the program can write it. */
function letterLanguage(row: ThankedRow): PressLanguage {
  return mailLanguage(row.language ?? row.contact_locale ?? '', [
    ...(row.contact_locale === null ? [] : [row.contact_locale]),
    ...row.locales,
  ]);
}

function letterOf(
  row: ThankedRow,
  delivery: DeliveryRecordRow,
  language: PressLanguage,
  template: ThanksTemplate,
  now: Date,
): ThanksLetter {
  const words = thanksWords[language];
  const record = deliveryRecordOf(row, delivery);
  const event = inLanguage(row.event_title, row.event_titles, language);
  const author = inLanguage(row.author_name, row.author_names, language);
  const authorTitle = inLanguage(row.author_title, row.author_titles, language);
  const place = inLanguage(record.place, record.placeIn, language);
  const day = pressDay(record.deliveredAt, language, row.time_zone);
  const deliverer = delivererLine(record, language);
  const facts: ThanksFacts = {
    event,
    author,
    authorTitle,
    addressees: inLanguage(row.addressees, row.addressees_in, language),
    occasion: row.occasion ?? '',
    delivery: words.delivery({
      mode: record.mode,
      by: deliverer,
      where: words.whereAndWhen(place, day),
      extent: record.extent,
    }),
    publication: isPublic(row) ? words.published : '',
    deliverer,
    place,
    day,
  };
  const organisation =
    row.organisation === null ? '' : inLanguage(row.organisation, row.organisations, language);
  const { signatoryName, signatoryPost } = template;
  const parts: ThanksPart[] = [
    { is: 'sender', text: words.sender(event) },
    {
      is: 'date',
      text: words.placeAndDay(
        inLanguage(row.city, row.cities, language),
        pressDay(now, language, row.time_zone),
      ),
    },
    { is: 'address', text: [author, authorTitle, organisation].filter((text) => text !== '').join('\n') },
    { is: 'salutation', text: filled(template.salutation, facts) },
    ...filledParagraphs(template.body, facts).map((text) => ({ is: 'text' as const, text })),
    { is: 'closing', text: filled(template.closing, facts) },
    {
      is: 'signature',
      text:
        signatoryName === null
          ? words.sender(event)
          : [signatoryName, signatoryPost].filter((text) => text !== null).join('\n'),
    },
  ];
  return {
    language,
    title: words.title(author),
    // What stands in marks may itself have some, such as the title of the event.
    parts: parts.map(({ is, text }) => ({ is, text: withNestedQuotes(text, language) })),
  };
}

function viewOf(language: PressLanguage, row: TemplateRow | undefined): ThanksTemplateView {
  if (!row) return toThanksTemplateView(language, 0, thanksWords[language].template);
  return toThanksTemplateView(language, row.version, {
    salutation: row.salutation,
    body: row.body,
    closing: row.closing,
    signatoryName: row.signatory_name,
    signatoryPost: row.signatory_post,
  });
}
