import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { SealedTexts } from '../../platform/crypto/sealed-texts';
import { newId } from '../../platform/database/base.entity';
import { Database } from '../../platform/database/database';
import { Rows } from '../../platform/database/rows';
import { assertVersion } from '../../platform/http/concurrency';
import { httpProblems } from '../../platform/http/problem';
import { systemPrincipal, type Principal } from '../../platform/http/request-context';
import { Outbox } from '../../platform/outbox/outbox';
import { WorkflowEngine } from '../../platform/workflow/engine';
import { compareEntries } from './comparisons.service';
import { DocumentDigests } from './document-digests.service';
import { watchListProblems } from './watch-list.errors';
import type { WatchListEntriesInput, WatchListEntryChanges, WatchListEntryInput } from './watch-list.input';
import { documentKey } from './watch-list.rules';
import type { WatchListAddedView, WatchListEntryView } from './watch-list.view';
import { watchListMatchWorkflow } from './watch-list-match.workflow';
import { documentPurpose, WatchListQueries } from './watch-list.queries';

/** Writes of the watch list. Whoever is registered already is compared with what is new in the background. */
@Injectable()
export class WatchList {
  private readonly entries: Rows;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly engine: WorkflowEngine,
    private readonly outbox: Outbox,
    private readonly sealed: SealedTexts,
    private readonly digests: DocumentDigests,
    private readonly queries: WatchListQueries,
  ) {
    this.entries = new Rows(db, clock, 'watch_list_entries');
  }

  /** @throws 422 */
  async add(eventId: string, input: WatchListEntryInput, by: Principal): Promise<WatchListEntryView> {
    const [id] = await this.addAll(eventId, [input], by, '');
    return this.queries.entry(eventId, id!);
  }

  /** Adds many, or none when one of them is wrong. @throws 422 */
  async addMany(
    eventId: string,
    { entries }: WatchListEntriesInput,
    by: Principal,
  ): Promise<WatchListAddedView> {
    return { added: (await this.addAll(eventId, entries, by, '/entries')).length };
  }

  /** @throws 404, 412, 422 */
  async change(
    eventId: string,
    id: string,
    version: number,
    { names, documentNumber, ...changes }: WatchListEntryChanges,
  ): Promise<WatchListEntryView> {
    await this.db.transaction(async () => {
      await this.locked(eventId, id);
      if (names !== undefined) await this.mustBeNames([{ names }], ['']);
      await this.entries.update({ id, eventId }, version, {
        ...changes,
        ...this.documentOf(id, documentNumber, ''),
      });
      if (names !== undefined) {
        await this.db.query('DELETE FROM watch_list_names WHERE entry_id = $1', [id]);
        await this.writeNames(eventId, [{ id, names }]);
      }
      await this.outbox.enqueue(compareEntries, { eventId, entryIds: [id] });
    });
    return this.queries.entry(eventId, id);
  }

  /** Takes an entry off the list: what is undecided because of it lapses, what was decided stays on record. @throws 404, 412 */
  async remove(eventId: string, id: string, version: number): Promise<void> {
    await this.db.transaction(async () => {
      assertVersion(await this.locked(eventId, id), version);
      await this.entries.update({ id, eventId }, version, { removedAt: this.clock.now() });
      const open = await this.db.query<{ id: string }>(
        `SELECT id FROM watch_list_matches WHERE entry_id = $1 AND state = 'open' ORDER BY id FOR UPDATE`,
        [id],
      );
      await this.engine.applyAll(
        watchListMatchWorkflow,
        open.map((match) => match.id),
        { transition: 'lapse', comment: 'The entry was taken off the list.', principal: systemPrincipal },
      );
      // Whoever compares it at this instant looks again when this is done.
      await this.outbox.enqueue(compareEntries, { eventId, entryIds: [id] });
    });
  }

  private async addAll(
    eventId: string,
    inputs: readonly WatchListEntryInput[],
    by: Principal,
    pointer: string,
  ): Promise<string[]> {
    const pointers = inputs.map((_, index) => (pointer === '' ? '' : `${pointer}/${index}`));
    return this.db.transaction(async () => {
      await this.mustBeNames(inputs, pointers);
      const now = this.clock.now();
      const rows = inputs.map((input, index) => {
        const id = newId();
        return { id, input, document: this.documentOf(id, input.documentNumber ?? null, pointers[index]!) };
      });
      if (rows.length === 0) return [];
      await this.db.query(
        `INSERT INTO watch_list_entries (id, event_id, birth_date, nationality, document_sealed, document_digest, reason, source, valid_until,
                                         added_by, created_at, updated_at)
         SELECT n.id, $1, n.birth_date, n.nationality, n.sealed, n.digest, n.reason, n.source, n.valid_until, $2, $3, $3
           FROM unnest($4::uuid[], $5::date[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::date[])
             AS n (id, birth_date, nationality, sealed, digest, reason, source, valid_until)`,
        [
          eventId,
          by.name,
          now,
          rows.map(({ id }) => id),
          rows.map(({ input }) => input.birthDate ?? null),
          rows.map(({ input }) => input.nationality ?? null),
          rows.map(({ document }) => document.documentSealed),
          rows.map(({ document }) => document.documentDigest),
          rows.map(({ input }) => input.reason),
          rows.map(({ input }) => input.source),
          rows.map(({ input }) => input.validUntil ?? null),
        ],
      );
      await this.writeNames(
        eventId,
        rows.map(({ id, input }) => ({ id, names: input.names })),
      );
      const ids = rows.map(({ id }) => id);
      await this.outbox.enqueue(compareEntries, { eventId, entryIds: ids });
      return ids;
    });
  }

  private async writeNames(
    eventId: string,
    entries: readonly { readonly id: string; readonly names: readonly string[] }[],
  ): Promise<void> {
    const all = entries.flatMap(({ id, names }) =>
      [...new Set(names)].map((name, index) => ({ id, name, position: index + 1 })),
    );
    await this.db.query(
      `INSERT INTO watch_list_names (event_id, entry_id, position, name)
       SELECT $1, n.id, n.position, n.name FROM unnest($2::uuid[], $3::integer[], $4::text[]) AS n (id, position, name)`,
      [eventId, all.map(({ id }) => id), all.map(({ position }) => position), all.map(({ name }) => name)],
    );
  }

  /** @throws 422 for an entry without a name, or one that has no letters */
  private async mustBeNames(
    entries: readonly { readonly names: readonly string[] }[],
    pointers: readonly string[],
  ): Promise<void> {
    const all = entries.flatMap(({ names }, index) =>
      names.map((name, at) => ({ name, pointer: `${pointers[index]}/names/${at}` })),
    );
    const blank = await this.db.query<{ at: number }>(
      `SELECT n.at::integer AS at FROM unnest($1::text[]) WITH ORDINALITY AS n (name, at) WHERE search_words(n.name) = ''`,
      [all.map(({ name }) => name)],
    );
    const errors = [
      ...entries.flatMap(({ names }, index) =>
        names.length === 0
          ? [{ pointer: `${pointers[index]}/names`, code: 'required', message: 'must have a name' }]
          : [],
      ),
      ...blank.map(({ at }) => ({
        pointer: all[at - 1]!.pointer,
        code: 'letters',
        message: 'has no letters',
      })),
    ];
    if (errors.length > 0)
      throw watchListProblems.watchListNameInvalid({
        detail: 'Give each entry a name with letters.',
        errors,
      });
  }

  /** The columns of the number of a document; none where it stays. @throws 422 */
  private documentOf<D extends string | null | undefined>(
    id: string,
    number: D,
    pointer: string,
  ): D extends undefined
    ? Record<string, never>
    : { documentSealed: string | null; documentDigest: string | null } {
    type Columns = ReturnType<typeof this.documentOf<D>>;
    if (number === undefined) return {} as Columns;
    if (number === null) return { documentSealed: null, documentDigest: null } as Columns;
    const key = documentKey(number);
    if (key === undefined)
      throw watchListProblems.watchListDocumentInvalid({
        detail: 'It has five letters and digits or more, and a digit among them.',
        errors: [
          {
            pointer: `${pointer}/documentNumber`,
            code: 'document',
            message: 'must be the number of a document',
          },
        ],
      });
    return {
      documentSealed: this.sealed.seal(documentPurpose, id, number),
      documentDigest: this.digests.of(key),
    } as Columns;
  }

  /** The version of an entry, which is locked. @throws 404 */
  private async locked(eventId: string, id: string): Promise<number> {
    const row = await this.db.one<{ version: number }>(
      'SELECT version FROM watch_list_entries WHERE event_id = $1 AND id = $2 AND removed_at IS NULL FOR UPDATE',
      [eventId, id],
    );
    if (!row) throw httpProblems.notFound('There is no such entry in this event.');
    return row.version;
  }
}
