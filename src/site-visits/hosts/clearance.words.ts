import type { FindingCode } from './clearance-findings.service';

/** A sentence for each thing that the rules of a host say of a person, for whoever decides. */
export const findingSentences: Readonly<
  Record<FindingCode, Readonly<Record<'en' | 'ru' | 'zh', (about: { readonly age?: number }) => string>>>
> = {
  nationality_excluded: {
    en: () => 'The host does not receive this nationality.',
    ru: () => 'Принимающая сторона не принимает граждан этой страны.',
    zh: () => '接待单位不接待该国籍人员。',
  },
  nationality_unknown: {
    en: () => 'The host does not receive some nationalities, and that of the person is not known.',
    ru: () => 'Принимающая сторона принимает граждан не всех стран, а гражданство участника не указано.',
    zh: () => '接待单位不接待部分国籍人员，而该人员国籍不详。',
  },
  too_young: {
    en: ({ age }) => `On the day of the visit the person is younger than ${age ?? 0}.`,
    ru: ({ age }) => `В день посещения участнику ещё не исполнится ${age ?? 0}.`,
    zh: ({ age }) => `参观当日该人员未满${age ?? 0}岁。`,
  },
  age_unknown: {
    en: ({ age }) =>
      `The host receives visitors from the age of ${age ?? 0}, and the date of birth is not known.`,
    ru: ({ age }) =>
      `Принимающая сторона принимает посетителей с возраста: ${age ?? 0}, а дата рождения не указана.`,
    zh: ({ age }) => `接待单位只接待年满${age ?? 0}岁的访客，而该人员出生日期不详。`,
  },
  document_missing: {
    en: () => 'What the host asks for of identity documents has not been handed in yet.',
    ru: () => 'Данные документа, которые запрашивает принимающая сторона, ещё не представлены.',
    zh: () => '接待单位要求的证件信息尚未提交。',
  },
};
