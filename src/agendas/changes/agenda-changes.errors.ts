import { defineProblems } from '../../platform/http/problem';

export const agendaChangeProblems = defineProblems({
  changesNotTold: { status: 409, title: 'The event tells nobody of changes now' },
});
