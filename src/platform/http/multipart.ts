import type { Multipart, MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { SpooledFile } from '../storage/spooled-file';
import { defineProblems, httpProblems, Problem, type FieldFault } from './problem';

export const uploadProblems = defineProblems({
  uploadStopped: { status: 408, title: 'The rest of the upload did not come' },
  fileInvalid: { status: 422, title: 'The file cannot be taken' },
});

/** A form as it was sent: its texts, several under one name as a list, and its one file. */
export interface Form {
  readonly fields: Readonly<Record<string, string | string[]>>;
  readonly file: { readonly name: string; readonly content: SpooledFile } | undefined;
}

export interface FormLimits {
  /** Largest file, in bytes. */
  readonly fileBytes: number;
  /** An upload of which nothing arrives for so long is given up, in milliseconds. */
  readonly stallMs: number;
}

/** The field that holds the file, the same everywhere. */
export const fileField = 'file';

const mostFieldBytes = 16 * 1024;

/**
 * How much beyond the largest file is read before somebody is cut off, in bytes. What is too large is read to its end
 * so far, because a client that is still sending does not hear an answer.
 */
const patienceBytes = 64 * 1024 * 1024;

/**
 * Reads the body of a request as a form with one file, which goes to the disk as it comes. However it fails, the request
 * has been read to its end or its connection is to be closed, and nothing is left of the file.
 * @throws 400 for what is no whole form, 408 when the rest does not come, 413 for a file that is too large, 422 for
 * parts that are not as they must be
 */
export async function readForm(request: FastifyRequest, limits: FormLimits): Promise<Form> {
  const watch = new Watch(request.raw, limits);
  const reader = new FormReader(limits);
  let fault: Problem | undefined;
  try {
    if (Number(request.headers['content-length']) > watch.most) watch.giveUp(tooLarge(limits.fileBytes));
    else await watch.until(reader.read(request, watch));
  } catch (error) {
    fault = explain(error, limits);
  }
  await watch.drained();
  fault = reader.fault ?? fault ?? watch.fault;
  if (fault === undefined) return reader.form;
  await reader.abandon();
  throw watch.gaveUp ? closing(fault) : fault;
}

/** Reads the parts, and remembers the first thing that is wrong with them while it reads on. */
class FormReader {
  fault: Problem | undefined;
  private readonly fields: Record<string, string | string[]> = {};
  private file: Form['file'];
  private abandoned = false;

  constructor(private readonly limits: FormLimits) {}

  get form(): Form {
    return { fields: this.fields, file: this.file };
  }

  async read(request: FastifyRequest, watch: Watch): Promise<void> {
    const parts = request.parts({
      // The bounds are wider than what is taken, so that too much of something is answered in its own words.
      limits: {
        fileSize: this.limits.fileBytes,
        fieldSize: mostFieldBytes,
        files: 4,
        fields: 50,
        parts: 54,
        headerPairs: 20,
      },
    });
    const first = parts.next();
    watch.begin();
    for (let part = await first; part.done !== true; part = await parts.next()) await this.take(part.value);
  }

  /** Forgets what was read; whoever reads on does so for nothing. */
  async abandon(): Promise<void> {
    this.abandoned = true;
    await this.file?.content.close();
  }

  private async take(part: Multipart): Promise<void> {
    if (part.type === 'file') await this.takeFile(part);
    else if (part.fieldname === fileField)
      this.refuse(
        uploadProblems.fileInvalid,
        fileField,
        'type',
        'must be a file: send its content with a file name',
      );
    else if (part.valueTruncated)
      this.refuse(
        httpProblems.againstTheRules,
        part.fieldname,
        'too_long',
        `must have at most ${mostFieldBytes} bytes`,
      );
    else this.add(part.fieldname, String(part.value));
  }

  private async takeFile(part: MultipartFile): Promise<void> {
    if (part.fieldname !== fileField || this.file) {
      if (part.fieldname === fileField)
        this.refuse(
          uploadProblems.fileInvalid,
          fileField,
          'twice',
          'must be one file; send further ones one by one',
        );
      else
        this.refuse(
          httpProblems.unknownField,
          part.fieldname,
          'unknown',
          `is no file here; the file is called "${fileField}"`,
        );
      // A file of which nothing is read would hold up all that follows.
      part.file.resume();
      if (!part.file.readableEnded) await once(part.file, 'end');
      return;
    }
    const content = await SpooledFile.create();
    this.file = { name: part.filename ?? '', content };
    if (this.abandoned) await content.close();
    else for await (const chunk of part.file) await content.append(chunk as Buffer);
    // Of what is wrong with a form, this is what its sender has to know first.
    if (part.file.truncated) this.fault = tooLarge(this.limits.fileBytes);
  }

  private add(name: string, value: string): void {
    const before = this.fields[name];
    if (before === undefined) this.fields[name] = value;
    else this.fields[name] = [before, value].flat();
  }

  private refuse(
    problem: (options: { detail: string; errors: FieldFault[] }) => Problem,
    field: string,
    code: string,
    message: string,
  ): void {
    const pointer = `/${field.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`;
    this.fault ??= problem({ detail: `${pointer} ${message}.`, errors: [{ pointer, code, message }] });
  }
}

/** Counts what arrives of a request, and ends it when nothing arrives any more or too much does. */
class Watch {
  fault: Problem | undefined;
  private received = 0;
  private timer: NodeJS.Timeout | undefined;
  private end!: () => void;
  /** Resolves when nothing more will come, or nobody waits for it any longer. */
  private readonly over = new Promise<void>((resolve) => (this.end = resolve));

  constructor(
    private readonly raw: IncomingMessage,
    private readonly limits: FormLimits,
  ) {}

  /** Bytes of a request after which its sender is cut off. */
  get most(): number {
    return this.limits.fileBytes + patienceBytes;
  }

  /** Whether the rest was not waited for, so that the connection is good for nothing more. */
  get gaveUp(): boolean {
    return this.fault !== undefined;
  }

  /** Must be called when something reads already: what listens here makes the bytes flow. */
  begin(): void {
    this.timer = setTimeout(() => this.look(), this.limits.stallMs);
    this.raw.on('data', (chunk: Buffer) => {
      this.received += chunk.length;
      this.timer?.refresh();
      if (this.received > this.most) this.giveUp(tooLarge(this.limits.fileBytes));
    });
    this.raw.once('close', this.end);
    this.raw.once('end', this.end);
  }

  /** Nothing has arrived for too long; or it has, and this process was too busy to take it, which it is given time for. */
  private look(): void {
    const before = this.received;
    setImmediate(() => {
      if (this.received !== before) return;
      this.giveUp(uploadProblems.uploadStopped('Nothing more arrived. Check the line, and send it again.'));
    });
  }

  /** Waits for `work`, unless it is given up meanwhile. */
  async until(work: Promise<void>): Promise<void> {
    // When nobody waits for it any more, its failure is nobody's concern.
    work.catch(() => undefined);
    await Promise.race([work, this.over.then(() => (this.gaveUp ? undefined : work))]);
  }

  giveUp(fault: Problem): void {
    this.fault ??= fault;
    this.raw.unpipe();
    this.end();
  }

  /** Lets the rest arrive and forgets it, within the same bounds. */
  async drained(): Promise<void> {
    if (this.timer && !this.raw.readableEnded && !this.raw.destroyed) {
      this.raw.unpipe();
      this.raw.resume();
      await this.over;
    }
    clearTimeout(this.timer);
  }
}

/** A fault of the file itself. */
export function invalidFile(fault: FieldFault): Problem {
  return uploadProblems.fileInvalid({ detail: `${fault.pointer} ${fault.message}.`, errors: [fault] });
}

function tooLarge(most: number): Problem {
  return httpProblems.tooLarge({
    detail: `A file can have at most ${spokenSize(most)}. Make it smaller, for example by smaller pictures, and send it again.`,
    errors: [{ pointer: `/${fileField}`, code: 'too_large', message: `must have at most ${most} bytes` }],
  });
}

function spokenSize(bytes: number): string {
  const [unit, name] = bytes >= 1024 * 1024 ? [1024 * 1024, 'MB'] : [1024, 'KB'];
  return `${Math.floor((bytes / unit) * 10) / 10} ${name}`;
}

/** The same problem, after which the connection is closed. */
function closing(problem: Problem): Problem {
  const { code, status, title, options } = problem;
  return new Problem(code, status, title, {
    ...options,
    headers: { ...options.headers, connection: 'close' },
  });
}

/** What the parser of forms refused, or the disk. */
function explain(error: unknown, limits: FormLimits): Problem {
  if (error instanceof Problem) return error;
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === 'FST_REQ_FILE_TOO_LARGE') return tooLarge(limits.fileBytes);
  if (code === 'FST_PARTS_LIMIT' || code === 'FST_FIELDS_LIMIT' || code === 'FST_FILES_LIMIT')
    return httpProblems.malformedRequest('The form has too many parts.');
  if (syscall !== undefined && code !== 'ECONNRESET')
    return httpProblems.unavailable({
      detail:
        'The upload cannot be kept while it is looked at. Nothing was changed; tell your administrator.',
      headers: { 'retry-after': '60' },
      cause: error,
    });
  return httpProblems.malformedRequest({
    detail: 'The body is no whole form. Send multipart/form-data with a boundary, all of it.',
    cause: error,
  });
}
