/** States in which a message that was made public is public. One that is taken back is not any more. */
export const publicStates = ['cleared', 'scheduled', 'delivered', 'published'] as const;

/** What has to be known of a message to say whether it is under embargo. */
export interface Embargo {
  readonly state: string;
  readonly published_at: Date | null;
  /** Until when; null for until it is delivered. */
  readonly embargo_until: Date | null;
  readonly embargo_lifted_at: Date | null;
  readonly embargo_lifted_by: string | null;
}

/** Whether everybody may read a message. */
export function isPublic({ state, published_at }: Pick<Embargo, 'state' | 'published_at'>): boolean {
  return published_at !== null && publicStates.some((one) => one === state);
}

/** SQL over a message `g` for {@link isPublic}. */
export const publicNow = `g.published_at IS NOT NULL AND g.state IN (${publicStates.map((state) => `'${state}'`).join(', ')})`;

/**
 * Whether the embargo on a message has ended by itself: at the instant that was set, or where none was, with the delivery.
 */
export function embargoHasEnded(row: Embargo, isDelivered: boolean, now: Date): boolean {
  return row.embargo_until === null ? isDelivered : row.embargo_until <= now;
}

/**
 * Whether this caller may publish a message: the embargo has ended, or somebody else has lifted it. Otherwise what stands
 * in the way, as a sentence.
 */
export function mayPublish(
  row: Embargo,
  { isDelivered, now, principalId }: { isDelivered: boolean; now: Date; principalId: string },
): true | string {
  if (row.published_at !== null || embargoHasEnded(row, isDelivered, now)) return true;
  if (row.embargo_lifted_at !== null)
    return row.embargo_lifted_by === principalId
      ? 'You have lifted the embargo yourself; a second person has to publish the message.'
      : true;
  const wayOut = 'Wait, or let protocol lift the embargo with a reason.';
  return row.embargo_until === null
    ? 'The message is under embargo until it has been delivered. Record the delivery, or let protocol lift the embargo with a reason.'
    : `The message is under embargo until ${row.embargo_until.toISOString()}. ${wayOut}`;
}

/**
 * Whether an embargo under which the message was cleared would end sooner: then one person alone would make it public.
 * `end` is when the session ends in which it is delivered, where that is known. A delivery can be recorded at any time, so
 * until then is sooner than any instant that is still to come.
 */
export function endsSooner(
  row: Embargo,
  until: Date | null,
  { end, now }: { readonly end: Date | null; readonly now: Date },
): boolean {
  if (until === null)
    return row.state === 'delivered' || (row.embargo_until !== null && row.embargo_until > now);
  const stands = row.embargo_until ?? end;
  return stands === null || until < stands;
}
