import { createPublicKey, verify } from 'node:crypto';
import { Links } from '../../src/access/links.service';
import { BadgeTokens } from '../../src/registrations/badges/badge-tokens.service';
import type { Answer, Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { makeEvent, type TestEvent } from '../support/factories';
import { statementsOf } from '../support/statements';
import { badgeToken, makeCategory, makePoint, register } from './support';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Reads base 32 bit by bit, as the documentation says it is written, without our code. */
function bytesOf(token: string): Buffer {
  const bits = Array.from(token.slice(4))
    .map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from(bits.match(/.{8}/g)!.map((byte) => parseInt(byte, 2)));
}

describe('badges', () => {
  let app: TestApp;
  let event: TestEvent;
  let desk: Api;
  let categoryId: string;
  beforeAll(async () => {
    app = await startApp({ now: '2019-10-22T02:00:00Z', config: { role: 'api' } });
    event = await makeEvent(app);
    desk = await app.staff(event.id, 'check_in');
    categoryId = (await makeCategory(event)).id;
  });

  const scan = (token: string, more: object = {}, of: TestEvent = event): Promise<Answer> =>
    of.staff.post(`${of.path}/check-ins`, { token, ...more });
  const outcome = ({ status, body }: Answer): [number, unknown] => [status, body.reason];
  const newcomer = (): Promise<any> => register(app.api, event, categoryId);

  test('anybody can verify a token with the published key, and reads no personal data in it', async () => {
    const { id } = await newcomer();
    const answer = await desk.get(`${event.path}/registrations/${id}/badge-token`);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const { token, keyId, revision } = answer.body;
    const { items } = (await desk.get(`${event.path}/check-in-keys`)).body;
    const { publicKey } = items.find((key: { use: string }) => key.use === 'badge');
    const bytes = bytesOf(token);
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
    expect(verify(null, bytes.subarray(0, 23), key, bytes.subarray(23))).toBe(true);
    expect(bytes.subarray(0, 23).toString('hex')).toBe(
      ['01', keyId, id.replaceAll('-', ''), revision.toString(16).padStart(4, '0')].join(''),
    );
    expect(items.map(({ use, algorithm }: { use: string; algorithm: string }) => [use, algorithm])).toEqual([
      ['badge', 'Ed25519'],
      ['list', 'Ed25519'],
    ]);
  });

  test('a token that was changed, or signed by another installation, opens nothing', async () => {
    const { id } = await newcomer();
    const token = await badgeToken(event, id);
    const other = token[20] === 'A' ? 'B' : 'A';
    for (const forged of [
      `${token.slice(0, 20)}${other}${token.slice(21)}`,
      `PB1:${'A'.repeat(140)}`,
      'hello',
    ]) {
      const answer = await scan(forged);
      expect([...outcome(answer), answer.body.errors[0].pointer]).toEqual([422, 'token_invalid', '/token']);
    }
    const refused = await desk.get(`${event.path}/check-in-refusals?reason=token_invalid`);
    expect(refused.body.items.map(({ person }: { person: unknown }) => person)).toEqual([null, null, null]);
  });

  test('a token of another event is told so, and nothing of the person', async () => {
    const other = await makeEvent(app);
    const stranger = await register(app.api, other, (await makeCategory(other)).id);
    const answer = await scan(await badgeToken(other, stranger.id));
    expect([...outcome(answer), answer.body.registration]).toEqual([409, 'other_event', undefined]);
    expect(outcome(await scan(await badgeToken(other, stranger.id), {}, other))).toEqual([201, undefined]);
  });

  test('a lost badge is revoked: its token opens nothing, in or out, and the next one does', async () => {
    const { id, code } = await newcomer();
    const { id: pointId } = await makePoint(event);
    const lost = await badgeToken(event, id);
    const path = `${event.path}/registrations/${id}/badge-revocations`;
    expect((await desk.post(path, { reason: 'Lost' })).status).toBe(403);
    const revoked = await event.staff.post(path, { reason: 'Lost on the coach.' });
    expect([revoked.status, revoked.body]).toEqual([
      201,
      {
        registrationId: id,
        revision: 1,
        reason: 'Lost on the coach.',
        byName: expect.stringMatching(/^Staff /),
        at: '2019-10-22T02:00:00.000Z',
      },
    ]);
    expect(outcome(await scan(lost, { pointId }))).toEqual([409, 'token_revoked']);
    const next = await badgeToken(event, id);
    expect((await scan(next, { pointId })).status).toBe(201);
    expect(outcome(await scan(lost, { pointId, direction: 'out' }))).toEqual([409, 'token_revoked']);
    // The code is the person's own, and is asked for by those who see the face.
    expect((await desk.post(`${event.path}/check-ins`, { code })).status).toBe(201);
    await event.staff.post(path, { reason: 'Lost again.' });
    expect(outcome(await scan(next, { pointId, direction: 'out' }))).toEqual([409, 'token_revoked']);
    const record = await event.staff.get(path);
    expect(record.body.items.map(({ revision, reason }: any) => [revision, reason])).toEqual([
      [2, 'Lost again.'],
      [1, 'Lost on the coach.'],
    ]);
    const other = await makeEvent(app);
    expect(
      (await other.staff.post(`${other.path}/registrations/${id}/badge-revocations`, { reason: 'x' })).status,
    ).toBe(404);
  });

  test('officers keep somebody out, and the gate is not told why', async () => {
    const { id, code } = await newcomer();
    const path = `${event.path}/registrations/${id}/entry-block`;
    expect((await event.staff.get(path)).status).toBe(404);
    expect((await desk.put(path, { reason: 'x' })).status).toBe(403);
    await event.staff.put(path, { reason: 'Hearsay.' });
    const blocked = await event.staff.put(path, { reason: 'Request of the security service.' });
    expect([blocked.status, blocked.body.reason]).toEqual([200, 'Request of the security service.']);
    const answer = await desk.post(`${event.path}/check-ins`, { code });
    expect(outcome(answer)).toEqual([409, 'blocked']);
    expect(JSON.stringify(answer.body)).not.toContain('security');
    const all = await event.staff.get(`${event.path}/entry-blocks`);
    expect(all.body.items.map(({ registrationId }: any) => registrationId)).toEqual([id]);
    expect((await event.staff.delete(path)).status).toBe(204);
    expect((await event.staff.delete(path)).status).toBe(404);
    expect((await event.staff.get(`${event.path}/entry-blocks`)).body.items).toEqual([]);
    expect((await desk.post(`${event.path}/check-ins`, { code })).status).toBe(201);
    const kept = await app.db.query(
      'SELECT reason FROM entry_blocks WHERE registration_id = $1 ORDER BY at, id',
      [id],
    );
    expect(kept.map(({ reason }) => reason)).toEqual(['Hearsay.', 'Request of the security service.']);
  });

  test('the person reads the token of their own badge, but neither notes nor anybody else’s', async () => {
    const [one, other] = [await newcomer(), await newcomer()];
    const tokens = await app.app
      .get(Links)
      .tokens('registration', event.id, [{ id: one.id, name: 'Anna' }], new Date('2099-01-01'));
    const own = app.api.as(tokens.get(one.id)!);
    const path = `${event.path}/registrations/${one.id}`;
    expect((await own.get(`${path}/badge-token`)).body.token).toBe(await badgeToken(event, one.id));
    expect((await own.get(`${event.path}/registrations/${other.id}/badge-token`)).status).toBe(404);
    expect((await app.api.get(`${path}/badge-token`)).status).toBe(401);
    const { version } = (await event.staff.get(path)).body;
    expect((await event.staff.patch(path, { deskNote: 'Difficult.' }, version)).body.deskNote).toBe(
      'Difficult.',
    );
    expect((await own.get(path)).body.deskNote).toBeNull();
    const wrote = await own.patch(path, { deskNote: 'Minister!' }, version + 1);
    expect([wrote.status, wrote.body.code]).toEqual([403, 'not-allowed']);
  });

  test('tokens for many badges are one query, and the same as one by one', async () => {
    const people = [await newcomer(), await newcomer(), await newcomer()];
    const service = app.app.get(BadgeTokens);
    let made = new Map<string, string>();
    const ids = [...people.map(({ id }) => id), '0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11'];
    expect(
      await statementsOf(app.db, async () => {
        made = await service.tokensOf(ids);
      }),
    ).toBe(1);
    expect(made.size).toBe(3);
    for (const { id } of people) expect(made.get(id)).toBe(await badgeToken(event, id));
  });
});
