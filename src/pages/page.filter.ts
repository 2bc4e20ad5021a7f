import { Catch } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { mailLanguage, type MailLanguage } from '../communications/words';
import type { Problem } from '../platform/http/problem';
import { ProblemFilter } from '../platform/http/problem.filter';
import { failurePage } from './failure.page';
import { asPage } from './page';

/** Statuses that mean, on a page that is opened by a link: this link does not open anything. */
const worthless = new Set([400, 401, 404, 422]);

/** Tells people what went wrong as a page; programs get problem details here as everywhere. */
@Catch()
export class PageFilter extends ProblemFilter {
  protected override answer(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
    void reply.header('vary', 'Accept, Accept-Language');
    if (!/\btext\/html\b/.test(request.headers.accept ?? '')) return super.answer(problem, request, reply);
    const failure = worthless.has(problem.status) ? 'link' : 'other';
    const language = wantedLanguage(request.headers['accept-language']);
    void reply.status(problem.status).headers({ ...problem.options.headers });
    void reply.send(asPage(reply, failurePage(failure, language, String(request.id))));
  }
}

/** The language of ours that a browser would like best (RFC 9110, 12.5.4). */
export function wantedLanguage(header = ''): MailLanguage {
  const wanted = header
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.split(';').map((piece) => piece.trim());
      const quality = parameters.find((parameter) => parameter.startsWith('q='));
      return { tag, quality: quality === undefined ? 1 : Number(quality.slice(2)) };
    })
    .filter(({ tag, quality }) => tag !== '' && quality > 0)
    .sort((one, other) => other.quality - one.quality)
    .map(({ tag }) => tag);
  return mailLanguage(wanted[0] ?? '', wanted.slice(1));
}
