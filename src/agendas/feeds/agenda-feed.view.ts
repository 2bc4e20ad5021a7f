import { EnumField, IdField, InstantField, TextField } from '../../platform/http/fields';

export const feedStates = ['none', 'active', 'stopped'] as const;

/** The address at which a calendar follows an agenda. */
export class AgendaFeedView {
  @IdField({ description: 'The registration whose agenda it is.' })
  registrationId!: string;

  @EnumField(feedStates, {
    description: 'Whether there is one; `stopped` for one that opens nothing any more and was not made anew.',
    name: 'AgendaFeedState',
    example: 'active',
  })
  state!: (typeof feedStates)[number];

  @TextField({
    description: 'The address. Only the person is shown it: whoever has it can read the agenda.',
    nullable: true,
    example: 'https://forum.example/api/v1/feeds/3J0iXzq4…/agenda.ics',
  })
  url!: string | null;

  @TextField({
    description: 'The same, as calendars take it that are installed on a device.',
    nullable: true,
    example: 'webcal://forum.example/api/v1/feeds/3J0iXzq4…/agenda.ics',
  })
  webcalUrl!: string | null;

  @InstantField({ description: 'When it was made.', nullable: true })
  madeAt!: string | null;

  @InstantField({ description: 'When it was stopped.', nullable: true, example: null })
  stoppedAt!: string | null;

  @TextField({ description: 'Who stopped it.', nullable: true, example: null })
  stoppedBy!: string | null;
}
