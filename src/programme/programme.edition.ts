import { Injectable } from '@nestjs/common';
import { EditionParts, type EditionWork } from '../events/editions/edition-parts.service';
import { movedEnd, movedWallTime } from '../events/editions/edition.rules';
import type { Sentence } from '../events/editions/edition.words';
import { PeopleService } from '../people/people.service';
import { WorkflowEngine } from '../platform/workflow/engine';
import { editionWords, listOfSessions } from './programme.words';
import { enteredOnly, sessionRoleWorkflow } from './roles/session-role.workflow';

/** So many sessions are named in a sentence. */
const named = 5;

const startsAt = movedWallTime('s.starts_at');
const endsAt = movedEnd('s.starts_at', 's.ends_at');

/** The moved times of a window of availability, which can be longer than a day. */
const opensAt = movedWallTime('a.starts_at');
const closesAt = `greatest(${movedWallTime('a.ends_at')}, ${opensAt} + interval '1 minute')`;

/** Parts of the programme that the next edition can take over, and what moves with the days of an event: the draft. */
@Injectable()
export class ProgrammeEdition {
  constructor(
    parts: EditionParts,
    private readonly engine: WorkflowEngine,
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
      name: 'room_times',
      means: 'Times in which rooms can be planned with; those of persons are asked for anew.',
      needs: ['venues'],
      copy: async (work) => {
        await work.write(
          'room_times',
          `INSERT INTO availabilities (id, event_id, room_id, starts_at, ends_at, created_at, updated_at)
           SELECT id_in_copy(a.id, plan.event_id), plan.event_id, r.id, ${opensAt}, ${closesAt}, plan.now, plan.now
             FROM plan JOIN availabilities a ON a.event_id = plan.source_id
             JOIN rooms r ON r.id = id_in_copy(a.room_id, plan.event_id)
           RETURNING id, ${roomOfTime} AS name, starts_at AS at`,
        );
      },
      reschedule: moveRoomTimes,
    });
    parts.register({
      name: 'sessions',
      means:
        'Sessions of the draft with their items, at the same times of the day, without people; no release.',
      uses: ['venues', 'topics', 'categories'],
      copy: copySessions,
      reschedule: moveSessions,
    });
    parts.register({
      name: 'people',
      means:
        'Who chairs, speaks and reads in the sessions, to be asked again: nobody is written to before you say so. Those who declined or were replaced are not.',
      needs: ['sessions'],
      copy: (work) => this.copyPeople(work),
    });
  }

  private async copyPeople(work: EditionWork): Promise<void> {
    const scopeId = work.plan.eventId;
    const given = await work.write(
      'roles',
      `INSERT INTO session_roles (id, event_id, session_id, item_id, person_id, role, position, state, created_at, updated_at)
       SELECT id_in_copy(r.id, plan.event_id), plan.event_id, s.id, i.id, r.person_id, r.role, r.position, '${sessionRoleWorkflow.initial}',
              plan.now, plan.now
         FROM plan JOIN session_roles r ON r.event_id = plan.source_id AND r.state IN ('asked', 'accepted')
         JOIN programme_sessions s ON s.id = id_in_copy(r.session_id, plan.event_id)
         LEFT JOIN session_items i ON i.id = id_in_copy(r.item_id, plan.event_id)
        WHERE r.item_id IS NULL OR i.id IS NOT NULL
       RETURNING id, (SELECT p.display_name FROM persons p WHERE p.id = person_id) AS name, NULL::timestamptz AS at`,
    );
    await this.engine.beginAll(
      sessionRoleWorkflow,
      given.map(({ id }) => ({ id, scopeId })),
      enteredOnly,
    );
    const persons = await work.select<{ id: string }>(
      `SELECT DISTINCT r.person_id AS id FROM plan JOIN session_roles r ON r.event_id = plan.event_id`,
    );
    await this.people.makeKnown(
      scopeId,
      persons.map(({ id }) => id),
    );
    const [others] = await work.select<{ n: number }>(
      `SELECT count(*)::integer AS n FROM plan JOIN session_roles r ON r.event_id = plan.source_id AND r.state = 'declined'`,
    );
    work.leaveOut('roles', others!.n, editionWords.declined);
  }
}

const roomOfTime = `(SELECT r.name FROM rooms r WHERE r.id = room_id)`;

/** What belongs to sessions `o` of the last edition, with the sessions `s` that are their copies. */
const andWhatBelongs = (joined: string): string =>
  `FROM plan JOIN programme_sessions o ON o.event_id = plan.source_id
   JOIN programme_sessions s ON s.id = id_in_copy(o.id, plan.event_id) JOIN ${joined}`;

async function copySessions(work: EditionWork): Promise<void> {
  await work.write(
    'sessions',
    `INSERT INTO programme_sessions (id, event_id, title, titles, kind, room_id, starts_at, ends_at, languages, capacity, abstract, abstracts,
            authentic_language, floor_languages, expected, equipment, duration_minutes, created_at, updated_at)
     SELECT id_in_copy(s.id, plan.event_id), plan.event_id, s.title, s.titles, s.kind, r.id, ${startsAt}, ${endsAt}, s.languages, s.capacity,
            s.abstract, s.abstracts, s.authentic_language, s.floor_languages, s.expected, s.equipment, s.duration_minutes, plan.now, plan.now
       FROM plan JOIN programme_sessions s ON s.event_id = plan.source_id
       LEFT JOIN rooms r ON r.id = id_in_copy(s.room_id, plan.event_id)
     RETURNING id, title AS name, starts_at AS at`,
  );
  await work.write(
    'items',
    `INSERT INTO session_items (id, session_id, position, title, titles, abstract, abstracts, authentic_language, duration_minutes)
     SELECT id_in_copy(i.id, plan.event_id), s.id, i.position, i.title, i.titles, i.abstract, i.abstracts, i.authentic_language,
            i.duration_minutes
       ${andWhatBelongs('session_items i ON i.session_id = o.id')}
     RETURNING id, title AS name, NULL::timestamptz AS at`,
  );
  await work.follow(
    `INSERT INTO session_topics (session_id, topic_id, position)
     SELECT s.id, t.id, st.position
       ${andWhatBelongs('session_topics st ON st.session_id = o.id')}
       JOIN topics t ON t.id = id_in_copy(st.topic_id, plan.event_id)`,
  );
  await work.follow(
    `INSERT INTO session_categories (event_id, session_id, category_id)
     SELECT plan.event_id, s.id, c.id
       ${andWhatBelongs('session_categories sc ON sc.session_id = o.id')}
       JOIN categories c ON c.id = id_in_copy(sc.category_id, plan.event_id)`,
  );
  await warnOf(
    work,
    'open_to_all',
    editionWords.openToAll,
    `SELECT DISTINCT s.title, s.starts_at, s.id FROM plan JOIN session_categories sc ON sc.event_id = plan.source_id
       JOIN programme_sessions s ON s.id = id_in_copy(sc.session_id, plan.event_id)
      WHERE NOT EXISTS (SELECT 1 FROM session_categories c WHERE c.session_id = s.id)`,
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
  if (released.length > 0) work.warn('released_programme', editionWords.releaseStays);
}

/**
 * A room is open at the same hours on other days too. When a person can come on other days nobody knows; when the clocks
 * of the place were wrong, those of everybody were.
 */
async function moveRoomTimes(work: EditionWork): Promise<void> {
  if (!work.moves) return;
  const move = (whose: string, name: string): string =>
    `UPDATE availabilities a SET starts_at = ${opensAt}, ends_at = ${closesAt}, version = a.version + 1, updated_at = plan.now
       FROM plan WHERE a.event_id = plan.event_id AND a.${whose} IS NOT NULL
     RETURNING a.id, ${name} AS name, a.starts_at AS at`;
  await work.write('room_times', move('room_id', roomOfTime));
  if (work.plan.days === 0) {
    const person = `(SELECT p.display_name FROM persons p WHERE p.id = person_id)`;
    await work.write('person_times', move('person_id', person));
    return;
  }
  const [others] = await work.select<{ n: number }>(
    `SELECT count(*)::integer AS n FROM plan JOIN availabilities a ON a.event_id = plan.event_id AND a.person_id IS NOT NULL`,
  );
  work.leaveOut('person_times', others!.n, editionWords.askAgain);
}

/** Names sessions that lie outside of the days of the event, as they are in the draft now. */
async function warnOfOutside(work: EditionWork): Promise<void> {
  await warnOf(
    work,
    'outside_days',
    editionWords.outsideDays,
    `SELECT s.title, s.starts_at, s.id FROM plan JOIN programme_sessions s ON s.event_id = plan.event_id
      WHERE s.starts_at < plan.start_date::timestamp AT TIME ZONE plan.to_zone
         OR s.ends_at > (plan.end_date + 1)::timestamp AT TIME ZONE plan.to_zone`,
  );
}

async function warnOf(work: EditionWork, code: string, about: Sentence, sessions: string): Promise<void> {
  const found = await work.select<{ title: string }>(`${sessions} ORDER BY starts_at, title, id`);
  if (found.length === 0) return;
  const titles = found.slice(0, named).map(({ title }) => title);
  work.warn(code, listOfSessions(about, titles, found.length - titles.length));
}
