import { defineProblems } from '../../platform/http/problem';

export const holdProblems = defineProblems({
  holdOfNothing: { status: 422, title: 'A hold says what it holds' },
  holdThereAlready: { status: 409, title: 'This is held already' },
  holdNotByHand: { status: 409, title: 'This hold ends with what it belongs to' },
});
