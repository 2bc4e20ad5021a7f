import { Injectable } from '@nestjs/common';
import { newId } from '../../platform/database/base.entity';
import { Database } from '../../platform/database/database';
import { Sweeper } from '../../platform/workflow/sweeper';
import { eventEndsAt } from './answers.queries';

/** Answers to one question of one version of a form, whose time is over. */
interface Due extends Record<string, unknown> {
  readonly event_id: string;
  readonly form_id: string;
  readonly form_version: number;
  readonly questions: string[];
  readonly due_at: Date;
  readonly purpose: string;
}

/** Whether none is left, there are more, or somebody else holds those that are left just now. */
type Outcome = 'done' | 'more' | 'held';

/** Registrations that are looked at by one transaction. */
const chunk = 500;

const hourMs = 3_600_000;

/** SQL: questions of events whose last day has come, with the instant at which the time of their answers is over. */
const questionsInTime = `
  FROM forms f JOIN events e ON e.id = f.event_id JOIN form_versions v ON v.form_id = f.id
 CROSS JOIN LATERAL (
   SELECT q ->> 'key' AS question,
          (${eventEndsAt} + least((q ->> 'keepDays')::integer, (SELECT (n ->> 'keepDays')::integer FROM jsonb_array_elements(f.fields) n
                                                 WHERE n ->> 'key' = q ->> 'key')) * interval '24 hours')::timestamptz(3) AS due_at
     FROM jsonb_array_elements(v.fields) q) one
 WHERE e.end_date <= ($1::timestamptz AT TIME ZONE e.time_zone)::date`;

/**
 * Removes answers when the time for which their questions say that they are kept is over, with the files among them, and
 * writes down how many. What counts is what was promised when the answer was given, or what the form says now, if that
 * is less. Once they are removed none come back: such a question is not asked any more.
 */
@Injectable()
export class AnswerPurges {
  /** When this process has looked, and when it looks again; a clock that was set back begins anew. */
  private looked: { readonly at: Date; readonly again: Date } | undefined;

  constructor(
    private readonly db: Database,
    sweeper: Sweeper,
  ) {
    sweeper.register('answers whose time is over', (now) => this.sweep(now));
  }

  private async sweep(now: Date): Promise<number> {
    if (this.looked && now >= this.looked.at && now < this.looked.again) return 0;
    let held = false;
    for (const one of await this.due(now)) {
      let outcome: Outcome;
      do outcome = await this.purge(one, now);
      while (outcome === 'more');
      if (outcome === 'held') held = true;
    }
    if (held) return 0;
    const next = await this.db.one<{ due_at: Date }>(
      `SELECT one.due_at ${questionsInTime} AND one.due_at > $1 ORDER BY one.due_at LIMIT 1`,
      [now],
    );
    const hour = new Date(now.getTime() + hourMs);
    this.looked = { at: now, again: next && next.due_at < hour ? next.due_at : hour };
    return 0;
  }

  /** What is to be removed, by form, version and instant. */
  private due(now: Date): Promise<Due[]> {
    return this.db.query<Due>(
      `SELECT f.event_id, f.id AS form_id, v.number AS form_version, f.purpose, one.due_at, array_agg(one.question ORDER BY one.question) AS questions
              ${questionsInTime} AND one.due_at <= $1
          AND NOT EXISTS (SELECT 1 FROM answer_purges p WHERE p.form_id = f.id AND p.form_version = v.number AND p.question = one.question
                             AND p.due_at >= one.due_at AND p.done)
        GROUP BY f.event_id, f.id, v.number, f.purpose, one.due_at ORDER BY one.due_at, f.id, v.number`,
      [now],
    );
  }

  /** Removes the answers of so many registrations. */
  private purge(
    { event_id, form_id, form_version, questions, due_at, purpose }: Due,
    now: Date,
  ): Promise<Outcome> {
    const [table, id] =
      purpose === 'registration' ? ['registrations', 'id'] : ['form_answers', 'registration_id'];
    const having = `FROM ${table} WHERE form_id = $1 AND form_version = $2 AND answers ?| $3`;
    return this.db.transaction(async () => {
      const removed = await this.db.query<{ question: string; n: number }>(
        `WITH chosen AS (SELECT ${id} AS id, answers ${having} ORDER BY ${id} LIMIT ${chunk} FOR NO KEY UPDATE SKIP LOCKED),
         gone AS (
           UPDATE ${table} t SET answers = t.answers - $3::text[], version = t.version + 1, updated_at = $4,
                  purged = ARRAY(SELECT DISTINCT q FROM unnest(t.purged || ARRAY(SELECT k FROM unnest($3::text[]) k WHERE t.answers ? k)) q ORDER BY q)
             FROM chosen c WHERE t.${id} = c.id AND t.form_id = $1),
         files AS (
           DELETE FROM answer_files x USING chosen c WHERE x.registration_id = c.id AND x.form_id = $1 AND x.question = ANY ($3))
         SELECT k AS question, count(*)::integer AS n FROM chosen c JOIN unnest($3::text[]) k ON c.answers ? k GROUP BY k`,
        [form_id, form_version, questions, now],
      );
      const left = await this.db.one(`SELECT 1 ${having} LIMIT 1`, [form_id, form_version, questions]);
      const counts = questions.map((question) => removed.find((one) => one.question === question)?.n ?? 0);
      await this.db.query(
        `INSERT INTO answer_purges (id, event_id, form_id, form_version, question, due_at, count, done, at)
         SELECT p.id, $1, $2, $3, p.question, $4, p.count, $5, $6 FROM unnest($7::uuid[], $8::text[], $9::integer[]) AS p (id, question, count)
         ON CONFLICT ON CONSTRAINT answer_purges_once DO UPDATE
            SET count = answer_purges.count + excluded.count, done = excluded.done, at = excluded.at`,
        [
          event_id,
          form_id,
          form_version,
          due_at,
          !left,
          now,
          questions.map(() => newId()),
          questions,
          counts,
        ],
      );
      if (!left) return 'done';
      return removed.length > 0 ? 'more' : 'held';
    });
  }
}
