import { mailBody } from '../../communications/mail-body';
import { defineNotice } from '../../communications/notice';
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

/** Kinds of messages that mailings write. */
export const noticeKinds: Readonly<Record<MailingKind, string>> = {
  agenda: agendaNotice.kind,
  announcement: announcementNotice.kind,
};
