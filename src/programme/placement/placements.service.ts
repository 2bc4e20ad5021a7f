import { Injectable, Logger } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { Rows } from '../../platform/database/rows';
import type { FieldFault } from '../../platform/http/problem';
import { systemPrincipal, type Principal } from '../../platform/http/request-context';
import { defineJob, HandlesJob, type JobContext } from '../../platform/jobs/define-job';
import { Jobs } from '../../platform/jobs/jobs';
import { Solver, SolverFailure } from '../../platform/solver/solver';
import type { TransitionContext } from '../../platform/workflow/binding';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { PlanningQueries } from '../planning/planning.queries';
import { surroundingsOf, type Surroundings } from '../planning/planning.rules';
import { programmeProblems } from '../programme.errors';
import type { PlacementInput } from './placement.input';
import { digestOfProblem, isUnplaced, namesIn, problemOf, type PlacementRequest } from './placement.problem';
import { placeSessions, type Placement } from './placement.procedure';
import type { PlacementProblem } from './placement.rules';
import type { PlacementRow } from './placement.view';
import { placementWorkflow } from './placement.workflow';
import { PlacementsQueries } from './placements.queries';

/** Works a proposal out. The solver takes a core: one at a time in a process. */
export const workOutPlacement = defineJob<{ eventId: string; placementId: string }>('programme.place', {
  concurrency: 1,
  attempts: 3,
});

/** How often one looks whether somebody has put the proposal away that is being worked out, in milliseconds. */
const lookEveryMs = 1000;

/** What the solver answered: the input of the transition that keeps it, which only the job makes. */
class Answered {
  constructor(
    readonly answer: Placement,
    readonly seconds: number,
  ) {}
}

/** Finds places for sessions that have none, and takes a proposal over into the draft. */
@Injectable()
export class PlacementsService {
  private readonly log = new Logger('Placement');
  private readonly rows: Rows;

  constructor(
    private readonly db: Database,
    clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly jobs: Jobs,
    private readonly solver: Solver,
    private readonly planning: PlanningQueries,
    queries: PlacementsQueries,
  ) {
    this.rows = new Rows(db, clock, 'placements');
    engine.bind<
      keyof typeof placementWorkflow.states,
      keyof typeof placementWorkflow.transitions,
      never,
      'place',
      PlacementRow
    >(placementWorkflow, {
      conditions: {},
      effects: { place: (context) => this.place(context) },
      choose: {
        propose: ({ input, set }) => {
          const { answer, seconds } = input as Answered;
          set({ answer: JSON.stringify(answer), seconds });
          return 'proposed' as const;
        },
        fail: ({ comment, set }) => {
          set({ failure: comment });
          return 'failed' as const;
        },
      },
      inputs: { propose: Answered },
      view: (id, eventId) => queries.placement(eventId, id),
    });
  }

  /**
   * Asks for a proposal, and answers the job that works it out. The problem is that of the draft as it is now.
   * @throws 422 for sessions and rooms that are not of the event or have their place, and when there is nothing to place
   */
  async begin(
    event: EventScope,
    input: PlacementInput,
    principal: Principal,
  ): Promise<{ jobId: string; placementId: string }> {
    const around = surroundingsOf(await this.planning.load(event.id));
    const request = requestOf(input, around);
    check(around, request.dayHours, input);
    const problem = problemOf(around, request);
    if (problem.sessions.length === 0)
      throw programmeProblems.nothingToPlace('Every session has its time, and its room where it needs one.');
    return this.db.transaction(async () => {
      const placementId = await this.rows.insert({
        eventId: event.id,
        state: placementWorkflow.initial,
        request: { ...request },
        problem: { ...problem },
        digest: digestOfProblem(problem),
        names: namesIn(around),
        requestedBy: principal.name,
      });
      await this.engine.begin(placementWorkflow, { id: placementId, scopeId: event.id });
      const jobId = await this.jobs.start(
        workOutPlacement,
        { eventId: event.id, placementId },
        { eventId: event.id, ownerId: principal.id, total: problem.sessions.length },
      );
      return { jobId, placementId };
    });
  }

  @HandlesJob(workOutPlacement)
  async workOut(
    { eventId, placementId }: { eventId: string; placementId: string },
    job: JobContext,
  ): Promise<void> {
    const row = await this.db.one<PlacementRow & { problem: PlacementProblem }>(
      `SELECT state, request, problem FROM placements WHERE id = $1`,
      [placementId],
    );
    if (row?.state !== placementWorkflow.initial) return;
    const total = row.problem.sessions.length;
    await job.progress(0, total);
    const answered = await this.ask(row, placementId, job);
    if (!answered) return;
    if (!(await this.settle(placementId, 'propose', { input: answered }))) return;
    await job.progress(total, total);
    await job.counts({ placed: answered.answer.placed.length, leftOut: answered.answer.leftOut.length });
    await job.result({ url: `/api/v1/events/${eventId}/programme/placements/${placementId}` });
  }

  /** The answer of the solver; none when it broke off for good, or when nobody wants the answer any more. */
  private async ask(
    { problem, request }: { problem: PlacementProblem; request: PlacementRequest },
    placementId: string,
    job: JobContext,
  ): Promise<Answered | undefined> {
    const putAway = new AbortController();
    let looksAgainAt = performance.now() + lookEveryMs;
    try {
      const { answer, finished, failure, seconds } = await this.solver.run(placeSessions, problem, {
        seconds: request.timeLimitSeconds,
        signal: AbortSignal.any([job.signal, putAway.signal]),
        onProgress: () => {
          if (performance.now() < looksAgainAt) return;
          looksAgainAt = performance.now() + lookEveryMs;
          void this.isWanted(placementId).then(
            (wanted) => wanted || putAway.abort(),
            // Asked again soon; when the database is away for longer, the answer cannot be kept either.
            () => undefined,
          );
        },
      });
      if (failure) this.log.warn({ msg: `the solver broke off: ${failure}`, placementId });
      return new Answered({ ...answer, repeatable: answer.repeatable && finished }, seconds);
    } catch (error) {
      if (putAway.signal.aborted) return undefined;
      if (!(error instanceof SolverFailure) || !job.lastAttempt) throw error;
      await this.settle(placementId, 'fail', {
        comment: 'The solver broke off. Ask for fewer sessions at a time.',
      });
      return undefined;
    }
  }

  /** Whether a proposal is still being waited for. */
  private async isWanted(id: string): Promise<boolean> {
    const row = await this.db.one<{ state: string }>('SELECT state FROM placements WHERE id = $1', [id]);
    return row?.state === placementWorkflow.initial;
  }

  /** Ends the working out, unless somebody has put the proposal away meanwhile; answers whether it did. */
  private settle(
    id: string,
    transition: 'propose' | 'fail',
    given: { input?: Answered; comment?: string },
  ): Promise<boolean> {
    return this.db.transaction(async () => {
      const row = await this.db.one<{ state: string }>(
        'SELECT state FROM placements WHERE id = $1 FOR UPDATE',
        [id],
      );
      if (row?.state !== placementWorkflow.initial) return false;
      await this.engine.apply(placementWorkflow, id, { transition, ...given, principal: systemPrincipal });
      return true;
    });
  }

  /**
   * Gives the sessions the times and rooms of the proposal, by one statement.
   * @throws 409 when the draft is not any more the one that was asked about
   */
  private async place({ row, now }: TransitionContext<PlacementRow>): Promise<void> {
    // As shifts and releases do it: one of them at a time changes the programme of an event as a whole.
    await this.db.query(`SELECT 1 FROM events WHERE id = $1 FOR NO KEY UPDATE`, [row.event_id]);
    const { placed } = row.answer!;
    await this.db.query(
      `SELECT 1 FROM programme_sessions WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE`,
      [placed.map(({ sessionId }) => sessionId)],
    );
    const problem = problemOf(surroundingsOf(await this.planning.load(row.event_id)), row.request);
    if (digestOfProblem(problem) !== row.digest)
      throw programmeProblems.placementStale(
        'Ask for a new proposal: it takes into account what has changed.',
      );
    await this.db.query(
      `UPDATE programme_sessions s
          SET room_id = p.room, starts_at = COALESCE(s.starts_at, p.starts_at), ends_at = COALESCE(s.ends_at, p.ends_at), version = s.version + 1, updated_at = $2
         FROM unnest($3::uuid[], $4::uuid[], $5::timestamptz[], $6::timestamptz[]) AS p (id, room, starts_at, ends_at)
        WHERE s.event_id = $1 AND s.id = p.id`,
      [
        row.event_id,
        now,
        placed.map(({ sessionId }) => sessionId),
        placed.map(({ roomId }) => roomId),
        placed.map(({ from }) => new Date(from * 60_000)),
        placed.map(({ to }) => new Date(to * 60_000)),
      ],
    );
  }
}

function requestOf(input: PlacementInput, { planning: { event } }: Surroundings): PlacementRequest {
  const ids = (list: readonly string[] | undefined): string[] | null =>
    list === undefined ? null : [...new Set(list.map((id) => id.toLowerCase()))].sort();
  return {
    sessionIds: ids(input.sessionIds),
    roomIds: ids(input.roomIds),
    dayHours: { from: input.dayHours?.from ?? '09:00', until: input.dayHours?.until ?? '18:00' },
    granularityMinutes: input.granularityMinutes ?? 30,
    restMinutes: input.restMinutes ?? event.bufferMinutes,
    keepTopicsApart: input.keepTopicsApart ?? 'if_possible',
    timeLimitSeconds: input.timeLimitSeconds ?? 20,
  };
}

/** @throws 422 with every field at fault */
function check(
  around: Surroundings,
  dayHours: PlacementRequest['dayHours'],
  { sessionIds, roomIds }: PlacementInput,
): void {
  const errors: FieldFault[] = [
    ...(sessionIds ?? []).flatMap((id, index) => {
      const pointer = `/sessionIds/${index}`;
      const session = around.sessions.get(id.toLowerCase());
      if (!session) return [{ pointer, code: 'unknown', message: 'is not a session of this event' }];
      return isUnplaced(session)
        ? []
        : [{ pointer, code: 'placed', message: 'has its time and room already; take them away first' }];
    }),
    ...(roomIds ?? []).flatMap((id, index) =>
      around.rooms.has(id.toLowerCase())
        ? []
        : [{ pointer: `/roomIds/${index}`, code: 'unknown', message: 'is not a room of this event' }],
    ),
    ...(dayHours.from < dayHours.until
      ? []
      : [{ pointer: '/dayHours/until', code: 'order', message: 'must be after from' }]),
  ];
  if (errors.length > 0)
    throw programmeProblems.placementInvalid({
      detail: `${errors[0]!.pointer} ${errors[0]!.message}.`,
      errors,
    });
}
