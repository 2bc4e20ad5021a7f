import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { Rows } from '../../platform/database/rows';
import { httpProblems } from '../../platform/http/problem';
import { systemPrincipal, type Principal } from '../../platform/http/request-context';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { RegistrationsQueries, type Participant } from '../../registrations/registrations.queries';
import { Replacements } from '../../registrations/replacements/replacements.service';
import { greetingProblems } from '../greeting.errors';
import type { ReaderInput } from '../greeting.input';
import type { GreetingRow, GreetingView, ReaderAnswerView } from '../greeting.view';
import { textCircle } from '../greeting.circle';
import { greetingWorkflow } from '../greeting.workflow';
import { GreetingNotices } from '../greeting-notices.service';
import { GreetingsQueries } from '../greetings.queries';

/** Who reads a message on its author's behalf: asked, accepted or declined. */
@Injectable()
export class Readers {
  private readonly greetings: Rows;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly queries: GreetingsQueries,
    private readonly notices: GreetingNotices,
    private readonly registrations: RegistrationsQueries,
    private readonly replacements: Replacements,
  ) {
    this.greetings = new Rows(db, clock, 'greetings');
  }

  /**
   * Asks somebody to read a message. The same reader again only changes the deputy; another one has to accept anew, and
   * a message that was to be read by the one before leaves the order of reading.
   */
  async ask(eventId: string, id: string, version: number, input: ReaderInput): Promise<GreetingView> {
    return this.db.transaction(async () => {
      const row = await this.locked(eventId, id);
      if (['delivered', 'published', 'declined', 'withdrawn'].includes(row.state))
        throw greetingProblems.greetingOver('Nobody has to read it any more.');
      const personId = input.personId.toLowerCase();
      const deputyPersonId = input.deputyPersonId?.toLowerCase() ?? null;
      await this.checkPersons(eventId, personId, deputyPersonId);
      const same = row.reader_person_id === personId && row.reader_state !== 'declined';
      // Before the change: the database lets no message stay scheduled whose reader has not accepted.
      let current = version;
      if (!same && row.version === version && (await this.leaveOrder(row, 'Another reader was asked.')))
        current = version + 1;
      await this.greetings.update({ id, eventId }, current, {
        deputyPersonId,
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
      await this.replacements.settle([id]);
      return this.queries.greeting(eventId, id);
    });
  }

  /**
   * Takes the reader's answer, from staff on the reader's behalf or from the reader's own link. A reader who declines
   * takes the message out of the order of reading. Asked twice with the same answer, nothing happens the second time.
   * @throws 404 for a link of anybody else
   */
  async answer(
    eventId: string,
    id: string,
    accepted: boolean,
    principal: Principal,
  ): Promise<ReaderAnswerView> {
    return this.db.transaction(async () => {
      const row = await this.locked(eventId, id);
      await this.mustBeReader(eventId, row, principal);
      if (row.reader_person_id === null) throw greetingProblems.readerNotAsked('Name a reader first.');
      const state = accepted ? 'accepted' : 'declined';
      if (row.reader_state !== state) {
        if (['delivered', 'published', 'declined', 'withdrawn'].includes(row.state))
          throw greetingProblems.greetingOver('Nobody has to read it any more.');
        const left = !accepted && (await this.leaveOrder(row, 'The reader has declined.'));
        await this.greetings.update({ id, eventId }, row.version + (left ? 1 : 0), {
          readerState: state,
          readerAnsweredAt: this.clock.now(),
        });
        await this.replacements.settle([id]);
      }
      return { greetingId: id, author: row.author_name, state };
    });
  }

  /**
   * Somebody does not come, and would have read the message or stood in for its reader: the other person is asked to read it,
   * or nobody is. A message that was to be read leaves the order of reading. In the transaction in which the place passes on.
   */
  async replace(
    eventId: string,
    id: string,
    personId: string,
    successorId: string | undefined,
  ): Promise<void> {
    const row = await this.locked(eventId, id);
    const isReader = row.reader_person_id === personId;
    const left = isReader && (await this.leaveOrder(row, 'The reader does not come.'));
    const version = row.version + (left ? 1 : 0);
    await this.greetings.update({ id, eventId }, version, {
      ...(isReader
        ? {
            readerPersonId: successorId ?? null,
            readerState: successorId === undefined ? null : 'asked',
            readerAskedAt: successorId === undefined ? null : this.clock.now(),
            readerAnsweredAt: null,
          }
        : {}),
      ...(row.deputy_person_id === personId || row.deputy_person_id === successorId
        ? { deputyPersonId: null }
        : {}),
    });
    if (isReader && successorId !== undefined)
      await this.notices.tellReader(eventId, id, successorId, `${id} asked at version ${version}`);
  }

  private async leaveOrder(row: GreetingRow, comment: string): Promise<boolean> {
    if (row.state !== 'scheduled' || row.mode !== 'read_on_behalf') return false;
    await this.engine.apply(greetingWorkflow, row.id, {
      transition: 'unschedule',
      comment,
      principal: systemPrincipal,
    });
    return true;
  }

  private async mustBeReader(eventId: string, row: GreetingRow, principal: Principal): Promise<void> {
    if (principal.kind === 'staff') {
      if (principal.administrator || textCircle.some((role) => principal.roles.includes(role))) return;
      if (principal.roles.length > 0)
        throw httpProblems.notAllowed(
          `This needs one of these roles in the event: ${textCircle.join(', ')}.`,
        );
    }
    if (principal.kind === 'link' && principal.subject?.kind === 'registration') {
      const { id } = principal.subject;
      const own = await this.registrationsOf(eventId, row.reader_person_id);
      if (own.some(({ registrationId }) => registrationId === id)) return;
    }
    throw httpProblems.notFound('There is no such message here.');
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

  private async registrationsOf(eventId: string, personId: string | null): Promise<Participant[]> {
    return personId === null ? [] : this.registrations.registrationsOfPersons(eventId, [personId]);
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
