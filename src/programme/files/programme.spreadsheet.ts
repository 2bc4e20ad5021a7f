import { sheet, spreadsheet, type SheetColumn } from '../../platform/documents/spreadsheet';
import { sessionRoles } from '../programme.rules';
import { headOf, type Released } from './programme.document';
import { programmeWords } from './programme-files.words';
import { sessionTexts, type SessionTexts } from './session-texts';

/** What one person does in one session, or in one of its parts. */
interface Duty {
  readonly name: string;
  readonly role: string;
  readonly session: SessionTexts;
  readonly item: string | null;
}

/** The programme as a workbook: one row for each session, and one for each thing that somebody does in one. */
export async function programmeSpreadsheet(released: Released, language: string): Promise<Buffer> {
  const { timeZone } = released;
  const words = programmeWords(language, timeZone, released.event.city);
  const { columns } = words;
  const sessions = released.items.map((item) => ({
    ...sessionTexts(item, language, words),
    kind: words.kind(item.kind),
    capacity: item.capacity,
  }));
  type Session = (typeof sessions)[number];
  const duties = sessions.flatMap((session) => dutiesOf(session, words.role));
  const text = <T>(head: string, width: number, value: (row: T) => string | null): SheetColumn<T> => ({
    head,
    kind: 'text',
    width,
    value,
  });
  const times = <T>(of: (row: T) => SessionTexts): SheetColumn<T>[] => [
    { head: columns.day, kind: 'day', width: 11, value: (row) => of(row).startsAt },
    { head: columns.starts, kind: 'time', width: 9, value: (row) => of(row).startsAt },
    { head: columns.ends, kind: 'time', width: 9, value: (row) => of(row).endsAt },
  ];
  const head = headOf(released, language, words);
  return spreadsheet({
    title: `${head.title}: ${head.release}`,
    createdAt: released.releasedAt,
    sheets: [
      sheet<Session>({
        name: words.sheets.sessions,
        timeZone,
        rows: sessions,
        columns: [
          ...times<Session>((session) => session),
          text(columns.room, 18, (session) => session.room),
          text(columns.kind, 18, (session) => session.kind),
          text(columns.title, 48, (session) => session.title),
          text(columns.topics, 28, (session) => session.topics.join('; ')),
          text(columns.languages, 24, (session) => session.languages),
          ...sessionRoles.map((role) =>
            text<Session>(words.role(role, 2), 24, ({ everybody }) => namesOf(everybody, role)),
          ),
          { head: columns.capacity, kind: 'number', width: 9, value: (session) => session.capacity },
          { ...text<Session>(columns.abstract, 60, (session) => session.abstract), oneLine: true },
          text(columns.id, 38, (session) => session.id),
        ],
      }),
      sheet<Duty>({
        name: words.sheets.people,
        timeZone,
        rows: duties,
        columns: [
          text(columns.name, 28, ({ name }) => name),
          text(columns.role, 20, ({ role }) => role),
          ...times<Duty>(({ session }) => session),
          text(columns.room, 18, ({ session }) => session.room),
          text(columns.session, 48, ({ session }) => session.title),
          text(columns.item, 40, ({ item }) => item),
          text(columns.id, 38, ({ session }) => session.id),
        ],
      }),
    ],
  });
}

function namesOf(groups: SessionTexts['everybody'], role: string): string | null {
  return groups.find((group) => group.role === role)?.names.join('; ') ?? null;
}

function dutiesOf(session: SessionTexts, roleName: (role: string) => string): Duty[] {
  const of = (people: SessionTexts['people'], item: string | null): Duty[] =>
    people.flatMap(({ role, names }) => names.map((name) => ({ name, role: roleName(role), session, item })));
  return [...of(session.people, null), ...session.items.flatMap(({ title, people }) => of(people, title))];
}
