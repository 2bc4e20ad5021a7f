import { defineProblems } from '../../platform/http/problem';

export const mailingProblems = defineProblems({
  audienceUnknown: { status: 422, title: 'The audience names what this event does not have' },
  mailingAudienceUnfit: { status: 422, title: 'This cannot be sent to such an audience' },
  announcementIncomplete: { status: 422, title: 'The words of the announcement are not complete' },
  mailingNotDraft: { status: 409, title: 'Only a draft can be changed' },
  mailingReadInOtherWords: { status: 409, title: 'It is not what you read any more' },
});
