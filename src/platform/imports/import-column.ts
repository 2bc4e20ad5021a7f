/** A column that a sheet can have. */
export interface ImportColumn {
  readonly key: string;
  /** What it is called, by language; any of these is recognised, and so is the key. */
  readonly labels: Readonly<Record<string, string>>;
  /** Known, and not read: what an export tells beside what can be changed. */
  readonly ignored?: boolean;
  readonly required?: boolean;
}

/** What is wrong with a row: the message completes "the value ...". */
export interface RowFault {
  /** Key of the column at fault; without it, it is the row as a whole. */
  readonly column?: string | undefined;
  readonly message: string;
}
