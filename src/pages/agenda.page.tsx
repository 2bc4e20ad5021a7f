import type { PersonalAgenda } from '../agendas/agendas.queries';
import type { AgendaItem } from '../agendas/agenda.rules';
import { agendaWords, coachInWords, dutyInWords } from '../agendas/agenda.words';
import { mailLanguage, wordsFor, type MailLanguage } from '../communications/words';
import { inLanguage } from '../platform/text';
import { htmlPage } from './page';
import { Readings, type OwnReadings } from './reading-parts';

/** A person's own agenda as a page, in their language, in the time of the event. */
export function agendaPage(
  { event, owner, items }: PersonalAgenda,
  calendarUrl: string,
  readings?: OwnReadings,
): string {
  const language = mailLanguage(owner.locale);
  const own = agendaWords[language];
  const words = wordsFor(language, event.timeZone, event.city);
  const days = new Map<string, AgendaItem[]>();
  for (const item of items) {
    const day = words.day(item.startsAt);
    days.set(day, [...(days.get(day) ?? []), item]);
  }
  const title = inLanguage(event.title, event.titles, owner.locale);
  const [first] = items;
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
      {first ? (
        <p class="quiet">
          {words.days(event.startDate, event.endDate)}, <bdi>{event.city}</bdi> ·{' '}
          {words.zoneAt(first.startsAt)}
        </p>
      ) : (
        <p>{own.nothing}</p>
      )}
      {first && (
        <a class="button" href={calendarUrl}>
          {own.addToCalendar}
        </a>
      )}
      {[...days].map(([day, ofDay]) => (
        <section>
          <h2>{day}</h2>
          <ul class="items">
            {ofDay.map((item) => (
              <Item
                item={item}
                language={language}
                start={words.time(item.startsAt)}
                end={words.time(item.endsAt)}
              />
            ))}
          </ul>
        </section>
      ))}
      <Readings readings={readings} words={words} />
    </>,
  );
}

function Item({
  item,
  language,
  start,
  end,
}: {
  item: AgendaItem;
  language: MailLanguage;
  start: string;
  end: string;
}) {
  const own = agendaWords[language];
  return (
    <li>
      <time dateTime={item.startsAt.toISOString()}>
        {start}–{end}
      </time>
      <div>
        <b>
          <bdi>{item.title}</bdi>
        </b>
        {item.place !== null && (
          <span>
            <bdi>{item.place}</bdi>
          </span>
        )}
        {item.meetingPoint !== null && (
          <span>
            {own.meetingPoint}: <bdi>{item.meetingPoint}</bdi>
          </span>
        )}
        {item.coach !== null && (
          <span>
            {own.coach}: <bdi>{coachInWords(item)}</bdi>
          </span>
        )}
        {item.marshal !== null && (
          <span>
            {own.marshal}: <bdi>{item.marshal}</bdi>
          </span>
        )}
        {item.duties.map((duty) => (
          <span class="duty">{dutyInWords(duty, language)}</span>
        ))}
      </div>
    </li>
  );
}
