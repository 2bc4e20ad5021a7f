import { defineJob } from '../platform/jobs/define-job';

/** Looks for whom a rule is due, and writes their messages. */
export const lookAtRule = defineJob<{ readonly ruleId: string }>('reminders.look');
