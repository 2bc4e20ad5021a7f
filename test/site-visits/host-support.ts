import { Links } from '../../src/access/links.service';
import type { Api } from '../support/api';
import type { TestApp } from '../support/app';
import { make, serial, type TestEvent } from '../support/factories';
import { book, makeDeparture, makeParticipant, makeVisit, type VisitedEvent } from './support';

/** A visit whose host can be written to. */
export async function makeHostedVisit(
  event: VisitedEvent,
  changes: object = {},
): Promise<{ id: string; path: string; email: string }> {
  const email = `host-${serial()}@host.example`;
  const { id } = await makeVisit(event, { contactName: 'Wang Fang', contactEmail: email, ...changes });
  return { id, path: `${event.path}/site-visits/${id}`, email };
}

/** Somebody at the host of a visit, with a link of their own. */
export async function hostOf(
  app: TestApp,
  event: TestEvent,
  visit: { id: string },
  { name = 'Wang Fang', email = 'host@host.example' } = {},
): Promise<Api> {
  const holder = { id: visit.id, holder: email.toLowerCase() };
  const tokenOf = await app.app
    .get(Links)
    .tokensOfHolders('site_visit', event.id, [{ ...holder, name }], new Date('2099-01-01'));
  return app.api.as(tokenOf(holder)!);
}

/** The caller who holds the good link of this address; fails where there is none. */
export async function holderOf(app: TestApp, { id }: { id: string }, email: string): Promise<Api> {
  const token = (await app.app.get(Links).goodTokens('site_visit', [id]))({ id, holder: email });
  if (token === undefined) throw new Error(`${email} has no good link`);
  return app.api.as(token);
}

/** A departure of a visit with so many people who have a place on it. */
export async function makeGroup(
  app: TestApp,
  event: VisitedEvent,
  visit: { id: string },
  people: readonly object[],
  changes: object = {},
): Promise<{ departure: any; people: { id: string; bookingId: string }[] }> {
  const departure = await makeDeparture(
    event,
    { capacity: people.length, ...changes },
    { visitId: visit.id },
  );
  const booked = [];
  for (const person of people) {
    const { id } = await makeParticipant(app, event, person);
    booked.push({ id, bookingId: (await book(event, departure.id, id)).id as string });
  }
  return { departure, people: booked };
}

/** The people of a visit as whoever decides sees them, by booking. */
export async function seen(api: Api, path: string, query = ''): Promise<Map<string, any>> {
  const { status, body } = await api.get(`${path}/clearances?limit=200${query}`);
  if (status !== 200) throw new Error(`not seen: ${JSON.stringify(body)}`);
  return new Map(body.items.map((one: any) => [one.bookingId, one]));
}

/** Answers about people as they are now. */
export async function say(
  api: Api,
  path: string,
  bookingIds: readonly string[],
  answer: object,
): Promise<any> {
  const now = await seen(api, path);
  const people = bookingIds.map((bookingId) => ({ bookingId, mark: now.get(bookingId)?.mark ?? 'none' }));
  return api.post(`${path}/clearances/answers`, { ...answer, people });
}

/** Answers about people as they are now, or fails. */
export async function decide(
  api: Api,
  path: string,
  bookingIds: readonly string[],
  answer: object,
): Promise<void> {
  const { status, body } = await say(api, path, bookingIds, answer);
  if (status !== 200) throw new Error(`not decided: ${JSON.stringify(body)}`);
}

/** Asks the host about a departure. */
export function ask(event: TestEvent, departureId: string, input: object = {}): Promise<any> {
  return make(event.staff, `${event.path}/departures/${departureId}/host-requests`, {
    answerBy: '2019-10-22T12:00:00+08:00',
    ...input,
  });
}

/** Mails about a departure or a visit, by when they were written: kind and address. */
export async function mailsAbout(
  app: TestApp,
  subjectId: string,
  state = 'sent',
): Promise<[string, string][]> {
  const rows = await app.db.query<{ kind: string; email: string }>(
    `SELECT kind, email FROM messages WHERE subject_id = $1 AND state = $2 AND kind LIKE 'host.%' ORDER BY created_at, kind, email`,
    [subjectId, state],
  );
  return rows.map(({ kind, email }) => [kind, email]);
}
