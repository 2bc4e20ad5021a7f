import { SetMetadata } from '@nestjs/common';
import type { VNode } from 'preact';
import type { Block } from './mail-body';
import type { MailTopic } from './preferences/mail-topics.words';
import type { DeclaredPlaceholders } from './templates/placeholder.rules';
import { mailLanguages, type MailLanguage, type Words } from './words';

/** What a notice says to one reader, before the common layout is put around it. */
export interface MailParts {
  /** One line; what a user typed in it is made harmless when the mail is made. */
  readonly subject: string;
  /** Body, without salutation and footer: JSX, so that what a user typed is escaped. See mail-body.tsx for building blocks. */
  readonly html: VNode;
  /** The same as plain text. */
  readonly text: string;
  /** What of it stays when an organiser writes the introduction; without it, all of it. `mailBody` tells them apart. */
  readonly facts?: Block;
  /** Language in which it is written, where that is not the one of the reader. */
  readonly language?: MailLanguage;
  /** The version of a template in whose words it is, and why those could not be used. */
  readonly template?: { readonly versionId: string; readonly fault?: string };
  readonly calendar?: MailCalendar;
  readonly attachments?: readonly MailAttachment[];
}

/** A calendar file in a mail. It has one method, so what is new and what falls away are two. */
export interface MailCalendar {
  readonly method: 'PUBLISH' | 'REQUEST' | 'CANCEL';
  readonly ics: string;
}

export interface MailAttachment {
  readonly filename: string;
  /** Media type, for example `application/pdf`. */
  readonly contentType: string;
  readonly content: Buffer | string;
}

/**
 * Puts calendar files into a mail. The first one is what mail programs offer to take over; a further one, of another method,
 * is a part of its own beside it (RFC 6047), because a part has one method only.
 */
export function withCalendars(parts: MailParts, calendars: readonly MailCalendar[]): MailParts {
  const [first, ...others] = calendars;
  if (!first) return parts;
  return {
    ...parts,
    calendar: first,
    attachments: [
      ...(parts.attachments ?? []),
      ...others.map(({ method, ics }) => ({
        filename: `${method.toLowerCase()}.ics`,
        contentType: `text/calendar; charset=utf-8; method=${method}`,
        content: ics,
      })),
    ],
  };
}

/** Writes the mail of one notice in one language. */
export type RenderNotice<P> = (props: P, words: Words) => MailParts;

/** A kind of notice. */
export interface NoticeDefinition<P extends object> {
  readonly kind: string;
  /** Whether the reader may ask not to get this kind; what somebody must know is not optional. */
  readonly optional: boolean;
  /** By which name the reader may refuse it, with others of its kind; only for what is optional. */
  readonly topic: MailTopic | undefined;
  /** Whether the mail carries what signs its reader in, so that nobody else may look at it. */
  readonly confidential: boolean;
  readonly render: Readonly<Record<MailLanguage, RenderNotice<P>>>;
  /** What an organiser's own words for this notice can name, beside what every mail can. */
  readonly placeholders: DeclaredPlaceholders<P>;
}

const kinds = new Set<string>();

/**
 * Declares a kind of notice; it belongs to the module that sends it (`registration.notices.ts`). `render` is one
 * function for all languages, or one for each.
 * @throws {Error} when the kind is declared twice.
 */
export function defineNotice<P extends object>(definition: {
  /** Module and what happened, for example `registration.confirmed`. */
  readonly kind: string;
  /** What the reader may refuse, by this name; without one they must know it. */
  readonly topic?: MailTopic;
  readonly confidential?: boolean;
  readonly render: RenderNotice<P> | Readonly<Record<MailLanguage, RenderNotice<P>>>;
  /** What an organiser's own words for this notice can name: `placeholders<P>(...)`. */
  readonly placeholders?: DeclaredPlaceholders<P>;
}): NoticeDefinition<P> {
  const { kind, render, topic, confidential = false, placeholders = {} } = definition;
  const optional = topic !== undefined;
  if (!/^[a-z][a-z-]*\.[a-z][a-z-]*$/.test(kind))
    throw new Error(`"${kind}" is no kind of notice: write module.what-happened`);
  if (kinds.has(kind)) throw new Error(`the notice "${kind}" is declared twice`);
  kinds.add(kind);
  const byLanguage =
    typeof render === 'function'
      ? (Object.fromEntries(mailLanguages.map((language) => [language, render])) as Record<
          MailLanguage,
          RenderNotice<P>
        >)
      : render;
  return { kind, optional, topic, confidential, render: byLanguage, placeholders };
}

/** To whom a notice goes. A message is the recipient's: the registration, else the person, else the address tells them apart. */
export interface NoticeRecipient {
  readonly personId?: string;
  readonly registrationId?: string;
  readonly name: string;
  readonly email: string;
  /** Language that the person prefers (BCP 47). */
  readonly locale: string;
}

/** A message that is about to go out, as the module that sent it is asked to fill it. */
export interface MessageToCompose {
  readonly messageId: string;
  readonly eventId: string;
  readonly cause: string;
  readonly recipient: NoticeRecipient;
  /** What the notice is about, as given to `Notices.send`. */
  readonly subject: { readonly kind: string; readonly id: string };
}

/** Says that a message must not go out any more, and why; stands in the ledger. */
export class Withheld {
  constructor(readonly reason: string) {}
}

/** What is said to each message; a message that is missing here is not sent. */
export type ComposedNotices<P> = ReadonlyMap<string, P | Withheld>;

export const COMPOSES_NOTICE = Symbol('composes notice');

/**
 * Marks the method of a provider that fills messages of this kind with what is true at the moment they go out. It gets
 * up to 200 messages at once, asks the database in sets, and changes nothing.
 */
export const ComposesNotice =
  <P extends object>(notice: NoticeDefinition<P>) =>
  (
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<
      (messages: readonly MessageToCompose[]) => Promise<ComposedNotices<P>>
    >,
  ): void => {
    SetMetadata(COMPOSES_NOTICE, notice)(target, key, descriptor as TypedPropertyDescriptor<unknown>);
  };
