/** One run of letters of a page, as PDF.js finds it. Lengths are in points, from the lower left corner. */
export interface PdfRun {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  /** Size of the letters. */
  readonly height: number;
}

interface Line {
  text: string;
  readonly left: number;
  right: number;
  readonly y: number;
  readonly height: number;
}

/** How a document is set: the usual distance of lines, and its margins. */
interface Layout {
  readonly usual: number;
  readonly left: number;
  readonly right: number;
}

const withoutSpaces = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u;
const sentenceEnd = /[.!?…:;。！？：；”»"')）\]]$/u;
const pageNumber = /^[-–—\s]*\d{1,4}[-–—\s]*$/;

/**
 * The paragraphs of a PDF. It has none: only letters at places. Lines are what stands at one height; a paragraph ends
 * where the distance to the next line is larger than usual, the size of the letters changes, the next line is indented,
 * or a sentence ends well before the margin. One that goes on over the end of a page is put together again.
 */
export function pdfParagraphs(pages: readonly (readonly PdfRun[])[]): string[] {
  const linesOfPages = pages.map((runs) => {
    const lines = linesOf(runs);
    if (lines.length > 1 && pageNumber.test(lines.at(-1)!.text)) lines.pop();
    if (lines.length > 1 && pageNumber.test(lines[0]!.text)) lines.shift();
    return lines;
  });
  const all = linesOfPages.flat();
  const layout: Layout = {
    usual: usualDistance(all),
    left: all.reduce((least, line) => Math.min(least, line.left), Infinity),
    right: all.reduce((most, line) => Math.max(most, line.right), 0),
  };
  const paragraphs: string[] = [];
  let open = false;
  for (const lines of linesOfPages) {
    lines.forEach((line, index) => {
      const before = lines[index - 1];
      const begins = before ? beginsParagraph(before, line, layout) : !open;
      if (begins || paragraphs.length === 0) paragraphs.push(line.text);
      else paragraphs.push(joined(paragraphs.pop()!, line.text));
    });
    const last = lines.at(-1);
    if (last) open = !sentenceEnd.test(last.text);
  }
  return paragraphs;
}

function linesOf(runs: readonly PdfRun[]): Line[] {
  const lines: Line[] = [];
  for (const { text, x, y, width, height } of runs) {
    if (text.trim() === '') {
      const open = lines.at(-1);
      if (open && text !== '' && Math.abs(open.y - y) < open.height / 2) open.text += ' ';
      continue;
    }
    const line = lines.at(-1);
    if (line && Math.abs(line.y - y) < Math.max(line.height, height) / 2) {
      const apart = x - line.right > height * 0.15 && !line.text.endsWith(' ');
      line.text += apart && !withoutSpaces.test(text[0]!) ? ` ${text}` : text;
      line.right = Math.max(line.right, x + width);
    } else lines.push({ text, left: x, right: x + width, y, height });
  }
  return lines.map((line) => ({ ...line, text: line.text.replace(/\s+/g, ' ').trim() }));
}

/** The distance between lines that is met most often: the lower middle one. */
function usualDistance(lines: readonly Line[]): number {
  const distances = lines
    .slice(1)
    .map((line, index) => lines[index]!.y - line.y)
    .filter((distance) => distance > 0)
    .sort((a, b) => a - b);
  return distances[Math.floor((distances.length - 1) / 2)] ?? Infinity;
}

function beginsParagraph(before: Line, line: Line, { usual, left, right }: Layout): boolean {
  const distance = before.y - line.y;
  if (distance < 0 || distance > usual * 1.35) return true;
  if (Math.abs(before.height - line.height) > before.height * 0.15) return true;
  if (line.left - left > line.height && before.left - left < line.height / 2) return true;
  return sentenceEnd.test(before.text) && right - before.right > (right - left) * 0.2;
}

function joined(before: string, after: string): string {
  if (before.endsWith('\u00ad')) return before.slice(0, -1) + after;
  const tight = withoutSpaces.test(before.at(-1)!) && withoutSpaces.test(after[0]!);
  return before.endsWith('-') || tight ? before + after : `${before} ${after}`;
}
