import { defineProblems } from '../../platform/http/problem';

export const checkInProblems = defineProblems({
  checkInUnknownCode: { status: 404, title: 'Nobody has this code' },
  checkInNotConfirmed: { status: 409, title: 'This registration is not confirmed' },
  checkInAlreadyIn: { status: 409, title: 'This person is in already' },
  checkInClientIdReused: { status: 409, title: 'This clientId belongs to the scan of somebody else' },
  checkInFromFuture: { status: 422, title: 'This time has not come yet' },
});
