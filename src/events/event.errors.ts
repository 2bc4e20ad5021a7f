import { defineProblems } from '../platform/http/problem';

export const eventProblems = defineProblems({
  slugTaken: { status: 409, title: 'Another event has this slug' },
  editionTaken: { status: 409, title: 'The series has an event with this edition number' },
  eventDaysInvalid: { status: 422, title: 'The days of the event are not in order' },
  registrationWindowInvalid: { status: 422, title: 'Registration would close before it opens' },
  seriesUnknown: { status: 422, title: 'There is no such series' },
  organisationUnknown: { status: 422, title: 'There is no such organisation' },
  nameTaken: { status: 409, title: 'Something here has this name already' },
  venueUnknown: { status: 422, title: 'There is no such venue in this event' },
  editionPartUnknown: { status: 422, title: 'An event has no such part' },
  editionPartMissing: { status: 422, title: 'A part cannot be copied without another' },
  eventNotReschedulable: { status: 409, title: 'The event cannot be moved any more' },
  eventDaysOver: { status: 422, title: 'These days are over' },
  placeUnknown: { status: 422, title: 'These cannot be two places' },
  bufferExists: { status: 409, title: 'These two places have a buffer already' },
  roomInUse: { status: 409, title: 'This is in use' },
});
