import { defineProblems } from '../../platform/http/problem';

export const bounceProblems = defineProblems({
  bounceTokenWorthless: { status: 401, title: 'The token for reports is not the right one' },
});
