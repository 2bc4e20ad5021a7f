import { defineJob } from '../platform/jobs/define-job';

/** How many messages one job sends: enough that a job costs little per mail, few enough that many processes share the work. */
export const messagesPerJob = 200;

/** Sends messages, by their ids in the ledger. */
export const deliverMessages = defineJob<{ messageIds: string[] }>('communications.deliver', {
  queue: 'mail',
});
