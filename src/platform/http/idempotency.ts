import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { Clock } from '../clock';
import { SealedTexts } from '../crypto/sealed-texts';
import { SignedLinks } from '../crypto/signed-links';
import { Database } from '../database/database';
import { Sweeper } from '../workflow/sweeper';
import { httpProblems } from './problem';
import { currentPrincipal } from './request-context';
import { uploadOf } from './uploaded-file';

interface Stored {
  fingerprint: string;
  status: number;
  body: string | null;
}

/** How long an answer can be asked for again, in hours; api.md promises at least 24. */
const keptHours = 48;

const hourMs = 3_600_000;

const purpose = 'idempotency';

/**
 * `Idempotency-Key` (IETF draft-ietf-httpapi-idempotency-key-header) for every POST.
 *
 * The handler runs inside a transaction that first claims the key and last stores the answer, so that effect, key and
 * answer are committed together: a process that dies at any point leaves all of them or none. A second request with
 * the same key waits for the first one's commit and gets its answer. A request that fails leaves no trace.
 *
 * Requests can hold passwords, and answers tokens or texts under embargo: of a request only a keyed digest is kept, and
 * the answer is sealed.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  /** When this process looks again for answers to forget, as a time in milliseconds. */
  private forgetsAgainAt = 0;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly signatures: SignedLinks,
    private readonly texts: SealedTexts,
    sweeper: Sweeper,
  ) {
    sweeper.register('idempotency keys', (now) => this.forgetOld(now));
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const key = request.headers['idempotency-key'];
    if (request.method !== 'POST' || key === undefined) return next.handle();
    if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) {
      throw httpProblems.malformedRequest(
        'Idempotency-Key must be 1 to 255 visible characters; a random UUID makes a good one.',
      );
    }
    return from(this.once(key, request, http.getResponse<FastifyReply>(), next));
  }

  private once(
    key: string,
    request: FastifyRequest,
    reply: FastifyReply,
    next: CallHandler,
  ): Promise<unknown> {
    const principal = currentPrincipal();
    const owner = principal.kind === 'anonymous' ? 'anonymous' : `${principal.kind}:${principal.id}`;
    const upload = uploadOf(request);
    const file = upload === undefined ? '' : `\n${JSON.stringify([upload.name, upload.sha256])}`;
    const fingerprint = this.signatures.sign(
      purpose,
      `${request.method} ${request.url}\n${JSON.stringify(request.body ?? null)}${file}`,
    );
    return this.db.transaction(async () => {
      const claimed = await this.db.execute(
        `INSERT INTO idempotency_keys (owner, key, fingerprint, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (owner, key) DO NOTHING`,
        [owner, key, fingerprint, this.clock.now()],
      );
      if (claimed.rowCount === 0) return this.replay(owner, key, fingerprint, reply);
      const body: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
      await this.db.query(
        `UPDATE idempotency_keys SET status = $3, body = $4 WHERE owner = $1 AND key = $2`,
        [
          owner,
          key,
          reply.statusCode,
          body === undefined ? null : this.texts.seal(purpose, place(owner, key), JSON.stringify(body)),
        ],
      );
      return body;
    });
  }

  private async replay(
    owner: string,
    key: string,
    fingerprint: string,
    reply: FastifyReply,
  ): Promise<unknown> {
    const stored = await this.db.one<Stored & Record<string, unknown>>(
      `SELECT fingerprint, status, body FROM idempotency_keys WHERE owner = $1 AND key = $2`,
      [owner, key],
    );
    // Between the conflict and this look the key can only have gone by housekeeping; the caller may simply ask again.
    if (!stored)
      throw httpProblems.conflict('This Idempotency-Key is being used by another request. Try again.');
    if (stored.fingerprint !== fingerprint)
      throw httpProblems.idempotencyKeyReused('Use a new Idempotency-Key for a new request.');
    const body = stored.body === null ? 'null' : this.texts.open(purpose, place(owner, key), stored.body);
    if (body === undefined)
      throw httpProblems.conflict(
        'This was done, but its answer cannot be read any more. Look at what is there before you ask again.',
      );
    void reply.status(stored.status).header('idempotency-replayed', 'true');
    return stored.body === null ? undefined : (JSON.parse(body) as unknown);
  }

  /** Forgets answers that nobody may ask for any more, at most once an hour. */
  private async forgetOld(now: Date): Promise<number> {
    if (now.getTime() < this.forgetsAgainAt) return 0;
    this.forgetsAgainAt = now.getTime() + hourMs;
    await this.db.query(`DELETE FROM idempotency_keys WHERE created_at < $1`, [
      new Date(now.getTime() - keptHours * hourMs),
    ]);
    return 0;
  }
}

/** The row to which a sealed answer belongs. */
function place(owner: string, key: string): string {
  return `${owner}\n${key}`;
}
