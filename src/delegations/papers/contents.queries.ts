import { Inject, Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { EventsQueries } from '../../events/events.queries';
import { CONFIG, type Config } from '../../platform/config';
import { SignedLinks } from '../../platform/crypto/signed-links';
import { Database } from '../../platform/database/database';
import { baseLanguage } from '../../platform/text';
import { PrecedenceQueries } from '../precedence/precedence.queries';
import { precedenceOrders, type PrecedenceOrder } from '../precedence/precedence.rules';
import type {
  Content,
  CorrigendumContent,
  EventOfDocument,
  LetterContent,
  ListContent,
  ListedDelegation,
  Order,
  Participant,
  ParticipantList,
} from './content.rules';
import { documentProblems } from './official-document.errors';
import { OfficialDocumentsQueries } from './official-documents.queries';
import type { OfficialDocumentRow } from './official-document.view';

/** An order of delegations for a language, and the frozen order that it is, if it is. */
export type OrderOf = (order: PrecedenceOrder | undefined) => Promise<Order & { readonly freezeId?: string }>;

interface ParticipantRow extends Participant, Record<string, unknown> {
  readonly delegationId: string | null;
  readonly categoryId: string;
}

/** States of registrations that a list has. A provisional one has also those about whom nobody has decided yet. */
const listedStates = {
  final: { anybody: ['confirmed'], members: [] },
  provisional: { anybody: ['confirmed', 'submitted', 'under_review'], members: ['draft'] },
} as const;

const participantColumns = `r.id AS "registrationId", m.part, m.seniority, p.display_name AS name, p.native_name AS "nativeName",
  p.form_of_address AS "formOfAddress", p.post, r.organisation_name AS organisation, r.locale,
  COALESCE((SELECT jsonb_object_agg(t.language, jsonb_strip_nulls(jsonb_build_object('name', t.name, 'formOfAddress', t.form_of_address,
                     'post', t.post, 'organisation', t.organisation)))
              FROM participant_texts t WHERE t.registration_id = r.id), '{}') AS texts`;

const participantTables = `registrations r JOIN persons p ON p.id = r.person_id
  LEFT JOIN delegation_members m ON m.registration_id = r.id`;

/** Reads all that a document says, as it is now. */
@Injectable()
export class ContentsQueries {
  constructor(
    private readonly db: Database,
    private readonly events: EventsQueries,
    private readonly precedence: PrecedenceQueries,
    private readonly documents: OfficialDocumentsQueries,
    private readonly links: SignedLinks,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The order as it is now, not frozen. */
  orderNow(event: EventScope): OrderOf {
    return async (order) => {
      const { precedence } = await this.precedence.order(event, order);
      return { delegationIds: precedence.lines.map(({ delegationId }) => delegationId), freeze: null };
    };
  }

  /**
   * What a document says; `orderOf` answers the order of a language, and may freeze it.
   * @throws 409 when there is nothing that it could say
   */
  async content(event: EventScope, row: OfficialDocumentRow, orderOf: OrderOf): Promise<Content> {
    switch (row.kind) {
      case 'provisional_list':
      case 'final_list':
        return this.list(event, row, orderOf);
      case 'corrigendum':
        return this.corrigendum(event, row, orderOf);
      case 'table_signs':
      case 'flags': {
        const orders = await this.orders(row, orderOf);
        const delegations = await this.delegations(event.id);
        const known = await this.eventOf(event.id);
        return {
          kind: 'delegations',
          event: known,
          languages: [...new Set([...row.languages, ...event.locales])],
          list: {
            orders,
            delegations: inOrders(orders, delegations).map((one) => ({ ...one, members: [] })),
          },
        };
      }
      case 'confirmation_letter':
      case 'visa_support_letter':
        return this.letter(event, row);
    }
  }

  /** Who takes part, as a list of this kind would say it now. */
  async list(
    event: EventScope,
    row: Pick<OfficialDocumentRow, 'kind' | 'languages' | 'alphabet' | 'category_ids'>,
    orderOf: OrderOf,
  ): Promise<ListContent> {
    const orders = await this.orders(row, orderOf);
    const { anybody, members } = listedStates[row.kind === 'provisional_list' ? 'provisional' : 'final'];
    const people = await this.db.query<ParticipantRow>(
      `SELECT ${participantColumns}, m.delegation_id AS "delegationId", r.category_id AS "categoryId"
         FROM ${participantTables}
        WHERE r.event_id = $1 AND (r.state = ANY ($2) OR (m.registration_id IS NOT NULL AND r.state = ANY ($3)))
        ORDER BY r.sort_name, r.id`,
      [event.id, anybody, members],
    );
    const categories = await this.db.query<{ id: string; title: string; titles: Record<string, string> }>(
      `SELECT id, title, titles FROM categories WHERE event_id = $1 AND ($2::uuid[] IS NULL OR id = ANY ($2))
        ORDER BY array_position($2, id), title, id`,
      [event.id, row.category_ids],
    );
    const byDelegation = grouped(people, ({ delegationId }) => delegationId);
    const byCategory = grouped(byDelegation.get(null) ?? [], ({ categoryId }) => categoryId);
    const list: ParticipantList = {
      orders,
      delegations: inOrders(orders, await this.delegations(event.id)).map((delegation) => ({
        ...delegation,
        members: (byDelegation.get(delegation.delegationId) ?? []).map(toParticipant),
      })),
      categories: categories.map(({ id, title, titles }) => ({
        categoryId: id,
        title,
        titles,
        participants: (byCategory.get(id) ?? []).map(toParticipant),
      })),
    };
    return { kind: 'list', event: await this.eventOf(event.id), list };
  }

  /** The number and the code with which anybody can verify a letter. */
  codeOf(documentId: string): string {
    const signature = Buffer.from(this.links.sign('official document', documentId), 'base64url');
    let bits = signature.readBigUInt64BE(0) >> 4n;
    let code = '';
    for (let place = 0; place < 12; place += 1, bits >>= 5n) {
      if (place > 0 && place % 4 === 0) code += '-';
      code += letters[Number(bits & 31n)];
    }
    return code;
  }

  private async corrigendum(
    event: EventScope,
    row: OfficialDocumentRow,
    orderOf: OrderOf,
  ): Promise<CorrigendumContent> {
    const last = await this.lastIssue(event.id);
    if (!last)
      throw documentProblems.documentNoList(
        'Release a final list first; until then there is nothing to amend.',
      );
    const options = { ...row, kind: 'final_list' as const, category_ids: last.category_ids };
    const { list, event: known } = await this.list(event, options, orderOf);
    return {
      kind: 'corrigendum',
      event: known,
      before: last.list,
      list,
      amends: last.number,
      basedOn: last.lastId,
    };
  }

  /** The final list that is in force, as it was amended last. */
  async lastIssue(
    eventId: string,
  ): Promise<
    | { id: string; lastId: string; number: number; category_ids: string[] | null; list: ParticipantList }
    | undefined
  > {
    return this.db.one(
      `SELECT f.id, f.number, f.category_ids, COALESCE(c.id, f.id) AS "lastId", COALESCE(c.content, f.content) -> 'list' AS list
         FROM official_documents f LEFT JOIN LATERAL (
           SELECT c.id, c.content FROM official_documents c WHERE c.amends_id = f.id AND c.state = 'released' ORDER BY c.number DESC LIMIT 1) c ON true
        WHERE f.event_id = $1 AND f.kind = 'final_list' AND f.state = 'released' ORDER BY f.number DESC LIMIT 1`,
      [eventId],
    );
  }

  private async letter(event: EventScope, row: OfficialDocumentRow): Promise<LetterContent> {
    const isVisa = row.kind === 'visa_support_letter';
    const person = await this.db.one<
      Record<string, unknown> &
        LetterContent['person'] & {
          delegation: LetterContent['delegation'];
          category: LetterContent['category'];
          state: string;
        }
    >(
      `SELECT ${participantColumns}, r.state, p.given_name AS "givenName", p.family_name AS "familyName", p.nationality,
                CASE WHEN $3 THEN p.birth_date::text END AS "birthDate",
                jsonb_build_object('title', c.title, 'titles', c.titles) AS category,
                CASE WHEN o.id IS NOT NULL THEN jsonb_build_object('delegationId', d.id, 'isState', o.kind = 'state', 'country', o.country, 'name', o.name,
                  'nameLanguage', o.name_language, 'names', o.names, 'shortName', o.short_name, 'shortNames', o.short_names) END AS delegation
           FROM ${participantTables} JOIN categories c ON c.id = r.category_id
           LEFT JOIN delegations d ON d.id = m.delegation_id LEFT JOIN organisations o ON o.id = d.organisation_id
          WHERE r.event_id = $1 AND r.id = $2`,
      [event.id, row.registration_id, isVisa],
    );
    const settings = await this.documents.settings(event.id);
    const known = await this.eventOf(event.id);
    if (person?.state !== 'confirmed')
      throw documentProblems.documentParticipantNotConfirmed(
        'Confirm the registration first; a letter says that the person takes part.',
      );
    const { delegation, category, state: _, ...facts } = person;
    const { version: __, twoKeys: ___, ...signing } = settings;
    return {
      kind: 'letter',
      event: known,
      person: facts,
      delegation,
      category,
      ...signing,
      addressee: row.addressee,
      verification: {
        url: `${this.config.publicUrl}/api/v1/events/${event.slug}/documents/verification`,
        code: this.codeOf(row.id),
      },
    };
  }

  /** The order for each language of a document. Languages that share one have the same frozen order. */
  private async orders(
    { languages, alphabet }: Pick<OfficialDocumentRow, 'languages' | 'alphabet'>,
    orderOf: OrderOf,
  ): Promise<Record<string, Order & { freezeId?: string }>> {
    const made = new Map<PrecedenceOrder | undefined, Order>();
    const orders: Record<string, Order> = {};
    for (const language of languages) {
      const known = precedenceOrders.find((one) => one === baseLanguage(language));
      const order = alphabet === 'language' ? known : undefined;
      if (!made.has(order)) made.set(order, await orderOf(order));
      orders[language] = made.get(order)!;
    }
    return orders;
  }

  private delegations(eventId: string): Promise<Omit<ListedDelegation, 'members'>[]> {
    return this.db.query(
      `SELECT d.id AS "delegationId", o.kind = 'state' AS "isState", o.country, o.name, o.name_language AS "nameLanguage", o.names, o.short_name AS "shortName",
              o.short_names AS "shortNames"
         FROM delegations d JOIN organisations o ON o.id = d.organisation_id WHERE d.event_id = $1 ORDER BY d.id`,
      [eventId],
    );
  }

  private async eventOf(id: string): Promise<EventOfDocument> {
    const { title, titles, startDate, endDate, city, country, timeZone } = await this.events.event(id);
    return { title, titles, startDate, endDate, city, country, timeZone };
  }
}

/** Letters and digits that nobody takes for each other. */
const letters = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** Delegations that stand in the order; those that have declined stand in none. */
function inOrders<T extends { readonly delegationId: string }>(
  orders: Readonly<Record<string, Order>>,
  delegations: readonly T[],
): T[] {
  const known = new Set(Object.values(orders)[0]?.delegationIds);
  return delegations.filter(({ delegationId }) => known.has(delegationId));
}

function grouped<K, T>(items: readonly T[], key: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

/** What a list knows of somebody; whatever else a row has stays out of it. */
function toParticipant(row: ParticipantRow): Participant {
  return {
    registrationId: row.registrationId,
    part: row.part,
    seniority: row.seniority,
    name: row.name,
    nativeName: row.nativeName,
    formOfAddress: row.formOfAddress,
    post: row.post,
    organisation: row.organisation,
    locale: row.locale,
    texts: row.texts,
  };
}
