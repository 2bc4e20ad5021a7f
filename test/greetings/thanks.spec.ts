import type { Answer } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { make, makeEvent, type TestEvent } from '../support/factories';
import { readPdf } from '../support/pdf';
import { clearedGreeting, moved, scheduled, withReader } from './support';

const wordsOf = (bytes: Buffer): string =>
  readPdf(bytes)
    .pages.flatMap(({ texts }) => texts.map(({ text }) => text))
    .join('')
    .replace(/\s+/g, '');

describe('letters of thanks', () => {
  let app: TestApp;
  let event: TestEvent;
  beforeAll(async () => {
    app = await startApp({ now: '2019-10-21T02:00:00Z' });
  });
  beforeEach(async () => {
    await app.at('2019-10-21T02:00:00Z');
    event = await makeEvent(app);
  });

  const delivered = async (changes: object = {}): Promise<string> => {
    const path = await clearedGreeting(event, changes);
    const readerPersonId = await withReader(app, event, path, true, 'Baurzhan Imandosov');
    await scheduled(event, path, 'read_on_behalf', { readerPersonId });
    await moved(event.staff, path, 'deliver', {
      input: { at: '2019-10-21T09:20:00+08:00', extent: 'full' },
    });
    return path;
  };
  const contact = {
    contactName: 'Анна Петрова',
    contactEmail: 'protocol@sco.example',
    contactLocale: 'ru',
  };
  const template = (language: string): string => `${event.path}/greetings/thanks-templates/${language}`;
  const setTemplate = (language: string, body: object, ifMatch: number): Promise<Answer> =>
    event.staff.put(template(language), body, { ifMatch });

  test('go out once, are kept as they were, and reach the contact by mail with the paper attached', async () => {
    const path = await delivered(contact);
    const waiting = `${event.path}/greetings?thanked=false`;
    expect((await event.staff.get(waiting)).body.items).toHaveLength(1);
    const letter = await make(event.staff, `${path}/thanks`, {});
    expect(letter).toMatchObject({ language: 'en', emails: ['protocol@sco.example'] });
    expect(letter.parts.map(({ is }: any) => is)).toEqual([
      'sender',
      'date',
      'address',
      'salutation',
      'text',
      'text',
      'text',
      'closing',
      'signature',
    ]);
    expect(letter.parts[5].text).toBe(
      'It was read out on your behalf by Baurzhan Imandosov (Shenzhen, 21 October 2019). Its full text has been made public. Your words were received with great attention, and have set the tone for the work of the meeting.',
    );
    const again = await event.staff.post(`${path}/thanks`, {});
    expect([again.status, again.body.code]).toEqual([409, 'greeting-thanked']);
    expect((await event.staff.get(waiting)).body.items).toEqual([]);
    expect((await event.staff.get(path)).body.thankedAt).toBe('2019-10-21T02:00:00.000Z');
    const before = await event.staff.download(`${path}/thanks.pdf`);
    await app.at('2019-11-01T02:00:00Z');
    await setTemplate('en', { salutation: 'Sir,', body: 'Thanks.', closing: 'Yours' }, 0);
    expect((await event.staff.download(`${path}/thanks.pdf`)).body.equals(before.body)).toBe(true);
    expect((await event.staff.get(`${path}/thanks`)).body).toEqual(letter);
    const mails = await app.db.query<{ locale: string; state: string }>(
      `SELECT locale, state FROM messages WHERE kind = 'greeting.thanked' AND event_id = $1`,
      [event.id],
    );
    expect(mails).toEqual([{ locale: 'ru', state: 'sent' }]);
    const [mail] = await app.db.query<{ raw: Buffer }>(
      `SELECT raw FROM mailbox_mails WHERE subject LIKE 'Благодарственное письмо%'`,
    );
    expect(mail!.raw.toString('latin1')).toContain('application/pdf');
  });

  test('are written when the message has been delivered, and by those who work on it', async () => {
    const path = await clearedGreeting(event);
    for (const answer of [
      await event.staff.post(`${path}/thanks`, {}),
      await event.staff.get(`${path}/thanks/preview.pdf`),
    ])
      expect([answer.status, answer.body.code]).toEqual([409, 'greeting-not-delivered']);
    expect((await event.staff.get(`${path}/thanks`)).status).toBe(404);
    const communications = await app.staff(event.id, 'communications');
    expect((await communications.post(`${path}/thanks`, {})).status).toBe(403);
  });

  test.each([
    ['en', 'Excellency,', 'Its full text has been made public.', 'Vladimir Norov Secretary-General'],
    ['ru', 'Ваше Превосходительство!', 'Полный текст послания опубликован.', 'Владимир Норов'],
    ['zh', '弗拉基米尔·诺罗夫阁下：', '贺信全文已公开发布。', '秘书长'],
  ])('are looked at before they go out, in %s', async (language, salutation, published, author) => {
    const path = await delivered();
    const file = await event.staff.download(`${path}/thanks/preview.pdf?language=${language}`);
    expect(file.headers.get('content-type')).toBe('application/pdf');
    const drawn = wordsOf(file.body);
    for (const words of [salutation, published, author, 'Baurzhan Imandosov'])
      expect(drawn).toContain(words.replace(/\s+/g, ''));
    expect((await event.staff.get(`${path}/thanks`)).status).toBe(404);
  });

  test.each([
    ['en', 'Shenzhen, 21 October 2019', 'Secretariat of Forum “Silk Road”', '(Shenzhen, 21 October 2019).'],
    [
      'ru',
      'Шэньчжэнь, 21 октября 2019 г.',
      'Секретариат мероприятия «Форум „Шёлковый путь“»',
      '(Шэньчжэнь, 21 октября 2019 г.).',
    ],
    ['zh', '2019年10月21日 于深圳', '丝路论坛秘书处', '（2019年10月21日，深圳）。'],
  ])('name the city in %s, and have marks within marks', async (language, date, sender, delivery) => {
    const { version } = (await event.staff.get(event.path)).body;
    const named = await event.staff.patch(
      event.path,
      {
        cities: { ru: 'Шэньчжэнь', zh: '深圳' },
        titles: { en: 'Forum “Silk Road”', ru: 'Форум «Шёлковый путь»', zh: '丝路论坛' },
      },
      version,
    );
    expect([named.status, named.body.cities]).toEqual([200, { ru: 'Шэньчжэнь', zh: '深圳' }]);
    const path = await delivered();
    const { parts } = await make(event.staff, `${path}/thanks`, { language });
    expect([parts[0].text, parts[1].text]).toEqual([sender, date]);
    expect(parts.map(({ text }: any) => text).join(' ')).toContain(delivery);
    const { pressLines } = (await app.api.get(path.replace('/greetings/', '/greetings/published/'))).body;
    expect(pressLines[language]).toContain({ en: 'Shenzhen', ru: 'Шэньчжэнь', zh: '深圳' }[language]);
  });

  test('are in the words of the event, with gaps that are filled; empty paragraphs go', async () => {
    const path = await delivered();
    const own = {
      salutation: 'Dear {{author}},',
      body: 'Thank you for your words to {{addressees}} on {{day}} in {{ place }}.\n\n{{publication}}\n\n{{deliverer}} read them.',
      closing: 'Yours sincerely,',
      signatoryName: 'Li Na',
      signatoryPost: 'Executive Secretary',
    };
    const set = await setTemplate('en', own, 0);
    expect([set.status, set.body.version, set.body.own]).toEqual([200, 1, true]);
    expect((await setTemplate('en', own, 0)).status).toBe(412);
    const letter = await make(event.staff, `${path}/thanks`, { salutation: 'Dear Mr Norov,' });
    expect(letter.parts.slice(3)).toEqual([
      { is: 'salutation', text: 'Dear Mr Norov,' },
      {
        is: 'text',
        text: 'Thank you for your words to the participants of the conference on 21 October 2019 in Shenzhen.',
      },
      { is: 'text', text: 'Its full text has been made public.' },
      { is: 'text', text: 'Baurzhan Imandosov read them.' },
      { is: 'closing', text: 'Yours sincerely,' },
      { is: 'signature', text: 'Li Na\nExecutive Secretary' },
    ]);
    expect(letter.emails).toEqual([]);
    await app.settled();
    expect(
      await app.db.query(`SELECT 1 FROM messages WHERE kind = 'greeting.thanked' AND event_id = $1`, [
        event.id,
      ]),
    ).toEqual([]);
  });

  test('refuse a gap that nothing fills, at its field', async () => {
    const answer = await setTemplate(
      'ru',
      { salutation: '{{author}}!', body: 'Спасибо, {{autor}} и {{', closing: 'С уважением' },
      0,
    );
    expect([answer.status, answer.body.code]).toEqual([422, 'thanks-word-unknown']);
    expect(answer.body.errors.map(({ pointer, message }: any) => [pointer, message.split(' ')[0]])).toEqual([
      ['/body', '"autor"'],
      ['/body', '"{{"'],
    ]);
    expect((await event.staff.get(template('ru'))).body).toMatchObject({ version: 0, own: false });
  });

  test('go back to the words of the program, and are written in three languages', async () => {
    const words = { salutation: 'Sir,', body: 'Thanks.', closing: 'Yours' };
    await setTemplate('en', words, 0);
    expect((await event.staff.delete(template('en'), 1)).status).toBe(204);
    expect((await event.staff.get(template('en'))).body).toMatchObject({
      own: false,
      salutation: 'Excellency,',
    });
    const { items } = (await event.staff.get(`${event.path}/greetings/thanks-templates`)).body;
    expect(items.map(({ language }: any) => language)).toEqual(['en', 'ru', 'zh']);
    expect((await event.staff.get(template('fr'))).status).toBe(404);
  });

  test('what a person is called is never read as a gap', async () => {
    const path = await clearedGreeting(event, {
      author: { name: '{{event}} {{deliverer}}', title: 'Chairman' },
    });
    await scheduled(event, path, 'in_person');
    await moved(event.staff, path, 'deliver', {
      input: { at: '2019-10-21T09:20:00+08:00', extent: 'full' },
    });
    await setTemplate('en', { salutation: 'Dear {{author}},', body: 'Thanks.', closing: 'Yours' }, 0);
    const letter = await make(event.staff, `${path}/thanks`, {});
    expect(letter.parts[3].text).toBe('Dear {{event}} {{deliverer}},');
  });

  test('the next edition takes the words over', async () => {
    await delivered();
    await setTemplate('zh', { salutation: '尊敬的{{author}}：', body: '谢谢。', closing: '敬礼' }, 0);
    const { event: next } = await make(app.admin, `${event.path}/copies`, { slug: `next-${event.slug}` });
    const staff = await app.staff(next.id);
    const { body } = await staff.get(`events/${next.slug}/greetings/thanks-templates/zh`);
    expect([body.own, body.salutation]).toEqual([true, '尊敬的{{author}}：']);
  });
});
