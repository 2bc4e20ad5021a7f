import { createHash, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { readSigningKey } from '../../src/communications/dkim';
import { loadConfig } from '../../src/platform/config';
import { startApp } from '../support/app';
import { makeEvent } from '../support/factories';
import { startMailServer } from './mail-server';
import { recipient, sampleNotice, send } from './sample-notices';

const { mail } = loadConfig({ NODE_ENV: 'test' });

let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'plenary-dkim-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const file = (name: string, content: string): string => {
  const place = path.join(folder, name);
  fs.writeFileSync(place, content);
  return place;
};

/** Header fields of a mail in their order, unfolded as "relaxed" has it (RFC 6376, 3.4.2). */
function fieldsOf(head: string): { name: string; relaxed: string; raw: string }[] {
  return head
    .split(/\r\n(?![ \t])/)
    .filter((line) => line !== '')
    .map((raw) => {
      const colon = raw.indexOf(':');
      const name = raw.slice(0, colon).toLowerCase().trim();
      const value = raw
        .slice(colon + 1)
        .replace(/\r\n/g, '')
        .replace(/[ \t]+/g, ' ')
        .trim();
      return { name, relaxed: `${name}:${value}`, raw };
    });
}

/** Checks a signature as a mail server does, from the bytes on the wire; answers the fields that it covers. */
function check(
  raw: string,
  publicKey: string,
): { tags: Map<string, string>; bodyHash: boolean; signature: boolean } {
  const cut = raw.indexOf('\r\n\r\n');
  const fields = fieldsOf(raw.slice(0, cut));
  const own = fields.find(({ name }) => name === 'dkim-signature')!;
  const tags = new Map(
    own.relaxed
      .slice('dkim-signature:'.length)
      .split(';')
      .flatMap((tag): [string, string][] => {
        const [key = '', ...value] = tag.split('=');
        return key.trim() === '' ? [] : [[key.trim(), value.join('=').replace(/\s/g, '')]];
      }),
  );
  const body = raw
    .slice(cut + 4)
    .split('\r\n')
    .map((line) => line.replace(/[ \t]+/g, ' ').replace(/ $/, ''))
    .join('\r\n')
    .replace(/(\r\n)+$/, '');
  const hash = createHash('sha256')
    .update(Buffer.from(`${body}\r\n`, 'latin1'))
    .digest('base64');
  const signed = tags
    .get('h')!
    .split(':')
    .flatMap((name) =>
      fields.filter((field) => field.name === name.toLowerCase()).map(({ relaxed }) => `${relaxed}\r\n`),
    );
  const unsigned = own.relaxed.replace(/(\bb=)[^;]*/, '$1').replace(/(;\s*)b=$/, '$1b=');
  return {
    tags,
    bodyHash: hash === tags.get('bh'),
    signature: verify(
      'RSA-SHA256',
      Buffer.from(signed.join('') + unsigned, 'latin1'),
      createPublicKey(publicKey),
      Buffer.from(tags.get('b')!, 'base64'),
    ),
  };
}

it('signs mails so that a server can check them, the fields of one-click included', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const server = await startMailServer();
  const dkim = { domain: 'plenary.example', selector: 'forum2019', keyFile: file('key.pem', privateKey) };
  const app = await startApp({ config: { smtpUrl: server.url, mailOnlyTo: ['*'], mail: { ...mail, dkim } } });
  const event = await makeEvent(app);
  await send(app, event.id, sampleNotice(app, { topic: 'news' }), [
    recipient({ name: '李娜', locale: 'zh' }),
  ]);
  await app.settled();
  const [{ raw }] = server.accepted as [(typeof server.accepted)[number]];
  const checked = check(raw, publicKey);
  expect({ ...checked, tags: ['d', 's', 'a', 'c'].map((tag) => checked.tags.get(tag)) }).toEqual({
    tags: ['plenary.example', 'forum2019', 'rsa-sha256', 'relaxed/relaxed'],
    bodyHash: true,
    signature: true,
  });
  const covered = checked.tags.get('h')!.toLowerCase().split(':');
  for (const name of ['from', 'to', 'subject', 'message-id', 'list-unsubscribe', 'list-unsubscribe-post'])
    expect(covered).toContain(name);
  const forged = check(raw.replace('List-Unsubscribe=One-Click', 'List-Unsubscribe=One-Clock'), publicKey);
  expect({ bodyHash: forged.bodyHash, signature: forged.signature }).toEqual({
    bodyHash: true,
    signature: false,
  });
  expect(check(`${raw}One more line.\r\n`, publicKey).bodyHash).toBe(false);
});

describe('a key with which nothing can be signed is refused at the start', () => {
  const pem = (bits: number): string =>
    generateKeyPairSync('rsa', {
      modulusLength: bits,
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    }).privateKey;
  const ed25519 = (): string =>
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  it.each<[string, () => string | undefined, RegExp]>([
    ['missing', () => undefined, /cannot be read \(ENOENT\)/],
    ['empty', () => '', /holds no private RSA key/],
    ['cut off', () => pem(1024).slice(0, 300), /holds no private RSA key/],
    ['of another kind', ed25519, /holds no private RSA key/],
    ['too short', () => pem(512), /has 512 bits/],
  ])('%s', async (name, content, said) => {
    const text = content();
    const keyFile = text === undefined ? path.join(folder, 'nowhere.pem') : file(`${name}.pem`, text);
    const dkim = { domain: 'plenary.example', selector: 's', keyFile };
    expect(() => readSigningKey(dkim)).toThrow(said);
  });

  it('and so are settings of which a part is missing, or that sign for somebody else', () => {
    const faults = (env: Record<string, string>): string => {
      try {
        loadConfig({ NODE_ENV: 'test', ...env });
        return '';
      } catch (error) {
        return (error as Error).message;
      }
    };
    const whole = {
      MAIL_FROM: 'Forum <office@mail.forum.example>',
      MAIL_DKIM_DOMAIN: 'forum.example',
      MAIL_DKIM_SELECTOR: 's1',
      MAIL_DKIM_KEY_FILE: 'key.pem',
    };
    expect(faults(whole)).toBe('');
    expect(faults({ ...whole, MAIL_DKIM_KEY_FILE: '' })).toMatch(/MAIL_DKIM_KEY_FILE must be set too/);
    expect(faults({ ...whole, MAIL_DKIM_DOMAIN: 'rum.example' })).toMatch(/must be the domain of MAIL_FROM/);
  });
});
