import type { Answer, Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { makeEvent, type TestEvent } from '../support/factories';
import { readPdf } from '../support/pdf';
import {
  clearedGreeting,
  greetingInput,
  makeSession,
  moved,
  scheduled,
  translatedGreeting,
  withReader,
} from './support';

const texts = {
  en: 'Dear participants,\n\nTrust <b>&amp;</b> security come first.\nIn 2018 access to 165,000 resources was limited.',
  ru: 'Уважаемые участники!\n\nДоверие и безопасность прежде всего.',
  zh: '各位与会者：\n\n信任与安全至上。',
};

const wordsOf = (bytes: Buffer): string =>
  readPdf(bytes)
    .pages.flatMap(({ texts: drawn }) => drawn.map(({ text }) => text))
    .join('')
    .replace(/\s+/g, '');

/** Lines end where they end on the paper: what is drawn is compared without spaces. */
const drawnAs = (words: string): string => words.replace(/\s+/g, '');

describe('publication of messages of greetings', () => {
  let app: TestApp;
  let event: TestEvent;
  beforeAll(async () => {
    app = await startApp({ now: '2019-10-21T02:00:00Z' });
  });
  beforeEach(async () => {
    await app.at('2019-10-21T02:00:00Z');
    event = await makeEvent(app);
  });

  const published = async (path: string, api: Api = app.api): Promise<Answer> =>
    api.get(path.replace('/greetings/', '/greetings/published/'));
  const idOf = (path: string): string => path.split('/').at(-1)!;
  const versionOf = async (path: string): Promise<number> => (await event.staff.get(path)).body.version;
  const set = async (path: string, what: string, body: object): Promise<Answer> =>
    event.staff.put(`${path}/${what}`, body, { ifMatch: await versionOf(path) });
  const deliver = (path: string, more: object = {}): Promise<any> =>
    moved(event.staff, path, 'deliver', {
      input: { at: '2019-10-21T09:20:00+08:00', extent: 'full', ...more },
    });
  const correct = async (path: string, body: object, api = event.staff): Promise<Answer> =>
    api.post(`${path}/corrections`, body, { ifMatch: await versionOf(path) });

  describe('the embargo', () => {
    test('ends with the delivery: the text is public in the same step, and the record says both', async () => {
      const path = await clearedGreeting(event);
      await scheduled(event, path, 'in_person');
      expect((await published(path)).status).toBe(404);
      const delivered = await deliver(path);
      expect([delivered.state, delivered.publishedAt]).toEqual(['published', '2019-10-21T02:00:00.000Z']);
      expect((await published(path)).body.texts[0].text).toBe('Canary-7f3a sings under embargo');
      const { items } = (await event.staff.get(`${path}/history`)).body;
      expect(items.slice(-2).map(({ transition, to, byKind }: any) => [transition, to, byKind])).toEqual([
        ['deliver', 'delivered', 'staff'],
        ['publish', 'published', 'system'],
      ]);
    });

    test('is not ended by publishing before the delivery, and the answer says what to do', async () => {
      const path = await clearedGreeting(event);
      await scheduled(event, path, 'in_person');
      const early = await event.staff.move(path, 'publish');
      expect([early.status, early.body.code, early.body.detail]).toEqual([
        409,
        'transition-not-possible',
        'The message is under embargo until it has been delivered. Record the delivery, or let protocol lift the embargo with a reason. Possible now: receive, schedule, unschedule, deliver, lift_embargo, withdraw.',
      ]);
      expect((await event.staff.get(path)).body).toMatchObject({ state: 'scheduled', publishedAt: null });
      expect((await published(path)).status).toBe(404);
    });

    test('set to an instant ends by the clock, before the delivery too; then it is delivered all the same', async () => {
      const path = await clearedGreeting(event);
      await scheduled(event, path, 'in_person');
      const late = await set(path, 'embargo', { until: '2019-10-21T12:00:00+08:00' });
      expect([late.status, late.body.embargoUntil]).toEqual([200, '2019-10-21T04:00:00.000Z']);
      await app.at('2019-10-21T03:59:59Z');
      expect((await published(path)).status).toBe(404);
      await app.at('2019-10-21T04:00:00Z');
      const one = await published(path);
      expect([one.status, one.body.pressLines, one.body.deliveredAt, one.body.publishedAt]).toEqual([
        200,
        null,
        null,
        '2019-10-21T04:00:00.000Z',
      ]);
      expect((await event.staff.get(path)).body.state).toBe('scheduled');
      const delivered = await deliver(path, { at: '2019-10-21T04:00:00Z' });
      expect([delivered.state, delivered.publishedAt]).toEqual(['published', '2019-10-21T04:00:00.000Z']);
      expect((await published(path)).body.pressLines.en).toContain('delivered in person, Shenzhen');
    });

    test('set to an instant outlasts the delivery', async () => {
      const path = await clearedGreeting(event);
      await scheduled(event, path, 'in_person');
      await set(path, 'embargo', { until: '2019-10-21T12:00:00+08:00' });
      expect((await deliver(path)).state).toBe('delivered');
      const early = await event.staff.move(path, 'publish');
      expect([early.status, early.body.detail]).toEqual([
        409,
        'The message is under embargo until 2019-10-21T04:00:00.000Z. Wait, or let protocol lift the embargo with a reason. Possible now: lift_embargo.',
      ]);
      expect((await published(path)).status).toBe(404);
      await app.at('2019-10-21T04:00:00Z');
      expect((await published(path)).status).toBe(200);
      expect((await event.staff.get(path)).body.state).toBe('published');
    });

    test('that has passed before the text was cleared ends with the delivery, not with the clearance', async () => {
      const made = await event.staff.post(`${event.path}/greetings`, greetingInput());
      const path = `${event.path}/greetings/${made.body.id}`;
      await set(path, 'embargo', { until: '2019-10-21T11:00:00+08:00' });
      await app.at('2019-10-21T03:30:00Z');
      await moved(event.staff, path, 'receive', { input: { language: 'en', text: 'Dear all' } });
      await moved(event.staff, path, 'clear', { input: { textNumber: 1 } });
      await app.settled();
      expect((await published(path)).status).toBe(404);
      await scheduled(event, path, 'in_person');
      await deliver(path);
      expect((await published(path)).status).toBe(200);
    });

    test('is lifted by protocol with a reason, and then a second person publishes', async () => {
      const path = await clearedGreeting(event);
      const protocol = await app.staff(event.id, 'protocol');
      const organiser = await app.staff(event.id, 'organiser');
      expect((await organiser.move(path, 'lift_embargo', { comment: 'Leaked' })).status).toBe(403);
      expect((await protocol.move(path, 'lift_embargo')).status).toBe(422);
      const lifted = await moved(protocol, path, 'lift_embargo', { comment: 'It was leaked to the press.' });
      expect([lifted.state, lifted.embargoLiftedAt]).toEqual(['cleared', '2019-10-21T02:00:00.000Z']);
      expect((await published(path)).status).toBe(404);
      const alone = await protocol.move(path, 'publish');
      expect([alone.status, alone.body.detail.split(' Possible')[0]]).toEqual([
        409,
        'You have lifted the embargo yourself; a second person has to publish the message.',
      ]);
      expect((await moved(organiser, path, 'publish')).state).toBe('cleared');
      expect((await published(path)).status).toBe(200);
      expect((await organiser.move(path, 'publish')).status).toBe(409);
    });

    test('is not made shorter by one person once the text is cleared', async () => {
      const path = await clearedGreeting(event);
      const sooner = await set(path, 'embargo', { until: '2019-10-21T10:30:00+08:00' });
      expect([sooner.status, sooner.body.code]).toEqual([409, 'embargo-not-shortened']);
      const sessionId = await makeSession(event);
      await moved(event.staff, path, 'schedule', { input: { mode: 'in_person', sessionId, position: 1 } });
      // The session ends at 09:10.
      expect((await set(path, 'embargo', { until: '2019-10-21T10:30:00+08:00' })).status).toBe(200);
      expect((await set(path, 'embargo', { until: '2019-10-21T11:30:00+08:00' })).status).toBe(200);
      expect((await set(path, 'embargo', { until: '2019-10-21T11:00:00+08:00' })).status).toBe(409);
      const past = await set(path, 'embargo', { until: '2019-10-21T09:59:00+08:00' });
      expect([past.status, past.body.errors[0].pointer]).toEqual([422, '/until']);
      await deliver(path);
      expect((await set(path, 'embargo', { until: null })).status).toBe(409);
      expect((await published(path)).status).toBe(404);
    });

    test('set to an instant is not turned into one until the delivery, which is recorded at any time', async () => {
      const path = await clearedGreeting(event);
      await scheduled(event, path, 'in_person');
      expect((await set(path, 'embargo', { until: '2019-10-28T12:00:00+08:00' })).status).toBe(200);
      const sooner = await set(path, 'embargo', { until: null });
      expect([sooner.status, sooner.body.code]).toEqual([409, 'embargo-not-shortened']);
      expect((await deliver(path)).state).toBe('delivered');
      expect((await published(path)).status).toBe(404);
    });

    test('is not made shorter by way of a new version that takes the clearance back', async () => {
      const path = await clearedGreeting(event);
      await scheduled(event, path, 'in_person');
      await set(path, 'embargo', { until: '2019-10-28T12:00:00+08:00' });
      await moved(event.staff, path, 'receive', { input: { language: 'en', text: 'Dear friends' } });
      for (const until of ['2019-10-21T10:01:00+08:00', null]) {
        const sooner = await set(path, 'embargo', { until });
        expect([sooner.status, sooner.body.code]).toEqual([409, 'embargo-not-shortened']);
      }
      expect((await set(path, 'embargo', { until: '2019-10-29T12:00:00+08:00' })).status).toBe(200);
      await moved(event.staff, path, 'clear', { input: { textNumber: 2 } });
      await app.at('2019-10-21T03:00:00Z');
      expect((await published(path)).status).toBe(404);
    });

    test('lifted for one version is not lifted for the next', async () => {
      const path = await clearedGreeting(event);
      await moved(event.staff, path, 'lift_embargo', { comment: 'It was leaked.' });
      await moved(event.staff, path, 'receive', { input: { language: 'en', text: 'Dear all, anew' } });
      const again = await moved(event.staff, path, 'clear', { input: { textNumber: 2 } });
      expect([again.embargoLiftedAt, again.embargoLiftedBy]).toEqual([null, null]);
      const organiser = await app.staff(event.id, 'organiser');
      expect((await organiser.move(path, 'publish')).status).toBe(409);
    });

    test('once over, the text is corrected and not received anew; taken back, it is public no more', async () => {
      const path = await clearedGreeting(event);
      await moved(event.staff, path, 'lift_embargo', { comment: 'It was leaked.' });
      const organiser = await app.staff(event.id, 'organiser');
      await moved(organiser, path, 'publish');
      const anew = await event.staff.move(path, 'receive', { input: { language: 'en', text: 'Dear all' } });
      expect([anew.status, anew.body.detail]).toEqual([
        409,
        'Everybody can read it already; what is wrong in it is corrected. Possible now: schedule, withdraw.',
      ]);
      expect((await set(path, 'embargo', { until: '2019-10-22T12:00:00+08:00' })).body.code).toBe(
        'greeting-is-public',
      );
      expect((await set(path, 'summaries', { summaries: { en: 'Another.' } })).status).toBe(409);
      const renamed = await event.staff.patch(path, { addressees: 'everybody' }, await versionOf(path));
      expect([renamed.status, renamed.body.code]).toEqual([409, 'greeting-is-public']);
      await moved(event.staff, path, 'withdraw', { comment: 'The author does not come.' });
      expect((await published(path)).status).toBe(404);
    });
  });

  describe('summaries', () => {
    const patch = async (path: string, body: object, api = event.staff): Promise<Answer> =>
      api.patch(path, body, await versionOf(path));
    const summariesOf = async (path: string): Promise<unknown> => {
      const { summary, summaries } = (await event.staff.get(path)).body;
      return { summary, summaries };
    };

    test('are of one version; what the next one says is said anew', async () => {
      const path = await clearedGreeting(event);
      await set(path, 'summaries', { summaries: { en: 'Trust.', ru: 'Доверие.' } });
      await moved(event.staff, path, 'receive', { input: { language: 'en', text: 'Dear friends' } });
      expect(await summariesOf(path)).toEqual({ summary: null, summaries: {} });
      await set(path, 'summaries', { summaries: { en: 'Friends.', ru: 'Друзья.' } });
      await moved(event.staff, path, 'receive', {
        input: { language: 'en', text: 'Dear guests', summary: 'Guests.' },
      });
      expect(await summariesOf(path)).toEqual({ summary: 'Guests.', summaries: {} });
    });

    test('that were written before the text came in stay', async () => {
      const { id } = (await event.staff.post(`${event.path}/greetings`, greetingInput())).body;
      const path = `${event.path}/greetings/${id}`;
      await set(path, 'summaries', { summaries: { ru: 'Доверие.' } });
      await moved(event.staff, path, 'receive', { input: { language: 'en', text: 'Dear friends' } });
      expect(await summariesOf(path)).toEqual({ summary: null, summaries: { ru: 'Доверие.' } });
    });

    test('are changed by protocol only once the text is cleared', async () => {
      const path = await clearedGreeting(event);
      const [organiser, protocol] = [
        await app.staff(event.id, 'organiser'),
        await app.staff(event.id, 'protocol'),
      ];
      const change = async (api: Api): Promise<unknown[]> => {
        const put = await api.put(
          `${path}/summaries`,
          { summaries: { en: 'Trust.' } },
          { ifMatch: await versionOf(path) },
        );
        const patched = await patch(path, { summary: 'Trust comes first.' }, api);
        return [put.status, put.body.code, patched.status, patched.body.code];
      };
      expect(await change(organiser)).toEqual([409, 'greeting-with-protocol', 409, 'greeting-with-protocol']);
      expect(await change(protocol)).toEqual([200, undefined, 200, undefined]);
      expect((await patch(path, { occasion: 'Closing ceremony' }, organiser)).status).toBe(200);
      await moved(event.staff, path, 'receive', { input: { language: 'en', text: 'Dear friends' } });
      expect(await change(organiser)).toEqual([200, undefined, 200, undefined]);
    });

    test('that are public are corrected, before the delivery too', async () => {
      const path = await clearedGreeting(event);
      await scheduled(event, path, 'in_person');
      await set(path, 'embargo', { until: '2019-10-21T12:00:00+08:00' });
      await app.at('2019-10-21T04:00:00Z');
      const before = (await published(path)).body;
      const refused = await patch(path, { summary: 'Something else.' });
      expect([refused.status, refused.body.code]).toEqual([409, 'greeting-is-public']);
      expect((await published(path)).body).toEqual(before);
    });
  });

  describe('what everybody reads', () => {
    const inThreeLanguages = async (): Promise<string> => {
      const path = await translatedGreeting(app, event, texts);
      await set(path, 'summaries', {
        summaries: { en: 'Trust first.', ru: 'Доверие прежде всего.', kk: 'Сенім бәрінен бұрын.' },
      });
      const readerPersonId = await withReader(app, event, path, true, 'Baurzhan Imandosov');
      await scheduled(event, path, 'read_on_behalf', { readerPersonId });
      await deliver(path, {
        deliveredByNames: { ru: 'Бауржан Имандосов', zh: '拜·伊曼多索夫' },
        deliveredByPost: 'Representative of the SCO Secretariat',
        deliveredByPosts: { ru: 'представитель Секретариата ШОС', zh: '上合组织秘书处代表' },
        whereIn: { ru: 'Шэньчжэнь', zh: '深圳' },
      });
      return path;
    };

    test('is text and summary in each language, the original marked, with press lines of the record', async () => {
      const path = await inThreeLanguages();
      const chinese = await event.staff.post(`${path}/translations`, { language: 'kk' });
      await moved(event.staff, `${path}/translations/${chinese.body.id}`, 'draft', {
        input: { text: 'Жоба' },
      });
      const { items } = (await app.api.get(`${event.path}/greetings/published`)).body;
      expect(items).toEqual([
        {
          id: idOf(path),
          edition: 1,
          title:
            'Message of greetings of Vladimir Norov, Secretary-General, to the participants of the conference',
          author: 'Vladimir Norov',
          authorTitle: 'Secretary-General',
          language: 'en',
          mode: 'read_on_behalf',
          deliveredAt: '2019-10-21T01:20:00.000Z',
          extent: 'full',
          publishedAt: '2019-10-21T02:00:00.000Z',
          correctedAt: null,
          pressLines: {
            en: 'Message of greetings of Vladimir Norov, Secretary-General, to the participants of the conference, delivered on the author’s behalf by Baurzhan Imandosov, Representative of the SCO Secretariat, Shenzhen, 21 October 2019.',
            ru: 'Приветственное послание. Автор: Владимир Норов, Генеральный секретарь. Адресат: участники конференции. От имени автора огласил(а): Бауржан Имандосов, представитель Секретариата ШОС. Шэньчжэнь, 21 октября 2019 г.',
            zh: '弗拉基米尔·诺罗夫（秘书长）致与会者的贺信，由拜·伊曼多索夫（上合组织秘书处代表）代为宣读，深圳，2019年10月21日。',
          },
          texts: [
            {
              language: 'en',
              direction: 'ltr',
              authentic: true,
              title:
                'Message of greetings of Vladimir Norov, Secretary-General, to the participants of the conference',
              text: texts.en,
              summary: 'Trust first.',
            },
            {
              language: 'ru',
              direction: 'ltr',
              authentic: false,
              title:
                'Приветственное послание. Автор: Владимир Норов, Генеральный секретарь. Адресат: участники конференции',
              text: texts.ru,
              summary: 'Доверие прежде всего.',
            },
            {
              language: 'zh',
              direction: 'ltr',
              authentic: false,
              title: '弗拉基米尔·诺罗夫（秘书长）致与会者的贺信',
              text: texts.zh,
              summary: null,
            },
            {
              language: 'kk',
              direction: 'ltr',
              authentic: false,
              title:
                'Message of greetings of Vladimir Norov, Secretary-General, to the participants of the conference',
              text: null,
              summary: 'Сенім бәрінен бұрын.',
            },
          ],
          corrections: [],
        },
      ]);
      expect((await published(path)).body).toEqual(items[0]);
    });

    test('a draft event shows nothing, and messages of another event are not here', async () => {
      const path = await inThreeLanguages();
      const other = await makeEvent(app);
      expect((await app.api.get(`${other.path}/greetings/published/${idOf(path)}`)).status).toBe(404);
      const draft = await makeEvent(app, {}, { published: false });
      expect((await app.api.get(`${draft.path}/greetings/published`)).status).toBe(404);
    });

    test('as a part of a page: escaped, with languages and directions, without scripts, known by its tag', async () => {
      const path = await inThreeLanguages();
      const url = `${path.replace('/greetings/', '/greetings/published/')}.html`;
      const page = await app.api.get<string>(url);
      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(page.body).toMatch(/^<article class="greeting" id="greeting-[0-9a-f-]{36}" lang="en" dir="ltr"/);
      expect(page.body).toContain('Trust &lt;b>&amp;amp;&lt;/b> security come first.<br/>In 2018');
      expect(page.body).toContain('<div class="greeting-full" lang="zh" dir="ltr"><p>各位与会者：</p>');
      expect(page.body).not.toMatch(/<script|<style|<link|<img|\son\w+=|javascript:/i);
      const tag = page.headers.get('etag')!;
      const again = await app.api.get(url, { headers: { 'if-none-match': tag } });
      expect([again.status, again.body]).toEqual([304, '']);
      const russian = await app.api.get<string>(`${url}?language=ru`);
      expect(russian.body).toContain('lang="ru"');
      expect(russian.body).toContain('Перевод; язык аутентичного текста: английский');
      expect(russian.body).not.toContain('各位与会者');
      const missing = await app.api.get(`${url}?language=fr`);
      expect([missing.status, missing.body.detail]).toEqual([
        404,
        'The message is not published in this language. It is in: en, ru, zh, kk.',
      ]);
    });

    test('from right to left where that is how a language is written; then it is not printed', async () => {
      const path = await clearedGreeting(event);
      await set(path, 'summaries', { summaries: { en: 'Trust.', ar: 'الثقة أولا' } });
      await scheduled(event, path, 'in_person');
      await deliver(path);
      const url = path.replace('/greetings/', '/greetings/published/');
      expect((await app.api.get<string>(`${url}.html`)).body).toContain(
        '<div class="greeting-summary" lang="ar" dir="rtl"><p>الثقة أولا</p></div>',
      );
      const printed = await app.api.get(`${url}.pdf?language=ar`);
      expect([printed.status, printed.body.code]).toEqual([422, 'language-not-printable']);
    });

    test.each([
      ['en', 'Original, authentic text', 'Trust <b>&amp;</b> security come first.', 'Page 1 of 1'],
      ['ru', 'Перевод; язык аутентичного текста: английский', 'Доверие и безопасность', 'Страница 1 из 1'],
      ['zh', '译文；以英语文本为准', '信任与安全至上。', '第1页，共1页'],
    ])('to print in %s', async (language, status, words, page) => {
      const path = await inThreeLanguages();
      const url = `${path.replace('/greetings/', '/greetings/published/')}.pdf?language=${language}`;
      const file = await app.api.download(url);
      expect([file.status, file.headers.get('content-type')]).toEqual([200, 'application/pdf']);
      const drawn = wordsOf(file.body);
      for (const expected of [status, words, page]) expect(drawn).toContain(drawnAs(expected));
      const again = await app.api.download(url, {
        headers: { 'if-none-match': file.headers.get('etag')! },
      });
      expect(again.status).toBe(304);
    });
  });

  describe('corrections', () => {
    test('are visible in every form, with the reason and what stood there before', async () => {
      const path = await translatedGreeting(app, event, texts);
      await set(path, 'summaries', { summaries: { en: 'Trust first.' } });
      await scheduled(event, path, 'in_person');
      await deliver(path);
      const url = path.replace('/greetings/', '/greetings/published/');
      const before = await published(path);
      await app.at('2019-10-22T02:00:00Z');
      const corrected = await correct(path, {
        language: 'ru',
        text: 'Уважаемые участники!\n\nДоверие и безопасность превыше всего.',
        reason: 'A word was mistranslated.',
        reasons: { ru: 'Уточнён перевод.' },
      });
      expect(corrected.status).toBe(201);
      await app.at('2019-10-23T02:00:00Z');
      await correct(path, { language: 'en', summary: 'Trust comes first.', reason: 'Better English.' });
      const one = (await published(path)).body;
      expect([one.edition, one.correctedAt, one.texts[1].text, one.texts[0].summary]).toEqual([
        3,
        '2019-10-23T02:00:00.000Z',
        'Уважаемые участники!\n\nДоверие и безопасность превыше всего.',
        'Trust comes first.',
      ]);
      expect(one.corrections).toEqual([
        {
          number: 1,
          kind: 'text',
          language: 'ru',
          at: '2019-10-22T02:00:00.000Z',
          reason: 'A word was mistranslated.',
          reasons: { ru: 'Уточнён перевод.' },
          was: { text: texts.ru, summary: null, pressLines: null },
        },
        {
          number: 2,
          kind: 'text',
          language: 'en',
          at: '2019-10-23T02:00:00.000Z',
          reason: 'Better English.',
          reasons: {},
          was: { text: null, summary: 'Trust first.', pressLines: null },
        },
      ]);
      const communications = await app.staff(event.id, 'communications');
      expect((await communications.get(path)).body).toMatchObject({
        summary: 'Trust comes first.',
        underEmbargo: false,
      });
      const stale = await app.api.get(url, { headers: { 'if-none-match': before.headers.get('etag')! } });
      expect(stale.status).toBe(200);
      const page = (await app.api.get<string>(`${url}.html?language=ru`)).body;
      expect(page).toContain('data-edition="3"');
      expect(page).toContain('Исправление 1, 22 октября 2019 г.');
      expect(page).toContain('Уточнён перевод.');
      expect(page).toContain('<p>Доверие и безопасность прежде всего.</p></blockquote></details>');
      const drawn = wordsOf((await app.api.download(`${url}.pdf?language=ru`)).body);
      for (const words of [
        'Исправление 1, 22 октября 2019 г.',
        'Уточнён перевод.',
        'безопасность превыше всего.',
        'безопасность прежде всего.',
        'Редакция 3, исправлено: 23 октября 2019 г.',
      ])
        expect(drawn).toContain(drawnAs(words));
    });

    test('are in what the reader reads, who has an earlier copy in hand until then', async () => {
      const path = await translatedGreeting(app, event, texts);
      const readerPersonId = await withReader(app, event, path, true);
      await scheduled(event, path, 'read_on_behalf', { readerPersonId });
      await set(path, 'embargo', { until: '2019-10-21T12:00:00+08:00' });
      await app.at('2019-10-21T04:00:00Z');
      const copy = async (language: string): Promise<string> =>
        wordsOf((await event.staff.download(`${path}/reading-copy.pdf?language=${language}`)).body);
      expect(await copy('en')).toContain('165,000');
      await copy('ru');
      const reason = 'A figure was wrong.';
      await correct(path, { language: 'en', text: 'Limited: 166,000.', reason });
      await correct(path, { language: 'en', text: 'Limited: 167,000.', reason });
      await correct(path, { language: 'en', summary: 'Trust.', reason });
      expect(await copy('en')).toContain('Limited:167,000.');
      const { items } = (await event.staff.get(`${path}/reading-copies`)).body;
      expect(items.map((one: any) => [one.number, one.language, one.superseded])).toEqual([
        [1, 'en', true],
        [2, 'ru', false],
        [3, 'en', false],
      ]);
      expect((await published(path)).body.texts.map(({ text }: any) => text)).toEqual([
        'Limited: 167,000.',
        texts.ru,
        texts.zh,
      ]);
    });

    test('made after the delivery are not what was said: that stands beside the words as they were', async () => {
      const path = await clearedGreeting(event);
      await scheduled(event, path, 'in_person');
      await deliver(path);
      await app.at('2019-10-21T03:00:00Z');
      await correct(path, { language: 'en', text: 'Dear all', reason: 'A figure was wrong.' });
      await set(path, 'delivered-texts/en', { text: 'Dear friends' });
      const { items } = (await event.staff.get(`${path}/delivered-texts`)).body;
      expect(items[0].cleared).toBe('Canary-7f3a sings under embargo');
    });

    test('are made by protocol, of what is public, and change something', async () => {
      const path = await clearedGreeting(event);
      const body = { language: 'en', text: 'Dear all', reason: 'A figure was wrong.' };
      const early = await correct(path, body);
      expect([early.status, early.body.code]).toEqual([409, 'greeting-not-public']);
      await scheduled(event, path, 'in_person');
      await deliver(path);
      const organiser = await app.staff(event.id, 'organiser');
      expect((await correct(path, body, organiser)).status).toBe(403);
      const nothing = await correct(path, { language: 'en', reason: 'None.' });
      expect([nothing.status, nothing.body.code]).toEqual([422, 'correction-of-nothing']);
      const same = await correct(path, {
        language: 'en',
        text: 'Canary-7f3a sings under embargo',
        reason: 'None.',
      });
      expect([same.status, same.body.errors[0]]).toMatchObject([422, { pointer: '/text', code: 'same' }]);
      const unknown = await correct(path, { language: 'ru', text: 'Всем', reason: 'None.' });
      expect([unknown.status, unknown.body.errors[0].pointer]).toEqual([422, '/language']);
      expect((await published(path)).body.edition).toBe(1);
    });

    test('two officers do not correct the same edition', async () => {
      const path = await clearedGreeting(event);
      await scheduled(event, path, 'in_person');
      await deliver(path);
      const version = await versionOf(path);
      const answers = await Promise.all(
        ['One', 'Other'].map((text) =>
          event.staff.post(
            `${path}/corrections`,
            { language: 'en', text, reason: 'A figure was wrong.' },
            { ifMatch: version },
          ),
        ),
      );
      expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 412]);
      expect((await published(path)).body.edition).toBe(2);
    });

    test('stay as they are: the database changes none', async () => {
      const path = await clearedGreeting(event);
      await scheduled(event, path, 'in_person');
      await deliver(path);
      await correct(path, { language: 'en', text: 'Dear all', reason: 'A figure was wrong.' });
      for (const table of ['greeting_corrections', 'greeting_deliveries'])
        await expect(app.db.query(`UPDATE ${table} SET event_id = event_id`)).rejects.toMatchObject({
          code: '23001',
        });
    });
  });
});
