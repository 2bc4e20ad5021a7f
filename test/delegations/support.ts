import { Links } from '../../src/access/links.service';
import type { Api } from '../support/api';
import type { TestApp } from '../support/app';
import { make, serial, type TestEvent } from '../support/factories';

/** A category in which focal points name members. */
export async function makeCategory(event: TestEvent, changes: object = {}): Promise<string> {
  const { id } = await make<{ id: string }>(event.staff, `${event.path}/categories`, {
    code: `delegate_${serial()}`,
    title: 'Delegates',
    titles: { ru: 'Делегаты', zh: '代表' },
    approval: 'automatic',
    selfRegistration: false,
    ...changes,
  });
  return id;
}

export interface MadeDelegation {
  readonly id: string;
  readonly path: string;
  readonly organisationId: string;
  readonly name: string;
  /** Address of the focal point. */
  readonly email: string;
}

/** A delegation of an organisation of its own. */
export async function makeDelegation(
  event: TestEvent,
  changes: object = {},
  organisation: object = {},
): Promise<MadeDelegation> {
  const n = serial();
  const name = `Ministry of Communications ${n}`;
  const email = `focal-${n}@ministry.example`;
  const made = await make<{ id: string }>(event.staff, `${event.path}/organisations`, {
    kind: 'ministry',
    name,
    country: 'AM',
    ...organisation,
  });
  const { id } = await make<{ id: string }>(event.staff, `${event.path}/delegations`, {
    organisationId: made.id,
    focalPointName: 'Anna Sargsyan',
    focalPointEmail: email,
    locale: 'en',
    rankClass: 2,
    ...changes,
  });
  return { id, path: `${event.path}/delegations/${id}`, organisationId: made.id, name, email };
}

/** The caller who holds the good link of this address to a delegation; fails where there is none. */
export async function holderOf(app: TestApp, { id }: { id: string }, email: string): Promise<Api> {
  const tokenOf = await app.app.get(Links).goodTokens('delegation', [id]);
  const token = tokenOf({ id, holder: email });
  if (token === undefined) throw new Error(`${email} has no good link`);
  return app.api.as(token);
}

/** Somebody who is named as a member. */
export function memberInput(categoryId: string, changes: object = {}): Record<string, unknown> {
  return {
    person: { givenName: `Given ${serial()}`, familyName: 'Family', email: 'delegation@ministry.example' },
    categoryId,
    part: 'member',
    ...changes,
  };
}

/** Messages about a delegation, by when they were written. */
export function mailsOf(
  app: TestApp,
  { id }: { id: string },
  kind: string,
): Promise<{ email: string; state: string; detail: string | null }[]> {
  return app.db.query(
    `SELECT email, state, detail FROM messages WHERE subject_id = $1 AND kind = $2 ORDER BY created_at, email`,
    [id, kind],
  );
}

/** What the mails to an address say, the newest first. */
export async function textsTo(app: TestApp, email: string): Promise<{ subject: string; text: string }[]> {
  const asJson = { headers: { accept: 'application/json' } };
  const { body } = await app.api.get(`/mailbox?q=${encodeURIComponent(email)}`, asJson);
  const texts = [];
  for (const { id } of body.items) {
    const { subject, text } = (await app.api.get(`/mailbox/${id}`, asJson)).body;
    texts.push({ subject, text });
  }
  return texts;
}
