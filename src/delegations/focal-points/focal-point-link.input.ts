import { EnumField, InstantField } from '../../platform/http/fields';

export class FocalPointLinkInput {
  @EnumField(['focal_point', 'backup'], {
    description: 'For whom a new link is made. The one that they had is worthless from then on.',
    name: 'FocalPointFunction',
    example: 'focal_point',
  })
  for!: 'focal_point' | 'backup';

  @InstantField({
    description: 'When it ends; on the third day after the event unless given.',
    optional: true,
  })
  expiresAt?: string;
}
