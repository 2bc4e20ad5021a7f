import { Links } from '../../src/access/links.service';
import { makeForum, makeSession, release, type TestForum } from '../programme/forum';
import type { Answer, Api } from '../support/api';
import type { TestApp } from '../support/app';
import { make, type TestEvent } from '../support/factories';
import { makeCategory, personInput, register } from './support';

/** An event with rooms, and a category that confirms at once. */
export interface SeatedForum extends TestForum {
  readonly categoryId: string;
}

/** Somebody with a confirmed registration. */
export interface Participant {
  readonly id: string;
  readonly code: string;
  readonly personId: string;
}

export async function makeSeatedForum(app: TestApp, changes: object = {}): Promise<SeatedForum> {
  const forum = await makeForum(app, changes);
  return { ...forum, categoryId: (await makeCategory(forum)).id };
}

/** A day of October 2019 and a time in Shenzhen, as an instant. */
export const at = (day: number, time: string): string => `2019-10-${day}T${time}:00+08:00`;

/** A workshop that needs seats: two, on 22 October from 9 to 10 in the foyer, unless told otherwise. Released by nobody. */
export function makeWorkshop(forum: SeatedForum, changes: object = {}): Promise<any> {
  return makeSession(forum, {
    title: 'Digital customs',
    titles: { ru: 'Цифровая таможня' },
    kind: 'workshop',
    roomId: forum.foyer,
    startsAt: at(22, '09:00'),
    endsAt: at(22, '10:00'),
    capacity: 2,
    ...changes,
  });
}

/** Sessions that need seats, in the visible release. Those without a room do not stand in each other's way. */
export async function releasedWorkshops(
  app: TestApp,
  forum: SeatedForum,
  ...changes: object[]
): Promise<any[]> {
  const workshops: any[] = [];
  for (const one of changes) workshops.push(await makeWorkshop(forum, { roomId: null, ...one }));
  await release(forum);
  await app.settled();
  return workshops;
}

/** Changes a session of the draft, whatever its version. */
export async function changeSession(forum: SeatedForum, id: string, changes: object): Promise<void> {
  const path = `${forum.path}/sessions/${id}`;
  const { version } = (await forum.staff.get(path)).body;
  const answer = await forum.staff.patch(path, changes, version);
  if (answer.status !== 200) throw new Error(`not changed: ${JSON.stringify(answer.body)}`);
}

export async function makeParticipant(
  app: TestApp,
  forum: SeatedForum,
  { categoryId = forum.categoryId, ...changes }: { categoryId?: string; locale?: string } = {},
): Promise<Participant> {
  const made = await register(app.api, forum, categoryId, { person: personInput(), ...changes });
  if (made.state !== 'confirmed') throw new Error(`the registration is ${made.state}`);
  const row = await app.db.one<{ person_id: string }>('SELECT person_id FROM registrations WHERE id = $1', [
    made.id,
  ]);
  return { id: made.id, code: made.code, personId: row!.person_id };
}

export async function makeParticipants(
  app: TestApp,
  forum: SeatedForum,
  count: number,
): Promise<Participant[]> {
  const people: Participant[] = [];
  for (let n = 0; n < count; n += 1) people.push(await makeParticipant(app, forum));
  return people;
}

export const signUpsPath = (event: TestEvent, sessionId: string): string =>
  `${event.path}/sessions/${sessionId}/sign-ups`;

/** Asks for a seat, and answers what came of it. */
export function askForSeat(
  event: TestEvent,
  sessionId: string,
  registrationId: string,
  by: Api = event.staff,
): Promise<Answer> {
  return by.post(signUpsPath(event, sessionId), { registrationId });
}

/** Signs up, or fails. */
export function signUp(event: TestEvent, sessionId: string, registrationId: string): Promise<any> {
  return make(event.staff, signUpsPath(event, sessionId), { registrationId });
}

/** Gives a sign-up up, in whatever version it is. */
export async function giveUp(event: TestEvent, { id }: { id: string }): Promise<void> {
  const { body } = await event.staff.get(`${event.path}/sign-ups/${id}`);
  const answer = await event.staff.delete(`${signUpsPath(event, body.sessionId)}/${id}`, body.version);
  if (answer.status !== 204) throw new Error(`not given up: ${JSON.stringify(answer.body)}`);
}

/** States of sign-ups now, in the order that is asked for. */
export async function statesOf(event: TestEvent, signUps: readonly { id: string }[]): Promise<string[]> {
  const states: string[] = [];
  for (const { id } of signUps)
    states.push((await event.staff.get(`${event.path}/sign-ups/${id}`)).body.state);
  return states;
}

/** What the page of seats says of a session: capacity, free, waiting; undefined when it is not on it. */
export async function seatsOf(
  app: TestApp,
  event: TestEvent,
  sessionId: string,
): Promise<number[] | undefined> {
  const { body } = await app.api.get(`${event.path}/programme/seats`);
  const found = body.items.find((one: { sessionId: string }) => one.sessionId === sessionId);
  return found && [found.capacity, found.free, found.waiting];
}

/** A caller with the signed link of a registration. */
export async function linkOf(app: TestApp, event: TestEvent, { id }: { id: string }): Promise<Api> {
  const tokens = await app.app
    .get(Links)
    .tokens('registration', event.id, [{ id, name: 'Anna' }], new Date('2099-01-01'));
  return app.api.as(tokens.get(id)!);
}

/**
 * The kinds of mail about sign-ups that were made out to a registration, in order. One that had become untrue before its
 * turn to be sent counts too: whether it had depends on who was faster.
 */
export async function toldTo(app: TestApp, { id }: { id: string }): Promise<string[]> {
  await app.settled();
  const rows = await app.db.query<{ kind: string }>(
    `SELECT kind FROM messages WHERE registration_id = $1 AND state IN ('sent', 'suppressed') AND kind LIKE 'sign-up.%' ORDER BY id`,
    [id],
  );
  return rows.map(({ kind }) => kind.replace('sign-up.', ''));
}
