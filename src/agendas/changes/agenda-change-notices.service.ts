import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import {
  ComposesNotice,
  type ComposedNotices,
  type MailCalendar,
  type MessageToCompose,
} from '../../communications/notice';
import { EventsQueries } from '../../events/events.queries';
import { Database } from '../../platform/database/database';
import { inLanguage } from '../../platform/text';
import { RegistrationsQueries } from '../../registrations/registrations.queries';
import { AgendasQueries, withAgenda, type CalendarLine } from '../agendas.queries';
import { AgendasService } from '../agendas.service';
import { agendasChanged, type ChangesNotice } from './agenda-changes.notices';
import type { ChangeLine, EntryContent } from './agenda-entry.rules';
import { AgendaEntries } from './agenda-entries.service';

interface ChangeRow extends Record<string, unknown> {
  id: string;
  registration_id: string;
  person_id: string;
  lines: ChangeLine[];
  told_at: Date;
}

/** Fills change notices with what was written down when they were promised: exactly that difference, whenever they go out. */
@Injectable()
export class AgendaChangeNotices {
  constructor(
    private readonly db: Database,
    private readonly events: EventsQueries,
    private readonly registrations: RegistrationsQueries,
    private readonly agendas: AgendasQueries,
    private readonly service: AgendasService,
    private readonly entries: AgendaEntries,
  ) {}

  @ComposesNotice(agendasChanged)
  async compose(messages: readonly MessageToCompose[]): Promise<ComposedNotices<ChangesNotice>> {
    const composed = new Map<string, ChangesNotice>();
    for (const eventId of new Set(messages.map((message) => message.eventId))) {
      const event = await this.events.find(eventId);
      const ofEvent = messages.filter((message) => message.eventId === eventId);
      if (event) for (const [id, notice] of await this.ofEvent(event, ofEvent)) composed.set(id, notice);
    }
    return composed;
  }

  private async ofEvent(
    event: EventScope,
    messages: readonly MessageToCompose[],
  ): Promise<[string, ChangesNotice][]> {
    const rows = await this.db.query<ChangeRow>(
      'SELECT id, registration_id, person_id, lines, told_at FROM agenda_changes WHERE event_id = $1 AND id = ANY ($2::uuid[])',
      [event.id, messages.map(({ subject }) => subject.id)],
    );
    const changes = new Map(rows.map((row) => [row.id, row]));
    const contents = await this.entries.contents(
      event.id,
      rows.flatMap(({ lines }) => lines.flatMap(({ before, after }) => [before ?? [], after ?? []].flat())),
    );
    const owners = await this.registrations.participants(event.id, {
      registrationIds: rows.map((row) => row.registration_id),
      states: withAgenda,
      limit: rows.length,
    });
    const theirs = owners.filter(({ registrationId, personId }) =>
      rows.some((row) => row.registration_id === registrationId && row.person_id === personId),
    );
    const pages = await this.service.pageAddresses(event.id, theirs);
    return messages.flatMap(({ messageId, subject, recipient }): [string, ChangesNotice][] => {
      const row = changes.get(subject.id);
      if (!row) return [];
      const at = (fingerprint: string | null): EntryContent | null =>
        fingerprint === null ? null : contents.get(fingerprint)!;
      const lines = row.lines
        .map((one) => ({ ...one, before: at(one.before), after: at(one.after) }))
        .toSorted(
          (one, other) => +(one.after ?? one.before!).startsAt - +(other.after ?? other.before!).startsAt,
        );
      const file = (method: 'REQUEST' | 'CANCEL', entries: readonly CalendarLine[]): MailCalendar[] =>
        entries.length === 0
          ? []
          : [{ method, ics: this.agendas.file(event, recipient, method, entries, row.told_at) }];
      return [
        [
          messageId,
          {
            eventTitle: inLanguage(event.title, event.titles, recipient.locale),
            changes: lines.map(({ before, after }) => ({ before, after })),
            pageUrl: pages.get(row.registration_id),
            calendars: [
              ...file(
                'REQUEST',
                lines.flatMap(({ uid, sequence, after }) =>
                  after ? [{ uid, sequence, content: after }] : [],
                ),
              ),
              ...file(
                'CANCEL',
                lines.flatMap(({ uid, sequence, before, after }) =>
                  before && !after ? [{ uid, sequence, content: before }] : [],
                ),
              ),
            ],
          },
        ],
      ];
    });
  }
}
