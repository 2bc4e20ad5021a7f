import type { MailLanguage } from '../../communications/words';
import type { TravelDirection, TravelMeans } from './travel.rules';

const words: Readonly<
  Record<
    MailLanguage,
    Readonly<Record<TravelDirection | Exclude<TravelMeans, 'other'>, string>> & { colon: string }
  >
> = {
  en: {
    arrival: 'Arrival',
    departure: 'Departure',
    flight: 'flight',
    train: 'train',
    ship: 'ship',
    coach: 'coach',
    car: 'by car',
    colon: ': ',
  },
  ru: {
    arrival: 'Прибытие',
    departure: 'Отъезд',
    flight: 'рейс',
    train: 'поезд',
    ship: 'судно',
    coach: 'автобус',
    car: 'на автомобиле',
    colon: ': ',
  },
  zh: {
    arrival: '抵达',
    departure: '离开',
    flight: '航班',
    train: '列车',
    ship: '轮船',
    coach: '大巴',
    car: '乘汽车',
    colon: '：',
  },
};

/** "Arrival: flight CA 910", "Отъезд: поезд 19", "抵达：航班 CA 910"; the bare word where nothing else is known. */
export function travelTitle(
  direction: TravelDirection,
  { means, number }: { readonly means: TravelMeans; readonly number: string | null },
  language: MailLanguage,
): string {
  const own = words[language];
  const how = [means === 'other' ? undefined : own[means], number].filter(Boolean).join(' ');
  return how === '' ? own[direction] : `${own[direction]}${own.colon}${how}`;
}
