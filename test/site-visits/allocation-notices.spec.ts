import { frameMail } from '../../src/communications/layout';
import { mailLanguages, wordsFor, type MailLanguage } from '../../src/communications/words';
import {
  allocationResult,
  type AllocationNotice,
} from '../../src/site-visits/allocations/allocation.notices';
import { inEachLanguage, unmetSentence } from '../../src/site-visits/allocations/allocation.words';
import type { UnmetReason } from '../../src/site-visits/allocations/allocation.reasons';
import { expectGolden } from '../mails/golden';

const names = {
  tencent: { title: 'Tencent headquarters', titles: { ru: 'Штаб-квартира Tencent', zh: '腾讯总部' } },
  panel: { title: 'Panel on trust', titles: { ru: 'Панель о доверии', zh: '信任专题讨论' } },
};

const why = (code: UnmetReason['code'], by?: string): AllocationNotice['unmet'][number]['why'] =>
  inEachLanguage((language) =>
    unmetSentence({ code, departureIds: [], ...(by === undefined ? {} : { by }) }, names, language),
  ) as AllocationNotice['unmet'][number]['why'];

const content: AllocationNotice = {
  places: [
    {
      ...names.tencent,
      host: 'Tencent',
      address: 'Nanshan, Shenzhen',
      startsAt: new Date('2019-10-23T01:00:00Z'),
      endsAt: new Date('2019-10-23T04:30:00Z'),
      meetingPoint: 'Hotel lobby, east entrance',
      coaches: ['Coach A', 'Coach B'],
      identityDocument: true,
      photographyForbidden: true,
      dress: 'Closed shoes',
    },
  ],
  unmet: [
    {
      title: 'Huawei headquarters',
      titles: { ru: 'Штаб-квартира Huawei', zh: '华为总部' },
      why: why('full_fair'),
    },
    {
      title: 'Pengcheng Laboratory',
      titles: { ru: 'Лаборатория Пэнчэн', zh: '鹏城实验室' },
      why: why('clash_place', 'tencent'),
    },
    { title: 'SF Express', titles: { zh: '顺丰' }, why: why('clash', 'panel') },
  ],
};

const reader: Record<MailLanguage, string> = { en: 'Aigerim Bekova', ru: 'Анна Соколова', zh: '李娜' };

describe('mails about allocations', () => {
  const cases: readonly (readonly [string, AllocationNotice])[] = [
    ['allocation.result', content],
    ['allocation.result.none', { ...content, places: [] }],
  ];
  test.each(cases.flatMap(([name, notice]) => mailLanguages.map((language) => ({ name, notice, language }))))(
    '$name is what was approved, in $language',
    ({ name, notice, language }) => {
      const words = wordsFor(language, 'Asia/Shanghai', 'Shenzhen');
      const mail = frameMail(
        allocationResult.render[language](notice, words),
        {
          eventTitle: 'Infoforum-China 2019',
          contact: 'secretariat@plenary.example',
          recipientName: reader[language],
        },
        words,
      );
      expectGolden(`${name}.${language}.txt`, `Subject: ${mail.subject}\n\n${mail.text}`);
    },
  );
});
