import { defineFact } from '../../platform/outbox/define-fact';

/** Somebody else reads a message or stands in for its reader, or its author is called otherwise. */
export const readingChanged = defineFact<{ eventId: string; greetingId: string }>('greeting.reading-changed');
