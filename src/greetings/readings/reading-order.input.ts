import { EnumField, IdField, IntegerField, ObjectField, TextField } from '../../platform/http/fields';
import { interpretationModes, type InterpretationMode } from '../greeting.rules';

export class OrderQuery {
  @IdField({ description: 'The session.' })
  sessionId!: string;

  @EnumField(interpretationModes, {
    description:
      'How the session would be interpreted; consecutive interpretation doubles the time. Without it, as it is.',
    name: 'InterpretationMode',
    optional: true,
  })
  interpretation?: InterpretationMode;
}

export class ReadingExceptionInput {
  @IdField({ description: 'The message whose place is fixed.' })
  greetingId!: string;

  @IntegerField({ description: 'Its place, from 1.', example: 1, min: 1, max: 1000 })
  position!: number;

  @TextField({ description: 'Why.', example: 'The host state speaks first.', max: 500 })
  reason!: string;
}

export class OrderSettingsInput {
  @IdField({ description: 'The session.' })
  sessionId!: string;

  @EnumField(interpretationModes, {
    description:
      'How the session is interpreted; null or nothing for what follows from its languages and the booths of its room.',
    name: 'InterpretationMode',
    optional: true,
    nullable: true,
  })
  interpretation?: InterpretationMode | null;

  @ObjectField(() => ReadingExceptionInput, {
    description: 'Places fixed by hand, all of them; the others follow precedence.',
    list: 200,
  })
  exceptions!: ReadingExceptionInput[];
}

export class OrderApplyInput {
  @IdField({ description: 'The session.' })
  sessionId!: string;

  @IdField({
    description:
      'The messages in the order that was seen as the proposal; when it is another one meanwhile, nothing is done.',
    list: 1000,
    optional: true,
  })
  greetingIds?: string[];
}
