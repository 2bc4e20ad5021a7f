import { Injectable } from '@nestjs/common';

/** Where chance comes from that spreads things in time; never for secrets. Tests give one that they know. */
@Injectable()
export class Chance {
  /** A number from 0 up to but not including 1. */
  next(): number {
    return Math.random();
  }
}

/** The same number each time, until another one is set. */
export class SettableChance extends Chance {
  constructor(public value: number) {
    super();
  }

  override next(): number {
    return this.value;
  }
}
