import { defineProblems } from '../../platform/http/problem';

export const travelProblems = defineProblems({
  travelInvalid: { status: 422, title: 'Arrival and departure are not as they must be' },
});
