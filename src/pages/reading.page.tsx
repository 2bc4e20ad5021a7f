import type { EventScope } from '../access/event-scope';
import { mailLanguage, wordsFor, type MailLanguage, type Words } from '../communications/words';
import type { OwnReadingView } from '../greetings/reading-copies/reading-copy.view';
import { inLanguage } from '../platform/text';
import { htmlPage } from './page';
import { Contact, Fact } from './page-parts';
import { copyUrl } from './reading-parts';

interface ReadingPageWords {
  readonly title: string;
  readonly nothing: string;
  /** What somebody is asked, or has said, by part and answer. */
  readonly states: Readonly<Record<string, string>>;
  readonly over: string;
  readonly session: string;
  readonly position: string;
  readonly accept: string;
  readonly acceptAfterAll: string;
  readonly decline: string;
  readonly declineAfterAll: string;
  readonly copy: (language: string) => string;
  readonly noCopyYet: string;
  readonly embargo: string;
}

const pageWords: Readonly<Record<MailLanguage, ReadingPageWords>> = {
  en: {
    title: 'Messages of greetings',
    nothing: 'There is nothing here for you to read. If you expected something, please write to us.',
    states: {
      'reader asked': 'You are asked to read this message on its author’s behalf.',
      'reader accepted': 'You have accepted to read this message. Thank you!',
      'reader declined': 'You have told us that you do not read this message.',
      deputy: 'You stand in for the reader. You will be asked if the reader cannot do it.',
      'deputy asked': 'The reader cannot do it. You are asked to read this message on its author’s behalf.',
      'deputy declined': 'You have told us that you do not read this message.',
      interpreter: 'You interpret this message. Its author allows that you have it in advance.',
    },
    over: 'The message has been delivered. Thank you!',
    session: 'Session',
    position: 'Place in the order',
    accept: 'Accept',
    acceptAfterAll: 'Read it after all',
    decline: 'Decline',
    declineAfterAll: 'I cannot after all',
    copy: (language) => `Copy in large print: ${language}`,
    noCopyYet: 'The text is not ready yet. You will get a mail when it is.',
    embargo: 'Texts are under embargo until they are made public. This page is yours alone.',
  },
  ru: {
    title: 'Приветственные послания',
    nothing: 'Здесь нет ничего для чтения. Если Вы чего-то ожидали, напишите нам.',
    states: {
      'reader asked': 'Просим Вас огласить это послание от имени автора.',
      'reader accepted': 'Вы согласились огласить это послание. Благодарим Вас!',
      'reader declined': 'Вы сообщили, что не будете оглашать это послание.',
      deputy: 'Вы — запасной чтец. Мы обратимся к Вам, если чтец не сможет выступить.',
      'deputy asked': 'Чтец не сможет выступить. Просим Вас огласить это послание от имени автора.',
      'deputy declined': 'Вы сообщили, что не будете оглашать это послание.',
      interpreter: 'Вы переводите это послание. Автор разрешает Вам ознакомиться с ним заранее.',
    },
    over: 'Послание оглашено. Благодарим Вас!',
    session: 'Сессия',
    position: 'Место в порядке оглашения',
    accept: 'Согласиться',
    acceptAfterAll: 'Всё же огласить',
    decline: 'Отказаться',
    declineAfterAll: 'Не смогу выступить',
    copy: (language) => `Экземпляр крупным шрифтом: ${language}`,
    noCopyYet: 'Текст ещё не готов. Когда он будет готов, Вы получите письмо.',
    embargo: 'До опубликования тексты не разглашаются. Эта страница предназначена только для Вас.',
  },
  zh: {
    title: '贺信',
    nothing: '目前没有需要您宣读的贺信。如有疑问，请与我们联系。',
    states: {
      'reader asked': '诚邀您代作者宣读此贺信。',
      'reader accepted': '您已同意宣读此贺信，衷心感谢！',
      'reader declined': '您已告知不宣读此贺信。',
      deputy: '您是候补宣读人。如宣读人无法宣读，我们将与您联系。',
      'deputy asked': '宣读人无法宣读，恳请您代作者宣读此贺信。',
      'deputy declined': '您已告知不宣读此贺信。',
      interpreter: '您负责口译此贺信，作者同意您提前阅读。',
    },
    over: '贺信已宣读，衷心感谢！',
    session: '环节',
    position: '宣读顺序',
    accept: '接受',
    acceptAfterAll: '改为接受',
    decline: '谢绝',
    declineAfterAll: '无法宣读',
    copy: (language) => `大字宣读本：${language}`,
    noCopyYet: '文本尚未备妥，备妥后将以邮件通知您。',
    embargo: '贺信在正式公布之前不得外传。本页面仅供您本人使用。',
  },
};

/** What the holder of a link reads, stands in for or interprets: their answers, and the copies that are theirs now. */
export function readingPage(
  event: Pick<EventScope, 'title' | 'titles' | 'timeZone' | 'city' | 'startDate' | 'endDate' | 'locales'>,
  items: readonly OwnReadingView[],
  { locale, token, contact }: { readonly locale: string; readonly token: string; readonly contact: string },
): string {
  const language = mailLanguage(locale, event.locales);
  const own = pageWords[language];
  const words = wordsFor(language, event.timeZone, event.city);
  const title = inLanguage(event.title, event.titles, language);
  return htmlPage(
    `${own.title} · ${title}`,
    language,
    <>
      <p class="quiet">
        <bdi>{title}</bdi>
        <br />
        {words.days(event.startDate, event.endDate)}, <bdi>{event.city}</bdi>
      </p>
      <h1>{own.title}</h1>
      {items.length === 0 && <p>{own.nothing}</p>}
      {items.map((item) => (
        <Reading item={item} own={own} words={words} token={token} />
      ))}
      {items.length > 0 && <p class="quiet">{own.embargo}</p>}
      <Contact words={words} address={contact} />
    </>,
  );
}

function Reading({
  item,
  own,
  words,
  token,
}: {
  readonly item: OwnReadingView;
  readonly own: ReadingPageWords;
  readonly words: Words;
  readonly token: string;
}) {
  const { startsAt, endsAt } = item;
  const isOver = item.state !== null && !item.canAnswer;
  return (
    <section>
      <h2>
        <bdi>{item.author}</bdi>, <bdi>{item.authorTitle}</bdi>
      </h2>
      <p class={item.state === 'accepted' ? 'state yes' : 'state'}>
        {isOver ? own.over : own.states[[item.part, item.state].filter(Boolean).join(' ')]}
      </p>
      {item.session !== null && (
        <dl class="facts">
          <Fact name={own.session} value={item.session} />
          {startsAt !== null && endsAt !== null && (
            <Fact name={words.when} value={words.period(new Date(startsAt), new Date(endsAt))} />
          )}
          {item.position !== null && <Fact name={own.position} value={String(item.position)} />}
        </dl>
      )}
      {item.copies.length > 0 ? (
        <ul class="places">
          {item.copies.map(({ language, href }) => (
            <li>
              <a href={copyUrl(href, token)}>{own.copy(words.languageName(language))}</a>
            </li>
          ))}
        </ul>
      ) : (
        item.state === 'accepted' && <p class="quiet">{own.noCopyYet}</p>
      )}
      {item.canAnswer && (
        <form class="answers" method="post" action="/reading">
          <input type="hidden" name="token" value={token} />
          <input type="hidden" name="greetingId" value={item.greetingId} />
          {item.state !== 'accepted' && (
            <button class={item.state === 'asked' ? 'button' : 'button second'} name="answer" value="accept">
              {item.state === 'asked' ? own.accept : own.acceptAfterAll}
            </button>
          )}
          {item.state !== 'declined' && (
            <button class="button second" name="answer" value="decline">
              {item.state === 'asked' ? own.decline : own.declineAfterAll}
            </button>
          )}
        </form>
      )}
    </section>
  );
}
