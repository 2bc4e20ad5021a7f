import { createHmac } from 'node:crypto';
import type { Config } from '../config';

/** A key of 256 bits for one purpose, derived from the installation's secret: what one key opens, no other does. */
export function purposeKey(config: Config, purpose: string): Buffer {
  if (config.appSecret === undefined) throw new Error('the process was started without a secret');
  return createHmac('sha256', config.appSecret).update(`plenary:${purpose}`).digest();
}
