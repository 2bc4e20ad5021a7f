import type { EditionWarning } from './edition-parts.service';
import { daysBetween, toWeekdayOf, type Days } from './edition.rules';
import { fewerDays, spoken, weekdayChanged } from './edition.words';

/** What to look at when an event has other days: other weekdays, fewer days. */
export function dayWarnings(before: Days, after: Days, locale: string): EditionWarning[] {
  const warnings: EditionWarning[] = [];
  if (toWeekdayOf(before.startDate, after.startDate) !== 0)
    warnings.push({
      code: 'weekday_changed',
      message: spoken(weekdayChanged(before.startDate, after.startDate), locale),
    });
  if (daysBetween(after.startDate, after.endDate) < daysBetween(before.startDate, before.endDate))
    warnings.push({ code: 'fewer_days', message: spoken(fewerDays, locale) });
  return warnings;
}
