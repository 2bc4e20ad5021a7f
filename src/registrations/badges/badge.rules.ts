import { setText, type TextBlock, type TextStyle } from '../../platform/documents/typesetting';

/** Ink on a coloured ground: white or nearly black. */
export const inks = ['#FFFFFF', '#111111'] as const;

/** Relative luminance of a colour `#RRGGBB`, from 0 for black to 1 for white (WCAG 2.2). */
export function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

/** Contrast of two colours, from 1 to 21 (WCAG 2.2); text is readable from 4.5 on. */
export function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light! + 0.05) / (dark! + 0.05);
}

/** The ink that is read best on a ground of this colour. */
export function inkOn(colour: string): (typeof inks)[number] {
  return contrast(inks[0], colour) >= contrast(inks[1], colour) ? inks[0] : inks[1];
}

/** By how much type is made smaller at each try. */
const step = 0.94;

/** Below this part of its largest size a word is rather divided than made smaller still. */
const smallestWhole = 0.45;

/** Even what is longest of all fits into a box in this size, in points. */
const smallest = 1.5;

/**
 * A text that is all there, in the largest type in which it fits into a box. It is broken at spaces as long as that is
 * possible; a word that would have to be tiny is divided. Nothing is ever cut.
 */
export function fitWhole(
  text: string,
  box: { readonly width: number; readonly height: number },
  style: TextStyle,
): TextBlock {
  let divided: TextBlock | undefined;
  let block = setText(text, box.width, style);
  for (let size = style.size; ; size *= step) {
    block = setText(text, box.width, { ...style, size });
    const fits = block.height <= box.height + 0.001 && block.width <= box.width + 0.001;
    if (fits && !block.divided) {
      // A word that is divided in large type is read better than one that is whole in tiny type.
      return divided && size < style.size * smallestWhole ? divided : block;
    }
    if (fits) divided ??= block;
    if (divided && size < style.size * smallestWhole) return divided;
    if (size < smallest) return divided ?? block;
  }
}

/** A text in a stack, with the largest type that it may have. */
export interface Part {
  readonly text: string;
  readonly style: TextStyle;
  /** What is free above it. */
  readonly gap: number;
  /** The most that it may take of the height. */
  readonly share?: number;
}

/** Texts at their places, from the top of the box. */
export interface Stack {
  readonly blocks: readonly { readonly block: TextBlock; readonly y: number }[];
  readonly height: number;
}

/** Texts one below the other that fit into a box together: those with a share first, the last one takes what is left. */
export function stack(
  parts: readonly Part[],
  box: { readonly width: number; readonly height: number },
): Stack {
  const gaps = parts.reduce((sum, { gap }) => sum + gap, 0);
  // Gaps never take more than a quarter.
  const squeezed = gaps > box.height / 4 ? box.height / 4 / gaps : 1;
  const room = box.height - gaps * squeezed;
  const set = new Map<Part, TextBlock>();
  let left = room;
  for (const part of parts.toSorted((one, other) => (one.share ?? 1) - (other.share ?? 1))) {
    const height = part.share === undefined ? left : Math.min(left, room * part.share);
    const block = fitWhole(part.text, { width: box.width, height }, part.style);
    set.set(part, block);
    left -= block.height;
  }
  return placeBelow(
    parts.map((part) => set.get(part)!),
    parts.map(({ gap }) => gap * squeezed),
  );
}

/** Texts one below the other, all made smaller alike until they fit into a box together. */
export function stackAlike(
  parts: readonly Part[],
  box: { readonly width: number; readonly height: number },
): Stack {
  let divided: Stack | undefined;
  for (let factor = 1; ; factor *= step) {
    const tried = parts.map((part) =>
      setText(part.text, box.width, { ...part.style, size: part.style.size * factor }),
    );
    const placed = placeBelow(
      tried,
      parts.map(({ gap }) => gap * factor),
    );
    const fits =
      placed.height <= box.height + 0.001 && tried.every(({ width }) => width <= box.width + 0.001);
    const isWhole = tried.every((block) => !block.divided);
    if (fits && isWhole) return divided && factor < smallestWhole ? divided : placed;
    if (fits) divided ??= placed;
    if ((divided && factor < smallestWhole) || factor < 0.08) return divided ?? placed;
  }
}

function placeBelow(blocks: readonly TextBlock[], gaps: readonly number[]): Stack {
  let y = 0;
  const placed = blocks.map((block, index) => {
    y += gaps[index]!;
    const one = { block, y };
    y += block.height;
    return one;
  });
  return { blocks: placed, height: y };
}
