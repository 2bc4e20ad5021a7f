import {
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  ObjectField,
  TextField,
} from '../../platform/http/fields';
import { PersonView } from '../../people/person.view';
import { signUpWorkflow } from './sign-up.workflow';

export class SignUpView {
  @IdField({ description: 'Id of the sign-up.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 2 })
  version!: number;

  @EnumField(Object.keys(signUpWorkflow.states), {
    description: 'Where it is in its life.',
    name: 'SignUpState',
    example: 'confirmed',
  })
  state!: string;

  @IdField({ description: 'The session.' })
  sessionId!: string;

  @IdField({ description: 'The registration of who attends.' })
  registrationId!: string;

  @TextField({ description: 'Code of the registration.', example: '7KQ2M9XW' })
  code!: string;

  @ObjectField(() => PersonView, { description: 'Who attends.' })
  person!: PersonView;

  @IntegerField({
    description:
      'Number that was drawn on arrival, by which the line is ordered. Null in the moment in which nothing is decided yet.',
    nullable: true,
    example: 21,
  })
  queueNumber!: number | null;

  @InstantField({ description: 'When it was made.' })
  createdAt!: string;
}

/** A sign-up with where it stands in the line; that changes with what others do, and is no part of its version. */
export class SignUpInLineView extends SignUpView {
  @IntegerField({
    description: 'Place in the line, counted from 1; null for those who do not wait.',
    nullable: true,
    example: null,
  })
  placeInLine!: number | null;
}

export interface SignUpRow extends Record<string, unknown> {
  id: string;
  version: number;
  state: string;
  event_id: string;
  session_id: string;
  registration_id: string;
  queue_number: number | null;
  created_at: Date;
}

export interface SignUpListRow extends SignUpRow {
  code: string;
  person: PersonView;
}

export interface SignUpInLineRow extends SignUpListRow {
  place_in_line: number | null;
}

export function toSignUpView(row: SignUpListRow): SignUpView {
  return {
    id: row.id,
    version: row.version,
    state: row.state,
    sessionId: row.session_id,
    registrationId: row.registration_id,
    code: row.code,
    person: row.person,
    queueNumber: row.queue_number,
    createdAt: row.created_at.toISOString(),
  };
}

export function toSignUpInLineView(row: SignUpInLineRow): SignUpInLineView {
  return { ...toSignUpView(row), placeInLine: row.place_in_line };
}

export class SessionSeatsView {
  @IdField({ description: 'The session.' })
  sessionId!: string;

  @IntegerField({ description: 'How many seats there are.', example: 20 })
  capacity!: number;

  @IntegerField({ description: 'How many of them nobody has.', example: 3 })
  free!: number;

  @IntegerField({
    description: 'How many wait for a seat; a free one is offered to them first.',
    example: 0,
  })
  waiting!: number;
}

export class ProgrammeSeatsView {
  @ObjectField(() => SessionSeatsView, {
    description: 'The sessions of the newest release that need seats, in the order of time.',
    list: true,
  })
  items!: SessionSeatsView[];
}
