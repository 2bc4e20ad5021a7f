import { defineProblems } from '../platform/http/problem';

export const delegationProblems = defineProblems({
  delegationExists: { status: 409, title: 'This organisation has a delegation at the event' },
  delegationOrganisationUnknown: { status: 422, title: 'There is no such organisation' },
  delegationRankClassMissing: { status: 422, title: 'The delegation has no class of rank' },
  delegationCategoryUnknown: { status: 422, title: 'There is no such category in this event' },
  delegationCategoryTwice: { status: 422, title: 'A category has one quota only' },
  delegationQuotaFull: { status: 409, title: 'The delegation has no place left in this category' },
  delegationQuotaBelowTaken: { status: 409, title: 'The delegation has more members than that' },
  delegationInUse: { status: 409, title: 'The delegation has members' },
  delegationNotOpen: { status: 409, title: 'The delegation takes no changes of its members now' },
  delegationNominationsClosed: { status: 409, title: 'Nominations are closed' },
  delegationHeadExists: { status: 409, title: 'The delegation has a head' },
  delegationHeadUnknown: { status: 422, title: 'The head must be a member of the delegation' },
  delegationPersonNotYours: { status: 422, title: 'Describe the person' },
  delegationMemberExists: { status: 409, title: 'This person is a member of the delegation' },
  delegationPersonRegistered: { status: 409, title: 'This person is registered for the event' },
  delegationBackupIsFocalPoint: { status: 422, title: 'The back-up must be somebody else' },
  delegationNotAnswered: { status: 409, title: 'The delegation has not answered yet' },
  delegationNobodyToWriteTo: { status: 409, title: 'Nobody has that function in the delegation' },
  delegationLinkPast: { status: 422, title: 'The link would be worthless at once' },
  delegationNotInvitable: { status: 409, title: 'This delegation is not invited any more' },
});
