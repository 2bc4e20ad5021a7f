import { Transform } from 'class-transformer';
import { TextField } from '../platform/http/fields';

export const html = { mediaType: 'text/html', description: 'A page.' };

export class LinkQuery {
  @TextField({ description: 'Token of the person’s own link.', max: 300, example: 'pl.…' })
  token!: string;
}

/** What somebody typed into a form, without what it may not contain: who pasted it cannot see such marks. */
export const withoutMarks = (text: string, most = text.length): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/(?![\n\t])\p{Cc}|[\u202a-\u202e\u2066-\u2069\ufeff]/gu, '')
    .slice(0, most);

/** A field of a form in which people type: without what it may not contain, and at most so many characters of it. */
export const Typed = (most?: number): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? withoutMarks(value, most) : value,
  );
