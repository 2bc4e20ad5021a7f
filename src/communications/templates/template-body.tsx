import type { ComponentChildren } from 'preact';
import { Fragment } from 'preact';
import {
  bullets,
  button,
  heading,
  isWebAddress,
  mailBody,
  mailLink,
  paragraph,
  quotation,
  type Block,
  type Line,
} from '../mail-body';
import { oneLine, typedText, unlinked } from '../plain-text';
import { unfenced, type FencedValue } from './template-values';

/** What somebody wrote within a template, as a mail shows it. */
export interface WrittenBody {
  readonly block: Block;
  /** How often `{{ facts }}` stands alone in a paragraph, and within other words. */
  readonly factsAlone: number;
  readonly factsWithin: number;
}

// A value within its paragraph: its number between two characters that no text can have.
const spot = (index: number): string => `\uE00A${index}\uE00B`;
const onlySpot = /^\uE00A(\d+)\uE00B$/;
const pieces =
  /\*\*(?=\S)([^\n]{1,1000}?)(?<=\S)\*\*|\*(?=\S)([^*\n]{1,1000}?)(?<=\S)\*|\uE00A(\d+)\uE00B|\\([*#\\-])/;

/**
 * Makes blocks of a rendered body. What is known: paragraphs with empty lines between them, `# headings`, lists of lines
 * that begin with `- `, `*emphasis*` and `**strong emphasis**`, and a backslash before any of these marks. All else is
 * the words as they are; values have no marks at all. `facts` goes where `{{ facts }}` stands, or else to the end.
 */
export function writtenBody(rendered: string, facts: Block | undefined): WrittenBody {
  const values: FencedValue[] = [];
  const text = unfenced(rendered.replace(/\r\n?/g, '\n'), (value) => spot(values.push(value) - 1));
  const alone = (line: string): FencedValue | undefined => {
    const [, index] = onlySpot.exec(line.trim()) ?? [];
    return index === undefined ? undefined : values[Number(index)];
  };
  const blocks: Block[] = [];
  let factsAlone = 0;
  for (const part of parts(text)) {
    if (part.kind === 'list') blocks.push(bullets(part.lines.map((item) => inline(item, values))));
    else if (part.kind === 'heading') blocks.push(heading(inline(part.text, values)));
    else {
      const value = alone(part.text);
      if (value?.kind === 'facts') {
        factsAlone += 1;
        if (factsAlone === 1 && facts) blocks.push(facts);
      } else if (value?.kind === 'button' && isWebAddress(value.text))
        blocks.push(button(value.label, value.text));
      else if (value?.kind === 'quotation') blocks.push(quotation(value.text));
      else blocks.push(paragraph(inline(part.text, values)));
    }
  }
  if (factsAlone === 0 && facts) blocks.push(facts);
  const written = values.filter(({ kind }) => kind === 'facts').length;
  return { block: mailBody(...blocks), factsAlone, factsWithin: written - factsAlone };
}

type Part =
  | { readonly kind: 'list'; readonly lines: string[] }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string };

function parts(text: string): Part[] {
  const found: Part[] = [];
  let words: string[] = [];
  let list: string[] | undefined;
  const endParagraph = (): void => {
    if (words.length > 0) found.push({ kind: 'paragraph', text: words.join('\n') });
    words = [];
  };
  for (const line of text.split('\n').map((each) => each.trim())) {
    if (line === '') endParagraph();
    else if (/^- +\S/.test(line)) {
      endParagraph();
      // A loop leaves empty lines between the items of one list.
      if (!list) found.push({ kind: 'list', lines: (list = []) });
      list.push(line.replace(/^- +/, ''));
    } else if (/^#{1,3} +\S/.test(line)) {
      endParagraph();
      list = undefined;
      found.push({ kind: 'heading', text: line.replace(/^#+ +/, '') });
    } else {
      list = undefined;
      words.push(line);
    }
  }
  endParagraph();
  return found;
}

/** The words of one paragraph, with emphasis, values and line breaks. */
function inline(text: string, values: readonly FencedValue[]): Line {
  const html: ComponentChildren[] = [];
  let plain = '';
  let rest = text;
  while (rest !== '') {
    const match = pieces.exec(rest);
    const before = match ? rest.slice(0, match.index) : rest;
    before.split('\n').forEach((line, index) => {
      if (index > 0) html.push(<br />);
      html.push(line);
    });
    plain += before;
    if (!match) break;
    rest = rest.slice(match.index + match[0].length);
    const [, strong, emphasis, index, escaped] = match;
    if (escaped !== undefined) {
      html.push(escaped);
      plain += escaped;
    } else if (index !== undefined) {
      const line = valueWithin(values[Number(index)]);
      html.push(line.html);
      plain += line.text;
    } else {
      const inside = inline(strong ?? emphasis ?? '', values);
      html.push(strong === undefined ? <em>{inside.html}</em> : <strong>{inside.html}</strong>);
      plain += `*${inside.text}*`;
    }
  }
  return { html: <Fragment>{html}</Fragment>, text: plain };
}

/** A value within a sentence: one line, whatever was typed. */
function valueWithin(value: FencedValue | undefined): Line {
  if (value === undefined || value.kind === 'facts') return { html: '', text: '' };
  const text = value.text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
  if ((value.kind === 'anchor' || value.kind === 'button') && isWebAddress(text))
    return mailLink(value.label, text);
  return { html: <bdi>{unlinked(text)}</bdi>, text: typedText(text) };
}

/** A rendered subject: one line, in which values are words and nothing else. */
export function writtenSubject(rendered: string): string {
  return oneLine(unfenced(rendered, ({ text }) => text));
}
