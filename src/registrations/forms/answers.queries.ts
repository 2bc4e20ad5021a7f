import { Injectable } from '@nestjs/common';
import { ownJson } from '../../people/person.view';
import type { OwnData } from '../../people/person.rules';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { page, when, type ListDefinition } from '../../platform/database/list';
import type { Page, PageQuery } from '../../platform/http/page';
import { httpProblems, type FieldFault } from '../../platform/http/problem';
import type { Principal } from '../../platform/http/request-context';
import type { FileFacts } from '../../platform/storage/stored-files';
import { registrationProblems } from '../registration.errors';
import { isRegistrar, registrationWorkflow } from '../registration.workflow';
import {
  checkAnswers,
  hiddenKeys,
  without,
  type Answers,
  type AnswersContext,
  type CheckedAnswers,
} from './answers.rules';
import {
  extensionsJson,
  toMissingViews,
  type AnswerFileView,
  type AnswerPurgeView,
  type ConsentsView,
  type ExtensionRow,
  type RegistrationFormView,
  type RegistrationFormsView,
} from './answers.view';
import { changeableUntil, type FieldGroup, type FormField, type FormPurpose } from './form.rules';
import { toFieldViews, type FreePlaces } from './form.view';
import { freePlaces } from './forms.queries';

/** SQL for the end of the last day of event `e`, from which the days count for which answers are kept. */
export const eventEndsAt = `(e.end_date + 1)::timestamp AT TIME ZONE e.time_zone`;

/** A registration as far as its forms need it. */
export interface Answering extends Record<string, unknown> {
  readonly id: string;
  readonly event_id: string;
  readonly version: number;
  readonly state: string;
  readonly person_id: string;
  readonly own: OwnData;
  readonly event_ends_at: Date;
  readonly extensions: ExtensionRow[];
}

/** A form that concerns a registration, with what was answered. */
export interface AnsweredForm extends Record<string, unknown> {
  readonly id: string;
  readonly version: number;
  readonly purpose: FormPurpose;
  readonly title: string | null;
  readonly titles: Record<string, string>;
  readonly groups: FieldGroup[];
  readonly fields: FormField[];
  readonly deadline: Date | null;
  readonly opens_at: Date | null;
  readonly free: FreePlaces[];
  /** Whether it is for the category of the registration; otherwise it was, and has been answered. */
  readonly concerns: boolean;
  readonly answers: Answers;
  readonly answered_version: number | null;
  /** The questions of the version that was answered. */
  readonly answered_fields: FormField[] | null;
  readonly answers_version: number;
  readonly purged: string[];
  readonly files: AnswerFileView[];
}

export interface Situation {
  readonly registration: Answering;
  readonly forms: readonly AnsweredForm[];
}

/** Somebody who has not answered all that must be answered, for whoever reminds them. */
export interface WithMissingAnswers {
  readonly registrationId: string;
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly locale: string;
  readonly formId: string;
  /** When the first of the missing answers was due, or will be; null for at once. */
  readonly requiredFrom: Date | null;
  /** Keys of the questions. */
  readonly missing: readonly string[];
}

/** States in which the form with which one registers can still be answered. */
const alive: ReadonlySet<string> = new Set(
  Object.entries(registrationWorkflow.states)
    .filter(([, state]) => !('final' in state))
    .map(([name]) => name),
);

const registrationSql = `
  SELECT r.id, r.event_id, r.version, r.state, r.person_id, ${ownJson} AS own, ${eventEndsAt} AS event_ends_at, ${extensionsJson} AS extensions
    FROM registrations r JOIN persons p ON p.id = r.person_id JOIN events e ON e.id = r.event_id
   WHERE r.id = $1 AND r.event_id = $2`;

/**
 * The forms of registration $1: those of its category, and follow-up forms that it has answered. Of forms with which one
 * registers that of the category; where it has none, the one that was answered.
 */
const formsSql = `
  SELECT f.id, f.version, f.purpose, f.title, f.titles, f.groups, f.fields, f.deadline, f.opens_at, ${freePlaces} AS free,
         s.form_id IS NOT NULL AS concerns, given.answers, given.number AS answered_version, given.version AS answers_version, given.purged,
         (SELECT v.fields FROM form_versions v WHERE v.form_id = given.form_id AND v.number = given.number) AS answered_fields,
         COALESCE((
           SELECT json_agg(json_build_object('key', x.question, 'fileId', x.file_id, 'name', b.name, 'mediaType', b.media_type, 'size', b.size,
                                             'sha256', b.sha256) ORDER BY x.question)
             FROM answer_files x JOIN stored_files b ON b.id = x.file_id WHERE x.registration_id = r.id AND x.form_id = f.id), '[]') AS files
    FROM registrations r
    JOIN forms f ON f.event_id = r.event_id
    LEFT JOIN form_categories s ON s.form_id = f.id AND s.category_id = r.category_id
    LEFT JOIN form_answers a ON a.registration_id = r.id AND a.form_id = f.id
   CROSS JOIN LATERAL (
     SELECT r.form_id, r.form_version AS number, r.answers, r.version, r.purged WHERE f.purpose = 'registration'
     UNION ALL
     SELECT f.id, a.form_version, COALESCE(a.answers, '{}'), COALESCE(a.version, 0), COALESCE(a.purged, '{}') WHERE f.purpose = 'follow_up') given
   WHERE r.id = $1
     AND (s.form_id IS NOT NULL OR a.form_id IS NOT NULL
          OR (f.id = r.form_id AND NOT EXISTS (
                SELECT 1 FROM form_categories o WHERE o.category_id = r.category_id AND o.purpose = 'registration')))
   ORDER BY f.purpose DESC, f.opens_at NULLS FIRST, f.created_at, f.id`;

const purges: ListDefinition<AnswerPurgeView & Record<string, unknown>, AnswerPurgeView> = {
  select: `p.id, p.form_id AS "formId", p.form_version AS "formVersion", p.question, p.due_at AS "dueAt", p.count, p.done, p.at`,
  from: 'answer_purges p',
  id: 'p.id',
  sorts: { at: { expression: 'p.at', type: 'timestamptz' } },
  defaultSort: '-at',
  view: ({ id, formId, formVersion, question, dueAt, count, done, at }) => ({
    id,
    formId,
    formVersion,
    question,
    dueAt: new Date(dueAt).toISOString(),
    count,
    done,
    at: new Date(at).toISOString(),
  }),
};

/** So many registrations are looked at for one page of those who have not answered. */
const chunk = 500;

/** Reads of what people answered to the forms that concern them. */
@Injectable()
export class AnswersQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** All forms that concern a registration, as the caller may see them. @throws 404 */
  async forms(eventId: string, registrationId: string, by: Principal): Promise<RegistrationFormsView> {
    const { registration, forms } = await this.situation(eventId, registrationId);
    return {
      items: forms
        .filter((form) => this.shows(form, registration, by))
        .map((form) => this.view(form, registration, by)),
    };
  }

  /** One of the forms that concern a registration. @throws 404 */
  async form(
    eventId: string,
    registrationId: string,
    formId: string,
    by: Principal,
  ): Promise<RegistrationFormView> {
    const { registration, forms } = await this.situation(eventId, registrationId);
    const form = forms.find(({ id }) => id === formId);
    if (!form || !this.shows(form, registration, by)) throw noForm();
    return this.view(form, registration, by);
  }

  /**
   * A registration with all its forms; with `locked`, so that nobody else changes its answers meanwhile.
   * @throws 404
   */
  async situation(eventId: string, registrationId: string, { locked = false } = {}): Promise<Situation> {
    const registration = await this.db.one<Answering>(
      locked ? `${registrationSql} FOR NO KEY UPDATE OF r` : registrationSql,
      [registrationId, eventId],
    );
    if (!registration) throw httpProblems.notFound('There is no such registration here.');
    return { registration, forms: await this.db.query<AnsweredForm>(formsSql, [registrationId]) };
  }

  /** Whether answers to a form are taken now. */
  isOpen({ purpose, concerns, opens_at: opensAt }: AnsweredForm, { state }: Answering): boolean {
    if (!concerns) return false;
    if (purpose === 'registration') return alive.has(state);
    return state === 'confirmed' && (opensAt === null || this.clock.now() >= opensAt);
  }

  /** The consents of a registration, as the caller may see them. @throws 404 */
  async consents(eventId: string, registrationId: string, by: Principal): Promise<ConsentsView> {
    const { registration, forms } = await this.situation(eventId, registrationId);
    const items = forms.flatMap((form) => {
      const hidden = hiddenFrom(form, by);
      const shown = this.shows(form, registration, by);
      const earlier = (form.answered_fields ?? []).filter(
        ({ key }) => !form.fields.some((field) => field.key === key),
      );
      const { asked } = this.asItIs(form, registration, by);
      return [...form.fields, ...earlier]
        .filter(({ key, kind }) => kind === 'consent' && !hidden.has(key))
        .filter(({ key }) => form.answers[key] === true || (shown && asked.includes(key)))
        .map(({ key, label, labels = {} }) => ({
          formId: form.id,
          key,
          label,
          labels,
          given: form.answers[key] === true,
          asked: asked.includes(key),
        }));
    });
    return { items };
  }

  /** Under what circumstances somebody answers a form of a registration. */
  contextOf(form: AnsweredForm, registration: Answering, by: Principal): AnswersContext {
    return {
      now: this.clock.now(),
      stored: form.answers,
      person: registration.own,
      manager: isRegistrar(by),
      extensions: extensionsOf(registration.extensions),
      eventEndsAt: registration.event_ends_at,
    };
  }

  /** Questions of the form with which one registers that a person must have answered before it is handed in. */
  async demanded(eventId: string, registrationId: string, by: Principal): Promise<readonly FieldFault[]> {
    const { registration, forms } = await this.situation(eventId, registrationId);
    const form = forms.find(({ purpose }) => purpose === 'registration');
    return form ? this.asItIs(form, registration, by).demanded : [];
  }

  /** The file that answers a question, if the caller may see it. @throws 404 */
  async file(eventId: string, registrationId: string, key: string, by: Principal): Promise<FileFacts> {
    const { registration, forms } = await this.situation(eventId, registrationId);
    for (const form of forms) {
      const file = form.files.find((one) => one.key === key);
      if (!file || !this.shows(form, registration, by) || hiddenFrom(form, by).has(key)) continue;
      const { fileId: id, name, mediaType, size, sha256 } = file;
      return { id, name, mediaType, size, sha256 };
    }
    throw registrationProblems.answerFileUnknown('Nothing has been uploaded for this question.');
  }

  purges(eventId: string, query: PageQuery): Promise<Page<AnswerPurgeView>> {
    return page(this.db, purges, query, [when(eventId, 'p.event_id = ?')]);
  }

  /**
   * Registrations of an event that take part and have not answered what must be answered, now or later, in the order of
   * their ids; one entry a form. Looks at so many registrations a call, and answers after which one to go on; null at
   * the end.
   */
  async withMissingAnswers(
    eventId: string,
    afterId: string | null,
  ): Promise<{ items: WithMissingAnswers[]; nextAfterId: string | null }> {
    const rows = await this.db.query<AskedRow>(askedSql, [eventId, afterId, this.clock.now()]);
    const items = rows.flatMap((row) => this.missingOf(row));
    const last = rows.at(-1);
    return { items, nextAfterId: last?.more ? last.registration_id : null };
  }

  private missingOf(row: AskedRow): WithMissingAnswers[] {
    // Everybody who is looked at has a row, also those who are asked nothing.
    if (row.form_id === null) return [];
    const { unanswered } = checkAnswers(
      { id: row.form_id, fields: row.fields, groups: row.groups, deadline: row.deadline },
      {},
      {
        now: this.clock.now(),
        stored: row.answers,
        person: row.own,
        eventEndsAt: row.event_ends_at,
        partial: true,
      },
    );
    const missing = unanswered.filter(({ managersOnly }) => !managersOnly);
    if (missing.length === 0) return [];
    const instants = missing.map(({ from }) => from);
    return [
      {
        registrationId: row.registration_id,
        personId: row.person_id,
        name: row.name,
        email: row.email,
        locale: row.locale,
        formId: row.form_id,
        requiredFrom: instants.includes(null)
          ? null
          : new Date(Math.min(...instants.map((instant) => instant!.getTime()))),
        missing: missing.map(({ key }) => key),
      },
    ];
  }

  /** The answers as they are held against the questions in force. */
  private asItIs(form: AnsweredForm, registration: Answering, by: Principal): CheckedAnswers {
    return checkAnswers(form, {}, { ...this.contextOf(form, registration, by), partial: true });
  }

  /** Follow-up forms are seen by whoever is asked, and by those who decide about registrations. */
  private shows(form: AnsweredForm, registration: Answering, by: Principal): boolean {
    return form.purpose === 'registration' || isRegistrar(by) || this.isOpen(form, registration);
  }

  private view(form: AnsweredForm, registration: Answering, by: Principal): RegistrationFormView {
    const manager = isRegistrar(by);
    const { unanswered, asked } = this.asItIs(form, registration, by);
    const hidden = hiddenFrom(form, by);
    const extensions = extensionsOf(registration.extensions);
    const own = form.fields.flatMap(({ key, property }) =>
      property && asked.includes(key) ? [[key, registration.own[property] ?? null] as const] : [],
    );
    return {
      id: form.id,
      version: form.answers_version,
      purpose: form.purpose,
      title: form.title,
      titles: form.titles,
      open: this.isOpen(form, registration),
      deadline: changeableUntil(form, undefined, extensions)?.toISOString() ?? null,
      groups: form.groups.map(({ key, title, titles }) => ({
        key,
        title,
        ...(titles ? { titles } : {}),
        editableUntil: changeableUntil(form, key, extensions)?.toISOString() ?? null,
      })),
      formVersion: form.version,
      answeredVersion: form.answered_version,
      fields: toFieldViews(form.fields, form.free, manager),
      asked,
      answers: { ...without(form.answers, hidden), ...Object.fromEntries(own) },
      files: form.files.filter(({ key }) => !hidden.has(key)),
      missing: toMissingViews(unanswered, this.clock.now()),
      complete: unanswered.every(({ managersOnly }) => managersOnly),
      purged: form.purged.filter((key) => !hidden.has(key)),
    };
  }
}

interface AskedRow extends Record<string, unknown> {
  readonly registration_id: string;
  readonly person_id: string;
  readonly name: string;
  readonly email: string;
  readonly locale: string;
  readonly form_id: string | null;
  readonly fields: FormField[];
  readonly groups: FieldGroup[];
  readonly deadline: Date | null;
  readonly answers: Answers;
  readonly own: OwnData;
  readonly event_ends_at: Date;
  readonly more: boolean;
}

const askedSql = `
  WITH looked AS (
    SELECT r.* FROM registrations r
     WHERE r.event_id = $1 AND ($2::uuid IS NULL OR r.id > $2) AND r.state IN ('submitted', 'under_review', 'waitlisted', 'offered', 'confirmed')
     ORDER BY r.id LIMIT ${chunk})
  SELECT r.id AS registration_id, r.person_id, p.display_name AS name, p.email, r.locale, f.id AS form_id, f.fields, f.groups, f.deadline,
         CASE WHEN f.purpose = 'registration' THEN r.answers ELSE COALESCE(a.answers, '{}') END AS answers, ${ownJson} AS own,
         ${eventEndsAt} AS event_ends_at, (SELECT count(*) FROM looked) = ${chunk} AS more
    FROM looked r JOIN persons p ON p.id = r.person_id JOIN events e ON e.id = r.event_id
    LEFT JOIN form_categories s ON s.category_id = r.category_id
    LEFT JOIN forms f ON f.id = s.form_id
          AND (f.purpose = 'registration' OR (r.state = 'confirmed' AND (f.opens_at IS NULL OR f.opens_at <= $3)))
    LEFT JOIN form_answers a ON a.registration_id = r.id AND a.form_id = f.id
   ORDER BY r.id, f.purpose DESC, f.id`;

/** Extensions by what they extend. */
export function extensionsOf(rows: readonly ExtensionRow[]): Record<string, Date> {
  return Object.fromEntries(rows.map(({ group, until }) => [group, new Date(until)]));
}

const hiddenFrom = ({ fields, answered_fields: answered }: AnsweredForm, by: Principal): Set<string> =>
  hiddenKeys([fields, answered ?? []], isRegistrar(by));

export const noForm = () => httpProblems.notFound('No such form concerns this registration.');
