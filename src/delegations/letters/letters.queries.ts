import { Injectable } from '@nestjs/common';
import {
  formsJson,
  personFormsJson,
  personNamesDigest,
  type NameForms,
} from '../../people/name-likeness.rules';
import { Database } from '../../platform/database/database';
import { page, when, type ListDefinition } from '../../platform/database/list';
import type { Page } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import { waitsForDecision } from '../../registrations/registration.rules';
import { letterProblems } from './letter.errors';
import type { LetterLineQuery } from './letter.input';
import { letterKinds, missingOfLetters, proposalsFor, type Proposal } from './letter.rules';
import type {
  AccreditationLetterView,
  ComparedLineView,
  DelegationAccreditationView,
  LetterComparisonView,
  LetterLineView,
  LetterMemberView,
} from './letter.view';

interface LineRow extends Record<string, unknown>, Omit<LetterLineView, 'matchedAt' | 'member'> {
  member: LetterMemberView | null;
  matched_at: Date | null;
}

interface ComparedRow extends LineRow {
  forms: NameForms;
  parted: string[];
}

interface MemberRow extends Record<string, unknown>, LetterMemberView {
  forms: NameForms[];
}

/** A letter with what decides about its lines. */
export interface LetterRow extends Record<string, unknown> {
  readonly id: string;
  readonly state: string;
  readonly kind: string;
  readonly delegation_id: string;
}

interface AccreditationRow extends Record<string, unknown>, Omit<AccreditationLetterView, 'notInLetter'> {
  reason: string | null;
  lines: number;
  not_in_letter: LetterMemberView[];
}

const memberJson = `json_build_object('registrationId', m.registration_id, 'name', p.display_name, 'nativeName', p.native_name, 'part', m.part)`;

/** Lines with the member that each is: one whose name is still what it was when somebody said so. */
const lineFrom = `letter_lines l LEFT JOIN delegation_members m ON m.registration_id = l.registration_id AND m.delegation_id = l.delegation_id
  LEFT JOIN registrations r ON r.id = m.registration_id LEFT JOIN persons p ON p.id = r.person_id`;

/** SQL that holds while line `l` is matched to member `m`, who is called what they were called then. */
const stillMatched = `(l.state = 'matched' AND m.registration_id IS NOT NULL AND l.matched_name = ${personNamesDigest})`;

const lines: ListDefinition<LineRow, LetterLineView> = {
  select: `l.id, l.version, l.state, l.delegation_id AS "delegationId", l.document_id AS "documentId", l.position, l.name, l.post, l.part,
    CASE WHEN m.registration_id IS NOT NULL THEN ${memberJson} END AS member, l.how, l.score, l.matched_by AS "matchedBy", l.matched_at`,
  from: lineFrom,
  id: 'l.id',
  sorts: { createdAt: { expression: 'l.created_at', type: 'timestamptz' } },
  defaultSort: 'createdAt',
  view: toLineView,
};

function toLineView(row: LineRow): LetterLineView {
  return {
    id: row.id,
    version: row.version,
    state: row.state,
    delegationId: row.delegationId,
    documentId: row.documentId,
    position: row.position,
    name: row.name,
    post: row.post,
    part: row.part,
    member: row.member,
    how: row.how,
    score: row.score,
    matchedBy: row.matchedBy,
    matchedAt: row.matched_at?.toISOString() ?? null,
  };
}

/** Reads of letters beside the nominations. */
@Injectable()
export class LettersQueries {
  constructor(private readonly db: Database) {}

  list(eventId: string, query: LetterLineQuery): Promise<Page<LetterLineView>> {
    return page(this.db, lines, query, [
      when(eventId, 'l.event_id = ?'),
      when(query.state, 'l.state = ?'),
      when(query.delegationId, 'l.delegation_id = ?'),
    ]);
  }

  /** @throws 404 */
  async line(eventId: string, id: string): Promise<LetterLineView> {
    const row = await this.db.one<LineRow>(
      `SELECT ${lines.select} FROM ${lines.from} WHERE l.event_id = $1 AND l.id = $2`,
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such line in this event.');
    return toLineView(row);
  }

  /** The letter of a delegation. @throws 404, 409 when the document is not one that names members */
  async letter(eventId: string, delegationId: string, documentId: string, lock = false): Promise<LetterRow> {
    const row = await this.db.one<LetterRow & { concerns: string }>(
      `SELECT x.id, x.state, r.kind, r.concerns, x.delegation_id FROM requirement_documents x JOIN requirements r ON r.id = x.requirement_id
        WHERE x.event_id = $1 AND x.delegation_id = $2 AND x.id = $3 ${lock ? 'FOR NO KEY UPDATE OF x' : ''}`,
      [eventId, delegationId, documentId],
    );
    if (!row) throw httpProblems.notFound('The delegation has no such document.');
    if (!letterKinds.has(row.kind) || row.concerns !== 'delegation')
      throw letterProblems.letterIsNone(
        'Choose a letter of credentials or a note verbale of the delegation.',
      );
    return row;
  }

  /** A letter, line by line, beside the nominations. @throws 404, 409 */
  async comparison(eventId: string, delegationId: string, documentId: string): Promise<LetterComparisonView> {
    const letter = await this.letter(eventId, delegationId, documentId);
    const { rows, members, proposals } = await this.compared(letter);
    const named = new Set(rows.flatMap(({ member }) => (member ? [member.registrationId] : [])));
    const byId = new Map(members.map((member) => [member.registrationId, member]));
    const shown = rows.map((row): ComparedLineView => ({
      ...toLineView(row),
      proposals: (proposals.get(row.id) ?? []).map(({ registrationId, why, score }) => {
        const member = byId.get(registrationId)!;
        return {
          ...toMember(member),
          why,
          score,
          partDiffers: row.part !== null && row.part !== member.part,
        };
      }),
    }));
    const matched = rows.filter(({ state }) => state === 'matched').length;
    return {
      documentId: letter.id,
      state: letter.state,
      lines: shown,
      notInLetter: members.filter(({ registrationId }) => !named.has(registrationId)).map(toMember),
      matched,
      open: rows.length - matched,
    };
  }

  /** What could be what: the lines of a letter, the members of its delegation, and who could be whom of those who are open. */
  async compared(letter: LetterRow): Promise<{
    readonly rows: readonly ComparedRow[];
    readonly members: readonly MemberRow[];
    readonly proposals: ReadonlyMap<string, readonly Proposal[]>;
  }> {
    const rows = await this.db.query<ComparedRow>(
      `SELECT ${lines.select}, l.parted, ${formsJson('l.name')} AS forms FROM ${lines.from} WHERE l.document_id = $1 ORDER BY l.position, l.id`,
      [letter.id],
    );
    const members = await this.db.query<MemberRow>(
      `SELECT m.registration_id AS "registrationId", p.display_name AS name, p.native_name AS "nativeName", m.part, ${personFormsJson} AS forms
         FROM delegation_members m JOIN registrations r ON r.id = m.registration_id JOIN persons p ON p.id = r.person_id
        WHERE m.delegation_id = $1 ORDER BY r.sort_name, r.id`,
      [letter.delegation_id],
    );
    const taken = new Set(rows.flatMap(({ member }) => (member ? [member.registrationId] : [])));
    return {
      rows,
      members,
      proposals: proposalsFor(
        rows.filter(({ state }) => state === 'open'),
        members.filter(({ registrationId }) => !taken.has(registrationId)),
      ),
    };
  }

  /** What stands between a delegation and its accreditation. @throws 404 */
  async accreditation(eventId: string, delegationId: string): Promise<DelegationAccreditationView> {
    const found = await this.db.one<{ waiting: number }>(
      `SELECT (SELECT count(*)::integer FROM delegation_members m JOIN registrations r ON r.id = m.registration_id
                WHERE m.delegation_id = d.id AND ${waitsForDecision}) AS waiting
         FROM delegations d WHERE d.event_id = $1 AND d.id = $2`,
      [eventId, delegationId],
    );
    if (!found) throw httpProblems.notFound('There is no such delegation in this event.');
    const letters = await this.letters(delegationId);
    const missing = missingOfLetters(
      letters.map(({ not_in_letter: members, ...letter }) => ({
        ...letter,
        notInLetter: members.map(({ name }) => name),
      })),
    );
    return {
      complete: missing.length === 0,
      missing,
      letters: letters.map((letter) => ({
        documentId: letter.documentId,
        kind: letter.kind,
        title: letter.title,
        state: letter.state,
        matchMembers: letter.matchMembers,
        openLines: letter.openLines,
        notInLetter: letter.not_in_letter,
      })),
      waiting: found.waiting,
    };
  }

  private letters(delegationId: string): Promise<AccreditationRow[]> {
    return this.db.query<AccreditationRow>(
      `SELECT x.id AS "documentId", q.kind, q.title, x.state, x.reason, q.match_members AS "matchMembers", n.lines, n.open AS "openLines",
              CASE WHEN NOT q.match_members THEN '[]' ELSE COALESCE((
                SELECT json_agg(${memberJson} ORDER BY r.sort_name, r.id) FROM delegation_members m
                  JOIN registrations r ON r.id = m.registration_id JOIN persons p ON p.id = r.person_id
                 WHERE m.delegation_id = x.delegation_id AND NOT EXISTS (
                   SELECT 1 FROM letter_lines l WHERE l.document_id = x.id AND l.registration_id = m.registration_id AND ${stillMatched})), '[]') END AS not_in_letter
         FROM requirement_documents x JOIN requirements q ON q.id = x.requirement_id
        CROSS JOIN LATERAL (SELECT count(*)::integer AS lines, (count(*) FILTER (WHERE NOT COALESCE(${stillMatched}, false)))::integer AS open
                              FROM ${lineFrom} WHERE l.document_id = x.id) n
        WHERE x.delegation_id = $1 AND q.concerns = 'delegation' AND q.kind = ANY ($2)
        ORDER BY q.title, x.id`,
      [delegationId, [...letterKinds]],
    );
  }
}

const toMember = ({ registrationId, name, nativeName, part }: LetterMemberView): LetterMemberView => ({
  registrationId,
  name,
  nativeName,
  part,
});
