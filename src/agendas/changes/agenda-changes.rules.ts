/** How long the first change waits at most while others follow, in minutes. */
export const longestWaitMinutes = 60;

/** How long nothing must have changed, unless the event says otherwise, in minutes. */
export const defaultQuietMinutes = 10;
