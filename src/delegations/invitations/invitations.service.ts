import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import {
  ComposesNotice,
  Withheld,
  type ComposedNotices,
  type MailAttachment,
  type MessageToCompose,
} from '../../communications/notice';
import { Notices } from '../../communications/notices.service';
import { mailLanguage } from '../../communications/words';
import { OrganisationsQueries } from '../../people/organisations.queries';
import type { OrganisationContactView } from '../../people/organisation.view';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database } from '../../platform/database/database';
import { pdf } from '../../platform/documents/pdf';
import { httpProblems, Problem } from '../../platform/http/problem';
import type { Principal } from '../../platform/http/request-context';
import { defineJob, HandlesJob, type JobContext } from '../../platform/jobs/define-job';
import { Jobs } from '../../platform/jobs/jobs';
import { inLanguage } from '../../platform/text';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { delegationProblems } from '../delegation.errors';
import { delegationInvited, type InvitedProps } from '../delegation.notices';
import { delegationWorkflow } from '../delegation.workflow';
import { FocalPoints, holderKey, holdersOf, type FocalPointRow } from '../focal-points/focal-points.service';
import { invitationPdf } from './invitation.document';
import type { InvitationInput, InvitationsInput } from './invitation.input';
import { invitationCopy, type InvitationCopyProps } from './invitation.notices';
import type { InvitationAddressee, InvitationView } from './invitation.view';
import {
  invitationDocument,
  type Addressee,
  type InvitationDocument,
  type InvitationFacts,
  type InvitationKind,
} from './invitation.words';
import { InvitationsQueries } from './invitations.queries';

/** States in which a delegation is still invited, or has said yes. */
export const invitable: ReadonlySet<string> = new Set([
  'invited',
  'accepted',
  'returned',
  'nominated',
  'accredited',
]);

/** What a batch of invitations says; no names, so that it can be the data of a job. */
interface BatchOptions {
  readonly kind?: InvitationInput['kind'];
  readonly language?: InvitationInput['language'];
  readonly answerBy?: string;
}

/** Sends invitations to many delegations. */
export const sendInvitations = defineJob<{
  eventId: string;
  delegationIds: string[];
  options: BatchOptions;
  again: boolean;
  userId: string;
}>('delegations.invite', { concurrency: 1 });

/** Kinds of organisations to which one writes notes. */
const writtenToByNote = new Set(['state', 'ministry', 'agency', 'intergovernmental_organisation']);

/** Which contacts of an organisation get its invitations, in their order, and as what they are kept. */
const contactFunctions = [
  ['head_of_protocol', 'head_of_protocol'],
  ['focal_point', 'focal_point_of_organisation'],
  ['backup_focal_point', 'backup_of_organisation'],
] as const;

interface LastRow extends Record<string, unknown> {
  id: string;
  number: number;
  digest: string;
}

interface ToComposeRow extends Record<string, unknown> {
  id: string;
  delegation_id: string;
  number: number;
  reference: string;
  document: InvitationDocument;
  answer_by: Date | null;
  sent_at: Date;
  is_last: boolean;
}

type Sender = Pick<Principal, 'id' | 'name'>;

/** Invitations: the number, the paper, the links of those who act for the delegation, the mails. */
@Injectable()
export class Invitations {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly focalPoints: FocalPoints,
    private readonly organisations: OrganisationsQueries,
    private readonly notices: Notices,
    private readonly queries: InvitationsQueries,
    private readonly jobs: Jobs,
  ) {}

  /**
   * Sends the invitation to the focal point, the back-up and the organisation's contacts on record. Asked for again while
   * it would say the same to the same people, nothing is sent again; otherwise it is the next one, with its own number.
   * @throws 409 when the delegation has declined or was withdrawn
   */
  async send(eventId: string, id: string, input: InvitationInput, by: Sender): Promise<InvitationView> {
    return this.db.transaction(async () => {
      const { invitationId } = await this.sendLocked(eventId, id, input, by);
      return this.queries.invitation(invitationId);
    });
  }

  /** Promises invitations to many, and answers the id of the job. Who was invited before is left out unless asked for. */
  async sendMany(eventId: string, input: InvitationsInput, by: Principal): Promise<string> {
    const { kind, language, answerBy, again = false } = input;
    const ids = await this.db.query<{ id: string }>(
      `SELECT d.id FROM delegations d JOIN organisations o ON o.id = d.organisation_id
        WHERE d.event_id = $1 AND ($2::uuid[] IS NULL OR d.id = ANY ($2)) AND ($3::text IS NULL OR d.state = $3) ORDER BY o.name, d.id`,
      [
        eventId,
        input.delegationIds ?? null,
        input.state ?? (input.delegationIds === undefined ? 'invited' : null),
      ],
    );
    const known = new Set(ids.map(({ id }) => id));
    const unknown = input.delegationIds?.findIndex((id) => !known.has(id.toLowerCase())) ?? -1;
    if (unknown >= 0 && input.state === undefined)
      throw httpProblems.againstTheRules({
        detail: 'Name delegations of this event.',
        errors: [
          {
            pointer: `/delegationIds/${unknown}`,
            code: 'unknown',
            message: 'is no delegation of this event',
          },
        ],
      });
    return this.jobs.start(
      sendInvitations,
      {
        eventId,
        delegationIds: ids.map(({ id }) => id),
        options: {
          ...(kind === undefined ? {} : { kind }),
          ...(language === undefined ? {} : { language }),
          ...(answerBy === undefined ? {} : { answerBy }),
        },
        again,
        userId: by.id,
      },
      { eventId, ownerId: by.id, total: ids.length },
    );
  }

  /** Each delegation is a transaction of its own; run again, it goes on where it was, and nobody gets two. */
  @HandlesJob(sendInvitations)
  async sendAll(
    { eventId, delegationIds, options, again, userId }: NonNullable<(typeof sendInvitations)['data']>,
    job: JobContext,
  ): Promise<void> {
    const user = await this.db.one<{ name: string }>('SELECT name FROM users WHERE id = $1', [userId]);
    const by = { id: userId, name: user?.name ?? '' };
    const counts = { sent: 0, sentBefore: 0, notInvited: 0 };
    for (const [index, id] of delegationIds.entries()) {
      if (job.signal.aborted) throw new Error('the process is stopping');
      try {
        const { sent } = await this.db.transaction(() =>
          this.sendLocked(eventId, id, options, by, { again }),
        );
        counts[sent ? 'sent' : 'sentBefore'] += 1;
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        counts.notInvited += 1;
        await job.rowError(index + 1, error.message);
      }
      await job.progress(index + 1, delegationIds.length);
      await job.counts(counts);
    }
  }

  /** Those who act for the delegation: the invitation with their own link. */
  @ComposesNotice(delegationInvited)
  async compose(messages: readonly MessageToCompose[]): Promise<ComposedNotices<InvitedProps>> {
    const { find, rows } = await this.toCompose(messages);
    const addressOf = await this.focalPoints.addresses([...rows.values()]);
    const composed = new Map<string, InvitedProps | Withheld>();
    for (const message of messages) {
      const found = await find(message);
      if (found === undefined || found instanceof Withheld) {
        if (found) composed.set(message.messageId, found);
        continue;
      }
      const { row, invitation, attachment, common } = found;
      // The link acts for the delegation: it goes to nobody who does not do so any more.
      const url = addressOf(row, message.recipient.email);
      composed.set(
        message.messageId,
        url === undefined
          ? new Withheld('The focal point has another address now, or the link was revoked.')
          : { ...common, answerBy: invitation.answer_by ?? undefined, url, attachment },
      );
    }
    return composed;
  }

  /** The contacts on record: the invitation without a link. */
  @ComposesNotice(invitationCopy)
  async composeCopies(messages: readonly MessageToCompose[]): Promise<ComposedNotices<InvitationCopyProps>> {
    const { find } = await this.toCompose(messages);
    const composed = new Map<string, InvitationCopyProps | Withheld>();
    for (const message of messages) {
      const found = await find(message);
      if (found === undefined) continue;
      composed.set(
        message.messageId,
        found instanceof Withheld
          ? found
          : {
              ...found.common,
              answerBy: found.invitation.answer_by ?? undefined,
              focalPoint: found.row.focal_point_name,
              attachment: found.attachment,
            },
      );
    }
    return composed;
  }

  private async toCompose(messages: readonly MessageToCompose[]) {
    const invitations = new Map(
      (
        await this.db.query<ToComposeRow>(
          `SELECT i.id, i.delegation_id, i.number, i.reference, i.document, i.answer_by, i.sent_at,
                  NOT EXISTS (SELECT 1 FROM invitations n WHERE n.delegation_id = i.delegation_id AND n.number > i.number) AS is_last
             FROM invitations i WHERE i.id::text = ANY ($1)`,
          [[...new Set(messages.map(({ cause }) => cause))]],
        )
      ).map((row) => [row.id, row]),
    );
    const delegations = await this.focalPoints.many(
      [...invitations.values()].map(({ delegation_id: id }) => id),
    );
    const rows = new Map(delegations.map((row) => [row.id, row]));
    const papers = new Map<string, MailAttachment>();
    const find = async ({ cause, recipient }: MessageToCompose) => {
      const invitation = invitations.get(cause);
      const row = invitation && rows.get(invitation.delegation_id);
      if (!row) return undefined;
      if (!invitable.has(row.state)) return new Withheld(`The delegation is ${row.state}.`);
      if (!invitation.is_last) return new Withheld('A newer invitation has been sent.');
      const attachment = papers.get(cause) ?? (await this.paper(invitation));
      papers.set(cause, attachment);
      const language = mailLanguage(recipient.locale, row.locales);
      const common = {
        event: inLanguage(row.title, row.titles, language),
        days: { first: row.start_date, last: row.end_date },
        city: row.city,
        organisation: inLanguage(row.organisation, row.organisation_names, language),
        reference: invitation.reference,
        closesAt: row.nominations_close_at ?? undefined,
      };
      return { row, invitation, attachment, common };
    };
    return { find, rows };
  }

  private async paper({
    document,
    number,
    reference,
    sent_at: sentAt,
  }: ToComposeRow): Promise<MailAttachment> {
    return {
      filename: fileName(reference, number),
      contentType: 'application/pdf',
      content: await bytesOf(document, sentAt),
    };
  }

  private async sendLocked(
    eventId: string,
    id: string,
    input: InvitationInput,
    by: Sender,
    { again = true } = {},
  ): Promise<{ invitationId: string; sent: boolean }> {
    const locked = await this.focalPoints.one(eventId, id, { locked: true });
    if (!locked) throw httpProblems.notFound('There is no such delegation in this event.');
    if (!invitable.has(locked.state))
      throw delegationProblems.delegationNotInvitable(`It is ${locked.state}.`);
    const last = await this.db.one<LastRow>(
      'SELECT id, number, digest FROM invitations WHERE delegation_id = $1 ORDER BY number DESC LIMIT 1',
      [id],
    );
    if (last && !again) return { invitationId: last.id, sent: false };
    const answerBy = input.answerBy === undefined ? locked.answer_by : new Date(input.answerBy);
    const row: FocalPointRow = {
      ...locked,
      answer_by: answerBy,
      reference: locked.reference ?? (await this.reference(locked)),
    };
    const contacts = await this.contactsOf(row.organisation_id);
    const kind = input.kind ?? kindFor(row);
    const facts = await this.factsOf(row, kind, contacts, input);
    const addressees = addresseesOf(row, contacts);
    // The day is left out: the same words on another day are the same invitation.
    const digest = digestOf([invitationDocument({ ...facts, day: row.start_date }), addressees]);
    if (last?.digest === digest) return { invitationId: last.id, sent: false };
    const invitation = {
      id: newId(),
      number: (last?.number ?? 0) + 1,
      document: invitationDocument(facts),
      digest,
    };
    await this.write(row, kind, facts, addressees, invitation, by);
    await this.tell(row, addressees, invitation.id);
    return { invitationId: invitation.id, sent: true };
  }

  private async write(
    row: FocalPointRow,
    kind: InvitationKind,
    { language }: InvitationFacts,
    addressees: readonly InvitationAddressee[],
    {
      id,
      number,
      document,
      digest,
    }: { id: string; number: number; document: InvitationDocument; digest: string },
    by: Sender,
  ): Promise<void> {
    const now = this.clock.now();
    await this.db.query(
      // Who is invited within the days before the deadline is not reminded at once.
      `UPDATE delegations SET reference = $2, answer_by = $3::timestamptz, version = version + 1, updated_at = $4::timestamptz,
              answer_reminded_for = CASE WHEN $4::timestamptz >= $3::timestamptz - make_interval(days => remind_days) THEN $3::timestamptz ELSE answer_reminded_for END
        WHERE id = $1`,
      [row.id, row.reference, row.answer_by, now],
    );
    await this.db.query(
      `INSERT INTO invitations (id, event_id, delegation_id, number, kind, language, reference, answer_by, document, addressees, digest, sent_by, sent_by_name, sent_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
      [
        id,
        row.event_id,
        row.id,
        number,
        kind,
        language,
        row.reference,
        row.answer_by,
        JSON.stringify(document),
        JSON.stringify(addressees),
        digest,
        by.id,
        by.name,
        now,
      ],
    );
    await this.engine.note(
      delegationWorkflow,
      { id: row.id, scopeId: row.event_id, state: row.state },
      { name: 'invite', data: { invitation: number, by: by.name } },
    );
  }

  private async tell(
    row: FocalPointRow,
    addressees: readonly InvitationAddressee[],
    invitationId: string,
  ): Promise<void> {
    await this.focalPoints.tokens(row, holdersOf(row));
    const options = {
      eventId: row.event_id,
      cause: invitationId,
      subject: { kind: 'delegation', id: row.id },
    };
    await this.notices.send(
      delegationInvited,
      addressees.filter(({ link }) => link),
      options,
    );
    await this.notices.send(
      invitationCopy,
      addressees.filter(({ link }) => !link),
      options,
    );
  }

  private async factsOf(
    row: FocalPointRow,
    kind: InvitationKind,
    contacts: readonly OrganisationContactView[],
    { language: asked, addressee, signatory }: InvitationInput,
  ): Promise<InvitationFacts> {
    const language = asked ?? mailLanguage(row.locale, [row.name_language, ...row.locales]);
    const [day, places] = await Promise.all([this.today(row.time_zone), this.placesOf(row.id)]);
    return {
      kind,
      language,
      event: {
        title: inLanguage(row.title, row.titles, language),
        firstDay: row.start_date,
        lastDay: row.end_date,
        city: row.city,
        country: row.country,
        timeZone: row.time_zone,
      },
      organisation: inLanguage(row.organisation, row.organisation_names, language),
      addressedAs: row.addressed_as,
      reference: row.reference!,
      day,
      answerBy: row.answer_by,
      nominationsCloseAt: row.nominations_close_at,
      places: places.map(({ title, titles, places: count }) => ({
        title: inLanguage(title, titles, language),
        places: count,
      })),
      focalPoint: row.focal_point_name,
      addressee: addressee
        ? {
            name: addressee.name,
            formOfAddress: addressee.formOfAddress ?? null,
            post: addressee.post ?? null,
          }
        : addresseeOf(row, contacts),
      signatory: signatory ?? null,
    };
  }

  /** Contacts of today in the functions that get invitations, in the order of these functions. */
  private async contactsOf(organisationId: string): Promise<OrganisationContactView[]> {
    const { items } = await this.organisations.contacts(organisationId, { limit: 200 });
    return contactFunctions.flatMap(([name]) => items.filter((contact) => contact.function === name));
  }

  private placesOf(id: string): Promise<{ title: string; titles: Record<string, string>; places: number }[]> {
    return this.db.query(
      `SELECT c.title, c.titles, q.places FROM delegation_quotas q JOIN categories c ON c.id = q.category_id
        WHERE q.delegation_id = $1 ORDER BY c.title, c.id`,
      [id],
    );
  }

  private async today(timeZone: string): Promise<string> {
    const row = await this.db.one<{ day: string }>(
      `SELECT to_char($1::timestamptz AT TIME ZONE $2, 'YYYY-MM-DD') AS day`,
      [this.clock.now(), timeZone],
    );
    return row!.day;
  }

  /** The next number of the event; given to the delegation with its first invitation. */
  private async reference({ event_id: eventId, start_date: startDate }: FocalPointRow): Promise<string> {
    // One at a time in an event, so that no number is left out and none is given twice.
    await this.db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `delegation references of ${eventId}`,
    ]);
    const row = await this.db.one<{ reference: string }>(
      `SELECT $2 || '-' || lpad((count(*) + 1)::text, 3, '0') AS reference FROM delegations WHERE event_id = $1 AND reference IS NOT NULL`,
      [eventId, startDate.slice(0, 4)],
    );
    return row!.reference;
  }
}

/** Name of the file under which an invitation goes out. */
export function fileName(reference: string, number: number): string {
  return `invitation-${reference}-${number}.pdf`;
}

/** The paper of an invitation: the same words are the same bytes. */
export function bytesOf(document: InvitationDocument, sentAt: Date): Promise<Buffer> {
  const author = document.parts.find(({ is }) => is === 'sender')!.text;
  return buffer(pdf(invitationPdf(document, { author, sentAt })));
}

function kindFor({ organisation_kind: kind }: FocalPointRow): InvitationKind {
  return writtenToByNote.has(kind) ? 'note_verbale' : 'letter';
}

function addresseeOf(row: FocalPointRow, [contact]: readonly OrganisationContactView[]): Addressee {
  if (!contact) return { name: row.focal_point_name, formOfAddress: null, post: null };
  return { name: contact.name, formOfAddress: contact.formOfAddress, post: contact.post };
}

/** Each address once: whoever acts for the delegation gets the link, and no copy. */
function addresseesOf(
  row: FocalPointRow,
  contacts: readonly OrganisationContactView[],
): InvitationAddressee[] {
  const all: InvitationAddressee[] = [
    ...holdersOf(row).map((holder) => ({
      name: holder.name,
      email: holder.email,
      locale: holder.locale,
      function: holder.function,
      link: true,
    })),
    ...contacts.flatMap(({ name, email, locale, function: is }) =>
      email === null
        ? []
        : [
            {
              name,
              email,
              locale,
              function: new Map<string, InvitationAddressee['function']>(contactFunctions).get(is)!,
              link: false,
            },
          ],
    ),
  ];
  const addresses = all.map(({ email }) => holderKey(email));
  return all.filter((_, index) => addresses.indexOf(addresses[index]!) === index);
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url');
}
