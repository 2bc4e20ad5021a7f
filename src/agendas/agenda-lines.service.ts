import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database';
import {
  ReplacementSources,
  type LineDraft,
  type LineNews,
  type LineWords,
  type NewReplacement,
  type OpenLine,
  type ReplacementSource,
} from '../registrations/replacements/replacement-sources.service';
import { agendaNotice } from './agenda.notices';

/** The agenda that the first person was sent: the other one has to be sent theirs. */
@Injectable()
export class AgendaLines implements ReplacementSource {
  readonly kinds: Readonly<Record<string, LineWords>> = {
    agenda: {
      en: () => 'Agenda: to be sent to the new person',
      ru: () => 'Личная программа: отправить новому участнику',
      zh: () => '个人日程：须发送给新参会人员',
    },
  };

  constructor(
    private readonly db: Database,
    sources: ReplacementSources,
  ) {
    sources.register(this);
  }

  async begin({ registrationId, formerRegistrationId, fromPersonId }: NewReplacement): Promise<LineDraft[]> {
    const sent = await this.db.one(
      `SELECT 1 FROM messages WHERE registration_id = $1 AND kind = $2 AND person_id = $3 AND state IN ('queued', 'sent', 'bounced', 'failed') LIMIT 1`,
      [formerRegistrationId, agendaNotice.kind, fromPersonId],
    );
    return [
      {
        kind: 'agenda',
        subject: { kind: 'registration', id: registrationId },
        title: '',
        path: `registrations/${registrationId}/agenda`,
        responsible: 'communications',
        ...(sent ? {} : { state: 'not_needed', outcome: 'not_asked_for' }),
      },
    ];
  }

  async news(lines: readonly OpenLine[]): Promise<ReadonlyMap<string, LineNews>> {
    const rows = await this.db.query<{ id: string; at: Date }>(
      `SELECT l.id, min(m.created_at) AS at FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS l (id, registration_id, person_id)
         JOIN messages m ON m.registration_id = l.registration_id AND m.kind = $4 AND m.person_id = l.person_id
        GROUP BY l.id`,
      [
        lines.map(({ id }) => id),
        lines.map(({ registrationId }) => registrationId),
        lines.map(({ toPersonId }) => toPersonId),
        agendaNotice.kind,
      ],
    );
    return new Map(rows.map(({ id, at }) => [id, { state: 'done', at }]));
  }
}
