import { IdField, InstantField, IntegerField, TextField } from '../../platform/http/fields';

/** A time in which a person or a room can be planned with. Whoever has none is always there. */
export class AvailabilityView {
  @IdField({ description: 'Id of the time.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 1 })
  version!: number;

  @IdField({ description: 'The person; null for a room.', nullable: true })
  personId!: string | null;

  @IdField({ description: 'The room; null for a person.', nullable: true, example: null })
  roomId!: string | null;

  @TextField({ description: 'Name of the person or the room.', example: 'LI Na' })
  name!: string;

  @InstantField({ description: 'From when on.' })
  startsAt!: string;

  @InstantField({ description: 'Until when.', example: '2019-10-21T18:00:00+08:00' })
  endsAt!: string;
}

export interface AvailabilityRow extends Record<string, unknown> {
  id: string;
  version: number;
  person_id: string | null;
  room_id: string | null;
  name: string;
  starts_at: Date;
  ends_at: Date;
}

export function toAvailabilityView(row: AvailabilityRow): AvailabilityView {
  return {
    id: row.id,
    version: row.version,
    personId: row.person_id,
    roomId: row.room_id,
    name: row.name,
    startsAt: row.starts_at.toISOString(),
    endsAt: row.ends_at.toISOString(),
  };
}
