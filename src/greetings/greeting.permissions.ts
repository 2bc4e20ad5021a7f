import { definePermission } from '../access/roles';
import { textCircle, translatorRole } from './greeting.circle';

/** Communications plan with the messages, and see no text before it is public; translators see theirs. */
export const readGreetings = definePermission('greetings.read', [
  ...textCircle,
  translatorRole,
  'communications',
]);
/** Why something was done may quote the text. */
export const readGreetingHistory = definePermission('greetings.history', textCircle);
export const changeGreetings = definePermission('greetings.change', textCircle);
