import { EnumField, IdField, InstantField, IntegerField, TextField } from '../../platform/http/fields';
import { releaseWorkflow } from './release.workflow';

export interface ReleaseRow extends Record<string, unknown> {
  id: string;
  version: number;
  state: string;
  event_id: string;
  number: number;
  follows_id: string | null;
  comment: string | null;
  hard_conflicts: number;
  override_reason: string | null;
  time_zone: string;
  released_at: Date;
  times_revised: number;
}

export class ReleaseView {
  @IdField({ description: 'Id of the release.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 2 })
  version!: number;

  @IntegerField({ description: 'Number of the release within the event.', example: 2 })
  number!: number;

  @EnumField(Object.keys(releaseWorkflow.states), {
    description: 'Whether it is the one that people see.',
    name: 'ReleaseState',
    example: 'released',
  })
  state!: string;

  @IntegerField({
    description: 'Number of the release that people saw before it.',
    nullable: true,
    example: 1,
  })
  follows!: number | null;

  @TextField({ description: 'What is new in it.', nullable: true, example: null })
  comment!: string | null;

  @IntegerField({ description: 'How many hard conflicts were overridden.', example: 0 })
  hardConflicts!: number;

  @TextField({ description: 'Why they were overridden.', nullable: true, example: null })
  overrideReason!: string | null;

  @InstantField({ description: 'When it was released.' })
  releasedAt!: string;

  @IntegerField({ description: 'How many sessions it has.', example: 24 })
  sessions!: number;
}

export interface ReleaseListRow extends ReleaseRow {
  follows: number | null;
  sessions: number;
}

export function toReleaseView(row: ReleaseListRow): ReleaseView {
  return {
    id: row.id,
    version: row.version,
    number: row.number,
    state: row.state,
    follows: row.follows,
    comment: row.comment,
    hardConflicts: row.hard_conflicts,
    overrideReason: row.override_reason,
    releasedAt: row.released_at.toISOString(),
    sessions: row.sessions,
  };
}
