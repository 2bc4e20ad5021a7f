import type { FieldFault } from '../../platform/http/problem';

/** A coach of a departure, as it is stored. */
export interface Coach {
  readonly label: string;
  readonly seats: number;
  readonly plate?: string | null;
  /** Who counts heads on it. */
  readonly marshal?: string | null;
}

/** How many the coaches hold together; null where nobody goes by coach. */
export function coachSeatsOf(coaches: readonly Coach[]): number | null {
  return coaches.length === 0 ? null : coaches.reduce((sum, { seats }) => sum + seats, 0);
}

/** How many places can be booked: the least of what the host allows and the coaches hold, less what is kept back. */
export function seatsOf(places: {
  readonly capacity: number;
  readonly coachSeats: number | null;
  readonly keptBack: number;
}): number {
  return Math.max(0, Math.min(places.capacity, places.coachSeats ?? places.capacity) - places.keptBack);
}

/** The day of an instant in a zone, YYYY-MM-DD. */
export function dayIn(instant: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(instant);
}

function neighbour(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** What is wrong with the times of a departure: out of order, or further than a day from the days of the event. */
export function timeFaults(
  times: { readonly startsAt: Date; readonly endsAt: Date; readonly cutOffAt: Date },
  event: { readonly startDate: string; readonly endDate: string; readonly timeZone: string },
): FieldFault[] {
  const faults: FieldFault[] = [];
  if (times.endsAt <= times.startsAt)
    faults.push({ pointer: '/endsAt', code: 'order', message: 'must be after startsAt' });
  if (times.cutOffAt > times.startsAt)
    faults.push({ pointer: '/cutOffAt', code: 'order', message: 'must not be after startsAt' });
  const first = neighbour(event.startDate, -1);
  const last = neighbour(event.endDate, 1);
  for (const name of ['startsAt', 'endsAt'] as const) {
    const day = dayIn(times[name], event.timeZone);
    if (day < first || day > last)
      faults.push({
        pointer: `/${name}`,
        code: 'outside',
        message: `must be between ${first} and ${last} at the place of the event`,
      });
  }
  return faults;
}

/** Age in whole years on a day, both YYYY-MM-DD. */
export function ageOn(birthDate: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return day.slice(5) < birthDate.slice(5) ? years - 1 : years;
}
