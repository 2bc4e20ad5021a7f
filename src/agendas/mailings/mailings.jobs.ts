import { defineJob } from '../../platform/jobs/define-job';

export interface OfMailing {
  readonly mailingId: string;
}

/** Writes the messages of a mailing, step by step. */
export const sendMailing = defineJob<OfMailing>('mailings.send');

/** Calls off the messages of a cancelled mailing that have not gone out. */
export const withdrawMailing = defineJob<OfMailing>('mailings.withdraw');
