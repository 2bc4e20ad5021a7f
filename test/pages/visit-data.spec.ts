import { simpleParser } from 'mailparser';
import { Links } from '../../src/access/links.service';
import {
  canary,
  hostOf,
  makeAsked,
  makeAskingDeparture,
  requestOf,
  tablesWith,
  usualRules,
} from '../site-visits/identity-support';
import { makeVisitedEvent, type VisitedEvent } from '../site-visits/support';
import { startApp, type TestApp } from '../support/app';

const browser = { accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8' };
const hostile = '<script>alert(1)</script>';

describe('the page on which visitors hand in their data', () => {
  let app: TestApp;
  let event: VisitedEvent;
  beforeAll(async () => {
    app = await startApp();
    event = await makeVisitedEvent(app);
  });

  const tokenOf = async (kind: 'registration' | 'site_visit', id: string): Promise<string> =>
    (await app.app.get(Links).tokens(kind, event.id, [{ id, name: 'Anna' }], new Date('2099-01-01'))).get(
      id,
    )!;
  const page = (token: string) => app.api.get<string>(`/visit-data?token=${token}`, { headers: browser });
  const send = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${app.url}/visit-data`, {
      method: 'POST',
      redirect: 'manual',
      headers: { ...browser, 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams(fields).toString(),
    });
  const situation = async (changes: object = {}, person: object = {}) => {
    const { visit, departure } = await makeAskingDeparture(event, changes);
    const { id } = await makeAsked(app, event, departure, person);
    return { visit, id, token: await tokenOf('registration', id) };
  };
  const filledIn = {
    fullName: `BEKOVA ${canary}`,
    documentNumber: `N${canary}`,
    validUntil: '2027-03-01',
    vehiclePlate: '',
  };

  test('is what the mail leads to, and has a form without scripts', async () => {
    const { visit, id, token } = await situation(
      { visit: { about: hostile } },
      { displayName: `Anna ${hostile}` },
    );
    const [mail] = await app.db.query<{ raw: Buffer }>(
      `SELECT b.raw FROM mailbox_mails b JOIN messages m ON m.id = b.message_id WHERE m.registration_id = $1 AND m.kind = 'visit-identity.asked'`,
      [id],
    );
    const { text } = await simpleParser(mail!.raw);
    const path = /\/visit-data\?token=\S+/.exec(text!)![0];
    expect((await app.api.get(path, { headers: browser })).status).toBe(200);
    const { status, headers, body } = await page(token);
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toContain("form-action 'self'");
    expect(body).not.toContain('<script');
    expect(body).toContain('&lt;script>alert(1)');
    for (const { field } of usualRules.fields) expect(body).toContain(`id="${visit.id}-${field}"`);
    expect(body).not.toContain('name="sex"');
  });

  test('takes what is typed, never shows it again, and shows who looked', async () => {
    const { visit, id, token } = await situation();
    const sent = await send({ token, siteVisitId: visit.id, version: '1', ...filledIn });
    expect([sent.status, sent.headers.get('location')]).toEqual([303, `/visit-data?token=${token}`]);
    expect(await requestOf(event, id, visit.id)).toMatchObject({ complete: true, version: 2 });
    const before = await page(token);
    expect(before.body).toContain('All that the host needs is there.');
    expect(before.body).toContain('Nobody yet.');
    expect(before.body).not.toContain(canary);
    const host = await hostOf(app, event, visit.id);
    await host.get(`${event.path}/site-visits/${visit.id}/identity-data`);
    expect((await page(token)).body).toContain('<bdi>Wang Fang</bdi>');
    // What is left empty stays.
    await send({ token, siteVisitId: visit.id, version: '2', validUntil: '2028-01-01' });
    const shown = await event.staff.get(`${event.path}/site-visits/${visit.id}/identity-data`);
    expect(shown.body.items[0].values).toMatchObject({
      fullName: filledIn.fullName,
      validUntil: '2028-01-01',
    });
  });

  test.each([
    ['en', 'The document ends before the visit. Please use another one.'],
    ['ru', 'Срок документа истекает до посещения. Укажите другой документ.'],
    ['zh', '证件在参观前到期，请使用其他证件。'],
  ])('says in %s what cannot be taken, at the field, with what was typed', async (locale, words) => {
    const { visit, id, token } = await situation();
    await app.db.query('UPDATE registrations SET locale = $2 WHERE id = $1', [id, locale]);
    const sent = await send({
      token,
      siteVisitId: visit.id,
      version: '1',
      ...filledIn,
      validUntil: '2019-01-01',
    });
    const body = await sent.text();
    expect(sent.status).toBe(422);
    expect(body).toContain(`id="${visit.id}-validUntil-fault">${words}</p>`);
    expect(body).toContain(`value="${filledIn.documentNumber}"`);
    expect(await requestOf(event, id, visit.id)).toMatchObject({ version: 1, complete: false });
  });

  test('keeps no answer for an Idempotency-Key', async () => {
    const { visit, token } = await situation();
    const fields = { token, siteVisitId: visit.id, version: '1', ...filledIn, validUntil: '2019-01-01' };
    const sent = await send(fields, { 'idempotency-key': 'page-1' });
    expect(sent.status).toBe(400);
    expect(await app.db.query(`SELECT 1 FROM idempotency_keys WHERE key = 'page-1'`)).toEqual([]);
    expect(await tablesWith(app, canary)).toEqual([]);
  });

  test('opens for the link of a registration only', async () => {
    const { visit } = await situation();
    expect((await page(await tokenOf('site_visit', visit.id))).status).toBe(404);
    expect((await page('pl.worthless')).status).toBe(401);
    const stranger = await situation();
    const sent = await send({ token: stranger.token, siteVisitId: visit.id, version: '1', ...filledIn });
    // Not asked of this person: they see how things stand with them.
    expect(sent.status).toBe(303);
    expect(await app.db.query('SELECT 1 FROM identity_records WHERE site_visit_id = $1', [visit.id])).toEqual(
      [],
    );
  });
});
