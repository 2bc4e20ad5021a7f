import type { OpenAPIObject } from '@nestjs/swagger';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { startApp, type TestApp } from '../support/app';
import { anchored, validatorOf } from '../support/contract';

interface Operation {
  summary?: string;
  description?: string;
  operationId: string;
  tags?: string[];
  security?: unknown[];
  parameters?: {
    name: string;
    in: string;
    description?: string;
    example?: unknown;
    schema?: Record<string, unknown>;
  }[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, { description?: string; content?: Record<string, { schema: object }> }>;
}

/** Another schema has the examples, or the value is a secret that no example should suggest. */
function speaksForItself(schema: Record<string, unknown>): boolean {
  if (schema['writeOnly'] === true || schema['format'] === 'password') return true;
  const parts = [schema, schema['items'], ...((schema['anyOf'] ?? schema['allOf'] ?? []) as unknown[])];
  return parts.some((part) => typeof part === 'object' && part !== null && '$ref' in part);
}

describe('the OpenAPI document', () => {
  let app: TestApp;
  let document: OpenAPIObject;
  let operations: [string, Operation][];
  beforeAll(async () => {
    app = await startApp();
    document = (await app.api.get('/api/openapi.json')).body;
    operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item as Record<string, Operation>)
        .filter(([method]) => ['get', 'post', 'put', 'patch', 'delete'].includes(method))
        .map(([method, operation]): [string, Operation] => [`${method.toUpperCase()} ${path}`, operation]),
    );
  });

  test('is the one in docs/openapi.json; otherwise run `npm run docs`', async () => {
    const file = path.resolve(__dirname, '../../../docs/openapi.json');
    expect(JSON.parse(await fs.readFile(file, 'utf8'))).toEqual(document);
  });

  test('is version 3.1 and holds only what is below the base path', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths).filter((path) => !path.startsWith('/api/v1/'))).toEqual([]);
    expect(operations.length).toBeGreaterThan(20);
  });

  test('has every route below the base path', () => {
    const documented = new Set(operations.map(([name]) => name));
    const missing = app.routes
      .filter(({ method, url }) => url.startsWith('/api/v1/') && method !== 'HEAD')
      .map(({ method, url }) => `${method} ${url.replace(/:(\w+)/g, '{$1}')}`);
    expect(missing.filter((name) => !documented.has(name))).toEqual([]);
  });

  test('says of every operation what it does, for whom, and how it can fail', () => {
    for (const [name, operation] of operations) {
      const failures = Object.entries(operation.responses).filter(([status]) => Number(status) >= 400);
      expect([name, Boolean(operation.summary), operation.tags?.length, Boolean(operation.security)]).toEqual(
        [name, true, 1, true],
      );
      expect([
        name,
        failures.length > 0 &&
          failures.every(([, response]) => 'application/problem+json' in (response.content ?? {})),
      ]).toEqual([name, true]);
      expect([
        name,
        (operation.parameters ?? [])
          .filter(({ description }) => !description)
          .map((parameter) => parameter.name),
      ]).toEqual([name, []]);
    }
  });

  test('gives every operation a name of its own', () => {
    const names = operations.map(([, { operationId }]) => operationId);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test('describes every field of every schema', () => {
    const undescribed = Object.entries(document.components?.schemas ?? {}).flatMap(([schema, body]) =>
      Object.entries((body as { properties?: Record<string, { description?: string }> }).properties ?? {})
        .filter(([, property]) => !property.description)
        .map(([property]) => `${schema}.${property}`),
    );
    expect(undescribed).toEqual([]);
  });

  test('refers only to schemas that it has', () => {
    const known = new Set(Object.keys(document.components?.schemas ?? {}));
    const referred = [...JSON.stringify(document).matchAll(/#\/components\/schemas\/([^"]*)/g)].map(
      ([, name]) => name!,
    );
    expect(referred.filter((name) => !known.has(name))).toEqual([]);
  });

  test('gives examples that are as their own schema says, wherever a value does not speak for itself', () => {
    const ajv = validatorOf(anchored(document.components));
    const wrong: unknown[] = [];
    for (const [schema, body] of Object.entries(document.components?.schemas ?? {})) {
      const { properties = {} } = body as { properties?: Record<string, Record<string, unknown>> };
      for (const [property, described] of Object.entries(properties)) {
        if ('example' in described) {
          const validate = ajv.compile(anchored(described));
          if (!validate(described['example']))
            wrong.push([`${schema}.${property}`, described['example'], ajv.errorsText(validate.errors)]);
        } else if (!speaksForItself(described)) wrong.push([`${schema}.${property}`, 'has no example']);
      }
    }
    for (const [name, { parameters = [] }] of operations)
      for (const { name: parameter, schema, example } of parameters) {
        const shown = example ?? schema?.['example'];
        if (shown !== undefined && !ajv.validate(anchored(schema ?? {}), shown))
          wrong.push([`${name} ${parameter}`, shown, ajv.errorsText()]);
      }
    expect(wrong).toEqual([]);
  });

  test('is readable in a browser without anything from outside', async () => {
    const page = await app.api.get<string>('/api/docs');
    expect(page.status).toBe(200);
    const sources = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source!);
    expect(sources.filter((source) => /^(https?:)?\/\//.test(source))).toEqual([]);
    for (const source of sources)
      expect([source, (await fetch(new URL(source, `${app.url}/api/docs`))).status]).toEqual([source, 200]);
  });
});
