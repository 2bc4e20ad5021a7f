import type { MailLanguage } from '../../communications/words';
import { flow, gap, paragraph, table, type Row, type TableStyle } from '../../platform/documents/flow';
import { keptPages, papers, type Item, type Page, type PdfOptions } from '../../platform/documents/pdf';
import { setText, type TextStyle } from '../../platform/documents/typesetting';
import { inLanguage } from '../../platform/text';
import type { AttendanceNumbersView, AttendeeView, DelegationAttendanceView } from './attendance.view';
import type { DepartureReportView, VisitReportView } from './report.view';
import { reportWords, type ReportWords } from './report.words';

const ink = { black: '#000000', dark: '#333333', grey: '#555555', line: '#c8c8c8', mark: '#a00000' } as const;

/** A4 upright, in points. */
const sheet = {
  width: papers.a4[0],
  height: papers.a4[1],
  left: 56,
  right: papers.a4[0] - 56,
  top: 62,
  bottom: papers.a4[1] - 58,
} as const;

const width = sheet.right - sheet.left;

const styles = {
  title: { size: 17, weight: 'bold', lineHeight: 1.25 },
  sub: { size: 11.5, color: ink.dark },
  group: { size: 12.5, weight: 'bold' },
  section: { size: 10.5, weight: 'bold' },
  text: { size: 9.5 },
  small: { size: 8.5, color: ink.grey },
  mark: { size: 9.5, weight: 'bold', color: ink.mark },
} as const satisfies Record<string, TextStyle>;

const tableStyle: TableStyle = {
  head: { size: 8.5, weight: 'bold' },
  cell: { size: 9 },
  padding: 2.5,
  gutter: 8,
  rule: ink.line,
};

export interface ReportFrame {
  readonly event: {
    readonly title: string;
    readonly titles: Readonly<Record<string, string>>;
    readonly timeZone: string;
    readonly city: string;
  };
  readonly language: MailLanguage;
  /** When what it says was read. */
  readonly at: Date;
}

/** The report of a visit, to be printed. The same data at the same instant give the same bytes. */
export function reportDocument(report: VisitReportView, { event, language, at }: ReportFrame): PdfOptions {
  const words = reportWords(language, event.timeZone, event.city);
  const say = (title: string, titles: Readonly<Record<string, string>>): string =>
    inLanguage(title, titles, language);
  const eventTitle = say(event.title, event.titles);
  const visit = say(report.title, report.titles);
  const rows = function* (): Generator<Row> {
    yield paragraph(visit, width, styles.title, { is: { role: 'H1' }, keepWithNext: true });
    yield gap(3);
    yield paragraph(`${words.title} · ${eventTitle}`, width, styles.sub, { keepWithNext: true });
    yield gap(6);
    yield* factRows([
      [words.host, say(report.host, report.hostNames)],
      [words.address, report.address],
    ]);
    // Over all groups together, where more than one went.
    if (report.departures.filter(({ attendance }) => attendance.people.length > 0).length > 1) {
      yield* heading(words.numbers);
      yield* numbers(report.numbers, report.delegations, words, language);
    }
    for (const departure of report.departures)
      yield* departureRows(departure, words, language, report.delegations);
  };
  const pages = function* (): Generator<Page> {
    const frames = flow(rows(), () => ({ x: sheet.left, y: sheet.top, height: sheet.bottom - sheet.top }));
    for (const items of frames) yield { width: sheet.width, height: sheet.height, items };
  };
  return {
    title: `${words.title}: ${visit}`,
    language,
    author: eventTitle,
    createdAt: at,
    pages: keptPages(pages),
    frame: frame(eventTitle, visit, words, at),
  };
}

function frame(event: string, visit: string, words: ReportWords, at: Date) {
  const head: TextStyle = { size: 8, color: ink.dark };
  const line = (text: string, style: TextStyle, x: number, y: number, wide: number): Item => ({
    kind: 'text',
    x,
    y,
    block: setText(text, wide, style, { lines: 1 }),
  });
  const half = width / 2 - 8;
  return (_: Page, number: number, of: number): Item[] => [
    line(event, head, sheet.left, 32, half),
    line(visit, { ...head, align: 'right' }, sheet.right - half, 32, half),
    { kind: 'rule', x1: sheet.left, y1: 46, x2: sheet.right, y2: 46, thickness: 0.6, color: ink.black },
    line(words.madeAt(words.dateTime(at)), head, sheet.left, sheet.bottom + 14, width - 110),
    line(words.page(number, of), { ...head, align: 'right' }, sheet.right - 100, sheet.bottom + 14, 100),
  ];
}

function* heading(text: string): Generator<Row> {
  yield gap(11);
  yield paragraph(text, width, styles.section, { is: { role: 'H3' }, keepWithNext: true });
  yield gap(2);
}

/** Facts in two columns, names and what they are. */
function* factRows(facts: readonly (readonly [string, string | null | undefined])[]): Generator<Row> {
  const name = 118;
  for (const [label, value] of facts) {
    if (value == null || value === '') continue;
    const left = setText(label, name - 8, { ...styles.text, color: ink.grey });
    const right = setText(value, width - name, styles.text);
    yield {
      height: Math.max(left.height, right.height) + 2,
      items: (x, y) => [
        { kind: 'text', x, y, block: left, is: { role: 'P' } },
        { kind: 'text', x: x + name, y, block: right, is: { role: 'P' } },
      ],
    };
  }
}

/** How many of each delegation, and all of them. Columns in which nobody is are left out. */
function* numbers(
  all: AttendanceNumbersView,
  delegations: readonly DelegationAttendanceView[],
  words: ReportWords,
  language: MailLanguage,
): Generator<Row> {
  const columns = (
    [
      ['booked', words.booked],
      ['went', words.presences.went],
      ['onTheWay', words.presences.on_the_way],
      ['absent', words.presences.absent],
      ['excused', words.presences.excused],
      ['notCounted', words.presences.not_counted],
    ] as const
  ).filter(([key]) => key === 'booked' || key === 'went' || all[key] > 0);
  const each = 62;
  const cells = (counted: AttendanceNumbersView): string[] => columns.map(([key]) => String(counted[key]));
  const lines = [
    ...delegations.map(({ name, names, numbers: own }) => [
      name === null ? words.none : inLanguage(name, names, language),
      ...cells(own),
    ]),
    ...(delegations.length === 1
      ? []
      : [[words.all, ...cells(all)].map((text) => [{ text, weight: 'bold' as const }])]),
  ];
  yield* table(
    [
      { head: words.delegation, width: width - columns.length * (each + tableStyle.gutter) },
      ...columns.map(([, head]) => ({ head, width: each, align: 'right' as const })),
    ],
    lines,
    tableStyle,
  );
}

function* departureRows(
  departure: DepartureReportView,
  words: ReportWords,
  language: MailLanguage,
  delegations: readonly DelegationAttendanceView[],
): Generator<Row> {
  const instant = (at: string | null): string | null => (at === null ? null : words.dateTime(new Date(at)));
  const { attendance } = departure;
  yield gap(18);
  yield paragraph(
    `${words.group}${language === 'zh' ? '' : ' '}${words.dateTime(new Date(departure.startsAt))}`,
    width,
    styles.group,
    { is: { role: 'H2' }, keepWithNext: true },
  );
  yield gap(4);
  if (departure.state === 'cancelled') {
    yield paragraph(words.cancelled, width, styles.mark, { keepWithNext: true });
    yield gap(3);
  }
  yield* factRows([
    [words.planned, words.period(new Date(departure.startsAt), new Date(departure.endsAt))],
    [words.left, instant(departure.departedAt)],
    [words.back, instant(departure.returnedAt)],
    [words.meeting, departure.meetingPoint],
    [words.guide, departure.guide],
    [words.seats, String(departure.seats)],
    [words.refused, departure.refused > 0 ? String(departure.refused) : null],
    [words.cancelledLate, departure.cancelledLate > 0 ? String(departure.cancelledLate) : null],
  ]);
  if (departure.report !== null) {
    yield* heading(words.ownWords);
    for (const part of departure.report.split(/\n+/).filter((text) => text.trim() !== '')) {
      yield paragraph(part, width, styles.text);
      yield gap(3);
    }
  }
  if (departure.changes.length > 0) {
    yield* heading(words.changes);
    for (const { kind, reason, reasons, people: touched, at } of departure.changes)
      yield paragraph(
        [
          `${words.dateTime(new Date(at))}: ${words.kinds[kind as keyof ReportWords['kinds']]}`,
          reason === null ? '' : inLanguage(reason, reasons, language),
          touched > 0 ? words.touched(touched) : '',
        ]
          .filter((text) => text !== '')
          .join(' · '),
        width,
        styles.text,
      );
  }
  if (attendance.people.length > 0) {
    yield* heading(words.numbers);
    yield* numbers(attendance.numbers, attendance.delegations, words, language);
    yield* people(
      words.went,
      attendance.people.filter(({ presence }) => presence === 'went'),
      words,
      language,
      delegations,
    );
    const others = attendance.people.filter(({ presence }) => presence !== 'went');
    if (others.length > 0) yield* people(words.didNot, others, words, language, delegations);
  }
  yield* saidRows(departure, words);
}

function* people(
  title: string,
  list: readonly AttendeeView[],
  words: ReportWords,
  language: MailLanguage,
  delegations: readonly DelegationAttendanceView[],
): Generator<Row> {
  yield* heading(title);
  if (list.length === 0) {
    yield paragraph(words.nobody, width, styles.text);
    return;
  }
  const delegationOf = ({ delegationId }: AttendeeView): string => {
    const found = delegations.find((one) => one.delegationId === delegationId);
    return found?.name == null ? '' : inLanguage(found.name, found.names, language);
  };
  const isAbsent = list.some(({ presence }) => presence !== 'went');
  for (const one of list) {
    const beside = one.nativeName !== null && one.nativeName !== one.name ? ` ${one.nativeName}` : '';
    const why = isAbsent
      ? [words.presences[one.presence as keyof ReportWords['presences']], one.why ?? '']
          .filter((text) => text !== '')
          .join(language === 'zh' ? '：' : ': ')
      : '';
    const left = setText([{ text: one.name }, { text: beside, color: ink.grey }], 196, styles.text);
    const middle = setText(delegationOf(one), isAbsent ? 140 : width - 204, styles.text);
    const right = setText(why, isAbsent ? width - 204 - 148 : 1, { ...styles.text, color: ink.dark });
    yield {
      height: Math.max(left.height, middle.height, right.height) + 2,
      items: (x, y): Item[] => [
        { kind: 'text', x, y, block: left, is: { role: 'P' } },
        ...(middle.lines.length > 0
          ? [{ kind: 'text' as const, x: x + 204, y, block: middle, is: { role: 'P' as const } }]
          : []),
        ...(isAbsent && right.lines.length > 0
          ? [{ kind: 'text' as const, x: x + 204 + 148, y, block: right, is: { role: 'P' as const } }]
          : []),
      ],
    };
  }
}

function* saidRows({ host, participants, state }: DepartureReportView, words: ReportWords): Generator<Row> {
  if (host !== null) {
    yield* heading(words.hostSaid);
    yield paragraph(
      [words.ratingOf(String(host.rating)), ...(host.came === null ? [] : [words.counted(host.came)])].join(
        words.language === 'zh' ? '' : ' ',
      ),
      width,
      styles.text,
    );
    if (host.remarks !== null) yield paragraph(words.quoted(host.remarks), width, styles.text);
  }
  if (state === 'cancelled') return;
  yield* heading(words.participantsSaid);
  const { answers, ratingTenths, recommend, remarks } = participants;
  if (ratingTenths === null) {
    yield paragraph(words.tooFew(answers), width, styles.small);
    return;
  }
  const between = words.language === 'zh' ? '' : ' ';
  const rating = new Intl.NumberFormat(words.language, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  }).format(ratingTenths / 10);
  yield paragraph(
    [
      words.rating(rating, answers),
      ...(recommend && recommend.of > 0 ? [words.recommend(recommend.yes, recommend.of)] : []),
    ].join(between),
    width,
    styles.text,
  );
  for (const remark of remarks ?? [])
    yield paragraph(words.quoted(remark), width, styles.text, { indent: 10 });
}
