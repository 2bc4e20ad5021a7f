import { Injectable } from '@nestjs/common';
import type { MessageToCompose } from '../../communications/notice';
import { GreetingsQueries } from '../../greetings/greetings.queries';
import { greetingReadingCopy } from '../../greetings/reading-copies/reading-copy.notices';
import { greetingDeputyAsked } from '../../greetings/readings/reading.notices';
import {
  registrationCancelled,
  registrationExpired,
  registrationPassedOn,
  registrationRejected,
} from '../../registrations/registration.notices';
import {
  signUpCancelled,
  signUpConfirmed,
  signUpDisplaced,
  signUpNotNeeded,
  signUpPromoted,
  signUpSessionCancelled,
} from '../../registrations/sign-ups/sign-up.notices';
import { allocationResult } from '../../site-visits/allocations/allocation.notices';
import {
  departureMergedNotice,
  departureMovedNotice,
  departureShrunkNotice,
} from '../../site-visits/changes/change.notices';
import { departureLate } from '../../site-visits/delays/delay.notices';
import {
  bookingCancelled,
  bookingConfirmed,
  bookingNotReceived,
  bookingPromoted,
  departureCancelled,
} from '../../site-visits/site-visits.notices';
import { SiteVisitsQueries } from '../../site-visits/site-visits.queries';
import { agendaNotice } from '../agenda.notices';

/** Whether a mail tells of a thing on its reader's agenda. */
export type TellsOf = (thing: { readonly kind: string; readonly subjectId: string }) => boolean;

const kindsOf = (...notices: readonly { readonly kind: string }[]): readonly string[] =>
  notices.map(({ kind }) => kind);

/** The agenda itself, and the end of a registration: all that is or was on the agenda. */
const ofEverything = kindsOf(
  agendaNotice,
  registrationCancelled,
  registrationRejected,
  registrationExpired,
  registrationPassedOn,
);

const ofVisits = kindsOf(
  bookingConfirmed,
  bookingPromoted,
  bookingCancelled,
  bookingNotReceived,
  departureCancelled,
  departureMovedNotice,
  departureShrunkNotice,
  departureMergedNotice,
  departureLate,
  allocationResult,
);

const ofSeats = kindsOf(
  signUpConfirmed,
  signUpPromoted,
  signUpCancelled,
  signUpSessionCancelled,
  signUpNotNeeded,
  signUpDisplaced,
);

/** Those that say in which session the message is read, and when. */
const ofReadings = kindsOf(greetingDeputyAsked, greetingReadingCopy);

/**
 * Which mails of the modules tell their readers of something on their agendas, and of what. A module that sends a further
 * mail of that sort has its kind entered here: otherwise its readers are told once more by a change notice.
 */
@Injectable()
export class TellingMails {
  readonly kinds: ReadonlySet<string> = new Set([...ofEverything, ...ofVisits, ...ofSeats, ...ofReadings]);

  constructor(
    private readonly visits: SiteVisitsQueries,
    private readonly greetings: GreetingsQueries,
  ) {}

  /** Of what each of these messages tells; they are of the {@link kinds}. */
  async subjects(
    messages: readonly (MessageToCompose & { readonly kind: string })[],
  ): Promise<Map<string, TellsOf>> {
    const about = (kinds: readonly string[]) =>
      messages.filter(({ kind }) => kinds.includes(kind)).map(({ subject }) => subject);
    const [visits, readings] = [about(ofVisits), about(ofReadings)];
    const [departures, sessions] = await Promise.all([
      visits.length > 0 ? this.visits.departuresAbout(visits) : new Map<string, Set<string>>(),
      readings.length > 0 ? this.greetings.placesOf(readings.map(({ id }) => id)) : new Map<string, string>(),
    ]);
    return new Map(
      messages.map(({ messageId, kind, subject }): [string, TellsOf] => {
        if (ofEverything.includes(kind)) return [messageId, () => true];
        if (ofVisits.includes(kind)) {
          const ids = departures.get(`${subject.kind} ${subject.id}`);
          return [messageId, (thing) => thing.kind === 'visit' && ids?.has(thing.subjectId) === true];
        }
        const session = ofSeats.includes(kind) ? subject.id : sessions.get(subject.id);
        return [messageId, (thing) => thing.kind === 'session' && thing.subjectId === session];
      }),
    );
  }
}
