import type { ComponentChildren, VNode } from 'preact';
import { Fragment } from 'preact';
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

/** Colours and type of mails; contrast with white is at least 4.5 to 1. */
export const mailStyle = {
  font: "-apple-system,'Segoe UI',Roboto,'Noto Sans','PingFang SC','Microsoft YaHei','Noto Sans SC',Arial,sans-serif",
  ink: '#1c2733',
  quiet: '#5a6774',
  accent: '#17456e',
  rule: '#dfe5eb',
  ground: '#f3f5f8',
} as const;

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

/** A paragraph. A plain string is the program's own words; what users typed comes in a {@link line}. */
export function paragraph(content: Line | string): Block {
  const { html, text } = asLine(content);
  return { html: <p style="margin:0 0 16px">{html}</p>, text, isParagraph: true };
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
    html: (
      <blockquote
        style={`margin:0 0 16px;padding:4px 0 4px 16px;border-left:3px solid ${mailStyle.rule};color:${mailStyle.ink}`}
      >
        {lines.map((each) => (
          <div>
            <bdi>{unlinked(each)}</bdi>
          </div>
        ))}
      </blockquote>
    ),
    text: lines.map((each) => `> ${typedText(each)}`).join('\n'),
  };
}

/** Facts by name: when, where, code. An undefined value leaves its line out. */
export function facts(rows: readonly (readonly [label: string, value: string | undefined])[]): Block {
  const given = rows.filter((row): row is readonly [string, string] => row[1] !== undefined && row[1] !== '');
  return {
    html: (
      <table
        role="presentation"
        cellpadding="0"
        cellspacing="0"
        width="100%"
        style={`margin:4px 0 20px;border-top:1px solid ${mailStyle.rule};border-collapse:collapse`}
      >
        {given.map(([label, value]) => (
          <tr>
            <td
              style={`padding:9px 16px 9px 0;border-bottom:1px solid ${mailStyle.rule};color:${mailStyle.quiet};font-size:14px;vertical-align:top;width:130px`}
            >
              {label}
            </td>
            <td
              style={`padding:9px 0;border-bottom:1px solid ${mailStyle.rule};vertical-align:top;font-weight:600`}
            >
              <bdi>{unlinked(value)}</bdi>
            </td>
          </tr>
        ))}
      </table>
    ),
    text: given.map(([label, value]) => `${label}: ${typedText(value)}`).join('\n'),
  };
}

/** A list of sentences. */
export function bullets(items: readonly (Line | string)[]): Block {
  const lines = items.map(asLine);
  return {
    html: (
      <ul style="margin:0 0 16px;padding:0 0 0 20px">
        {lines.map(({ html }) => (
          <li style="margin:0 0 6px">{html}</li>
        ))}
      </ul>
    ),
    text: lines.map(({ text }) => `- ${text}`).join('\n'),
  };
}

/** A heading within a mail. */
export function heading(content: Line | string): Block {
  const { html, text } = asLine(content);
  return {
    html: (
      <h2
        style={`margin:24px 0 10px;font-size:17px;line-height:1.35;font-weight:600;color:${mailStyle.accent}`}
      >
        {html}
      </h2>
    ),
    text: `${text}\n${'-'.repeat(Math.min(60, [...text].length))}`,
  };
}

/** What stands out a little less than the rest. */
export function note(content: Line | string): Block {
  const { html, text } = asLine(content);
  return { html: <p style={`margin:0 0 16px;font-size:14px;color:${mailStyle.quiet}`}>{html}</p>, text };
}

/**
 * The one thing that the reader is asked to do, as a button; its address stands in the text part. The address is made
 * by the program, never typed by a user.
 * @throws {Error} when it is not an http or https address.
 */
export function button(label: string, url: string): Block {
  const href = webAddress(url);
  return {
    html: (
      <table role="presentation" cellpadding="0" cellspacing="0" style="margin:8px 0 24px">
        <tr>
          <td style={`border-radius:6px;background-color:${mailStyle.accent}`}>
            <a
              href={href}
              style={`display:inline-block;padding:12px 22px;font-size:16px;font-weight:600;color:#ffffff;text-decoration:none;border-radius:6px`}
            >
              {label}
            </a>
          </td>
        </tr>
      </table>
    ),
    text: `${label}:\n${href}`,
  };
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
