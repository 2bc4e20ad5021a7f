import {
  BooleanField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  LanguageField,
  ObjectField,
  TextField,
} from '../../platform/http/fields';
import { badgeLayouts, type BadgeLayout } from './badge.document';

export const badgeOrders = ['name', 'delegation', 'category'] as const;
export type BadgeOrder = (typeof badgeOrders)[number];

/** How it stands with the badge of somebody who is confirmed. */
export const badgeStates = ['missing', 'lost', 'changed', 'valid'] as const;
export type BadgeState = (typeof badgeStates)[number];

/** Whose badges are to be printed. */
export interface BadgeChoice {
  readonly categoryId?: string;
  readonly delegationId?: string;
  readonly registrationIds?: readonly string[];
  readonly onlyNeeded?: boolean;
}

/** What the QR code of a badge says. */
export class BadgeTokenView {
  @IdField({ description: 'The registration.' })
  registrationId!: string;

  @IntegerField({
    description: 'Revision of the badge; raised when one is lost.',
    example: 1,
    min: 1,
    max: 65_535,
  })
  revision!: number;

  @TextField({ description: 'The key with which it is signed.', example: '9f86d081', max: 8 })
  keyId!: string;

  @TextField({
    description: 'The text for the QR code: 144 characters of its alphanumeric mode.',
    example: `PB1:${'A'.repeat(140)}`,
    max: 144,
  })
  token!: string;
}

/** A badge that was lost. */
export class BadgeRevocationView {
  @IdField({ description: 'The registration.' })
  registrationId!: string;

  @IntegerField({ description: 'The revision that opens nothing any more.', example: 1, min: 1, max: 65_535 })
  revision!: number;

  @TextField({ description: 'Why.', example: 'Lost on the coach.', max: 500 })
  reason!: string;

  @TextField({ description: 'Who revoked it.', example: 'Chen Wei' })
  byName!: string;

  @InstantField({ description: 'When.' })
  at!: string;
}

export class BadgeRevocationsView {
  @ObjectField(() => BadgeRevocationView, {
    description: 'The badges that were lost, the last one first.',
    list: true,
  })
  items!: BadgeRevocationView[];
}

/** The badge of somebody who is confirmed. */
export class BadgeStateView {
  @IdField({ description: 'The registration.' })
  registrationId!: string;

  @TextField({ description: 'Code of the registration.', example: '7KQ2M9XW' })
  code!: string;

  @TextField({ description: 'Name of the person.', example: 'LI Na' })
  name!: string;

  @IdField({ description: 'Category of the registration.' })
  categoryId!: string;

  @IdField({ description: 'Delegation, if there is one.', nullable: true })
  delegationId!: string | null;

  @EnumField(badgeStates, {
    description:
      'Never printed (`missing`), reported lost and not printed again (`lost`), printed when it said something else (`changed`), or as it must be (`valid`).',
    name: 'BadgeState',
  })
  state!: BadgeState;

  @IntegerField({ description: 'Revision that opens doors.', example: 1, min: 1, max: 65_535 })
  revision!: number;

  @IntegerField({ description: 'Revision that was printed last.', nullable: true, example: 1 })
  printedRevision!: number | null;

  @InstantField({ description: 'When it was printed last.', nullable: true })
  printedAt!: string | null;

  @TextField({ description: 'Who had it printed.', nullable: true, example: 'Chen Wei' })
  printedBy!: string | null;

  @IntegerField({ description: 'How often it was printed.', example: 1 })
  timesPrinted!: number;
}

/** What was asked for. */
export class BadgeChoiceView {
  @IdField({ description: 'People of this category.', optional: true })
  categoryId?: string;

  @IdField({ description: 'Members of this delegation.', optional: true })
  delegationId?: string;

  @IdField({ description: 'These registrations.', optional: true, list: true })
  registrationIds?: readonly string[];

  @BooleanField({ description: 'Only badges that had to be printed.', optional: true })
  onlyNeeded?: boolean;
}

/** Badges in one file. */
export class BadgePrintView {
  @IdField({ description: 'Id of the print.' })
  id!: string;

  @ObjectField(() => BadgeChoiceView, { description: 'Whose badges were asked for.' })
  chosen!: BadgeChoiceView;

  @EnumField(badgeLayouts, { description: 'How a badge lies on the paper.', name: 'BadgeLayout' })
  layout!: BadgeLayout;

  @LanguageField({ description: 'Language of the badges.', example: 'en' })
  language!: string;

  @EnumField(badgeOrders, { description: 'In which order they come.', name: 'BadgeOrder' })
  order!: BadgeOrder;

  @TextField({ description: 'Who asked for them.', example: 'Chen Wei' })
  requestedBy!: string;

  @InstantField({ description: 'When.' })
  createdAt!: string;

  @IdField({ description: 'The job that makes the file.' })
  jobId!: string;

  @IntegerField({
    description: 'How many badges the file has; null until it is made.',
    nullable: true,
    example: 120,
  })
  badges!: number | null;

  @TextField({
    description: 'Address of the file; null before it is made and after it has expired.',
    nullable: true,
    max: 300,
    example: '/api/v1/events/infoforum-2019/badges/prints/0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11/file',
  })
  url!: string | null;

  @InstantField({ description: 'Until when the file is kept; null until it is made.', nullable: true })
  expiresAt!: string | null;
}
