import { mailTopics, topicNames, type MailTopic } from '../communications/preferences/mail-topics.words';
import type { MailPreferencesView } from '../communications/preferences/mail-preference.view';
import { wordsFor, type MailLanguage } from '../communications/words';
import { htmlPage } from './page';
import { Contact } from './page-parts';

const pageWords: Readonly<
  Record<
    MailLanguage,
    {
      readonly title: string;
      readonly stop: (topic: string) => string;
      readonly stopped: (topic: string) => string;
      readonly which: string;
      readonly always: string;
      readonly save: string;
      readonly saved: string;
    }
  >
> = {
  en: {
    title: 'Which mails you get',
    stop: (topic) => `Stop mails of this kind: ${topic}`,
    stopped: (topic) => `You get no more mails of this kind: ${topic}.`,
    which: 'Mails that you can do without',
    always:
      'What you must know as a participant is always sent: your registration, changes of what you take part in.',
    save: 'Save',
    saved: 'Your choice has been saved.',
  },
  ru: {
    title: 'Какие письма Вы получаете',
    stop: (topic) => `Больше не присылать: ${topic}`,
    stopped: (topic) => `Таких писем больше не будет: ${topic}.`,
    which: 'Письма, без которых можно обойтись',
    always:
      'То, что участнику необходимо знать, присылается всегда: сведения о регистрации, изменения в том, в чём Вы участвуете.',
    save: 'Сохранить',
    saved: 'Ваш выбор сохранён.',
  },
  zh: {
    title: '您接收的邮件',
    stop: (topic) => `不再接收：${topic}`,
    stopped: (topic) => `您将不再收到此类邮件：${topic}。`,
    which: '可选邮件',
    always: '与会者必须知悉的内容（报名情况及您所参加活动的变更）始终会发送。',
    save: '保存',
    saved: '您的选择已保存。',
  },
};

/** What a page of choices shows beyond the choices. */
export interface MailPreferencesPage {
  readonly language: MailLanguage;
  readonly eventTitle: string;
  readonly timeZone: string;
  readonly token: string;
  readonly contact: string;
  readonly preferences: MailPreferencesView;
  /** The topic of the mail from which the reader came. */
  readonly topic?: MailTopic;
  /** What has just been done. */
  readonly done?: 'stopped' | 'saved';
}

/** What somebody gets by mail, and what they can do without. */
export function mailPreferencesPage(page: MailPreferencesPage): string {
  const { language, eventTitle, token, preferences, topic, done } = page;
  const own = pageWords[language];
  const names = topicNames[language];
  const wanted = new Set(preferences.topics.filter((one) => one.wanted).map((one) => one.topic));
  const query = `token=${encodeURIComponent(token)}&lang=${language}`;
  return htmlPage(
    `${own.title} · ${eventTitle}`,
    language,
    <>
      <p class="quiet">
        <bdi>{eventTitle}</bdi>
      </p>
      <h1>{own.title}</h1>
      {done === 'stopped' && topic && <p class="state yes">{own.stopped(names[topic])}</p>}
      {done === 'saved' && <p class="state yes">{own.saved}</p>}
      {done === undefined && topic && wanted.has(topic) && (
        <form method="post" action={`/unsubscribe/${topic}?${query}`} class="answers">
          <button class="button" type="submit">
            {own.stop(names[topic])}
          </button>
        </form>
      )}
      <form method="post" action="/mail-preferences" class="panel">
        <input type="hidden" name="token" value={token} />
        <input type="hidden" name="lang" value={language} />
        <fieldset>
          <legend>{own.which}</legend>
          {mailTopics.map((each) => (
            <p>
              <label>
                <input type="checkbox" name="wanted" value={each} checked={wanted.has(each)} />
                {names[each]}
              </label>
            </p>
          ))}
        </fieldset>
        <button class="button" type="submit">
          {own.save}
        </button>
      </form>
      <p class="quiet">{own.always}</p>
      <Contact words={wordsFor(language, page.timeZone)} address={page.contact} />
    </>,
  );
}
