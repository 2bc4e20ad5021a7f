import { agendaNotice, type AgendaNotice } from '../../src/agendas/agenda.notices';
import type { AgendaItem } from '../../src/agendas/agenda.rules';
import { deadlineKinds, type AgendaDeadline } from '../../src/agendas/deadline.rules';
import { agendasChanged, type ChangesNotice } from '../../src/agendas/changes/agenda-changes.notices';
import { frameMail } from '../../src/communications/layout';
import { line, mailBody, paragraph } from '../../src/communications/mail-body';
import type { NoticeDefinition } from '../../src/communications/notice';
import { templateTest } from '../../src/communications/templates/template.notices';
import { mailLanguages, wordsFor, type MailLanguage } from '../../src/communications/words';
import {
  applicationsWait,
  heldPlacesEnd,
  type ApplicationsProps,
  type HeldPlacesProps,
} from '../../src/delegations/applications/application.notices';
import { delegationInvited, type InvitedProps } from '../../src/delegations/delegation.notices';
import {
  focalPointLink,
  type FocalPointLinkProps,
} from '../../src/delegations/focal-points/focal-point.notices';
import {
  delegationOverdue,
  delegationReminder,
  invitationCopy,
  type DelegationOverdueProps,
  type DelegationReminderProps,
  type InvitationCopyProps,
} from '../../src/delegations/invitations/invitation.notices';
import {
  documentRefused,
  documentsDue,
  letterIncomplete,
  type DocumentRefusedProps,
  type DocumentsDueProps,
} from '../../src/delegations/requirements/requirement.notices';
import { greetingReaderAsked, type ReaderAskedProps } from '../../src/greetings/greeting.notices';
import {
  greetingInterpreterCopy,
  greetingReadingCopy,
  type ReadingCopyProps,
} from '../../src/greetings/reading-copies/reading-copy.notices';
import {
  greetingDeputyAsked,
  greetingReaderElsewhere,
  greetingReaderMissing,
  type DeputyAskedProps,
  type PlaceProps,
  type ReaderElsewhereProps,
  type ReaderMissingProps,
} from '../../src/greetings/readings/reading.notices';
import {
  greetingAwaited,
  greetingReminder,
  greetingRequested,
  type AwaitedProps,
  type ReminderProps,
  type RequestedProps,
} from '../../src/greetings/requests/request.notices';
import { greetingThanked, type ThankedProps } from '../../src/greetings/thanks/thanks.notices';
import {
  translationAsked,
  translationReminder,
  type TranslationAskedProps,
} from '../../src/greetings/texts/translation.notices';
import { registrationLink, type RegistrationNotice } from '../../src/registrations/registration.notices';
import { personReplaced, type ReplacedProps } from '../../src/registrations/replacements/replacement.notices';
import { travelTitle } from '../../src/registrations/travel/travel.words';
import { reminderNotice, type ReminderNotice } from '../../src/reminders/reminder.notices';
import { expectGolden } from './golden';

/** What people typed, as it is in each language. */
const said: Record<
  MailLanguage,
  {
    reader: string;
    event: string;
    opening: string;
    panel: string;
    visit: string;
    author: string;
    authorTitle: string;
    organisation: string;
    reminder: string;
  }
> = {
  en: {
    reader: 'Aigerim Bekova',
    event: 'Infoforum-China 2019',
    opening: 'Opening ceremony',
    panel: 'Smart cities',
    visit: 'Huawei headquarters',
    author: 'Vladimir Norov',
    authorTitle: 'Secretary-General of the Shanghai Cooperation Organisation',
    organisation: 'China Telecom',
    reminder: 'The forum opens tomorrow.\nBring your <b>travel document</b>: https://evil.example',
  },
  ru: {
    reader: 'Анна Соколова',
    event: 'Инфофорум-Китай 2019',
    opening: 'Церемония открытия',
    panel: 'Умные города',
    visit: 'Штаб-квартира Huawei',
    author: 'Владимир Норов',
    authorTitle: 'Генеральный секретарь Шанхайской организации сотрудничества',
    organisation: 'Чайна Телеком',
    reminder: 'Завтра открытие форума.\nВозьмите с собой документ, удостоверяющий личность.',
  },
  zh: {
    reader: '李娜',
    event: '2019年中国信息论坛',
    opening: '开幕式',
    panel: '智慧城市',
    visit: '华为总部',
    author: '弗拉基米尔·诺罗夫',
    authorTitle: '上海合作组织秘书长',
    organisation: '中国电信',
    reminder: '论坛将于明天开幕。\n请携带身份证件。',
  },
};

const item = (changes: Partial<AgendaItem>): AgendaItem => ({
  kind: 'session',
  subjectId: 's1',
  uid: 's1.r1@plenary',
  sequence: 0,
  title: '',
  startsAt: new Date('2019-10-21T01:00:00Z'),
  endsAt: new Date('2019-10-21T02:30:00Z'),
  place: 'Main Hall',
  meetingPoint: null,
  coach: null,
  plate: null,
  marshal: null,
  duties: [],
  ...changes,
});

const itemsIn = (language: MailLanguage): AgendaItem[] => {
  const { opening, panel, visit, author } = said[language];
  return [
    item({
      title: opening,
      duties: [
        { role: 'reader', author },
        { role: 'deputy_reader', author },
      ],
    }),
    item({
      title: panel,
      startsAt: new Date('2019-10-21T06:00:00Z'),
      endsAt: new Date('2019-10-21T07:30:00Z'),
      place: 'Hall B',
      duties: ['chair', 'moderator', 'speaker', 'panellist', 'rapporteur'].map((role) => ({ role })),
    }),
    item({
      kind: 'visit',
      title: visit,
      startsAt: new Date('2019-10-23T01:00:00Z'),
      endsAt: new Date('2019-10-23T04:00:00Z'),
      place: 'Bantian, Shenzhen',
      meetingPoint: 'Hotel lobby, east entrance',
      coach: 'A',
    }),
  ];
};

/** One of each kind, a day apart; the first one overdue. */
const deadlinesIn = (language: MailLanguage): AgendaDeadline[] => {
  const { opening, visit, author, organisation } = said[language];
  const about: Partial<Record<AgendaDeadline['kind'], string | null>> = {
    registration: null,
    offer: null,
    wishes: null,
    role: opening,
    reading: author,
    greeting: author,
    visit_offer: visit,
    identity: visit,
    delegation_answer: organisation,
    nominations: organisation,
  };
  const paper = { en: 'Passport page', ru: 'Страница паспорта', zh: '护照资料页' }[language];
  return deadlineKinds.map((kind, index) => ({
    kind,
    subjectId: 'x1',
    uid: `${kind}.x1.r1@plenary`,
    title: about[kind] === undefined ? paper : about[kind],
    dueAt: new Date(Date.UTC(2019, 8, 1 + index, 10)),
    overdue: index === 0,
  }));
};

const arrivalIn = (language: MailLanguage): AgendaItem =>
  item({
    kind: 'arrival',
    title: travelTitle('arrival', { means: 'flight', number: 'CA 910' }, language),
    startsAt: new Date('2019-10-20T06:05:00Z'),
    endsAt: new Date('2019-10-20T06:05:00Z'),
    place: 'Shenzhen Bao’an Airport, terminal 3',
  });

const url = 'https://forum.example/agenda?token=pl.1';
const days = { first: '2019-10-21', last: '2019-10-25' };

interface Mail {
  readonly name: string;
  readonly write: (language: MailLanguage) => { readonly subject: string; readonly text: string };
}

const mailOf = <P extends object>(
  notice: NoticeDefinition<P>,
  props: (language: MailLanguage) => P,
  suffix = '',
): Mail => ({
  name: `${notice.kind}${suffix}`,
  write: (language) => {
    const words = wordsFor(language, 'Asia/Shanghai', 'Shenzhen');
    return frameMail(
      notice.render[language](props(language), words),
      {
        eventTitle: said[language].event,
        contact: 'secretariat@plenary.example',
        recipientName: said[language].reader,
      },
      words,
    );
  },
});

const agenda = (language: MailLanguage): AgendaNotice => ({
  eventTitle: said[language].event,
  items: [arrivalIn(language), ...itemsIn(language)],
  deadlines: deadlinesIn(language),
  pageUrl: url,
  webcalUrl: 'webcal://forum.example/api/v1/feeds/3J0iXzq4/agenda.ics',
});
const changed = (language: MailLanguage): ChangesNotice => {
  const [first, second, third] = itemsIn(language) as [AgendaItem, AgendaItem, AgendaItem];
  return {
    eventTitle: said[language].event,
    changes: [
      {
        before: { ...first, duties: [] },
        after: { ...first, place: 'Hall B', duties: [{ role: 'reader', author: said[language].author }] },
      },
      { before: null, after: { ...second, duties: [{ role: 'panellist' }] } },
      {
        before: third,
        after: {
          ...third,
          startsAt: new Date('2019-10-24T02:00:00Z'),
          endsAt: new Date('2019-10-24T05:00:00Z'),
          coach: 'B',
          plate: '粤B·12345',
          marshal: 'Chen Wei, +86 755 5555 0102',
          meetingPoint: null,
        },
      },
      { before: { ...third, title: '<b>Evil</b> https://evil.example' }, after: null },
    ],
    pageUrl: url,
    calendars: [],
  };
};
const reminder = (language: MailLanguage): ReminderNotice => ({
  eventTitle: said[language].event,
  text: said[language].reminder,
  items: itemsIn(language).slice(2),
  deadlines: deadlinesIn(language),
  pageUrl: url,
});
const delegationUrl = 'https://forum.example/delegation?token=pl.1';
const paper = { filename: 'invitation.pdf', contentType: 'application/pdf', content: '' };
const invited = (language: MailLanguage): InvitedProps => ({
  event: said[language].event,
  days,
  city: 'Shenzhen',
  organisation: said[language].organisation,
  reference: 'INV-2019-0007',
  answerBy: new Date('2019-08-10T10:00:00Z'),
  closesAt: new Date('2019-09-10T10:00:00Z'),
  url: delegationUrl,
  attachment: paper,
});
const invitationCopied = (language: MailLanguage): InvitationCopyProps => ({
  ...invited(language),
  focalPoint: said[language].reader,
});
const reminded =
  (about: 'answer' | 'nominations') =>
  (language: MailLanguage): DelegationReminderProps => ({
    about,
    event: said[language].event,
    organisation: said[language].organisation,
    reference: 'INV-2019-0007',
    dueAt: new Date('2019-08-10T10:00:00Z'),
    url: delegationUrl,
  });
const overdue =
  (about: 'answer' | 'nominations') =>
  (language: MailLanguage): DelegationOverdueProps => ({
    about,
    event: said[language].event,
    organisation: said[language].organisation,
    reference: 'INV-2019-0007',
    dueAt: new Date('2019-08-10T10:00:00Z'),
    focalPoint: said[language].reader,
    email: 'focal@ministry.example',
  });
const newLink = (language: MailLanguage): FocalPointLinkProps => ({
  event: said[language].event,
  organisation: said[language].organisation,
  reference: 'INV-2019-0007',
  url: delegationUrl,
});
const applied = (language: MailLanguage): ApplicationsProps => ({
  event: said[language].event,
  organisation: said[language].organisation,
  reference: 'INV-2019-0007',
  people: [
    { name: said[language].reader, category: { en: 'Delegates', ru: 'Делегаты', zh: '代表' }[language] },
    { name: '<b>Evil</b> https://evil.example', category: 'Press' },
  ],
  more: 2,
  url: delegationUrl,
});
const held = (language: MailLanguage): HeldPlacesProps => ({
  ...applied(language),
  until: new Date('2019-09-20T10:00:00Z'),
});
const due = (language: MailLanguage): DocumentsDueProps => ({
  event: said[language].event,
  organisation: said[language].organisation,
  dueAt: new Date('2019-09-20T10:00:00Z'),
  documents: [
    {
      title: { en: 'Letter of credentials', ru: 'Верительное письмо', zh: '授权信' }[language],
      member: null,
    },
    { title: { en: 'Photo', ru: 'Фотография', zh: '照片' }[language], member: said[language].reader },
  ],
  more: 3,
  url: delegationUrl,
});
const refused = (language: MailLanguage): DocumentRefusedProps => ({
  event: said[language].event,
  document: due(language).documents[1]!,
  reason: 'The face is in shadow.\nhttps://evil.example',
  dueAt: new Date('2019-09-20T10:00:00Z'),
  url: delegationUrl,
});
const incomplete = (language: MailLanguage): DocumentRefusedProps => ({
  ...refused(language),
  document: {
    title: { en: 'Note verbale', ru: 'Вербальная нота', zh: '普通照会' }[language],
    member: null,
  },
  reason: 'The second page with the names of the advisers.\nhttps://evil.example',
});
const requested = (language: MailLanguage): RequestedProps => ({
  event: said[language].event,
  days,
  author: said[language].author,
  authorTitle: said[language].authorTitle,
  languages: ['en', 'ru', 'zh'],
  occasion: said[language].opening,
  lengthMinutes: 3,
  dueAt: new Date('2019-10-01T10:00:00Z'),
  url: 'https://forum.example/greeting?token=pl.1',
});
const owed = (language: MailLanguage, promised: boolean, overdue: boolean): ReminderProps => ({
  event: said[language].event,
  author: said[language].author,
  authorTitle: said[language].authorTitle,
  occasion: said[language].opening,
  promised,
  dueAt: new Date('2019-10-01T10:00:00Z'),
  overdue,
  url: 'https://forum.example/greeting?token=pl.1',
});
const awaited = (language: MailLanguage): AwaitedProps => ({
  ...owed(language, true, true),
  contacts: [`${said[language].reader} (protocol@sco.example)`, 'office@sco.example'],
});
const readingPage = 'https://forum.example/reading?token=pl.1';
const readerAsked = (language: MailLanguage): ReaderAskedProps => ({
  event: said[language].event,
  author: said[language].author,
  authorTitle: said[language].authorTitle,
  occasion: said[language].opening,
  readingSeconds: 150,
  url: readingPage,
});
const thanked = (language: MailLanguage): ThankedProps => ({
  event: said[language].event,
  author: said[language].author,
  authorTitle: said[language].authorTitle,
  isPublic: true,
  attachment: { filename: 'letter.pdf', contentType: 'application/pdf', content: '' },
});
const slot = (language: MailLanguage): PlaceProps => ({
  event: said[language].event,
  author: said[language].author,
  authorTitle: said[language].authorTitle,
  place: { session: said[language].opening, position: 2 },
  when: {
    startsAt: new Date('2019-10-21T01:00:00Z'),
    endsAt: new Date('2019-10-21T02:00:00Z'),
  },
});

const deputyAsked = (language: MailLanguage): DeputyAskedProps => ({
  ...slot(language),
  readingSeconds: 150,
  url: readingPage,
});

const readerMissing =
  (why: ReaderMissingProps['why'], deputy: 'asked' | 'declined') =>
  (language: MailLanguage): ReaderMissingProps => ({
    ...slot(language),
    why,
    reader: 'Baurzhan Imandosov',
    deputy: { name: 'Anna Sargsyan', state: deputy },
  });

const readerElsewhere = (language: MailLanguage): ReaderElsewhereProps => ({
  ...slot(language),
  conflicts: [
    {
      en: 'Baurzhan Imandosov is expected in “Opening” and is out at that time: “Huawei headquarters”.',
      ru: 'Baurzhan Imandosov: участие в «Открытие» совпадает по времени с выездом «Штаб-квартира Huawei».',
      zh: 'Baurzhan Imandosov应出席“开幕式”，但同一时间外出参加“华为总部”。',
    }[language],
  ],
});

const readingCopy =
  (replaces: boolean, linked = true, standsIn = false) =>
  (language: MailLanguage): ReadingCopyProps => ({
    event: said[language].event,
    author: said[language].author,
    authorTitle: said[language].authorTitle,
    session: said[language].opening,
    when: slot(language).when,
    room: 'Main Hall',
    position: 2,
    replaces,
    standsIn,
    isPublic: standsIn,
    copies: ['en', 'ru'].map((tag) => ({
      language: tag,
      url: linked ? `https://forum.example/reading-copy.pdf?language=${tag}&token=pl.1` : undefined,
    })),
  });

const translation =
  (part: 'translate' | 'check', changes: Partial<TranslationAskedProps> = {}) =>
  (language: MailLanguage): TranslationAskedProps => ({
    event: said[language].event,
    author: said[language].author,
    authorTitle: said[language].authorTitle,
    from: 'en',
    into: 'ru',
    part,
    dueAt: new Date('2019-10-15T10:00:00Z'),
    url: 'https://forum.example/api/v1/events/f/greetings/1/translations/2',
    again: undefined,
    waits: false,
    ...changes,
  });

const link = (language: MailLanguage): RegistrationNotice => ({
  eventTitle: said[language].event,
  categoryTitle: { en: 'Delegate', ru: 'Делегат', zh: '代表' }[language],
  code: '7KQ2M9XW',
  agendaUrl: url,
  calendarUrl: 'https://forum.example/api/v1/events/f/registrations/1/agenda.ics?token=pl.1',
  offerExpiresAt: undefined,
  reason: undefined,
  toBeApproved: false,
  byFocalPoint: false,
  eventCancelled: false,
});

const replaced = (language: MailLanguage): ReplacedProps => ({
  event: said[language].event,
  organisation: said[language].organisation,
  former: 'Anna Sargsyan',
  successor: 'Davit Sargsyan',
  lines: {
    en: ['Huawei headquarters: the host has to agree to the new person'],
    ru: ['Штаб-квартира Huawei: принимающая сторона должна согласовать нового участника'],
    zh: ['华为总部：须由接待单位确认新参会人员'],
  }[language],
});

const mails: Mail[] = [
  mailOf(agendaNotice, agenda),
  mailOf(
    agendaNotice,
    (language) => ({ eventTitle: said[language].event, items: [], deadlines: [], pageUrl: url }),
    '.empty',
  ),
  mailOf(agendasChanged, changed),
  mailOf(
    agendasChanged,
    (language) => ({ ...changed(language), changes: changed(language).changes.slice(3), pageUrl: undefined }),
    '.gone',
  ),
  mailOf(reminderNotice, reminder),
  mailOf(reminderNotice, (language) => ({ ...reminder(language), items: [] }), '.words-only'),
  mailOf(delegationInvited, invited),
  mailOf(invitationCopy, invitationCopied),
  mailOf(delegationReminder, reminded('answer')),
  mailOf(delegationReminder, reminded('nominations'), '.nominations'),
  mailOf(delegationOverdue, overdue('answer')),
  mailOf(delegationOverdue, overdue('nominations'), '.nominations'),
  mailOf(focalPointLink, newLink),
  mailOf(applicationsWait, applied),
  mailOf(heldPlacesEnd, held),
  mailOf(documentsDue, due),
  mailOf(documentRefused, refused),
  mailOf(letterIncomplete, incomplete),
  mailOf(greetingRequested, requested),
  mailOf(greetingReminder, (language) => owed(language, true, true)),
  mailOf(greetingReminder, (language) => owed(language, false, false), '.unanswered'),
  mailOf(greetingAwaited, awaited),
  mailOf(
    greetingAwaited,
    (language) => ({ ...awaited(language), promised: false, contacts: [] }),
    'unanswered',
  ),
  mailOf(greetingReaderAsked, readerAsked),
  mailOf(greetingReaderAsked, (language) => ({ ...readerAsked(language), url: undefined }), '.without-link'),
  mailOf(translationAsked, translation('translate')),
  mailOf(translationAsked, translation('translate', { again: 'returned', dueAt: undefined }), '.returned'),
  mailOf(translationAsked, translation('translate', { again: 'outdated' }), '.outdated'),
  mailOf(translationAsked, translation('check'), '.check'),
  mailOf(translationAsked, translation('check', { waits: true }), '.check-later'),
  mailOf(translationReminder, (language) => ({ ...translation('translate')(language), overdue: false })),
  mailOf(
    translationReminder,
    (language) => ({ ...translation('check')(language), overdue: true }),
    '.check-overdue',
  ),
  mailOf(greetingThanked, thanked),
  mailOf(greetingDeputyAsked, deputyAsked),
  mailOf(greetingDeputyAsked, (language) => ({ ...deputyAsked(language), url: undefined }), '.without-link'),
  mailOf(greetingReaderMissing, readerMissing('declined', 'asked')),
  mailOf(greetingReaderMissing, readerMissing('cancelled', 'declined'), '.cancelled'),
  mailOf(greetingReaderElsewhere, readerElsewhere),
  mailOf(greetingReadingCopy, readingCopy(false)),
  mailOf(greetingReadingCopy, readingCopy(true), '.new-version'),
  mailOf(greetingReadingCopy, readingCopy(false, false), '.on-paper'),
  mailOf(greetingReadingCopy, readingCopy(false, true, true), '.deputy'),
  mailOf(greetingInterpreterCopy, readingCopy(false)),
  mailOf(greetingInterpreterCopy, readingCopy(true), '.new-version'),
  mailOf(registrationLink, link),
  mailOf(personReplaced, replaced),
  mailOf(templateTest, (language) => ({
    parts: { subject: said[language].opening, ...mailBody(paragraph(line`${said[language].reminder}`)) },
  })),
];

test.each(mails.flatMap((mail) => mailLanguages.map((language) => ({ ...mail, language }))))(
  'the mail $name is what was approved, in $language',
  ({ name, write, language }) => {
    const { subject, text } = write(language);
    expectGolden(`${name}.${language}.txt`, `Subject: ${subject}\n\n${text}`);
  },
);
