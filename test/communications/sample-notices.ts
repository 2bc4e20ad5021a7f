import { Composer } from '../../src/communications/composer.service';
import { line, mailBody, paragraph } from '../../src/communications/mail-body';
import {
  defineNotice,
  Withheld,
  type MessageToCompose,
  type NoticeRecipient,
} from '../../src/communications/notice';
import { Notices } from '../../src/communications/notices.service';
import type { MailTopic } from '../../src/communications/preferences/mail-topics.words';
import { newId } from '../../src/platform/database/base.entity';
import { calendarFile } from '../../src/platform/documents/calendar';
import type { TestApp } from '../support/app';

interface Props {
  readonly about: string;
  readonly withCalendar: boolean;
}

let kinds = 0;

/** A kind of notice that only this test knows, and what happens when it is composed. */
export function sampleNotice(
  app: TestApp,
  { confidential = false, topic }: { confidential?: boolean; topic?: MailTopic } = {},
) {
  kinds += 1;
  const notice = defineNotice<Props>({
    kind: `sample.kind-${'x'.repeat(kinds)}`,
    confidential,
    ...(topic === undefined ? {} : { topic }),
    render: (p, w) => ({
      subject: `About ${p.about} [${w.language}]`,
      ...mailBody(paragraph(line`It is about ${p.about}.`)),
      ...(p.withCalendar
        ? {
            calendar: {
              method: 'REQUEST' as const,
              ics: calendarFile({
                method: 'REQUEST',
                name: 'Forum',
                timeZone: 'Asia/Shanghai',
                entries: [
                  {
                    uid: 'one@plenary.example',
                    sequence: 0,
                    start: new Date('2019-10-21T01:00:00Z'),
                    end: new Date('2019-10-21T02:30:00Z'),
                    summary: `Opening <b>${p.about}</b>`,
                    location: 'Hall A',
                    lastModified: new Date('2019-06-01T00:00:00Z'),
                  },
                ],
              }),
            },
          }
        : {}),
    }),
  });
  const state = {
    notice,
    about: 'the programme',
    withCalendar: false,
    /** Names of recipients to whom it no longer applies, with the reason or without. */
    withheld: new Map<string, string | undefined>(),
    /** How often the owning module was asked, and for how many messages each time. */
    asked: [] as number[],
    fails: false,
  };
  app.app.get(Composer).add(
    notice,
    (messages: readonly MessageToCompose[]) => {
      state.asked.push(messages.length);
      if (state.fails) return Promise.reject(new Error('the database is away'));
      const props = messages.flatMap(({ messageId, recipient }): [string, Props | Withheld][] => {
        if (!state.withheld.has(recipient.name))
          return [[messageId, { about: state.about, withCalendar: state.withCalendar }]];
        const reason = state.withheld.get(recipient.name);
        return reason === undefined ? [] : [[messageId, new Withheld(reason)]];
      });
      return Promise.resolve(new Map(props));
    },
    'test',
  );
  return state;
}

/** Somebody to write to. */
export function recipient(changes: Partial<NoticeRecipient> = {}): NoticeRecipient {
  return {
    registrationId: newId(),
    name: 'Li Na',
    email: 'li.na@ministry.example',
    locale: 'en',
    ...changes,
  };
}

/** Sends a notice as a module would. */
export function send(
  app: TestApp,
  eventId: string,
  { notice }: ReturnType<typeof sampleNotice>,
  recipients: readonly NoticeRecipient[],
  cause = newId(),
): Promise<number> {
  return app.app
    .get(Notices)
    .send(notice, recipients, { eventId, cause, subject: { kind: 'event', id: eventId } });
}
