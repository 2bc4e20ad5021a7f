import { button, facts, line, mailBody, note, paragraph, type Block } from '../../communications/mail-body';
import { defineNotice } from '../../communications/notice';
import { placeholders } from '../../communications/templates/placeholder.rules';
import type { MailLanguage, Words } from '../../communications/words';

export interface HostLinkProps {
  readonly event: string;
  readonly visit: string;
  readonly url: string;
}

/** What mails about the people of one departure say. They name nobody: that stands on the host's own page. */
export interface HostAskedProps {
  readonly event: string;
  readonly visit: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** How many people it is about. */
  readonly people: number;
  readonly answerBy: Date | undefined;
  readonly url: string;
}

/** The same for coordinators, who sign in with an account. */
export type HostTaskProps = Omit<HostAskedProps, 'url'> & { readonly host: string };

const yours: Readonly<Record<MailLanguage, string>> = {
  en: 'The link is yours alone: whoever has it can answer in the name of your organisation. Do not pass it on.',
  ru: 'Ссылка предназначена только Вам: по ней можно отвечать от имени Вашей организации. Не передавайте её.',
  zh: '此链接仅供您本人使用，持有者可代表贵单位答复，请勿转发。',
};

const open: Readonly<Record<MailLanguage, string>> = {
  en: 'See the list and answer',
  ru: 'Открыть список и ответить',
  zh: '查看名单并答复',
};

const people = (n: number, w: Words): string =>
  ({
    en: () => w.count(n, { one: '# person', other: '# people' }),
    ru: () => w.count(n, { one: '# человек', few: '# человека', many: '# человек', other: '# человека' }),
    zh: () => w.count(n, { other: '#人' }),
  })[w.language]();

const labels: Readonly<Record<MailLanguage, { people: string; host: string }>> = {
  en: { people: 'To decide about', host: 'Host' },
  ru: { people: 'Ждут решения', host: 'Принимающая сторона' },
  zh: { people: '待确认人数', host: '接待单位' },
};

function about(p: Omit<HostTaskProps, 'host'> & { readonly host?: string }, w: Words): Block {
  return facts([
    [labels[w.language].host, p.host],
    [w.when, w.period(p.startsAt, p.endsAt)],
    [labels[w.language].people, people(p.people, w)],
    [w.deadline, p.answerBy && w.dateTime(p.answerBy)],
  ]);
}

const linkPlaceholders = placeholders<HostLinkProps>(({ text, link }) => ({
  'visit.title': text(
    'Title of the visit.',
    { en: 'Huawei headquarters', ru: 'Штаб-квартира Huawei', zh: '华为总部' },
    (p) => p.visit,
  ),
  'host.page': link('The reader’s own page.', 'https://forum.example/host?token=pl.1', (p) => p.url),
}));

const taskPlaceholders = placeholders<Omit<HostTaskProps, 'host'>>(({ text, period, number, instant }) => ({
  'visit.title': text(
    'Title of the visit.',
    { en: 'Huawei headquarters', ru: 'Штаб-квартира Huawei', zh: '华为总部' },
    (p) => p.visit,
  ),
  'visit.period': period(
    'When the group comes.',
    { start: new Date('2019-10-23T01:00:00Z'), end: new Date('2019-10-23T04:00:00Z') },
    (p) => ({ start: p.startsAt, end: p.endsAt }),
  ),
  'visit.undecided': number('About how many people the host has to decide.', 12, (p) => p.people),
  'host.deadline': instant(
    'Until when, if that was said.',
    new Date('2019-10-15T10:00:00Z'),
    (p) => p.answerBy,
  ),
}));

const askedPlaceholders = placeholders<HostAskedProps>(({ link }) => ({
  ...taskPlaceholders,
  'host.page': link('The reader’s own page.', 'https://forum.example/host?token=pl.1', (p) => p.url),
}));

/** A link for somebody at the host. */
export const hostLink = defineNotice<HostLinkProps>({
  kind: 'host.link',
  placeholders: linkPlaceholders,
  confidential: true,
  render: {
    en: (p) => ({
      subject: `Your link for the visit “${p.visit}”: ${p.event}`,
      ...mailBody(
        paragraph(
          line`Participants of ${p.event} are to visit you: “${p.visit}”. With this link you see which groups come, and say whom you can receive. A link that you had before opens nothing any more.`,
        ),
        button(open.en, p.url),
        note(yours.en),
      ),
    }),
    ru: (p) => ({
      subject: `Ваша ссылка, посещение «${p.visit}»: ${p.event}`,
      ...mailBody(
        paragraph(
          line`К Вам приедут участники мероприятия «${p.event}»: «${p.visit}». По этой ссылке Вы увидите группы и сможете сообщить, кого готовы принять. Прежняя ссылка больше не действует.`,
        ),
        button(open.ru, p.url),
        note(yours.ru),
      ),
    }),
    zh: (p) => ({
      subject: `“${p.visit}”参观活动专用链接：${p.event}`,
      ...mailBody(
        paragraph(
          line`${p.event}的参会人员将到贵单位参观：“${p.visit}”。您可通过此链接查看来访批次，并确认可以接待的人员。原有链接已失效。`,
        ),
        button(open.zh, p.url),
        note(yours.zh),
      ),
    }),
  },
});

/** Asks the host about the people of a departure. */
export const hostAsked = defineNotice<HostAskedProps>({
  kind: 'host.asked',
  placeholders: askedPlaceholders,
  confidential: true,
  render: {
    en: (p, w) => ({
      subject: `Whom can you receive? “${p.visit}”, ${p.event}`,
      ...mailBody(
        paragraph(
          line`These participants have a place on the visit “${p.visit}” and wait for your word. Please say of each whether you can receive them; if you need to know more, ask on the same page.`,
        ),
        about(p, w),
        button(open.en, p.url),
        note(yours.en),
      ),
    }),
    ru: (p, w) => ({
      subject: `Кого Вы сможете принять? «${p.visit}», ${p.event}`,
      ...mailBody(
        paragraph(
          line`Участники, у которых есть место на посещение «${p.visit}», ждут Вашего решения. Сообщите, пожалуйста, о каждом, сможете ли Вы его принять; если сведений недостаточно, задайте вопрос на той же странице.`,
        ),
        about(p, w),
        button(open.ru, p.url),
        note(yours.ru),
      ),
    }),
    zh: (p, w) => ({
      subject: `请确认来访人员：“${p.visit}”，${p.event}`,
      ...mailBody(
        paragraph(
          line`以下批次的参会人员已获得“${p.visit}”参观名额，正等待贵单位确认。请逐一答复是否可以接待；如需了解更多情况，可在同一页面提问。`,
        ),
        about(p, w),
        button(open.zh, p.url),
        note(yours.zh),
      ),
    }),
  },
});

/** Reminds the host of those about whom it has not decided. */
export const hostReminded = defineNotice<HostAskedProps>({
  kind: 'host.reminded',
  placeholders: askedPlaceholders,
  confidential: true,
  render: {
    en: (p, w) => ({
      subject: `Reminder: people wait for your word, “${p.visit}”, ${p.event}`,
      ...mailBody(
        paragraph(
          line`You have not decided yet about some of the participants who are to visit you: “${p.visit}”.`,
        ),
        about(p, w),
        button(open.en, p.url),
        note(yours.en),
      ),
    }),
    ru: (p, w) => ({
      subject: `Напоминание: участники ждут Вашего решения, «${p.visit}», ${p.event}`,
      ...mailBody(
        paragraph(
          line`По некоторым участникам, которые должны к Вам приехать («${p.visit}»), решения ещё нет.`,
        ),
        about(p, w),
        button(open.ru, p.url),
        note(yours.ru),
      ),
    }),
    zh: (p, w) => ({
      subject: `提醒：来访人员等待确认，“${p.visit}”，${p.event}`,
      ...mailBody(
        paragraph(line`“${p.visit}”参观活动的部分来访人员，贵单位尚未确认。`),
        about(p, w),
        button(open.zh, p.url),
        note(yours.zh),
      ),
    }),
  },
});

/** Tells the host that its questions were answered. */
export const hostReplied = defineNotice<HostAskedProps>({
  kind: 'host.replied',
  placeholders: askedPlaceholders,
  confidential: true,
  render: {
    en: (p, w) => ({
      subject: `Your questions were answered: “${p.visit}”, ${p.event}`,
      ...mailBody(
        paragraph(
          line`You had asked about participants of the visit “${p.visit}”. The answer is on your page; please say now whether you can receive them.`,
        ),
        about(p, w),
        button(open.en, p.url),
        note(yours.en),
      ),
    }),
    ru: (p, w) => ({
      subject: `Ответ на Ваши вопросы: «${p.visit}», ${p.event}`,
      ...mailBody(
        paragraph(
          line`Вы спрашивали об участниках посещения «${p.visit}». Ответ на Вашей странице; сообщите, пожалуйста, сможете ли Вы их принять.`,
        ),
        about(p, w),
        button(open.ru, p.url),
        note(yours.ru),
      ),
    }),
    zh: (p, w) => ({
      subject: `您的问题已有答复：“${p.visit}”，${p.event}`,
      ...mailBody(
        paragraph(line`您曾就“${p.visit}”参观活动的人员提问，答复已在您的页面上，请确认是否可以接待。`),
        about(p, w),
        button(open.zh, p.url),
        note(yours.zh),
      ),
    }),
  },
});

/** Tells coordinators that a host has questions. What it asks, and about whom, stands in the list for those who may read it. */
export const hostQuestions = defineNotice<HostTaskProps>({
  kind: 'host.questions',
  placeholders: taskPlaceholders,
  render: {
    en: (p, w) => ({
      subject: `The host has questions: “${p.visit}”`,
      ...mailBody(
        paragraph(line`The host of the visit “${p.visit}” needs to know more before it decides.`),
        about(p, w),
        note('The questions stand in the list of people to be cleared.'),
      ),
    }),
    ru: (p, w) => ({
      subject: `Вопросы принимающей стороны: «${p.visit}»`,
      ...mailBody(
        paragraph(
          line`Принимающей стороне посещения «${p.visit}» нужно узнать больше, прежде чем она примет решение.`,
        ),
        about(p, w),
        note('Вопросы указаны в списке участников, ожидающих согласования.'),
      ),
    }),
    zh: (p, w) => ({
      subject: `接待单位有疑问：“${p.visit}”`,
      ...mailBody(
        paragraph(line`“${p.visit}”参观活动的接待单位在确认之前需要了解更多情况。`),
        about(p, w),
        note('问题见待确认人员名单。'),
      ),
    }),
  },
});

/** Tells coordinators that the time has passed in which a host was to answer. */
export const hostOverdue = defineNotice<HostTaskProps>({
  kind: 'host.overdue',
  placeholders: taskPlaceholders,
  render: {
    en: (p, w) => ({
      subject: `No answer from the host: “${p.visit}”`,
      ...mailBody(
        paragraph(
          line`The host of the visit “${p.visit}” has not decided about everybody in time. Please contact it, and enter its answer on its behalf.`,
        ),
        about(p, w),
      ),
    }),
    ru: (p, w) => ({
      subject: `Нет ответа принимающей стороны: «${p.visit}»`,
      ...mailBody(
        paragraph(
          line`Принимающая сторона посещения «${p.visit}» не приняла в срок решения обо всех участниках. Свяжитесь с ней и внесите её ответ от её имени.`,
        ),
        about(p, w),
      ),
    }),
    zh: (p, w) => ({
      subject: `接待单位尚未答复：“${p.visit}”`,
      ...mailBody(
        paragraph(line`“${p.visit}”参观活动的接待单位未在期限内确认全部人员，请与其联系，并代为录入答复。`),
        about(p, w),
      ),
    }),
  },
});
