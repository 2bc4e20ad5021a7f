import { diffArrays, diffWordsWithSpace } from 'diff';

/** Longest text of a message, in characters: about 6,000 words of English, three quarters of an hour when read aloud. */
export const longestText = 40_000;

/** Kinds of sources of which a text can come. */
export const textSources = ['typed', 'docx', 'pdf'] as const;

/** Paragraphs of a text: what stands between empty lines, or where there are none, its lines. */
export function paragraphsOf(body: string): string[] {
  const lines = body.replace(/\r\n?/g, '\n');
  const separator = /\n[^\S\n]*\n/.test(lines) ? /\n[^\S\n]*\n\s*/ : /\n/;
  return lines
    .split(separator)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '');
}

/** A text with these paragraphs. */
export function bodyOf(paragraphs: readonly string[]): string {
  return paragraphs.join('\n\n');
}

const withoutSpaces = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu;

/** Words of a text; where a language is written without spaces, characters. */
export function wordCount(body: string): number {
  const characters = body.match(withoutSpaces)?.length ?? 0;
  return characters + (body.replace(withoutSpaces, ' ').match(/[\p{L}\p{N}]+/gu)?.length ?? 0);
}

export type ChangeKind = 'same' | 'added' | 'removed';

/** A paragraph as it is, came, went, or was changed: then its parts say where. */
export interface ParagraphChange {
  readonly kind: ChangeKind | 'changed';
  readonly parts: readonly { readonly kind: ChangeKind; readonly text: string }[];
}

/**
 * Most steps of comparing two texts; beyond, they have so little in common that a comparison says nothing, and costs much.
 */
const mostSteps = 2000;

/** What changed between two versions: by paragraph, and in a changed one by word (by character where there are no spaces). */
export function changesBetween(before: string, after: string, language: string): ParagraphChange[] {
  const [was, is] = [paragraphsOf(before), paragraphsOf(after)];
  const steps = diffArrays(was, is, { maxEditLength: mostSteps }) ?? [
    { value: was, added: false, removed: true },
    { value: is, added: true, removed: false },
  ];
  const changes: ParagraphChange[] = [];
  for (let index = 0; index < steps.length; index += 1) {
    const step = steps[index]!;
    const next = steps[index + 1];
    if (step.removed && next?.added) {
      const pairs = Math.min(step.value.length, next.value.length);
      for (let at = 0; at < pairs; at += 1)
        changes.push(...comparedWords(step.value[at]!, next.value[at]!, language));
      changes.push(...step.value.slice(pairs).map((text) => whole('removed', text)));
      changes.push(...next.value.slice(pairs).map((text) => whole('added', text)));
      index += 1;
    } else {
      const kind = step.added ? 'added' : step.removed ? 'removed' : 'same';
      changes.push(...step.value.map((text) => whole(kind, text)));
    }
  }
  return changes;
}

function comparedWords(before: string, after: string, language: string): ParagraphChange[] {
  const intlSegmenter = new Intl.Segmenter(language, { granularity: 'word' });
  const parts = diffWordsWithSpace(before, after, { intlSegmenter, maxEditLength: mostSteps });
  const common = parts?.filter(({ added, removed }) => !added && !removed).map(({ value }) => value) ?? [];
  // Two paragraphs that share a few words are not one that was changed.
  const shared = common.join('').replace(/\s/g, '').length;
  if (!parts || shared * 3 < Math.max(before.length, after.length))
    return [whole('removed', before), whole('added', after)];
  return [
    {
      kind: 'changed',
      parts: parts.map(({ added, removed, value }) => ({
        kind: added ? 'added' : removed ? 'removed' : 'same',
        text: value,
      })),
    },
  ];
}

const whole = (kind: ChangeKind, text: string): ParagraphChange => ({ kind, parts: [{ kind, text }] });
