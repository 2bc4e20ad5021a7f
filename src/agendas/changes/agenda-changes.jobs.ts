import { defineJob } from '../../platform/jobs/define-job';

export interface TellAgendaChanges {
  readonly eventId: string;
  /** When the first of the changes happened that are to be told. */
  readonly since: string;
  /** Whether somebody asked for it, also where notices are held back. */
  readonly atOnce?: true;
  /** Only these people; everybody whom it concerns, if it is absent. */
  readonly registrationIds?: readonly string[];
}

/** Compares the agendas of all who were told one with what is true, and tells everybody what is different for them. */
export const tellAgendaChanges = defineJob<TellAgendaChanges>('agendas.tell-changes');
