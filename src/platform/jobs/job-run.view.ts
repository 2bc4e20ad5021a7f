import {
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  MapField,
  ObjectField,
  TextField,
} from '../http/fields';
import type { JobRun } from './job-run.entity';

export const jobStates = ['queued', 'active', 'completed', 'failed'] as const;

export class JobProgressView {
  @IntegerField({ description: 'Pieces of work that are done.', example: 120 })
  done!: number;

  @IntegerField({
    description: 'Pieces of work in all; null while nobody knows.',
    nullable: true,
    example: 400,
  })
  total!: number | null;
}

export class JobRowErrorView {
  @IntegerField({ description: 'The row, counted as in the file that was sent.', example: 17 })
  row!: number;

  @TextField({
    description: 'Column or field at fault; null when it is the row as a whole.',
    nullable: true,
    example: '/email',
  })
  pointer!: string | null;

  @TextField({ description: 'What is wrong and what to enter.', example: 'must be one mail address' })
  message!: string;
}

/** Background work that the caller started. */
export class JobView {
  @IdField({ description: 'Id of the job.' })
  id!: string;

  @IntegerField({ description: 'Raised with every change.', example: 4 })
  version!: number;

  @TextField({ description: 'What kind of work it is.', example: 'registrations.import' })
  kind!: string;

  @IdField({ description: 'The event that it is about; null when it is about none.', nullable: true })
  eventId!: string | null;

  @EnumField(jobStates, {
    description:
      'Where it stands. `completed` and `failed` are final unless an administrator has it tried again.',
    name: 'JobState',
  })
  state!: JobRun['state'];

  @ObjectField(() => JobProgressView, { description: 'How far it is.' })
  progress!: JobProgressView;

  @MapField({ description: 'What was done so far, by name.', example: { created: 118, updated: 2 } })
  counts!: Record<string, number>;

  @ObjectField(() => JobRowErrorView, { description: 'Rows at fault, at most 500.', list: 500 })
  errors!: JobRowErrorView[];

  @MapField({
    description: 'What came of it, for example the address of a file; null until there is something.',
    nullable: true,
    example: { url: '/api/v1/events/infoforum-2019/exports/0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11' },
  })
  result!: object | null;

  @TextField({ description: 'Why it failed; null unless it has.', nullable: true, example: null })
  failure!: string | null;

  @InstantField({ description: 'When it was asked for.' })
  createdAt!: string;

  @InstantField({ description: 'When it began; null before.', nullable: true })
  startedAt!: string | null;

  @InstantField({ description: 'When it ended; null before.', nullable: true })
  finishedAt!: string | null;
}

export function toJobView(run: JobRun): JobView {
  return {
    id: run.id,
    version: run.version,
    kind: run.name,
    eventId: run.eventId,
    state: run.state,
    progress: { done: run.done, total: run.total },
    counts: run.counts,
    errors: run.rowErrors.map(({ row, pointer, message }) => ({ row, pointer: pointer ?? null, message })),
    result: run.result,
    failure: run.error,
    createdAt: run.createdAt.toISOString(),
    startedAt: run.startedAt?.toISOString() ?? null,
    finishedAt: run.finishedAt?.toISOString() ?? null,
  };
}
