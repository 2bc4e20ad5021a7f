import { Injectable } from '@nestjs/common';
import { EventScopes, type EventScope } from '../../access/event-scope';
import { linkRoles } from '../../access/roles';
import { Database } from '../../platform/database/database';
import { httpProblems } from '../../platform/http/problem';
import type { Principal } from '../../platform/http/request-context';
import { AlternativesService } from '../changes/alternatives.service';
import type { AlternativeView } from '../changes/change.view';
import type { FeedbackInput, HostFeedbackInput } from './feedback.input';
import { FeedbackQueries } from './feedback.queries';
import { FeedbackService } from './feedback.service';
import type { HostVisitsView, OwnFeedbackView } from './feedback.view';

/** What somebody with a link is asked about visits. */
export type VisitQuestions = {
  readonly event: EventScope;
  readonly locale: string;
  readonly name: string;
} & (
  | {
      readonly kind: 'participant';
      /** Places that are held for them. */
      readonly offers: readonly AlternativeView[];
      /** Visits on which they were. */
      readonly visits: readonly OwnFeedbackView[];
    }
  | { readonly kind: 'host'; readonly visits: HostVisitsView }
);

interface Holder {
  readonly event: EventScope;
  readonly locale: string;
  /** The holder, with the one role that the link gives in its event. */
  readonly principal: Principal;
  readonly kind: 'registration' | 'site_visit';
  readonly id: string;
}

/** Questions and answers about visits for those who come with a link and nothing else: participants, and hosts. */
@Injectable()
export class VisitAnswers {
  constructor(
    private readonly db: Database,
    private readonly events: EventScopes,
    private readonly alternatives: AlternativesService,
    private readonly feedback: FeedbackService,
    private readonly queries: FeedbackQueries,
  ) {}

  /** @throws 404 for another kind of link, and for none */
  async questions(principal: Principal): Promise<VisitQuestions> {
    const { event, locale, kind, id } = await this.holder(principal);
    const common = { event, locale, name: principal.name };
    if (kind === 'site_visit')
      return { ...common, kind: 'host', visits: await this.queries.ofHost(event.id, id) };
    const [offers, visits] = await Promise.all([
      this.alternatives.list(event.id, { registrationId: id, limit: 50 }),
      this.queries.own(event.id, id),
    ]);
    return { ...common, kind: 'participant', offers: offers.items, visits: visits.items };
  }

  /** Accepts or declines a place that is held. @throws 404, 409 */
  async answerOffer(principal: Principal, bookingId: string, answer: 'accept' | 'decline'): Promise<void> {
    const holder = await this.holder(principal, 'registration');
    await this.alternatives.answer(holder.event, bookingId, answer, holder.principal);
  }

  /** @throws 404, 409 */
  async say(principal: Principal, bookingId: string, input: FeedbackInput): Promise<void> {
    const holder = await this.holder(principal, 'registration');
    await this.feedback.say(holder.event, bookingId, input, holder.principal);
  }

  /** @throws 404, 409 */
  async sayAsHost(principal: Principal, departureId: string, input: HostFeedbackInput): Promise<void> {
    const { event, id } = await this.holder(principal, 'site_visit');
    await this.feedback.sayAsHost(event, id, departureId, input);
  }

  private async holder(principal: Principal, wanted?: Holder['kind']): Promise<Holder> {
    const { subject } = principal;
    const kind = subject?.kind;
    if ((kind !== 'registration' && kind !== 'site_visit') || (wanted !== undefined && kind !== wanted))
      throw httpProblems.notFound('Open the link in your mail.');
    const row = await this.db.one<{ event_id: string; locale: string }>(
      kind === 'registration'
        ? 'SELECT event_id, locale FROM registrations WHERE id = $1'
        : 'SELECT v.event_id, e.locales[1] AS locale FROM site_visits v JOIN events e ON e.id = v.event_id WHERE v.id = $1',
      [subject!.id],
    );
    const event = row && (await this.events.find(row.event_id));
    if (!row || !event) throw httpProblems.notFound('What the link is for does not exist any more.');
    return {
      event,
      locale: row.locale,
      principal: { ...principal, roles: [linkRoles[kind]] },
      kind,
      id: subject!.id,
    };
  }
}
