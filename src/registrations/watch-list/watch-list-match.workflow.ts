import { defineFact } from '../../platform/outbox/define-fact';
import { defineWorkflow } from '../../platform/workflow/define-workflow';

/** Nothing on the watch list stands in the way of somebody any more. */
export const registrationCleared = defineFact<{ registrationId: string }>('registration.cleared');

/** Who keeps the watch list and decides about matches; nobody else knows of them. */
export const watchers = ['security'] as const;

export const watchListMatchWorkflow = defineWorkflow({
  name: 'watch_list_match',
  table: 'watch_list_matches',
  initial: 'open',
  states: {
    open: { means: 'Somebody is like an entry; an officer has to decide.' },
    cleared: { means: 'It is somebody else, or does not matter.' },
    confirmed: {
      means: 'It is whom the entry means; an officer has put the registration on hold or refused it.',
    },
    lapsed: {
      means: 'They are not alike any more, the entry holds no longer, or the registration has ended.',
    },
  },
  conditions: {
    consequence: 'A refusal needs a reason for the person, and a registration that was handed in.',
  },
  effects: {
    actOnRegistration: 'Puts the registration on hold or refuses it, in the name of the officer.',
    tellCleared: 'Tells the modules above that nothing stands in the way of the registration any more.',
  },
  transitions: {
    clear: {
      means: 'says that it is somebody else, or does not matter',
      from: ['open'],
      to: 'cleared',
      who: watchers,
      comment: 'required',
      effects: ['tellCleared'],
    },
    confirm: {
      means: 'says that it is whom the entry means, and puts the registration on hold or refuses it',
      from: ['open'],
      to: 'confirmed',
      who: watchers,
      comment: 'required',
      conditions: ['consequence'],
      effects: ['actOnRegistration'],
    },
    reopen: {
      means: 'asks again, because what was compared has changed',
      from: ['cleared', 'confirmed', 'lapsed'],
      to: 'open',
      who: ['system'],
    },
    lapse: {
      means:
        'drops it, because they are not alike any more, the entry holds no longer or the registration has ended',
      from: ['open'],
      to: 'lapsed',
      who: ['system'],
      effects: ['tellCleared'],
    },
  },
  clocks: {
    entryEnds: {
      means: 'When the last day on which the entry holds is over',
      transition: 'lapse',
      due: `(SELECT (n.valid_until + 1)::timestamp AT TIME ZONE e.time_zone FROM watch_list_entries n JOIN events e ON e.id = n.event_id
              WHERE n.id = watch_list_matches.entry_id)`,
    },
  },
});
