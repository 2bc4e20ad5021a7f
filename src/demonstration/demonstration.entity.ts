import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Whether the demonstration forum was made, and how far its clock is from the real time. */
@Entity('demonstration')
export class DemonstrationRow {
  @PrimaryColumn('integer')
  id!: number;

  @Column('bigint', { name: 'clock_offset_ms' })
  clockOffsetMs!: number;

  @Column('boolean')
  completed!: boolean;
}
