import { BooleanField, EnumField, IdField, ObjectField, TextField } from '../../platform/http/fields';
import { PageQuery } from '../../platform/http/page';

/** Why a host does not receive somebody. Read by the host and the coordinators alone. */
export const refusalCodes = ['nationality', 'document', 'security', 'capacity', 'late', 'other'] as const;
export type RefusalCode = (typeof refusalCodes)[number];

export const decisions = ['undecided', 'cleared', 'refused'] as const;

const codeField = {
  description: 'Why the host does not receive the person. The person never reads it; `other` needs a remark.',
  name: 'RefusalCode',
  example: 'capacity',
};
const remarkField = {
  description: 'What is said further. The person whom it is about never reads it.',
  optional: true,
  max: 2000,
  multiline: true,
  example: 'The laboratory on the third floor cannot be shown.',
};

/** Input of the transition `refuse` of a booking. */
export class RefusalInput {
  @EnumField(refusalCodes, codeField)
  code!: RefusalCode;

  @TextField(remarkField)
  remark?: string;
}

/** Input of the transition `clear` of a booking, and part of that of `reinstate`. */
export class ClearanceRemarkInput {
  @TextField(remarkField)
  remark?: string;
}

export class AnsweredPersonInput {
  @IdField({ description: 'The booking of the person.' })
  bookingId!: string;

  @TextField({
    description: 'The `mark` of the person as you saw it: what has changed since is not decided unseen.',
    example: '5f1c0b7a9e2d4c38',
    max: 64,
  })
  mark!: string;
}

export class AnsweredDepartureInput {
  @IdField({ description: 'The departure: everybody on it about whom nothing is decided.' })
  departureId!: string;

  @TextField({
    description: 'The `mark` of the departure as you saw it.',
    example: '5f1c0b7a9e2d4c38',
    max: 64,
  })
  mark!: string;
}

export class HostAnswerInput {
  @EnumField(['clear', 'refuse', 'ask', 'reply'], {
    description:
      'The host receives them, does not, or asks something first. `reply` answers what the host has asked, and is for coordinators.',
    name: 'HostAnswer',
  })
  answer!: 'clear' | 'refuse' | 'ask' | 'reply';

  @EnumField(refusalCodes, { ...codeField, optional: true })
  code?: RefusalCode;

  @TextField(remarkField)
  remark?: string;

  @ObjectField(() => AnsweredPersonInput, {
    description: 'Whom it is about, if not everybody of a departure.',
    list: 500,
    optional: true,
  })
  people?: AnsweredPersonInput[];

  @ObjectField(() => AnsweredDepartureInput, {
    description: 'Everybody of a departure about whom nothing is decided.',
    optional: true,
  })
  everybody?: AnsweredDepartureInput;
}

export class ClearanceQuery extends PageQuery {
  @IdField({ description: 'Only people on this departure.', optional: true })
  departureId?: string;

  @EnumField(decisions, {
    description: 'Only those of whom this was decided.',
    name: 'ClearanceDecision',
    optional: true,
  })
  decision?: (typeof decisions)[number];

  @BooleanField({ description: 'Only those about whom the host has asked something.', optional: true })
  questions?: boolean;
}

export class DepartureClearanceQuery extends PageQuery {
  @BooleanField({
    description: 'Only departures on which somebody waits for the word of the host (unless false: all).',
    optional: true,
  })
  waiting?: boolean;
}
