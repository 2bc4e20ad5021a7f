import { bullets, facts, line, mailBody, note, paragraph, type Block } from '../../communications/mail-body';
import { defineNotice } from '../../communications/notice';
import { placeholders } from '../../communications/templates/placeholder.rules';
import type { MailLanguage, Words } from '../../communications/words';
import { inLanguage } from '../../platform/text';

/** What the mail after an allocation says. */
export interface AllocationNotice {
  /** Places that the person has. */
  readonly places: readonly {
    readonly title: string;
    readonly titles: Readonly<Record<string, string>>;
    readonly host: string;
    readonly address: string | null;
    readonly startsAt: Date;
    readonly endsAt: Date;
    readonly meetingPoint: string;
    readonly coaches: readonly string[];
    readonly identityDocument: boolean;
    readonly photographyForbidden: boolean;
    readonly dress: string | null;
  }[];
  /** Wishes that were not met, the dearest first. */
  readonly unmet: readonly {
    readonly title: string;
    readonly titles: Readonly<Record<string, string>>;
    /** Why not, in each language. */
    readonly why: Readonly<Record<MailLanguage, string>>;
  }[];
}

const own = {
  en: {
    subject: 'Site visits: what became of your wishes',
    given: 'The places on the site visits have been shared out among all who wished for them. You go on:',
    none: 'The places on the site visits have been shared out among all who wished for them. We are sorry: there was no place for you on any of the visits that you wished for.',
    unmet: 'These wishes could not be met:',
    host: 'Host',
    coach: 'Coach',
    dress: 'Dress',
    document: 'Bring an identity document: it is asked for at the gate.',
    photography: 'Photographs are not allowed on the site.',
    giveUp: 'If you cannot come, give the place up in time: others wait for it.',
    left: 'Places that are left, or that fall free, can still be booked until the cut-off of each departure.',
  },
  ru: {
    subject: 'Посещения: что стало с Вашими пожеланиями',
    given: 'Места на посещениях распределены между всеми, кто их пожелал. Вы едете:',
    none: 'Места на посещениях распределены между всеми, кто их пожелал. К сожалению, ни на одном из посещений, которые Вы выбрали, места для Вас не нашлось.',
    unmet: 'Эти пожелания выполнить не удалось:',
    host: 'Принимающая сторона',
    coach: 'Автобус',
    dress: 'Одежда',
    document: 'Возьмите с собой документ, удостоверяющий личность: его проверят на входе.',
    photography: 'Фотографировать на объекте нельзя.',
    giveUp: 'Если Вы не сможете поехать, откажитесь от места заранее: его ждут другие.',
    left: 'Места, которые остались или освободятся, можно забронировать до закрытия записи на каждый выезд.',
  },
  zh: {
    subject: '参观活动：您的志愿结果',
    given: '参观名额已在所有提出志愿的参加者中分配完毕。您将参加：',
    none: '参观名额已在所有提出志愿的参加者中分配完毕。很遗憾，您所填报的参观活动均未能为您安排名额。',
    unmet: '以下志愿未能满足：',
    host: '接待单位',
    coach: '车辆',
    dress: '着装要求',
    document: '请携带身份证件，入场时需要查验。',
    photography: '参观场所内禁止拍照。',
    giveUp: '如无法参加，请尽早取消，以便他人使用该名额。',
    left: '剩余或空出的名额，在各批次截止之前仍可预约。',
  },
} as const satisfies Record<MailLanguage, Record<string, string>>;

function body(p: AllocationNotice, w: Words): (Block | undefined)[] {
  const words = own[w.language];
  return [
    paragraph(p.places.length === 0 ? words.none : words.given),
    ...p.places.flatMap((place) => {
      const rules = [
        ...(place.identityDocument ? [words.document] : []),
        ...(place.photographyForbidden ? [words.photography] : []),
      ];
      return [
        paragraph(line`${inLanguage(place.title, place.titles, w.language)}`),
        facts([
          [words.host, place.host],
          [w.when, w.period(place.startsAt, place.endsAt)],
          [w.meetingPoint, place.meetingPoint],
          [words.coach, place.coaches.length === 0 ? undefined : w.list(place.coaches)],
          [w.where, place.address ?? undefined],
          [words.dress, place.dress ?? undefined],
        ]),
        ...(rules.length === 0 ? [] : [bullets(rules)]),
      ];
    }),
    ...(p.unmet.length === 0
      ? []
      : [
          paragraph(words.unmet),
          bullets(
            p.unmet.map(
              ({ title, titles, why }) =>
                line`${inLanguage(title, titles, w.language)}${w.language === 'zh' ? '：' : ': '}${why[w.language]}`,
            ),
          ),
          paragraph(words.left),
        ]),
    p.places.length === 0 ? undefined : note(words.giveUp),
  ];
}

const allocationPlaceholders = placeholders<AllocationNotice>(({ list, number }) => ({
  'allocation.places': number('How many places the reader has got.', 2, (p) => p.places.length),
  'allocation.visits': list(
    'The visits on which the reader has a place.',
    { en: ['Huawei headquarters'], ru: ['Штаб-квартира Huawei'], zh: ['华为总部'] },
    (p, w) => p.places.map(({ title, titles }) => inLanguage(title, titles, w.language)),
  ),
}));

/** What became of somebody's wishes for visits: one mail, however many wishes. */
export const allocationResult = defineNotice<AllocationNotice>({
  kind: 'allocation.result',
  placeholders: allocationPlaceholders,
  render: (p, w) => ({ subject: own[w.language].subject, ...mailBody(...body(p, w)) }),
});
