import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { S3Config } from '../../src/platform/config';

export interface S3Server {
  readonly config: S3Config;
  /** What is in the bucket, by key. */
  readonly objects: ReadonlyMap<string, { readonly bytes: Buffer; readonly mediaType: string | undefined }>;
  /** Methods and paths as they were asked for. */
  readonly requests: readonly string[];
  /** Answers the next so many requests with this status before it goes on as usual. */
  failNext(times: number, status: number): void;
  stop(): Promise<void>;
}

const region = 'eu-central-1';
const bucket = 'plenary-files';
const accessKeyId = 'AKIDEXAMPLE';
const secretAccessKey = 'a secret that only this server and its client know';

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** A storage that speaks as much of S3 as it takes: PUT, GET, HEAD and DELETE of objects, each with its signature checked. */
export async function startS3Server(): Promise<S3Server> {
  const objects = new Map<string, { bytes: Buffer; mediaType: string | undefined }>();
  const requests: string[] = [];
  const failing = { times: 0, status: 500 };
  const server = http.createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  const refuse = (response: http.ServerResponse, status: number, code: string): void => {
    response.writeHead(status, { 'content-type': 'application/xml' });
    response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);
  };
  const answer = async (request: http.IncomingMessage, response: http.ServerResponse): Promise<void> => {
    const bytes = await buffer(request);
    const { pathname } = new URL(request.url!, 'http://s3');
    requests.push(`${request.method} ${pathname}`);
    if (failing.times > 0) {
      failing.times -= 1;
      return refuse(response, failing.status, 'InternalError');
    }
    const fault = signatureFault(request, bytes);
    if (fault) return refuse(response, 403, fault);
    const [, named, ...rest] = pathname.split('/');
    if (named !== bucket) return refuse(response, 404, 'NoSuchBucket');
    const key = rest.join('/');
    const object = objects.get(key);
    switch (request.method) {
      case 'PUT':
        objects.set(key, { bytes, mediaType: request.headers['content-type'] });
        return void response.writeHead(200, { etag: `"${sha256(bytes).slice(0, 32)}"` }).end();
      case 'DELETE':
        objects.delete(key);
        return void response.writeHead(204).end();
      default:
        if (!object) return refuse(response, 404, 'NoSuchKey');
        response.writeHead(200, {
          'content-length': object.bytes.length,
          'content-type': object.mediaType ?? 'application/octet-stream',
        });
        return void response.end(request.method === 'HEAD' ? undefined : object.bytes);
    }
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    config: {
      bucket,
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region,
      credentials: { accessKeyId, secretAccessKey },
      forcePathStyle: true,
    },
    objects,
    requests,
    failNext: (times, status) => Object.assign(failing, { times, status }),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Why a request is not signed as AWS Signature Version 4 asks, for its content too. */
function signatureFault(request: http.IncomingMessage, bytes: Buffer): string | undefined {
  const match =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      request.headers.authorization ?? '',
    );
  if (!match) return 'AccessDenied';
  const [, keyId, day, inRegion, names, signature] = match as unknown as [string, ...string[]];
  if (keyId !== accessKeyId) return 'InvalidAccessKeyId';
  const contentHash = String(request.headers['x-amz-content-sha256']);
  if (contentHash !== sha256(bytes)) return 'XAmzContentSHA256Mismatch';
  const { pathname, searchParams } = new URL(request.url!, 'http://s3');
  const query = [...searchParams]
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
    .join('&');
  const headers = names!
    .split(';')
    .map((name) => `${name}:${String(request.headers[name]).trim().replace(/ +/g, ' ')}\n`)
    .join('');
  const canonical = [request.method, pathname, query, headers, names, contentHash].join('\n');
  const toSign = [
    'AWS4-HMAC-SHA256',
    request.headers['x-amz-date'],
    `${day}/${inRegion}/s3/aws4_request`,
    sha256(canonical),
  ].join('\n');
  const key = [day!, inRegion!, 's3', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  const expected = hmac(key, toSign);
  return timingSafeEqual(expected, Buffer.from(signature!, 'hex')) ? undefined : 'SignatureDoesNotMatch';
}
