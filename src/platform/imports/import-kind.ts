import type { Principal } from '../http/request-context';
import type { ImportColumn, RowFault } from './import-column';
import type { RecordCells } from './record-cells';

/** Something of a row that no other row of the sheet may have. */
export interface RowKey {
  readonly key: string;
  readonly column?: string;
  /** What is wrong with the second one, by the number of the row that has it already. */
  readonly twice: (row: number) => string;
}

/** What would become, or has become, of a row. */
export type Outcome =
  | { readonly kind: 'created' | 'updated' | 'unchanged' }
  | { readonly kind: 'refused'; readonly faults: readonly RowFault[] };

export const importModes = ['all_or_nothing', 'good_rows'] as const;

/** How every import is done, whatever its rows are; a kind adds options of its own. */
export interface ImportOptions {
  readonly dryRun: boolean;
  readonly mode: (typeof importModes)[number];
  readonly unknownColumns: 'refuse' | 'ignore';
  /** Language of the sheet of refused rows. */
  readonly language: string;
  readonly [option: string]: unknown;
}

export interface ImportContext {
  readonly eventId: string;
  readonly principal: Principal;
  readonly options: ImportOptions;
}

/** One import of a kind, from its beginning to its end. */
export interface ImportRun<V> {
  readonly columns: readonly ImportColumn[];
  /** Tables to which most rows are written. */
  readonly tables: readonly string[];
  /** Reads a row and notes what is wrong with it; must not ask the database. What it answers has to survive JSON. */
  read(cells: RecordCells): V;
  /** What no two rows of a sheet may share. */
  keysOf(value: V): readonly RowKey[];
  /** Says what would become of rows, in their order, and changes nothing. */
  look(values: readonly V[]): Promise<readonly Outcome[]>;
  /** Writes rows, in their order, in the transaction that is running; one that cannot be written is refused. */
  write(values: readonly V[]): Promise<readonly Outcome[]>;
  /** Does in the same transaction what is done when all rows are written; so many of so many pieces are told. */
  finish?(tell: (done: number, total: number) => Promise<void>): Promise<void>;
}

/** Something whose rows can be imported. */
export interface ImportKind<V> {
  /** What stands in paths: `registrations`. */
  readonly name: string;
  begin(context: ImportContext): Promise<ImportRun<V>>;
}
