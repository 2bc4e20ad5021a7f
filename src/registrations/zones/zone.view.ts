import { IdField, InstantField, IntegerField, TextField, TextsField } from '../../platform/http/fields';

/** A part of the place into which not everybody may go. */
export class ZoneView {
  @IdField({ description: 'Id of the zone.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 1 })
  version!: number;

  @TextField({ description: 'Its code, as it stands on badges.', example: 'VIP' })
  code!: string;

  @TextField({ description: 'What it is called, in the first language of the event.', example: 'VIP area' })
  title!: string;

  @TextsField({ description: 'The same in further languages.', example: { zh: '贵宾区' } })
  titles!: Record<string, string>;

  @TextField({ description: 'Colour of its frame on badges.', nullable: true, example: '#B03A2E' })
  colour!: string | null;

  @TextField({ description: 'Where it is.', nullable: true, example: 'Second floor, behind hall A' })
  place!: string | null;

  @IdField({ description: 'Check-in points at its doors.', list: true })
  pointIds!: string[];
}

/** That a category, or one person, may go into a zone. */
export class ZoneGrantView {
  @IdField({ description: 'Id of the grant.' })
  id!: string;

  @IntegerField({ description: 'Raised with each change; the ETag.', example: 1 })
  version!: number;

  @IdField({ description: 'The zone.' })
  zoneId!: string;

  @TextField({ description: 'Its code.', example: 'VIP' })
  zoneCode!: string;

  @IdField({ description: 'The category whose people may go in.', nullable: true })
  categoryId!: string | null;

  @IdField({ description: 'The registration of the one person who may.', nullable: true })
  registrationId!: string | null;

  @InstantField({ description: 'From when on; null for always.', nullable: true })
  from!: string | null;

  @InstantField({ description: 'Until when; null for always.', nullable: true })
  until!: string | null;

  @TextField({ description: 'Why.', nullable: true, example: 'Interprets for the head of delegation' })
  reason!: string | null;

  @TextField({ description: 'Who has given it.', example: 'Anna Sokolova' })
  givenBy!: string;

  @InstantField({ description: 'When.' })
  givenAt!: string;
}
