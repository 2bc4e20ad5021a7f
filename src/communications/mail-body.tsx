import type { ComponentChildren, VNode } from 'preact';
import { Fragment } from 'preact';
import { blocks as compiled } from './layout/compiled';
import { AttributeText, filled, MadeHtml, type Slots } from './layout/fill';
import { mailStyle } from './mail-style';
import { typedText, unlinked, wrapped } from './plain-text';

/**
 * Building blocks from which a notice is written once and comes out as HTML that mail programs show and as plain text.
 *
 * ```ts
 * render: { en: (p, w) => ({
 *   subject: `Your place: ${p.visit}`,
 *   ...mailBody(
 *     paragraph(line`Your place on the visit to ${p.visit} is confirmed.`),
 *     facts([[w.when, w.period(p.start, p.end)], [w.meetingPoint, p.meetingPoint]]),
 *     button('See your agenda', p.url),
 *   ),
 * }), ru: ..., zh: ... }
 * ```
 * Everything that is put into a `line` or a fact counts as typed by a user: it is never markup, never a link, and keeps
 * its own direction of writing.
 */
export interface Line {
  readonly html: ComponentChildren;
  readonly text: string;
}

export interface Block {
  readonly html: VNode;
  readonly text: string;
  /** Whether these are words in sentences, rather than facts, lists or links. */
  readonly isParagraph?: boolean;
}

/** A whole body, and what of it stays when an organiser writes the introduction: all behind its first paragraphs. */
export interface MailBody extends Block {
  readonly facts: Block;
}

/** A sentence with what users typed in it: line`Welcome to ${title}.` */
export function line(strings: TemplateStringsArray, ...values: readonly (string | number)[]): Line {
  const html: ComponentChildren[] = [];
  let text = '';
  strings.forEach((own, i) => {
    html.push(own);
    text += own;
    const value = values[i];
    if (value === undefined) return;
    html.push(<bdi>{unlinked(String(value))}</bdi>);
    text += typedText(String(value));
  });
  return { html: <Fragment>{html}</Fragment>, text };
}

const asLine = (content: Line | string): Line =>
  typeof content === 'string' ? { html: content, text: content } : content;

/** A block of the layout as it was compiled, with something in each of its places. */
function laidOut(name: keyof typeof compiled, slots: Slots): VNode {
  return <div dangerouslySetInnerHTML={{ __html: filled(compiled[name], slots) }} />;
}

const made = (name: keyof typeof compiled, all: readonly Slots[]): MadeHtml =>
  new MadeHtml(all.map((slots) => filled(compiled[name], slots)).join(''));

/** A paragraph. A plain string is the program's own words; what users typed comes in a {@link line}. */
export function paragraph(content: Line | string): Block {
  const { html, text } = asLine(content);
  return { html: laidOut('paragraph', { content: html }), text, isParagraph: true };
}

/** Words that lead to an address which the program made. The text part has the address in full. */
export function mailLink(label: string, url: string): Line {
  const href = webAddress(url);
  return {
    html: (
      <a href={href} style={`color:${mailStyle.accent};text-decoration:underline`}>
        {label === '' ? href : label}
      </a>
    ),
    text: label === '' ? href : `${label} (${href})`,
  };
}

/** What a user wrote in several lines (a reason, remarks), set off from the program's own words. */
export function quotation(typed: string): Block {
  const lines = typed.split(/\r\n?|\n/);
  return {
    html: laidOut('quotation', {
      lines: made(
        'quotationLine',
        lines.map((each) => ({ content: unlinked(each) })),
      ),
    }),
    text: lines.map((each) => `> ${typedText(each)}`).join('\n'),
  };
}

/** Facts by name: when, where, code. An undefined value leaves its line out. */
export function facts(rows: readonly (readonly [label: string, value: string | undefined])[]): Block {
  const given = rows.filter((row): row is readonly [string, string] => row[1] !== undefined && row[1] !== '');
  return {
    html: laidOut('facts', {
      rows: made(
        'fact',
        given.map(([label, value]) => ({ label, value: unlinked(value) })),
      ),
    }),
    text: given.map(([label, value]) => `${label}: ${typedText(value)}`).join('\n'),
  };
}

/** A list of sentences. */
export function bullets(items: readonly (Line | string)[]): Block {
  const lines = items.map(asLine);
  return {
    html: laidOut('bullets', {
      items: made(
        'bullet',
        lines.map(({ html }) => ({ content: html })),
      ),
    }),
    text: lines.map(({ text }) => `- ${text}`).join('\n'),
  };
}

/** A heading within a mail. */
export function heading(content: Line | string): Block {
  const { html, text } = asLine(content);
  return {
    html: laidOut('heading', { content: html }),
    text: `${text}\n${'-'.repeat(Math.min(60, [...text].length))}`,
  };
}

/** What stands out a little less than the rest. */
export function note(content: Line | string): Block {
  const { html, text } = asLine(content);
  return { html: laidOut('note', { content: html }), text };
}

/**
 * The one thing that the reader is asked to do, as a button; its address stands in the text part. The address is made
 * by the program, never typed by a user.
 * @throws {Error} when it is not an http or https address.
 */
export function button(label: string, url: string): Block {
  const href = webAddress(url);
  return { html: laidOut('button', { href: new AttributeText(href), label }), text: `${label}:\n${href}` };
}

/** The body of a notice: its parts one after the other. */
export function mailBody(...blocks: readonly (Block | undefined)[]): MailBody {
  const given = blocks.filter((block) => block !== undefined);
  const introduction = given.findIndex(({ isParagraph }) => isParagraph !== true);
  return {
    ...inARow(given),
    facts: inARow(introduction === -1 ? [] : given.slice(introduction)),
  };
}

function inARow(blocks: readonly Block[]): Block {
  return {
    html: <Fragment>{blocks.map(({ html }) => html)}</Fragment>,
    text: blocks
      .map(({ text }) => wrapped(text))
      .filter((text) => text !== '')
      .join('\n\n'),
  };
}

/** Whether a mail may link to this. */
export function isWebAddress(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

function webAddress(url: string): string {
  if (!isWebAddress(url)) throw new Error('a mail links to http and https addresses only');
  return new URL(url).href;
}
