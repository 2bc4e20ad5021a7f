import {
  BooleanField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  MapField,
  TextField,
} from '../http/fields';
import { sheetFormats } from '../sheets/sheet-writer';
import type { Export } from './export.entity';
import type { Import } from './import.entity';
import { importModes, type ImportOptions } from './import-kind';

/** A sheet that somebody sent. */
export class ImportView {
  @IdField({ description: 'Id of the import.' })
  id!: string;

  @IdField({ description: 'Its job, with progress and rows at fault.', nullable: true })
  jobId!: string | null;

  @TextField({
    description: 'Name of the file; null for rows that were sent as JSON.',
    nullable: true,
    example: 'people.xlsx',
  })
  fileName!: string | null;

  @BooleanField({ description: 'Whether it was a rehearsal that writes nothing.', example: false })
  dryRun!: boolean;

  @EnumField(importModes, {
    description: 'What was to become of good rows beside bad ones.',
    name: 'ImportMode',
  })
  mode!: string;

  @TextField({ description: 'Who sent it.', example: 'LI Na' })
  by!: string;

  @InstantField({ description: 'When it was sent.' })
  at!: string;

  @MapField({
    description: 'How many rows came to what; null until it is known.',
    nullable: true,
    example: { created: 118, updated: 2, unchanged: 0, refused: 1 },
  })
  counts!: Record<string, number> | null;

  @TextField({
    description:
      'Where the refused rows are, each with its reason; null when there are none, and when their time is over.',
    nullable: true,
    max: 400,
    example: null,
  })
  refusedRowsUrl!: string | null;

  @InstantField({ description: 'Until when its files are kept.' })
  expiresAt!: string;
}

export function toImportView(row: Import): ImportView {
  const { dryRun, mode } = row.options as ImportOptions;
  return {
    id: row.id,
    jobId: row.jobId,
    fileName: row.fileName,
    dryRun,
    mode,
    by: row.principal.name,
    at: row.createdAt.toISOString(),
    counts: row.report === null ? null : { ...row.report.counts },
    refusedRowsUrl:
      row.resultFileId === null
        ? null
        : `/api/v1/events/${row.eventId}/${row.kind}/imports/${row.id}/refused-rows.xlsx`,
    expiresAt: row.expiresAt.toISOString(),
  };
}

/** That somebody took data out. */
export class ExportView {
  @IdField({ description: 'Id of the export.' })
  id!: string;

  @IdField({ description: 'Its job.', nullable: true })
  jobId!: string | null;

  @EnumField(sheetFormats, { description: 'What kind of file it is.', name: 'SheetFormat' })
  format!: string;

  @MapField({
    description: 'What was asked for: filter, order, language, columns.',
    example: { language: 'en' },
  })
  asked!: Record<string, unknown>;

  @TextField({ description: 'Who took it.', example: 'LI Na' })
  by!: string;

  @InstantField({ description: 'When.' })
  at!: string;

  @IntegerField({
    description: 'How many rows it has; null until it is made.',
    nullable: true,
    max: 10_000_000,
    example: 120,
  })
  rows!: number | null;

  @IntegerField({ description: 'How often its file was fetched.', example: 1 })
  fetched!: number;

  @BooleanField({
    description: 'Whether it holds what only those see who decide about registrations.',
    example: false,
  })
  confidential!: boolean;

  @TextField({
    description: 'Where its file is; null before, and when its time is over.',
    nullable: true,
    max: 400,
    example: null,
  })
  url!: string | null;

  @InstantField({ description: 'Until when the file is kept.', nullable: true })
  expiresAt!: string | null;
}

export function toExportView(row: Export): ExportView {
  return {
    id: row.id,
    jobId: row.jobId,
    format: row.format,
    asked: row.options,
    by: row.principal.name,
    at: row.createdAt.toISOString(),
    rows: row.rows,
    fetched: row.fetched,
    confidential: row.confidential,
    url: row.fileId === null ? null : urlOf(row),
    expiresAt: row.expiresAt?.toISOString() ?? null,
  };
}

/** Where the file of an export is. */
export function urlOf({ eventId, kind, id }: Pick<Export, 'eventId' | 'kind' | 'id'>): string {
  return `/api/v1/events/${eventId}/${kind}/exports/${id}/file`;
}
