import { eventWords } from '../event.words';
import { Injectable, Logger } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import {
  Withheld,
  type MailParts,
  type MessageToCompose,
  type NoticeDefinition,
  type NoticeRecipient,
} from '../notice';
import type { Block } from '../mail-body';
import { type MailLanguage, type Words } from '../words';
import { commonPlaceholders } from './common-placeholders';
import { valuesOf, type Placeholder, type PlaceholderValue } from './placeholder.rules';
import { writtenBody, writtenSubject } from './template-body';
import { renderText } from './template-language';
import { TemplateReaders, type TemplateReader } from './template-readers.service';
import {
  compileTemplate,
  namesOf,
  templateLanguage,
  templateScope,
  TemplateFaults,
  type CompiledTemplate,
} from './template-texts.rules';
import { TemplatesQueries, type StoredVersion } from './templates.queries';

/** Words by language, saved or not. */
export type TemplateWords = Pick<StoredVersion, 'subject' | 'body'>;

export type PlaceholderMap = Readonly<Record<string, Placeholder>>;
export type ValueMap = ReadonlyMap<string, PlaceholderValue | null | undefined>;

/** The words of an event's own for one message. */
export interface TemplateOfMessage {
  readonly version: StoredVersion;
  readonly reader: TemplateReader<unknown> | undefined;
}

interface MessageOfKind extends MessageToCompose {
  readonly kind: string;
}

/** Versions never change, so neither does what was read of them. */
const keptVersions = 500;

/** Puts mails into the words of an event's own. */
@Injectable()
export class TemplateRendering {
  private readonly log = new Logger(TemplateRendering.name);
  private readonly compiled = new Map<string, CompiledTemplate>();

  constructor(
    private readonly queries: TemplatesQueries,
    private readonly readers: TemplateReaders,
  ) {}

  /** What the words for a notice can name; for a template that is used by its name without one. */
  placeholders(notice?: Pick<NoticeDefinition<never>, 'placeholders'>): PlaceholderMap {
    return {
      ...commonPlaceholders,
      ...this.readers.placeholders,
      ...(notice?.placeholders as PlaceholderMap | undefined),
    };
  }

  /** Finds the event's own words for messages, with what they can say of each reader: at most two statements an event. */
  async forMessages(messages: readonly MessageOfKind[]): Promise<ReadonlyMap<string, TemplateOfMessage>> {
    const found = new Map<string, TemplateOfMessage>();
    const versions = await this.queries.forKinds(
      [...new Set(messages.map(({ eventId }) => eventId))],
      [...new Set(messages.map(({ kind }) => kind))],
    );
    const byEvent = new Map<string, StoredVersion[]>();
    for (const version of versions)
      byEvent.set(version.eventId, [...(byEvent.get(version.eventId) ?? []), version]);
    for (const [eventId, ofEvent] of byEvent) {
      const byKind = new Map(ofEvent.map((version) => [version.kind, version]));
      const own = messages.filter((message) => message.eventId === eventId && byKind.has(message.kind));
      const readers = await this.readersOf(
        eventId,
        own.map(({ recipient }) => recipient),
      );
      for (const { messageId, kind, recipient } of own) {
        found.set(messageId, {
          version: byKind.get(kind)!,
          reader: readers.get(recipient.registrationId ?? ''),
        });
      }
    }
    return found;
  }

  /** What templates can say of these people; those who are not registered are left out. */
  readersOf(
    eventId: string,
    recipients: readonly NoticeRecipient[],
  ): Promise<ReadonlyMap<string, TemplateReader<unknown>>> {
    const ids = recipients.map(({ registrationId }) => registrationId).filter((id) => id !== undefined);
    return this.readers.load(eventId, ids);
  }

  /**
   * The mail of a notice in the event's own words. Words that cannot be used, which the trial at saving should have found,
   * give way to the program's own; the ledger and the template say so.
   */
  notice<P extends object>(
    notice: NoticeDefinition<P>,
    props: P,
    recipient: NoticeRecipient,
    event: EventScope,
    { version, reader }: TemplateOfMessage,
    builtIn: (language?: MailLanguage) => MailParts,
  ): MailParts {
    const language = templateLanguage(version.body, recipient.locale, event.locales);
    const parts = builtIn(language);
    try {
      const words = eventWords(event, language);
      const values = new Map([
        ...valuesOf(commonPlaceholders, { event, recipient }, words),
        ...this.readers.values(reader, words),
        ...valuesOf(notice.placeholders, props, words),
      ]);
      const facts = parts.facts ?? { html: parts.html, text: parts.text };
      const placeholders = this.placeholders(notice as unknown as NoticeDefinition<never>);
      return {
        ...parts,
        ...this.written(version, language, placeholders, values, words, facts, parts.subject, version.id),
        language,
        template: { versionId: version.id },
      };
    } catch (error) {
      return { ...builtIn(), template: { versionId: version.id, fault: this.faultOf(error, version) } };
    }
  }

  /**
   * Mails in the words of a template that is used by its name, for many readers at once; each answer is a mail, or why
   * there is none. A kind of notice whose mails are written like this answers them from its `render`.
   * @param which the newest version of a template, or one version for ever
   */
  async rendered(
    event: EventScope,
    which: { readonly templateId: string } | { readonly versionId: string },
    readers: readonly {
      readonly recipient: NoticeRecipient;
      readonly facts?: (words: Words) => Block;
    }[],
  ): Promise<(MailParts | Withheld)[]> {
    const [version] =
      'templateId' in which
        ? await this.queries.newestOf(event.id, [which.templateId])
        : await this.queries.storedVersions([which.versionId]);
    if (version?.eventId !== event.id) return readers.map(() => new Withheld('The template was removed.'));
    const known = await this.readersOf(
      event.id,
      readers.map(({ recipient }) => recipient),
    );
    const placeholders = this.placeholders();
    return readers.map(({ recipient, facts }) => {
      const language = templateLanguage(version.body, recipient.locale, event.locales);
      const words = eventWords(event, language);
      const values = new Map([
        ...valuesOf(commonPlaceholders, { event, recipient }, words),
        ...this.readers.values(known.get(recipient.registrationId ?? ''), words),
      ]);
      try {
        const title = event.titles[language] ?? event.title;
        return {
          ...this.written(version, language, placeholders, values, words, facts?.(words), title, version.id),
          language,
          template: { versionId: version.id },
        };
      } catch (error) {
        return new Withheld(`The template cannot be used: ${this.faultOf(error, version)}`);
      }
    });
  }

  /** What is said of a template that could not be used; the log has the rest. */
  faultOf(error: unknown, version: StoredVersion): string {
    this.log.error({ msg: `the words of the template "${version.name}" could not be used`, err: error });
    return error instanceof Error ? error.message.slice(0, 500) : 'unknown';
  }

  /**
   * Renders words with values.
   * @param key id of the version, for words that are saved
   * @throws {TemplateFaults} when the words do not fit the placeholders
   * @throws {Error} when they become too long, or take too long
   */
  written(
    texts: TemplateWords,
    language: MailLanguage,
    placeholders: PlaceholderMap,
    values: ValueMap,
    words: Words,
    facts: Block | undefined,
    subjectIfEmpty: string,
    key?: string,
  ): Pick<MailParts, 'subject' | 'html' | 'text'> {
    const compiled = this.compile(texts, language, placeholders, key);
    const scope = templateScope(namesOf(placeholders), values, words);
    const { block } = writtenBody(renderText(compiled.body, scope), facts);
    const subject = writtenSubject(renderText(compiled.subject, scope));
    return { subject: subject === '' ? subjectIfEmpty : subject, html: block.html, text: block.text };
  }

  private compile(
    { subject, body }: TemplateWords,
    language: MailLanguage,
    placeholders: PlaceholderMap,
    key?: string,
  ): CompiledTemplate {
    const known = key === undefined ? undefined : this.compiled.get(`${key} ${language}`);
    if (known) return known;
    const [subjectIn, bodyIn] = [subject[language], body[language]];
    if (subjectIn === undefined || bodyIn === undefined)
      throw new TemplateFaults([
        { pointer: `/body/${language}`, line: 1, column: 1, code: 'empty', message: 'has no words' },
      ]);
    const compiled = compileTemplate(subjectIn, bodyIn, namesOf(placeholders), language);
    if (key !== undefined) {
      if (this.compiled.size >= keptVersions) this.compiled.clear();
      this.compiled.set(`${key} ${language}`, compiled);
    }
    return compiled;
  }
}
