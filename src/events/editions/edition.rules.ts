import { Temporal } from 'temporal-polyfill';

/** By how much the days of an event move, and the zones of its wall clocks before and after. */
export interface Shift {
  readonly days: number;
  readonly fromZone: string;
  readonly toZone: string;
}

/** First and last day, YYYY-MM-DD. */
export interface Days {
  readonly startDate: string;
  readonly endDate: string;
}

export interface DaysWanted {
  readonly startDate?: string | undefined;
  readonly endDate?: string | undefined;
  /** Rather the nearest day on the weekday of the old first day than the day that is named. */
  readonly sameWeekday?: boolean | undefined;
}

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);

/** How many days `to` is after `from`; negative when it is before. */
export function daysBetween(from: string, to: string): number {
  return day(from).until(day(to), { largestUnit: 'days' }).days;
}

/** A day, so many days later. */
export function daysLater(text: string, days: number): string {
  return day(text).add({ days }).toString();
}

/**
 * The same weekday of the same week (ISO 8601) of the next year: what comes back every year stays in its season, and
 * does not creep as it would by 52 weeks. The 53rd week, which few years have, becomes the 52nd.
 */
export function sameWeekOfNextYear(text: string): string {
  const date = day(text);
  const wanted = { week: date.weekOfYear!, year: date.yearOfWeek! + 1 };
  // Always in the first week of its year.
  const fourth = Temporal.PlainDate.from({ year: wanted.year, month: 1, day: 4 });
  const inFirstWeek = fourth.add({ days: date.dayOfWeek - fourth.dayOfWeek });
  const found = inFirstWeek.add({ weeks: wanted.week - 1 });
  return (found.yearOfWeek === wanted.year ? found : found.subtract({ weeks: 1 })).toString();
}

/** How many days (-3 to 3) lie between a day and the nearest one on the weekday of another. */
export function toWeekdayOf(example: string, text: string): number {
  const ahead = (day(example).dayOfWeek - day(text).dayOfWeek + 7) % 7;
  return ahead > 3 ? ahead - 7 : ahead;
}

/**
 * The days of the next edition: as wanted, or as long as the last one, or in the same week of the next year. `movedBy`
 * says by how many days they were moved to the weekday of the last edition.
 */
export function nextDays(
  last: Days,
  { startDate, endDate, sameWeekday }: DaysWanted,
): Days & { movedBy: number } {
  const wanted = startDate ?? sameWeekOfNextYear(last.startDate);
  const movedBy = sameWeekday ? toWeekdayOf(last.startDate, wanted) : 0;
  const begins = day(wanted).add({ days: movedBy });
  const ends =
    endDate === undefined
      ? begins.add({ days: daysBetween(last.startDate, last.endDate) })
      : day(endDate).add({ days: movedBy });
  return { startDate: begins.toString(), endDate: ends.toString(), movedBy };
}

/** Whether a day can be written with four digits for its year, as the API and people write it. */
export function isWritable(text: string): boolean {
  return /^\d{4}-/.test(text) && !text.startsWith('0000');
}

/**
 * An instant moved to the same time on the wall: `days` later in another zone or in the same one, whatever its clocks
 * have done in between. A time that the clock leaps over is later by the leap, one that it shows twice is the second:
 * as PostgreSQL has it, see {@link movedWallTime}.
 */
export function atSameWallTime(instant: Date, { days, fromZone, toZone }: Shift): Date {
  const wall = Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO(fromZone)
    .toPlainDateTime();
  const moved = wall.add({ days }).toZonedDateTime(toZone, { disambiguation: 'later' });
  return new Date(moved.epochMilliseconds);
}

/**
 * SQL for {@link atSameWallTime}: an expression of type timestamptz, moved by the shift that stands in the row `plan`
 * (columns `days`, `from_zone` and `to_zone`).
 */
export function movedWallTime(instant: string): string {
  return `((${instant}) AT TIME ZONE plan.from_zone + make_interval(days => plan.days)) AT TIME ZONE plan.to_zone`;
}

/**
 * SQL for the moved end of what has a moved begin: at the same time on the wall, or where a change of the clocks leaves
 * nothing of it, or more than 24 hours, as long after its begin as it was.
 */
export function movedEnd(starts: string, ends: string): string {
  const [from, to] = [movedWallTime(starts), movedWallTime(ends)];
  return `CASE WHEN ${to} > ${from} AND ${to} <= ${from} + interval '24 hours' THEN ${to} ELSE ${from} + ((${ends}) - (${starts})) END`;
}

/** A name with the year of the last edition in it, for the next one: "Infoforum-China 2019" becomes "… 2020". */
export function withYearMoved(name: string, last: Days, next: Days): string {
  const [from, to] = [last.startDate.slice(0, 4), next.startDate.slice(0, 4)];
  return name.replace(new RegExp(`(?<!\\d)${from}(?!\\d)`, 'g'), to);
}
