import { defineProblems } from '../../platform/http/problem';

export const coachProblems = defineProblems({
  coachLabelTaken: { status: 409, title: 'Another coach of the departure has this label' },
  coachLabelTwice: { status: 422, title: 'Two coaches have the same label' },
  coachUnknown: { status: 422, title: 'The departure has no such coach' },
  coachFull: { status: 409, title: 'The coach has no seat for so many' },
  coachSeatNotPossible: { status: 409, title: 'This booking has no place on the departure' },
  marshalUnknown: { status: 422, title: 'Nobody who works on the event is meant' },
});
