import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { EventScopes, type EventScope } from '../access/event-scope';
import { CONFIG, type Config } from '../platform/config';
import { daysAndCity, eventWords } from './event.words';
import { frameMail, type FramedMail, type MailFrame } from './layout';
import { readMailAddress, type MailAddress } from './mime';
import { MailPreferences } from './preferences/mail-preferences.service';
import { topicNames } from './preferences/mail-topics.words';
import {
  COMPOSES_NOTICE,
  Withheld,
  withCalendars,
  type ComposedNotices,
  type MailCalendar,
  type MailParts,
  type MessageToCompose,
  type NoticeDefinition,
  type NoticeRecipient,
} from './notice';
import { TemplateRendering, type TemplateOfMessage } from './templates/template-rendering.service';
import { mailLanguage, type MailLanguage, type Words } from './words';

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
  /** What it says, without salutation and footer, for the record; undefined where only its reader may see it. */
  readonly kept: string | undefined;
  /** Where the reader ends mails of this kind; undefined for what they must know. */
  readonly unsubscribeUrl: string | undefined;
}

/** A message could not be composed now, through no fault of its own; it is worth another attempt. */
export class NotComposed extends Error {
  override readonly name = 'NotComposed';
}

/** What is known about a message that is to be composed: its content, that it must not go out, or that it failed. */
export type Prepared = ((calendars?: readonly MailCalendar[]) => ComposedMail) | Withheld | NotComposed;

/** Fills messages with what is true at the moment, by the methods that the modules have marked with {@link ComposesNotice}. */
@Injectable()
export class Composer implements OnModuleInit {
  private readonly log = new Logger(Composer.name);
  private readonly composing = new Map<string, Composing>();
  readonly from: MailAddress;
  /** Where reports of non-delivery go, if not to the sender. */
  readonly bouncesTo: string | undefined;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly events: EventScopes,
    private readonly preferences: MailPreferences,
    private readonly templates: TemplateRendering,
    @Inject(CONFIG) config: Config,
  ) {
    this.from = readMailAddress(config.mailFrom);
    this.bouncesTo = config.mail.bounceAddress;
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

  /** Every kind of notice that a module here composes, by name. */
  notices(): NoticeDefinition<object>[] {
    return [...this.composing.values()]
      .map(({ notice }) => notice)
      .toSorted((one, other) => (one.kind < other.kind ? -1 : 1));
  }

  /** What one message is about, as the module says that sent it; why there is nothing to say, or undefined. */
  async contentOf(message: MessageOfKind): Promise<object | Withheld | NotComposed | undefined> {
    const composing = this.composing.get(message.kind);
    if (!composing) return undefined;
    const loaded = await this.load(composing, [message]);
    return loaded instanceof NotComposed ? loaded : loaded.get(message.messageId);
  }

  /** Puts the frame around what is said to somebody. */
  framed(
    parts: MailParts,
    scope: EventScope,
    recipient: NoticeRecipient,
    words: Words,
    choice?: MailFrame['choice'],
  ): FramedMail {
    const frame = frameOf(scope, words, recipient, this.from.address);
    return frameMail(parts, choice === undefined ? frame : { ...frame, choice }, words);
  }

  /**
   * Prepares many messages: asks each module once for all messages of its kind. Each answer either says why the
   * message is not to go out, or makes the mail when it is called. `forReader` is false for others who look at it: what
   * only its reader may use is left out.
   */
  async prepare(
    messages: readonly MessageOfKind[],
    { forReader = true } = {},
  ): Promise<Map<string, Prepared>> {
    const prepared = new Map<string, Prepared>();
    const scopes = await this.scopesOf(messages);
    const templates = await this.templates.forMessages(messages);
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
        else {
          const template = templates.get(message.messageId);
          prepared.set(message.messageId, (calendars = []) =>
            this.compose(composing!.notice, props, message, scope, { forReader, calendars, template }),
          );
        }
      }
    }
    return prepared;
  }

  /** Writes the mail that a notice is to one reader: of a message, or of one that nobody has written yet (a sample). */
  compose(
    notice: NoticeDefinition<object>,
    props: object,
    { eventId, recipient }: MessageToCompose,
    scope: EventScope,
    {
      forReader,
      calendars = [],
      template,
    }: {
      readonly forReader: boolean;
      readonly calendars?: readonly MailCalendar[];
      readonly template?: TemplateOfMessage | undefined;
    },
  ): ComposedMail {
    const own = mailLanguage(recipient.locale, scope.locales);
    const builtIn = (language = own): MailParts =>
      notice.render[language](props, eventWords(scope, language));
    const parts = withCalendars(
      template ? this.templates.notice(notice, props, recipient, scope, template, builtIn) : builtIn(),
      calendars,
    );
    const language = parts.language ?? own;
    const words = eventWords(scope, language);
    const unsubscribeUrl =
      notice.topic === undefined || !forReader
        ? undefined
        : this.preferences.unsubscribeUrl(
            this.preferences.readerOf(eventId, recipient),
            notice.topic,
            language,
          );
    return {
      language,
      parts,
      framed: this.framed(
        parts,
        scope,
        recipient,
        words,
        unsubscribeUrl === undefined
          ? undefined
          : { topic: topicNames[language][notice.topic!], url: unsubscribeUrl },
      ),
      // A link that opens something is kept nowhere, whatever its notice says of itself.
      kept: notice.confidential || /[?&]token=/.test(parts.text) ? undefined : parts.text,
      unsubscribeUrl,
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

function frameOf(scope: EventScope, words: Words, recipient: NoticeRecipient, contact: string): MailFrame {
  return {
    eventTitle: scope.titles[words.language] ?? scope.title,
    eventLine: daysAndCity(scope, words),
    contact,
    recipientName: recipient.name,
  };
}
