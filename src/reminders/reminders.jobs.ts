import { defineJob } from '../platform/jobs/define-job';

/** Writes the messages of a reminder that is due. */
export const sendReminder = defineJob<{ readonly occurrenceId: string }>('reminders.send');
