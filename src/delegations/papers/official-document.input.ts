import {
  BooleanField,
  EnumField,
  IdField,
  LanguageField,
  ObjectField,
  TextField,
  TextsField,
} from '../../platform/http/fields';
import { PageQuery } from '../../platform/http/page';
import { officialDocumentWorkflow } from './official-document.workflow';

export const documentKinds = [
  'provisional_list',
  'final_list',
  'corrigendum',
  'table_signs',
  'flags',
  'confirmation_letter',
  'visa_support_letter',
] as const;
export type DocumentKind = (typeof documentKinds)[number];

export const documentFormats = ['pdf', 'xlsx'] as const;
export type DocumentFormat = (typeof documentFormats)[number];

/** The files that there are of a document, in each of its languages. */
export const formatsOf: Readonly<Record<DocumentKind, readonly DocumentFormat[]>> = {
  provisional_list: ['pdf', 'xlsx'],
  final_list: ['pdf', 'xlsx'],
  corrigendum: ['pdf', 'xlsx'],
  table_signs: ['pdf'],
  flags: ['pdf', 'xlsx'],
  confirmation_letter: ['pdf'],
  visa_support_letter: ['pdf'],
};

export const letterKinds: readonly DocumentKind[] = ['confirmation_letter', 'visa_support_letter'];
export const listKinds: readonly DocumentKind[] = ['provisional_list', 'final_list', 'corrigendum'];

export const alphabets = ['rules', 'language'] as const;

export class OfficialDocumentInput {
  @EnumField(documentKinds, {
    description:
      'What it is. A corrigendum amends the final list that is in force; when it only adds, it is called an addendum.',
    name: 'DocumentKind',
    example: 'final_list',
  })
  kind!: DocumentKind;

  @LanguageField({
    description: 'Languages in which it is issued; those of the event unless given.',
    optional: true,
    list: 6,
    example: ['en', 'ru', 'zh'],
  })
  languages?: string[];

  @EnumField(alphabets, {
    description:
      'The order of the rules in all languages (`rules`, unless given), or in English, Russian, Chinese and French the one of its own alphabet (`language`).',
    name: 'DocumentAlphabet',
    optional: true,
  })
  alphabet?: (typeof alphabets)[number];

  @IdField({
    description:
      'Categories whose participants follow the delegations in a list, in this order; all of them unless given.',
    optional: true,
    list: 50,
  })
  categoryIds?: string[];

  @IdField({ description: 'The registration of the person whom a letter is about.', optional: true })
  registrationId?: string;

  @TextField({
    description: 'To whom a letter is addressed.',
    optional: true,
    max: 300,
    example: 'Embassy of the People’s Republic of China, Moscow',
  })
  addressee?: string;
}

export class OfficialDocumentQuery extends PageQuery {
  @EnumField(documentKinds, {
    description: 'Only documents of this kind.',
    name: 'DocumentKind',
    optional: true,
  })
  kind?: DocumentKind;

  @EnumField(Object.keys(officialDocumentWorkflow.states), {
    description: 'Only documents in this state.',
    name: 'OfficialDocumentState',
    optional: true,
  })
  state?: string;

  @IdField({ description: 'Only letters about this registration.', optional: true })
  registrationId?: string;
}

export class DocumentFileQuery {
  @LanguageField({
    description: 'One of its languages; the first one unless given.',
    optional: true,
    example: 'ru',
  })
  language?: string;
}

export class DocumentDifferencesQuery {
  @LanguageField({
    description: 'In which language; the first one of the document unless given.',
    optional: true,
    example: 'en',
  })
  language?: string;

  @IdField({ description: 'A later list; who takes part now unless given.', optional: true })
  with?: string;
}

export class DocumentSettingsInput {
  @BooleanField({
    description: 'Whether a document is released by another officer than the one who prepared it.',
  })
  twoKeys!: boolean;

  @TextField({
    description: 'Who issues letters, in the first language of the event.',
    optional: true,
    nullable: true,
    example: 'Organising Committee of Infoforum-China 2019',
  })
  issuer?: string | null;

  @TextsField({
    description: 'The same in further languages.',
    optional: true,
    example: { ru: 'Оргкомитет Инфофорума-Китай 2019' },
  })
  issuers?: Record<string, string>;

  @TextField({
    description: 'Name of whoever signs letters.',
    optional: true,
    nullable: true,
    example: 'Anna Petrova',
  })
  signatory?: string | null;

  @TextsField({
    description: 'The same in further languages.',
    optional: true,
    example: { ru: 'Анна Петрова' },
  })
  signatories?: Record<string, string>;

  @TextField({
    description: 'Post of whoever signs.',
    optional: true,
    nullable: true,
    example: 'Secretary-General',
  })
  signatoryPost?: string | null;

  @TextsField({
    description: 'The same in further languages.',
    optional: true,
    example: { ru: 'Генеральный секретарь' },
  })
  signatoryPosts?: Record<string, string>;
}

export class VerificationQuery {
  @TextField({ description: 'Number of the letter, as it says.', example: 'VSL-2019-0001', max: 40 })
  number!: string;

  @TextField({ description: 'Code of the letter, as it says.', example: 'K7QM-2M9X-W4TD', max: 40 })
  code!: string;
}

export class ParticipantTextsInput {
  @LanguageField({ description: 'In documents of this language.', example: 'ru' })
  language!: string;

  @TextField({
    description: 'The name, in the order that the person uses.',
    optional: true,
    example: 'Ли На',
  })
  name?: string;

  @TextField({ description: 'Form of address.', optional: true, max: 60, example: 'Г-жа' })
  formOfAddress?: string;

  @TextField({ description: 'Post.', optional: true, max: 300, example: 'Заместитель директора' })
  post?: string;

  @TextField({
    description: 'Organisation, where it is another than the delegation.',
    optional: true,
    max: 300,
    example: 'Хуавэй',
  })
  organisation?: string;
}

export class ParticipantTextsChanges {
  @ObjectField(() => ParticipantTextsInput, {
    description: 'All that is known in other languages; replaces what was there.',
    list: 10,
  })
  texts!: ParticipantTextsInput[];
}

export class MembersOrderInput {
  @IdField({
    description:
      'Members by seniority, the most senior one first, each once. It counts among those of the same part; whoever is left out follows by name.',
    list: 1000,
  })
  memberIds!: string[];
}
