import { Injectable } from '@nestjs/common';
import type { NoticeRecipient } from '../../communications/notice';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database, isSqlError, sqlState } from '../../platform/database/database';
import { Rows } from '../../platform/database/rows';
import { systemPrincipal, type Principal } from '../../platform/http/request-context';
import type { TransitionContext, WorkflowRow } from '../../platform/workflow/binding';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { registrationProblems } from '../registration.errors';
import { ReplacementNotices } from './replacement-notices.service';
import {
  ReplacementSources,
  type DutyChoice,
  type LineDraft,
  type LineNews,
  type NewReplacement,
  type OpenLine,
} from './replacement-sources.service';
import { replacementLineWorkflow, replacementWorkflow } from './replacement.workflow';
import { ReplacementsQueries } from './replacements.queries';

/** One person has just been put in the place of another. */
export interface Replaced {
  readonly eventId: string;
  readonly registrationId: string;
  readonly formerRegistrationId: string;
  readonly fromPersonId: string;
  readonly toPersonId: string;
  readonly duties: DutyChoice | undefined;
  readonly reason: string | undefined;
  /** The record of the step by which it happened. */
  readonly recordId: string;
  readonly by: Principal;
}

/** What a module says of a line that is done; comes from modules only. */
class Settlement {
  state!: 'done' | 'not_needed';
  outcome?: LineNews['outcome'];
  responsible?: LineNews['responsible'];
  by?: string;
  at?: Date;
}

interface LineRow extends WorkflowRow {
  readonly replacement_id: string;
}

interface FoundLine extends Record<string, unknown>, OpenLine {
  readonly replacementId: string;
  readonly outcome: string | null;
  readonly responsible: string;
}

/** Columns of an open line `l` of the replacement `r`. */
const openLine = `l.id, l.kind, l.subject_id AS "subjectId", l.outcome, l.responsible, r.id AS "replacementId",
  r.registration_id AS "registrationId", r.to_person_id AS "toPersonId", r.created_at AS since`;

/**
 * Replacements with what they touch. One is made in the transaction in which the place passes on; its lines are closed when
 * their module sees that the thing has been done, or by hand.
 */
@Injectable()
export class Replacements {
  private readonly replacements: Rows;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly sources: ReplacementSources,
    private readonly notices: ReplacementNotices,
    queries: ReplacementsQueries,
  ) {
    this.replacements = new Rows(db, clock, 'replacements');
    engine.bind<
      keyof typeof replacementWorkflow.states,
      keyof typeof replacementWorkflow.transitions,
      keyof typeof replacementWorkflow.conditions,
      keyof typeof replacementWorkflow.effects
    >(replacementWorkflow, {
      conditions: {},
      effects: { dropLines: ({ id }) => this.dropLines(id) },
      view: (id, eventId) => queries.replacement(eventId, id),
    });
    engine.bind<
      keyof typeof replacementLineWorkflow.states,
      keyof typeof replacementLineWorkflow.transitions,
      keyof typeof replacementLineWorkflow.conditions,
      keyof typeof replacementLineWorkflow.effects,
      LineRow
    >(replacementLineWorkflow, {
      conditions: { notOvertaken: ({ row }) => this.isNotOvertaken(row.replacement_id) },
      effects: { settleReplacement: ({ row }) => this.keepInStep(row.replacement_id) },
      inputs: { settle: Settlement },
      choose: {
        settle: ({ set, input, now }) => {
          const { state, by, at, outcome, responsible } = input as Settlement;
          set({
            closed_at: at ?? now,
            closed_by: by ?? systemPrincipal.name,
            ...(outcome === undefined ? {} : { outcome }),
            ...(responsible === undefined ? {} : { responsible }),
          });
          return state;
        },
        drop: ({ set, now }) => {
          set({ closed_at: now, closed_by: systemPrincipal.name });
          return 'not_needed' as const;
        },
        close: (context) => {
          closeByHand(context);
          return 'done' as const;
        },
        waive: (context) => {
          closeByHand(context);
          return 'not_needed' as const;
        },
        reopen: ({ set, comment }) => {
          set({ closed_at: null, closed_by: null, note: comment ?? null });
          return 'open' as const;
        },
      },
      view: (id, eventId) => queries.line(eventId, id),
    });
  }

  /**
   * Keeps that one person came in the place of another, lets every module do what follows at once, lists what has to be
   * redone, and tells those who have to know. Must run in the transaction in which the place passed on.
   * @throws 409 when somebody else replaces in the same registration at the same instant
   */
  async begin(replaced: Replaced): Promise<string> {
    const { eventId, registrationId, formerRegistrationId, fromPersonId, toPersonId, by } = replaced;
    await this.overtake([registrationId, formerRegistrationId]);
    const duties = replaced.duties ?? 'ask';
    const registration = await this.db.one<{ delegation_id: string | null }>(
      'SELECT delegation_id FROM registrations WHERE id = $1',
      [registrationId],
    );
    const id = await this.replacements
      .insert({
        eventId,
        state: replacementWorkflow.initial,
        registrationId,
        formerRegistrationId,
        delegationId: registration!.delegation_id,
        fromPersonId,
        toPersonId,
        duties,
        reason: replaced.reason?.trim() ? replaced.reason : null,
        recordId: replaced.recordId,
        madeBy: by.name,
        madeByKind: by.kind,
      })
      .catch((error: unknown) => {
        if (isSqlError(error, sqlState.uniqueViolation, 'replacements_open_key'))
          throw registrationProblems.transferNotPossible(
            'Somebody else has put another person in this place at the same moment. Look at the registration again.',
          );
        throw error;
      });
    await this.engine.begin(replacementWorkflow, { id, scopeId: eventId });
    const now = this.clock.now();
    const drafts: LineDraft[] = [];
    const asked: NewReplacement = {
      id,
      eventId,
      registrationId,
      formerRegistrationId,
      fromPersonId,
      toPersonId,
      duties,
      now,
    };
    for (const source of this.sources.all) drafts.push(...(await source.begin(asked)));
    await this.write(eventId, id, drafts, now);
    await this.tell(eventId, id, replaced, drafts);
    await this.keepInStep(id);
    return id;
  }

  /** Something has happened to these things: closes the lines about them that are done by now. */
  async settle(subjectIds: readonly string[]): Promise<void> {
    if (subjectIds.length === 0) return;
    const any = await this.db.one(
      `SELECT 1 FROM replacement_lines WHERE subject_id = ANY ($1::uuid[]) AND state = 'open' LIMIT 1`,
      [subjectIds],
    );
    if (!any) return;
    await this.db.transaction(async () => {
      const lines = await this.db.query<FoundLine>(
        `SELECT ${openLine} FROM replacement_lines l JOIN replacements r ON r.id = l.replacement_id
          WHERE l.subject_id = ANY ($1::uuid[]) AND l.state = 'open' AND r.state = 'open'
          ORDER BY l.id FOR NO KEY UPDATE OF l`,
        [subjectIds],
      );
      if (lines.length === 0) return;
      const news = new Map<string, LineNews>();
      for (const source of this.sources.all) {
        const own = lines.filter(({ kind }) => kind in source.kinds);
        if (own.length > 0) for (const [id, one] of await source.news(own)) news.set(id, one);
      }
      const last = await this.lastActs(lines.map(({ subjectId }) => subjectId));
      for (const line of lines) {
        const one = news.get(line.id);
        if (!one) continue;
        if (one.state === 'open') await this.move(line, one);
        else
          await this.engine.apply(replacementLineWorkflow, line.id, {
            transition: 'settle',
            input: Object.assign(new Settlement(), last.get(line.subjectId), one),
            principal: systemPrincipal,
          });
      }
    });
  }

  /** Says what has become of a thing whose line is closed already: a seat that was kept at first. */
  async correct(
    kind: string,
    subjectIds: readonly string[],
    outcome: NonNullable<LineNews['outcome']>,
  ): Promise<void> {
    await this.db.query(
      `UPDATE replacement_lines l SET outcome = $3, updated_at = $4, version = l.version + 1 FROM replacements r
        WHERE l.kind = $1 AND l.subject_id = ANY ($2::uuid[]) AND l.state <> 'open' AND l.outcome IS DISTINCT FROM $3
          AND r.id = l.replacement_id AND r.state <> 'overtaken'`,
      [kind, subjectIds, outcome, this.clock.now()],
    );
  }

  /** What was being redone for these registrations need not be any more. */
  async overtake(registrationIds: readonly string[]): Promise<void> {
    const open = await this.db.query<{ id: string }>(
      `SELECT id FROM replacements WHERE registration_id = ANY ($1::uuid[]) AND state <> 'overtaken' ORDER BY id`,
      [registrationIds],
    );
    for (const { id } of open)
      await this.engine.apply(replacementWorkflow, id, {
        transition: 'overtake',
        principal: systemPrincipal,
      });
  }

  private async write(
    eventId: string,
    replacementId: string,
    drafts: readonly LineDraft[],
    now: Date,
  ): Promise<void> {
    if (drafts.length === 0) return;
    const rows = drafts.map((draft, index) => ({ id: newId(), draft, position: index + 1 }));
    await this.db.query(
      `INSERT INTO replacement_lines (id, event_id, replacement_id, position, state, kind, subject_kind, subject_id, title, titles,
                                      detail, path, outcome, responsible, told, closed_at, closed_by, created_at, updated_at)
       SELECT l.id, $1, $2, l.position, l.state, l.kind, l."subjectKind", l."subjectId", l.title, l.titles, l.detail, l.path,
              l.outcome, l.responsible, l.told, CASE WHEN l.state <> 'open' THEN $3::timestamptz END,
              CASE WHEN l.state <> 'open' THEN $5 END, $3, $3
         FROM jsonb_to_recordset($4::jsonb) AS l (id uuid, position integer, state text, kind text, "subjectKind" text,
           "subjectId" uuid, title text, titles jsonb, detail text, path text, outcome text, responsible text, told text[])`,
      [
        eventId,
        replacementId,
        now,
        JSON.stringify(
          rows.map(({ id, draft, position }) => ({
            id,
            position,
            state: draft.state ?? 'open',
            kind: draft.kind,
            subjectKind: draft.subject.kind,
            subjectId: draft.subject.id,
            title: draft.title,
            titles: draft.titles ?? {},
            detail: draft.detail ?? null,
            path: draft.path,
            outcome: draft.outcome ?? null,
            responsible: draft.responsible,
            told: [...new Set((draft.tell ?? []).map(({ email }) => email.toLowerCase()))],
          })),
        ),
        systemPrincipal.name,
      ],
    );
    await this.engine.beginAll(
      replacementLineWorkflow,
      rows.map(({ id, draft }) => ({ id, scopeId: eventId, state: draft.state ?? 'open' })),
    );
  }

  /** Tells everybody who has something to do with a line, once for all of theirs. */
  private async tell(
    eventId: string,
    id: string,
    { recordId }: Replaced,
    drafts: readonly LineDraft[],
  ): Promise<void> {
    const recipients = new Map<string, NoticeRecipient>();
    for (const { tell = [] } of drafts)
      for (const recipient of tell) recipients.set(recipient.email.toLowerCase(), recipient);
    await this.notices.tell(eventId, id, recordId, [...recipients.values()]);
  }

  /** Something has changed about a line that stays open. */
  private async move(line: FoundLine, { outcome, responsible }: LineNews): Promise<void> {
    if ((outcome ?? line.outcome) === line.outcome && (responsible ?? line.responsible) === line.responsible)
      return;
    await this.db.query(
      `UPDATE replacement_lines SET outcome = COALESCE($2, outcome), responsible = COALESCE($3, responsible), updated_at = $4,
              version = version + 1 WHERE id = $1`,
      [line.id, outcome ?? null, responsible ?? null, this.clock.now()],
    );
  }

  /** Who did what was last done with these things, and when. */
  private async lastActs(subjectIds: readonly string[]): Promise<Map<string, { by: string; at: Date }>> {
    const rows = await this.db.query<{ id: string; by: string; at: Date }>(
      `SELECT DISTINCT ON (subject_id) subject_id AS id, actor_name AS by, at FROM transition_records
        WHERE subject_id = ANY ($1::uuid[]) ORDER BY subject_id, id DESC`,
      [subjectIds],
    );
    return new Map(rows.map(({ id, by, at }) => [id, { by, at }]));
  }

  private async isNotOvertaken(id: string): Promise<boolean> {
    const row = await this.db.one(`SELECT 1 FROM replacements WHERE id = $1 AND state <> 'overtaken'`, [id]);
    return row !== undefined;
  }

  /** Closes a replacement with its last line, and opens it again with the first one that is open again. */
  private async keepInStep(id: string): Promise<void> {
    // Of two who close the last two lines at once, the second sees here that the first has.
    const row = await this.db.one<{ state: string }>(
      'SELECT state FROM replacements WHERE id = $1 FOR NO KEY UPDATE',
      [id],
    );
    const open = await this.db.one(
      `SELECT 1 FROM replacement_lines WHERE replacement_id = $1 AND state = 'open' LIMIT 1`,
      [id],
    );
    const transition =
      row?.state === 'open' && !open ? 'complete' : row?.state === 'done' && open ? 'reopen' : undefined;
    if (transition)
      await this.engine.apply(replacementWorkflow, id, { transition, principal: systemPrincipal });
  }

  private async dropLines(id: string): Promise<void> {
    const lines = await this.db.query<{ id: string }>(
      `SELECT id FROM replacement_lines WHERE replacement_id = $1 AND state = 'open' ORDER BY id FOR NO KEY UPDATE`,
      [id],
    );
    for (const line of lines)
      await this.engine.apply(replacementLineWorkflow, line.id, {
        transition: 'drop',
        principal: systemPrincipal,
      });
  }
}

function closeByHand({ set, now, principal, comment }: TransitionContext<LineRow>): void {
  set({ closed_at: now, closed_by: principal.name, note: comment ?? null });
}
