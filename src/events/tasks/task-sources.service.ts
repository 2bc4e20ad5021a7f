import { Injectable } from '@nestjs/common';
import type { StaffRole } from '../../access/roles';

/** What waits for a person, of one kind, as the module that owns it knows it. */
export interface TaskSource {
  /** Stable name, for example `registration.review`. */
  readonly kind: string;
  /** What is to be done, in one sentence. */
  readonly means: string;
  /** Whose task it is. A row that names `roles` of its own belongs to these instead. */
  readonly roles: readonly StaffRole[];
  /**
   * What waits in all events: SQL of tables and of what makes them wait. Its cost must be that of what waits, not of what
   * there is: an index on the open ones.
   */
  readonly from: string;
  /** SQL of the columns, over `from`. */
  readonly columns: {
    readonly eventId: string;
    readonly id: string;
    /** Id of the thing that it belongs to, for an address that names it. */
    readonly parentId?: string;
    readonly title: string;
    readonly since: string;
    /** By when it is to be done. */
    readonly dueAt?: string;
    /** Roles whose task this row is, where rows differ in that; null: those of all. */
    readonly roles?: string;
    /** Accounts of staff whose task it is by name, whatever their role; an array. */
    readonly assignees?: string;
  };
  /** Address of the thing below the event, with `{id}` where its id goes, and `{parent}`. */
  readonly path: string;
  /** Whether the thing has transitions, to be found below its address. */
  readonly transitions: boolean;
}

/** Everything that can wait for a person. Modules say what waits in them; this one puts it into one list. */
@Injectable()
export class TaskSources {
  private readonly sources = new Map<string, TaskSource>();

  /** @throws {Error} when a kind is registered twice */
  register(...sources: readonly TaskSource[]): void {
    for (const source of sources) {
      if (this.sources.has(source.kind))
        throw new Error(`tasks of the kind "${source.kind}" are registered twice`);
      this.sources.set(source.kind, source);
    }
  }

  /** All kinds, by name. */
  all(): TaskSource[] {
    return [...this.sources.values()].sort((one, other) => (one.kind < other.kind ? -1 : 1));
  }
}
