import { defineProblems, type Problem, type ProblemOptions } from '../../platform/http/problem';
import type { HeadcountReason } from './headcount.rules';

export const headcountProblems = defineProblems({
  headcountUnclear: { status: 422, title: 'It must be clear who is counted' },
  headcountNotPerson: { status: 422, title: 'This names nobody who can be counted' },
  headcountNotHere: { status: 409, title: 'This person cannot be counted here' },
  phoneClockWrong: { status: 422, title: 'The clock of the phone is wrong' },
  peopleMissing: { status: 409, title: 'People are missing' },
  departureListOver: { status: 409, title: 'There is nobody to count any more' },
});

interface Refusal {
  readonly problem: (options: ProblemOptions) => Problem;
  /** What the marshal should do. */
  readonly advice: string;
}

const { headcountNotPerson, headcountNotHere } = headcountProblems;

/** How each refusal is answered, and what to do about it. */
export const headcountRefusals: Readonly<Record<HeadcountReason, Refusal>> = {
  token_invalid: {
    problem: headcountNotPerson,
    advice: 'Scan again; if that does not help, look for the person by name and keep the badge.',
  },
  other_event: { problem: headcountNotPerson, advice: 'Look for the person by name.' },
  unknown_code: { problem: headcountNotPerson, advice: 'Look for the person by name.' },
  token_revoked: {
    problem: headcountNotHere,
    advice: 'Keep the badge, and look for the person by name once you know who it is.',
  },
  blocked: { problem: headcountNotHere, advice: 'Do not take the person along; call the officer on duty.' },
  not_on_departure: {
    problem: headcountNotHere,
    advice: 'Show the person to the departure that is named, or ask the coordinator for a place.',
  },
  waitlisted: { problem: headcountNotHere, advice: 'Ask the coordinator for a place.' },
  cancelled: { problem: headcountNotHere, advice: 'Ask the coordinator for a place.' },
  booked_elsewhere: { problem: headcountNotHere, advice: 'Show the person to the departure that is named.' },
  not_yet: { problem: headcountNotHere, advice: 'Let the coordinator close the booking first.' },
  over: { problem: headcountNotHere, advice: 'Nothing has to be recorded any more.' },
  too_old: { problem: headcountNotHere, advice: 'Tell the coordinator who was there.' },
  client_id_reused: { problem: headcountNotHere, advice: 'Give every scan a clientId of its own.' },
};
