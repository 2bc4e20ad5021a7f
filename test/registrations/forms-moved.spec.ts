import { startApp, type TestApp } from '../support/app';
import { make, makeEvent, type TestEvent } from '../support/factories';
import { makeCategory, makeForm, makeQuota, personWith, register } from './support';

/** Forms in the next edition of an event, and when an event is moved to other days. */
describe('forms of an event that', () => {
  let app: TestApp;
  let event: TestEvent;
  let category: any;
  let form: any;
  beforeAll(async () => {
    app = await startApp();
  });
  beforeEach(async () => {
    await app.at('2019-06-01T08:00:00Z');
    event = await makeEvent(app);
    category = await makeCategory(event, {
      approvalSteps: [{ key: 'protocol', title: 'Protocol', titles: {}, role: 'protocol' }],
      fourEyes: true,
      transferUntil: '2019-10-01T18:00:00+08:00',
    });
    await makeForm(event, category.id, [{ key: 'diet', kind: 'text', label: 'Diet', required: 'never' }]);
    form = await makeForm(
      event,
      category.id,
      [
        {
          key: 'dinner',
          kind: 'choice',
          label: 'Dinner',
          required: { from: '2019-09-01T00:00:00+08:00' },
          group: 'meals',
          options: [{ value: 'fish', label: 'Fish', places: 7 }],
        },
        { key: 'flight', kind: 'text', label: 'Flight', required: 'always', group: 'rest' },
      ],
      {
        purpose: 'follow_up',
        title: 'Travel',
        opensAt: '2019-07-01T09:00:00+08:00',
        deadline: '2019-09-30T18:00:00+08:00',
        groups: [
          { key: 'meals', title: 'Meals', editableUntil: '2019-10-01T18:00:00+08:00' },
          { key: 'rest', title: 'Rest' },
        ],
      },
    );
  });

  const followUp = async (of: TestEvent['path']): Promise<any> =>
    (await app.admin.get(`${of}/forms?purpose=follow_up`)).body.items[0];
  const datesOf = ({ opensAt, deadline, groups, fields }: any): unknown[] => [
    opensAt,
    deadline,
    groups.map(({ editableUntil }: any) => editableUntil),
    fields.map(({ required }: any) => required),
  ];

  test('is copied come along with their dates as far before the event, and their places free', async () => {
    await makeQuota(event, 3, {
      title: 'Hall',
      holdsNominations: true,
      nominationsUntil: '2019-09-30T18:00:00+08:00',
      nominationsRemindDays: 9,
    });
    const { id } = await register(event.staff, event, category.id);
    await app.at('2019-07-02T00:00:00Z');
    await event.staff.put(
      `${event.path}/registrations/${id}/forms/${form.id}`,
      { answers: { dinner: 'fish', flight: 'SU 1' } },
      { ifMatch: 0 },
    );
    const proposal = (await app.admin.get(`${event.path}/copies/proposal`)).body;
    const { event: copy } = await make(app.admin, `${event.path}/copies`, {
      slug: `${event.slug}-next`,
      startDate: '2020-10-19',
      parts: proposal.parts.map(({ name }: any) => name),
    });
    const [copied, all] = [
      await followUp(`events/${copy.id}`),
      (await app.admin.get(`events/${copy.id}/forms`)).body.items,
    ];
    expect(all.length).toBe(2);
    const [taken] = (await app.admin.get(`events/${copy.id}/categories`)).body.items;
    expect([taken.approvalSteps, taken.fourEyes, taken.transferUntil]).toEqual([
      category.approvalSteps,
      true,
      '2020-09-29T10:00:00.000Z',
    ]);
    expect(copied).toMatchObject({ version: 1, title: 'Travel', purpose: 'follow_up' });
    expect(datesOf(copied)).toEqual([
      '2020-06-29T01:00:00.000Z',
      '2020-09-28T10:00:00.000Z',
      ['2020-09-29T10:00:00.000Z', null],
      [{ from: '2020-08-29T16:00:00.000Z' }, 'always'],
    ]);
    expect(copied.fields[0].options[0]).toMatchObject({ places: 7, free: 7 });
    const quotas = (await app.admin.get(`events/${copy.id}/quotas`)).body.items;
    expect(
      quotas.map(({ title, formId, categoryIds, taken }: any) => [title, formId, categoryIds, taken]),
    ).toEqual([
      ['Hall', null, [], 0],
      ['Travel: Dinner: Fish', copied.id, copied.categoryIds, 0],
    ]);
    expect([
      quotas[0].nominationsUntil,
      quotas[0].nominationsRemindDays,
      quotas[0].nominationsLetGoAt,
    ]).toEqual(['2020-09-28T10:00:00.000Z', 9, null]);
    const saved = await app.admin.patch(`events/${copy.id}/forms/${copied.id}`, { title: 'Journey' }, 1);
    expect(saved.body.version).toBe(2);
  });

  test('is moved move as a new version, except that what has opened is not closed again', async () => {
    const { id } = await register(app.api, event, category.id);
    const path = `${event.path}/registrations/${id}`;
    const quota = await makeQuota(event, 3, { title: 'Hall', nominationsUntil: '2019-09-30T18:00:00+08:00' });
    await event.staff.put(`${path}/extensions/rest`, { until: '2019-10-10T00:00:00Z', reason: 'Late' });
    const move = (startDate: string) =>
      event.staff.post(`${event.path}/reschedule`, { startDate, reason: 'The hall burnt.' });
    const { body } = await move('2019-11-18');
    expect(body.report.parts.find(({ part }: any) => part === 'categories')).toMatchObject({
      done: [
        { thing: 'forms', count: 1 },
        { thing: 'categories', count: 1 },
        { thing: 'quotas', count: 1 },
      ],
      samples: [
        { thing: 'forms', name: 'Travel', at: '2019-10-28T10:00:00.000Z' },
        { thing: 'categories', name: 'Delegates', at: '2019-10-29T10:00:00.000Z' },
        { thing: 'quotas', name: 'Hall', at: '2019-10-28T10:00:00.000Z' },
      ],
    });
    expect((await event.staff.get(`${event.path}/quotas/${quota.id}`)).body.nominationsUntil).toBe(
      '2019-10-28T10:00:00.000Z',
    );
    const moved = await followUp(event.path);
    expect([moved.version, datesOf(moved)]).toEqual([
      2,
      [
        '2019-07-29T01:00:00.000Z',
        '2019-10-28T10:00:00.000Z',
        ['2019-10-29T10:00:00.000Z', null],
        [{ from: '2019-09-28T16:00:00.000Z' }, 'always'],
      ],
    ]);
    await app.at('2019-07-29T01:00:00Z');
    const person = await personWith(app, event, id);
    const answered = await person.put(
      `${path}/forms/${form.id}`,
      { answers: { flight: 'SU 204' } },
      { ifMatch: 0 },
    );
    expect([answered.status, answered.body.answeredVersion, answered.body.groups[1].editableUntil]).toEqual([
      200,
      2,
      '2019-11-07T00:00:00.000Z',
    ]);
    expect((await move('2019-12-16')).status).toBe(200);
    expect((await followUp(event.path)).opensAt).toBe('2019-07-29T01:00:00.000Z');
  });
});
