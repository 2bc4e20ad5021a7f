import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database';
import { currentPrincipal, systemPrincipal } from '../platform/http/request-context';
import { WorkflowEngine } from '../platform/workflow/engine';
import type { TransitionContext, WorkflowRow } from '../platform/workflow/binding';
import { BypassInput, DecisionInput, ReopenInput } from './approvals/approval.input';
import { Approvals, type Decided } from './approvals/approvals.service';
import { AnswersQueries } from './forms/answers.queries';
import { FollowUps } from './forms/follow-ups.service';
import { DelegationHost } from './delegation-host.service';
import { Places } from './quotas/places.service';
import { RegistrationNotices } from './registration-notices.service';
import { registrationProblems } from './registration.errors';
import { AdvanceInput } from './registration.input';
import { isRegistrar, registrationChanged, registrationWorkflow } from './registration.workflow';
import { RegistrationsQueries } from './registrations.queries';
import { TransferInput } from './transfers/transfer.input';
import { Transfers, type Passed } from './transfers/transfers.service';

type State = keyof typeof registrationWorkflow.states;

interface StoredRow extends WorkflowRow, Decided, Passed {
  readonly id: string;
  readonly state: string;
  readonly category_id: string;
  readonly answers_complete: boolean;
  readonly waitlisted_at: Date | null;
  readonly places: number;
  readonly group_id: string | null;
  readonly delegation_entry: string | null;
}

/** The code behind the workflow of registrations: who gets a place, what follows, who is told. */
@Injectable()
export class RegistrationSteps {
  constructor(
    private readonly db: Database,
    private readonly engine: WorkflowEngine,
    queries: RegistrationsQueries,
    private readonly places: Places,
    private readonly notices: RegistrationNotices,
    private readonly answers: AnswersQueries,
    private readonly followUps: FollowUps,
    private readonly approvals: Approvals,
    private readonly host: DelegationHost,
    transfers: Transfers,
  ) {
    engine.bind<
      keyof typeof registrationWorkflow.states,
      keyof typeof registrationWorkflow.transitions,
      keyof typeof registrationWorkflow.conditions,
      keyof typeof registrationWorkflow.effects,
      StoredRow
    >(registrationWorkflow, {
      conditions: {
        answered: (context) => this.isAnswered(context),
        ownLink: (context) => transfers.assertOwnLink(context),
        ownStep: (context) => approvals.assertOwnStep(context),
        fourEyes: (context) => approvals.isFreshEyes(context),
        undecided: ({ from, row }) =>
          !['offered', 'confirmed'].includes(from) ||
          row.reapproval_since !== null ||
          row.held_since !== null,
        mayHold: (context) => approvals.mayHold(context),
        held: ({ row }) => row.held_since !== null,
        notHeld: (context) => approvals.isNotHeld(context),
        nothingOpen: (context) => approvals.isNothingOpen(context),
        ownHold: (context) => approvals.isOwnHold(context),
        atStep: (context) => approvals.assertWaitsAt(context),
        reopened: ({ row }) => row.reapproval_since !== null,
        stepsDone: (context) => approvals.isForRegistrars(context),
        transferable: (context) => transfers.assertTransferable(context),
      },
      choose: {
        confirm: (context) => this.placeOrLine(context),
        approve: async (context) => {
          const done = await approvals.approve(context);
          const joined = context.row.waiting_role === 'focal_point' && (await this.join(context));
          if (done) return this.placeOrLine(context);
          // From now on it is a nomination as if the focal point had named the person.
          if (joined) await this.places.holdNomination(context.id);
          return 'under_review' as const;
        },
        reopen: async (context) => {
          const { questions } = context.input as ReopenInput;
          context.note({ questions });
          await approvals.reopen(context, questions);
          return context.from as State;
        },
        reapprove: async (context) => {
          await approvals.approve(context);
          if (context.row.waiting_role === 'focal_point') await this.join(context);
          return context.from as State;
        },
        bypass: async (context) => {
          const last = await approvals.bypass(context);
          const joined = context.row.waiting_role === 'focal_point' && (await this.join(context));
          if (context.row.reapproval_since !== null) return context.from as State;
          if (last) return this.placeOrLine(context);
          if (joined) await this.places.holdNomination(context.id);
          return 'under_review' as const;
        },
        hold: (context) => {
          const { principal, comment, now } = context;
          context.set({ held_since: now, held_by_name: principal.name, held_reason: comment });
          return context.from as State;
        },
        resume: (context) => {
          context.set({ held_since: null, held_by_name: null, held_reason: null });
          return context.from as State;
        },
        reject: (context) => {
          context.set({ offer_expires_at: null, group_until: null });
          return 'rejected';
        },
        transfer: async (context) => {
          await transfers.putInPlace(context);
          return context.from as State;
        },
        waitlist: async (context) => {
          await this.joinLine(context);
          return 'waitlisted' as const;
        },
        advance: async (context) => {
          context.set({ priority: await this.priorityFor(context) });
          return 'waitlisted' as const;
        },
        overbook: async (context) => {
          const { full } = await this.places.take(context.id, { beyond: true });
          context.note({ beyond: full });
          return 'confirmed' as const;
        },
        offer: (context) => this.placeToOffer(context),
        accept: (context) => {
          // The places that were offered to a group are kept for it as long as they were offered.
          context.set({
            offer_expires_at: null,
            group_until: context.row.places > 1 ? context.row['offer_expires_at'] : null,
          });
          return 'confirmed';
        },
        expire: (context) => {
          context.set({ offer_expires_at: null, group_until: null });
          return 'expired';
        },
        cancel: (context) => {
          context.set({ offer_expires_at: null, group_until: null });
          return 'cancelled';
        },
      },
      effects: {
        decide: (context) => this.decide(context),
        endSteps: (context) => approvals.end(context),
        keepNote: (context) => approvals.keepNote(context),
        handOn: (context) => transfers.handOn(context),
        tellBoth: (context) => transfers.tellBoth(context),
        // Whoever was told that it is being looked at knows it.
        tellReopened: async (context) => {
          if (context.row.reapproval_since === null) await this.notices.tellReopened(context);
        },
        tellReapproved: (context) => this.notices.tellReapproved(context),
        tellBypassed: (context) => this.tellBypassed(context),
        givePlaceBack: ({ id }) => this.places.giveBack(id),
        leaveLine: async ({ id, from }) => {
          if (from === 'waitlisted') await this.places.leaveLine(id);
        },
        // Nobody was told of a draft, so nobody needs to be told that it is off.
        tellPerson: async (context) => {
          if (context.silent) return;
          if (context.from !== 'draft') await this.notices.tell(context);
          if (context.to === 'confirmed') await this.followUps.tell(context.scopeId, context.id);
        },
      },
      sets: {
        choose: { confirm: (contexts) => this.placesOrLines(contexts) },
        effects: { decide: (contexts) => this.decideAll(contexts) },
      },
      inputs: {
        advance: AdvanceInput,
        approve: DecisionInput,
        bypass: BypassInput,
        reapprove: DecisionInput,
        reject: DecisionInput,
        reopen: ReopenInput,
        transfer: TransferInput,
      },
      view: (id, eventId) => queries.registration(eventId, id, currentPrincipal()),
      fact: registrationChanged,
    });
  }

  /** Whoever named a delegation is a member of it once its focal point has approved them. */
  private async join({ row, id, scopeId, principal }: TransitionContext<StoredRow>): Promise<boolean> {
    if (row.delegation_entry !== 'by_participant') return false;
    await this.host.delegations.join(scopeId, id, principal);
    return true;
  }

  /** Whoever is approved is told the same, whether somebody looked or not. */
  private async tellBypassed(context: TransitionContext<StoredRow>): Promise<void> {
    if (context.row.reapproval_since !== null) return this.notices.tellReapproved(context);
    await this.notices.tell(context);
    if (context.to === 'confirmed') await this.followUps.tell(context.scopeId, context.id);
  }

  /** Whether what must be answered by now is, or whoever hands it in decides about registrations anyway. */
  private async isAnswered({
    id,
    scopeId,
    row,
    principal,
  }: TransitionContext<StoredRow>): Promise<boolean | string> {
    if (row.answers_complete || isRegistrar(principal)) return true;
    const demanded = await this.answers.demanded(scopeId, id, principal);
    return (
      demanded.length === 0 ||
      `Of the form, ${demanded.map(({ pointer, message }) => `${pointer} ${message}`).join(', ')}.`
    );
  }

  /** Confirmed if there is a place and nobody waits for it; otherwise last in the line. */
  private async placeOrLine(context: TransitionContext<StoredRow>): Promise<'confirmed' | 'waitlisted'> {
    // A place that was kept for their group is theirs already.
    const { group_id: leaderId } = context.row;
    const kept = leaderId !== null && (await this.places.passOn(leaderId, context.id));
    const { granted, offerHours } = await this.places.take(context.id, { passingLine: kept });
    if (!granted) {
      await this.joinLine(context);
      return 'waitlisted';
    }
    if (context.row.places > 1) context.set({ group_until: hoursAfter(context.now, offerHours) });
    return 'confirmed';
  }

  /** The same for many, in their order. Those who come with a group are seen to one by one: each takes from what is kept. */
  private async placesOrLines(
    contexts: readonly TransitionContext<StoredRow>[],
  ): Promise<('confirmed' | 'waitlisted')[]> {
    if (contexts.some(({ row }) => row.group_id !== null)) {
      const states: ('confirmed' | 'waitlisted')[] = [];
      for (const context of contexts) states.push(await this.placeOrLine(context));
      return states;
    }
    const answers = await this.places.takeInOrder(contexts.map(({ id }) => id));
    return contexts.map((context, index) => {
      const { granted, offerHours } = answers[index]!;
      if (!granted) context.set({ waitlisted_at: context.now });
      else if (context.row.places > 1) context.set({ group_until: hoursAfter(context.now, offerHours) });
      return granted ? 'confirmed' : 'waitlisted';
    });
  }

  private async joinLine(context: TransitionContext<StoredRow>): Promise<void> {
    context.set({ waitlisted_at: context.now });
    await this.places.wait(context.id);
  }

  /** The priority that is given, or one above all who wait. */
  private async priorityFor({ scopeId, input }: TransitionContext<StoredRow>): Promise<number> {
    const { priority } = input as AdvanceInput;
    if (priority !== undefined) return priority;
    const row = await this.db.one<{ first: number }>(
      `SELECT COALESCE(max(priority), 0) + 1 AS first FROM registrations WHERE event_id = $1 AND state = 'waitlisted'`,
      [scopeId],
    );
    return row!.first;
  }

  /** @throws 409 when no place is free */
  private async placeToOffer(context: TransitionContext<StoredRow>): Promise<'offered'> {
    const place = await this.places.take(context.id, { passingLine: true });
    if (!place.granted)
      throw registrationProblems.quotaFull(
        `Wait until a place falls free in ${place.full.join(', ')}, or raise the quota.`,
      );
    context.set({ offer_expires_at: hoursAfter(context.now, place.offerHours) });
    return 'offered';
  }

  /** What follows from handing many in, in their order. */
  private async decideAll(contexts: readonly TransitionContext<StoredRow>[]): Promise<void> {
    const automatic = await this.db.query<{ id: string }>(
      `SELECT id FROM categories WHERE id = ANY ($1::uuid[]) AND approval = 'automatic'`,
      [[...new Set(contexts.map(({ row }) => row.category_id))]],
    );
    const armed = new Set(
      (
        await this.db.query<{ id: string }>(
          'SELECT registration_id AS id FROM participant_details WHERE armed AND registration_id = ANY ($1::uuid[])',
          [contexts.map(({ id }) => id)],
        )
      ).map(({ id }) => id),
    );
    const decided = new Set(automatic.map(({ id }) => id));
    const atOnce: string[] = [];
    for (const context of contexts) {
      const isAutomatic =
        decided.has(context.row.category_id) &&
        context.row.delegation_entry !== 'by_participant' &&
        !armed.has(context.id);
      if (isAutomatic || !(await this.approvals.begin(context.id))) atOnce.push(context.id);
      else if (!context.silent) await this.notices.tell(context);
    }
    const silent = contexts.some((context) => context.silent);
    await this.engine.applyAll(registrationWorkflow, atOnce, {
      transition: 'confirm',
      principal: systemPrincipal,
      silent,
    });
  }

  /** What follows from handing in: at once a place or the line, where nobody has to approve. */
  private async decide(context: TransitionContext<StoredRow>): Promise<void> {
    const { id } = context;
    if (await this.approvals.begin(id)) {
      if (!context.silent) await this.notices.tell(context);
    } else
      await this.engine.apply(registrationWorkflow, id, {
        transition: 'confirm',
        principal: systemPrincipal,
        silent: context.silent,
      });
  }
}

function hoursAfter(now: Date, hours: number): Date {
  return new Date(now.getTime() + hours * 3_600_000);
}
