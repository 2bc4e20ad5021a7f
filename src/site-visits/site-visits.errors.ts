import { defineProblems } from '../platform/http/problem';

export const siteVisitProblems = defineProblems({
  siteVisitTitleTaken: { status: 409, title: 'Another site visit of the event has this title' },
  hostUnknown: { status: 422, title: 'There is no such organisation' },
  siteVisitInUse: { status: 409, title: 'The site visit has departures' },
  departureTimesInvalid: { status: 422, title: 'The times of the departure do not fit' },
  departureOver: { status: 409, title: 'The departure can no longer be changed' },
  placesTaken: { status: 409, title: 'More places are taken than that' },
  departureClashes: { status: 409, title: 'Participants would be in two places at once' },
  departureNotOpen: { status: 409, title: 'The departure does not take bookings' },
  visitNotPossible: { status: 409, title: 'This visit is not possible for this participant' },
  alreadyBooked: { status: 409, title: 'This participant is on this departure already' },
  visitAlreadyBooked: { status: 409, title: 'This participant is on another departure of this visit' },
  bookingClashes: { status: 409, title: 'This participant is elsewhere at that time' },
  noPlaceFree: { status: 409, title: 'No place is free' },
});
