import { Injectable } from '@nestjs/common';
import { mailLanguages, wordsFor, type MailLanguage } from '../../communications/words';
import { Database } from '../../platform/database/database';
import { findConflicts, inWords, type Finding } from '../../programme/planning/conflict.rules';
import { PlanningQueries } from '../../programme/planning/planning.queries';
import type { Planning } from '../../programme/programme.rules';
import { hasEnded } from '../../registrations/registration.workflow';
import type { ReadingConflictView, ReadingPart } from './reading-conflict.view';

/** Somebody who reads a message, or stands in for its reader, in a session. */
export interface ReadingPlace {
  readonly greetingId: string;
  readonly sessionId: string;
  readonly personId: string;
  readonly part: ReadingPart;
}

interface Known extends Record<string, unknown> {
  id: string;
  name: string;
}

const timeConflicts: ReadonlySet<string> = new Set([
  'person_twice',
  'person_engaged',
  'no_time_between',
  'person_unavailable',
]);

/**
 * What keeps readers from reading: another session, another reading, a coach and the way from it, hours in which they are
 * not there, a registration that is not confirmed. Judged by the rules of the programme whenever somebody looks, so nothing has
 * to be worked out again when a session moves or somebody books.
 */
@Injectable()
export class ReadingConflicts {
  constructor(
    private readonly db: Database,
    private readonly planning: PlanningQueries,
  ) {}

  /**
   * What stands in the way of these readings, as if each took place in its session, by message. As many statements for
   * one as for all of them.
   */
  async of(eventId: string, places: readonly ReadingPlace[]): Promise<Map<string, ReadingConflictView[]>> {
    const found = new Map<string, ReadingConflictView[]>(places.map(({ greetingId }) => [greetingId, []]));
    if (places.length === 0) return found;
    const personIds = [...new Set(places.map(({ personId }) => personId))];
    const known = await this.db.query<Known>(
      'SELECT id, display_name AS name FROM persons WHERE id = ANY ($1::uuid[])',
      [personIds],
    );
    const planning = await this.planning.load(eventId, personIds);
    const absent = await this.absent(planning, personIds);
    const names = new Map(known.map(({ id, name }) => [id, name]));
    const findings = this.findings(planning, places, names);
    for (const place of places) {
      const conflicts = found.get(place.greetingId)!;
      if (absent.has(place.personId)) conflicts.push(notThere(place, names.get(place.personId) ?? ''));
      for (const finding of findings)
        if (finding.persons.includes(place.personId) && finding.sessions.includes(place.sessionId))
          conflicts.push(inTheWay(finding, place, planning));
    }
    return found;
  }

  /**
   * Persons who do not take part in the event: without a confirmed registration, unless none of theirs has ended and they
   * have a part in the programme. Whoever has only begun to register, or waits for a place, may never come.
   */
  private async absent(planning: Planning, personIds: readonly string[]): Promise<Set<string>> {
    const registered = await this.db.query<{ id: string; state: string }>(
      'SELECT person_id AS id, state FROM registrations WHERE event_id = $1 AND person_id = ANY ($2::uuid[])',
      [planning.event.id, personIds],
    );
    const having = (is: (state: string) => boolean): Set<string> =>
      new Set(registered.filter(({ state }) => is(state)).map(({ id }) => id));
    const here = having((state) => state === 'confirmed');
    const open = having((to) => !hasEnded({ to }));
    const gone = having((to) => hasEnded({ to }));
    const withPart = new Set(
      planning.sessions.flatMap(({ people }) =>
        people
          .filter(({ state }) => state === 'asked' || state === 'accepted')
          .map(({ personId }) => personId),
      ),
    );
    const mayCome = (id: string): boolean => withPart.has(id) && (open.has(id) || !gone.has(id));
    return new Set(personIds.filter((id) => !here.has(id) && !mayCome(id)));
  }

  /** What is wrong with the time of these readings; a reading is looked at where it is to be, not where it was. */
  private findings(
    planning: Planning,
    places: readonly ReadingPlace[],
    names: ReadonlyMap<string, string>,
  ): Finding[] {
    const asked = new Set(places.map(({ greetingId }) => greetingId));
    return findConflicts({
      ...planning,
      attendees: [
        ...planning.attendees.filter(({ subject }) => subject === undefined || !asked.has(subject.id)),
        ...places.map(({ sessionId, personId, part, greetingId }) => ({
          sessionId,
          personId,
          displayName: names.get(personId) ?? '',
          as: part === 'reader' ? 'reader' : 'deputy_reader',
          subject: { kind: 'greeting', id: greetingId },
        })),
      ],
    }).filter(
      ({ code, severity, others }) =>
        timeConflicts.has(code) && (severity === 'hard' || others.some(({ kind }) => kind === 'visit')),
    );
  }
}

/** A coach can be late, and nobody else has the text: the way from it counts as if it were hard. */
const severityOf = ({ severity, code, others }: Finding): string =>
  code === 'no_time_between' && others.some(({ kind }) => kind === 'visit') ? 'hard' : severity;

function inTheWay(finding: Finding, place: ReadingPlace, planning: Planning): ReadingConflictView {
  const other = otherTime(finding, place, planning);
  const sayIn = (language: MailLanguage): string => {
    const [said] = inWords(
      [finding],
      { ...planning, event: { ...planning.event, locales: [language] } },
      language,
    );
    const message = said!.message;
    if (!other) return message;
    const period = wordsFor(language, planning.event.timeZone, '').period(other.startsAt, other.endsAt);
    const sentence = message.replace(/[.。]$/, '');
    return language === 'zh' ? `${sentence}，时间：${period}。` : `${sentence} — ${period}.`;
  };
  return {
    code: finding.code,
    severity: severityOf(finding),
    part: place.part,
    personId: place.personId,
    startsAt: other?.startsAt.toISOString() ?? null,
    endsAt: other?.endsAt.toISOString() ?? null,
    ...inAllLanguages(sayIn),
  };
}

/** When what is in the way takes place. */
function otherTime(
  { sessions, others }: Finding,
  { sessionId, personId }: ReadingPlace,
  planning: Planning,
): { startsAt: Date; endsAt: Date } | undefined {
  const other = planning.sessions.find(({ id }) => id !== sessionId && sessions.includes(id));
  if (other?.startsAt && other.endsAt) return { startsAt: other.startsAt, endsAt: other.endsAt };
  return planning.engagements.find(
    (engagement) =>
      engagement.personId === personId &&
      others.some(({ kind, id }) => kind === engagement.kind && id === engagement.subjectId),
  );
}

function notThere({ part, personId }: ReadingPlace, name: string): ReadingConflictView {
  return {
    code: 'not_a_participant',
    severity: 'hard',
    part,
    personId,
    startsAt: null,
    endsAt: null,
    ...inAllLanguages(
      (language) =>
        ({
          en: `${name} has no confirmed registration for this event.`,
          ru: `${name}: нет подтверждённой регистрации на мероприятие.`,
          zh: `${name}没有已确认的参会注册。`,
        })[language],
    ),
  };
}

function inAllLanguages(
  sayIn: (language: MailLanguage) => string,
): Pick<ReadingConflictView, 'message' | 'messages'> {
  return {
    message: sayIn('en'),
    messages: Object.fromEntries(mailLanguages.map((language) => [language, sayIn(language)])),
  };
}
