import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import {
  ReplacementSources,
  type LineDraft,
  type LineNews,
  type LineWords,
  type NewReplacement,
  type OpenLine,
  type ReplacementSource,
} from '../replacements/replacement-sources.service';
import { ParticipantDetailsService } from './participant-details.service';

/** Those who accompany a person belong to that person, not to the place: whoever comes instead brings their own. */
@Injectable()
export class CompanionLines implements ReplacementSource {
  readonly kinds: Readonly<Record<string, LineWords>> = {
    details: {
      en: (title) =>
        `Registration ${title}: what its category asks (languages, arms, medium) is to be given for the new person`,
      ru: (title) =>
        `Регистрация ${title}: сведения, которые требует категория (языки, оружие, СМИ), следует указать для нового участника`,
      zh: (title) => `报名 ${title}：该类别要求的信息（语言、武器、媒体）须为新参会人员重新填写`,
    },
    companion: {
      en: (title) => `${title}: accompanied the person who does not come; the registration was called off`,
      ru: (title) => `${title}: сопровождающее лицо прежнего участника; регистрация отменена`,
      zh: (title) => `${title}：原参会人员的随行人员，报名已取消`,
    },
  };

  constructor(
    private readonly db: Database,
    private readonly details: ParticipantDetailsService,
    sources: ReplacementSources,
  ) {
    sources.register(this);
  }

  async begin({ registrationId, formerRegistrationId }: NewReplacement): Promise<LineDraft[]> {
    await this.details.assertOldEnough(registrationId);
    const asked = await this.askedAnew(registrationId);
    const ended = await this.details.endCompanions(
      formerRegistrationId,
      'Another person comes in the place of the one who was accompanied.',
    );
    const companions = ended.map(({ id, name, relation }): LineDraft => ({
      kind: 'companion',
      subject: { kind: 'registration', id },
      title: name,
      detail: relation,
      path: `registrations/${id}`,
      state: 'done',
      outcome: 'ended',
      responsible: 'registration_desk',
    }));
    return [...asked, ...companions];
  }

  /** Those of companions are closed from the beginning; the others with what is given anew. */
  async news(lines: readonly OpenLine[]): Promise<ReadonlyMap<string, LineNews>> {
    const rows = await this.db.query<{ id: string }>(
      `SELECT l.id FROM replacement_lines l JOIN participant_details d ON d.registration_id = l.subject_id
        WHERE l.id = ANY ($1::uuid[]) AND l.kind = 'details' AND d.version::text <> l.detail`,
      [lines.map(({ id }) => id)],
    );
    return new Map(rows.map(({ id }) => [id, { state: 'done' }]));
  }

  /** What the category asks was said of the first person: it holds until somebody gives it for the other one. */
  private async askedAnew(registrationId: string): Promise<LineDraft[]> {
    const row = await this.db.one<{ code: string; version: number }>(
      `SELECT r.code, d.version FROM participant_details d JOIN registrations r ON r.id = d.registration_id WHERE d.registration_id = $1`,
      [registrationId],
    );
    if (!row) return [];
    return [
      {
        kind: 'details',
        subject: { kind: 'registration', id: registrationId },
        title: row.code,
        detail: String(row.version),
        path: `registrations/${registrationId}/details`,
        responsible: 'registration_desk',
      },
    ];
  }
}
