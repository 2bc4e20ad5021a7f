import { OmitType } from '@nestjs/swagger';
import { importModes } from '../../platform/imports/import-kind';
import {
  AnyOfField,
  BooleanField,
  EnumField,
  IdField,
  LanguageField,
  TextField,
} from '../../platform/http/fields';
import { FileField } from '../../platform/http/uploaded-file';
import { sheetFormats } from '../../platform/sheets/sheet-writer';
import { RegistrationQuery } from '../registration.input';

const isRow = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.every(isRow)
    : typeof value === 'object' && value !== null && Object.keys(value).length <= 250;

export class RegistrationsImportInput {
  @FileField({
    description:
      'The sheet: the first one of a workbook (.xlsx), or CSV (.csv, .tsv, .txt) in UTF-8, UTF-16, Windows-1251 or GB18030.',
    optional: true,
  })
  file?: string;

  @AnyOfField({
    description: 'The rows as JSON instead of a file, at most 1,000, by the names of the columns.',
    shapes: [{ type: 'object', additionalProperties: true }],
    message: 'must be objects with at most 250 members each',
    test: isRow,
    optional: true,
    list: 1000,
    example: [
      {
        externalId: 'M-1001',
        category: 'delegate',
        givenName: 'Na',
        familyName: 'Li',
        email: 'li.na@ministry.example',
      },
    ],
  })
  rows?: Record<string, unknown>[];

  @BooleanField({
    description: 'Only say what would become of each row, and write nothing. Yes, unless it says no.',
    optional: true,
    example: true,
  })
  dryRun?: boolean;

  @EnumField(importModes, {
    description: 'Write all rows, and none when one is refused (the default); or write those that are good.',
    name: 'ImportMode',
    optional: true,
  })
  mode?: (typeof importModes)[number];

  @EnumField(['refuse', 'ignore'], {
    description:
      'What is done with columns that are not known: the whole sheet is refused (the default), or they are left out.',
    name: 'UnknownColumns',
    optional: true,
  })
  unknownColumns?: 'refuse' | 'ignore';

  @IdField({ description: 'Category of rows that name none.', optional: true })
  categoryId?: string;

  @LanguageField({
    description:
      'Language in which people are written to whose row says none; the first one of the event unless given.',
    optional: true,
    example: 'ru',
  })
  locale?: string;

  @LanguageField({
    description: 'Language of the sheet with the refused rows; English unless given.',
    optional: true,
  })
  language?: string;

  @BooleanField({
    description: 'Only begin the registrations; they are handed in by `submit`.',
    optional: true,
    example: false,
  })
  asDraft?: boolean;

  @BooleanField({
    description:
      'Send everybody the mail that is sent when they are registered singly. No, unless it says yes.',
    optional: true,
    example: false,
  })
  notify?: boolean;
}

/** What is exported: what the list would show with the same filters, in the same order. */
export class RegistrationsExportInput extends OmitType(RegistrationQuery, [
  'limit',
  'cursor',
  'withTotal',
] as const) {
  @EnumField(sheetFormats, { description: 'What kind of file.', name: 'SheetFormat' })
  format!: (typeof sheetFormats)[number];

  @LanguageField({
    description: 'Language of the names of columns and choices; English unless given.',
    optional: true,
    example: 'ru',
  })
  language?: string;

  @TextField({
    description: 'Keys of the columns, in this order; all that the caller may see unless given.',
    optional: true,
    list: 250,
    example: ['externalId', 'familyName', 'givenName'],
  })
  columns?: string[];
}

export class TemplateQuery {
  @LanguageField({
    description: 'Language of the names of columns; English unless given.',
    optional: true,
    example: 'zh',
  })
  language?: string;
}
