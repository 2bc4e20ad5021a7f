import { RegistrationLinks } from '../../src/registrations/registration-links.service';
import { startApp, type TestApp } from '../support/app';
import { makeEvent, serial } from '../support/factories';
import { makeCategory, personInput, register } from './support';

const asJson = { headers: { accept: 'application/json' } };

describe('links by mail', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({ config: { signInLimitPerMinute: 100 } });
  });

  const linksSentTo = async (email: unknown): Promise<{ subject: string; text: string }[]> => {
    await app.settled();
    const { body } = await app.api.get(`/mailbox?q=${encodeURIComponent(String(email))}`, asJson);
    const mails = [];
    for (const { id } of body.items as { id: string }[])
      mails.push((await app.api.get(`/mailbox/${id}`, asJson)).body);
    return (mails as { subject: string; text: string }[]).filter(({ subject }) =>
      /^(Your link|Ваша ссылка|您的专属链接)/.test(subject),
    );
  };
  const ask = (email: unknown, event: string) => app.api.post('auth/links', { email, event });

  test('whoever registered gets the link to their own agenda, in their language', async () => {
    const event = await makeEvent(app, { titles: { zh: '2019年中国信息论坛' } });
    const category = await makeCategory(event);
    const person = personInput();
    const { id } = await register(app.api, event, category.id, { person, locale: 'zh' });
    const other = await register(app.api, event, category.id);
    const answer = await ask(String(person['email']).toUpperCase(), event.slug);
    expect([answer.status, answer.body]).toEqual([202, '']);
    const [mail, ...more] = await linksSentTo(person['email']);
    expect([mail?.subject, more]).toEqual(['您的专属链接：2019年中国信息论坛', []]);
    const token = /token=(pl\.[\w.-]+)/.exec(mail!.text)![1]!;
    expect((await app.api.get(`/agenda?token=${token}`)).status).toBe(200);
    const me = app.api.as(token);
    expect((await me.get(`${event.path}/registrations/${id}/agenda`)).status).toBe(200);
    expect((await me.get(`${event.path}/registrations/${other.id}/agenda`)).status).toBe(404);
  });

  test('an unknown address, another event and no event at all get the same answer, and no mail', async () => {
    const [event, elsewhere] = [await makeEvent(app), await makeEvent(app)];
    const person = personInput();
    await register(app.api, event, (await makeCategory(event)).id, { person });
    const stranger = `nobody.${serial()}@elsewhere.example`;
    const known = await ask(person['email'], event.id);
    for (const [email, of] of [
      [stranger, event.slug],
      [person['email'], elsewhere.slug],
      [person['email'], 'no-such-event'],
      [person['email'], '0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11'],
    ] as const) {
      const answer = await ask(email, of);
      expect([answer.status, answer.body, [...answer.headers.keys()].sort()]).toEqual([
        known.status,
        known.body,
        [...known.headers.keys()].sort(),
      ]);
    }
    expect(await linksSentTo(stranger)).toEqual([]);
    expect(await linksSentTo(person['email'])).toHaveLength(1);
  });

  test('both answers promise one job, and what is promised names nobody', async () => {
    const event = await makeEvent(app);
    const person = personInput();
    const { id } = await register(app.api, event, (await makeCategory(event)).id, { person });
    await app.settled();
    const payloads = async (email: string): Promise<{ registrationIds: string[] }[]> =>
      app.db
        .transaction(async () => {
          await app.app.get(RegistrationLinks).askFor(email, event.slug);
          const rows = await app.db.query<{ payload: { registrationIds: string[] } }>(
            `SELECT payload FROM outbox WHERE name = 'registrations.send-links'`,
          );
          throw new RolledBack(rows.map(({ payload }) => payload));
        })
        .catch((error: unknown) => {
          if (error instanceof RolledBack) return error.payloads;
          throw error;
        });
    const period = new Date('2019-06-01T08:00:00Z').getTime() / 600_000;
    expect(await payloads(String(person['email']))).toEqual([{ registrationIds: [id], period }]);
    expect(await payloads('nobody@elsewhere.example')).toEqual([{ registrationIds: [], period }]);
  });

  test('however often they are asked for, the links go out once in ten minutes', async () => {
    const event = await makeEvent(app);
    const person = personInput();
    await register(app.api, event, (await makeCategory(event)).id, { person });
    await Promise.all([1, 2, 3].map(() => ask(person['email'], event.slug)));
    expect(await linksSentTo(person['email'])).toHaveLength(1);
    await app.at('2019-06-01T08:09:59Z');
    await ask(person['email'], event.slug);
    expect(await linksSentTo(person['email'])).toHaveLength(1);
    await app.at('2019-06-01T08:10:00Z');
    await ask(person['email'], event.slug);
    expect(await linksSentTo(person['email'])).toHaveLength(2);
  });

  test('two people who share an address get one mail each, with their own link', async () => {
    const event = await makeEvent(app);
    const category = await makeCategory(event);
    const email = `office.${serial()}@ministry.example`;
    const ids: string[] = [];
    for (const _ of [1, 2])
      ids.push((await register(app.api, event, category.id, { person: personInput({ email }) })).id);
    await ask(email, event.slug);
    const tokens = (await linksSentTo(email)).map(({ text }) => /token=(pl\.[\w.-]+)/.exec(text)![1]!);
    const seen = await Promise.all(
      tokens.map(async (token) => {
        const answers = await Promise.all(
          ids.map((id) => app.api.as(token).get(`${event.path}/registrations/${id}`)),
        );
        return answers.map(({ status }) => status);
      }),
    );
    expect(seen.sort()).toEqual([
      [200, 404],
      [404, 200],
    ]);
  });

  test('whoever does not take part any more gets none', async () => {
    const event = await makeEvent(app);
    const person = personInput();
    const { id } = await register(app.api, event, (await makeCategory(event)).id, { person });
    await event.staff.move(`${event.path}/registrations/${id}`, 'cancel');
    await ask(person['email'], event.slug);
    expect(await linksSentTo(person['email'])).toEqual([]);
  });

  test('who asks too often is told to wait, whether or not the address is known', async () => {
    app.clock.advance(60_000);
    const answers = [];
    for (let n = 0; n < 101; n += 1) answers.push(await ask('nobody@elsewhere.example', 'no-such-event'));
    expect(answers.slice(0, 100).every(({ status }) => status === 202)).toBe(true);
    expect([answers[100]!.status, Number(answers[100]!.headers.get('retry-after')) > 0]).toEqual([429, true]);
  });

  test.each([
    ['no address', { event: 'first' }, '/email'],
    ['what is no address', { email: 'anna', event: 'first' }, '/email'],
    ['no event', { email: 'anna@ministry.example' }, '/event'],
  ])('%s is refused', async (_, body, pointer) => {
    const answer = await app.api.post('auth/links', body);
    expect([answer.status, answer.body.errors?.[0]?.pointer]).toEqual([422, pointer]);
  });
});

class RolledBack extends Error {
  constructor(readonly payloads: { registrationIds: string[] }[]) {
    super('rolled back on purpose');
  }
}
