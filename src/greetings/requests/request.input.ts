import { BooleanField, EnumField, IntegerField, TextField } from '../../platform/http/fields';
import { PageQuery } from '../../platform/http/page';

export const reminderAudiences = ['contact', 'protocol'] as const;
export type ReminderAudience = (typeof reminderAudiences)[number];

/** Furthest from the deadline, in hours: half a year. */
export const furthestReminder = 4320;

export class ReminderRungInput {
  @IntegerField({
    description: 'When, in hours from the deadline on; negative before it.',
    example: -168,
    min: -furthestReminder,
    max: furthestReminder,
  })
  offsetHours!: number;

  @EnumField(reminderAudiences, {
    description: 'Who is reminded: the contacts, or the protocol officers of the event.',
    name: 'GreetingReminderAudience',
  })
  to!: ReminderAudience;
}

export const remindersField = {
  description:
    'The ladder of reminders; a week and a day before the deadline and a day after it to the contacts, three days after it to protocol, unless given.',
  list: 20,
  optional: true,
};

export class GreetingAnswerInput {
  @EnumField(['promise', 'decline'], {
    description: 'Whether a message will come.',
    name: 'GreetingAnswer',
    example: 'promise',
  })
  answer!: 'promise' | 'decline';

  @TextField({
    description: 'Why not; must be given to decline.',
    optional: true,
    max: 2000,
    multiline: true,
    example: 'The Secretary-General is on leave.',
  })
  reason?: string;
}

export class GreetingProposalsQuery extends PageQuery {
  @BooleanField({
    description:
      'Only authors whose message was delivered and who were thanked for it, or (false) to whom a letter is still owed.',
    optional: true,
  })
  thanked?: boolean;
}
