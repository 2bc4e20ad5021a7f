import { mkdirSync, writeFileSync } from 'node:fs';
import { makeDelegation } from '../delegations/support';
import { startApp, type TestApp } from '../support/app';
import { readPdf } from '../support/pdf';
import {
  book,
  makeDeparture,
  makeParticipant,
  makeVisit,
  makeVisitedEvent,
  participantOf,
  type VisitedEvent,
} from './support';

/** A visit with two departures: one that went with everything that can happen, one that was cancelled. */
describe('who went on a visit', () => {
  let app: TestApp;
  let event: VisitedEvent;
  let visit: any;
  let departure: any;
  let bookings: any[];
  const path = (): string => `${event.path}/departures/${departure.id}`;
  const correct = (booking: any, input: object, comment?: string) =>
    event.staff.move(`${event.path}/bookings/${booking.id}`, 'correct', {
      input,
      ...(comment === undefined ? {} : { comment }),
    });

  beforeAll(async () => {
    app = await startApp();
    event = await makeVisitedEvent(app);
    visit = await makeVisit(event, {
      title: 'Huawei headquarters',
      titles: { ru: 'Штаб-квартира Huawei', zh: '华为总部' },
      address: 'Bantian, Shenzhen',
    });
    departure = await makeDeparture(event, { capacity: 12, guide: 'Liu Yang' }, { visitId: visit.id });
    const other = await makeDeparture(
      event,
      { startsAt: '2019-10-24T09:00:00+08:00', endsAt: '2019-10-24T12:00:00+08:00' },
      { visitId: visit.id },
    );
    const delegation = await makeDelegation(event, {}, { names: { ru: 'Министерство связи', zh: '通信部' } });
    const names = ['Anna', 'Boris', 'Chen', 'Dina', 'Emil', 'Farid', 'Gulnara', 'Hana'];
    bookings = [];
    for (const [index, givenName] of names.entries()) {
      const person = await makeParticipant(app, event, {
        givenName,
        familyName: 'Test',
        ...(index === 2 ? { nativeName: '陈伟' } : {}),
      });
      if (index < 3)
        await app.db.query('UPDATE registrations SET delegation_id = $2 WHERE id = $1', [
          person.id,
          delegation.id,
        ]);
      bookings.push(await book(event, departure.id, person.id));
    }
    await event.staff.move(`${event.path}/departures/${other.id}`, 'cancel', {
      comment: 'Works.',
      input: { reason: 'Works in the building.', reasons: { ru: 'Ремонт в здании.', zh: '楼内施工。' } },
    });
    const refused = await event.staff.move(`${event.path}/bookings/${bookings[7].id}`, 'refuse', {
      input: { code: 'other', remark: 'Not received.' },
    });
    expect(refused.status).toBe(200);
    await app.at('2019-10-22T08:00:00Z');
    await event.staff.delete(`${path()}/bookings/${bookings[6].id}`, bookings[6].version);
    await app.at('2019-10-23T01:10:00Z');
    await event.staff.move(path(), 'depart');
    for (const booking of bookings.slice(0, 4))
      for (const step of ['board', 'return'])
        await event.staff.move(`${event.path}/bookings/${booking.id}`, step);
    await event.staff.move(`${event.path}/bookings/${bookings[4].id}`, 'miss', { comment: 'Overslept.' });
    await app.at('2019-10-23T04:40:00Z');
    await event.staff.move(path(), 'return');
    await app.settled();
  }, 60_000);

  test('is counted by delegation, with everybody who had a place', async () => {
    const { body } = await event.staff.get(`${path()}/attendance`);
    expect(body.numbers).toEqual({ booked: 6, went: 4, onTheWay: 0, absent: 1, excused: 0, notCounted: 1 });
    expect(
      body.delegations.map(({ names, numbers }: any) => [names.ru, numbers.booked, numbers.went]),
    ).toEqual([
      ['Министерство связи', 3, 3],
      [undefined, 3, 1],
    ]);
    expect(body.people.map(({ name, presence, why }: any) => [name, presence, why])).toEqual([
      ['Anna Test', 'went', null],
      ['Boris Test', 'went', null],
      ['Chen Test', 'went', null],
      ['Dina Test', 'went', null],
      ['Emil Test', 'absent', 'Overslept.'],
      ['Farid Test', 'not_counted', null],
    ]);
  });

  test('is corrected late, with a reason, by coordinators only', async () => {
    expect((await correct(bookings[5], { went: true })).body.code).toBe('comment-required');
    const marshal = await app.staff(event.id, 'transport_marshal');
    const forbidden = await marshal.move(`${event.path}/bookings/${bookings[5].id}`, 'correct', {
      comment: 'Was there.',
      input: { went: true },
    });
    expect(forbidden.status).toBe(403);
    const went = await correct(bookings[5], { went: true }, 'Was not scanned.');
    expect([went.status, went.body.state]).toEqual([200, 'returned']);
    const excused = await correct(bookings[4], { went: false, excused: true }, 'Ill, as the doctor says.');
    expect([excused.status, excused.body.state]).toEqual([200, 'no_show']);
    const { body } = await event.staff.get(`${path()}/attendance`);
    expect(body.numbers).toEqual({ booked: 6, went: 5, onTheWay: 0, absent: 0, excused: 1, notCounted: 0 });
    expect(
      body.people.slice(4).map(({ presence, why, corrected }: any) => [presence, why, corrected]),
    ).toEqual([
      ['excused', 'Ill, as the doctor says.', true],
      ['went', 'Was not scanned.', true],
    ]);
    const history = (await event.staff.get(`${event.path}/bookings/${bookings[4].id}/history`)).body.items;
    expect(history.at(-1)).toMatchObject({
      transition: 'correct',
      comment: 'Ill, as the doctor says.',
      data: { went: false, excused: true },
    });
    const before = await makeDeparture(event, {
      startsAt: '2019-10-25T09:00:00+08:00',
      endsAt: '2019-10-25T10:00:00+08:00',
      cutOffAt: '2019-10-25T08:00:00+08:00',
    });
    const early = await book(event, before.id, bookings[0].registrationId);
    const tooEarly = await correct(early, { went: true }, 'Guess.');
    expect([tooEarly.status, tooEarly.body.code]).toEqual([409, 'transition-not-possible']);
  });

  test('is reported with timings, changes, words, and those who did not go', async () => {
    const own = await participantOf(app, event, { id: bookings[0].registrationId });
    await own.put(`${event.path}/bookings/${bookings[0].id}/feedback`, { rating: 5, remarks: 'Splendid.' });
    await event.staff.put(`${event.path}/site-visits/${visit.id}/feedback/${departure.id}`, {
      rating: 5,
      came: 5,
      remarks: 'We were glad to have you.',
    });
    await event.staff.move(path(), 'report', {
      input: { report: 'The group saw the hall.\nMany questions.' },
    });
    const { body } = await event.staff.get(`${path()}/report`);
    expect(body.departures).toMatchObject([
      {
        departureId: departure.id,
        state: 'reported',
        departedAt: '2019-10-23T01:10:00.000Z',
        returnedAt: '2019-10-23T04:40:00.000Z',
        refused: 1,
        cancelledLate: 1,
        changes: [],
        report: 'The group saw the hall.\nMany questions.',
        host: { came: 5 },
        participants: { answers: 1, ratingTenths: null, remarks: null },
      },
    ]);
    const whole = (await event.staff.get(`${event.path}/site-visits/${visit.id}/report`)).body;
    expect(whole.departures.map(({ state }: any) => state)).toEqual(['reported', 'cancelled']);
    expect(whole.departures[1].changes).toMatchObject([
      { kind: 'cancelled', reason: 'Works in the building.' },
    ]);
    expect(whole.numbers).toMatchObject({ booked: 6, went: 5, excused: 1 });
    expect((await own.get(`${path()}/report`)).status).toBe(404);
  });

  test.each([
    [
      'en',
      [
        'Report on a visit',
        'Emil Test',
        'Excused: Ill, as the doctor says.',
        'Too few have answered',
        'Counted by the host: 5',
      ],
    ],
    ['ru', ['Отчёт о посещении', 'Штаб-квартира Huawei', 'Министерство связи', 'Ремонт в здании.']],
    ['zh', ['参观活动报告', '华为总部', '通信部', '陈伟', '楼内施工。']],
  ])('is printed in %s', async (language, expected) => {
    const { body, headers, status } = await event.staff.download(
      `${event.path}/site-visits/${visit.id}/report.pdf?language=${language}`,
    );
    expect([status, headers.get('content-type')]).toEqual([200, 'application/pdf']);
    if (process.env['KEEP_PDF']) {
      mkdirSync(process.env['KEEP_PDF'], { recursive: true });
      writeFileSync(`${process.env['KEEP_PDF']}/report-${language}.pdf`, body);
    }
    const text = readPdf(body)
      .pages.flatMap(({ texts }) => texts.map(({ text: one }) => one))
      .join(' ');
    for (const words of expected) expect(text).toContain(words);
    expect(text).not.toContain('Splendid.');
  });
});
