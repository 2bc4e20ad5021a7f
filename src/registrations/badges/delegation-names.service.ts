import { Injectable } from '@nestjs/common';

/** What a delegation is called, as SQL answers it. */
export interface DelegationNames {
  readonly name: string;
  readonly names: Readonly<Record<string, string>>;
}

/**
 * What stands on a badge as the delegation of its bearer. Delegations are a module above, which registers how they are
 * found: a scalar expression over `r`, the row of the registration, that answers {@link DelegationNames} as jsonb, or null.
 * SQL, because the badges of thousands are one statement, and because what a badge says is compared with what it said.
 */
@Injectable()
export class DelegationNamesOnBadges {
  private expression = 'NULL::jsonb';

  register(sql: string): void {
    this.expression = sql;
  }

  get sql(): string {
    return this.expression;
  }
}
