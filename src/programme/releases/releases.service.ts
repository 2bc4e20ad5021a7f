import { Injectable } from '@nestjs/common';
import { organisers } from '../../access/roles';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { Rows } from '../../platform/database/rows';
import { systemPrincipal, type Principal } from '../../platform/http/request-context';
import { Outbox } from '../../platform/outbox/outbox';
import { WorkflowEngine } from '../../platform/workflow/engine';
import type { TransitionContext } from '../../platform/workflow/binding';
import { findConflicts, type Finding } from '../planning/conflict.rules';
import { described } from '../planning/conflicts.queries';
import { surroundingsOf, type Surroundings } from '../planning/planning.rules';
import { PlanningQueries } from '../planning/planning.queries';
import { programmeProblems } from '../programme.errors';
import { programmeReleased } from '../programme.facts';
import { ProgrammeQueries, type StoredItem } from '../programme.queries';
import type { Attendee, Planning } from '../programme.rules';
import type { ReleaseInput } from './release.input';
import {
  changesBetween,
  digestOf,
  itemsToRelease,
  nextTold,
  type ReleaseItem,
  type SessionChange,
} from './release.rules';
import { toReleaseView, type ReleaseRow, type ReleaseView } from './release.view';
import { releaseWorkflow } from './release.workflow';

/** How many conflicts a refusal names; the draft's conflicts are a resource of their own. */
const namedConflicts = 50;

type Context = TransitionContext<ReleaseRow>;

/** The draft beside what people see. */
interface DraftComparison {
  readonly seen: ReleaseRow | undefined;
  readonly planning: Planning;
  readonly before: readonly StoredItem[];
  /** What a release of the draft would show. */
  readonly items: readonly ReleaseItem[];
  readonly changes: readonly SessionChange[];
  readonly attendees: readonly Attendee[];
}

/** Takes releases from the draft, and the code behind their life. */
@Injectable()
export class ReleasesService {
  private readonly rows: Rows;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly outbox: Outbox,
    private readonly planning: PlanningQueries,
    private readonly queries: ProgrammeQueries,
  ) {
    this.rows = new Rows(db, clock, 'releases');
    engine.bind<
      keyof typeof releaseWorkflow.states,
      keyof typeof releaseWorkflow.transitions,
      'sound',
      'supersede' | 'restore' | 'tell',
      ReleaseRow
    >(releaseWorkflow, {
      conditions: { sound: ({ row }) => row.hard_conflicts === 0 || row.override_reason !== null },
      effects: {
        supersede: (context) => this.supersede(context),
        restore: (context) => this.restore(context),
        tell: (context) => this.tell(context),
      },
      view: async (id, eventId) => toReleaseView(await queries.release(eventId, id)),
    });
  }

  /**
   * Takes the draft as it is in this moment and shows it to everybody. What is checked is what is released: the draft
   * is read once, by one statement. Releases of one event are made one after the other.
   * @throws 409 with the hard conflicts, unless they are overridden, when there is nothing new, or when the draft is not
   * the one that was looked at; 403 when the caller may not override
   */
  async release(eventId: string, input: ReleaseInput, principal: Principal): Promise<ReleaseView> {
    return this.db.transaction(async () => {
      // Not FOR UPDATE: what refers to the event (a registration, say) need not wait for a release.
      await this.db.query(`SELECT 1 FROM events WHERE id = $1 FOR NO KEY UPDATE`, [eventId]);
      const seenNow = await this.lockCurrent(eventId);
      const { planning, before, items, changes } = await this.compareDraft(eventId);
      if (input.digest !== undefined && input.digest !== digestOf(items))
        throw programmeProblems.draftChanged(
          'Somebody has changed it meanwhile. Look at programme/changes again, then release.',
        );
      if (changes.length === 0)
        throw programmeProblems.nothingToRelease(
          seenNow
            ? `The draft says the same as release ${seenNow.number}, which people see.`
            : 'No session of the draft has a time yet.',
        );
      const around = surroundingsOf(planning);
      const hard = findConflicts(planning, around).filter(({ severity }) => severity === 'hard');
      if (hard.length > 0) mustOverride(hard, around, input, principal);
      const now = this.clock.now();
      const id = await this.rows.insert({
        eventId,
        state: releaseWorkflow.initial,
        number: await this.nextNumber(eventId),
        followsId: seenNow?.id,
        comment: input.comment,
        hardConflicts: hard.length,
        overrideReason: hard.length > 0 ? input.overrideReason : undefined,
        timeZone: planning.event.timeZone,
        releasedAt: now,
      });
      await this.writeItems(id, eventId, before, items, hard, now);
      await this.writeAttendees(id, changes, planning.attendees);
      await this.engine.begin(releaseWorkflow, { id, scopeId: eventId });
      await this.engine.apply(releaseWorkflow, id, {
        transition: 'release',
        comment: input.overrideReason ?? input.comment,
        principal,
      });
      return toReleaseView(await this.queries.release(eventId, id));
    });
  }

  /** What people see, what a release of the draft would show them, and the difference. */
  async compareDraft(eventId: string): Promise<DraftComparison> {
    const seen = await this.queries.current(eventId);
    const planning = await this.planning.load(eventId);
    const before = seen ? await this.queries.items(seen.id) : [];
    const items = itemsToRelease(planning.sessions);
    return {
      seen,
      planning,
      before,
      items,
      changes: changesBetween<ReleaseItem>(before, items),
      attendees: planning.attendees,
    };
  }

  /**
   * The release that people see, locked. Somebody may be withdrawing it right now: then another one is to be seen when
   * that is done, which the statement that waited does not find.
   */
  private async lockCurrent(eventId: string): Promise<ReleaseRow | undefined> {
    for (;;) {
      const locked = await this.db.one<ReleaseRow>(
        `SELECT * FROM releases WHERE event_id = $1 AND state = 'released' FOR UPDATE`,
        [eventId],
      );
      const seen = await this.queries.current(eventId);
      if (locked?.id === seen?.id) return locked;
    }
  }

  private async nextNumber(eventId: string): Promise<number> {
    const row = await this.db.one<{ next: number }>(
      `SELECT COALESCE(max(number), 0) + 1 AS next FROM releases WHERE event_id = $1`,
      [eventId],
    );
    return row!.next;
  }

  /** Writes all sessions, all parts of persons and all files, each by one statement. Sessions without a time stay in the draft. */
  private async writeItems(
    releaseId: string,
    eventId: string,
    before: readonly StoredItem[],
    draft: readonly ReleaseItem[],
    hard: readonly Finding[],
    now: Date,
  ): Promise<void> {
    const seen = new Map(before.map((item) => [item.id, item]));
    const highest = await this.queries.highestSequences(eventId);
    const overridden = new Set(
      hard.filter(({ code }) => code === 'room_twice').flatMap((conflict) => conflict.sessions),
    );
    const items = draft.map((item): StoredItem => {
      const told = { sequence: 0, changedAt: now };
      return { ...item, ...nextTold({ ...item, ...told }, seen.get(item.id), highest.get(item.id), now) };
    });
    await this.db.query(
      `INSERT INTO release_sessions (release_id, session_id, title, titles, kind, room_id, room_name, starts_at, ends_at, topics,
                                     languages, capacity, overridden, sequence, changed_at, abstract, abstracts, authentic_language,
                                     floor_languages, category_ids, items, documents)
       SELECT $1, s.id, s.title, s.titles, s.kind, s."roomId", s.room, s."startsAt", s."endsAt", s.topics,
              s.languages, s.capacity, s.id = ANY ($3::uuid[]), s.sequence, s."changedAt", s.abstract, s.abstracts,
              s."authenticLanguage", s."floorLanguages", s."categoryIds", s.items, s.documents
         FROM jsonb_to_recordset($2::jsonb) AS s (id uuid, title text, titles jsonb, kind text, "roomId" uuid, room text,
              "startsAt" timestamptz, "endsAt" timestamptz, topics jsonb, languages text[], capacity integer,
              sequence integer, "changedAt" timestamptz, abstract text, abstracts jsonb, "authenticLanguage" text,
              "floorLanguages" text[], "categoryIds" uuid[], items jsonb, documents jsonb)`,
      [releaseId, JSON.stringify(items), [...overridden]],
    );
    await this.db.query(
      `INSERT INTO release_roles (release_id, role_id, session_id, item_id, person_id, role, position, display_name)
       SELECT $1, p.id, p.session, p."itemId", p."personId", p.role, p.position, p."displayName"
         FROM jsonb_to_recordset($2::jsonb)
           AS p (id uuid, session uuid, "itemId" uuid, "personId" uuid, role text, position integer, "displayName" text)`,
      [
        releaseId,
        JSON.stringify(items.flatMap(({ id, people }) => people.map((part) => ({ session: id, ...part })))),
      ],
    );
    await this.db.query(
      `INSERT INTO release_files (release_id, file_id) SELECT DISTINCT $1::uuid, file FROM unnest($2::uuid[]) AS named (file)`,
      [releaseId, items.flatMap(({ documents }) => documents.map(({ fileId }) => fileId))],
    );
  }

  /** Writes down whom the changes concern beyond those with a role: some of what tells so is gone soon after. */
  private async writeAttendees(
    releaseId: string,
    changes: readonly SessionChange[],
    attendees: readonly Attendee[],
  ): Promise<void> {
    const changed = new Set(changes.map(({ sessionId }) => sessionId));
    const concerned = attendees.filter(({ sessionId }) => changed.has(sessionId));
    if (concerned.length === 0) return;
    await this.db.query(
      `INSERT INTO release_attendees (release_id, session_id, person_id, attends_as, display_name)
       SELECT DISTINCT ON (a.session, a.person, a.attends_as) $1::uuid, a.session, a.person, a.attends_as, a.name
         FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[]) AS a (session, person, attends_as, name)`,
      [
        releaseId,
        concerned.map(({ sessionId }) => sessionId),
        concerned.map(({ personId }) => personId),
        concerned.map(({ as }) => as),
        concerned.map(({ displayName }) => displayName),
      ],
    );
  }

  private async supersede({ row }: Context): Promise<void> {
    if (row.follows_id === null) return;
    await this.engine.apply(releaseWorkflow, row.follows_id, {
      transition: 'supersede',
      principal: systemPrincipal,
    });
  }

  /** Shows the release before again. Calendars know higher numbers by now: what differs goes out under higher ones still. */
  private async restore({ row, now }: Context): Promise<void> {
    if (row.follows_id === null) return;
    await this.engine.apply(releaseWorkflow, row.follows_id, {
      transition: 'restore',
      principal: systemPrincipal,
    });
    const withdrawn = new Map((await this.queries.items(row.id)).map((item) => [item.id, item]));
    const highest = await this.queries.highestSequences(row.event_id);
    const told = (await this.queries.items(row.follows_id)).map((item) => ({
      id: item.id,
      ...nextTold(item, withdrawn.get(item.id), highest.get(item.id), now),
    }));
    await this.db.query(
      `UPDATE release_sessions s SET sequence = t.sequence, changed_at = t.changed_at
         FROM unnest($2::uuid[], $3::integer[], $4::timestamptz[]) AS t (id, sequence, changed_at)
        WHERE s.release_id = $1 AND s.session_id = t.id AND s.sequence <> t.sequence`,
      [
        row.follows_id,
        told.map(({ id }) => id),
        told.map(({ sequence }) => sequence),
        told.map(({ changedAt }) => changedAt),
      ],
    );
  }

  private async tell({ row }: Context): Promise<void> {
    const seenNow = (await this.queries.current(row.event_id)) ?? row;
    await this.outbox.tell(programmeReleased, {
      eventId: row.event_id,
      releaseId: seenNow.id,
      number: seenNow.number,
    });
  }
}

function mustOverride(
  hard: readonly Finding[],
  around: Surroundings,
  input: ReleaseInput,
  principal: Principal,
): void {
  if (input.overrideReason === undefined) {
    const named = described(hard.slice(0, namedConflicts), around);
    throw programmeProblems.programmeHasConflicts({
      detail:
        `${named[0]!.message}${hard.length > 1 ? ` And ${hard.length - 1} more, see conflicts.` : ''} ` +
        'Resolve this in the draft; an owner or organiser can release it all the same, with a reason.',
      extra: { conflicts: named },
    });
  }
  if (!principal.administrator && !organisers.some((role) => principal.roles.includes(role)))
    throw programmeProblems.overrideNotAllowed('Resolve the conflicts, or ask an owner or organiser.');
}
