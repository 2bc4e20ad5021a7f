import type { OpenAPIObject } from '@nestjs/swagger';
import { execFile } from 'node:child_process';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { startApp } from '../support/app';

const root = path.resolve(__dirname, '../../..');

/** A program as somebody would write it against the generated types. */
const program = `
import type { components, paths } from './api';

type Body<P extends keyof paths, M extends keyof paths[P]> =
  paths[P][M] extends { requestBody: { content: { 'application/json': infer B } } } ? B : never;
type Answer<P extends keyof paths, M extends keyof paths[P], S extends number> =
  paths[P][M] extends { responses: { [status in S]: { content: { 'application/json': infer A } } } } ? A : never;

export const login: Body<'/api/v1/auth/login', 'post'> = { email: 'li.na@ministry.example', password: 'secret' };

// @ts-expect-error -- a mail address is needed
export const incomplete: Body<'/api/v1/auth/login', 'post'> = { password: 'secret' };

export function titles(page: Answer<'/api/v1/events', 'get', 200>): string[] {
  const next: string | null = page.nextCursor;
  return next === null ? page.items.map((event) => event.title) : [];
}

export function codeOf(made: Answer<'/api/v1/events/{event}/registrations', 'post', 201>): string {
  const state: components['schemas']['RegistrationState'] = made.state;
  // @ts-expect-error -- there is no such field
  made.nosuchfield;
  return made.code + state;
}

export const limit: NonNullable<paths['/api/v1/events']['get']['parameters']['query']> = { limit: 20 };
`;

describe('a client that is generated from the OpenAPI document', () => {
  test('compiles strictly, and knows what it may send and what it gets', async () => {
    const app = await startApp();
    const document = (await app.api.get<OpenAPIObject>('/api/openapi.json')).body;
    // Loaded here, for it brings a compiler along that no other test needs.
    const { default: generate, astToString } = await import('openapi-typescript');
    const types = astToString(await generate(document as Parameters<typeof generate>[0]));
    const folder = path.join(root, 'dist', 'client');
    await fs.mkdir(folder, { recursive: true });
    await fs.writeFile(path.join(folder, 'api.ts'), types);
    await fs.writeFile(path.join(folder, 'program.ts'), program);
    const compiler = path.join(root, 'node_modules', 'tsc7', 'bin', 'tsc');
    const options = ['--strict', '--noEmit', '--target', 'es2023', '--module', 'node20', '--types', ''];
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [compiler, ...options, '--ignoreConfig', path.join(folder, 'program.ts')],
      { cwd: folder },
    ).catch((error: { stdout: string }) => error);
    expect(stdout).toBe('');
  });
});
