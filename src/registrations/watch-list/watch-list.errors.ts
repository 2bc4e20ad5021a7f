import { defineProblems } from '../../platform/http/problem';

export const watchListProblems = defineProblems({
  watchListDocumentInvalid: { status: 422, title: 'This cannot be the number of a document' },
  watchListNameInvalid: { status: 422, title: 'This name has no letters to compare' },
});
