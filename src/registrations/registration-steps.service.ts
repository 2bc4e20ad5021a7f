import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database';
import { systemPrincipal } from '../platform/http/request-context';
import { WorkflowEngine } from '../platform/workflow/engine';
import type { TransitionContext, WorkflowRow } from '../platform/workflow/binding';
import { Places } from './places.service';
import { RegistrationNotices } from './registration-notices.service';
import { registrationProblems } from './registration.errors';
import { isRegistrar, registrationChanged, registrationWorkflow } from './registration.workflow';
import { RegistrationsQueries } from './registrations.queries';

interface StoredRow extends WorkflowRow {
  readonly category_id: string;
  readonly answers_complete: boolean;
  readonly held_quota_id: string | null;
  readonly waitlisted_at: Date | null;
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
  ) {
    engine.bind<
      keyof typeof registrationWorkflow.states,
      keyof typeof registrationWorkflow.transitions,
      'answered',
      'decide' | 'givePlaceBack' | 'tellPerson',
      StoredRow
    >(registrationWorkflow, {
      conditions: { answered: ({ row, principal }) => row.answers_complete || isRegistrar(principal) },
      choose: {
        confirm: (context) => this.placeOrLine(context),
        approve: (context) => this.placeOrLine(context),
        waitlist: (context) => {
          context.set({ waitlisted_at: context.now });
          return 'waitlisted';
        },
        offer: (context) => this.placeToOffer(context),
        accept: (context) => {
          context.set({ offer_expires_at: null });
          return 'confirmed';
        },
        expire: (context) => {
          context.set({ offer_expires_at: null, held_quota_id: null });
          return 'expired';
        },
        cancel: (context) => {
          context.set({ offer_expires_at: null, held_quota_id: null });
          return 'cancelled';
        },
      },
      effects: {
        decide: (context) => this.decide(context),
        givePlaceBack: async ({ row }) => {
          if (row.held_quota_id !== null) await this.places.giveBack(row.held_quota_id);
        },
        // Nobody was told of a draft, so nobody needs to be told that it is off.
        tellPerson: async (context) => {
          if (context.from !== 'draft') await this.notices.tell(context);
        },
      },
      view: (id, eventId) => queries.registration(eventId, id),
      fact: registrationChanged,
    });
  }

  /** Confirmed if there is a place and nobody waits for it; otherwise last in the line. */
  private async placeOrLine(context: TransitionContext<StoredRow>): Promise<'confirmed' | 'waitlisted'> {
    const { granted, heldQuotaId } = await this.places.take(context.row.category_id);
    if (granted) {
      context.set({ held_quota_id: heldQuotaId });
      return 'confirmed';
    }
    context.set({ waitlisted_at: context.now });
    return 'waitlisted';
  }

  /** @throws 409 when no place is free */
  private async placeToOffer(context: TransitionContext<StoredRow>): Promise<'offered'> {
    const place = await this.places.take(context.row.category_id, { passingLine: true });
    if (!place.granted)
      throw registrationProblems.quotaFull('Wait until a place falls free, or raise the quota.');
    context.set({
      held_quota_id: place.heldQuotaId,
      offer_expires_at: new Date(context.now.getTime() + place.offerHours * 3_600_000),
    });
    return 'offered';
  }

  /** What follows from handing in: at once a place or the line, where nobody has to approve. */
  private async decide(context: TransitionContext<StoredRow>): Promise<void> {
    const { id, row } = context;
    const category = await this.db.one<{ approval: string }>(
      'SELECT approval FROM categories WHERE id = $1',
      [row.category_id],
    );
    if (category?.approval !== 'automatic') await this.notices.tell(context);
    else
      await this.engine.apply(registrationWorkflow, id, {
        transition: 'confirm',
        principal: systemPrincipal,
      });
  }
}
