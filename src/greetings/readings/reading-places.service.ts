import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { systemPrincipal } from '../../platform/http/request-context';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { greetingProblems } from '../greeting.errors';
import { greetingWorkflow } from '../greeting.workflow';
import { ClearedTexts } from '../texts/cleared-texts.queries';
import { ReadingConflicts } from './reading-conflicts.service';
import { ReadingNotices } from './reading-notices.service';

interface PlaceRow extends Record<string, unknown> {
  event_id: string;
  state: string;
  mode: string | null;
  session_id: string | null;
  reader_person_id: string | null;
  reader_state: string | null;
}

/** Places in the orders of reading: who may have one, and what becomes of it when the reader does not read. */
@Injectable()
export class ReadingPlaces {
  constructor(
    private readonly db: Database,
    private readonly engine: WorkflowEngine,
    private readonly conflicts: ReadingConflicts,
    private readonly notices: ReadingNotices,
    private readonly texts: ClearedTexts,
  ) {}

  /** @throws 409 when the reader cannot be in that session at its time, with what is in the way and when */
  async checkTime(
    eventId: string,
    place: { readonly id: string; readonly sessionId: string; readonly personId: string },
  ): Promise<void> {
    const { id: greetingId, sessionId, personId } = place;
    const found = await this.conflicts.of(eventId, [{ greetingId, sessionId, personId, part: 'reader' }]);
    const hard = found.get(greetingId)!.filter(({ severity }) => severity === 'hard');
    if (hard.length === 0) return;
    throw greetingProblems.greetingReaderNotFree({
      detail: `${hard.map(({ message }) => message).join(' ')} Ask somebody else to read, or change what is in the way.`,
      errors: hard.map(({ code, message }) => ({ pointer: '/input/readerPersonId', code, message })),
    });
  }

  /** @throws 422 when there is no cleared text in this language */
  async checkLanguage(row: { readonly id: string }, language: string): Promise<void> {
    const known = await this.texts.languages(row.id);
    if (known.includes(language)) return;
    throw greetingProblems.greetingLanguageUnknown({
      detail: `Choose one of these: ${known.join(', ')}.`,
      errors: [
        { pointer: '/input/readingLanguage', code: 'unknown', message: 'has no text that was cleared' },
      ],
    });
  }

  /** Takes the reader off a message that is scheduled; its place is kept. Answers whether that was so. */
  async loseReader(
    row: { id: string; state: string; mode: string | null },
    comment: string,
  ): Promise<boolean> {
    if (row.state !== 'scheduled' || row.mode !== 'read_on_behalf') return false;
    await this.engine.apply(greetingWorkflow, row.id, {
      transition: 'lose_reader',
      comment,
      principal: systemPrincipal,
    });
    return true;
  }

  /**
   * Gives a message the place back that was kept for it, once its text is cleared, and somebody has accepted to read it who
   * can be there; protocol is told of what keeps them. In the transaction of the caller. Answers whether it has it.
   */
  async resume(id: string): Promise<boolean> {
    const row = await this.db.one<PlaceRow>(
      'SELECT event_id, state, mode, session_id, reader_person_id, reader_state FROM greetings WHERE id = $1 FOR UPDATE',
      [id],
    );
    if (row?.state !== 'cleared' || row.mode === null) return false;
    if (row.mode === 'read_on_behalf' && !(await this.hasReader(id, row))) return false;
    await this.engine.apply(greetingWorkflow, id, { transition: 'resume', principal: systemPrincipal });
    return true;
  }

  private async hasReader(id: string, row: PlaceRow): Promise<boolean> {
    const { session_id: sessionId, reader_person_id: personId } = row;
    if (row.reader_state !== 'accepted' || personId === null) return false;
    if (sessionId === null) return true;
    const place = { greetingId: id, sessionId, personId, part: 'reader' } as const;
    const found = await this.conflicts.of(row.event_id, [place]);
    if (found.get(id)!.every(({ severity }) => severity !== 'hard')) return true;
    await this.notices.tellConflicts(row.event_id, found);
    return false;
  }
}
