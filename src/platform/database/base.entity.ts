import { BeforeInsert, Column, PrimaryColumn } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';

/** A new UUIDv7: sorts by the time it was made, so that an index on it grows at its right edge only. */
export function newId(): string {
  return uuidv7();
}

/** What every thing with a life of its own has. */
export abstract class BaseEntity {
  @PrimaryColumn('uuid')
  id!: string;

  /** Raised by one with each change; the ETag of the resource. */
  @Column('integer', { default: 1 })
  version!: number;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'updated_at', precision: 3 })
  updatedAt!: Date;

  @BeforeInsert()
  protected giveId(): void {
    this.id ??= newId();
  }
}
