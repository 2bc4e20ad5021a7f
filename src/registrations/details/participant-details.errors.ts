import { defineProblems } from '../../platform/http/problem';

export const detailsProblems = defineProblems({
  detailsInvalid: { status: 422, title: 'The category asks something else of this person' },
  accompanyingFull: { status: 409, title: 'Nobody else can be accompanying here' },
});
