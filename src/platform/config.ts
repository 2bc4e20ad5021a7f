import { join, resolve } from 'node:path';
import { readSealingKeys, type SealingKey } from './crypto/sealing-keys';

/**
 * The whole configuration of a process, read once from the environment.
 *
 * Every variable is declared here, with what it means, how it is checked and what it is when absent. A process with a
 * faulty environment does not start: {@link loadConfig} reports every fault at once.
 */
export interface Config {
  readonly nodeEnv: 'production' | 'development' | 'test';
  readonly role: 'all' | 'api' | 'worker';
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string;
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  readonly databasePoolSize: number;
  readonly redisUrl: string | undefined;
  readonly redisSentinels: readonly { host: string; port: number }[];
  readonly redisSentinelName: string;
  readonly redisClusterNodes: readonly { host: string; port: number }[];
  readonly appSecret: string | undefined;
  /** Keys of sealed data, the current one first; none: the one that follows from the secret. */
  readonly sealingKeys: readonly SealingKey[];
  readonly adminEmail: string;
  readonly adminPassword: string | undefined;
  readonly seed: 'infoforum' | 'none';
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string;
  /** Whom mails may reach outside production, as patterns; undefined: nobody. In production everybody. */
  readonly mailOnlyTo: readonly string[] | undefined;
  /** How the mail server is spoken to, and how fast. */
  readonly mail: MailConfig;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  readonly trustProxy: boolean | ((address: string, hop: number) => boolean);
  readonly rateLimitPerMinute: number;
  readonly signInLimitPerMinute: number;
  readonly bodyLimitBytes: number;
  readonly uploadLimitBytes: number;
  readonly uploadStallSeconds: number;
  /** Folder of uploaded files, when they are not kept in S3. */
  readonly storageDir: string;
  /** Where uploaded files are kept instead of a folder. */
  readonly s3: S3Config | undefined;
  readonly sweepIntervalMs: number;
  /** How long changes of a frozen list are collected before the host is told. */
  readonly manifestQuietSeconds: number;
}

/** How mails go out, beyond where. */
export interface MailConfig {
  /** Connections to the mail server at once, and how many of them mails for one domain may take. */
  readonly connections: number;
  readonly connectionsPerDomain: number;
  /** Mails a minute, over all processes: of all, to one domain, and to domains that have a number of their own. */
  readonly ratePerMinute: number;
  readonly domainRatePerMinute: number;
  readonly domainRates: ReadonlyMap<string, number>;
  /** How long the mail server may take, in milliseconds. */
  readonly connectTimeoutMs: number;
  readonly greetingTimeoutMs: number;
  readonly idleTimeoutMs: number;
  /** Where what cannot be delivered comes back to; undefined: to the sender of the mails. */
  readonly bounceAddress: string | undefined;
  /** Proof of whoever hands reports in; undefined: none are taken by HTTP. */
  readonly bounceToken: string | undefined;
  /** With which key mails are signed; undefined: they are not. */
  readonly dkim: DkimConfig | undefined;
}

/** A DKIM key (RFC 6376): `selector`._domainkey.`domain` has its public half. */
export interface DkimConfig {
  readonly domain: string;
  readonly selector: string;
  readonly keyFile: string;
}

/** An S3-compatible storage. Without keys they are looked for as the AWS SDK does. */
export interface S3Config {
  readonly bucket: string;
  readonly endpoint: string | undefined;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
  readonly forcePathStyle: boolean;
}

/** DI token under which the {@link Config} of the process is provided. */
export const CONFIG = Symbol('Config');

/** One or more faults in the environment; the message has one line per fault and is meant for the operator. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly faults: readonly string[]) {
    super(
      `The configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.map((f) => `  - ${f}`).join('\n')}`,
    );
  }
}

interface Variable<T> {
  readonly doc: string;
  /** What stands in the documentation as the value when the variable is absent. */
  readonly absent: string;
  /** Reads the raw value (undefined when absent or empty); throws an Error whose message completes "NAME ...". */
  readonly read: (raw: string | undefined) => T;
}

const text = (doc: string, absent: string): Variable<string> => ({
  doc,
  absent,
  read: (raw) => raw ?? absent,
});

const optional = (
  doc: string,
  absent: string,
  check: (raw: string) => void = () => {},
): Variable<string | undefined> => ({
  doc,
  absent,
  read: (raw) => {
    if (raw !== undefined) check(raw);
    return raw;
  },
});

const integer = (doc: string, absent: number, min: number, max: number): Variable<number> => ({
  doc,
  absent: String(absent),
  read: (raw) => {
    if (raw === undefined) return absent;
    const value = Number(raw);
    if (!/^\d+$/.test(raw) || value < min || value > max)
      throw new Error(`must be a whole number from ${min} to ${max}, not "${raw}"`);
    return value;
  },
});

const oneOf = <const T extends string>(doc: string, absent: T, values: readonly T[]): Variable<T> => ({
  doc,
  absent,
  read: (raw) => {
    if (raw === undefined) return absent;
    const found = values.find((value) => value === raw);
    if (found === undefined) throw new Error(`must be one of ${values.join(', ')}, not "${raw}"`);
    return found;
  },
});

/** A URL of one of the given protocols. The value itself is never repeated in the fault: it may hold a password. */
const url =
  (...protocols: string[]) =>
  (raw: string): void => {
    const protocol = URL.canParse(raw) ? new URL(raw).protocol : undefined;
    if (protocol === undefined || !protocols.includes(protocol))
      throw new Error(`must be a URL that begins with ${protocols.map((p) => `${p}//`).join(' or ')}`);
  };

const hostList = (doc: string): Variable<{ host: string; port: number }[]> => ({
  doc,
  absent: '(none)',
  read: (raw) =>
    (raw?.split(',') ?? []).map((part) => {
      const match = /^\s*([^\s:]+):(\d{1,5})\s*$/.exec(part);
      if (!match) throw new Error(`must be a list such as "host-1:6379,host-2:6379", not "${raw}"`);
      return { host: match[1]!, port: Number(match[2]) };
    }),
});

const addressShape = /^[^<>\s@,]+@[^<>\s@,]+\.[^<>\s@,]+$/;

const domainName = (raw: string): void => {
  if (!/^(?=.{3,253}$)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/.test(raw))
    throw new Error(`must be a domain such as plenary.example, not "${raw}"`);
};

/** Every environment variable, in the order in which the documentation lists them. */
export const variables = {
  NODE_ENV: oneOf(
    '`production` refuses to start without `APP_SECRET` and never opens the built-in mailbox.',
    'development',
    ['production', 'development', 'test'],
  ),
  ROLE: oneOf(
    'What this process does: `api` answers HTTP, `worker` runs jobs and clocks, `all` does both.',
    'all',
    ['all', 'api', 'worker'],
  ),
  HOST: text('Address to listen on.', '127.0.0.1'),
  PORT: integer('Port to listen on; 0 lets the operating system choose.', 3000, 0, 65_535),
  PUBLIC_URL: optional(
    'Address under which people reach this installation; stands in links in mails.',
    'http://HOST:PORT',
    url('http:', 'https:'),
  ),
  DATA_DIR: text(
    'Folder of the embedded PostgreSQL, of the generated secret and of uploaded files.',
    '.plenary',
  ),
  DATABASE_URL: optional(
    'PostgreSQL 15 or newer. When absent, an embedded PostgreSQL is started in `DATA_DIR`.',
    '(embedded)',
    url('postgres:', 'postgresql:'),
  ),
  DATABASE_POOL_SIZE: integer('Connections of this process for requests and jobs.', 16, 2, 500),
  REDIS_URL: optional(
    'Redis for the queues. When absent, the queues live in PostgreSQL.',
    '(queues in PostgreSQL)',
    url('redis:', 'rediss:'),
  ),
  REDIS_SENTINELS: hostList('Redis Sentinel addresses, instead of the host in `REDIS_URL`.'),
  REDIS_SENTINEL_NAME: text('Name of the master that the sentinels watch.', 'mymaster'),
  REDIS_CLUSTER_NODES: hostList('Redis Cluster start-up nodes, instead of the host in `REDIS_URL`.'),
  APP_SECRET: optional(
    'Key material for signed links, at least 32 characters. Required in production; generated into `DATA_DIR` otherwise.',
    '(generated)',
    (raw) => {
      if (raw.length < 32)
        throw new Error('must have at least 32 characters; "openssl rand -base64 32" makes a good one');
    },
  ),
  SEALING_KEYS: {
    doc: 'Keys with which identity data are sealed, as `id:key, id:key`, each key 32 bytes in base64. The first one seals, all open: put a new one in front, run `npm run cli -- keys:reseal`, then take the old one away. Keep them out of the backup of the database.',
    absent: '(follows from `APP_SECRET`)',
    read: readSealingKeys,
  } satisfies Variable<readonly SealingKey[]>,
  ADMIN_EMAIL: text(
    'Sign-in of the first administrator, created when there is none.',
    'admin@plenary.example',
  ),
  ADMIN_PASSWORD: optional(
    'Password of the first administrator, at least 12 characters; generated and printed once when absent.',
    '(generated)',
    (raw) => {
      if (raw.length < 12) throw new Error('must have at least 12 characters');
    },
  ),
  SEED: oneOf('`infoforum` creates the demonstration forum when the database has no event.', 'infoforum', [
    'infoforum',
    'none',
  ]),
  SMTP_URL: optional(
    'Mail server. When absent (never in production), mails go to the built-in mailbox at /mailbox.',
    '(built-in mailbox)',
    url('smtp:', 'smtps:'),
  ),
  MAIL_FROM: {
    doc: 'Sender of mails: a name with one address, or one address.',
    absent: 'Plenary <secretariat@plenary.example>',
    read: (raw) => {
      if (raw === undefined) return 'Plenary <secretariat@plenary.example>';
      if (!/^([^<>\r\n]*<[^<>\s@,]+@[^<>\s@,]+\.[^<>\s@,]+>|[^<>\s@,]+@[^<>\s@,]+\.[^<>\s@,]+)$/.test(raw))
        throw new Error('must be like "Plenary <secretariat@plenary.example>"');
      return raw;
    },
  } satisfies Variable<string>,
  MAIL_ONLY_TO: {
    doc: 'Outside production the only recipients whom `SMTP_URL` may reach: addresses, `*@domain`, or `*` for everybody, for example in front of a mail catcher. What is for others is withheld.',
    absent: '(required with `SMTP_URL` outside production)',
    read: (raw) =>
      raw?.split(',').map((part) => {
        const pattern = part.trim().toLowerCase();
        if (pattern !== '*' && !addressShape.test(pattern))
          throw new Error(
            `must be a list such as "*@staff.example, li.na@ministry.example", not "${part.trim()}"`,
          );
        return pattern;
      }),
  } satisfies Variable<string[] | undefined>,
  MAIL_CONNECTIONS: integer('Connections to the mail server that one process has at once.', 5, 1, 100),
  MAIL_CONNECTIONS_PER_DOMAIN: integer(
    'How many of them mails for one domain may take, so that a slow one does not stop the others.',
    3,
    1,
    100,
  ),
  MAIL_RATE_PER_MINUTE: integer(
    'Mails a minute that all processes together hand over to the mail server. What is over it waits, and that counts as no attempt.',
    6000,
    1,
    10_000_000,
  ),
  MAIL_DOMAIN_RATE_PER_MINUTE: integer('The same for the recipients of one domain.', 1200, 1, 10_000_000),
  MAIL_DOMAIN_RATES: {
    doc: 'Domains with another number than `MAIL_DOMAIN_RATE_PER_MINUTE`, as `qq.com=120, ministry.example=30`.',
    absent: '(none)',
    read: (raw) =>
      new Map(
        (raw?.split(',') ?? []).map((part): [string, number] => {
          const match = /^\s*([a-z0-9-]+(?:\.[a-z0-9-]+)+)\s*=\s*([1-9]\d{0,6})\s*$/i.exec(part);
          if (!match)
            throw new Error(`must be a list such as "qq.com=120, ministry.example=30", not "${raw}"`);
          return [match[1]!.toLowerCase(), Number(match[2])];
        }),
      ),
  } satisfies Variable<Map<string, number>>,
  SMTP_CONNECT_TIMEOUT_MS: integer(
    'How long the mail server may take to be connected to, in milliseconds.',
    10_000,
    50,
    600_000,
  ),
  SMTP_GREETING_TIMEOUT_MS: integer(
    'How long it may take to greet, or to begin with TLS, in milliseconds.',
    10_000,
    50,
    600_000,
  ),
  SMTP_IDLE_TIMEOUT_MS: integer(
    'How long it may be silent while it is spoken to, in milliseconds; a server that looks for viruses before it answers takes its time.',
    60_000,
    50,
    3_600_000,
  ),
  MAIL_BOUNCE_ADDRESS: optional(
    'Mailbox to which servers send what they cannot deliver. Each mail goes out from `name+id@domain` of it, so that its report finds it; the mailbox must take such addresses.',
    '(the address of `MAIL_FROM`)',
    (raw) => {
      if (!/^[A-Za-z0-9._-]{1,25}@/.test(raw) || !addressShape.test(raw))
        throw new Error('must be one mail address without a plus, with at most 25 characters before the @');
    },
  ),
  MAIL_BOUNCE_TOKEN: optional(
    'Secret with which a mail server hands reports of non-delivery in at `POST /api/v1/mail/bounces`, at least 24 characters. `npm run cli -- mail:bounces` needs none.',
    '(none are taken by HTTP)',
    (raw) => {
      if (raw.length < 24)
        throw new Error('must have at least 24 characters; "openssl rand -base64 24" makes a good one');
    },
  ),
  MAIL_DKIM_DOMAIN: optional(
    'Domain for which mails are signed (DKIM): that of `MAIL_FROM`, or one above it. Needs the two below.',
    '(mails are not signed)',
    domainName,
  ),
  MAIL_DKIM_SELECTOR: optional(
    'Name of the key: its public half is the TXT record `selector._domainkey.domain`.',
    '(none)',
    (raw) => {
      if (!/^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/.test(raw))
        throw new Error('must be a name such as forum2027: letters, digits, dots and hyphens');
    },
  ),
  MAIL_DKIM_KEY_FILE: optional('File with the private key, RSA, as PEM.', '(none)'),
  LOG_LEVEL: oneOf(
    'Least severe level that is logged, as one JSON object a line on standard output.',
    'warn',
    ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
  ),
  TRUST_PROXY: {
    doc: 'How many reverse proxies stand in front (their `X-Forwarded-For` is believed): a number, or `true` for any.',
    absent: '0',
    read: (raw) => {
      if (raw === 'true') return true;
      if (raw === undefined || raw === 'false' || raw === '0') return false;
      if (!/^[1-9]$/.test(raw)) throw new Error(`must be true or a number from 0 to 9, not "${raw}"`);
      const hops = Number(raw);
      return (_address: string, hop: number) => hop < hops;
    },
  } satisfies Variable<boolean | ((address: string, hop: number) => boolean)>,
  RATE_LIMIT_PER_MINUTE: integer('Requests a minute that one caller may make.', 1200, 1, 10_000_000),
  SIGN_IN_LIMIT_PER_MINUTE: integer('Sign-ins a minute that one address may try.', 10, 1, 10_000_000),
  BODY_LIMIT_BYTES: integer('Largest request body, in bytes.', 1_048_576, 1024, 104_857_600),
  UPLOAD_LIMIT_BYTES: integer(
    'Largest file that can be uploaded, in bytes; other requests have `BODY_LIMIT_BYTES`.',
    10_485_760,
    1024,
    104_857_600,
  ),
  UPLOAD_STALL_SECONDS: integer(
    'An upload of which nothing arrives for so long is given up, in seconds.',
    30,
    1,
    600,
  ),
  STORAGE_DIR: optional(
    'Folder of uploaded files. Processes on several machines need the same folder, shared by the network, or `S3_BUCKET`. Belongs into the backup together with the database.',
    'DATA_DIR/files',
  ),
  S3_BUCKET: optional(
    'Bucket of an S3-compatible storage in which uploaded files are kept, instead of a folder.',
    '(files in a folder)',
    (raw) => {
      if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(raw))
        throw new Error('must be the name of a bucket: 3 to 63 small letters, digits, dots and hyphens');
    },
  ),
  S3_ENDPOINT: optional(
    'Address of the storage, for those that are not Amazon’s.',
    '(Amazon S3)',
    url('http:', 'https:'),
  ),
  S3_REGION: text('Region of the bucket.', 'us-east-1'),
  S3_ACCESS_KEY_ID: optional(
    'Access key of the storage.',
    '(found as the AWS SDK does: profile, role of the machine)',
  ),
  S3_SECRET_ACCESS_KEY: optional('Secret that belongs to the access key.', '(as above)'),
  S3_FORCE_PATH_STYLE: oneOf(
    'Whether the bucket stands in the path of addresses (`true`, as MinIO wants it) or before the host.',
    'false',
    ['true', 'false'],
  ),
  SWEEP_INTERVAL_MS: integer(
    'How often clocks and the outbox are swept, in milliseconds; both are also woken at commit.',
    2000,
    100,
    600_000,
  ),
  MANIFEST_QUIET_SECONDS: integer(
    'How long changes of a list that a host has are collected before it is sent an amendment, in seconds.',
    120,
    0,
    86_400,
  ),
} satisfies Record<string, Variable<unknown>>;

type Values = { [K in keyof typeof variables]: ReturnType<(typeof variables)[K]['read']> };

/**
 * Reads and checks the environment.
 * @throws {ConfigError} with every fault found, not only the first.
 */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const faults: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, variable] of Object.entries<Variable<unknown>>(variables)) {
    const raw = env[name]?.trim();
    try {
      values[name] = variable.read(raw === '' ? undefined : raw);
    } catch (error) {
      faults.push(`${name} ${(error as Error).message}`);
    }
  }
  const v = values as Values;
  if (v.NODE_ENV === 'production') {
    if (v.APP_SECRET === undefined && !faults.some((f) => f.startsWith('APP_SECRET')))
      faults.push('APP_SECRET must be set in production; "openssl rand -base64 32" makes a good one');
    if (env['SMTP_URL'] === undefined)
      faults.push(
        'SMTP_URL must be set in production; without it mails would only go to the built-in mailbox',
      );
  }
  faults.push(...mailFaults(v, env));
  if (v.REDIS_SENTINELS?.length && v.REDIS_CLUSTER_NODES?.length)
    faults.push('REDIS_SENTINELS and REDIS_CLUSTER_NODES exclude each other; set one of them');
  faults.push(...s3Faults(v, env));
  if (faults.length > 0) throw new ConfigError(faults);
  return Object.freeze({
    nodeEnv: v.NODE_ENV,
    role: v.ROLE,
    host: v.HOST,
    port: v.PORT,
    publicUrl: (v.PUBLIC_URL ?? `http://${hostInAddress(v.HOST)}:${v.PORT}`).replace(/\/+$/, ''),
    dataDir: resolve(v.DATA_DIR),
    databaseUrl: v.DATABASE_URL,
    databasePoolSize: v.DATABASE_POOL_SIZE,
    redisUrl: v.REDIS_URL,
    redisSentinels: v.REDIS_SENTINELS,
    redisSentinelName: v.REDIS_SENTINEL_NAME,
    redisClusterNodes: v.REDIS_CLUSTER_NODES,
    appSecret: v.APP_SECRET,
    sealingKeys: v.SEALING_KEYS,
    adminEmail: v.ADMIN_EMAIL,
    adminPassword: v.ADMIN_PASSWORD,
    seed: v.SEED,
    smtpUrl: v.SMTP_URL,
    mailFrom: v.MAIL_FROM,
    mailOnlyTo: v.MAIL_ONLY_TO,
    mail: {
      connections: v.MAIL_CONNECTIONS,
      connectionsPerDomain: v.MAIL_CONNECTIONS_PER_DOMAIN,
      ratePerMinute: v.MAIL_RATE_PER_MINUTE,
      domainRatePerMinute: v.MAIL_DOMAIN_RATE_PER_MINUTE,
      domainRates: v.MAIL_DOMAIN_RATES,
      connectTimeoutMs: v.SMTP_CONNECT_TIMEOUT_MS,
      greetingTimeoutMs: v.SMTP_GREETING_TIMEOUT_MS,
      idleTimeoutMs: v.SMTP_IDLE_TIMEOUT_MS,
      bounceAddress: v.MAIL_BOUNCE_ADDRESS,
      bounceToken: v.MAIL_BOUNCE_TOKEN,
      dkim:
        v.MAIL_DKIM_DOMAIN === undefined
          ? undefined
          : {
              domain: v.MAIL_DKIM_DOMAIN.toLowerCase(),
              selector: v.MAIL_DKIM_SELECTOR!,
              keyFile: resolve(v.MAIL_DKIM_KEY_FILE!),
            },
    },
    logLevel: v.LOG_LEVEL,
    trustProxy: v.TRUST_PROXY,
    rateLimitPerMinute: v.RATE_LIMIT_PER_MINUTE,
    signInLimitPerMinute: v.SIGN_IN_LIMIT_PER_MINUTE,
    bodyLimitBytes: v.BODY_LIMIT_BYTES,
    uploadLimitBytes: v.UPLOAD_LIMIT_BYTES,
    uploadStallSeconds: v.UPLOAD_STALL_SECONDS,
    storageDir: resolve(v.STORAGE_DIR ?? join(v.DATA_DIR, 'files')),
    s3: v.S3_BUCKET === undefined ? undefined : s3Of(v, v.S3_BUCKET),
    sweepIntervalMs: v.SWEEP_INTERVAL_MS,
    manifestQuietSeconds: v.MANIFEST_QUIET_SECONDS,
  });
}

/** What does not go together in the settings of mails. */
function mailFaults(v: Values, env: NodeJS.ProcessEnv): string[] {
  const faults: string[] = [];
  if (v.NODE_ENV !== 'production' && v.SMTP_URL !== undefined && !env['MAIL_ONLY_TO']?.trim())
    faults.push(
      'MAIL_ONLY_TO must say whom SMTP_URL may reach outside production, so that a trial writes to nobody by mistake: "*@staff.example" for example, "*" in front of a mail catcher',
    );
  const dkim = ['MAIL_DKIM_DOMAIN', 'MAIL_DKIM_SELECTOR', 'MAIL_DKIM_KEY_FILE'] as const;
  const missing = dkim.filter((name) => !env[name]?.trim());
  if (missing.length === 1 || missing.length === 2)
    faults.push(`${missing.join(' and ')} must be set too: ${dkim.join(', ')} belong together`);
  const sender = v.MAIL_FROM?.replace(/>\s*$/, '').split('@').pop()!.toLowerCase();
  const domain = v.MAIL_DKIM_DOMAIN?.toLowerCase();
  if (sender && domain && sender !== domain && !sender.endsWith(`.${domain}`))
    faults.push(
      `MAIL_DKIM_DOMAIN must be the domain of MAIL_FROM (${sender}) or one above it: a signature of another domain says nothing of the sender`,
    );
  return faults;
}

/** What does not go together in the settings of the storage; no value is repeated. */
function s3Faults(v: Values, env: NodeJS.ProcessEnv): string[] {
  const given = (name: string): boolean => Boolean(env[name]?.trim());
  const [key, secret] = ['S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'];
  const faults: string[] = [];
  if (given(key!) !== given(secret!))
    faults.push(`${given(key!) ? secret : key} must be set too: ${key} and ${secret} belong together`);
  if (!given('S3_BUCKET')) {
    const alone = ['S3_ENDPOINT', key!, secret!].find(given);
    if (alone !== undefined) faults.push(`S3_BUCKET must be set too: ${alone} says how it is reached`);
  } else if (v.STORAGE_DIR !== undefined)
    faults.push('STORAGE_DIR and S3_BUCKET exclude each other; set one of them');
  return faults;
}

function s3Of(v: Values, bucket: string): S3Config {
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = v;
  return {
    bucket,
    endpoint: v.S3_ENDPOINT,
    region: v.S3_REGION,
    credentials:
      accessKeyId === undefined || secretAccessKey === undefined
        ? undefined
        : { accessKeyId, secretAccessKey },
    forcePathStyle: v.S3_FORCE_PATH_STYLE === 'true',
  };
}

/** How a browser on this machine reaches what listens on `host`. */
function hostInAddress(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
