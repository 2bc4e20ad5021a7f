import { Injectable, Logger } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import type { EventScope } from '../../access/event-scope';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database, isSqlError, sqlState } from '../../platform/database/database';
import { Rows } from '../../platform/database/rows';
import { httpProblems } from '../../platform/http/problem';
import { systemPrincipal, type Principal } from '../../platform/http/request-context';
import { defineJob, HandlesJob, type JobContext } from '../../platform/jobs/define-job';
import { Jobs } from '../../platform/jobs/jobs';
import { Solver, SolverFailure } from '../../platform/solver/solver';
import type { TransitionContext } from '../../platform/workflow/binding';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { bookingWorkflow } from '../bookings/booking.workflow';
import { siteVisitProblems } from '../site-visits.errors';
import { CircumstancesQueries } from '../wishes/circumstances.queries';
import type { Circumstances } from '../wishes/circumstances.rules';
import type { AllocationInput, RerunInput } from './allocation.input';
import {
  changesBetween,
  digestOfProblem,
  namesIn,
  pinFaults,
  problemOf,
  type AllocationRequest,
  type Pin,
} from './allocation.problem';
import { shareOut, type AllocationAnswer } from './allocation.procedure';
import { outcomesOf, type PersonOutcome } from './allocation.reasons';
import { allocationLevels, type AllocationProblem } from './allocation.rules';
import type { AllocationRow, StoredAnswer } from './allocation.view';
import { allocationWorkflow } from './allocation.workflow';
import { AllocationNotices } from './allocation-notices.service';
import { AllocationsQueries } from './allocations.queries';

/** Works an allocation out. The solver takes a core: one at a time in a process. */
export const workOutAllocation = defineJob<{ eventId: string; allocationId: string }>(
  'site-visits.allocate',
  {
    concurrency: 1,
    attempts: 3,
  },
);

/** How often one looks whether somebody has put the run away that is being worked out, in milliseconds. */
const lookEveryMs = 500;

/** What the solver answered: the input of the transition that keeps it, which only the job makes. */
class Answered {
  constructor(
    readonly answer: StoredAnswer,
    readonly outcomes: readonly PersonOutcome[],
    readonly seconds: number,
  ) {}
}

/** Shares places on visits out among all who wish for them, and makes bookings of it. */
@Injectable()
export class AllocationsService {
  private readonly log = new Logger('Allocation');
  private readonly rows: Rows;

  constructor(
    private readonly db: Database,
    clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly jobs: Jobs,
    private readonly solver: Solver,
    private readonly circumstances: CircumstancesQueries,
    private readonly notices: AllocationNotices,
    queries: AllocationsQueries,
  ) {
    this.rows = new Rows(db, clock, 'allocations');
    engine.bind<
      keyof typeof allocationWorkflow.states,
      keyof typeof allocationWorkflow.transitions,
      never,
      keyof typeof allocationWorkflow.effects,
      AllocationRow
    >(allocationWorkflow, {
      conditions: {},
      effects: {
        keepResults: (context) => this.keepResults(context),
        book: (context) => this.book(context),
        tellAll: ({ row, recordId }) => this.notices.tellAll(row.event_id, row.id, recordId),
      },
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
      view: (id, eventId) => queries.allocation(eventId, id),
    });
  }

  /**
   * Asks for an allocation of the wishes as they are now, and answers the job that works it out.
   * @throws 422 for pins that cannot be kept and when nobody wishes for anything, 409 while another one is being worked out
   */
  async begin(event: EventScope, input: AllocationInput, principal: Principal): Promise<{ jobId: string }> {
    return this.start(
      event,
      {
        siteVisitIds:
          input.siteVisitIds === undefined
            ? null
            : [...new Set(input.siteVisitIds.map((id) => id.toLowerCase()))].sort(),
        pins: pinsOf(input.pins),
        seed: input.seed ?? randomBytes(9).toString('base64url'),
        timeLimitSeconds: input.timeLimitSeconds ?? 60,
      },
      null,
      principal,
    );
  }

  /** Asks the same again of the wishes as they are now, with other pins if some are given. @throws 404, and as `begin` */
  async again(
    event: EventScope,
    id: string,
    input: RerunInput,
    principal: Principal,
  ): Promise<{ jobId: string }> {
    const row = await this.db.one<AllocationRow>(
      'SELECT request FROM allocations WHERE event_id = $1 AND id = $2',
      [event.id, id],
    );
    if (!row) throw httpProblems.notFound('There is no such allocation in this event.');
    const request = {
      ...row.request,
      ...(input.pins === undefined ? {} : { pins: pinsOf(input.pins) }),
      timeLimitSeconds: input.timeLimitSeconds ?? row.request.timeLimitSeconds,
    };
    return this.start(event, request, id, principal);
  }

  private async start(
    event: EventScope,
    request: AllocationRequest,
    basedOn: string | null,
    principal: Principal,
  ): Promise<{ jobId: string }> {
    const around = await this.around(event.id, request);
    check(around, request);
    const problem = problemOf(around, request);
    if (problem.persons.length === 0)
      throw siteVisitProblems.nothingToAllocate(
        'No confirmed participant wishes for any of these visits. Only visits whose bookingMode is "allocation" can be wished for.',
      );
    return this.db
      .transaction(async () => {
        const allocationId = await this.rows.insert({
          eventId: event.id,
          state: allocationWorkflow.initial,
          request: { ...request },
          problem: { ...problem },
          digest: digestOfProblem(problem),
          names: namesIn(around),
          basedOn,
          requestedBy: principal.name,
        });
        await this.engine.begin(allocationWorkflow, { id: allocationId, scopeId: event.id });
        const jobId = await this.jobs.start(
          workOutAllocation,
          { eventId: event.id, allocationId },
          { eventId: event.id, ownerId: principal.id, total: allocationLevels.length },
        );
        return { jobId };
      })
      .catch((error: unknown) => {
        if (isSqlError(error, sqlState.uniqueViolation, 'allocations_running_key'))
          throw siteVisitProblems.allocationRunning(
            'Wait for it, or put it away with the transition "discard". Then ask again.',
          );
        throw error;
      });
  }

  @HandlesJob(workOutAllocation)
  async workOut(
    { eventId, allocationId }: { eventId: string; allocationId: string },
    job: JobContext,
  ): Promise<void> {
    const row = await this.db.one<AllocationRow & { problem: AllocationProblem }>(
      `SELECT state, request, problem FROM allocations WHERE id = $1`,
      [allocationId],
    );
    if (row?.state !== allocationWorkflow.initial) return;
    const total = allocationLevels.length;
    await job.progress(0, total);
    const answered = await this.ask(row, allocationId, job);
    if (!answered) return;
    if (!(await this.settle(allocationId, 'propose', { input: answered }))) return;
    await job.progress(total, total);
    await job.counts({ people: answered.answer.people, served: answered.answer.served });
    await job.result({ url: `/api/v1/events/${eventId}/site-visits/allocations/${allocationId}` });
  }

  /** The answer of the solver; none when there is none, or when nobody wants it any more. */
  private async ask(
    { problem, request }: { problem: AllocationProblem; request: AllocationRequest },
    allocationId: string,
    job: JobContext,
  ): Promise<Answered | undefined> {
    const putAway = new AbortController();
    const look = setInterval(() => {
      void this.isWanted(allocationId).then(
        (wanted) => wanted || putAway.abort(),
        // Asked again soon; when the database is away for longer, the answer cannot be kept either.
        () => undefined,
      );
    }, lookEveryMs);
    try {
      const { answer, finished, failure, seconds } = await this.solver.run(shareOut, problem, {
        seconds: request.timeLimitSeconds,
        signal: AbortSignal.any([job.signal, putAway.signal]),
        onProgress: (phase) => {
          const level = (allocationLevels as readonly string[]).indexOf(phase);
          if (level >= 0) void job.progress(level, allocationLevels.length).catch(() => undefined);
        },
      });
      if (failure) this.log.warn({ msg: `the solver broke off: ${failure}`, allocationId });
      if (answer.outcome === 'impossible') {
        await this.settle(allocationId, 'fail', {
          comment:
            'The pins cannot be kept together: they ask for more places than there are, or more than a delegation can have. Take some of them back.',
        });
        return undefined;
      }
      return answeredOf(problem, { ...answer, repeatable: answer.repeatable && finished }, seconds);
    } catch (error) {
      if (putAway.signal.aborted) return undefined;
      if (!(error instanceof SolverFailure) || !job.lastAttempt) throw error;
      await this.settle(allocationId, 'fail', {
        comment: 'The solver broke off. Share out fewer visits at a time.',
      });
      return undefined;
    } finally {
      clearInterval(look);
    }
  }

  /** Whether a run is still being waited for. */
  private async isWanted(id: string): Promise<boolean> {
    const row = await this.db.one<{ state: string }>('SELECT state FROM allocations WHERE id = $1', [id]);
    return row?.state === allocationWorkflow.initial;
  }

  /** Ends the working out, unless somebody has put the run away meanwhile; answers whether it did. */
  private settle(
    id: string,
    transition: 'propose' | 'fail',
    given: { input?: Answered; comment?: string },
  ): Promise<boolean> {
    return this.db.transaction(async () => {
      const row = await this.db.one<{ state: string }>(
        'SELECT state FROM allocations WHERE id = $1 FOR UPDATE',
        [id],
      );
      if (row?.state !== allocationWorkflow.initial) return false;
      await this.engine.apply(allocationWorkflow, id, { transition, ...given, principal: systemPrincipal });
      return true;
    });
  }

  private async keepResults({ row, input }: TransitionContext<AllocationRow>): Promise<void> {
    const { outcomes } = input as Answered;
    await this.db.query(
      `INSERT INTO allocation_results (event_id, allocation_id, registration_id, wishes)
       SELECT r.event_id, $2, r.id, o.wishes FROM unnest($3::uuid[], $4::jsonb[]) AS o (id, wishes)
         JOIN registrations r ON r.id = o.id AND r.event_id = $1`,
      [
        row.event_id,
        row.id,
        outcomes.map(({ registrationId }) => registrationId),
        outcomes.map(({ wishes }) => JSON.stringify(wishes)),
      ],
    );
  }

  private around(eventId: string, request: AllocationRequest): Promise<Circumstances> {
    return this.circumstances.load(
      eventId,
      { wishersAnd: [...new Set(request.pins.map(({ registrationId }) => registrationId))] },
      request.siteVisitIds ?? undefined,
    );
  }

  /**
   * Makes bookings of all places, by one statement for all of them. Who is on it is locked first, and what they want is
   * read again: nothing is booked when anything is otherwise than it was.
   * @throws 409 with what has changed
   */
  private async book({ row, now }: TransitionContext<AllocationRow>): Promise<void> {
    const { problem } = (await this.db.one<{ problem: AllocationProblem }>(
      'SELECT problem FROM allocations WHERE id = $1',
      [row.id],
    ))!;
    const { places } = row.answer!;
    // In the order in which every act locks: registrations before departures.
    await this.db.query(
      'SELECT 1 FROM registrations WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE',
      [problem.persons.map(({ id }) => id)],
    );
    await this.db.query(
      'SELECT 1 FROM departures WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE',
      [problem.departures.map(({ id }) => id)],
    );
    const present = problemOf(await this.around(row.event_id, row.request), row.request);
    if (digestOfProblem(present) !== row.digest) throw stale(changesBetween(problem, present));
    const bookings = places.map((place) => ({ ...place, id: newId() }));
    await this.write(row, bookings, now).catch((error: unknown) => {
      if (
        isSqlError(error, sqlState.exclusionViolation, 'bookings_no_clash') ||
        isSqlError(error, sqlState.uniqueViolation) ||
        isSqlError(error, sqlState.checkViolation, 'departures_taken_check')
      )
        throw stale([]);
      throw error;
    });
    await this.engine.beginAll(
      bookingWorkflow,
      bookings.map(({ id }) => ({ id, scopeId: row.event_id, state: 'confirmed' })),
      { allocationId: row.id },
    );
    await this.db.query(
      `UPDATE site_visits SET allocated_at = $2, version = version + 1, updated_at = $2
        WHERE id = ANY ($1::uuid[]) AND allocated_at IS NULL`,
      [problem.visits.map(({ id }) => id), now],
    );
  }

  private async write(
    row: AllocationRow,
    bookings: readonly { id: string; registrationId: string; departureId: string }[],
    now: Date,
  ): Promise<void> {
    const departureIds = bookings.map(({ departureId }) => departureId);
    await this.db.query(
      `UPDATE departures d SET taken = d.taken + g.n
         FROM (SELECT id, count(*)::integer AS n FROM unnest($1::uuid[]) AS u (id) GROUP BY id) g WHERE d.id = g.id`,
      [departureIds],
    );
    await this.db.query(
      `INSERT INTO bookings (id, event_id, site_visit_id, departure_id, registration_id, state, during, created_at, updated_at)
       SELECT b.id, d.event_id, d.site_visit_id, d.id, b.registration_id, 'confirmed', tstzrange(d.starts_at, d.ends_at), $2, $2
         FROM unnest($3::uuid[], $4::uuid[], $5::uuid[]) AS b (id, departure_id, registration_id)
         JOIN departures d ON d.id = b.departure_id AND d.event_id = $1`,
      [
        row.event_id,
        now,
        bookings.map(({ id }) => id),
        departureIds,
        bookings.map(({ registrationId }) => registrationId),
      ],
    );
  }
}

function pinsOf(pins: AllocationInput['pins']): Pin[] {
  const key = ({ registrationId, departureId }: Pin): string => `${registrationId} ${departureId}`;
  return (pins ?? [])
    .map(({ registrationId, departureId, must }) => ({
      registrationId: registrationId.toLowerCase(),
      departureId: departureId.toLowerCase(),
      must,
    }))
    .sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** @throws 422 with every field at fault */
function check(around: Circumstances, { siteVisitIds, pins }: AllocationRequest): void {
  const known = new Set(around.visits.map(({ id }) => id));
  const errors = [
    ...(siteVisitIds ?? []).flatMap((id, index) =>
      known.has(id)
        ? []
        : [
            {
              pointer: `/siteVisitIds/${index}`,
              code: 'unknown',
              message: 'is not a visit of this event whose places are shared out',
            },
          ],
    ),
    ...pinFaults(around, pins),
  ];
  if (errors.length > 0)
    throw siteVisitProblems.allocationInvalid({
      detail: errors.map(({ pointer, message }) => `${pointer} ${message}.`).join(' '),
      errors,
    });
}

/** What is kept of an answer: the places with their ids, how good they are, and what became of each wish. */
function answeredOf(problem: AllocationProblem, answer: AllocationAnswer, seconds: number): Answered {
  const outcomes = outcomesOf(problem, answer.places);
  const metByRank: number[] = [];
  for (const { wishes } of outcomes)
    for (const { rank, departureId } of wishes) {
      if (rank === null) continue;
      metByRank[rank - 1] = (metByRank[rank - 1] ?? 0) + (departureId === null ? 0 : 1);
    }
  return new Answered(
    {
      outcome: answer.outcome,
      levels: answer.levels,
      repeatable: answer.repeatable,
      people: problem.persons.length,
      served: new Set(answer.places.map(({ person }) => person)).size,
      metByRank,
      departures: problem.departures.map(({ id, free }, departure) => {
        const given = answer.places.filter((place) => place.departure === departure).length;
        return { id, given, left: free - given };
      }),
      places: answer.places.map(({ person, departure }) => ({
        registrationId: problem.persons[person]!.id,
        departureId: problem.departures[departure]!.id,
      })),
    },
    outcomes,
    seconds,
  );
}

function stale(changes: ReturnType<typeof changesBetween>) {
  return siteVisitProblems.allocationStale({
    detail: 'Nothing was booked. Run it again with "rerun", which also shows who would get something else.',
    extra: { changes: changes.slice(0, 100) },
  });
}
