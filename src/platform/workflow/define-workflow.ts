/** A state: what it means, and whether it is one from which nothing leads on. */
export interface StateDeclaration {
  readonly means: string;
  readonly final?: true;
}

/** A step from some states to another, or to one of several that the binding's `choose` decides about. */
export interface TransitionDeclaration<S extends string, C extends string, E extends string> {
  /** The act as a sentence fragment: "approves the registration". */
  readonly means: string;
  readonly from: readonly S[];
  readonly to: S | readonly S[];
  /** Roles that may do it; `system` stands for the clock and for what follows from another act. */
  readonly who: readonly string[];
  readonly conditions?: readonly C[];
  /**
   * Conditions that say whose turn it is: while one of them does not hold, the transition is not even offered. Their code
   * may throw a problem of its own.
   */
  readonly offeredIf?: readonly C[];
  /** What follows, in this order, in the same transaction. */
  readonly effects?: readonly E[];
  /** Does not raise the version: whoever sees the thing by a link of their own must not notice that it happened. */
  readonly quiet?: true;
  /** Whether a reason must be given. */
  readonly comment?: 'required';
}

/** An instant at which a transition happens by itself, worked out from the row whenever it is looked at. */
export interface ClockDeclaration<T extends string> {
  readonly means: string;
  readonly transition: T;
  /** SQL expression over the row's columns that gives the instant (timestamptz), or null for never. */
  readonly due: string;
}

export interface WorkflowDeclaration<
  S extends string = string,
  T extends string = string,
  C extends string = string,
  E extends string = string,
> {
  /** What moves, in the singular: `registration`. Names the facts (`registration.changed`) and the documents. */
  readonly name: string;
  readonly table: string;
  /** Column with the id of the event that the row belongs to; `id` for the event itself. */
  readonly scopeColumn?: string;
  readonly initial: NoInfer<S>;
  /** Further states in which it can begin, when what is entered has come that far outside of the system. */
  readonly entries?: readonly NoInfer<S>[];
  readonly states: Readonly<Record<S, StateDeclaration>>;
  /** Conditions by name, each with the sentence that a person reads when it does not hold. */
  readonly conditions: Readonly<Record<C, string>>;
  /** Effects by name, each with what it does. */
  readonly effects: Readonly<Record<E, string>>;
  readonly transitions: Readonly<Record<T, TransitionDeclaration<NoInfer<S>, NoInfer<C>, NoInfer<E>>>>;
  readonly clocks?: Readonly<Record<string, ClockDeclaration<NoInfer<T>>>>;
}

/** Every workflow that was declared, by name. */
export const declaredWorkflows = new Map<string, WorkflowDeclaration>();

/**
 * Declares the life of a thing as data. The allowed transitions in the API, the diagrams in the documentation, the
 * record and the clocks all come from this one declaration.
 * @throws when the declaration is not whole; the program then does not start.
 */
export function defineWorkflow<
  const S extends string,
  const T extends string,
  const C extends string = never,
  const E extends string = never,
>(declaration: WorkflowDeclaration<S, T, C, E>): WorkflowDeclaration<S, T, C, E> {
  const faults = faultsOf(declaration);
  if (declaredWorkflows.has(declaration.name)) faults.push('is declared twice');
  if (faults.length > 0) throw new Error(`The workflow "${declaration.name}" ${faults.join('; ')}.`);
  declaredWorkflows.set(declaration.name, declaration);
  return declaration;
}

/** The states to which a transition can lead. */
export function targets(transition: { readonly to: string | readonly string[] }): readonly string[] {
  return typeof transition.to === 'string' ? [transition.to] : transition.to;
}

/** All that is wrong with a declaration: unknown names, states that nothing reaches, final states that lead on. */
export function faultsOf(declaration: WorkflowDeclaration): string[] {
  const faults: string[] = [];
  const states = Object.keys(declaration.states);
  const transitions = Object.entries(declaration.transitions);
  if (!/^[a-z][a-z_]*$/.test(declaration.table)) faults.push(`has a table named "${declaration.table}"`);
  if (!states.includes(declaration.initial))
    faults.push(`begins in "${declaration.initial}", which is not a state`);
  for (const entry of declaration.entries ?? [])
    if (!states.includes(entry)) faults.push(`can begin in "${entry}", which is not a state`);
  const usedConditions = new Set<string>();
  const usedEffects = new Set<string>();
  for (const [name, transition] of transitions) {
    for (const state of [...transition.from, ...targets(transition)])
      if (!states.includes(state)) faults.push(`knows no state "${state}", used by "${name}"`);
    if (transition.from.length === 0) faults.push(`lets "${name}" start from nowhere`);
    if (transition.who.length === 0) faults.push(`lets nobody do "${name}"`);
    for (const condition of [...(transition.offeredIf ?? []), ...(transition.conditions ?? [])]) {
      usedConditions.add(condition);
      if (!(condition in declaration.conditions))
        faults.push(`knows no condition "${condition}", used by "${name}"`);
    }
    for (const effect of transition.effects ?? []) {
      usedEffects.add(effect);
      if (!(effect in declaration.effects)) faults.push(`knows no effect "${effect}", used by "${name}"`);
    }
    for (const state of transition.from)
      if (declaration.states[state]?.final)
        faults.push(`leads on from the final state "${state}" by "${name}"`);
  }
  for (const condition of Object.keys(declaration.conditions))
    if (!usedConditions.has(condition))
      faults.push(`declares the condition "${condition}" and never uses it`);
  for (const effect of Object.keys(declaration.effects))
    if (!usedEffects.has(effect)) faults.push(`declares the effect "${effect}" and never uses it`);
  for (const [name, clock] of Object.entries(declaration.clocks ?? {})) {
    const driven = declaration.transitions[clock.transition];
    if (!driven) faults.push(`has a clock "${name}" for the unknown transition "${clock.transition}"`);
    else if (!driven.who.includes('system'))
      faults.push(`has a clock "${name}" for "${clock.transition}", which the system may not do`);
  }
  const reached = new Set<string>([declaration.initial, ...(declaration.entries ?? [])]);
  for (let before = 0; before !== reached.size;) {
    before = reached.size;
    for (const [, transition] of transitions)
      if (transition.from.some((state) => reached.has(state)))
        for (const state of targets(transition)) reached.add(state);
  }
  for (const state of states) {
    if (!reached.has(state)) faults.push(`never reaches the state "${state}"`);
    const leadsOn = transitions.some(([, transition]) => transition.from.includes(state));
    if (!leadsOn && !declaration.states[state]!.final)
      faults.push(`gets stuck in "${state}", which is not final`);
  }
  return faults;
}
