import { BooleanField, TextField } from '../../platform/http/fields';
import { PageQuery } from '../../platform/http/page';

export class MessageHoldInput {
  @TextField({
    description: 'Messages of this kind. With `cause`, both must hold; one of them at least.',
    optional: true,
    example: 'agendas.agenda',
  })
  kind?: string;

  @TextField({
    description: 'Messages of this cause, as the outbox names it.',
    optional: true,
    example: '0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11',
  })
  cause?: string;

  @TextField({
    description: 'Why; staff read it beside what is held.',
    max: 500,
    example: 'The room of the opening may change today.',
  })
  reason!: string;
}

export class MessageHoldQuery extends PageQuery {
  @BooleanField({ description: 'Only those that are in force, or only those that are over.', optional: true })
  inForce?: boolean;
}

export class OutboxGroupQuery extends PageQuery {
  @TextField({ description: 'Only messages of this kind.', optional: true, example: 'agendas.agenda' })
  kind?: string;

  @BooleanField({ description: 'Only what is held, or only what is not.', optional: true })
  held?: boolean;
}
