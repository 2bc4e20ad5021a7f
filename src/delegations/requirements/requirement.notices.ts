import { bullets, button, facts, line, mailBody, paragraph, quotation } from '../../communications/mail-body';
import { defineNotice } from '../../communications/notice';
import { placeholders } from '../../communications/templates/placeholder.rules';

/** A document that is named in a mail. */
export interface NamedDocument {
  readonly title: string;
  readonly member: string | null;
}

export interface DocumentsDueProps {
  readonly event: string;
  readonly organisation: string;
  readonly dueAt: Date;
  readonly documents: readonly NamedDocument[];
  /** How many more there are. */
  readonly more: number;
  readonly url: string;
}

const named = ({ title, member }: NamedDocument) =>
  member === null ? line`${title}` : line`${title}: ${member}`;

const duePlaceholders = placeholders<DocumentsDueProps>(({ text, list, number, instant, link }) => ({
  'delegation.organisation': text(
    'Organisation that sends the delegation.',
    { en: 'China Telecom', ru: 'Чайна Телеком', zh: '中国电信' },
    (p) => p.organisation,
  ),
  'documents.deadline': instant('Until when they are due.', new Date('2019-09-20T10:00:00Z'), (p) => p.dueAt),
  'documents.titles': list(
    'The first of those that are missing.',
    { en: ['Letter of credentials'], ru: ['Верительное письмо'], zh: ['授权信'] },
    (p) => p.documents.map(({ title }) => title),
  ),
  'documents.more': number('How many more there are.', 3, (p) => p.more),
  'delegation.page': link(
    'The page of the delegation, by the reader’s own link.',
    'https://forum.example/delegation?token=pl.1',
    (p) => p.url,
  ),
}));

const refusedPlaceholders = placeholders<DocumentRefusedProps>(({ text, instant, link }) => ({
  'document.title': text(
    'Title of the document.',
    { en: 'Photo', ru: 'Фотография', zh: '照片' },
    (p) => p.document.title,
  ),
  'document.member': text('Whose document it is, if it is of one member.', 'Li Na', (p) => p.document.member),
  'document.reason': text(
    'Why it was not accepted.',
    { en: 'The face is in shadow.', ru: 'Лицо в тени.', zh: '面部处于阴影中。' },
    (p) => p.reason,
  ),
  'document.deadline': instant(
    'Until when another one is due, if there is such a time.',
    new Date('2019-09-20T10:00:00Z'),
    (p) => p.dueAt,
  ),
  'delegation.page': link(
    'The page of the delegation, by the reader’s own link.',
    'https://forum.example/delegation?token=pl.1',
    (p) => p.url,
  ),
}));

/** Reminds those who act for a delegation of all documents that are due at one time. */
export const documentsDue = defineNotice<DocumentsDueProps>({
  kind: 'delegation.documents-due',
  placeholders: duePlaceholders,
  confidential: true,
  render: {
    en: (p, w) => ({
      subject: `Documents are missing: ${p.event}`,
      ...mailBody(
        paragraph(line`These documents of the delegation of ${p.organisation} have not been handed in yet:`),
        bullets([
          ...p.documents.map(named),
          ...(p.more > 0 ? [w.count(p.more, { one: 'and # more', other: 'and # more' })] : []),
        ]),
        facts([[w.deadline, w.dateTime(p.dueAt)]]),
        button('Hand documents in', p.url),
      ),
    }),
    ru: (p, w) => ({
      subject: `Не хватает документов: ${p.event}`,
      ...mailBody(
        paragraph(line`Ещё не представлены следующие документы делегации «${p.organisation}»:`),
        bullets([...p.documents.map(named), ...(p.more > 0 ? [w.count(p.more, { other: 'и ещё #' })] : [])]),
        facts([[w.deadline, w.dateTime(p.dueAt)]]),
        button('Представить документы', p.url),
      ),
    }),
    zh: (p, w) => ({
      subject: `尚缺文件：${p.event}`,
      ...mailBody(
        paragraph(line`${p.organisation}代表团尚未提交以下文件：`),
        bullets([...p.documents.map(named), ...(p.more > 0 ? [w.count(p.more, { other: '另有#份' })] : [])]),
        facts([[w.deadline, w.dateTime(p.dueAt)]]),
        button('提交文件', p.url),
      ),
    }),
  },
});

export interface DocumentRefusedProps {
  readonly event: string;
  readonly document: NamedDocument;
  readonly reason: string;
  readonly dueAt: Date | undefined;
  readonly url: string;
}

const label = ({ title, member }: NamedDocument): string => (member === null ? title : `${title}: ${member}`);

/** Tells those who act for a delegation that a document was refused, and why. */
export const documentRefused = defineNotice<DocumentRefusedProps>({
  kind: 'delegation.document-refused',
  placeholders: refusedPlaceholders,
  confidential: true,
  render: {
    en: (p, w) => ({
      subject: `Please send another document: ${p.document.title}`,
      ...mailBody(
        paragraph(line`We cannot accept this document: ${label(p.document)}. The reason:`),
        quotation(p.reason),
        facts([[w.deadline, p.dueAt && w.dateTime(p.dueAt)]]),
        button('Hand another one in', p.url),
      ),
    }),
    ru: (p, w) => ({
      subject: `Просим прислать другой документ: ${p.document.title}`,
      ...mailBody(
        paragraph(line`Мы не можем принять документ: ${label(p.document)}. Причина:`),
        quotation(p.reason),
        facts([[w.deadline, p.dueAt && w.dateTime(p.dueAt)]]),
        button('Представить другой', p.url),
      ),
    }),
    zh: (p, w) => ({
      subject: `请重新提交文件：${p.document.title}`,
      ...mailBody(
        paragraph(line`以下文件未能接受：${label(p.document)}。原因：`),
        quotation(p.reason),
        facts([[w.deadline, p.dueAt && w.dateTime(p.dueAt)]]),
        button('重新提交', p.url),
      ),
    }),
  },
});

/** Tells those who act for a delegation what is missing in its letter. */
export const letterIncomplete = defineNotice<DocumentRefusedProps>({
  kind: 'delegation.letter-incomplete',
  placeholders: refusedPlaceholders,
  confidential: true,
  render: {
    en: (p, w) => ({
      subject: `Something is missing in your letter: ${p.document.title}`,
      ...mailBody(
        paragraph(
          line`We have received your letter: ${label(p.document)}. It cannot be accepted yet, because this is missing:`,
        ),
        quotation(p.reason),
        paragraph(line`Please send a complete letter in its place.`),
        facts([[w.deadline, p.dueAt && w.dateTime(p.dueAt)]]),
        button('Hand the complete letter in', p.url),
      ),
    }),
    ru: (p, w) => ({
      subject: `Ваше письмо неполное: ${p.document.title}`,
      ...mailBody(
        paragraph(
          line`Мы получили Ваше письмо: ${label(p.document)}. Принять его пока нельзя, так как в нём не хватает следующего:`,
        ),
        quotation(p.reason),
        paragraph(line`Просим направить вместо него полное письмо.`),
        facts([[w.deadline, p.dueAt && w.dateTime(p.dueAt)]]),
        button('Представить полное письмо', p.url),
      ),
    }),
    zh: (p, w) => ({
      subject: `来函内容不全：${p.document.title}`,
      ...mailBody(
        paragraph(line`我们已收到贵方来函：${label(p.document)}。因缺少以下内容，暂时无法接受：`),
        quotation(p.reason),
        paragraph(line`请重新提交内容完整的函件。`),
        facts([[w.deadline, p.dueAt && w.dateTime(p.dueAt)]]),
        button('提交完整函件', p.url),
      ),
    }),
  },
});
