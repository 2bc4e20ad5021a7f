import { Injectable } from '@nestjs/common';
import { ResendRules } from '../../communications/resend-rules.service';
import { RegistrationsQueries } from '../registrations.queries';

/** What somebody was told about a registration that another person has now is not said to them again. */
@Injectable()
export class FormerHolders {
  constructor(resend: ResendRules, registrations: RegistrationsQueries) {
    resend.register(async ({ registrationId, personId }) => {
      if (registrationId === null) return undefined;
      const holder = await registrations.holder(registrationId);
      return holder === undefined || holder.personId === personId
        ? undefined
        : 'Another person has this registration now; whoever had it gets no more mails about it.';
    });
  }
}
