import { allStaff } from '../../src/access/roles';
import type { Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { make, makeEvent, type TestEvent } from '../support/factories';
import { canary, greetingInput, makeSession, moved } from './support';

const russianCanary = 'Канарейка-7f3a поёт';

describe('the embargo', () => {
  let app: TestApp;
  let event: TestEvent;
  let id: string;
  let sessionId: string;
  let translationId: string;
  beforeAll(async () => {
    app = await startApp({ now: '2019-10-21T02:00:00Z' });
    event = await makeEvent(app);
    id = (await make<{ id: string }>(event.staff, `${event.path}/greetings`, greetingInput())).id;
    const path = `${event.path}/greetings/${id}`;
    await moved(event.staff, path, 'receive', { input: { language: 'en', text: canary, summary: canary } });
    await moved(event.staff, path, 'translate');
    translationId = (await event.staff.get(`${path}/translations`)).body.items[0].id;
    await moved(event.staff, `${path}/translations/${translationId}`, 'draft', {
      input: { text: russianCanary },
    });
    const second = await app.staff(event.id, 'protocol');
    await moved(second, `${path}/translations/${translationId}`, 'check');
    await moved(second, `${path}/translations/${translationId}`, 'approve');
    await moved(event.staff, path, 'clear', { input: { textNumber: 1 } });
    sessionId = await makeSession(event);
    await moved(event.staff, path, 'schedule', { input: { mode: 'in_person', sessionId, position: 1 } });
    await moved(event.staff, path, 'deliver', { input: { at: '2019-10-21T01:20:00Z', extent: 'full' } });
  });

  /** Every route of this module that reads, and searches that would find the text if they looked at it. */
  const reads = (): string[] => {
    const greetings = `${event.path}/greetings`;
    const one = `${greetings}/${id}`;
    const translations = `${one}/translations`;
    return [
      greetings,
      `${greetings}?q=Canary-7f3a`,
      `${greetings}/published`,
      `${greetings}/published?q=Canary-7f3a`,
      `${greetings}/order?sessionId=${sessionId}`,
      one,
      `${one}/transitions`,
      `${one}/history`,
      translations,
      `${translations}/${translationId}`,
      `${translations}/${translationId}/transitions`,
      `${translations}/${translationId}/history`,
    ];
  };

  const seenBy = async (api: Api): Promise<string> => {
    const answers = await Promise.all(reads().map((path) => api.get(path)));
    return JSON.stringify(answers.map(({ body }) => body));
  };

  const outside = allStaff.filter((role) => !['owner', 'organiser', 'protocol'].includes(role));

  test.each(outside)('%s sees no text anywhere', async (role) => {
    const seen = await seenBy(await app.staff(event.id, role));
    expect(seen).not.toContain('Canary-7f3a');
    expect(seen).not.toContain('Канарейка-7f3a');
  });

  test.each(['owner', 'organiser', 'protocol'] as const)('%s sees original and translation', async (role) => {
    const seen = await seenBy(await app.staff(event.id, role));
    expect(seen).toContain(canary);
    expect(seen).toContain(russianCanary);
  });

  test('the public and staff of other events see no text anywhere', async () => {
    const other = await makeEvent(app);
    for (const api of [app.api, other.staff, await app.staff(undefined)]) {
      const seen = await seenBy(api);
      expect(seen).not.toContain('Canary-7f3a');
      expect(seen).not.toContain('Канарейка-7f3a');
    }
  });

  test('communications find the message by its author and not by its text', async () => {
    const communications = await app.staff(event.id, 'communications');
    expect((await communications.get(`${event.path}/greetings?q=norov`)).body.items).toHaveLength(1);
    expect((await communications.get(`${event.path}/greetings?q=Canary-7f3a`)).body.items).toEqual([]);
    expect((await communications.get(`${event.path}/greetings/${id}`)).body).toMatchObject({
      text: null,
      summary: null,
      underEmbargo: true,
    });
  });

  test('neither the record, nor promises, nor mails hold the text', async () => {
    await app.settled();
    for (const table of ['transition_records', 'outbox', 'messages', 'mailbox_mails']) {
      // With what stands around it in the texts: an id may well have these four digits.
      const rows = await app.db.query(`SELECT 1 FROM ${table} t WHERE t::text LIKE '%-7f3a %'`);
      expect([table, rows.length]).toEqual([table, 0]);
    }
  });

  test('after publication everybody may read it', async () => {
    await moved(event.staff, `${event.path}/greetings/${id}`, 'publish');
    const seen = JSON.stringify((await app.api.get(`${event.path}/greetings/published`)).body);
    expect(seen).toContain(canary);
    expect(seen).toContain(russianCanary);
    const communications = await app.staff(event.id, 'communications');
    expect((await communications.get(`${event.path}/greetings/${id}`)).body.text).toBe(canary);
  });
});
