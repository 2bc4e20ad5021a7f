import { EnumField, IdField, InstantField, IntegerField } from '../../platform/http/fields';
import { keptSeatsWorkflow } from './kept-seats.workflow';

/** Seats of a departure that are kept for a delegation or a category. */
export class KeptSeatsView {
  @IdField({ description: 'Id of what is kept.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 1 })
  version!: number;

  @EnumField(Object.keys(keptSeatsWorkflow.states), {
    description: 'Whether they are still kept.',
    name: 'KeptSeatsState',
    example: 'kept',
  })
  state!: string;

  @IdField({ description: 'The departure.' })
  departureId!: string;

  @IdField({ description: 'The delegation for which they are kept; null for a category.', nullable: true })
  delegationId!: string | null;

  @IdField({ description: 'The category for which they are kept; null for a delegation.', nullable: true })
  categoryId!: string | null;

  @IntegerField({ description: 'How many.', example: 5 })
  seats!: number;

  @InstantField({
    description: 'When those that were not taken fall free for everybody.',
    example: '2019-10-20T10:00:00.000Z',
  })
  keptUntil!: string;
}

export interface KeptSeatsRow extends Record<string, unknown> {
  id: string;
  version: number;
  state: string;
  event_id: string;
  departure_id: string;
  delegation_id: string | null;
  category_id: string | null;
  seats: number;
  kept_until: Date;
}

export function toKeptSeatsView(row: KeptSeatsRow): KeptSeatsView {
  return {
    id: row.id,
    version: row.version,
    state: row.state,
    departureId: row.departure_id,
    delegationId: row.delegation_id,
    categoryId: row.category_id,
    seats: row.seats,
    keptUntil: row.kept_until.toISOString(),
  };
}
