import { Links } from '../../src/access/links.service';
import { PeopleService } from '../../src/people/people.service';
import type { Api } from '../support/api';
import type { TestApp } from '../support/app';
import { make, serial, type TestEvent } from '../support/factories';

/** What a new message looks like, unless the test cares. */
export function greetingInput(changes: object = {}): Record<string, unknown> {
  return {
    author: {
      name: 'Vladimir Norov',
      names: { ru: 'Владимир Норов', zh: '弗拉基米尔·诺罗夫' },
      title: 'Secretary-General',
      titles: { ru: 'Генеральный секретарь', zh: '秘书长' },
    },
    addressees: 'the participants of the conference',
    addresseesIn: { ru: 'участники конференции', zh: '与会者' },
    languages: ['en', 'ru'],
    occasion: 'Opening ceremony',
    ...changes,
  };
}

/** Somebody who is known in the event; answers the id. */
export async function makePerson(
  app: TestApp,
  event: TestEvent,
  name = `Reader ${serial()}`,
): Promise<string> {
  const { id } = await app.app.get(PeopleService).addKnownPerson(
    event.id,
    {
      givenName: name,
      familyName: 'Family',
      displayName: name,
      email: `person-${serial()}@ministry.example`,
    },
    'en',
  );
  return id;
}

/** Somebody who takes part in the event; answers the ids of the person and of the registration. */
export async function makeReader(
  app: TestApp,
  event: TestEvent,
  name?: string,
): Promise<{ personId: string; registrationId: string }> {
  const personId = await makePerson(app, event, name);
  const category = await make<{ id: string }>(event.staff, `${event.path}/categories`, {
    code: `readers_${serial()}`,
    title: 'Guests',
    approval: 'automatic',
    selfRegistration: false,
  });
  const { id } = await make<{ id: string }>(event.staff, `${event.path}/registrations`, {
    categoryId: category.id,
    personId,
  });
  return { personId, registrationId: id };
}

/** The caller with the link of a registration. */
export async function linkOf(app: TestApp, event: TestEvent, registrationId: string): Promise<Api> {
  const tokens = await app.app
    .get(Links)
    .tokens('registration', event.id, [{ id: registrationId, name: 'Guest' }], new Date('2030-01-01'));
  return app.api.as(tokens.get(registrationId)!);
}

/** An opening ceremony of ten minutes; answers the id. */
export async function makeSession(event: TestEvent, changes: object = {}): Promise<string> {
  const session = await make<{ id: string }>(event.staff, `${event.path}/sessions`, {
    title: `Opening ceremony ${serial()}`,
    kind: 'opening_ceremony',
    startsAt: '2019-10-21T09:00:00+08:00',
    endsAt: '2019-10-21T09:10:00+08:00',
    ...changes,
  });
  return session.id;
}

export const canary = 'Canary-7f3a sings under embargo';

/** Does a transition and fails with what was answered when it is refused. */
export async function moved<T = any>(api: Api, path: string, transition: string, more = {}): Promise<T> {
  const answer = await api.move<T>(path, transition, more);
  if (answer.status !== 200)
    throw new Error(`${transition} of ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** A message whose text is here and cleared; answers its path. */
export async function clearedGreeting(
  event: TestEvent,
  changes: object = {},
  text = canary,
): Promise<string> {
  const { id } = await make<{ id: string }>(event.staff, `${event.path}/greetings`, greetingInput(changes));
  const path = `${event.path}/greetings/${id}`;
  await moved(event.staff, path, 'receive', { input: { language: 'en', text, summary: `${text} in short` } });
  await moved(event.staff, path, 'clear', { input: { textNumber: 1 } });
  return path;
}

/** A message that is cleared, and becomes public by the clock; answers its path. */
export async function embargoedGreeting(event: TestEvent, until: string, text = canary): Promise<string> {
  const { id } = await make<{ id: string }>(event.staff, `${event.path}/greetings`, greetingInput());
  const path = `${event.path}/greetings/${id}`;
  await moved(event.staff, path, 'receive', { input: { language: 'en', text } });
  const { version } = (await event.staff.get(path)).body;
  const set = await event.staff.put(`${path}/embargo`, { until }, { ifMatch: version });
  if (set.status !== 200) throw new Error(`no embargo was set: ${JSON.stringify(set.body)}`);
  await moved(event.staff, path, 'clear', { input: { textNumber: 1 } });
  return path;
}

/** Names somebody who takes part as the reader, and takes the answer; answers the id of the person. */
export async function withReader(
  app: TestApp,
  event: TestEvent,
  path: string,
  accepted: boolean | undefined,
  name?: string,
): Promise<string> {
  const { personId } = await makeReader(app, event, name);
  const { version } = (await event.staff.get(path)).body;
  const asked = await event.staff.put(`${path}/reader`, { personId }, { ifMatch: version });
  if (asked.status !== 200) throw new Error(`the reader was not asked: ${JSON.stringify(asked.body)}`);
  if (accepted !== undefined) await event.staff.post(`${path}/reader/answer`, { accepted });
  return personId;
}

/** A message in three languages, cleared: English is authentic, Russian and Chinese are approved translations; answers its path. */
export async function translatedGreeting(
  app: TestApp,
  event: TestEvent,
  texts: { readonly en: string; readonly ru: string; readonly zh: string },
  changes: object = {},
): Promise<string> {
  const { id } = await make<{ id: string }>(
    event.staff,
    `${event.path}/greetings`,
    greetingInput({ languages: ['en', 'ru', 'zh'], ...changes }),
  );
  const path = `${event.path}/greetings/${id}`;
  await moved(event.staff, path, 'receive', { input: { language: 'en', text: texts.en } });
  await moved(event.staff, path, 'translate');
  const second = await app.staff(event.id, 'protocol');
  const { items } = (await event.staff.get(`${path}/translations`)).body;
  for (const { id: translation, language } of items as { id: string; language: 'ru' | 'zh' }[]) {
    const own = `${path}/translations/${translation}`;
    await moved(event.staff, own, 'draft', { input: { text: texts[language] } });
    await moved(second, own, 'check');
    await moved(second, own, 'approve');
  }
  await moved(event.staff, path, 'clear', { input: { textNumber: 1 } });
  return path;
}

/** Puts a message into the order of reading of a session of its own. */
export async function scheduled(
  event: TestEvent,
  path: string,
  mode: string,
  more: object = {},
): Promise<void> {
  const sessionId = await makeSession(event);
  await moved(event.staff, path, 'schedule', { input: { mode, sessionId, position: 1, ...more } });
}
