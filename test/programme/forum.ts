import type { Api } from '../support/api';
import type { TestApp } from '../support/app';
import { make, makeEvent, serial, type TestEvent } from '../support/factories';

export interface TestForum extends TestEvent {
  readonly hall: string;
  readonly foyer: string;
}

/** An event with a hall of 400 with booths for three languages, and a foyer of 100 without any. */
export async function makeForum(
  app: TestApp,
  changes: object = {},
  options?: { published: boolean },
): Promise<TestForum> {
  const event = await makeEvent(app, changes, options);
  const hall = await make(event.staff, `${event.path}/rooms`, {
    name: 'Main Hall',
    capacity: 400,
    interpretation: ['en', 'ru', 'zh'],
  });
  const foyer = await make(event.staff, `${event.path}/rooms`, { name: 'Foyer', capacity: 100 });
  return { ...event, hall: hall.id, foyer: foyer.id };
}

/** A session of an hour in the hall, on the first day at nine in Shenzhen, unless told otherwise. */
export function makeSession(forum: TestForum, changes: object = {}): Promise<any> {
  return make(forum.staff, `${forum.path}/sessions`, {
    title: 'Trust in the digital future',
    kind: 'plenary',
    roomId: forum.hall,
    startsAt: '2019-10-21T09:00:00+08:00',
    endsAt: '2019-10-21T10:00:00+08:00',
    ...changes,
  });
}

export async function makePerson(forum: TestForum, displayName: string): Promise<string> {
  const person = await make(forum.staff, `${forum.path}/persons`, {
    givenName: 'Na',
    familyName: 'Li',
    displayName,
    email: `person-${serial()}@ministry.example`,
  });
  return person.id as string;
}

export function release(forum: TestForum, body: object = {}, by: Api = forum.staff): Promise<any> {
  return make(by, `${forum.path}/programme/releases`, body);
}
