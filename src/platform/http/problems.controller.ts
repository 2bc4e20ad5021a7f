import { Controller, Get, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Operation } from './operation';
import { httpProblems, problemCatalogue, problemType } from './problem';

/** The pages to which the `type` of every problem leads. */
@ApiExcludeController()
@Controller('api/problems')
export class ProblemsController {
  @Get()
  @Operation({
    summary: 'All kinds of problems',
    access: { public: 'the meaning of an error is nobody’s secret' },
    answer: Object,
  })
  all(): object {
    return {
      items: [...problemCatalogue].map(([code, { status, title }]) => ({
        type: problemType(code),
        code,
        status,
        title,
      })),
    };
  }

  @Get(':code')
  @Operation({
    summary: 'One kind of problem',
    access: { public: 'the meaning of an error is nobody’s secret' },
    answer: Object,
  })
  one(@Param('code') code: string): object {
    const kind = problemCatalogue.get(code);
    if (!kind) throw httpProblems.notFound('There is no problem of that kind.');
    return { type: problemType(code), code, ...kind };
  }
}
