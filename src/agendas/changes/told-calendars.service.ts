import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import {
  MailCalendars,
  type CalendarSource,
  type PendingCalendars,
} from '../../communications/mail-calendars.service';
import type { MailCalendar, MessageToCompose } from '../../communications/notice';
import { EventsQueries } from '../../events/events.queries';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { registrationPassedOn } from '../../registrations/registration.notices';
import { RegistrationsQueries } from '../../registrations/registrations.queries';
import { agendaNotice } from '../agenda.notices';
import { agendaReader, type AgendaItem } from '../agenda.rules';
import { AgendasQueries, withAgenda, type CalendarLine } from '../agendas.queries';
import { differencesToldBy, standingAfter, type Standing } from './agenda-entry.rules';
import { AgendaEntries, type Told } from './agenda-entries.service';
import { TellingMails, type TellsOf } from './telling-mails.service';

type Message = MessageToCompose & { readonly kind: string };

/** A message to somebody with a calendar, with what is true of all that stands there. */
interface Telling extends Told {
  readonly message: Message;
  readonly tellsOf: TellsOf;
  /** Their agenda; empty for somebody who does not take part any more. */
  readonly items: readonly AgendaItem[];
  readonly at: Date;
}

/**
 * The calendar files in the mails of all modules. A mail that tells of a visit or of a seat takes the thing to the calendar
 * of its reader, or out of it, and is on record as what they were told: so the change notice has nothing to add. Whoever
 * was never told their agenda has nothing in a calendar, and gets no file but with the agenda itself.
 */
@Injectable()
export class ToldCalendars implements CalendarSource {
  readonly kinds: ReadonlySet<string>;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventsQueries,
    private readonly registrations: RegistrationsQueries,
    private readonly agendas: AgendasQueries,
    private readonly entries: AgendaEntries,
    private readonly mails: TellingMails,
    calendars: MailCalendars,
  ) {
    this.kinds = mails.kinds;
    calendars.register(this);
  }

  async read(messages: readonly Message[]): Promise<PendingCalendars> {
    const tellings = new Map<string, Telling>();
    for (const eventId of new Set(messages.map((message) => message.eventId)))
      for (const telling of await this.tellings(
        eventId,
        messages.filter((message) => message.eventId === eventId),
      ))
        tellings.set(telling.message.messageId, telling);
    return {
      told: async (messageIds) => {
        const files = new Map<string, readonly MailCalendar[]>();
        const going = messageIds.flatMap((id) => tellings.get(id) ?? []);
        for (const eventId of new Set(going.map(({ message }) => message.eventId))) {
          const event = await this.events.find(eventId);
          const ofEvent = going.filter(({ message }) => message.eventId === eventId);
          if (event) for (const [id, file] of await this.tell(event, ofEvent)) files.set(id, file);
        }
        return files;
      },
    };
  }

  /** Those of the messages whose readers have a calendar, or get one with it. */
  private async tellings(eventId: string, messages: readonly Message[]): Promise<Telling[]> {
    const owned = await this.calendarsOf(eventId, messages);
    if (owned.length === 0) return [];
    const at = this.clock.now();
    const ids = [...new Set(owned.map(({ registrationId }) => registrationId))];
    const [owners, subjects] = await Promise.all([
      this.registrations.participants(eventId, { registrationIds: ids, limit: ids.length }),
      this.mails.subjects(owned.map(({ message }) => message)),
    ]);
    const taking = new Map(
      owners.flatMap((owner) => (withAgenda.includes(owner.state) ? [[owner.registrationId, owner]] : [])),
    );
    const read = agendaReader(await this.agendas.sources(eventId, [...taking.values()]));
    return owned.flatMap(({ message, registrationId, personId }): Telling[] => {
      const owner = taking.get(registrationId);
      // An agenda goes to those only who take part when it does.
      if (message.kind === agendaNotice.kind && owner?.state !== 'confirmed') return [];
      const theirs = owner?.personId === personId;
      return [
        {
          registrationId,
          personId,
          message,
          tellsOf: subjects.get(message.messageId)!,
          items: theirs ? read(owner, message.recipient.locale) : [],
          at,
        },
      ];
    });
  }

  /** Whose calendar each message is about: of somebody who was told their agenda, or is told it by this message. */
  private async calendarsOf(
    eventId: string,
    messages: readonly Message[],
  ): Promise<(Told & { readonly message: Message })[]> {
    const others = messages.filter(({ kind }) => kind !== agendaNotice.kind);
    const registrationOf = ({ kind, recipient, subject }: Message): string | undefined =>
      // It goes to whoever had the registration, and is theirs no longer.
      kind === registrationPassedOn.kind ? subject.id : recipient.registrationId;
    const told =
      others.length === 0
        ? []
        : await this.entries.toldAmong(
            eventId,
            others.flatMap((message) => registrationOf(message) ?? []),
            others.flatMap(({ recipient }) => recipient.personId ?? []),
          );
    return messages.flatMap((message) => {
      const { registrationId, personId } = message.recipient;
      if (message.kind === agendaNotice.kind)
        return registrationId !== undefined && personId !== undefined
          ? [{ message, registrationId, personId }]
          : [];
      const registration = registrationOf(message);
      const mine = told.find(
        (one) =>
          (registration === undefined || one.registrationId === registration) &&
          (personId === undefined ? registration !== undefined : one.personId === personId),
      );
      return mine ? [{ message, ...mine }] : [];
    });
  }

  /** Writes down that these mails tell what was read, and makes their files from what is on record then. */
  private async tell(event: EventScope, going: readonly Telling[]): Promise<Map<string, MailCalendar[]>> {
    const ids = [...new Set(going.map(({ registrationId }) => registrationId))];
    const before = await this.entries.standing(ids);
    const now = this.clock.now();
    const told = new Map<string, Told>();
    const written = new Map<string, Standing & { readonly registrationId: string }>();
    for (const { registrationId, personId, message, tellsOf, items } of going) {
      const standing = before.get(registrationId)!;
      const differences = differencesToldBy(standing, items, tellsOf, now);
      if (message.kind === agendaNotice.kind || differences.length > 0)
        told.set(registrationId, { registrationId, personId });
      for (const difference of differences) {
        const after = standingAfter(difference, message.recipient.locale, message.messageId);
        // A second mail to the same person finds what the first one has told.
        const index = standing.findIndex(({ uid }) => uid === after.uid);
        if (index < 0) standing.push(after);
        else standing[index] = after;
        written.set(`${registrationId} ${after.uid}`, { registrationId, ...after });
      }
    }
    await this.entries.keep(
      event.id,
      going.flatMap(({ items, tellsOf }) => items.filter(tellsOf)),
    );
    const former = going.filter(({ message }) => message.kind === registrationPassedOn.kind);
    await this.db.transaction(async () => {
      if (told.size > 0) await this.entries.write(event.id, [...told.values()], [...written.values()], now);
      await this.entries.forget(former);
    });
    // Read again: a change notice may have raised some of it since.
    const after = written.size > 0 ? await this.entries.standing(ids) : before;
    return this.files(event, going, after);
  }

  private async files(
    event: EventScope,
    going: readonly Telling[],
    standing: ReadonlyMap<string, readonly Standing[]>,
  ): Promise<Map<string, MailCalendar[]>> {
    const parts = going.map(({ registrationId, message, tellsOf, items, at }) => {
      const there = new Set(items.map(({ uid }) => uid));
      const ofMail = standing.get(registrationId)!.filter(tellsOf);
      return {
        message,
        at,
        entered: ofMail
          .filter(({ uid, cancelled }) => !cancelled && there.has(uid))
          .toSorted((one, other) => +one.startsAt - +other.startsAt || (one.uid < other.uid ? -1 : 1)),
        // A mail that is sent again strikes out again what it is about; an agenda only what has fallen away since the last.
        struck: ofMail.filter(
          ({ cancelled, toldBy, startsAt }) =>
            cancelled &&
            (toldBy === message.messageId || (message.kind !== agendaNotice.kind && startsAt > at)),
        ),
      };
    });
    const contents = await this.entries.contents(
      event.id,
      parts.flatMap(({ entered, struck }) => [...entered, ...struck].map(({ fingerprint }) => fingerprint)),
    );
    return new Map(
      parts.map(({ message, at, entered, struck }): [string, MailCalendar[]] => {
        const file = (method: 'REQUEST' | 'CANCEL', entries: readonly Standing[]): MailCalendar[] => {
          const lines = entries.map(({ uid, sequence, fingerprint }): CalendarLine => ({
            uid,
            sequence,
            content: contents.get(fingerprint)!,
          }));
          return lines.length === 0
            ? []
            : [{ method, ics: this.agendas.file(event, message.recipient, method, lines, at) }];
        };
        return [message.messageId, [...file('REQUEST', entered), ...file('CANCEL', struck)]];
      }),
    );
  }
}
