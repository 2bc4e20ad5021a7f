import { defineProblems } from '../platform/http/problem';

export const agendaProblems = defineProblems({
  audienceEmpty: { status: 422, title: 'Nobody would get this' },
});
