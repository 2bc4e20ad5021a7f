import { mailBody } from '../../communications/mail-body';
import { defineNotice, type NoticeDefinition } from '../../communications/notice';
import { agendaNotice } from '../agenda.notices';
import { announcementText } from './announcement-text';
import type { MailingKind } from './mailing.input';

export interface AnnouncementNotice {
  /** What the organisers wrote, in the reader's language where they did. */
  readonly subject: string;
  readonly text: string;
}

/** An announcement in the organisers' own words. */
export const announcementNotice = defineNotice<AnnouncementNotice>({
  kind: 'mailings.announcement',
  render: ({ subject, text }) => ({ subject, ...mailBody(announcementText(text)) }),
});

/** The same, of what the reader can do without: they may refuse it. */
export const newsNotice = defineNotice<AnnouncementNotice>({
  kind: 'mailings.news',
  topic: 'news',
  render: ({ subject, text }) => ({ subject, ...mailBody(announcementText(text)) }),
});

/** Kinds of messages that mailings write. */
export const noticeKinds: Readonly<Record<MailingKind, string>> = {
  agenda: agendaNotice.kind,
  announcement: announcementNotice.kind,
  news: newsNotice.kind,
};

/** In whose words of the organisers a mailing goes out. */
export const announcementOf = (kind: MailingKind): NoticeDefinition<AnnouncementNotice> =>
  kind === 'news' ? newsNotice : announcementNotice;
