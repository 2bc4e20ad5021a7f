import { Injectable } from '@nestjs/common';
import type { Attendee, Engagement, Gap } from '../programme.rules';

/** What a module above the programme knows of the people whom a programme concerns: of these persons, or of everybody. */
export interface ParticipationSource {
  /** What binds persons of the event at a time, outside of the programme. */
  engagements?(eventId: string, personIds: readonly string[] | null): Promise<readonly Engagement[]>;
  /** Whom sessions of the event concern without a role in the programme. */
  attendees?(eventId: string, personIds: readonly string[] | null): Promise<readonly Attendee[]>;
  /** What in sessions of the event has nobody who does it. */
  gaps?(eventId: string): Promise<readonly Gap[]>;
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

  async engagements(eventId: string, personIds: readonly string[] | null = null): Promise<Engagement[]> {
    const found: Engagement[] = [];
    for (const source of this.sources)
      found.push(...((await source.engagements?.(eventId, personIds)) ?? []));
    return found;
  }

  async attendees(eventId: string, personIds: readonly string[] | null = null): Promise<Attendee[]> {
    const found: Attendee[] = [];
    for (const source of this.sources) found.push(...((await source.attendees?.(eventId, personIds)) ?? []));
    return found;
  }

  async gaps(eventId: string): Promise<Gap[]> {
    const found: Gap[] = [];
    for (const source of this.sources) found.push(...((await source.gaps?.(eventId)) ?? []));
    return found;
  }
}
