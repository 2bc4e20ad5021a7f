import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { Database, isSqlError, sqlState } from '../platform/database/database';
import { Rows } from '../platform/database/rows';
import { httpProblems, type FieldFault } from '../platform/http/problem';
import type { BufferChanges, BufferInput } from './buffer.input';
import type { BufferView } from './buffer.view';
import { BuffersQueries } from './buffers.queries';
import { eventProblems } from './event.errors';

/** Writes of the time that one needs between two places. */
@Injectable()
export class BuffersService {
  private readonly buffers: Rows;

  constructor(
    private readonly db: Database,
    clock: Clock,
    private readonly queries: BuffersQueries,
  ) {
    this.buffers = new Rows(db, clock, 'buffers');
  }

  /** @throws 422 for places that the event does not have, 409 when the pair has a buffer */
  async add(eventId: string, { placeIds, minutes, severity = 'soft' }: BufferInput): Promise<BufferView> {
    // A pair has no direction: it is kept with the smaller id first.
    const pair = placeIds.map((id) => id.toLowerCase());
    return this.db.transaction(async () => {
      await this.checkPlaces(eventId, pair);
      const [oneId, otherId] = pair.toSorted();
      const id = await this.buffers
        .insert({ eventId, oneId, otherId, minutes, severity })
        .catch((error: unknown) => {
          if (isSqlError(error, sqlState.uniqueViolation, 'buffers_pair_key'))
            throw eventProblems.bufferExists('Change the one that is there.');
          throw error;
        });
      return this.queries.buffer(eventId, id);
    });
  }

  async change(eventId: string, id: string, version: number, changes: BufferChanges): Promise<BufferView> {
    await this.buffers.update({ id, eventId }, version, { ...changes });
    return this.queries.buffer(eventId, id);
  }

  async remove(eventId: string, id: string, version: number): Promise<void> {
    await this.buffers.remove({ id, eventId }, version);
  }

  private async checkPlaces(eventId: string, pair: readonly string[]): Promise<void> {
    if (pair.length !== 2) {
      const fault = { pointer: '/placeIds', code: 'pair', message: 'must name two places' };
      throw httpProblems.againstTheRules({ detail: '/placeIds must name two places.', errors: [fault] });
    }
    const kinds = await this.queries.kinds(eventId, pair);
    const errors: FieldFault[] = pair.flatMap((id, index) =>
      kinds.has(id)
        ? []
        : [{ pointer: `/placeIds/${index}`, code: 'unknown', message: 'is not a place of this event' }],
    );
    if (errors.length === 0 && pair[0] === pair[1] && kinds.get(pair[0]!) === 'site_visit')
      errors.push({
        pointer: '/placeIds/1',
        code: 'same',
        message: 'must be another place: a site visit needs no way to itself',
      });
    if (errors.length > 0)
      throw eventProblems.placeUnknown({
        detail: 'Choose rooms, venues or site visits of this event; see places.',
        errors,
      });
  }
}
