import { Injectable } from '@nestjs/common';
import { Links } from '../../access/links.service';
import { messageWorkflow } from '../../communications/message.workflow';
import { PeopleService } from '../../people/people.service';
import type { PersonInput } from '../../people/person.input';
import { Database, isSqlError, sqlState } from '../../platform/database/database';
import { httpProblems } from '../../platform/http/problem';
import { systemPrincipal } from '../../platform/http/request-context';
import { Outbox } from '../../platform/outbox/outbox';
import type { TransitionContext } from '../../platform/workflow/binding';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { Approvals, type Decided } from '../approvals/approvals.service';
import { BadgesService } from '../badges/badges.service';
import { AnswersService } from '../forms/answers.service';
import { RegistrationNotices } from '../registration-notices.service';
import { Replacements } from '../replacements/replacements.service';
import { registrationProblems } from '../registration.errors';
import { identityKey, sortName } from '../registration.rules';
import { isRegistrar, registrationTransferred } from '../registration.workflow';
import { TravelService } from '../travel/travel.service';
import type { TransferInput } from './transfer.input';

/** A registration as far as passing it on needs it. */
export interface Passed {
  readonly person_id: string;
  readonly identity_key: string;
  readonly category_id: string;
  readonly delegation_id: string | null;
  readonly locale: string;
  readonly transfers: number;
}

type Transfer = TransitionContext<Passed & Decided & Record<string, unknown>>;

/** Where the person stands in the request. */
const inRequest = { pointer: '/input/person' };

/**
 * Passes a registration from one person to another. It keeps its code, its places, its category and its delegation; the
 * second person sees nothing of the first, and the first can do nothing with it any more.
 */
@Injectable()
export class Transfers {
  constructor(
    private readonly db: Database,
    private readonly engine: WorkflowEngine,
    private readonly outbox: Outbox,
    private readonly links: Links,
    private readonly people: PeopleService,
    private readonly answers: AnswersService,
    private readonly approvals: Approvals,
    private readonly badges: BadgesService,
    private readonly notices: RegistrationNotices,
    private readonly replacements: Replacements,
    private readonly travel: TravelService,
  ) {}

  /**
   * Whether the link of whoever acts is good still, now that the registration is locked: the registration may have passed to
   * somebody else since the request came in.
   * @throws 401
   */
  async assertOwnLink({ principal }: Transfer): Promise<true> {
    if (principal.kind === 'link' && !(await this.links.isGood(principal.id)))
      throw httpProblems.notSignedIn('The registration has passed to somebody else, and the link with it.');
    return true;
  }

  /**
   * Whether the registration can pass to somebody else. Staff are bound by what has happened only, people by the rules of
   * their category too.
   * @throws 409
   */
  async assertTransferable({ id, row, principal, now }: Transfer): Promise<true> {
    const facts = await this.db.one<{ until: Date | null; seen: boolean; blocked: boolean }>(
      `SELECT c.transfer_until AS until,
              EXISTS (SELECT 1 FROM check_ins i WHERE i.registration_id = $2 AND i.undone_at IS NULL) AS seen,
              EXISTS (SELECT 1 FROM entry_blocks b WHERE b.registration_id = $2 AND b.lifted_at IS NULL) AS blocked
         FROM categories c WHERE c.id = $1`,
      [row.category_id, id],
    );
    const { until, seen, blocked } = facts!;
    if (seen) throw notPossible('The person has checked in. Undo that first, if it was somebody else.');
    if (isRegistrar(principal)) return true;
    if (until === null) throw notPossible('In this category only the secretariat passes registrations on.');
    if (now >= until)
      throw notPossible(`It could pass to another person until ${until.toISOString()}. Ask the secretariat.`);
    if (row.delegation_id === null)
      throw notPossible('Only members of a delegation pass their registration on, within it.');
    if (row.transfers > 0)
      throw notPossible('It has passed to another person once already. Ask the secretariat.');
    if (blocked) throw notPossible('Ask the secretariat.');
    return true;
  }

  /**
   * Puts the other person in the place of the first.
   * @throws 409 when they are registered already, 422 when it is not said who they are, or they are not known
   */
  async putInPlace(context: Transfer): Promise<void> {
    const { id, scopeId, row, recordId } = context;
    const { insteadOf } = context.input as TransferInput;
    if (insteadOf !== undefined && insteadOf.toLowerCase() !== row.person_id)
      throw notPossible('It has passed to somebody else meanwhile. Look at the registration again.');
    const { personId, identity } = await this.personOf(context);
    const key = identityKey(identity);
    if (personId === row.person_id || key === row.identity_key)
      throw registrationProblems.alreadyRegistered({
        detail: 'This is the person whose registration it is.',
        errors: [{ ...inRequest, code: 'taken', message: 'is the person who has it' }],
      });
    await this.db
      .query(
        `UPDATE registrations SET person_id = $2, identity_key = $3, sort_name = $4, locale = $5, answers = '{}', purged = '{}',
                desk_note = NULL, list_visibility = 'hidden', transfers = transfers + 1, transfer_record_id = $6,
                held_since = NULL, held_by_name = NULL, held_reason = NULL WHERE id = $1`,
        [id, personId, key, sortName(identity), this.localeOf(context), recordId],
      )
      .catch((error: unknown) => {
        if (
          isSqlError(error, sqlState.uniqueViolation, 'registrations_person_key') ||
          isSqlError(error, sqlState.uniqueViolation, 'registrations_identity_key')
        )
          throw registrationProblems.alreadyRegistered({
            detail: 'One person registers once for an event.',
            errors: [{ ...inRequest, code: 'taken', message: 'is registered for this event' }],
          });
        throw error;
      });
    await this.people.makeKnown(scopeId, [personId]);
    context.note({ fromPersonId: row.person_id, toPersonId: personId });
  }

  /**
   * Takes from it what was the first person's: answers, files, travel, links, badge, mails that have not gone out; asks for
   * approval again, and lists what else has to be redone.
   */
  async handOn(context: Transfer): Promise<void> {
    const { id, scopeId, row, principal } = context;
    await this.answers.passOn(scopeId, id, row['answers'] as Record<string, unknown>);
    await this.travel.forget(id);
    await this.links.revoke('registration', id);
    await this.badges.revoke(scopeId, id, 'The registration has passed to another person.', principal);
    await this.approvals.reopen(context, []);
    const pending = await this.db.query<{ id: string }>(
      `SELECT id FROM messages WHERE registration_id = $1 AND state = 'pending' ORDER BY id`,
      [id],
    );
    for (const message of pending)
      await this.engine.apply(messageWorkflow, message.id, {
        transition: 'cancel',
        comment: 'The registration has passed to another person.',
        principal: systemPrincipal,
      });
    const now = await this.db.one<{ person_id: string }>(
      'SELECT person_id FROM registrations WHERE id = $1',
      [id],
    );
    await this.replacements.begin({
      eventId: scopeId,
      registrationId: id,
      formerRegistrationId: id,
      fromPersonId: row.person_id,
      toPersonId: now!.person_id,
      duties: (context.input as TransferInput).duties,
      reason: context.comment,
      recordId: context.recordId,
      by: principal,
    });
  }

  async tellBoth({ id, scopeId, row, recordId }: Transfer): Promise<void> {
    const now = await this.db.one<{ person_id: string }>(
      'SELECT person_id FROM registrations WHERE id = $1',
      [id],
    );
    await this.notices.tellTransferred({ id, scopeId, recordId }, row.person_id);
    await this.outbox.tell(registrationTransferred, {
      registrationId: id,
      eventId: scopeId,
      fromPersonId: row.person_id,
      toPersonId: now!.person_id,
      recordId,
    });
  }

  private localeOf({ input, row }: Transfer): string {
    return (input as TransferInput).locale ?? row.locale;
  }

  private async personOf(context: Transfer): Promise<{
    personId: string;
    identity: { givenName: string; familyName: string; email: string; birthDate?: string | null };
  }> {
    const { scopeId, principal, input } = context;
    const { person, personId } = input as TransferInput;
    if ((person === undefined) === (personId === undefined))
      throw registrationProblems.personMissing({
        detail: 'Say who takes it over: either the person or the id of one who is known.',
        errors: [{ ...inRequest, code: 'required', message: 'must say who takes it over' }],
      });
    if (person !== undefined)
      return {
        personId: await this.people.addPerson(person as PersonInput, this.localeOf(context)),
        identity: person,
      };
    if (!isRegistrar(principal))
      throw httpProblems.notAllowed('Only staff name a person by an id. Describe the person instead.');
    const known = await this.db.one('SELECT 1 FROM event_persons WHERE event_id = $1 AND person_id = $2', [
      scopeId,
      personId,
    ]);
    const identity = known && (await this.people.identity(personId!));
    if (!identity)
      throw registrationProblems.personUnknown({
        detail: 'Describe the person instead.',
        errors: [{ pointer: '/input/personId', code: 'unknown', message: 'is not known here' }],
      });
    return { personId: personId!.toLowerCase(), identity };
  }
}

const notPossible = (detail: string) => registrationProblems.transferNotPossible(detail);
