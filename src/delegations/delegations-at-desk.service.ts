import { Injectable } from '@nestjs/common';
import { DeskFacts } from '../registrations/check-ins/desk-facts.service';

/** Tells the desk the name of the delegation of whoever comes. */
@Injectable()
export class DelegationsAtDesk {
  constructor(desk: DeskFacts) {
    desk.register({
      kind: 'delegation',
      sql: `SELECT jsonb_build_object('title', o.name) FROM delegations d JOIN organisations o ON o.id = d.organisation_id
             WHERE d.id = r.delegation_id`,
    });
  }
}
