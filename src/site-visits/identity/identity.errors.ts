import { defineProblems } from '../../platform/http/problem';

export const identityProblems = defineProblems({
  identityRulesInvalid: { status: 422, title: 'What the host asks does not fit together' },
  identityNotAsked: { status: 409, title: 'The host does not need these data' },
  identityTimeOver: { status: 409, title: 'The time to hand these data in is over' },
  identityInvalid: { status: 422, title: 'The data cannot be handed in like this' },
});
