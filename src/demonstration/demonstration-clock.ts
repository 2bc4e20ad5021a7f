import { Clock } from '../platform/clock';

/**
 * The clock of the demonstration: it runs as fast as any other, but in October 2019, and can be set, so that one can
 * watch a forum that is over happen again.
 */
export class DemonstrationClock extends Clock {
  constructor(private offsetMs: number) {
    super();
  }

  override now(): Date {
    return new Date(Date.now() + this.offsetMs);
  }

  /** How far it is from the real time, in milliseconds. */
  get offset(): number {
    return this.offsetMs;
  }

  set(instant: Date): void {
    this.offsetMs = instant.getTime() - Date.now();
    this.tellListeners();
  }
}
