import {
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  ObjectField,
  TextField,
  TextsField,
} from '../../platform/http/fields';
import { messageStates } from '../../communications/message.entity';
import { dutyChoices, replacementOutcomes } from './replacement-sources.service';
import { replacementLineWorkflow, replacementWorkflow } from './replacement.workflow';

/** One of the two persons of a replacement. */
export class ReplacedPersonView {
  @IdField({ description: 'The person.' })
  personId!: string;

  @TextField({ description: 'Name.', example: 'LI Na' })
  name!: string;

  @IdField({ description: 'The registration: of both the same one, unless it was only begun.' })
  registrationId!: string;
}

/** A replacement in a list: who, when, and how much is still to be redone. */
export class ReplacementSummaryView {
  @IdField({ description: 'Id of the replacement.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change.', example: 1 })
  version!: number;

  @EnumField(Object.keys(replacementWorkflow.states), {
    description: 'Whether something has still to be redone.',
    name: 'ReplacementState',
    example: 'open',
  })
  state!: string;

  @ObjectField(() => ReplacedPersonView, { description: 'Who went.' })
  former!: ReplacedPersonView;

  @ObjectField(() => ReplacedPersonView, { description: 'Who came instead.' })
  successor!: ReplacedPersonView;

  @IdField({ description: 'The delegation within which; null for somebody who is in none.', nullable: true })
  delegationId!: string | null;

  @TextField({ description: 'Organisation.', nullable: true, example: 'Ministry of Communications' })
  organisation!: string | null;

  @EnumField(dutyChoices, {
    description:
      'What became of the duties of whoever went: the other person was asked (`ask`), or whoever had given them has them back (`hand_back`).',
    name: 'ReplacementDuties',
    example: 'ask',
  })
  duties!: string;

  @TextField({
    description: 'Why, if that was said.',
    nullable: true,
    multiline: true,
    example: 'Called back to the capital',
  })
  reason!: string | null;

  @TextField({ description: 'Who made it.', example: 'Anna Sargsyan' })
  madeBy!: string;

  @InstantField({ description: 'When.' })
  madeAt!: string;

  @IntegerField({ description: 'How many things have still to be redone.', example: 3 })
  open!: number;

  @IntegerField({ description: 'How many were redone or stayed good.', example: 2 })
  done!: number;

  @IntegerField({ description: 'How many need not be redone.', example: 1 })
  notNeeded!: number;
}

/** Somebody was told something about a replacement. */
export class ReplacementMessageView {
  @IdField({ description: 'The message.' })
  messageId!: string;

  @TextField({ description: 'Kind of message.', example: 'registration.passed-on' })
  kind!: string;

  @TextField({ description: 'Who was told.', example: 'LI Na' })
  name!: string;

  @EnumField(messageStates, { description: 'Where it is.', name: 'MessageState', example: 'sent' })
  state!: string;

  @TextField({
    description: 'Its subject as it went out; null before.',
    nullable: true,
    example: 'Another person comes instead: Infoforum-China 2019',
  })
  subject!: string | null;

  @InstantField({ description: 'When it was written.' })
  writtenAt!: string;

  @InstantField({ description: 'When it went out.', nullable: true })
  sentAt!: string | null;
}

/** One thing that a replacement touched. */
export class ReplacementLineView {
  @IdField({ description: 'Id of the line.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change.', example: 1 })
  version!: number;

  @IdField({ description: 'The replacement.' })
  replacementId!: string;

  @EnumField(Object.keys(replacementLineWorkflow.states), {
    description: 'Whether it has still to be redone.',
    name: 'ReplacementLineState',
    example: 'open',
  })
  state!: string;

  @TextField({
    description:
      'What kind of thing it is, such as `approval`, `badge_return`, `badge_print`, `answers`, `session_seat`, `session_duty`, `requirement`, `letter`, `participants_list`, `visit_seat`, `visit_identity`, `visit_clearance`, `visit_wishes`, `coach`, `greeting_reading`, `agenda`.',
    example: 'visit_clearance',
  })
  kind!: string;

  @TextField({ description: 'What it is about.', example: 'Huawei headquarters' })
  title!: string;

  @TextsField({ description: 'The same in further languages.', example: { zh: '华为总部' } })
  titles!: Record<string, string>;

  @TextField({
    description: 'A word more, such as the role in a session.',
    nullable: true,
    example: 'speaker',
  })
  detail!: string | null;

  @TextsField({
    description: 'What it says, in the languages in which people are written to.',
    example: { en: 'Huawei headquarters: the host has to agree to the new person' },
  })
  says!: Record<string, string>;

  @EnumField(replacementOutcomes, {
    description: 'What has become of it so far.',
    name: 'ReplacementOutcome',
    nullable: true,
    example: 'kept',
  })
  outcome!: string | null;

  @TextField({ description: 'The role of whoever has to do it.', example: 'visit_coordinator' })
  responsible!: string;

  @TextField({
    description: 'Where the thing is.',
    example: '/api/v1/events/infoforum-2019/bookings/0190d0f4-7a1b-7cc2-8f2e-0a1b2c3d4e5f',
  })
  href!: string;

  @InstantField({ description: 'When it was closed.', nullable: true })
  closedAt!: string | null;

  @TextField({ description: 'Who did it.', nullable: true, example: 'Anna Sokolova' })
  closedBy!: string | null;

  @TextField({
    description: 'What was noted when it was closed by hand; staff only.',
    nullable: true,
    multiline: true,
    example: 'The old badge was handed back at the desk',
  })
  note!: string | null;
}

/** A replacement with all that it touched, and who was told. */
export class ReplacementView extends ReplacementSummaryView {
  @ObjectField(() => ReplacementLineView, { description: 'What it touched, line by line.', list: true })
  lines!: ReplacementLineView[];

  @ObjectField(() => ReplacementMessageView, {
    description:
      'Who was told of it or asked because of it, and when, from the messages on record; a delegation sees those to its own two persons.',
    list: true,
  })
  told!: ReplacementMessageView[];
}
