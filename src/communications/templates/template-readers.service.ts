import { Injectable } from '@nestjs/common';
import type { NoticeRecipient } from '../notice';
import type { Words } from '../words';
import type { DeclaredPlaceholders, PlaceholderValue } from './placeholder.rules';

/** Somebody who reads mails of an event, with what templates can say of them. */
export interface TemplateReader<P> {
  readonly recipient: NoticeRecipient;
  readonly facts: P;
}

/** Where templates learn about people: filled by the module that has registrations. */
export interface ReaderSource<P> {
  readonly placeholders: DeclaredPlaceholders<P>;
  /** Those of the registrations that are of this event, in one go; the others are left out. */
  readonly load: (
    eventId: string,
    registrationIds: readonly string[],
  ) => Promise<ReadonlyMap<string, TemplateReader<P>>>;
}

/** Who reads what is written by templates. Calls go down only, so whoever knows registrations registers here. */
@Injectable()
export class TemplateReaders {
  private source: ReaderSource<unknown> | undefined;

  /**
   * Says how readers are found.
   * @throws {Error} when somebody else does it already
   */
  register<P>(source: ReaderSource<P>): void {
    if (this.source) throw new Error('readers of templates are registered twice');
    this.source = source as unknown as ReaderSource<unknown>;
  }

  get placeholders(): DeclaredPlaceholders<unknown> {
    return this.source?.placeholders ?? {};
  }

  /** The readers with these registrations in this event. */
  async load(
    eventId: string,
    registrationIds: readonly string[],
  ): Promise<ReadonlyMap<string, TemplateReader<unknown>>> {
    if (registrationIds.length === 0 || !this.source) return new Map();
    return this.source.load(eventId, [...new Set(registrationIds)]);
  }

  /** What templates can say of a reader; nothing of somebody who is not registered. */
  values(
    reader: TemplateReader<unknown> | undefined,
    words: Words,
  ): [string, PlaceholderValue | null | undefined][] {
    if (!reader) return [];
    return Object.entries(this.placeholders).map(([name, { value }]) => [name, value(reader.facts, words)]);
  }
}
