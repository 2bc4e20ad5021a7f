import { defineFact } from '../../platform/outbox/define-fact';
import type { WorkflowChange } from '../../platform/workflow/binding';
import { defineWorkflow } from '../../platform/workflow/define-workflow';
import { delegationStaff } from '../delegation.workflow';

/** An official document was prepared, issued, withdrawn. */
export const officialDocumentChanged = defineFact<WorkflowChange>('official-document.changed');

/** The life of an official document: one officer prepares what it says, and, where the event asks for it, another releases it. */
export const officialDocumentWorkflow = defineWorkflow({
  name: 'official_document',
  table: 'official_documents',
  initial: 'draft',
  states: {
    draft: { means: 'Shows what is known now; has no number.' },
    prepared: { means: 'Says what it will say, under its number; waits for its release.' },
    released: { means: 'Was issued, and is never changed.' },
    superseded: { means: 'Was issued; another one followed.', final: true },
    revoked: { means: 'Was issued and then withdrawn; it is not valid.', final: true },
    discarded: { means: 'Was never issued.', final: true },
  },
  conditions: {
    rendered: 'Its files are still being made; wait a moment.',
    twoKeys: 'Whoever prepared it does not release it; ask another officer.',
    takesPart: 'The person of the letter must have a confirmed place.',
    upToDate: 'The list that it amends was amended or replaced meanwhile; return it and prepare it again.',
  },
  effects: {
    render: 'Its files are made in all its languages, in the background.',
    forgetFiles: 'The files that were made are given up, with its number.',
    supersede: 'What it replaces is superseded.',
  },
  transitions: {
    prepare: {
      means:
        'fixes what it says and gives it its number; a list freezes the order of precedence that it uses',
      from: ['draft'],
      to: 'prepared',
      who: delegationStaff,
      effects: ['render'],
    },
    return: {
      means: 'gives it back to be prepared again',
      from: ['prepared'],
      to: 'draft',
      who: delegationStaff,
      comment: 'required',
      effects: ['forgetFiles'],
    },
    release: {
      means: 'issues it',
      from: ['prepared'],
      to: 'released',
      who: delegationStaff,
      conditions: ['rendered', 'twoKeys', 'takesPart', 'upToDate'],
      effects: ['supersede'],
    },
    supersede: {
      means: 'gives way to the one that followed',
      from: ['released'],
      to: 'superseded',
      who: ['system'],
    },
    revoke: {
      means: 'withdraws it after it was issued',
      from: ['released'],
      to: 'revoked',
      who: [...delegationStaff, 'system'],
      comment: 'required',
    },
    discard: {
      means: 'gives it up before it was issued',
      from: ['draft', 'prepared'],
      to: 'discarded',
      who: [...delegationStaff, 'system'],
      effects: ['forgetFiles'],
    },
  },
});
