import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { page, type ListDefinition } from '../../platform/database/list';
import { Rows } from '../../platform/database/rows';
import type { Page, PageQuery } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import type { Principal } from '../../platform/http/request-context';
import { conflictKey, findConflicts, inWords } from './conflict.rules';
import { listedConflicts, toConflictView } from './conflict.view';
import { described } from './conflicts.queries';
import { surroundingsOf } from './planning.rules';
import { PlanningQueries } from './planning.queries';
import { programmeProblems } from '../programme.errors';
import type { Planning } from '../programme.rules';
import type { ShiftInput, ShiftPreviewInput } from './shift.input';
import {
  afterShift,
  concernedBy,
  dayOf,
  leaving,
  shiftedBy,
  shiftFaults,
  type Shift,
  type ShiftedSession,
} from './shift.rules';
import {
  toShiftView,
  type ShiftDoneView,
  type ShiftPreviewView,
  type ShiftRow,
  type ShiftView,
} from './shift.view';

interface Preview {
  readonly view: ShiftPreviewView;
  readonly shifted: readonly ShiftedSession[];
}

const shifts: ListDefinition<ShiftRow, ShiftView> = {
  select: 's.*',
  from: 'programme_shifts s',
  id: 's.id',
  sorts: { at: { expression: 's.created_at', type: 'timestamptz' } },
  defaultSort: '-at',
  view: toShiftView,
};

/** Moves everything of a day from some time on, after showing what that does. */
@Injectable()
export class ShiftsService {
  private readonly records: Rows;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly planning: PlanningQueries,
  ) {
    this.records = new Rows(db, clock, 'programme_shifts');
  }

  /** What a shift would do to the draft as it is; nothing is written. @throws 422 */
  async preview(eventId: string, input: ShiftPreviewInput): Promise<ShiftPreviewView> {
    const planning = await this.planning.load(eventId);
    return previewOf(shiftOf(input, planning), planning).view;
  }

  /**
   * Moves the sessions, all or none, and writes who did it. Shifts and releases of one event are made one after the
   * other; a session that somebody changes right now is waited for.
   * @throws 422 when a session would leave its day or there is none, 409 when it would do something else than the preview said
   */
  async shift(eventId: string, input: ShiftInput, principal: Principal): Promise<ShiftDoneView> {
    return this.db.transaction(async () => {
      await this.db.query(`SELECT 1 FROM events WHERE id = $1 FOR NO KEY UPDATE`, [eventId]);
      await this.lockSessions(eventId, input);
      const planning = await this.planning.load(eventId);
      const shift = shiftOf(input, planning);
      const { view, shifted } = previewOf(shift, planning);
      if (input.digest !== undefined && input.digest !== view.digest) throw draftChanged();
      if (shifted.length === 0)
        throw programmeProblems.shiftInvalid({
          detail: 'There is nothing to move: no session of the draft begins then and there.',
          errors: [{ pointer: '/from', code: 'empty', message: 'is followed by no session' }],
        });
      await this.move(eventId, shifted);
      const id = await this.records.insert({
        eventId,
        startsFrom: shift.from,
        startsUntil: shift.until,
        minutes: shift.minutes,
        roomIds: shift.roomIds,
        sessionIds: shifted.map(({ session }) => session.id),
        people: view.people,
        everybody: view.everybody,
        comment: input.comment,
        actorKind: principal.kind,
        actorId: principal.id,
        actorName: principal.name,
      });
      return { id, ...view };
    });
  }

  /** Shifts of an event, the newest first. */
  list(eventId: string, query: PageQuery): Promise<Page<ShiftView>> {
    return page(this.db, shifts, query, [{ sql: 's.event_id = ?', values: [eventId] }]);
  }

  /** @throws 404 */
  async one(eventId: string, id: string): Promise<ShiftView> {
    const row = await this.db.one<ShiftRow>(
      `SELECT ${shifts.select} FROM ${shifts.from} WHERE s.event_id = $1 AND s.id = $2`,
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such shift in this event.');
    return toShiftView(row);
  }

  /** All that may move, in the order of their ids, so that no two who do this wait for each other. A day has 25 hours at most. */
  private async lockSessions(eventId: string, { from, until, roomIds }: ShiftInput): Promise<void> {
    await this.db.query(
      `SELECT 1 FROM programme_sessions
        WHERE event_id = $1 AND starts_at >= $2 AND starts_at < COALESCE($3, $2::timestamptz + interval '25 hours')
          AND ($4::uuid[] IS NULL OR room_id = ANY ($4::uuid[]))
        ORDER BY id FOR UPDATE`,
      [eventId, from, until ?? null, roomIds ?? null],
    );
  }

  /** One statement. A session that came in between the lock and the look at the draft may have gone on since. */
  private async move(eventId: string, shifted: readonly ShiftedSession[]): Promise<void> {
    const { rowCount } = await this.db.execute(
      `UPDATE programme_sessions s
          SET starts_at = m.starts_at, ends_at = m.ends_at, version = s.version + 1, updated_at = $2
         FROM unnest($3::uuid[], $4::integer[], $5::timestamptz[], $6::timestamptz[]) AS m (id, version, starts_at, ends_at)
        WHERE s.event_id = $1 AND s.id = m.id AND s.version = m.version`,
      [
        eventId,
        this.clock.now(),
        shifted.map(({ session }) => session.id),
        shifted.map(({ session }) => session.version),
        shifted.map(({ startsAt }) => startsAt),
        shifted.map(({ endsAt }) => endsAt),
      ],
    );
    if (rowCount !== shifted.length) throw draftChanged();
  }
}

const draftChanged = () =>
  programmeProblems.draftChanged('Look at the preview again: this shift would do something else by now.');

function shiftOf({ from, until, minutes, roomIds }: ShiftPreviewInput, { event }: Planning): Shift {
  const begins = new Date(from);
  return {
    from: begins,
    until: until === undefined ? dayOf(begins, event.timeZone).ends : new Date(until),
    minutes,
    roomIds: roomIds ? [...new Set(roomIds.map((id) => id.toLowerCase()))] : null,
  };
}

/** Works out on the data what a shift does. @throws 422 */
function previewOf(shift: Shift, planning: Planning): Preview {
  const errors = shiftFaults(shift, planning);
  if (errors.length > 0)
    throw programmeProblems.shiftInvalid({ detail: `${errors[0]!.pointer} ${errors[0]!.message}.`, errors });
  const shifted = shiftedBy(shift, planning);
  const stuck = leaving(shifted, shift, planning);
  if (stuck.length > 0)
    throw programmeProblems.shiftLeavesDay({
      detail: `These would leave their day: ${stuck.map(({ title }) => `“${title}”`).join(', ')}. Move them first, or shift by less.`,
      errors: [{ pointer: '/minutes', code: 'same_day', message: 'would take sessions out of their day' }],
      extra: { sessions: stuck.map(({ id, title }) => ({ id, title })) },
    });
  const before = surroundingsOf(planning);
  const after = surroundingsOf(afterShift(planning, shifted));
  const was = findConflicts(planning, before);
  const is = findConflicts(after.planning, after);
  const [wasKeys, isKeys] = [new Set(was.map(conflictKey)), new Set(is.map(conflictKey))];
  const appearing = is.filter((conflict) => !wasKeys.has(conflictKey(conflict)));
  const vanishing = was.filter((conflict) => !isKeys.has(conflictKey(conflict)));
  const seen = {
    from: shift.from.toISOString(),
    until: shift.until.toISOString(),
    minutes: shift.minutes,
    roomIds: shift.roomIds && [...shift.roomIds],
    ...concernedBy(shifted, before),
  };
  const digest = createHash('sha256').update(
    JSON.stringify([
      seen,
      shifted.map(({ session, startsAt, endsAt }) => [session.id, session.version, startsAt, endsAt]),
      appearing.map(conflictKey),
      vanishing.map(conflictKey),
    ]),
  );
  return {
    shifted,
    view: {
      ...seen,
      sessions: shifted.map(({ session, startsAt, endsAt }) => ({
        id: session.id,
        title: session.title,
        titles: { ...session.titles },
        roomId: session.room?.id ?? null,
        room: session.room?.name ?? null,
        startedAt: session.startsAt.toISOString(),
        endedAt: session.endsAt.toISOString(),
        startsAt: startsAt.toISOString(),
        endsAt: endsAt.toISOString(),
      })),
      appearing: described(appearing.slice(0, listedConflicts), after),
      vanishing: inWords(vanishing.slice(0, listedConflicts), planning).map((conflict) =>
        toConflictView(conflict, null),
      ),
      digest: digest.digest('base64url'),
    },
  };
}
