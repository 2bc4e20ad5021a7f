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
import type { Principal } from '../../platform/http/request-context';
import { isRegistrar } from '../registration.workflow';
import { stepKind, stepRole } from './approval.input';
import {
  deciderOf,
  isPassed,
  sayIn,
  stepKinds,
  stepRoles,
  type StepKind,
  type StepOutcome,
} from './approval.rules';

/** How far a step is. */
export const stepStates = [
  'ahead',
  'waiting',
  'on_hold',
  'checked',
  'approved',
  'bypassed',
  'refused',
  'not_needed',
] as const;

export type StepState = (typeof stepStates)[number];

export class ApprovalStepView {
  @TextField({ description: 'Name of the step.', example: 'protocol' })
  key!: string;

  @TextField({ description: 'Title in the first language of the event.', example: 'Protocol' })
  title!: string;

  @TextsField({ description: 'Title in further languages.' })
  titles!: Record<string, string>;

  @EnumField(stepRoles, stepRole)
  role!: string;

  @EnumField(stepKinds, stepKind)
  kind!: string;

  @EnumField(stepStates, {
    description:
      'Whether it comes later, is what is waited for (`on_hold` while the registration is, which only staff are told), was decided, or was not needed because the registration was decided otherwise.',
    name: 'ApprovalStepState',
    example: 'waiting',
  })
  state!: string;

  @InstantField({ description: 'When it was decided.', nullable: true })
  decidedAt!: string | null;

  @TextField({ description: 'Name of who decided.', nullable: true, example: 'Li Na' })
  decidedBy!: string | null;

  @BooleanField({ description: 'Whether they decided for those whose step it is.', example: false })
  actedFor!: boolean;

  @TextField({
    description: 'What they said to it; why it was passed by is for staff.',
    nullable: true,
    example: null,
  })
  comment!: string | null;

  @BooleanField({ description: 'Whether the caller may decide about it now.', example: true })
  yours!: boolean;
}

export class HoldView {
  @InstantField({ description: 'Since when.' })
  since!: string;

  @TextField({ description: 'Name of who put it on hold.', example: 'Li Na' })
  byName!: string;

  @TextField({
    description: 'Why; for those who decide about the registration.',
    nullable: true,
    example: 'The ministry is asked.',
  })
  reason!: string | null;
}

export class ReapprovalView {
  @InstantField({ description: 'Since when.' })
  since!: string;

  @TextField({
    description: 'Keys of the questions that were answered anew; none when it passed to another person.',
    list: true,
    example: ['passport'],
  })
  questions!: string[];
}

export class ApprovalView {
  @IntegerField({
    description: 'How often it was asked for; 0 where places are given at once.',
    example: 1,
  })
  round!: number;

  @ObjectField(() => ApprovalStepView, { description: 'The steps of the last round, in order.', list: true })
  steps!: ApprovalStepView[];

  @BooleanField({
    description:
      'Whether something has to be decided before it is approved, or anybody is checked in or gets a badge at the desk: it is on hold, or something else that is for others. For staff.',
    example: false,
  })
  waitsForDecision!: boolean;

  @ObjectField(() => HoldView, {
    description:
      'That it is on hold: nobody approves it, and nobody is checked in or gets a badge at the desk. For staff; the person is told nothing of it.',
    nullable: true,
  })
  hold!: HoldView | null;
}

export class DecisionNoteView {
  @IdField({ description: 'Id of the note.' })
  id!: string;

  @TextField({ description: 'What was done.', example: 'reject' })
  transition!: string;

  @TextField({ description: 'At which step.', nullable: true, example: 'protocol' })
  step!: string | null;

  @TextField({ description: 'The note.', example: 'The embassy knows nothing of this person.' })
  note!: string;

  @TextField({ description: 'Name of who wrote it.', example: 'Li Na' })
  byName!: string;

  @InstantField({ description: 'When.' })
  at!: string;
}

/** A step as it is stored. */
export interface StepRow {
  readonly round: number;
  readonly position: number;
  readonly key: string;
  readonly title: string;
  readonly titles: Record<string, string>;
  readonly role: string;
  readonly kind: StepKind;
  readonly fourEyes: boolean;
  readonly outcome: StepOutcome | null;
  readonly decidedAt: string | null;
  readonly decidedBy: string | null;
  readonly decidedByName: string | null;
  readonly actedFor: boolean;
  readonly comment: string | null;
}

/** SQL for the steps of the present round of registration `r`. */
export const stepsJson = `COALESCE((
  SELECT json_agg(json_build_object('round', s.round, 'position', s.position, 'key', s.key, 'title', s.title, 'titles', s.titles, 'role', s.role,
                    'kind', s.kind, 'fourEyes', s.four_eyes, 'outcome', s.outcome, 'decidedAt', s.decided_at, 'decidedBy', s.decided_by,
                    'decidedByName', s.decided_by_name, 'actedFor', s.acted_for, 'comment', s.comment) ORDER BY s.position)
    FROM approval_steps s WHERE s.registration_id = r.id AND s.round = r.approval_round), '[]')`;

/** The steps of a registration as `by` may see them. */
export function toApprovalView(
  row: {
    readonly approval_round: number;
    readonly waiting_step: string | null;
    readonly delegation_id: string | null;
    readonly steps: readonly StepRow[];
    readonly waits: boolean;
    readonly held_since: Date | null;
    readonly held_by_name: string | null;
    readonly held_reason: string | null;
  },
  by: Principal,
): ApprovalView {
  const waitingAt = row.steps.find(
    ({ key, outcome }) => outcome === null && key === row.waiting_step,
  )?.position;
  const saidBefore = row.steps.some(
    ({ outcome, decidedBy, fourEyes }) => fourEyes && isPassed(outcome) && decidedBy === deciderOf(by),
  );
  const isHeld = row.held_since !== null && by.kind !== 'link';
  const decides =
    isRegistrar(by) || row.steps.some(({ role }) => sayIn(role, by, row.delegation_id) !== 'none');
  return {
    round: row.approval_round,
    waitsForDecision: row.waits && by.kind !== 'link',
    hold: isHeld
      ? {
          since: row.held_since!.toISOString(),
          byName: row.held_by_name!,
          reason: decides ? row.held_reason : null,
        }
      : null,
    steps: row.steps.map((step) => {
      const state = stateOf(step, waitingAt, isHeld);
      return {
        key: step.key,
        title: step.title,
        titles: step.titles,
        role: step.role,
        kind: step.kind,
        state,
        decidedAt: step.decidedAt === null ? null : new Date(step.decidedAt).toISOString(),
        decidedBy: step.decidedByName,
        actedFor: step.actedFor,
        comment: step.outcome === 'bypassed' && by.kind === 'link' ? null : step.comment,
        yours: state === 'waiting' && !saidBefore && sayIn(step.role, by, row.delegation_id) !== 'none',
      };
    }),
  };
}

function stateOf({ outcome, position }: StepRow, waitingAt: number | undefined, isHeld: boolean): StepState {
  if (outcome !== null) return outcome;
  if (waitingAt === undefined) return 'not_needed';
  if (position !== waitingAt) return 'ahead';
  return isHeld ? 'on_hold' : 'waiting';
}
