import { isSqlError, sqlState } from '../platform/database/database';
import { isWritable } from './editions/edition.rules';
import { eventProblems } from './event.errors';
import type { EventRow, EventView } from './event.view';

/** Whether the last day has passed at the place of the event. */
export function isOver(event: Pick<EventRow, 'time_zone' | 'end_date'>, now: Date): boolean {
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: event.time_zone, dateStyle: 'short' }).format(
    now,
  );
  return today > event.end_date;
}

/** @throws 422 when the days, or the times of registration, are not in order */
export function checkOrder(
  event: Pick<EventView, 'startDate' | 'endDate'> & {
    registrationOpensAt?: string | null;
    registrationClosesAt?: string | null;
  },
): void {
  if (event.endDate < event.startDate) {
    throw eventProblems.eventDaysInvalid({
      detail: 'The last day must not be before the first day.',
      errors: [{ pointer: '/endDate', code: 'order', message: 'must not be before startDate' }],
    });
  }
  const { registrationOpensAt: opens, registrationClosesAt: closes } = event;
  if (opens && closes && Date.parse(closes) <= Date.parse(opens)) {
    throw eventProblems.registrationWindowInvalid({
      detail: 'Registration must close after it opens.',
      errors: [
        { pointer: '/registrationClosesAt', code: 'order', message: 'must be after registrationOpensAt' },
      ],
    });
  }
}

/** What PostgreSQL has refused about an event, as a problem. */
export function explain(error: unknown): never {
  if (isSqlError(error, sqlState.uniqueViolation, 'events_slug_key'))
    throw eventProblems.slugTaken({
      detail: 'Choose another slug.',
      errors: [{ pointer: '/slug', code: 'taken', message: 'is taken' }],
    });
  if (isSqlError(error, sqlState.uniqueViolation, 'events_edition_key'))
    throw eventProblems.editionTaken({
      detail: 'Choose another edition number.',
      errors: [{ pointer: '/edition', code: 'taken', message: 'is taken' }],
    });
  if (isSqlError(error, sqlState.foreignKeyViolation, 'events_series_fkey'))
    throw eventProblems.seriesUnknown({
      detail: 'Make the series first.',
      errors: [{ pointer: '/series', code: 'unknown', message: 'does not exist' }],
    });
  if (isSqlError(error, sqlState.checkViolation, 'events_days_check'))
    throw eventProblems.eventDaysInvalid('The last day must not be before the first day.');
  if (isSqlError(error, sqlState.checkViolation, 'events_registration_check'))
    throw eventProblems.registrationWindowInvalid('Registration must close after it opens.');
  throw error;
}

/** @throws 422 when days that were worked out lie outside of the years that can be written */
export function checkDays(days: { readonly startDate: string; readonly endDate: string }): void {
  if (isWritable(days.startDate) && isWritable(days.endDate)) return;
  throw eventProblems.eventDaysInvalid({
    detail: 'Choose days between the years 1 and 9999.',
    errors: [{ pointer: '/startDate', code: 'year', message: 'must lie between the years 1 and 9999' }],
  });
}
