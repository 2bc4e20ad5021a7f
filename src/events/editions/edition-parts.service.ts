import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { eventProblems } from '../event.errors';
import type { Shift } from './edition.rules';
import { spoken, type Sentence } from './edition.words';

/**
 * Something that a copy of an event can have: topics, sessions, delegations. Each module registers those that are made
 * of its own tables; the events module does not know them.
 */
export interface EditionPart {
  readonly name: string;
  /** What is taken over of it and what is not, as a sentence. */
  readonly means: string;
  /** Parts without which it cannot be copied. */
  readonly needs?: readonly string[];
  /** Parts to which it refers where they are copied too. They are copied before it. */
  readonly uses?: readonly string[];
  /** Copies it, inside the transaction that made the new event. */
  copy?(work: EditionWork): Promise<void>;
  /** Moves it with the days or the zone of its event, inside the transaction that moved these. */
  reschedule?(work: EditionWork): Promise<void>;
}

/** From where to where something is copied or moved. */
export interface EditionPlan extends Shift {
  /** The event that is copied; for an event that is moved, itself. */
  readonly sourceId: string;
  readonly eventId: string;
  /** First and last day of the event from now on, YYYY-MM-DD. */
  readonly startDate: string;
  readonly endDate: string;
  readonly now: Date;
  /** Language of sentences for people. */
  readonly locale: string;
}

export interface Written {
  readonly id: string;
  readonly name: string;
  /** The time on which it hangs: its begin, its deadline. */
  readonly at: Date | null;
}

export interface PartReport {
  readonly part: string;
  /** What was made or moved, by kind. */
  readonly done: { readonly thing: string; readonly count: number }[];
  /** The first few of each kind, in the order of time. */
  readonly samples: { readonly thing: string; readonly name: string; readonly at: string | null }[];
  readonly leftOut: { readonly thing: string; readonly count: number; readonly why: string }[];
}

export interface EditionWarning {
  readonly code: string;
  readonly message: string;
}

/** So many of each kind are shown by name. */
const shown = 5;

/**
 * The act of copying or moving one part: what it writes is what the report says, for both come from the same statement.
 *
 * Every statement sees the row `plan` with `source_id`, `event_id`, `days`, `from_zone`, `to_zone`, `start_date`,
 * `end_date` and `now`.
 */
export class EditionWork {
  readonly report: PartReport;

  constructor(
    private readonly db: Database,
    readonly plan: EditionPlan,
    private readonly warnings: EditionWarning[],
    part: string,
  ) {
    this.report = { part, done: [], samples: [], leftOut: [] };
  }

  /** Whether times change at all. */
  get moves(): boolean {
    return this.plan.days !== 0 || this.plan.fromZone !== this.plan.toZone;
  }

  /**
   * Runs an INSERT or UPDATE that returns `id`, `name` and `at` (timestamptz) of what it wrote, and puts that into the
   * report as so many of `thing`. Answers what was written, in the order of time and name.
   */
  async write(thing: string, sql: string): Promise<Written[]> {
    const written = await this.select<Written & Record<string, unknown>>(
      `SELECT id, name, at FROM written ORDER BY at NULLS LAST, name, id`,
      `written AS (${sql})`,
    );
    this.wrote(thing, written);
    return written;
  }

  /** Puts into the report what a service wrote. */
  wrote(thing: string, written: readonly Omit<Written, 'id'>[]): void {
    this.report.done.push({ thing, count: written.length });
    this.report.samples.push(
      ...written
        .slice(0, shown)
        .map(({ name, at }) => ({ thing, name, at: at === null ? null : at.toISOString() })),
    );
  }

  /** Runs an INSERT or UPDATE of what belongs to things that are in the report. */
  async follow(sql: string): Promise<void> {
    await this.select('SELECT 1 FROM written WHERE false', `written AS (${sql} RETURNING 1)`);
  }

  /** Rows of a SELECT that may use `plan`. */
  select<T extends Record<string, unknown>>(sql: string, ...further: readonly string[]): Promise<T[]> {
    const { sourceId, eventId, now, days, fromZone, toZone, startDate, endDate } = this.plan;
    return this.db.query<T>(
      `WITH plan AS (SELECT $1::uuid AS source_id, $2::uuid AS event_id, $3::timestamptz AS now, $4::integer AS days,
              $5::text AS from_zone, $6::text AS to_zone, $7::date AS start_date, $8::date AS end_date)
         ${further.map((one) => `, ${one}`).join('')} ${sql}`,
      [sourceId, eventId, now, days, fromZone, toZone, startDate, endDate],
    );
  }

  /** Says how many of `thing` were not copied or moved, and why, if there are any. */
  leaveOut(thing: string, count: number, why: Sentence): void {
    if (count > 0) this.report.leftOut.push({ thing, count, why: spoken(why, this.plan.locale) });
  }

  warn(code: string, sentence: Sentence): void {
    this.warnings.push({ code, message: spoken(sentence, this.plan.locale) });
  }
}

/** The parts of an event, as the modules have registered them. */
@Injectable()
export class EditionParts implements OnApplicationBootstrap {
  private readonly registered = new Map<string, EditionPart>();
  private order: EditionPart[] = [];

  constructor(private readonly db: Database) {}

  /** For the constructors of the modules that have the parts. */
  register(part: EditionPart): void {
    if (this.registered.has(part.name)) throw new Error(`the part "${part.name}" is registered twice`);
    this.registered.set(part.name, part);
  }

  onApplicationBootstrap(): void {
    this.order = inOrder(this.registered);
  }

  /** Those that can be copied, each after those that it needs or uses. */
  get copied(): readonly EditionPart[] {
    return this.order.filter(({ copy }) => copy !== undefined);
  }

  /**
   * The parts with these names in the order in which they are copied; without names, all.
   * @throws 422 for a name that no part has, and for a part without one that it needs
   */
  chosen(names: readonly string[] | undefined): readonly EditionPart[] {
    if (names === undefined) return this.copied;
    const known = new Set(this.copied.map(({ name }) => name));
    names.forEach((name, index) => {
      if (!known.has(name))
        throw eventProblems.editionPartUnknown({
          detail: `An event has these parts: ${[...known].join(', ')}.`,
          errors: [{ pointer: `/parts/${index}`, code: 'unknown', message: 'is not a part of an event' }],
        });
      for (const needed of this.registered.get(name)!.needs ?? [])
        if (!names.includes(needed))
          throw eventProblems.editionPartMissing({
            detail: `Choose "${needed}" as well, or leave "${name}" out.`,
            errors: [{ pointer: `/parts/${index}`, code: 'needs', message: `needs the part ${needed}` }],
          });
    });
    return this.copied.filter(({ name }) => names.includes(name));
  }

  /** Copies these parts one after the other, and answers what came of it. */
  async copy(
    plan: EditionPlan,
    parts: readonly EditionPart[],
    warnings: EditionWarning[],
  ): Promise<PartReport[]> {
    return this.run(plan, parts, warnings, (part, work) => part.copy?.(work));
  }

  /** Moves whatever has a time, and answers what came of it. */
  async reschedule(plan: EditionPlan, warnings: EditionWarning[]): Promise<PartReport[]> {
    const parts = this.order.filter(({ reschedule }) => reschedule !== undefined);
    return this.run(plan, parts, warnings, (part, work) => part.reschedule?.(work));
  }

  private async run(
    plan: EditionPlan,
    parts: readonly EditionPart[],
    warnings: EditionWarning[],
    act: (part: EditionPart, work: EditionWork) => Promise<void> | undefined,
  ): Promise<PartReport[]> {
    const reports: PartReport[] = [];
    for (const part of parts) {
      const work = new EditionWork(this.db, plan, warnings, part.name);
      await act(part, work);
      reports.push(work.report);
    }
    return reports;
  }
}

/**
 * Parts so that each stands after those that it needs or uses, and otherwise by name: in whatever order the modules were
 * made, the same.
 * @throws Error when a part names one that is not registered, or needs itself in a circle
 */
export function inOrder(parts: ReadonlyMap<string, EditionPart>): EditionPart[] {
  const ordered = new Set<EditionPart>();
  const visit = (part: EditionPart, path: readonly string[]): void => {
    if (ordered.has(part)) return;
    if (path.includes(part.name))
      throw new Error(`parts of an event need each other: ${[...path, part.name].join(', ')}`);
    for (const name of [...(part.needs ?? []), ...(part.uses ?? [])]) {
      const other = parts.get(name);
      if (!other) throw new Error(`the part "${part.name}" names "${name}", which is not registered`);
      visit(other, [...path, part.name]);
    }
    ordered.add(part);
  };
  for (const name of [...parts.keys()].sort()) visit(parts.get(name)!, []);
  return [...ordered];
}
