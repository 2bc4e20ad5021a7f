import { StreamableFile } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FileFacts, StoredFiles } from '../storage/stored-files';

/**
 * Answers a stored file: to be saved under its name, never to be shown as a part of this site. A reader who has it gets
 * 304 without the storage being asked.
 */
export async function answerFile(
  files: StoredFiles,
  facts: FileFacts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<StreamableFile | undefined> {
  const tag = `"${facts.sha256.slice(0, 32)}"`;
  void reply.headers({
    etag: tag,
    // Who may see it is asked again each time.
    'cache-control': 'private, no-cache',
  });
  if (request.headers['if-none-match']?.split(',').some((one) => one.trim() === tag)) {
    void reply.status(304);
    return undefined;
  }
  const stream = await files.content(facts.id);
  void reply.headers({
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  });
  return new StreamableFile(stream, {
    type: facts.mediaType.startsWith('text/') ? `${facts.mediaType}; charset=utf-8` : facts.mediaType,
    disposition: attachment(facts.name),
    length: facts.size,
  });
}

/** `Content-Disposition` for a name in any script (RFC 6266), with a plain one for those who know no other. */
export function attachment(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/gu, '_');
  const exact = encodeURIComponent(name).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`;
}
