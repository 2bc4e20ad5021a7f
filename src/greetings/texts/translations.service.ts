import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database, isSqlError, sqlState } from '../../platform/database/database';
import { Rows } from '../../platform/database/rows';
import { httpProblems } from '../../platform/http/problem';
import type { TransitionContext } from '../../platform/workflow/binding';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { greetingProblems } from '../greeting.errors';
import { Accounts } from '../../access/accounts.service';
import { actsForProtocol, textCircle, translatorRole, worksOnTexts } from '../greeting.circle';
import { CheckInput, DraftInput } from '../greeting.input';
import { GreetingsQueries } from '../greetings.queries';
import type { TranslationRow, TranslationView } from './translation.view';
import { fileOf } from './hand-in.service';
import type { TranslationPeopleInput } from './text.input';
import { clearedStates } from './cleared-texts.queries';
import { Remarks } from './remarks.service';
import { TextVersions } from './text-versions.service';
import { reminderHours, TranslationNotices } from './translation-notices.service';
import { translationChanged, translationWorkflow } from './translation.workflow';

type Step = TransitionContext<TranslationRow>;

/** States of a message in which a further translation makes sense. */
const translatable = new Set(['in_translation', 'cleared', 'scheduled', 'delivered', 'published']);

/** Translations of messages of greetings, and the code behind their workflow. */
@Injectable()
export class Translations {
  private readonly translations: Rows;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly queries: GreetingsQueries,
    private readonly versions: TextVersions,
    private readonly accounts: Accounts,
    private readonly remarks: Remarks,
    private readonly notices: TranslationNotices,
  ) {
    this.translations = new Rows(db, clock, 'greeting_translations');
    engine.bind<
      keyof typeof translationWorkflow.states,
      keyof typeof translationWorkflow.transitions,
      keyof typeof translationWorkflow.conditions,
      never,
      TranslationRow
    >(translationWorkflow, {
      conditions: {
        translatorsTurn: ({ row, principal }) =>
          worksOnTexts(principal) || row.translator_id === principal.id,
        checkersTurn: ({ row, principal }) =>
          row.checker_id === null
            ? worksOnTexts(principal)
            : row.checker_id === principal.id || principal.administrator,
        checkedByAnother: ({ row, principal }) => row.drafted_by !== principal.id,
        greetingStillOpen: async ({ row, from }) =>
          from !== 'approved' || (await this.greeting(row.greeting_id)).state === 'in_translation',
        protocolOnceCleared: async ({ row, principal }) =>
          actsForProtocol(principal) || !(await this.isCleared(row)),
        // Before that, the clearance waits for them.
        remarksSettled: async ({ row }) =>
          !(await this.isCleared(row)) || (await this.remarks.settledOn(row.greeting_id, row.language)),
      },
      effects: {},
      choose: {
        draft: (step) => this.draft(step),
        check: async (step): Promise<'checked'> => {
          await this.mustBeTheOneRead(step);
          step.set({ checked_by_name: step.principal.name });
          return 'checked';
        },
        approve: async (step): Promise<'approved'> => {
          await this.mustBeTheOneRead(step);
          return 'approved';
        },
        return: ({ comment, set }) => {
          set({ remark: comment });
          return 'requested';
        },
      },
      inputs: { draft: DraftInput, check: CheckInput, approve: CheckInput },
      view: (id, scopeId) => queries.translation(scopeId, id),
      fact: translationChanged,
    });
  }

  /** Asks for a further translation. @throws 409 when there is one, or the message is not ready for it */
  async add(eventId: string, greetingId: string, language: string): Promise<TranslationView> {
    return this.db.transaction(async () => {
      const greeting = await this.db.one<{ state: string; language: string | null }>(
        'SELECT state, language FROM greetings WHERE event_id = $1 AND id = $2 FOR UPDATE',
        [eventId, greetingId],
      );
      if (!greeting) throw httpProblems.notFound('There is no such message in this event.');
      if (!translatable.has(greeting.state))
        throw greetingProblems.translationNotPossible(
          greeting.state === 'received'
            ? 'Start the translations of the message first (translate).'
            : `The message is ${greeting.state.replaceAll('_', ' ')}.`,
        );
      if (greeting.language === language) throw exists('is the language of the original');
      const id = await this.insert(eventId, greetingId, language).catch((error: unknown) => {
        if (isSqlError(error, sqlState.uniqueViolation, 'greeting_translations_language_key'))
          throw exists('has a translation already');
        throw error;
      });
      return this.queries.translation(eventId, id);
    });
  }

  /** Asks for translations into these languages, in the transaction of the caller. */
  async start(eventId: string, greetingId: string, languages: readonly string[]): Promise<void> {
    for (const language of languages) await this.insert(eventId, greetingId, language);
  }

  /**
   * Names who translates and who checks, and until when; whoever was not named before is told by mail.
   * @throws 404, 412; 422 for whoever may not, and for one person as both
   */
  async assign(
    eventId: string,
    greetingId: string,
    id: string,
    version: number,
    people: TranslationPeopleInput,
  ): Promise<TranslationView> {
    return this.db.transaction(async () => {
      const row = await this.db.one<{
        state: string;
        translator_id: string | null;
        checker_id: string | null;
        due_at: Date | null;
      }>(
        `SELECT state, translator_id, checker_id, due_at FROM greeting_translations
          WHERE event_id = $1 AND greeting_id = $2 AND id = $3 FOR UPDATE`,
        [eventId, greetingId, id],
      );
      if (!row) throw httpProblems.notFound('There is no such translation here.');
      const translatorId =
        people.translatorId === undefined ? row.translator_id : (people.translatorId?.toLowerCase() ?? null);
      const checkerId =
        people.checkerId === undefined ? row.checker_id : (people.checkerId?.toLowerCase() ?? null);
      if (translatorId !== null && translatorId === checkerId)
        throw httpProblems.againstTheRules({
          detail: 'Whoever translates cannot check it; name somebody else.',
          errors: [{ pointer: '/checkerId', code: 'same', message: 'must be somebody else' }],
        });
      const able = await this.accounts.withRoles(eventId, [...textCircle, translatorRole]);
      for (const [pointer, userId] of [
        ['/translatorId', translatorId],
        ['/checkerId', checkerId],
      ] as const)
        if (userId !== null && !able.some((one) => one.userId === userId))
          throw greetingProblems.translationPersonUnknown({
            detail: `Give this person the role ${translatorRole} in the event first.`,
            errors: [{ pointer, code: 'unknown', message: 'is nobody who works on texts here' }],
          });
      const dueAt =
        people.dueAt === undefined ? row.due_at : people.dueAt === null ? null : new Date(people.dueAt);
      const added = [
        ...(translatorId !== row.translator_id && ['requested', 'outdated'].includes(row.state)
          ? [translatorId]
          : []),
        ...(checkerId !== row.checker_id && ['requested', 'outdated', 'drafted'].includes(row.state)
          ? [checkerId]
          : []),
      ].filter((userId) => userId !== null);
      const told = await this.notices.tellNamed(eventId, id, added, `${id} named at version ${version}`);
      // A deadline that is near already stands in the mail that tells of it.
      const isNear =
        dueAt !== null && dueAt.getTime() - reminderHours * 3_600_000 <= this.clock.now().getTime();
      await this.translations.update({ id, eventId }, version, {
        translatorId,
        checkerId,
        dueAt,
        ...(told && isNear ? { remindedOf: dueAt } : {}),
      });
      return this.queries.translation(eventId, id);
    });
  }

  /** Whether anything was made of the original in another language. */
  async any(greetingId: string): Promise<boolean> {
    const one = await this.db.one('SELECT 1 FROM greeting_translations WHERE greeting_id = $1 LIMIT 1', [
      greetingId,
    ]);
    return one !== undefined;
  }

  /**
   * Whether no translation of this message is on its way. Waits for those that are being moved just now, so that what is
   * cleared is what was seen.
   */
  async allApproved(greetingId: string): Promise<boolean> {
    const all = await this.db.query<{ state: string }>(
      'SELECT state FROM greeting_translations WHERE greeting_id = $1 ORDER BY id FOR SHARE',
      [greetingId],
    );
    return all.every(({ state }) => state === 'approved');
  }

  /** Translations that are there, of versions of the original before the one that counts now. */
  async ofEarlierVersions(greetingId: string): Promise<string[]> {
    // Locked first: a draft that is being handed in just now is seen, or sees the new version itself.
    const rows = await this.db.query<{ id: string }>(
      `SELECT t.id FROM greeting_translations t WHERE t.greeting_id = $1 AND t.state IN ('drafted', 'checked', 'approved')
        ORDER BY t.id FOR UPDATE`,
      [greetingId],
    );
    const earlier = await this.db.query<{ id: string }>(
      `SELECT t.id FROM greeting_translations t JOIN greetings g ON g.id = t.greeting_id JOIN greeting_texts v ON v.id = t.text_id
        WHERE t.id = ANY ($1::uuid[]) AND v.translated_from <> g.text_id ORDER BY t.id`,
      [rows.map(({ id }) => id)],
    );
    return earlier.map(({ id }) => id);
  }

  private async draft(step: Step): Promise<'drafted'> {
    const { row, scopeId, input, principal, now, set, note } = step;
    const { text, changes, translatedNumber } = input as DraftInput;
    const greeting = await this.greeting(row.greeting_id);
    const original = await this.versions.find(greeting.textId);
    if (translatedNumber !== undefined && translatedNumber !== original!.number)
      throw greetingProblems.greetingTextStale({
        detail: `The original is at version ${original!.number} now; version ${translatedNumber} was translated. Go over it, then hand it in.`,
        errors: [
          {
            pointer: '/input/translatedNumber',
            code: 'stale',
            message: `must be ${original!.number}`,
          },
        ],
      });
    const version = await this.versions.add({
      eventId: scopeId,
      greetingId: row.greeting_id,
      language: row.language,
      body: text,
      authentic: false,
      changes: changes ?? null,
      file: fileOf(input),
      translatedFrom: greeting.textId,
      by: principal,
      at: now,
    });
    set({
      text_id: version.id,
      reading_seconds: version.readingSeconds,
      drafted_by: principal.id,
      drafted_by_name: principal.name,
      checked_by_name: null,
      remark: null,
    });
    note({ textNumber: version.number, translatedNumber: original!.number });
    return 'drafted';
  }

  /** @throws 409 for whoever has read another version than the one that counts */
  private async mustBeTheOneRead({ row, input }: Step): Promise<void> {
    const { textNumber } = input as CheckInput;
    const current = await this.versions.find(row.text_id);
    if (textNumber === undefined || textNumber === current?.number) return;
    throw greetingProblems.greetingTextStale({
      detail: `The translation is at version ${current?.number ?? 0} now; you have read version ${textNumber}.`,
      errors: [{ pointer: '/input/textNumber', code: 'stale', message: `must be ${current?.number ?? 0}` }],
    });
  }

  private async insert(eventId: string, greetingId: string, language: string): Promise<string> {
    const id = await this.translations.insert({
      eventId,
      greetingId,
      language,
      state: translationWorkflow.initial,
    });
    await this.engine.begin(translationWorkflow, { id, scopeId: eventId }, { greetingId, language });
    return id;
  }

  private async isCleared({ greeting_id: id }: TranslationRow): Promise<boolean> {
    return clearedStates.includes((await this.greeting(id)).state);
  }

  /**
   * The message, kept as it is until the translation has moved. Whoever moves the message locks it and then its
   * translations, so this must not wait for them. @throws 409 while somebody changes it
   */
  private async greeting(id: string): Promise<{ state: string; textId: string }> {
    const greeting = await this.db
      .one<{ state: string; textId: string }>(
        'SELECT state, text_id AS "textId" FROM greetings WHERE id = $1 FOR SHARE NOWAIT',
        [id],
      )
      .catch((error: unknown) => {
        if (isSqlError(error, sqlState.lockNotAvailable))
          throw greetingProblems.translationBusy('Somebody is changing the message just now. Try again.');
        throw error;
      });
    return greeting!;
  }
}

function exists(message: string) {
  return greetingProblems.translationExists({
    detail: 'Use the text that is there.',
    errors: [{ pointer: '/language', code: 'taken', message }],
  });
}
