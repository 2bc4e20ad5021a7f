import { Links } from '../../src/access/links.service';
import type { Api } from '../support/api';
import type { TestApp } from '../support/app';
import { book, makeDeparture, makeParticipant, makeVisit, type VisitedEvent } from './support';

/** What a host asks in these tests, unless they care. */
export const usualRules = {
  fields: [
    { field: 'fullName' },
    { field: 'documentNumber' },
    { field: 'validUntil' },
    { field: 'vehiclePlate', optional: true },
  ],
};

/** What somebody hands in; the canary is looked for in the whole database. */
export const canary = 'CANARY7391';
export const usualValues = {
  fullName: `BEKOVA ${canary}`,
  documentNumber: `N${canary}`,
  validUntil: '2027-03-01',
};

/** A visit whose host asks, and a departure of it. */
export async function makeAskingDeparture(
  event: VisitedEvent,
  {
    rules = usualRules,
    visit = {},
    departure = {},
  }: { rules?: object; visit?: object; departure?: object } = {},
): Promise<{ visit: any; departure: any }> {
  const made = await makeVisit(event, { identityRules: rules, ...visit });
  return { visit: made, departure: await makeDeparture(event, departure, { visitId: made.id }) };
}

/** Somebody with a place, who has been asked. */
export async function makeAsked(
  app: TestApp,
  event: VisitedEvent,
  departure: { id: string },
  person: object = {},
): Promise<{ id: string; code: string; booking: any }> {
  const registration = await makeParticipant(app, event, person);
  const booking = await book(event, departure.id, registration.id);
  await app.settled();
  return { ...registration, booking };
}

export const requestsPath = (event: VisitedEvent, registrationId: string): string =>
  `${event.path}/registrations/${registrationId}/identity-requests`;

/** What is asked of somebody for a visit now. */
export async function requestOf(
  event: VisitedEvent,
  registrationId: string,
  visitId: string,
  as: Api = event.staff,
): Promise<any> {
  return (await as.get(`${requestsPath(event, registrationId)}/${visitId}`)).body;
}

/** Hands something in, at the version that is there. */
export async function handIn(
  event: VisitedEvent,
  registrationId: string,
  visitId: string,
  values: object = usualValues,
  as: Api = event.staff,
) {
  const { version } = await requestOf(event, registrationId, visitId);
  return as.put(`${requestsPath(event, registrationId)}/${visitId}`, { values }, { ifMatch: version });
}

/** A caller with the signed link of a visit: the contact of its host. */
export async function hostOf(
  app: TestApp,
  event: VisitedEvent,
  visitId: string,
  name = 'Wang Fang',
): Promise<Api> {
  const tokens = await app.app
    .get(Links)
    .tokens('site_visit', event.id, [{ id: visitId, name }], new Date('2099-01-01'));
  return app.api.as(tokens.get(visitId)!);
}

/** Tables in which `text` stands anywhere in any row, as text or as bytes. */
export async function tablesWith(app: TestApp, text: string): Promise<string[]> {
  const tables = await app.db.query<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const row = await app.db.one(
      `SELECT 1 FROM ${name} t WHERE strpos(t::text, $1) > 0 OR strpos(t::text, $2) > 0 LIMIT 1`,
      [text, Buffer.from(text).toString('hex')],
    );
    if (row) found.push(name);
  }
  return found;
}

/** The kinds of mail about identity data that were sent to a registration, in order. */
export async function askedBy(app: TestApp, registrationId: string, states = ['sent']): Promise<string[]> {
  const rows = await app.db.query<{ kind: string }>(
    `SELECT kind FROM messages WHERE registration_id = $1 AND state = ANY ($2) AND kind LIKE 'visit-identity%' ORDER BY id`,
    [registrationId, states],
  );
  return rows.map(({ kind }) => kind);
}
