import { Injectable } from '@nestjs/common';
import { DeskFacts } from '../check-ins/desk-facts.service';

/** Tells the desk, of whoever comes, that a follow-up form of which they were told is not answered in full. */
@Injectable()
export class FollowUpsAtDesk {
  constructor(desk: DeskFacts) {
    desk.require({
      name: 'follow_up',
      // A form that asks nothing of everybody can be left unanswered.
      missing: `EXISTS (SELECT 1 FROM form_categories fc JOIN forms f ON f.id = fc.form_id
         WHERE fc.category_id = r.category_id AND f.purpose = 'follow_up' AND f.announced_at IS NOT NULL
           AND jsonb_path_exists(f.fields, '$[*] ? (@.required == "always" && !(@.managersOnly == true))')
           AND NOT EXISTS (SELECT 1 FROM form_answers a WHERE a.registration_id = r.id AND a.form_id = f.id AND a.complete))`,
    });
  }
}
