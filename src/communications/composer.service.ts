import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { EventScopes, type EventScope } from '../access/event-scope';
import { CONFIG, type Config } from '../platform/config';
import { frameMail, type FramedMail, type MailFrame } from './layout';
import { readMailAddress, type MailAddress } from './mime';
import {
  COMPOSES_NOTICE,
  Withheld,
  type ComposedNotices,
  type MailParts,
  type MessageToCompose,
  type NoticeDefinition,
} from './notice';
import { mailLanguage, wordsFor, type MailLanguage, type Words } from './words';

type Load = (messages: readonly MessageToCompose[]) => Promise<ComposedNotices<object>>;

interface Composing {
  readonly notice: NoticeDefinition<object>;
  readonly load: Load;
  readonly place: string;
}

export interface MessageOfKind extends MessageToCompose {
  readonly kind: string;
}

/** The columns of a message that say for whom and about what it is. */
export interface MessageIdentityRow {
  readonly id: string;
  readonly event_id: string;
  readonly kind: string;
  readonly cause: string;
  readonly subject_kind: string;
  readonly subject_id: string;
  readonly person_id: string | null;
  readonly registration_id: string | null;
  readonly name: string;
  readonly email: string;
  readonly locale: string;
}

/** The row of a message as the module that composes it gets it. */
export function toCompose(row: MessageIdentityRow): MessageOfKind {
  return {
    messageId: row.id,
    eventId: row.event_id,
    kind: row.kind,
    cause: row.cause,
    subject: { kind: row.subject_kind, id: row.subject_id },
    recipient: {
      ...(row.person_id === null ? {} : { personId: row.person_id }),
      ...(row.registration_id === null ? {} : { registrationId: row.registration_id }),
      name: row.name,
      email: row.email,
      locale: row.locale,
    },
  };
}

/** A mail in the words of its reader. */
export interface ComposedMail {
  readonly language: MailLanguage;
  readonly parts: MailParts;
  readonly framed: FramedMail;
}

/** A message could not be composed now, through no fault of its own; it is worth another attempt. */
export class NotComposed extends Error {
  override readonly name = 'NotComposed';
}

/** What is known about a message that is to be composed: its content, that it must not go out, or that it failed. */
export type Prepared = (() => ComposedMail) | Withheld | NotComposed;

/** Fills messages with what is true at the moment, by the methods that the modules have marked with {@link ComposesNotice}. */
@Injectable()
export class Composer implements OnModuleInit {
  private readonly log = new Logger(Composer.name);
  private readonly composing = new Map<string, Composing>();
  readonly from: MailAddress;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly events: EventScopes,
    @Inject(CONFIG) config: Config,
  ) {
    this.from = readMailAddress(config.mailFrom);
  }

  onModuleInit(): void {
    const seen = new Set<object>();
    for (const { instance } of this.discovery.getProviders() as { instance: unknown }[]) {
      if (typeof instance !== 'object' || instance === null || seen.has(instance)) continue;
      seen.add(instance);
      const prototype = Object.getPrototypeOf(instance) as object | null;
      if (prototype === null) continue;
      for (const method of this.scanner.getAllMethodNames(prototype))
        this.collect(instance as Record<string, unknown>, method);
    }
  }

  /**
   * Says how messages of a kind are filled.
   * @throws {Error} when somebody else fills them already.
   */
  add<P extends object>(
    notice: NoticeDefinition<P>,
    load: (messages: readonly MessageToCompose[]) => Promise<ComposedNotices<P>>,
    place: string,
  ): void {
    const other = this.composing.get(notice.kind);
    if (other)
      throw new Error(`the notice "${notice.kind}" is composed twice: by ${other.place} and ${place}`);
    this.composing.set(notice.kind, { notice: notice as unknown as NoticeDefinition<object>, load, place });
  }

  /** Declaration of a kind of notice, if a module here composes it. */
  notice(kind: string): NoticeDefinition<object> | undefined {
    return this.composing.get(kind)?.notice;
  }

  /**
   * Prepares many messages: asks each module once for all messages of its kind. Each answer either says why the
   * message is not to go out, or makes the mail when it is called.
   */
  async prepare(messages: readonly MessageOfKind[]): Promise<Map<string, Prepared>> {
    const prepared = new Map<string, Prepared>();
    const scopes = await this.scopesOf(messages);
    const byKind = new Map<string, MessageOfKind[]>();
    for (const message of messages) {
      const same = byKind.get(message.kind);
      if (same) same.push(message);
      else byKind.set(message.kind, [message]);
    }
    for (const [kind, same] of byKind) {
      const composing = this.composing.get(kind);
      const loaded = composing
        ? await this.load(composing, same)
        : new NotComposed(`nothing here composes "${kind}"`);
      for (const message of same) {
        const scope = scopes.get(message.eventId);
        const props = loaded instanceof NotComposed ? loaded : loaded.get(message.messageId);
        if (!scope || props === undefined)
          prepared.set(message.messageId, new Withheld('It no longer applies.'));
        else if (props instanceof NotComposed || props instanceof Withheld)
          prepared.set(message.messageId, props);
        else prepared.set(message.messageId, () => this.compose(composing!.notice, props, message, scope));
      }
    }
    return prepared;
  }

  /** Writes the mail that a notice is to one reader: of a message, or of one that nobody has written yet (a sample). */
  compose(
    notice: NoticeDefinition<object>,
    props: object,
    message: MessageToCompose,
    scope: EventScope,
  ): ComposedMail {
    const language = mailLanguage(message.recipient.locale, scope.locales);
    const words = wordsFor(language, scope.timeZone, scope.city);
    const parts = notice.render[language](props, words);
    return {
      language,
      parts,
      framed: frameMail(parts, frameOf(scope, words, message, this.from.address), words),
    };
  }

  private async load(
    { notice, load, place }: Composing,
    messages: readonly MessageToCompose[],
  ): Promise<ComposedNotices<object> | NotComposed> {
    try {
      return await load(messages);
    } catch (error) {
      this.log.error({ msg: `${place} could not compose ${notice.kind}`, err: error });
      return new NotComposed('The content could not be worked out.', { cause: error });
    }
  }

  private async scopesOf(messages: readonly MessageToCompose[]): Promise<Map<string, EventScope>> {
    const scopes = new Map<string, EventScope>();
    for (const id of new Set(messages.map(({ eventId }) => eventId))) {
      const scope = await this.events.find(id);
      if (scope) scopes.set(id, scope);
    }
    return scopes;
  }

  private collect(instance: Record<string, unknown>, method: string): void {
    const run = instance[method];
    if (typeof run !== 'function') return;
    const notice = Reflect.getMetadata(COMPOSES_NOTICE, run) as NoticeDefinition<object> | undefined;
    if (!notice) return;
    this.add(
      notice,
      (messages) => run.call(instance, messages) as ReturnType<Load>,
      `${instance.constructor.name}.${method}`,
    );
  }
}

function frameOf(scope: EventScope, words: Words, message: MessageToCompose, contact: string): MailFrame {
  const days = words.days(scope.startDate, scope.endDate);
  return {
    eventTitle: scope.titles[words.language] ?? scope.title,
    eventLine: scope.city === '' ? days : `${days}, ${scope.city}`,
    contact,
    recipientName: message.recipient.name,
  };
}
