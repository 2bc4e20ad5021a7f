import { defineProblems } from '../platform/http/problem';

export const programmeProblems = defineProblems({
  topicExists: { status: 409, title: 'The event has a topic with this title' },
  topicInUse: { status: 409, title: 'Sessions are about this topic' },
  sessionInvalid: { status: 422, title: 'The session cannot be like this' },
  roleTaken: { status: 409, title: 'The person has this role already' },
  documentInvalid: { status: 422, title: 'The document cannot be like this' },
  sessionInUse: { status: 409, title: 'Something else refers to this session' },
  availabilityInvalid: { status: 422, title: 'The time of availability cannot be like this' },
  shiftInvalid: { status: 422, title: 'The shift cannot be like this' },
  shiftLeavesDay: { status: 422, title: 'Sessions would leave their day' },
  placementInvalid: { status: 422, title: 'This cannot be placed' },
  nothingToPlace: { status: 409, title: 'There is nothing to place' },
  placementStale: { status: 409, title: 'The draft has changed since this was proposed' },
  programmeHasConflicts: { status: 409, title: 'The draft has hard conflicts' },
  nothingToRelease: { status: 409, title: 'There is nothing new to release' },
  draftChanged: { status: 409, title: 'The draft has changed since you looked at it' },
  overrideNotAllowed: { status: 403, title: 'Conflicts are overridden by an owner or organiser' },
  programmeNotReleased: { status: 404, title: 'The programme has not been released yet' },
});
