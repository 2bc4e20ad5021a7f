import mjml from 'mjml';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { mailStyle } from '../../src/communications/mail-style';

const folder = join(resolve(__dirname, '../../..'), 'src/communications/layout');

/** Where the precompiled layout of mails is. */
export const layoutFile = join(folder, 'compiled.ts');

async function compiled(name: string): Promise<string> {
  const colours: Readonly<Record<string, string>> = mailStyle;
  const source = readFileSync(join(folder, `${name}.mjml`), 'utf8').replace(
    /\$([a-z]+)/g,
    (_, word: string) => {
      const value = colours[word];
      if (value === undefined) throw new Error(`there is no colour "${word}"`);
      return value;
    },
  );
  const { html } = await mjml(source, {
    validationLevel: 'strict',
    keepComments: true,
    ignoreIncludes: true,
    fonts: {},
  });
  return readingDirection(tidy(html));
}

/** One tag in one line, and no empty lines. */
function tidy(html: string): string {
  return html
    .replace(/<\/?[a-z][^<>]*>/g, (tag) => tag.replace(/\s+/g, ' ').replace(/ >$/, '>'))
    .replace(/\s*\n\s*/g, '\n')
    .trim();
}

/** MJML writes from left to right; a mail goes in the direction of its language. */
function readingDirection(html: string): string {
  return html
    .replaceAll('direction:ltr', 'direction:[[dir]]')
    .replaceAll('text-align:left', 'text-align:[[start]]')
    .replaceAll('align="left"', 'align="[[start]]"');
}

/** The blocks between `<!-- name -->` and `<!-- end -->`. */
function blocks(html: string): Record<string, string> {
  const found = [...html.matchAll(/<!-- (\w+) -->\n<tr>\n([\s\S]*?)\n<\/tr>\n<!-- end -->/g)];
  return Object.fromEntries(
    found.map(([, name, cell]) => [
      name!,
      block(name!, cell!.replaceAll('\n', '').replace(' align="[[start]]"', '')),
    ]),
  );
}

/**
 * A block without what MJML puts around it: texts without its cell and `div`, rows without its cell and table. All else
 * stays in its cell, whose padding also Outlook knows, in a table of its own. On which side it begins the frame says.
 */
function block(name: string, cell: string): string {
  const inside = cell.replace(/^<td[^>]*>/, '').replace(/<\/td>$/, '');
  if (inside.startsWith('<div')) return inside.replace(/^<div[^>]*>/, '').replace(/<\/div>$/, '');
  if (name === 'fact') return inside.replace(/^<table[^>]*>/, '').replace(/<\/table>$/, '');
  return `<table role="presentation" border="0" cellpadding="0" cellspacing="0" width="100%"><tr>${cell}</tr></table>`;
}

/** The file that mails are made from, as MJML makes it of the sources beside it. */
export async function layoutSource(): Promise<string> {
  const pieces = blocks(await compiled('blocks'));
  const text = (value: string): string => JSON.stringify(value);
  return [
    '// Made from the .mjml files in this folder by `npm run mails`; change those.\n',
    '/** The frame around every mail, with `[[names]]` where something goes. */',
    `export const frame =\n  ${text(await compiled('frame'))};\n`,
    '/** Blocks of which bodies are made. */',
    'export const blocks = {',
    ...Object.entries(pieces).map(([name, html]) => `  ${name}:\n    ${text(html)},`),
    '} as const;\n',
  ].join('\n');
}

if (require.main === module) {
  void layoutSource().then((source) => writeFileSync(layoutFile, source));
}
