import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { Clock } from '../../platform/clock';
import { Database, isSqlError, sqlState } from '../../platform/database/database';
import { Rows } from '../../platform/database/rows';
import { httpProblems } from '../../platform/http/problem';
import { WorkflowEngine } from '../../platform/workflow/engine';
import type { TransitionContext } from '../../platform/workflow/binding';
import { siteVisitProblems } from '../site-visits.errors';
import { HostNotices } from './host-notices.service';
import { hostRequestChanged, hostRequestWorkflow } from './host-request.workflow';
import { HostRequestInput } from './host.input';
import { hostAsked, hostOverdue, hostReminded } from './host.notices';
import type { HostRequestRow, HostRequestView } from './host.view';
import { contactsOf, Hosts } from './hosts.service';
import { HostsQueries } from './hosts.queries';

interface AskedDeparture extends Record<string, unknown> {
  readonly site_visit_id: string;
  readonly state: string;
  readonly starts_at: Date;
  readonly undecided: number;
}

type Step = TransitionContext<HostRequestRow>;

const hoursBefore = 48;

/** Asks hosts for their word, and the code behind the workflow of that. */
@Injectable()
export class HostRequests {
  private readonly requests: Rows;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly hosts: Hosts,
    private readonly notices: HostNotices,
    private readonly queries: HostsQueries,
  ) {
    this.requests = new Rows(db, clock, 'host_requests');
    engine.bind<
      keyof typeof hostRequestWorkflow.states,
      keyof typeof hostRequestWorkflow.transitions,
      keyof typeof hostRequestWorkflow.conditions,
      keyof typeof hostRequestWorkflow.effects,
      HostRequestRow
    >(hostRequestWorkflow, {
      conditions: {
        somebodyWaits: async ({ row }) =>
          (await this.departure(row.event_id, row.departure_id)).undecided > 0,
      },
      choose: {
        remind: ({ from }) => (from === 'overdue' ? 'overdue' : 'reminded'),
        resume: ({ row, now }) =>
          now.getTime() >= row.answer_by.getTime() - row.remind_hours * 3_600_000 ? 'reminded' : 'asked',
        renew: (step) => this.renew(step),
      },
      inputs: { renew: HostRequestInput },
      effects: {
        tellHost: async ({ row, recordId }) =>
          void (await notices.tellHost(hostAsked, aboutOf(row), recordId)),
        remindHost: async ({ row, recordId }) =>
          void (await notices.tellHost(hostReminded, aboutOf(row), recordId)),
        tellCoordinators: ({ row, recordId }) =>
          notices.tellCoordinators(hostOverdue, aboutOf(row), recordId),
      },
      view: (id, eventId) => queries.request(eventId, id),
      fact: hostRequestChanged,
    });
  }

  /**
   * Asks the host about the people of a departure: makes the links that its contacts lack and writes to all of them.
   * @throws 404, 409 where there is nobody to write to or to decide about, or it was asked before, 422 for the time
   */
  async ask(event: EventScope, departureId: string, input: HostRequestInput): Promise<HostRequestView> {
    return this.db.transaction(async () => {
      const departure = await this.departure(event.id, departureId);
      if (departure.undecided === 0 || !['open', 'closed', 'cleared'].includes(departure.state))
        throw siteVisitProblems.nobodyToClear(
          'Nobody on this departure waits for the word of the host: ask once somebody has a place.',
        );
      const answerBy = this.timeOf(input, departure);
      const siteVisitId = departure.site_visit_id;
      await this.makeLinks(event.id, siteVisitId);
      const id = await this.requests
        .insert({
          eventId: event.id,
          siteVisitId,
          departureId,
          state: hostRequestWorkflow.initial,
          answerBy,
          remindHours: input.remindHours ?? hoursBefore,
        })
        .catch(explain);
      const recordId = await this.engine.begin(hostRequestWorkflow, { id, scopeId: event.id });
      await this.notices.tellHost(hostAsked, { eventId: event.id, siteVisitId, departureId }, recordId);
      return this.queries.request(event.id, id);
    });
  }

  /**
   * Asks about a group that goes with another one together with that one, until the time that the host was given; unless the
   * host was asked about the other one anyway. In the transaction that brings them together and has locked both departures.
   */
  async takeAlong(eventId: string, departureId: string, intoId: string, reason: string): Promise<void> {
    const moved = await this.db.one<{ id: string; state: string }>(
      `UPDATE host_requests SET departure_id = $3, version = version + 1, updated_at = $4
        WHERE event_id = $1 AND departure_id = $2 AND state <> 'ended'
          AND NOT EXISTS (SELECT FROM host_requests other WHERE other.departure_id = $3)
       RETURNING id, state`,
      [eventId, departureId, intoId, this.clock.now()],
    );
    if (moved)
      await this.engine.note(
        hostRequestWorkflow,
        { ...moved, scopeId: eventId },
        { name: 'merge', comment: reason, data: { from: departureId, into: intoId } },
      );
  }

  private async renew({ row, input, set }: Step): Promise<'asked'> {
    const { remindHours } = input as HostRequestInput;
    const departure = await this.departure(row.event_id, row.departure_id);
    set({
      answer_by: this.timeOf(input as HostRequestInput, departure),
      ...(remindHours === undefined ? {} : { remind_hours: remindHours }),
    });
    await this.makeLinks(row.event_id, row.site_visit_id);
    return 'asked';
  }

  private async makeLinks(eventId: string, siteVisitId: string): Promise<void> {
    const host = await this.hosts.one(eventId, siteVisitId, { locked: true });
    const contacts = host ? contactsOf(host) : [];
    if (!host || contacts.length === 0)
      throw siteVisitProblems.hostUnreachable('Enter whom to turn to at the host, with an address.');
    await this.hosts.tokens(host, contacts);
  }

  private timeOf({ answerBy }: HostRequestInput, { starts_at: startsAt }: AskedDeparture): Date {
    const time = new Date(answerBy);
    const fault =
      time <= this.clock.now()
        ? { code: 'past', message: 'must be in the future' }
        : time > startsAt
          ? { code: 'order', message: 'must not be after the group leaves' }
          : undefined;
    if (fault)
      throw siteVisitProblems.hostAnswerByInvalid({
        detail: `answerBy ${fault.message}.`,
        errors: [{ pointer: '/answerBy', ...fault }],
      });
    return time;
  }

  /** @throws 404 */
  private async departure(eventId: string, id: string): Promise<AskedDeparture> {
    const row = await this.db.one<AskedDeparture>(
      `SELECT d.site_visit_id, d.state, d.starts_at,
              (SELECT count(*)::integer FROM bookings b WHERE b.departure_id = d.id AND b.state = 'confirmed') AS undecided
         FROM departures d WHERE d.event_id = $1 AND d.id = $2`,
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such departure in this event.');
    return row;
  }
}

const aboutOf = ({
  event_id: eventId,
  site_visit_id: siteVisitId,
  departure_id: departureId,
}: HostRequestRow) => ({
  eventId,
  siteVisitId,
  departureId,
});

function explain(error: unknown): never {
  if (isSqlError(error, sqlState.uniqueViolation, 'host_requests_departure_key'))
    throw siteVisitProblems.hostAsked('Renew the request of this departure to set another time.');
  throw error;
}
