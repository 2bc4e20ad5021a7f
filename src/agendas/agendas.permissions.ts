import { definePermission, organisers } from '../access/roles';

/** Whoever sends notices to people of the event. */
export const sendNotices = definePermission('notices.send', [...organisers, 'communications']);
