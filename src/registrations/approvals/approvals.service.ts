import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database, isSqlError, sqlState } from '../../platform/database/database';
import { systemPrincipal } from '../../platform/http/request-context';
import type { TransitionContext } from '../../platform/workflow/binding';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { DelegationHost } from '../delegation-host.service';
import { registrationProblems } from '../registration.errors';
import { isRegistrar, registrationWorkflow } from '../registration.workflow';
import { ReopenInput, type DecisionInput } from './approval.input';
import {
  deciderOf,
  isPassed,
  sayIn,
  spokenRole,
  stepsFor,
  type ApprovalStep,
  type StepKind,
  type StepOutcome,
} from './approval.rules';

/** A registration as far as decisions about it need it. */
export interface Decided {
  readonly id: string;
  readonly state: string;
  readonly person_id: string;
  readonly delegation_id: string | null;
  readonly approval_round: number;
  readonly waiting_step: string | null;
  readonly waiting_role: string | null;
  readonly reapproval_since: Date | null;
  readonly reapproval_questions: string[];
  readonly held_since: Date | null;
}

interface Step extends Record<string, unknown> {
  readonly position: number;
  readonly key: string;
  readonly title: string;
  readonly role: string;
  readonly kind: StepKind;
  readonly four_eyes: boolean;
  readonly outcome: StepOutcome | null;
  readonly decided_by: string | null;
  readonly decided_by_name: string | null;
}

type Decision<Row extends Decided = Decided> = TransitionContext<Row & Record<string, unknown>>;

/** What is missing before somebody is approved at a step of this role, in a sentence; nothing, if all is there. */
export type ReadinessCheck = (registrationId: string, role: string | null) => Promise<string | undefined>;

/**
 * The steps in which registrations are approved. All of it happens under the lock of the registration's row; behind it, an
 * index lets nobody pass two steps of a round for which four eyes are asked.
 */
@Injectable()
export class Approvals {
  private readonly checks: ReadinessCheck[] = [];

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly host: DelegationHost,
  ) {}

  /** Modules above say what must be there first: a permit that was to be handed in. */
  onlyIf(check: ReadinessCheck): void {
    this.checks.push(check);
  }

  /**
   * Begins a round: the steps that the category asks for now, all open. Answers whether there is one; places that are given
   * at once wait for nobody.
   */
  async begin(registrationId: string): Promise<boolean> {
    const row = await this.db.one<{
      approval: string;
      steps: ApprovalStep[];
      four_eyes: boolean;
      delegation_id: string | null;
      delegation_entry: string | null;
      armed: boolean;
    }>(
      `SELECT c.approval, c.approval_steps AS steps, c.four_eyes, r.delegation_id, r.delegation_entry,
              EXISTS (SELECT 1 FROM participant_details d WHERE d.registration_id = r.id AND d.armed) AS armed
         FROM registrations r JOIN categories c ON c.id = r.category_id WHERE r.id = $1`,
      [registrationId],
    );
    const steps = stepsFor(
      row!,
      row!.delegation_id !== null,
      row!.delegation_entry === 'by_participant',
      row!.armed,
    );
    const [first] = steps;
    if (!first) return false;
    await this.db.query(
      `WITH raised AS (
         UPDATE registrations SET approval_round = approval_round + 1, waiting_step = $2, waiting_role = $3 WHERE id = $1
         RETURNING approval_round)
       INSERT INTO approval_steps (registration_id, round, position, key, title, titles, role, kind, four_eyes)
       SELECT $1, raised.approval_round, s.position, s.key, s.title, s.titles, s.role, s.kind, $8
         FROM raised CROSS JOIN unnest($4::text[], $5::text[], $6::jsonb[], $7::text[], $9::text[]) WITH ORDINALITY AS s (key, title, titles, role, kind, position)`,
      [
        registrationId,
        first.key,
        first.role,
        steps.map(({ key }) => key),
        steps.map(({ title }) => title),
        steps.map(({ titles }) => JSON.stringify(titles)),
        steps.map(({ role }) => role),
        row!.four_eyes,
        steps.map(({ kind }) => kind),
      ],
    );
    await this.tellWhoWaits(row!.delegation_id, first.role);
    return true;
  }

  /**
   * Whether the step that is waited at is for whoever decides. Who waits for nobody (in the waiting list) is for those who
   * decide about registrations.
   * @throws 403 for somebody else's step, 409 when another step is named than the one that is waited at
   */
  async assertOwnStep({ row, principal, input, transition }: Decision): Promise<true> {
    const { waiting_step: key, waiting_role: role, delegation_id: delegationId } = row;
    // What is on hold officers of security may refuse, at whatever step it waits.
    const isHeld = row.held_since !== null;
    if (isHeld && transition === 'reject' && principal.roles.includes('security')) return true;
    if (key === null || role === null) {
      if (isRegistrar(principal)) return true;
      throw registrationProblems.stepNotYours(`This is for ${spokenRole('registrar')}.`);
    }
    const { step: named } = input as DecisionInput;
    if (named !== undefined && named !== key) throw await this.otherStep(row, named);
    if (sayIn(role, principal, delegationId) === 'none')
      throw registrationProblems.stepNotYours(
        `The registration waits at the step “${key}”, which is for ${spokenRole(role)}.`,
      );
    return true;
  }

  /** Whether whoever decides has not passed a step of this round before, where four eyes are asked. */
  async isFreshEyes({ row, principal }: Decision): Promise<boolean> {
    const steps = await this.stepsOf(row);
    return !steps.some(
      (step) => step.four_eyes && isPassed(step.outcome) && step.decided_by === deciderOf(principal),
    );
  }

  /** Whether the steps leave the decision to those who decide about registrations, without any other step. */
  async isForRegistrars({ row }: Decision): Promise<boolean> {
    if (row.state === 'waitlisted') return true;
    const open = (await this.stepsOf(row)).filter(({ outcome }) => outcome === null);
    return open.length <= 1 && open.every(({ role }) => role === 'registrar');
  }

  /**
   * Whether whoever asks may put it on hold, or resume it: those who decide about registrations or about the step at which
   * it waits, and officers of security.
   */
  mayHold({ row, principal }: Decision): boolean {
    return (
      isRegistrar(principal) ||
      principal.roles.includes('security') ||
      (row.waiting_role !== null && sayIn(row.waiting_role, principal, row.delegation_id) !== 'none')
    );
  }

  /**
   * Whether it is not on hold. A focal point is not held up at its own step, and so does not learn of it; badge and
   * check-in are.
   */
  isNotHeld({ row, principal }: Decision): boolean {
    return row.held_since === null || principal.kind === 'link';
  }

  /**
   * Whether no match with the watch list is undecided. Which it is, is for officers of security; a focal point does not
   * learn of it.
   */
  async isNothingOpen({ id, principal }: Decision): Promise<boolean> {
    return principal.kind === 'link' || !(await this.hasMatch(id, 'open'));
  }

  /** Whether whoever resumes it may: what officers of security put on hold because of the list is theirs. */
  async isOwnHold({ id, principal }: Decision): Promise<boolean> {
    return (
      principal.administrator ||
      principal.roles.includes('security') ||
      !(await this.hasMatch(id, 'confirmed'))
    );
  }

  private async hasMatch(registrationId: string, state: string): Promise<boolean> {
    const match = await this.db.one(
      'SELECT 1 FROM watch_list_matches WHERE registration_id = $1 AND state = $2 LIMIT 1',
      [registrationId, state],
    );
    return match !== undefined;
  }

  /** Whether it waits at the step that is to be passed by. @throws 409, 422 when another one is named */
  async assertWaitsAt({ row, input }: Decision): Promise<boolean> {
    if (row.waiting_step === null) return false;
    const { step: named } = input as { step?: string };
    if (named !== undefined && named !== row.waiting_step) throw await this.otherStep(row, named);
    return true;
  }

  /**
   * Records that the step that is waited at is checked or approved, as its kind says. Answers whether it was the last one;
   * if not, the next one is what is waited for.
   * @throws 409 when a module above says what is missing first, 422 when whoever decides could mean several steps
   */
  async approve(context: Decision): Promise<boolean> {
    for (const check of this.checks) {
      const missing = await check(context.id, context.row.waiting_role);
      if (missing !== undefined) throw registrationProblems.stepNotReady(missing);
    }
    const steps = await this.stepsOf(context.row);
    assertUnmistakable(steps, context);
    return this.pass(context, steps, ({ kind }) => (kind === 'check' ? 'checked' : 'approved'));
  }

  /** The same without anybody having looked: the step is passed by, with the reason on record. */
  async bypass(context: Decision): Promise<boolean> {
    return this.pass(context, await this.stepsOf(context.row), () => 'bypassed');
  }

  private async pass(
    context: Decision,
    steps: readonly Step[],
    outcomeOf: (step: Step) => StepOutcome,
  ): Promise<boolean> {
    const { row } = context;
    const at = steps.findIndex(({ key, outcome }) => key === row.waiting_step && outcome === null);
    if (at >= 0) await this.record(context, steps[at]!, outcomeOf(steps[at]!));
    const next = at >= 0 ? steps.slice(at + 1).find(({ outcome }) => outcome === null) : undefined;
    context.set({
      waiting_step: next?.key ?? null,
      waiting_role: next?.role ?? null,
      ...(next ? {} : { reapproval_since: null, reapproval_questions: [] }),
    });
    await this.tellWhoWaits(row.delegation_id, next?.role);
    return next === undefined;
  }

  private async tellWhoWaits(delegationId: string | null, role: string | undefined): Promise<void> {
    if (role === 'focal_point' && delegationId !== null) await this.host.delegations.waits(delegationId);
  }

  /** Ends the steps that are still open: the registration was decided in another way. A refusal stands at its step. */
  async end(context: Decision): Promise<void> {
    const { row, id, transition } = context;
    if (row.waiting_step === null && row.held_since === null) return;
    const outcome =
      transition === 'reject'
        ? 'refused'
        : ['waitlist', 'overbook'].includes(transition)
          ? 'approved'
          : undefined;
    if (row.waiting_step !== null && outcome !== undefined) {
      const step = (await this.stepsOf(row)).find(
        (one) => one.key === row.waiting_step && one.outcome === null,
      );
      if (step) await this.record(context, step, outcome);
    }
    await this.db.query(
      `UPDATE registrations SET waiting_step = NULL, waiting_role = NULL, reapproval_since = NULL, reapproval_questions = '{}',
              held_since = NULL, held_by_name = NULL, held_reason = NULL
        WHERE id = $1`,
      [id],
    );
  }

  /** Keeps what whoever decided wrote for those who decide. */
  async keepNote({ row, id, transition, input, principal, now }: Decision): Promise<void> {
    const note = (input as DecisionInput).note?.trim();
    if (!note) return;
    await this.db.query(
      `INSERT INTO decision_notes (id, registration_id, person_id, transition, step, note, by_name, at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [newId(), id, row.person_id, transition, row.waiting_step, note, principal.name, now],
    );
  }

  /**
   * Asks for approval again because the person has changed these answers, if anybody has approved anything since they were
   * given. The caller holds the lock of the registration.
   */
  async askAgain(registrationId: string, questions: readonly string[]): Promise<void> {
    if (questions.length === 0) return;
    const row = await this.db.one<{ approved: boolean; settled: boolean; open: boolean; asked: string[] }>(
      `SELECT r.state IN ('waitlisted', 'offered', 'confirmed') AND c.approval <> 'automatic' AS settled,
              r.reapproval_since IS NOT NULL AS open, r.reapproval_questions AS asked,
              EXISTS (SELECT 1 FROM approval_steps s
                       WHERE s.registration_id = r.id AND s.round = r.approval_round
                         AND s.outcome IN ('checked', 'approved', 'bypassed')) AS approved
         FROM registrations r JOIN categories c ON c.id = r.category_id WHERE r.id = $1`,
      [registrationId],
    );
    const isUnderWay = row!.open || !row!.settled;
    const all = [...new Set([...row!.asked, ...questions])];
    if (isUnderWay && !row!.approved) {
      // Nobody has looked at anything of this round yet: who looks will see the newest answers.
      if (row!.open)
        await this.db.query('UPDATE registrations SET reapproval_questions = $2 WHERE id = $1', [
          registrationId,
          all,
        ]);
      return;
    }
    const input = Object.assign(new ReopenInput(), { questions: all });
    await this.engine.apply(registrationWorkflow, registrationId, {
      transition: 'reopen',
      input,
      principal: systemPrincipal,
    });
  }

  /** Begins a new round; whoever had a place or a place in the line keeps it, and waits for approval again. */
  async reopen({ id, from, now }: Decision, questions: readonly string[]): Promise<boolean> {
    if (!(await this.begin(id))) return false;
    const keeps = ['waitlisted', 'offered', 'confirmed'].includes(from);
    if (keeps)
      await this.db.query(
        `UPDATE registrations SET reapproval_since = COALESCE(reapproval_since, $2), reapproval_questions = $3 WHERE id = $1`,
        [id, now, questions],
      );
    return keeps;
  }

  private async otherStep(row: Decided, named: string): Promise<Error> {
    const step = (await this.stepsOf(row)).find(({ key }) => key === named);
    if (!step)
      return registrationProblems.stepUnknown({
        detail: `The registration waits at the step “${row.waiting_step}”.`,
        errors: [{ pointer: '/input/step', code: 'unknown', message: 'is not a step of this registration' }],
      });
    return registrationProblems.stepNotWaiting(
      isPassed(step.outcome)
        ? `The step “${named}” was ${step.outcome} by ${step.decided_by_name}; the registration waits at “${row.waiting_step}” now.`
        : `The registration waits at “${row.waiting_step}”, which comes before “${named}”.`,
    );
  }

  private async record(
    { id, row, principal, comment, note }: Decision,
    { position, key, role }: Step,
    outcome: StepOutcome,
  ): Promise<void> {
    const actedFor = outcome !== 'bypassed' && sayIn(role, principal, row.delegation_id) === 'for_others';
    note({ step: key, ...(actedFor ? { actedFor: role } : {}) });
    await this.db
      .query(
        `UPDATE approval_steps SET outcome = $4, decided_at = $5, decided_by = $6, decided_by_name = $7, acted_for = $8, comment = $9
          WHERE registration_id = $1 AND round = $2 AND position = $3`,
        [
          id,
          row.approval_round,
          position,
          outcome,
          this.clock.now(),
          deciderOf(principal),
          principal.name,
          actedFor,
          comment ?? null,
        ],
      )
      .catch((error: unknown) => {
        if (isSqlError(error, sqlState.uniqueViolation, 'approval_steps_four_eyes_key'))
          throw registrationProblems.stepNotYours(registrationWorkflow.conditions.fourEyes);
        throw error;
      });
  }

  private stepsOf({ id, approval_round: round }: Decided): Promise<Step[]> {
    return this.db.query<Step>(
      `SELECT position, key, title, role, kind, four_eyes, outcome, decided_by, decided_by_name FROM approval_steps
        WHERE registration_id = $1 AND round = $2 ORDER BY position`,
      [id, round],
    );
  }
}

/** Of two who approve at the same instant, or of one who does twice, the second must not approve the step that comes next. */
function assertUnmistakable(steps: readonly Step[], { row, principal, input }: Decision): void {
  if ((input as DecisionInput).step !== undefined) return;
  const own = steps.filter(({ role }) => sayIn(role, principal, row.delegation_id) !== 'none');
  if (own.length <= 1) return;
  throw registrationProblems.stepNotNamed({
    detail: `You may decide about several steps; the registration waits at “${row.waiting_step}”. Name it.`,
    errors: [
      {
        pointer: '/input/step',
        code: 'required',
        message: `must name the step that is meant, now “${row.waiting_step}”`,
      },
    ],
  });
}
