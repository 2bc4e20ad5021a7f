import type { ComponentChildren } from 'preact';
import { render } from 'preact-render-to-string';
import { inLanguage } from '../../platform/text';
import { pressDay } from '../greeting.rules';
import { directionOf, linesOf, wordsLanguage } from './publication.rules';
import type { PublishedCorrectionView, PublishedTextView } from './publication.view';
import { publicationWords, type PublicationWords } from './publication.words';
import type { PublishedGreeting } from './published.queries';

/** Paragraphs of a text in its own language and direction of writing; what was typed is escaped by JSX. */
function Paragraphs({ body }: { body: string }) {
  return (
    <>
      {linesOf(body).map((lines) => (
        <p>
          {lines.map((line, index) => (
            <>
              {index > 0 && <br />}
              {line}
            </>
          ))}
        </p>
      ))}
    </>
  );
}

/**
 * A published message as a part of somebody else's page: no scripts, no styles, nothing that is loaded. In one language,
 * or with all of them one after the other; `language` is that of the words around it.
 */
export function publishedFragment(
  { row, view }: PublishedGreeting,
  texts: readonly PublishedTextView[],
  language: string,
): string {
  const words = publicationWords[wordsLanguage(language)];
  const day = (instant: string): string => pressDay(new Date(instant), words.language, row.time_zone);
  const title = texts.find((text) => text.language === language)?.title ?? view.title;
  return render(
    <article
      class="greeting"
      id={`greeting-${view.id}`}
      lang={words.language}
      dir="ltr"
      data-edition={view.edition}
    >
      <header>
        <h2>{title}</h2>
        <p class="greeting-press">
          {view.pressLines ? view.pressLines[words.language] : words.toBeDelivered}
        </p>
        {view.extent === 'abridged' && <p class="greeting-note">{words.abridged}</p>}
      </header>
      {texts.map((text) => (
        <section class="greeting-text">
          <h3>
            {words.languageName(text.language)}{' '}
            <small>{text.authentic ? words.original : words.translation(view.language)}</small>
          </h3>
          {text.summary !== null && (
            <>
              <h4>{words.summary}</h4>
              <div class="greeting-summary" lang={text.language} dir={text.direction}>
                <Paragraphs body={text.summary} />
              </div>
            </>
          )}
          {text.text !== null && (
            <>
              <h4>{words.fullText}</h4>
              <div class="greeting-full" lang={text.language} dir={text.direction}>
                <Paragraphs body={text.text} />
              </div>
            </>
          )}
        </section>
      ))}
      {view.corrections.length > 0 && (
        <section class="greeting-corrections">
          <h3>{words.corrections}</h3>
          {view.corrections.map((correction) => (
            <Correction correction={correction} words={words} day={day(correction.at)} />
          ))}
        </section>
      )}
      <footer>
        <p>
          {words.published(
            day(view.publishedAt),
            view.edition,
            view.correctedAt === null ? undefined : day(view.correctedAt),
          )}
        </p>
      </footer>
    </article>,
  );
}

function Correction({
  correction,
  words,
  day,
}: {
  correction: PublishedCorrectionView;
  words: PublicationWords;
  day: string;
}) {
  const { number, at, language, reason, reasons, was } = correction;
  return (
    <section class="greeting-correction">
      <h4>
        <time dateTime={at}>{words.correction(number, day)}</time>
      </h4>
      <p>
        <bdi>{inLanguage(reason, reasons, words.language)}</bdi>
      </p>
      {was.text !== null && (
        <Former label={words.textBefore(language!)} language={language!}>
          <Paragraphs body={was.text} />
        </Former>
      )}
      {was.summary !== null && (
        <Former label={words.summaryBefore(language!)} language={language!}>
          <Paragraphs body={was.summary} />
        </Former>
      )}
      {was.pressLines !== null && (
        <Former label={words.recordBefore} language={words.language}>
          <p>{was.pressLines[words.language]}</p>
        </Former>
      )}
    </section>
  );
}

/** What stood there before: folded, so that nobody takes it for what holds. */
function Former({
  label,
  language,
  children,
}: {
  label: string;
  language: string;
  children: ComponentChildren;
}) {
  return (
    <details>
      <summary>{label}</summary>
      <blockquote lang={language} dir={directionOf(language)}>
        {children}
      </blockquote>
    </details>
  );
}
