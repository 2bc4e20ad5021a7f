import { EnumField } from '../../platform/http/fields';
import { mailTopics, type MailTopic } from './mail-topics.words';

export class MailPreferencesInput {
  @EnumField(mailTopics, {
    description: 'Topics that the person does not want; all others come.',
    name: 'MailTopic',
    list: true,
    example: ['feedback'],
  })
  refused!: MailTopic[];
}
