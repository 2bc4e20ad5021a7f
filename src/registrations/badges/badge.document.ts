import { create } from 'qrcode';
import { papers, type CommonItems, type Item, type Page, type TextRole } from '../../platform/documents/pdf';
import type { Picture } from '../../platform/documents/picture';
import { setText, type TextBlock, type TextStyle } from '../../platform/documents/typesetting';
import { fitWhole, inkOn, stack, stackAlike, type Part, type Stack } from './badge.rules';
import type { BadgeWords } from './badge.words';

export const badgeLayouts = ['a6', 'a4_fold'] as const;
export type BadgeLayout = (typeof badgeLayouts)[number];

/** What stands on everybody's badge, in the language of the badges. */
export interface BadgeEvent {
  readonly title: string;
  /** Its days, and where it takes place. */
  readonly when: string;
  readonly where: string;
}

/** The category of those who wear a badge, in the language of the badges. */
export interface BadgeCategory {
  readonly title: string;
  /** `#RRGGBB` */
  readonly colour: string | null;
  /** The zones into which its people may go, and whoever was given more. */
  readonly zones: readonly BadgeZone[];
}

/** A zone on a badge. */
export interface BadgeZone {
  readonly code: string;
  /** `#RRGGBB`; a frame only, without one. */
  readonly colour: string | null;
  /** When, in one or two short lines; null for always. */
  readonly time: readonly string[] | null;
}

/** What stands on one badge, in the language of the badges. */
export interface Badge {
  readonly code: string;
  /** The name for the badge. */
  readonly name: string;
  /** The name in the person's own script. */
  readonly nativeName: string | null;
  readonly formOfAddress: string | null;
  readonly post: string | null;
  readonly organisation: string | null;
  readonly delegation: string | null;
  /** What the QR code says. */
  readonly token: string;
  readonly photo: Picture | null;
}

/** A session in the programme inside of a folded badge. */
export interface BadgeSession {
  /** "Monday, 21 October 2019" */
  readonly day: string;
  /** "09:00–10:30" */
  readonly time: string;
  readonly title: string;
  readonly room: string | null;
}

/** A page with a badge, and the characters that no font has: a box stands for each. */
export interface BadgePage {
  readonly page: Page;
  readonly missing: readonly string[];
}

/** ISO 216 in points, upright. */
export const a6 = { width: 297.64, height: 419.53 } as const;

const dark = '#000000';
const grey = '#666666';
const hairline = '#CCCCCC';
/** Of a category without a colour of its own. */
const plainColour = '#2B3A4A';

const margin = 20;
/** Where the slot for the lanyard is punched nothing stands. */
const slot = 26;
const bandHeight = 54;
/** Length of a side of the QR code: squares of 0.74 mm, as scanners read them from an arm's length. */
const codeSize = 86;
/** Width of what must stay white around it: four squares of 41 (ISO/IEC 18004). */
const quiet = (4 * codeSize) / 41;
const photo = { width: 78, height: 104 } as const;

/** A frame in which a side of a badge is laid out. */
interface Panel {
  readonly width: number;
  readonly height: number;
}

/** Gathers what stands on a panel. What a badge says of its bearer is one paragraph for those who have it read aloud. */
class Side {
  readonly items: Item[] = [];
  readonly missing = new Set<string>();

  constructor(private readonly is?: TextRole) {}

  text(block: TextBlock, x: number, y: number): void {
    for (const character of block.missing) this.missing.add(character);
    this.items.push({ kind: 'text', x, y, block, ...(this.is ? { is: this.is } : {}) });
  }

  /** Texts below each other: in the middle of a box, or at its top or its foot. */
  stack({ blocks, height }: Stack, box: Box, place: 'top' | 'middle' | 'foot'): void {
    const parts = { top: 0, middle: 0.5, foot: 1 };
    const top = box.y + (box.height - height) * parts[place];
    for (const { block, y } of blocks) this.text(block, box.x, top + y);
  }
}

interface Box extends Panel {
  readonly x: number;
  readonly y: number;
}

/** What differs in how the front is divided: there is a photo, or none, or nothing to say of the person but the name. */
const divisions = ['photo', 'plain', 'bare'] as const;
type Division = (typeof divisions)[number];

/** What all badges of a category have in common. */
export interface BadgeTemplate {
  readonly layout: BadgeLayout;
  readonly panel: Panel;
  /** Where the head of the panel ends. */
  readonly top: number;
  /** By the way in which the front is divided: what stands there, and where there is room for what the person is. */
  readonly parts: Readonly<Record<Division, { readonly common: CommonItems; readonly free: Box }>>;
  readonly missing: readonly string[];
}

/** Prepares the badges of a category; `sessions` are those of its programme, which a folded badge has inside. */
export function badgeTemplate(
  category: BadgeCategory,
  event: BadgeEvent,
  words: BadgeWords,
  layout: BadgeLayout,
  sessions: readonly BadgeSession[],
): BadgeTemplate {
  const sheet = layout === 'a6' ? a6 : { width: papers.a4[0], height: papers.a4[1] };
  const panel = layout === 'a6' ? a6 : { width: sheet.width / 2, height: sheet.height / 2 };
  const cover = new Side();
  const top = head(cover, panel, event);
  band(cover, panel, category);
  const missing = new Set(cover.missing);
  const inside = layout === 'a6' ? undefined : insideOf(sheet, panel, cover, sessions, words, missing);
  const part = (division: Division): { common: CommonItems; free: Box } => {
    const side = new Side();
    const free = zones(side, panel, category.zones, division, words);
    const facing = [...cover.items, ...side.items];
    for (const character of side.missing) missing.add(character);
    const items = inside ? [...moved(facing, panel.width, panel.height), ...inside] : facing;
    return { common: { items }, free };
  };
  const parts = { photo: part('photo'), plain: part('plain'), bare: part('bare') };
  return { layout, panel, top, parts, missing: [...missing] };
}

/**
 * What a folded sheet has besides its front. The upper half goes behind the lower one, then the left half behind the right
 * one: in front is the lower right panel, behind it the lower left one; inside, turned by half, the upper right one is on
 * the left.
 */
function insideOf(
  sheet: Panel,
  panel: Panel,
  cover: Side,
  sessions: readonly BadgeSession[],
  words: BadgeWords,
  missing: Set<string>,
): Item[] {
  const [behind, left, right] = [new Side(), new Side(), new Side()];
  backNotes(behind, panel, words);
  schedule(left, panel, sessions, words);
  notes(right, panel, words);
  for (const side of [behind, left, right]) for (const character of side.missing) missing.add(character);
  return [
    ...moved([...cover.items, ...behind.items], 0, panel.height),
    { kind: 'turned', x: panel.width, y: 0, ...panel, items: left.items },
    { kind: 'turned', x: 0, y: 0, ...panel, items: right.items },
    ...foldMarks(sheet),
  ];
}

/** One badge a page, or folded from a sheet of A4. */
export function badgePage(badge: Badge, template: BadgeTemplate): BadgePage {
  const { layout, panel, top, parts } = template;
  const about = detailsOf(badge);
  const { common, free } = parts[badge.photo ? 'photo' : about.length > 0 ? 'plain' : 'bare'];
  const side = new Side({ role: 'P' });
  front(side, panel, top, badge, about, free);
  const missing = [...new Set([...side.missing, ...template.missing])];
  if (layout === 'a6') return { page: { ...panel, items: side.items, common }, missing };
  const behind = new Side();
  back(behind, panel, top, badge, about);
  const items = [...moved(side.items, panel.width, panel.height), ...moved(behind.items, 0, panel.height)];
  return { page: { width: 2 * panel.width, height: 2 * panel.height, items, common }, missing };
}

/** Where photo, zones and code begin. */
const rowOf = (panel: Panel): number => panel.height - bandHeight - 16 - photo.height;

/** The side that others see. */
function front(side: Side, panel: Panel, top: number, badge: Badge, about: readonly Part[], free: Box): void {
  const row = rowOf(panel);
  const y = top + 8;
  const names = { x: margin, y, width: panel.width - 2 * margin, height: row - 10 - y };
  if (badge.photo) {
    const height = names.height * Math.min(0.42, 0.16 * about.length);
    const above = { ...names, height: names.height - height };
    side.stack(stack(namesOf(badge), above), above, 'middle');
    const below = { ...names, y: above.y + above.height, height };
    if (about.length > 0) side.stack(stackAlike(about, below), below, 'middle');
    side.items.push(
      { kind: 'picture', x: margin, y: row, ...photo, picture: badge.photo },
      { kind: 'box', x: margin, y: row, ...photo, stroke: hairline, thickness: 0.5 },
    );
  } else {
    // Who has much to say of themselves has some room for it above the row, and more of it under a short name.
    const kept = about.length > 1 ? 28 : 0;
    const name = stack(namesOf(badge), { ...names, height: names.height - kept });
    const lent = about.length > 0 ? Math.min(56, Math.max(0, names.height - name.height - 6)) : 0;
    const below = { ...free, y: free.y - lent, height: free.height + lent };
    const set = stackAlike(about, below);
    side.stack(name, { ...names, height: names.height - Math.max(0, set.height - free.height) }, 'middle');
    side.stack(set, below, 'foot');
  }
  machineCode(side, panel, row, badge);
}

/** Event, days and place, and a line below; answers where that ends. */
function head(side: Side, panel: Panel, event: BadgeEvent): number {
  const width = panel.width - 2 * margin;
  const title = fitWhole(
    event.title,
    { width, height: 36 },
    { size: 14, weight: 'bold', color: dark, lineHeight: 1.2 },
  );
  side.text(title, margin, slot);
  const when = fitWhole(
    `${event.when} · ${event.where}`,
    { width, height: 24 },
    { size: 9.5, color: grey, lineHeight: 1.25 },
  );
  const y = slot + title.height + 3;
  side.text(when, margin, y);
  const end = y + when.height + 7;
  side.items.push({
    kind: 'rule',
    x1: margin,
    y1: end,
    x2: panel.width - margin,
    y2: end,
    thickness: 0.6,
    color: hairline,
  });
  return end;
}

/** Form of address, the name, and the name in the person's own script if that is another one. */
function namesOf({ name, nativeName, formOfAddress }: Badge): Part[] {
  const style: TextStyle = { size: 38, weight: 'bold', color: dark, lineHeight: 1.14 };
  const native = nativeName !== null && tidy(nativeName) !== tidy(name) && isPrintable(nativeName);
  return [
    ...(formOfAddress
      ? [{ text: formOfAddress, style: { size: 12, color: grey, lineHeight: 1.2 }, gap: 0, share: 0.18 }]
      : []),
    { text: name, style, gap: 0 },
    ...(native
      ? [{ text: nativeName, style: { size: 22, color: dark, lineHeight: 1.2 }, gap: 4, share: 0.32 }]
      : []),
  ];
}

const tidy = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();

/** Whether there is a glyph for every character: a name in a script that no font has is left out, the other one stays. */
function isPrintable(text: string): boolean {
  return setText(text, Infinity, { size: 10 }).missing.length === 0;
}

/** The name that cannot be printed in the person's own script, if so. */
export function unprintableName({ nativeName }: Pick<Badge, 'nativeName'>): boolean {
  return nativeName !== null && !isPrintable(nativeName);
}

/** What the person is, and for whom they come. */
function detailsOf({ post, organisation, delegation }: Badge): Part[] {
  const texts: { text: string; style: TextStyle }[] = [];
  if (post) texts.push({ text: post, style: { size: 11.5, color: dark, lineHeight: 1.22 } });
  if (organisation && (delegation === null || tidy(organisation) !== tidy(delegation)))
    texts.push({ text: organisation, style: { size: 11.5, color: grey, lineHeight: 1.22 } });
  if (delegation)
    texts.push({ text: delegation, style: { size: 13, weight: 'bold', color: dark, lineHeight: 1.2 } });
  return texts.map((one, index) => ({ ...one, gap: index === 0 ? 0 : 4 }));
}

/** The QR code, and below it the code that people read out. */
function machineCode(side: Side, panel: Panel, y: number, badge: Badge): void {
  // What a token says is as good as random, so that no mask is better than another: to try all of them would take longer
  // than to set the rest of the badge. Readers find in the code which one it is.
  const { modules } = create([{ data: badge.token, mode: 'alphanumeric' }], {
    errorCorrectionLevel: 'M',
    maskPattern: 2,
  });
  const x = panel.width - margin - codeSize;
  side.items.push({ kind: 'squares', x, y, size: codeSize, modules: modules.size, dark: modules.data });
  const text = fitWhole(
    spelled(badge.code),
    { width: codeSize, height: photo.height - codeSize - quiet + 3 },
    { size: 10, weight: 'bold', color: dark, lineHeight: 1.1, align: 'center' },
  );
  side.text(text, x, y + codeSize + quiet);
}

/** The code as people read it out: in two halves. */
export function spelled(code: string): string {
  return code.length === 8 ? `${code.slice(0, 4)}-${code.slice(4)}` : code;
}

/**
 * Codes of zones in frames, with their times, as large as they fit, between photo and QR code, or below what the person is.
 * Answers what is left free there.
 */
function zones(
  side: Side,
  panel: Panel,
  all: readonly BadgeZone[],
  division: Division,
  words: BadgeWords,
): Box {
  const row = rowOf(panel);
  const x = division === 'photo' ? margin + photo.width + 12 : margin;
  const whole = { x, y: row, width: panel.width - margin - codeSize - quiet - 4 - x, height: photo.height };
  if (all.length === 0) return whole;
  const isTimed = all.some(({ time }) => time !== null);
  const weight = all.reduce((sum, { time }) => sum + (time === null ? 1 : 2.5), 0);
  const most = isTimed ? 64 : 44;
  const taken = division === 'plain' ? Math.min(most, 24 + 20 * Math.ceil(weight / 5)) : photo.height;
  const box = { ...whole, y: row + photo.height - taken, height: taken };
  const label = fitWhole(words.zones, { width: box.width, height: 12 }, { size: 8, color: grey });
  const room = box.height - label.height - 2;
  for (let size = 15; ; size *= 0.94) {
    const [padding, gap] = [size * 0.45, size * 0.35];
    const blocks = all.map((zone) => zoneBlock(zone, size));
    const places: { x: number; y: number; width: number }[] = [];
    const height = size * (isTimed ? 1.55 : 1.3);
    let [right, down] = [0, 0];
    for (const block of blocks) {
      const width = block.width + 2 * padding;
      if (right > 0 && right + width > box.width) [right, down] = [0, down + height + gap];
      places.push({ x: right, y: down, width });
      right += width + gap;
    }
    const used = down + height;
    const isFitting = used <= room && places.every((place) => place.x + place.width <= box.width);
    if (!isFitting && size > 2) continue;
    const top = box.y + box.height - used;
    side.text(label, box.x, top - label.height - 2);
    for (const [index, { code, times, fill }] of blocks.entries()) {
      const place = places[index]!;
      const [left, y] = [box.x + place.x, top + place.y];
      const frame = { kind: 'box' as const, x: left, y, width: place.width, height };
      side.items.push({ ...frame, ...(fill === null ? {} : { fill }), stroke: dark, thickness: 0.9 });
      side.text(code, left + padding, y + (height - code.height) / 2);
      const tall = times.reduce((sum, time) => sum + time.height, 0);
      let below = y + (height - tall) / 2;
      for (const time of times) {
        side.text(time, left + padding + code.width + size * 0.4, below);
        below += time.height;
      }
    }
    return { ...whole, height: photo.height - taken - 6 };
  }
}

/** The code of a zone and its times at a size: both in the ink that its colour asks for. */
function zoneBlock({ code, colour, time }: BadgeZone, size: number) {
  const color = colour === null ? dark : inkOn(colour);
  const set = setText(code, Infinity, { size, weight: 'bold', color, lineHeight: 1.3 });
  const times = (time ?? []).map((line) =>
    setText(line, Infinity, { size: size * 0.6, color, lineHeight: 1.2 }),
  );
  const widest = Math.max(0, ...times.map(({ width }) => width));
  return { code: set, times, fill: colour, width: set.width + (times.length > 0 ? size * 0.4 + widest : 0) };
}

/** The category, on its colour, over the whole width. */
function band(side: Side, panel: Panel, category: BadgeCategory): void {
  const fill = category.colour ?? plainColour;
  const y = panel.height - bandHeight;
  side.items.push({ kind: 'box', x: 0, y, width: panel.width, height: bandHeight, fill });
  const block = fitWhole(
    category.title,
    { width: panel.width - 2 * margin, height: bandHeight - 12 },
    { size: 22, weight: 'bold', color: inkOn(fill), lineHeight: 1.15, align: 'center' },
  );
  side.text(block, margin, y + (bandHeight - block.height) / 2);
}

/** Height of what stands on the back of every badge, above the band. */
const backNotesHeight = 62;

/** The side that is seen when the badge has turned: who it is. */
function back(side: Side, panel: Panel, top: number, badge: Badge, about: readonly Part[]): void {
  const width = panel.width - 2 * margin;
  const y = top + 8;
  const last = panel.height - bandHeight - 16 - backNotesHeight - 8;
  const height = about.length === 0 ? 0 : 28 * about.length;
  const names = { x: margin, y, width, height: last - height - y };
  side.stack(stack(namesOf(badge), names), names, 'middle');
  const below = { x: margin, y: names.y + names.height, width, height };
  if (about.length > 0) side.stack(stackAlike(about, below), below, 'top');
}

/** What to do with a badge. */
function backNotes(side: Side, panel: Panel, words: BadgeWords): void {
  const style = { size: 9, color: grey, lineHeight: 1.3, align: 'center' as const };
  const box = {
    x: margin,
    y: panel.height - bandHeight - 16 - backNotesHeight,
    width: panel.width - 2 * margin,
    height: backNotesHeight,
  };
  const texts = [words.personal, words.found].map((text, index) => ({
    text,
    style,
    gap: index === 0 ? 0 : 5,
  }));
  side.stack(stackAlike(texts, box), box, 'middle');
}

/** A heading inside, and the line below it; answers where that ends. */
function heading(side: Side, panel: Panel, text: string): number {
  const block = fitWhole(
    text,
    { width: panel.width - 2 * margin, height: 20 },
    { size: 14, weight: 'bold', color: dark },
  );
  side.text(block, margin, slot);
  const y = slot + block.height + 4;
  side.items.push({
    kind: 'rule',
    x1: margin,
    y1: y,
    x2: panel.width - margin,
    y2: y,
    thickness: 0.6,
    color: hairline,
  });
  return y + 6;
}

/** Sizes of type in which the programme is tried. */
const programmeSizes = [9, 8.5, 8, 7.5, 7, 6.5, 6] as const;

/** The programme as far as it fits, in the largest type in which all of it does. */
function schedule(side: Side, panel: Panel, sessions: readonly BadgeSession[], words: BadgeWords): void {
  const y = heading(side, panel, sessions.length === 0 ? words.notes : words.programme);
  if (sessions.length === 0) return lines(side, panel, y, panel.height - margin);
  const room = panel.height - margin - y;
  const rows = programmeSizes.map((size) => scheduleRows(panel, sessions, size));
  const sums = rows.map((all) => all.reduce((sum, { height }) => sum + height, 0));
  const fitting = sums.findIndex((sum) => sum <= room);
  const chosen = rows[fitting === -1 ? rows.length - 1 : fitting]!;
  const size = programmeSizes[fitting === -1 ? programmeSizes.length - 1 : fitting]!;
  const rest = size * 1.3 + 3;
  let used = 0;
  for (const [index, row] of chosen.entries()) {
    if (fitting === -1 && used + row.height > room - rest) {
      // A day without a session below it says nothing.
      const left = chosen.slice(index).filter(({ isDay }) => !isDay).length;
      side.text(
        setText(words.more(left), panel.width - 2 * margin, { size, color: grey }),
        margin,
        y + used + 3,
      );
      return;
    }
    for (const { block, x, down } of row.blocks) side.text(block, x, y + used + down);
    used += row.height;
  }
}

interface ScheduleRow {
  readonly isDay: boolean;
  readonly height: number;
  readonly blocks: readonly { readonly block: TextBlock; readonly x: number; readonly down: number }[];
}

function scheduleRows(panel: Panel, sessions: readonly BadgeSession[], size: number): ScheduleRow[] {
  const style = { size, color: dark, lineHeight: 1.25 };
  const timeWidth =
    Math.max(...sessions.map(({ time }) => setText(time, Infinity, style).width)) + size * 0.8;
  const width = panel.width - 2 * margin;
  const rows: ScheduleRow[] = [];
  let day = '';
  for (const session of sessions) {
    if (session.day !== day) {
      day = session.day;
      const block = setText(day, width, { ...style, weight: 'bold' });
      const down = rows.length === 0 ? 0 : size * 0.6;
      rows.push({ isDay: true, height: block.height + down + 1, blocks: [{ block, x: margin, down }] });
    }
    const title = setText(
      [{ text: session.title }, ...(session.room ? [{ text: `  ${session.room}`, color: grey }] : [])],
      width - timeWidth,
      style,
    );
    rows.push({
      isDay: false,
      height: title.height + 1.5,
      blocks: [
        { block: setText(session.time, Infinity, { ...style, color: grey }), x: margin, down: 0 },
        { block: title, x: margin + timeWidth, down: 0 },
      ],
    });
  }
  return rows;
}

/** Lines to write on, and below them how the sheet is folded. */
function notes(side: Side, panel: Panel, words: BadgeWords): void {
  const y = heading(side, panel, words.notes);
  const hint = setText(words.fold, panel.width - 2 * margin, { size: 6.5, color: grey });
  const last = panel.height - margin - hint.height;
  side.text(hint, margin, last);
  lines(side, panel, y, last - 8);
}

function lines(side: Side, panel: Panel, from: number, to: number): void {
  for (let y = from + 16; y <= to; y += 22)
    side.items.push({
      kind: 'rule',
      x1: margin,
      y1: y,
      x2: panel.width - margin,
      y2: y,
      thickness: 0.4,
      color: hairline,
    });
}

/** Short lines at the edges where the sheet is folded. */
function foldMarks({ width, height }: Panel): Item[] {
  const long = 14;
  const mark = (x1: number, y1: number, x2: number, y2: number): Item => ({
    kind: 'rule',
    x1,
    y1,
    x2,
    y2,
    thickness: 0.5,
    color: grey,
  });
  const [x, y] = [width / 2, height / 2];
  return [
    mark(x, 0, x, long),
    mark(x, height - long, x, height),
    mark(0, y, long, y),
    mark(width - long, y, width, y),
    mark(x - long / 2, y, x + long / 2, y),
    mark(x, y - long / 2, x, y + long / 2),
  ];
}

/** The same items elsewhere. */
function moved(items: readonly Item[], dx: number, dy: number): Item[] {
  return items.map((item) =>
    item.kind === 'rule'
      ? { ...item, x1: item.x1 + dx, y1: item.y1 + dy, x2: item.x2 + dx, y2: item.y2 + dy }
      : { ...item, x: item.x + dx, y: item.y + dy },
  );
}
