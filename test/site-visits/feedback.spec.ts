import { Links } from '../../src/access/links.service';
import { totalsOf } from '../../src/site-visits/feedback/feedback.rules';
import type { Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import {
  book,
  makeDeparture,
  makeParticipant,
  makeVisit,
  makeVisitedEvent,
  participantOf,
  type VisitedEvent,
} from './support';

describe('answers taken together', () => {
  const answer = (rating: number, recommends: boolean | null, remarks: string | null = null) => ({
    rating,
    recommends,
    remarks,
  });

  test('say the mean, how often each rating was given, and who would recommend it of those who said', () => {
    const answers = [answer(5, true, 'b'), answer(4, null), answer(4, false, 'a')];
    expect(totalsOf(answers, 1)).toEqual({
      answers: 3,
      rating: 4.3,
      ratings: [0, 0, 0, 2, 1],
      recommend: { yes: 1, of: 2 },
      remarks: ['a', 'b'],
    });
  });

  test('say only how many there are while there are too few', () => {
    const nothing = { rating: null, ratings: null, recommend: null, remarks: null };
    expect(totalsOf([answer(5, true, 'x')], 2)).toEqual({ answers: 1, ...nothing });
    expect(totalsOf([], 1)).toEqual({ answers: 0, ...nothing });
  });
});

describe('how visits were', () => {
  let app: TestApp;
  let event: VisitedEvent;
  let visit: any;
  let departure: any;
  let went: { id: string; booking: any }[];
  let absent: { id: string; booking: any };
  let host: Api;
  const path = (): string => `${event.path}/departures/${departure.id}`;
  const mails = async (): Promise<string[]> => {
    await app.settled();
    const rows = await app.db.query<{ kind: string }>(
      `SELECT kind FROM messages WHERE event_id = $1 AND kind LIKE 'visit-feedback.%' AND state = 'sent' ORDER BY kind`,
      [event.id],
    );
    return rows.map(({ kind }) => kind);
  };
  const own = (id: string): Promise<Api> => participantOf(app, event, { id });
  const say = async (who: { id: string; booking: any }, body: object) =>
    (await own(who.id)).put(`${event.path}/bookings/${who.booking.id}/feedback`, body);

  beforeAll(async () => {
    app = await startApp();
    event = await makeVisitedEvent(app);
    visit = await makeVisit(event, {
      contactName: 'Wang Fang',
      contactEmail: 'visits@huawei.example',
      feedbackDays: 7,
    });
    expect(visit.feedbackDays).toBe(7);
    departure = await makeDeparture(event, { capacity: 10 }, { visitId: visit.id });
    const people: { id: string; booking: any }[] = [];
    for (let n = 0; n < 6; n += 1) {
      const { id } = await makeParticipant(app, event);
      people.push({ id, booking: await book(event, departure.id, id) });
    }
    went = people.slice(0, 5);
    absent = people[5]!;
    await app.at('2019-10-23T01:10:00Z');
    await event.staff.move(path(), 'depart');
    for (const { booking } of went)
      for (const step of ['board', 'return']) {
        const moved = await event.staff.move(`${event.path}/bookings/${booking.id}`, step);
        expect(moved.status).toBe(200);
      }
    await event.staff.move(`${event.path}/bookings/${absent.booking.id}`, 'miss');
    const token = await app.app
      .get(Links)
      .tokensOfHolders(
        'site_visit',
        event.id,
        [{ id: visit.id, name: 'Wang Fang', holder: 'visits@huawei.example' }],
        new Date('2099-01-01'),
      );
    host = app.api.as(token({ id: visit.id, holder: 'visits@huawei.example' })!);
  });

  test('nobody is asked, and nothing can be said, before the group is back', async () => {
    expect(await mails()).toEqual([]);
    const early = await say(went[0]!, { rating: 5 });
    expect([early.status, early.body.code]).toEqual([409, 'feedback-closed']);
  });

  test('those who went and the host are asked once, with a link to their page', async () => {
    await app.at('2019-10-23T04:40:00Z');
    expect((await event.staff.move(path(), 'return')).status).toBe(200);
    expect(await mails()).toEqual(['visit-feedback.host', ...Array(5).fill('visit-feedback.participant')]);
    // Whoever turns out to have been there after all is asked then; nobody else again.
    const late = await event.staff.move(`${event.path}/bookings/${absent.booking.id}`, 'correct', {
      comment: 'Came by taxi.',
      input: { went: true },
    });
    expect([late.status, late.body.state]).toEqual([200, 'returned']);
    expect((await mails()).filter((kind) => kind.endsWith('participant'))).toHaveLength(6);
    await event.staff.move(`${event.path}/bookings/${absent.booking.id}`, 'correct', {
      comment: 'It was somebody else.',
      input: { went: false },
    });
    const rows = await app.db.query<{ id: string }>(
      `SELECT id FROM messages WHERE kind = 'visit-feedback.participant' AND registration_id = $1`,
      [went[0]!.id],
    );
    const mail = (await app.admin.get(`${event.path}/messages/${rows[0]!.id}`)).body;
    expect(mail.preview.text).toMatch(/\/visits\?token=pl\./);
  });

  test('somebody who went says it by their own link, and may say it otherwise; nobody else reads who said what', async () => {
    expect((await say(went[0]!, { rating: 6 })).status).toBe(422);
    expect((await say(went[0]!, { rating: 2, remarks: 'Too short.' })).status).toBe(200);
    const again = await say(went[0]!, { rating: 4, recommends: true, remarks: 'Worth it.' });
    expect(again.body.items).toMatchObject([
      { rating: 4, recommends: true, remarks: 'Worth it.', open: true },
    ]);
    const stranger = await own(went[1]!.id);
    const foreign = `${event.path}/bookings/${went[0]!.booking.id}/feedback`;
    expect((await stranger.put(foreign, { rating: 1 })).status).toBe(404);
    expect((await event.staff.put(foreign, { rating: 1 })).status).toBe(404);
    expect((await event.staff.get(`${event.path}/visit-feedback?registrationId=${went[0]!.id}`)).status).toBe(
      404,
    );
    const notThere = await say(absent, { rating: 1 });
    expect([notThere.status, notThere.body.code]).toEqual([409, 'feedback-closed']);
    const staff = (await event.staff.get(`${path()}/feedback`)).body;
    expect(staff.participants).toEqual({
      answers: 1,
      ratingTenths: 40,
      ratings: [0, 0, 0, 1, 0],
      recommend: { yes: 1, of: 1 },
      remarks: ['Worth it.'],
    });
    expect(JSON.stringify(staff)).not.toContain(went[0]!.id);
  });

  test('the host answers by its link, and reads the others only once there are enough of them', async () => {
    const hosted = `${event.path}/site-visits/${visit.id}/feedback`;
    const before = (await host.get(hosted)).body;
    expect(before.items).toMatchObject([
      {
        departureId: departure.id,
        went: 5,
        own: null,
        participants: { answers: 1, ratingTenths: null, remarks: null },
      },
    ]);
    const said = await host.put(`${hosted}/${departure.id}`, {
      rating: 5,
      came: 5,
      remarks: 'Good questions.',
    });
    expect([said.status, said.body.items[0].own]).toMatchObject([
      200,
      { rating: 5, came: 5, remarks: 'Good questions.', by: 'Wang Fang' },
    ]);
    for (const who of went.slice(1)) expect((await say(who, { rating: 5 })).status).toBe(200);
    const after = (await host.get(hosted)).body;
    expect(after.items[0].participants).toMatchObject({
      answers: 5,
      ratingTenths: 48,
      remarks: ['Worth it.'],
    });
    // No other visit, and nothing of the staff's.
    const other = await makeVisit(event);
    expect((await host.get(`${event.path}/site-visits/${other.id}/feedback`)).status).toBe(404);
    expect(
      (await host.put(`${event.path}/site-visits/${other.id}/feedback/${departure.id}`, { rating: 1 }))
        .status,
    ).toBe(404);
    expect((await host.get(`${path()}/feedback`)).status).toBe(404);
    const participant = await own(went[0]!.id);
    expect((await participant.get(hosted)).status).toBe(404);
  });

  test('all of it can be answered on a page without an account', async () => {
    const post = (token: string, fields: Record<string, string>) =>
      fetch(`${app.url}/visits`, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ token, ...fields }),
      });
    const page = async (token: string): Promise<string> =>
      (await fetch(`${app.url}/visits?token=${token}`)).text();
    const participant = await own(went[1]!.id);
    expect(await page(participant.token!)).toContain('Would you recommend this visit');
    const sent = await post(participant.token!, {
      id: went[1]!.booking.id,
      answer: 'say',
      rating: '3',
      recommends: 'no',
      remarks: 'Long\r\nqueue',
    });
    expect(sent.status).toBe(303);
    const answers = (await participant.get(`${event.path}/visit-feedback?registrationId=${went[1]!.id}`))
      .body;
    expect(answers.items).toMatchObject([{ rating: 3, recommends: false, remarks: 'Long\nqueue' }]);
    expect(await page(participant.token!)).toContain('Thank you for your answer');
    expect(
      (await post(participant.token!, { id: went[0]!.booking.id, answer: 'say', rating: '1' })).status,
    ).toBe(404);
    expect((await post(participant.token!, { id: went[1]!.booking.id, answer: 'say' })).status).toBe(400);
    expect(await page(host.token!)).toContain('How many people came?');
    expect(
      (await post(host.token!, { id: departure.id, answer: 'host', rating: '4', came: '6' })).status,
    ).toBe(303);
    expect((await event.staff.get(`${path()}/feedback`)).body.host).toMatchObject({ rating: 4, came: 6 });
    expect((await post(host.token!, { id: went[0]!.booking.id, answer: 'say', rating: '1' })).status).toBe(
      404,
    );
  });

  test('it closes by the clock', async () => {
    await app.at('2019-10-30T04:00:00Z');
    const closed = await say(went[0]!, { rating: 1 });
    expect([closed.status, closed.body.code]).toEqual([409, 'feedback-closed']);
    expect(
      (await host.put(`${event.path}/site-visits/${visit.id}/feedback/${departure.id}`, { rating: 1 }))
        .status,
    ).toBe(409);
    expect((await event.staff.get(`${path()}/feedback`)).body.participants.answers).toBe(5);
  });
});
