import { applyDecorators, HttpCode, Injectable, Param, type PipeTransform, type Type } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import {
  ApiConsumes,
  ApiExtension,
  ApiExtraModels,
  ApiHeader,
  ApiOperation,
  ApiResponse,
  getSchemaPath,
  type ApiResponseOptions,
} from '@nestjs/swagger';
import { validate as isUuid } from 'uuid';
import { asksForVersion } from './concurrency';
import { Public, Requires, SignedIn, type Permission } from './permission';
import { httpProblems } from './problem';
import { fileKinds } from '../storage/file-kinds';
import type { UploadDeclaration } from './uploaded-file';

/** Where the OpenAPI document finds what a route takes as a file; not part of what is published. */
export const UPLOAD_EXTENSION = 'x-upload';

export interface OperationOptions {
  /** One line that says what the operation does. */
  readonly summary: string;
  readonly description?: string;
  /** Who may call it: a permission, `signed-in`, or `{ public: why }`. */
  readonly access: Permission | 'signed-in' | { readonly public: string };
  /** For callers with a signed link: the path parameter that must be the thing the link is for. */
  readonly own?: { readonly kind: string; readonly param: string };
  /** Class of the answer; none for an answer without a body; a media type for a page, several for a file of one of them. */
  readonly answer?:
    | Type
    | {
        readonly mediaType: string;
        readonly description: string;
        /** Class of what it holds, where that is JSON. */
        readonly holds?: Type;
      }
    | { readonly mediaTypes: readonly string[]; readonly description: string };
  /** The body is a form with a file of one of these kinds: `@Body` has its texts, `@Uploaded` the file. */
  readonly upload?: UploadDeclaration;
  /** Status of success: 200 unless said otherwise, 204 without an answer. */
  readonly status?: 200 | 201 | 202 | 204;
  /** Statuses beyond those that every operation of its kind has: failures, and 304. */
  readonly fails?: readonly number[];
}

export const OPERATION = Symbol('operation');

/** Everything that a route says about itself: its right, its documentation, its status. Each route has exactly one. */
export function Operation(options: OperationOptions): MethodDecorator {
  const { access, answer } = options;
  const status = options.status ?? (answer ? 200 : 204);
  const response: ApiResponseOptions =
    answer === undefined
      ? { status, description: 'Done; the answer has no body.' }
      : typeof answer === 'object'
        ? { status, description: answer.description, content: contentOf(answer) }
        : {
            status,
            type: answer,
            description:
              status === 201
                ? 'Made.'
                : status === 202
                  ? 'Accepted; the work goes on as a job.'
                  : 'As asked for.',
          };
  const right =
    access === 'signed-in'
      ? SignedIn()
      : 'public' in access
        ? Public(access.public)
        : Requires(access, options.own ? { own: options.own } : {});
  const rights =
    access === 'signed-in'
      ? 'Whoever is signed in.'
      : 'public' in access
        ? `Public: ${access.public}`
        : `Right \`${access.name}\`: ${access.roles.join(', ')}.`;
  const remember: MethodDecorator = (target, key, descriptor) => {
    Reflect.defineMetadata(OPERATION, options, descriptor.value as object);
    if (!asksForVersion(target.constructor, key)) return;
    ApiHeader({
      name: 'If-Match',
      required: true,
      description: 'ETag of the version that you change.',
      schema: { type: 'string' },
      example: '"1"',
    })(target, key, descriptor);
    for (const code of [412, 428])
      ApiResponse({ status: code, description: 'See the problem.' })(target, key, descriptor);
  };
  return applyDecorators(
    remember,
    right,
    HttpCode(status),
    ApiOperation({
      summary: options.summary,
      description: [options.description, rights].filter(Boolean).join('\n\n'),
    }),
    ApiResponse(response),
    ...(typeof answer === 'object' && 'holds' in answer && answer.holds
      ? [ApiExtraModels(answer.holds)]
      : []),
    ...(options.upload ? uploadDecorators(options.upload) : []),
    ...(options.fails ?? []).map((code) => ApiResponse({ status: code, description: 'See the problem.' })),
  );
}

/** Texts as text; files as the bytes that they are. */
function contentOf(
  answer: Exclude<OperationOptions['answer'], Type | undefined>,
): Record<string, { schema: { type: string; format?: string } | { $ref: string } }> {
  if ('mediaType' in answer)
    return {
      [answer.mediaType]: {
        schema: answer.holds ? { $ref: getSchemaPath(answer.holds) } : { type: 'string' },
      },
    };
  return Object.fromEntries(
    answer.mediaTypes.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]),
  );
}

function uploadDecorators(upload: UploadDeclaration): MethodDecorator[] {
  return [
    RouteConfig({ upload }),
    ApiConsumes('multipart/form-data', ...(upload.orJson ? ['application/json'] : [])),
    ApiExtension(UPLOAD_EXTENSION, { mediaTypes: upload.kinds.map((kind) => fileKinds[kind].mediaType) }),
  ];
}

/** A UUID from a path in its canonical form. What cannot be an id names nothing, and is answered like one that does not exist. */
export function readId(value: string): string {
  if (!isUuid(value)) throw httpProblems.notFound('There is no such thing here.');
  return value.toLowerCase();
}

@Injectable()
class IdPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    return readId(value);
  }
}

/** The id of a thing in the path. */
export const IdParam = (name: string): ParameterDecorator => Param(name, IdPipe);
