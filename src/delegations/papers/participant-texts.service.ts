import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { httpProblems } from '../../platform/http/problem';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { registrationWorkflow } from '../../registrations/registration.workflow';
import { delegationWorkflow } from '../delegation.workflow';
import { memberParts } from '../delegation.input';
import { documentProblems } from './official-document.errors';
import type { ParticipantTextsInput } from './official-document.input';
import type { MembersOrderView, ParticipantTextsView, TextsInLanguageView } from './official-document.view';

/** What protocol and focal points say so that people stand in lists as they should: texts in other languages, and their order. */
@Injectable()
export class ParticipantTextsService {
  constructor(
    private readonly db: Database,
    private readonly engine: WorkflowEngine,
  ) {}

  /** @throws 404 when there is no such registration, or it is no member of the delegation that is given */
  async read(eventId: string, registrationId: string, delegationId?: string): Promise<ParticipantTextsView> {
    await this.mustBeThere(eventId, registrationId, delegationId, false);
    const texts = await this.db.query<TextsInLanguageView & Record<string, unknown>>(
      `SELECT language, name, form_of_address AS "formOfAddress", post, organisation FROM participant_texts
        WHERE registration_id = $1 ORDER BY language`,
      [registrationId],
    );
    return { registrationId, texts };
  }

  /** Replaces all texts of somebody. @throws 404; 422 when a language is named twice */
  async write(
    eventId: string,
    registrationId: string,
    texts: readonly ParticipantTextsInput[],
    delegationId?: string,
  ): Promise<ParticipantTextsView> {
    const languages = texts.map(({ language }) => language);
    const twice = languages.findIndex((language, index) => languages.indexOf(language) !== index);
    if (twice >= 0)
      throw documentProblems.participantTextsTwice({
        detail: 'Say everything in a language at once.',
        errors: [{ pointer: `/texts/${twice}/language`, code: 'twice', message: 'is named before' }],
      });
    return this.db.transaction(async () => {
      const state = await this.mustBeThere(eventId, registrationId, delegationId, true);
      await this.db.query('DELETE FROM participant_texts WHERE registration_id = $1', [registrationId]);
      await this.db.query(
        `INSERT INTO participant_texts (registration_id, event_id, language, name, form_of_address, post, organisation)
         SELECT $1, $2, t.* FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[]) AS t`,
        [
          registrationId,
          eventId,
          languages,
          texts.map(({ name }) => name ?? null),
          texts.map(({ formOfAddress }) => formOfAddress ?? null),
          texts.map(({ post }) => post ?? null),
          texts.map(({ organisation }) => organisation ?? null),
        ],
      );
      await this.engine.note(
        registrationWorkflow,
        { id: registrationId, scopeId: eventId, state },
        { name: 'translate', data: { languages } },
      );
      return this.read(eventId, registrationId, delegationId);
    });
  }

  /** All members by part and seniority. @throws 404 */
  async order(eventId: string, delegationId: string): Promise<MembersOrderView> {
    await this.lock(eventId, delegationId, false);
    const items = await this.db.query<MembersOrderView['items'][number] & Record<string, unknown>>(
      `SELECT m.registration_id AS id, p.display_name AS name, m.part, m.seniority
         FROM delegation_members m JOIN registrations r ON r.id = m.registration_id JOIN persons p ON p.id = r.person_id
        WHERE m.delegation_id = $1 ORDER BY array_position($2::text[], m.part), m.seniority NULLS LAST, r.sort_name, r.id`,
      [delegationId, [...memberParts]],
    );
    return { items };
  }

  /** Puts members in order by seniority; whoever is not named has none. @throws 404; 422 for somebody who is no member */
  async setOrder(
    eventId: string,
    delegationId: string,
    memberIds: readonly string[],
  ): Promise<MembersOrderView> {
    const ids = memberIds.map((id) => id.toLowerCase());
    return this.db.transaction(async () => {
      const state = await this.lock(eventId, delegationId, true);
      const members = await this.db.query<{ id: string }>(
        'SELECT registration_id AS id FROM delegation_members WHERE delegation_id = $1',
        [delegationId],
      );
      const known = new Set(members.map(({ id }) => id));
      const errors = ids.flatMap((id, index) => {
        const pointer = `/memberIds/${index}`;
        if (!known.has(id)) return [{ pointer, code: 'unknown', message: 'is no member of the delegation' }];
        return ids.indexOf(id) === index ? [] : [{ pointer, code: 'twice', message: 'is named before' }];
      });
      if (errors.length > 0)
        throw documentProblems.membersOrderFaulty({
          detail: 'Name members of the delegation, each once.',
          errors,
        });
      await this.db.query(
        'UPDATE delegation_members SET seniority = array_position($2::uuid[], registration_id) WHERE delegation_id = $1',
        [delegationId, ids],
      );
      await this.engine.note(
        delegationWorkflow,
        { id: delegationId, scopeId: eventId, state },
        { name: 'order_members' },
      );
      return this.order(eventId, delegationId);
    });
  }

  private async mustBeThere(
    eventId: string,
    registrationId: string,
    delegationId: string | undefined,
    lock: boolean,
  ): Promise<string> {
    const row = await this.db.one<{ state: string }>(
      `SELECT r.state FROM registrations r WHERE r.event_id = $1 AND r.id = $2 AND ($3::uuid IS NULL
          OR EXISTS (SELECT 1 FROM delegation_members m WHERE m.registration_id = r.id AND m.delegation_id = $3))${lock ? ' FOR UPDATE' : ''}`,
      [eventId, registrationId, delegationId ?? null],
    );
    if (!row)
      throw httpProblems.notFound(
        delegationId === undefined
          ? 'There is no such registration in this event.'
          : 'The delegation has no such member.',
      );
    return row.state;
  }

  private async lock(eventId: string, delegationId: string, lock: boolean): Promise<string> {
    const row = await this.db.one<{ state: string }>(
      `SELECT state FROM delegations WHERE event_id = $1 AND id = $2${lock ? ' FOR UPDATE' : ''}`,
      [eventId, delegationId],
    );
    if (!row) throw httpProblems.notFound('There is no such delegation in this event.');
    return row.state;
  }
}
