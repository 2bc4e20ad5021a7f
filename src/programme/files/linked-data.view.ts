import { EnumField, IntegerField, LanguageField, ObjectField, TextField } from '../../platform/http/fields';

/** The words of schema.org for how an event stands. */
export const eventStatuses = [
  'https://schema.org/EventScheduled',
  'https://schema.org/EventRescheduled',
  'https://schema.org/EventCancelled',
] as const;

export class LinkedReferenceView {
  @TextField({
    description: 'Identifier of the thing.',
    example: 'urn:uuid:0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11',
  })
  '@id'!: string;
}

export class LinkedThingView {
  @TextField({ description: 'What it is, in schema.org.', example: 'Person' })
  '@type'!: string;

  @TextField({ description: 'Its name.', example: 'LI Na' })
  name!: string;
}

export class LinkedAddressView {
  @TextField({ description: 'What it is, in schema.org.', example: 'PostalAddress' })
  '@type'!: string;

  @TextField({ description: 'City.', example: 'Shenzhen' })
  addressLocality!: string;

  @TextField({ description: 'Country (ISO 3166-1 alpha-2).', example: 'CN' })
  addressCountry!: string;
}

export class LinkedPlaceView {
  @TextField({ description: 'What it is, in schema.org.', example: 'Place' })
  '@type'!: string;

  @TextField({ description: 'Identifier within this document.', example: '#place', optional: true })
  '@id'?: string;

  @TextField({ description: 'City or room.', example: 'Main Hall' })
  name!: string;

  @ObjectField(() => LinkedAddressView, { description: 'Where it is.', optional: true })
  address?: LinkedAddressView;

  @ObjectField(() => LinkedReferenceView, { description: 'Where a room is.', optional: true })
  containedInPlace?: LinkedReferenceView;
}

class LinkedFields {
  @TextField({ description: 'What it is, in schema.org.', example: 'Event' })
  '@type'!: string;

  @TextField({
    description: 'Identifier, the same in every release.',
    example: 'urn:uuid:0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11',
  })
  '@id'!: string;

  @TextField({ description: 'Title.', example: 'Trust in the digital future' })
  name!: string;

  @TextField({
    description: 'What it is about.',
    optional: true,
    multiline: true,
    example: 'What has been done since the last forum.',
  })
  description?: string;
}

/** A part of a session. */
export class LinkedItemView extends LinkedFields {
  @TextField({
    description: 'When it begins, as far as that is known.',
    optional: true,
    example: '2019-10-21T09:20:00+08:00',
  })
  startDate?: string;

  @ObjectField(() => LinkedThingView, { description: 'Who speaks.', list: true, optional: true })
  performer?: LinkedThingView[];
}

/** A session. */
export class LinkedSessionView extends LinkedFields {
  @TextField({
    description: 'When it begins, with the offset of the place.',
    example: '2019-10-21T09:00:00+08:00',
  })
  startDate!: string;

  @TextField({ description: 'When it ends.', example: '2019-10-21T10:30:00+08:00' })
  endDate!: string;

  @TextField({
    description: 'When it was to begin in earlier releases.',
    list: true,
    optional: true,
    example: ['2019-10-21T14:00:00+08:00'],
  })
  previousStartDate?: string[];

  @EnumField(eventStatuses, { description: 'How it stands.', name: 'LinkedEventStatus' })
  eventStatus!: string;

  @TextField({ description: 'How one attends.', example: 'https://schema.org/OfflineEventAttendanceMode' })
  eventAttendanceMode!: string;

  @ObjectField(() => LinkedPlaceView, { description: 'Its room; without one, the place of the event.' })
  location!: LinkedPlaceView;

  @LanguageField({
    description: 'Languages in which one can follow it.',
    list: true,
    optional: true,
    example: ['en', 'ru'],
  })
  inLanguage?: string[];

  @ObjectField(() => LinkedThingView, { description: 'Its topics.', list: true, optional: true })
  about?: LinkedThingView[];

  @ObjectField(() => LinkedThingView, { description: 'Who takes part in it.', list: true, optional: true })
  performer?: LinkedThingView[];

  @ObjectField(() => LinkedThingView, { description: 'Who organises the event.', list: true, optional: true })
  organizer?: LinkedThingView[];

  @IntegerField({
    description: 'How many can attend, if places must be booked.',
    optional: true,
    example: 40,
  })
  maximumAttendeeCapacity?: number;

  @ObjectField(() => LinkedItemView, {
    description: 'Parts with speakers of their own.',
    list: true,
    optional: true,
  })
  subEvent?: LinkedItemView[];

  @ObjectField(() => LinkedReferenceView, { description: 'The event to which it belongs.' })
  superEvent!: LinkedReferenceView;
}

/** A programme in the words of schema.org. */
export class LinkedProgrammeView extends LinkedFields {
  @TextField({ description: 'Where the words are explained.', example: 'https://schema.org' })
  '@context'!: string;

  @TextField({ description: 'First day.', example: '2019-10-21' })
  startDate!: string;

  @TextField({ description: 'Last day.', example: '2019-10-25' })
  endDate!: string;

  @EnumField(eventStatuses, { description: 'How it stands.', name: 'LinkedEventStatus' })
  eventStatus!: string;

  @TextField({ description: 'How one attends.', example: 'https://schema.org/OfflineEventAttendanceMode' })
  eventAttendanceMode!: string;

  @ObjectField(() => LinkedPlaceView, { description: 'Where it takes place.' })
  location!: LinkedPlaceView;

  @LanguageField({ description: 'Languages of the event.', list: true, example: ['en', 'ru', 'zh'] })
  inLanguage!: string[];

  @ObjectField(() => LinkedThingView, { description: 'Who organises it.', list: true, optional: true })
  organizer?: LinkedThingView[];

  @ObjectField(() => LinkedThingView, {
    description: 'The series of which it is an edition.',
    optional: true,
  })
  superEvent?: LinkedThingView;

  @ObjectField(() => LinkedSessionView, {
    description: 'Its sessions in the order of time, then those that were cancelled in the last 30 days.',
    list: true,
  })
  subEvent!: LinkedSessionView[];
}
