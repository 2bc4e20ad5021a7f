import {
  BooleanField,
  EnumField,
  IdField,
  InstantField,
  IntegerField,
  TextField,
  TextsField,
} from '../../platform/http/fields';
import { PageQuery } from '../../platform/http/page';
import { missingPolicies, pointKinds, type MissingPolicy, type PointKind } from './admission.rules';

const kinds = Object.keys(pointKinds);

const kind = {
  description: `What one checks in to. ${Object.entries(pointKinds)
    .map(([name, means]) => `\`${name}\`: ${means}`)
    .join(' ')}`,
  name: 'CheckInPointKind',
};
const title = {
  description: 'What it is called, in the first language of the event.',
  example: 'VIP lounge',
  max: 200,
};
const titles = {
  description: 'The same in further languages.',
  example: { ru: 'Зал для делегаций', zh: '贵宾厅' },
};
const categoryIds = {
  description: 'Categories that are let in; none: all. A session lets in whom its programme says besides.',
  list: 100,
};
const reentry = {
  description:
    'Whether somebody who left may come in again. Settled once people have checked in here. Always so at a door.',
  example: true,
};
const recordsOut = {
  description:
    'Whether leaving is recorded. A door that does not record it counts passages, any number for each person. Settled once people have checked in here.',
  example: false,
};
const missing = {
  description:
    'What happens to somebody of whom something is missing, such as required answers: nothing, the desk is told (`warn`), or they are refused.',
  name: 'MissingPolicy',
  example: 'warn',
};
const opensAt = {
  description: 'From when people are let in; without it, always. Not for a session.',
  example: '2019-10-21T07:30:00+08:00',
};
const closesAt = {
  description: 'Until when people are let in; without it, always. Not for a session.',
  example: '2019-10-25T20:00:00+08:00',
};
const opensMinutesBefore = {
  description: 'How many minutes before its session it opens; 60 unless said otherwise. Only for a session.',
  example: 30,
  max: 1440,
};
const closesMinutesAfter = {
  description:
    'How many minutes after the end of its session it closes; 0 unless said otherwise. Only for a session.',
  example: 0,
  max: 1440,
};

/** What may be left out both in a new point and in changes. */
class CheckInPointFields {
  @TextsField({ ...titles, optional: true })
  titles?: Record<string, string>;

  @IdField({ ...categoryIds, optional: true })
  categoryIds?: string[];

  @IdField({
    description:
      'The zone at whose door it is: only those are let in who may go there at that time. Null for none.',
    optional: true,
    nullable: true,
  })
  zoneId?: string | null;

  @BooleanField({ ...reentry, optional: true })
  reentry?: boolean;

  @BooleanField({ ...recordsOut, optional: true })
  recordsOut?: boolean;

  @EnumField(missingPolicies, { ...missing, optional: true })
  missing?: MissingPolicy;

  @InstantField({ ...opensAt, optional: true, nullable: true })
  opensAt?: string | null;

  @InstantField({ ...closesAt, optional: true, nullable: true })
  closesAt?: string | null;

  @IntegerField({ ...opensMinutesBefore, optional: true })
  opensMinutesBefore?: number;

  @IntegerField({ ...closesMinutesAfter, optional: true })
  closesMinutesAfter?: number;
}

export class CheckInPointInput extends CheckInPointFields {
  @EnumField(kinds, kind)
  kind!: PointKind;

  @IdField({
    description: 'The session, one of the released programme; for the kind `session` only.',
    optional: true,
  })
  sessionId?: string;

  @TextField({ ...title, optional: true, description: `${title.description} A session lends its own.` })
  title?: string;
}

export class CheckInPointChanges extends CheckInPointFields {
  @TextField({ ...title, optional: true })
  title?: string;
}

export class CheckInPointQuery extends PageQuery {
  @EnumField(kinds, { description: 'Only points of this kind.', optional: true, name: 'CheckInPointKind' })
  kind?: PointKind;
}

export class OfflineListQuery {
  @BooleanField({
    description:
      'Also the names, for a desk that has to find people without a code. For organisers and the registration desk only.',
    optional: true,
    example: false,
  })
  withNames?: boolean;
}
