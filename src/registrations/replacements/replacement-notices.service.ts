import { Injectable } from '@nestjs/common';
import {
  ComposesNotice,
  Withheld,
  type ComposedNotices,
  type MessageToCompose,
  type NoticeRecipient,
} from '../../communications/notice';
import { Notices } from '../../communications/notices.service';
import { mailLanguage } from '../../communications/words';
import { Database } from '../../platform/database/database';
import { inLanguage } from '../../platform/text';
import { personReplaced, type ReplacedProps } from './replacement.notices';
import { ReplacementSources, type ReplacementOutcome } from './replacement-sources.service';

interface ToldLine {
  readonly kind: string;
  readonly title: string;
  readonly titles: Record<string, string>;
  readonly outcome: ReplacementOutcome | null;
  readonly told: string[];
}

interface Told extends Record<string, unknown> {
  id: string;
  state: string;
  former: string;
  successor: string;
  organisation: string | null;
  title: string;
  titles: Record<string, string>;
  locales: string[];
  lines: ToldLine[];
}

/** Tells those who have something to do with somebody who was replaced. The two persons are told by their registration. */
@Injectable()
export class ReplacementNotices {
  constructor(
    private readonly db: Database,
    private readonly notices: Notices,
    private readonly sources: ReplacementSources,
  ) {}

  async tell(
    eventId: string,
    id: string,
    recordId: string,
    recipients: readonly NoticeRecipient[],
  ): Promise<void> {
    if (recipients.length === 0) return;
    await this.notices.send(personReplaced, recipients, {
      eventId,
      cause: recordId,
      subject: { kind: 'replacement', id },
    });
  }

  @ComposesNotice(personReplaced)
  async compose(messages: readonly MessageToCompose[]): Promise<ComposedNotices<ReplacedProps>> {
    const rows = await this.db.query<Told>(
      `SELECT x.id, x.state, f.display_name AS former, t.display_name AS successor, r.organisation_name AS organisation, e.title, e.titles, e.locales,
              COALESCE((SELECT json_agg(json_build_object('kind', l.kind, 'title', l.title, 'titles', l.titles, 'outcome', l.outcome, 'told', l.told)
                                        ORDER BY l.position)
                          FROM replacement_lines l WHERE l.replacement_id = x.id AND l.told <> '{}'), '[]') AS lines
         FROM replacements x JOIN persons f ON f.id = x.from_person_id JOIN persons t ON t.id = x.to_person_id
         JOIN registrations r ON r.id = x.registration_id JOIN events e ON e.id = x.event_id WHERE x.id = ANY ($1::uuid[])`,
      [[...new Set(messages.map(({ subject }) => subject.id))]],
    );
    const told = new Map(rows.map((row) => [row.id, row]));
    const composed = new Map<string, ReplacedProps | Withheld>();
    for (const { messageId, subject, recipient } of messages) {
      const row = told.get(subject.id);
      if (!row) continue;
      const language = mailLanguage(recipient.locale, row.locales);
      composed.set(
        messageId,
        row.state === 'overtaken'
          ? new Withheld('Another person came in the place since.')
          : {
              event: inLanguage(row.title, row.titles, language),
              organisation: row.organisation ?? undefined,
              former: row.former,
              successor: row.successor,
              lines: row.lines
                .filter((line) => line.told.includes(recipient.email.toLowerCase()))
                .map((line) =>
                  this.sources.say(
                    line.kind,
                    language,
                    inLanguage(line.title, line.titles, language),
                    line.outcome,
                  ),
                ),
            },
      );
    }
    return composed;
  }
}
