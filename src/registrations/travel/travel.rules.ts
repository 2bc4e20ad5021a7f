import type { FieldFault } from '../../platform/http/problem';

/** By what people come. */
export const travelMeans = ['flight', 'train', 'ship', 'coach', 'car', 'other'] as const;

export type TravelMeans = (typeof travelMeans)[number];

export const travelDirections = ['arrival', 'departure'] as const;

export type TravelDirection = (typeof travelDirections)[number];

/** So many days before and after an event somebody may come and leave; further away it is a slip of the pen. */
export const mostDaysAround = 60;

const dayMs = 86_400_000;

export interface Days {
  /** First and last day of the event, YYYY-MM-DD. */
  readonly startDate: string;
  readonly endDate: string;
}

/** What is wrong with the instants of arrival and departure, given as text (RFC 3339). */
export function travelFaults(
  { arrival, departure }: { readonly arrival?: { at: string }; readonly departure?: { at: string } },
  { startDate, endDate }: Days,
): FieldFault[] {
  const from = Date.parse(startDate) - mostDaysAround * dayMs;
  const until = Date.parse(endDate) + (mostDaysAround + 1) * dayMs;
  const faults = Object.entries({ arrival, departure }).flatMap(([name, leg]): FieldFault[] => {
    const at = leg && Date.parse(leg.at);
    return at === undefined || (at >= from && at < until)
      ? []
      : [
          {
            pointer: `/${name}/at`,
            code: 'far-away',
            message: `must be within ${mostDaysAround} days of the event; look at the year and the month`,
          },
        ];
  });
  if (faults.length === 0 && arrival && departure && Date.parse(departure.at) <= Date.parse(arrival.at))
    faults.push({ pointer: '/departure/at', code: 'order', message: 'must be later than the arrival' });
  return faults;
}
