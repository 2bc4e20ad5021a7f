import type { Running } from './start';

/** What is shown once everything runs: where things are, how to sign in, how to stop. */
export function banner(
  running: Pick<Running, 'config' | 'administrator' | 'notes'>,
  colour: boolean,
): string {
  const bold = (text: string): string => (colour ? `\u001B[1m${text}\u001B[22m` : text);
  const dim = (text: string): string => (colour ? `\u001B[2m${text}\u001B[22m` : text);
  const width = Math.max(15, ...running.notes.map(([label]) => label.length + 2));
  const line = ([label, text]: readonly [string, string]): string => `  ${dim(label.padEnd(width))}${text}`;
  const groups = [addresses(running), signIn(running), running.notes, [places(running)]]
    .filter((group) => group.length > 0)
    .map((group) => `${group.map(line).join('\n')}\n`);
  return [
    '',
    `  ${bold('Plenary is running')}`,
    '',
    ...groups,
    `  ${dim('Ctrl-C stops everything.')}`,
    '',
    '',
  ].join('\n');
}

type Line = readonly [label: string, text: string];

function addresses({ config }: Pick<Running, 'config'>): Line[] {
  const here = config.publicUrl;
  if (config.role === 'worker') return [['Health', `${here}/health/ready`]];
  return [
    ['API', `${here}/api/v1`],
    ['Documentation', `${here}/api/docs`],
    ['OpenAPI', `${here}/api/openapi.json`],
    ...(config.smtpUrl === undefined ? [['Mailbox', `${here}/mailbox`] as const] : []),
  ];
}

function signIn({ config, administrator }: Pick<Running, 'config' | 'administrator'>): Line[] {
  if (config.role === 'worker') return [];
  if (administrator === undefined)
    return [['Sign in', `${config.adminEmail} (a new password: npm run cli -- admin:password)`]];
  return [
    ['Sign in', administrator.email],
    [
      'Password',
      administrator.generatedPassword === undefined
        ? 'as in ADMIN_PASSWORD'
        : `${administrator.generatedPassword} (shown once)`,
    ],
  ];
}

function places({ config }: Pick<Running, 'config'>): Line {
  const queues =
    (config.redisUrl ?? config.redisSentinels[0] ?? config.redisClusterNodes[0])
      ? 'jobs in Redis'
      : 'jobs in it too';
  return config.databaseUrl === undefined
    ? ['Data', `${config.dataDir} (embedded PostgreSQL, ${queues})`]
    : ['Data', `the PostgreSQL of DATABASE_URL (${queues})`];
}
