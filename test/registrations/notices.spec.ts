import { mailLanguages, wordsFor } from '../../src/communications/words';
import {
  registrationCancelled,
  registrationConfirmed,
  registrationExpired,
  registrationOffered,
  registrationPassedOn,
  registrationReapproved,
  registrationReceived,
  registrationRejected,
  registrationReopened,
  registrationTakenOver,
  registrationWaitlisted,
  type RegistrationNotice,
} from '../../src/registrations/registration.notices';
import { expectGolden } from '../mails/golden';
import { startApp, type TestApp } from '../support/app';
import { makeEvent } from '../support/factories';
import { makeCategory, makeQuota, personInput, register } from './support';

const notice: RegistrationNotice = {
  eventTitle: 'Infoforum-China 2019',
  categoryTitle: 'Delegates',
  code: '7KQ2M9XW',
  agendaUrl: 'https://forum.example/agenda?token=pl.1',
  calendarUrl: 'https://forum.example/api/v1/events/f/registrations/1/agenda.ics?token=pl.1',
  offerExpiresAt: undefined,
  reason: undefined,
  toBeApproved: false,
  byFocalPoint: false,
  eventCancelled: false,
};

const variants = [
  [registrationReceived, {}],
  [registrationReceived, { toBeApproved: true, byFocalPoint: true }],
  [registrationConfirmed, {}],
  [registrationWaitlisted, {}],
  [registrationOffered, { offerExpiresAt: new Date('2019-06-03T08:00:00Z') }],
  [registrationExpired, {}],
  [registrationRejected, { reason: 'The hall is full.\nPlease come <b>next</b> year: https://evil.example' }],
  [registrationCancelled, { reason: 'As you asked.' }],
  [registrationCancelled, { eventCancelled: true }],
  [registrationReopened, { toBeApproved: true }],
  [registrationReapproved, {}],
  [registrationTakenOver, {}],
  [registrationTakenOver, { toBeApproved: true }],
  [registrationPassedOn, {}],
] as const;

test.each(mailLanguages)('every notice about a registration in %s is as it was approved', (language) => {
  const words = wordsFor(language, 'Asia/Shanghai', 'Shenzhen');
  const texts = variants.map(([definition, changes]) => {
    const { subject, text } = definition.render[language]({ ...notice, ...changes }, words);
    return `=== ${definition.kind}: ${subject}\n\n${text}\n`;
  });
  expectGolden(`registrations.${language}.txt`, texts.join('\n'));
});

describe('mails about registrations', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });

  /** Mails to an address, the oldest first: subject and text. */
  const mailsTo = async (email: unknown): Promise<{ subject: string; text: string }[]> => {
    await app.settled();
    const { body } = await app.api.get(`/mailbox?q=${encodeURIComponent(String(email))}`, asJson);
    const mails = [];
    for (const { id } of (body.items as { id: string }[]).toReversed())
      mails.push((await app.api.get(`/mailbox/${id}`, asJson)).body);
    return mails as { subject: string; text: string }[];
  };
  const asJson = { headers: { accept: 'application/json' } };

  test('each step is told once, in the language of the person, and the link opens their own registration', async () => {
    const event = await makeEvent(app, { titles: { ru: 'Инфофорум-Китай 2019' } });
    const quota = await makeQuota(event, 1);
    const category = await makeCategory(event, { quotaIds: [quota.id], titles: { ru: 'Делегаты' } });
    const [first, second] = [personInput(), personInput()];
    const holder = await register(app.api, event, category.id, { person: first, locale: 'ru' });
    const waiting = await register(app.api, event, category.id, { person: second, locale: 'en' });
    const [confirmed] = await mailsTo(first['email']);
    expect(confirmed?.subject).toBe('Ваша регистрация подтверждена: Инфофорум-Китай 2019');
    expect(confirmed?.text).toContain(holder.code);
    expect(confirmed?.text).toContain('Делегаты');
    const token = /token=(pl\.[\w.-]+)/.exec(confirmed!.text.replace(/\n/g, ' '))?.[1];
    const me = app.api.as(token!);
    expect((await me.get(`${event.path}/registrations/${holder.id}`)).status).toBe(200);
    expect((await me.get(`${event.path}/registrations/${waiting.id}`)).status).toBe(404);
    await me.move(`${event.path}/registrations/${holder.id}`, 'cancel', { comment: 'I am ill' });
    expect((await mailsTo(second['email'])).map(({ subject }) => subject)).toEqual([
      'You are on the waiting list: Infoforum-China 2019',
      'A place is free for you: Infoforum-China 2019',
    ]);
    expect((await mailsTo(second['email']))[1]?.text).toContain('3 June 2019');
    expect((await mailsTo(first['email'])).map(({ subject }) => subject)).toEqual([
      'Ваша регистрация подтверждена: Инфофорум-Китай 2019',
      'Ваша регистрация отменена: Инфофорум-Китай 2019',
    ]);
  });

  test('the reason of a refusal reaches the person, and nothing is said about a draft', async () => {
    const event = await makeEvent(app);
    const category = await makeCategory(event, { approval: 'review' });
    const [person, drafted] = [personInput(), personInput()];
    const { id } = await register(app.api, event, category.id, { person });
    // The mail about the receipt goes out before the decision, or it would be withheld.
    await app.settled();
    await event.staff.move(`${event.path}/registrations/${id}`, 'reject', {
      comment: 'Press has its own form.',
    });
    const mails = await mailsTo(person['email']);
    expect(mails.map(({ subject }) => subject)).toEqual([
      'We have your registration: Infoforum-China 2019',
      'Your registration: Infoforum-China 2019',
    ]);
    expect(mails[1]?.text).toContain('Press has its own form.');
    const draft = await register(event.staff, event, category.id, { person: drafted, asDraft: true });
    await event.staff.move(`${event.path}/registrations/${draft.id}`, 'cancel');
    expect(await mailsTo(drafted['email'])).toEqual([]);
  });
});
