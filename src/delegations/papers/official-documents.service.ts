import { Injectable } from '@nestjs/common';
import { timingSafeEqual } from 'node:crypto';
import type { EventScope } from '../../access/event-scope';
import { EventsQueries } from '../../events/events.queries';
import { Clock } from '../../platform/clock';
import { Database, isSqlError, sqlState } from '../../platform/database/database';
import { Rows } from '../../platform/database/rows';
import { assertVersion } from '../../platform/http/concurrency';
import { httpProblems, type FieldFault } from '../../platform/http/problem';
import { systemPrincipal } from '../../platform/http/request-context';
import { Outbox } from '../../platform/outbox/outbox';
import { StoredFiles } from '../../platform/storage/stored-files';
import type { TransitionContext } from '../../platform/workflow/binding';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { PrecedenceService } from '../precedence/precedence.service';
import { isEmpty, listDifferences, sectionsOf, type Content } from './content.rules';
import { ContentsQueries, type OrderOf } from './contents.queries';
import { documentProblems } from './official-document.errors';
import {
  letterKinds,
  listKinds,
  type DocumentKind,
  type DocumentSettingsInput,
  type OfficialDocumentInput,
} from './official-document.input';
import {
  readReference,
  type DocumentSettingsView,
  type OfficialDocumentRow,
  type OfficialDocumentView,
} from './official-document.view';
import { officialDocumentChanged, officialDocumentWorkflow } from './official-document.workflow';
import { documentWords } from './official-document.words';
import { OfficialDocumentsQueries } from './official-documents.queries';
import { filesExpected, renderDocument } from './rendering.service';

type Context = TransitionContext<OfficialDocumentRow>;

/** Documents whose preparation freezes the order that they use, and for what. */
const purposes: Partial<Readonly<Record<DocumentKind, string>>> = {
  final_list: 'list',
  corrigendum: 'list',
  table_signs: 'seating',
  flags: 'flags',
};

/** What a document has only from when it is prepared. */
const unprepared = {
  number: null,
  content: null,
  freezes: '{}',
  amends_id: null,
  two_keys: false,
  prepared_by: null,
  prepared_by_name: null,
  prepared_at: null,
};

/**
 * Official documents: begun as drafts, fixed by one officer, released by another where the event asks for two. Those of
 * one event get their numbers and replace each other one after the other.
 */
@Injectable()
export class OfficialDocuments {
  private readonly documents: Rows;

  constructor(
    private readonly db: Database,
    clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly queries: OfficialDocumentsQueries,
    private readonly contents: ContentsQueries,
    private readonly precedence: PrecedenceService,
    private readonly events: EventsQueries,
    outbox: Outbox,
    files: StoredFiles,
  ) {
    this.documents = new Rows(db, clock, 'official_documents');
    files.referredBy('official_document_files', 'file_id');
    engine.bind<
      keyof typeof officialDocumentWorkflow.states,
      keyof typeof officialDocumentWorkflow.transitions,
      keyof typeof officialDocumentWorkflow.conditions,
      keyof typeof officialDocumentWorkflow.effects,
      OfficialDocumentRow
    >(officialDocumentWorkflow, {
      conditions: {
        rendered: ({ row }) => this.isRendered(row),
        twoKeys: async ({ row, principal }) =>
          row.prepared_by !== principal.id || !(await this.needsTwoKeys(row)),
        takesPart: ({ row }) => this.takesPart(row.registration_id),
        upToDate: (context) => this.isUpToDate(context),
      },
      effects: {
        render: ({ id, now }) =>
          outbox.enqueue(renderDocument, { documentId: id, preparedAt: now.toISOString() }),
        forgetFiles: async ({ id }) => {
          await this.db.query('DELETE FROM official_document_files WHERE document_id = $1', [id]);
        },
        supersede: (context) => this.supersede(context),
      },
      choose: {
        prepare: async (context) => {
          await this.prepare(context);
          return 'prepared' as const;
        },
        return: ({ set }) => {
          set(unprepared);
          return 'draft';
        },
        discard: ({ set }) => {
          set(unprepared);
          return 'discarded';
        },
        release: async ({ row, principal, now, set }) => {
          set({
            two_keys: await this.needsTwoKeys(row),
            released_by: principal.id,
            released_by_name: principal.name,
            released_at: now,
          });
          return 'released' as const;
        },
      },
      view: (id, eventId) => queries.document(eventId, id),
      fact: officialDocumentChanged,
    });
  }

  /** Begins a document as a draft. @throws 422 for what cannot be said of its kind, 409 for a person without a place */
  async create(event: EventScope, input: OfficialDocumentInput): Promise<OfficialDocumentView> {
    mustFit(input);
    const registrationId = input.registrationId?.toLowerCase() ?? null;
    return this.db.transaction(async () => {
      const id = await this.documents
        .insert({
          eventId: event.id,
          state: officialDocumentWorkflow.initial,
          kind: input.kind,
          languages: [...new Set(input.languages ?? event.locales)],
          alphabet: input.alphabet ?? 'rules',
          categoryIds: input.categoryIds?.map((one) => one.toLowerCase()) ?? null,
          addressee: input.addressee ?? null,
          registrationId,
          freezes: {},
          twoKeys: false,
        })
        .catch((error: unknown) => {
          if (isSqlError(error, sqlState.foreignKeyViolation, 'official_documents_registration_fkey'))
            throw faulty({
              pointer: '/registrationId',
              code: 'unknown',
              message: 'is not a registration of this event',
            });
          throw error;
        });
      if (registrationId !== null && !(await this.takesPart(registrationId)))
        throw documentProblems.documentParticipantNotConfirmed(
          'Confirm the registration first; a letter says that the person takes part.',
        );
      await this.engine.begin(officialDocumentWorkflow, { id, scopeId: event.id });
      return this.queries.document(event.id, id);
    });
  }

  /** Sets how the event issues documents, as a whole. @throws 412 */
  async set(eventId: string, version: number, input: DocumentSettingsInput): Promise<DocumentSettingsView> {
    return this.db.transaction(async () => {
      await this.oneAtATime(eventId);
      assertVersion((await this.queries.settings(eventId)).version, version);
      await this.db.query(
        `INSERT INTO document_settings (event_id, version, two_keys, issuer, issuers, signatory, signatories, signatory_post, signatory_posts)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (event_id) DO UPDATE SET version = EXCLUDED.version, two_keys = EXCLUDED.two_keys, issuer = EXCLUDED.issuer,
           issuers = EXCLUDED.issuers, signatory = EXCLUDED.signatory, signatories = EXCLUDED.signatories,
           signatory_post = EXCLUDED.signatory_post, signatory_posts = EXCLUDED.signatory_posts`,
        [
          eventId,
          version + 1,
          input.twoKeys,
          input.issuer ?? null,
          JSON.stringify(input.issuers ?? {}),
          input.signatory ?? null,
          JSON.stringify(input.signatories ?? {}),
          input.signatoryPost ?? null,
          JSON.stringify(input.signatoryPosts ?? {}),
        ],
      );
      return this.queries.settings(eventId);
    });
  }

  /** Whether a letter with this number and code was issued, stands, and is about somebody who still takes part. */
  async isValid(event: EventScope, number: string, code: string): Promise<boolean> {
    const reference = readReference(number);
    if (!reference || reference.year !== event.startDate.slice(0, 4)) return false;
    const row = await this.db.one<{ id: string; valid: boolean }>(
      `SELECT d.id, d.state = 'released' AND r.state = 'confirmed' AS valid
         FROM official_documents d JOIN registrations r ON r.id = d.registration_id
        WHERE d.event_id = $1 AND d.kind = $2 AND d.number = $3`,
      [event.id, reference.kind, reference.number],
    );
    // Compared also where there is no such letter, so that the time it takes tells nothing.
    const expected = Buffer.from(plainCode(this.contents.codeOf(row?.id ?? '')));
    const given = Buffer.from(plainCode(code));
    const fits = expected.length === given.length && timingSafeEqual(expected, given);
    return fits && row?.valid === true;
  }

  /** Fixes what the document says, under the next number of its kind. */
  private async prepare({ row, scopeId, principal, now, set }: Context): Promise<void> {
    await this.oneAtATime(scopeId);
    const event = await this.eventOf(scopeId);
    const amendsId =
      row.kind === 'corrigendum' ? ((await this.contents.lastIssue(scopeId))?.id ?? null) : null;
    if (amendsId !== null) await this.mustBeAlone(amendsId);
    const { number } = (await this.db.one<{ number: number }>(
      `SELECT COALESCE(max(number), 0) + 1 AS number FROM official_documents
        WHERE event_id = $1 AND kind = $2 AND amends_id IS NOT DISTINCT FROM $3`,
      [scopeId, row.kind, amendsId],
    ))!;
    const freezes: Record<string, string> = {};
    const orders = new Map<string, string>();
    const purpose = purposes[row.kind];
    const words = documentWords('en', event.timeZone, event.city);
    const freeze: OrderOf = async (order) => {
      const frozen = await this.precedence.freeze(
        event,
        {
          purpose: purpose!,
          title: `${words.kinds[row.kind]} ${number}`,
          ...(order === undefined ? {} : { order }),
        },
        principal,
      );
      return {
        delegationIds: frozen.items.map(({ delegationId }) => delegationId),
        freeze: frozen.number,
        freezeId: frozen.id,
      };
    };
    const content = await this.contents.content(
      event,
      row,
      purpose === undefined ? this.contents.orderNow(event) : freeze,
    );
    mustSaySomething(content, row.languages);
    if (content.kind !== 'letter')
      for (const [language, order] of Object.entries(content.list.orders))
        if ('freezeId' in order) orders.set(language, order.freezeId as string);
    Object.assign(freezes, Object.fromEntries(orders));
    set({
      number,
      amends_id: amendsId,
      content: JSON.stringify(content),
      freezes: JSON.stringify(freezes),
      two_keys: await this.needsTwoKeys(row),
      prepared_by: principal.id,
      prepared_by_name: principal.name,
      prepared_at: now,
    });
  }

  /** Two that are counted from the same list would each say the same. @throws 409 */
  private async mustBeAlone(amendsId: string): Promise<void> {
    const other = await this.db.one(
      `SELECT 1 FROM official_documents WHERE amends_id = $1 AND state = 'prepared' LIMIT 1`,
      [amendsId],
    );
    if (other)
      throw documentProblems.documentAnotherPrepared(
        'Release the other corrigendum of this list, or return it, before you prepare this one.',
      );
  }

  private async isRendered({ id, kind, languages }: OfficialDocumentRow): Promise<boolean> {
    const { n } = (await this.db.one<{ n: number }>(
      'SELECT count(*)::integer AS n FROM official_document_files WHERE document_id = $1',
      [id],
    ))!;
    return n === filesExpected(kind, languages).length;
  }

  /** Whether two officers are needed: it was so when it was prepared, or is now. Nobody changes that meanwhile. */
  private async needsTwoKeys({ event_id, two_keys, state }: OfficialDocumentRow): Promise<boolean> {
    const row = await this.db.one<{ two_keys: boolean }>(
      'SELECT two_keys FROM document_settings WHERE event_id = $1 FOR SHARE',
      [event_id],
    );
    return (state === 'prepared' && two_keys) || row?.two_keys === true;
  }

  private async takesPart(registrationId: string | null): Promise<boolean> {
    if (registrationId === null) return true;
    const row = await this.db.one<{ state: string }>('SELECT state FROM registrations WHERE id = $1', [
      registrationId,
    ]);
    return row?.state === 'confirmed';
  }

  private async isUpToDate({ row, scopeId }: Context): Promise<boolean> {
    if (row.content?.kind !== 'corrigendum') return true;
    await this.oneAtATime(scopeId);
    return (await this.contents.lastIssue(scopeId))?.lastId === row.content.basedOn;
  }

  /** A new list replaces the one before, with all that amended it; the final one also what was provisional. */
  private async supersede({ row, id, scopeId }: Context): Promise<void> {
    await this.oneAtATime(scopeId);
    const replaced = await this.db.query<{ id: string }>(
      `SELECT d.id FROM official_documents d
        WHERE d.event_id = $1 AND d.id <> $2 AND d.state = 'released' AND $3 <> 'corrigendum'
          AND (d.kind = $3 AND d.registration_id IS NOT DISTINCT FROM $4
               OR ($3 = 'final_list' AND d.kind IN ('corrigendum', 'provisional_list')))
        ORDER BY d.id`,
      [scopeId, id, row.kind, row.registration_id],
    );
    for (const one of replaced)
      await this.engine.apply(officialDocumentWorkflow, one.id, {
        transition: 'supersede',
        principal: systemPrincipal,
      });
  }

  private async eventOf(id: string): Promise<EventScope> {
    const event = await this.events.find(id);
    if (!event) throw httpProblems.notFound('There is no such event.');
    return event;
  }

  /** So that no number is given twice, and one list only is in force. */
  private async oneAtATime(eventId: string): Promise<void> {
    await this.db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`documents of ${eventId}`]);
  }
}

function plainCode(code: string): string {
  return code.toUpperCase().replace(/[\s-]/g, '');
}

const faulty = (...errors: FieldFault[]) =>
  documentProblems.documentOptionsFaulty({ detail: 'Put right what is named, then try again.', errors });

/** What is said of a document must be about its kind. @throws 422 */
function mustFit(input: OfficialDocumentInput): void {
  const errors: FieldFault[] = [];
  const refuse = (field: string, code: string, message: string): void =>
    void errors.push({ pointer: `/${field}`, code, message });
  const isLetter = letterKinds.includes(input.kind);
  if (isLetter && input.registrationId === undefined)
    refuse('registrationId', 'missing', 'says whom the letter is about');
  if (!isLetter && input.registrationId !== undefined)
    refuse('registrationId', 'not_here', 'is for letters only');
  if (!isLetter && input.addressee !== undefined) refuse('addressee', 'not_here', 'is for letters only');
  if (isLetter && input.alphabet !== undefined) refuse('alphabet', 'not_here', 'is not for letters');
  if (input.categoryIds !== undefined && (!listKinds.includes(input.kind) || input.kind === 'corrigendum'))
    refuse('categoryIds', 'not_here', 'is for lists only; a corrigendum has those of its list');
  if (input.languages?.length === 0) refuse('languages', 'empty', 'must name a language');
  if (errors.length > 0) throw faulty(...errors);
}

/** @throws 409 for a list with nobody in it, and for a corrigendum that corrects nothing */
function mustSaySomething(content: Content, languages: readonly string[]): void {
  const empty = (why: string) => documentProblems.documentNothingToSay(why);
  if (content.kind === 'list' && sectionsOf(content.list, languages[0]!).length === 0)
    throw empty('Nobody who belongs on the list takes part yet.');
  if (content.kind === 'delegations' && content.list.delegations.length === 0)
    throw empty('There is no delegation that takes part.');
  if (
    content.kind === 'corrigendum' &&
    languages.every(
      (language) =>
        !(language in content.before.orders) ||
        isEmpty(listDifferences(content.before, content.list, language)),
    )
  )
    throw empty('Nothing is different from the list as it was issued and amended.');
}
