import type { TestApp } from '../support/app';
import type { VisitedEvent } from './support';
import { makeDeparture, makeVisit } from './support';

/** A line of a manifest, as tests read it. */
export interface Line {
  readonly number: number;
  readonly change: string;
  readonly personId: string;
  readonly shown: Record<string, unknown> | null;
  readonly shownBefore: Record<string, unknown> | null;
}

export const departurePath = (event: VisitedEvent, departureId: string): string =>
  `${event.path}/departures/${departureId}`;

/** A visit whose host has a contact and wants its lists under this mark, and an open departure of it. */
export async function makeListedDeparture(
  event: VisitedEvent,
  mark: string,
  { form = {}, departure = {}, visit = {} }: { form?: object; departure?: object; visit?: object } = {},
): Promise<{ visit: any; departure: any }> {
  const made = await makeVisit(event, {
    contactName: 'Wang Fang',
    contactEmail: `visits.${mark.toLowerCase()}@host.example`,
    ...visit,
  });
  const answer = await event.staff.put(
    `${event.path}/site-visits/${made.id}/manifest-form`,
    {
      mark,
      columns: [{ field: 'number' }, { field: 'name', heading: 'Visitor' }, { field: 'post' }],
      languages: ['zh', 'en', 'ru'],
      orientation: 'portrait',
      formats: ['pdf', 'xlsx'],
      ...form,
    },
    { ifMatch: 0 },
  );
  if (answer.status !== 200) throw new Error(`no form: ${JSON.stringify(answer.body)}`);
  return {
    visit: made,
    departure: await makeDeparture(event, { capacity: 10, ...departure }, { visitId: made.id }),
  };
}

/** All manifests of a departure with their lines, the list first. */
export async function manifestsOf(event: VisitedEvent, departureId: string): Promise<any[]> {
  const path = `${departurePath(event, departureId)}/manifests`;
  const { items } = (await event.staff.get(path)).body;
  return Promise.all(
    items.map(async ({ id }: { id: string }) => (await event.staff.get(`${path}/${id}`)).body),
  );
}

/** What somebody has in hand who applied every amendment to the list in turn, by person. */
export function applied(manifests: readonly { readonly lines: readonly Line[] }[]): Map<string, unknown> {
  const list = new Map<string, unknown>();
  for (const { lines } of manifests)
    for (const { change, personId, number, shown, shownBefore } of lines) {
      // Whoever applies an amendment finds what it says was there before.
      expect(list.get(personId)).toEqual(change === 'added' ? undefined : { number, shown: shownBefore });
      if (change === 'removed') list.delete(personId);
      else list.set(personId, { number, shown });
    }
  return list;
}

/** The names of those who have a place, by the bookings. */
export async function namesOnBoard(app: TestApp, departureId: string): Promise<string[]> {
  const rows = await app.db.query<{ name: string }>(
    `SELECT p.display_name AS name FROM bookings b JOIN registrations r ON r.id = b.registration_id JOIN persons p ON p.id = r.person_id
      WHERE b.departure_id = $1 AND b.state IN ('confirmed', 'cleared', 'boarded', 'returned', 'no_show') ORDER BY 1`,
    [departureId],
  );
  return rows.map(({ name }) => name);
}

/** The names on a list that was put together from manifests. */
export const namesOn = (list: Map<string, unknown>): string[] =>
  [...list.values()].map((line) => (line as { shown: { name: string } }).shown.name).sort();

/** Mails about a departure's manifests with all that they say, in the order in which they were promised. */
export async function mailsAbout(
  app: TestApp,
  departureId: string,
): Promise<{ kind: string; email: string; state: string; all: string }[]> {
  const rows = await app.db.query<{ kind: string; email: string; state: string; mail: string | null }>(
    `SELECT m.kind, m.email, m.state, b.id AS mail FROM messages m LEFT JOIN mailbox_mails b ON b.message_id = m.id
      WHERE m.cause IN (SELECT id::text FROM manifests WHERE departure_id = $1) ORDER BY m.id`,
    [departureId],
  );
  return Promise.all(
    rows.map(async ({ mail, ...rest }) => ({
      ...rest,
      all:
        mail === null
          ? ''
          : JSON.stringify(
              (await app.api.get(`/mailbox/${mail}`, { headers: { accept: 'application/json' } })).body,
            ),
    })),
  );
}

/** The token of the link in the mail to a host. */
export function tokenIn(mail: string): string {
  return decodeURIComponent(/manifests\?token=(pl\.[\w.%-]+)/.exec(mail)![1]!);
}
