import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { page, when, type ListDefinition } from '../../platform/database/list';
import type { Page, PageQuery } from '../../platform/http/page';
import { httpProblems } from '../../platform/http/problem';
import { currentPrincipal } from '../../platform/http/request-context';
import { translatorAccount, worksOnTexts } from '../greeting.circle';
import type { GreetingTextQuery } from './text.input';
import { changesBetween } from './text.rules';
import {
  toChangedParagraphs,
  toRemarkView,
  toTextItemView,
  toTextView,
  type GreetingRemarkView,
  type GreetingTextItemView,
  type GreetingTextView,
  type RemarkRow,
  type TextChangesView,
  type TextRow,
} from './text.view';

const texts: ListDefinition<TextRow, GreetingTextItemView> = {
  select: `v.id, v.greeting_id, v.language, v.number, v.authentic, v.body, v.reading_seconds, v.changes, v.source, v.file_id, f.name AS file_name,
    o.number AS translated_number, v.author_name, v.author_kind, v.created_at, v.id IN (g.text_id, t.text_id) IS TRUE AS current,
    (v.id = g.cleared_text_id) IS TRUE OR (g.cleared_text_id IS NOT NULL AND v.id = t.text_id AND t.state = 'approved') IS TRUE AS cleared`,
  from: `greeting_texts v JOIN greetings g ON g.id = v.greeting_id
         LEFT JOIN greeting_translations t ON t.greeting_id = v.greeting_id AND t.language = v.language
         LEFT JOIN greeting_texts o ON o.id = v.translated_from LEFT JOIN stored_files f ON f.id = v.file_id`,
  id: 'v.id',
  sorts: { at: { expression: 'v.created_at', type: 'timestamptz' } },
  defaultSort: '-at',
  view: toTextItemView,
};

const remarks: ListDefinition<RemarkRow, GreetingRemarkView> = {
  select: `m.id, m.version, m.text_id, v.language, v.number, m.paragraph, m.body, m.author_name, m.created_at, m.settled_at, m.settled_by_name`,
  from: 'greeting_remarks m JOIN greeting_texts v ON v.id = m.text_id',
  id: 'm.id',
  sorts: { at: { expression: 'm.created_at', type: 'timestamptz' } },
  defaultSort: 'at',
  view: (row) => toRemarkView(row),
};

/** Over a version `v` of a message `g`: what the named translator `?` may read: the original, and what they are named for. */
const shownToNamed = `CASE WHEN v.authentic
  THEN EXISTS (SELECT 1 FROM greeting_translations n WHERE n.greeting_id = v.greeting_id AND ?::uuid IN (n.translator_id, n.checker_id))
  ELSE ?::uuid IN (t.translator_id, t.checker_id) END`;

/** Reads of versions and of what is said about them, for those who work on them; see greeting.circle.ts. */
@Injectable()
export class TextsQueries {
  constructor(private readonly db: Database) {}

  /** Versions of a message, the newest first, without their words. @throws 404 */
  async list(
    eventId: string,
    greetingId: string,
    query: GreetingTextQuery,
  ): Promise<Page<GreetingTextItemView>> {
    await this.mustExist(eventId, greetingId);
    return page(this.db, texts, query, [
      when(greetingId, 'v.greeting_id = ?'),
      when(query.language, 'v.language = ?'),
      this.visible(),
    ]);
  }

  /** One version with its words. @throws 404 for whoever may not see it */
  async text(eventId: string, greetingId: string, id: string): Promise<GreetingTextView> {
    return toTextView(await this.row(eventId, greetingId, id));
  }

  /** What whoever has handed a version in gets back: not its words, nor what was said of them. */
  async receipt(id: string): Promise<GreetingTextItemView> {
    const row = await this.db.one<TextRow>(`SELECT ${texts.select} FROM ${texts.from} WHERE v.id = $1`, [id]);
    return { ...toTextItemView(row!), changes: null };
  }

  /** What changed in a version against another one of the same language. @throws 404, 422 */
  async changes(
    eventId: string,
    greetingId: string,
    id: string,
    againstId: string | undefined,
  ): Promise<TextChangesView> {
    const row = await this.row(eventId, greetingId, id);
    const before =
      againstId === undefined
        ? await this.db.one<TextRow>(
            `SELECT ${texts.select} FROM ${texts.from} WHERE v.greeting_id = $1 AND v.language = $2 AND v.number = $3`,
            [greetingId, row.language, row.number - 1],
          )
        : await this.row(eventId, greetingId, againstId);
    if (before && before.language !== row.language)
      throw httpProblems.againstTheRules({
        detail: 'Compare versions of one language.',
        errors: [{ pointer: '?against', code: 'language', message: 'is in another language' }],
      });
    return {
      againstId: before?.id ?? null,
      againstNumber: before?.number ?? null,
      number: row.number,
      paragraphs: toChangedParagraphs(changesBetween(before?.body ?? '', row.body, row.language)),
    };
  }

  /** The file out of which a version was read. @throws 404 */
  async fileId(eventId: string, greetingId: string, id: string): Promise<string> {
    const { file_id: fileId } = await this.row(eventId, greetingId, id);
    if (fileId === null) throw httpProblems.notFound('This version was typed; there is no file of it.');
    return fileId;
  }

  /** What was said about the texts of a message, in its order. @throws 404 */
  async remarks(eventId: string, greetingId: string, query: PageQuery): Promise<Page<GreetingRemarkView>> {
    await this.mustExist(eventId, greetingId);
    return page(this.db, remarks, query, [when(greetingId, 'm.greeting_id = ?')]);
  }

  /** One remark; without its words where the answer may be kept. @throws 404 */
  async remark(
    eventId: string,
    greetingId: string,
    id: string,
    withWords = true,
  ): Promise<GreetingRemarkView> {
    const row = await this.db.one<RemarkRow>(
      `SELECT ${remarks.select} FROM ${remarks.from} WHERE m.event_id = $1 AND m.greeting_id = $2 AND m.id = $3`,
      [eventId, greetingId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such remark here.');
    return toRemarkView(row, withWords);
  }

  private async row(eventId: string, greetingId: string, id: string): Promise<TextRow> {
    const account = this.account();
    const row = await this.db.one<TextRow>(
      `SELECT ${texts.select} FROM ${texts.from}
        WHERE v.event_id = $1 AND v.greeting_id = $2 AND v.id = $3 AND ($4::uuid IS NULL OR ${shownToNamed.replaceAll('?', '$4')})`,
      [eventId, greetingId, id, account],
    );
    if (!row) throw httpProblems.notFound('There is no such version here.');
    return row;
  }

  private visible() {
    const account = this.account();
    return account === null ? undefined : { sql: shownToNamed, values: [account, account] };
  }

  /** The translator whose sight is narrow; null for whoever sees all texts. @throws 404 for anybody else */
  private account(): string | null {
    const principal = currentPrincipal();
    if (worksOnTexts(principal)) return null;
    const account = translatorAccount(principal);
    if (account === null) throw httpProblems.notFound('There is no such thing here.');
    return account;
  }

  private async mustExist(eventId: string, greetingId: string): Promise<void> {
    const row = await this.db.one('SELECT 1 FROM greetings WHERE event_id = $1 AND id = $2', [
      eventId,
      greetingId,
    ]);
    if (!row) throw httpProblems.notFound('There is no such message in this event.');
  }
}
