import {
  Body,
  Controller,
  createParamDecorator,
  Get,
  Inject,
  Post,
  Query,
  type ExecutionContext,
  type Type,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { page, type ListDefinition } from '../database/list';
import { Database } from '../database/database';
import {
  BooleanField,
  EnumField,
  IdField,
  InstantField,
  MapField,
  ObjectField,
  TextField,
} from '../http/fields';
import { Operation, readId } from '../http/operation';
import { PageQuery, pageOf, type Page } from '../http/page';
import type { Permission } from '../http/permission';
import { currentPrincipal, currentRequest } from '../http/request-context';
import { WorkflowEngine } from './engine';
import type { PossibleTransition } from './binding';
import type { WorkflowDeclaration } from './define-workflow';

/** A transition that the caller may do, as the API answers it. */
export class PossibleTransitionView implements PossibleTransition {
  @TextField({ description: 'Name to send in `transition`.', example: 'approve' })
  transition!: string;

  @TextField({ description: 'What it does.', example: 'approves the registration' })
  means!: string;

  @TextField({ description: 'State or states to which it can lead.', list: true, example: ['confirmed'] })
  to!: string[];

  @BooleanField({ description: 'Whether a reason must be given in `comment`.', example: false })
  commentRequired!: boolean;

  @TextField({
    description: 'What stands in the way now; empty when it can be done.',
    list: true,
    example: [],
  })
  blockedBy!: string[];
}

/** The transitions that are open to the caller. */
export class PossibleTransitionsView {
  @TextField({ description: 'The present state.', example: 'submitted' })
  state!: string;

  @ObjectField(() => PossibleTransitionView, {
    description: 'The transitions that the caller may do now.',
    list: true,
  })
  items!: PossibleTransitionView[];
}

/** One step in the life of a thing. */
export class TransitionRecordView {
  @IdField({ description: 'Id of the record.' })
  id!: string;

  @TextField({
    description: 'What was done; `create` for the beginning, `remove` for what was taken away.',
    example: 'approve',
  })
  transition!: string;

  @TextField({ description: 'State before; null at the beginning.', nullable: true, example: 'submitted' })
  from!: string | null;

  @TextField({ description: 'State after.', example: 'confirmed' })
  to!: string;

  @TextField({ description: 'Name of who did it.', example: 'Li Na' })
  by!: string;

  @EnumField(['staff', 'link', 'anonymous', 'system'], {
    description: 'What kind of caller that was.',
    name: 'ActorKind',
  })
  byKind!: string;

  @InstantField({ description: 'When.' })
  at!: string;

  @TextField({ description: 'Reason that was given.', nullable: true, example: null })
  comment!: string | null;

  @MapField({ description: 'Further facts about this step.', example: {} })
  data!: Record<string, unknown>;
}

interface RecordRow extends Record<string, unknown> {
  id: string;
  transition: string;
  from_state: string | null;
  to_state: string;
  actor_name: string;
  actor_kind: string;
  at: Date;
  comment: string | null;
  data: Record<string, unknown>;
}

const history: ListDefinition<RecordRow, TransitionRecordView> = {
  select: 'r.id, r.transition, r.from_state, r.to_state, r.actor_name, r.actor_kind, r.at, r.comment, r.data',
  from: 'transition_records r',
  id: 'r.id',
  sorts: { at: { expression: 'r.at', type: 'timestamptz' } },
  defaultSort: 'at',
  view: (row) => ({
    id: row.id,
    transition: row.transition,
    from: row.from_state,
    to: row.to_state,
    by: row.actor_name,
    byKind: row.actor_kind,
    at: row.at.toISOString(),
    comment: row.comment,
    data: row.data,
  }),
};

/** The `id` in the path; where the path ends in an event, that event's id. */
const SubjectId = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const { id } = context.switchToHttp().getRequest<FastifyRequest<{ Params: { id?: string } }>>().params;
  return readId(id ?? currentRequest()?.scopeId ?? '');
});

const mayRead = (readers: readonly string[] | undefined): boolean => {
  const { administrator, roles } = currentPrincipal();
  return readers === undefined || administrator || readers.some((role) => roles.includes(role));
};

const className = (workflow: WorkflowDeclaration): string =>
  workflow.name.replace(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());

/**
 * Makes the controller with the three routes that everything with a workflow has: `POST transitions`,
 * `GET transitions`, `GET history`, below `path` (which ends in `:id`, or in `:event` for the event itself).
 */
export function transitionController(options: {
  readonly workflow: WorkflowDeclaration;
  readonly path: string;
  readonly tag: string;
  /** Class of the resource that the transition answers. */
  readonly view: Type;
  /** Right to read the resource, its transitions and, unless `readHistory` says otherwise, its history. */
  readonly read: Permission;
  /** Right to read the history, where not everybody who may read the resource may know what others wrote there. */
  readonly readHistory?: Permission;
  /** Set when a signed link for this very thing may use the routes. */
  readonly own?: { readonly kind: string; readonly param: string };
  /**
   * SQL over a record `r` that holds for those that whoever comes with such a link may read: what was before the thing was
   * theirs is not.
   */
  readonly ownHistory?: string;
  /** What whoever comes with a link does not read of the history: these steps, and why these others were done. */
  readonly concealed?: { readonly steps: readonly string[]; readonly reasonsOf: readonly string[] };
  /** Why these steps were done, only some of those read who may read the history. */
  readonly guarded?: { readonly reasonsOf: readonly string[]; readonly readers: readonly string[] };
}): Type {
  const { workflow, own } = options;
  const thing = workflow.name.replaceAll('_', ' ');
  const change: Permission = {
    name: `${workflow.name}.transition`,
    roles: [
      ...new Set(
        Object.values(workflow.transitions).flatMap(({ who }) => who.filter((role) => role !== 'system')),
      ),
    ],
  };
  const access = own ? { own } : {};

  class TransitionInput {
    @EnumField(Object.keys(workflow.transitions), {
      description: `What to do with the ${thing}.`,
      name: `${className(workflow)}Transition`,
    })
    transition!: string;

    @TextField({
      description: 'Reason; stays in the record.',
      optional: true,
      max: 2000,
      multiline: true,
      example: 'Nominated by the ministry',
    })
    comment?: string;

    @MapField({
      description: 'What this transition needs beyond that, if anything.',
      optional: true,
      example: {},
    })
    input?: Record<string, unknown>;
  }
  Object.defineProperty(TransitionInput, 'name', { value: `${className(workflow)}TransitionInput` });

  @ApiTags(options.tag)
  @Controller(options.path)
  class TransitionController {
    constructor(
      @Inject(WorkflowEngine) private readonly engine: WorkflowEngine,
      @Inject(Database) private readonly db: Database,
    ) {}

    @Post('transitions')
    @Operation({
      summary: `Move a ${thing} on`,
      access: change,
      ...access,
      answer: options.view,
      status: 200,
      fails: [409],
    })
    async move(@SubjectId() id: string, @Body() body: TransitionInput): Promise<object> {
      const { scopeId } = await this.engine.apply(workflow, id, {
        ...body,
        scopeId: currentRequest()?.scopeId,
      });
      return this.engine.view(workflow, id, scopeId);
    }

    @Get('transitions')
    @Operation({
      summary: `What can be done with a ${thing} now`,
      access: options.read,
      ...access,
      answer: PossibleTransitionsView,
    })
    async offered(@SubjectId() id: string): Promise<PossibleTransitionsView> {
      return this.engine.possible(workflow, id, currentRequest()?.scopeId);
    }

    @Get('history')
    @Operation({
      summary: `The record of a ${thing}`,
      access: options.readHistory ?? options.read,
      ...access,
      answer: pageOf(TransitionRecordView),
    })
    async past(@SubjectId() id: string, @Query() query: PageQuery): Promise<Page<TransitionRecordView>> {
      const byLink = currentPrincipal().kind === 'link';
      const past = await page(this.db, history, query, [
        { sql: 'r.subject_id = ?', values: [id] },
        { sql: 'r.workflow = ?', values: [workflow.name] },
        ...(options.ownHistory && byLink ? [{ sql: options.ownHistory, values: [] }] : []),
        ...(options.concealed && byLink
          ? [{ sql: 'r.transition <> ALL (?::text[])', values: [options.concealed.steps] }]
          : []),
        ...(currentRequest()?.scopeId
          ? [{ sql: 'r.event_id = ?', values: [currentRequest()!.scopeId] }]
          : []),
      ]);
      const hidden = [
        ...(byLink ? (options.concealed?.reasonsOf ?? []) : []),
        ...(mayRead(options.guarded?.readers) ? [] : options.guarded!.reasonsOf),
      ];
      if (hidden.length === 0) return past;
      return {
        ...past,
        items: past.items.map((item) =>
          hidden.includes(item.transition) ? { ...item, comment: null, data: {} } : item,
        ),
      };
    }
  }
  Object.defineProperty(TransitionController, 'name', {
    value: `${className(workflow)}TransitionController`,
  });
  return TransitionController;
}
