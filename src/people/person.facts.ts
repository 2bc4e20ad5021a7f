import { defineFact } from '../platform/outbox/define-fact';

/** Somebody has another name, date of birth or nationality than before. */
export const personChanged = defineFact<{ personId: string }>('person.changed');
