import { defineProblems } from '../../platform/http/problem';

export const templateProblems = defineProblems({
  templateFaulty: { status: 422, title: 'The words of the template have faults' },
  templateExists: { status: 409, title: 'There is such a template already' },
  templateKindUnknown: { status: 422, title: 'There is no notice of that kind' },
  templatePersonUnknown: { status: 422, title: 'Nobody is registered under that id in this event' },
});
