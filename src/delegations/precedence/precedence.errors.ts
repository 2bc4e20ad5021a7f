import { defineProblems } from '../../platform/http/problem';

export const precedenceProblems = defineProblems({
  precedenceRulesFaulty: { status: 422, title: 'The rules of precedence do not go together' },
});
