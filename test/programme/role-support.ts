import type { Answer } from '../support/api';
import type { TestApp } from '../support/app';
import { make, serial } from '../support/factories';
import type { TestForum } from './forum';

const asJson = { headers: { accept: 'application/json' } };

export interface Guest {
  readonly id: string;
  readonly email: string;
  readonly displayName: string;
}

/** Somebody who is known in the event, and has not registered. */
export async function makeGuest(forum: TestForum, changes: object = {}): Promise<Guest> {
  const email = `guest-${serial()}@university.example`;
  const { id, displayName } = await make(forum.staff, `${forum.path}/persons`, {
    givenName: 'Na',
    familyName: 'Li',
    displayName: 'LI Na',
    email,
    locale: 'en',
    ...changes,
  });
  return { id, email, displayName };
}

export interface Mail {
  readonly subject: string;
  readonly text: string;
}

/** Everything that was sent to an address, the oldest first. */
export async function mailsTo(app: TestApp, email: string): Promise<Mail[]> {
  await app.settled();
  const { body } = await app.api.get(`/mailbox?q=${encodeURIComponent(email)}`, asJson);
  const mails: Mail[] = [];
  for (const { id } of (body.items as { id: string }[]).toReversed())
    mails.push((await app.api.get(`/mailbox/${id}`, asJson)).body as Mail);
  return mails;
}

/** The token of the link in a mail. */
export function tokenIn({ text }: Mail): string {
  const token = /\/role\?token=(pl\.[\w.-]+)/.exec(text.replace(/\n/g, ' '))?.[1];
  if (token === undefined) throw new Error(`the mail has no link: ${text}`);
  return token;
}

/** What a browser sends with the form of the page. */
export function sendForm(app: TestApp, fields: Readonly<Record<string, string>>): Promise<Answer<string>> {
  return app.api.post<string>('/role', new URLSearchParams(fields).toString(), {
    headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
  });
}
