import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { MessageQueries } from '../../communications/messages.queries';
import type { NoticeRecipient } from '../../communications/notice';
import { Notices } from '../../communications/notices.service';
import { EventsQueries } from '../../events/events.queries';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database, isSqlError, sqlState } from '../../platform/database/database';
import { HandlesJob, type JobContext } from '../../platform/jobs/define-job';
import { RegistrationsQueries } from '../../registrations/registrations.queries';
import { agendaReader, type AgendaItem } from '../agenda.rules';
import { AgendasQueries, withAgenda } from '../agendas.queries';
import { agendasChanged } from './agenda-changes.notices';
import { tellAgendaChanges, type TellAgendaChanges } from './agenda-changes.jobs';
import { longestWaitMinutes } from './agenda-changes.rules';
import {
  contentOf,
  differencesOf,
  fingerprintOf,
  standingAfter,
  type ChangeLine,
  type Difference,
} from './agenda-entry.rules';
import { AgendaEntries, type Told } from './agenda-entries.service';
import { AgendaWatches } from './agenda-watch.service';
import { TellingMails } from './telling-mails.service';

/** Agendas that one step compares; nothing of the rest is in memory. */
export const agendasPerStep = 500;

/** How often a step is begun again when somebody else has told the same people meanwhile. */
const attempts = 8;

/** What one person has to be told. */
export interface Concerned extends Told {
  readonly recipient: NoticeRecipient;
  readonly differences: readonly Difference[];
}

/** Which agendas a step compares. */
interface Which {
  /** Those after this one. */
  readonly afterId: string | undefined;
  /** Only these, if it says so. */
  readonly among: readonly string[] | undefined;
  /** Whether those are left for later who are about to get another mail. */
  readonly patient: boolean;
  /** Whether they are going to be told. */
  readonly locked: boolean;
}

interface Comparison {
  /** Up to where the agendas were compared; the step was the last one when it compared less than it could. */
  readonly lastId: string | undefined;
  readonly compared: number;
  readonly concerned: readonly Concerned[];
  /** Those who are about to get another mail about their agenda, and are looked at after that. */
  readonly waiting: number;
  /** Registrations that have passed to somebody else. */
  readonly passedOn: readonly Told[];
}

/** Tells people what is different on their agendas from what they were told last: exactly those concerned, once. */
@Injectable()
export class AgendaChanges {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventsQueries,
    private readonly registrations: RegistrationsQueries,
    private readonly agendas: AgendasQueries,
    private readonly entries: AgendaEntries,
    private readonly watches: AgendaWatches,
    private readonly mails: TellingMails,
    private readonly messages: MessageQueries,
    private readonly notices: Notices,
  ) {}

  /**
   * Goes through all who were told an agenda, step by step. A step writes what it tells and promises the messages in one
   * transaction: a run that died is done again from the beginning, and finds no difference where it had been.
   */
  @HandlesJob(tellAgendaChanges)
  async tell(
    { eventId, since, atOnce, registrationIds: among }: TellAgendaChanges,
    job: JobContext,
  ): Promise<void> {
    const event = await this.events.find(eventId);
    if (!event) return;
    const first = new Date(since);
    if (!atOnce && !(await this.watches.isTelling(event)))
      return this.watches.mark(eventId, first, this.clock.now());
    const total = among?.length ?? (await this.entries.countTold(eventId));
    // A mail that could not be sent for so long keeps the change from nobody.
    const patient = +this.clock.now() < +first + longestWaitMinutes * 60_000;
    let [compared, messages, waiting] = [0, 0, 0];
    for (let afterId: string | undefined; ;) {
      const step = await this.step(event, { afterId, among, patient });
      compared += step.compared;
      messages += step.concerned.length;
      waiting += step.waiting;
      await job.progress(compared, Math.max(total, compared));
      await job.counts({ messages });
      if (step.compared < agendasPerStep) break;
      afterId = step.lastId;
    }
    if (waiting > 0) await this.watches.mark(eventId, first, this.clock.now());
  }

  /** What one step would tell, without telling it. */
  preview(event: EventScope, afterId: string | undefined): Promise<Comparison> {
    return this.atOneMoment(() =>
      this.compare(event, { afterId, among: undefined, patient: true, locked: false }),
    );
  }

  private step(event: EventScope, which: Omit<Which, 'locked'>): Promise<Comparison> {
    return this.atOneMoment(async () => {
      const comparison = await this.compare(event, { ...which, locked: true });
      await this.write(event.id, comparison);
      return comparison;
    });
  }

  /**
   * Reads everything as it was at one moment: half of a release would be told as a change. Whoever is told by another
   * process meanwhile makes the step begin anew.
   */
  private async atOneMoment<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.db.transaction(async () => {
          await this.db.execute('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
          return work();
        });
      } catch (error) {
        if (attempt === attempts || !isSqlError(error, sqlState.serializationFailure)) throw error;
      }
    }
  }

  private async compare(event: EventScope, { afterId, among, patient, locked }: Which): Promise<Comparison> {
    const told = await this.entries.told(event.id, { afterId, among, limit: agendasPerStep, locked });
    const ids = told.map(({ registrationId }) => registrationId);
    const owners = new Map(
      (
        await this.registrations.participants(event.id, {
          registrationIds: ids,
          limit: ids.length,
        })
      ).map((owner) => [owner.registrationId, owner]),
    );
    const passedOn = told.filter(
      ({ registrationId, personId }) => owners.get(registrationId)?.personId !== personId,
    );
    const taking = [...owners.values()].filter(({ state }) => withAgenda.includes(state));
    const read = agendaReader(await this.agendas.sources(event.id, taking));
    const standing = await this.entries.standing(ids);
    const former = await this.persons(passedOn.map(({ personId }) => personId));
    const awaited = await this.messages.awaited(
      event.id,
      [...this.mails.kinds],
      ids,
      told.map(({ personId }) => personId),
    );
    const now = this.clock.now();
    const concerned: Concerned[] = [];
    let waiting = 0;
    for (const { registrationId, personId } of told) {
      const owner = owners.get(registrationId);
      const theirs = owner?.personId === personId && withAgenda.includes(owner.state) ? owner : undefined;
      const recipient = owner?.personId === personId ? owner : former.get(personId);
      if (!recipient) continue;
      const languages = new Map<string, ReadonlyMap<string, AgendaItem>>();
      const itemsIn = (locale: string): ReadonlyMap<string, AgendaItem> => {
        let items = languages.get(locale);
        if (!items)
          languages.set(
            locale,
            (items = new Map((theirs ? read(theirs, locale) : []).map((item) => [item.uid, item]))),
          );
        return items;
      };
      const differences = differencesOf(standing.get(registrationId)!, itemsIn, recipient.locale, now);
      if (differences.length === 0) continue;
      if (patient && (awaited.registrationIds.has(registrationId) || awaited.personIds.has(personId)))
        waiting += 1;
      else
        concerned.push({
          registrationId,
          personId,
          differences,
          recipient: {
            registrationId,
            personId,
            name: recipient.name,
            email: recipient.email,
            locale: recipient.locale,
          },
        });
    }
    return { lastId: ids.at(-1), compared: told.length, concerned, waiting, passedOn };
  }

  /** Writes what is told, and promises the messages. */
  private async write(eventId: string, { concerned, passedOn }: Comparison): Promise<void> {
    const now = this.clock.now();
    const changes = concerned.map((one) => ({ ...one, id: newId() }));
    if (changes.length > 0) {
      await this.entries.keep(
        eventId,
        changes.flatMap(({ differences }) => differences.flatMap(({ item }) => item ?? [])),
      );
      await this.entries.write(
        eventId,
        changes,
        changes.flatMap(({ id, registrationId, recipient, differences }) =>
          differences.map((difference) => ({
            registrationId,
            ...standingAfter(difference, recipient.locale, id),
          })),
        ),
        now,
      );
      await this.db.query(
        `INSERT INTO agenda_changes (id, event_id, registration_id, person_id, lines, told_at)
         SELECT n.id, $1, n.registration_id, n.person_id, n.lines, $2
           FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::jsonb[]) AS n (id, registration_id, person_id, lines)`,
        [
          eventId,
          now,
          changes.map(({ id }) => id),
          changes.map(({ registrationId }) => registrationId),
          changes.map(({ personId }) => personId),
          changes.map(({ differences }) => JSON.stringify(differences.map(lineOf))),
        ],
      );
      await this.notices.sendEach(
        agendasChanged,
        eventId,
        changes.map(({ id, recipient }) => ({
          recipient,
          cause: id,
          subject: { kind: 'agenda_change', id },
        })),
      );
    }
    // With their calendars emptied, they have nothing to do with these registrations any more.
    const toldNow = new Set(concerned.map(({ registrationId }) => registrationId));
    await this.entries.forget(passedOn.filter(({ registrationId }) => toldNow.has(registrationId)));
  }

  /** People who had a registration that is somebody else's now. */
  private async persons(
    ids: readonly string[],
  ): Promise<Map<string, { name: string; email: string; locale: string }>> {
    if (ids.length === 0) return new Map();
    const rows = await this.db.query<{ id: string; name: string; email: string; locale: string }>(
      'SELECT id, display_name AS name, email, locale FROM persons WHERE id = ANY ($1::uuid[])',
      [ids],
    );
    return new Map(rows.map(({ id, ...person }) => [id, person]));
  }
}

/** A difference as it is kept: what a person was told before and is told now, by their fingerprints. */
function lineOf({ uid, kind, subjectId, sequence, was, item }: Difference): ChangeLine {
  return {
    uid,
    kind,
    subjectId,
    sequence,
    before: was && !was.cancelled ? was.fingerprint : null,
    after: item ? fingerprintOf(contentOf(item)) : null,
  };
}
