import { identityFields, type IdentityField } from '../identity/identity.rules';
import { mailLanguages, type MailLanguage } from '../../communications/words';

/** What a host's list can say of a person from what everybody who works on visits sees. */
export const personFields = [
  'name',
  'nativeName',
  'givenName',
  'familyName',
  'formOfAddress',
  'post',
  'delegation',
  'part',
  'nationality',
  'category',
  'code',
] as const;
export type PersonField = (typeof personFields)[number];

/** Columns that are there for the paper: the number of the line, and room to write. */
export const paperFields = ['number', 'signature', 'remarks'] as const;
export type PaperField = (typeof paperFields)[number];

/** Columns that stand in the files only: what the host asks of identity documents, and nobody else sees. */
export type IdentityColumn = `identity.${IdentityField}`;
export const identityColumns = identityFields.map((field) => `identity.${field}` as const);

/** Every field that a column can show. */
export const manifestFields = [...paperFields, ...personFields, ...identityColumns] as const;
export type ManifestField = PaperField | PersonField | IdentityColumn;

/** Always kept with a line: without them nobody, not even the driver, knows who is meant. */
export const alwaysShown: readonly PersonField[] = ['name', 'nativeName', 'delegation'];

/** A column of a host's list, under the host's own heading if it has one. */
export interface ListColumn<Field extends string = ManifestField> {
  readonly field: Field;
  readonly heading?: string | null;
}

export const orientations = ['portrait', 'landscape'] as const;
export const manifestFormats = ['pdf', 'xlsx'] as const;
export type ManifestFormat = (typeof manifestFormats)[number];

/** Whom the coaches come from. */
export interface CoachContact {
  readonly name: string;
  readonly email: string;
  readonly language: MailLanguage;
}

/** The form in which a host gets its lists, as it is kept with each of them. */
export interface FrozenForm {
  readonly mark: string | null;
  readonly columns: readonly ListColumn[];
  readonly languages: readonly MailLanguage[];
  readonly orientation: (typeof orientations)[number];
  readonly formats: readonly ManifestFormat[];
}

/** What stands above a list. Instants are RFC 3339 in UTC. */
export interface Heading {
  readonly title: string;
  readonly titles: Readonly<Record<string, string>>;
  readonly host: string;
  readonly site: string;
  readonly address: string | null;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly meetingPoint: string;
  readonly coaches: readonly { readonly label: string; readonly plate: string | null }[];
  readonly cancelled: boolean;
}

interface Named {
  readonly name: string;
  readonly names: Readonly<Record<string, string>>;
}

/** What a line says, as far as the form asks for it. */
export interface Shown {
  readonly name: string;
  readonly nativeName?: string;
  readonly givenName?: string;
  readonly familyName?: string;
  readonly formOfAddress?: string;
  readonly post?: string;
  readonly delegation?: Named;
  readonly part?: string;
  readonly nationality?: string;
  readonly category?: Named;
  readonly code?: string;
}

/** What can be done after the list is frozen, by the word of somebody who says why. */
export const overrideActs = ['add', 'move', 'remove'] as const;
export type OverrideAct = (typeof overrideActs)[number];

export const changes = ['added', 'removed', 'changed'] as const;
export type Change = (typeof changes)[number];

/** "HW-2", or "HW-2/1" for its first amendment. */
export function referenceOf(manifest: {
  readonly mark: string | null;
  readonly listNumber: number;
  readonly amendment: number;
}): string {
  const { mark, listNumber, amendment } = manifest;
  return `${mark === null ? '' : `${mark}-`}${listNumber}${amendment === 0 ? '' : `/${amendment}`}`;
}

/** The form of a host that has asked for nothing: names and where people come from, in the languages of the event. */
export function usualForm(locales: readonly string[]): FrozenForm {
  const known = locales
    .map((locale) => locale.toLowerCase().split('-')[0])
    .filter((one): one is MailLanguage => (mailLanguages as readonly (string | undefined)[]).includes(one));
  return {
    mark: null,
    columns: [
      { field: 'number' },
      { field: 'name' },
      { field: 'nativeName' },
      { field: 'delegation' },
      { field: 'post' },
    ],
    languages: known.length === 0 ? ['en'] : [...new Set(known)],
    orientation: 'portrait',
    formats: ['pdf', 'xlsx'],
  };
}

/** The fields of a person that a list in this form does not say; they are not kept with its lines either. */
export function leftOut({ columns }: FrozenForm): PersonField[] {
  const asked = new Set<string>(columns.map(({ field }) => field));
  return personFields.filter((field) => !asked.has(field) && !alwaysShown.includes(field));
}

/** Whether a list in this form has anything from identity documents. */
export const hasIdentity = ({ columns }: FrozenForm): boolean =>
  columns.some(({ field }) => identityFieldOf(field) !== undefined);

/** The field of the identity data that a column shows; undefined for other columns. */
export function identityFieldOf(field: ManifestField): IdentityField | undefined {
  return identityFields.find((one) => field === `identity.${one}`);
}

/** What of a heading is otherwise than before, in the order in which one reads it. */
export function headingChanges(before: Heading, now: Heading): (keyof Heading)[] {
  const order = [
    'cancelled',
    'startsAt',
    'endsAt',
    'meetingPoint',
    'title',
    'titles',
    'host',
    'site',
    'address',
    'coaches',
  ] as const satisfies readonly (keyof Heading)[];
  return order.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(now[key]));
}

/** Whether a departure in this state has a list that is still amended. */
export const isAmended = (state: string): boolean =>
  state === 'closed' || state === 'cleared' || state === 'departed' || state === 'cancelled';

/** Whether booking is over and people still go: what changes now needs a word of the coordinator. */
export const isFrozen = (state: string): boolean => state === 'closed' || state === 'cleared';
