import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { httpProblems } from '../../platform/http/problem';
import type { Principal } from '../../platform/http/request-context';
import { textCircle, worksOnTexts } from '../greeting.circle';
import { namesOfScript } from '../delivery/delivery.rules';
import { isPublic } from '../publication/embargo.rules';
import { ReadingLinks } from '../readings/reading-links.service';
import type { HolderKind } from './reading-copy.input';

/** Somebody who may have a reading copy. */
export interface Holder {
  /** `person:` or `user:` with its id. */
  readonly key: string;
  readonly kind: HolderKind;
  readonly name: string;
  /** The name in their own script, by the language that is written in it. */
  readonly names: Readonly<Record<string, string>>;
}

/** What decides about a link. */
export interface HeldMessage extends Record<string, unknown> {
  id: string;
  event_id: string;
  reader_person_id: string | null;
  reader_state: string | null;
  deputy_person_id: string | null;
  deputy_state: string | null;
  state: string;
  published_at: Date | null;
  interpreters_in_advance: boolean;
}

/**
 * SQL over a message `g`: persons who interpret it, as `person_id`. Those who are named, by whoever works on the texts; when
 * nobody is, the booths: every confirmed participant of the category `interpreter` whom the organisers have entered. Not
 * where people enter that category by themselves, for then anybody could; and not whoever comes with a delegation, however they
 * came into it: they interpret for their delegation, are chosen by it, and have the text of one author before all others.
 */
export const interpretersSql = `
  SELECT i.person_id FROM greeting_interpreters i WHERE i.greeting_id = g.id
   UNION
  SELECT r.person_id FROM registrations r JOIN categories c ON c.id = r.category_id
   WHERE r.event_id = g.event_id AND c.code = 'interpreter' AND NOT c.self_registration AND r.state = 'confirmed'
     AND r.delegation_id IS NULL
     AND NOT EXISTS (SELECT 1 FROM greeting_interpreters n WHERE n.greeting_id = g.id)`;

/** Who may have a reading copy of a text under embargo. For anybody else there is no such message. */
@Injectable()
export class ReadingCopyHolders {
  constructor(
    private readonly db: Database,
    private readonly links: ReadingLinks,
  ) {}

  /**
   * As what the caller may have a copy: whoever works on the texts; the reader who has accepted; the deputy once it is public;
   * interpreters, once the author allows it.
   * @throws 403 for staff outside of the circle, 404 for everybody else
   */
  async holder(greeting: HeldMessage, principal: Principal): Promise<Holder> {
    if (worksOnTexts(principal))
      return { key: `user:${principal.id}`, kind: 'staff', name: principal.name, names: {} };
    if (principal.kind === 'staff' && principal.roles.length > 0)
      throw httpProblems.notAllowed(`This needs one of these roles in the event: ${textCircle.join(', ')}.`);
    const personId = await this.links.personOf(greeting.event_id, principal);
    const kind = personId === undefined ? undefined : await this.kindOf(greeting, personId);
    if (personId === undefined || kind === undefined)
      throw httpProblems.notFound('There is no such message here.');
    const person = await this.db.one<{ name: string; native: string | null }>(
      'SELECT display_name AS name, native_name AS native FROM persons WHERE id = $1',
      [personId],
    );
    return { key: `person:${personId}`, kind, name: person!.name, names: namesOfScript(person!.native) };
  }

  private async kindOf(greeting: HeldMessage, personId: string): Promise<HolderKind | undefined> {
    if (greeting.reader_person_id === personId && greeting.reader_state === 'accepted') return 'reader';
    if (standsIn(greeting, personId) && isPublic(greeting)) return 'deputy';
    if (!greeting.interpreters_in_advance) return undefined;
    const interprets = await this.db.one(
      `SELECT 1 FROM greetings g WHERE g.id = $1 AND $2::uuid IN (${interpretersSql})`,
      [greeting.id, personId],
    );
    return interprets ? 'interpreter' : undefined;
  }
}

/** Whether somebody is the deputy, and has not said that they will not read. */
export function standsIn(
  { deputy_person_id: deputy, deputy_state: state }: Pick<HeldMessage, 'deputy_person_id' | 'deputy_state'>,
  personId: string,
): boolean {
  return deputy === personId && (state === null || state === 'asked');
}
