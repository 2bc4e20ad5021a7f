import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a mail said when it went out, beside what it would say now. Nothing is kept of those that only their reader may see. */
export class WhatMailsSaid1700000049610 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE message_texts (
        message_id uuid PRIMARY KEY CONSTRAINT message_texts_message_fkey REFERENCES messages ON DELETE CASCADE,
        language text NOT NULL,
        text text NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE message_texts`);
  }
}
