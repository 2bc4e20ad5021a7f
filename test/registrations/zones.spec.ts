import { createHmac } from 'node:crypto';
import type { Answer, Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { make, makeEvent, type TestEvent } from '../support/factories';
import { readPdf } from '../support/pdf';
import { makeCategory, makePoint, personInput, register } from './support';

const noon = '2019-10-22T04:00:00Z';

describe('zones into which not everybody may go', () => {
  let app: TestApp;
  let event: TestEvent;
  let desk: Api;
  beforeAll(async () => {
    app = await startApp({ now: noon });
  });
  beforeEach(async () => {
    await app.at(noon);
    event = await makeEvent(app, { titles: { ru: 'Инфофорум-Китай 2019', zh: '2019年中国信息论坛' } });
    desk = await app.staff(event.id, 'check_in');
  });

  const makeZone = (changes: object = {}): Promise<any> =>
    make(event.staff, `${event.path}/zones`, {
      code: 'VIP',
      title: 'VIP area',
      titles: { zh: '贵宾区' },
      colour: '#B03A2E',
      ...changes,
    });
  const give = (zone: { id: string }, body: object, by: Api = event.staff): Promise<Answer> =>
    by.post(`${event.path}/zones/${zone.id}/grants`, body);
  const come = (code: string, pointId: string, more: object = {}): Promise<Answer> =>
    desk.post(`${event.path}/check-ins`, { code, pointId, ...more });
  const outcome = ({ status, body }: Answer): unknown[] => [status, body.reason];

  test('are added, changed and removed by organisers and security; faults are named', async () => {
    const security = await app.staff(event.id, 'security');
    const made = await security.post(`${event.path}/zones`, {
      code: 'B2',
      title: 'Backstage',
      place: 'Hall B',
    });
    expect([made.status, made.body.code, made.body.colour, made.body.place]).toEqual([
      201,
      'B2',
      null,
      'Hall B',
    ]);
    const path = `${event.path}/zones/${made.body.id}`;
    const twice = await security.post(`${event.path}/zones`, { code: 'B2', title: 'Other' });
    expect([twice.status, twice.body.code, twice.body.errors[0].pointer]).toEqual([
      409,
      'zone-code-taken',
      '/code',
    ]);
    const small = await security.post(`${event.path}/zones`, { code: 'b 2', title: 'Other' });
    expect([small.status, small.body.errors[0].pointer]).toEqual([422, '/code']);
    expect((await desk.post(`${event.path}/zones`, { code: 'C', title: 'C' })).status).toBe(403);
    const changed = await security.patch(path, { title: 'Backstage of hall B' }, 1);
    expect([changed.status, changed.body.title]).toEqual([200, 'Backstage of hall B']);
    const category = await makeCategory(event);
    await give(made.body, { categoryId: category.id });
    const used = await security.delete(path, 2);
    expect([used.status, used.body.code]).toEqual([409, 'zone-in-use']);
    const { body } = await desk.get(`${path}/grants`);
    await security.delete(`${path}/grants/${body.items[0].id}`, body.items[0].version);
    expect((await security.delete(path, 2)).status).toBe(204);
    const other = await makeEvent(app);
    expect((await other.staff.get(`${other.path}/zones/${made.body.id}`)).status).toBe(404);
  });

  test('are given to a category or to one person, always or for a time; what is wrong with it is said', async () => {
    const zone = await makeZone();
    const category = await makeCategory(event);
    const { id: registrationId } = await register(app.api, event, category.id);
    const codeOf = ({ status, body }: Answer): unknown[] => [status, body.code, body.errors?.[0]?.pointer];
    expect(codeOf(await give(zone, {}))).toEqual([422, 'zone-grant-invalid', '/categoryId']);
    expect(codeOf(await give(zone, { categoryId: category.id, registrationId }))).toEqual([
      422,
      'zone-grant-invalid',
      '/categoryId',
    ]);
    const from = '2019-10-23T18:00:00+08:00';
    expect(codeOf(await give(zone, { categoryId: category.id, from, until: from }))).toEqual([
      422,
      'zone-grant-invalid',
      '/until',
    ]);
    expect(codeOf(await give(zone, { categoryId: zone.id }))).toEqual([
      422,
      'zone-grant-invalid',
      '/categoryId',
    ]);
    expect(codeOf(await give(zone, { registrationId: zone.id }))).toEqual([
      422,
      'zone-grant-invalid',
      '/registrationId',
    ]);
    const protocol = await app.staff(event.id, 'protocol');
    const given = await give(zone, { registrationId, from, reason: 'Interprets' }, protocol);
    expect([given.status, given.body.from, given.body.until, given.body.reason]).toEqual([
      201,
      '2019-10-23T10:00:00.000Z',
      null,
      'Interprets',
    ]);
    expect(codeOf(await give(zone, { registrationId, from }))).toEqual([409, 'zone-grant-exists', undefined]);
    await give(zone, { categoryId: category.id, until: from });
    const { items } = (await desk.get(`${event.path}/registrations/${registrationId}/zones`)).body;
    expect(items.map(({ zoneCode, categoryId }: any) => [zoneCode, categoryId])).toEqual([
      ['VIP', null],
      ['VIP', category.id],
    ]);
  });

  test('codes that a category is given are zones; those for a time stay beside them', async () => {
    const category = await makeCategory(event, { zones: ['A', 'B2'] });
    expect(category.zones).toEqual(['A', 'B2']);
    const { items } = (await event.staff.get(`${event.path}/zones`)).body;
    expect(items.map(({ code }: any) => code)).toEqual(['A', 'B2']);
    await give(await makeZone(), { categoryId: category.id, until: '2019-10-23T00:00:00Z' });
    const path = `${event.path}/categories/${category.id}`;
    const changed = await event.staff.patch(path, { zones: ['A'] }, category.version);
    expect(changed.body.zones).toEqual(['A']);
    const vip = (await event.staff.get(`${event.path}/zones?q=VIP`)).body.items[0];
    expect((await event.staff.get(`${event.path}/zones/${vip.id}/grants`)).body.items.length).toBe(1);
  });

  describe('at their doors', () => {
    test('let in who may go there now, and say why not otherwise', async () => {
      const zone = await makeZone();
      const [guests, press] = [await makeCategory(event), await makeCategory(event)];
      await give(zone, { categoryId: guests.id });
      await give(zone, {
        categoryId: press.id,
        from: '2019-10-22T14:00:00+08:00',
        until: '2019-10-22T16:00:00+08:00',
      });
      const door = await makePoint(event, { title: 'VIP door', zoneId: zone.id });
      expect(door.zoneId).toBe(zone.id);
      expect((await event.staff.get(`${event.path}/zones/${zone.id}`)).body.pointIds).toEqual([door.id]);
      const other = await makeCategory(event);
      const guest = await register(app.api, event, guests.id);
      const journalist = await register(app.api, event, press.id);
      const nobody = await register(app.api, event, other.id);
      expect(outcome(await come(guest.code, door.id))).toEqual([201, undefined]);
      const kept = await come(nobody.code, door.id);
      expect([kept.status, kept.body.code, kept.body.reason]).toEqual([
        409,
        'check-in-not-in-zone',
        'not_in_zone',
      ]);
      expect(outcome(await come(journalist.code, door.id))).toEqual([409, 'zone_not_now']);
      // From the first instant on, until before the last one.
      await app.at('2019-10-22T06:00:00Z');
      expect(outcome(await come(journalist.code, door.id))).toEqual([201, undefined]);
      expect(outcome(await come(journalist.code, door.id, { direction: 'out' }))).toEqual([201, undefined]);
      await app.at('2019-10-22T08:00:00Z');
      const late = await come(journalist.code, door.id);
      expect([late.status, late.body.code, late.body.reason]).toEqual([
        409,
        'check-in-zone-not-now',
        'zone_not_now',
      ]);
      // One person is given more than the category has.
      await give(zone, { registrationId: journalist.id, until: '2019-10-22T20:00:00+08:00' });
      expect(outcome(await come(journalist.code, door.id))).toEqual([201, undefined]);
      const refusals = (await desk.get(`${event.path}/check-in-refusals?pointId=${door.id}`)).body.items;
      expect(refusals.map(({ reason }: any) => reason).sort()).toEqual([
        'not_in_zone',
        'zone_not_now',
        'zone_not_now',
      ]);
      // Where there is no door of a zone, zones keep nobody out.
      const hall = await makePoint(event, { title: 'Hall' });
      expect(outcome(await come(nobody.code, hall.id))).toEqual([201, undefined]);
      const unknown = await event.staff.patch(
        `${event.path}/check-in-points/${hall.id}`,
        { zoneId: hall.id },
        hall.version,
      );
      expect([unknown.status, unknown.body.errors[0].pointer]).toEqual([422, '/zoneId']);
    });

    test('a scanner that is offline has who may come, with the times of those who may not always', async () => {
      const zone = await makeZone();
      const [guests, press, other] = [
        await makeCategory(event),
        await makeCategory(event),
        await makeCategory(event),
      ];
      await give(zone, { categoryId: guests.id });
      const window = { from: '2019-10-22T06:00:00.000Z', until: '2019-10-22T08:00:00.000Z' };
      await give(zone, { categoryId: press.id, ...window });
      const door = await makePoint(event, { title: 'VIP door', zoneId: zone.id });
      const [guest, journalist, nobody] = [
        await register(app.api, event, guests.id),
        await register(app.api, event, press.id),
        await register(app.api, event, other.id),
      ];
      await give(zone, { registrationId: journalist.id, from: '2019-10-24T00:00:00.000Z' });
      const { body } = await desk.get<string>(`${event.path}/check-in-points/${door.id}/offline`);
      const [head, ...lines] = body
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(head.decides).toContain('when, at the door of a zone that somebody may enter for a time only');
      const entry = (id: string): any => {
        const digest = createHmac('sha256', Buffer.from(head.salt, 'base64url')).update(id).digest();
        return lines.find(({ i }) => i === digest.subarray(0, 12).toString('base64url'));
      };
      expect(entry(guest.id).w).toBeUndefined();
      expect(entry(journalist.id).w).toEqual([
        [window.from, window.until],
        ['2019-10-24T00:00:00.000Z', null],
      ]);
      expect(entry(nobody.id)).toBeUndefined();
      // What it decided wrongly is seen when it comes back: the person was in, and the reason is kept.
      const sent = await desk.post(`${event.path}/check-ins/batch`, {
        deviceId: 'gate-7',
        pointId: door.id,
        scans: [
          {
            clientId: 'gate-7-1',
            code: journalist.code,
            at: '2019-10-22T03:00:00Z',
            decision: 'admitted',
          },
        ],
      });
      expect(sent.status).toBe(200);
      const seen = (await desk.get(`${event.path}/check-ins?pointId=${door.id}`)).body.items;
      expect(seen.map(({ conflict }: any) => conflict)).toEqual(['zone_not_now']);
    });
  });

  test.each(['a6', 'a4_fold'])('stand on badges with their times, as %s', async (layout) => {
    const category = await makeCategory(event, {
      title: 'Press',
      titles: { zh: '媒体' },
      badgeColour: '#17456E',
      zones: ['A'],
    });
    const zone = await makeZone();
    const press = await makeZone({ code: 'PRESS', title: 'Press centre', colour: null });
    await give(zone, {
      categoryId: category.id,
      from: '2019-10-22T14:00:00+08:00',
      until: '2019-10-22T16:00:00+08:00',
    });
    const person = personInput({
      givenName: 'Na',
      familyName: 'LI',
      nativeName: '李娜',
      post: 'Correspondent',
    });
    const one = await register(app.api, event, category.id, {
      person,
      organisationName: 'Xinhua News Agency',
    });
    const plain = await register(app.api, event, category.id);
    await give(press, {
      registrationId: one.id,
      from: '2019-10-21T09:00:00+08:00',
      until: '2019-10-25T18:00:00+08:00',
    });
    const badge = async (id: string, language = 'en'): Promise<string[]> => {
      const path = `${event.path}/registrations/${id}/badge.pdf?layout=${layout}&language=${language}`;
      const { status, body } = await event.staff.download(path);
      expect(status).toBe(200);
      return readPdf(body).pages[0]!.texts.map(({ text }) => text.trim());
    };
    const texts = await badge(one.id);
    for (const text of ['A', 'VIP', '22 Oct', '14:00–16:00', 'PRESS', '21 Oct 09:00 –', '25 Oct 18:00'])
      expect(texts).toContain(text);
    expect((await badge(one.id, 'zh')).join('')).toContain('10月22日14:00–16:00');
    expect(await badge(plain.id)).not.toContain('PRESS');
    // What is given afterwards makes a printed badge an old one.
    const states = async (): Promise<string[]> =>
      (await event.staff.get(`${event.path}/badges?q=${one.code}`)).body.items.map(({ state }: any) => state);
    expect(await states()).toEqual(['valid']);
    await give(await makeZone({ code: 'B2', title: 'Backstage' }), { registrationId: one.id });
    expect(await states()).toEqual(['changed']);
  });
});
