import { readXlsx } from 'hucre/xlsx';
import { personInput } from '../registrations/support';
import { startApp, type TestApp } from '../support/app';
import { make } from '../support/factories';
import { readPdf } from '../support/pdf';
import {
  applied,
  departurePath,
  mailsAbout,
  makeListedDeparture,
  manifestsOf,
  namesOn,
  namesOnBoard,
  tokenIn,
} from './manifest-support';
import {
  book,
  bookingsPath,
  makeDeparture,
  makeParticipant,
  makeVisit,
  makeVisitedEvent,
  participantOf,
  stateOf,
  toldTo,
  type VisitedEvent,
} from './support';

const close = (event: VisitedEvent, departureId: string) =>
  event.staff.move(departurePath(event, departureId), 'close');

const override = { reason: 'The minister joins at the request of the host' };

describe('the list that goes to the host at the cut-off', () => {
  let app: TestApp;
  let event: VisitedEvent;
  beforeAll(async () => {
    app = await startApp({ config: { manifestQuietSeconds: 0 } });
    event = await makeVisitedEvent(app);
  });

  test('the clock closes booking, and the list of everybody who has a place goes to the host', async () => {
    const own = await makeVisitedEvent(app);
    const { visit, departure } = await makeListedDeparture(own, 'HW', {
      departure: { capacity: 2, cutOffAt: '2019-06-01T18:00:00+08:00' },
    });
    const [anna, boris, clara] = await Promise.all(
      ['Anna', 'Boris', 'Clara'].map((givenName) => makeParticipant(app, own, { givenName, post: 'Envoy' })),
    );
    for (const person of [anna, boris, clara]) await book(own, departure.id, person!.id);
    await app.at('2019-06-01T18:00:00+08:00');
    expect((await own.staff.get(departurePath(own, departure.id))).body.state).toBe('closed');
    const [list, ...more] = await manifestsOf(own, departure.id);
    expect(more).toEqual([]);
    expect(list).toMatchObject({
      kind: 'list',
      reference: 'HW-1',
      amendment: 0,
      amendedBy: 0,
      state: 'sent',
      sentTo: 'Wang Fang',
      receivedAt: null,
      madeBy: 'Plenary',
      frozenAt: '2019-06-01T10:00:00.000Z',
      added: 2,
      heading: { title: visit.title, startsAt: '2019-10-23T01:00:00.000Z', cancelled: false },
    });
    // The names that the driver needs too, and what the host asked for; nothing else.
    expect(list.lines.map(({ shown }: any) => Object.keys(shown))).toEqual([
      ['name', 'post'],
      ['name', 'post'],
    ]);
    expect(list.lines.map(({ number, change }: any) => [number, change])).toEqual([
      [1, 'added'],
      [2, 'added'],
    ]);
    expect(namesOn(applied([list]))).toEqual(await namesOnBoard(app, departure.id));
    // Who waited still does, and gets no place by itself.
    const { items } = (await own.staff.get(`${bookingsPath(own, departure.id)}?state=waitlisted`)).body;
    expect(items.map(({ registrationId }: any) => registrationId)).toEqual([clara!.id]);
    const mails = await mailsAbout(app, departure.id);
    expect(mails.map(({ kind, email, state }) => [kind, email, state])).toEqual([
      ['manifest.frozen', 'visits.hw@host.example', 'sent'],
    ]);
    for (const secret of ['Petrova', 'Anna', 'Envoy']) expect(mails[0]!.all).not.toContain(secret);
  });

  test('lists of one visit are numbered in turn; amendments within their list', async () => {
    const { visit, departure } = await makeListedDeparture(event, 'TX');
    const second = await makeDeparture(
      event,
      { startsAt: '2019-10-24T09:00:00+08:00', endsAt: '2019-10-24T12:00:00+08:00' },
      { visitId: visit.id },
    );
    await close(event, second.id);
    await close(event, departure.id);
    const person = await makeParticipant(app, event);
    await event.staff.post(bookingsPath(event, second.id), { registrationId: person.id, override });
    await app.settled();
    const { items } = (await event.staff.get(`${event.path}/site-visits/${visit.id}/manifests`)).body;
    expect(items.map(({ reference, departureId }: any) => [reference, departureId])).toEqual([
      ['TX-1', second.id],
      ['TX-2', departure.id],
      ['TX-1/1', second.id],
    ]);
    const filtered = await event.staff.get(`${event.path}/site-visits/${visit.id}/manifests?listNumber=1`);
    expect(filtered.body.items.map(({ reference }: any) => reference)).toEqual(['TX-1', 'TX-1/1']);
  });

  test('before the cut-off there is no list, and nothing to override', async () => {
    const { departure } = await makeListedDeparture(event, 'NY');
    const path = departurePath(event, departure.id);
    const person = await makeParticipant(app, event);
    const answers = [
      await event.staff.get(`${path}/manifests/current`),
      await event.staff.post(`${path}/manifests`),
      await event.staff.get(`${path}/coach-list.pdf`),
      await event.staff.post(bookingsPath(event, departure.id), { registrationId: person.id, override }),
      await event.staff.patch(path, { meetingPoint: 'Gate 2', override }, departure.version),
    ];
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
      [409, 'manifest-not-yet'],
      [409, 'manifest-not-yet'],
      [409, 'manifest-not-yet'],
      [409, 'override-not-needed'],
      [409, 'override-not-needed'],
    ]);
    expect((await event.staff.get(`${path}/manifests`)).body.items).toEqual([]);
  });

  describe('after the cut-off', () => {
    test('nobody gets on it but by the word of a coordinator, who says why', async () => {
      const { departure } = await makeListedDeparture(event, 'AA');
      const first = await makeParticipant(app, event);
      await book(event, departure.id, first.id);
      await close(event, departure.id);
      const late = await makeParticipant(app, event, { givenName: 'Dmitri' });
      const path = bookingsPath(event, departure.id);
      const desk = await app.staff(event.id, 'registration_desk');
      const coordinator = await app.staff(event.id, 'visit_coordinator');
      const himself = await participantOf(app, event, late);
      const refused = [
        await himself.post(path, { registrationId: late.id }),
        await himself.post(path, { registrationId: late.id, override }),
        await desk.post(path, { registrationId: late.id }),
        await desk.post(path, { registrationId: late.id, override }),
        await coordinator.post(path, { registrationId: late.id }),
        await coordinator.post(path, { registrationId: late.id, override: { reason: '' } }),
      ];
      expect(refused.map(({ status, body }) => [status, body.code])).toEqual([
        [409, 'departure-not-open'],
        [403, 'not-allowed'],
        [409, 'departure-not-open'],
        [403, 'not-allowed'],
        [409, 'manifest-frozen'],
        [422, 'against-the-rules'],
      ]);
      await app.settled();
      expect((await manifestsOf(event, departure.id)).length).toBe(1);

      const booked = await coordinator.post(path, { registrationId: late.id, override });
      expect([booked.status, booked.body.state]).toEqual([201, 'confirmed']);
      await app.settled();
      const manifests = await manifestsOf(event, departure.id);
      expect(manifests.map(({ reference, amendedBy }) => [reference, amendedBy])).toEqual([
        ['AA-1', 1],
        ['AA-1/1', 0],
      ]);
      const [, amendment] = manifests;
      expect(amendment).toMatchObject({ kind: 'amendment', added: 1, removed: 0, changed: 0, state: 'sent' });
      expect(amendment.lines).toMatchObject([
        { number: 2, change: 'added', registrationId: late.id, shownBefore: null },
      ]);
      expect(amendment.overrides).toMatchObject([
        { act: 'add', reason: override.reason, personId: amendment.lines[0].personId },
      ]);
      const { items } = (await event.staff.get(`${departurePath(event, departure.id)}/history`)).body;
      const record = items.find(({ transition }: any) => transition === 'override');
      expect(record).toMatchObject({
        comment: override.reason,
        from: 'closed',
        to: 'closed',
        byKind: 'staff',
      });
      expect(record.by).toBe(amendment.overrides[0].by);
      expect((await mailsAbout(app, departure.id)).map(({ kind, state }) => [kind, state])).toEqual([
        ['manifest.frozen', 'sent'],
        ['manifest.amended', 'sent'],
      ]);
    });

    test('a full departure takes nobody more, and nobody begins to wait', async () => {
      const { departure } = await makeListedDeparture(event, 'AB', { departure: { capacity: 1 } });
      const first = await makeParticipant(app, event);
      await book(event, departure.id, first.id);
      await close(event, departure.id);
      const late = await makeParticipant(app, event);
      const answer = await event.staff.post(bookingsPath(event, departure.id), {
        registrationId: late.id,
        override,
      });
      expect([answer.status, answer.body.code]).toEqual([409, 'no-place-free']);
      await app.settled();
      expect((await manifestsOf(event, departure.id)).length).toBe(1);
      const { waiting, taken } = (await event.staff.get(departurePath(event, departure.id))).body;
      expect([waiting, taken]).toEqual([0, 1]);
    });

    test('who gives up is taken off by an amendment; who waited gets the place by a word of the coordinator', async () => {
      const { departure } = await makeListedDeparture(event, 'AC', { departure: { capacity: 1 } });
      const first = await makeParticipant(app, event);
      const waiting = await makeParticipant(app, event);
      const booking = await book(event, departure.id, first.id);
      const waits = await book(event, departure.id, waiting.id);
      await close(event, departure.id);
      const herself = await participantOf(app, event, first);
      const version = (await event.staff.get(`${event.path}/bookings/${booking.id}`)).body.version;
      const gone = await herself.delete(`${bookingsPath(event, departure.id)}/${booking.id}`, version);
      expect(gone.status).toBe(204);
      await app.settled();
      expect(await stateOf(event, waits.id)).toBe('waitlisted');

      const path = `${event.path}/bookings/${waits.id}`;
      const offered = (await event.staff.get(`${path}/transitions`)).body.items;
      expect(offered.find(({ transition }: any) => transition === 'promote').blockedBy).toEqual([
        expect.stringContaining('The host has its list.'),
      ]);
      const refused = await event.staff.move(path, 'promote');
      expect([refused.status, refused.body.code]).toEqual([409, 'transition-not-possible']);
      const promoted = await event.staff.move(path, 'promote', { input: { override } });
      expect([promoted.status, promoted.body.state]).toEqual([200, 'confirmed']);
      await app.settled();
      const manifests = await manifestsOf(event, departure.id);
      expect(manifests.map(({ lines }) => lines.map((line: any) => [line.number, line.change]))).toEqual([
        [[1, 'added']],
        [[1, 'removed']],
        [[2, 'added']],
      ]);
      expect(namesOn(applied(manifests))).toEqual(await namesOnBoard(app, departure.id));
    });

    test('another name, and a person whom the host refuses, are amendments', async () => {
      const { departure } = await makeListedDeparture(event, 'AD');
      const [keeps, leaves] = [await makeParticipant(app, event), await makeParticipant(app, event)];
      await book(event, departure.id, keeps.id);
      const booking = await book(event, departure.id, leaves.id);
      await close(event, departure.id);
      const path = `${event.path}/registrations/${keeps.id}`;
      const { person, version } = (await event.staff.get(path)).body;
      const renamed = await event.staff.patch(path, { nativeName: 'Анна Соколова' }, version);
      expect(renamed.status).toBe(200);
      await app.settled();
      const refused = await event.staff.move(`${event.path}/bookings/${booking.id}`, 'refuse', {
        input: { code: 'other', remark: 'Not received' },
      });
      expect(refused.status).toBe(200);
      await app.settled();
      const manifests = await manifestsOf(event, departure.id);
      expect(manifests.slice(1).map(({ reference, lines }) => [reference, lines])).toMatchObject([
        [
          'AD-1/1',
          [
            {
              change: 'changed',
              shown: { name: person.displayName, nativeName: 'Анна Соколова' },
              shownBefore: { name: person.displayName },
            },
          ],
        ],
        ['AD-1/2', [{ change: 'removed', shown: null }]],
      ]);
      expect(namesOn(applied(manifests))).toEqual([person.displayName]);
    });

    test('another person is not on the coach silently, unless the host lets places pass on', async () => {
      const kept = await makeListedDeparture(event, 'AE', {
        visit: { houseRules: { identityDocument: false, photography: 'ask', replacement: 'kept' } },
      });
      const usual = await makeListedDeparture(event, 'AF', {
        departure: { startsAt: '2019-10-24T09:00:00+08:00', endsAt: '2019-10-24T12:00:00+08:00' },
      });
      const person = await makeParticipant(app, event);
      const bookings = [
        await book(event, kept.departure.id, person.id),
        await book(event, usual.departure.id, person.id),
      ];
      for (const { departure } of [kept, usual]) await close(event, departure.id);
      const passed = await event.staff.move(`${event.path}/registrations/${person.id}`, 'transfer', {
        input: { person: personInput({ givenName: 'Zoya', familyName: 'Instead' }) },
      });
      expect(passed.status).toBe(200);
      await app.settled();
      expect([await stateOf(event, bookings[0].id), await stateOf(event, bookings[1].id)]).toEqual([
        'confirmed',
        'cancelled',
      ]);
      const changesOf = async ({ departure }: { departure: any }) =>
        (await manifestsOf(event, departure.id))[1].lines.map((line: any) => line.change).sort();
      expect([await changesOf(kept), await changesOf(usual)]).toEqual([['added', 'removed'], ['removed']]);
      expect(namesOn(applied(await manifestsOf(event, kept.departure.id)))).toEqual(['Zoya Instead']);
    });

    test('a departure is moved by a word of the coordinator; plates of coaches are not asked for one', async () => {
      const { departure } = await makeListedDeparture(event, 'AG', {
        departure: { coaches: [{ label: 'Coach A', seats: 40 }] },
      });
      const closed = (await close(event, departure.id)).body;
      const path = departurePath(event, departure.id);
      const refused = await event.staff.patch(path, { meetingPoint: 'Gate 2' }, closed.version);
      expect([refused.status, refused.body.code]).toEqual([409, 'manifest-frozen']);
      const moved = await event.staff.patch(path, { meetingPoint: 'Gate 2', override }, closed.version);
      expect(moved.status).toBe(200);
      await app.settled();
      const plated = await event.staff.patch(
        path,
        { coaches: [{ label: 'Coach A', seats: 40, plate: '粤B·12345' }], guide: 'Liu Yang' },
        moved.body.version,
      );
      expect(plated.status).toBe(200);
      await app.settled();
      const [, first, second] = await manifestsOf(event, departure.id);
      expect(first).toMatchObject({
        lines: [],
        headingBefore: { meetingPoint: 'Hotel lobby, east entrance' },
        heading: { meetingPoint: 'Gate 2' },
        overrides: [{ act: 'move', personId: null, reason: override.reason }],
      });
      expect(second).toMatchObject({
        headingBefore: { coaches: [{ label: 'Coach A', plate: null }] },
        heading: { coaches: [{ label: 'Coach A', plate: '粤B·12345' }] },
        overrides: [],
      });
    });

    test('a departure that is cancelled takes everybody off, at once and in one amendment', async () => {
      const { departure } = await makeListedDeparture(event, 'AH');
      for (let n = 0; n < 3; n += 1) await book(event, departure.id, (await makeParticipant(app, event)).id);
      await close(event, departure.id);
      await app.settled();
      await event.staff.move(departurePath(event, departure.id), 'cancel', { comment: 'Typhoon' });
      await app.settled();
      const manifests = await manifestsOf(event, departure.id);
      expect(manifests.slice(1)).toMatchObject([
        {
          reference: 'AH-1/1',
          removed: 3,
          heading: { cancelled: true },
          headingBefore: { cancelled: false },
        },
      ]);
      expect(applied(manifests).size).toBe(0);
      expect((await mailsAbout(app, departure.id)).map(({ kind }) => kind)).toEqual([
        'manifest.frozen',
        'manifest.amended',
      ]);
    });

    test('who is only offered a place is not on it, loses the offer and is told so', async () => {
      const own = await makeVisitedEvent(app);
      const { visit, departure } = await makeListedDeparture(own, 'OF', { departure: { capacity: 3 } });
      const lost = await makeDeparture(
        own,
        { startsAt: '2019-10-24T09:00:00+08:00', endsAt: '2019-10-24T12:00:00+08:00' },
        { visitId: visit.id },
      );
      const [goes, offered] = [await makeParticipant(app, own), await makeParticipant(app, own)];
      await book(own, departure.id, goes.id);
      await book(own, lost.id, offered.id);
      await own.staff.move(departurePath(own, lost.id), 'cancel', {
        comment: 'Works',
        input: { alternatives: { holdUntil: '2019-10-20T18:00:00+08:00' } },
      });
      await app.settled();
      const offers = async () => (await own.staff.get(`${own.path}/alternatives`)).body.items;
      const path = departurePath(own, departure.id);
      const { version } = (await own.staff.get(path)).body;
      await own.staff.patch(path, { cutOffAt: '2019-10-15T18:00:00+08:00' }, version);
      expect(await offers()).toMatchObject([
        { registrationId: offered.id, departureId: departure.id, holdUntil: '2019-10-15T10:00:00.000Z' },
      ]);
      await close(own, departure.id);
      const [list] = await manifestsOf(own, departure.id);
      expect(list.lines.map(({ registrationId }: any) => registrationId)).toEqual([goes.id]);
      await app.settled();
      expect(await offers()).toEqual([]);
      expect((await own.staff.get(path)).body.taken).toBe(1);
      expect(await toldTo(app, offered.id)).toEqual([
        'booking.confirmed',
        'departure.cancelled',
        'booking.cancelled',
      ]);
      expect(await manifestsOf(own, departure.id)).toHaveLength(1);
    });

    test('a delay says on the amendment who announced it, and why', async () => {
      const own = await makeVisitedEvent(app);
      const { departure } = await makeListedDeparture(own, 'DL');
      await book(own, departure.id, (await makeParticipant(app, own)).id);
      await close(own, departure.id);
      await app.settled();
      const late = await own.staff.post(`${departurePath(own, departure.id)}/late`, {
        startsAt: '2019-10-23T09:30:00+08:00',
        reason: 'Fog on the road',
      });
      expect(late.status).toBe(201);
      await app.settled();
      const [, amendment] = await manifestsOf(own, departure.id);
      expect(amendment).toMatchObject({
        heading: { startsAt: '2019-10-23T01:30:00.000Z' },
        overrides: [{ act: 'move', personId: null, reason: 'Fog on the road' }],
      });
    });

    test('a list is sent to whoever is a contact, also where the visit itself names none', async () => {
      const visit = await makeVisit(event);
      const departure = await makeDeparture(event, {}, { visitId: visit.id });
      await close(event, departure.id);
      const path = `${departurePath(event, departure.id)}/manifests`;
      const [list] = await manifestsOf(event, departure.id);
      const nobody = await event.staff.post(`${path}/${list.id}/deliveries`);
      expect([nobody.status, nobody.body.code]).toEqual([409, 'manifest-nobody-to-send-to']);
      await make(event.staff, `${event.path}/site-visits/${visit.id}/host-contacts`, {
        name: 'Li Na',
        email: 'li.na@host.example',
        locale: 'en',
      });
      expect((await event.staff.post(`${path}/${list.id}/deliveries`)).status).toBeLessThan(300);
      await app.settled();
      expect((await mailsAbout(app, departure.id)).map(({ email, state }) => [email, state])).toEqual([
        ['li.na@host.example', 'sent'],
      ]);
    });

    test('what nobody told of is found within ten minutes', async () => {
      const { departure } = await makeListedDeparture(event, 'AI');
      const person = await makeParticipant(app, event, { post: 'Adviser' });
      await book(event, departure.id, person.id);
      await close(event, departure.id);
      const { person: known } = (await event.staff.get(`${event.path}/registrations/${person.id}`)).body;
      await app.db.query(`UPDATE persons SET post = 'Minister' WHERE id = $1`, [known.id]);
      const current = await event.staff.get(`${departurePath(event, departure.id)}/manifests/current`);
      expect(current.body.pending).toEqual({ added: 0, removed: 0, changed: 1, heading: false });
      await app.at(new Date(app.clock.now().getTime() + 11 * 60_000).toISOString());
      const [, amendment] = await manifestsOf(event, departure.id);
      expect(amendment.lines).toMatchObject([
        { change: 'changed', shown: { post: 'Minister' }, shownBefore: { post: 'Adviser' } },
      ]);
    });
  });

  test('what the host has is what the system says, through every change', async () => {
    const { departure } = await makeListedDeparture(event, 'BA');
    const people = await Promise.all(Array.from({ length: 6 }, () => makeParticipant(app, event)));
    const bookings: any[] = [];
    for (const { id } of people.slice(0, 4)) bookings.push(await book(event, departure.id, id));
    await close(event, departure.id);
    const path = departurePath(event, departure.id);
    const cancel = async (booking: any) => {
      const { version } = (await event.staff.get(`${event.path}/bookings/${booking.id}`)).body;
      await event.staff.delete(`${bookingsPath(event, departure.id)}/${booking.id}`, version);
    };
    const add = async (person: { id: string }) =>
      event.staff.post(bookingsPath(event, departure.id), { registrationId: person.id, override });
    for (const change of [
      () => cancel(bookings[0]),
      () => add(people[4]!),
      () => add(people[0]!),
      async () => {
        await cancel(bookings[1]);
        await add(people[5]!);
      },
    ]) {
      await change();
      await app.settled();
      const manifests = await manifestsOf(event, departure.id);
      const { body } = await event.staff.get(`${path}/manifests/current`);
      const list = applied(manifests);
      expect(namesOn(list)).toEqual(await namesOnBoard(app, departure.id));
      expect(
        new Map(body.lines.map((one: any) => [one.personId, { number: one.number, shown: one.shown }])),
      ).toEqual(list);
      expect(body.digest).toBe(manifests.at(-1).listDigest);
      expect(body.pending).toEqual({ added: 0, removed: 0, changed: 0, heading: false });
    }
    // Somebody who comes back has the number that was theirs.
    const { lines } = (await event.staff.get(`${path}/manifests/current`)).body;
    expect(lines.map(({ number }: any) => number).sort()).toEqual(
      [...new Set(lines.map(({ number }: any) => number))].sort(),
    );
    const [list, , , back] = await manifestsOf(event, departure.id);
    const returned = back.lines[0];
    expect(returned.number).toBe(list.lines.find((one: any) => one.personId === returned.personId).number);
  });

  test('what has left the house is not rewritten, whoever tries', async () => {
    const { departure } = await makeListedDeparture(event, 'BB');
    await book(event, departure.id, (await makeParticipant(app, event)).id);
    await close(event, departure.id);
    for (const statement of [
      `UPDATE manifests SET heading = '{}' WHERE departure_id = $1`,
      `UPDATE manifest_lines SET shown = '{}' WHERE manifest_id IN (SELECT id FROM manifests WHERE departure_id = $1)`,
    ])
      await expect(app.db.query(statement, [departure.id])).rejects.toThrow(
        'a manifest that was frozen is not rewritten',
      );
  });

  describe('files', () => {
    const fetchByHost = async (departureId: string) => {
      const [mail] = await mailsAbout(app, departureId);
      return app.api.as(tokenIn(mail!.all));
    };

    test('the host fetches its list by the link in its mail; each page bears its name, and the copy is on record', async () => {
      const { visit, departure } = await makeListedDeparture(event, 'CA');
      const person = await makeParticipant(app, event, { givenName: 'Li', familyName: 'Na', post: '副司长' });
      await book(event, departure.id, person.id);
      await close(event, departure.id);
      await app.settled();
      const host = await fetchByHost(departure.id);
      const path = `${event.path}/site-visits/${visit.id}/manifests`;
      const [{ id }] = (await host.get(path)).body.items;
      expect((await host.get(`${path}/${id}`)).body.lines).toMatchObject([{ shown: { name: 'Li Na' } }]);
      const pdf = await host.download(`${path}/${id}.pdf`);
      expect(pdf.status).toBe(200);
      expect(pdf.headers.get('cache-control')).toBe('no-store');
      const { pages, info } = readPdf(pdf.body);
      expect(info['Title']).toContain('来访人员名单 CA-1');
      for (const { texts } of pages) {
        // Runs of another script are texts of their own.
        const said = texts.map(({ text }) => text.replaceAll(' ', '')).join('');
        for (const words of ['Visitor', 'LiNa', '副司长', 'CA-1第1份，领取人：WangFang'])
          expect(said).toContain(words);
        // Across the page, in large type.
        expect(texts.filter(({ size }) => size > 30).map(({ text }) => text.trim())).toEqual(
          expect.arrayContaining(['Wang Fang', 'CA-1']),
        );
      }
      const english = await host.download(`${path}/${id}.xlsx?language=en`);
      const book2 = await readXlsx(english.body);
      expect(book2.sheets.map(({ name }) => name)).toEqual(['CA-1', 'The visit', 'Copy for']);
      expect(book2.sheets[0]!.rows).toEqual([
        ['No.', 'Visitor', 'Post'],
        [1, 'Li Na', '副司长'],
      ]);
      expect(book2.sheets[2]!.rows[1]).toEqual(['Copy for', 'Wang Fang']);
      const downloads = await event.staff.get(`${departurePath(event, departure.id)}/manifests/downloads`);
      expect(
        downloads.body.items.map(({ copy, reference, kind, format, language, by, byKind }: any) => [
          copy,
          reference,
          kind,
          format,
          language,
          by,
          byKind,
        ]),
      ).toEqual([
        [2, 'CA-1', 'manifest', 'xlsx', 'en', 'Wang Fang', 'link'],
        [1, 'CA-1', 'manifest', 'pdf', 'zh', 'Wang Fang', 'link'],
      ]);
      expect((await manifestsOf(event, departure.id))[0]).toMatchObject({
        state: 'received',
        receivedAt: app.clock.now().toISOString(),
      });
    });

    test('the page behind the link shows the lists and fetches none; its buttons do', async () => {
      const { departure } = await makeListedDeparture(event, 'CB', {
        form: { languages: ['ru'], formats: ['pdf'] },
      });
      const person = await makeParticipant(app, event);
      await book(event, departure.id, person.id);
      await close(event, departure.id);
      await app.settled();
      const [mail] = await mailsAbout(app, departure.id);
      const token = tokenIn(mail!.all);
      const page = await app.api.get<string>(`/manifests?token=${encodeURIComponent(token)}`);
      expect(page.status).toBe(200);
      for (const words of ['Список CB-1', 'name="format" value="pdf"']) expect(page.body).toContain(words);
      expect(page.body).not.toContain('xlsx');
      expect(page.body).not.toContain('Petrova');
      const [list] = await manifestsOf(event, departure.id);
      expect(list.state).toBe('sent');
      const ask = (fields: object) =>
        fetch(`${app.url}/manifests`, {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: new URLSearchParams({
            token,
            manifest: list.id,
            what: 'manifest',
            format: 'pdf',
            language: 'ru',
            ...fields,
          }),
        });
      const file = await ask({});
      expect([file.status, file.headers.get('content-type')]).toEqual([200, 'application/pdf']);
      expect(readPdf(Buffer.from(await file.arrayBuffer())).info['Title']).toContain(
        'Список посетителей CB-1',
      );
      expect((await manifestsOf(event, departure.id))[0].state).toBe('received');
      const refused = [
        await ask({ format: 'xlsx' }),
        await ask({ language: 'zh' }),
        await ask({ token: 'pl.x.y' }),
      ];
      expect(refused.map(({ status }) => status)).toEqual([409, 422, 401]);
    });

    test('an amendment says only what is otherwise; the whole list can be had too', async () => {
      const { visit, departure } = await makeListedDeparture(event, 'CC', { form: { languages: ['en'] } });
      const stays = await makeParticipant(app, event, { familyName: 'Stays' });
      const leaves = await makeParticipant(app, event, { familyName: 'Leaves' });
      await book(event, departure.id, stays.id);
      const booking = await book(event, departure.id, leaves.id);
      await close(event, departure.id);
      const { version } = (await event.staff.get(`${event.path}/bookings/${booking.id}`)).body;
      await event.staff.delete(`${bookingsPath(event, departure.id)}/${booking.id}`, version);
      await app.settled();
      const joins = await makeParticipant(app, event, { familyName: 'Joins' });
      await event.staff.post(bookingsPath(event, departure.id), { registrationId: joins.id, override });
      await app.settled();
      const [, , second] = await manifestsOf(event, departure.id);
      const path = `${event.path}/site-visits/${visit.id}/manifests/${second.id}`;
      const textOf = async (file: string): Promise<string> =>
        readPdf((await event.staff.download(file)).body)
          .pages.flatMap(({ texts }) => texts.map(({ text }) => text))
          .join(' ');
      const amendment = await textOf(`${path}.pdf`);
      for (const words of [
        'Amendment 2 to the list of visitors CC-1',
        'Added',
        'Anna Joins',
        override.reason,
      ])
        expect(amendment).toContain(words);
      for (const words of ['Stays', 'Leaves', 'Taken off']) expect(amendment).not.toContain(words);
      const whole = await textOf(`${path}/list.pdf`);
      for (const words of ['List of visitors CC-1 as amended by CC-1/2', 'Anna Joins', 'Anna Stays'])
        expect(whole).toContain(words);
      expect(whole).not.toContain('Leaves');
      const { body } = await event.staff.download(`${path}.xlsx`);
      expect((await readXlsx(body)).sheets[0]!.rows).toEqual([
        ['Change', 'No.', 'Visitor', 'Post'],
        ['Added', 3, 'Anna Joins', null],
      ]);
    });

    test('whoever drives gets names and delegations, and nothing that the host asked for beyond', async () => {
      const { visit, departure } = await makeListedDeparture(event, 'CD', {
        form: { coachContact: { name: 'Dispatcher', email: 'dispatch@coaches.example', language: 'zh' } },
        departure: { coaches: [{ label: 'Coach A', seats: 40, plate: '粤B·12345', marshal: 'Chen Wei' }] },
      });
      const person = await makeParticipant(app, event, { post: 'Secret post' });
      await book(event, departure.id, person.id);
      await close(event, departure.id);
      await app.settled();
      const marshal = await app.staff(event.id, 'transport_marshal');
      const path = departurePath(event, departure.id);
      const list = await marshal.download(`${path}/coach-list.pdf?language=en`);
      const said = readPdf(list.body)
        .pages[0]!.texts.map(({ text }) => text)
        .join(' ');
      for (const words of ['List for the coach (CD-1)', 'Marshal:  Chen Wei', 'Anna Petrova'])
        expect(said).toContain(words);
      expect(said).not.toContain('Secret post');
      const [manifest] = await manifestsOf(event, departure.id);
      const others = [
        await marshal.get(`${path}/manifests`),
        await marshal.get(`${path}/manifests/current`),
        await marshal.get(`${path}/manifests/${manifest.id}.pdf`),
        await marshal.get(`${event.path}/site-visits/${visit.id}/manifests`),
        await marshal.get(`${event.path}/site-visits/${visit.id}/manifest-form`),
      ];
      expect(others.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
      const mails = (await mailsAbout(app, departure.id)).filter(
        ({ kind }) => kind === 'manifest.coach-list',
      );
      expect(mails.map(({ email }) => email)).toContain('dispatch@coaches.example');
      expect(mails.every(({ all, state }) => state === 'sent' && all.includes('coach-CD-1-'))).toBe(true);
    });

    test('the list for the coach says on which coach everybody goes, and goes to who counts heads there', async () => {
      const own = await makeVisitedEvent(app);
      await app.staff(own.id, 'transport_marshal');
      const named = await app.staff(own.id, 'transport_marshal');
      const userId = (await named.get('auth/me')).body.id as string;
      const { departure } = await makeListedDeparture(own, 'CO', {
        departure: {
          coaches: [
            { label: 'Bus Alpha', seats: 1, marshalUserId: userId },
            { label: 'Bus Beta', seats: 1 },
          ],
        },
      });
      for (const familyName of ['Zimin', 'Abramov'])
        await book(own, departure.id, (await makeParticipant(app, own, { familyName })).id);
      await close(own, departure.id);
      await app.settled();
      const path = departurePath(own, departure.id);
      const coachOf = new Map(
        (
          await app.db.query<{ name: string; label: string }>(
            `SELECT p.family_name AS name, c.label FROM bookings b JOIN coaches c ON c.id = b.coach_id
               JOIN registrations r ON r.id = b.registration_id JOIN persons p ON p.id = r.person_id WHERE b.departure_id = $1`,
            [departure.id],
          )
        ).map(({ name, label }) => [label, name]),
      );
      expect([...coachOf.keys()].sort()).toEqual(['Bus Alpha', 'Bus Beta']);
      const said = readPdf((await own.staff.download(`${path}/coach-list.pdf?language=en`)).body)
        .pages[0]!.texts.map(({ text }) => text)
        .join(' ');
      expect(said).toMatch(
        new RegExp(
          `Coach .*Bus Alpha.*\\b${coachOf.get('Bus Alpha')!}\\b.*Bus Beta.*\\b${coachOf.get('Bus Beta')!}\\b`,
        ),
      );
      const mails = await mailsAbout(app, departure.id);
      const { email } = (await app.db.one<{ email: string }>('SELECT email FROM users WHERE id = $1', [
        userId,
      ]))!;
      expect(mails.filter(({ kind }) => kind === 'manifest.coach-list').map((one) => one.email)).toEqual([
        email,
      ]);
    });

    test('a host sees the lists of its own visit only', async () => {
      const [own, other] = [await makeListedDeparture(event, 'CE'), await makeListedDeparture(event, 'CF')];
      for (const { departure } of [own, other]) await close(event, departure.id);
      await app.settled();
      const host = await fetchByHost(own.departure.id);
      const [foreign] = await manifestsOf(event, other.departure.id);
      const [mine] = await manifestsOf(event, own.departure.id);
      const visits = `${event.path}/site-visits`;
      const answers = [
        await host.get(`${visits}/${own.visit.id}/manifests/${mine.id}`),
        await host.get(`${visits}/${other.visit.id}/manifests`),
        await host.get(`${visits}/${own.visit.id}/manifests/${foreign.id}`),
        await host.get(`${visits}/${own.visit.id}/manifests/${foreign.id}.pdf`),
        await host.get(`${departurePath(event, own.departure.id)}/manifests`),
        await host.get(`${departurePath(event, own.departure.id)}/coach-list.pdf`),
        await host.get(`${visits}/${own.visit.id}/manifest-form`),
      ];
      expect(answers.map(({ status }) => status)).toEqual([200, 404, 404, 404, 404, 404, 404]);
    });
  });

  test('a contact who is named later is sent the list once', async () => {
    const { visit, departure } = await makeListedDeparture(event, 'DA', { visit: { contactEmail: null } });
    await close(event, departure.id);
    await app.settled();
    const [list] = await manifestsOf(event, departure.id);
    expect(list).toMatchObject({ state: 'frozen', sentTo: null });
    const path = `${departurePath(event, departure.id)}/manifests/${list.id}/deliveries`;
    const nobody = await event.staff.post(path);
    expect([nobody.status, nobody.body.code]).toEqual([409, 'manifest-nobody-to-send-to']);
    await event.staff.patch(
      `${event.path}/site-visits/${visit.id}`,
      { contactEmail: 'late@host.example' },
      1,
    );
    for (let times = 0; times < 2; times += 1) expect((await event.staff.post(path)).status).toBe(200);
    await app.settled();
    expect((await mailsAbout(app, departure.id)).map(({ email }) => email)).toEqual(['late@host.example']);
    expect((await manifestsOf(event, departure.id))[0].state).toBe('sent');
  });

  describe('the form of a host', () => {
    test('is the usual one until it is set; lists that are frozen keep theirs', async () => {
      const visit = await makeVisit(event);
      const path = `${event.path}/site-visits/${visit.id}/manifest-form`;
      expect((await event.staff.get(path)).body).toMatchObject({
        version: 0,
        mark: null,
        languages: ['en', 'ru', 'zh'],
        formats: ['pdf', 'xlsx'],
      });
      const departure = await makeDeparture(event, {}, { visitId: visit.id });
      const person = await makeParticipant(app, event, { formOfAddress: 'Ms' });
      await book(event, departure.id, person.id);
      await close(event, departure.id);
      const form = {
        mark: 'EA',
        columns: [{ field: 'name' }, { field: 'formOfAddress' }],
        languages: ['en'],
        orientation: 'landscape',
        formats: ['pdf'],
      };
      expect((await event.staff.put(path, form, { ifMatch: 0 })).body).toMatchObject({
        version: 1,
        mark: 'EA',
      });
      expect((await event.staff.put(path, form, { ifMatch: 0 })).status).toBe(412);
      await event.staff.post(`${departurePath(event, departure.id)}/manifests`);
      const manifests = await manifestsOf(event, departure.id);
      expect(manifests.map(({ reference }) => reference)).toEqual(['1']);
      expect(manifests[0].lines[0].shown).toEqual({ name: expect.any(String) });
    });

    test.each([
      [{ columns: [] }, '/columns'],
      [{ columns: [{ field: 'name' }, { field: 'name' }] }, '/columns/1/field'],
      [{ columns: [{ field: 'shoeSize' }] }, '/columns/0/field'],
      [{ languages: [] }, '/languages'],
      [{ languages: ['fr'] }, '/languages'],
      [{ formats: [] }, '/formats'],
      [{ mark: 'H/W' }, '/mark'],
    ])('%j is refused', async (changes, pointer) => {
      const visit = await makeVisit(event);
      const answer = await event.staff.put(
        `${event.path}/site-visits/${visit.id}/manifest-form`,
        {
          columns: [{ field: 'name' }],
          languages: ['en'],
          orientation: 'portrait',
          formats: ['pdf'],
          ...changes,
        },
        { ifMatch: 0 },
      );
      expect([answer.status, answer.body.errors.map((one: any) => one.pointer)]).toEqual([422, [pointer]]);
    });

    test('goes with the visit into the next edition', async () => {
      const last = await makeVisitedEvent(app);
      await makeListedDeparture(last, 'EB', {
        form: { coachContact: { name: 'Dispatcher', email: 'dispatch@coaches.example', language: 'zh' } },
      });
      const { event: next } = await make(app.admin, `${last.path}/copies`, { slug: `next-${last.slug}` });
      const [visit] = (await app.admin.get(`events/${next.id}/site-visits`)).body.items;
      const form = await app.admin.get(`events/${next.id}/site-visits/${visit.id}/manifest-form`);
      expect(form.body).toMatchObject({
        mark: 'EB',
        version: 1,
        languages: ['zh', 'en', 'ru'],
        columns: [{ field: 'number' }, { field: 'name', heading: 'Visitor' }, { field: 'post' }],
        coachContact: null,
      });
    });
  });
});

describe('changes that come soon after each other', () => {
  let app: TestApp;
  let event: VisitedEvent;
  beforeAll(async () => {
    app = await startApp({ config: { manifestQuietSeconds: 3600 } });
    event = await makeVisitedEvent(app);
  });

  test('go out in one amendment, at once if the coordinator wants; what was undone in none', async () => {
    const { departure } = await makeListedDeparture(event, 'QA');
    const [first, second, third] = await Promise.all(
      Array.from({ length: 3 }, () => makeParticipant(app, event)),
    );
    const booking = await book(event, departure.id, first!.id);
    await book(event, departure.id, second!.id);
    await close(event, departure.id);
    const path = `${departurePath(event, departure.id)}/manifests`;
    const cancel = async (id: string) => {
      const { version } = (await event.staff.get(`${event.path}/bookings/${id}`)).body;
      await event.staff.delete(`${bookingsPath(event, departure.id)}/${id}`, version);
    };
    await cancel(booking.id);
    const again = await event.staff.post(bookingsPath(event, departure.id), {
      registrationId: first!.id,
      override: { reason: 'Comes after all' },
    });
    await app.settled();
    const undone = await event.staff.post(path);
    expect([undone.status, undone.body.manifest.reference]).toEqual([200, 'QA-1']);
    expect((await manifestsOf(event, departure.id)).length).toBe(1);

    await cancel(again.body.id);
    await event.staff.post(bookingsPath(event, departure.id), { registrationId: third!.id, override });
    await app.settled();
    expect((await event.staff.get(`${path}/current`)).body.pending).toEqual({
      added: 1,
      removed: 1,
      changed: 0,
      heading: false,
    });
    const answers = await Promise.all([
      event.staff.post(path),
      event.staff.post(path),
      event.staff.post(path),
    ]);
    expect(answers.map(({ body }) => body.manifest.reference)).toEqual(['QA-1/1', 'QA-1/1', 'QA-1/1']);
    const [, amendment, ...more] = await manifestsOf(event, departure.id);
    expect(more).toEqual([]);
    expect(amendment.lines.map(({ number, change }: any) => [number, change])).toEqual(
      [
        [1, 'removed'],
        [3, 'added'],
      ].sort((one, other) => Number(one[0]) - Number(other[0])),
    );
    // The word that was not needed in the end does not stand on it.
    expect(amendment.overrides.map(({ reason }: any) => reason)).toEqual([override.reason]);
  });
});
