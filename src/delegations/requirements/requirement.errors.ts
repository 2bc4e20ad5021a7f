import { defineProblems } from '../../platform/http/problem';

export const requirementProblems = defineProblems({
  requirementCategoryUnknown: { status: 422, title: 'There is no such category in this event' },
  requirementDelegationUnknown: { status: 422, title: 'There is no such delegation in this event' },
  requirementOfWhom: { status: 422, title: 'Only members have a category' },
  requirementNotALetter: { status: 422, title: 'Members are named in letters only' },
  requirementInUse: { status: 409, title: 'Documents have been handed in for this' },
  requirementFileKind: { status: 422, title: 'This kind of file does not do for this document' },
  requirementClosed: { status: 409, title: 'The delegation does not take part' },
});
