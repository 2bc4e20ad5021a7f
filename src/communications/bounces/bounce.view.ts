import { BooleanField, EnumField } from '../../platform/http/fields';
import { bounceSeverities, type BounceSeverity } from './bounce.rules';

export const bounceOutcomes = ['failed', 'delayed', 'complaint', 'unmatched', 'ignored'] as const;

/** What was read out of a report. */
export class BounceOutcomeView {
  @EnumField(bounceOutcomes, {
    description:
      'A mail was not delivered (`failed`), is being tried further (`delayed`), was reported as unwanted (`complaint`); the report fits no mail of ours (`unmatched`), or is none (`ignored`).',
    name: 'BounceOutcome',
  })
  outcome!: (typeof bounceOutcomes)[number];

  @EnumField(bounceSeverities, {
    description: 'Whether the address is at fault for good (`hard`) or something that can pass (`soft`).',
    name: 'BounceSeverity',
    nullable: true,
  })
  severity!: BounceSeverity | null;

  @BooleanField({ description: 'Whether this very report was handed in before.', example: false })
  repeated!: boolean;
}
