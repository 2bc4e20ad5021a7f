import { EnumField, IdField, InstantField, TextField, TextsField } from '../../platform/http/fields';
import { severities } from '../../programme/programme.rules';

/** What can keep a reader from reading. */
export const readingConflictCodes = [
  'not_a_participant',
  'person_twice',
  'person_engaged',
  'no_time_between',
  'person_unavailable',
] as const;

export const readingParts = ['reader', 'deputy'] as const;
export type ReadingPart = (typeof readingParts)[number];

export class ReadingConflictView {
  @EnumField(readingConflictCodes, {
    description: 'What keeps the person from reading.',
    name: 'ReadingConflictCode',
    example: 'person_engaged',
  })
  code!: string;

  @EnumField(severities, {
    description: 'With a hard one a message is not put in the order of reading.',
    name: 'ConflictSeverity',
  })
  severity!: string;

  @EnumField(readingParts, { description: 'Whom it concerns.', name: 'ReadingPart' })
  part!: ReadingPart;

  @IdField({ description: 'The person.' })
  personId!: string;

  @InstantField({ description: 'When what is in the way begins.', nullable: true })
  startsAt!: string | null;

  @InstantField({ description: 'When it ends.', nullable: true, example: '2019-10-21T12:00:00+08:00' })
  endsAt!: string | null;

  @TextField({
    description: 'A sentence for people: what is in the way, and when.',
    max: 2000,
    example:
      'Baurzhan Imandosov is expected in “Opening ceremony” and is out at that time: “Huawei headquarters” — Monday, 21 October 2019, 08:30–12:00 (China Time, UTC+8).',
  })
  message!: string;

  @TextsField({
    description: 'The sentence in English, Russian and Chinese.',
    example: { zh: '“Opening ceremony”的时间与外出参观冲突。' },
  })
  messages!: Record<string, string>;
}
