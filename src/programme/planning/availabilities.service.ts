import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { Rows } from '../../platform/database/rows';
import { assertVersion } from '../../platform/http/concurrency';
import { httpProblems, type FieldFault } from '../../platform/http/problem';
import { AvailabilitiesQueries } from './availabilities.queries';
import type { AvailabilityChanges, AvailabilityInput } from './availability.input';
import type { AvailabilityView } from './availability.view';
import { programmeProblems } from '../programme.errors';
import { availabilityFaults } from '../programme.rules';

/** Writes of the times in which persons and rooms can be planned with. */
@Injectable()
export class AvailabilitiesService {
  private readonly availabilities: Rows;

  constructor(
    private readonly db: Database,
    clock: Clock,
    private readonly queries: AvailabilitiesQueries,
  ) {
    this.availabilities = new Rows(db, clock, 'availabilities');
  }

  /** @throws 422 with every field at fault */
  async add(event: EventScope, input: AvailabilityInput): Promise<AvailabilityView> {
    const { personId, roomId } = input;
    const time = { startsAt: new Date(input.startsAt), endsAt: new Date(input.endsAt) };
    return this.db.transaction(async () => {
      refuse([...(await this.subjectFaults(event.id, personId, roomId)), ...availabilityFaults(time, event)]);
      const id = await this.availabilities.insert({ eventId: event.id, personId, roomId, ...time });
      return this.queries.one(event.id, id);
    });
  }

  /** @throws 404, 412, 422 */
  async change(
    event: EventScope,
    id: string,
    version: number,
    changes: AvailabilityChanges,
  ): Promise<AvailabilityView> {
    return this.db.transaction(async () => {
      const current = await this.db.one<{ version: number; starts_at: Date; ends_at: Date }>(
        'SELECT version, starts_at, ends_at FROM availabilities WHERE id = $1 AND event_id = $2 FOR UPDATE',
        [id, event.id],
      );
      if (!current) throw httpProblems.notFound('There is no such time of availability in this event.');
      assertVersion(current.version, version);
      const time = {
        startsAt: changes.startsAt === undefined ? current.starts_at : new Date(changes.startsAt),
        endsAt: changes.endsAt === undefined ? current.ends_at : new Date(changes.endsAt),
      };
      refuse(availabilityFaults(time, event));
      await this.availabilities.update({ id, eventId: event.id }, version, time);
      return this.queries.one(event.id, id);
    });
  }

  async remove(eventId: string, id: string, version: number): Promise<void> {
    await this.availabilities.remove({ id, eventId }, version);
  }

  /** Persons outlive events: whoever was not entered in this one, and has no role in it, does not exist here. */
  private async subjectFaults(
    eventId: string,
    personId: string | undefined,
    roomId: string | undefined,
  ): Promise<FieldFault[]> {
    if (personId === undefined && roomId === undefined)
      return [{ pointer: '/personId', code: 'required', message: 'is needed, or a roomId' }];
    if (personId !== undefined && roomId !== undefined)
      return [{ pointer: '/roomId', code: 'excess', message: 'must not stand beside personId' }];
    const known = (await this.db.one<{ person: boolean; room: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM event_persons WHERE event_id = $1 AND person_id = $2)
                OR EXISTS (SELECT 1 FROM session_roles WHERE event_id = $1 AND person_id = $2) AS person,
              EXISTS (SELECT 1 FROM rooms WHERE event_id = $1 AND id = $3) AS room`,
      [eventId, personId ?? null, roomId ?? null],
    ))!;
    return [
      ...(personId !== undefined && !known.person
        ? [{ pointer: '/personId', code: 'unknown', message: 'is not a person of this event' }]
        : []),
      ...(roomId !== undefined && !known.room
        ? [{ pointer: '/roomId', code: 'unknown', message: 'is not a room of this event' }]
        : []),
    ];
  }
}

function refuse(errors: readonly FieldFault[]): void {
  const [first] = errors;
  if (first)
    throw programmeProblems.availabilityInvalid({ detail: `${first.pointer} ${first.message}.`, errors });
}
