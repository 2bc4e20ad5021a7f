import { Injectable } from '@nestjs/common';
import { Outbox } from '../../platform/outbox/outbox';
import type { TransitionContext, WorkflowRow } from '../../platform/workflow/binding';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { Database } from '../../platform/database/database';
import { registrationWorkflow } from '../registration.workflow';
import { MatchConfirmationInput } from './watch-list.input';
import { registrationCleared, watchListMatchWorkflow } from './watch-list-match.workflow';
import { WatchListQueries } from './watch-list.queries';

interface MatchRow extends WorkflowRow {
  readonly registration_id: string;
}

/** What others read of a registration that an officer has put on hold because of the list. */
const neutral = 'It waits for a decision.';

const undecided = { decided_by: null, decided_at: null, decision: null };

/** What officers decide about those who are like somebody on the list. The machine refuses nobody. */
@Injectable()
export class WatchListDecisions {
  constructor(
    private readonly db: Database,
    private readonly engine: WorkflowEngine,
    outbox: Outbox,
    queries: WatchListQueries,
  ) {
    const decided = ({ set, principal, now, comment }: TransitionContext<MatchRow>): void =>
      set({ decided_by: principal.name, decided_at: now, decision: comment ?? '' });
    engine.bind<
      keyof typeof watchListMatchWorkflow.states,
      keyof typeof watchListMatchWorkflow.transitions,
      keyof typeof watchListMatchWorkflow.conditions,
      keyof typeof watchListMatchWorkflow.effects,
      MatchRow
    >(watchListMatchWorkflow, {
      conditions: {
        consequence: async ({ input, row }) => {
          // Asked what can be done, nobody has said yet what follows.
          const { consequence, reasonForPerson } = input as Partial<MatchConfirmationInput>;
          if (consequence !== 'refuse') return true;
          if (!reasonForPerson?.trim()) return 'To refuse it, say in the input what the person is told.';
          return (
            (await this.stateOf(row.registration_id)) !== 'draft' ||
            'It has not been handed in; put it on hold.'
          );
        },
      },
      effects: {
        actOnRegistration: (context) => this.act(context),
        tellCleared: async ({ row }) => {
          await outbox.tell(registrationCleared, { registrationId: row.registration_id });
        },
      },
      choose: {
        clear: (context) => {
          decided(context);
          return 'cleared';
        },
        confirm: (context) => {
          decided(context);
          context.note({ consequence: (context.input as MatchConfirmationInput).consequence });
          return 'confirmed';
        },
        reopen: ({ set }) => {
          set(undecided);
          return 'open';
        },
      },
      inputs: { confirm: MatchConfirmationInput },
      view: (id, eventId) => queries.match(eventId, id),
    });
  }

  private async stateOf(registrationId: string): Promise<string> {
    const row = await this.db.one<{ state: string }>('SELECT state FROM registrations WHERE id = $1', [
      registrationId,
    ]);
    return row!.state;
  }

  /** What ended already is left as it is; a refusal goes by way of the hold, at which the officer may refuse. */
  private async act({ row, scopeId, principal, input }: TransitionContext<MatchRow>): Promise<void> {
    const { consequence, reasonForPerson } = input as MatchConfirmationInput;
    const registration = await this.db.one<{ state: string; held_since: Date | null }>(
      'SELECT state, held_since FROM registrations WHERE id = $1 FOR UPDATE',
      [row.registration_id],
    );
    const holdable: readonly string[] = registrationWorkflow.transitions.hold.from;
    if (!holdable.includes(registration!.state)) return;
    const move = (transition: string, comment: string): Promise<unknown> =>
      this.engine.apply(registrationWorkflow, row.registration_id, {
        transition,
        comment,
        principal,
        scopeId,
      });
    if (registration!.held_since === null) await move('hold', neutral);
    if (consequence === 'refuse') await move('reject', reasonForPerson!);
  }
}
