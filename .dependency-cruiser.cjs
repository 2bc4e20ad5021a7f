/** The folders of `src`, lowest first: each may use those before it, and never one after it. */
const line = [
  'platform',
  'access',
  'people',
  'events',
  'webhooks',
  'communications',
  'programme',
  'registrations',
  'delegations',
  'site-visits',
  'greetings',
  'agendas',
  'reminders',
  'overview',
  'pages',
  'demonstration',
];

/**
 * What other folders may use of a module: what it does, what it tells, what it says and how it is put into words; never
 * how it is reached by HTTP or what it is made of inside.
 */
const doors =
  '(\\.(service|queries|entity|workflow|facts|module|notices|view|errors|input|rules|words)\\.ts|' +
  '/communications/(notice|mail-body|mail-style|words|layout|plain-text|mime)\\.tsx?|/agendas/audience\\.ts)$';

/** Access is what the guard needs to be asked: these files, and its accounts. */
const accessDoors =
  '^src/access/(access\\.(guard|module)|roles|event-scope|[a-z-]+\\.(service|entity))\\.ts$';

const upward = line.slice(0, -1).map((folder, index) => ({
  name: `${folder}-knows-nothing-above`,
  severity: 'error',
  comment: `${folder} stands below ${line.slice(index + 1).join(', ')}.`,
  from: { path: `^src/${folder}/` },
  to: { path: `^src/(${line.slice(index + 1).join('|')})/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    ...upward,
    {
      name: 'only-through-the-door',
      severity: 'error',
      comment:
        'From another module only its service, queries, entity, workflow, facts, module, view and the like.',
      from: { path: `^src/(${line.join('|')})/` },
      to: { path: `^src/(${line.slice(2).join('|')})/`, pathNot: ['^src/$1/', doors] },
    },
    {
      name: 'access-through-its-door',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(access|start)/' },
      to: { path: '^src/access/', pathNot: accessDoors },
    },
    {
      name: 'nobody-knows-the-start',
      severity: 'error',
      comment: 'Modules are put together by app.module.ts, app.ts and start; they do not know by whom.',
      from: { path: `^src/(${line.join('|')})/` },
      to: { path: '^src/(start/|[a-z.]+\\.ts$)' },
    },
    {
      name: 'one-door-to-the-queue',
      severity: 'error',
      comment: 'Only jobs/bullmq.ts knows what the queue is made of.',
      from: { path: '^src/', pathNot: '^src/platform/jobs/bullmq\\.ts$' },
      to: { path: '(^|/)node_modules/(bullmq|ioredis)/' },
    },
    {
      name: 'one-door-to-s3',
      severity: 'error',
      comment: 'Only storage/s3.ts knows that there is such a storage.',
      from: { path: '^src/', pathNot: '^src/platform/storage/s3\\.ts$' },
      to: { path: '(^|/)node_modules/@aws-sdk/' },
    },
    {
      name: 'product-without-tests',
      severity: 'error',
      from: { path: '^(src|migrations)/' },
      to: { path: '^(test|bench)/' },
    },
    {
      name: 'product-without-development-tools',
      severity: 'error',
      from: { path: '^(src|migrations)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'migrations-stand-alone',
      severity: 'error',
      comment: 'A migration is what it was on the day it was written, whatever the code has become since.',
      from: { path: '^migrations/' },
      to: { path: '^src/' },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    // Types are dependencies too.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.json'],
      conditionNames: ['require', 'node', 'default', 'types'],
      exportsFields: ['exports'],
    },
  },
};
