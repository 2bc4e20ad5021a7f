import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Remembers that the demonstration forum was made, and how far its clock is from the real time. One row at most. */
export class Demonstration1700000014000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE demonstration (
        id integer PRIMARY KEY CONSTRAINT demonstration_id_check CHECK (id = 1),
        clock_offset_ms bigint NOT NULL,
        completed boolean NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE demonstration`);
  }
}
