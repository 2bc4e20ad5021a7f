import { OmitType } from '@nestjs/swagger';
import {
  BooleanField,
  EnumField,
  IdField,
  IntegerField,
  LanguageField,
  ObjectField,
  TextField,
} from '../../platform/http/fields';
import { PageQuery } from '../../platform/http/page';
import { RegistrationQuery } from '../../registrations/registration.input';
import type { RegistrationFilters } from '../../registrations/registrations.queries';
import { registrationWorkflow } from '../../registrations/registration.workflow';
import { AudienceInput } from '../audience';
import { mailingWorkflow } from './mailing.workflow';

/** Their own agendas; words of the organisers that everybody has to know; words that a reader may do without. */
export const mailingKinds = ['agenda', 'announcement', 'news'] as const;
export type MailingKind = (typeof mailingKinds)[number];

/** Which mailings wait for a second person. */
export const reviews = ['none', 'sensitive', 'all'] as const;
export type Review = (typeof reviews)[number];

/** The filters of the list of registrations, with the same names and the same meaning. */
export class AudienceFilterInput extends OmitType(RegistrationQuery, [
  'limit',
  'cursor',
  'sort',
  'withTotal',
  'state',
] as const) {}

/** Whom something goes to: those to whom all of this applies. */
export class MailingAudienceInput extends AudienceInput {
  @IdField({
    description:
      'Only those on whose agenda one of these sessions is: to whom it is open, who have a seat, who do something in it.',
    list: 50,
    optional: true,
  })
  sessionIds?: string[];

  @IdField({
    description: 'Only those who have a place on one of these departures.',
    list: 50,
    optional: true,
  })
  departureIds?: string[];

  @IdField({
    description: 'Only those who have a place on a departure of one of these visits.',
    list: 50,
    optional: true,
  })
  siteVisitIds?: string[];

  @LanguageField({
    description: 'Only those who are written to in one of these languages.',
    list: 20,
    optional: true,
    example: ['ru'],
  })
  languages?: string[];

  @EnumField(Object.keys(registrationWorkflow.states), {
    description: 'Only registrations in one of these states; without it, confirmed ones.',
    list: 9,
    optional: true,
    name: 'RegistrationState',
    example: ['confirmed'],
  })
  states?: string[];

  @ObjectField(() => AudienceFilterInput, {
    description: 'Only those whom the list of registrations shows with these filters.',
    optional: true,
    example: { nationality: 'KZ' },
  })
  filter?: AudienceFilterInput;
}

/** Whom something goes to, as it is kept: a rule that is worked out whenever it is asked for. */
export interface Audience {
  readonly categoryIds?: readonly string[];
  readonly delegationIds?: readonly string[];
  readonly registrationIds?: readonly string[];
  readonly sessionIds?: readonly string[];
  readonly departureIds?: readonly string[];
  readonly siteVisitIds?: readonly string[];
  readonly languages?: readonly string[];
  readonly states?: readonly string[];
  readonly filter?: RegistrationFilters;
}

/** What an announcement says in one language. */
export class AnnouncementTextInput {
  @LanguageField({ description: 'Language, one of those of the event.', example: 'en' })
  language!: string;

  @TextField({ description: 'Subject of the mail.', example: 'The opening moves to Hall B' })
  subject!: string;

  @TextField({
    description:
      'Text: paragraphs with an empty line between them. Nothing in it is markup; salutation and signature are added.',
    multiline: true,
    max: 10_000,
    example: 'The opening ceremony takes place in Hall B.\n\nDoors open at 08:30.',
  })
  text!: string;
}

export class AnnouncementInput {
  @ObjectField(() => AnnouncementTextInput, {
    description:
      'What it says, once for each language. Whose language is missing reads that of the first language of the event, which must be there.',
    list: 20,
  })
  texts!: AnnouncementTextInput[];
}

const title = {
  description: 'Name of the mailing, for staff.',
  example: 'Agendas for the heads of delegation',
};
const audience = {
  description: 'Whom it goes to; an empty object means everybody who is confirmed.',
  example: {},
};
const announcement = { description: 'What an announcement says; absent for agendas.', optional: true };
const sensitive = {
  description:
    'Whether it is sensitive: a second person sees it first where the event wants that. Announcements always are.',
  optional: true,
  example: false,
};

export class MailingInput {
  @TextField(title)
  title!: string;

  @EnumField(mailingKinds, {
    description:
      'What is sent: everybody’s own agenda, an announcement in the organisers’ words, or news in theirs, which readers may refuse.',
    name: 'MailingKind',
  })
  kind!: MailingKind;

  @ObjectField(() => MailingAudienceInput, audience)
  audience!: MailingAudienceInput;

  @ObjectField(() => AnnouncementInput, announcement)
  announcement?: AnnouncementInput;

  @BooleanField(sensitive)
  sensitive?: boolean;
}

export class MailingChanges {
  @TextField({ ...title, optional: true })
  title?: string;

  @ObjectField(() => MailingAudienceInput, { ...audience, optional: true })
  audience?: MailingAudienceInput;

  @ObjectField(() => AnnouncementInput, announcement)
  announcement?: AnnouncementInput;

  @BooleanField(sensitive)
  sensitive?: boolean;
}

const samplesOf = {
  description:
    'Registrations for which samples are written; without it, the first three of the audience. At most three.',
  list: 3,
  optional: true,
};

/** A mailing that is only looked at. */
export class MailingPreviewInput extends OmitType(MailingInput, ['title', 'sensitive'] as const) {
  @IdField(samplesOf)
  sampleIds?: string[];
}

export class MailingPreviewQuery {
  @IdField(samplesOf)
  sampleIds?: string[];
}

export class MailingQuery extends PageQuery {
  @EnumField(Object.keys(mailingWorkflow.states), {
    description: 'Only mailings in one of these states.',
    name: 'MailingState',
    list: 6,
    optional: true,
  })
  state?: string[];
}

/** What the second person has read. */
export class MailingApproval {
  @IntegerField({ description: 'Version of the mailing that was read.', example: 3, min: 1 })
  version!: number;
}

export class MailingSettingsInput {
  @EnumField(reviews, {
    description:
      'Which mailings wait for a second person: none, sensitive ones (announcements, and what its author calls so), or all.',
    name: 'MailingReview',
  })
  review!: Review;
}

export class NoticeInput {
  @EnumField(['agenda'], { description: 'What is sent: everybody’s own agenda.', name: 'NoticeKind' })
  kind!: 'agenda';

  @ObjectField(() => MailingAudienceInput, audience)
  audience!: MailingAudienceInput;
}
