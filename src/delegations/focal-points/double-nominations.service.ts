import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database } from '../../platform/database/database';
import { page, when, type ListDefinition } from '../../platform/database/list';
import type { Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import type { WorkflowRow } from '../../platform/workflow/binding';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { registrationWorkflow } from '../../registrations/registration.workflow';
import type { MemberPart } from '../delegation.input';
import { Members } from '../members.service';
import type { DoubleNominationQuery, DoubleNominationView } from './double-nomination.view';
import { doubleNominationWorkflow } from './double-nomination.workflow';

interface ListRow extends Record<string, unknown>, Omit<DoubleNominationView, 'nominatedAt'> {
  created_at: Date;
}

const doubles: ListDefinition<ListRow, DoubleNominationView> = {
  select: `n.id, n.version, n.state, n.name, n.delegation_id AS "delegationId", o.name AS organisation, n.nominated_by AS "nominatedBy", n.by_person AS "byPerson", n.created_at,
    n.category_id AS "categoryId", n.part, n.registration_id AS "registrationId", r.state AS "registrationState",
    r.delegation_id AS "otherDelegationId", ro.name AS "otherOrganisation"`,
  from: `double_nominations n JOIN delegations d ON d.id = n.delegation_id JOIN organisations o ON o.id = d.organisation_id
    JOIN registrations r ON r.id = n.registration_id LEFT JOIN delegations rd ON rd.id = r.delegation_id
    LEFT JOIN organisations ro ON ro.id = rd.organisation_id`,
  id: 'n.id',
  sorts: { nominatedAt: { expression: 'n.created_at', type: 'timestamptz' } },
  defaultSort: 'nominatedAt',
  view: ({ created_at: at, ...row }) => ({
    id: row.id,
    version: row.version,
    state: row.state,
    name: row.name,
    delegationId: row.delegationId,
    organisation: row.organisation,
    nominatedBy: row.nominatedBy,
    byPerson: row.byPerson,
    nominatedAt: at.toISOString(),
    categoryId: row.categoryId,
    part: row.part,
    registrationId: row.registrationId,
    registrationState: row.registrationState,
    otherDelegationId: row.otherDelegationId,
    otherOrganisation: row.otherOrganisation,
  }),
};

interface DoubleRow extends WorkflowRow {
  readonly delegation_id: string;
  readonly registration_id: string;
  readonly category_id: string;
  readonly part: MemberPart;
}

/** A nomination of somebody who is registered already. */
interface Kept {
  readonly eventId: string;
  readonly delegationId: string;
  /** The registration that was there. */
  readonly registrationId: string;
  readonly categoryId: string;
  readonly part: MemberPart;
  readonly name: string;
  readonly nominatedBy: string;
  /** Whether the person named the delegation themselves. */
  readonly byPerson: boolean;
}

const alive: ReadonlySet<string> = new Set(registrationWorkflow.transitions.cancel.from);

/** Nominations of people who are registered already: kept for protocol, which alone sees both sides. */
@Injectable()
export class DoubleNominations {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    members: Members,
  ) {
    engine.bind<
      keyof typeof doubleNominationWorkflow.states,
      keyof typeof doubleNominationWorkflow.transitions,
      keyof typeof doubleNominationWorkflow.conditions,
      keyof typeof doubleNominationWorkflow.effects,
      DoubleRow
    >(doubleNominationWorkflow, {
      conditions: {
        stillThere: async ({ row }) => {
          const registration = await this.registration(row.registration_id);
          return registration !== undefined && alive.has(registration.state);
        },
      },
      effects: {
        moveHere: async ({ row, scopeId, principal, comment }) => {
          const registration = await this.registration(row.registration_id);
          await engine.apply(registrationWorkflow, row.registration_id, {
            transition: 'cancel',
            comment,
            principal,
            scopeId,
          });
          await members.left(row.registration_id);
          await members.add(
            scopeId,
            row.delegation_id,
            { personId: registration!.person_id, categoryId: row.category_id, part: row.part },
            principal,
          );
        },
      },
      view: (id, eventId) => this.one(eventId, id),
    });
    members.onDouble((eventId, delegationId, registrationId, { person, categoryId, part }, by) =>
      this.keep({
        eventId,
        delegationId,
        registrationId,
        categoryId,
        part,
        name: person ? `${person.givenName} ${person.familyName}` : '',
        nominatedBy: by.name,
        byPerson: false,
      }),
    );
  }

  list(eventId: string, query: DoubleNominationQuery): Promise<Page<DoubleNominationView>> {
    return page(this.db, doubles, query, [when(eventId, 'n.event_id = ?'), when(query.state, 'n.state = ?')]);
  }

  /** @throws 404 */
  async one(eventId: string, id: string): Promise<DoubleNominationView> {
    const row = await this.db.one<ListRow>(
      `SELECT ${doubles.select} FROM ${doubles.from} WHERE n.event_id = $1 AND n.id = $2`,
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such nomination in this event.');
    return doubles.view(row);
  }

  /** Keeps a nomination that was refused, once while nobody has decided. In a transaction of its own: the other one failed. */
  async keep({
    eventId,
    delegationId,
    registrationId,
    categoryId,
    part,
    name,
    nominatedBy,
    byPerson,
  }: Kept): Promise<void> {
    await this.db.detached(() =>
      this.db.transaction(async () => {
        const id = newId();
        const { rowCount } = await this.db.execute(
          `INSERT INTO double_nominations (id, event_id, state, delegation_id, registration_id, category_id, part, name, nominated_by, by_person, created_at, updated_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11) ON CONFLICT DO NOTHING`,
          [
            id,
            eventId,
            doubleNominationWorkflow.initial,
            delegationId,
            registrationId,
            categoryId,
            part,
            name,
            nominatedBy,
            byPerson,
            this.clock.now(),
          ],
        );
        if (rowCount === 1) await this.engine.begin(doubleNominationWorkflow, { id, scopeId: eventId });
      }),
    );
  }

  private registration(id: string): Promise<{ state: string; person_id: string } | undefined> {
    return this.db.one('SELECT state, person_id FROM registrations WHERE id = $1 FOR UPDATE', [id]);
  }
}
