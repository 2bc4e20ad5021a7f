import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { FileKind } from '../storage/file-kinds';

/** What a route that takes a file says about it in its `@Operation`. */
export interface UploadDeclaration {
  /** Kinds of files that are taken. */
  readonly kinds: readonly FileKind[];
  /** Whether the same route also takes a JSON body, without a file. */
  readonly orJson?: boolean;
}

/** A file that came with a request: looked through, and stored, but kept only if the handler says so. */
export interface UploadedFile {
  /** Id under which it is stored; see `StoredFiles.keep`. */
  readonly id: string;
  /** The name that it had, NFC, without a path. */
  readonly name: string;
  readonly kind: FileKind;
  readonly mediaType: string;
  /** Length in bytes. */
  readonly size: number;
  /** SHA-256 in hexadecimal. */
  readonly sha256: string;
}

const uploads = new WeakMap<FastifyRequest, UploadedFile>();

/** The file that came with a request, if one did. */
export function uploadOf(request: FastifyRequest): UploadedFile | undefined {
  return uploads.get(request);
}

export function rememberUpload(request: FastifyRequest, file: UploadedFile): void {
  uploads.set(request, file);
}

/** The file of a route whose `@Operation` says `upload`. */
export const Uploaded = createParamDecorator((_: unknown, context: ExecutionContext): UploadedFile => {
  const file = uploadOf(context.switchToHttp().getRequest<FastifyRequest>());
  if (!file) throw new Error('this route does not say that it takes an upload');
  return file;
});

/** The file of a route whose `@Operation` says `upload` with `orJson`; undefined when JSON was sent. */
export const MayBeUploaded = createParamDecorator((_: unknown, context: ExecutionContext) =>
  uploadOf(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** Documents the file in the class of a form. It is handed to the handler by {@link Uploaded}, not in the body. */
export function FileField(options: {
  readonly description: string;
  readonly optional?: boolean;
}): PropertyDecorator {
  return ApiProperty({
    description: options.description,
    type: 'string',
    format: 'binary',
    writeOnly: true,
    required: options.optional !== true,
  });
}
