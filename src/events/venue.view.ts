import { EnumField, IdField, IntegerField, LanguageField, TextField } from '../platform/http/fields';
import { partnerRoles } from './venue.input';

export class VenueView {
  @IdField({ description: 'Id of the venue.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 1 })
  version!: number;

  @TextField({ description: 'Its name.', example: 'Cloud Security Alliance headquarters' })
  name!: string;

  @TextField({ description: 'Its address.', nullable: true, example: 'Shenzhen' })
  address!: string | null;
}

export class RoomView {
  @IdField({ description: 'Id of the room.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 1 })
  version!: number;

  @TextField({ description: 'Its name.', example: 'Main Hall' })
  name!: string;

  @IntegerField({ description: 'How many people it holds.', example: 400 })
  capacity!: number;

  @IdField({ description: 'Venue in which it is.', nullable: true })
  venueId!: string | null;

  @LanguageField({
    description: 'Languages for which it has interpretation booths.',
    list: true,
    example: ['en', 'ru', 'zh'],
  })
  interpretation!: string[];

  @TextField({ description: 'What is in it.', list: true, example: ['projector', 'stage'] })
  equipment!: string[];
}

export class PartnerView {
  @IdField({ description: 'Id of the partnership.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 1 })
  version!: number;

  @IdField({ description: 'The organisation.' })
  organisationId!: string;

  @TextField({ description: 'Its name.', example: 'Huawei' })
  organisation!: string;

  @EnumField(partnerRoles, { description: 'Its part in the event.', name: 'PartnerRole' })
  role!: string;
}
