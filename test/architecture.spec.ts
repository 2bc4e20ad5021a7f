import type { Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants';
import { ModulesContainer } from '@nestjs/core';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Client, type ClientConfig } from 'pg';
import type { EntityMetadata } from 'typeorm';
import { Database } from '../src/platform/database/database';
import { migrate, revertLastMigration } from '../src/platform/database/migrate';
import { OPERATION, type OperationOptions } from '../src/platform/http/operation';
import { startApp, type TestApp } from './support/app';
import { createTestDatabase } from './support/database';

/** Tables of the platform that only hand-written SQL touches, in the file that is named. */
const withoutEntity: Readonly<Record<string, string>> = {
  idempotency_keys: 'src/platform/http/idempotency.ts',
  installation: 'src/platform/jobs/bullmq.ts',
  transition_records: 'src/platform/workflow/engine.ts',
};

const root = path.resolve(__dirname, '../..');

function sources(folder: string): string[] {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return sources(file);
    return /\.tsx?$/.test(entry.name) ? [file] : [];
  });
}

/** Places in `src` where something is written, as `file: line`. */
function places(pattern: RegExp, allowed: (file: string) => boolean = () => false): string[] {
  return sources(path.join(root, 'src')).flatMap((file) => {
    const name = path.relative(root, file);
    if (allowed(name)) return [];
    return fs
      .readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => pattern.test(line) && !/^\s*(\/\/|\*|\/\*)/.test(line))
      .map((line) => `${name}: ${line.trim()}`);
  });
}

interface Column {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly nullable: boolean;
}

/** The columns of the program's tables as PostgreSQL has them. */
async function columnsOf(connection: ClientConfig): Promise<Column[]> {
  const client = new Client(connection);
  await client.connect();
  try {
    const { rows } = await client.query<Column>(
      `SELECT c.relname AS "table", a.attname AS "column", format_type(a.atttypid, a.atttypmod) AS "type", NOT a.attnotnull AS "nullable"
         FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relname <> 'migrations' AND a.attnum > 0 AND NOT a.attisdropped
        ORDER BY 1, 2`,
    );
    return rows;
  } finally {
    await client.end();
  }
}

/** Tables, functions and types of the program; those that belong to an extension are the extension's. */
async function ownThings(connection: ClientConfig): Promise<string[]> {
  const client = new Client(connection);
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `SELECT relkind::text || ' ' || relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'S', 'm')
       UNION ALL SELECT 'function ' || proname FROM pg_proc p WHERE pronamespace = 'public'::regnamespace
         AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
       UNION ALL SELECT 'type ' || typname FROM pg_type t WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd')
         AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = t.oid AND d.deptype = 'e')
       ORDER BY 1`,
    );
    return rows.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

describe('the source', () => {
  it('keeps the import order, has no circles and goes through the doors', () => {
    const cruise = path.join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [cruise, '--config', '.dependency-cruiser.cjs', '--output-type', 'err', 'src', 'test', 'migrations'],
      { cwd: root, encoding: 'utf8' },
    );
    expect({ status, said: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, said: '' });
  });

  it('solves no circle by looking things up late', () => {
    expect(places(/\b(forwardRef|ModuleRef|LazyModuleLoader)\b/)).toEqual([]);
  });

  it('takes the time from the clock', () => {
    expect(
      // The platform measures its own work; a clock is where the time comes from.
      places(/\bDate\.now\(\)|\bnew Date\(\)|Temporal\.Now\b/, (file) =>
        /^src\/(platform|start)\/|clock\.ts$/.test(file),
      ),
    ).toEqual([]);
  });

  it('has one schema for each name: the OpenAPI document knows classes by their names alone', () => {
    const named = places(/^export class \w+(View|Input|Query|Changes)\b/).map(
      (place) => /class (\w+)/.exec(place)![1]!,
    );
    expect(named.length).toBeGreaterThan(300);
    expect(named.filter((name, index) => named.indexOf(name) !== index)).toEqual([]);
  });

  it('has no barrels', () => {
    expect(sources(path.join(root, 'src')).filter((file) => /[/\\]index\.tsx?$/.test(file))).toEqual([]);
  });
});

describe('the running application', () => {
  let app: TestApp;
  let entities: EntityMetadata[];
  beforeAll(async () => {
    app = await startApp();
    entities = app.app.get(Database).dataSource.entityMetadatas;
  });

  interface Route {
    readonly name: string;
    readonly operation: OperationOptions | undefined;
  }

  /** Every method of a controller that answers a route. */
  const routes = (): Route[] => {
    const found = new Map<string, Route>();
    for (const module of app.app.get(ModulesContainer).values()) {
      for (const { metatype } of module.controllers.values()) {
        const controller = metatype as Type;
        for (
          let proto = controller.prototype as object;
          proto !== Object.prototype;
          proto = Object.getPrototypeOf(proto)
        ) {
          for (const key of Object.getOwnPropertyNames(proto)) {
            const handler = Object.getOwnPropertyDescriptor(proto, key)?.value as unknown;
            if (typeof handler !== 'function') continue;
            if (Reflect.getMetadata(PATH_METADATA, handler) === undefined) continue;
            if (Reflect.getMetadata(METHOD_METADATA, handler) === undefined) continue;
            const name = `${controller.name}.${key}`;
            found.set(name, {
              name,
              operation: Reflect.getMetadata(OPERATION, handler) as OperationOptions | undefined,
            });
          }
        }
      }
    }
    return [...found.values()];
  };

  it('says of every route what it does, who may call it and what it answers', () => {
    expect(routes().length).toBeGreaterThan(20);
    expect(routes().filter(({ operation }) => operation === undefined)).toEqual([]);
  });

  it('answers with views and never with an entity', () => {
    const classes = new Set<unknown>(entities.map(({ target }) => target));
    const answers = routes().map(({ name, operation }) => ({ name, answer: operation?.answer }));
    expect(answers.filter(({ answer }) => classes.has(answer)).map(({ name }) => name)).toEqual([]);
    const others = answers.filter(
      ({ answer }) => typeof answer === 'function' && answer !== Object && !/(View|Page)$/.test(answer.name),
    );
    expect(others.map(({ name, answer }) => `${name}: ${(answer as Type).name}`)).toEqual([]);
  });

  it('has one entity for each table and registers every entity', async () => {
    const declared = sources(path.join(root, 'src')).flatMap((file) =>
      [...fs.readFileSync(file, 'utf8').matchAll(/^@Entity\('(\w+)'/gm)].map(([, table]) => table!),
    );
    const tables = [...new Set((await columnsOf(app.connection)).map(({ table }) => table))].filter(
      (table) => !(table in withoutEntity),
    );
    expect(declared.toSorted()).toEqual(tables.toSorted());
    expect(entities.map(({ tableName }) => tableName).toSorted()).toEqual(tables.toSorted());
  });

  it('maps the columns that the migrations have made', async () => {
    const { driver } = app.app.get(Database).dataSource;
    const mapped = entities.flatMap((entity) =>
      entity.columns.map((column) => ({
        table: entity.tableName,
        column: column.databaseName,
        type: typeName(
          driver.normalizeType(column),
          column.precision ?? undefined,
          column.length,
          column.isArray,
        ),
        nullable: column.isNullable,
      })),
    );
    const byName = (a: Column, b: Column): number =>
      `${a.table}.${a.column}` < `${b.table}.${b.column}` ? -1 : 1;
    const made = (await columnsOf(app.connection)).filter(({ table }) => !(table in withoutEntity));
    expect(mapped.toSorted(byName)).toEqual(made.toSorted(byName));
  });
});

/** A column type in PostgreSQL's own words. */
function typeName(type: string, precision: number | undefined, length: string, isArray: boolean): string {
  const base =
    precision !== undefined && type.startsWith('timestamp ')
      ? type.replace('timestamp', `timestamp(${precision})`)
      : length
        ? `${type}(${length})`
        : type;
  return isArray ? `${base}[]` : base;
}

describe('the migrations', () => {
  it('can all be taken back, and done again with the same result', async () => {
    const connection = await createTestDatabase();
    const before = await columnsOf(connection);
    const things = await ownThings(connection);
    while ((await revertLastMigration(connection)) !== undefined);
    expect(await ownThings(connection)).toEqual(['S migrations_id_seq', 'r migrations']);
    await migrate(connection);
    expect(await columnsOf(connection)).toEqual(before);
    expect(await ownThings(connection)).toEqual(things);
  });
});
