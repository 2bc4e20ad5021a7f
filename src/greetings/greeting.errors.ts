import { defineProblems } from '../platform/http/problem';

export const greetingProblems = defineProblems({
  greetingOver: { status: 409, title: 'This message cannot be changed any more' },
  greetingInProgress: { status: 409, title: 'Work on this message has begun' },
  greetingContactMissing: { status: 409, title: 'Nobody can be written to about this message' },
  greetingOrganisationUnknown: { status: 422, title: 'There is no such organisation' },
  greetingSessionUnknown: { status: 422, title: 'There is no such session in this event' },
  greetingPositionTaken: { status: 409, title: 'Another message has this place in the order of reading' },
  greetingPlaceNeeded: {
    status: 422,
    title: 'A message that is read needs a session and a place in its order',
  },
  greetingReaderNotReady: { status: 409, title: 'The reader has not accepted' },
  greetingReaderNotFree: { status: 409, title: 'The reader cannot be there' },
  greetingLanguageUnknown: { status: 422, title: 'There is no cleared text in this language' },
  greetingReaderMismatch: { status: 422, title: 'The reader is not the one who was asked' },
  greetingDelivererNeeded: { status: 422, title: 'Say who delivered the message' },
  greetingDeliveredInFuture: { status: 422, title: 'What was delivered cannot lie in the future' },
  readingCopyNotReady: { status: 409, title: 'There is no text to be read' },
  readingExceptionsFaulty: { status: 422, title: 'Places fixed by hand do not fit' },
  readingOrderStale: { status: 409, title: 'The order of precedence is another one now' },
  readerUnknown: { status: 422, title: 'There is no such person' },
  readerNotAsked: { status: 409, title: 'Nobody has been asked to read this message' },
  translationExists: { status: 409, title: 'There is a translation into this language' },
  translationNotPossible: { status: 409, title: 'This message cannot be translated now' },
});
