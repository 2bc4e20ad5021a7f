import { defineProblems } from '../platform/http/problem';

export const registrationProblems = defineProblems({
  categoryCodeTaken: { status: 409, title: 'Another category of the event has this code' },
  categoryInUse: { status: 409, title: 'People are registered in this category' },
  categoryUnknown: { status: 422, title: 'There is no such category to register in' },
  quotaTitleTaken: { status: 409, title: 'Another quota of the event has this title' },
  quotaInUse: { status: 409, title: 'This quota is in use' },
  quotaUnknown: { status: 422, title: 'There is no such quota in this event' },
  quotaFull: { status: 409, title: 'No place is free' },
  capacityBelowTaken: { status: 409, title: 'More places are taken than that' },
  formExists: { status: 409, title: 'This category has a form already' },
  formInUse: { status: 409, title: 'People have answered this form' },
  formFieldsInvalid: { status: 422, title: 'The form cannot be used like this' },
  answersInvalid: { status: 422, title: 'Some answers are not as they must be' },
  registrationNotOpen: { status: 409, title: 'Registration is not open' },
  alreadyRegistered: { status: 409, title: 'This person is registered already' },
  personMissing: { status: 422, title: 'It must be said who registers' },
  personUnknown: { status: 422, title: 'There is no such person' },
});
