import { defineProblems } from '../../platform/http/problem';

export const addressBlockProblems = defineProblems({
  addressIsBlocked: { status: 409, title: 'This address is blocked already' },
});
