import { defineProblems } from '../platform/http/problem';

export const accessProblems = defineProblems({
  wrongCredentials: { status: 401, title: 'Address or password is not right' },
  refreshTokenWorthless: { status: 401, title: 'The refresh token is unknown, spent or expired' },
  accountExists: { status: 409, title: 'There is an account with this address' },
  lastOwner: { status: 409, title: 'An event needs at least one owner' },
});
