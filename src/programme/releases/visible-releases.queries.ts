import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { hiddenFrom } from '../../events/events.queries';
import { httpProblems } from '../../platform/http/problem';
import { currentPrincipal } from '../../platform/http/request-context';
import { programmeProblems } from '../programme.errors';
import { ProgrammeQueries } from '../programme.queries';
import type { ReleaseRow } from './release.view';

/** Access to what was released. */
export const announced = { public: 'the newest release of an announced event is for everybody' };

/** Which release the caller may see: everybody the one that is seen now, staff the older ones too. */
@Injectable()
export class VisibleReleases {
  constructor(private readonly queries: ProgrammeQueries) {}

  /**
   * The release that everybody sees, or the one of this number.
   * @throws 404 when the event is hidden from the caller, when nothing was released yet, and for a number that does not
   * exist; 401 or 403 for a number when the caller is not staff
   */
  async of(event: EventScope, number?: number): Promise<ReleaseRow> {
    const principal = currentPrincipal();
    if (hiddenFrom(event, principal)) throw httpProblems.notFound('There is no such event.');
    if (number === undefined) {
      const release = await this.queries.current(event.id);
      if (!release) throw programmeProblems.programmeNotReleased('Come back when it has been announced.');
      return release;
    }
    const isStaff = principal.administrator || (principal.kind === 'staff' && principal.roles.length > 0);
    if (!isStaff) {
      const refuse = principal.kind === 'anonymous' ? httpProblems.notSignedIn : httpProblems.notAllowed;
      throw refuse('Releases by number are for staff; leave "release" out.');
    }
    return this.queries.release(event.id, number);
  }
}
