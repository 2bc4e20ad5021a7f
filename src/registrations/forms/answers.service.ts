import { Injectable } from '@nestjs/common';
import { buffer } from 'node:stream/consumers';
import { PeopleService } from '../../people/people.service';
import type { OwnData } from '../../people/person.rules';
import { Links } from '../../access/links.service';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { readPicture } from '../../platform/documents/picture';
import { assertVersion } from '../../platform/http/concurrency';
import { httpProblems, Problem, type FieldFault } from '../../platform/http/problem';
import type { Principal } from '../../platform/http/request-context';
import type { UploadedFile } from '../../platform/http/uploaded-file';
import { spokenKinds } from '../../platform/storage/file-kinds';
import { StoredFiles } from '../../platform/storage/stored-files';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { Approvals } from '../approvals/approvals.service';
import { Places } from '../quotas/places.service';
import { Replacements } from '../replacements/replacements.service';
import { registrationProblems } from '../registration.errors';
import { isRegistrar, registrationWorkflow } from '../registration.workflow';
import type { ExtensionInput } from './answers.input';
import { AnswersQueries, noForm, type AnsweredForm, type Answering, type Situation } from './answers.queries';
import {
  answerPointer,
  changedConsents,
  checkAnswers,
  passedOn,
  toBeApprovedAgain,
  without,
  type Answers,
  type AnswersContext,
  type CheckedAnswers,
} from './answers.rules';
import {
  toExtensionView,
  type AnswerFileView,
  type ExtensionRow,
  type ExtensionView,
  type RegistrationFormView,
} from './answers.view';
import { bytesTaken, kindsTaken, type FieldGroup, type FormField, type Questionnaire } from './form.rules';

/** The form with which one registers in a category, as it is in force. */
export interface Entrance {
  readonly form_id: string | null;
  readonly form_version: number | null;
  readonly fields: FormField[] | null;
  readonly groups: FieldGroup[] | null;
  readonly deadline: Date | null;
  readonly event_ends_at: Date;
}

/** Answers that were taken. */
export interface TakenAnswers {
  readonly answers: Answers;
  /** What is to be changed of the person. */
  readonly person: OwnData;
  readonly unanswered: CheckedAnswers['unanswered'];
  readonly complete: boolean;
}

/**
 * Writes of what people answer. Whoever writes answers of a registration holds the lock of its row, so that one at a
 * time does; places that the answers take are taken in the same transaction.
 */
@Injectable()
export class AnswersService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly queries: AnswersQueries,
    private readonly people: PeopleService,
    private readonly places: Places,
    private readonly files: StoredFiles,
    private readonly engine: WorkflowEngine,
    private readonly links: Links,
    private readonly approvals: Approvals,
    private readonly replacements: Replacements,
  ) {
    files.referredBy('answer_files', 'file_id');
  }

  /**
   * Holds the answers of a registration that is about to be made against the form. With `whole`, nothing may be missing
   * that must be answered by now, except files: they can only be sent afterwards.
   * @throws 422 at the answers that are wrong, or missing
   */
  first(
    { form_id: id, fields, groups, deadline, event_ends_at: eventEndsAt }: Entrance,
    given: Answers,
    context: { readonly person: OwnData; readonly manager: boolean; readonly whole: boolean },
  ): TakenAnswers {
    const form = { id: id ?? '', fields: fields ?? [], groups: groups ?? [], deadline };
    const { person, manager, whole } = context;
    return taken(form, given, { now: this.clock.now(), person, manager, eventEndsAt }, whole);
  }

  /**
   * Answers a form that concerns a registration, all of it.
   * @throws 404, 409 when it is not asked or no place is left for a choice, 412, 422 at the answers that are wrong
   */
  async answer(
    eventId: string,
    registrationId: string,
    formId: string,
    version: number,
    given: Answers,
    by: Principal,
  ): Promise<RegistrationFormView> {
    return this.db.transaction(async () => {
      const situation = await this.queries.situation(eventId, registrationId, { locked: true });
      const form = situation.forms.find(({ id }) => id === formId);
      if (!form) throw noForm();
      this.mustBeOpen(form, situation.registration);
      assertVersion(form.answers_version, version);
      await this.take(situation, form, given, by, {});
      return this.queries.form(eventId, registrationId, formId, by);
    });
  }

  /**
   * Answers the form with which one registers anew. The version of the registration is raised by the caller, in whose
   * transaction this is.
   * @throws as `answer`
   */
  async answerAnew(eventId: string, registrationId: string, given: Answers, by: Principal): Promise<void> {
    const situation = await this.queries.situation(eventId, registrationId, { locked: true });
    const form = situation.forms.find(({ purpose }) => purpose === 'registration');
    await this.take(situation, form ?? nothingAsked, given, by, { raised: true });
  }

  /**
   * Makes an uploaded file the answer to a question, in place of the one that was there.
   * @throws 404, 409, 413, 415, 422
   */
  async upload(
    eventId: string,
    registrationId: string,
    key: string,
    file: UploadedFile,
    by: Principal,
  ): Promise<AnswerFileView> {
    // Looked at before the transaction: no connection waits for the storage.
    const { field: asked } = this.fileQuestion(
      await this.queries.situation(eventId, registrationId),
      key,
      by,
    );
    mustFit(asked, file);
    if (asked.photo) await this.mustBeDrawable(file);
    return this.db.transaction(async () => {
      const situation = await this.queries.situation(eventId, registrationId, { locked: true });
      const { form, field } = this.fileQuestion(situation, key, by);
      this.mustBeOpen(form, situation.registration);
      mustFit(field, file);
      await this.files.keep(file.id);
      await this.take(situation, form, { [key]: file.id }, by, { uploaded: { [key]: file.id } });
      const { id: fileId, name, mediaType, size, sha256 } = file;
      return { key, fileId, name, mediaType, size, sha256 };
    });
  }

  /** @throws 415 for a picture that could not be printed on a badge */
  private async mustBeDrawable({ id, name }: UploadedFile): Promise<void> {
    const picture = readPicture(await buffer(await this.files.content(id)));
    if ('fault' in picture)
      throw httpProblems.mediaTypeNotSupported({
        detail: `“${name}” ${picture.fault}.`,
        errors: [{ pointer: '/file', code: 'picture', message: picture.fault }],
      });
  }

  /** Takes a file back. @throws 404, 409, 422 */
  async removeFile(eventId: string, registrationId: string, key: string, by: Principal): Promise<void> {
    await this.db.transaction(async () => {
      const situation = await this.queries.situation(eventId, registrationId, { locked: true });
      const { form } = this.fileQuestion(situation, key, by);
      this.mustBeOpen(form, situation.registration);
      if (!form.files.some((file) => file.key === key))
        throw registrationProblems.answerFileUnknown('Nothing has been uploaded for this question.');
      await this.take(situation, form, { [key]: null }, by, { uploaded: {} });
    });
  }

  /**
   * Takes a consent back: at any time, also where the form can no longer be changed, and where it asks for the consent. What
   * is missing then is shown as missing.
   * @throws 404 for a question that is no consent of this person
   */
  async withdrawConsent(eventId: string, registrationId: string, key: string, by: Principal): Promise<void> {
    await this.db.transaction(async () => {
      const { registration, forms } = await this.queries.situation(eventId, registrationId, { locked: true });
      await this.assertLinkGood(by);
      const form = forms.find(({ fields, answered_fields: before }) =>
        [...fields, ...(before ?? [])].some(
          (field) =>
            field.key === key && field.kind === 'consent' && (!field.managersOnly || isRegistrar(by)),
        ),
      );
      if (!form) throw registrationProblems.consentUnknown('No form of this registration asks for it.');
      if (form.answers[key] !== true) return;
      const answers = without(form.answers, new Set([key]));
      const { unanswered } = checkAnswers(
        { ...form },
        {},
        {
          ...this.queries.contextOf({ ...form, answers }, registration, by),
          partial: true,
        },
      );
      const complete = unanswered.every(({ managersOnly }) => managersOnly);
      // The other answers stay those to the version to which they were given.
      const answered = { ...form, version: form.answered_version ?? form.version };
      await this.store(registration, answered, { answers, person: {}, unanswered, complete }, false);
      await this.recordConsents(registration, form, answers);
      const again = toBeApprovedAgain(form.fields, form.answers, answers, {});
      if (!isRegistrar(by)) await this.approvals.askAgain(registration.id, again);
    });
  }

  /**
   * Leaves of the answers of a registration that passes to another person those that are about the place. `answers` are
   * those to the form with which one registers, as they were.
   */
  async passOn(eventId: string, registrationId: string, answers: Answers): Promise<void> {
    const { registration, forms } = await this.queries.situation(eventId, registrationId, { locked: true });
    await this.db.query('DELETE FROM answer_files WHERE registration_id = $1', [registrationId]);
    await this.db.query('DELETE FROM answer_extensions WHERE registration_id = $1', [registrationId]);
    await this.db.query(
      `UPDATE form_answers SET answers = '{}', complete = false, purged = '{}', version = version + 1 WHERE registration_id = $1`,
      [registrationId],
    );
    for (const form of forms) {
      if (form.purpose === 'follow_up' && form.answered_version === null) continue;
      const stored = passedOn(form.fields, form.purpose === 'registration' ? answers : form.answers);
      const checked = checkAnswers(
        form,
        {},
        {
          now: this.clock.now(),
          stored,
          person: registration.own,
          manager: true,
          eventEndsAt: registration.event_ends_at,
          partial: true,
        },
      );
      const complete = checked.unanswered.every(({ managersOnly }) => managersOnly);
      await this.store(registration, form, { ...checked, complete }, true);
    }
    await this.places.moveAlong(registrationId);
  }

  /** Gives one person more time for a group of questions, or for what hangs on the deadline of a form. @throws 404, 422 */
  async extend(
    eventId: string,
    registrationId: string,
    group: string,
    { until, reason }: ExtensionInput,
    by: Principal,
  ): Promise<ExtensionView> {
    const now = this.clock.now();
    if (new Date(until) <= now)
      throw registrationProblems.extensionInvalid({
        detail: 'Choose an instant that has not come yet.',
        errors: [{ pointer: '/until', code: 'past', message: 'must be in the future' }],
      });
    return this.db.transaction(async () => {
      const { forms } = await this.queries.situation(eventId, registrationId, { locked: true });
      const names = new Set(forms.flatMap(({ id, groups }) => [id, ...groups.map(({ key }) => key)]));
      const key = [group, group.toLowerCase()].find((name) => names.has(name));
      if (key === undefined)
        throw httpProblems.notFound('The forms of this registration have no such group.');
      const row = await this.db.one<ExtensionRow>(
        `INSERT INTO answer_extensions (registration_id, group_key, until, reason, by_name, at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (registration_id, group_key) DO UPDATE
            SET until = excluded.until, reason = excluded.reason, by_name = excluded.by_name, at = excluded.at
         RETURNING group_key AS group, until, reason, by_name AS by, at`,
        [registrationId, key, until, reason, by.name, now],
      );
      await this.raise(registrationId);
      return toExtensionView(row!, true);
    });
  }

  /** Takes more time back. @throws 404 */
  async withdraw(eventId: string, registrationId: string, group: string): Promise<void> {
    await this.db.transaction(async () => {
      const { registration } = await this.queries.situation(eventId, registrationId, { locked: true });
      const given = registration.extensions.find(
        (extension) => extension.group === group || extension.group === group.toLowerCase(),
      );
      if (!given) throw httpProblems.notFound('No more time was given for this.');
      await this.db.query('DELETE FROM answer_extensions WHERE registration_id = $1 AND group_key = $2', [
        registrationId,
        given.group,
      ]);
      await this.raise(registrationId);
    });
  }

  /** Checks answers and stores them, with what they change elsewhere: the person, files, places. */
  private async take(
    { registration }: Situation,
    form: AnsweredForm,
    given: Answers,
    by: Principal,
    how: { readonly raised?: boolean; readonly uploaded?: Readonly<Record<string, string>> },
  ): Promise<void> {
    const { raised = false, uploaded } = how;
    await this.assertLinkGood(by);
    const context = {
      ...this.queries.contextOf(form, registration, by),
      // One file is no answer to the whole form: the other questions stay as they are.
      ...(uploaded ? { uploaded, partial: true } : {}),
    };
    const checked = taken(form, given, context, !uploaded && !isRegistrar(by));
    await this.store(registration, form, checked, raised);
    await this.storeFiles(registration.id, form, checked.answers, uploaded ?? {});
    await this.people.changePerson(registration.person_id, checked.person);
    await this.places.moveAlong(registration.id).catch(async (error: unknown) => {
      throw await this.explainFull(error, form, checked.answers);
    });
    await this.recordConsents(registration, form, checked.answers);
    if (isRegistrar(by)) return;
    await this.approvals.askAgain(
      registration.id,
      toBeApprovedAgain(form.fields, form.answers, checked.answers, checked.person),
    );
  }

  /** Asks for approval again where what the person has said anew of themselves was approved. */
  async ownDataChanged(
    eventId: string,
    registrationId: string,
    changed: OwnData,
    by: Principal,
  ): Promise<void> {
    if (isRegistrar(by) || Object.values(changed).every((value) => value === undefined)) return;
    const { forms } = await this.queries.situation(eventId, registrationId, { locked: true });
    const fields = forms.flatMap((form) => form.fields).filter(({ kind }) => kind === 'person');
    await this.approvals.askAgain(registrationId, toBeApprovedAgain(fields, {}, {}, changed));
  }

  /** Puts into the record which consents were given and which were withdrawn. */
  private async recordConsents(
    { id, event_id: scopeId, state }: Answering,
    { id: formId, version, fields, answered_fields: answered, answers: before }: AnsweredForm,
    after: Answers,
  ): Promise<void> {
    const { given, withdrawn } = changedConsents([...fields, ...(answered ?? [])], before, after);
    for (const [name, questions] of [
      ['give_consent', given],
      ['withdraw_consent', withdrawn],
    ] as const)
      if (questions.length > 0)
        await this.engine.note(
          registrationWorkflow,
          { id, scopeId, state },
          { name, data: { formId, formVersion: version, questions: [...new Set(questions)] } },
        );
  }

  /**
   * The registration may have passed to another person while its lock was waited for, and then is not this person's.
   * @throws 401
   */
  private async assertLinkGood(by: Principal): Promise<void> {
    if (by.kind === 'link' && !(await this.links.isGood(by.id)))
      throw httpProblems.notSignedIn('The link is good no longer.');
  }

  private async store(
    { id }: Answering,
    { id: formId, version, purpose }: AnsweredForm,
    { answers, complete }: TakenAnswers,
    raised: boolean,
  ): Promise<void> {
    const now = this.clock.now();
    if (purpose === 'registration')
      await this.db.query(
        `UPDATE registrations SET form_id = $2, form_version = $3, answers = $4, answers_complete = $5,
                version = version + $6::integer, updated_at = $7 WHERE id = $1`,
        [
          id,
          formId === '' ? null : formId,
          formId === '' ? null : version,
          JSON.stringify(answers),
          complete,
          raised ? 0 : 1,
          now,
        ],
      );
    else
      await this.db.query(
        `INSERT INTO form_answers (registration_id, form_id, form_version, answers, complete, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $6)
         ON CONFLICT (registration_id, form_id) DO UPDATE
            SET form_version = excluded.form_version, answers = excluded.answers, complete = excluded.complete,
                version = form_answers.version + 1, updated_at = excluded.updated_at`,
        [id, formId, version, JSON.stringify(answers), complete, now],
      );
    if (complete) await this.replacements.settle([id]);
  }

  /** Lets the files be those that stand in the answers; what nothing refers to any more is removed later. */
  private async storeFiles(
    registrationId: string,
    { id: formId, files }: AnsweredForm,
    answers: Answers,
    uploaded: Readonly<Record<string, string>>,
  ): Promise<void> {
    const gone = files.filter(({ key, fileId }) => answers[key] !== fileId).map(({ key }) => key);
    if (gone.length > 0)
      await this.db.query(
        'DELETE FROM answer_files WHERE registration_id = $1 AND form_id = $2 AND question = ANY ($3)',
        [registrationId, formId, gone],
      );
    for (const [question, fileId] of Object.entries(uploaded))
      await this.db.query(
        'INSERT INTO answer_files (registration_id, form_id, question, file_id) VALUES ($1, $2, $3, $4)',
        [registrationId, formId, question, fileId],
      );
  }

  /** Points at the choices for which no place is left. */
  private async explainFull(error: unknown, form: AnsweredForm, answers: Answers): Promise<unknown> {
    if (!(error instanceof Problem) || error.code !== 'quota-full') return error;
    const full = await this.db.query<{ question: string; value: string; title: string }>(
      `SELECT o.question, o.value FROM quotas q JOIN quota_options o ON o.quota_id = q.id
        WHERE q.form_id = $1 AND (q.taken >= q.capacity OR q.waiting > 0) ORDER BY o.question, o.value`,
      [form.id],
    );
    const errors = full.flatMap(({ question, value }): FieldFault[] => {
      const answer = answers[question];
      const isChosen = answer === value || (Array.isArray(answer) && answer.includes(value));
      const stored = form.answers[question];
      const wasChosen = stored === value || (Array.isArray(stored) && stored.includes(value));
      return isChosen && !wasChosen
        ? [{ pointer: answerPointer(question), code: 'full', message: `has no place left for ${value}` }]
        : [];
    });
    if (errors.length === 0) return error;
    return registrationProblems.quotaFull({ detail: error.message, errors });
  }

  /** The question that asks for a file by this name, if the caller may answer it. @throws 404 */
  private fileQuestion(
    { forms }: Situation,
    key: string,
    by: Principal,
  ): { form: AnsweredForm; field: FormField } {
    for (const form of forms) {
      const field = form.fields.find((one) => one.key === key && one.kind === 'file');
      if (field && (!field.managersOnly || isRegistrar(by))) return { form, field };
    }
    throw registrationProblems.answerFileUnknown('No question of the forms asks for a file by this name.');
  }

  /** @throws 409 */
  private mustBeOpen(form: AnsweredForm, registration: Answering): void {
    if (this.queries.isOpen(form, registration)) return;
    throw registrationProblems.formNotAsked(
      form.purpose === 'registration'
        ? `The registration is ${registration.state}.`
        : 'It is asked of those who have a place, from its opening on.',
    );
  }

  private async raise(registrationId: string): Promise<void> {
    await this.db.query('UPDATE registrations SET version = version + 1, updated_at = $2 WHERE id = $1', [
      registrationId,
      this.clock.now(),
    ]);
  }
}

/** What stands in place of a form where a category has none. */
const nothingAsked: AnsweredForm = {
  id: '',
  version: 0,
  purpose: 'registration',
  title: null,
  titles: {},
  groups: [],
  fields: [],
  deadline: null,
  opens_at: null,
  free: [],
  concerns: true,
  answers: {},
  answered_version: null,
  answered_fields: null,
  answers_version: 0,
  purged: [],
  files: [],
};

/** @throws 422 at the answers that are wrong, and for `whole` ones at those that are missing */
function taken(form: Questionnaire, given: Answers, context: AnswersContext, whole: boolean): TakenAnswers {
  const { faults, demanded, unanswered, answers, person } = checkAnswers(form, given, context);
  const errors = whole ? [...faults, ...demanded] : faults;
  if (errors.length > 0)
    throw registrationProblems.answersInvalid({
      detail: `${errors[0]!.pointer} ${errors[0]!.message}.`,
      errors,
    });
  return { answers, person, unanswered, complete: unanswered.every(({ managersOnly }) => managersOnly) };
}

/** @throws 413, 415 */
function mustFit(field: FormField, { kind, size, name }: UploadedFile): void {
  const [accept, maxBytes] = [kindsTaken(field), bytesTaken(field)];
  const pointer = '/file';
  if (!(accept as readonly string[]).includes(kind))
    throw httpProblems.mediaTypeNotSupported({
      detail: `“${name}” is of a kind that this question does not take. Send one of: ${spokenKinds(accept)}.`,
      errors: [{ pointer, code: 'kind', message: `must be one of: ${spokenKinds(accept)}` }],
    });
  if (maxBytes !== undefined && size > maxBytes)
    throw httpProblems.tooLarge({
      detail: `“${name}” has ${size} bytes. Send a smaller file, of at most ${maxBytes} bytes.`,
      errors: [{ pointer, code: 'size', message: `must have at most ${maxBytes} bytes` }],
    });
}
