import { BooleanField, IdField, InstantField, TextField } from '../../platform/http/fields';

/** Something that waits for a person. */
export class TaskView {
  @TextField({ description: 'What kind of task it is.', example: 'registration.review' })
  kind!: string;

  @TextField({ description: 'What is to be done.', example: 'Review the registration and decide.' })
  means!: string;

  @IdField({ description: 'The thing that waits.' })
  subjectId!: string;

  @TextField({ description: 'What it is called.', example: 'Li Na' })
  title!: string;

  @InstantField({ description: 'Since when it waits.' })
  since!: string;

  @InstantField({ description: 'By when it is to be done, where there is a deadline.', nullable: true })
  dueAt!: string | null;

  @BooleanField({ description: 'Whether the deadline has passed.', example: false })
  overdue!: boolean;

  @TextField({
    description: 'Address of the thing.',
    example: '/api/v1/events/infoforum-china-2019/registrations/0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11',
  })
  href!: string;

  @TextField({
    description: 'Where its transitions are, as they are open to the caller; null where it has none.',
    nullable: true,
    example:
      '/api/v1/events/infoforum-china-2019/registrations/0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11/transitions',
  })
  transitionsHref!: string | null;
}
