import { mailLanguage, wordsFor, type MailLanguage, type Words } from '../communications/words';
import { inLanguage } from '../platform/text';
import type { ListsOfHost } from '../site-visits/manifests/host-manifests.service';
import { htmlPage } from './page';
import { Contact, Fact } from './page-parts';

const own = {
  en: {
    title: 'Lists of visitors',
    nothing: 'There is no list yet: it is made when booking ends, and you are told by mail.',
    list: (reference: string) => `List ${reference}`,
    amendment: (reference: string) => `Amendment ${reference}`,
    fixed: 'As of',
    people: 'Changes',
    differences: (added: number, removed: number, changed: number) =>
      `${added} added, ${removed} taken off, ${changed} corrected`,
    cancelled: 'This visit does not take place.',
    whole: 'Whole list as of this amendment',
    mark: 'Each copy that you fetch bears your name and the time, and is put on record.',
  },
  ru: {
    title: 'Списки посетителей',
    nothing: 'Списка ещё нет: он составляется, когда закрывается запись. Мы сообщим Вам письмом.',
    list: (reference: string) => `Список ${reference}`,
    amendment: (reference: string) => `Изменение ${reference}`,
    fixed: 'По состоянию на',
    people: 'Изменения',
    differences: (added: number, removed: number, changed: number) =>
      `включено: ${added}, исключено: ${removed}, исправлено: ${changed}`,
    cancelled: 'Это посещение не состоится.',
    whole: 'Весь список с учётом этого изменения',
    mark: 'На каждом полученном экземпляре стоят Ваше имя и время; получение записывается.',
  },
  zh: {
    title: '来访人员名单',
    nothing: '名单尚未生成：预约截止后生成，并以邮件通知您。',
    list: (reference: string) => `名单 ${reference}`,
    amendment: (reference: string) => `变更 ${reference}`,
    fixed: '截至',
    people: '变更',
    differences: (added: number, removed: number, changed: number) =>
      `新增${added}人，取消${removed}人，更正${changed}人`,
    cancelled: '本次参访不再举行。',
    whole: '含此变更的完整名单',
    mark: '您领取的每份副本均标有您的姓名和时间，并留有记录。',
  },
} as const;

/** The lists of one visit for its host, each with buttons that fetch it. */
export function manifestsPage(
  { event, host, title, titles, manifests }: ListsOfHost,
  token: string,
  contact: string,
): string {
  const language = mailLanguage(manifests[0]?.languages[0] ?? event.locales[0] ?? 'en');
  const words = wordsFor(language, event.timeZone, event.city);
  const text = own[language];
  const visit = inLanguage(title, titles, language);
  return htmlPage(
    `${text.title} · ${visit}`,
    language,
    <>
      <p class="quiet">
        <bdi>{inLanguage(event.title, event.titles, language)}</bdi>
      </p>
      <h1>{text.title}</h1>
      <p>
        <bdi>{visit}</bdi> · <bdi>{host}</bdi>
      </p>
      {manifests.length === 0 ? <p class="state">{text.nothing}</p> : <p class="quiet">{text.mark}</p>}
      {manifests.map((manifest) => (
        <Manifest manifest={manifest} language={language} words={words} token={token} />
      ))}
      <Contact words={words} address={contact} />
    </>,
  );
}

function Manifest({
  manifest,
  language,
  words,
  token,
}: {
  manifest: ListsOfHost['manifests'][number];
  language: MailLanguage;
  words: Words;
  token: string;
}) {
  const text = own[language];
  const { heading, added, removed, changed } = manifest;
  const isList = manifest.kind === 'list';
  return (
    <section>
      <h2>{isList ? text.list(manifest.reference) : text.amendment(manifest.reference)}</h2>
      {heading.cancelled && <p class="state">{text.cancelled}</p>}
      <dl class="facts">
        <Fact name={words.when} value={words.period(new Date(heading.startsAt), new Date(heading.endsAt))} />
        <Fact name={text.fixed} value={words.dateTime(new Date(manifest.frozenAt))} />
        {!isList && <Fact name={text.people} value={text.differences(added, removed, changed)} />}
      </dl>
      <Buttons manifest={manifest} what="manifest" token={token} words={words} />
      {!isList && (
        <>
          <p class="quiet">{text.whole}</p>
          <Buttons manifest={manifest} what="whole" token={token} words={words} />
        </>
      )}
    </section>
  );
}

function Buttons({
  manifest: { id, languages, formats },
  what,
  token,
  words,
}: {
  manifest: ListsOfHost['manifests'][number];
  what: 'manifest' | 'whole';
  token: string;
  words: Words;
}) {
  return (
    <div class="answers">
      {languages.flatMap((language) =>
        formats.map((format) => (
          <form method="post" action="/manifests">
            <input type="hidden" name="token" value={token} />
            <input type="hidden" name="manifest" value={id} />
            <input type="hidden" name="what" value={what} />
            <input type="hidden" name="language" value={language} />
            <button class={what === 'manifest' ? 'button' : 'button second'} name="format" value={format}>
              {format.toUpperCase()}
              {languages.length > 1 && ` · ${words.languageName(language)}`}
            </button>
          </form>
        )),
      )}
    </div>
  );
}
