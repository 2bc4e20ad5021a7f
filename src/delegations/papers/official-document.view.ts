import {
  BooleanField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  LanguageField,
  ObjectField,
  TextField,
  TextsField,
} from '../../platform/http/fields';
import { lineFields } from './content.rules';
import {
  alphabets,
  documentFormats,
  documentKinds,
  letterKinds,
  type DocumentFormat,
  type DocumentKind,
} from './official-document.input';
import { officialDocumentWorkflow } from './official-document.workflow';
import type { Content } from './content.rules';

export interface OfficialDocumentRow extends Record<string, unknown> {
  readonly id: string;
  readonly version: number;
  readonly event_id: string;
  readonly state: string;
  readonly kind: DocumentKind;
  readonly languages: readonly string[];
  readonly alphabet: (typeof alphabets)[number];
  readonly category_ids: readonly string[] | null;
  readonly addressee: string | null;
  readonly registration_id: string | null;
  readonly amends_id: string | null;
  readonly number: number | null;
  readonly content: Content | null;
  readonly freezes: Readonly<Record<string, string>>;
  readonly two_keys: boolean;
  readonly prepared_by: string | null;
  readonly prepared_by_name: string | null;
  readonly prepared_at: Date | null;
  readonly released_by_name: string | null;
  readonly released_at: Date | null;
  readonly created_at: Date;
  /** First day of the event. */
  readonly start_date: string;
  readonly files: readonly DocumentFileView[];
}

export class DocumentFileView {
  @LanguageField({ description: 'Language.', example: 'ru' })
  language!: string;

  @EnumField(documentFormats, { description: 'Format.', name: 'DocumentFormat' })
  format!: DocumentFormat;

  @IntegerField({ description: 'Length in bytes.', example: 48_213, max: 2_000_000_000 })
  size!: number;

  @TextField({ description: 'SHA-256 of the bytes, in hexadecimal.', example: '9f86d081'.repeat(8), max: 64 })
  sha256!: string;
}

export class OfficialDocumentView {
  @IdField({ description: 'Id of the document.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 1 })
  version!: number;

  @EnumField(Object.keys(officialDocumentWorkflow.states), {
    description: 'Where it is in its life.',
    name: 'OfficialDocumentState',
  })
  state!: string;

  @EnumField(documentKinds, { description: 'What it is.', name: 'DocumentKind', example: 'final_list' })
  kind!: DocumentKind;

  @LanguageField({ description: 'Its languages.', list: true, example: ['en', 'ru', 'zh'] })
  languages!: string[];

  @EnumField(alphabets, {
    description: 'Whether all languages have the order of the rules, or each the one of its own alphabet.',
    name: 'DocumentAlphabet',
  })
  alphabet!: string;

  @IdField({
    description: 'Categories that follow the delegations in a list; all of them when null.',
    list: true,
    nullable: true,
  })
  categoryIds!: string[] | null;

  @IdField({ description: 'The registration of the person whom a letter is about.', nullable: true })
  registrationId!: string | null;

  @TextField({ description: 'To whom a letter is addressed.', nullable: true, example: null })
  addressee!: string | null;

  @IdField({ description: 'The list that a corrigendum amends.', nullable: true })
  amendsId!: string | null;

  @IntegerField({
    description:
      'Its number among documents of its kind, or among what amends the same list, once it is prepared.',
    nullable: true,
    example: 1,
  })
  number!: number | null;

  @TextField({ description: 'Reference of a letter.', nullable: true, example: 'VSL-2019-0001' })
  reference!: string | null;

  @TextsField({
    description: 'Ids of the frozen orders of precedence that it uses, by language.',
    example: { en: '0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11' },
  })
  freezes!: Record<string, string>;

  @BooleanField({ description: 'Whether it needs another officer to be released.' })
  twoKeys!: boolean;

  @TextField({ description: 'Who prepared it.', nullable: true, example: 'Anna Petrova' })
  preparedBy!: string | null;

  @InstantField({ description: 'When; it says what was known then.', nullable: true })
  preparedAt!: string | null;

  @TextField({ description: 'Who released it.', nullable: true, example: 'Chen Wei' })
  releasedBy!: string | null;

  @InstantField({ description: 'When.', nullable: true })
  releasedAt!: string | null;

  @ObjectField(() => DocumentFileView, {
    description:
      'Its files as they were made when it was prepared; they are never changed once it is released.',
    list: true,
  })
  files!: DocumentFileView[];
}

const prefixes: Partial<Readonly<Record<DocumentKind, string>>> = {
  confirmation_letter: 'CL',
  visa_support_letter: 'VSL',
};

/** The number of a letter with its kind and the year of the event. */
export function referenceOf(kind: DocumentKind, number: number | null, startDate: string): string | null {
  const prefix = prefixes[kind];
  if (prefix === undefined || number === null) return null;
  return `${prefix}-${startDate.slice(0, 4)}-${String(number).padStart(4, '0')}`;
}

/** Reads a reference; undefined for what cannot be one. */
export function readReference(
  text: string,
): { readonly kind: DocumentKind; readonly year: string; readonly number: number } | undefined {
  const [, prefix, year, digits] = /^([A-Z]+)-(\d{4})-(\d{4,9})$/.exec(text.trim().toUpperCase()) ?? [];
  const kind = letterKinds.find((one) => prefixes[one] === prefix);
  return kind === undefined ? undefined : { kind, year: year!, number: Number(digits) };
}

export function toOfficialDocumentView(row: OfficialDocumentRow): OfficialDocumentView {
  return {
    id: row.id,
    version: row.version,
    state: row.state,
    kind: row.kind,
    languages: [...row.languages],
    alphabet: row.alphabet,
    categoryIds: row.category_ids === null ? null : [...row.category_ids],
    registrationId: row.registration_id,
    addressee: row.addressee,
    amendsId: row.amends_id,
    number: row.number,
    reference: referenceOf(row.kind, row.number, row.start_date),
    freezes: { ...row.freezes },
    twoKeys: row.two_keys,
    preparedBy: row.prepared_by_name,
    preparedAt: row.prepared_at?.toISOString() ?? null,
    releasedBy: row.released_by_name,
    releasedAt: row.released_at?.toISOString() ?? null,
    files: [...row.files],
  };
}

/** What a focal point sees of a document that was released. */
export class IssuedListView {
  @IdField({ description: 'Id of the document.' })
  id!: string;

  @EnumField(documentKinds, { description: 'What it is.', name: 'DocumentKind', example: 'final_list' })
  kind!: DocumentKind;

  @IntegerField({ description: 'Its number.', example: 1 })
  number!: number;

  @IdField({ description: 'The list that a corrigendum amends.', nullable: true })
  amendsId!: string | null;

  @LanguageField({ description: 'Its languages.', list: true, example: ['en', 'ru', 'zh'] })
  languages!: string[];

  @InstantField({ description: 'When it was released.' })
  releasedAt!: string;
}

export class IssuedListsView {
  @ObjectField(() => IssuedListView, {
    description: 'The final list that is in force, and what amends it, in the order of their numbers.',
    list: true,
  })
  items!: IssuedListView[];
}

class ListedLineView {
  @TextField({ description: 'Delegation or category.', example: 'China Telecom' })
  section!: string;

  @TextField({ description: 'Form of address.', min: 0, example: 'Ms' })
  formOfAddress!: string;

  @TextField({ description: 'Name.', example: 'LI Na' })
  name!: string;

  @TextField({ description: 'Name in another script.', nullable: true, example: '李娜' })
  beside!: string | null;

  @TextField({ description: 'Part in the delegation.', nullable: true, example: 'member' })
  part!: string | null;

  @TextField({ description: 'Post.', min: 0, example: 'Deputy Director' })
  post!: string;

  @TextField({ description: 'Organisation, where the heading does not say it.', min: 0, example: '' })
  organisation!: string;
}

export { ListedLineView };

export class ListDifferenceView {
  @IdField({ description: 'The registration.' })
  registrationId!: string;

  @EnumField(['added', 'removed', 'changed'], { description: 'What is different.', name: 'ListChange' })
  change!: string;

  @EnumField(lineFields, { description: 'What reads otherwise.', name: 'ListField', list: true })
  fields!: string[];

  @ObjectField(() => ListedLineView, { description: 'The line as it was.', nullable: true })
  before!: ListedLineView | null;

  @ObjectField(() => ListedLineView, { description: 'The line as it is.', nullable: true })
  now!: ListedLineView | null;
}

export class HeadingDifferenceView {
  @IdField({ description: 'The delegation or category.' })
  id!: string;

  @TextField({ description: 'Its name as it was.', example: 'China Telecom' })
  before!: string;

  @TextField({ description: 'Its name as it is.', example: 'China Telecom Corporation' })
  now!: string;
}

export class ListDifferencesView {
  @LanguageField({ description: 'Language in which the lists were compared.', example: 'en' })
  language!: string;

  @ObjectField(() => ListDifferenceView, {
    description: 'People of whom something is different.',
    list: true,
  })
  participants!: ListDifferenceView[];

  @ObjectField(() => HeadingDifferenceView, {
    description: 'Delegations and categories that are named otherwise.',
    list: true,
  })
  headings!: HeadingDifferenceView[];
}

export class DocumentSettingsView {
  @IntegerField({ description: 'Raised with each change; 0 before the first one. The ETag.', example: 1 })
  version!: number;

  @BooleanField({
    description: 'Whether a document is released by another officer than the one who prepared it.',
  })
  twoKeys!: boolean;

  @TextField({ description: 'Who issues letters.', nullable: true, example: 'Organising Committee' })
  issuer!: string | null;

  @TextsField({ description: 'The same in further languages.', example: {} })
  issuers!: Record<string, string>;

  @TextField({ description: 'Name of whoever signs letters.', nullable: true, example: 'Anna Petrova' })
  signatory!: string | null;

  @TextsField({ description: 'The same in further languages.', example: {} })
  signatories!: Record<string, string>;

  @TextField({ description: 'Post of whoever signs.', nullable: true, example: 'Secretary-General' })
  signatoryPost!: string | null;

  @TextsField({ description: 'The same in further languages.', example: {} })
  signatoryPosts!: Record<string, string>;
}

export class VerificationView {
  @BooleanField({ description: 'Whether a letter of this number and code was issued and is still valid.' })
  valid!: boolean;
}

export class TextsInLanguageView {
  @LanguageField({ description: 'In documents of this language.', example: 'ru' })
  language!: string;

  @TextField({ description: 'The name.', nullable: true, example: 'Ли На' })
  name!: string | null;

  @TextField({ description: 'Form of address.', nullable: true, example: 'Г-жа' })
  formOfAddress!: string | null;

  @TextField({ description: 'Post.', nullable: true, example: 'Заместитель директора' })
  post!: string | null;

  @TextField({ description: 'Organisation.', nullable: true, example: null })
  organisation!: string | null;
}

export class ParticipantTextsView {
  @IdField({ description: 'The registration.' })
  registrationId!: string;

  @ObjectField(() => TextsInLanguageView, {
    description: 'How the person stands in documents, by language.',
    list: true,
  })
  texts!: TextsInLanguageView[];
}

export class OrderedMemberView {
  @IdField({ description: 'The member.' })
  id!: string;

  @TextField({ description: 'Name.', example: 'LI Na' })
  name!: string;

  @TextField({ description: 'Part in the delegation.', example: 'member' })
  part!: string;

  @IntegerField({
    description: 'Place by seniority; null behind those who have one.',
    nullable: true,
    example: 1,
  })
  seniority!: number | null;
}

export class MembersOrderView {
  @ObjectField(() => OrderedMemberView, { description: 'All members, by part and seniority.', list: true })
  items!: OrderedMemberView[];
}
