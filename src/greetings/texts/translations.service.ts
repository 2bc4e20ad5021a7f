import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database, isSqlError, sqlState } from '../../platform/database/database';
import { Rows } from '../../platform/database/rows';
import { httpProblems } from '../../platform/http/problem';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { greetingProblems } from '../greeting.errors';
import { DraftInput } from '../greeting.input';
import { readingSeconds } from '../greeting.rules';
import { GreetingsQueries } from '../greetings.queries';
import type { TranslationRow, TranslationView } from './translation.view';
import { translationWorkflow } from './translation.workflow';

/** States of a message in which a further translation makes sense. */
const translatable = new Set(['in_translation', 'cleared', 'scheduled', 'delivered', 'published']);

/** Translations of messages of greetings, and the code behind their workflow. */
@Injectable()
export class Translations {
  private readonly translations: Rows;

  constructor(
    private readonly db: Database,
    clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly queries: GreetingsQueries,
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
        checkedByAnother: ({ row, principal }) => row.drafted_by !== principal.id,
        greetingStillOpen: async ({ row, from }) =>
          from !== 'approved' || (await this.greetingState(row.greeting_id)) === 'in_translation',
      },
      effects: {},
      choose: {
        draft: ({ row, input, principal, set }) => {
          const { text } = input as DraftInput;
          set({
            translated_text: text,
            reading_seconds: readingSeconds(text, row.language),
            drafted_by: principal.id,
            drafted_by_name: principal.name,
            checked_by_name: null,
          });
          return 'drafted';
        },
        check: ({ principal, set }) => {
          set({ checked_by_name: principal.name });
          return 'checked';
        },
      },
      inputs: { draft: DraftInput },
      view: (id, scopeId) => queries.translation(scopeId, id),
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

  /** Whether no translation of this message is on its way. */
  async allApproved(greetingId: string): Promise<boolean> {
    const open = await this.db.one(
      `SELECT 1 FROM greeting_translations WHERE greeting_id = $1 AND state <> 'approved' LIMIT 1`,
      [greetingId],
    );
    return open === undefined;
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

  private async greetingState(id: string): Promise<string | undefined> {
    const greeting = await this.db.one<{ state: string }>('SELECT state FROM greetings WHERE id = $1', [id]);
    return greeting?.state;
  }
}

function exists(message: string) {
  return greetingProblems.translationExists({
    detail: 'Use the text that is there.',
    errors: [{ pointer: '/language', code: 'taken', message }],
  });
}
