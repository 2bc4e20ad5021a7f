import { EventScopes } from '../../src/access/event-scope';
import { note } from '../../src/communications/mail-body';
import { Withheld } from '../../src/communications/notice';
import { TemplatePreviews } from '../../src/communications/templates/template-previews.service';
import { TemplateRendering } from '../../src/communications/templates/template-rendering.service';
import { mailLanguages } from '../../src/communications/words';
import { newId } from '../../src/platform/database/base.entity';
import { makeCategory, personInput, register } from '../registrations/support';
import type { Answer, Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { make, makeEvent, serial, type TestEvent } from '../support/factories';

let app: TestApp;
let event: TestEvent;
let category: { id: string };

beforeAll(async () => {
  app = await startApp();
});

beforeEach(async () => {
  event = await makeEvent(app, { titles: { ru: 'Инфофорум-Китай 2019', zh: '2019年中国信息论坛' } });
  category = await makeCategory(event, { approval: 'review', titles: { ru: 'Делегаты' } });
});

const asJson = { headers: { accept: 'application/json' } };

/** Mails to an address, the oldest first. */
async function mailsTo(email: unknown): Promise<{ id: string; subject: string; text: string }[]> {
  await app.settled();
  const { body } = await app.api.get(`/mailbox?q=${encodeURIComponent(String(email))}`, asJson);
  const mails = [];
  for (const { id } of (body.items as { id: string }[]).toReversed())
    mails.push((await app.api.get(`/mailbox/${id}`, asJson)).body);
  return mails;
}

const templates = (): string => `${event.path}/templates`;

/** Words for the first mail to somebody who registers. */
const received = (changes: object = {}): Record<string, unknown> => ({
  kind: 'registration.received',
  subject: { en: 'Thank you, {{ person.name }}', ru: 'Спасибо, {{ person.name }}' },
  body: {
    en: 'We have got your registration as *{{ registration.category }}*.\n\n{{ facts }}\n\nSee you on {{ event.start | date }}.',
    ru: 'Ваша заявка получена: {{ registration.category }}.\n\n{{ facts }}\n\nДо встречи {{ event.start | date }}.',
  },
  ...changes,
});

const ownWords = (changes: object = {}): Record<string, unknown> => ({
  name: `Own ${serial()}`,
  subject: { en: 'What to bring to {{ event.title }}' },
  body: { en: 'Dear {{ person.name }} of {{ person.organisation | default: "nowhere" }}, bring a pen.' },
  ...changes,
});

const placesOf = ({ status, body }: Answer): [number, string, [string, number, number, string][]] => [
  status,
  body.code,
  body.places.map((one: { pointer: string; line: number; column: number; code: string }) => [
    one.pointer,
    one.line,
    one.column,
    one.code,
  ]),
];

describe('words for a kind of notice', () => {
  it('go out in the language of the reader, around the facts, and the ledger says in which version', async () => {
    const template = await make(event.staff, templates(), received());
    const [english, russian, chinese] = [personInput(), personInput(), personInput()];
    await register(app.api, event, category.id, { person: english, locale: 'en' });
    await register(app.api, event, category.id, { person: russian, locale: 'ru' });
    // No words in Chinese: the first language of the event, in all of the mail.
    const third = await register(app.api, event, category.id, { person: chinese, locale: 'zh' });
    const [mail] = await mailsTo(english['email']);
    expect(mail!.subject).toBe(`Thank you, Anna ${String(english['familyName'])}`);
    expect(mail!.text).toContain('We have got your registration as *Delegates*.\n\nReference code: ');
    // What the notice says behind its first paragraphs stays.
    expect(mail!.text).toContain(
      'Category: Delegates\n\nYour registration is being reviewed. We will write to you when it has been\ndecided.\n\nSee you on Monday, 21 October 2019.',
    );
    expect(mail!.text).not.toContain('Thank you for registering');
    const [inRussian] = await mailsTo(russian['email']);
    expect(inRussian!.text).toContain('Ваша заявка получена: Делегаты.\n\nКод регистрации: ');
    expect(inRussian!.text).toContain('До встречи понедельник, 21 октября 2019 г..');
    const [inChinese] = await mailsTo(chinese['email']);
    expect(inChinese!.subject.startsWith('Thank you, ')).toBe(true);
    expect(inChinese!.text.startsWith('Dear Anna')).toBe(true);
    const { body } = await event.staff.get(`${event.path}/messages?registrationId=${third.id}`);
    expect(
      body.items.map((one: any) => [one.kind, one.state, one.templateVersionId, one.templateFault]),
    ).toEqual([['registration.received', 'sent', template.versionId, null]]);
    const { body: one } = await event.staff.get(`${event.path}/messages/${body.items[0].id}`);
    expect(one.preview.language).toBe('en');
    expect(one.preview.text).toContain('See you on Monday, 21 October 2019.');
  });

  it('belong to one event, and give way to the program’s own when they are removed', async () => {
    const other = await makeEvent(app);
    const elsewhere = await makeCategory(other, { approval: 'review' });
    const { id, version } = await make(event.staff, templates(), received());
    const [first, second] = [personInput(), personInput()];
    await register(app.api, other, elsewhere.id, { person: first, locale: 'en' });
    expect((await mailsTo(first['email']))[0]!.subject).toBe(
      'We have your registration: Infoforum-China 2019',
    );
    expect((await event.staff.delete(`${templates()}/${id}`, version + 1)).status).toBe(412);
    expect((await event.staff.delete(`${templates()}/${id}`, version)).status).toBe(204);
    await register(app.api, event, category.id, { person: second, locale: 'en' });
    expect((await mailsTo(second['email']))[0]!.subject).toBe(
      'We have your registration: Infoforum-China 2019',
    );
    expect((await event.staff.get(templates())).body.items).toEqual([]);
    expect((await event.staff.get(`${templates()}/${id}`)).body.removedAt).not.toBeNull();
    expect((await event.staff.patch(`${templates()}/${id}`, { name: 'x' }, version + 1)).status).toBe(404);
    // Another one can take its place.
    await make(event.staff, templates(), received());
  });

  it('that cannot be used any more give way, and the ledger and the template say why', async () => {
    const template = await make(event.staff, templates(), received());
    // As if the program had lost a placeholder since.
    await app.db.query(`UPDATE message_templates SET version = 2 WHERE id = $1`, [template.id]);
    await app.db.query(
      `INSERT INTO message_template_versions (id, event_id, template_id, number, name, subject, body, changes, saved_by, saved_by_name, saved_at)
       VALUES ($1, $2, $3, 2, 'x', '{"en": "x"}', '{"en": "{{ person.lost }}"}', '{}', 'x', 'x', $4)`,
      [newId(), event.id, template.id, app.clock.now()],
    );
    const person = personInput();
    const { id } = await register(app.api, event, category.id, { person, locale: 'ru' });
    const [mail] = await mailsTo(person['email']);
    expect(mail!.subject).toBe('Ваша заявка получена: Инфофорум-Китай 2019');
    const { body } = await event.staff.get(`${event.path}/messages?registrationId=${id}`);
    expect(body.items[0].state).toBe('sent');
    expect(body.items[0].templateFault).toContain('there is no placeholder "person.lost"');
    const now = (await event.staff.get(`${templates()}/${template.id}`)).body;
    expect([now.faults, now.lastFault]).toEqual([1, body.items[0].templateFault]);
  });

  it('are there once, for kinds that there are', async () => {
    await make(event.staff, templates(), received());
    const again = await event.staff.post(templates(), received({ name: 'Another' }));
    expect([again.status, again.body.code]).toEqual([409, 'template-exists']);
    const named = await event.staff.post(templates(), ownWords({ name: 'REGISTRATION.received' }));
    expect([named.status, named.body.code]).toEqual([409, 'template-exists']);
    for (const kind of ['registration.nothing', 'templates.test', '__proto__', 'constructor']) {
      const unknown = await event.staff.post(templates(), received({ kind }));
      expect([kind, unknown.status, unknown.body.code]).toEqual([kind, 422, 'template-kind-unknown']);
    }
    const nameless = await event.staff.post(templates(), received({ kind: undefined }));
    expect([nameless.status, nameless.body.errors[0].pointer]).toEqual([422, '/name']);
  });
});

describe('a template that is saved', () => {
  it('is refused with the place of everything that is wrong', async () => {
    const answer = await event.staff.post(
      templates(),
      received({
        subject: { en: 'Hello {{ person.nmae }}', ru: 'x' },
        body: {
          en: 'One\nTwo {{ event.start | time }}\n\n{% for i in (1..100000000) %}x{% endfor %}',
          ru: '{% include "/etc/passwd" %}',
        },
      }),
    );
    expect(placesOf(answer)).toEqual([
      422,
      'template-faulty',
      [
        ['/subject/en', 1, 10, 'unknown-placeholder'],
        ['/body/en', 2, 22, 'wrong-type'],
        ['/body/en', 4, 1, 'loop'],
        ['/body/ru', 1, 1, 'unknown-tag'],
      ],
    ]);
    expect(answer.body.errors[0]).toEqual({
      pointer: '/subject/en',
      code: 'unknown-placeholder',
      message: expect.stringContaining(
        'line 1, column 10: there is no placeholder "person.nmae"; did you mean "person.name"?',
      ),
    });
    expect((await event.staff.get(templates())).body.items).toEqual([]);
  });

  it('knows the names of its kind only', async () => {
    const visit = await event.staff.post(
      templates(),
      received({ subject: { en: '{{ visit.title }}' }, body: { en: '{{ registration.code }}' } }),
    );
    expect(placesOf(visit)[2]).toEqual([['/subject/en', 1, 4, 'unknown-placeholder']]);
    await make(event.staff, templates(), {
      kind: 'booking.confirmed',
      subject: { en: '{{ visit.title }}' },
      body: { en: '{{ person.code }}' },
    });
  });

  it('has the first language of the event, and the same languages in subject and body', async () => {
    const pointers = async (changes: object): Promise<string[]> => {
      const { status, body } = await event.staff.post(templates(), received(changes));
      return [String(status), ...(body.errors ?? []).map((one: { pointer: string }) => one.pointer)];
    };
    expect(await pointers({ subject: { ru: 'x' }, body: { ru: 'x' } })).toEqual(['422', '/body/en']);
    expect(await pointers({ subject: { en: 'x', ru: 'x' }, body: { en: 'x' } })).toEqual(['422', '/body/ru']);
    expect(await pointers({ subject: { en: 'x', fr: 'x' }, body: { en: 'x', fr: 'x' } })).toEqual([
      '422',
      '/subject/fr',
      '/body/fr',
    ]);
    expect(await pointers({ subject: { en: 'x\r\nBcc: a@b.example' } })).toEqual(['422', '/subject']);
    expect(await pointers({ body: { en: 'x'.repeat(10_001) } })).toEqual(['422', '/body']);
    const { missingLanguages } = await make(event.staff, templates(), received());
    expect(missingLanguages).toEqual(['zh']);
  });

  it('becomes a version that stays, and can be had again', async () => {
    const first = await make(
      event.staff,
      templates(),
      ownWords({ name: 'Packing list', comment: 'First try' }),
    );
    const path = `${templates()}/${first.id}`;
    const second = await event.staff.patch(
      path,
      { subject: { en: 'New' }, body: { en: 'New', zh: '新' }, comment: 'x' },
      1,
    );
    expect(second.status).toBe(422);
    const changed = await event.staff.patch(
      path,
      { subject: { en: 'New', zh: '新' }, body: { en: 'New', zh: '新' }, comment: 'Shorter' },
      1,
    );
    expect([changed.status, changed.body.version, changed.body.missingLanguages]).toEqual([200, 2, ['ru']]);
    // Saving the same again is no version.
    expect((await event.staff.patch(path, { subject: { en: 'New', zh: '新' } }, 2)).body.version).toBe(2);
    const back = await event.staff.post(`${path}/versions/1/restore`, { comment: 'Back' }, { ifMatch: 2 });
    expect([back.status, back.body.version, back.body.subject]).toEqual([200, 3, first.subject]);
    const { body } = await event.staff.get(`${path}/versions`);
    expect(
      body.items.map((one: any) => [one.number, one.changes, one.comment, one.restoredFrom, one.savedBy]),
    ).toEqual([
      [3, ['subject.en', 'subject.zh', 'body.en', 'body.zh'], 'Back', 1, first.savedBy],
      [2, ['subject.en', 'subject.zh', 'body.en', 'body.zh'], 'Shorter', null, first.savedBy],
      [1, ['name', 'subject.en', 'body.en'], 'First try', null, first.savedBy],
    ]);
    expect((await event.staff.get(`${path}/versions/2`)).body.subject).toEqual({ en: 'New', zh: '新' });
    for (const none of ['4', '0', 'x', '1e1'])
      expect((await event.staff.get(`${path}/versions/${none}`)).status).toBe(404);
    await expect(
      app.db.query(`UPDATE message_template_versions SET name = 'x' WHERE template_id = $1`, [first.id]),
    ).rejects.toThrow('never changed');
  });

  it('is saved by one of two who save it at once', async () => {
    const { id } = await make(event.staff, templates(), ownWords());
    const save = (word: string) =>
      event.staff.patch(`${templates()}/${id}`, { subject: { en: word }, body: { en: word } }, 1);
    const answers = await Promise.all(['A', 'B', 'C', 'D'].map(save));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412, 412, 412]);
    const { body } = await event.staff.get(`${templates()}/${id}/versions`);
    expect(body.items.map((one: { number: number }) => one.number)).toEqual([2, 1]);
    expect(body.items[0].body).toEqual(answers.find(({ status }) => status === 200)!.body.body);
    const twice = await Promise.all([1, 2, 3].map(() => event.staff.post(templates(), received())));
    expect(twice.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
  });
});

describe('those who work with templates', () => {
  it('write as organisers or communications, read as auditors, and others not at all', async () => {
    const { id } = await make(event.staff, templates(), ownWords());
    const tried = async (api: Api): Promise<number[]> => [
      (await api.get(`${templates()}/${id}`)).status,
      (await api.post(`${templates()}/${id}/preview`, {})).status,
      (await api.post(templates(), ownWords())).status,
      (await api.post(`${templates()}/${id}/test`, {})).status,
    ];
    expect(await tried(await app.staff(event.id, 'communications'))).toEqual([200, 200, 201, 202]);
    expect(await tried(await app.staff(event.id, 'organiser'))).toEqual([200, 200, 201, 202]);
    expect(await tried(await app.staff(event.id, 'auditor'))).toEqual([200, 200, 403, 403]);
    expect(await tried(await app.staff(event.id, 'registration_desk'))).toEqual([403, 403, 403, 403]);
    // Whoever has nothing to do with an event does not learn that it is there.
    expect(await tried(await app.staff((await makeEvent(app)).id))).toEqual([404, 404, 404, 404]);
  });

  it('see every kind of notice, and what its words can name', async () => {
    const { id } = await make(event.staff, templates(), received());
    const { body } = await event.staff.get(`${templates()}/kinds`);
    const kinds = new Map<string, any>(body.kinds.map((one: { kind: string }) => [one.kind, one]));
    expect(kinds.size).toBeGreaterThan(60);
    expect(kinds.get('registration.received')).toEqual({
      kind: 'registration.received',
      confidential: false,
      templateId: id,
    });
    expect(kinds.get('registration.confirmed')).toEqual({
      kind: 'registration.confirmed',
      confidential: true,
      templateId: null,
    });
    const named = await event.staff.get(`${templates()}/placeholders?kind=booking.confirmed`);
    const visit = named.body.placeholders.find((one: { name: string }) => one.name === 'visit.period');
    expect(visit).toEqual({
      name: 'visit.period',
      type: 'period',
      means: 'When the departure is.',
      example: {
        en: 'Wednesday, 23 October 2019, 09:00–12:00 (Shenzhen time, UTC+8)',
        ru: 'среда, 23 октября 2019 г., 09:00–12:00 (время: Китай, UTC+8)',
        zh: '2019年10月23日星期三 09:00–12:00（中国时间，UTC+8）',
      },
    });
    expect((await event.staff.get(`${templates()}/placeholders?kind=nothing.there`)).status).toBe(422);
  });

  it('can write words for each kind with everything that it can name, in three languages', async () => {
    const previews = app.app.get(TemplatePreviews);
    const scope = (await app.app.get(EventScopes).find(event.id))!;
    const { kinds } = await previews.kinds(event.id);
    for (const { kind } of kinds) {
      const all = previews
        .writtenWith(scope, kind)
        .placeholders.map(({ name, type }) =>
          type === 'flag' ? `{% if ${name} %}.{% endif %}` : `{{ ${name} }}`,
        )
        .join('\n\n');
      const words = { kind, subject: { en: 'x', ru: 'x', zh: 'x' }, body: { en: all, ru: all, zh: all } };
      for (const language of mailLanguages) {
        const { text, ...shown } = await previews.preview(scope, words, { language });
        expect([kind, shown.language, /undefined|null|NaN|\[object/.test(text)]).toEqual([
          kind,
          language,
          false,
        ]);
      }
    }
  });
});

describe('a preview', () => {
  it('shows a notice with what its last mail to somebody says, and words that are not saved', async () => {
    const { id } = await register(app.api, event, category.id, { person: personInput(), locale: 'ru' });
    await app.settled();
    const { status, body } = await event.staff.post(`${templates()}/preview`, {
      ...received(),
      registrationId: id,
    });
    expect([status, body.values, body.language, body.remark]).toEqual([200, 'message', 'ru', null]);
    expect(body.subject).toMatch(/^Спасибо, Anna Petrova/);
    expect(body.text).toContain('Код регистрации: ');
    expect(body.html).toContain('<html lang="ru"');
    expect((await event.staff.get(templates())).body.items).toEqual([]);
  });

  it('shows the person with examples where no mail of the kind was sent, or only its reader may see it', async () => {
    const person = personInput({ familyName: '<b>Evil</b> {{ 7 }}' });
    const { id } = await register(app.api, event, category.id, { person, locale: 'en' });
    await app.settled();
    const shown = async (kind: string, more: object = {}) =>
      (
        await event.staff.post(`${templates()}/preview`, {
          kind,
          subject: { en: '{{ person.name }}' },
          body: { en: 'Code {{ person.code }}, {{ facts }}'.replace(', {{ facts }}', '\n\n{{ facts }}') },
          ...more,
        })
      ).body;
    const none = await shown('booking.confirmed', { registrationId: id });
    expect([none.values, none.remark]).toEqual([
      'person',
      'This person has not got a mail of this kind yet.',
    ]);
    expect(none.subject).toBe('Anna <b>Evil</b> {{ 7 }}');
    expect(none.html).not.toContain('<b>');
    expect(none.text).toContain('[Here the mail says what it is about: times, places, reasons and links.]');
    const secret = await shown('registration.confirmed', { registrationId: id });
    expect(secret.values).toBe('person');
    expect(secret.remark).toContain('only their reader sees');
    expect(secret.text).not.toContain('pl.');
    const example = await shown('registration.confirmed');
    expect([example.values, example.subject]).toEqual(['example', 'Aigerim Bekova']);
  });

  it('of a saved template is of any version, in any of its languages, for people of the event only', async () => {
    const { id } = await make(event.staff, templates(), ownWords());
    const path = `${templates()}/${id}`;
    await event.staff.patch(path, { subject: { en: 'b', zh: '乙' }, body: { en: 'b', zh: '乙' } }, 1);
    const subjects = async (input: object): Promise<string> =>
      (await event.staff.post(`${path}/preview`, input)).body.subject;
    expect([await subjects({}), await subjects({ language: 'zh' }), await subjects({ version: 1 })]).toEqual([
      'b',
      '乙',
      'What to bring to Infoforum-China 2019',
    ]);
    const wrong = await event.staff.post(`${path}/preview`, { language: 'ru' });
    expect([wrong.status, wrong.body.errors[0].pointer]).toEqual([422, '/language']);
    const other = await makeEvent(app);
    const stranger = await register(app.api, other, (await makeCategory(other)).id);
    const refused = await event.staff.post(`${path}/preview`, { registrationId: stranger.id });
    expect([refused.status, refused.body.code]).toEqual([422, 'template-person-unknown']);
    const faulty = await event.staff.post(
      `${templates()}/preview`,
      ownWords({ name: undefined, body: { en: '{{ x' } }),
    );
    expect(placesOf(faulty)[2]).toEqual([['/body/en', 1, 1, 'not-closed']]);
  });
});

describe('a test', () => {
  it('goes to whoever asks for it, marked, and stands in the ledger', async () => {
    const staff = await app.staff(event.id, 'communications');
    const { email } = (await staff.get('auth/me')).body;
    const person = personInput();
    const { id: registrationId } = await register(app.api, event, category.id, { person, locale: 'zh' });
    const { id, versionId } = await make(
      staff,
      templates(),
      ownWords({
        subject: { en: 'x', zh: '{{ person.name }}' },
        body: { en: 'x', zh: '{{ person.category }}' },
      }),
    );
    await app.settled();
    const sent = await staff.post(`${templates()}/${id}/test`, { registrationId });
    expect([sent.status, sent.body.email]).toEqual([202, email]);
    const [mail] = await mailsTo(email);
    expect(mail!.subject).toMatch(/^\[测试\] Anna Petrova/);
    expect(mail!.text).toContain('Delegates');
    const { body } = await staff.get(`${event.path}/messages/${sent.body.messageId}`);
    expect([body.kind, body.email, body.state, body.templateVersionId]).toEqual([
      'templates.test',
      email,
      'sent',
      versionId,
    ]);
    // The person got what they got before, and nothing of this.
    expect((await mailsTo(person['email'])).length).toBe(1);
    // A second test is a second mail.
    await staff.post(`${templates()}/${id}/test`, { language: 'en' });
    expect((await mailsTo(email)).map(({ subject }) => subject)).toEqual([mail!.subject, '[Test] x']);
  });

  it('can be had 30 times within an hour', async () => {
    const staff = await app.staff(event.id, 'communications');
    const { id } = await make(staff, templates(), ownWords());
    const answers: Answer[] = [];
    for (let n = 0; n < 31; n++) answers.push(await staff.post(`${templates()}/${id}/test`, {}));
    expect(answers.map(({ status }) => status)).toEqual([...Array.from({ length: 30 }, () => 202), 429]);
    expect(answers.at(-1)!.headers.get('retry-after')).toBe('3600');
    app.clock.advance(3_600_000);
    expect((await staff.post(`${templates()}/${id}/test`, {})).status).toBe(202);
  });
});

describe('a template that is used by its name', () => {
  it('is rendered for many readers at once, each in their language and with what is known of them', async () => {
    const template = await make(
      event.staff,
      templates(),
      ownWords({
        subject: { en: '{{ person.name }}', ru: '{{ event.title }}' },
        body: {
          en: '{{ person.organisation | default: "none" }}/{{ person.code }}',
          ru: 'Да\n\n{{ facts }}\n\nНет',
        },
      }),
    );
    const one = await register(app.api, event, category.id, {
      person: personInput(),
      organisationName: 'Telecom',
    });
    const scope = (await app.app.get(EventScopes).find(event.id))!;
    const rendering = app.app.get(TemplateRendering);
    const reader = (name: string, locale: string, registrationId?: string) => ({
      recipient: { name, locale, email: 'x@y.example', ...(registrationId ? { registrationId } : {}) },
      facts: () => note('FACTS'),
    });
    const readers = [reader('A', 'en', one.id), reader('B', 'zh'), reader('C', 'ru')];
    const mails = await rendering.rendered(scope, { templateId: template.id }, readers);
    expect(
      mails.map((mail) =>
        mail instanceof Withheld ? mail : [mail.language, mail.subject, mail.text, mail.template],
      ),
    ).toEqual([
      ['en', 'A', `Telecom/${one.code}\n\nFACTS`, { versionId: template.versionId }],
      ['en', 'B', 'none/\n\nFACTS', { versionId: template.versionId }],
      ['ru', 'Инфофорум-Китай 2019', 'Да\n\nFACTS\n\nНет', { versionId: template.versionId }],
    ]);
    await event.staff.delete(`${templates()}/${template.id}`, 1);
    expect(await rendering.rendered(scope, { templateId: template.id }, readers.slice(0, 1))).toEqual([
      new Withheld('The template was removed.'),
    ]);
    const kept = await rendering.rendered(scope, { versionId: template.versionId }, readers.slice(0, 1));
    expect(kept[0]).toMatchObject({ subject: 'A' });
  });
});
