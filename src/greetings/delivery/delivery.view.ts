import {
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  LanguageField,
  ObjectField,
  TextField,
  TextsField,
} from '../../platform/http/fields';
import { deliveryExtents, deliveryModes } from '../greeting.rules';
import {
  deliveryRecordOf,
  PressView,
  pressLinesOf,
  type DeliveryRecordRow,
  type titleFactsOf,
} from '../publication/publication.view';
import { changesBetween } from '../texts/text.rules';
import { ChangedParagraphView, toChangedParagraphs } from '../texts/text.view';

/** What is on record of a delivery: how it was, and what was thought before. */
export class GreetingDeliveryView {
  @IdField({ description: 'Id of the record.' })
  id!: string;

  @IntegerField({ description: 'Counts from 1; the highest is what holds.', example: 1 })
  number!: number;

  @EnumField(deliveryModes, { description: 'How it was delivered.', name: 'DeliveryMode' })
  mode!: string;

  @IdField({ description: 'Session in which it was.', nullable: true })
  sessionId!: string | null;

  @IdField({ description: 'Person who delivered it, where that is one of the event.', nullable: true })
  personId!: string | null;

  @TextField({ description: 'Who delivered it.', nullable: true, example: 'Baurzhan Imandosov' })
  deliveredBy!: string | null;

  @TextsField({ description: 'Name in further languages.', example: { ru: 'Бауржан Имандосов' } })
  deliveredByNames!: Record<string, string>;

  @TextField({
    description: 'In which function.',
    nullable: true,
    max: 300,
    example: 'Representative of the SCO Secretariat',
  })
  deliveredByPost!: string | null;

  @TextsField({ description: 'Function in further languages.', example: {} })
  deliveredByPosts!: Record<string, string>;

  @InstantField({ description: 'When.' })
  deliveredAt!: string;

  @TextField({ description: 'Where; null for the city of the event.', nullable: true, example: 'Shenzhen' })
  deliveredWhere!: string | null;

  @TextsField({ description: 'Where, in further languages.', example: { zh: '深圳' } })
  deliveredWhereIn!: Record<string, string>;

  @EnumField(deliveryExtents, { description: 'In full or abridged.', name: 'DeliveryExtent' })
  extent!: string;

  @LanguageField({ description: 'Languages in which it was said.', list: true, example: ['ru'] })
  languages!: string[];

  @TextField({
    description: 'What else is to be known of it; null for those who do not work on the texts.',
    nullable: true,
    multiline: true,
    max: 1000,
    example: null,
  })
  remark!: string | null;

  @TextField({
    description:
      'What was wrong in the record before; null for the first one, and under embargo for those who do not work on the texts.',
    nullable: true,
    max: 1000,
    example: null,
  })
  reason!: string | null;

  @TextField({ description: 'Who put it on record.', example: 'Li Na' })
  recordedBy!: string;

  @InstantField({ description: 'When it was put on record.' })
  recordedAt!: string;

  @ObjectField(() => PressView, { description: 'One line for the press, made from this record.' })
  pressLines!: PressView;
}

export type DeliveryRow = DeliveryRecordRow &
  Parameters<typeof titleFactsOf>[0] & {
    id: string;
    session_id: string | null;
    person_id: string | null;
    languages: string[];
    remark: string | null;
    recorded_by_name: string;
    time_zone: string;
    city: string;
    cities: Record<string, string>;
    greeting_public: boolean;
  };

/** `open` says whether the caller works on the texts, of which a remark or a reason may quote something. */
export function toDeliveryView(row: DeliveryRow, open: boolean): GreetingDeliveryView {
  return {
    id: row.id,
    number: row.number,
    mode: row.mode,
    sessionId: row.session_id,
    personId: row.person_id,
    deliveredBy: row.delivered_by,
    deliveredByNames: row.delivered_by_names,
    deliveredByPost: row.delivered_by_post,
    deliveredByPosts: row.delivered_by_posts,
    deliveredAt: row.delivered_at.toISOString(),
    deliveredWhere: row.delivered_where,
    deliveredWhereIn: row.delivered_where_in,
    extent: row.extent,
    languages: row.languages,
    remark: open ? row.remark : null,
    reason: open || row.greeting_public ? row.reason : null,
    recordedBy: row.recorded_by_name,
    recordedAt: row.recorded_at.toISOString(),
    pressLines: pressLinesOf(deliveryRecordOf(row, row)),
  };
}

/** That the words as they were said are on record; not the words. */
export class DeliveredTextItemView {
  @IdField({ description: 'Id of the record.' })
  id!: string;

  @LanguageField({ description: 'Language.' })
  language!: string;

  @IntegerField({ description: 'Counts from 1 within the language; the highest is what holds.', example: 1 })
  number!: number;

  @TextField({ description: 'Who put it on record.', example: 'Li Na' })
  recordedBy!: string;

  @InstantField({ description: 'When.' })
  recordedAt!: string;
}

/** The words as they were said, beside those that had been cleared. */
export class DeliveredTextView extends DeliveredTextItemView {
  @TextField({
    description: 'The words that had been cleared.',
    multiline: true,
    max: 40_000,
    example: 'Dear participants, …',
  })
  cleared!: string;

  @TextField({
    description: 'The words as they were said.',
    multiline: true,
    max: 40_000,
    example: 'Dear friends, …',
  })
  delivered!: string;

  @ObjectField(() => ChangedParagraphView, {
    description: 'What was said otherwise, paragraph by paragraph.',
    list: 20_000,
  })
  changes!: ChangedParagraphView[];

  @TextField({
    description: 'What has to be known of it.',
    nullable: true,
    multiline: true,
    max: 1000,
    example: null,
  })
  remark!: string | null;
}

export interface DeliveredTextRow extends Record<string, unknown> {
  id: string;
  language: string;
  number: number;
  cleared: string;
  body: string;
  remark: string | null;
  recorded_by_name: string;
  recorded_at: Date;
}

export function toDeliveredTextItemView(row: DeliveredTextRow): DeliveredTextItemView {
  return {
    id: row.id,
    language: row.language,
    number: row.number,
    recordedBy: row.recorded_by_name,
    recordedAt: row.recorded_at.toISOString(),
  };
}

export function toDeliveredTextView(row: DeliveredTextRow): DeliveredTextView {
  return {
    ...toDeliveredTextItemView(row),
    cleared: row.cleared,
    delivered: row.body,
    changes: toChangedParagraphs(changesBetween(row.cleared, row.body, row.language)),
    remark: row.remark,
  };
}
