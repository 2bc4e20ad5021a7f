import { definePermission } from '../access/roles';
import { textCircle } from './greeting.workflow';

/** Communications plan with the messages, and see no text before it is public. */
export const readGreetings = definePermission('greetings.read', [...textCircle, 'communications']);
export const changeGreetings = definePermission('greetings.change', textCircle);
