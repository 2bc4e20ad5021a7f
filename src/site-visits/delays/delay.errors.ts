import { defineProblems } from '../../platform/http/problem';

export const delayProblems = defineProblems({
  delayNotLater: { status: 422, title: 'These times are not later than those that are planned' },
});
