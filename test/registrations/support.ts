import { Links } from '../../src/access/links.service';
import type { Api, Answer } from '../support/api';
import type { TestApp } from '../support/app';
import { make, serial, type TestEvent } from '../support/factories';

/** Somebody who has not registered yet. */
export function personInput(changes: object = {}): Record<string, unknown> {
  const n = serial();
  return {
    givenName: 'Anna',
    familyName: `Petrova ${n}`,
    email: `anna.${n}@ministry.example`,
    nationality: 'RU',
    ...changes,
  };
}

/** A category that is open to the public and gives places at once, unless told otherwise. */
export function makeCategory(event: TestEvent, changes: object = {}): Promise<any> {
  return make(event.staff, `${event.path}/categories`, {
    code: `delegate_${serial()}`,
    title: 'Delegates',
    approval: 'automatic',
    selfRegistration: true,
    ...changes,
  });
}

export function makeQuota(event: TestEvent, capacity: number, changes: object = {}): Promise<any> {
  return make(event.staff, `${event.path}/quotas`, { title: `Hall ${serial()}`, capacity, ...changes });
}

/** Asks for a registration and answers what came of it. */
export function askToRegister(
  api: Api,
  event: TestEvent,
  categoryId: string,
  changes: object = {},
): Promise<Answer> {
  return api.post(`${event.path}/registrations`, { categoryId, person: personInput(), ...changes });
}

/** Registers somebody, or fails. */
export async function register(
  api: Api,
  event: TestEvent,
  categoryId: string,
  changes: object = {},
): Promise<any> {
  const answer = await askToRegister(api, event, categoryId, changes);
  if (answer.status !== 201) throw new Error(`not registered: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** What the record of a registration says: the transitions with who did them. */
export async function recordOf(event: TestEvent, id: string): Promise<[string, string, string][]> {
  const { body } = await event.staff.get(`${event.path}/registrations/${id}/history`);
  return body.items.map((one: { transition: string; to: string; byKind: string }) => [
    one.transition,
    one.to,
    one.byKind,
  ]);
}

/** A form for these categories, with which one registers unless told otherwise. */
export function makeForm(
  event: TestEvent,
  categoryIds: string | string[],
  fields: object[],
  changes: object = {},
): Promise<any> {
  return make(event.staff, `${event.path}/forms`, { categoryIds: [categoryIds].flat(), fields, ...changes });
}

/** The person themselves, with the link to their registration. */
export async function personWith(app: TestApp, event: TestEvent, registrationId: string): Promise<Api> {
  const tokens = await app.app
    .get(Links)
    .tokens('registration', event.id, [{ id: registrationId, name: 'LI Na' }], new Date('2100-01-01'));
  return app.api.as(tokens.get(registrationId)!);
}

/** Where the faults of an answer are, and of what kind. */
export function faultsOf({ status, body }: Answer): [number, string, [string, string][]] {
  return [
    status,
    body.code,
    (body.errors ?? []).map(({ pointer, code }: { pointer: string; code: string }) => [pointer, code]),
  ];
}

/** The point to which scans come that name none. */
export async function defaultPoint(event: TestEvent): Promise<any> {
  const { body } = await event.staff.get(`${event.path}/check-in-points?kind=day`);
  return body.items.find(({ isDefault }: { isDefault: boolean }) => isDefault);
}

export function makePoint(event: TestEvent, changes: object = {}): Promise<any> {
  return make(event.staff, `${event.path}/check-in-points`, {
    kind: 'door',
    title: `Door ${serial()}`,
    ...changes,
  });
}

/** What the QR code of a badge says. */
export async function badgeToken(event: TestEvent, registrationId: string): Promise<string> {
  return (await event.staff.get(`${event.path}/registrations/${registrationId}/badge-token`)).body.token;
}
