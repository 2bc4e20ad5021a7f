import type { MailLanguage } from '../../communications/words';
import { documentWords, type DocumentWords } from '../../delegations/papers/official-document.words';
import { inLanguage } from '../../platform/text';
import { documentTypes, type DocumentType, type IdentityValues } from '../identity/identity.rules';
import { documentTypeWords, identityFieldWords } from '../identity/identity.words';
import {
  identityFieldOf,
  type Change,
  type Heading,
  type ManifestField,
  type PaperField,
  type PersonField,
  type Shown,
} from './manifest.rules';

interface Catalogue {
  readonly list: (reference: string) => string;
  readonly amendment: (number: number, list: string) => string;
  /** The whole list as of an amendment. */
  readonly asAmended: (list: string, last: string) => string;
  readonly coachList: (reference: string) => string;
  readonly fields: Readonly<Record<PaperField | PersonField, string>>;
  readonly changes: Readonly<Record<Change, string>>;
  readonly departure: string;
  readonly change: string;
  /** Which coach somebody goes on, as the head of a column. */
  readonly coach: string;
  readonly facts: Readonly<Record<'host' | 'address' | 'coaches' | 'marshal' | 'guide' | 'fixed', string>>;
  readonly cancelled: string;
  readonly override: (by: string, reason: string) => string;
  readonly was: (before: string, now: string) => string;
  readonly none: string;
  readonly nobody: string;
  /** On each page, and as the head of a sheet. */
  readonly copyFor: string;
  readonly copy: (name: string, at: string, reference: string, number: number | null) => string;
  readonly private: string;
  readonly copyFacts: Readonly<Record<'for' | 'at' | 'reference' | 'number', string>>;
  readonly fileNames: Readonly<Record<'list' | 'amendment' | 'coach', string>>;
}

const catalogues: Readonly<Record<MailLanguage, Catalogue>> = {
  en: {
    list: (reference) => `List of visitors ${reference}`,
    amendment: (number, list) => `Amendment ${number} to the list of visitors ${list}`,
    asAmended: (list, last) => `List of visitors ${list} as amended by ${last}`,
    coachList: (reference) => `List for the coach (${reference})`,
    fields: {
      number: 'No.',
      name: 'Name',
      nativeName: 'Name in own script',
      givenName: 'Given name',
      familyName: 'Family name',
      formOfAddress: 'Form of address',
      post: 'Post',
      delegation: 'Delegation',
      part: 'Part in the delegation',
      nationality: 'Nationality',
      category: 'Category',
      code: 'Code',
      signature: 'Signature',
      remarks: 'Remarks',
    },
    changes: { added: 'Added', removed: 'Taken off', changed: 'Corrected' },
    departure: 'The visit',
    change: 'Change',
    coach: 'Coach',
    facts: {
      host: 'Host',
      address: 'Address',
      coaches: 'Coaches',
      marshal: 'Marshal',
      guide: 'Guide',
      fixed: 'As of',
    },
    cancelled: 'The visit does not take place at this time.',
    override: (by, reason) => `After the cut-off, decided by ${by}: ${reason}`,
    was: (before, now) => `${before} → ${now}`,
    none: '(none)',
    nobody: 'Nobody is on the list.',
    copyFor: 'Copy for',
    copy: (name, at, reference, number) =>
      `${number === null ? 'Copy' : `Copy ${number}`} of ${reference} for ${name}, ${at}`,
    private: 'Personal data: for the visit only. Destroy it afterwards.',
    copyFacts: { for: 'Copy for', at: 'Fetched', reference: 'List', number: 'Copy number' },
    fileNames: { list: 'visitors', amendment: 'visitors-amendment', coach: 'coach' },
  },
  ru: {
    list: (reference) => `Список посетителей ${reference}`,
    amendment: (number, list) => `Изменение № ${number} к списку посетителей ${list}`,
    asAmended: (list, last) => `Список посетителей ${list} с учётом изменения ${last}`,
    coachList: (reference) => `Список для автобуса (${reference})`,
    fields: {
      number: '№',
      name: 'Имя латиницей',
      nativeName: 'Имя на родном языке',
      givenName: 'Имя',
      familyName: 'Фамилия',
      formOfAddress: 'Обращение',
      post: 'Должность',
      delegation: 'Делегация',
      part: 'Роль в делегации',
      nationality: 'Гражданство',
      category: 'Категория',
      code: 'Код',
      signature: 'Подпись',
      remarks: 'Примечания',
    },
    changes: { added: 'Включены', removed: 'Исключены', changed: 'Исправлены' },
    departure: 'Посещение',
    change: 'Изменение',
    coach: 'Автобус',
    facts: {
      host: 'Принимающая сторона',
      address: 'Адрес',
      coaches: 'Автобусы',
      marshal: 'Ответственный',
      guide: 'Сопровождающий',
      fixed: 'По состоянию на',
    },
    cancelled: 'Посещение в это время не состоится.',
    override: (by, reason) => `После закрытия записи, по решению: ${by}. Причина: ${reason}`,
    was: (before, now) => `${before} → ${now}`,
    none: '(нет)',
    nobody: 'В списке никого нет.',
    copyFor: 'Экземпляр для',
    copy: (name, at, reference, number) =>
      `${reference}, экземпляр${number === null ? '' : ` № ${number}`} для: ${name}, ${at}`,
    private: 'Персональные данные: только для посещения. После него уничтожьте.',
    copyFacts: { for: 'Экземпляр для', at: 'Получен', reference: 'Список', number: 'Номер экземпляра' },
    fileNames: { list: 'visitors', amendment: 'visitors-amendment', coach: 'coach' },
  },
  zh: {
    list: (reference) => `来访人员名单 ${reference}`,
    amendment: (number, list) => `来访人员名单 ${list} 第${number}号变更`,
    asAmended: (list, last) => `来访人员名单 ${list}（含变更 ${last}）`,
    coachList: (reference) => `乘车名单（${reference}）`,
    fields: {
      number: '序号',
      name: '姓名（拉丁字母）',
      nativeName: '本国文字姓名',
      givenName: '名',
      familyName: '姓',
      formOfAddress: '称谓',
      post: '职务',
      delegation: '代表团',
      part: '团内职务',
      nationality: '国籍',
      category: '类别',
      code: '编号',
      signature: '签名',
      remarks: '备注',
    },
    changes: { added: '新增', removed: '取消', changed: '更正' },
    departure: '参访安排',
    change: '变更',
    coach: '车辆',
    facts: {
      host: '接待单位',
      address: '地址',
      coaches: '车辆',
      marshal: '随车负责人',
      guide: '陪同人员',
      fixed: '截至',
    },
    cancelled: '本次参访不再于该时间举行。',
    override: (by, reason) => `截止后由${by}决定变更：${reason}`,
    was: (before, now) => `${before} → ${now}`,
    none: '（无）',
    nobody: '名单上没有人员。',
    copyFor: '副本领取人',
    copy: (name, at, reference, number) =>
      `${reference}${number === null ? '' : ` 第${number}份`}，领取人：${name}，${at}`,
    private: '含个人信息，仅限本次参访使用，用后请销毁。',
    copyFacts: { for: '副本领取人', at: '领取时间', reference: '名单', number: '份号' },
    fileNames: { list: 'visitors', amendment: 'visitors-amendment', coach: 'coach' },
  },
};

/** The words of a list in a language, with those that documents and mails have in common. */
export interface ManifestWords extends DocumentWords {
  readonly own: Catalogue;
}

export function manifestWords(language: MailLanguage, timeZone: string, city: string): ManifestWords {
  return { ...documentWords(language, timeZone, city), own: catalogues[language] };
}

/** The usual heading of a column. */
export function headOf(field: ManifestField, words: ManifestWords): string {
  const identity = identityFieldOf(field);
  return identity === undefined
    ? words.own.fields[field as PaperField | PersonField]
    : identityFieldWords[words.language][identity];
}

/** Stands where identity data are that the reader may not see. */
export const concealed = '•••';

/** Identity data of a line as its reader sees it; null where there are none, or none any more. */
export type SeenIdentity = IdentityValues | typeof concealed | null;

/** What a line says in a column. */
export function cellText(
  column: ManifestField,
  number: number,
  shown: Shown | null,
  identity: SeenIdentity,
  words: ManifestWords,
): string {
  const identityField = identityFieldOf(column);
  if (identityField !== undefined) {
    const value =
      identity === null ? '' : identity === concealed ? concealed : (identity[identityField] ?? '');
    if (identityField === 'documentType' && documentTypes.some((one) => one === value))
      return documentTypeWords[words.language][value as DocumentType];
    const isCountry = identityField === 'nationality' || identityField === 'issuingCountry';
    return isCountry && /^[A-Z]{2}$/.test(value) ? words.countryName(value) : value;
  }
  const field = column as PaperField | PersonField;
  if (field === 'number') return String(number);
  if (field === 'signature' || field === 'remarks' || shown === null) return '';
  if (field === 'delegation' || field === 'category') {
    const named = shown[field];
    return named === undefined ? '' : inLanguage(named.name, named.names, words.language);
  }
  const value = shown[field];
  if (value === undefined) return '';
  if (field === 'part') return words.part(value);
  return field === 'nationality' ? words.countryName(value) : value;
}

/** What stands above a list, by fact, in the order in which one reads it. */
export function headingFacts(heading: Heading, words: ManifestWords): (readonly [string, string])[] {
  const period = words.period(new Date(heading.startsAt), new Date(heading.endsAt));
  return [
    [words.own.facts.host, `${heading.host}, ${heading.site}`],
    ...(heading.address === null ? [] : [[words.own.facts.address, heading.address] as const]),
    [words.when, period],
    [words.meetingPoint, heading.meetingPoint],
    ...(heading.coaches.length === 0
      ? []
      : [[words.own.facts.coaches, coachesText(heading.coaches)] as const]),
  ];
}

const coachesText = (coaches: Heading['coaches']): string =>
  coaches.map(({ label, plate }) => (plate === null ? label : `${label} (${plate})`)).join(', ');

/** What is otherwise above a list: the facts that differ, before and now. */
export function headingDifferences(
  before: Heading,
  now: Heading,
  words: ManifestWords,
): { readonly label: string; readonly before: string; readonly now: string }[] {
  const title = (heading: Heading): readonly [string, string] => [
    words.own.departure,
    inLanguage(heading.title, heading.titles, words.language),
  ];
  const [first, second] = [before, now].map(
    (heading) => new Map([title(heading), ...headingFacts(heading, words)]),
  );
  return [...new Set([...first!.keys(), ...second!.keys()])]
    .map((label) => ({
      label,
      before: first!.get(label) ?? words.own.none,
      now: second!.get(label) ?? words.own.none,
    }))
    .filter((difference) => difference.before !== difference.now);
}
