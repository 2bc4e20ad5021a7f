import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { Database, isSqlError, sqlState } from '../platform/database/database';
import { Rows, type Values } from '../platform/database/rows';
import { assertVersion } from '../platform/http/concurrency';
import { httpProblems } from '../platform/http/problem';
import { currentPrincipal, systemPrincipal } from '../platform/http/request-context';
import { Outbox } from '../platform/outbox/outbox';
import { WorkflowEngine } from '../platform/workflow/engine';
import type { TransitionContext } from '../platform/workflow/binding';
import { greetingProblems } from './greeting.errors';
import {
  ClearInput,
  ReceiveInput,
  ScheduleInput,
  type GreetingChanges,
  type GreetingInput,
} from './greeting.input';
import type { GreetingRow, GreetingView } from './greeting.view';
import { greetingChanged, greetingWorkflow } from './greeting.workflow';
import { GreetingNotices } from './greeting-notices.service';
import { GreetingsQueries } from './greetings.queries';
import { Deliveries } from './delivery/deliveries.service';
import { DeliverInput } from './delivery/delivery.input';
import { Publications } from './publication/publications.service';
import { checkSummaries } from './publication/summary.rules';
import { readingChanged } from './readings/reading-changed.facts';
import { ReadingPlaces } from './readings/reading-places.service';
import { Requests } from './requests/requests.service';
import { fileOf } from './texts/hand-in.service';
import { Remarks } from './texts/remarks.service';
import { TextVersions } from './texts/text-versions.service';
import { translationWorkflow } from './texts/translation.workflow';
import { Translations } from './texts/translations.service';

type Step = TransitionContext<GreetingRow>;

/** Writes of messages of greetings that are not transitions, and the code behind their workflow. */
@Injectable()
export class GreetingsService {
  private readonly greetings: Rows;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly queries: GreetingsQueries,
    private readonly translations: Translations,
    private readonly versions: TextVersions,
    private readonly remarks: Remarks,
    private readonly requests: Requests,
    private readonly notices: GreetingNotices,
    deliveries: Deliveries,
    publications: Publications,
    private readonly places: ReadingPlaces,
    private readonly outbox: Outbox,
  ) {
    this.greetings = new Rows(db, clock, 'greetings');
    engine.bind<
      keyof typeof greetingWorkflow.states,
      keyof typeof greetingWorkflow.transitions,
      keyof typeof greetingWorkflow.conditions,
      keyof typeof greetingWorkflow.effects,
      GreetingRow
    >(greetingWorkflow, {
      conditions: {
        hasOriginal: ({ row }) => row.text_id !== null,
        translationsApproved: ({ id }) => this.translations.allApproved(id),
        remarksSettled: ({ id }) => this.remarks.allSettled(id),
        somethingToTranslate: ({ row }) => missingLanguages(row).length > 0,
        notPublicYet: (step) => publications.isNotPublicYet(step),
        embargoOver: (step) => publications.mayPublish(step),
        embargoStands: ({ row }) => row.embargo_lifted_at === null,
        hasPlace: ({ row }) => row.mode !== null,
      },
      effects: {
        startTranslations: ({ row, id, scopeId }) =>
          this.translations.start(scopeId, id, missingLanguages(row)),
        endEmbargo: (step) => publications.endEmbargo(step),
        outdateTranslations: async ({ id }) => {
          await this.engine.applyAll(translationWorkflow, await this.translations.ofEarlierVersions(id), {
            transition: 'outdate',
            principal: systemPrincipal,
          });
        },
      },
      choose: {
        receive: (step) => this.receive(step),
        clear: (step) => this.clear(step),
        schedule: (step) => this.schedule(step),
        unschedule: ({ row, set }) => {
          set({ session_id: null, position: null, mode: null });
          return row.state === 'received' || row.state === 'in_translation' ? row.state : 'cleared';
        },
        deliver: (step) => deliveries.deliver(step),
        publish: (step) => publications.publish(step),
        lift_embargo: (step) => publications.lift(step),
      },
      repeated: { clear: (step) => this.mustBeTheClearedOne(step) },
      inputs: { receive: ReceiveInput, clear: ClearInput, schedule: ScheduleInput, deliver: DeliverInput },
      view: (id, scopeId) => queries.greeting(scopeId, id),
      fact: greetingChanged,
    });
  }

  /** Asks an author for a message; a contact with an address gets the request by mail. */
  async create(eventId: string, input: GreetingInput): Promise<GreetingView> {
    return this.db.transaction(async () => {
      const id = await this.greetings
        .insert({
          eventId,
          state: greetingWorkflow.initial,
          requestedAt: this.clock.now(),
          ...columns(input),
        })
        .catch(explain);
      await this.requests.setContacts(id, input.contactIds ?? []);
      await this.requests.setLadder(id, input.reminders);
      const cause = await this.engine.begin(greetingWorkflow, { id, scopeId: eventId });
      await this.notices.tellContacts(eventId, id, cause);
      return this.queries.greeting(eventId, id);
    });
  }

  /**
   * @throws 409 when it was published, declined or withdrawn: then the record is closed; for what everybody has read; and for
   * the summary once it is cleared, unless protocol changes it
   */
  async change(
    eventId: string,
    id: string,
    version: number,
    changes: GreetingChanges,
  ): Promise<GreetingView> {
    return this.db.transaction(async () => {
      const { state, published_at } = await this.locked(eventId, id, version);
      if (isOver(state)) throw greetingProblems.greetingOver(`It is ${state}; its record stays as it is.`);
      if (published_at !== null && (changes.author ?? changes.addressees ?? changes.addresseesIn))
        throw greetingProblems.greetingIsPublic('Everybody has read of whom it is and to whom; that stays.');
      if (changes.summary !== undefined) checkSummaries({ state, published_at }, currentPrincipal());
      await this.greetings.update({ id, eventId }, version, columns(changes)).catch(explain);
      if (changes.contactIds) await this.requests.setContacts(id, changes.contactIds);
      else if (changes.author) await this.requests.dropForeignContacts(id);
      if (changes.reminders) await this.requests.setLadder(id, changes.reminders);
      await this.requests.revokeOthers(eventId, id);
      if (changes.author) await this.outbox.tell(readingChanged, { eventId, greetingId: id });
      return this.queries.greeting(eventId, id);
    });
  }

  /**
   * Sends the contact the request for a message, also of an author who was taken over from the last edition. Asked for
   * again while nothing has changed, nothing is sent again.
   * @throws 409 when the author has answered, or when there is no address to write to
   */
  async request(eventId: string, id: string): Promise<GreetingView> {
    return this.db.transaction(async () => {
      const { state, version } = await this.queries.greeting(eventId, id);
      if (state !== greetingWorkflow.initial)
        throw greetingProblems.greetingInProgress(`The author has answered: it is ${state}.`);
      if (!(await this.notices.tellContacts(eventId, id, `${id} at version ${version}`)))
        throw greetingProblems.greetingContactMissing(
          'Enter the mail address of a contact first, or name a contact of the organisation who has one.',
        );
      await this.requests.noteAsked(id);
      return this.queries.greeting(eventId, id);
    });
  }

  /** Removes a message that was entered by mistake. @throws 409 when anything has happened with it */
  async remove(eventId: string, id: string, version: number): Promise<void> {
    await this.db.transaction(async () => {
      const { state } = await this.locked(eventId, id, version);
      if (state !== greetingWorkflow.initial)
        throw greetingProblems.greetingInProgress('Withdraw it instead; then the record says why.');
      await this.greetings.remove({ id, eventId }, version);
    });
  }

  /** Takes every message of an event out that was not delivered, because the event does not take place. */
  async withdrawAll(eventId: string, comment: string): Promise<void> {
    const open = await this.db.query<{ id: string }>(
      `SELECT id FROM greetings WHERE event_id = $1 AND state = ANY ($2) ORDER BY id`,
      [eventId, [...greetingWorkflow.transitions.withdraw.from]],
    );
    for (const { id } of open)
      await this.engine.apply(greetingWorkflow, id, { transition: 'withdraw', comment });
  }

  /**
   * Takes a version of the original in. What was cleared before is not cleared any more; a place in the order of reading is
   * kept, and taken again once the new version is cleared. Summaries go with the version they
   * were of. The same words again change nothing but the summary.
   */
  private async receive(step: Step): Promise<'received' | 'in_translation'> {
    const { row, id, scopeId, from, input, principal, now, set, note } = step;
    const { language, text, summary, changes } = input as ReceiveInput;
    const isCleared = from === 'cleared' || from === 'scheduled';
    if (isCleared && principal.kind === 'link')
      throw greetingProblems.greetingWithProtocol(
        'Protocol has cleared the text. Write to the secretariat if something has to change.',
      );
    const isTranslated = await this.translations.any(id);
    if (isTranslated && row.language !== language)
      throw greetingProblems.greetingLanguageFixed({
        detail: `It is being translated from the original, which is in ${row.language ?? ''}. Withdraw the message and enter a new one if the author has changed the language.`,
        errors: [{ pointer: '/input/language', code: 'fixed', message: `must be ${row.language ?? ''}` }],
      });
    const to = isTranslated ? 'in_translation' : 'received';
    const current = await this.versions.find(row.text_id);
    const isSame = current?.language === language && this.versions.isSame(current, text);
    if (isSame && isCleared)
      throw greetingProblems.greetingTextUnchanged(
        `These are the words of version ${current.number}; nothing has to be cleared anew.`,
      );
    if (isSame) {
      if (summary !== undefined) set({ summary });
      return to;
    }
    const version = await this.versions.add({
      eventId: scopeId,
      greetingId: id,
      language,
      body: text,
      authentic: true,
      changes: changes ?? null,
      file: fileOf(input),
      translatedFrom: null,
      by: principal,
      at: now,
    });
    set({
      language,
      text_id: version.id,
      reading_seconds: version.readingSeconds,
      received_at: now,
      cleared_text_id: null,
      cleared_by_name: null,
      cleared_at: null,
      // Summaries are of one version: what the next one says has to be said anew.
      ...(summary !== undefined || current ? { summary: summary ?? null } : {}),
      ...(current ? { summaries: {} } : {}),
      embargo_lifted_at: null,
      embargo_lifted_by: null,
      embargo_lifted_by_name: null,
    });
    note({ language, textNumber: version.number });
    return to;
  }

  /** Clears exactly the version that the officer has read. */
  private async clear({ row, input, principal, now, set, note }: Step): Promise<'cleared'> {
    const { textNumber } = input as ClearInput;
    const current = await this.versions.find(row.text_id);
    if (current?.number !== textNumber) throw stale(current?.number ?? 0, textNumber);
    set({ cleared_text_id: row.text_id, cleared_by_name: principal.name, cleared_at: now });
    note({ textNumber });
    return 'cleared';
  }

  /** Two officers who clear the same version agree; one who has read another one has to know. */
  private async mustBeTheClearedOne({ row, input }: Step): Promise<void> {
    const { textNumber } = input as ClearInput;
    const cleared = await this.versions.find(row.cleared_text_id);
    if (cleared?.number !== textNumber) throw stale(cleared?.number ?? 0, textNumber);
  }

  private async schedule({ row, id, scopeId, input, set, note }: Step): Promise<'scheduled'> {
    const { mode, sessionId, position, readerPersonId, readingLanguage } = input as ScheduleInput;
    if (mode === 'read_on_behalf') checkReader(row, readerPersonId);
    if (readingLanguage !== undefined) await this.places.checkLanguage(row, readingLanguage);
    if (mode !== 'circulated' || sessionId !== undefined || position !== undefined) {
      if (sessionId === undefined || position === undefined) throw placeNeeded(sessionId);
      await this.queries.session(scopeId, sessionId, '/input/sessionId');
      const taken = await this.db.one(
        `SELECT 1 FROM greetings WHERE session_id = $1 AND position = $2 AND id <> $3 AND state NOT IN ('declined', 'withdrawn')`,
        [sessionId, position, id],
      );
      if (taken)
        throw greetingProblems.greetingPositionTaken({
          detail: `Place ${position} of this session is taken; move the other message first.`,
          errors: [{ pointer: '/input/position', code: 'taken', message: 'is taken in this session' }],
        });
    }
    if (mode === 'read_on_behalf' && sessionId !== undefined)
      await this.places.checkTime(scopeId, { id, sessionId, personId: row.reader_person_id! });
    set({
      session_id: sessionId ?? null,
      position: position ?? null,
      mode,
      ...(readingLanguage === undefined ? {} : { reading_language: readingLanguage }),
    });
    note({ mode, sessionId: sessionId ?? null, position: position ?? null });
    return 'scheduled';
  }

  private async locked(
    eventId: string,
    id: string,
    version: number,
  ): Promise<{ state: string; published_at: Date | null }> {
    const row = await this.db.one<{ state: string; version: number; published_at: Date | null }>(
      'SELECT state, version, published_at FROM greetings WHERE event_id = $1 AND id = $2 FOR UPDATE',
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such message in this event.');
    assertVersion(row.version, version);
    return row;
  }
}

const isOver = (state: string): boolean => ['published', 'declined', 'withdrawn'].includes(state);

/** Wanted languages in which there is no text yet; the original's own language is not among them. */
function missingLanguages(row: GreetingRow): string[] {
  return row.languages.filter((language) => language !== row.language);
}

function checkReader(row: GreetingRow, readerPersonId: string | undefined): void {
  if (readerPersonId === undefined || readerPersonId.toLowerCase() !== row.reader_person_id)
    throw greetingProblems.greetingReaderMismatch({
      detail: 'Ask the reader first (PUT reader), then name the same person here.',
      errors: [
        { pointer: '/input/readerPersonId', code: 'mismatch', message: 'must be the person who was asked' },
      ],
    });
  if (row.reader_state !== 'accepted')
    throw greetingProblems.greetingReaderNotReady(
      row.reader_state === 'declined'
        ? 'The reader has declined; ask somebody else.'
        : 'Wait for the answer of the reader, or ask somebody else.',
    );
}

function stale(current: number, read: number) {
  return greetingProblems.greetingTextStale({
    detail: `Version ${current} is the one that counts; you have read version ${read}. Read version ${current}, then clear it.`,
    errors: [{ pointer: '/input/textNumber', code: 'stale', message: `must be ${current}` }],
    extra: { textNumber: current },
  });
}

function placeNeeded(sessionId: string | undefined) {
  const field = sessionId === undefined ? 'sessionId' : 'position';
  return greetingProblems.greetingPlaceNeeded({
    detail: 'Give session and position.',
    errors: [{ pointer: `/input/${field}`, code: 'required', message: 'must be given' }],
  });
}

function columns({
  author,
  dueAt,
  contactIds: _contactIds,
  reminders: _reminders,
  ...rest
}: GreetingChanges): Values {
  return {
    ...rest,
    dueAt: typeof dueAt === 'string' ? new Date(dueAt) : dueAt,
    authorName: author?.name,
    authorNames: author?.names,
    authorTitle: author?.title,
    authorTitles: author?.titles,
    authorRankClass: author?.rankClass,
    organisationId: author?.organisationId,
  };
}

function explain(error: unknown): never {
  if (isSqlError(error, sqlState.foreignKeyViolation, 'greetings_organisation_fkey'))
    throw greetingProblems.greetingOrganisationUnknown({
      detail: 'Make the organisation first.',
      errors: [{ pointer: '/author/organisationId', code: 'unknown', message: 'does not exist' }],
    });
  throw error;
}
