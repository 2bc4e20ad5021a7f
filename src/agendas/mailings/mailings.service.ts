import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { Holds, type CauseHeld } from '../../communications/holds/holds.service';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { Rows } from '../../platform/database/rows';
import { assertVersion } from '../../platform/http/concurrency';
import type { FieldFault, Problem } from '../../platform/http/problem';
import { currentPrincipal, type Principal } from '../../platform/http/request-context';
import { Jobs } from '../../platform/jobs/jobs';
import { Outbox } from '../../platform/outbox/outbox';
import type { TransitionContext } from '../../platform/workflow/binding';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { agendaProblems } from '../agenda.errors';
import { AudienceQueries } from './audience.queries';
import { mailingProblems } from './mailing.errors';
import {
  MailingApproval,
  type AnnouncementInput,
  type Audience,
  type MailingChanges,
  type MailingInput,
  type MailingKind,
  type MailingSettingsInput,
  type NoticeInput,
} from './mailing.input';
import { noticeKinds } from './mailing.notices';
import type {
  AcceptedNoticeView,
  AnnouncementTexts,
  MailingRow,
  MailingSettingsView,
  MailingView,
} from './mailing.view';
import { mailingWorkflow } from './mailing.workflow';
import { sendMailing, withdrawMailing } from './mailings.jobs';
import { MailingsQueries } from './mailings.queries';

type Context = TransitionContext<MailingRow>;

/** The messages of a mailing, as a cause. */
export function causeOf({ id, event_id: eventId, kind }: MailingRow): CauseHeld {
  return { eventId, kind: noticeKinds[kind], cause: id };
}

/** Writes mailings, and moves them on. What goes out in the end is written by the job; see mailing-sending.service.ts. */
@Injectable()
export class Mailings {
  private readonly mailings: Rows;

  constructor(
    private readonly db: Database,
    clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly jobs: Jobs,
    private readonly outbox: Outbox,
    private readonly holds: Holds,
    private readonly audiences: AudienceQueries,
    private readonly queries: MailingsQueries,
  ) {
    this.mailings = new Rows(db, clock, 'mailings');
    engine.bind<
      keyof typeof mailingWorkflow.states,
      keyof typeof mailingWorkflow.transitions,
      keyof typeof mailingWorkflow.conditions,
      keyof typeof mailingWorkflow.effects,
      MailingRow
    >(mailingWorkflow, {
      conditions: {
        secondPerson: ({ row, principal }) => !row.authors.includes(principal.id),
        notAllGone: ({ row }) => this.isStillToGo(row),
        someUntold: async ({ row }) => (await this.untold(row)) > 0,
      },
      effects: {
        promiseSending: (context) => this.promiseSending(context),
        hold: ({ row, comment }) =>
          this.holds.holdCause(causeOf(row), 'mailing', comment ?? 'The mailing is paused.'),
        release: ({ row }) => this.holds.releaseCause(causeOf(row), 'mailing'),
        withdraw: async ({ row, from }) => {
          if (from === 'draft' || from === 'held') return;
          await this.holds.holdCause(causeOf(row), 'mailing', 'The mailing was called off.');
          await this.outbox.enqueue(withdrawMailing, { mailingId: row.id, eventId: row.event_id });
        },
      },
      inputs: { approve: MailingApproval },
      choose: {
        submit: async (context) => {
          const { row, principal, set } = context;
          set({ authors: [...new Set([...row.authors, principal.id])] });
          const expected = await this.mustHaveSomebody(row);
          if (await this.needsReview(row)) return 'held' as const;
          begin(context, expected);
          return 'sending' as const;
        },
        approve: async (context) => {
          const { row, principal, input, now, set } = context;
          const { version } = input as MailingApproval;
          if (version !== row.version)
            throw mailingProblems.mailingReadInOtherWords({
              detail: `It is at version ${row.version} now, you read version ${version}. Read it again, then approve it.`,
              errors: [{ pointer: '/input/version', code: 'stale', message: `must be ${row.version}` }],
            });
          set({ approved_by: principal.id, approved_by_name: principal.name, approved_at: now });
          begin(context, await this.mustHaveSomebody(row));
          return 'sending' as const;
        },
        complete: async (context) => {
          begin(context, await this.untold(context.row));
          return 'sending' as const;
        },
        finish: ({ now, set }) => {
          set({ finished_at: now });
          return 'sent';
        },
      },
      view: (id, eventId) => queries.mailing(eventId, id),
    });
  }

  /** Begins a mailing as a draft. @throws 422 for an audience or words that do not fit, 403 for filters of others */
  async create(event: EventScope, input: MailingInput): Promise<MailingView> {
    return this.db.transaction(async () => this.queries.mailing(event.id, await this.insert(event, input)));
  }

  /** Changes a draft. @throws 404, 409 when it is no draft any more, 412, 422 as {@link create} */
  async change(
    event: EventScope,
    id: string,
    version: number,
    changes: MailingChanges,
  ): Promise<MailingView> {
    return this.db.transaction(async () => {
      const principal = currentPrincipal();
      const row = await this.db.one<MailingRow>(
        'SELECT * FROM mailings WHERE event_id = $1 AND id = $2 FOR UPDATE',
        [event.id, id],
      );
      if (row && row.state !== 'draft')
        throw mailingProblems.mailingNotDraft(
          `This mailing is ${row.state}: what it says, and to whom, stays as it is.`,
        );
      const audience = changes.audience && plainAudience(changes.audience);
      if (row && audience) await this.audiences.check(event.id, audience, principal);
      if (row) mustSuit(row.kind, audience ?? row.audience);
      await this.mailings.update({ id, eventId: event.id }, version, {
        title: changes.title,
        audience,
        sensitive: changes.sensitive,
        ...(row && changes.announcement ? { texts: textsOf(row.kind, changes.announcement, event) } : {}),
        authors: [...new Set([...(row?.authors ?? []), principal.id])],
      });
      await this.engine.note(
        mailingWorkflow,
        { id, scopeId: event.id, state: 'draft' },
        { name: 'change', data: { fields: Object.keys(changes) } },
      );
      return this.queries.mailing(event.id, id);
    });
  }

  /** What somebody thinks of sending, checked as if it were written. @throws 403, 422 as {@link create} */
  async read(
    event: EventScope,
    input: Pick<MailingInput, 'kind' | 'audience' | 'announcement'>,
    by: Principal,
  ): Promise<{ kind: MailingKind; audience: Audience; texts: AnnouncementTexts | null }> {
    const audience = plainAudience(input.audience);
    await this.audiences.check(event.id, audience, by);
    mustSuit(input.kind, audience);
    return { kind: input.kind, audience, texts: textsOf(input.kind, input.announcement, event) };
  }

  /** Sends an audience their agendas: a mailing that is handed in at once. @throws 422 when nobody would get one */
  async sendAgendas(event: EventScope, { kind, audience }: NoticeInput): Promise<AcceptedNoticeView> {
    return this.db.transaction(async () => {
      const id = await this.insert(event, { title: 'Agendas', kind, audience });
      await this.engine.apply(mailingWorkflow, id, { transition: 'submit' });
      return { id: (await this.queries.mailing(event.id, id)).jobId, mailingId: id };
    });
  }

  /** Says which mailings wait for a second person. Those that wait go on waiting. @throws 412 */
  async set(
    eventId: string,
    version: number,
    { review }: MailingSettingsInput,
  ): Promise<MailingSettingsView> {
    return this.db.transaction(async () => {
      // Two who set it at once: there may be no row yet to lock.
      await this.db.query('SELECT 1 FROM events WHERE id = $1 FOR NO KEY UPDATE', [eventId]);
      assertVersion((await this.queries.settings(eventId)).version, version);
      await this.db.query(
        `INSERT INTO mailing_settings (event_id, version, review) VALUES ($1, $2, $3)
         ON CONFLICT (event_id) DO UPDATE SET version = EXCLUDED.version, review = EXCLUDED.review`,
        [eventId, version + 1, review],
      );
      return this.queries.settings(eventId);
    });
  }

  private async insert(event: EventScope, input: MailingInput): Promise<string> {
    const principal = currentPrincipal();
    const { kind, audience, texts } = await this.read(event, input, principal);
    const id = await this.mailings.insert({
      eventId: event.id,
      state: mailingWorkflow.initial,
      kind,
      title: input.title,
      audience,
      texts,
      sensitive: kind !== 'agenda' || (input.sensitive ?? false),
      authors: [principal.id],
      madeByName: principal.name,
    });
    await this.engine.begin(mailingWorkflow, { id, scopeId: event.id });
    return id;
  }

  /** How many it would go to. @throws 422 when nobody does: a mailing that sends nothing would look like one that worked */
  private async mustHaveSomebody({ event_id: eventId, audience }: MailingRow): Promise<number> {
    const count = await this.audiences.count(eventId, audience);
    if (count > 0) return count;
    const states = audience.states ?? ['confirmed'];
    throw agendaProblems.audienceEmpty({
      detail: `No registration of this event that is ${states.join(' or ').replaceAll('_', ' ')} fits the audience.`,
      errors: [{ pointer: '/audience', code: 'empty', message: 'has nobody in it' }],
    });
  }

  /** Whether the event wants a second person to see it. Nobody changes that meanwhile. */
  private async needsReview({ event_id: eventId, sensitive }: MailingRow): Promise<boolean> {
    const row = await this.db.one<{ review: string }>(
      'SELECT review FROM mailing_settings WHERE event_id = $1 FOR SHARE',
      [eventId],
    );
    return row?.review === 'all' || (row?.review === 'sensitive' && sensitive);
  }

  private async isStillToGo(row: MailingRow): Promise<boolean> {
    if (row.state !== 'sent') return true;
    const { eventId, kind, cause } = causeOf(row);
    const waiting = await this.db.one(
      `SELECT 1 FROM messages WHERE event_id = $1 AND kind = $2 AND cause = $3 AND state = 'pending' LIMIT 1`,
      [eventId, kind, cause],
    );
    return waiting !== undefined;
  }

  private untold(row: MailingRow): Promise<number> {
    return this.audiences.count(row.event_id, row.audience, causeOf(row));
  }

  /** A job of its own each time, so that whoever lets it go on can follow it; one that still runs writes no more. */
  private async promiseSending({ id, scopeId, to, principal }: Context): Promise<void> {
    if (to !== 'sending') return;
    const jobId = await this.jobs.start(
      sendMailing,
      { mailingId: id, eventId: scopeId },
      { eventId: scopeId, ownerId: principal.id },
    );
    await this.db.query('UPDATE mailings SET job_id = $2 WHERE id = $1', [id, jobId]);
  }
}

/** A pass through the audience begins: at its first registration, with so many ahead. */
function begin({ row, now, set }: Context, expected: number): void {
  set({ expected, passed: 0, cursor_id: null, begun_at: row.begun_at ?? now, finished_at: null });
}

/** An audience as plain data, as it is kept. */
function plainAudience({ filter, ...lists }: MailingInput['audience']): Audience {
  const named = Object.entries(lists).filter(([, list]) => list !== undefined);
  return { ...Object.fromEntries(named), ...(filter === undefined ? {} : { filter: { ...filter } }) };
}

/** @throws 422 for agendas of people who have none */
function mustSuit(kind: MailingKind, { states }: Audience): void {
  if (kind !== 'agenda' || states === undefined || states.every((state) => state === 'confirmed')) return;
  throw faulty(mailingProblems.mailingAudienceUnfit, {
    pointer: '/audience/states',
    code: 'unfit',
    message: 'must be confirmed alone: agendas go to those who take part',
  });
}

/** What an announcement says, by language; null for agendas. @throws 422 */
function textsOf(
  kind: MailingKind,
  announcement: AnnouncementInput | undefined,
  { locales }: EventScope,
): AnnouncementTexts | null {
  const fault = (pointer: string, code: string, message: string): Problem =>
    faulty(mailingProblems.announcementIncomplete, { pointer: `/announcement${pointer}`, code, message });
  if (kind === 'agenda') {
    if (announcement === undefined) return null;
    throw fault('', 'unknown', 'must be absent: agendas are written by the program');
  }
  if (announcement === undefined) throw fault('', 'required', 'must say something');
  const texts: Record<string, { subject: string; text: string }> = {};
  for (const [index, { language, subject, text }] of announcement.texts.entries()) {
    if (Object.hasOwn(texts, language)) throw fault(`/texts/${index}/language`, 'repeated', 'is there twice');
    if (!locales.includes(language))
      throw fault(
        `/texts/${index}/language`,
        'unknown',
        `must be a language of the event: ${locales.join(', ')}`,
      );
    texts[language] = { subject, text };
  }
  const [first = ''] = locales;
  if (!Object.hasOwn(texts, first))
    throw fault('/texts', 'required', `must have ${first}, the first language of the event`);
  return texts;
}

function faulty(
  problem: (options: { detail: string; errors: FieldFault[] }) => Problem,
  fault: FieldFault,
): Problem {
  return problem({ detail: `${fault.pointer} ${fault.message}.`, errors: [fault] });
}
