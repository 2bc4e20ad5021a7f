import { defineFact } from '../../platform/outbox/define-fact';
import type { WorkflowChange } from '../../platform/workflow/binding';
import { defineWorkflow } from '../../platform/workflow/define-workflow';
import { delegationStaff } from '../delegation.workflow';

/** A document was handed in, accepted, refused, or is asked for no more. */
export const requirementChanged = defineFact<WorkflowChange>('requirement.changed');

export const requirementWorkflow = defineWorkflow({
  name: 'requirement',
  table: 'requirement_documents',
  initial: 'missing',
  states: {
    missing: { means: 'Has to be handed in.' },
    handed_in: { means: 'Was received; somebody has to look at it.' },
    verified: { means: 'Of a letter: it is genuine; what it says has to be compared with the nominations.' },
    incomplete: { means: 'Of a letter: something is missing in it; another one has to be handed in.' },
    accepted: { means: 'Is as it must be.' },
    refused: { means: 'Is not as it must be; another one has to be handed in.' },
    erased: { means: 'The time for which it was kept is over; the file is gone.', final: true },
  },
  conditions: {
    isLetter: 'Only letters of credentials and notes verbales are verified.',
    hasNewFile: 'Send the file: POST …/delegations/{id}/documents/{document}/file.',
  },
  effects: {
    remindOfDocument:
      'Reminds the focal point and the back-up, in one mail for all documents that are due by then.',
    tellRefused: 'Tells the focal point and the back-up what was refused, and why.',
    tellIncomplete: 'Tells the focal point and the back-up what is missing in a letter.',
    reopenLines: 'Opens the matches of members with the lines of a letter again.',
  },
  transitions: {
    hand_in: {
      means: 'hands the document in, or another one in its place',
      from: ['missing', 'handed_in', 'verified', 'incomplete', 'refused'],
      to: 'handed_in',
      who: [...delegationStaff, 'focal_point'],
      conditions: ['hasNewFile'],
      effects: ['reopenLines'],
    },
    verify: {
      means: 'says that a letter is genuine: seal, signature, sender',
      from: ['handed_in', 'incomplete'],
      to: 'verified',
      who: delegationStaff,
      offeredIf: ['isLetter'],
    },
    find_incomplete: {
      means: 'says what is missing in a letter; the focal point is told',
      from: ['handed_in', 'verified'],
      to: 'incomplete',
      who: delegationStaff,
      comment: 'required',
      offeredIf: ['isLetter'],
      effects: ['tellIncomplete'],
    },
    accept: {
      means: 'accepts the document',
      from: ['handed_in', 'verified', 'incomplete'],
      to: 'accepted',
      who: delegationStaff,
    },
    refuse: {
      means: 'refuses the document; the focal point is told the reason',
      from: ['handed_in', 'verified', 'incomplete', 'accepted'],
      to: 'refused',
      who: delegationStaff,
      comment: 'required',
      effects: ['tellRefused'],
    },
    ask_again: {
      means: 'asks for the document anew, because it concerns another person now',
      from: ['missing', 'handed_in', 'verified', 'incomplete', 'accepted', 'refused'],
      to: 'missing',
      who: ['system', ...delegationStaff],
    },
    remind: {
      means: 'reminds the focal point that the document is not there',
      from: ['missing', 'incomplete', 'refused'],
      to: ['missing', 'incomplete', 'refused'],
      who: ['system'],
      effects: ['remindOfDocument'],
    },
    erase: {
      means: 'removes the file, because the time for which it was kept is over',
      from: ['handed_in', 'verified', 'incomplete', 'accepted', 'refused'],
      to: 'erased',
      who: ['system'],
    },
  },
  clocks: {
    reminder: {
      means: 'So many days before the document is due, of delegations that take part',
      transition: 'remind',
      due: `(SELECT r.due_at - make_interval(days => r.remind_days) FROM requirements r JOIN delegations d ON d.id = requirement_documents.delegation_id
              WHERE r.id = requirement_documents.requirement_id AND r.due_at IS DISTINCT FROM requirement_documents.reminded_for
                AND d.state IN ('accepted', 'returned', 'nominated', 'accredited'))`,
    },
    retention: {
      means: 'So many days after the event as documents of this kind are kept',
      transition: 'erase',
      due: `(SELECT (e.end_date + 1 + r.keep_days)::timestamp AT TIME ZONE e.time_zone FROM requirements r JOIN events e ON e.id = r.event_id
              WHERE r.id = requirement_documents.requirement_id)`,
    },
  },
});
