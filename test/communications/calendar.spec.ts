import fc from 'fast-check';
import ICAL from 'ical.js';
import { calendarFile, readCalendar, type CalendarEntry } from '../../src/platform/documents/calendar';

const entry: CalendarEntry = {
  uid: 'session-1@plenary.example',
  sequence: 2,
  start: new Date('2019-10-21T01:00:00Z'),
  end: new Date('2019-10-21T02:30:00Z'),
  summary: 'Opening ceremony',
  lastModified: new Date('2019-10-01T08:00:00Z'),
};

const file = (change: Partial<CalendarEntry> = {}, method: 'PUBLISH' | 'REQUEST' | 'CANCEL' = 'PUBLISH') =>
  calendarFile({ method, name: 'Infoforum', timeZone: 'Asia/Shanghai', entries: [{ ...entry, ...change }] });

/** The content lines by the rules of RFC 5545 alone, without the library that wrote them. */
function contentLines(text: string): string[] {
  expect(text.endsWith('\r\n')).toBe(true);
  const physical = text.slice(0, -2).split('\r\n');
  for (const line of physical) {
    expect(Buffer.byteLength(line) <= 75).toBe(true);
    expect(Buffer.from(line).toString('utf8')).toBe(line);
    expect(/(?!\t)\p{Cc}/u.test(line)).toBe(false);
  }
  return physical.join('\r\n').replaceAll('\r\n ', '').split('\r\n');
}

const unescaped = (value: string): string =>
  value.replace(/\\([\\;,nN])/g, (_, c: string) => (c.toLowerCase() === 'n' ? '\n' : c));

const valueOf = (text: string, name: string): string | undefined => {
  const line = contentLines(text).find((each) => each.startsWith(`${name}:`) || each.startsWith(`${name};`));
  return line?.slice(line.indexOf(':') + 1);
};

describe('a calendar file', () => {
  it('is the one that RFC 5545 asks for', () => {
    const text = file(
      {
        description: 'Line one\nLine two',
        location: 'Hall A; first, floor',
        url: 'https://forum.example/s/1',
        status: 'CONFIRMED',
      },
      'REQUEST',
    );
    expect(contentLines(text)).toEqual([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Plenary//Plenary//EN',
      'CALSCALE:GREGORIAN',
      'METHOD:REQUEST',
      'NAME;VALUE=TEXT:Infoforum',
      'X-WR-CALNAME;VALUE=TEXT:Infoforum',
      'X-WR-TIMEZONE;VALUE=TEXT:Asia/Shanghai',
      'BEGIN:VEVENT',
      'UID:session-1@plenary.example',
      'SEQUENCE:2',
      'DTSTAMP:20191001T080000Z',
      'LAST-MODIFIED:20191001T080000Z',
      'DTSTART:20191021T010000Z',
      'DTEND:20191021T023000Z',
      'SUMMARY:Opening ceremony',
      'DESCRIPTION:Line one\\nLine two',
      'LOCATION:Hall A\\; first\\, floor',
      'URL:https://forum.example/s/1',
      'STATUS:CONFIRMED',
      'END:VEVENT',
      'END:VCALENDAR',
    ]);
  });

  it('names organiser and attendee, whatever they are called', () => {
    const text = file(
      {
        organizer: { name: 'The "Secretariat"; x:y\r\nX-EVIL:1', email: 'secretariat@plenary.example' },
        attendee: { name: '李娜', email: 'li.na@ministry.example' },
      },
      'REQUEST',
    );
    const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
    const event = calendar.getFirstSubcomponent('vevent')!;
    expect(event.getFirstProperty('organizer')!.getParameter('cn')).toBe("The 'Secretariat'; x:y X-EVIL:1");
    expect(event.getFirstPropertyValue('organizer')).toBe('mailto:secretariat@plenary.example');
    expect(event.getFirstProperty('attendee')!.getParameter('cn')).toBe('李娜');
    expect(contentLines(text).some((line) => line.startsWith('X-EVIL'))).toBe(false);
  });

  it('leaves out what is no address', () => {
    const text = file({ url: 'javascript:alert(1)', organizer: { name: 'x', email: 'a@b\r\nATTENDEE:c@d' } });
    expect(valueOf(text, 'URL')).toBe(undefined);
    expect(valueOf(text, 'ORGANIZER')).toBe(undefined);
  });

  it('is the same for the same data', () => {
    expect(file()).toBe(file());
  });

  it('gives every text back as it was, and nothing else with it, for any text', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 120 }),
      fc.constantFrom(
        'a\r\nEND:VEVENT\r\nBEGIN:VEVENT',
        '\\n;,:"',
        '😀'.repeat(60),
        'x'.repeat(500),
        '\u0000\u0007',
      ),
    );
    fc.assert(
      fc.property(text, text, text, (summary, description, location) => {
        const written = file({ summary, description, location });
        const lines = contentLines(written);
        expect(lines.filter((line) => line.startsWith('BEGIN:')).length).toBe(2);
        const clean = (s: string): string =>
          s.replace(/\r\n?|\u2028|\u2029/g, '\n').replace(/(?![\t\n])\p{Cc}/gu, '');
        expect(unescaped(valueOf(written, 'SUMMARY')!)).toBe(clean(summary).replace(/\s+/g, ' ').trim());
        expect(unescaped(valueOf(written, 'DESCRIPTION') ?? '')).toBe(clean(description));
        const read = readCalendar(written);
        expect(read.entries.length).toBe(1);
        expect(read.entries[0]!.summary).toBe(clean(summary).replace(/\s+/g, ' ').trim());
      }),
      { numRuns: 300 },
    );
  });

  it('is read back with its instants', () => {
    const { method, timeZone, entries } = readCalendar(file({ status: 'CANCELLED' }, 'CANCEL'));
    expect({ method, timeZone, entries }).toEqual({
      method: 'CANCEL',
      timeZone: 'Asia/Shanghai',
      entries: [
        {
          uid: entry.uid,
          start: entry.start,
          end: entry.end,
          summary: entry.summary,
          location: '',
          description: '',
          status: 'CANCELLED',
        },
      ],
    });
  });
});
