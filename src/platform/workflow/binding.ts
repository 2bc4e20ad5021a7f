import type { Type } from '@nestjs/common';
import type { Principal } from '../http/request-context';
import type { FactDefinition } from '../outbox/define-fact';
import type { WorkflowDeclaration } from './define-workflow';

/** What a row looks like to the engine: raw columns, as PostgreSQL names them. */
export interface WorkflowRow {
  readonly id: string;
  readonly state: string;
  readonly version: number;
  readonly [column: string]: unknown;
}

/** All that is known while a transition happens. */
export interface TransitionContext<Row = WorkflowRow> {
  /** The row as it was, locked. */
  readonly row: Row;
  readonly id: string;
  readonly scopeId: string;
  readonly transition: string;
  readonly from: string;
  /** The state to which it goes; in conditions and `choose` not yet decided, and then the first of the declared ones. */
  readonly to: string;
  readonly principal: Principal;
  readonly comment: string | undefined;
  /** Whether nobody is to be told of it by mail. */
  readonly silent: boolean;
  /** What came with the request, checked against the class that the binding names for this transition. */
  readonly input: object;
  readonly now: Date;
  /** Id of the record that is written; names the cause of everything that follows. */
  readonly recordId: string;
  /** Id of the request that is answered with it; null outside of one. */
  readonly requestId: string | null;
  /** Writes further columns together with the state; only in `choose`. */
  set(columns: Readonly<Record<string, unknown>>): void;
  /** Adds facts to the record, for whoever reads the history. Nothing secret. */
  note(data: Readonly<Record<string, unknown>>): void;
}

type ConditionsOf<W> = W extends WorkflowDeclaration<string, string, infer C, string> ? C : never;
type EffectsOf<W> = W extends WorkflowDeclaration<string, string, string, infer E> ? E : never;
type StatesOf<W> = W extends WorkflowDeclaration<infer S, string, string, string> ? S : never;
export type TransitionsOf<W> = W extends WorkflowDeclaration<string, infer T, string, string> ? T : never;

type Act<Row> = (context: TransitionContext<Row>) => Promise<void> | void;

/** The code behind the names of a declaration; a module binds it once, when it is made. */
export interface WorkflowBinding<W extends WorkflowDeclaration, Row = WorkflowRow> {
  /** Answers whether it holds; a text says in more detail why it does not. */
  readonly conditions: {
    readonly [C in ConditionsOf<W>]: (
      context: TransitionContext<Row>,
    ) => Promise<boolean | string> | boolean | string;
  };
  readonly effects: { readonly [E in EffectsOf<W>]: Act<Row> };
  /** Decides, before the row is written, to which of several states a transition leads, and may refuse by throwing. */
  readonly choose?: {
    readonly [T in TransitionsOf<W>]?: (
      context: TransitionContext<Row>,
    ) => Promise<StatesOf<W>> | StatesOf<W>;
  };
  /**
   * The same for many rows at once, in their order, where going through them one by one would take too long. What is not
   * here is done row by row.
   */
  readonly sets?: {
    readonly choose?: {
      readonly [T in TransitionsOf<W>]?: (
        contexts: readonly TransitionContext<Row>[],
      ) => Promise<readonly StatesOf<W>[]>;
    };
    readonly effects?: {
      readonly [E in EffectsOf<W>]?: (contexts: readonly TransitionContext<Row>[]) => Promise<void>;
    };
  };
  /**
   * Looks at a transition that was done before and is asked for again: throws when what is asked for is not what was
   * done. Otherwise a repeated request is answered as done.
   */
  readonly repeated?: {
    readonly [T in TransitionsOf<W>]?: (context: TransitionContext<Row>) => Promise<void> | void;
  };
  /** Classes of the input that some transitions take. */
  readonly inputs?: { readonly [T in TransitionsOf<W>]?: Type };
  /** The resource as the API answers it. */
  readonly view: (id: string, scopeId: string) => Promise<object>;
  /** Told to subscribers after each transition. */
  readonly fact?: FactDefinition<WorkflowChange>;
}

/** Payload of the fact that a workflow tells. */
export interface WorkflowChange {
  subjectId: string;
  scopeId: string;
  transition: string;
  from: string | null;
  to: string;
  recordId: string;
}

export interface TransitionRequest {
  readonly transition: string;
  readonly comment?: string | undefined;
  readonly input?: object | undefined;
  readonly principal?: Principal | undefined;
  /** Nobody is told of it by mail. */
  readonly silent?: boolean | undefined;
  /** The event in which the caller acts; a row of another event does not exist for it. */
  readonly scopeId?: string | undefined;
  /** Whose request each row belongs to, where one transaction answers several. */
  readonly requestOf?: ((id: string) => string | null) | undefined;
}

/** Who asked for something, and in which request, where one transaction answers several. */
export interface Author {
  readonly principal: Principal;
  readonly requestId: string | null;
}

export interface TransitionResult {
  readonly id: string;
  readonly scopeId: string;
  readonly state: string;
  /** False when it had been done before and nothing was to be done. */
  readonly changed: boolean;
}

export interface PossibleTransition {
  readonly transition: string;
  readonly means: string;
  readonly to: string[];
  readonly commentRequired: boolean;
  /** Sentences about what is missing; empty when it can be done now. */
  readonly blockedBy: string[];
}
