import { Injectable } from '@nestjs/common';
import type { NoticeRecipient } from '../communications/notice';
import { placeholders } from '../communications/templates/placeholder.rules';
import { TemplateReaders, type TemplateReader } from '../communications/templates/template-readers.service';
import { Database } from '../platform/database/database';
import { inLanguage } from '../platform/text';

/** What the words of an event's own can say of somebody who is registered. */
interface ReaderFacts {
  readonly code: string;
  readonly organisation: string | null;
  readonly category: string;
  readonly categories: Readonly<Record<string, string>>;
}

type ReaderRow = ReaderFacts & Required<NoticeRecipient>;

const readerPlaceholders = placeholders<ReaderFacts>(({ text }) => ({
  'person.organisation': text(
    'Organisation for which the reader is registered, if any.',
    { en: 'China Telecom', ru: 'Чайна Телеком', zh: '中国电信' },
    ({ organisation }) => organisation,
  ),
  'person.category': text(
    'Category in which the reader is registered.',
    { en: 'Delegate', ru: 'Делегат', zh: '代表' },
    ({ category, categories }, { language }) => inLanguage(category, categories, language),
  ),
  'person.code': text('Reference code of the reader’s registration.', '7KQ2M9XW', ({ code }) => code),
}));

/** Tells templates who reads them, of those who are registered. */
@Injectable()
export class RegistrationReaders {
  constructor(
    private readonly db: Database,
    readers: TemplateReaders,
  ) {
    readers.register({ placeholders: readerPlaceholders, load: (eventId, ids) => this.load(eventId, ids) });
  }

  private async load(
    eventId: string,
    registrationIds: readonly string[],
  ): Promise<Map<string, TemplateReader<ReaderFacts>>> {
    const rows = await this.db.query<ReaderRow & Record<string, unknown>>(
      `SELECT r.id AS "registrationId", p.id AS "personId", p.display_name AS name, p.email, r.locale, r.code,
              r.organisation_name AS organisation, c.title AS category, c.titles AS categories
         FROM registrations r JOIN persons p ON p.id = r.person_id JOIN categories c ON c.id = r.category_id
        WHERE r.event_id = $1 AND r.id = ANY($2::uuid[])`,
      [eventId, registrationIds],
    );
    return new Map(
      rows.map(({ registrationId, personId, name, email, locale, ...facts }) => [
        registrationId,
        { recipient: { registrationId, personId, name, email, locale }, facts },
      ]),
    );
  }
}
