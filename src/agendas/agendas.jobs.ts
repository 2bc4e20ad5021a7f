import { defineJob } from '../platform/jobs/define-job';

export interface SendAgendas {
  readonly eventId: string;
  readonly audience: {
    readonly categoryIds?: string[];
    readonly delegationIds?: string[];
    readonly registrationIds?: string[];
  };
}

/** Writes a message with the own agenda to everybody in an audience. */
export const sendAgendas = defineJob<SendAgendas>('agendas.send');
