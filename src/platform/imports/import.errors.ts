import { defineProblems } from '../http/problem';

export const importProblems = defineProblems({
  importEmpty: { status: 422, title: 'There is nothing to import' },
  exportExpired: { status: 410, title: 'This file was kept for a time, which is over' },
  exportColumnUnknown: { status: 422, title: 'There is no such column' },
});
