import { Injectable, Logger } from '@nestjs/common';
import type { MessageOfKind } from './composer.service';
import type { MailCalendar } from './notice';

/** What was read before mails are composed. */
export interface PendingCalendars {
  /**
   * Says which of the messages go out, so that the things of which they tell stand in the calendars of their readers from
   * now on; answers the files that take them there. Asked again for the same message, it answers the same files.
   */
  told(messageIds: readonly string[]): Promise<ReadonlyMap<string, readonly MailCalendar[]>>;
}

/** A module that knows what stands in people's calendars. */
export interface CalendarSource {
  /** Kinds of notices that tell of things in calendars. */
  readonly kinds: ReadonlySet<string>;
  /** Reads what is true of the things of which these messages tell; all of them are of its kinds. */
  read(messages: readonly MessageOfKind[]): Promise<PendingCalendars>;
}

/** Calendar files that go with the mails of all modules. The module above that makes them registers itself. */
@Injectable()
export class MailCalendars {
  private readonly log = new Logger(MailCalendars.name);
  private source: CalendarSource | undefined;

  /** @throws {Error} when somebody else makes them already */
  register(source: CalendarSource): void {
    if (this.source) throw new Error('the calendar files of mails are made twice');
    this.source = source;
  }

  /**
   * Composes mails with their calendar files: what is in a file is read before the text, which therefore never says less,
   * and counts as told once it is known that the mail goes out. Answers the files by message, and the messages to which
   * they could not be made.
   */
  async around(
    messages: readonly MessageOfKind[],
    compose: () => Promise<readonly string[]>,
  ): Promise<{ files: ReadonlyMap<string, readonly MailCalendar[]>; failed: ReadonlySet<string> }> {
    const concerned = messages.filter(({ kind }) => this.source?.kinds.has(kind));
    if (concerned.length === 0) {
      await compose();
      return { files: new Map(), failed: new Set() };
    }
    const pending = await this.attempt(() => this.source!.read(concerned));
    const going = new Set(await compose());
    const ids = concerned.flatMap(({ messageId }) => (going.has(messageId) ? [messageId] : []));
    const files = pending && (ids.length === 0 ? new Map() : await this.attempt(() => pending.told(ids)));
    return { files: files ?? new Map(), failed: new Set(files ? [] : ids) };
  }

  private async attempt<T>(act: () => Promise<T>): Promise<T | undefined> {
    try {
      return await act();
    } catch (error) {
      this.log.error({ msg: 'the calendar files of mails could not be made', err: error });
      return undefined;
    }
  }
}
