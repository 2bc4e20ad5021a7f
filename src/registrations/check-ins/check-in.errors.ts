import { defineProblems, type Problem, type ProblemOptions } from '../../platform/http/problem';
import type { RefusalReason } from './admission.rules';

export const checkInProblems = defineProblems({
  checkInUnknownCode: { status: 404, title: 'Nobody has this code' },
  checkInTokenInvalid: { status: 422, title: 'This badge is not one of ours' },
  checkInTokenRevoked: { status: 409, title: 'This badge was reported lost' },
  checkInOtherEvent: { status: 409, title: 'This badge belongs to another event' },
  checkInEventNotRunning: { status: 409, title: 'This event lets nobody in now' },
  checkInNotConfirmed: { status: 409, title: 'This registration is not confirmed' },
  checkInNotApproved: { status: 409, title: 'This registration waits for a decision' },
  checkInBlocked: { status: 409, title: 'This person must not come in' },
  checkInWrongCategory: { status: 409, title: 'This category is not let in here' },
  checkInWrongDay: { status: 409, title: 'This is not a day of the event' },
  checkInNotOpen: { status: 409, title: 'It is not open here now' },
  checkInMissingRequirements: { status: 409, title: 'Something is missing of this person' },
  checkInNoSeat: { status: 409, title: 'This person has no place in the session' },
  checkInSessionFull: { status: 409, title: 'The session is full' },
  checkInAlreadyIn: { status: 409, title: 'This person is in already' },
  checkInNoReentry: { status: 409, title: 'Nobody comes in twice here' },
  checkInNotIn: { status: 409, title: 'This person is not in' },
  checkInOutNotRecorded: { status: 409, title: 'Leaving is not recorded here' },
  checkInClientIdReused: { status: 409, title: 'This clientId belongs to the scan of somebody else' },
  checkInFromFuture: { status: 422, title: 'This time has not come yet' },
  checkInUnclear: { status: 422, title: 'It must be clear who comes to what' },
  checkInPointUnknown: { status: 404, title: 'There is no such check-in point' },
  checkInPointInUse: { status: 409, title: 'People have checked in at this point' },
  checkInPointIsDefault: { status: 409, title: 'This point stands for all scans that name none' },
  checkInPointInvalid: { status: 422, title: 'The check-in point cannot be like this' },
  checkInNotInZone: { status: 409, title: 'The person may not go into this zone' },
  checkInZoneNotNow: { status: 409, title: 'The person may not go into this zone now' },
  checkInPointExists: { status: 409, title: 'This session has a check-in point' },
  checkInListNotOpen: { status: 409, title: 'There is nothing to scan here any more' },
  entryNotBlocked: { status: 404, title: 'Nobody keeps this person out' },
});

interface Refusal {
  readonly problem: (options: ProblemOptions) => Problem;
  /** What the person at the gate should do. */
  readonly advice: string;
}

/** How each refusal is answered, and what to do about it. */
export const refusals: Readonly<Record<RefusalReason, Refusal>> = {
  unknown_code: { problem: checkInProblems.checkInUnknownCode, advice: 'Look for the person by name.' },
  token_invalid: {
    problem: checkInProblems.checkInTokenInvalid,
    advice: 'Scan again; if that does not help, look for the person by name and keep the badge.',
  },
  token_revoked: {
    problem: checkInProblems.checkInTokenRevoked,
    advice: 'Keep the badge and send the person to the desk.',
  },
  other_event: { problem: checkInProblems.checkInOtherEvent, advice: 'Send the person to the desk.' },
  event_not_running: {
    problem: checkInProblems.checkInEventNotRunning,
    advice: 'People check in once the event is announced and until its last day is over.',
  },
  not_confirmed: { problem: checkInProblems.checkInNotConfirmed, advice: 'Send the person to the desk.' },
  not_approved: {
    problem: checkInProblems.checkInNotApproved,
    advice: 'Send the person to the desk: whoever approves can do so at once.',
  },
  blocked: {
    problem: checkInProblems.checkInBlocked,
    advice: 'Do not let the person in; call the officer on duty.',
  },
  wrong_category: {
    problem: checkInProblems.checkInWrongCategory,
    advice: 'Tell the person where people of their category are let in.',
  },
  not_in_zone: {
    problem: checkInProblems.checkInNotInZone,
    advice: 'Do not let the person in; who needs to go there is given the zone at the desk.',
  },
  zone_not_now: {
    problem: checkInProblems.checkInZoneNotNow,
    advice: 'Tell the person when they may go in: it stands on the badge.',
  },
  wrong_day: {
    problem: checkInProblems.checkInWrongDay,
    advice: 'Ask the person to come on a day of the event.',
  },
  not_open: { problem: checkInProblems.checkInNotOpen, advice: 'Look when this point opens and closes.' },
  missing_requirements: {
    problem: checkInProblems.checkInMissingRequirements,
    advice: 'Send the person to the desk with what is named in "missing".',
  },
  no_seat: {
    problem: checkInProblems.checkInNoSeat,
    advice: 'Sign the person up at the desk, one seat is free; then scan again.',
  },
  session_full: {
    problem: checkInProblems.checkInSessionFull,
    advice: 'Show the person where the session is relayed.',
  },
  already_in: {
    problem: checkInProblems.checkInAlreadyIn,
    advice: 'Compare the photograph: somebody else may have come with this code.',
  },
  no_reentry: { problem: checkInProblems.checkInNoReentry, advice: 'Send the person to the desk.' },
  not_in: { problem: checkInProblems.checkInNotIn, advice: 'Let the person go; nothing has to be recorded.' },
  out_not_recorded: {
    problem: checkInProblems.checkInOutNotRecorded,
    advice: 'Scan those only who come in, or let an organiser switch the point to record both.',
  },
  client_id_reused: {
    problem: checkInProblems.checkInClientIdReused,
    advice: 'Give every scan a clientId of its own.',
  },
  clock_skew: { problem: checkInProblems.checkInFromFuture, advice: 'Set the clock of the scanner.' },
};
