import { readXlsx } from 'hucre/xlsx';
import { prepareForum, type Caller, type Forum } from '../../src/demonstration/forum';
import { startApp, type TestApp } from '../support/app';
import type { Answer, Api } from '../support/api';
import { readPdf } from '../support/pdf';
import { readQrCode } from '../support/qr';

interface Mail {
  id: string;
  to: string;
  subject: string;
}

/** Every item of a list, page by page. */
async function all<T = any>(api: Api, path: string): Promise<T[]> {
  const items: T[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const { status, body }: Answer = await api.get(
      `${path}${path.includes('?') ? '&' : '?'}limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`,
    );
    expect([path, status]).toEqual([path, 200]);
    items.push(...body.items);
    cursor = body.nextCursor;
  }
  return items;
}

/** How many there are of each kind. */
function tally<T>(items: readonly T[], kind: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[kind(item)] = (counts[kind(item)] ?? 0) + 1;
  return counts;
}

/**
 * Infoforum-China 2019 from its announcement to its last day, through the public API only. The tests of this file
 * follow each other in time: each begins where the one before ended.
 */
describe('Infoforum-China 2019', () => {
  let app: TestApp;
  let organiser: Api;
  let forum: Forum;
  const path = 'events/infoforum-china-2019';

  const mailbox = async (q: string): Promise<Mail[]> => {
    const mails: Mail[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body }: Answer = await app.api.get(
        `/mailbox?limit=200&q=${encodeURIComponent(q)}${cursor === '' ? '' : `&cursor=${cursor}`}`,
        { headers: { accept: 'application/json' } },
      );
      mails.push(...body.items);
      cursor = body.nextCursor;
    }
    return mails;
  };
  const messages = (kind: string): Promise<any[]> => all(organiser, `${path}/messages?kind=${kind}`);
  const ok = async <T = any>(answer: Promise<{ status: number; body: T }>): Promise<T> => {
    const { status, body } = await answer;
    if (status >= 400) throw new Error(`${status} ${JSON.stringify(body)}`);
    return body;
  };

  beforeAll(async () => {
    app = await startApp({ now: '2019-07-01T01:00:00Z' });
    const caller =
      (api: Api): Caller =>
      (method, at, body, version) =>
        api.request(method, at, body, version === undefined ? {} : { ifMatch: version });
    let organisers: { organiser: Api; protocol: Api } | undefined;
    // The story makes the event; its staff can only be given once it is there.
    const staff = async () => {
      if (!organisers) {
        const { id } = (await app.admin.get(path)).body;
        organisers = {
          organiser: await app.staff(id, 'owner', 'organiser'),
          protocol: await app.staff(id, 'protocol'),
        };
      }
      return organisers;
    };
    forum = await prepareForum(
      {
        administrator: caller(app.admin),
        organiser: async (...call) => caller((await staff()).organiser)(...call),
        protocol: async (...call) => caller((await staff()).protocol)(...call),
        public: caller(app.api),
      },
      (instant) => app.at(instant),
    );
    organiser = (await staff()).organiser;
  }, 180_000);

  describe('on the eve', () => {
    test('120 people take part and four wait for a place', async () => {
      const registrations = await all(organiser, `${path}/registrations`);
      expect(tally(registrations, ({ state }) => state)).toEqual({ confirmed: 120, waitlisted: 4 });
      const [quota] = await all(organiser, `${path}/quotas`);
      expect(quota).toMatchObject({ capacity: 119, confirmed: 119, waitlisted: 4, free: 0 });
    });

    test('the five delegations of the facts are accredited, three members each', async () => {
      const delegations = await all(organiser, `${path}/delegations`);
      expect(tally(delegations, ({ state }) => state)).toEqual({ accredited: 5 });
      expect(delegations.map(({ organisation }) => organisation).sort()).toEqual([
        'China Telecom',
        'Huawei',
        'Rossiya Television and Radio Network',
        'Rostelecom',
        'Shanghai Cooperation Organisation Secretariat',
      ]);
      for (const { id } of delegations)
        expect((await all(organiser, `${path}/delegations/${id}/members`)).length).toBe(3);
    });

    test('protocol issues the list of participants, the five delegations in the order of precedence, with two keys', async () => {
      const { id: eventId } = (await app.admin.get(path)).body;
      const settings = { twoKeys: true };
      await ok(organiser.put(`${path}/documents/settings`, settings, { ifMatch: 0 }));
      const first = await app.staff(eventId, 'protocol');
      const { id } = await ok(first.post(`${path}/documents`, { kind: 'final_list' }));
      await ok(first.move(`${path}/documents/${id}`, 'prepare'));
      await app.settled();
      expect((await first.move(`${path}/documents/${id}`, 'release')).status).toBe(409);
      await ok(organiser.move(`${path}/documents/${id}`, 'release'));
      const { body } = await organiser.download(`${path}/documents/${id}.xlsx?language=en`);
      const [head, ...rows] = (await readXlsx(body)).sheets[0]!.rows;
      const section = head!.indexOf('Delegation or category');
      const order = (await organiser.get(`${path}/delegations/precedence`)).body.items;
      const delegations = rows.slice(0, 15).map((row) => row[section]);
      const organisations = new Map(
        (await all(organiser, `${path}/delegations`)).map(({ id: one, organisation }) => [one, organisation]),
      );
      const expected = order.flatMap(({ delegationId }: any) =>
        Array(3).fill(organisations.get(delegationId)),
      );
      expect(delegations).toEqual(expected);
      expect(rows).toHaveLength(120);
      const pages = readPdf((await organiser.download(`${path}/documents/${id}.pdf?language=ru`)).body).pages;
      expect(pages[0]!.texts.map(({ text }) => text).join('')).toContain('Список участников №');
    });

    test('the public sees release 1 with the opening, nine panels and the closing plenary', async () => {
      const { body } = await app.api.get(`${path}/programme`);
      expect(body.release).toBe(1);
      expect(tally(body.sessions as { kind: string }[], ({ kind }) => kind)).toEqual({
        opening_ceremony: 1,
        break: 3,
        exhibition: 1,
        panel: 9,
        social: 1,
        plenary: 1,
      });
      const opening = body.sessions.find(({ kind }: { kind: string }) => kind === 'opening_ceremony');
      expect(opening).toMatchObject({
        startsAt: '2019-10-21T01:00:00.000Z',
        titles: { ru: 'Церемония открытия', zh: '开幕式' },
      });
    });

    test('no host has more guests than it receives, and nobody is promised two visits at once', async () => {
      const bookings = await all(organiser, `${path}/bookings`);
      // Two each, but for the guest who came to read.
      expect(bookings).toHaveLength(238);
      for (const { id, seats } of forum.departures) {
        const confirmed = bookings.filter(
          ({ departureId, state }) => departureId === id && state === 'confirmed',
        ).length;
        const waiting = bookings.filter(
          ({ departureId, state }) => departureId === id && state === 'waitlisted',
        ).length;
        expect(confirmed).toBe(Math.min(seats, confirmed + waiting));
      }
    });

    test('120 people have their own agenda in their own language, once each', async () => {
      const sent = await messages('agendas.agenda');
      expect(tally(sent, ({ state }) => state)).toEqual({ sent: 120 });
      const confirmed = (await all(organiser, `${path}/registrations?state=confirmed`)).map(({ id }) => id);
      expect(new Set(sent.map(({ registrationId }) => registrationId))).toEqual(new Set(confirmed));
      expect(
        (await mailbox('Your agenda')).length +
          (await mailbox('Ваша программа')).length +
          (await mailbox('您的个人日程')).length,
      ).toBe(120);
    });

    test('a Chinese delegate reads it in Chinese, with the visit, the meeting point and a calendar file', async () => {
      const { id, person } = forum.registrations[0]!;
      expect(person.locale).toBe('zh');
      const [mail] = await mailbox(person.email).then((mails) =>
        mails.filter(({ subject }) => subject.startsWith('您的个人日程')),
      );
      const { body } = await app.api.get<any>(`/mailbox/${mail!.id}`, {
        headers: { accept: 'application/json' },
      });
      for (const words of ['开幕式', '华为总部', '集合地点', '2019年10月21日'])
        expect(body.text).toContain(words);
      expect(body.html).toContain('开幕式');
      const [calendar] = body.attachments.flatMap(
        (attachment: { calendar: object | null }) => attachment.calendar ?? [],
      );
      expect(calendar.method).toBe('REQUEST');
      const agenda = (await organiser.get(`${path}/registrations/${id}/agenda`)).body;
      expect(calendar.entries.map(({ uid }: { uid: string }) => uid).sort()).toEqual(
        agenda.items.map(({ uid }: { uid: string }) => uid).sort(),
      );
    });

    test('the link in the mail opens that agenda and no other', async () => {
      const [mine, theirs] = forum.registrations;
      const [mail] = await mailbox(mine!.person.email).then((mails) =>
        mails.filter(({ subject }) => subject.startsWith('您的个人日程')),
      );
      const { body } = await app.api.get<any>(`/mailbox/${mail!.id}`, {
        headers: { accept: 'application/json' },
      });
      const token = /token=([\w.-]+)/.exec(body.text)![1]!;
      const page = await app.api.get<string>(`/agenda?token=${token}`);
      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(page.body).toContain('开幕式');
      const participant = app.api.as(token);
      expect((await participant.get(`${path}/registrations/${mine!.id}/agenda`)).status).toBe(200);
      expect((await participant.get(`${path}/registrations/${theirs!.id}/agenda`)).status).toBe(404);
      expect((await participant.get(`${path}/registrations`)).status).toBe(404);
      expect(
        (await app.api.get(`${path}/registrations/${mine!.id}/agenda.ics?token=${token}`)).headers.get(
          'content-type',
        ),
      ).toBe('text/calendar; charset=utf-8');
    });

    test('nobody outside reads the message of greetings before it is delivered', async () => {
      expect((await app.api.get(`${path}/greetings/published`)).body.items).toEqual([]);
      expect((await app.api.get(`${path}/greetings/${forum.greetingId}`)).status).toBe(401);
      const ledger = JSON.stringify(await all(organiser, `${path}/messages`));
      expect(ledger).not.toContain('closer cooperation on international information security');
    });
  });

  describe('a week before', () => {
    test('the panels were placed by the solver: all of them, each with its reasons', async () => {
      const [placement] = await all(organiser, `${path}/programme/placements`);
      expect([placement.state, placement.answer.outcome !== 'best_found']).toEqual(['applied', true]);
      expect([placement.answer.placed.length, placement.answer.leftOut]).toEqual([9, []]);
      const { body } = await organiser.get(`${path}/programme/conflicts`);
      expect(body.items.filter(({ severity }: { severity: string }) => severity === 'hard')).toEqual([]);
    });

    test('the programme changes, and its second release says what changed and whom that concerns', async () => {
      const before = (await app.api.get(`${path}/programme`)).body.sessions as any[];
      const panels = before.filter(
        ({ kind, startsAt }) => kind === 'panel' && startsAt >= '2019-10-22T06:00:00.000Z',
      );
      const shift = { from: '2019-10-22T14:00:00+08:00', until: '2019-10-22T18:00:00+08:00', minutes: 15 };
      const preview = await ok(organiser.post(`${path}/programme/shifts/preview`, shift));
      await ok(organiser.post(`${path}/programme/shifts`, { ...shift, digest: preview.digest }));
      expect((await app.api.get(`${path}/programme`)).body.sessions).toEqual(before);
      const draft = await ok(organiser.get(`${path}/programme/changes`));
      const release = await ok(
        organiser.post(`${path}/programme/releases`, { digest: draft.digest, comment: 'A longer lunch' }),
      );
      expect([release.number, release.follows]).toEqual([2, 1]);
      const changes = await ok(organiser.get(`${path}/programme/releases/2/changes`));
      expect(
        changes.items
          .map(({ sessionId, changes: codes, moved }: any) => [sessionId, codes, moved.start])
          .sort(),
      ).toEqual(panels.map(({ id }) => [id, ['moved'], 15]).sort());
      for (const { concerns, after } of changes.items) {
        expect(concerns.people.map(({ displayName }: any) => displayName).sort()).toEqual(
          after.people.map(({ displayName }: any) => displayName).sort(),
        );
        expect(concerns.everybody).toBe(true);
      }
      expect(panels.length).toBeGreaterThan(0);
      for (const file of ['programme.pdf?language=ru', 'programme.xlsx', 'programme.ics', 'programme.jsonld'])
        expect([file, (await fetch(`${app.url}/api/v1/${path}/${file}`)).status]).toEqual([file, 200]);
    });
  });

  describe('before the doors open', () => {
    test('whoever cancels makes room for the first who waits, who accepts', async () => {
      const first = forum.registrations.find(({ state }) => state === 'waitlisted')!;
      const leaving = forum.registrations[60]!;
      await ok(organiser.move(`${path}/registrations/${leaving.id}`, 'cancel', { comment: 'Cannot travel' }));
      await app.settled();
      const next = (await organiser.get(`${path}/registrations/${first.id}`)).body;
      expect(next.state).toBe('offered');
      await ok(organiser.move(`${path}/registrations/${first.id}`, 'accept'));
      expect(tally(await all(organiser, `${path}/registrations`), ({ state }) => state)).toEqual({
        confirmed: 120,
        waitlisted: 3,
        cancelled: 1,
      });
      const bookings = await all(organiser, `${path}/bookings?registrationId=${leaving.id}`);
      expect(tally(bookings, ({ state }) => state)).toEqual({ cancelled: 2 });
    });

    test('the evening before, every participant is reminded once, at the hour that the rule says', async () => {
      await app.at('2019-10-20T09:59:00Z');
      expect(await messages('reminders.reminder')).toEqual([]);
      await app.at('2019-10-20T10:00:00Z');
      const reminded = await messages('reminders.reminder');
      expect(tally(reminded, ({ state }) => state)).toEqual({ sent: 120 });
      await app.at('2019-10-20T10:05:00Z');
      expect(await messages('reminders.reminder')).toHaveLength(120);
    });

    test('the badges of the delegates are printed in one file, and each has the code of its bearer', async () => {
      const delegates = (await all(organiser, `${path}/categories`)).find(({ code }) => code === 'delegate');
      const confirmed = await all(
        organiser,
        `${path}/registrations?state=confirmed&categoryId=${delegates.id}&sort=name`,
      );
      const { id } = await ok(organiser.post(`${path}/badges/prints`, { categoryId: delegates.id }));
      await app.settled();
      const job = await ok(organiser.get(`jobs/${id}`));
      expect([job.state, job.counts.badges, job.errors]).toEqual(['completed', confirmed.length, []]);
      const { pages } = readPdf((await organiser.download(job.result.url)).body);
      const codes = pages.map(({ squares }) => readQrCode(squares[0]!.rows));
      expect(new Set(codes).size).toBe(confirmed.length);
      const [{ id: first }] = confirmed;
      const { token } = await ok(organiser.get(`${path}/registrations/${first}/badge-token`));
      expect(codes).toContain(token);
      const names = pages.map(({ texts }) => texts.map(({ text }) => text).join(' '));
      for (const { person } of confirmed)
        expect(names.some((text) => text.includes(person.displayName.split(' ')[0]))).toBe(true);
      const open = await all(organiser, `${path}/badges?state=missing&categoryId=${delegates.id}`);
      expect(open).toEqual([]);
    });

    test('booking closes by the clock', async () => {
      const departures = await all(organiser, `${path}/departures`);
      expect(tally(departures, ({ state }) => state)).toEqual({ closed: 6 });
      const answer = await organiser.post(`${path}/departures/${forum.departures[0]!.id}/bookings`, {
        registrationId: forum.registrations[5]!.id,
      });
      expect(answer.status).toBe(409);
    });
  });

  describe('during the forum', () => {
    test('it begins at midnight in Shenzhen, and people come in', async () => {
      await app.at('2019-10-20T16:00:00Z');
      expect((await app.api.get(path)).body.state).toBe('running');
      await app.at('2019-10-21T00:30:00Z');
      const present = forum.registrations.filter((_, index) => index !== 60).slice(0, 100);
      for (const { code } of present) await ok(organiser.post(`${path}/check-ins`, { code }));
      const twice = await organiser.post(`${path}/check-ins`, { code: present[0]!.code });
      expect([twice.status, twice.body.reason]).toEqual([409, 'already_in']);
      expect((await organiser.get(`${path}/check-ins?withTotal=true`)).body.total).toBe(100);
    });

    test('the message is read on the Secretary-General’s behalf, then published with its press line', async () => {
      await app.at('2019-10-21T01:20:00Z');
      const greeting = `${path}/greetings/${forum.greetingId}`;
      const early = await organiser.move(greeting, 'publish');
      expect(early.status).toBe(409);
      await ok(
        organiser.move(greeting, 'deliver', {
          input: { at: '2019-10-21T09:20:00+08:00', extent: 'full', where: 'Shenzhen' },
        }),
      );
      await ok(organiser.move(greeting, 'publish'));
      const [published] = (await app.api.get(`${path}/greetings/published`)).body.items;
      const text = JSON.stringify(published);
      for (const words of [
        'Vladimir Norov',
        'Baurzhan Imandosov',
        'Shenzhen',
        'closer cooperation on international information security',
        '上海合作组织',
        'Шанхайской организации',
      ])
        expect(text).toContain(words);
    });

    test('the coaches leave, come back and are reported', async () => {
      for (const { id } of forum.departures) await ok(organiser.move(`${path}/departures/${id}`, 'clear'));
      await app.at('2019-10-23T00:30:00Z');
      const huawei = forum.departures.find(({ host }) => host === 'Huawei')!;
      const bookings = (await all(organiser, `${path}/departures/${huawei.id}/bookings`)).filter(
        ({ state }) => state === 'confirmed',
      );
      expect(bookings.length).toBeGreaterThan(30);
      for (const { id } of bookings.slice(1)) await ok(organiser.move(`${path}/bookings/${id}`, 'board'));
      const headcount = (await organiser.get(`${path}/departures/${huawei.id}/headcounts`)).body;
      expect([headcount.boarded, headcount.missing.length]).toEqual([bookings.length - 1, 1]);
      await ok(organiser.move(`${path}/departures/${huawei.id}`, 'depart', { input: { leaveBehind: true } }));
      for (const { id } of bookings.slice(1)) await ok(organiser.move(`${path}/bookings/${id}`, 'return'));
      await ok(organiser.move(`${path}/bookings/${bookings[0].id}`, 'miss'));
      await app.at('2019-10-23T04:00:00Z');
      await ok(organiser.move(`${path}/departures/${huawei.id}`, 'return'));
      await ok(
        organiser.move(`${path}/departures/${huawei.id}`, 'report', {
          input: { report: 'The host showed its exhibition and answered questions.' },
        }),
      );
      expect((await organiser.get(`${path}/departures/${huawei.id}`)).body.state).toBe('reported');
    });

    test('those on a coach were reminded two hours before it left, and only they', async () => {
      // 07:30 and 12:00 of the second day of visits, in Shenzhen.
      await app.at('2019-10-23T23:30:00Z');
      await app.at('2019-10-24T04:00:00Z');
      await app.at('2019-10-25T00:00:00Z');
      const reminders = await messages('reminders.reminder');
      const bookings = await all(organiser, `${path}/bookings`);
      const onCoaches = bookings.filter(({ state }) =>
        ['confirmed', 'returned', 'no_show'].includes(state),
      ).length;
      expect(reminders.length - 120).toBe(onCoaches);
    });

    test('it closes at the end of its last day', async () => {
      await app.at('2019-10-25T16:00:00Z');
      expect((await app.api.get(path)).body.state).toBe('closed');
    });
  });

  describe('afterwards', () => {
    test('the record says who did what, and when', async () => {
      const event = await all(organiser, `${path}/history`);
      expect(event.map(({ transition, byKind }) => [transition, byKind])).toEqual([
        ['create', 'staff'],
        ['publish', 'staff'],
        ['start', 'system'],
        ['close', 'system'],
      ]);
      const greeting = await all(organiser, `${path}/greetings/${forum.greetingId}/history`);
      expect(greeting.map(({ transition }) => transition)).toEqual([
        'create',
        'promise',
        'receive',
        'translate',
        'clear',
        'schedule',
        'deliver',
        'publish',
      ]);
      const first = await all(organiser, `${path}/registrations/${forum.registrations[20]!.id}/history`);
      expect(first.map(({ transition, to }) => [transition, to])).toEqual([
        ['create', 'draft'],
        ['submit', 'submitted'],
        ['confirm', 'confirmed'],
      ]);
    });

    test('every mail that was promised was sent, and none twice', async () => {
      const ledger = await all(organiser, `${path}/messages`);
      expect(
        ledger
          .filter(({ state }) => state !== 'sent')
          .map(({ kind, state, detail }) => [kind, state, detail]),
      ).toEqual([]);
      const { body } = await app.api.get('/mailbox?limit=1&withTotal=true', {
        headers: { accept: 'application/json' },
      });
      expect(body.total).toBe(ledger.length);
      expect(new Set(ledger.map(({ messageIdHeader }) => messageIdHeader)).size).toBe(ledger.length);
    });

    test('nothing is left undone', async () => {
      expect(await app.db.query('SELECT name, error FROM outbox')).toEqual([]);
    });
  });
});
