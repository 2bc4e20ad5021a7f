import {
  BooleanField,
  EnumField,
  IdField,
  IntegerField,
  ObjectField,
  TextField,
} from '../../platform/http/fields';
import { sessionRoles, type Attendee } from '../programme.rules';
import { changeCodes, circleOf, type ReleaseItem, type SessionChange } from './release.rules';
import { ReleasedFields, releasedFields } from './released-programme.view';

/** Somebody's part in a session as it was released, for staff. */
export class ReleasedRoleView {
  @IdField({ description: 'The person.' })
  personId!: string;

  @EnumField(sessionRoles, {
    description: 'What the person does in the session.',
    name: 'SessionRole',
    example: 'speaker',
  })
  role!: string;

  @IntegerField({ description: 'Place in the order of names.', example: 1 })
  position!: number;

  @TextField({ description: 'Name as it stood when this was released.', example: 'LI Na' })
  displayName!: string;

  @IdField({ description: 'The item in which it is; null for the session as a whole.', nullable: true })
  itemId!: string | null;
}

/** A session of a release as staff compare it. */
export class ComparedSessionView extends ReleasedFields {
  @ObjectField(() => ReleasedRoleView, { description: 'Who does what in it, in order.', list: true })
  people!: ReleasedRoleView[];
}

export class MovementView {
  @IntegerField({
    description: 'By how many minutes it begins later; earlier is negative.',
    example: 30,
    min: -2_000_000,
  })
  start!: number;

  @IntegerField({
    description: 'By how many minutes it ends later; earlier is negative.',
    example: 30,
    min: -2_000_000,
  })
  end!: number;

  @IntegerField({
    description: 'By how many minutes it lasts longer; shorter is negative.',
    example: 0,
    min: -2_000_000,
  })
  duration!: number;
}

export class ConcernedView {
  @IdField({ description: 'The person.' })
  personId!: string;

  @TextField({ description: 'Name as on the badge.', example: 'LI Na' })
  displayName!: string;

  @TextField({
    description: 'What the person does in the session before or after: a role, or `participant` with a seat.',
    list: true,
    example: ['speaker'],
  })
  as!: string[];
}

export class CircleView {
  @ObjectField(() => ConcernedView, {
    description: 'Those with a role in it before or after, and those with a seat, by name.',
    list: true,
  })
  people!: ConcernedView[];

  @BooleanField({ description: 'Whether it is, or was, open to every participant.', example: false })
  everybody!: boolean;

  @IdField({ description: 'Categories of participants for which it is, or was.', list: true })
  categoryIds!: string[];
}

export class SessionChangeView {
  @IdField({ description: 'The session.' })
  sessionId!: string;

  @EnumField(changeCodes, {
    description: 'What is different.',
    name: 'SessionChangeCode',
    list: true,
    example: ['moved'],
  })
  changes!: string[];

  @ObjectField(() => ComparedSessionView, {
    description: 'As it was; null when it was added.',
    nullable: true,
  })
  before!: ComparedSessionView | null;

  @ObjectField(() => ComparedSessionView, {
    description: 'As it is; null when it was cancelled.',
    nullable: true,
  })
  after!: ComparedSessionView | null;

  @ObjectField(() => MovementView, {
    description: 'By how much it moved; null when it stays at its time, was added or cancelled.',
    nullable: true,
  })
  moved!: MovementView | null;

  @ObjectField(() => CircleView, { description: 'Whom it concerns.' })
  concerns!: CircleView;
}

export class ReleaseChangesView {
  @IntegerField({ description: 'Number of the release.', example: 2 })
  release!: number;

  @IntegerField({
    description: 'Number of the one with which it is compared; null for none.',
    nullable: true,
    example: 1,
  })
  since!: number | null;

  @ObjectField(() => SessionChangeView, {
    description: 'Sessions that are different, in the order of time.',
    list: true,
  })
  items!: SessionChangeView[];
}

/** What a release of the draft would change now. */
export class DraftChangesView {
  @IntegerField({
    description: 'Number of the release that people see; null for none.',
    nullable: true,
    example: 2,
  })
  since!: number | null;

  @TextField({
    description: 'Names what was looked at here; send it with the release, and nothing else is released.',
    example: '9lQ4uQ1Z0v0m3kTt3m2cXb8nE2m4c1zq5cVZyq3v0bE',
  })
  digest!: string;

  @ObjectField(() => SessionChangeView, {
    description: 'Sessions that would be different, in the order of time.',
    list: true,
  })
  items!: SessionChangeView[];
}

/** Changes with those whom they concern; `attendees` are those of all sessions. */
export function toSessionChangeViews(
  changes: readonly SessionChange[],
  attendees: readonly Attendee[],
): SessionChangeView[] {
  const bySession = new Map<string, Attendee[]>();
  for (const attendee of attendees) {
    const known = bySession.get(attendee.sessionId);
    if (known) known.push(attendee);
    else bySession.set(attendee.sessionId, [attendee]);
  }
  return changes.map((change) => {
    const { people, everybody, categoryIds } = circleOf(change, bySession.get(change.sessionId) ?? []);
    return {
      sessionId: change.sessionId,
      changes: change.changes,
      before: compared(change.before),
      after: compared(change.after),
      moved: change.moved && { ...change.moved },
      concerns: {
        people: people.map(({ personId, displayName, as }) => ({ personId, displayName, as: [...as] })),
        everybody,
        categoryIds,
      },
    };
  });
}

function compared(item: ReleaseItem | null): ComparedSessionView | null {
  return (
    item && {
      ...releasedFields(item),
      people: item.people.map(({ personId, role, position, displayName, itemId }) => ({
        personId,
        role,
        position,
        displayName,
        itemId,
      })),
    }
  );
}
