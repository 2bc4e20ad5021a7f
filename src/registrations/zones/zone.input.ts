import { IdField, InstantField, TextField, TextsField } from '../../platform/http/fields';
import { PageQuery } from '../../platform/http/page';

const code = {
  description: 'Code of the zone, as it stands on badges; unique in the event.',
  example: 'VIP',
  max: 6,
  pattern: /^[A-Z0-9]{1,6}$/,
  patternHint: 'must be one to six capital letters or digits, such as VIP',
};
const title = {
  description: 'What it is called, in the first language of the event.',
  example: 'VIP area',
  max: 100,
};
const titles = {
  description: 'The same in further languages.',
  example: { ru: 'Зона VIP', zh: '贵宾区' },
  max: 100,
};
const colour = {
  description: 'Colour of its frame on badges, as #RRGGBB.',
  example: '#B03A2E',
  max: 7,
  pattern: /^#[0-9A-Fa-f]{6}$/,
  patternHint: 'must be a colour such as #B03A2E',
};
const place = {
  description: 'Where it is, in words. Its doors are check-in points that name the zone.',
  example: 'Second floor, behind hall A',
  max: 300,
};

export class ZoneInput {
  @TextField(code)
  code!: string;

  @TextField(title)
  title!: string;

  @TextsField({ ...titles, optional: true })
  titles?: Record<string, string>;

  @TextField({ ...colour, optional: true, nullable: true })
  colour?: string | null;

  @TextField({ ...place, optional: true, nullable: true })
  place?: string | null;
}

export class ZoneChanges {
  @TextField({ ...code, optional: true })
  code?: string;

  @TextField({ ...title, optional: true })
  title?: string;

  @TextsField({ ...titles, optional: true })
  titles?: Record<string, string>;

  @TextField({ ...colour, optional: true, nullable: true })
  colour?: string | null;

  @TextField({ ...place, optional: true, nullable: true })
  place?: string | null;
}

/** Who may go into a zone, and when. */
export class ZoneGrantInput {
  @IdField({ description: 'The category whose people may go in; this or `registrationId`.', optional: true })
  categoryId?: string;

  @IdField({ description: 'The registration of the one person who may go in.', optional: true })
  registrationId?: string;

  @InstantField({
    description: 'From when on; always, if it is left out.',
    optional: true,
    nullable: true,
    example: '2019-10-21T09:00:00+08:00',
  })
  from?: string | null;

  @InstantField({
    description: 'Until when, not including that instant; always, if it is left out.',
    optional: true,
    nullable: true,
    example: '2019-10-23T18:00:00+08:00',
  })
  until?: string | null;

  @TextField({
    description: 'Why; stays on record.',
    optional: true,
    nullable: true,
    max: 500,
    example: 'Interprets for the head of delegation',
  })
  reason?: string | null;
}

export class ZoneGrantQuery extends PageQuery {
  @IdField({ description: 'Only what is given to this category.', optional: true })
  categoryId?: string;

  @IdField({ description: 'Only what is given to this registration itself.', optional: true })
  registrationId?: string;
}
