import { defineProblems } from '../../platform/http/problem';

export const manifestProblems = defineProblems({
  manifestFrozen: { status: 409, title: 'The list has gone to the host' },
  manifestNotYet: { status: 409, title: 'The list is not frozen yet' },
  manifestColumnsInvalid: { status: 422, title: 'The columns of the list do not fit' },
  manifestFormatMissing: { status: 409, title: 'The host does not want the list in this format' },
  manifestLanguageMissing: { status: 422, title: 'The host does not want the list in this language' },
  manifestNobodyToSendTo: { status: 409, title: 'The host has no contact with an address' },
  overrideNotNeeded: { status: 409, title: 'There is nothing to override' },
});
