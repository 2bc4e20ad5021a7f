import { Injectable } from '@nestjs/common';
import { EditionParts, type EditionWork } from '../events/editions/edition-parts.service';
import { movedEnd, movedWallTime } from '../events/editions/edition.rules';
import { PeopleService } from '../people/people.service';
import { outsideDays, releaseStays } from './programme.words';

/** So many sessions are named in a sentence. */
const named = 5;

const startsAt = movedWallTime('s.starts_at');
const endsAt = movedEnd('s.starts_at', 's.ends_at');

/** Parts of the programme that the next edition can take over, and what moves with the days of an event: the draft. */
@Injectable()
export class ProgrammeEdition {
  constructor(
    parts: EditionParts,
    private readonly people: PeopleService,
  ) {
    parts.register({
      name: 'topics',
      means: 'Topics in their order.',
      copy: async (work) => {
        await work.write(
          'topics',
          `INSERT INTO topics (id, event_id, title, titles, position, created_at, updated_at)
           SELECT id_in_copy(t.id, plan.event_id), plan.event_id, t.title, t.titles, t.position, plan.now, plan.now
             FROM plan JOIN topics t ON t.event_id = plan.source_id
           RETURNING id, title AS name, NULL::timestamptz AS at`,
        );
      },
    });
    parts.register({
      name: 'sessions',
      means: 'Sessions of the draft at the same times of the day, without people; no release.',
      uses: ['venues', 'topics'],
      copy: copySessions,
      reschedule: moveSessions,
    });
    parts.register({
      name: 'people',
      means: 'Who chairs, speaks and reads in the sessions.',
      needs: ['sessions'],
      copy: (work) => this.copyPeople(work),
    });
  }

  private async copyPeople(work: EditionWork): Promise<void> {
    const given = await work.write(
      'roles',
      `INSERT INTO session_roles (session_id, person_id, role, position)
       SELECT id_in_copy(r.session_id, plan.event_id), r.person_id, r.role, r.position
         FROM plan JOIN programme_sessions s ON s.event_id = plan.source_id JOIN session_roles r ON r.session_id = s.id
       RETURNING person_id AS id, (SELECT p.display_name FROM persons p WHERE p.id = person_id) AS name, NULL::timestamptz AS at`,
    );
    await this.people.makeKnown(work.plan.eventId, [...new Set(given.map(({ id }) => id))]);
  }
}

async function copySessions(work: EditionWork): Promise<void> {
  await work.write(
    'sessions',
    `INSERT INTO programme_sessions (id, event_id, title, titles, kind, room_id, starts_at, ends_at, languages, capacity, created_at, updated_at)
     SELECT id_in_copy(s.id, plan.event_id), plan.event_id, s.title, s.titles, s.kind, r.id, ${startsAt}, ${endsAt}, s.languages, s.capacity, plan.now, plan.now
       FROM plan JOIN programme_sessions s ON s.event_id = plan.source_id
       LEFT JOIN rooms r ON r.id = id_in_copy(s.room_id, plan.event_id)
     RETURNING id, title AS name, starts_at AS at`,
  );
  await work.follow(
    `INSERT INTO session_topics (session_id, topic_id, position)
     SELECT s.id, t.id, st.position
       FROM plan JOIN programme_sessions o ON o.event_id = plan.source_id JOIN session_topics st ON st.session_id = o.id
       JOIN programme_sessions s ON s.id = id_in_copy(o.id, plan.event_id)
       JOIN topics t ON t.id = id_in_copy(st.topic_id, plan.event_id)`,
  );
  await warnOfOutside(work);
}

async function moveSessions(work: EditionWork): Promise<void> {
  if (work.moves)
    await work.write(
      'sessions',
      `UPDATE programme_sessions s SET starts_at = ${startsAt}, ends_at = ${endsAt}, version = s.version + 1, updated_at = plan.now
         FROM plan WHERE s.event_id = plan.event_id AND s.starts_at IS NOT NULL
       RETURNING s.id, s.title AS name, s.starts_at AS at`,
    );
  await warnOfOutside(work);
  const released = await work.select(
    `SELECT 1 FROM plan JOIN releases r ON r.event_id = plan.event_id AND r.state = 'released'`,
  );
  if (released.length > 0) work.warn('released_programme', releaseStays);
}

/** Names sessions that lie outside of the days of the event, as they are in the draft now. */
async function warnOfOutside(work: EditionWork): Promise<void> {
  const outside = await work.select<{ title: string }>(
    `SELECT s.title FROM plan JOIN programme_sessions s ON s.event_id = plan.event_id
      WHERE s.starts_at < plan.start_date::timestamp AT TIME ZONE plan.to_zone
         OR s.ends_at > (plan.end_date + 1)::timestamp AT TIME ZONE plan.to_zone
      ORDER BY s.starts_at, s.title, s.id`,
  );
  if (outside.length === 0) return;
  const titles = outside.slice(0, named).map(({ title }) => title);
  work.warn('outside_days', outsideDays(titles, outside.length - titles.length));
}
