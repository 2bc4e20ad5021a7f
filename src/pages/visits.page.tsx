import { mailLanguage, wordsFor, type MailLanguage, type Words } from '../communications/words';
import { inLanguage } from '../platform/text';
import type { VisitQuestions } from '../site-visits/feedback/visit-answers.service';
import { htmlPage } from './page';

interface VisitsPageWords {
  readonly title: string;
  readonly offers: string;
  readonly heldUntil: string;
  readonly accept: string;
  readonly decline: string;
  readonly how: string;
  readonly rating: string;
  readonly recommend: string;
  readonly yes: string;
  readonly no: string;
  readonly remarks: string;
  readonly came: string;
  readonly send: string;
  readonly given: string;
  readonly anonymous: string;
  readonly closed: string;
  readonly nothing: string;
}

const pageWords: Readonly<Record<MailLanguage, VisitsPageWords>> = {
  en: {
    title: 'Site visits',
    offers: 'A place is held for you',
    heldUntil: 'Held until',
    accept: 'Accept',
    decline: 'Decline',
    how: 'How was it?',
    rating: 'From 1 (poor) to 5 (excellent)',
    recommend: 'Would you recommend this visit to others?',
    yes: 'Yes',
    no: 'No',
    remarks: 'What would you like to say? (optional)',
    came: 'How many people came? (optional)',
    send: 'Send',
    given: 'Thank you for your answer. You can change it here.',
    anonymous: 'Nobody reads who wrote what.',
    closed: 'Answers are no longer taken.',
    nothing: 'There is nothing for you to answer at present.',
  },
  ru: {
    title: 'Посещения',
    offers: 'За Вами удерживается место',
    heldUntil: 'Удерживается до',
    accept: 'Принять',
    decline: 'Отказаться',
    how: 'Как всё прошло?',
    rating: 'От 1 (плохо) до 5 (отлично)',
    recommend: 'Посоветовали бы Вы это посещение другим?',
    yes: 'Да',
    no: 'Нет',
    remarks: 'Что Вы хотели бы сказать? (необязательно)',
    came: 'Сколько человек приехало? (необязательно)',
    send: 'Отправить',
    given: 'Спасибо за Ваш ответ. Здесь его можно изменить.',
    anonymous: 'Никто не узнает, кто что написал.',
    closed: 'Ответы больше не принимаются.',
    nothing: 'Сейчас отвечать ни на что не нужно.',
  },
  zh: {
    title: '参观活动',
    offers: '已为您保留名额',
    heldUntil: '保留至',
    accept: '接受',
    decline: '谢绝',
    how: '活动进行得如何？',
    rating: '1分（差）至5分（优）',
    recommend: '您愿意向他人推荐此次参观吗？',
    yes: '愿意',
    no: '不愿意',
    remarks: '您有什么想说的？（选填）',
    came: '实到多少人？（选填）',
    send: '提交',
    given: '感谢您的反馈，您可在此修改。',
    anonymous: '反馈不记名。',
    closed: '已不再接受答复。',
    nothing: '目前没有需要您答复的事项。',
  },
};

/** Longest remark, in characters as a browser counts them. */
export const longestRemark = 2000;

interface Asked {
  readonly own: VisitsPageWords;
  readonly words: Words;
  readonly token: string;
}

/** What somebody is asked about visits, and how they answer, in their language and the time of the event. */
export function visitsPage(questions: VisitQuestions, token: string): string {
  const { event } = questions;
  const language = mailLanguage(questions.locale, event.locales);
  const asked: Asked = {
    own: pageWords[language],
    words: wordsFor(language, event.timeZone, event.city),
    token,
  };
  const { own, words } = asked;
  const say = ({ title, titles }: { title: string; titles: Readonly<Record<string, string>> }): string =>
    inLanguage(title, titles, language);
  return htmlPage(
    `${own.title} · ${say(event)}`,
    language,
    <>
      <p class="quiet">
        <bdi>{say(event)}</bdi>
      </p>
      <h1>{own.title}</h1>
      <p>
        <bdi>{questions.name}</bdi>
      </p>
      {questions.kind === 'participant' ? (
        <>
          {questions.offers.length > 0 && <h2>{own.offers}</h2>}
          {questions.offers.map((offer) => (
            <section>
              <dl class="facts">
                <Fact name={own.title} value={say(offer)} />
                <Fact
                  name={words.when}
                  value={words.period(new Date(offer.startsAt), new Date(offer.endsAt))}
                />
                <Fact name={own.heldUntil} value={words.dateTime(new Date(offer.holdUntil))} />
              </dl>
              <form class="answers" method="post" action="/visits">
                <input type="hidden" name="token" value={token} />
                <input type="hidden" name="id" value={offer.id} />
                <button class="button" name="answer" value="accept">
                  {own.accept}
                </button>
                <button class="button second" name="answer" value="decline">
                  {own.decline}
                </button>
              </form>
            </section>
          ))}
          {questions.visits.map((visit) => (
            <Question
              asked={asked}
              id={visit.bookingId}
              heading={say(visit)}
              when={words.dateTime(new Date(visit.startsAt))}
              open={visit.open}
              given={visit.rating === null ? null : { ...visit, rating: visit.rating }}
              host={false}
            />
          ))}
          {questions.offers.length + questions.visits.length === 0 && <p class="state">{own.nothing}</p>}
        </>
      ) : (
        <>
          {questions.visits.items.map((visit) => (
            <Question
              asked={asked}
              id={visit.departureId}
              heading={say(questions.visits)}
              when={words.period(new Date(visit.startsAt), new Date(visit.endsAt))}
              open={visit.open}
              given={visit.own}
              host={true}
            />
          ))}
          {questions.visits.items.length === 0 && <p class="state">{own.nothing}</p>}
        </>
      )}
    </>,
  );
}

interface Given {
  readonly rating: number;
  readonly recommends?: boolean | null;
  readonly came?: number | null;
  readonly remarks: string | null;
}

function Question({
  asked: { own, token },
  id,
  heading,
  when,
  open,
  given,
  host,
}: {
  asked: Asked;
  id: string;
  heading: string;
  when: string;
  open: boolean;
  given: Given | null;
  host: boolean;
}) {
  return (
    <section>
      <h2>
        <bdi>{heading}</bdi>
      </h2>
      <p class="quiet">{when}</p>
      {given !== null && open && <p class="state yes">{own.given}</p>}
      {open ? (
        <form class="panel" method="post" action="/visits">
          <input type="hidden" name="token" value={token} />
          <input type="hidden" name="id" value={id} />
          <fieldset>
            <legend>
              {own.how} {own.rating}
            </legend>
            {[1, 2, 3, 4, 5].map((rating) => (
              <Choice
                name="rating"
                value={String(rating)}
                label={String(rating)}
                chosen={given?.rating === rating}
                required
              />
            ))}
          </fieldset>
          {host ? (
            <>
              <label for={`came-${id}`}>{own.came}</label>
              <input
                id={`came-${id}`}
                name="came"
                inputMode="numeric"
                pattern="[0-9]{0,5}"
                value={given?.came ?? ''}
              />
            </>
          ) : (
            <fieldset>
              <legend>{own.recommend}</legend>
              <Choice name="recommends" value="yes" label={own.yes} chosen={given?.recommends === true} />
              <Choice name="recommends" value="no" label={own.no} chosen={given?.recommends === false} />
            </fieldset>
          )}
          <label for={`remarks-${id}`}>{own.remarks}</label>
          <textarea id={`remarks-${id}`} name="remarks" maxLength={longestRemark}>
            {given?.remarks ?? ''}
          </textarea>
          <button class="button" name="answer" value={host ? 'host' : 'say'}>
            {own.send}
          </button>
          {!host && <p class="quiet">{own.anonymous}</p>}
        </form>
      ) : (
        <p class="state">{own.closed}</p>
      )}
    </section>
  );
}

function Choice({
  name,
  value,
  label,
  chosen,
  required = false,
}: {
  name: string;
  value: string;
  label: string;
  chosen: boolean;
  required?: boolean;
}) {
  return (
    <label>
      <input type="radio" name={name} value={value} checked={chosen} required={required} /> {label}
    </label>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <bdi>{value}</bdi>
      </dd>
    </div>
  );
}
