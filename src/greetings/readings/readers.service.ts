import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { Rows, type Values } from '../../platform/database/rows';
import { assertVersion } from '../../platform/http/concurrency';
import { httpProblems } from '../../platform/http/problem';
import type { Principal } from '../../platform/http/request-context';
import { Outbox } from '../../platform/outbox/outbox';
import { RegistrationsQueries } from '../../registrations/registrations.queries';
import { Replacements } from '../../registrations/replacements/replacements.service';
import { greetingProblems } from '../greeting.errors';
import type { ReaderAnswerInput, ReaderInput } from '../greeting.input';
import type { GreetingRow, GreetingView, ReaderAnswerView } from '../greeting.view';
import { textCircle, worksOnTexts } from '../greeting.circle';
import { GreetingNotices } from '../greeting-notices.service';
import { GreetingsQueries } from '../greetings.queries';
import { ReadingCopyNotices } from '../reading-copies/reading-copy-notices.service';
import type { ReadingPart } from './reading-conflict.view';
import { readingChanged } from './reading-changed.facts';
import { ReadingLinks } from './reading-links.service';
import { ReadingNotices } from './reading-notices.service';
import { ReadingPlaces } from './reading-places.service';

/** Who reads a message on its author's behalf: asked, accepted or declined. */
@Injectable()
export class Readers {
  private readonly greetings: Rows;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly queries: GreetingsQueries,
    private readonly notices: GreetingNotices,
    private readonly readingNotices: ReadingNotices,
    private readonly copies: ReadingCopyNotices,
    private readonly places: ReadingPlaces,
    private readonly links: ReadingLinks,
    private readonly registrations: RegistrationsQueries,
    private readonly replacements: Replacements,
    private readonly outbox: Outbox,
  ) {
    this.greetings = new Rows(db, clock, 'greetings');
  }

  /**
   * Asks somebody to read a message. The same reader again only changes the deputy; another one has to accept anew. A
   * message that was to be read by the one before keeps its place in the order of reading, and takes it again with the
   * answer.
   */
  async ask(eventId: string, id: string, version: number, input: ReaderInput): Promise<GreetingView> {
    return this.db.transaction(async () => {
      const row = await this.locked(eventId, id);
      if (isOver(row)) throw greetingProblems.greetingOver('Nobody has to read it any more.');
      assertVersion(row.version, version);
      const personId = input.personId.toLowerCase();
      const deputyPersonId = input.deputyPersonId?.toLowerCase() ?? null;
      await this.checkPersons(eventId, personId, deputyPersonId);
      const same =
        row.reader_person_id === personId &&
        (row.reader_state === 'asked' || row.reader_state === 'accepted');
      // Before the change: the database lets no message stay scheduled whose reader has not accepted.
      const lost = !same && (await this.places.loseReader(row, 'Another reader was asked.'));
      await this.greetings.update({ id, eventId }, version + (lost ? 1 : 0), {
        ...(row.deputy_person_id === deputyPersonId && same ? {} : { deputyPersonId, ...deputyNotAsked }),
        ...(same
          ? {}
          : {
              readerPersonId: personId,
              readerState: 'asked',
              readerAskedAt: this.clock.now(),
              readerAnsweredAt: null,
            }),
      });
      if (!same) await this.notices.tellReader(eventId, id, personId, `${id} asked at version ${version}`);
      await this.outbox.tell(readingChanged, { eventId, greetingId: id });
      await this.replacements.settle([id]);
      return this.queries.greeting(eventId, id);
    });
  }

  /**
   * Takes the answer of the reader, or of the deputy who was asked: from staff on their behalf or from their own link. When
   * the reader withdraws, the place in the order is kept and flagged, the deputy is asked at once and protocol is told; a
   * deputy who accepts is the reader from then on, at that place. Asked twice with the same answer, nothing happens the
   * second time.
   * @throws 404 for a link of anybody else
   */
  async answer(
    eventId: string,
    id: string,
    { accepted, personId }: ReaderAnswerInput,
    principal: Principal,
  ): Promise<ReaderAnswerView> {
    return this.db.transaction(async () => {
      const row = await this.locked(eventId, id);
      const part = await this.partOf(eventId, row, principal, personId?.toLowerCase());
      const before = part === 'reader' ? row.reader_state : row.deputy_state;
      if (before === null)
        throw greetingProblems.readerNotAsked(
          part === 'reader' ? 'Name a reader first.' : 'The deputy is asked when the reader does not read.',
        );
      const state = accepted ? 'accepted' : 'declined';
      if (before !== state) {
        if (isOver(row)) throw greetingProblems.greetingOver('Nobody has to read it any more.');
        if (before === 'cancelled')
          throw greetingProblems.readerNotAsked(
            'The registration of this person has ended. Ask somebody who takes part.',
          );
        if (part === 'deputy') await this.deputyAnswers(row, accepted);
        else if (accepted) await this.readerAccepts(row);
        else await this.without(row, 'declined', 'The reader has declined.');
        await this.replacements.settle([id]);
      }
      return { greetingId: id, author: row.author_name, state };
    });
  }

  /**
   * Somebody does not come, and would have read the message or stood in for its reader: the other person is asked to read it,
   * or else the deputy. A message that was to be read keeps its place. In the transaction in which the place passes on.
   */
  async replace(
    eventId: string,
    id: string,
    personId: string,
    successorId: string | undefined,
  ): Promise<void> {
    const row = await this.locked(eventId, id);
    const isReader = row.reader_person_id === personId;
    const lost = isReader && (await this.places.loseReader(row, 'The reader does not come.'));
    const version = row.version + (lost ? 1 : 0);
    const without =
      row.deputy_person_id === personId || row.deputy_person_id === successorId
        ? { deputyPersonId: null, ...deputyNotAsked }
        : {};
    const asksDeputy =
      isReader &&
      successorId === undefined &&
      row.deputy_person_id !== null &&
      row.deputy_person_id !== personId &&
      row.deputy_state === null;
    await this.greetings.update({ id, eventId }, version, {
      ...(isReader
        ? {
            readerPersonId: successorId ?? null,
            readerState: successorId === undefined ? null : 'asked',
            readerAskedAt: successorId === undefined ? null : this.clock.now(),
            readerAnsweredAt: null,
          }
        : {}),
      ...(asksDeputy ? { deputyState: 'asked', deputyAskedAt: this.clock.now() } : without),
    });
    await this.outbox.tell(readingChanged, { eventId, greetingId: id });
    const cause = `${id} asked at version ${version}`;
    if (isReader && successorId !== undefined) await this.notices.tellReader(eventId, id, successorId, cause);
    if (asksDeputy) await this.readingNotices.askDeputy(eventId, id, row.deputy_person_id!, cause);
  }

  /**
   * Somebody does not come, `because` their registration or their last part in the programme has ended: what they were asked
   * to read, or had accepted, they do not read, and they stand in for nobody. Where they were the reader, protocol is told,
   * and the deputy is asked who was not asked before. Where they were the deputy, protocol is told only if they had been asked
   * and nobody else reads. Whoever had declined to read has nothing to lose. In the transaction of the caller.
   */
  async cancelOf(
    eventId: string,
    personId: string,
    because = 'The registration of the reader has ended.',
  ): Promise<void> {
    const rows = await this.db.query<GreetingRow>(
      `SELECT * FROM greetings g
        WHERE g.event_id = $1 AND (g.reader_person_id = $2 AND g.reader_state IN ('asked', 'accepted')
              OR g.deputy_person_id = $2 AND g.deputy_state IS DISTINCT FROM 'cancelled')
          AND g.state NOT IN ('delivered', 'published', 'declined', 'withdrawn') ORDER BY g.id FOR UPDATE`,
      [eventId, personId],
    );
    for (const row of rows) {
      if (row.reader_person_id === personId) await this.without(row, 'cancelled', because);
      else {
        await this.update(row, row.version, { deputyState: 'cancelled', deputyAnsweredAt: this.clock.now() });
        if (row.reader_state !== 'accepted' && row.deputy_state === 'asked')
          await this.readingNotices.tellProtocol(eventId, row.id, `${row.id} at version ${row.version}`);
      }
      await this.replacements.settle([row.id]);
    }
  }

  private async readerAccepts(row: GreetingRow): Promise<void> {
    await this.update(row, row.version, {
      readerState: 'accepted',
      readerAnsweredAt: this.clock.now(),
      ...deputyNotAsked,
    });
    await this.places.resume(row.id);
    await this.copies.tellReader(row.id);
  }

  /** The reader does not read: the place is kept, the deputy is asked, and protocol is told. */
  private async without(row: GreetingRow, state: 'declined' | 'cancelled', comment: string): Promise<void> {
    const lost = await this.places.loseReader(row, comment);
    const version = row.version + (lost ? 1 : 0);
    const asksDeputy = row.deputy_person_id !== null && row.deputy_state === null;
    await this.update(row, version, {
      readerState: state,
      readerAnsweredAt: this.clock.now(),
      ...(asksDeputy ? { deputyState: 'asked', deputyAskedAt: this.clock.now() } : {}),
    });
    const cause = `${row.id} at version ${version}`;
    if (asksDeputy) await this.readingNotices.askDeputy(row.event_id, row.id, row.deputy_person_id!, cause);
    await this.readingNotices.tellProtocol(row.event_id, row.id, cause);
  }

  private async deputyAnswers(row: GreetingRow, accepted: boolean): Promise<void> {
    const now = this.clock.now();
    if (!accepted) {
      await this.update(row, row.version, { deputyState: 'declined', deputyAnsweredAt: now });
      return this.readingNotices.tellProtocol(row.event_id, row.id, `${row.id} at version ${row.version}`);
    }
    await this.update(row, row.version, {
      readerPersonId: row.deputy_person_id,
      readerState: 'accepted',
      readerAskedAt: row.deputy_asked_at,
      readerAnsweredAt: now,
      deputyPersonId: null,
      ...deputyNotAsked,
    });
    await this.places.resume(row.id);
    await this.copies.tellReader(row.id);
  }

  private async update(row: GreetingRow, version: number, changes: Values): Promise<void> {
    await this.greetings.update({ id: row.id, eventId: row.event_id }, version, changes);
    await this.outbox.tell(readingChanged, { eventId: row.event_id, greetingId: row.id });
  }

  /** As whom the caller answers. @throws 403, 404 */
  private async partOf(
    eventId: string,
    row: GreetingRow,
    principal: Principal,
    personId: string | undefined,
  ): Promise<ReadingPart> {
    if (principal.kind === 'link') {
      const person = await this.links.personOf(eventId, principal);
      if (person !== undefined && person === row.reader_person_id) return 'reader';
      if (person !== undefined && person === row.deputy_person_id) return 'deputy';
      throw httpProblems.notFound('There is no such message here.');
    }
    if (!worksOnTexts(principal)) {
      if (principal.roles.length === 0) throw httpProblems.notFound('There is no such message here.');
      throw httpProblems.notAllowed(`This needs one of these roles in the event: ${textCircle.join(', ')}.`);
    }
    if (personId === undefined || personId === row.reader_person_id) return 'reader';
    if (personId === row.deputy_person_id) return 'deputy';
    throw greetingProblems.readerNotAsked({
      detail: 'Somebody else is asked to read it now. Read the message again.',
      errors: [{ pointer: '/personId', code: 'not_asked', message: 'is neither the reader nor the deputy' }],
    });
  }

  private async checkPersons(
    eventId: string,
    personId: string,
    deputyPersonId: string | null,
  ): Promise<void> {
    if (personId === deputyPersonId)
      throw httpProblems.againstTheRules({
        detail: 'The deputy must be somebody else.',
        errors: [
          { pointer: '/deputyPersonId', code: 'same', message: 'must be somebody else than the reader' },
        ],
      });
    const wanted = [personId, ...(deputyPersonId === null ? [] : [deputyPersonId])];
    // Persons outlive events: whoever is known only in another event does not exist here.
    const entered = await this.db.query<{ id: string }>(
      'SELECT person_id AS id FROM event_persons WHERE event_id = $1 AND person_id = ANY ($2)',
      [eventId, wanted],
    );
    const known = new Set([
      ...(await this.registrations.registrationsOfPersons(eventId, wanted)).map(({ personId: id }) => id),
      ...entered.map(({ id }) => id),
    ]);
    for (const [index, id] of wanted.entries())
      if (!known.has(id))
        throw greetingProblems.readerUnknown({
          detail: 'Choose a person of this event.',
          errors: [
            {
              pointer: index === 0 ? '/personId' : '/deputyPersonId',
              code: 'unknown',
              message: 'is not a person of this event',
            },
          ],
        });
  }

  private async locked(eventId: string, id: string): Promise<GreetingRow> {
    const row = await this.db.one<GreetingRow>(
      'SELECT * FROM greetings WHERE event_id = $1 AND id = $2 FOR UPDATE',
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such message in this event.');
    return row;
  }
}

const isOver = ({ state }: GreetingRow): boolean =>
  ['delivered', 'published', 'declined', 'withdrawn'].includes(state);

/** A deputy who was not asked yet. */
const deputyNotAsked = { deputyState: null, deputyAskedAt: null, deputyAnsweredAt: null };
