import { bullets, button, facts, line, mailBody, paragraph } from '../../communications/mail-body';
import { defineNotice } from '../../communications/notice';
import { placeholders } from '../../communications/templates/placeholder.rules';

/** Somebody who is named in a mail. */
export interface NamedPerson {
  readonly name: string;
  readonly category: string;
}

const named = ({ name, category }: NamedPerson) => line`${name} (${category})`;

export interface ApplicationsProps {
  readonly event: string;
  readonly organisation: string;
  readonly reference: string | undefined;
  readonly people: readonly NamedPerson[];
  /** How many more there are. */
  readonly more: number;
  readonly url: string;
}

const applicationPlaceholders = placeholders<ApplicationsProps>(({ text, list, number, link }) => ({
  'delegation.organisation': text(
    'Organisation that sends the delegation.',
    { en: 'China Telecom', ru: 'Чайна Телеком', zh: '中国电信' },
    (p) => p.organisation,
  ),
  'invitation.reference': text('Reference number of the invitation.', 'INV-2019-0007', (p) => p.reference),
  'applications.people': list('The first of those who wait.', ['Anna Sokolova', 'Li Na'], (p) =>
    p.people.map(({ name }) => name),
  ),
  'applications.more': number('How many more there are.', 2, (p) => p.more),
  'delegation.page': link(
    'The page of the delegation, by the reader’s own link.',
    'https://forum.example/delegation?token=pl.1',
    (p) => p.url,
  ),
}));

const heldPlaceholders = placeholders<HeldPlacesProps>(({ instant }) => ({
  ...applicationPlaceholders,
  'applications.heldUntil': instant(
    'Until when the places are held.',
    new Date('2019-09-20T10:00:00Z'),
    (p) => p.until,
  ),
}));

/** Tells those who act for a delegation who waits for them: all of them in one mail. */
export const applicationsWait = defineNotice<ApplicationsProps>({
  kind: 'delegation.applications',
  placeholders: applicationPlaceholders,
  confidential: true,
  render: {
    en: (p, w) => ({
      subject: `People wait for your approval: ${p.event}`,
      ...mailBody(
        paragraph(
          line`These people have registered as members of the delegation of ${p.organisation}, and wait for your approval:`,
        ),
        bullets([
          ...p.people.map(named),
          ...(p.more > 0 ? [w.count(p.more, { one: 'and # more', other: 'and # more' })] : []),
        ]),
        paragraph(
          'Approve or refuse each of them. Nobody belongs to your delegation whom you have not approved.',
        ),
        facts([['Reference number', p.reference]]),
        button('Open your delegation', p.url),
      ),
    }),
    ru: (p, w) => ({
      subject: `Ждут Вашего подтверждения: ${p.event}`,
      ...mailBody(
        paragraph(
          line`Эти участники зарегистрировались как члены делегации «${p.organisation}» и ждут Вашего подтверждения:`,
        ),
        bullets([...p.people.map(named), ...(p.more > 0 ? [w.count(p.more, { other: 'и ещё #' })] : [])]),
        paragraph(
          'Подтвердите или отклоните каждую заявку. Без Вашего подтверждения никто не войдёт в состав делегации.',
        ),
        facts([['Номер приглашения', p.reference]]),
        button('Открыть страницу делегации', p.url),
      ),
    }),
    zh: (p, w) => ({
      subject: `有人等待您确认：${p.event}`,
      ...mailBody(
        paragraph(line`以下人员已以${p.organisation}代表团成员身份报名，正等待您确认：`),
        bullets([...p.people.map(named), ...(p.more > 0 ? [w.count(p.more, { other: '另有#人' })] : [])]),
        paragraph('请逐一确认或拒绝。未经您确认的人员不能作为贵团成员参加。'),
        facts([['邀请编号', p.reference]]),
        button('打开代表团页面', p.url),
      ),
    }),
  },
});

export interface HeldPlacesProps extends ApplicationsProps {
  readonly until: Date;
}

/** Tells those who nominated that the places that are held for their nominations will be let go. */
export const heldPlacesEnd = defineNotice<HeldPlacesProps>({
  kind: 'delegation.held-places',
  placeholders: heldPlaceholders,
  confidential: true,
  render: {
    en: (p, w) => ({
      subject: `Places are held for a few days more: ${p.event}`,
      ...mailBody(
        paragraph(
          line`Places are held for these nominations of ${p.organisation}, about which nothing has been decided yet:`,
        ),
        bullets([
          ...p.people.map(named),
          ...(p.more > 0 ? [w.count(p.more, { one: 'and # more', other: 'and # more' })] : []),
        ]),
        paragraph(
          'At the time below the places are given to others. The nominations stay, and get a place if one is free then. Please complete and submit them before.',
        ),
        facts([
          [w.deadline, w.dateTime(p.until)],
          ['Reference number', p.reference],
        ]),
        button('Open your delegation', p.url),
      ),
    }),
    ru: (p, w) => ({
      subject: `Места удерживаются ещё несколько дней: ${p.event}`,
      ...mailBody(
        paragraph(
          line`За этими кандидатами от организации «${p.organisation}», по которым решение ещё не принято, удерживаются места:`,
        ),
        bullets([...p.people.map(named), ...(p.more > 0 ? [w.count(p.more, { other: 'и ещё #' })] : [])]),
        paragraph(
          'После указанного ниже времени места будут переданы другим. Кандидатуры останутся в силе и получат место, если оно будет свободно. Просим дополнить и представить их до этого срока.',
        ),
        facts([
          [w.deadline, w.dateTime(p.until)],
          ['Номер приглашения', p.reference],
        ]),
        button('Открыть страницу делегации', p.url),
      ),
    }),
    zh: (p, w) => ({
      subject: `名额即将不再保留：${p.event}`,
      ...mailBody(
        paragraph(line`对于${p.organisation}提名的以下人员，目前尚未作出决定，仍为其保留名额：`),
        bullets([...p.people.map(named), ...(p.more > 0 ? [w.count(p.more, { other: '另有#人' })] : [])]),
        paragraph(
          '到下述时间后，名额将让给他人。提名继续有效，届时如有空余名额仍可获得。请在此之前补全并提交提名。',
        ),
        facts([
          [w.deadline, w.dateTime(p.until)],
          ['邀请编号', p.reference],
        ]),
        button('打开代表团页面', p.url),
      ),
    }),
  },
});
