/** States in which a message is still to be read, if it has its place: also while a new version of its text is gone over. */
const statesBefore: readonly string[] = ['received', 'in_translation', 'cleared', 'scheduled'];

/**
 * SQL over a message `g`: it has a place in the order of reading, and is still to be read there on its author's behalf.
 * The place is kept while a new version is cleared or a reader is looked for, so its state alone does not say it.
 */
export const hasReadingSql = `(g.mode = 'read_on_behalf' AND g.session_id IS NOT NULL
  AND g.state IN (${statesBefore.map((state) => `'${state}'`).join(', ')}))`;

/** The reader of such a message, asked or accepted; whoever declined, or does not come, reads nothing. */
export const readerReadsSql = `g.reader_state IN ('asked', 'accepted')`;

/** SQL over a message `g`: {@link hasReadingSql}, and there is somebody who is to read it. */
export const toBeReadSql = `(${hasReadingSql} AND ${readerReadsSql})`;

/** The same of a row. */
export function isToBeRead(row: {
  readonly mode: string | null;
  readonly session_id: string | null;
  readonly state: string;
  readonly reader_state: string | null;
}): boolean {
  return (
    row.mode === 'read_on_behalf' &&
    row.session_id !== null &&
    statesBefore.includes(row.state) &&
    (row.reader_state === 'asked' || row.reader_state === 'accepted')
  );
}

/**
 * FROM item beside a message `g` that {@link hasReadingSql}: whom it needs in its session, as `person_id` and `part`. The
 * deputy is needed until an answer or the end of their registration says otherwise, also while no reader is left.
 */
export const dutiesSql = `(SELECT g.reader_person_id AS person_id, 'reader' AS part WHERE ${readerReadsSql}
   UNION ALL
  SELECT g.deputy_person_id, 'deputy' WHERE g.deputy_person_id IS NOT NULL AND COALESCE(g.deputy_state, 'asked') = 'asked')`;
