import { definePermission } from '../access/roles';
import { textCircle, whoseCircle } from './greeting.circle';

/** Others than the circle plan with the messages, and see no text before it is public; translators see theirs. */
export const readGreetings = definePermission('greetings.read', whoseCircle);
/** Why something was done may quote the text. */
export const readGreetingHistory = definePermission('greetings.history', textCircle);
export const changeGreetings = definePermission('greetings.change', textCircle);
