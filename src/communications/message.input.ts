import { EnumField, IdField, TextField } from '../platform/http/fields';
import { PageQuery } from '../platform/http/page';
import { messageStates, type MessageState } from './message.entity';

/** Filters of the list of messages; `q` finds parts of names and addresses. */
export class MessageListQuery extends PageQuery {
  @EnumField(messageStates, {
    description: 'Only messages in these states.',
    name: 'MessageState',
    list: true,
    optional: true,
    example: ['failed', 'bounced'],
  })
  state?: MessageState[];

  @TextField({
    description: 'Only messages of this kind.',
    optional: true,
    example: 'registration.confirmed',
  })
  kind?: string;

  @TextField({
    description: 'Only messages of this cause: what made them go out, a mailing for example.',
    optional: true,
    example: '0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11',
  })
  cause?: string;

  @IdField({ description: 'Only messages for this registration.', optional: true })
  registrationId?: string;

  @IdField({ description: 'Only messages for this person.', optional: true })
  personId?: string;

  @TextField({
    description: 'Only messages about the thing with this id.',
    optional: true,
    example: '0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11',
  })
  subjectId?: string;
}
