import {
  Inject,
  Injectable,
  Logger,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
  type Type,
} from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { CONFIG, type Config } from '../config';
import { fileKinds, kindByName, spokenKinds, type FileKind } from '../storage/file-kinds';
import { inspect } from '../storage/inspect';
import type { SpooledFile } from '../storage/spooled-file';
import { StoredFiles } from '../storage/stored-files';
import { isSafeText } from './fields';
import { readTexts } from './input.pipe';
import { fileField, invalidFile, readForm } from './multipart';
import { httpProblems } from './problem';
import { currentPrincipal, currentRequest } from './request-context';
import { rememberUpload, type UploadDeclaration } from './uploaded-file';

interface RouteSettings {
  readonly upload?: UploadDeclaration;
  /** Nothing of the body is read, whatever it is: mail programs send what RFC 8058 has them send as they like. */
  readonly bodyIgnored?: true;
}

const settingsOf = (request: FastifyRequest): RouteSettings => request.routeOptions.config as RouteSettings;

const isForm = (request: FastifyRequest): boolean =>
  /^multipart\/form-data\b/i.test(request.headers['content-type'] ?? '');

const longestName = 200;

/** Lets forms through to the routes that take one, and nowhere else. Must be called after the parser of forms is there. */
export function refuseOtherForms(fastify: FastifyInstance): void {
  fastify.addHook('preParsing', (request, _reply, _payload, done) => {
    const { upload, bodyIgnored } = settingsOf(request);
    if (request.is404 || !isForm(request) || upload || bodyIgnored) done();
    else done(httpProblems.mediaTypeNotSupported('Send JSON with Content-Type: application/json.'));
  });
}

/**
 * Reads what is sent to a route that takes a file: after the caller's right was looked at and before any transaction,
 * for a client may be slow. The texts become the body, which the rules of its class then check; the file is looked into
 * and stored. What the handler does not keep, because it refused or failed or had done the same before, goes again.
 */
@Injectable()
export class UploadInterceptor implements NestInterceptor {
  private readonly log = new Logger('Upload');

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly files: StoredFiles,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { upload } = settingsOf(request);
    if (!upload) return next.handle();
    if (!isForm(request) && upload.orJson) return next.handle();
    if (!isForm(request))
      throw httpProblems.mediaTypeNotSupported(
        `Send a form with Content-Type: multipart/form-data, and in it one file under the name "${fileField}".`,
      );
    return from(this.receive(context, request, upload, next));
  }

  private async receive(
    context: ExecutionContext,
    request: FastifyRequest,
    { kinds }: UploadDeclaration,
    next: CallHandler,
  ): Promise<unknown> {
    const id = await this.store(context, request, kinds);
    try {
      return await lastValueFrom(next.handle(), { defaultValue: undefined });
    } finally {
      await this.files.discardUnlessKept(id).catch((error: unknown) => {
        // Found and removed by the next sweep.
        this.log.warn({ msg: 'an upload that nobody kept could not be removed', file: id, err: error });
      });
    }
  }

  /** Takes the file in, and answers under which id. Nothing is left when it is refused. */
  private async store(
    context: ExecutionContext,
    request: FastifyRequest,
    kinds: readonly FileKind[],
  ): Promise<string> {
    const { fields, file } = await readForm(request, {
      fileBytes: this.config.uploadLimitBytes,
      stallMs: this.config.uploadStallSeconds * 1000,
    });
    try {
      if (!file) throw invalidFile({ pointer, code: 'required', message: 'is missing' });
      const name = readName(file.name);
      const kind = await checkKind(name, file.content, kinds);
      const { content } = file;
      const described = {
        name,
        mediaType: fileKinds[kind].mediaType,
        size: content.size,
        sha256: content.sha256,
      };
      const id = await this.files.add({
        ...described,
        eventId: currentRequest()?.scopeId ?? null,
        createdBy: currentPrincipal().id,
        open: () => content.open(),
      });
      const form = bodyClass(context);
      (request as { body: unknown }).body = form ? readTexts(fields, form) : { ...fields };
      rememberUpload(request, { id, kind, ...described });
      return id;
    } finally {
      await file?.content.close();
    }
  }
}

const pointer = `/${fileField}`;

/** The name without a path, which some programs send. @throws 422 */
function readName(sent: string): string {
  const name = sent.split(/[/\\]/).pop()!.normalize('NFC').trim();
  if (name === '') throw invalidFile({ pointer, code: 'name', message: 'has no name' });
  if (name.length > longestName)
    throw invalidFile({
      pointer,
      code: 'name',
      message: `has too long a name: at most ${longestName} characters`,
    });
  if (!isSafeText(name))
    throw invalidFile({
      pointer,
      code: 'name',
      message: 'has a name with control characters or marks that change the direction of writing; rename it',
    });
  return name;
}

/** @throws 415 for a kind that is not taken here, 422 for a file that is empty or not what its name says */
async function checkKind(name: string, content: SpooledFile, kinds: readonly FileKind[]): Promise<FileKind> {
  const kind = kindByName(name, kinds);
  if (kind === undefined) {
    const message = `must be one of: ${spokenKinds(kinds)}`;
    throw httpProblems.mediaTypeNotSupported({
      detail: `“${name}” is of a kind that is not taken here. Send one of: ${spokenKinds(kinds)}.`,
      errors: [{ pointer, code: 'kind', message }],
    });
  }
  if (content.size === 0) throw invalidFile({ pointer, code: 'empty', message: 'is empty' });
  const fault = await inspect(content, kind);
  if (fault) throw invalidFile({ pointer, ...fault });
  return kind;
}

/** Nest's number for a parameter that is the body, with which the metadata's names begin. */
const bodyParameter = '3:';

/** The class that the handler declares for the body. */
function bodyClass(context: ExecutionContext): Type | undefined {
  const handler = context.getHandler().name;
  const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), handler) ?? {}) as Record<
    string,
    { index: number }
  >;
  const body = Object.entries(parameters).find(([key]) => key.startsWith(bodyParameter));
  if (!body) return undefined;
  const types = Reflect.getMetadata(
    'design:paramtypes',
    context.getClass().prototype as object,
    handler,
  ) as Type[];
  return types[body[1].index];
}
