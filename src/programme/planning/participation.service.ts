import { Injectable } from '@nestjs/common';
import type { Attendee, Engagement } from '../programme.rules';

/** What a module above the programme knows of the people whom a programme concerns. */
export interface ParticipationSource {
  /** What binds persons of the event at a time, outside of the programme. */
  engagements?(eventId: string): Promise<readonly Engagement[]>;
  /** Whom sessions of the event concern without a role in the programme. */
  attendees?(eventId: string): Promise<readonly Attendee[]>;
}

/**
 * Where modules above the programme say what else its people do. A visit to a company, or the reading of a message,
 * stands in the way of a session; the programme, which stands below, does not know of either.
 */
@Injectable()
export class Participation {
  private readonly sources: ParticipationSource[] = [];

  register(source: ParticipationSource): void {
    this.sources.push(source);
  }

  async engagements(eventId: string): Promise<Engagement[]> {
    const found: Engagement[] = [];
    for (const source of this.sources) found.push(...((await source.engagements?.(eventId)) ?? []));
    return found;
  }

  async attendees(eventId: string): Promise<Attendee[]> {
    const found: Attendee[] = [];
    for (const source of this.sources) found.push(...((await source.attendees?.(eventId)) ?? []));
    return found;
  }
}
