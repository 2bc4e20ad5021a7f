import { defineJob } from '../../platform/jobs/define-job';

/** Gives free seats of a session to those who wait for them, in order. */
export const promoteNext = defineJob<{ sessionId: string }>('sign-ups.promote-next');

/** Lets participants give up seats in sessions at whose time they are elsewhere by now. */
export const giveSeatsWay = defineJob<{ eventId: string; registrationIds: string[] }>('sign-ups.give-way');

/** Does with the sign-ups of an event what its visible release asks for: ends some, moves some, gives free seats on. */
export const settleSignUps = defineJob<{ eventId: string }>('sign-ups.settle');
