import { EmailField, InstantField, IntegerField, LanguageField, TextField } from '../../platform/http/fields';

export class HostContactInput {
  @TextField({ description: 'Name.', example: 'Wang Fang' })
  name!: string;

  @EmailField({
    description: 'Address; one contact of a visit has it.',
    example: 'visits@host.example',
  })
  email!: string;

  @TextField({
    description: 'What they do at the host.',
    optional: true,
    nullable: true,
    example: 'Head of security',
  })
  post?: string | null;

  @LanguageField({ description: 'Language in which they are written to.', example: 'zh' })
  locale!: string;
}

export class HostContactChanges {
  @TextField({
    description: 'Name. Another name is another person: their link ends.',
    optional: true,
    example: 'Wang Fang',
  })
  name?: string;

  @EmailField({
    description: 'Address; one contact of a visit has it. The link that went to the one before ends.',
    optional: true,
    example: 'visits@host.example',
  })
  email?: string;

  @TextField({
    description: 'What they do at the host.',
    optional: true,
    nullable: true,
    example: 'Head of security',
  })
  post?: string | null;

  @LanguageField({ description: 'Language in which they are written to.', optional: true, example: 'zh' })
  locale?: string;
}

export class HostLinkInput {
  @EmailField({
    description:
      'The contact of the host for whom a new link is made. The one that they had is worthless from then on.',
    example: 'visits@host.example',
  })
  email!: string;

  @InstantField({
    description: 'When it ends; two weeks after the event unless given.',
    optional: true,
  })
  expiresAt?: string;
}

export class HostRequestInput {
  @InstantField({
    description: 'Until when the host is to have decided about everybody; not after the group leaves.',
    example: '2019-10-22T12:00:00+08:00',
  })
  answerBy!: string;

  @IntegerField({
    description: 'How many hours before that the host is reminded; 48 unless given.',
    optional: true,
    max: 2160,
    example: 24,
  })
  remindHours?: number;
}
