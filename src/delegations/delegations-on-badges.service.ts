import { Injectable } from '@nestjs/common';
import { DelegationNamesOnBadges } from '../registrations/badges/delegation-names.service';

/** Tells the badges the name of the delegation of whoever wears them. */
@Injectable()
export class DelegationsOnBadges {
  constructor(badges: DelegationNamesOnBadges) {
    badges.register(
      `SELECT jsonb_build_object('name', o.name, 'names', o.names) FROM delegations d JOIN organisations o ON o.id = d.organisation_id
        WHERE d.id = r.delegation_id`,
    );
  }
}
