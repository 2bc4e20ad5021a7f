import { defineProblems } from '../../platform/http/problem';

export const documentProblems = defineProblems({
  documentOptionsFaulty: { status: 422, title: 'This cannot be said of a document of this kind' },
  documentLanguageMissing: { status: 422, title: 'The document is not made in this language' },
  documentFormatMissing: { status: 404, title: 'A document of this kind has no such file' },
  documentBeingMade: { status: 409, title: 'The files of the document are still being made' },
  documentDiscarded: { status: 409, title: 'The document was never issued' },
  documentNothingToSay: { status: 409, title: 'There is nothing that the document could say' },
  documentAnotherPrepared: { status: 409, title: 'Another one waits for its release' },
  documentNoList: { status: 409, title: 'There is no final list' },
  documentParticipantNotConfirmed: { status: 409, title: 'The person has no confirmed place' },
  membersOrderFaulty: { status: 422, title: 'The order of the members is not sound' },
  participantTextsTwice: { status: 422, title: 'A language is named once only' },
});
