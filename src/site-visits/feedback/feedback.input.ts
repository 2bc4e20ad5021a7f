import { BooleanField, IdField, IntegerField, TextField } from '../../platform/http/fields';

export class FeedbackInput {
  @IntegerField({ description: 'How good it was, from 1 to 5.', min: 1, max: 5, example: 5 })
  rating!: number;

  @BooleanField({ description: 'Whether you would recommend it to others.', optional: true, nullable: true })
  recommends?: boolean | null;

  @TextField({
    description: 'What you want to say. Nobody reads who wrote it.',
    optional: true,
    nullable: true,
    multiline: true,
    max: 2000,
    example: 'The laboratory was worth the journey.',
  })
  remarks?: string | null;
}

export class HostFeedbackInput {
  @IntegerField({ description: 'How the visit went, from 1 to 5.', min: 1, max: 5, example: 5 })
  rating!: number;

  @IntegerField({
    description: 'How many people came, as the host counted.',
    optional: true,
    nullable: true,
    max: 10_000,
    example: 38,
  })
  came?: number | null;

  @TextField({
    description: 'What the host wants to say.',
    optional: true,
    nullable: true,
    multiline: true,
    max: 4000,
    example: 'An interested group; two people came ten minutes late.',
  })
  remarks?: string | null;
}

export class OwnFeedbackQuery {
  @IdField({ description: 'The registration of the participant.' })
  registrationId!: string;
}
