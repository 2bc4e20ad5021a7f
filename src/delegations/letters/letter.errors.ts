import { defineProblems } from '../../platform/http/problem';

export const letterProblems = defineProblems({
  letterIsNone: { status: 409, title: 'This document is not a letter that names members' },
  letterNotThere: { status: 409, title: 'There is no letter to be read' },
  letterMemberTaken: { status: 409, title: 'This member is another line of the letter' },
});
