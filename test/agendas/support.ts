import { makeForum, type TestForum } from '../programme/forum';
import { makeCategory, personInput, personWith, register } from '../registrations/support';
import type { Api } from '../support/api';
import type { TestApp } from '../support/app';
import { make, serial, type TestEvent } from '../support/factories';

/** An event with rooms, a category and a host of visits. */
export type Stage = TestForum & { readonly categoryId: string; readonly hostId: string };

export async function makeStage(app: TestApp, changes: object = {}): Promise<Stage> {
  const forum = await makeForum(app, changes);
  const { id: categoryId } = await makeCategory(forum);
  const { id: hostId } = await make(forum.staff, `${forum.path}/organisations`, {
    kind: 'company',
    name: `Huawei ${serial()}`,
    country: 'CN',
  });
  return { ...forum, categoryId, hostId };
}

export interface Participant {
  readonly id: string;
  readonly path: string;
  readonly personId: string;
  /** The person themselves, with their own link. */
  readonly api: Api;
  readonly token: string;
}

/** Somebody who takes part. */
export async function participant(
  app: TestApp,
  event: TestEvent & { readonly categoryId: string },
  changes: object = {},
): Promise<Participant> {
  const { id } = await register(app.api, event, event.categoryId, { person: personInput(), ...changes });
  return participantOf(app, event, id);
}

/** The same of a registration that there is. */
export async function participantOf(app: TestApp, event: TestEvent, id: string): Promise<Participant> {
  const path = `${event.path}/registrations/${id}`;
  const { person } = (await event.staff.get(path)).body;
  const api = await personWith(app, event, id);
  return { id, path, personId: person.id, api, token: api.token! };
}

/** Says how somebody comes and leaves. */
export async function travels(who: Participant, plan: object, version = 0): Promise<any> {
  const { status, body } = await who.api.put(`${who.path}/travel`, plan, { ifMatch: version });
  if (status !== 200) throw new Error(`not taken: ${JSON.stringify(body)}`);
  return body;
}

export const arrival = {
  at: '2019-10-20T14:05:00+08:00',
  means: 'flight',
  number: 'CA 910',
  place: 'Bao’an Airport, terminal 3',
};

export const leaving = { at: '2019-10-26T18:40:00+08:00', means: 'train', number: 'G 80' };
