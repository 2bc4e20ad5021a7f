import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database, isSqlError, sqlState } from '../../platform/database/database';
import { Rows } from '../../platform/database/rows';
import { letterKinds } from '../letters/letter.rules';
import { requirementProblems } from './requirement.errors';
import { RequirementDocuments } from './requirement-documents.service';
import type { RequirementChanges, RequirementInput } from './requirement.input';
import { identityKeepDays, identityKinds } from './requirement.rules';
import type { RequirementView } from './requirement.view';
import { RequirementsQueries } from './requirements.queries';

/** Writes of what delegations must hand in. */
@Injectable()
export class RequirementsService {
  private readonly requirements: Rows;

  constructor(
    private readonly db: Database,
    clock: Clock,
    private readonly queries: RequirementsQueries,
    private readonly documents: RequirementDocuments,
  ) {
    this.requirements = new Rows(db, clock, 'requirements');
  }

  /** Asks all whom it concerns for a document, now and whoever comes later. @throws 422 */
  async create(eventId: string, input: RequirementInput): Promise<RequirementView> {
    if (input.concerns === 'delegation' && input.categoryId !== undefined)
      throw requirementProblems.requirementOfWhom({
        detail: 'Leave the category out, or ask for the document of each member.',
        errors: [{ pointer: '/categoryId', code: 'members-only', message: 'is for documents of members' }],
      });
    const isLetter = input.concerns === 'delegation' && letterKinds.has(input.kind);
    if (input.matchMembers === true && !isLetter) throw notALetter();
    return this.db.transaction(async () => {
      const keepDays =
        input.keepDays === undefined && identityKinds.has(input.kind) ? identityKeepDays : input.keepDays;
      const id = await this.requirements
        .insert({
          eventId,
          ...input,
          remindDays: input.remindDays ?? 7,
          keepDays,
          matchMembers: input.matchMembers ?? isLetter,
        })
        .catch(explain);
      await this.documents.begin(eventId, { requirementId: id });
      return this.queries.requirement(eventId, id);
    });
  }

  /** @throws 404, 412 */
  async change(
    eventId: string,
    id: string,
    version: number,
    changes: RequirementChanges,
  ): Promise<RequirementView> {
    const { kind, concerns } = await this.queries.requirement(eventId, id);
    if (changes.matchMembers === true && !(concerns === 'delegation' && letterKinds.has(kind)))
      throw notALetter();
    await this.requirements.update({ id, eventId }, version, { ...changes });
    return this.queries.requirement(eventId, id);
  }

  /** Asks for it no more. @throws 404, 409 when something was handed in, 412 */
  async remove(eventId: string, id: string, version: number): Promise<void> {
    await this.db.transaction(async () => {
      const used = await this.db.one(
        `SELECT 1 FROM requirement_documents WHERE requirement_id = $1 AND state <> 'missing' LIMIT 1`,
        [id],
      );
      if (used)
        throw requirementProblems.requirementInUse(
          'Take the deadline out instead; what was handed in stays.',
        );
      await this.requirements.remove({ id, eventId }, version);
    });
  }
}

const notALetter = () =>
  requirementProblems.requirementNotALetter({
    detail: 'Members are named in letters of credentials and notes verbales of a delegation.',
    errors: [{ pointer: '/matchMembers', code: 'letters-only', message: 'is for letters of a delegation' }],
  });

function explain(error: unknown): never {
  if (isSqlError(error, sqlState.foreignKeyViolation, 'requirements_category_fkey'))
    throw requirementProblems.requirementCategoryUnknown({
      detail: 'Choose a category of this event.',
      errors: [{ pointer: '/categoryId', code: 'unknown', message: 'is not of this event' }],
    });
  if (isSqlError(error, sqlState.foreignKeyViolation, 'requirements_delegation_fkey'))
    throw requirementProblems.requirementDelegationUnknown({
      detail: 'Choose a delegation of this event.',
      errors: [{ pointer: '/delegationId', code: 'unknown', message: 'is not of this event' }],
    });
  throw error;
}
