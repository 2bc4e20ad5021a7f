import {
  BooleanField,
  DayField,
  EnumField,
  IdField,
  InstantField,
  ObjectField,
  TextField,
} from '../../platform/http/fields';
import { PageQuery } from '../../platform/http/page';
import { directions, refusalReasons, type Direction, type RefusalReason } from './admission.rules';

const code = {
  description: 'Code of the registration; case, spaces and hyphens do not matter.',
  example: '7KQ2-M9XW',
  max: 20,
};
const token = {
  description: 'What the QR code of the badge says, instead of the code.',
  example: `PB1:${'A'.repeat(140)}`,
  max: 300,
};
const direction = {
  description: 'Whether the person comes in or goes out; in unless said otherwise.',
  name: 'Direction',
};
const pointId = { description: 'The point to which the person comes; without it, the one for each day.' };
const sessionId = {
  description: 'The session to which the person comes, one of the released programme; instead of the point.',
};
const deviceId = { description: 'The scanner.', max: 100, example: 'gate-2' };
const clientId = {
  description: 'Id that the scanner gave this scan: sent again, it counts once.',
  max: 100,
  example: 'gate-2-000417',
};

export class CheckInInput {
  @TextField({ ...code, optional: true })
  code?: string;

  @TextField({ ...token, optional: true })
  token?: string;

  @IdField({ ...pointId, optional: true })
  pointId?: string;

  @IdField({ ...sessionId, optional: true })
  sessionId?: string;

  @EnumField(directions, { ...direction, optional: true })
  direction?: Direction;

  @InstantField({
    description: 'When the person came, if the scanner was offline; without it, now.',
    optional: true,
  })
  at?: string;

  @TextField({ ...deviceId, optional: true })
  deviceId?: string;

  @TextField({ ...clientId, optional: true })
  clientId?: string;
}

export const decisions = ['admitted', 'refused'] as const;

/** A scan that a scanner decided on its own. */
export class OfflineScanInput {
  @TextField(clientId)
  clientId!: string;

  @TextField({ ...code, optional: true })
  code?: string;

  @TextField({ ...token, optional: true })
  token?: string;

  @InstantField({ description: 'When it was, by the clock of the scanner.' })
  at!: string;

  @EnumField(directions, { ...direction, optional: true })
  direction?: Direction;

  @EnumField(decisions, { description: 'What the scanner decided.', name: 'ScanDecision' })
  decision!: (typeof decisions)[number];

  @EnumField(Object.keys(refusalReasons), {
    description: 'Why it refused; needed for a refusal.',
    name: 'RefusalReason',
    optional: true,
  })
  reason?: RefusalReason;
}

/** How many scans fit into a batch. */
export const scansInBatch = 1000;

export class BatchInput {
  @TextField(deviceId)
  deviceId!: string;

  @IdField({ ...pointId, optional: true })
  pointId?: string;

  @IdField({ ...sessionId, optional: true })
  sessionId?: string;

  @ObjectField(() => OfflineScanInput, {
    description: 'The scans, in any order; what they mean follows from when they were.',
    list: scansInBatch,
  })
  scans!: OfflineScanInput[];
}

export class CheckInQuery extends PageQuery {
  @IdField({ description: 'Only those at this point.', optional: true })
  pointId?: string;

  @IdField({ description: 'Only those of this registration.', optional: true })
  registrationId?: string;

  @EnumField(directions, {
    description: 'Only those who came in, or went out.',
    optional: true,
    name: 'Direction',
  })
  direction?: Direction;

  @DayField({ description: 'Only those of this day at the place of the event.', optional: true })
  day?: string;

  @BooleanField({
    description:
      'Only those that would have been refused, had the scanner not been offline (or only the others).',
    optional: true,
  })
  withConflict?: boolean;
}

export class RefusalQuery extends PageQuery {
  @IdField({ description: 'Only those at this point.', optional: true })
  pointId?: string;

  @IdField({ description: 'Only those of this registration.', optional: true })
  registrationId?: string;

  @EnumField(Object.keys(refusalReasons), {
    description: 'Only those for this reason.',
    optional: true,
    name: 'RefusalReason',
  })
  reason?: RefusalReason;
}

export class CandidateQuery extends PageQuery {
  @IdField({ ...pointId, optional: true })
  pointId?: string;
}
