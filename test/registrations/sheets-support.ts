import { writeXlsx, type CellValue, type WriteSheet } from 'hucre/xlsx';
import type { Api } from '../support/api';
import type { TestApp } from '../support/app';
import type { TestEvent } from '../support/factories';
import { waitFor } from '../support/wait';

export type Cells = readonly CellValue[];

/** A workbook with these rows, the names of the columns first. */
export async function workbook(
  rows: readonly Cells[],
  more: Partial<WriteSheet> = {},
  options: { dateSystem?: '1900' | '1904' } = {},
): Promise<Buffer> {
  return Buffer.from(
    await writeXlsx({ sheets: [{ name: 'People', rows: rows.map((row) => [...row]), ...more }], ...options }),
  );
}

export const csv = (rows: readonly (readonly unknown[])[], separator = ','): string =>
  `${rows.map((row) => row.map((value) => String(value ?? '')).join(separator)).join('\r\n')}\r\n`;

/** Waits until a job has ended and answers it. */
export async function ended(api: Api, { id }: { id: string }): Promise<any> {
  return waitFor(async () => {
    const { body } = await api.get(`jobs/${id}`);
    return body.state === 'completed' || body.state === 'failed' ? body : undefined;
  });
}

/** Sends a sheet and answers what came of it; written unless told otherwise. */
export async function sendSheet(
  event: TestEvent,
  bytes: Buffer | string,
  options: Record<string, string> = {},
  name = typeof bytes === 'string' ? 'people.csv' : 'people.xlsx',
): Promise<any> {
  const answer = await event.staff.upload(
    `${event.path}/registrations/imports`,
    { name, bytes: typeof bytes === 'string' ? Buffer.from(bytes) : bytes },
    { dryRun: 'false', ...options },
  );
  if (answer.status !== 202) throw new Error(`not taken: ${JSON.stringify(answer.body)}`);
  return ended(event.staff, answer.body);
}

/** What stands in the database of an event's registrations, by external id. */
export async function stored(app: TestApp, event: TestEvent): Promise<any[]> {
  return app.db.query(
    `SELECT r.external_id AS "externalId", r.state, c.code AS category, p.given_name AS "givenName", p.family_name AS "familyName",
            p.email, p.post, p.nationality, p.birth_date AS "birthDate", r.locale, r.organisation_name AS organisation, r.answers, r.version
       FROM registrations r JOIN persons p ON p.id = r.person_id JOIN categories c ON c.id = r.category_id
      WHERE r.event_id = $1 ORDER BY r.id`,
    [event.id],
  );
}
