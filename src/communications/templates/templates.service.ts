import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database, isSqlError, sqlState } from '../../platform/database/database';
import { Rows } from '../../platform/database/rows';
import { assertVersion } from '../../platform/http/concurrency';
import { httpProblems } from '../../platform/http/problem';
import { currentPrincipal } from '../../platform/http/request-context';
import { templateProblems } from './template.errors';
import type { TemplateChanges, TemplateInput } from './template.input';
import { TemplatePreviews } from './template-previews.service';
import type { TemplateView } from './template.view';
import { TemplatesQueries } from './templates.queries';

/** What a version says. */
interface Words {
  readonly name: string;
  readonly subject: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, string>>;
}

/** How a version came about. */
interface Save {
  readonly comment?: string | undefined;
  readonly restoredFrom?: number;
}

/** Writes of templates: each save is a version that stays. */
@Injectable()
export class Templates {
  private readonly rows: Rows;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly previews: TemplatePreviews,
    private readonly queries: TemplatesQueries,
  ) {
    this.rows = new Rows(db, clock, 'message_templates');
  }

  /**
   * @throws 409 when the event has a template for this kind of notice, or of this name
   * @throws 422 for words that cannot be used, with the place of each fault
   */
  async add(event: EventScope, input: TemplateInput): Promise<TemplateView> {
    const { kind = null, subject, body, comment } = input;
    const name = input.name ?? kind;
    if (name === null) {
      throw templateProblems.templateFaulty({
        detail: '/name is missing: a template that is for no kind of notice is used by its name.',
        errors: [{ pointer: '/name', code: 'required', message: 'must be given where there is no kind' }],
      });
    }
    this.previews.check(event, { kind, subject, body });
    return this.once(() =>
      this.db.transaction(async () => {
        const id = await this.rows.insert({ eventId: event.id, kind, name });
        await this.write(event.id, id, 1, undefined, { name, subject, body }, { comment });
        return this.queries.template(event, id);
      }),
    );
  }

  /**
   * Saves a new version, unless nothing is different.
   * @throws 404, 412
   * @throws 409 when another template has this name
   * @throws 422 for words that cannot be used, with the place of each fault
   */
  async change(
    event: EventScope,
    id: string,
    version: number,
    { comment, ...changes }: TemplateChanges,
  ): Promise<TemplateView> {
    const before = await this.inUse(event, id);
    assertVersion(before.version, version);
    return this.save(event, before, { ...wordsOf(before), ...given(changes) }, { comment });
  }

  /**
   * Saves the words of an earlier version again, as a new one.
   * @throws 404, 412
   * @throws 422 when they name what there is no more
   */
  async restore(
    event: EventScope,
    id: string,
    version: number,
    number: number,
    comment?: string,
  ): Promise<TemplateView> {
    const before = await this.inUse(event, id);
    assertVersion(before.version, version);
    const earlier = await this.queries.version(event.id, id, number);
    return this.save(event, before, wordsOf(earlier), { comment, restoredFrom: number });
  }

  /**
   * Takes a template out of use: its kind of notice goes out in the program's own words again.
   * @throws 404, 412
   */
  async remove(event: EventScope, id: string, version: number): Promise<void> {
    await this.inUse(event, id);
    const { id: removedBy, name: removedByName } = currentPrincipal();
    await this.rows.update({ id, eventId: event.id }, version, {
      removedAt: this.clock.now(),
      removedBy,
      removedByName,
    });
  }

  /** @throws 404 when there is no such template, or no more */
  private async inUse(event: EventScope, id: string): Promise<TemplateView> {
    const template = await this.queries.template(event, id);
    if (template.removedAt === null) return template;
    throw httpProblems.notFound('This template was removed; add one anew.');
  }

  private async save(
    event: EventScope,
    before: TemplateView,
    words: Words,
    save: Save,
  ): Promise<TemplateView> {
    if (differences(wordsOf(before), words).length === 0) return before;
    this.previews.check(event, { kind: before.kind, ...words });
    return this.once(() =>
      this.db.transaction(async () => {
        // Two who save at once: the second finds another version, and neither loses what they wrote.
        await this.rows.update({ id: before.id, eventId: event.id }, before.version, { name: words.name });
        await this.write(event.id, before.id, before.version + 1, wordsOf(before), words, save);
        return this.queries.template(event, before.id);
      }),
    );
  }

  private async write(
    eventId: string,
    templateId: string,
    number: number,
    before: Words | undefined,
    words: Words,
    { comment, restoredFrom }: Save,
  ): Promise<void> {
    const { id: savedBy, name: savedByName } = currentPrincipal();
    await this.db.query(
      `INSERT INTO message_template_versions (id, event_id, template_id, number, name, subject, body, changes, comment, restored_from, saved_by, saved_by_name, saved_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [
        newId(),
        eventId,
        templateId,
        number,
        words.name,
        JSON.stringify(words.subject),
        JSON.stringify(words.body),
        differences(before, words),
        comment ?? null,
        restoredFrom ?? null,
        savedBy,
        savedByName,
        this.clock.now(),
      ],
    );
  }

  private async once<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (isSqlError(error, sqlState.uniqueViolation, 'message_templates_kind_key'))
        throw templateProblems.templateExists('This event has words for that kind of notice; change those.');
      if (isSqlError(error, sqlState.uniqueViolation, 'message_templates_name_key'))
        throw templateProblems.templateExists('This event has a template of that name.');
      throw error;
    }
  }
}

const wordsOf = ({ name, subject, body }: Words): Words => ({ name, subject, body });

const given = (changes: object): Partial<Words> =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));

/** What one version has that the other has not: `name`, `subject.en`, `body.ru`. */
function differences(before: Words | undefined, after: Words): string[] {
  const texts = (field: 'subject' | 'body'): string[] =>
    [...new Set([...Object.keys(before?.[field] ?? {}), ...Object.keys(after[field])])]
      .filter((language) => before?.[field][language] !== after[field][language])
      .toSorted()
      .map((language) => `${field}.${language}`);
  return [...(before?.name === after.name ? [] : ['name']), ...texts('subject'), ...texts('body')];
}
