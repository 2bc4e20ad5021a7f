import {
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  ObjectField,
  TextField,
  TextsField,
} from '../../platform/http/fields';
import type { Finding } from './conflict.rules';
import { conflictCodes, severities, type Conflict } from '../programme.rules';
import type { Proposal } from './way-out.rules';

export class ConflictSubjectView {
  @TextField({
    description: 'What it is: `visit` (a departure of a site visit) or `greeting` (a message of greetings).',
    example: 'visit',
  })
  kind!: string;

  @IdField({ description: 'Its id.' })
  id!: string;
}

export class ProposalView {
  @IdField({ description: 'The session that would go elsewhere.' })
  sessionId!: string;

  @IdField({ description: 'The room; null for a session that needs none.', nullable: true })
  roomId!: string | null;

  @InstantField({ description: 'When it would begin.' })
  startsAt!: string;

  @InstantField({ description: 'When it would end.', example: '2019-10-21T10:30:00+08:00' })
  endsAt!: string;

  @TextField({
    description: 'The same as a sentence, in the first language of the event.',
    example: '“Digital customs” could go to Hall 2 at the same time.',
  })
  message!: string;

  @TextsField({
    description: 'The sentence in those languages of the event in which the program can write.',
    example: { ru: '«Цифровая таможня» можно перенести в зал «Зал 2» в то же время.' },
  })
  messages!: Record<string, string>;
}

export class ConflictView {
  @EnumField(conflictCodes, { description: 'What is wrong.', name: 'ConflictCode' })
  code!: string;

  @EnumField(severities, {
    description: 'Hard ones block a release, soft ones warn.',
    name: 'ConflictSeverity',
  })
  severity!: string;

  @IdField({ description: 'Sessions that are concerned.', list: true })
  sessions!: string[];

  @IdField({ description: 'Persons that are concerned.', list: true })
  persons!: string[];

  @IdField({ description: 'Room that is concerned.', nullable: true })
  roomId!: string | null;

  @ObjectField(() => ConflictSubjectView, {
    description: 'What is concerned outside of the programme.',
    list: true,
  })
  others!: ConflictSubjectView[];

  @TextField({
    description: 'A sentence for people, in the first language of the event.',
    example: 'Main Hall is taken twice at once: “Opening ceremony” and “Digital customs”.',
  })
  message!: string;

  @TextsField({
    description: 'The sentence in those languages of the event in which the program can write.',
    example: { ru: 'Main Hall: одновременно стоят «Открытие» и «Цифровая таможня».' },
  })
  messages!: Record<string, string>;

  @ObjectField(() => ProposalView, {
    description:
      'A way out: the nearest slot in which nothing hard stands in the way; null when there is none.',
    nullable: true,
  })
  proposal!: ProposalView | null;
}

export class ConflictCountView {
  @EnumField(conflictCodes, { description: 'What is wrong.', name: 'ConflictCode' })
  code!: string;

  @IntegerField({ description: 'How often.', example: 2 })
  count!: number;
}

/** How many conflicts are listed; the counts are of all. */
export const listedConflicts = 1000;

export class ConflictsView {
  @ObjectField(() => ConflictView, {
    description: `Those that were asked for, the hard ones first, each in the order of time; at most ${listedConflicts}.`,
    list: true,
  })
  items!: ConflictView[];

  @IntegerField({ description: 'How many there are of those that were asked for.', example: 1 })
  total!: number;

  @IntegerField({ description: 'How many hard ones there are in the whole draft.', example: 0 })
  hard!: number;

  @IntegerField({ description: 'How many soft ones there are in the whole draft.', example: 1 })
  soft!: number;

  @ObjectField(() => ConflictCountView, {
    description: 'How many of each kind there are in the whole draft.',
    list: true,
  })
  counts!: ConflictCountView[];
}

export function toConflictView(conflict: Conflict, proposal: Proposal | null): ConflictView {
  return {
    code: conflict.code,
    severity: conflict.severity,
    sessions: conflict.sessions,
    persons: conflict.persons,
    roomId: conflict.roomId,
    others: conflict.others.map(({ kind, id }) => ({ kind, id })),
    message: conflict.message,
    messages: { ...conflict.messages },
    proposal: proposal && {
      sessionId: proposal.sessionId,
      roomId: proposal.roomId,
      startsAt: proposal.startsAt.toISOString(),
      endsAt: proposal.endsAt.toISOString(),
      message: proposal.message,
      messages: { ...proposal.messages },
    },
  };
}

/** How many conflicts of each kind there are, in the order of kinds; none of a kind is not said. */
export function countsOf(findings: readonly Finding[]): ConflictCountView[] {
  return conflictCodes
    .map((code) => ({ code, count: findings.filter((finding) => finding.code === code).length }))
    .filter(({ count }) => count > 0);
}
