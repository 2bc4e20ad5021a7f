import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { httpProblems } from '../../platform/http/problem';
import { Participation } from './participation.service';
import type { AvailableTime, PlaceBuffer, PlannedRoom, Planning } from '../programme.rules';
import { plannedRoom, SessionsQueries } from '../sessions/sessions.queries';

interface Frame extends Record<string, unknown> {
  event: Planning['event'];
  rooms: PlannedRoom[];
  buffers: PlaceBuffer[];
  availabilities: (Omit<AvailableTime, 'startsAt' | 'endsAt'> & { startsAt: string; endsAt: string })[];
}

/** Reads everything that planning has to know: the draft, and what stands around it. */
@Injectable()
export class PlanningQueries {
  constructor(
    private readonly db: Database,
    private readonly sessions: SessionsQueries,
    private readonly participation: Participation,
  ) {}

  /**
   * All that planning has to know of an event; with `personIds`, what is known beside the programme of these persons only. A
   * handful of statements, however much there is.
   * @throws 404
   */
  async load(eventId: string, personIds: readonly string[] | null = null): Promise<Planning> {
    const frame = await this.db.one<Frame>(
      `SELECT json_build_object('id', e.id, 'startDate', e.start_date, 'endDate', e.end_date, 'timeZone', e.time_zone,
                'locales', e.locales, 'bufferMinutes', e.buffer_minutes) AS event,
              (SELECT COALESCE(json_agg(${plannedRoom} ORDER BY r.name, r.id), '[]') FROM rooms r WHERE r.event_id = e.id) AS rooms,
              (SELECT COALESCE(json_agg(json_build_object('oneId', b.one_id, 'otherId', b.other_id, 'minutes', b.minutes,
                 'severity', b.severity) ORDER BY b.one_id, b.other_id), '[]') FROM buffers b WHERE b.event_id = e.id) AS buffers,
              (SELECT COALESCE(json_agg(json_build_object('personId', a.person_id, 'roomId', a.room_id, 'startsAt', a.starts_at,
                 'endsAt', a.ends_at) ORDER BY a.starts_at, a.id), '[]') FROM availabilities a WHERE a.event_id = e.id) AS availabilities
         FROM events e WHERE e.id = $1`,
      [eventId],
    );
    if (!frame) throw httpProblems.notFound('There is no such event.');
    return {
      event: frame.event,
      sessions: await this.sessions.draft(eventId),
      rooms: frame.rooms,
      buffers: frame.buffers,
      availabilities: frame.availabilities.map(({ startsAt, endsAt, ...rest }) => ({
        ...rest,
        startsAt: new Date(startsAt),
        endsAt: new Date(endsAt),
      })),
      engagements: await this.participation.engagements(eventId, personIds),
      attendees: await this.participation.attendees(eventId, personIds),
      gaps: personIds === null ? await this.participation.gaps(eventId) : [],
    };
  }
}
