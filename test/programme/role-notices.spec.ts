import { frameMail } from '../../src/communications/layout';
import type { NoticeDefinition } from '../../src/communications/notice';
import { mailLanguages, wordsFor, type MailLanguage } from '../../src/communications/words';
import { sessionRoles } from '../../src/programme/programme.rules';
import {
  roleAsked,
  roleDeclined,
  roleEnded,
  type RoleAskedProps,
  type RoleDeclinedProps,
  type RoleEndedProps,
} from '../../src/programme/roles/session-role.notices';
import { asksForRole, roleName } from '../../src/programme/roles/session-role.words';
import { expectGolden } from '../mails/golden';

const said: Record<MailLanguage, { event: string; session: string; item: string; reader: string }> = {
  en: {
    event: 'Infoforum-China 2019',
    session: 'Trust in the digital future',
    item: 'Certificates without a centre',
    reader: 'LI Na',
  },
  ru: {
    event: 'Инфофорум-Китай 2019',
    session: 'Доверие в цифровом будущем',
    item: 'Сертификаты без центра',
    reader: 'Ли На',
  },
  zh: {
    event: '2019年中国信息论坛',
    session: '数字未来中的信任',
    item: '没有中心的证书',
    reader: '李娜',
  },
};

const when = { startsAt: new Date('2019-10-21T01:00:00Z'), endsAt: new Date('2019-10-21T02:30:00Z') };

const asked = (language: MailLanguage, changes: Partial<RoleAskedProps> = {}): RoleAskedProps => ({
  ...said[language],
  role: 'speaker',
  when,
  room: 'Main Hall',
  city: 'Shenzhen',
  askedBy: 'Anna Petrova',
  changeable: true,
  url: 'https://forum.example/role?token=pl.1',
  ...changes,
});

const ended = (language: MailLanguage, changes: Partial<RoleEndedProps> = {}): RoleEndedProps => ({
  ...said[language],
  role: 'chair',
  item: undefined,
  agreed: true,
  ...changes,
});

const declined = (language: MailLanguage, changes: Partial<RoleDeclinedProps> = {}): RoleDeclinedProps => ({
  ...said[language],
  role: 'panellist',
  when,
  room: 'Main Hall',
  person: 'LI Na',
  recordedBy: undefined,
  reason: 'I am ill.\nPlease ask <b>Ivanov</b>: https://evil.example',
  ...changes,
});

const written = <P extends object>(notice: NoticeDefinition<P>, language: MailLanguage, props: P): string => {
  const words = wordsFor(language, 'Asia/Shanghai', 'Shenzhen');
  const { subject, text } = frameMail(
    notice.render[language](props, words),
    {
      eventTitle: said[language].event,
      contact: 'secretariat@plenary.example',
      recipientName: said[language].reader,
    },
    words,
  );
  return `Subject: ${subject}\n\n${text}`;
};

describe.each(mailLanguages)('mails about roles in %s', (language) => {
  test('are what was approved', () => {
    const bare = { item: undefined, when: undefined, room: undefined };
    for (const [name, text] of [
      [roleAsked.kind, written(roleAsked, language, asked(language))],
      [
        `${roleAsked.kind}.late`,
        written(
          roleAsked,
          language,
          asked(language, { ...bare, role: 'reader', askedBy: undefined, changeable: false }),
        ),
      ],
      [roleEnded.kind, written(roleEnded, language, ended(language))],
      [
        `${roleEnded.kind}.unanswered`,
        written(roleEnded, language, ended(language, { agreed: false, item: said[language].item })),
      ],
      [roleDeclined.kind, written(roleDeclined, language, declined(language))],
      [
        `${roleDeclined.kind}.recorded`,
        written(
          roleDeclined,
          language,
          declined(language, { ...bare, recordedBy: 'Anna Petrova', reason: undefined }),
        ),
      ],
    ] as const)
      expectGolden(`${name}.${language}.txt`, text);
  });

  test('have a name for each role, and ask for it', () => {
    const names = sessionRoles.map((role) => roleName(role, language));
    expect(new Set(names).size).toBe(sessionRoles.length);
    for (const role of sessionRoles) {
      const { text } = asksForRole(role, language, 'SESSION', 'EVENT');
      expect([role, text.includes('SESSION'), text.includes('EVENT')]).toEqual([role, true, true]);
    }
  });
});
