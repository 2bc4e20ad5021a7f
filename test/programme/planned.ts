import type { PlannedRoom, PlannedSession, Planning, SessionPart } from '../../src/programme/programme.rules';
import type { ReleaseItem } from '../../src/programme/releases/release.rules';

/** Days of an event, and the beginning of its first session. */
export const days = { startDate: '2019-10-21', endDate: '2019-10-25', timeZone: 'Asia/Shanghai' };
export const minute = 60_000;
export const opening = Date.parse('2019-10-21T01:00:00Z');

/** Minutes after the beginning of the first session, as an instant. */
export const after = (minutes: number): Date => new Date(opening + minutes * minute);

export function room(id: string, changes: Partial<PlannedRoom> = {}): PlannedRoom {
  return { id, name: id, capacity: 100, interpretation: [], equipment: [], venueId: null, ...changes };
}

export function part(personId: string, changes: Partial<SessionPart> = {}): SessionPart {
  return {
    id: `${personId} ${changes.role ?? 'speaker'}`,
    personId,
    role: 'speaker',
    state: 'accepted',
    position: 1,
    displayName: personId,
    itemId: null,
    ...changes,
  };
}

/** What sessions of the draft and of a release have in common, unless the test cares. */
const plain = {
  titles: {},
  abstract: null,
  abstracts: {},
  authenticLanguage: null,
  kind: 'panel',
  floorLanguages: [],
  capacity: null,
  categoryIds: [],
  topics: [],
  items: [],
  documents: [],
  people: [],
} as const;

/** A session of the draft: an hour in the hall, from the beginning of the first day on. */
export function planned(changes: Partial<PlannedSession> & { id: string }): PlannedSession {
  return {
    ...plain,
    version: 1,
    title: changes.id,
    room: room('hall', { name: 'Hall' }),
    startsAt: after(0),
    endsAt: after(60),
    durationMinutes: null,
    languages: [],
    expected: null,
    equipment: [],
    ...changes,
  };
}

export function released(changes: Partial<ReleaseItem> = {}): ReleaseItem {
  return {
    ...plain,
    id: 'one',
    title: 'One',
    roomId: 'hall',
    room: 'Hall',
    startsAt: after(0),
    endsAt: after(60),
    languages: ['en'],
    ...changes,
  };
}

/** What planning knows: these sessions and their rooms, and nothing around them. */
export function planning(
  sessions: readonly PlannedSession[],
  { event, ...changes }: Partial<Omit<Planning, 'event'>> & { event?: Partial<Planning['event']> } = {},
): Planning {
  const rooms = new Map(
    sessions.flatMap((session) => (session.room ? [[session.room.id, session.room]] : [])),
  );
  return {
    event: { id: 'event', locales: ['en', 'ru', 'zh'], bufferMinutes: 0, ...days, ...event },
    sessions,
    rooms: [...rooms.values()],
    buffers: [],
    availabilities: [],
    engagements: [],
    attendees: [],
    ...changes,
  };
}
