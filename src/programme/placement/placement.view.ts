import {
  BooleanField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  ObjectField,
  TextField,
  TextsField,
} from '../../platform/http/fields';
import { PlacementInput } from './placement.input';
import type { PlacementNames, PlacementRequest } from './placement.problem';
import { placementOutcomes, type Placement } from './placement.procedure';
import { placementSpeaker } from './placement.words';
import { placementWorkflow } from './placement.workflow';

export interface PlacementRow extends Record<string, unknown> {
  id: string;
  version: number;
  event_id: string;
  state: string;
  request: PlacementRequest;
  digest: string;
  names: PlacementNames;
  answer: Placement | null;
  failure: string | null;
  seconds: number | null;
  requested_by: string;
  created_at: Date;
  locales: string[];
  time_zone: string;
}

/** Why a session is where it is, or was left out. */
export const placementReasonCodes = [
  'no_duration',
  'no_room',
  'no_time',
  'few_rooms',
  'person_away',
  'person_engaged',
  'person_taken',
  'room_closed',
  'room_taken',
  'topic_taken',
  'not_beside',
  'only_room',
  'smallest_room',
  'smaller_rooms_taken',
  'day_of_topic',
  'parallel_topic',
] as const;

export class PlacementReasonView {
  @EnumField(placementReasonCodes, {
    description: 'What it is.',
    name: 'PlacementReasonCode',
    example: 'only_room',
  })
  code!: string;

  @TextField({
    description: 'A sentence in the first language of the event.',
    example: 'It is the only room that suits it.',
  })
  message!: string;

  @TextsField({ description: 'The sentence in the languages of the event.' })
  messages!: Record<string, string>;
}

export class ProposedSessionView {
  @IdField({ description: 'The session.' })
  sessionId!: string;

  @TextField({ description: 'Its title, as it was.', example: 'Trust in the digital future' })
  title!: string;

  @IdField({ description: 'The room that is proposed; null where it needs none.', nullable: true })
  roomId!: string | null;

  @TextField({ description: 'Name of the room.', nullable: true, example: 'Main Hall' })
  room!: string | null;

  @InstantField({ description: 'When it would begin.' })
  startsAt!: string;

  @InstantField({ description: 'When it would end.', example: '2019-10-21T10:30:00+08:00' })
  endsAt!: string;

  @ObjectField(() => PlacementReasonView, { description: 'Why there and then.', list: true })
  reasons!: PlacementReasonView[];
}

export class LeftOutSessionView {
  @IdField({ description: 'The session.' })
  sessionId!: string;

  @TextField({ description: 'Its title, as it was.', example: 'Trust in the digital future' })
  title!: string;

  @ObjectField(() => PlacementReasonView, {
    description: 'Why it could not be placed: together they explain every place that would suit it.',
    list: true,
  })
  reasons!: PlacementReasonView[];
}

export class PlacementAnswerView {
  @EnumField(placementOutcomes, {
    description:
      'What is known of it: nothing is better (`optimal`), no more sessions can be placed (`most_placed`), or neither is proven (`best_found`).',
    name: 'PlacementOutcome',
  })
  outcome!: string;

  @ObjectField(() => ProposedSessionView, {
    description: 'Sessions with a place, in the order of time.',
    list: true,
  })
  placed!: ProposedSessionView[];

  @ObjectField(() => LeftOutSessionView, { description: 'Sessions without one.', list: true })
  leftOut!: LeftOutSessionView[];

  @IntegerField({ description: 'So many sessions can be placed at most: that is proven.', example: 60 })
  atMost!: number;

  @IntegerField({
    description:
      'What speaks against the places in all: empty seats, other days than those of topics, late hours.',
    example: 118,
    max: 100_000_000,
  })
  cost!: number;

  @IntegerField({
    description: 'With as many sessions placed, it cannot be less than this; null when nothing is proven.',
    nullable: true,
    example: 112,
    max: 100_000_000,
  })
  leastCost!: number | null;

  @BooleanField({
    description: 'Whether the same question always gets this answer; not, when the time ran out.',
  })
  repeatable!: boolean;
}

/** A proposal for the sessions that have no place yet. */
export class PlacementView {
  @IdField({ description: 'Id of the proposal.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 2 })
  version!: number;

  @EnumField(Object.keys(placementWorkflow.states), {
    description: 'Where it is in its life.',
    name: 'PlacementState',
    example: 'proposed',
  })
  state!: string;

  @ObjectField(() => PlacementInput, {
    description: 'What was asked for; lists that were left out mean all.',
  })
  request!: PlacementInput;

  @TextField({
    description: 'Names the problem: two proposals with the same digest were asked the same.',
    example: '9lQ4uQ1Z0v0m3kTt3m2cXb8nE2m4c1zq5cVZyq3v0bE',
  })
  digest!: string;

  @ObjectField(() => PlacementAnswerView, {
    description: 'The answer; null until it is there.',
    nullable: true,
  })
  answer!: PlacementAnswerView | null;

  @TextField({ description: 'Why there is no answer.', nullable: true, example: null })
  failure!: string | null;

  @IntegerField({ description: 'How long it took, in milliseconds.', nullable: true, example: 4200 })
  milliseconds!: number | null;

  @TextField({ description: 'Who asked.', example: 'Forum Organiser' })
  requestedBy!: string;

  @InstantField({ description: 'When.' })
  createdAt!: string;
}

export function toPlacementView(row: PlacementRow): PlacementView {
  const { sessionIds, roomIds, dayHours, ...request } = row.request;
  return {
    id: row.id,
    version: row.version,
    state: row.state,
    request: {
      ...request,
      dayHours: { ...dayHours },
      ...(sessionIds === null ? {} : { sessionIds: [...sessionIds] }),
      ...(roomIds === null ? {} : { roomIds: [...roomIds] }),
    },
    digest: row.digest,
    answer: row.answer && toAnswerView(row.answer, row),
    failure: row.failure,
    milliseconds: row.seconds === null ? null : Math.round(row.seconds * 1000),
    requestedBy: row.requested_by,
    createdAt: row.created_at.toISOString(),
  };
}

function toAnswerView(
  answer: Placement,
  { names, locales, time_zone: timeZone }: PlacementRow,
): PlacementAnswerView {
  const say = placementSpeaker(names, locales, timeZone);
  const titleOf = (id: string): string => names[id]?.name ?? '?';
  const at = (minutes: number): string => new Date(minutes * 60_000).toISOString();
  return {
    outcome: answer.outcome,
    placed: answer.placed
      .toSorted((a, b) => a.from - b.from || (a.sessionId < b.sessionId ? -1 : 1))
      .map(({ sessionId, roomId, from, to, reasons }) => ({
        sessionId,
        title: titleOf(sessionId),
        roomId,
        room: roomId === null ? null : titleOf(roomId),
        startsAt: at(from),
        endsAt: at(to),
        reasons: reasons.map((reason) => ({ code: reason.code, ...say(reason) })),
      })),
    leftOut: answer.leftOut.map(({ sessionId, reasons }) => ({
      sessionId,
      title: titleOf(sessionId),
      reasons: reasons.map((reason) => ({ code: reason.code, ...say(reason) })),
    })),
    atMost: answer.atMost,
    cost: Math.round(answer.cost),
    leastCost: answer.leastCost,
    repeatable: answer.repeatable,
  };
}
