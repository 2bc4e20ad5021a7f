import type { DeclaredPlaceholders, PlaceholderMakers } from '../communications/templates/placeholder.rules';

/** Whose message it is, in the words of those who may name that: mails to the author's own contact and to who awaits it. */
export function authorPlaceholders<P extends { readonly author: string; readonly authorTitle: string }>({
  text,
}: PlaceholderMakers<P>): DeclaredPlaceholders<P> {
  return {
    'greeting.author': text(
      'Author of the message of greetings.',
      { en: 'Vladimir Norov', ru: 'Владимир Норов', zh: '弗拉基米尔·诺罗夫' },
      (p) => p.author,
    ),
    'greeting.authorTitle': text(
      'Office of the author.',
      { en: 'Secretary-General', ru: 'Генеральный секретарь', zh: '秘书长' },
      (p) => p.authorTitle,
    ),
  };
}
