import ICAL from 'ical.js';
import { simpleParser, type Attachment } from 'mailparser';
import type { TestApp } from '../support/app';
import { readStrictly, type StrictEvent } from '../support/strict-calendar';

type Method = 'REQUEST' | 'CANCEL';

/** A calendar file in a mail, as it was read strictly. */
export interface MailedCalendar {
  readonly method: Method;
  readonly events: readonly StrictEvent[];
}

export interface CalendarMail {
  readonly subject: string;
  readonly text: string;
  readonly to: string;
  readonly calendars: readonly MailedCalendar[];
}

const methodOf = ({ headers }: Attachment): string | undefined =>
  (headers.get('content-type') as { params?: { method?: string } } | undefined)?.params?.method;

/**
 * The mails to an address that lie in the built-in mailbox, in the order in which they were sent. Each of their calendar
 * files is read twice: by ical.js, which refuses what it does not know, and by the rules of RFC 5545 and 5546 one by one.
 * @throws {Error} when a part says another method than the file in it
 */
export async function mailsTo(app: TestApp, address: string): Promise<CalendarMail[]> {
  const asJson = { headers: { accept: 'application/json' } };
  const list = await app.api.get(`/mailbox?q=${encodeURIComponent(address)}&limit=200`, asJson);
  const mails: CalendarMail[] = [];
  for (const { id } of (list.body.items as { id: string }[]).toReversed()) {
    const raw = Buffer.from(await (await fetch(`${app.url}/mailbox/${id}/raw`)).arrayBuffer());
    if (/[^\r]\n/.test(raw.toString('latin1'))) throw new Error('a line of the mail does not end with CRLF');
    const mail = await simpleParser(raw);
    const parts = mail.attachments.filter(({ contentType }) => contentType === 'text/calendar');
    const calendars = parts.map((part): MailedCalendar => {
      const method = methodOf(part);
      if (method !== 'REQUEST' && method !== 'CANCEL') throw new Error(`a mail with the method ${method}`);
      const file = part.content.toString('utf8');
      const { events } = readStrictly(file, method);
      const component = new ICAL.Component(ICAL.parse(file) as unknown[]);
      if (component.getFirstPropertyValue('method') !== method)
        throw new Error('the part and its file do not say the same method');
      for (const [index, one] of component.getAllSubcomponents('vevent').entries()) {
        const event = new ICAL.Event(one, { strictExceptions: true });
        if (event.uid !== events[index]!.uid) throw new Error('the two readers do not agree');
        const attendee = one.getFirstProperty('attendee');
        if (String(attendee?.getFirstValue()) !== `mailto:${address}`)
          throw new Error(`the entry is for ${String(attendee?.getFirstValue())}`);
      }
      return { method, events };
    });
    if (new Set(calendars.map(({ method }) => method)).size !== calendars.length)
      throw new Error('a mail says the same method in two parts');
    mails.push({ subject: mail.subject ?? '', text: mail.text ?? '', to: address, calendars });
  }
  return mails;
}

/** What a calendar shows of an entry. */
const shown = ({ summary, starts, ends, location, description, status }: StrictEvent): string =>
  JSON.stringify([summary, starts, ends, location, description, status === 'CANCELLED']);

/**
 * A calendar that takes mails in as RFC 5546 says: by UID; a higher SEQUENCE wins, at the same one the later DTSTAMP;
 * CANCEL strikes out; a REQUEST of what it does not know is entered.
 */
export class CalendarModel {
  private readonly known = new Map<string, StrictEvent>();

  /** @throws {Error} when a number says something else than before, or rose though nothing changed */
  take({ calendars }: CalendarMail): void {
    for (const { method, events } of calendars) for (const event of events) this.enter(method, event);
  }

  private enter(method: Method, event: StrictEvent): void {
    const had = this.known.get(event.uid);
    if (had?.sequence === event.sequence && shown(had) !== shown(event))
      throw new Error(`${event.uid} says something else under ${event.sequence} than before`);
    if (had && had.sequence + 1 === event.sequence && shown(had) === shown(event))
      throw new Error(`${event.uid} goes from ${had.sequence} to ${event.sequence} though nothing changed`);
    if (had && had.sequence > event.sequence) return;
    if (had?.sequence === event.sequence && had.stamp > event.stamp) return;
    if (method === 'CANCEL' && !had) return;
    this.known.set(event.uid, event);
  }

  /** What stands in it, in the order of time. */
  entries(): {
    uid: string;
    sequence: number;
    title: string;
    starts: string;
    ends: string;
    where: string | null;
  }[] {
    return [...this.known.values()]
      .filter(({ status }) => status !== 'CANCELLED')
      .map(({ uid, sequence, summary, starts, ends, location }) => ({
        uid,
        sequence,
        title: summary,
        starts,
        ends,
        where: location ?? null,
      }))
      .sort((one, other) => (`${one.starts}${one.uid}` < `${other.starts}${other.uid}` ? -1 : 1));
  }

  /** The number that an entry had last, also of one that was struck out. */
  sequence(uid: string): number | undefined {
    return this.known.get(uid)?.sequence;
  }
}

/** An agenda of the API in the form of the model. */
export function asEntries(items: readonly any[]): ReturnType<CalendarModel['entries']> {
  const instant = (at: string): string => at.replaceAll(/[-:]|\.000/g, '');
  return items.map(({ uid, sequence, title, startsAt, endsAt, place, meetingPoint }) => ({
    uid,
    sequence,
    title,
    starts: instant(startsAt),
    ends: instant(endsAt),
    where: meetingPoint ?? place,
  }));
}
