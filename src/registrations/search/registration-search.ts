import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { countedUpTo, readCursor, sortOf, writeCursor, type Condition } from '../../platform/database/list';
import type { PageQuery } from '../../platform/http/page';
import { pairsOf } from './facet-pairs.rules';

/** What registrations are looked for by. All that is given must hold. */
export interface RegistrationFilter {
  readonly q?: string | undefined;
  /** Groups of facets as `search_facets` of the database knows them; one of each group must be there. */
  readonly facets: readonly (readonly string[])[];
  /** Only those of this organisation, as words. */
  readonly organisation?: string | undefined;
  /** Only those made at this instant or later. */
  readonly createdFrom?: string | undefined;
  /** Only those made before this instant. */
  readonly createdBefore?: string | undefined;
}

export interface FoundPage {
  /** Ids of registrations, in the order of the list. */
  readonly ids: readonly string[];
  readonly nextCursor: string | null;
  readonly total?: number;
}

/** In which orders registrations stand: columns of registration_search, each with an index after the event. */
const sorts = {
  createdAt: { column: 'created_at', type: 'timestamptz', leads: null },
  // `leads`: keys of words with which neither begins, see `search_word_keys` in the migration.
  name: { column: 'name', type: 'text', leads: [0, 2] },
  code: { column: 'code', type: 'text', leads: null },
  organisation: { column: 'organisation', type: 'text', leads: [0, 1] },
} as const;

/** One row in so many is in the sample. */
const sampleOf = 64;
/** One row in so many is in the part of it that is looked at first, when nothing but the number counts. */
const glanceOf = 1024;
/** So many there, 16,000 of all give or take a quarter, are many. */
const manyAtAGlance = 16;
/** Who is many is many: so many rows of the sample, 25,600 of all, are enough to know it. */
const seenAtMost = 400;
/** So few rows, as far as the sample tells, are fetched and sorted; more are met soon enough on the way through the order. */
const few = 1_000;
/** Where one in so many matches, or more, a short walk is enough. */
const strideOf = 20;
/** Where at so many places names stand, what would be asked of the index is too much. */
const mostPlaces = 800;
/** So many rows the way through the order may take before the index is asked after all. */
const longestWalk = 20_000;

interface Asked {
  /** Its first piece that is a key. */
  readonly lead: string;
  readonly patterns: string[];
  /** Keys of which each row must meet one. */
  readonly keys: number[][];
  /** The same for rows where the word does not begin the column of the order. */
  readonly elsewhere: number[][];
  readonly word: string;
  /** Whether the order is by names and the word in another alphabet than most of them: `search_keys_standing` has its keys. */
  readonly foreign: boolean;
}

/** SQL with its values. */
class Statement {
  constructor(readonly values: unknown[] = []) {}

  /** The place of a value. */
  bind(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

/**
 * Finds registrations at a cost that hardly depends on how many there are: a sample says whether few or many match; few
 * are taken from the inverted index and sorted, many are met on the way through an index that is in the order of the list.
 */
@Injectable()
export class RegistrationSearch {
  constructor(private readonly db: Database) {}

  /** One page of the registrations of an event, by keyset. @throws 400 for an unknown order or a foreign cursor */
  async page(
    eventId: string,
    filter: RegistrationFilter,
    query: PageQuery,
    defaultSort: string,
  ): Promise<FoundPage> {
    const limit = query.limit ?? 50;
    const sort = query.sort ?? defaultSort;
    const { key: order, descending } = sortOf(sorts, sort);
    const after = query.cursor === undefined ? undefined : readCursor(query.cursor, sort);
    const asked = filter.q === undefined || filter.q === '' ? [] : await this.asked(eventId, filter.q, order);
    // Something was asked for, and nothing of it is a word.
    if (asked.length === 0 && filter.q !== undefined && filter.q !== '')
      return { ids: [], nextCursor: null, ...(query.withTotal === true ? { total: 0 } : {}) };

    const search = new Search(this.db, eventId, filter, asked, {
      ...order,
      descending,
      after,
      limit: limit + 1,
    });
    const found = await search.rows();
    const total = query.withTotal === true ? await search.count() : undefined;
    const shown = found.slice(0, limit);
    const last = shown[shown.length - 1];
    return {
      ids: shown.map(({ id }) => id),
      nextCursor: found.length > limit && last ? writeCursor(sort, last.key, last.id) : null,
      ...(total === undefined ? {} : { total }),
    };
  }

  /**
   * The condition, over registrations `r`, of those that {@link page} finds, for statements that ask more of them than their
   * place in a list. Its values go to the end of `values`.
   */
  async condition(eventId: string, filter: RegistrationFilter, values: unknown[]): Promise<string> {
    const order = sorts.createdAt;
    const asked = filter.q === undefined || filter.q === '' ? [] : await this.asked(eventId, filter.q, order);
    if (asked.length === 0 && filter.q !== undefined && filter.q !== '') return 'false';
    const search = new Search(this.db, eventId, filter, asked, {
      ...order,
      descending: false,
      after: undefined,
      limit: 1,
    });
    return search.condition(new Statement(values));
  }

  private asked(
    eventId: string,
    q: string,
    { column, leads }: { column: string; leads: readonly number[] | null },
  ): Promise<Asked[]> {
    return this.db.query<Asked & Record<string, unknown>>(
      `SELECT search_lead(word) AS lead, search_patterns(word) AS patterns, word,
              $4 AND octet_length(word) > char_length(word) AND word NOT LIKE '%@%' AS foreign,
              (SELECT COALESCE(json_agg(keys), '[]') FROM search_asked_keys($1, word, '{0,1,2,3}') keys) AS keys,
              (SELECT COALESCE(json_agg(keys), '[]') FROM search_asked_keys($1, word, $3) keys) AS elsewhere
         FROM unnest(search_tokens($2)) WITH ORDINALITY t (word, n) ORDER BY n`,
      [eventId, q, leads ?? [0, 1, 2, 3], column === 'name'],
    );
  }
}

interface Found {
  readonly id: string;
  readonly key: string;
}

interface Estimate {
  /** How many match, and how many of them not by the beginning of what the list is sorted by. */
  readonly all: number;
  readonly elsewhere: number;
  /** A name of the sample: from the cursor to its place it is worth asking the index; null where that is so to the end. */
  readonly far?: string | null;
}

interface Order {
  readonly column: string;
  readonly type: string;
  readonly leads: readonly number[] | null;
  readonly descending: boolean;
  readonly after: [string, string] | undefined;
  readonly limit: number;
}

/** One search, with what is known of how many match. */
class Search {
  private readonly indexed: boolean;
  private sample: Promise<Estimate> | undefined;

  constructor(
    private readonly db: Database,
    private readonly eventId: string,
    private readonly filter: RegistrationFilter,
    private readonly asked: readonly Asked[],
    private readonly order: Order,
  ) {
    this.indexed =
      filter.facets.length > 0 ||
      filter.organisation !== undefined ||
      asked.some(({ keys }) => keys.length > 0);
  }

  async rows(): Promise<Found[]> {
    if (!this.indexed && !this.outOfOrder) return this.walk();
    const { all, elsewhere } = await this.estimate();
    if (all <= few) return this.byIndex();
    const { leads, limit } = this.order;
    if (leads !== null && this.asked.length > 0 && elsewhere <= few) {
      // Nearly all who match stand together where the order has what was asked for; the others are few.
      const parts = [await this.byIndex({ elsewhere: true })];
      for (const { lead } of this.asked) {
        const part = await this.walkOf(lead);
        if (part === undefined) return this.byIndex();
        parts.push(part);
      }
      return this.inOrder(parts.flat());
    }
    const foreign = this.asked.find((asked) => asked.foreign);
    if (foreign !== undefined) {
      const found = await this.fromPlaces(foreign);
      if (found !== undefined) return found;
    }
    // A way that is longer than what the index would fetch is not worth going on.
    const steps = Math.min(all, longestWalk);
    const met = await this.walk(steps);
    if (met.length === limit || (await this.ends(steps))) return met;
    return this.byIndex();
  }

  /** How many match, counted up to 10,000. */
  async count(): Promise<number> {
    const statement = new Statement();
    const scope = [
      this.scope(statement),
      ...this.range(statement),
      ...this.keys(statement),
      ...this.matches(statement),
    ];
    if (this.indexed) {
      // Far beyond the limit there is nothing to count: a sample may be off by a half, and not by three quarters.
      const { all } = await this.estimate();
      if (all >= 4 * countedUpTo) return countedUpTo;
    }
    const counted = await this.db.one<{ n: number }>(
      `WITH s AS MATERIALIZED (SELECT FROM registration_search s WHERE ${scope.join(' AND ')})
       SELECT count(*)::integer AS n FROM (SELECT FROM s LIMIT ${countedUpTo}) counted`,
      statement.values,
    );
    return counted!.n;
  }

  /** That a registration `r` is one of those that match. */
  condition(statement: Statement): string {
    const all = [
      this.scope(statement),
      ...this.range(statement),
      ...this.keys(statement),
      ...this.matches(statement),
    ];
    return `r.id IN (SELECT s.registration_id FROM registration_search s WHERE ${all.join(' AND ')})`;
  }

  /** Whether a range of dates narrows a list that is in another order: then it is what rows are found by. */
  private get outOfOrder(): boolean {
    const { createdFrom, createdBefore } = this.filter;
    return this.order.column !== 'created_at' && (createdFrom !== undefined || createdBefore !== undefined);
  }

  /** What the sample tells of those who match. */
  private estimate(): Promise<Estimate> {
    return (this.sample ??= this.sampled());
  }

  private async sampled(): Promise<Estimate> {
    const statement = new Statement();
    const scope = [
      this.scope(statement),
      ...this.range(statement),
      ...this.keys(statement),
      ...this.matches(statement),
    ];
    if (!this.indexed) {
      const within = await this.db.one<{ n: number }>(
        `SELECT count(*)::integer AS n FROM (SELECT FROM registration_search s WHERE ${scope.join(' AND ')} LIMIT ${few + 1}) within`,
        statement.values,
      );
      return { all: within!.n, elsewhere: within!.n };
    }
    if (this.asked.length === 0 || this.order.leads === null) {
      const glance = await this.db.one<{ n: number }>(
        `SELECT count(*)::integer AS n FROM registration_search s WHERE s.sampled AND get_byte(uuid_send(s.registration_id), 14) < 16 AND ${scope.join(' AND ')}`,
        [...statement.values],
      );
      if (glance!.n >= manyAtAGlance) return { all: glance!.n * glanceOf, elsewhere: glance!.n * glanceOf };
    }
    const { column, descending, limit } = this.order;
    // So many of the sample are few and more than a page; where one place alone has them, they are met soon on the way.
    const nth = Math.ceil(few / sampleOf + (2 * limit) / sampleOf);
    const far = `(array_agg(s.${column} ORDER BY s.${column} ${descending ? 'DESC' : 'ASC'})
                    FILTER (${where([...this.beyond(statement), 'true'])}))[${nth}]`;
    const leading = this.asked.map(({ lead }) => `starts_with(s.${column}::text, ${statement.bind(lead)})`);
    // Materialized: looked up in the index of the sample, whatever the limit; only so many of its rows are then fetched.
    const seen = await this.db.one<{ all: number; elsewhere: number; far: string | null }>(
      `WITH s AS MATERIALIZED (SELECT s.${column}, s.registration_id FROM registration_search s WHERE s.sampled AND ${scope.join(' AND ')})
       SELECT count(*)::integer AS "all", count(*) FILTER (WHERE NOT (${['false', ...leading].join(' OR ')}))::integer AS elsewhere,
              ${far} AS far
         FROM (SELECT * FROM s LIMIT ${seenAtMost}) s`,
      statement.values,
    );
    // Beyond what was looked at there are more of either kind, in the same proportion at least.
    const beyond = seen!.all === seenAtMost ? few : 1;
    return { all: seen!.all * sampleOf, elsewhere: seen!.elsewhere * sampleOf * beyond, far: seen!.far };
  }

  /** From the inverted index: all who match are fetched, and the next ones of them kept. */
  private byIndex({ elsewhere = false } = {}): Promise<Found[]> {
    const { column } = this.order;
    const statement = new Statement();
    const keys = this.keys(statement, elsewhere);
    const notLeading = elsewhere
      ? this.asked.map(({ lead }) => `NOT starts_with(s.${column}, ${statement.bind(lead)})`)
      : [];
    return this.fetched(statement, [...keys, ...notLeading]);
  }

  /** What the index finds by some keys, and of it the next ones in the order. */
  private fetched(statement: Statement, keys: readonly string[]): Promise<Found[]> {
    const { column } = this.order;
    const scope = [this.scope(statement), ...this.range(statement), ...keys, ...this.matches(statement)];
    // Materialized: the planner shall not think of walking through the order instead.
    return this.db.query<Found & Record<string, unknown>>(
      `WITH s AS MATERIALIZED (SELECT s.registration_id, s.${column} FROM registration_search s WHERE ${scope.join(' AND ')})
       SELECT s.registration_id AS id, s.${column}::text AS key FROM s ${where(this.beyond(statement))}
        ORDER BY ${this.by} LIMIT ${statement.bind(this.order.limit)}`,
      statement.values,
    );
  }

  /** Through the order from the cursor on, over at most so many rows; without `steps` to the end. */
  private walk(steps?: number, ...within: readonly ((statement: Statement) => string)[]): Promise<Found[]> {
    const { column } = this.order;
    const statement = new Statement();
    const inner = this.way(statement, within);
    const matching = [
      ...this.matches(statement),
      ...this.facets(statement),
      ...(this.outOfOrder ? this.range(statement) : []),
    ];
    return this.db.query<Found & Record<string, unknown>>(
      `SELECT s.registration_id AS id, s.${column}::text AS key
         FROM (SELECT s.* FROM registration_search s WHERE ${inner.join(' AND ')}
                ORDER BY ${this.by} ${steps === undefined ? '' : `LIMIT ${statement.bind(steps)}`}) s
       ${where(matching)} ORDER BY ${this.by} LIMIT ${statement.bind(this.order.limit)}`,
      statement.values,
    );
  }

  /** The walk over those only who begin with a piece; undefined when it would be too long. */
  private async walkOf(lead: string): Promise<Found[] | undefined> {
    const { column, limit } = this.order;
    // In the "C" collation what begins with a piece lies between it and itself with the last of all characters.
    const begins = (statement: Statement): string =>
      `s.${column} >= ${statement.bind(lead)} AND s.${column} < ${statement.bind(`${lead}\u{10FFFF}`)}`;
    const met = await this.walk(longestWalk, begins);
    return met.length === limit || (await this.ends(longestWalk, begins)) ? met : undefined;
  }

  /**
   * Those who are called so in another alphabet than the order has: most of them stand together, and it may be a long way
   * to them. The index answers for the places before, where they are few; from there it is a walk. Undefined when names
   * stand at too many places.
   */
  private async fromPlaces({ word }: Asked): Promise<Found[] | undefined> {
    const { limit } = this.order;
    const { far } = await this.estimate();
    if (far === undefined) return undefined;
    const steps = strideOf * limit;
    const near = await this.walk(steps);
    if (near.length === limit || (await this.ends(steps))) return near;
    const places = await this.placesBefore(far);
    if (places.length > mostPlaces) return undefined;
    const statement = new Statement();
    const before =
      places.length === 0
        ? []
        : await this.fetched(statement, [
            ...this.keys(statement),
            `s.word_keys && (SELECT search_keys_standing(${statement.bind(this.eventId)}, ${statement.bind(word)}, ${statement.bind(places)}::text[]))`,
            // Two places may have one number: what stands further on is met on the walk.
            ...(far === null ? [] : [`NOT (${this.fromPlaceOf(statement, far)})`]),
          ]);
    if (far === null || before.length === limit) return before;
    const here = (walk: Statement): string => this.fromPlaceOf(walk, far);
    const met = await this.walk(longestWalk, here);
    if (before.length + met.length >= limit || (await this.ends(longestWalk, here)))
      return [...before, ...met].slice(0, limit);
    return this.byIndex();
  }

  /** That a row stands at the place of a name or further on. */
  private fromPlaceOf(statement: Statement, name: string): string {
    const { column, descending } = this.order;
    const place = `search_standing(${statement.bind(name)}::text)`;
    return descending ? `s.${column} < search_standing_end(${place})` : `s.${column} >= ${place}`;
  }

  /** At which places names stand, from the cursor on and before that of a name; one too many at most. */
  private async placesBefore(name: string | null): Promise<string[]> {
    const { after, column, descending } = this.order;
    const statement = new Statement();
    const scope = this.scope(statement);
    const [compare, direction] = descending ? ['>', 'DESC'] : ['<', 'ASC'];
    const nextPlace = (from: string): string =>
      `(SELECT search_standing(s.${column}) FROM registration_search s WHERE ${[scope, from].filter((one) => one !== '').join(' AND ')}
         ORDER BY s.${column} ${direction} LIMIT 1)`;
    const first =
      after === undefined ? '' : `s.${column} ${descending ? '<=' : '>='} ${statement.bind(after[0])}`;
    const then = `s.${column} ${descending ? '< p.place' : '>= search_standing_end(p.place)'}`;
    const end = name === null ? '' : `AND p.place ${compare} search_standing(${statement.bind(name)}::text)`;
    const rows = await this.db.query<{ place: string }>(
      `WITH RECURSIVE p (place) AS (
         SELECT ${nextPlace(first)} UNION ALL SELECT ${nextPlace(then)} FROM p WHERE p.place IS NOT NULL ${end})
       SELECT place FROM p WHERE place IS NOT NULL ${end} LIMIT ${mostPlaces + 1}`,
      statement.values,
    );
    return rows.map(({ place }) => place);
  }

  /** Whether no more than so many rows come after the cursor. */
  private async ends(
    steps: number,
    ...within: readonly ((statement: Statement) => string)[]
  ): Promise<boolean> {
    const statement = new Statement();
    const scope = this.way(statement, within);
    const next = await this.db.query(
      `SELECT FROM registration_search s WHERE ${scope.join(' AND ')} ORDER BY ${this.by} OFFSET ${statement.bind(steps)} LIMIT 1`,
      statement.values,
    );
    return next.length === 0;
  }

  /** The first ones of what was found in several ways, none of it twice. */
  private inOrder(found: readonly Found[]): Promise<Found[]> {
    const { column, limit } = this.order;
    return this.db.query<Found & Record<string, unknown>>(
      `SELECT s.registration_id AS id, s.${column}::text AS key FROM registration_search s WHERE s.registration_id = ANY ($1::uuid[])
        ORDER BY ${this.by} LIMIT $2`,
      [found.map(({ id }) => id), limit],
    );
  }

  /** What holds for every row that a walk meets; an index answers all of it. */
  private way(statement: Statement, within: readonly ((statement: Statement) => string)[]): string[] {
    return [
      this.scope(statement),
      ...(this.outOfOrder ? [] : this.range(statement)),
      ...(this.alike ? [`s.organisation = ${statement.bind(this.filter.organisation)}`] : []),
      ...this.beyond(statement),
      ...within.map((condition) => condition(statement)),
    ];
  }

  /** Whether all have the same in the column of the order; the planner has to be told that only the ids count then. */
  private get alike(): boolean {
    return this.order.column === 'organisation' && this.filter.organisation !== undefined;
  }

  private get by(): string {
    const direction = this.order.descending ? 'DESC' : 'ASC';
    if (this.alike) return `s.registration_id ${direction}`;
    return `s.${this.order.column} ${direction}, s.registration_id ${direction}`;
  }

  private scope(statement: Statement): string {
    return `s.event_id = ${statement.bind(this.eventId)}`;
  }

  private range(statement: Statement): string[] {
    const { createdFrom, createdBefore } = this.filter;
    return [
      ...(createdFrom === undefined ? [] : [`s.created_at >= ${statement.bind(createdFrom)}::timestamptz`]),
      ...(createdBefore === undefined
        ? []
        : [`s.created_at < ${statement.bind(createdBefore)}::timestamptz`]),
    ];
  }

  private beyond(statement: Statement): string[] {
    const { after, column, type, descending } = this.order;
    if (after === undefined) return [];
    const compare = descending ? '<' : '>';
    return [
      `(s.${column}, s.registration_id) ${compare} (${statement.bind(after[0])}::${type}, ${statement.bind(after[1])}::uuid)`,
    ];
  }

  /** What the inverted index answers. */
  private keys(statement: Statement, elsewhere = false): string[] {
    const words = this.asked.flatMap((asked) => (elsewhere ? asked.elsewhere : asked.keys));
    return [
      ...words.map((keys) => `s.word_keys && ${statement.bind(keys)}::integer[]`),
      ...this.pairs(statement),
    ];
  }

  /** What one filters by, each group alone. */
  private facets(statement: Statement): string[] {
    return this.groups.map((group) => this.oneOf(statement, group));
  }

  /** The same for an index: by pairs, where it has keys of them. */
  private pairs(statement: Statement): string[] {
    return pairsOf(this.groups).map(([some, others]) =>
      others === undefined
        ? this.oneOf(statement, some)
        : `s.facet_keys && (SELECT search_pairs(${statement.bind(this.eventId)}, ${statement.bind(some)}::text[], ${statement.bind(others)}::text[]))`,
    );
  }

  private get groups(): (readonly string[])[] {
    const { facets, organisation } = this.filter;
    return [...facets, ...(organisation === undefined ? [] : [[`organisation:${organisation}`]])];
  }

  private oneOf(statement: Statement, facets: readonly string[]): string {
    // In a SELECT of its own: worked out once, not for each row.
    return `s.facet_keys && (SELECT search_facets(${statement.bind(this.eventId)}, ${statement.bind(facets)}::text[]))`;
  }

  /** What the words themselves say: keys are numbers and beginnings, so that they may say too much. */
  private matches(statement: Statement): string[] {
    return this.asked.map(({ patterns }) => `s.words LIKE ANY (${statement.bind(patterns)}::text[])`);
  }
}

/** The condition that a registration `r` of the event is found by its person, organisation, address or code. */
export function searchRegistrations(eventId: string, q: string | undefined): Condition | undefined {
  if (q === undefined || q === '') return undefined;
  return { sql: 'r.id IN (SELECT find_registrations(?, ?))', values: [eventId, q] };
}

function where(conditions: readonly string[]): string {
  return conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
}
