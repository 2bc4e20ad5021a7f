import { eventWords, type EventPlace } from '../communications/event.words';
import { wordsFor, type MailLanguage, type Words } from '../communications/words';

interface Span {
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** How the times of an agenda are written: in the zone of the event, and in that of the person if they ask. */
export interface AgendaTimes {
  readonly words: Words;
  /** "Shenzhen time, UTC+8" at an instant. */
  readonly zoneAt: (instant: Date) => string;
  /** The zone of the person in the same way. */
  readonly ownZoneAt: (instant: Date) => string | undefined;
  /** "09:00–10:30"; of what is an instant only, "14:05". */
  readonly span: (span: Span) => string;
  /** The same in the zone of the person, with the day where it is another one there. */
  readonly ownSpan: (span: Span) => string | undefined;
  /** A day and a time with the zone. */
  readonly instant: (instant: Date) => string;
  readonly ownInstant: (instant: Date) => string | undefined;
}

/** `ownTimeZone` is an IANA zone; that of the event again is as good as none. */
export function agendaTimes(language: MailLanguage, event: EventPlace, ownTimeZone?: string): AgendaTimes {
  const words = eventWords(event, language);
  const own =
    ownTimeZone === undefined || ownTimeZone === event.timeZone ? undefined : wordsFor(language, ownTimeZone);
  return {
    words,
    zoneAt: words.zoneAt,
    ownZoneAt: (instant) => own?.zoneAt(instant),
    span: (span) => spanIn(words, span),
    ownSpan: (span) => own && ownSpanIn(own, words, span),
    instant: words.dateTime,
    ownInstant: (instant) => own?.dateTime(instant),
  };
}

/** "09:00–10:30", or "14:05" of what is an instant only. */
export function spanIn(words: Words, { startsAt, endsAt }: Span): string {
  const isInstant = startsAt.getTime() === endsAt.getTime();
  return isInstant ? words.time(startsAt) : `${words.time(startsAt)}–${words.time(endsAt)}`;
}

function ownSpanIn(own: Words, event: Words, span: Span): string {
  const { startsAt, endsAt } = span;
  const at = (instant: Date): string => own.dayAndTime(own.day(instant), own.time(instant));
  if (own.day(startsAt) !== own.day(endsAt)) return `${at(startsAt)} – ${at(endsAt)}`;
  return own.day(startsAt) === event.day(startsAt)
    ? spanIn(own, span)
    : own.dayAndTime(own.day(startsAt), spanIn(own, span));
}
