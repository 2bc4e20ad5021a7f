import { Links } from '../../src/access/links.service';
import { makeCategory, personInput, register } from '../registrations/support';
import type { Api } from '../support/api';
import type { TestApp } from '../support/app';
import { make, makeEvent, serial, type TestEvent } from '../support/factories';

/** An event with a category that confirms at once, and a host. */
export interface VisitedEvent extends TestEvent {
  readonly categoryId: string;
  readonly hostId: string;
}

export async function makeVisitedEvent(app: TestApp, changes: object = {}): Promise<VisitedEvent> {
  const event = await makeEvent(app, changes);
  const { id: categoryId } = await makeCategory(event);
  const { id: hostId } = await make(event.staff, `${event.path}/organisations`, {
    kind: 'company',
    name: `Huawei ${serial()}`,
    country: 'CN',
  });
  return { ...event, categoryId, hostId };
}

export function makeVisit(event: VisitedEvent, changes: object = {}): Promise<any> {
  return make(event.staff, `${event.path}/site-visits`, {
    organisationId: event.hostId,
    site: 'Headquarters',
    title: `Huawei headquarters ${serial()}`,
    ...changes,
  });
}

/** What a departure looks like, unless the test cares: 23 October in the morning, booking until two days before. */
export function departureInput(changes: object = {}): Record<string, unknown> {
  return {
    startsAt: '2019-10-23T09:00:00+08:00',
    endsAt: '2019-10-23T12:00:00+08:00',
    cutOffAt: '2019-10-21T18:00:00+08:00',
    meetingPoint: 'Hotel lobby, east entrance',
    capacity: 2,
    ...changes,
  };
}

/** A departure that takes bookings, of a visit of its own unless one is named. */
export async function makeDeparture(
  event: VisitedEvent,
  changes: object = {},
  { visitId, opened = true }: { visitId?: string; opened?: boolean } = {},
): Promise<any> {
  const visit = visitId ?? (await makeVisit(event)).id;
  const departure = await make(
    event.staff,
    `${event.path}/site-visits/${visit}/departures`,
    departureInput(changes),
  );
  if (!opened) return departure;
  const moved = await event.staff.move(`${event.path}/departures/${departure.id}`, 'open');
  if (moved.status !== 200) throw new Error(`not opened: ${JSON.stringify(moved.body)}`);
  return moved.body;
}

/** A confirmed registration. */
export async function makeParticipant(
  app: TestApp,
  event: VisitedEvent,
  person: object = {},
): Promise<{ id: string; code: string }> {
  const made = await register(app.api, event, event.categoryId, { person: personInput(person) });
  if (made.state !== 'confirmed') throw new Error(`the registration is ${made.state}`);
  return made;
}

export const bookingsPath = (event: TestEvent, departureId: string): string =>
  `${event.path}/departures/${departureId}/bookings`;

/** Books, or fails. */
export function book(event: TestEvent, departureId: string, registrationId: string): Promise<any> {
  return make(event.staff, bookingsPath(event, departureId), { registrationId });
}

/** A caller with the signed link of a registration. */
export async function participantOf(
  app: TestApp,
  event: TestEvent,
  registration: { id: string },
): Promise<Api> {
  const tokens = await app.app
    .get(Links)
    .tokens('registration', event.id, [{ id: registration.id, name: 'Anna' }], new Date('2099-01-01'));
  return app.api.as(tokens.get(registration.id)!);
}

/** State of a booking now. */
export async function stateOf(event: TestEvent, bookingId: string): Promise<string> {
  return (await event.staff.get(`${event.path}/bookings/${bookingId}`)).body.state;
}

/** The kinds of mail about visits that were made out to a registration, in order; those too that were untrue before they went. */
export async function toldTo(app: TestApp, registrationId: string): Promise<string[]> {
  const rows = await app.db.query<{ kind: string }>(
    `SELECT kind FROM messages WHERE registration_id = $1 AND state IN ('sent', 'suppressed') AND kind ~ '^(booking|departure)' ORDER BY id`,
    [registrationId],
  );
  return rows.map(({ kind }) => kind);
}
