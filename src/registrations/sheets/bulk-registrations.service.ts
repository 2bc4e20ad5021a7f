import { Injectable } from '@nestjs/common';
import { PeopleService, type PersonCorrection } from '../../people/people.service';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database } from '../../platform/database/database';
import type { Principal } from '../../platform/http/request-context';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { Places } from '../quotas/places.service';
import { identityKey, newRegistrationCode, sortName } from '../registration.rules';
import { registrationWorkflow } from '../registration.workflow';
import type { SheetRegistration } from './sheet-row.reader';

/** A registration that is to be made. */
export interface BulkRegistration {
  readonly row: SheetRegistration;
  readonly locale: string;
  readonly formId: string | null;
  readonly formVersion: number | null;
}

/** What is to be changed of a registration that is there, besides its answers. */
export interface BulkChange {
  readonly id: string;
  readonly personId: string;
  readonly person: PersonCorrection;
  readonly externalId: string | null;
  readonly identityKey: string;
  readonly sortName: string;
  readonly locale: string;
  readonly organisationName: string | null;
}

/** A code that is taken is drawn again; the third time in a row it is not chance. */
const draws = 3;

/**
 * Makes and changes registrations in sets: the same rows, records and promises as if each had been entered by itself, by
 * a number of statements that does not depend on how many there are. All of it belongs to the caller's transaction.
 */
@Injectable()
export class BulkRegistrations {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly people: PeopleService,
    private readonly places: Places,
  ) {}

  /**
   * Begins registrations, in their order, and answers their ids; null for one whose person, or external id, somebody else
   * registered in the meantime.
   */
  async begin(eventId: string, all: readonly BulkRegistration[]): Promise<(string | null)[]> {
    if (all.length === 0) return [];
    const personIds = await this.people.addPersons(
      all.map(({ row, locale }) => ({ input: row.person, locale })),
    );
    const ids = all.map(() => newId());
    const made = await this.insert(eventId, all, ids, personIds);
    const orphans = personIds.filter((_, index) => !made.has(ids[index]!));
    if (orphans.length > 0) await this.people.removePersons(orphans);
    await this.people.makeKnown(
      eventId,
      personIds.filter((_, index) => made.has(ids[index]!)),
    );
    const begun = ids.filter((id) => made.has(id));
    await this.places.countAllIn(begun);
    await this.engine.beginAll(
      registrationWorkflow,
      begun.map((id) => ({ id, scopeId: eventId })),
    );
    return ids.map((id) => (made.has(id) ? id : null));
  }

  /** Hands registrations in, in their order, which is the order in which they get places. */
  async submit(
    ids: readonly string[],
    by: Principal,
    { silent }: { readonly silent: boolean },
  ): Promise<void> {
    await this.engine.applyAll(registrationWorkflow, ids, { transition: 'submit', principal: by, silent });
  }

  /** Changes what is known of registrations and their people. */
  async change(changes: readonly BulkChange[]): Promise<void> {
    if (changes.length === 0) return;
    await this.people.correctPersons(
      changes
        .filter(({ person }) => Object.keys(person).length > 0)
        .map(({ personId, person }) => ({ id: personId, changes: person })),
    );
    await this.db.query(
      `UPDATE registrations r SET external_id = c.external_id, identity_key = c.identity_key, sort_name = c.sort_name, locale = c.locale,
              organisation_name = c.organisation_name, version = r.version + 1, updated_at = $7
         FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
           AS c (id, external_id, identity_key, sort_name, locale, organisation_name)
        WHERE r.id = c.id`,
      [
        changes.map(({ id }) => id),
        changes.map(({ externalId }) => externalId),
        changes.map((change) => change.identityKey),
        changes.map((change) => change.sortName),
        changes.map(({ locale }) => locale),
        changes.map(({ organisationName }) => organisationName),
        this.clock.now(),
      ],
    );
  }

  private async insert(
    eventId: string,
    all: readonly BulkRegistration[],
    ids: readonly string[],
    personIds: readonly string[],
  ): Promise<Set<string>> {
    const made = new Set<string>();
    let left = all.map((registration, index) => ({
      registration,
      id: ids[index]!,
      personId: personIds[index]!,
    }));
    for (let draw = 0; draw < draws && left.length > 0; draw += 1) {
      const of = <T>(value: (one: (typeof left)[number]) => T): T[] => left.map(value);
      // "Do nothing": whoever registers the same person at the same moment is waited for, and then found below.
      const rows = await this.db.query<{ id: string }>(
        `INSERT INTO registrations (id, event_id, state, code, external_id, category_id, person_id, identity_key, sort_name, locale,
                                    organisation_name, form_id, form_version, answers, answers_complete, priority, places, created_at, updated_at)
         SELECT n.id, $1, $2, n.code, n.external_id, n.category_id, n.person_id, n.identity_key, n.sort_name, n.locale,
                n.organisation_name, n.form_id, n.form_version, n.answers, n.complete, 0, 1, $3, $3
           FROM unnest($4::uuid[], $5::text[], $6::text[], $7::uuid[], $8::uuid[], $9::text[], $10::text[], $11::text[], $12::text[],
                       $13::uuid[], $14::integer[], $15::jsonb[], $16::boolean[])
             AS n (id, code, external_id, category_id, person_id, identity_key, sort_name, locale, organisation_name, form_id,
                   form_version, answers, complete)
         ON CONFLICT DO NOTHING RETURNING id`,
        [
          eventId,
          registrationWorkflow.initial,
          this.clock.now(),
          of(({ id }) => id),
          of(() => newRegistrationCode()),
          of(({ registration }) => registration.row.externalId ?? null),
          of(({ registration }) => registration.row.categoryId),
          of(({ personId }) => personId),
          of(({ registration }) => identityKey(registration.row.person)),
          of(({ registration }) => sortName(registration.row.person)),
          of(({ registration }) => registration.locale),
          of(({ registration }) => registration.row.organisationName ?? null),
          of(({ registration }) => registration.formId),
          of(({ registration }) => registration.formVersion),
          of(({ registration }) => JSON.stringify(registration.row.answers)),
          of(({ registration }) => registration.row.complete),
        ],
      );
      for (const { id } of rows) made.add(id);
      left = left.filter(({ id }) => !made.has(id));
      if (left.length === 0) break;
      const taken = await this.taken(
        eventId,
        left.map(({ registration }) => registration.row),
      );
      left = left.filter((_, index) => !taken[index]);
    }
    if (left.length > 0) throw new Error(`no free registration code in ${draws} draws`);
    return made;
  }

  /** Which of these people, or external ids, are registered: of the others, it was the code that was taken. */
  private async taken(eventId: string, rows: readonly SheetRegistration[]): Promise<boolean[]> {
    const found = await this.db.query<{ taken: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM registrations r WHERE r.event_id = $1 AND r.identity_key = n.identity_key
                         AND r.state NOT IN ('cancelled', 'rejected', 'expired'))
           OR EXISTS (SELECT 1 FROM registrations r WHERE r.event_id = $1 AND r.external_id = n.external_id) AS taken
         FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS n (identity_key, external_id, place) ORDER BY n.place`,
      [
        eventId,
        rows.map(({ person }) => identityKey(person)),
        rows.map(({ externalId }) => externalId ?? null),
      ],
    );
    return found.map(({ taken }) => taken);
  }
}
