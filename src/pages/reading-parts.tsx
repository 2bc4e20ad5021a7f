import { agendaWords } from '../agendas/agenda.words';
import type { MailLanguage, Words } from '../communications/words';
import type { OwnReadingView } from '../greetings/reading-copies/reading-copy.view';

/** Messages that a person reads, stands in for or interprets, as another page of theirs shows them. */
export interface OwnReadings {
  /** The page on which they answer. */
  readonly page: string;
  readonly copies: readonly { readonly author: string; readonly language: string; readonly url: string }[];
}

/** Undefined for whoever has nothing to do with messages. */
export function ownReadings(items: readonly OwnReadingView[], token: string): OwnReadings | undefined {
  if (items.length === 0) return undefined;
  return {
    page: `/reading?token=${encodeURIComponent(token)}`,
    copies: items.flatMap(({ author, copies }) =>
      copies.map(({ language, href }) => ({ author, language, url: copyUrl(href, token) })),
    ),
  };
}

/** Address of a copy for the holder of a token. */
export function copyUrl(href: string, token: string): string {
  return `${href}&token=${encodeURIComponent(token)}`;
}

const heading: Readonly<Record<MailLanguage, string>> = {
  en: 'Messages of greetings',
  ru: 'Приветственные послания',
  zh: '贺信',
};

const pageLink: Readonly<Record<MailLanguage, string>> = {
  en: 'What you read, and your answers',
  ru: 'Что Вы оглашаете и Ваши ответы',
  zh: '您宣读的贺信与答复',
};

/** The copies that are theirs, and the way to the page on which they answer. */
export function Readings({
  readings,
  words,
}: {
  readonly readings: OwnReadings | undefined;
  readonly words: Words;
}) {
  if (!readings) return null;
  const own = agendaWords[words.language];
  return (
    <section>
      <h2>{readings.copies.length > 0 ? own.readingCopies : heading[words.language]}</h2>
      {readings.copies.length > 0 && (
        <>
          <ul>
            {readings.copies.map(({ author, language, url }) => (
              <li>
                <a href={url}>
                  <bdi>{author}</bdi>: {words.languageName(language)}
                </a>
              </li>
            ))}
          </ul>
          <p class="quiet">{own.underEmbargo}</p>
        </>
      )}
      <p>
        <a href={readings.page}>{pageLink[words.language]}</a>
      </p>
    </section>
  );
}
