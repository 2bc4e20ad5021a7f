import { Injectable } from '@nestjs/common';

/** Something that the desk should know of a person, from a module above: the coach that leaves today, the delegation. */
export interface DeskFactSource {
  /** The word by which clients know the fact, such as `departure`. */
  readonly kind: string;
  /**
   * A scalar expression that answers the fact of one registration as jsonb `{title, at, place, detail}` (each of them
   * may be left out), or null. It may refer to `r`, the row of the registration, to `moment` (`at`, and `day` and `zone`
   * at the place of the event), and to tables of the module that registers it. It must find its rows by an index: it is
   * worked out for each person of a list, and at each scan.
   */
  readonly sql: string;
}

/** Something without which somebody is not ready: an answer, a document. */
export interface Requirement {
  /** The word by which clients know it, such as `answers`. */
  readonly name: string;
  /** A condition over `r`, the row of the registration, that holds while it is missing. */
  readonly missing: string;
}

/**
 * What the desk sees of a person beyond the registration. Facts are SQL, because a scan is one round trip: each source
 * is a part of the same statement, of one that answers a whole list too.
 */
@Injectable()
export class DeskFacts {
  private readonly sources: DeskFactSource[] = [];
  private readonly requirements: Requirement[] = [{ name: 'answers', missing: 'NOT r.answers_complete' }];

  register(source: DeskFactSource): void {
    this.sources.push(source);
  }

  require(requirement: Requirement): void {
    this.requirements.push(requirement);
  }

  /** SQL that answers the facts of `r` at `moment` as one object, by kind. */
  get facts(): string {
    if (this.sources.length === 0) return `'{}'::jsonb`;
    return `jsonb_build_object(${this.sources.map(({ kind, sql }) => `'${word(kind)}', (${sql})`).join(', ')})`;
  }

  /** SQL that answers what is missing of `r`, as an array of words. */
  get missing(): string {
    const words = this.requirements.map(
      ({ name, missing }) => `CASE WHEN ${missing} THEN '${word(name)}' END`,
    );
    return `array_remove(ARRAY[${words.join(', ')}]::text[], NULL)`;
  }

  /** SQL that holds when something is missing of `r`. */
  get incomplete(): string {
    return `(${this.requirements.map(({ missing }) => `(${missing})`).join(' OR ')})`;
  }
}

/** Kinds and names come from the source; what could not be a word would end up in SQL. */
function word(name: string): string {
  if (!/^[a-z][a-z_]*$/.test(name)) throw new Error(`"${name}" cannot be the name of a fact`);
  return name;
}
