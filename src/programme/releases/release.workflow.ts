import { defineWorkflow } from '../../platform/workflow/define-workflow';

const releasers = ['owner', 'organiser', 'programme'] as const;

/** The life of a release. What it says never changes; only whether it is the one that people see. */
export const releaseWorkflow = defineWorkflow({
  name: 'release',
  table: 'releases',
  initial: 'draft',
  states: {
    draft: { means: 'Taken from the draft of the programme in this moment; seen by nobody.' },
    released: { means: 'What delegates and the public see.' },
    superseded: { means: 'Not seen any more: another one followed, or it was withdrawn.' },
  },
  conditions: {
    sound: 'There must be no hard conflict, unless an owner or organiser overrides it with a reason.',
  },
  effects: {
    supersede: 'The release that people saw until now is superseded.',
    restore: 'The release that people saw before is what they see again.',
    tell: 'Everything that plans with the programme is told.',
  },
  transitions: {
    release: {
      means: 'shows it to delegates and the public',
      from: ['draft'],
      to: 'released',
      who: releasers,
      conditions: ['sound'],
      effects: ['supersede', 'tell'],
    },
    supersede: {
      means: 'gives way to the next release',
      from: ['released'],
      to: 'superseded',
      who: ['system'],
    },
    withdraw: {
      means: 'takes it back; people see the release before it again',
      from: ['released'],
      to: 'superseded',
      who: releasers,
      comment: 'required',
      effects: ['restore', 'tell'],
    },
    restore: {
      means: 'is seen again, because the one that followed was withdrawn',
      from: ['superseded'],
      to: 'released',
      who: ['system'],
    },
  },
});
