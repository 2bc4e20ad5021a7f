import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { loadConfig, variables } from '../platform/config';
import { openDatabase } from './open-database';

/** A document that is made from the code: its name in `docs` and its whole text. */
export interface MadeDocument {
  readonly name: string;
  readonly text: string;
}

const made = '<!-- Made by `npm run docs` from the code; do not edit. -->';

/** Everything in `docs` that is made from declarations in the code. Needs no configuration and touches no data. */
export async function madeDocuments(): Promise<MadeDocument[]> {
  const { openApi, workflows } = await fromApplication();
  return [
    { name: 'configuration.md', text: configurationPage() },
    { name: 'workflows.md', text: workflows },
    { name: 'openapi.json', text: openApi },
  ];
}

/** Writes the documents that are not as they should be, and answers their names. */
export function writeDocuments(folder: string, documents: readonly MadeDocument[]): string[] {
  fs.mkdirSync(folder, { recursive: true });
  const stale = staleDocuments(folder, documents);
  for (const { name, text } of documents)
    if (stale.includes(name)) fs.writeFileSync(path.join(folder, name), text);
  return stale;
}

/** Names of the documents whose file differs from what the code says, or is not there. */
export function staleDocuments(folder: string, documents: readonly MadeDocument[]): string[] {
  return documents.filter(({ name, text }) => read(path.join(folder, name)) !== text).map(({ name }) => name);
}

/** The table of all environment variables. */
export function configurationTable(): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|');
  const rows = Object.entries(variables).map(
    ([name, { doc, absent }]) => `| \`${name}\` | ${cell(doc)} | ${absent === '' ? '–' : cell(absent)} |`,
  );
  return ['| variable | means | when absent |', '| --- | --- | --- |', ...rows].join('\n');
}

function configurationPage(): string {
  return [
    made,
    '',
    '# Configuration',
    '',
    'Plenary is configured by environment variables only, and needs none of them. An empty variable counts as absent. A process with a faulty configuration says everything that is wrong with it, and ends with status 78.',
    '',
    configurationTable(),
    '',
  ].join('\n');
}

/** What only the assembled application knows. It is built on an empty database that goes right away, and never listens. */
async function fromApplication(): Promise<{ openApi: string; workflows: string }> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'plenary-docs-'));
  // An embedded server may run under another account, which has to get through to its own folder.
  fs.chmodSync(folder, 0o755);
  const config = loadConfig({
    NODE_ENV: 'test',
    ROLE: 'api',
    DATA_DIR: folder,
    APP_SECRET: 'never used, only here to be there',
  });
  const database = await openDatabase(config);
  try {
    const { createApp } = await import('../app.js');
    const { openApiDocument } = await import('../platform/http/openapi.js');
    const { declaredWorkflows } = await import('../platform/workflow/define-workflow.js');
    const { workflowPage } = await import('../platform/workflow/diagram.js');
    const app = await createApp({ config, connection: database.connection, logger: false });
    try {
      return {
        openApi: `${JSON.stringify(openApiDocument(app), undefined, 2)}\n`,
        workflows: [
          made,
          '',
          '# Workflows',
          '',
          'Everything that has a life of its own, with the states that it can be in and what moves it on.',
          '',
          [...declaredWorkflows.values()].map((workflow) => workflowPage(workflow).trimEnd()).join('\n\n'),
          '',
        ].join('\n'),
      };
    } finally {
      await app.close();
    }
  } finally {
    await database.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function read(file: string): string | undefined {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
}
