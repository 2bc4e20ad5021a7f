/** A property as a line of a calendar file says it. */
interface ContentLine {
  readonly name: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly value: string;
}

export interface StrictEvent {
  readonly uid: string;
  readonly sequence: number;
  readonly status: string;
  readonly summary: string;
  readonly location: string | undefined;
  readonly description: string | undefined;
  readonly categories: readonly string[];
  readonly starts: string;
  readonly ends: string;
  readonly stamp: string;
}

const text = { value: /^(?:[^\\;,]|\\[\\;,nN])*$/ };
const instant = { value: /^\d{8}T\d{6}Z$/ };

interface Rule {
  readonly value: RegExp;
  readonly least?: number;
  /** May stand more than once. */
  readonly many?: boolean;
  readonly parameters?: readonly string[];
}

type Method = 'PUBLISH' | 'REQUEST' | 'CANCEL';

/** What RFC 5545, 5546 and 7986 let these components have with a method, and how often. */
const rulesOf = (method: Method): Readonly<Record<string, Readonly<Record<string, Rule>>>> => ({
  VCALENDAR: {
    VERSION: { value: /^2\.0$/, least: 1 },
    PRODID: { ...text, least: 1 },
    CALSCALE: { value: /^GREGORIAN$/ },
    METHOD: { value: new RegExp(`^${method}$`), least: 1 },
    NAME: { ...text, many: true, parameters: ['VALUE', 'LANGUAGE'] },
    'REFRESH-INTERVAL': { value: /^P(?:T\d+[HM]|\d+[DW])$/, parameters: ['VALUE'] },
  },
  VEVENT: {
    UID: { ...text, least: 1 },
    DTSTAMP: { ...instant, least: 1 },
    DTSTART: { ...instant, least: 1 },
    ORGANIZER: { value: /^mailto:\S+@\S+$/, least: 1, parameters: ['CN'] },
    SUMMARY: { ...text, least: 1 },
    DTEND: instant,
    // Nobody is asked by what is published; what is mailed says whose calendar it means.
    ...(method === 'PUBLISH'
      ? {}
      : {
          ATTENDEE: {
            value: /^mailto:\S+@\S+$/,
            least: 1,
            parameters: ['CN', 'ROLE', 'PARTSTAT', 'RSVP'],
          },
        }),
    SEQUENCE: { value: /^\d+$/, least: method === 'PUBLISH' ? 0 : 1 },
    'LAST-MODIFIED': instant,
    DESCRIPTION: text,
    LOCATION: text,
    STATUS:
      method === 'CANCEL'
        ? { value: /^CANCELLED$/, least: 1 }
        : {
            value: method === 'REQUEST' ? /^(?:TENTATIVE|CONFIRMED)$/ : /^(?:TENTATIVE|CONFIRMED|CANCELLED)$/,
          },
    TRANSP: { value: /^(?:OPAQUE|TRANSPARENT)$/ },
    CATEGORIES: { value: /^(?:[^\\;]|\\[\\;,nN])*$/, many: true },
  },
});

/**
 * Reads a calendar file as strictly as the standards are written: ends of lines, length of lines in octets, folding,
 * grammar of each line, which properties a component may and must have, escaped texts, UIDs that stand once.
 * @throws {Error} at the first thing that is not as it must be
 */
export function readStrictly(
  file: string,
  method: Method = 'PUBLISH',
): {
  name: string;
  lines: readonly ContentLine[];
  events: StrictEvent[];
} {
  const rules = rulesOf(method);
  const demand = (holds: unknown, what: string): void => {
    if (!holds) throw new Error(`the calendar is not as it must be: ${what}`);
  };
  demand(file.endsWith('\r\n'), 'the last line does not end');
  demand(!/(?<!\r)\n|\r(?!\n)/.test(file), 'a line does not end with CRLF');
  const physical = file.slice(0, -2).split('\r\n');
  for (const line of physical) demand(Buffer.byteLength(line) <= 75, `more than 75 octets: ${line}`);
  const lines = physical
    .join('\r\n')
    .replaceAll(/\r\n[ \t]/g, '')
    .split('\r\n')
    .map((line): ContentLine => {
      demand(!/(?!\t)\p{Cc}/u.test(line), `a control character in: ${line}`);
      const match =
        /^([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):(.*)$/s.exec(
          line,
        );
      demand(match, `no content line: ${line}`);
      const [, name = '', parameters = '', value = ''] = match!;
      return {
        name: name.toUpperCase(),
        value,
        parameters: new Map(
          [...parameters.matchAll(/;([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)/g)].map(
            ([, key, content]) => [key!.toUpperCase(), content!],
          ),
        ),
      };
    });
  const components: { kind: string; lines: ContentLine[] }[] = [];
  const open: { kind: string; lines: ContentLine[] }[] = [];
  for (const line of lines) {
    if (line.name === 'BEGIN') {
      demand(
        open.length < 2 && (line.value === 'VCALENDAR') === (open.length === 0),
        `BEGIN:${line.value} here`,
      );
      const component = { kind: line.value, lines: [] };
      open.push(component);
      components.push(component);
    } else if (line.name === 'END') demand(open.pop()?.kind === line.value, `END:${line.value} ends nothing`);
    else {
      demand(open.length > 0, `${line.name} outside of the calendar`);
      open.at(-1)!.lines.push(line);
    }
  }
  demand(open.length === 0, 'something does not end');
  for (const { kind, lines: own } of components) {
    const known = rules[kind];
    demand(known, `the component ${kind}`);
    for (const { name, value, parameters } of own) {
      if (name.startsWith('X-')) continue;
      const rule = known![name];
      demand(rule, `${name} in ${kind}`);
      demand(rule!.value.test(value), `${name}:${value}`);
      for (const key of parameters.keys()) demand(rule!.parameters?.includes(key), `${key} of ${name}`);
    }
    for (const [name, { least = 0, many = false }] of Object.entries(known!)) {
      const count = own.filter((line) => line.name === name).length;
      demand(count >= least && (many || count <= 1), `${count} times ${name} in ${kind}`);
    }
  }
  const [calendar, ...rest] = components;
  demand(
    calendar?.kind === 'VCALENDAR' && components.filter(({ kind }) => kind === 'VCALENDAR').length === 1,
    'not one calendar',
  );
  const refresh = calendar!.lines.find(({ name }) => name === 'REFRESH-INTERVAL');
  demand(
    refresh === undefined || refresh.parameters.get('VALUE') === 'DURATION',
    'REFRESH-INTERVAL without VALUE',
  );
  const events = rest.map(({ lines: own }) => eventOf(own));
  for (const { uid, starts, ends } of events) demand(ends > starts, `${uid} ends before it begins`);
  demand(new Set(events.map(({ uid }) => uid)).size === events.length, 'a UID stands twice');
  return {
    name: unescaped(calendar!.lines.find(({ name }) => name === 'X-WR-CALNAME')?.value ?? ''),
    lines: calendar!.lines,
    events,
  };
}

function unescaped(value: string): string {
  return value.replaceAll(/\\([\\;,nN])/g, (_, character: string) =>
    /n/i.test(character) ? '\n' : character,
  );
}

function eventOf(lines: readonly ContentLine[]): StrictEvent {
  const value = (name: string): string | undefined => lines.find((line) => line.name === name)?.value;
  const words = (name: string): string | undefined => {
    const found = value(name);
    return found === undefined ? undefined : unescaped(found);
  };
  return {
    uid: value('UID')!,
    sequence: Number(value('SEQUENCE') ?? 0),
    status: value('STATUS') ?? 'CONFIRMED',
    summary: words('SUMMARY')!,
    location: words('LOCATION'),
    description: words('DESCRIPTION'),
    categories: (value('CATEGORIES') ?? '')
      .split(/(?<!\\),/)
      .filter(Boolean)
      .map(unescaped),
    starts: value('DTSTART')!,
    ends: value('DTEND')!,
    stamp: value('DTSTAMP')!,
  };
}
