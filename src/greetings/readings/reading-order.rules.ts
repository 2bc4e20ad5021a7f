import {
  orderOfPrecedence,
  type PrecedenceEntry,
  type PrecedenceException,
  type PrecedenceLine,
  type PrecedenceRules,
} from '../../delegations/precedence/precedence.rules';

/** A message, as far as its place in an order of reading depends on it. */
export interface MessageInOrder {
  readonly greetingId: string;
  /** Place that it has now. */
  readonly position: number;
  /** It was read already, and stays where it was. */
  readonly done: boolean;
  readonly author: string;
  readonly authors: Readonly<Record<string, string>>;
  /** Class of the author's own rank, if somebody entered it. */
  readonly rankClass: number | null;
  /** The organisation that the author heads. */
  readonly organisation: Pick<
    PrecedenceEntry,
    'organisationId' | 'name' | 'nameLanguage' | 'names' | 'shortName' | 'shortNames'
  > | null;
  /** Its delegation in the event. */
  readonly delegation: Pick<PrecedenceEntry, 'delegationId' | 'rankClass' | 'host'> | null;
}

/** A place in an order of reading that was fixed by hand. */
export interface ReadingException {
  readonly greetingId: string;
  /** From 1. */
  readonly position: number;
  readonly reason: string;
}

/** Whose rank decides: the author's own, that of the delegation, or nobody's. */
export type RankSource = 'author' | 'delegation' | 'none';

export interface ProposedPlace {
  readonly message: MessageInOrder;
  /** Place that precedence and exceptions give it. */
  readonly position: number;
  readonly rank: RankSource;
  /** How precedence put it in order; undefined for what was read already. */
  readonly line: PrecedenceLine | undefined;
  /** The exception, and whether it could be kept. */
  readonly exception: ReadingException | undefined;
  readonly kept: boolean;
}

/**
 * The order in which the messages of a session are read: by the author's own rank where it is known, else by that of the
 * organisation's delegation, authors without either after all others; within a rank by the rules of precedence of the event
 * (host, alphabet, letter drawn by lot), with what is fixed by hand there for delegations and here for messages. What was
 * read already keeps its place, and the others stand around it. The same messages give the same order however they come in
 * and however they stood before.
 */
export function orderOfReading(
  messages: readonly MessageInOrder[],
  rules: PrecedenceRules,
  exceptions: readonly ReadingException[],
): ProposedPlace[] {
  const done = messages.filter((message) => message.done);
  const open = messages.filter((message) => !message.done);
  const taken = new Set(done.map(({ position }) => position));
  const places: number[] = [];
  for (let position = 1; places.length < open.length; position += 1)
    if (!taken.has(position)) places.push(position);
  const exceptionOf = new Map(exceptions.map((exception) => [exception.greetingId, exception]));
  const last = lastClass(messages, rules);
  const entries = open.map((message) => entryOf(message, last));
  const withoutExceptions = orderOfPrecedence(entries, { ...rules, exceptions: [] });
  const { lines } = orderOfPrecedence(entries, {
    ...rules,
    exceptions: [
      ...ofDelegations(open, withoutExceptions.lines, rules, exceptionOf),
      ...open.flatMap(({ greetingId }): PrecedenceException[] => {
        const exception = exceptionOf.get(greetingId);
        if (!exception) return [];
        // A position that is taken by what was read already, or lies beyond the end, is nobody's.
        const index = places.indexOf(exception.position);
        const position = index < 0 ? open.length + 1 : index + 1;
        return [{ delegationId: greetingId, rule: 'at', otherId: null, position, reason: exception.reason }];
      }),
    ],
  });
  const byId = new Map(open.map((message) => [message.greetingId, message]));
  const proposed = lines.map((line, index): ProposedPlace => {
    const message = byId.get(line.delegationId)!;
    const exception = exceptionOf.get(message.greetingId);
    const position = places[index]!;
    return {
      message,
      position,
      rank: rankSource(message),
      line,
      exception,
      kept: exception !== undefined && exception.position === position,
    };
  });
  const read = done.map((message): ProposedPlace => ({
    message,
    position: message.position,
    rank: rankSource(message),
    line: undefined,
    exception: undefined,
    kept: false,
  }));
  return [...proposed, ...read].sort((a, b) => a.position - b.position);
}

function rankSource({ rankClass, delegation }: MessageInOrder): RankSource {
  return rankClass !== null ? 'author' : delegation !== null ? 'delegation' : 'none';
}

/** A class after all that are known, for those of whose rank nothing is known. */
function lastClass(messages: readonly MessageInOrder[], rules: PrecedenceRules): number {
  return (
    1 +
    Math.max(
      0,
      ...rules.rankClasses.map((one) => one.class),
      ...messages.flatMap(({ rankClass, delegation }) => [rankClass ?? 0, delegation?.rankClass ?? 0]),
    )
  );
}

/** A message as the rules of precedence look at delegations. */
function entryOf(message: MessageInOrder, last: number): PrecedenceEntry {
  const { greetingId, organisation, delegation, author, authors } = message;
  return {
    delegationId: greetingId,
    rankClass: message.rankClass ?? delegation?.rankClass ?? last,
    host: delegation?.host ?? false,
    ...(organisation ?? {
      organisationId: greetingId,
      name: author,
      nameLanguage: 'en',
      names: authors,
      shortName: null,
      shortNames: {},
    }),
  };
}

/** What is fixed for delegations beside others holds for their messages, where both have one; the first, if they have several. */
function ofDelegations(
  messages: readonly MessageInOrder[],
  lines: readonly PrecedenceLine[],
  rules: PrecedenceRules,
  fixed: ReadonlyMap<string, ReadingException>,
): PrecedenceException[] {
  const placeOf = new Map(lines.map(({ delegationId, position }) => [delegationId, position]));
  const first = new Map<string, string>();
  const inOrder = messages.toSorted((a, b) => placeOf.get(a.greetingId)! - placeOf.get(b.greetingId)!);
  for (const { greetingId, delegation } of inOrder)
    if (delegation && !first.has(delegation.delegationId)) first.set(delegation.delegationId, greetingId);
  return rules.exceptions.flatMap((exception): PrecedenceException[] => {
    if (exception.rule === 'at' || exception.otherId === null) return [];
    const [own, other] = [first.get(exception.delegationId), first.get(exception.otherId)];
    if (own === undefined || other === undefined || fixed.has(own)) return [];
    return [{ ...exception, delegationId: own, otherId: other }];
  });
}
