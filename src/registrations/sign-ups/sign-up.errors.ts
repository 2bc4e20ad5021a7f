import { defineProblems } from '../../platform/http/problem';

export const signUpProblems = defineProblems({
  seatsNotNeeded: { status: 409, title: 'This session needs no sign-up' },
  signUpClosed: { status: 409, title: 'This session does not take sign-ups any more' },
  sessionNotForCategory: { status: 409, title: 'This session is for other categories of participants' },
  hasPartInSession: { status: 409, title: 'Who has a part in a session needs no seat' },
  signUpClashes: { status: 409, title: 'This participant is elsewhere at that time' },
  noSeatFree: { status: 409, title: 'No seat is free' },
  participantBusy: { status: 409, title: 'Something else happens to this participant right now' },
});
