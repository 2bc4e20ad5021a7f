import type { PersonalAgenda } from '../agendas/agendas.queries';
import type { AgendaItem } from '../agendas/agenda.rules';
import { agendaWords, coachInWords, dutyInWords } from '../agendas/agenda.words';
import { deadlineInWords, deadlineWords } from '../agendas/deadline.words';
import { agendaTimes, type AgendaTimes } from '../agendas/times.rules';
import { mailLanguage } from '../communications/words';
import { isTimeZone } from '../platform/http/fields';
import { inLanguage } from '../platform/text';
import { htmlPage } from './page';
import { Readings, type OwnReadings } from './reading-parts';

/** What stands around an agenda on its page. */
export interface AgendaAddresses {
  /** Token of the link that opened the page. */
  readonly token: string;
  readonly calendarUrl: string;
  readonly pdfUrl: string;
  /** What a calendar can follow, if the person has it. */
  readonly webcalUrl: string | null;
}

/** A person's own agenda as a page, in their language, in the time of the event and, if they ask, in theirs too. */
export function agendaPage(
  { event, owner, items, deadlines, ownTimeZone }: PersonalAgenda,
  { token, calendarUrl, pdfUrl, webcalUrl }: AgendaAddresses,
  readings?: OwnReadings,
): string {
  const language = mailLanguage(owner.locale);
  const own = agendaWords[language];
  const times = agendaTimes(language, event, ownTimeZone);
  const { words } = times;
  const days = new Map<string, AgendaItem[]>();
  for (const item of items) {
    const day = words.day(item.startsAt);
    days.set(day, [...(days.get(day) ?? []), item]);
  }
  const title = inLanguage(event.title, event.titles, owner.locale);
  const first = items[0]?.startsAt ?? deadlines[0]?.dueAt;
  const ownZone = first && times.ownZoneAt(first);
  return htmlPage(
    `${own.title} · ${title}`,
    language,
    <>
      <p class="quiet">
        <bdi>{title}</bdi>
      </p>
      <h1>{own.title}</h1>
      <p>
        <bdi>{owner.name}</bdi>
      </p>
      {first && (
        <p class="quiet">
          {own.daysIn(words.days(event.startDate, event.endDate), event.city)} · {words.zoneAt(first)}
          {ownZone !== undefined && (
            <>
              <br />
              {own.yourZone(ownZone)}
            </>
          )}
        </p>
      )}
      {items.length === 0 && <p>{own.nothing}</p>}
      {items.length > 0 && (
        <p>
          <a class="button" href={calendarUrl}>
            {own.addToCalendar}
          </a>
          <a class="button second" href={pdfUrl}>
            {own.print}
          </a>
        </p>
      )}
      {deadlines.length > 0 && (
        <section>
          <h2>{deadlineWords[language].title}</h2>
          <ul class="items tasks">
            {deadlines.map((deadline) => (
              <li>
                <b>
                  <bdi>{deadlineInWords(deadline, language)}</bdi>
                </b>
                <span class={deadline.overdue ? 'late' : undefined}>
                  {deadline.overdue
                    ? deadlineWords[language].overdue(words.dateTime(deadline.dueAt))
                    : own.labelled(words.deadline, words.dateTime(deadline.dueAt))}
                </span>
                {ownTimeZone !== undefined && <span>{times.ownInstant(deadline.dueAt)}</span>}
              </li>
            ))}
          </ul>
        </section>
      )}
      {[...days].map(([day, ofDay]) => (
        <section>
          <h2>{day}</h2>
          <ul class="items">
            {ofDay.map((item) => (
              <Item item={item} times={times} />
            ))}
          </ul>
        </section>
      ))}
      <Readings readings={readings} words={words} />
      <section>
        <h2>{own.subscribe}</h2>
        <div class="panel">
          {webcalUrl !== null && (
            <>
              <p>{own.subscribeHow}</p>
              <p class="address">
                <a href={webcalUrl}>{webcalUrl}</a>
              </p>
              <p class="quiet">{own.keepAddress}</p>
            </>
          )}
          <form method="post" action="/agenda/feed">
            <input type="hidden" name="token" value={token} />
            <button class="button second" name="step" value="make">
              {webcalUrl === null ? own.makeAddress : own.renewAddress}
            </button>
            {webcalUrl !== null && (
              <button class="button second" name="step" value="stop">
                {own.stopAddress}
              </button>
            )}
          </form>
        </div>
      </section>
      <section>
        <h2>{own.yourTime}</h2>
        <form class="panel" method="get" action="/agenda">
          <input type="hidden" name="token" value={token} />
          <label for="timeZone">{own.showYourTime}</label>
          <select id="timeZone" name="timeZone">
            {zonesToChoose(ownTimeZone, event.timeZone).map((zone) => (
              <option value={zone} selected={zone === (ownTimeZone ?? event.timeZone)}>
                {zone.replaceAll('_', ' ')}
              </option>
            ))}
          </select>
          <button class="button second">{own.show}</button>
        </form>
      </section>
    </>,
  );
}

/** Zones by continent and place, as people look for theirs; and the one that they asked for, whatever its name. */
function zonesToChoose(...present: (string | undefined)[]): string[] {
  const all = Intl.supportedValuesOf('timeZone').filter((zone) => zone.includes('/'));
  return [...new Set([...all, ...present.filter(isTimeZone)])].sort();
}

function Item({ item, times }: { item: AgendaItem; times: AgendaTimes }) {
  const { language } = times.words;
  const own = agendaWords[language];
  const ownSpan = times.ownSpan(item);
  return (
    <li>
      <time dateTime={item.startsAt.toISOString()}>{times.span(item)}</time>
      <div>
        <b>
          <bdi>{item.title}</bdi>
        </b>
        {ownSpan !== undefined && <span>{own.labelled(own.yourTime, ownSpan)}</span>}
        {item.place !== null && (
          <span>
            <bdi>{item.place}</bdi>
          </span>
        )}
        {item.meetingPoint !== null && (
          <span>
            {own.labelled(own.meetingPoint, '')}
            <bdi>{item.meetingPoint}</bdi>
          </span>
        )}
        {item.coach !== null && (
          <span>
            {own.labelled(own.coach, '')}
            <bdi>{coachInWords(item)}</bdi>
          </span>
        )}
        {item.marshal !== null && (
          <span>
            {own.labelled(own.marshal, '')}
            <bdi>{item.marshal}</bdi>
          </span>
        )}
        {item.duties.map((duty) => (
          <span class="duty">{dutyInWords(duty, language)}</span>
        ))}
      </div>
    </li>
  );
}
