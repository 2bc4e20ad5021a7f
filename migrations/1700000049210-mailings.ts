import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What goes to an audience, from its draft to its last message, and whether an event wants a second person to see it first. */
export class Mailings1700000049210 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE mailing_settings (
        event_id uuid PRIMARY KEY CONSTRAINT mailing_settings_event_fkey REFERENCES events ON DELETE CASCADE,
        version integer NOT NULL,
        review text NOT NULL CONSTRAINT mailing_settings_review_check CHECK (review IN ('none', 'sensitive', 'all'))
      )`);
    await runner.query(`
      CREATE TABLE mailings (
        id uuid PRIMARY KEY,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        event_id uuid NOT NULL CONSTRAINT mailings_event_fkey REFERENCES events ON DELETE CASCADE,
        state text NOT NULL CONSTRAINT mailings_state_check CHECK (state IN ('draft', 'held', 'sending', 'paused', 'sent', 'cancelled')),
        kind text NOT NULL CONSTRAINT mailings_kind_check CHECK (kind IN ('agenda', 'announcement', 'news')),
        title text NOT NULL,
        audience jsonb NOT NULL,
        texts jsonb,
        sensitive boolean NOT NULL,
        authors text[] NOT NULL,
        made_by_name text NOT NULL,
        approved_by text,
        approved_by_name text,
        approved_at timestamptz(3),
        job_id uuid,
        cursor_id uuid,
        expected integer NOT NULL DEFAULT 0,
        passed integer NOT NULL DEFAULT 0,
        written integer NOT NULL DEFAULT 0,
        begun_at timestamptz(3),
        finished_at timestamptz(3),
        CONSTRAINT mailings_texts_check CHECK ((kind <> 'agenda') = (texts IS NOT NULL)),
        CONSTRAINT mailings_second_person_check CHECK (approved_by IS NULL OR approved_by <> ALL (authors)),
        CONSTRAINT mailings_begun_check CHECK (state NOT IN ('sending', 'paused', 'sent') OR begun_at IS NOT NULL)
      )`);
    await runner.query(`CREATE INDEX mailings_newest ON mailings (event_id, created_at, id)`);
    // What is under way or waits for somebody: few among all that there were.
    await runner.query(
      `CREATE INDEX mailings_open_idx ON mailings (event_id, created_at) WHERE state IN ('held', 'sending', 'paused')`,
    );
    // What a second person approved is what goes out.
    await runner.query(`
      CREATE FUNCTION guard_mailing() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'what a mailing says, and to whom, is changed in its draft only' USING ERRCODE = 'restrict_violation';
      END $$`);
    await runner.query(`
      CREATE TRIGGER mailings_guard BEFORE UPDATE ON mailings FOR EACH ROW
        WHEN (OLD.state <> 'draft' AND (NEW.kind, NEW.audience, NEW.sensitive) IS DISTINCT FROM (OLD.kind, OLD.audience, OLD.sensitive)
              OR OLD.state <> 'draft' AND NEW.texts IS DISTINCT FROM OLD.texts)
        EXECUTE FUNCTION guard_mailing()`);
    // Agendas that were promised to an audience and are not written yet: each promise becomes a mailing with its id, which was
    // the cause of the messages that it has written already.
    await runner.query(`
      INSERT INTO mailings (id, created_at, updated_at, event_id, state, kind, title, audience, sensitive, authors, made_by_name, job_id,
                            expected, begun_at)
      SELECT o.id, r.created_at, r.created_at, e.id, 'sending', 'agenda', 'Agendas', o.payload -> 'audience', false, ARRAY[r.owner_id],
             COALESCE(u.name, ''), o.id, COALESCE(r.total, 0), r.created_at
        FROM outbox o JOIN job_runs r ON r.id = o.id JOIN events e ON e.id = (o.payload ->> 'eventId')::uuid
        LEFT JOIN users u ON u.id::text = r.owner_id
       WHERE o.name = 'agendas.send'`);
    await runner.query(`
      UPDATE outbox SET name = 'mailings.send', payload = jsonb_build_object('mailingId', id, 'eventId', payload -> 'eventId') WHERE name = 'agendas.send'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    // What the program of then can promise, it goes on with. The rest would go to too many.
    await runner.query(`
      UPDATE outbox o SET name = 'agendas.send', payload = jsonb_build_object('eventId', m.event_id, 'audience', m.audience)
        FROM mailings m
       WHERE o.name = 'mailings.send' AND m.id = o.id AND m.kind = 'agenda' AND m.state = 'sending'
         AND m.audience - '{categoryIds,delegationIds,registrationIds}'::text[] = '{}'`);
    await runner.query(`DELETE FROM outbox WHERE name IN ('mailings.send', 'mailings.withdraw')`);
    await runner.query(`DROP TABLE mailings`);
    await runner.query(`DROP FUNCTION guard_mailing()`);
    await runner.query(`DROP TABLE mailing_settings`);
  }
}
