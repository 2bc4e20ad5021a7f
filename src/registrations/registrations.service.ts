import { Injectable } from '@nestjs/common';
import { PeopleService } from '../people/people.service';
import type { PersonInput } from '../people/person.input';
import type { OwnData } from '../people/person.rules';
import { Clock } from '../platform/clock';
import { newId } from '../platform/database/base.entity';
import { Database } from '../platform/database/database';
import { Rows } from '../platform/database/rows';
import { httpProblems, Problem } from '../platform/http/problem';
import type { Principal } from '../platform/http/request-context';
import { WorkflowEngine } from '../platform/workflow/engine';
import type { GivenDetails } from './details/participant-details.rules';
import { ParticipantDetailsService } from './details/participant-details.service';
import { eventEndsAt } from './forms/answers.queries';
import type { Answers } from './forms/answers.rules';
import { AnswersService, type Entrance as FormEntrance } from './forms/answers.service';
import { toMissingViews } from './forms/answers.view';
import { DelegationHost } from './delegation-host.service';
import { Groups } from './quotas/groups.service';
import { Places } from './quotas/places.service';
import { registrationProblems } from './registration.errors';
import type { RegistrationChanges, RegistrationInput } from './registration.input';
import {
  closedBecause,
  identityKey,
  newRegistrationCode,
  sortName,
  type DelegationEntry,
  type Identity,
} from './registration.rules';
import type { RegistrationDetailView, RegistrationReceiptView } from './registration.view';
import { isRegistrar, registrationWorkflow } from './registration.workflow';
import { RegistrationsQueries } from './registrations.queries';

/** Somebody who is to be registered. */
export interface NewRegistration {
  readonly eventId: string;
  readonly categoryId: string;
  /** Either a new person or one that is known. */
  readonly person?: PersonInput | undefined;
  readonly personId?: string | undefined;
  readonly delegationId?: string | undefined;
  /** Who names the delegation. Where it is the person, its focal point has to confirm them. */
  readonly delegationEntry?: 'by_focal_point' | 'by_participant' | undefined;
  readonly partInDelegation?: string | undefined;
  readonly organisationName?: string | null | undefined;
  readonly answers?: Answers | undefined;
  readonly locale?: string | undefined;
  readonly priority?: number | undefined;
  /** How many places are wanted in all, for a group. */
  readonly places?: number | undefined;
  /** Code of the registration of whose group it is. */
  readonly groupCode?: string | undefined;
  /** Who may see the person in the list of participants; nobody, unless it is said. */
  readonly listVisibility?: string | undefined;
  /** What the category asks beside its form. */
  readonly details?: GivenDetails | undefined;
  /** Only begin it; `submit` hands it in. */
  readonly asDraft?: boolean | undefined;
  /** Who does it. Its roles decide whether it can be submitted without all answers. */
  readonly by: Principal;
}

/** A category as far as registering in it needs it, with its form and with the event's window. */
interface Entrance extends FormEntrance {
  readonly category_id: string;
  readonly self_registration: boolean;
  readonly delegation_entry: DelegationEntry;
  readonly event_state: string;
  readonly locale: string;
  readonly opens_at: Date | null;
  readonly closes_at: Date | null;
  readonly [column: string]: unknown;
}

/** Somebody is registered already; which registration that is, only the program knows. */
class PersonRegistered extends Problem {
  constructor(
    readonly double: {
      readonly registrationId: string;
      readonly delegationId: string | null;
      readonly name: string;
    },
  ) {
    const { code, status, title, options } = registrationProblems.alreadyRegistered(
      'One person registers once for an event.',
    );
    super(code, status, title, options);
  }
}

/** A code that is taken is drawn again; the second time in a row it is not chance. */
const draws = 3;

/** Writes of registrations that are not transitions. */
@Injectable()
export class RegistrationsService {
  private readonly registrations: Rows;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly queries: RegistrationsQueries,
    private readonly people: PeopleService,
    private readonly places: Places,
    private readonly groups: Groups,
    private readonly answers: AnswersService,
    private readonly details: ParticipantDetailsService,
    private readonly host: DelegationHost,
  ) {
    this.registrations = new Rows(db, clock, 'registrations');
  }

  /**
   * Registers somebody who asks for it through the API: the public within the window and in open categories, staff whose
   * work it is in any category at any time. Whoever names a delegation is confirmed by its focal point.
   * @throws 409 when registration is not open, the focal point enters everybody, the delegation takes no further names or the
   * person is registered, 422 for a category, delegation or answers that are wrong
   */
  async registerAsAsked(
    eventId: string,
    input: RegistrationInput,
    by: Principal,
  ): Promise<RegistrationReceiptView> {
    const delegationEntry = input.delegationId === undefined ? undefined : 'by_participant';
    if (isRegistrar(by)) {
      if (input.listVisibility !== undefined && input.listVisibility !== 'hidden') throw notTheirs();
      return this.registerOnce({ ...input, eventId, delegationEntry, by });
    }
    const { personId, asDraft, priority, ...asked } = input;
    if (personId !== undefined || asDraft !== undefined || priority !== undefined)
      throw httpProblems.notAllowed('Only staff give personId, asDraft or priority.');
    return this.registerOnce({ ...asked, eventId, delegationEntry, by: { ...by, roles: ['participant'] } });
  }

  /** Like {@link register}; a second registration that names another delegation than the first is kept for protocol. */
  private async registerOnce(wanted: NewRegistration): Promise<RegistrationReceiptView> {
    try {
      return await this.register(wanted);
    } catch (error) {
      if (!(error instanceof PersonRegistered) || wanted.delegationId === undefined) throw error;
      const { eventId, delegationId, categoryId, by } = wanted;
      if (error.double.delegationId !== delegationId.toLowerCase())
        await this.host.delegations.keepDouble({ ...error.double, eventId, delegationId, categoryId, by });
      throw registrationProblems.alreadyRegistered({
        detail:
          'Somebody of this name with this address is registered for this event: by themselves, or by a focal point. You need do nothing. If you have named another delegation now, protocol has been told, and decides. If you are somebody else of the same name, give your date of birth, which tells the two apart.',
        errors: [{ pointer: '/person', code: 'registered', message: 'is registered for this event already' }],
      });
    }
  }

  /**
   * Makes a registration, hands it in, and decides about it where nobody has to approve it, in one transaction.
   * @throws 409 when the person is registered at this event, 422 for a category, person or answers that are wrong
   */
  async register(wanted: NewRegistration): Promise<RegistrationReceiptView> {
    const { eventId, categoryId, by } = wanted;
    return this.db.transaction(async () => {
      const entrance = await this.entrance(eventId, categoryId);
      if (isPublic(by)) this.admit(entrance, wanted.delegationId);
      const byPerson = wanted.delegationEntry === 'by_participant';
      const organisation =
        byPerson && (await this.host.delegations.admit({ eventId, delegationId: wanted.delegationId!, by }));
      const checked = this.answers.first(entrance, wanted.answers ?? {}, {
        person:
          wanted.person ?? (wanted.personId === undefined ? {} : await this.people.ownData(wanted.personId)),
        manager: isRegistrar(by),
        whole: isPublic(by),
      });
      const locale = wanted.locale ?? entrance.locale;
      const { personId, identity } = await this.personOf(wanted, checked.person, locale);
      await this.people.makeKnown(eventId, [personId]);
      const groupId = await this.groupOf(wanted);
      const id = await this.insert(eventId, {
        categoryId,
        personId,
        identityKey: identityKey(identity),
        sortName: sortName(identity),
        locale,
        organisationName: wanted.organisationName ?? (organisation ? organisation.organisation : null),
        delegationId: wanted.delegationId ?? null,
        delegationEntry: wanted.delegationId ? (wanted.delegationEntry ?? 'by_focal_point') : null,
        partInDelegation: wanted.partInDelegation ?? null,
        formId: entrance.form_id,
        formVersion: entrance.form_version,
        answers: checked.answers,
        answersComplete: checked.complete,
        priority: wanted.priority ?? 0,
        places: wanted.places ?? 1,
        groupId,
        listVisibility: wanted.listVisibility ?? 'hidden',
      });
      await this.details.take(eventId, id, categoryId, wanted.details);
      await this.places.countIn(id);
      // Who names a delegation is nobody's nomination until its focal point has confirmed them.
      if (wanted.delegationId && !byPerson) await this.places.holdNomination(id);
      await this.engine.begin(registrationWorkflow, { id, scopeId: eventId });
      if (wanted.asDraft !== true)
        await this.engine.apply(registrationWorkflow, id, { transition: 'submit', principal: by });
      const made = await this.db.one<Omit<RegistrationReceiptView, 'missing'> & Record<string, unknown>>(
        'SELECT id, code, state, category_id AS "categoryId", version FROM registrations WHERE id = $1',
        [id],
      );
      return { ...made!, missing: toMissingViews(checked.unanswered, this.clock.now()) };
    });
  }

  /**
   * Changes what a person may say anew about themselves, and what staff add to it.
   * @throws 404, 412, and 422 for answers that are wrong
   */
  async change(
    eventId: string,
    id: string,
    version: number,
    { post, formOfAddress, nativeName, answers, ...own }: RegistrationChanges,
    by: Principal,
  ): Promise<RegistrationDetailView> {
    if (own.priority !== undefined && !isRegistrar(by))
      throw httpProblems.notAllowed('Only staff set a priority.');
    if (own.deskNote !== undefined && !isRegistrar(by))
      throw httpProblems.notAllowed('Only staff write notes for the desk.');
    if (own.listVisibility !== undefined && own.listVisibility !== 'hidden' && by.kind !== 'link')
      throw notTheirs();
    return this.db.transaction(async () => {
      const before = await this.queries.registration(eventId, id, by);
      await this.registrations.update({ id, eventId }, version, { ...own });
      const registration = await this.queries.registration(eventId, id, by);
      if (registration.listVisibility !== before.listVisibility)
        await this.engine.note(
          registrationWorkflow,
          { id, scopeId: eventId, state: registration.state },
          {
            name: 'set_list_visibility',
            data: { from: before.listVisibility, to: registration.listVisibility },
          },
        );
      if (own.priority !== undefined && registration.state === 'waitlisted')
        throw registrationProblems.lineHasReasons('Use the transition "advance", with a reason.');
      if (answers !== undefined) await this.answers.answerAnew(eventId, id, answers, by);
      await this.people.changePerson(registration.person.id, {
        post,
        formOfAddress,
        nativeName,
        locale: own.locale,
      });
      const { person } = before;
      await this.answers.ownDataChanged(
        eventId,
        id,
        {
          ...(post !== undefined && post !== person.post ? { post } : {}),
          ...(formOfAddress !== undefined && formOfAddress !== person.formOfAddress ? { formOfAddress } : {}),
          ...(nativeName !== undefined && nativeName !== person.nativeName ? { nativeName } : {}),
        },
        by,
      );
      return this.queries.registration(eventId, id, by);
    });
  }

  /**
   * Who is the first of the group in which somebody comes; one of those places is theirs, and they keep none for others.
   * @throws 422 for a code that is none, or with places for others; 409 when no place is kept any more
   */
  private async groupOf({ eventId, groupCode, places = 1 }: NewRegistration): Promise<string | null> {
    if (groupCode === undefined) return null;
    if (places > 1)
      throw registrationProblems.groupOfGroup({
        detail:
          'Who comes with a group has one place of it. Leave `places` out, or register without the code.',
        errors: [
          { pointer: '/places', code: 'group', message: 'must be 1, or left out, together with groupCode' },
        ],
      });
    return this.groups.leaderOf(eventId, groupCode);
  }

  /** @throws 422 when the event has no such category */
  private async entrance(eventId: string, categoryId: string): Promise<Entrance> {
    const row = await this.db.one<Entrance>(
      `SELECT c.id AS category_id, c.self_registration, c.delegation_entry, f.id AS form_id, f.version AS form_version, f.fields, f.groups, f.deadline,
              ${eventEndsAt} AS event_ends_at, e.state AS event_state, e.locales[1] AS locale, e.registration_opens_at AS opens_at,
              e.registration_closes_at AS closes_at
         FROM categories c JOIN events e ON e.id = c.event_id
         LEFT JOIN form_categories s ON s.category_id = c.id AND s.purpose = 'registration' LEFT JOIN forms f ON f.id = s.form_id
        WHERE c.id = $1 AND c.event_id = $2`,
      [categoryId, eventId],
    );
    if (!row) throw unknownCategory();
    return row;
  }

  /** Lets the public in, or says why not. */
  private admit(entrance: Entrance, delegationId: string | undefined): void {
    const closed = closedBecause(
      { eventState: entrance.event_state, opensAt: entrance.opens_at, closesAt: entrance.closes_at },
      this.clock.now(),
    );
    if (closed !== undefined) throw registrationProblems.registrationNotOpen(closed);
    const isEntered = entrance.delegation_entry === 'by_focal_point';
    if (delegationId !== undefined) {
      if (isEntered)
        throw registrationProblems.enteredByFocalPoint({
          detail:
            'Ask the focal point of your delegation: in this category they enter its members, and you need not register.',
          errors: [
            { pointer: '/delegationId', code: 'by-focal-point', message: 'is not given in this category' },
          ],
        });
    } else if (!entrance.self_registration) {
      if (isEntered) throw unknownCategory();
      throw registrationProblems.namedDelegationMissing({
        detail: 'In this category people of delegations register. Name yours.',
        errors: [{ pointer: '/delegationId', code: 'required', message: 'must name your delegation' }],
      });
    }
  }

  private async personOf(
    { person, personId }: NewRegistration,
    answered: OwnData,
    locale: string,
  ): Promise<{ personId: string; identity: Identity }> {
    if ((person === undefined) === (personId === undefined))
      throw registrationProblems.personMissing({
        detail: 'Say who registers.',
        errors: [{ pointer: '/person', code: 'required', message: 'must say who registers' }],
      });
    if (person !== undefined) {
      const described = { ...person, ...answered } as PersonInput;
      return { personId: await this.people.addPerson(described, locale), identity: described };
    }
    const identity = await this.people.identity(personId!);
    if (!identity)
      throw registrationProblems.personUnknown({
        detail: 'Describe the person instead.',
        errors: [{ pointer: '/personId', code: 'unknown', message: 'does not exist' }],
      });
    await this.people.changePerson(personId!, answered);
    return { personId: personId!, identity };
  }

  /** @throws 409 when the person has a registration at the event that is alive */
  private async insert(
    eventId: string,
    values: {
      readonly [property: string]: unknown;
      readonly personId: string;
      readonly identityKey: string;
    },
  ): Promise<string> {
    const id = newId();
    const columns = { ...values, answers: JSON.stringify(values['answers']) } as Record<string, unknown>;
    const names = Object.keys(columns);
    const list = names
      .map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))
      .join(', ');
    for (let draw = 0; draw < draws; draw += 1) {
      // "Do nothing": two requests for one person wait for each other here, and the second one finds the first one's row.
      const { rowCount } = await this.db.execute(
        `INSERT INTO registrations (id, event_id, state, code, created_at, updated_at, ${list})
         VALUES ($1, $2, $3, $4, $5, $5, ${names.map((_, index) => `$${index + 6}`).join(', ')}) ON CONFLICT DO NOTHING`,
        [
          id,
          eventId,
          registrationWorkflow.initial,
          newRegistrationCode(),
          this.clock.now(),
          ...Object.values(columns),
        ],
      );
      if (rowCount === 1) return id;
      const taken = await this.db.one<{ id: string; delegation_id: string | null; name: string }>(
        `SELECT r.id, r.delegation_id, p.display_name AS name FROM registrations r JOIN persons p ON p.id = r.person_id
          WHERE r.event_id = $1 AND (r.person_id = $2 OR r.identity_key = $3) AND r.state NOT IN ('cancelled', 'rejected', 'expired')`,
        [eventId, values.personId, values.identityKey],
      );
      if (taken)
        throw new PersonRegistered({
          registrationId: taken.id,
          delegationId: taken.delegation_id,
          name: taken.name,
        });
    }
    throw new Error(`no free registration code in ${draws} draws`);
  }
}

/** Whoever registers themselves: the window, the open categories and the required questions are for them. */
function isPublic(by: Principal): boolean {
  return !by.administrator && by.roles.includes('participant');
}

const notTheirs = () =>
  registrationProblems.visibilityNotYours({
    detail: 'Staff can only hide somebody. The person opens the entry with the link of the registration.',
    errors: [{ pointer: '/listVisibility', code: 'person-only', message: 'must be hidden, or left out' }],
  });

const unknownCategory = () =>
  registrationProblems.categoryUnknown({
    detail: 'Choose a category of this event that is open.',
    errors: [{ pointer: '/categoryId', code: 'unknown', message: 'is not open for registration here' }],
  });
