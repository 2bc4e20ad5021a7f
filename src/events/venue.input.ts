import { EnumField, IdField, IntegerField, LanguageField, TextField } from '../platform/http/fields';

/** What an organisation can be to an event. */
export const partnerRoles = [
  'organiser',
  'co_organiser',
  'host',
  'venue_host',
  'sponsor',
  'partner',
  'patron',
  'media_partner',
] as const;

export class VenueInput {
  @TextField({
    description: 'Name of the venue; unique within the event.',
    example: 'Cloud Security Alliance headquarters',
  })
  name!: string;

  @TextField({
    description: 'Postal address.',
    example: 'Shenzhen',
    optional: true,
    nullable: true,
    max: 500,
  })
  address?: string | null;
}

export class VenueChanges {
  @TextField({
    description: 'Name of the venue; unique within the event.',
    example: 'Cloud Security Alliance headquarters',
    optional: true,
  })
  name?: string;

  @TextField({
    description: 'Postal address.',
    example: 'Shenzhen',
    optional: true,
    nullable: true,
    max: 500,
  })
  address?: string | null;
}

export class RoomInput {
  @TextField({ description: 'Name of the room; unique within the event.', example: 'Main Hall' })
  name!: string;

  @IntegerField({ description: 'How many people it holds.', example: 400, min: 1, max: 200_000 })
  capacity!: number;

  @IdField({ description: 'Venue in which it is.', optional: true, nullable: true })
  venueId?: string | null;

  @LanguageField({
    description: 'Languages for which it has interpretation booths.',
    list: 20,
    optional: true,
    example: ['en', 'ru', 'zh'],
  })
  interpretation?: string[];

  @TextField({
    description: 'What is in it; sessions ask for it in the same words.',
    list: 50,
    max: 60,
    optional: true,
    example: ['projector', 'stage'],
  })
  equipment?: string[];
}

export class RoomChanges {
  @TextField({
    description: 'Name of the room; unique within the event.',
    example: 'Main Hall',
    optional: true,
  })
  name?: string;

  @IntegerField({
    description: 'How many people it holds.',
    example: 400,
    min: 1,
    max: 200_000,
    optional: true,
  })
  capacity?: number;

  @IdField({ description: 'Venue in which it is.', optional: true, nullable: true })
  venueId?: string | null;

  @LanguageField({
    description: 'Languages for which it has interpretation booths.',
    list: 20,
    optional: true,
    example: ['en', 'ru', 'zh'],
  })
  interpretation?: string[];

  @TextField({
    description: 'What is in it; sessions ask for it in the same words.',
    list: 50,
    max: 60,
    optional: true,
    example: ['projector', 'stage'],
  })
  equipment?: string[];
}

export class PartnerInput {
  @IdField({ description: 'The organisation.' })
  organisationId!: string;

  @EnumField(partnerRoles, { description: 'Its part in the event.', name: 'PartnerRole' })
  role!: string;
}
