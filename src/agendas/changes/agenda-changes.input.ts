import { BooleanField, IdField, IntegerField } from '../../platform/http/fields';
import { longestWaitMinutes } from './agenda-changes.rules';

/** How an event tells people of changes; what is left out stays as it is. */
export class AgendaChangesSettings {
  @BooleanField({
    description:
      'Whether people are told. What changes while they are not is told when this is switched on again.',
    optional: true,
  })
  enabled?: boolean;

  @IntegerField({
    description: `How long nothing must have changed before people are told, in minutes; after ${longestWaitMinutes} minutes they are told in any case.`,
    min: 0,
    max: longestWaitMinutes,
    example: 10,
    optional: true,
  })
  quietMinutes?: number;

  @BooleanField({
    description: 'Whether the notices are kept back until somebody sends them, or lets them go again.',
    optional: true,
    example: false,
  })
  held?: boolean;
}

/** Who is told at once of what changed; an empty object means everybody whom it concerns. */
export class AgendaChangesNow {
  @IdField({
    description: 'Only these registrations; the others are told when it is due.',
    list: 200,
    optional: true,
  })
  registrationIds?: string[];
}
