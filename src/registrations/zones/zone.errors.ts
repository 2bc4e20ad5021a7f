import { defineProblems } from '../../platform/http/problem';

export const zoneProblems = defineProblems({
  zoneCodeTaken: { status: 409, title: 'Another zone has this code' },
  zoneInUse: { status: 409, title: 'The zone is in use' },
  zoneGrantInvalid: { status: 422, title: 'The zone cannot be given like this' },
  zoneGrantExists: { status: 409, title: 'This was given already' },
});
