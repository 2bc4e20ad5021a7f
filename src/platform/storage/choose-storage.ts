import type { Config } from '../config';
import { LocalFolder } from './local-folder';
import { S3Storage } from './s3';
import type { Storage } from './storage';

/** The storage that the configuration names. */
export function storageOf(config: Pick<Config, 's3' | 'storageDir'>): Storage {
  return config.s3 ? new S3Storage(config.s3) : new LocalFolder(config.storageDir);
}
