import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import * as QRCode from 'qrcode';
import { packClaim, readBadgeToken, writeBadgeToken } from '../../src/registrations/badges/badge-token.rules';

const claims = fc.record({
  keyId: fc.uint8Array({ minLength: 4, maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
  registrationId: fc.uuid(),
  revision: fc.integer({ min: 1, max: 65_535 }),
});
const signatures = fc.uint8Array({ minLength: 64, maxLength: 64 });

describe('the token of a badge', () => {
  const token = (): string =>
    writeBadgeToken(
      packClaim({
        keyId: randomBytes(4),
        registrationId: '0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11',
        revision: 3,
      }),
      randomBytes(64),
    );

  test('says what was written, whatever it is, and in small letters too', () => {
    fc.assert(
      fc.property(claims, signatures, (claim, signature) => {
        const signed = packClaim(claim);
        const written = writeBadgeToken(signed, signature);
        const read = { claim, signed, signature: Buffer.from(signature) };
        expect(readBadgeToken(written)).toEqual(read);
        expect(readBadgeToken(` ${written.toLowerCase()}\n`)).toEqual(read);
      }),
    );
  });

  test('is read as nothing when it is anything else', () => {
    const good = token();
    for (const other of [
      '',
      'PB1:',
      good.slice(0, -1),
      `${good}A`,
      good.slice(4),
      good.replace('PB1:', 'PB2:'),
      `${good.slice(0, 50)}1${good.slice(51)}`,
      'https://example.org/7KQ2M9XW',
    ])
      expect([other, readBadgeToken(other)]).toEqual([other, undefined]);
    fc.assert(fc.property(fc.string(), (text) => readBadgeToken(`PB1:${text}`) === undefined));
  });

  test('has one spelling: bits that no byte has must not be set', () => {
    const good = token();
    const last = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
    // 87 bytes are 139 characters and one bit.
    const spellings = [...last].map((letter) => good.slice(0, -1) + letter);
    expect(spellings.filter((text) => readBadgeToken(text) !== undefined).length).toBe(2);
  });

  test('fits into a QR code of version 6 at level M, in the alphanumeric mode', () => {
    const code = QRCode.create(token(), { errorCorrectionLevel: 'M' });
    expect([
      token().length,
      code.version,
      code.segments.map(({ mode }) => String((mode as { id?: string }).id)),
    ]).toEqual([144, 6, ['Alphanumeric']]);
  });
});
