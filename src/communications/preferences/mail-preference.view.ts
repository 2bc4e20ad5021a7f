import { BooleanField, EnumField, InstantField, IntegerField, ObjectField } from '../../platform/http/fields';
import { choosingWays, type ChoosingWay } from './mail-preference.entity';
import { mailTopics, type MailTopic } from './mail-topics.words';

/** One topic that somebody can do without. */
export class MailTopicView {
  @EnumField(mailTopics, {
    description:
      'What the mails are about: news of the event, reminders by a rule, questions about how it was.',
    name: 'MailTopic',
  })
  topic!: MailTopic;

  @BooleanField({ description: 'Whether the person gets them.' })
  wanted!: boolean;
}

/** What somebody has chosen to read. What they must know is not in here: it is always sent. */
export class MailPreferencesView {
  @IntegerField({ description: 'Version; the ETag. 0 while nothing was chosen.', example: 1 })
  version!: number;

  @ObjectField(() => MailTopicView, { description: 'Every topic there is.', list: true })
  topics!: MailTopicView[];

  @EnumField(choosingWays, {
    description:
      'How it was said last: by the button of a mail program (`one_click`), on the page that mails link to (`page`), or by the person’s own link (`link`).',
    name: 'ChoosingWay',
    nullable: true,
  })
  way!: ChoosingWay | null;

  @InstantField({ description: 'When it was said last.', nullable: true })
  changedAt!: string | null;
}
