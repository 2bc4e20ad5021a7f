import { randomBytes } from 'node:crypto';
import { ConfigError, loadConfig, type Config } from '../../src/platform/config';
import { Keyring, type SealedBytes } from '../../src/platform/crypto/keyring';

const key = (byte: number): Buffer => Buffer.alloc(32, byte);
const old = { id: '2018', key: key(1) };
const recent = { id: '2019', key: key(2) };
const secret = 'a secret that only tests have, long enough';

function keyring(sealingKeys: Config['sealingKeys'], appSecret: string | undefined = secret): Keyring {
  return new Keyring({ ...loadConfig({ NODE_ENV: 'test' }), appSecret, sealingKeys });
}

/** The code of the problem that opening meets. */
function refusal(open: () => unknown): string | undefined {
  try {
    open();
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code;
  }
}

describe('the keyring', () => {
  const text = Buffer.from('N12345678');

  test('seals with the first key, and opens what any of them sealed', () => {
    const before = keyring([old]).seal('identity', 'row 1', text);
    const after = keyring([recent, old]);
    expect([before.keyId, after.currentId]).toEqual(['2018', '2019']);
    expect(after.open('identity', 'row 1', before)).toEqual(text);
    expect(after.seal('identity', 'row 1', text).keyId).toBe('2019');
  });

  test('seals the same text differently each time, and never in clear', () => {
    const ring = keyring([old]);
    const [one, other] = [ring.seal('identity', 'row 1', text), ring.seal('identity', 'row 1', text)];
    expect(one.sealed.equals(other.sealed)).toBe(false);
    expect(one.sealed.includes(text)).toBe(false);
  });

  test('opens nothing in another row, for another purpose, under another key, or changed', () => {
    const ring = keyring([recent, old]);
    const sealed = ring.seal('identity', 'row 1', text);
    const flipped = Buffer.from(sealed.sealed);
    flipped[flipped.length - 1]! ^= 1;
    const tries: [string, string, SealedBytes][] = [
      ['identity', 'row 2', sealed],
      ['letters', 'row 1', sealed],
      ['identity', 'row 1', { ...sealed, keyId: '2018' }],
      ['identity', 'row 1', { ...sealed, sealed: flipped }],
      ['identity', 'row 1', { ...sealed, sealed: sealed.sealed.subarray(0, 20) }],
    ];
    expect(tries.map((one) => refusal(() => ring.open(...one)))).toEqual(
      tries.map(() => 'sealed-data-broken'),
    );
  });

  test('says which key is missing, and never opens with another one', () => {
    const sealed = keyring([old]).seal('identity', 'row 1', text);
    const ring = keyring([recent]);
    expect(ring.knows('2018')).toBe(false);
    expect(refusal(() => ring.open('identity', 'row 1', sealed))).toBe('sealing-key-missing');
    expect(() => ring.open('identity', 'row 1', sealed)).toThrow(/“2018”.*SEALING_KEYS/);
  });

  test('follows from the secret of the installation where no key is given, also when there are some later', () => {
    const sealed = keyring([]).seal('identity', 'row 1', text);
    expect(sealed.keyId).toMatch(/^app-[0-9a-f]{8}$/);
    expect(keyring([recent]).open('identity', 'row 1', sealed)).toEqual(text);
    const other = keyring([], 'another secret, which is long enough too');
    expect(() => other.open('identity', 'row 1', sealed)).toThrow(/another APP_SECRET/);
  });
});

describe('SEALING_KEYS', () => {
  const good = randomBytes(32).toString('base64');
  const faults = (value: string): readonly string[] => {
    try {
      loadConfig({ NODE_ENV: 'test', SEALING_KEYS: value });
      return [];
    } catch (error) {
      return (error as ConfigError).faults;
    }
  };

  test('is read in its order', () => {
    const config = loadConfig({
      NODE_ENV: 'test',
      SEALING_KEYS: ` 2019:${key(2).toString('base64')}, 2018:${key(1).toString('base64url')} `,
    });
    expect(config.sealingKeys).toEqual([recent, old]);
    expect(loadConfig({ NODE_ENV: 'test' }).sealingKeys).toEqual([]);
  });

  test.each([
    ['no id', good, 'must be a list such as "2027:KEY,2026:KEY"; key number 1 has no id before a colon'],
    ['an id that is no name', `New Key:${good}`, 'must name each key by 1 to 32 small letters'],
    ['an id of the program', `app-1:${good}`, 'must not name a key "app-…"'],
    [
      'a key that is too short',
      `2019:${Buffer.alloc(16, 3).toString('base64')}`,
      'must have 32 bytes in base64 for each key; the one of "2019" has 16',
    ],
    [
      'what is no base64',
      '2019:p§ssword',
      'must have 32 bytes in base64 for each key; the one of "2019" has other characters',
    ],
    [
      'two keys of one id',
      `2019:${good},2019:${key(4).toString('base64')}`,
      'must not have two keys with the id "2019"',
    ],
    ['one key under two ids', `2019:${good},2018:${good}`, 'must not have the same key under two ids'],
  ])('with %s keeps the program from starting, and says what to do', (_, value, said) => {
    const found = faults(value);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`SEALING_KEYS ${said}`);
    expect(found[0]).not.toContain(good);
  });
});
