import { TextField } from '../../platform/http/fields';

/** Largest report that is taken, in bytes; it may enclose the whole mail with its attachments. */
export const largestReport = 12_582_912;

export class BounceReportInput {
  @TextField({
    description: 'The report as it came, with all headers (RFC 5322), in base64.',
    max: Math.ceil(largestReport / 3) * 4,
    pattern: /^[A-Za-z0-9+/]+={0,2}$/,
    patternHint: 'must be base64',
    example: 'RnJvbTogTUFJTEVSLURBRU1PTkBtYWlsLmV4YW1wbGUNCg==',
  })
  raw!: string;
}
