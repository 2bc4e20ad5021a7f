import { mailLanguage, wordsFor, type MailLanguage, type Words } from '../communications/words';
import type { GreetingRequest } from '../greetings/requests/requests.queries';
import { longestText } from '../greetings/texts/text.rules';
import { htmlPage } from './page';
import { Contact, Fact } from './page-parts';
import { longestReason } from './role.page';

interface GreetingPageWords {
  readonly title: string;
  readonly asks: string;
  readonly author: string;
  readonly addressees: string;
  readonly occasion: string;
  readonly languages: string;
  readonly length: string;
  readonly minutes: {
    readonly one?: string;
    readonly few?: string;
    readonly many?: string;
    readonly other: string;
  };
  readonly promised: string;
  readonly declined: string;
  readonly received: (words: number, at: string) => string;
  readonly promise: string;
  readonly decline: string;
  readonly reason: string;
  readonly sendDecline: string;
  readonly handIn: string;
  readonly handInAgain: string;
  readonly language: string;
  readonly text: string;
  readonly send: string;
  readonly file: string;
  readonly embargo: string;
  readonly closed: string;
}

const pageWords: Readonly<Record<MailLanguage, GreetingPageWords>> = {
  en: {
    title: 'A message of greetings',
    asks: 'The participants would be honoured by a message of greetings.',
    author: 'Author',
    addressees: 'To',
    occasion: 'Occasion',
    languages: 'Languages',
    length: 'Length',
    minutes: { one: '# minute when read aloud', other: '# minutes when read aloud' },
    promised: 'You have told us that the message will come. Thank you!',
    declined: 'You have told us that there will be no message. Thank you for letting us know.',
    received: (words, at) => `The text is here: ${words} words, ${at}. Thank you!`,
    promise: 'The message will come',
    decline: 'There will be no message…',
    reason: 'Please tell us why.',
    sendDecline: 'There will be no message',
    handIn: 'Send the text…',
    handInAgain: 'Send a corrected text…',
    language: 'Language in which it is written',
    text: 'The text, word for word; an empty line between paragraphs',
    send: 'Send the text',
    file: 'Or the text as a Word or PDF file',
    embargo: 'The text is under embargo until it has been delivered. This page shows it to nobody.',
    closed: 'Answers are no longer taken on this page. If something has changed, please write to us.',
  },
  ru: {
    title: 'Приветственное послание',
    asks: 'Участники почтут за честь получить приветственное послание.',
    author: 'Автор',
    addressees: 'Адресат',
    occasion: 'Повод',
    languages: 'Языки',
    length: 'Продолжительность',
    minutes: {
      one: '# минута чтения вслух',
      few: '# минуты чтения вслух',
      many: '# минут чтения вслух',
      other: '# минуты чтения вслух',
    },
    promised: 'Вы сообщили, что послание будет. Благодарим Вас!',
    declined: 'Вы сообщили, что послания не будет. Благодарим, что известили нас.',
    received: (words, at) => `Текст получен, слов: ${words}, ${at}. Благодарим Вас!`,
    promise: 'Послание будет',
    decline: 'Послания не будет…',
    reason: 'Просим сообщить причину.',
    sendDecline: 'Послания не будет',
    handIn: 'Прислать текст…',
    handInAgain: 'Прислать исправленный текст…',
    language: 'Язык, на котором он написан',
    text: 'Текст слово в слово; между абзацами пустая строка',
    send: 'Отправить текст',
    file: 'Или текст файлом Word или PDF',
    embargo: 'До оглашения текст не разглашается. На этой странице он никому не показывается.',
    closed: 'Ответы на этой странице уже не принимаются. Если что-то изменилось, напишите нам.',
  },
  zh: {
    title: '恳请惠赐贺信',
    asks: '全体与会者恳请惠赐贺信。',
    author: '作者',
    addressees: '致',
    occasion: '场合',
    languages: '语言',
    length: '篇幅',
    minutes: { other: '宣读时间约#分钟' },
    promised: '您已告知将提供贺信，衷心感谢！',
    declined: '您已告知无法提供贺信，感谢告知。',
    received: (words, at) => `贺信已收到：${words}字，${at}。衷心感谢！`,
    promise: '将提供贺信',
    decline: '无法提供贺信…',
    reason: '敬请说明原因。',
    sendDecline: '无法提供贺信',
    handIn: '提交贺信…',
    handInAgain: '提交修改后的贺信…',
    language: '贺信所用语言',
    text: '贺信全文；段落之间空一行',
    send: '提交贺信',
    file: '或上传Word或PDF文件',
    embargo: '贺信在宣读之前不对外公布，本页面也不显示其内容。',
    closed: '本页面已不再接受答复。如情况有变，请与我们联系。',
  },
};

/** What the head of an organisation is asked for, and how their office answers; never the text that it has sent. */
export function greetingPage(
  { view, event, locale }: GreetingRequest & { readonly locale: string | undefined },
  token: string,
  contact: string,
): string {
  const language = mailLanguage(locale ?? '', event.locales);
  const own = pageWords[language];
  const words = wordsFor(language, event.timeZone, event.city);
  const { received } = view;
  const isOpen = view.canPromise || view.canDecline || view.canHandIn;
  return htmlPage(
    `${own.title} · ${event.title}`,
    language,
    <>
      <p class="quiet">
        <bdi>{event.title}</bdi>
        <br />
        {words.days(event.startDate, event.endDate)}, <bdi>{event.city}</bdi>
      </p>
      <h1>{own.title}</h1>
      {received ? (
        <p class="state yes">{own.received(received.words, words.dateTime(new Date(received.at)))}</p>
      ) : (
        <>
          {view.state === 'promised' && <p class="state yes">{own.promised}</p>}
          {view.state === 'declined' && <p class="state">{own.declined}</p>}
          {view.state === 'requested' && <p>{own.asks}</p>}
        </>
      )}
      <dl class="facts">
        <Fact name={own.author} value={`${view.author}, ${view.authorTitle}`} />
        <Fact name={own.addressees} value={view.addressees} />
        {view.occasion !== null && <Fact name={own.occasion} value={view.occasion} />}
        <Fact name={own.languages} value={words.list(view.languages.map((one) => words.languageName(one)))} />
        {view.lengthMinutes !== null && (
          <Fact name={own.length} value={words.count(view.lengthMinutes, own.minutes)} />
        )}
        {view.dueAt !== null && <Fact name={words.deadline} value={words.dateTime(new Date(view.dueAt))} />}
      </dl>
      {isOpen ? (
        <Answers view={view} own={own} words={words} token={token} />
      ) : (
        <p class="state">{own.closed}</p>
      )}
      <p class="quiet">{own.embargo}</p>
      <Contact words={words} address={contact} />
    </>,
  );
}

interface Asked {
  readonly view: GreetingRequest['view'];
  readonly own: GreetingPageWords;
  readonly words: Words;
}

/** In which of the languages of the event the text is written. */
function Languages({ id, view, own, words }: Asked & { id: string }) {
  return (
    <>
      <label for={id}>{own.language}</label>
      <select id={id} name="language">
        {view.languages.map((one) => (
          <option value={one} selected={one === view.received?.language}>
            {words.languageName(one)}
          </option>
        ))}
      </select>
    </>
  );
}

function Answers({ view, own, words, token }: Asked & { token: string }) {
  return (
    <div class="answers">
      {view.canPromise && (
        <form method="post" action="/greeting">
          <input type="hidden" name="token" value={token} />
          <button class="button" name="answer" value="promise">
            {own.promise}
          </button>
        </form>
      )}
      {view.canHandIn && (
        <details>
          <summary class="button second">{view.received ? own.handInAgain : own.handIn}</summary>
          <form class="panel" method="post" action="/greeting">
            <input type="hidden" name="token" value={token} />
            <Languages id="language" view={view} own={own} words={words} />
            <label for="text">{own.text}</label>
            <textarea id="text" name="text" rows={16} maxLength={longestText} required />
            <button class="button" name="answer" value="text">
              {own.send}
            </button>
          </form>
          <form
            class="panel"
            method="post"
            enctype="multipart/form-data"
            action={`/greeting/file?token=${encodeURIComponent(token)}`}
          >
            <Languages id="file-language" view={view} own={own} words={words} />
            <label for="file">{own.file}</label>
            <input id="file" type="file" name="file" accept=".docx,.pdf" required />
            <button class="button">{own.send}</button>
          </form>
        </details>
      )}
      {view.canDecline && (
        <details>
          <summary class="button second">{own.decline}</summary>
          <form class="panel" method="post" action="/greeting">
            <input type="hidden" name="token" value={token} />
            <label for="comment">{own.reason}</label>
            <textarea id="comment" name="comment" maxLength={longestReason} required />
            <button class="button" name="answer" value="decline">
              {own.sendDecline}
            </button>
          </form>
        </details>
      )}
    </div>
  );
}
