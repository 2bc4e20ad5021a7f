import { createRequire } from 'node:module';
import { makeSession, release } from '../programme/forum';
import { makeForm, personInput } from '../registrations/support';
import { book, makeDeparture, makeVisit } from '../site-visits/support';
import { startApp, type TestApp } from '../support/app';
import { readPdf } from '../support/pdf';
import { arrival, makeStage, participant, travels, type Participant, type Stage } from './support';

const browser = { accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8' };

describe('an agenda', () => {
  let app: TestApp;
  let stage: Stage;
  let departure: any;
  beforeAll(async () => {
    app = await startApp();
    stage = await makeStage(app, {
      titles: { ru: 'Инфофорум-Китай 2019', zh: '2019年中国信息论坛' },
    });
    await makeSession(stage, {
      title: 'Opening ceremony',
      titles: { ru: 'Церемония открытия', zh: '开幕式' },
      startsAt: '2019-10-21T03:00:00+08:00',
      endsAt: '2019-10-21T06:00:00+08:00',
    });
    await makeSession(stage, {
      title: 'Panel',
      titles: { ru: 'Дискуссия', zh: '讨论' },
      roomId: stage.foyer,
      startsAt: '2019-10-21T14:00:00+08:00',
      endsAt: '2019-10-21T15:30:00+08:00',
    });
    await release(stage);
    const visit = await makeVisit(stage, {
      title: 'Huawei headquarters',
      titles: { ru: 'Штаб-квартира Huawei', zh: '华为总部' },
      address: 'Bantian, Shenzhen',
    });
    departure = await makeDeparture(
      stage,
      { capacity: 40, coaches: [{ label: 'Coach A', seats: 45 }] },
      { visitId: visit.id },
    );
    await makeForm(
      stage,
      stage.categoryId,
      [{ key: 'diet', kind: 'text', label: 'Diet', required: 'always' }],
      {
        purpose: 'follow_up',
        title: 'Meals',
        titles: { ru: 'Питание', zh: '餐饮' },
        deadline: '2019-09-30T20:00:00Z',
      },
    );
  });

  /** Somebody who arrives, and goes on a visit. */
  const traveller = async (changes: object = {}): Promise<Participant> => {
    const who = await participant(app, stage, changes);
    await travels(who, { arrival });
    await book(stage, departure.id, who.id);
    return who;
  };

  const page = async ({ token }: Participant, more = ''): Promise<string> =>
    (await app.api.get<string>(`/agenda?token=${token}${more}`, { headers: browser })).body;

  /** What of a page a reader sees, without its markup. */
  const textOf = (html: string): string =>
    html
      .replace(/<select[\s\S]*?<\/select>/g, '')
      .replace(/<[^>]+>/g, '\n')
      .replaceAll('&quot;', '"')
      .replace(/\s*\n\s*/g, '\n');

  test('names the zone of the event, and that of whoever asks', async () => {
    const { api, path } = await traveller();
    const zones = async (query = ''): Promise<unknown[]> => {
      const { body } = await api.get(`${path}/agenda${query}`);
      return [body.timeZone, body.timeZoneName, body.ownTimeZone, body.ownTimeZoneName];
    };
    expect(await zones()).toEqual(['Asia/Shanghai', 'Shenzhen time, UTC+8', null, null]);
    expect(await zones('?timeZone=Europe/Moscow')).toEqual([
      'Asia/Shanghai',
      'Shenzhen time, UTC+8',
      'Europe/Moscow',
      'Moscow Time, UTC+3',
    ]);
    expect(await zones('?timeZone=Europe/Moscow&locale=ru')).toEqual([
      'Asia/Shanghai',
      'время: Китай, UTC+8',
      'Europe/Moscow',
      'время: Москва, UTC+3',
    ]);
    expect(await zones('?timeZone=Asia/Shanghai')).toEqual([
      'Asia/Shanghai',
      'Shenzhen time, UTC+8',
      null,
      null,
    ]);
    const wrong = await api.get(`${path}/agenda?timeZone=Moscow`);
    expect([wrong.status, wrong.body.errors[0].pointer]).toEqual([400, '?timeZone']);
  });

  test('shows on its page what time that is in Moscow, with the day where it is another one', async () => {
    const who = await traveller();
    const text = textOf(await page(who, '&timeZone=Europe/Moscow'));
    for (const part of [
      'Your time: Moscow Time, UTC+3',
      // The evening before.
      '03:00–06:00\nOpening ceremony\nYour time: Sunday, 20 October 2019, 22:00 – Monday, 21 October 2019, 01:00',
      '14:00–15:30\nPanel\nYour time: 09:00–10:30',
      '14:05\nArrival: flight CA 910\nYour time: 09:05',
      'Deadline: Tuesday, 1 October 2019, 04:00 (Shenzhen time, UTC+8)\nMonday, 30 September 2019, 23:00 (Moscow Time, UTC+3)',
    ])
      expect(text).toContain(part);
    const plain = textOf(await page(who));
    expect([plain.includes('Your time:'), plain.includes('Moscow')]).toEqual([false, false]);
    // A zone that there is not is as good as none.
    expect(textOf(await page(who, '&timeZone=Mars/Olympus'))).toBe(plain);
  });

  const said = {
    en: {
      title: 'Infoforum-China 2019',
      zone: 'All times: Shenzhen time, UTC+8.',
      own: 'Your time: Moscow Time, UTC+3',
      deadlines: 'Your deadlines',
      form: 'Fill in the form “Meals”',
      day: 'Monday, 21 October 2019',
      opening: 'Opening ceremony',
      arrival: 'Arrival: flight CA 910',
      visit: 'Huawei headquarters',
      meeting: 'Meeting point: Hotel lobby, east entrance',
      coach: 'Coach: Coach A',
      page: 'Page 1 of 1',
      subscribe: 'Subscribe in your calendar',
      make: 'Make an address for my calendar',
      stop: 'Stop this address',
    },
    ru: {
      title: 'Инфофорум-Китай 2019',
      zone: 'Указано местное время (Китай, UTC+8).',
      own: 'Ваше время: Москва, UTC+3',
      deadlines: 'Ваши сроки',
      form: 'Заполнить анкету «Питание»',
      day: 'понедельник, 21 октября 2019 г.',
      opening: 'Церемония открытия',
      arrival: 'Прибытие: рейс CA 910',
      visit: 'Штаб-квартира Huawei',
      meeting: 'Место встречи: Hotel lobby, east entrance',
      coach: 'Автобус: Coach A',
      page: 'Стр. 1 из 1',
      subscribe: 'Подписка в Вашем календаре',
      make: 'Создать адрес для моего календаря',
      stop: 'Отключить этот адрес',
    },
    zh: {
      title: '2019年中国信息论坛',
      zone: '所列时间均为中国时间，UTC+8。',
      own: '您的当地时间：莫斯科时间，UTC+3',
      deadlines: '您的待办事项',
      form: '填写“餐饮”',
      day: '2019年10月21日星期一',
      opening: '开幕式',
      arrival: '抵达：航班 CA 910',
      visit: '华为总部',
      meeting: '集合地点：Hotel lobby, east entrance',
      coach: '车辆：Coach A',
      page: '第1页，共1页',
      subscribe: '在您的日历中订阅',
      make: '为我的日历生成地址',
      stop: '停用该地址',
    },
  } as const;

  describe.each(['en', 'ru', 'zh'] as const)('in %s', (locale) => {
    const words = said[locale];

    test('is printed with everything that is on it', async () => {
      const who = await traveller({ person: personInput({ displayName: 'Anna Petrova' }) });
      const { status, headers, body } = await who.api.download(
        `${who.path}/agenda.pdf?locale=${locale}&timeZone=Europe/Moscow`,
      );
      expect([
        status,
        ...['content-type', 'content-disposition', 'cache-control'].map((name) => headers.get(name)),
      ]).toEqual([200, 'application/pdf', 'attachment; filename="agenda.pdf"', 'no-store']);
      const text = await extracted(body);
      for (const part of [
        'Anna Petrova',
        words.title,
        words.zone,
        words.own,
        words.deadlines,
        words.form,
        words.day,
        '03:00–06:00',
        words.opening,
        words.arrival,
        words.visit,
        words.meeting,
        words.coach,
        words.page,
      ])
        expect(text).toContain(bare(part));
      const { pages, catalogue, info } = readPdf(body);
      expect([pages.length, catalogue.includes(`/Lang (${locale})`), info['Title']]).toEqual([
        1,
        true,
        expect.stringContaining(words.title),
      ]);
    });

    test('has a page on which an address for the calendar is made and stopped', async () => {
      const who = await traveller({ locale });
      const press = (step: string) =>
        fetch(`${app.url}/agenda/feed`, {
          method: 'POST',
          redirect: 'manual',
          headers: { ...browser, 'content-type': 'application/x-www-form-urlencoded' },
          body: new URLSearchParams({ token: who.token, step }),
        });
      const before = await page(who);
      expect(before).toContain(`lang="${locale}"`);
      for (const part of [words.deadlines, words.form, words.arrival, words.subscribe, words.make])
        expect(textOf(before)).toContain(part);
      expect(before).not.toContain('webcal:');
      const pressed = await press('make');
      expect([pressed.status, pressed.headers.get('location')]).toEqual([303, `/agenda?token=${who.token}`]);
      const after = await page(who);
      const [, address] = /href="webcal:\/\/[^/]+(\/[^"]+)"/.exec(after)!;
      expect((await app.api.get(address!)).status).toBe(200);
      expect(textOf(after)).toContain(words.stop);
      await press('stop');
      expect((await page(who)).includes('webcal:')).toBe(false);
      expect((await app.api.get(address!)).status).toBe(404);
      // Whatever only follows links does neither.
      expect((await fetch(`${app.url}/agenda/feed?token=${who.token}&step=make`)).status).toBe(405);
    });
  });

  test('is printed without anything on it, and for nobody who may not read it', async () => {
    const who = await participant(app, await makeStage(app));
    const { status, body } = await who.api.download(`${who.path}/agenda.pdf`);
    expect([status, (await extracted(body)).includes(bare('There is nothing on your agenda yet.'))]).toEqual([
      200,
      true,
    ]);
    const other = await participant(app, stage);
    expect((await other.api.get(`${who.path}/agenda.pdf`)).status).toBe(404);
  });
});

/** A text without its spaces: where a line ends is not what it says. */
const bare = (text: string): string => text.replaceAll(/\s/g, '');

/** What a program finds that has nothing to do with the one that wrote the PDF. */
async function extracted(bytes: Buffer): Promise<string> {
  const { extractText } = (await import(
    createRequire(__filename).resolve('unpdf')
  )) as typeof import('unpdf');
  const { text } = await extractText(new Uint8Array(bytes), { mergePages: true });
  return bare(text);
}
