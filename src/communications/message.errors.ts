import { defineProblems } from '../platform/http/problem';

export const messageProblems = defineProblems({
  messageNotSentAgain: { status: 409, title: 'This message is not sent again' },
});
