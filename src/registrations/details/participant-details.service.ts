import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database/database';
import { assertVersion } from '../../platform/http/concurrency';
import { httpProblems, type FieldFault } from '../../platform/http/problem';
import { systemPrincipal } from '../../platform/http/request-context';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { ReopenInput } from '../approvals/approval.input';
import { registrationWorkflow } from '../registration.workflow';
import { Replacements } from '../replacements/replacements.service';
import { detailsProblems } from './participant-details.errors';
import type { ParticipantDetailsInput } from './participant-details.input';
import { ageOn, faultsOfDetails, type Asked, type GivenDetails } from './participant-details.rules';
import type { ParticipantDetailsView } from './participant-details.view';
import { ParticipantDetailsQueries } from './participant-details.queries';

interface CategoryRow extends Record<string, unknown> {
  title: string;
  asks: Asked[];
  minimum_age: number | null;
  most_per_person: number | null;
  most_per_delegation: number | null;
  start_date: string;
}

interface OtherRow extends Record<string, unknown> {
  id: string;
  state: string;
  delegation_id: string | null;
  accompanies_others: boolean;
}

/** States in which somebody comes, or may come. */
const alive: readonly string[] = registrationWorkflow.transitions.cancel.from;

type ToldOfArms = (eventId: string, registrationId: string) => Promise<void>;

/** What categories ask of their people beside a form, with the limits that hold for it. */
@Injectable()
export class ParticipantDetailsService {
  private readonly told: ToldOfArms[] = [];

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly queries: ParticipantDetailsQueries,
    private readonly replacements: Replacements,
  ) {}

  /** Whom modules above tell, in the transaction, of somebody who comes armed from now on. */
  onArmed(tell: ToldOfArms): void {
    this.told.push(tell);
  }

  /**
   * Takes what is given with a registration that was just made, in its transaction and before it is handed in.
   * @throws 409 where nobody else can accompany, 422 with all that is missing or not asked, or for somebody too young
   */
  async take(
    eventId: string,
    registrationId: string,
    categoryId: string,
    given: GivenDetails | undefined,
  ): Promise<void> {
    const category = await this.category(categoryId);
    await this.assertAge(registrationId, category);
    if (given === undefined && category.asks.length === 0) return;
    await this.write(eventId, registrationId, categoryId, category, given ?? {});
  }

  /**
   * Changes it. Whoever is armed from now on is to be approved by security, whatever was approved before.
   * @throws 404, 409, 412, 422
   */
  async change(
    eventId: string,
    registrationId: string,
    version: number,
    given: GivenDetails,
  ): Promise<ParticipantDetailsView> {
    return this.db.transaction(async () => {
      const row = await this.db.one<{ state: string; category_id: string }>(
        'SELECT state, category_id FROM registrations WHERE event_id = $1 AND id = $2 FOR NO KEY UPDATE',
        [eventId, registrationId],
      );
      if (!row) throw httpProblems.notFound('There is no such registration here.');
      const before = await this.queries.of(eventId, registrationId);
      assertVersion(before.version, version);
      const category = await this.category(row.category_id);
      await this.write(eventId, registrationId, row.category_id, category, given);
      await this.replacements.settle([registrationId]);
      const isNew = given.armed === true && !before.armed;
      if (isNew) for (const tell of this.told) await tell(eventId, registrationId);
      const reopens: readonly string[] = registrationWorkflow.transitions.reopen.from;
      if (isNew && reopens.includes(row.state))
        await this.engine.apply(registrationWorkflow, registrationId, {
          transition: 'reopen',
          input: Object.assign(new ReopenInput(), { questions: ['armed'] }),
          principal: systemPrincipal,
        });
      return this.queries.of(eventId, registrationId);
    });
  }

  /** Whether whoever has a registration now is as old as its category asks. @throws 422 */
  async assertOldEnough(registrationId: string): Promise<void> {
    const row = await this.db.one<{ category_id: string }>(
      'SELECT category_id FROM registrations WHERE id = $1',
      [registrationId],
    );
    await this.assertAge(registrationId, await this.category(row!.category_id));
  }

  /** What was given for a registration, to be given again for another one; undefined where nothing was. */
  async given(registrationId: string): Promise<ParticipantDetailsInput | undefined> {
    const row = await this.db.one<{ given: ParticipantDetailsInput }>(
      `SELECT jsonb_strip_nulls(jsonb_build_object('accompaniesId', d.accompanies_id, 'relation', d.relation, 'languages', NULLIF(d.languages, '[]'),
                'servesId', d.serves_id, 'armed', CASE WHEN 'armed' = ANY (c.asks) THEN d.armed END, 'medium', d.medium, 'pressCard', d.press_card)) AS given
         FROM participant_details d JOIN registrations r ON r.id = d.registration_id JOIN categories c ON c.id = r.category_id
        WHERE d.registration_id = $1`,
      [registrationId],
    );
    return row?.given;
  }

  /** Calls off those who accompany somebody who does not come; answers them. */
  async endCompanions(
    registrationId: string,
    comment: string,
  ): Promise<{ id: string; name: string; relation: string }[]> {
    const rows = await this.db.query<{ id: string; name: string; relation: string }>(
      `SELECT r.id, p.display_name AS name, d.relation FROM participant_details d JOIN registrations r ON r.id = d.registration_id
         JOIN persons p ON p.id = r.person_id
        WHERE d.accompanies_id = $1 AND r.state = ANY ($2) ORDER BY r.id FOR NO KEY UPDATE OF r`,
      [registrationId, alive],
    );
    for (const { id } of rows)
      await this.engine.apply(registrationWorkflow, id, {
        transition: 'cancel',
        comment,
        principal: systemPrincipal,
      });
    return rows;
  }

  private async write(
    eventId: string,
    registrationId: string,
    categoryId: string,
    category: CategoryRow,
    given: GivenDetails,
  ): Promise<void> {
    const faults = faultsOfDetails(category.asks, given);
    if (faults.length > 0) throw invalid(faults);
    const accompanies = await this.other(eventId, registrationId, 'accompaniesId', given.accompaniesId);
    const serves = await this.other(eventId, registrationId, 'servesId', given.servesId);
    if (accompanies) await this.assertRoom(registrationId, categoryId, category, accompanies);
    await this.db.query(
      `INSERT INTO participant_details (registration_id, event_id, accompanies_id, relation, languages, serves_id, armed, medium, press_card, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       ON CONFLICT (registration_id) DO UPDATE
          SET accompanies_id = excluded.accompanies_id, relation = excluded.relation, languages = excluded.languages,
              serves_id = excluded.serves_id, armed = excluded.armed, medium = excluded.medium, press_card = excluded.press_card,
              version = participant_details.version + 1, updated_at = excluded.updated_at`,
      [
        registrationId,
        eventId,
        accompanies?.id ?? null,
        given.relation ?? null,
        JSON.stringify(given.languages ?? []),
        serves?.id ?? null,
        given.armed ?? false,
        given.medium ?? null,
        given.pressCard ?? null,
        this.clock.now(),
      ],
    );
  }

  /** The registration that is named, locked: of two who come with one person at once, the second sees the first. @throws 422 */
  private async other(
    eventId: string,
    registrationId: string,
    field: 'accompaniesId' | 'servesId',
    id: string | undefined,
  ): Promise<OtherRow | undefined> {
    if (id === undefined) return undefined;
    const pointer = `/details/${field}`;
    const row = await this.db.one<OtherRow>(
      `SELECT r.id, r.state, r.delegation_id,
              EXISTS (SELECT 1 FROM participant_details d WHERE d.registration_id = r.id AND d.accompanies_id IS NOT NULL) AS accompanies_others
         FROM registrations r WHERE r.event_id = $1 AND r.id = $2 FOR NO KEY UPDATE`,
      [eventId, id],
    );
    const own = await this.db.one<{ delegation_id: string | null }>(
      'SELECT delegation_id FROM registrations WHERE id = $1',
      [registrationId],
    );
    // A delegation names its own people only; who else is registered is not told.
    const isOthers = own?.delegation_id != null && row?.delegation_id !== own.delegation_id;
    if (!row || isOthers)
      throw invalid([{ pointer, code: 'unknown', message: 'is no registration that can be named here' }]);
    if (!alive.includes(row.state))
      throw invalid([{ pointer, code: 'ended', message: `is a registration that is ${row.state}` }]);
    if (row.id === registrationId || row.accompanies_others)
      throw invalid([{ pointer, code: 'chain', message: 'must be somebody who accompanies nobody' }]);
    return row;
  }

  /** @throws 409 when as many accompany as the category allows */
  private async assertRoom(
    registrationId: string,
    categoryId: string,
    { title, most_per_person: perPerson, most_per_delegation: perDelegation }: CategoryRow,
    { id, delegation_id: delegationId }: OtherRow,
  ): Promise<void> {
    // One after the other within a delegation; whoever nominates holds its lock already.
    if (perDelegation !== null && delegationId !== null)
      await this.db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
        `accompanying in ${delegationId}`,
      ]);
    const count = (await this.db.one<{ person: number; delegation: number }>(
      `SELECT count(*) FILTER (WHERE d.accompanies_id = $1)::integer AS person,
              count(*) FILTER (WHERE a.delegation_id = $2)::integer AS delegation
         FROM participant_details d JOIN registrations r ON r.id = d.registration_id JOIN registrations a ON a.id = d.accompanies_id
        WHERE r.category_id = $3 AND r.id <> $4 AND r.state = ANY ($5) AND (d.accompanies_id = $1 OR a.delegation_id = $2)`,
      [id, delegationId, categoryId, registrationId, alive],
    ))!;
    const errors = (message: string) => [{ pointer: '/details/accompaniesId', code: 'full', message }];
    if (perPerson !== null && count.person >= perPerson)
      throw detailsProblems.accompanyingFull({
        detail: `In the category “${title}” one person is accompanied by at most ${perPerson}.`,
        errors: errors('has as many who accompany as are allowed'),
      });
    if (perDelegation !== null && delegationId !== null && count.delegation >= perDelegation)
      throw detailsProblems.accompanyingFull({
        detail: `In the category “${title}” a delegation brings at most ${perDelegation}.`,
        errors: errors('belongs to a delegation that brings as many as are allowed'),
      });
  }

  private async assertAge(registrationId: string, { minimum_age: age, start_date: day, title }: CategoryRow) {
    if (age === null) return;
    const person = await this.db.one<{ birth_date: string | null }>(
      'SELECT p.birth_date FROM registrations r JOIN persons p ON p.id = r.person_id WHERE r.id = $1',
      [registrationId],
    );
    const birthDate = person?.birth_date ?? null;
    if (birthDate !== null && ageOn(birthDate, day) >= age) return;
    throw detailsProblems.detailsInvalid({
      detail: `In the category “${title}” people are at least ${age} on the first day of the event.`,
      errors: [
        {
          pointer: '/person/birthDate',
          code: birthDate === null ? 'required' : 'too-young',
          message:
            birthDate === null ? 'is needed in this category' : `must be that of somebody of at least ${age}`,
        },
      ],
    });
  }

  private async category(id: string): Promise<CategoryRow> {
    return (await this.db.one<CategoryRow>(
      `SELECT c.title, c.asks, c.minimum_age, c.most_per_person, c.most_per_delegation, e.start_date
         FROM categories c JOIN events e ON e.id = c.event_id WHERE c.id = $1`,
      [id],
    ))!;
  }
}

const invalid = (errors: FieldFault[]) =>
  detailsProblems.detailsInvalid({ detail: 'Put right what is named.', errors });
