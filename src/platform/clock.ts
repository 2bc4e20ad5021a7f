import { Injectable } from '@nestjs/common';

/**
 * The only source of "now" in the program. Everything that depends on time takes it from here, so that a test (or a
 * rehearsal of a forum) can set it.
 */
@Injectable()
export class Clock {
  private readonly listeners = new Set<() => void>();

  now(): Date {
    return new Date();
  }

  /** Calls `listener` whenever the time was set by hand; the system clock never does. Answers how to stop that. */
  onSet(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  protected tellListeners(): void {
    for (const listener of this.listeners) listener();
  }
}

/** A clock that stands still until it is told otherwise. */
export class SettableClock extends Clock {
  constructor(private instant: Date) {
    super();
  }

  override now(): Date {
    return new Date(this.instant);
  }

  /** Sets the time and wakes everything that waits for an instant. */
  set(instant: Date | string): void {
    this.instant = new Date(instant);
    this.tellListeners();
  }

  /** Moves the time forward by so many milliseconds. */
  advance(milliseconds: number): void {
    this.set(new Date(this.instant.getTime() + milliseconds));
  }
}
