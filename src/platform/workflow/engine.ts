import { Injectable, type OnApplicationBootstrap, type Type } from '@nestjs/common';
import { Clock } from '../clock';
import { newId } from '../database/base.entity';
import { Database } from '../database/database';
import { InputPipe } from '../http/input.pipe';
import { defineProblems, httpProblems, Problem } from '../http/problem';
import { currentPrincipal, currentRequest, systemPrincipal, type Principal } from '../http/request-context';
import { Outbox } from '../outbox/outbox';
import type {
  Author,
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
   * its initial state, or in the other one that is named, which the workflow must declare as one to begin in. Made by who
   * asks here, or by whoever is named.
   */
  async beginAll(
    workflow: WorkflowDeclaration,
    rows: readonly {
      readonly id: string;
      readonly scopeId: string;
      readonly state?: string;
      readonly by?: Author;
    }[],
    data: Readonly<Record<string, unknown>> = {},
  ): Promise<string[]> {
    const records = rows.map(({ id, scopeId, state = workflow.initial, by }) => {
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
        principal: by?.principal ?? currentPrincipal(),
        requestId: by?.requestId,
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
    return (await this.noteAll(workflow, [row], act))[0]!;
  }

  /** Puts one act into the histories of many rows, by one statement; see {@link note}. Answers the ids of the records. */
  async noteAll(
    workflow: WorkflowDeclaration,
    rows: readonly { readonly id: string; readonly scopeId: string; readonly state: string }[],
    act: { name: string; comment?: string | undefined; data?: Readonly<Record<string, unknown>> },
  ): Promise<string[]> {
    const records = rows.map(({ id, scopeId, state }) => ({
      recordId: newId(),
      id,
      scopeId,
      transition: act.name,
      from: state,
      to: state,
      comment: act.comment,
      principal: currentPrincipal(),
      data: act.data ?? {},
    }));
    await this.writeRecords(workflow, records);
    return records.map(({ recordId }) => recordId);
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
    if (!transition) throw unknownTransition(workflow);
    return this.db.transaction(() => this.applyLocked(workflow, transition, id, request));
  }

  /**
   * Does one transition with many rows of one workflow, in the order that is given and by a number of statements that
   * does not depend on how many there are: all of them, or none when one cannot. Everything that {@link apply} sees to
   * holds for each of them; only a row that is there already is refused like any other that cannot.
   * @throws as {@link apply}
   */
  async applyAll<W extends WorkflowDeclaration>(
    workflow: W,
    ids: readonly string[],
    request: TransitionRequest & { transition: TransitionsOf<W> | (string & {}) },
  ): Promise<TransitionResult[]> {
    const transition = workflow.transitions[request.transition];
    if (!transition) throw unknownTransition(workflow);
    if (ids.length === 0) return [];
    return this.db.transaction(() => this.applyAllLocked(workflow, transition, ids, request));
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
    mustBeAllowed(workflow, request.transition, transition, principal);
    if (!transition.from.includes(row.state)) {
      if (targets(transition).includes(row.state) && (await this.lastTransition(id)) === request.transition) {
        const isSame = binding.repeated?.[request.transition as never] as
          ((context: TransitionContext) => Promise<void> | void) | undefined;
        if (isSame) {
          const input = this.readInput(binding, request);
          await isSame(
            this.context(workflow, row, request.transition, transition, { ...request, principal, input })
              .visible,
          );
        }
        return { id, scopeId, state: row.state, changed: false };
      }
      throw await this.notPossible(
        workflow,
        row,
        principal,
        `A ${workflow.name} that is ${spoken(row.state)} does not take "${request.transition}".`,
      );
    }
    mustSayWhy(transition, request);
    const { context, visible, columns, notes } = this.context(workflow, row, request.transition, transition, {
      ...request,
      principal,
      input: this.readInput(binding, request),
    });
    const all = [...(transition.offeredIf ?? []), ...(transition.conditions ?? [])];
    const failing = await this.failing(workflow, all, visible);
    if (failing.length > 0) throw await this.notPossible(workflow, row, principal, failing.join(' '));
    const to = (await binding.choose?.[request.transition]?.(visible)) ?? targets(transition)[0]!;
    mustBeDeclared(workflow, request.transition, transition, to);
    context.to = to;
    await this.writeRow(workflow, transition, id, to, context.now, columns);
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

  private async applyAllLocked(
    workflow: WorkflowDeclaration,
    transition: TransitionDeclaration<string, string, string>,
    ids: readonly string[],
    request: TransitionRequest,
  ): Promise<TransitionResult[]> {
    const binding = this.bindingOf(workflow);
    const { transition: name } = request;
    const principal = request.principal ?? currentPrincipal();
    mustBeAllowed(workflow, name, transition, principal);
    mustSayWhy(transition, request);
    const input = this.readInput(binding, request);
    const rows = await this.readAll(workflow, ids, request.scopeId);
    const all = rows.map((row) =>
      this.context(workflow, row, name, transition, { ...request, principal, input }),
    );
    const contexts = all.map(({ visible }) => visible);
    for (const [index, row] of rows.entries()) {
      if (!transition.from.includes(row.state))
        throw await this.notPossible(
          workflow,
          row,
          principal,
          `A ${workflow.name} that is ${spoken(row.state)} does not take "${name}".`,
        );
      const asked = [...(transition.offeredIf ?? []), ...(transition.conditions ?? [])];
      const failing = await this.failing(workflow, asked, contexts[index]!);
      if (failing.length > 0) throw await this.notPossible(workflow, row, principal, failing.join(' '));
    }
    const inSets = binding.sets?.choose?.[name as never] as
      ((contexts: readonly TransitionContext[]) => Promise<readonly string[]>) | undefined;
    const chosen = await inSets?.(contexts);
    for (const [index, { context, visible }] of all.entries()) {
      const to = chosen?.[index] ?? (await binding.choose?.[name]?.(visible)) ?? targets(transition)[0]!;
      mustBeDeclared(workflow, name, transition, to);
      context.to = to;
    }
    await this.writeRows(
      workflow,
      transition,
      all.map(({ context, columns }) => ({ id: context.id, state: context.to, columns })),
    );
    await this.writeRecords(
      workflow,
      all.map(({ context, notes }) => ({
        recordId: context.recordId,
        id: context.id,
        scopeId: context.scopeId,
        transition: name,
        from: context.from,
        to: context.to,
        comment: request.comment,
        principal,
        requestId: context.requestId,
        data: notes,
      })),
    );
    for (const effect of transition.effects ?? []) {
      const ofAll = binding.sets?.effects?.[effect as never] as
        ((contexts: readonly TransitionContext[]) => Promise<void>) | undefined;
      if (ofAll) await ofAll(contexts);
      else for (const context of contexts) await binding.effects[effect as never]!(context);
    }
    await this.tell(
      workflow,
      contexts.map(({ id, scopeId, from, to, recordId }) => ({
        subjectId: id,
        scopeId,
        transition: name,
        from,
        to,
        recordId,
      })),
    );
    return contexts.map(({ id, scopeId, to }) => ({ id, scopeId, state: to, changed: true }));
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
      silent: request.silent ?? false,
      input: request.input ?? {},
      now: this.clock.now(),
      recordId: newId(),
      requestId: request.requestOf?.(row.id) ?? currentRequest()?.requestId ?? null,
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

  /** Many rows, locked in the order of their ids and answered in the order that is given. */
  private async readAll(
    workflow: WorkflowDeclaration,
    ids: readonly string[],
    scopeId: string | undefined,
  ): Promise<WorkflowRow[]> {
    const rows = await this.db.query<WorkflowRow>(
      `SELECT * FROM ${workflow.table} WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE`,
      [ids],
    );
    const found = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => {
      const row = found.get(id);
      if (!row || (scopeId !== undefined && scopeOf(workflow, row) !== scopeId))
        throw httpProblems.notFound(`There is no such ${workflow.name} here.`);
      return row;
    });
  }

  /** Writes states and further columns of many rows; one statement for those with the same columns. */
  private async writeRows(
    workflow: WorkflowDeclaration,
    { quiet }: TransitionDeclaration<string, string, string>,
    rows: readonly {
      readonly id: string;
      readonly state: string;
      readonly columns: Record<string, unknown>;
    }[],
  ): Promise<void> {
    const alike = new Map<string, { names: string[]; values: object[] }>();
    for (const { id, state, columns } of rows) {
      const names = Object.keys(columns).sort();
      const key = names.join(' ');
      const group = alike.get(key) ?? { names, values: [] };
      alike.set(key, group);
      group.values.push({ ...columns, id, state });
    }
    for (const { names, values } of alike.values()) {
      for (const name of names) mustBeColumn(workflow, name);
      await this.db.query(
        `UPDATE ${workflow.table} t SET state = n.state, updated_at = $2, version = t.version + ${quiet ? 0 : 1}${names.map((name) => `, ${name} = n.${name}`).join('')}
           FROM jsonb_populate_recordset(NULL::${workflow.table}, $1::jsonb) n WHERE t.id = n.id`,
        [JSON.stringify(values), this.clock.now()],
      );
    }
  }

  private async writeRow(
    workflow: WorkflowDeclaration,
    { quiet }: TransitionDeclaration<string, string, string>,
    id: string,
    to: string,
    now: Date,
    columns: Record<string, unknown>,
  ): Promise<void> {
    const names = Object.keys(columns);
    for (const name of names) mustBeColumn(workflow, name);
    const more = names.map((name, index) => `, ${name} = $${index + 4}`).join('');
    await this.db.query(
      `UPDATE ${workflow.table} SET state = $2, updated_at = $3, version = version + ${quiet ? 0 : 1}${more} WHERE id = $1`,
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
      /** Of the request that is being answered, unless it is said otherwise. */
      readonly requestId?: string | null | undefined;
      readonly data: Readonly<Record<string, unknown>>;
    }[],
  ): Promise<void> {
    if (records.length === 0) return;
    const present = currentRequest()?.requestId ?? null;
    await this.db.query(
      `INSERT INTO transition_records (id, workflow, subject_id, event_id, transition, from_state, to_state, actor_kind, actor_id, actor_name, comment, data, request_id, at)
       SELECT r.id, $1, r.subject, r.scope, r.transition, r.from_state, r.to_state, r.kind, r.actor, r.name, r.comment, r.data, r.request, $2
         FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[],
                     $12::text[], $13::jsonb[], $14::text[])
           AS r (id, subject, scope, transition, from_state, to_state, kind, actor, name, comment, data, request)`,
      [
        workflow.name,
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
        records.map(({ requestId = present }) => requestId),
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

function unknownTransition(workflow: WorkflowDeclaration): Problem {
  return workflowProblems.transitionUnknown(
    `A ${workflow.name} has these transitions: ${Object.keys(workflow.transitions).join(', ')}.`,
  );
}

function mustBeAllowed(
  workflow: WorkflowDeclaration,
  name: string,
  transition: TransitionDeclaration<string, string, string>,
  principal: Principal,
): void {
  if (!mayDo(transition, principal))
    throw workflowProblems.transitionNotAllowed(
      `To ${name} a ${workflow.name} needs one of these roles: ${transition.who.join(', ')}.`,
    );
}

function mustSayWhy(
  transition: TransitionDeclaration<string, string, string>,
  { comment }: TransitionRequest,
): void {
  if (transition.comment === 'required' && !comment?.trim())
    throw workflowProblems.commentRequired({
      detail: 'Say why in "comment"; it stays in the record.',
      errors: [{ pointer: '/comment', code: 'required', message: 'must not be empty' }],
    });
}

function mustBeDeclared(
  workflow: WorkflowDeclaration,
  name: string,
  transition: TransitionDeclaration<string, string, string>,
  to: string,
): void {
  if (!targets(transition).includes(to))
    throw new Error(`"${name}" of "${workflow.name}" was led to "${to}", which it does not declare`);
}

function mustBeColumn(workflow: WorkflowDeclaration, name: string): void {
  if (!/^[a-z_]+$/.test(name)) throw new Error(`"${name}" is no column of ${workflow.table}`);
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
