import { Withheld, type MessageToCompose } from '../../src/communications/notice';
import { mailLanguages, wordsFor } from '../../src/communications/words';
import { AnswersQueries } from '../../src/registrations/forms/answers.queries';
import { FollowUps } from '../../src/registrations/forms/follow-ups.service';
import { formOpen, type FormOpenNotice } from '../../src/registrations/forms/form.notices';
import { expectGolden } from '../mails/golden';
import { startApp, type TestApp } from '../support/app';
import { makeEvent, type TestEvent } from '../support/factories';
import { faultsOf, makeCategory, makeForm, makeQuota, personInput, personWith, register } from './support';

const titles = { en: 'Travel and visa', ru: 'Поездка и виза', zh: '行程与签证' };

test.each(mailLanguages)('the mail about a form that has opened is as it was approved, in %s', (language) => {
  const words = wordsFor(language, 'Asia/Shanghai', 'Shenzhen');
  const notice: FormOpenNotice = {
    eventTitle: { en: 'Infoforum-China 2019', ru: 'Инфофорум-Китай 2019', zh: '2019年中国信息论坛' }[
      language
    ],
    formTitle: titles[language],
    code: '7KQ2M9XW',
    deadline: new Date('2019-10-01T10:00:00Z'),
    url: 'https://forum.example/api/v1/events/f/registrations/1/forms/2?token=pl.1',
  };
  const texts = [notice, { ...notice, deadline: undefined }].map((one) => {
    const { subject, text } = formOpen.render[language](one, words);
    return `=== ${subject}\n\n${text}\n`;
  });
  expectGolden(`registration.form-open.${language}.txt`, texts.join('\n'));
});

/** Forms that are asked of those who have a place. */
describe('follow-up forms', () => {
  let app: TestApp;
  let event: TestEvent;
  let category: any;
  beforeAll(async () => {
    app = await startApp();
  });
  beforeEach(async () => {
    await app.at('2019-06-01T08:00:00Z');
    event = await makeEvent(app);
    category = await makeCategory(event);
  });

  const flight = { key: 'flight', kind: 'text', label: 'Flight', required: 'always' };
  const dinner = {
    key: 'dinner',
    kind: 'choice',
    label: 'Dinner',
    required: 'never',
    options: [{ value: 'fish', label: 'Fish', places: 1 }],
  };
  const followUp = (fields: object[] = [flight], changes: object = {}): Promise<any> =>
    makeForm(event, category.id, fields, { purpose: 'follow_up', title: titles.en, titles, ...changes });
  const pathOf = (id: string): string => `${event.path}/registrations/${id}`;
  const answerAs = (api: typeof app.api, id: string, form: any, answers: object, version = 0) =>
    api.put(`${pathOf(id)}/forms/${form.id}`, { answers }, { ifMatch: version });

  describe('are answered', () => {
    test('by the person, with a version of their own, beside the form with which they registered', async () => {
      const first = await makeForm(event, category.id, [{ ...flight, key: 'diet' }]);
      const form = await followUp([flight, { ...flight, key: 'hotel', required: 'never' }]);
      const { id, version } = await register(app.api, event, category.id, { answers: { diet: 'any' } });
      const person = await personWith(app, event, id);
      const { body } = await person.get(`${pathOf(id)}/forms`);
      expect(body.items.map((one: any) => [one.id, one.purpose, one.version, one.open, one.answers])).toEqual(
        [
          [first.id, 'registration', version, true, { diet: 'any' }],
          [form.id, 'follow_up', 0, true, {}],
        ],
      );
      const seen = await person.get(`${pathOf(id)}/forms/${form.id}`);
      expect([seen.headers.get('etag'), seen.body]).toEqual(['"0"', body.items[1]]);
      expect(seen.body).toEqual({
        id: form.id,
        version: 0,
        purpose: 'follow_up',
        title: titles.en,
        titles,
        open: true,
        deadline: null,
        groups: [],
        formVersion: 1,
        answeredVersion: null,
        fields: form.fields,
        asked: ['flight', 'hotel'],
        answers: {},
        files: [],
        missing: [
          {
            key: 'flight',
            label: 'Flight',
            pointer: '/answers/flight',
            message: 'must be answered',
            requiredFrom: null,
            due: true,
          },
        ],
        complete: false,
        purged: [],
      });
      expect(faultsOf(await answerAs(person, id, form, { hotel: 'Sea' }))).toEqual([
        422,
        'answers-invalid',
        [['/answers/flight', 'required']],
      ]);
      const answered = await answerAs(person, id, form, { flight: 'SU 204', hotel: 'Sea' });
      expect([answered.status, answered.headers.get('etag')]).toEqual([200, '"1"']);
      expect(answered.body).toMatchObject({
        version: 1,
        answeredVersion: 1,
        answers: { flight: 'SU 204', hotel: 'Sea' },
        missing: [],
        complete: true,
      });
      expect((await answerAs(person, id, form, { flight: 'SU 205' })).status).toBe(412);
      const again = await answerAs(person, id, form, { flight: 'SU 205' }, 1);
      expect([again.body.version, again.body.answers]).toEqual([2, { flight: 'SU 205' }]);
      expect((await event.staff.get(pathOf(id))).body).toMatchObject({ version, answers: { diet: 'any' } });
    });

    test('also the one with which one registers, by its own address', async () => {
      const form = await makeForm(event, category.id, [flight]);
      const { id, version } = await register(app.api, event, category.id, { answers: { flight: 'SU 1' } });
      const person = await personWith(app, event, id);
      const changed = await answerAs(person, id, form, { flight: 'SU 2' }, version);
      expect([changed.status, changed.body.version]).toEqual([200, version + 1]);
      expect((await person.get(pathOf(id))).body).toMatchObject({
        version: version + 1,
        answers: { flight: 'SU 2' },
      });
      expect((await answerAs(person, id, form, {}, version + 1)).status).toBe(422);
      // Staff leave open what they do not know.
      expect((await answerAs(event.staff, id, form, {}, version + 1)).body.complete).toBe(false);
    });

    test('only of those who have a place, when the form has opened', async () => {
      const reviewed = await makeCategory(event, { approval: 'review' });
      const form = await makeForm(event, reviewed.id, [flight], {
        purpose: 'follow_up',
        title: 'Travel',
        opensAt: '2019-06-02T00:00:00Z',
      });
      const { id } = await register(app.api, event, reviewed.id);
      const person = await personWith(app, event, id);
      const shown = async (): Promise<number> => (await person.get(`${pathOf(id)}/forms`)).body.items.length;
      const answer = () => answerAs(person, id, form, { flight: 'SU 204' });
      expect([await shown(), faultsOf(await answer())[1]]).toEqual([0, 'form-not-asked']);
      await event.staff.move(pathOf(id), 'approve');
      expect([await shown(), (await answer()).body.code]).toEqual([0, 'form-not-asked']);
      expect((await person.get(`${pathOf(id)}/forms/${form.id}`)).status).toBe(404);
      const { open } = (await event.staff.get(`${pathOf(id)}/forms/${form.id}`)).body;
      expect(open).toBe(false);
      await app.at('2019-06-02T00:00:00Z');
      expect([await shown(), (await answer()).status]).toEqual([1, 200]);
      await event.staff.move(pathOf(id), 'cancel');
      expect([await shown(), (await answer()).body.code]).toEqual([0, 'form-not-asked']);
      const kept = (await event.staff.get(`${pathOf(id)}/forms/${form.id}`)).body;
      expect([kept.open, kept.answers]).toEqual([false, { flight: 'SU 204' }]);
    });

    test('until the deadline, or longer where the person was given more time', async () => {
      const form = await followUp([flight], { deadline: '2019-06-10T00:00:00Z' });
      const { id } = await register(app.api, event, category.id);
      const person = await personWith(app, event, id);
      expect((await answerAs(person, id, form, { flight: 'SU 204' })).status).toBe(200);
      await app.at('2019-06-10T00:00:00Z');
      const late = await answerAs(person, id, form, { flight: 'SU 205' }, 1);
      expect(faultsOf(late)).toEqual([422, 'answers-invalid', [['/answers/flight', 'closed']]]);
      await event.staff.put(`${pathOf(id)}/extensions/${form.id}`, {
        until: '2019-06-12T00:00:00Z',
        reason: 'The flight was moved.',
      });
      const seen = (await person.get(`${pathOf(id)}/forms/${form.id}`)).body;
      expect([seen.deadline, seen.version]).toEqual(['2019-06-12T00:00:00.000Z', 1]);
      expect((await answerAs(person, id, form, { flight: 'SU 205' }, 1)).status).toBe(200);
    });

    test('by nobody else, and not for another category or event', async () => {
      const form = await followUp();
      const other = await makeCategory(event);
      const foreign = await makeForm(event, other.id, [flight], { purpose: 'follow_up', title: 'Other' });
      const [mine, yours] = [
        await register(app.api, event, category.id),
        await register(app.api, event, category.id),
      ];
      const person = await personWith(app, event, mine.id);
      const answers = { flight: 'SU 204' };
      expect((await answerAs(person, yours.id, form, answers)).status).toBe(404);
      expect((await answerAs(person, mine.id, foreign, answers)).status).toBe(404);
      expect((await answerAs(app.api, mine.id, form, answers)).status).toBe(401);
      const visits = await app.staff(event.id, 'visit_coordinator');
      expect((await answerAs(visits, mine.id, form, answers)).status).toBe(403);
      expect((await visits.get(`${pathOf(mine.id)}/forms`)).status).toBe(403);
      const elsewhere = await makeEvent(app);
      const path = `${elsewhere.path}/registrations/${mine.id}/forms`;
      expect((await elsewhere.staff.get(path)).status).toBe(404);
      expect((await person.get(path)).status).toBe(404);
      const without = await person.put(`${pathOf(mine.id)}/forms/${form.id}`, { answers });
      expect(without.status).toBe(428);
      const unknown = await answerAs(person, mine.id, form, { ...answers, diet: 'any' });
      expect(faultsOf(unknown)).toEqual([422, 'answers-invalid', [['/answers/diet', 'unknown']]]);
    });
  });

  test('take places too, of quotas that a form keeps and of those that people keep', async () => {
    const form = await followUp([dinner]);
    const manual = await makeQuota(event, 5, { options: [{ question: 'dinner', value: 'fish' }] });
    const taken = async (): Promise<unknown[]> =>
      (await event.staff.get(`${event.path}/quotas?sort=title`)).body.items.map((one: any) => [
        one.id === manual.id,
        one.taken,
      ]);
    const people = [await register(app.api, event, category.id), await register(app.api, event, category.id)];
    const [first, second] = [
      await answerAs(event.staff, people[0].id, form, { dinner: 'fish' }),
      await answerAs(event.staff, people[1].id, form, { dinner: 'fish' }),
    ];
    expect(first.body.fields[0].options[0].free).toBe(0);
    expect(faultsOf(second)).toEqual([409, 'quota-full', [['/answers/dinner', 'full']]]);
    expect((await taken()).sort()).toEqual([
      [false, 1],
      [true, 1],
    ]);
    await event.staff.move(pathOf(people[0].id), 'cancel');
    await app.settled();
    expect((await answerAs(event.staff, people[1].id, form, { dinner: 'fish' })).status).toBe(200);
  });

  test('are found with what is missing', async () => {
    const form = await followUp();
    const { id } = await register(app.api, event, category.id);
    const done = await register(app.api, event, category.id);
    await answerAs(event.staff, done.id, form, { flight: 'SU 204' });
    const { items } = await app.app.get(AnswersQueries).withMissingAnswers(event.id, null);
    expect(items.map((one) => [one.registrationId, one.formId, one.missing])).toEqual([
      [id, form.id, ['flight']],
    ]);
  });

  describe('are told', () => {
    const asJson = { headers: { accept: 'application/json' } };
    const subjectsTo = async (person: Record<string, unknown>): Promise<string[]> => {
      await app.settled();
      const { body } = await app.api.get(`/mailbox?q=${encodeURIComponent(String(person['email']))}`, asJson);
      return (body.items as { subject: string }[])
        .map(({ subject }) => subject)
        .filter((subject) => /tell us more|сообщить подробности/.test(subject));
    };
    const said = `Please tell us more: ${titles.en} (Infoforum-China 2019)`;

    test('to those who have a place when they open, and to whoever gets one later, once', async () => {
      const [early, late, waiting] = [personInput(), personInput(), personInput()];
      await register(app.api, event, category.id, { person: early });
      const reviewed = await makeCategory(event, { approval: 'review' });
      const { id } = await register(app.api, event, reviewed.id, { person: waiting });
      const form = await followUp();
      expect(await subjectsTo(early)).toEqual([said]);
      await register(app.api, event, category.id, { person: late, locale: 'ru' });
      expect(await subjectsTo(late)).toEqual([
        `Просим Вас сообщить подробности: ${titles.ru} (Infoforum-China 2019)`,
      ]);
      await event.staff.patch(
        `${event.path}/forms/${form.id}`,
        { categoryIds: [category.id, reviewed.id] },
        1,
      );
      expect([await subjectsTo(early), await subjectsTo(waiting)]).toEqual([[said], []]);
      await event.staff.move(pathOf(id), 'approve');
      expect(await subjectsTo(waiting)).toEqual([said]);
    });

    test('when their time has come, with a link that opens the form', async () => {
      const person = personInput();
      const { id } = await register(app.api, event, category.id, { person });
      const form = await followUp([flight], {
        opensAt: '2019-06-05T00:00:00Z',
        deadline: '2019-06-20T00:00:00Z',
      });
      expect(await subjectsTo(person)).toEqual([]);
      await app.at('2019-06-05T00:00:00Z');
      expect(await subjectsTo(person)).toEqual([said]);
      const { body } = await app.api.get(`/mailbox?q=${encodeURIComponent(String(person['email']))}`, asJson);
      const { text } = (await app.api.get(`/mailbox/${body.items[0].id}`, asJson)).body;
      expect(text).toContain('20 June 2019');
      const address = new RegExp(
        `/api/v1/events/[^\\s]+/registrations/${id}/forms/${form.id}\\?token=[\\w.-]+`,
      );
      const link = address.exec(text)![0];
      expect((await app.api.get(link)).body.id).toBe(form.id);
    });

    test('to nobody who has answered, lost the place, or would come too late', async () => {
      const form = await followUp([flight], { deadline: '2019-06-20T00:00:00Z' });
      const { id } = await register(app.api, event, category.id);
      const said = async (subjectId: string = form.id): Promise<unknown> => {
        const message: MessageToCompose = {
          messageId: 'm',
          eventId: event.id,
          cause: `form:${form.id}`,
          recipient: { registrationId: id, name: 'LI Na', email: 'li.na@ministry.example', locale: 'zh' },
          subject: { kind: 'form', id: subjectId },
        };
        const composed = (await app.app.get(FollowUps).compose([message])).get('m');
        return composed instanceof Withheld ? composed.reason : composed?.formTitle;
      };
      expect(await said()).toBe(titles.zh);
      expect(await said('0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11')).toBe('The form is gone.');
      await app.at('2019-06-20T00:00:00Z');
      expect(await said()).toBe('The form is not asked any more.');
      await app.at('2019-06-02T00:00:00Z');
      await answerAs(event.staff, id, form, { flight: 'SU 204' });
      expect(await said()).toBe('The form has been answered already.');
      await event.staff.move(pathOf(id), 'cancel');
      expect(await said()).toBe('The registration has moved on since.');
    });
  });
});
