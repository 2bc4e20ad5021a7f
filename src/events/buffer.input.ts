import { EnumField, IdField, IntegerField } from '../platform/http/fields';
import { PageQuery } from '../platform/http/page';

/** What a place can be: whatever one can be at, and has to leave for the next thing. */
export const placeKinds = ['room', 'venue', 'site_visit'] as const;

/** Whether too little time between two places blocks a release, or warns. */
export const bufferSeverities = ['hard', 'soft'] as const;

const minutes = {
  description: 'How many minutes one needs between them, in either direction.',
  max: 1440,
  example: 20,
};

const severity = {
  description: 'Whether too little time blocks a release (`hard`), or warns (`soft`).',
  name: 'BufferSeverity',
  example: 'soft',
};

export class BufferInput {
  @IdField({
    description:
      'The two places: rooms, venues or site visits, in any order. The same room twice is the pause that it needs between two sessions; the same venue twice is the way between any two of its rooms.',
    list: 2,
    example: ['0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11', '0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b12'],
  })
  placeIds!: string[];

  @IntegerField(minutes)
  minutes!: number;

  @EnumField(bufferSeverities, {
    ...severity,
    description: `${severity.description} It warns unless given.`,
    optional: true,
  })
  severity?: string;
}

export class BufferChanges {
  @IntegerField({ ...minutes, optional: true })
  minutes?: number;

  @EnumField(bufferSeverities, { ...severity, optional: true })
  severity?: string;
}

export class BufferQuery extends PageQuery {
  @IdField({ description: 'Only those of this place.', optional: true })
  placeId?: string;
}

export class PlaceQuery extends PageQuery {
  @EnumField(placeKinds, { description: 'Only of this kind.', name: 'PlaceKind', optional: true })
  kind?: string;
}
