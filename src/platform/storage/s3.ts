import type { S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { S3Config } from '../config';
import { newId } from '../database/base.entity';
import { httpProblems } from '../http/problem';
import { StartUpError } from '../start-up-error';
import { checkKey, Storage, type Content } from './storage';

type Sdk = typeof import('@aws-sdk/client-s3');

/** How long to wait for a connection, and for an answer or the next bytes of one, in milliseconds. */
const connectMs = 5000;
const answerMs = 15_000;

/** How often a request is made before it has failed. */
const attempts = 3;

/** Files in a bucket of an S3-compatible storage, under `files/`. */
export class S3Storage extends Storage {
  private made: Promise<{ sdk: Sdk; client: S3Client }> | undefined;

  constructor(private readonly config: S3Config) {
    super();
  }

  get place(): string {
    const { bucket, endpoint } = this.config;
    return endpoint === undefined
      ? `bucket ${bucket} in S3`
      : `bucket ${bucket} at ${new URL(endpoint).host}`;
  }

  async put(key: string, content: Content): Promise<void> {
    const object = this.object(key);
    // Held in memory, a file being of limited size: only so can the SDK sign all of it and send it again.
    const body = await buffer(content.open());
    await this.ask(({ sdk, client }) =>
      client.send(
        new sdk.PutObjectCommand({
          ...object,
          Body: body,
          ContentLength: body.length,
          ContentType: content.mediaType,
        }),
      ),
    );
  }

  async get(key: string): Promise<Readable | undefined> {
    const object = this.object(key);
    const found = await this.ask(({ sdk, client }) =>
      client.send(new sdk.GetObjectCommand(object)).catch(whenAbsent),
    );
    return found?.Body as Readable | undefined;
  }

  async remove(key: string): Promise<void> {
    const object = this.object(key);
    await this.ask(({ sdk, client }) => client.send(new sdk.DeleteObjectCommand(object)).catch(whenAbsent));
  }

  async exists(key: string): Promise<boolean> {
    const object = this.object(key);
    const found = await this.ask(({ sdk, client }) =>
      client.send(new sdk.HeadObjectCommand(object)).catch(whenAbsent),
    );
    return found !== undefined;
  }

  async check(): Promise<void> {
    const key = newId();
    const probe = Buffer.from('plenary');
    try {
      await this.put(key, {
        size: probe.length,
        mediaType: 'text/plain',
        open: () => Readable.from([probe]),
      });
      const back = await this.get(key);
      if (!back || !(await buffer(back)).equals(probe)) throw new Error('it does not keep what it gets');
      await this.remove(key);
    } catch (error) {
      const cause = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
      throw new StartUpError(
        `The storage of uploaded files cannot be used (${this.place}: ${reason(cause)}): check S3_BUCKET, S3_ENDPOINT, S3_REGION and the keys, which need the right to put, get and delete objects.`,
      );
    }
  }

  private object(key: string): { Bucket: string; Key: string } {
    checkKey(key);
    return { Bucket: this.config.bucket, Key: `files/${key}` };
  }

  private async ask<T>(request: (with_: { sdk: Sdk; client: S3Client }) => Promise<T>): Promise<T> {
    const ready = await (this.made ??= this.make());
    try {
      return await request(ready);
    } catch (error) {
      throw httpProblems.unavailable({
        detail: 'The storage of files did not answer as it should. Nothing was kept; try again in a minute.',
        headers: { 'retry-after': '60' },
        cause: error,
      });
    }
  }

  /** Loaded when it is first needed: it is large, and most installations keep files in a folder. */
  private async make(): Promise<{ sdk: Sdk; client: S3Client }> {
    // Which Node this version of the SDK may run on is settled by what is installed, not by a warning among the log.
    process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
    const sdk = await import('@aws-sdk/client-s3');
    const { endpoint, region, credentials, forcePathStyle } = this.config;
    const client = new sdk.S3Client({
      region,
      forcePathStyle,
      maxAttempts: attempts,
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(credentials === undefined ? {} : { credentials }),
      // The signature covers the content already; older storages do not know the newer checksums.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: {
        connectionTimeout: connectMs,
        requestTimeout: answerMs,
        throwOnRequestTimeout: true,
        socketTimeout: answerMs,
      },
    });
    return { sdk, client };
  }
}

/** What an answer "there is no such object" means; other failures stay failures. */
function whenAbsent(error: unknown): undefined {
  const { name, $metadata } = error as S3ServiceException;
  // A bucket that does not exist is 404 too, and no reason to say that the file is gone.
  if (name === 'NoSuchKey' || name === 'NotFound') return undefined;
  if ($metadata?.httpStatusCode === 404 && name !== 'NoSuchBucket') return undefined;
  throw error;
}

/** Why, without anything that could be a secret. */
function reason(error: NodeJS.ErrnoException): string {
  return error.code ?? error.name ?? 'no answer';
}
