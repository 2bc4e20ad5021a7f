import { mailLanguage } from '../communications/words';
import { flow, gap, paragraph, type Row } from '../platform/documents/flow';
import { keptPages, papers, type Item, type Page, type PdfOptions } from '../platform/documents/pdf';
import { setText, type TextStyle } from '../platform/documents/typesetting';
import { inLanguage } from '../platform/text';
import type { AgendaItem } from './agenda.rules';
import { agendaWords, itemDetails } from './agenda.words';
import type { PersonalAgenda } from './agendas.queries';
import { deadlineInWords, deadlineWords } from './deadline.words';
import { agendaTimes, type AgendaTimes } from './times.rules';

const ink = {
  black: '#000000',
  dark: '#333333',
  grey: '#555555',
  line: '#c8c8c8',
  accent: '#17456e',
} as const;

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

/** Width of the column in which the times stand. */
const timeWidth = 82;

const styles = {
  title: { size: 18, weight: 'bold', lineHeight: 1.25 },
  sub: { size: 11.5, color: ink.dark },
  day: { size: 12.5, weight: 'bold', color: ink.accent },
  time: { size: 10.5, color: ink.dark },
  item: { size: 10.5, weight: 'bold' },
  detail: { size: 9.5, color: ink.grey },
} as const satisfies Record<string, TextStyle>;

/** A person's agenda, to be printed and carried along. The same agenda at the same instant gives the same bytes. */
export function agendaDocument(
  { event, owner, items, deadlines, ownTimeZone }: PersonalAgenda,
  at: Date,
): PdfOptions {
  const language = mailLanguage(owner.locale);
  const own = agendaWords[language];
  const times = agendaTimes(language, event, ownTimeZone);
  const eventTitle = inLanguage(event.title, event.titles, owner.locale);
  const rows = function* (): Generator<Row> {
    yield paragraph(owner.name, width, styles.title, { is: { role: 'H1' }, keepWithNext: true });
    yield gap(2);
    yield paragraph(
      `${eventTitle} · ${own.daysIn(times.words.days(event.startDate, event.endDate), inLanguage(event.city, event.cities, times.words.language))}`,
      width,
      styles.sub,
    );
    yield gap(4);
    const first = items[0]?.startsAt ?? at;
    yield paragraph(own.times(times.zoneAt(first)), width, styles.detail);
    const ownZone = times.ownZoneAt(first);
    if (ownZone !== undefined) yield paragraph(own.yourZone(ownZone), width, styles.detail);
    if (deadlines.length > 0) {
      yield* heading(deadlineWords[language].title);
      for (const deadline of deadlines)
        yield* line('', deadlineInWords(deadline, language), [
          deadline.overdue
            ? deadlineWords[language].overdue(times.instant(deadline.dueAt))
            : own.labelled(times.words.deadline, times.instant(deadline.dueAt)),
          times.ownInstant(deadline.dueAt),
        ]);
    }
    if (items.length === 0) {
      yield gap(14);
      yield paragraph(own.nothing, width, styles.item);
    }
    let day: string | undefined;
    for (const item of items) {
      const its = times.words.day(item.startsAt);
      if (its !== day) yield* heading(its);
      day = its;
      yield* line(times.span(item), item.title, detailsOf(item, times));
    }
  };
  const pages = function* (): Generator<Page> {
    const frames = flow(rows(), () => ({ x: sheet.left, y: sheet.top, height: sheet.bottom - sheet.top }));
    for (const placed of frames) yield { width: sheet.width, height: sheet.height, items: placed };
  };
  return {
    title: own.labelled(own.title, eventTitle),
    language,
    author: eventTitle,
    createdAt: at,
    pages: keptPages(pages),
    frame: (_, number, of) => [
      edge(eventTitle, 'left', 32, 0.6),
      edge(owner.name, 'right', 32, 0.4),
      { kind: 'rule', x1: sheet.left, y1: 46, x2: sheet.right, y2: 46, thickness: 0.6, color: ink.black },
      edge(own.asOf(times.instant(at)), 'left', sheet.bottom + 14, 0.75),
      edge(own.page(number, of), 'right', sheet.bottom + 14, 0.25),
    ],
  };
}

function detailsOf(item: AgendaItem, times: AgendaTimes): (string | undefined)[] {
  const { language } = times.words;
  const { labelled, yourTime } = agendaWords[language];
  const ownSpan = times.ownSpan(item);
  return [ownSpan && labelled(yourTime, ownSpan), ...itemDetails(item, language)];
}

function* heading(text: string): Generator<Row> {
  yield gap(15);
  yield paragraph(text, width, styles.day, { is: { role: 'H2' }, keepWithNext: true });
  yield gap(3);
}

/** A time and what is then, with a rule above; it stays on one page. */
function* line(time: string, title: string, details: readonly (string | undefined)[]): Generator<Row> {
  const beside = time === '' ? 0 : timeWidth;
  const left = setText(time, timeWidth - 8, styles.time);
  const right = [
    setText(title, width - beside, styles.item),
    ...details
      .filter((detail) => detail !== undefined)
      .map((detail) => setText(detail, width - beside, styles.detail)),
  ];
  const padding = 5;
  const height = right.reduce((sum, block) => sum + block.height, 0);
  yield {
    height: Math.max(left.height, height) + 2 * padding,
    whole: true,
    items: (x, y) => {
      let top = y + padding;
      return [
        { kind: 'rule', x1: x, y1: y, x2: x + width, y2: y, thickness: 0.4, color: ink.line },
        ...(time === ''
          ? []
          : [{ kind: 'text' as const, x, y: top, block: left, is: { role: 'P' as const } }]),
        ...right.map((block): Item => {
          const item: Item = { kind: 'text', x: x + beside, y: top, block, is: { role: 'P' } };
          top += block.height;
          return item;
        }),
      ];
    },
  };
}

/** A line at the edge of a page that takes a part of its width, which nobody reads aloud. */
function edge(text: string, side: 'left' | 'right', y: number, part: number): Item {
  const wide = width * part - 8;
  return {
    kind: 'text',
    x: side === 'left' ? sheet.left : sheet.right - wide,
    y,
    block: setText(text, wide, { size: 8, color: ink.dark, align: side }, { lines: 1 }),
  };
}
