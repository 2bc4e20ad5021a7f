import { Injectable } from '@nestjs/common';
import {
  bestLikeness,
  formsJson,
  personFormsJson,
  personNamesDigest,
  type NameForms,
} from '../../people/name-likeness.rules';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database } from '../../platform/database/database';
import { systemPrincipal, type Principal } from '../../platform/http/request-context';
import type { TransitionContext, WorkflowRow } from '../../platform/workflow/binding';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { letterProblems } from './letter.errors';
import { LetterMemberInput, type LetterConfirmationsInput, type LetterLinesInput } from './letter.input';
import { leastProposed, unmistakable, withoutAddress } from './letter.rules';
import type { LetterComparisonView } from './letter.view';
import { letterLineWorkflow } from './letter-line.workflow';
import { LettersQueries } from './letters.queries';

interface LineRow extends WorkflowRow {
  readonly delegation_id: string;
  readonly document_id: string;
  readonly registration_id: string | null;
  readonly parted: string[];
}

interface Candidate extends Record<string, unknown> {
  readonly digest: string;
  readonly line: NameForms;
  readonly forms: NameForms[];
}

/** States of a letter in which there is one to be read. */
const legible: ReadonlySet<string> = new Set(['handed_in', 'verified', 'incomplete', 'accepted']);

const unmatched = {
  registration_id: null,
  matched_name: null,
  matched_by: null,
  matched_at: null,
  how: null,
  score: null,
};

/** Letters of delegations, line by line, and which member each line is. */
@Injectable()
export class Letters {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly queries: LettersQueries,
  ) {
    const meant = ({ input }: TransitionContext<LineRow>): string =>
      (input as LetterMemberInput).registrationId?.toLowerCase();
    engine.bind<
      keyof typeof letterLineWorkflow.states,
      keyof typeof letterLineWorkflow.transitions,
      keyof typeof letterLineWorkflow.conditions,
      keyof typeof letterLineWorkflow.effects,
      LineRow
    >(letterLineWorkflow, {
      conditions: {
        letterIsThere: async ({ row }) => {
          const letter = await this.db.one<{ state: string }>(
            'SELECT state FROM requirement_documents WHERE id = $1',
            [row.document_id],
          );
          return legible.has(letter!.state);
        },
        isFree: (context) => {
          // Asked what can be done, nobody is meant yet.
          const registrationId = meant(context);
          const { registration_id: member } = context.row;
          return member === null || registrationId === undefined || member === registrationId;
        },
        isMember: async (context) => {
          const registrationId = meant(context);
          if (registrationId === undefined) return true;
          const member = await this.db.one(
            'SELECT 1 FROM delegation_members WHERE delegation_id = $1 AND registration_id = $2',
            [context.row.delegation_id, registrationId],
          );
          return member !== undefined;
        },
      },
      effects: {},
      choose: {
        match: async (context) => {
          const { row, principal, now } = context;
          const registrationId = meant(context);
          await this.mustBeNoOtherLine(row, registrationId);
          const { digest, line, forms } = await this.candidate(row.id, registrationId);
          const compared = bestLikeness([line, withoutAddress(line)], forms);
          const isProposed = compared !== undefined && compared.score >= leastProposed;
          context.set({
            registration_id: registrationId,
            matched_name: digest,
            matched_by: principal.name,
            matched_at: now,
            how: isProposed ? compared.why : null,
            score: isProposed ? compared.score : null,
            parted: row.parted.filter((id) => id !== registrationId),
          });
          context.note({ registrationId });
          return 'matched' as const;
        },
        part: (context) => {
          const registrationId = meant(context);
          context.set({ ...unmatched, parted: [...new Set([...context.row.parted, registrationId])] });
          context.note({ registrationId });
          return 'open';
        },
        reopen: (context) => {
          context.note({ registrationId: context.row.registration_id });
          context.set(unmatched);
          return 'open';
        },
      },
      inputs: { match: LetterMemberInput, part: LetterMemberInput },
      view: (id, eventId) => queries.line(eventId, id),
    });
  }

  /**
   * Enters the lines of a letter in the place of those that were entered before. A line whose name stays is the line that
   * it was, with its member.
   * @throws 404, 409 when nothing has been handed in, or the letter was accepted
   */
  async enter(
    eventId: string,
    delegationId: string,
    documentId: string,
    { lines }: LetterLinesInput,
  ): Promise<LetterComparisonView> {
    await this.db.transaction(async () => {
      await this.lockLines(documentId);
      const letter = await this.queries.letter(eventId, delegationId, documentId, true);
      if (!legible.has(letter.state) || letter.state === 'accepted')
        throw letterProblems.letterNotThere(
          letter.state === 'accepted'
            ? 'The letter was accepted. Refuse it first, if its names were read wrongly.'
            : `The letter is ${letter.state.replaceAll('_', ' ')}. Hand it in first, also one that came on paper.`,
        );
      const kept = await this.db.query<{ id: string; name: string; state: string }>(
        'SELECT id, name, state FROM letter_lines WHERE document_id = $1 ORDER BY position, id',
        [documentId],
      );
      const left = [...kept];
      const wanted = lines.map((line, index) => {
        const at = left.findIndex(({ name }) => name === line.name);
        const [same] = at < 0 ? [] : left.splice(at, 1);
        return { ...line, position: index + 1, id: same?.id ?? newId(), isNew: same === undefined };
      });
      await this.db.query('DELETE FROM letter_lines WHERE id = ANY ($1::uuid[])', [left.map(({ id }) => id)]);
      await this.engine.endAll(
        letterLineWorkflow,
        left.map(({ id, state, name }) => ({ id, scopeId: eventId, state, data: { documentId, name } })),
      );
      await this.db.query(
        `INSERT INTO letter_lines AS l (id, event_id, state, delegation_id, document_id, position, name, post, part, created_at, updated_at)
         SELECT w.id, $1, $2, $3, $4, w.position, w.name, w.post, w.part, $5, $5
           FROM unnest($6::uuid[], $7::integer[], $8::text[], $9::text[], $10::text[]) AS w (id, position, name, post, part)
         ON CONFLICT (id) DO UPDATE SET position = excluded.position, post = excluded.post, part = excluded.part,
            updated_at = excluded.updated_at, version = l.version + 1
          WHERE (l.position, l.post, l.part) IS DISTINCT FROM (excluded.position, excluded.post, excluded.part)`,
        [
          eventId,
          letterLineWorkflow.initial,
          delegationId,
          documentId,
          this.clock.now(),
          wanted.map(({ id }) => id),
          wanted.map(({ position }) => position),
          wanted.map(({ name }) => name),
          wanted.map(({ post }) => post ?? null),
          wanted.map(({ part }) => part ?? null),
        ],
      );
      await this.engine.beginAll(
        letterLineWorkflow,
        wanted.filter(({ isNew }) => isNew).map(({ id }) => ({ id, scopeId: eventId })),
      );
    });
    return this.queries.comparison(eventId, delegationId, documentId);
  }

  /** Confirms what is proposed with at least this score and cannot be meant otherwise. @throws 404, 409 */
  async confirm(
    eventId: string,
    delegationId: string,
    documentId: string,
    { minScore }: LetterConfirmationsInput,
    by: Principal,
  ): Promise<LetterComparisonView> {
    await this.db.transaction(async () => {
      await this.lockLines(documentId);
      const letter = await this.queries.letter(eventId, delegationId, documentId);
      const { proposals } = await this.queries.compared(letter);
      const sure = unmistakable(proposals, minScore).toSorted((a, b) => (a.lineId < b.lineId ? -1 : 1));
      for (const { lineId, registrationId } of sure)
        await this.engine.apply(letterLineWorkflow, lineId, {
          transition: 'match',
          input: { registrationId },
          principal: by,
          scopeId: eventId,
        });
    });
    return this.queries.comparison(eventId, delegationId, documentId);
  }

  /** There is a new letter: whoever was matched in the one before is to be found in this one. */
  async reopenLetter(documentId: string): Promise<void> {
    await this.lockLines(documentId);
    await this.reopen('l.document_id = $1', documentId, 'Another letter was handed in.');
  }

  /** Somebody is called otherwise now; a match that was made since stays. */
  async reopenPerson(personId: string): Promise<void> {
    await this.reopen(
      `l.registration_id IN (SELECT r.id FROM registrations r JOIN persons p ON p.id = r.person_id
                              WHERE r.person_id = $1 AND l.matched_name <> ${personNamesDigest})`,
      personId,
      'The name has changed.',
    );
  }

  /** Another person has the place of a member, or nobody has: a match that was made since stays. */
  async reopenMember(registrationId: string): Promise<void> {
    await this.reopen(
      `l.registration_id = $1 AND NOT EXISTS (
         SELECT 1 FROM delegation_members m JOIN registrations r ON r.id = m.registration_id JOIN persons p ON p.id = r.person_id
          WHERE m.registration_id = $1 AND m.delegation_id = l.delegation_id AND l.matched_name = ${personNamesDigest})`,
      registrationId,
      'The member has left, or another person has the place.',
    );
  }

  private async reopen(which: string, value: string, comment: string): Promise<void> {
    const rows = await this.db.query<{ id: string }>(
      `SELECT l.id FROM letter_lines l WHERE l.state = 'matched' AND ${which} ORDER BY l.id`,
      [value],
    );
    await this.engine.applyAll(
      letterLineWorkflow,
      rows.map(({ id }) => id),
      { transition: 'reopen', comment, principal: systemPrincipal },
    );
  }

  /** Lines come before anything else that is locked: whoever matches one holds it first. */
  private async lockLines(documentId: string): Promise<void> {
    await this.db.query('SELECT id FROM letter_lines WHERE document_id = $1 ORDER BY id FOR UPDATE', [
      documentId,
    ]);
  }

  /** Officers who match lines of one letter do so one after the other. */
  private async mustBeNoOtherLine(
    { id, document_id: documentId }: LineRow,
    registrationId: string,
  ): Promise<void> {
    await this.db.query(`SELECT pg_advisory_xact_lock(hashtextextended('letter ' || $1, 0))`, [documentId]);
    const other = await this.db.one<{ position: number }>(
      'SELECT position FROM letter_lines WHERE document_id = $1 AND registration_id = $2 AND id <> $3',
      [documentId, registrationId, id],
    );
    if (other)
      throw letterProblems.letterMemberTaken({
        detail: `They are line ${other.position}. Part them there first.`,
        errors: [
          { pointer: '/input/registrationId', code: 'taken', message: 'is another line of the letter' },
        ],
      });
  }

  private async candidate(lineId: string, registrationId: string): Promise<Candidate> {
    const row = await this.db.one<Candidate>(
      `SELECT ${personNamesDigest} AS digest, ${formsJson('l.name')} AS line, ${personFormsJson} AS forms
         FROM letter_lines l, registrations r JOIN persons p ON p.id = r.person_id WHERE l.id = $1 AND r.id = $2`,
      [lineId, registrationId],
    );
    return row!;
  }
}
