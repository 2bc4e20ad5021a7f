import { Injectable, type OnApplicationBootstrap, type Type } from '@nestjs/common';
import { Clock } from '../clock';
import { newId } from '../database/base.entity';
import { Database } from '../database/database';
import { InputPipe } from '../http/input.pipe';
import { defineProblems, httpProblems, Problem } from '../http/problem';
import { currentPrincipal, currentRequest, systemPrincipal, type Principal } from '../http/request-context';
import { Outbox } from '../outbox/outbox';
import type {
  PossibleTransition,
  TransitionContext,
  TransitionRequest,
  TransitionResult,
  TransitionsOf,
  WorkflowBinding,
  WorkflowChange,
  WorkflowRow,
} from './binding';
import {
  declaredWorkflows,
  targets,
  type TransitionDeclaration,
  type WorkflowDeclaration,
} from './define-workflow';

export const workflowProblems = defineProblems({
  transitionUnknown: { status: 422, title: 'There is no such transition' },
  transitionNotPossible: { status: 409, title: 'This is not possible now' },
  transitionNotAllowed: { status: 403, title: 'This transition is not among your rights' },
  commentRequired: { status: 422, title: 'A reason is needed' },
});

type AnyBinding = WorkflowBinding<WorkflowDeclaration>;

/**
 * The only code that changes a state. One transaction locks the row, checks state, role and conditions, writes the
 * row and the record of who did it when and why, runs the effects, and promises in the outbox what has to follow.
 */
@Injectable()
export class WorkflowEngine implements OnApplicationBootstrap {
  private readonly bindings = new Map<string, AnyBinding>();
  private readonly inputs = new InputPipe();

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
  ) {}

  /** Gives a declaration its code. */
  bind<S extends string, T extends string, C extends string, E extends string, Row = WorkflowRow>(
    workflow: WorkflowDeclaration<S, T, C, E>,
    binding: WorkflowBinding<WorkflowDeclaration<S, T, C, E>, Row>,
  ): void {
    if (this.bindings.has(workflow.name)) throw new Error(`the workflow "${workflow.name}" is bound twice`);
    this.bindings.set(workflow.name, binding as unknown as AnyBinding);
  }

  onApplicationBootstrap(): void {
    for (const workflow of declaredWorkflows.values()) {
      const binding = this.bindings.get(workflow.name);
      // Declared by a module that this application does not have; nothing can ask for it.
      if (!binding) continue;
      for (const name of Object.keys(workflow.conditions))
        if (!(name in binding.conditions))
          throw new Error(`the condition "${name}" of "${workflow.name}" has no code`);
      for (const name of Object.keys(workflow.effects))
        if (!(name in binding.effects))
          throw new Error(`the effect "${name}" of "${workflow.name}" has no code`);
      for (const [name, transition] of Object.entries(workflow.transitions)) {
        if (typeof transition.to !== 'string' && !binding.choose?.[name])
          throw new Error(`nobody chooses where "${name}" of "${workflow.name}" leads`);
      }
    }
  }

  /** Workflows that are bound, with their declarations. */
  get bound(): WorkflowDeclaration[] {
    return [...declaredWorkflows.values()].filter(({ name }) => this.bindings.has(name));
  }

  /** Writes the first record of a row that was just made in its initial state. Must run in the transaction that made it. */
  async begin(
    workflow: WorkflowDeclaration,
    row: { id: string; scopeId: string },
    data: Readonly<Record<string, unknown>> = {},
  ): Promise<string> {
    return (await this.beginAll(workflow, [row], data))[0]!;
  }

  /**
   * Writes the first records of rows that were just made, by one statement, and answers the records' ids. Each row is in
   * its initial state, or in the other one that is named, which the workflow must declare as one to begin in.
   */
  async beginAll(
    workflow: WorkflowDeclaration,
    rows: readonly { readonly id: string; readonly scopeId: string; readonly state?: string }[],
    data: Readonly<Record<string, unknown>> = {},
  ): Promise<string[]> {
    const records = rows.map(({ id, scopeId, state = workflow.initial }) => {
      if (state !== workflow.initial && !workflow.entries?.includes(state))
        throw new Error(`a ${workflow.name} does not begin as "${state}"`);
      return {
        recordId: newId(),
        id,
        scopeId,
        transition: 'create',
        from: null,
        to: state,
        comment: undefined,
        principal: currentPrincipal(),
        data,
      };
    });
    await this.writeRecords(workflow, records);
    await this.tell(
      workflow,
      records.map(({ id, scopeId, recordId, to }) => ({
        subjectId: id,
        scopeId,
        transition: 'create',
        from: null,
        to,
        recordId,
      })),
    );
    return records.map(({ recordId }) => recordId);
  }

  /**
   * Puts an act that leaves the state as it is into the history of a row: who did it, when and why. Must run in the
   * transaction of the act, which has locked the row. Answers the id of the record.
   */
  async note(
    workflow: WorkflowDeclaration,
    row: { id: string; scopeId: string; state: string },
    act: { name: string; comment?: string | undefined; data?: Readonly<Record<string, unknown>> },
  ): Promise<string> {
    const recordId = newId();
    await this.writeRecords(workflow, [
      {
        recordId,
        id: row.id,
        scopeId: row.scopeId,
        transition: act.name,
        from: row.state,
        to: row.state,
        comment: act.comment,
        principal: currentPrincipal(),
        data: act.data ?? {},
      },
    ]);
    return recordId;
  }

  /**
   * Writes the last records of rows that were just taken away, by one statement, and tells of them: `remove`, to
   * `removed`. Nobody can read the rows any more, so `data` holds what has still to be known of each. Must run in the
   * transaction that took them away.
   */
  async endAll(
    workflow: WorkflowDeclaration,
    rows: readonly {
      readonly id: string;
      readonly scopeId: string;
      readonly state: string;
      readonly data: Readonly<Record<string, unknown>>;
    }[],
  ): Promise<void> {
    const records = rows.map(({ id, scopeId, state, data }) => ({
      recordId: newId(),
      id,
      scopeId,
      transition: 'remove',
      from: state,
      to: 'removed',
      comment: undefined,
      principal: currentPrincipal(),
      data,
    }));
    await this.writeRecords(workflow, records);
    await this.tell(
      workflow,
      records.map(({ id, scopeId, recordId, transition, from, to }) => ({
        subjectId: id,
        scopeId,
        transition,
        from,
        to,
        recordId,
      })),
    );
  }

  /**
   * Does a transition, with all that it causes, or answers that it was done before.
   * @throws 404 for a row that is not in the caller's event, 409 with the transitions that are possible now, 403 for a
   * caller without the role, 422 for an unknown transition, a missing reason or a wrong input.
   */
  async apply<W extends WorkflowDeclaration>(
    workflow: W,
    id: string,
    request: TransitionRequest & { transition: TransitionsOf<W> | (string & {}) },
  ): Promise<TransitionResult> {
    const transition = workflow.transitions[request.transition];
    if (!transition) {
      throw workflowProblems.transitionUnknown(
        `A ${workflow.name} has these transitions: ${Object.keys(workflow.transitions).join(', ')}.`,
      );
    }
    return this.db.transaction(() => this.applyLocked(workflow, transition, id, request));
  }

  /** The resource as the API answers it, through the binding of its module. */
  view(workflow: WorkflowDeclaration, id: string, scopeId: string): Promise<object> {
    return this.bindingOf(workflow).view(id, scopeId);
  }

  /** Class of the input of a transition, if it takes one. */
  inputClass(workflow: WorkflowDeclaration, transition: string): Type | undefined {
    return this.bindingOf(workflow).inputs?.[transition];
  }

  /** What the caller may do with a row now, with what stands in the way. */
  async possible(
    workflow: WorkflowDeclaration,
    id: string,
    scopeId: string | undefined,
  ): Promise<{ state: string; items: PossibleTransition[] }> {
    const principal = currentPrincipal();
    const row = await this.read(workflow, id, scopeId, false);
    const offered = Object.entries(workflow.transitions).filter(
      ([, transition]) => transition.from.includes(row.state) && mayDo(transition, principal),
    );
    const items: PossibleTransition[] = [];
    for (const [name, transition] of offered) {
      const context = this.context(workflow, row, name, transition, { transition: name, principal });
      if (!(await this.isOffered(workflow, transition, context.visible))) continue;
      items.push({
        transition: name,
        means: transition.means,
        to: [...targets(transition)],
        commentRequired: transition.comment === 'required',
        blockedBy: await this.failing(workflow, transition.conditions, context.visible),
      });
    }
    return { state: row.state, items };
  }

  private async applyLocked(
    workflow: WorkflowDeclaration,
    transition: TransitionDeclaration<string, string, string>,
    id: string,
    request: TransitionRequest,
  ): Promise<TransitionResult> {
    const binding = this.bindingOf(workflow);
    const principal = request.principal ?? currentPrincipal();
    const row = await this.read(workflow, id, request.scopeId, true);
    const scopeId = scopeOf(workflow, row);
    if (!mayDo(transition, principal))
      throw workflowProblems.transitionNotAllowed(
        `To ${request.transition} a ${workflow.name} needs one of these roles: ${transition.who.join(', ')}.`,
      );
    if (!transition.from.includes(row.state)) {
      if (targets(transition).includes(row.state) && (await this.lastTransition(id)) === request.transition)
        return { id, scopeId, state: row.state, changed: false };
      throw await this.notPossible(
        workflow,
        row,
        principal,
        `A ${workflow.name} that is ${spoken(row.state)} does not take "${request.transition}".`,
      );
    }
    if (transition.comment === 'required' && !request.comment?.trim()) {
      throw workflowProblems.commentRequired({
        detail: 'Say why in "comment"; it stays in the record.',
        errors: [{ pointer: '/comment', code: 'required', message: 'must not be empty' }],
      });
    }
    const { context, visible, columns, notes } = this.context(workflow, row, request.transition, transition, {
      ...request,
      principal,
      input: this.readInput(binding, request),
    });
    const all = [...(transition.offeredIf ?? []), ...(transition.conditions ?? [])];
    const failing = await this.failing(workflow, all, visible);
    if (failing.length > 0) throw await this.notPossible(workflow, row, principal, failing.join(' '));
    const to = (await binding.choose?.[request.transition]?.(visible)) ?? targets(transition)[0]!;
    if (!targets(transition).includes(to))
      throw new Error(
        `"${request.transition}" of "${workflow.name}" was led to "${to}", which it does not declare`,
      );
    context.to = to;
    await this.writeRow(workflow, id, to, context.now, columns);
    await this.writeRecords(workflow, [
      {
        recordId: context.recordId,
        id,
        scopeId,
        transition: request.transition,
        from: row.state,
        to,
        comment: request.comment,
        principal,
        data: notes,
      },
    ]);
    for (const effect of transition.effects ?? []) await binding.effects[effect as never]!(visible);
    await this.tell(workflow, [
      {
        subjectId: id,
        scopeId,
        transition: request.transition,
        from: row.state,
        to,
        recordId: context.recordId,
      },
    ]);
    return { id, scopeId, state: to, changed: true };
  }

  private context(
    workflow: WorkflowDeclaration,
    row: WorkflowRow,
    name: string,
    transition: TransitionDeclaration<string, string, string>,
    request: TransitionRequest,
  ) {
    const columns: Record<string, unknown> = {};
    const notes: Record<string, unknown> = {};
    const context = {
      row,
      id: row.id,
      scopeId: scopeOf(workflow, row),
      transition: name,
      from: row.state,
      to: targets(transition)[0]!,
      principal: request.principal ?? systemPrincipal,
      comment: request.comment,
      input: request.input ?? {},
      now: this.clock.now(),
      recordId: newId(),
      set: (more: Readonly<Record<string, unknown>>) => void Object.assign(columns, more),
      note: (data: Readonly<Record<string, unknown>>) => void Object.assign(notes, data),
    };
    return { context, visible: context as TransitionContext, columns, notes };
  }

  private readInput(binding: AnyBinding, request: TransitionRequest): object {
    const type = binding.inputs?.[request.transition as never] as Type | undefined;
    if (!type) {
      if (request.input && Object.keys(request.input).length > 0)
        throw httpProblems.unknownField({
          detail: `"${request.transition}" takes no input.`,
          errors: [{ pointer: '/input', code: 'unknown', message: 'does not exist' }],
        });
      return {};
    }
    if (request.input instanceof type) return request.input as object;
    try {
      return this.inputs.transform(request.input ?? {}, { type: 'body', metatype: type }) as object;
    } catch (error) {
      if (!(error instanceof Problem) || !error.options.errors) throw error;
      const errors = error.options.errors.map((fault) => ({ ...fault, pointer: `/input${fault.pointer}` }));
      throw new Problem(error.code, error.status, error.title, {
        ...error.options,
        detail: `/input${error.options.detail ?? ''}`,
        errors,
      });
    }
  }

  /** Whether it is the turn of whoever asks; a condition that throws a problem says that it is not. */
  private async isOffered(
    workflow: WorkflowDeclaration,
    { offeredIf }: TransitionDeclaration<string, string, string>,
    context: TransitionContext,
  ): Promise<boolean> {
    try {
      return (await this.failing(workflow, offeredIf, context)).length === 0;
    } catch (error) {
      if (error instanceof Problem) return false;
      throw error;
    }
  }

  private async failing(
    workflow: WorkflowDeclaration,
    conditions: readonly string[] | undefined,
    context: TransitionContext,
  ): Promise<string[]> {
    const binding = this.bindingOf(workflow);
    const sentences: string[] = [];
    for (const name of conditions ?? []) {
      const holds = await binding.conditions[name as never]!(context);
      if (holds !== true) sentences.push(typeof holds === 'string' ? holds : workflow.conditions[name]!);
    }
    return sentences;
  }

  private async read(
    workflow: WorkflowDeclaration,
    id: string,
    scopeId: string | undefined,
    lock: boolean,
  ): Promise<WorkflowRow> {
    const row = await this.db.one<WorkflowRow>(
      `SELECT * FROM ${workflow.table} WHERE id = $1${lock ? ' FOR UPDATE' : ''}`,
      [id],
    );
    if (!row || (scopeId !== undefined && scopeOf(workflow, row) !== scopeId))
      throw httpProblems.notFound(`There is no such ${workflow.name} here.`);
    return row;
  }

  private async writeRow(
    workflow: WorkflowDeclaration,
    id: string,
    to: string,
    now: Date,
    columns: Record<string, unknown>,
  ): Promise<void> {
    const names = Object.keys(columns);
    for (const name of names)
      if (!/^[a-z_]+$/.test(name)) throw new Error(`"${name}" is no column of ${workflow.table}`);
    const more = names.map((name, index) => `, ${name} = $${index + 4}`).join('');
    await this.db.query(
      `UPDATE ${workflow.table} SET state = $2, updated_at = $3, version = version + 1${more} WHERE id = $1`,
      [id, to, now, ...names.map((name) => columns[name])],
    );
  }

  private async writeRecords(
    workflow: WorkflowDeclaration,
    records: readonly {
      readonly recordId: string;
      readonly id: string;
      readonly scopeId: string;
      readonly transition: string;
      readonly from: string | null;
      readonly to: string;
      readonly comment: string | undefined;
      readonly principal: Principal;
      readonly data: Readonly<Record<string, unknown>>;
    }[],
  ): Promise<void> {
    if (records.length === 0) return;
    await this.db.query(
      `INSERT INTO transition_records (id, workflow, subject_id, event_id, transition, from_state, to_state, actor_kind, actor_id, actor_name, comment, data, request_id, at)
       SELECT r.id, $1, r.subject, r.scope, r.transition, r.from_state, r.to_state, r.kind, r.actor, r.name, r.comment, r.data, $2, $3
         FROM unnest($4::uuid[], $5::uuid[], $6::uuid[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[],
                     $13::text[], $14::jsonb[])
           AS r (id, subject, scope, transition, from_state, to_state, kind, actor, name, comment, data)`,
      [
        workflow.name,
        currentRequest()?.requestId ?? null,
        this.clock.now(),
        records.map(({ recordId }) => recordId),
        records.map(({ id }) => id),
        records.map(({ scopeId }) => scopeId),
        records.map(({ transition }) => transition),
        records.map(({ from }) => from),
        records.map(({ to }) => to),
        records.map(({ principal }) => principal.kind),
        records.map(({ principal }) => principal.id),
        records.map(({ principal }) => principal.name),
        records.map(({ comment }) => comment ?? null),
        records.map(({ data }) => JSON.stringify(data)),
      ],
    );
  }

  private async tell(workflow: WorkflowDeclaration, changes: readonly WorkflowChange[]): Promise<void> {
    const fact = this.bindingOf(workflow).fact;
    if (fact) await this.outbox.tellMany(fact, changes);
  }

  private async lastTransition(id: string): Promise<string | undefined> {
    const record = await this.db.one<{ transition: string }>(
      `SELECT transition FROM transition_records WHERE subject_id = $1 ORDER BY id DESC LIMIT 1`,
      [id],
    );
    return record?.transition;
  }

  private async notPossible(
    workflow: WorkflowDeclaration,
    row: WorkflowRow,
    principal: Principal,
    detail: string,
  ): Promise<Problem> {
    const allowed: string[] = [];
    for (const [name, transition] of Object.entries(workflow.transitions)) {
      if (!transition.from.includes(row.state) || !mayDo(transition, principal)) continue;
      const { visible } = this.context(workflow, row, name, transition, { transition: name, principal });
      if (await this.isOffered(workflow, transition, visible)) allowed.push(name);
    }
    const hint =
      allowed.length > 0
        ? ` Possible now: ${allowed.join(', ')}.`
        : ' Nothing is possible for you in this state.';
    return workflowProblems.transitionNotPossible({
      detail: `${detail}${hint}`,
      extra: { state: row.state, allowed },
    });
  }

  private bindingOf(workflow: WorkflowDeclaration): AnyBinding {
    const binding = this.bindings.get(workflow.name);
    if (!binding) throw new Error(`the workflow "${workflow.name}" has no code`);
    return binding;
  }
}

/** Whether the roles of `principal` are among those that may do it. The program itself may do only what says `system`. */
export function mayDo(
  transition: Pick<TransitionDeclaration<string, string, string>, 'who'>,
  principal: Principal,
): boolean {
  if (principal.kind === 'system') return transition.who.includes('system');
  if (principal.administrator) return transition.who.some((role) => role !== 'system');
  return transition.who.some((role) => principal.roles.includes(role));
}

function scopeOf(workflow: WorkflowDeclaration, row: WorkflowRow): string {
  return String(row[workflow.scopeColumn ?? 'event_id']);
}

function spoken(state: string): string {
  return state.replaceAll('_', ' ');
}
