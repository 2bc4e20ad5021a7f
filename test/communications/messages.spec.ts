import { newId } from '../../src/platform/database/base.entity';
import { startApp, type TestApp } from '../support/app';
import { makeEvent, type TestEvent } from '../support/factories';
import { recipient, sampleNotice, send } from './sample-notices';

let app: TestApp;
let event: TestEvent;
let other: TestEvent;

beforeAll(async () => {
  app = await startApp();
  [event, other] = [await makeEvent(app), await makeEvent(app)];
});

const messagesOf = async (kind: string, query = '') =>
  (await event.staff.get(`${event.path}/messages?kind=${kind}&${query}`)).body;

describe('messages', () => {
  it('are listed newest first, by pages, and found by state, recipient, registration and part of a name or address', async () => {
    const sample = sampleNotice(app);
    const people = ['Vladimir Norov', '李娜', 'Aigerim Bekova'].map((name, i) =>
      recipient({ name, email: `person-${i}@ministry.example` }),
    );
    for (const person of people) {
      await send(app, event.id, sample, [person]);
      app.clock.advance(1000);
    }
    await send(app, event.id, sample, [recipient({ name: 'Nobody', email: 'nobody' })]);
    await app.settled();
    const { kind } = sample.notice;
    const names = async (query: string): Promise<string[]> =>
      (await messagesOf(kind, query)).items.map(({ name }: { name: string }) => name);
    expect(await names('')).toEqual(['Nobody', 'Aigerim Bekova', '李娜', 'Vladimir Norov']);
    expect(await names('state=sent&sort=createdAt')).toEqual(['Vladimir Norov', '李娜', 'Aigerim Bekova']);
    expect(await names('state=suppressed,failed')).toEqual(['Nobody']);
    expect(await names('q=norov')).toEqual(['Vladimir Norov']);
    expect(await names(`q=${encodeURIComponent('李')}`)).toEqual(['李娜']);
    expect(await names('q=person-2%40')).toEqual(['Aigerim Bekova']);
    expect(await names(`registrationId=${people[0]!.registrationId}`)).toEqual(['Vladimir Norov']);
    const first = await messagesOf(kind, 'limit=3&withTotal=true');
    expect(first.total).toBe(4);
    expect(await names(`limit=3&cursor=${first.nextCursor}`)).toEqual(['Vladimir Norov']);
  });

  it('say what they say, as it would read now', async () => {
    const sample = sampleNotice(app);
    await send(app, event.id, sample, [recipient({ locale: 'ru' })]);
    await app.settled();
    const [{ id }] = (await messagesOf(sample.notice.kind)).items;
    sample.about = 'the new programme';
    const { status, body } = await event.staff.get(`${event.path}/messages/${id}`);
    expect(body.said).toEqual({ language: 'ru', text: expect.stringContaining('the programme') });
    expect({
      status,
      sent: body.subjectLine,
      now: body.preview.subject,
      language: body.preview.language,
      missing: body.previewMissing,
    }).toEqual({
      status: 200,
      sent: 'About the programme [ru]',
      now: 'About the new programme [ru]',
      language: 'ru',
      missing: null,
    });
    sample.withheld.set('Li Na', 'The registration was cancelled.');
    const gone = (await event.staff.get(`${event.path}/messages/${id}`)).body;
    expect({ preview: gone.preview, missing: gone.previewMissing }).toEqual({
      preview: null,
      missing: 'The registration was cancelled.',
    });
  });

  it('are not shown when they sign their reader in', async () => {
    const sample = sampleNotice(app, { confidential: true });
    await send(app, event.id, sample, [recipient()]);
    await app.settled();
    const [{ id }] = (await messagesOf(sample.notice.kind)).items;
    const { body } = await app.admin.get(`${event.path}/messages/${id}`);
    expect({ preview: body.preview, missing: body.previewMissing }).toEqual({
      preview: null,
      missing: 'Only its reader may see this message.',
    });
  });

  it('are seen by those who answer for them, and only in their event', async () => {
    const sample = sampleNotice(app);
    await send(app, event.id, sample, [recipient()]);
    await app.settled();
    const [{ id }] = (await messagesOf(sample.notice.kind)).items;
    const statusFor = async (...roles: Parameters<TestApp['staff']>[1][]) =>
      (await (await app.staff(event.id, ...roles)).get(`${event.path}/messages/${id}`)).status;
    expect({
      communications: await statusFor('communications'),
      auditor: await statusFor('auditor'),
      protocol: await statusFor('protocol'),
      check_in: await statusFor('check_in'),
    }).toEqual({
      communications: 200,
      auditor: 200,
      protocol: 403,
      check_in: 403,
    });
    expect((await app.api.get(`${event.path}/messages`)).status).toBe(401);
    expect((await other.staff.get(`${other.path}/messages/${id}`)).status).toBe(404);
    expect((await other.staff.get(`${event.path}/messages/${id}`)).status).toBe(404);
    expect((await event.staff.get(`${event.path}/messages/${newId()}`)).status).toBe(404);
  });

  it('can be called off as long as they have not gone out, by those who write them', async () => {
    const sample = sampleNotice(app);
    sample.fails = true;
    await send(app, event.id, sample, [recipient({ name: 'A' }), recipient({ name: 'B' })]);
    await app.settled();
    const { items } = await messagesOf(sample.notice.kind);
    const auditor = await app.staff(event.id, 'auditor');
    expect((await auditor.move(`${event.path}/messages/${items[0].id}`, 'cancel')).status).toBe(403);
    const cancelled = await event.staff.move(`${event.path}/messages/${items[0].id}`, 'cancel', {
      comment: 'A mistake in the date',
    });
    expect({ status: cancelled.status, state: cancelled.body.state, detail: cancelled.body.detail }).toEqual({
      status: 200,
      state: 'cancelled',
      detail: 'A mistake in the date',
    });
    sample.fails = false;
    app.clock.advance(60_000);
    await app.settled();
    expect(
      (await messagesOf(sample.notice.kind, 'sort=createdAt')).items
        .map(({ state }: { state: string }) => state)
        .sort(),
    ).toEqual(['cancelled', 'sent']);
    const sent = await event.staff.move(`${event.path}/messages/${items[1].id}`, 'cancel');
    expect(sent.status).toBe(409);
  });

  it('can be marked as bounced with what came back, and tried again', async () => {
    const sample = sampleNotice(app);
    await send(app, event.id, sample, [recipient()]);
    await app.settled();
    const [{ id }] = (await messagesOf(sample.notice.kind)).items;
    const path = `${event.path}/messages/${id}`;
    expect((await event.staff.move(path, 'bounce')).status).toBe(422);
    expect((await event.staff.move(path, 'bounce', { comment: 'Mailbox full' })).body.state).toBe('bounced');
    expect((await event.staff.move(path, 'send')).status).toBe(403);
    expect((await event.staff.move(path, 'retry')).body.state).toBe('pending');
    await app.settled();
    expect((await event.staff.get(path)).body.state).toBe('sent');
  });

  describe('that did not arrive', () => {
    const bounced = async () => {
      const sample = sampleNotice(app);
      await send(app, event.id, sample, [recipient({ name: 'Li Na', email: 'li.na@old.example' })]);
      await app.settled();
      const [{ id }] = (await messagesOf(sample.notice.kind)).items;
      const path = `${event.path}/messages/${id}`;
      await event.staff.move(path, 'bounce', { comment: 'The mailbox does not exist.' });
      return { sample, id, path };
    };
    const undelivered = async (): Promise<string[]> =>
      (await event.staff.get(`${event.path}/tasks?kind=message.undelivered`)).body.items.map(
        ({ subjectId }: { subjectId: string }) => subjectId,
      );

    it('are a task until somebody has seen to them, and says how', async () => {
      const { id, path } = await bounced();
      expect(await undelivered()).toContain(id);
      expect((await event.staff.move(path, 'acknowledge')).status).toBe(422);
      const seen = await event.staff.move(path, 'acknowledge', { comment: 'Told by telephone.' });
      expect(seen.body).toMatchObject({ state: 'bounced', acknowledgedAt: app.clock.now().toISOString() });
      expect(await undelivered()).not.toContain(id);
      expect((await event.staff.move(path, 'acknowledge', { comment: 'Once more.' })).status).toBe(409);
    });

    it('are sent again as a message of their own, and are seen to by that', async () => {
      const { sample, id, path } = await bounced();
      sample.about = 'the new programme';
      const { status, body } = await event.staff.post(`${path}/resend`);
      expect([status, body.state, body.cause]).toEqual([
        201,
        'pending',
        (await event.staff.get(path)).body.cause,
      ]);
      await app.settled();
      const again = (await event.staff.get(`${event.path}/messages/${body.id}`)).body;
      expect(again).toMatchObject({ state: 'sent', subjectLine: 'About the new programme [en]' });
      expect(again.messageIdHeader).not.toBe((await event.staff.get(path)).body.messageIdHeader);
      expect(await undelivered()).not.toContain(id);
      const [{ data }] = (await event.staff.get(`${event.path}/messages/${body.id}/history`)).body.items;
      expect(data).toEqual({ againOf: id });
    });

    it('are not sent again while they wait, by those without the right, or from another event', async () => {
      const { path, sample } = await bounced();
      sample.withheld.set('Li Na', 'The registration was cancelled.');
      const auditor = await app.staff(event.id, 'auditor');
      expect((await auditor.post(`${path}/resend`)).status).toBe(403);
      expect((await other.staff.post(path.replace(event.slug, other.slug) + '/resend')).status).toBe(404);
      const { body } = await event.staff.post(`${path}/resend`);
      await app.settled();
      const withheld = (await event.staff.get(`${event.path}/messages/${body.id}`)).body;
      expect([withheld.state, withheld.detail]).toEqual(['suppressed', 'The registration was cancelled.']);
      const refused = await event.staff.post(`${event.path}/messages/${body.id}/resend`);
      expect([refused.status, refused.body.detail]).toEqual([
        409,
        'It is suppressed; only what was sent, failed or came back is sent again.',
      ]);
    });
  });
});
