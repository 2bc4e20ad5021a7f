import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database';
import type { OrganisationMovedView } from './organisation.view';

/** The two organisations that turn out to be one. */
export interface OrganisationMerge {
  /** The one that stays. */
  readonly id: string;
  /** The one that goes. */
  readonly goneId: string;
  readonly now: Date;
}

/** A column of a module above that refers to organisations. */
export interface OrganisationReference {
  readonly table: string;
  readonly column: string;
  /** Whether its rows have a `version` that a change raises. */
  readonly versioned: boolean;
  /**
   * A condition over `t`, a row that refers to the one that goes, and `$1`, the id of the one that stays, that holds
   * when the row says nothing that is not said of the one that stays. Such rows are taken out instead of moved.
   */
  readonly twin?: string;
  /** What cannot be moved, as sentences that say what to do first. */
  inTheWay?(merge: OrganisationMerge): Promise<readonly string[]>;
}

/**
 * Who refers to organisations. The modules above register their columns, so that two organisations can become one
 * without this module knowing them. A test holds that no foreign key is missing here.
 */
@Injectable()
export class OrganisationReferences {
  private readonly references: OrganisationReference[] = [];

  constructor(private readonly db: Database) {}

  /** For the constructors of the modules whose tables refer to organisations. */
  register(reference: OrganisationReference): void {
    for (const word of [reference.table, reference.column])
      if (!/^[a-z][a-z_]*$/.test(word)) throw new Error(`"${word}" cannot be the name of a table or column`);
    this.references.push(reference);
  }

  /** Columns that are known to refer to organisations, as `table.column`. */
  get columns(): string[] {
    return this.references.map(({ table, column }) => `${table}.${column}`).sort();
  }

  /** What stands in the way of making the two one. */
  async inTheWay(merge: OrganisationMerge): Promise<string[]> {
    const all: string[] = [];
    for (const reference of this.references) all.push(...((await reference.inTheWay?.(merge)) ?? []));
    return all;
  }

  /** Lets everything refer to the one that stays, inside the transaction that makes the two one. */
  async move(merge: OrganisationMerge): Promise<OrganisationMovedView[]> {
    const moved: OrganisationMovedView[] = [];
    for (const { table, column, versioned, twin } of this.references) {
      const dropped = twin
        ? await this.db.execute(`DELETE FROM ${table} t WHERE t.${column} = $2 AND (${twin})`, [
            merge.id,
            merge.goneId,
          ])
        : { rowCount: 0 };
      const { rowCount } = versioned
        ? await this.db.execute(
            `UPDATE ${table} SET ${column} = $1, version = version + 1, updated_at = $3 WHERE ${column} = $2`,
            [merge.id, merge.goneId, merge.now],
          )
        : await this.db.execute(`UPDATE ${table} SET ${column} = $1 WHERE ${column} = $2`, [
            merge.id,
            merge.goneId,
          ]);
      moved.push({ thing: table, moved: rowCount ?? 0, dropped: dropped.rowCount ?? 0 });
    }
    return moved.sort((a, b) => (a.thing < b.thing ? -1 : 1));
  }
}
