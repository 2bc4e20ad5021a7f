import {
  BooleanField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  LanguageField,
  ObjectField,
  TextField,
  TextsField,
} from '../../platform/http/fields';
import { inLanguage } from '../../platform/text';
import {
  deliveryExtents,
  deliveryModes,
  pressLanguages,
  pressLine,
  titleLine,
  type DeliveryExtent,
  type DeliveryMode,
  type DeliveryRecord,
  type TitleFacts,
} from '../greeting.rules';
import type { ClearedText } from '../texts/cleared-texts.queries';
import { directionOf, inOrder, wordsLanguage } from './publication.rules';

const words = { multiline: true, max: 40_000 } as const;
const fewWords = { multiline: true, max: 4000 } as const;

export class PressView {
  @TextField({ description: 'In English.', max: 4000, example: 'Message of greetings of …' })
  en!: string;

  @TextField({ description: 'In Russian.', max: 4000, example: 'Приветственное послание …' })
  ru!: string;

  @TextField({ description: 'In Chinese.', max: 4000, example: '贺信 …' })
  zh!: string;
}

/** A message in one language, as the public reads it. */
export class PublishedTextView {
  @LanguageField({ description: 'Language.', example: 'ru' })
  language!: string;

  @EnumField(['ltr', 'rtl'], { description: 'Direction of writing.', name: 'TextDirection' })
  direction!: 'ltr' | 'rtl';

  @BooleanField({ description: 'Whether these are the author’s own words; translations are not.' })
  authentic!: boolean;

  @TextField({
    description:
      'Author, post and addressees in one line; in English when the program has no words of that language.',
    max: 1500,
    example: 'Приветственное послание …',
  })
  title!: string;

  @TextField({
    description: 'The text in full; null where there is only a summary.',
    nullable: true,
    example: 'Уважаемые участники, …',
    ...words,
  })
  text!: string | null;

  @TextField({
    description: 'What it says, in a few sentences.',
    nullable: true,
    example: null,
    ...fewWords,
  })
  summary!: string | null;
}

/** What was wrong in a text or a summary before it was corrected. */
export class FormerTextView {
  @TextField({
    description: 'The text before; null where it was not corrected.',
    nullable: true,
    example: 'Dear participants, …',
    ...words,
  })
  text!: string | null;

  @TextField({
    description: 'The summary before; null where there was none, or it was not corrected.',
    nullable: true,
    example: null,
    ...fewWords,
  })
  summary!: string | null;

  @ObjectField(() => PressView, {
    description: 'The press lines before; null where the record of the delivery was not corrected.',
    nullable: true,
  })
  pressLines!: PressView | null;
}

/** What was put right after the message was public. */
export class PublishedCorrectionView {
  @IntegerField({ description: 'Counts from 1.', example: 1 })
  number!: number;

  @EnumField(['text', 'delivery'], {
    description: 'What was corrected: words (of the text or the summary), or the record of the delivery.',
    name: 'GreetingCorrectionKind',
  })
  kind!: 'text' | 'delivery';

  @LanguageField({ description: 'In which language; null for the record of the delivery.', nullable: true })
  language!: string | null;

  @InstantField({ description: 'When.' })
  at!: string;

  @TextField({ description: 'Why.', max: 1000, example: 'A figure was wrong.' })
  reason!: string;

  @TextsField({ description: 'Why, in further languages.', max: 1000, example: {} })
  reasons!: Record<string, string>;

  @ObjectField(() => FormerTextView, { description: 'What stood there before.' })
  was!: FormerTextView;
}

/** A message as the public reads it. */
export class PublishedGreetingView {
  @IdField({ description: 'Id of the message.' })
  id!: string;

  @IntegerField({
    description: 'Of what is published: 1, and raised with each correction.',
    example: 1,
  })
  edition!: number;

  @TextField({
    description: 'Author, post and addressees in one line, in the language of the original.',
    max: 1500,
    example: 'Message of greetings of …',
  })
  title!: string;

  @TextField({ description: 'Name of the author.', example: 'Vladimir Norov' })
  author!: string;

  @TextField({ description: 'Post of the author.', example: 'Secretary-General', max: 300 })
  authorTitle!: string;

  @LanguageField({ description: 'Language of the original, which is authentic.' })
  language!: string;

  @EnumField(deliveryModes, {
    description: 'How it was delivered; null while it is still to be.',
    name: 'DeliveryMode',
    nullable: true,
  })
  mode!: string | null;

  @InstantField({ description: 'When it was delivered.', nullable: true })
  deliveredAt!: string | null;

  @EnumField(deliveryExtents, {
    description: 'Whether it was delivered in full or abridged; the text here is full.',
    name: 'DeliveryExtent',
    nullable: true,
  })
  extent!: string | null;

  @InstantField({ description: 'When it was published.' })
  publishedAt!: string;

  @InstantField({ description: 'When it was last corrected.', nullable: true })
  correctedAt!: string | null;

  @ObjectField(() => PressView, {
    description: 'One line for the press, in three languages; null while it is still to be delivered.',
    nullable: true,
  })
  pressLines!: PressView | null;

  @ObjectField(() => PublishedTextView, {
    description: 'Full text and summary in each language: the original first, then approved translations.',
    list: true,
  })
  texts!: PublishedTextView[];

  @ObjectField(() => PublishedCorrectionView, {
    description: 'What was corrected after publication, in its order.',
    list: true,
  })
  corrections!: PublishedCorrectionView[];
}

/** Of a message that is public. */
export interface PublishedRow extends Record<string, unknown> {
  id: string;
  author_name: string;
  author_names: Record<string, string>;
  author_title: string;
  author_titles: Record<string, string>;
  addressees: string;
  addressees_in: Record<string, string>;
  language: string;
  summary: string | null;
  summaries: Record<string, string>;
  published_at: Date;
  time_zone: string;
  city: string;
  cities: Record<string, string>;
  locales: string[];
  event_title: string;
  event_titles: Record<string, string>;
}

export interface CorrectionRow extends Record<string, unknown> {
  greeting_id: string;
  language: string;
  text_before: string | null;
  text_after: string | null;
  summary_before: string | null;
  summary_after: string | null;
  reason: string;
  reasons: Record<string, string>;
  corrected_at: Date;
}

/** A record of the delivery as press lines need it. */
export interface DeliveryRecordRow extends Record<string, unknown> {
  greeting_id: string;
  number: number;
  mode: DeliveryMode;
  delivered_by: string | null;
  delivered_by_names: Record<string, string>;
  delivered_by_post: string | null;
  delivered_by_posts: Record<string, string>;
  delivered_at: Date;
  delivered_where: string | null;
  delivered_where_in: Record<string, string>;
  extent: DeliveryExtent;
  reason: string | null;
  recorded_at: Date;
}

export const deliveryRecordColumns = `d.greeting_id, d.number, d.mode, d.delivered_by, d.delivered_by_names, d.delivered_by_post, d.delivered_by_posts,
  d.delivered_at, d.delivered_where, d.delivered_where_in, d.extent, d.reason, d.recorded_at`;

/** All that is known of a message that is public; records and corrections in their order. */
export interface PublishedParts {
  readonly row: PublishedRow;
  readonly texts: readonly ClearedText[];
  readonly deliveries: readonly DeliveryRecordRow[];
  readonly corrections: readonly CorrectionRow[];
}

export function titleFactsOf(
  row: Pick<
    PublishedRow,
    'author_name' | 'author_names' | 'author_title' | 'author_titles' | 'addressees' | 'addressees_in'
  >,
): TitleFacts {
  return {
    authorName: row.author_name,
    authorNames: row.author_names,
    authorTitle: row.author_title,
    authorTitles: row.author_titles,
    addressees: row.addressees,
    addresseesIn: row.addressees_in,
  };
}

/** What press lines are made of. */
export function deliveryRecordOf(
  row: Parameters<typeof titleFactsOf>[0] & {
    time_zone: string;
    city: string;
    cities: Readonly<Record<string, string>>;
  },
  delivery: DeliveryRecordRow,
): DeliveryRecord {
  return {
    ...titleFactsOf(row),
    mode: delivery.mode,
    deliveredBy: delivery.delivered_by,
    deliveredByNames: delivery.delivered_by_names,
    deliveredByPost: delivery.delivered_by_post,
    deliveredByPosts: delivery.delivered_by_posts,
    place: delivery.delivered_where ?? row.city,
    placeIn:
      delivery.delivered_where === null
        ? { ...row.cities, ...delivery.delivered_where_in }
        : delivery.delivered_where_in,
    deliveredAt: delivery.delivered_at,
    timeZone: row.time_zone,
    extent: delivery.extent,
  };
}

export function pressLinesOf(record: DeliveryRecord): PressView {
  return Object.fromEntries(
    pressLanguages.map((language) => [language, pressLine(record, language)]),
  ) as unknown as PressView;
}

/** What the public reads, made of what was cleared, of the record, and of what was corrected since. */
export function toPublishedView({
  row,
  texts,
  deliveries,
  corrections,
}: PublishedParts): PublishedGreetingView {
  const last = deliveries.at(-1);
  const corrected = correctionsOf(row, deliveries, corrections);
  return {
    id: row.id,
    edition: 1 + corrected.length,
    title: titleLine(titleFactsOf(row), wordsLanguage(row.language)),
    author: row.author_name,
    authorTitle: row.author_title,
    language: row.language,
    mode: last?.mode ?? null,
    deliveredAt: last?.delivered_at.toISOString() ?? null,
    extent: last?.extent ?? null,
    publishedAt: row.published_at.toISOString(),
    correctedAt: corrected.at(-1)?.at ?? null,
    pressLines: last ? pressLinesOf(deliveryRecordOf(row, last)) : null,
    texts: textsOf(row, texts, corrections),
    corrections: corrected,
  };
}

function textsOf(
  row: PublishedRow,
  cleared: readonly ClearedText[],
  corrections: readonly CorrectionRow[],
): PublishedTextView[] {
  const bodies = new Map(cleared.map(({ language, text }) => [language, text]));
  const summaries = new Map(Object.entries(row.summaries));
  if (row.summary !== null) summaries.set(row.language, row.summary);
  // Texts come corrected already; see ClearedTexts.
  for (const { language, summary_after: summary } of corrections)
    if (summary !== null) summaries.set(language, summary);
  const languages = [...new Set([...bodies.keys(), ...summaries.keys()])].map((language) => ({ language }));
  return inOrder(languages, row.language, row.locales).map(({ language }) => ({
    language,
    direction: directionOf(language),
    authentic: language === row.language,
    title: titleLine(titleFactsOf(row), wordsLanguage(language)),
    text: bodies.get(language) ?? null,
    summary: summaries.get(language) ?? null,
  }));
}

function correctionsOf(
  row: PublishedRow,
  deliveries: readonly DeliveryRecordRow[],
  corrections: readonly CorrectionRow[],
): PublishedCorrectionView[] {
  const ofTexts = corrections.map((one): Omit<PublishedCorrectionView, 'number'> => ({
    kind: 'text',
    language: one.language,
    at: one.corrected_at.toISOString(),
    reason: one.reason,
    reasons: one.reasons,
    was: { text: one.text_before, summary: one.summary_before, pressLines: null },
  }));
  const ofRecords = deliveries.flatMap((one, index): Omit<PublishedCorrectionView, 'number'>[] => {
    const before = deliveries[index - 1];
    // What was put right before anybody could read it is nobody's business.
    if (!before || one.recorded_at < row.published_at) return [];
    return [
      {
        kind: 'delivery',
        language: null,
        at: one.recorded_at.toISOString(),
        reason: one.reason ?? '',
        reasons: {},
        was: { text: null, summary: null, pressLines: pressLinesOf(deliveryRecordOf(row, before)) },
      },
    ];
  });
  return [...ofTexts, ...ofRecords]
    .toSorted((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0))
    .map((one, index) => ({ number: index + 1, ...one }));
}

/** A title of the event in a language. */
export function eventTitleOf(row: PublishedRow, language: string): string {
  return inLanguage(row.event_title, row.event_titles, language);
}
