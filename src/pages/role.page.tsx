import { mailLanguage, wordsFor, type MailLanguage } from '../communications/words';
import { inLanguage } from '../platform/text';
import type { RoleRequest } from '../programme/roles/session-role-answers.service';
import { askingWords, asksForRole, roleName } from '../programme/roles/session-role.words';
import { htmlPage } from './page';
import { Contact, Fact } from './page-parts';
import { Readings, type OwnReadings } from './reading-parts';

interface RolePageWords {
  readonly title: string;
  readonly accepted: string;
  readonly declined: string;
  readonly accept: string;
  readonly acceptAfterAll: string;
  readonly decline: string;
  readonly declineAfterAll: string;
  readonly reason: string;
  readonly sendDecline: string;
  readonly canChange: string;
  readonly closed: string;
  readonly eventCancelled: string;
}

const pageWords: Readonly<Record<MailLanguage, RolePageWords>> = {
  en: {
    title: 'Your part in the programme',
    accepted: 'You have accepted. Thank you!',
    declined: 'You have declined. Thank you for letting us know.',
    accept: 'Accept',
    acceptAfterAll: 'Accept after all',
    decline: 'Decline…',
    declineAfterAll: 'I cannot after all…',
    reason: 'Would you like to tell the organisers why? (optional)',
    sendDecline: 'Decline',
    canChange: 'You can change your answer on this page until the event begins.',
    closed: 'Answers are no longer taken on this page. If something has changed, please write to us.',
    eventCancelled: 'The event has been cancelled. There is nothing for you to do.',
  },
  ru: {
    title: 'Ваше участие в программе',
    accepted: 'Вы согласились. Благодарим Вас!',
    declined: 'Вы отказались. Благодарим, что сообщили нам.',
    accept: 'Согласиться',
    acceptAfterAll: 'Всё же согласиться',
    decline: 'Отказаться…',
    declineAfterAll: 'Не смогу участвовать…',
    reason: 'Хотите сообщить организаторам причину? (необязательно)',
    sendDecline: 'Отказаться',
    canChange: 'До начала мероприятия ответ можно изменить на этой странице.',
    closed: 'Изменить ответ на этой странице уже нельзя. Если что-то изменилось, напишите нам.',
    eventCancelled: 'Мероприятие отменено. От Вас ничего не требуется.',
  },
  zh: {
    title: '日程参与邀请',
    accepted: '您已接受邀请，衷心感谢！',
    declined: '您已婉拒邀请，感谢您的告知。',
    accept: '接受',
    acceptAfterAll: '改为接受',
    decline: '婉拒…',
    declineAfterAll: '无法出席…',
    reason: '您可向主办方说明原因（选填）',
    sendDecline: '确认婉拒',
    canChange: '活动开始之前，您可在本页面更改答复。',
    closed: '本页面已不再接受答复。如情况有变，请与我们联系。',
    eventCancelled: '活动已取消，您无需再做任何准备。',
  },
};

/** What somebody is asked to do, and how they answer, in their language and the time of the event. */
export function rolePage(
  { role, open, changeable }: RoleRequest,
  token: string,
  contact: string,
  readings?: OwnReadings,
): string {
  const { event } = role;
  const language = mailLanguage(role.locale, event.locales);
  const own = pageWords[language];
  const asking = askingWords[language];
  const words = wordsFor(language, event.timeZone, event.city);
  const say = ({ title, titles }: { title: string; titles: Readonly<Record<string, string>> }): string =>
    inLanguage(inLanguage(title, titles, language), titles, role.locale);
  const { startsAt, endsAt } = role;
  return htmlPage(
    `${own.title} · ${say(event)}`,
    language,
    <>
      <p class="quiet">
        <bdi>{say(event)}</bdi>
        <br />
        {words.days(event.startDate, event.endDate)}, <bdi>{event.city}</bdi>
      </p>
      <h1>{own.title}</h1>
      <p>
        <bdi>{role.displayName}</bdi>
      </p>
      {role.state === 'accepted' && <p class="state yes">{own.accepted}</p>}
      {role.state === 'declined' && <p class="state">{own.declined}</p>}
      <p>{asksForRole(role.role, language, say(role.session), say(event)).html}</p>
      <dl class="facts">
        <Fact name={asking.role} value={roleName(role.role, language)} />
        {role.item && <Fact name={asking.item} value={say(role.item)} />}
        <Fact
          name={words.when}
          value={startsAt && endsAt ? words.period(startsAt, endsAt) : asking.timeToCome}
        />
        {role.room !== null && <Fact name={words.room} value={role.room} />}
      </dl>
      {open ? (
        <>
          <Answers state={role.state} own={own} token={token} />
          {changeable && <p class="quiet">{own.canChange}</p>}
        </>
      ) : (
        <p class="state">{role.eventState === 'cancelled' ? own.eventCancelled : own.closed}</p>
      )}
      <Readings readings={readings} words={words} />
      <Contact words={words} address={contact} />
    </>,
  );
}

/** The buttons; to decline opens a second one, with room for a reason. */
function Answers({ state, own, token }: { state: string; own: RolePageWords; token: string }) {
  return (
    <div class="answers">
      {state !== 'accepted' && (
        <form method="post" action="/role">
          <input type="hidden" name="token" value={token} />
          <button class={state === 'asked' ? 'button' : 'button second'} name="answer" value="accept">
            {state === 'asked' ? own.accept : own.acceptAfterAll}
          </button>
        </form>
      )}
      {state !== 'declined' && (
        <details>
          <summary class="button second">{state === 'asked' ? own.decline : own.declineAfterAll}</summary>
          <form class="panel" method="post" action="/role">
            <input type="hidden" name="token" value={token} />
            <label for="comment">{own.reason}</label>
            <textarea id="comment" name="comment" maxLength={longestReason} />
            <button class="button" name="answer" value="decline">
              {own.sendDecline}
            </button>
          </form>
        </details>
      )}
    </div>
  );
}

/** In characters. A browser counts a line break as one of them and sends two. */
export const longestReason = 1000;
