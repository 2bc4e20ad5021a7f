import { defineProblems } from '../../platform/http/problem';

export const badgeProblems = defineProblems({
  badgeNone: { status: 409, title: 'There is no badge for this registration' },
  badgeNotAtHome: { status: 403, title: 'This badge is handed out at the desk' },
  badgesNothingToPrint: { status: 409, title: 'There is no badge to print' },
  badgesTooMany: { status: 422, title: 'These are too many badges for one file' },
  badgesUnknown: { status: 422, title: 'Not everybody who was asked for is here' },
  badgePrintNotReady: { status: 409, title: 'The badges are not made yet' },
  badgePrintExpired: { status: 410, title: 'The file with these badges is gone' },
});
