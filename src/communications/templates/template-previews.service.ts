import { eventWords } from '../event.words';
import { Injectable } from '@nestjs/common';
import type { EventScope } from '../../access/event-scope';
import { Composer, NotComposed } from '../composer.service';
import { note, type Block } from '../mail-body';
import { MessageQueries } from '../messages.queries';
import { Withheld, type MailParts, type NoticeDefinition, type NoticeRecipient } from '../notice';
import { mailLanguages, type MailLanguage, type Words } from '../words';
import { commonPlaceholders } from './common-placeholders';
import { examplesOf, valuesOf } from './placeholder.rules';
import { TemplateReaders } from './template-readers.service';
import { TemplateRendering, type PlaceholderMap, type ValueMap } from './template-rendering.service';
import { templateProblems } from './template.errors';
import { asFieldFaults, faultsOfTemplate, mailLanguagesOf, templateLanguage } from './template-texts.rules';
import { templateTest } from './template.notices';
import type { NoticeKindsView, TemplatePlaceholdersView, TemplatePreviewView } from './template.view';
import { filterRules } from './template-language';
import { inWords, scopeOf } from './template-values';
import { TemplatesQueries } from './templates.queries';

/** Words of a template, saved or not. */
export interface PreviewedTemplate {
  readonly kind: string | null;
  readonly subject: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, string>>;
}

export interface PreviewOptions {
  readonly registrationId?: string | undefined;
  readonly language?: MailLanguage | undefined;
}

/** A template as somebody would get it, before the frame. */
export interface PreviewedMail {
  readonly parts: MailParts;
  readonly recipient: NoticeRecipient;
  readonly language: MailLanguage;
  readonly values: 'message' | 'person' | 'example';
  readonly remark: string | null;
}

const standIn: Readonly<Record<MailLanguage, string>> = {
  en: '[Here the mail says what it is about: times, places, reasons and links.]',
  ru: '[Здесь в письме указывается суть: время, место, причины и ссылки.]',
  zh: '[此处为邮件的具体内容：时间、地点、原因和链接。]',
};

/** Shows templates with the data of somebody. */
@Injectable()
export class TemplatePreviews {
  constructor(
    private readonly composer: Composer,
    private readonly messages: MessageQueries,
    private readonly queries: TemplatesQueries,
    private readonly readers: TemplateReaders,
    private readonly rendering: TemplateRendering,
  ) {}

  /**
   * The declaration of a kind of notice that can have words of an event's own.
   * @throws 422
   */
  notice(kind: string): NoticeDefinition<object> {
    const notice = kind === templateTest.kind ? undefined : this.composer.notice(kind);
    if (notice) return notice;
    throw templateProblems.templateKindUnknown({
      detail: `/kind is none that there is. GET .../templates/kinds lists them.`,
      errors: [{ pointer: '/kind', code: 'unknown', message: 'must be a kind of notice' }],
    });
  }

  /** Everything that words for a kind of notice can name; for a template that is used by its name with null. */
  placeholders(kind: string | null): PlaceholderMap {
    return this.rendering.placeholders(
      kind === null ? undefined : (this.notice(kind) as NoticeDefinition<never>),
    );
  }

  /**
   * @throws 422 for words that cannot be used, with the place of each fault
   */
  check(event: EventScope, { kind, subject, body }: PreviewedTemplate): void {
    const placeholders = this.placeholders(kind);
    const [first = 'en'] = mailLanguagesOf(event.locales);
    const known: readonly string[] = mailLanguages;
    const shape = [
      ...[subject, body].flatMap((texts, index) => {
        const [field, other] = index === 0 ? ['subject', body] : ['body', subject];
        return [
          ...Object.keys(texts)
            .filter((language) => !known.includes(language))
            .map((language) => ({
              pointer: `/${field}/${language}`,
              code: 'language',
              message: `is in a language in which no mail can be written; there are: ${known.join(', ')}`,
            })),
          ...Object.keys(other)
            .filter((language) => known.includes(language) && !Object.hasOwn(texts, language))
            .map((language) => ({
              pointer: `/${field}/${language}`,
              code: 'required',
              message: 'is missing: subject and body are written in the same languages',
            })),
        ];
      }),
      ...(Object.hasOwn(subject, first) || Object.hasOwn(body, first)
        ? []
        : [
            {
              pointer: `/body/${first}`,
              code: 'required',
              message:
                'is missing: it is the first language of the event, which everybody gets who reads no other',
            },
          ]),
    ];
    const places = faultsOfTemplate(subject, body, placeholders);
    const errors = [...shape, ...asFieldFaults(places)];
    const [fault] = errors;
    if (!fault) return;
    throw templateProblems.templateFaulty({
      detail: `${fault.pointer} ${fault.message}`,
      errors,
      extra: { places },
    });
  }

  /**
   * Shows a template, framed as its reader gets it.
   * @throws 422 for words that cannot be used, and for a registration that is not of this event
   */
  async preview(
    event: EventScope,
    template: PreviewedTemplate,
    options: PreviewOptions,
  ): Promise<TemplatePreviewView> {
    const { parts, recipient, language, values, remark } = await this.mail(event, template, options);
    const words = eventWords(event, language);
    const { subject, text, html } = this.composer.framed(parts, event, recipient, words);
    return { language, subject, text, html, values, remark };
  }

  /** The same without its frame. */
  async mail(
    event: EventScope,
    template: PreviewedTemplate,
    { registrationId, language: wanted }: PreviewOptions,
  ): Promise<PreviewedMail> {
    this.check(event, template);
    const { kind, body } = template;
    const notice = kind === null ? undefined : this.notice(kind);
    const reader =
      registrationId === undefined
        ? undefined
        : (await this.readers.load(event.id, [registrationId])).get(registrationId);
    if (registrationId !== undefined && !reader) {
      throw templateProblems.templatePersonUnknown({
        detail: '/registrationId is not a registration of this event.',
        errors: [
          { pointer: '/registrationId', code: 'unknown', message: 'must be a registration of this event' },
        ],
      });
    }
    const language =
      wanted ?? templateLanguage(body, reader?.recipient.locale ?? event.locales[0] ?? 'en', event.locales);
    if (!Object.hasOwn(body, language)) {
      throw templateProblems.templateFaulty({
        detail: `/language is none in which the template has words.`,
        errors: [{ pointer: '/language', code: 'missing', message: 'must be a language of the template' }],
      });
    }
    const words = eventWords(event, language);
    const placeholders = this.placeholders(kind);
    const examples = examplesOf(placeholders, language);
    const recipient: NoticeRecipient = reader?.recipient ?? {
      name: String(examples.get('person.name')),
      email: '',
      locale: language,
    };
    const { props, remark } = await this.content(event, notice, reader?.recipient);
    const builtIn = notice && props ? notice.render[language](props, words) : undefined;
    const values: ValueMap = new Map([
      ...examples,
      ...valuesOf(commonPlaceholders, { event, recipient }, words),
      ...this.readers.values(reader, words),
      ...(notice && props ? valuesOf(notice.placeholders, props, words) : []),
    ]);
    const title = event.titles[language] ?? event.title;
    const written = this.rendering.written(
      template,
      language,
      placeholders,
      values,
      words,
      factsOf(notice, builtIn, language),
      builtIn?.subject ?? title,
    );
    return {
      parts: { ...builtIn, ...written, language },
      recipient,
      language,
      values: props ? 'message' : reader ? 'person' : 'example',
      remark,
    };
  }

  /** What the last mail of a kind to somebody is about; why there is none. */
  private async content(
    event: EventScope,
    notice: NoticeDefinition<object> | undefined,
    recipient: NoticeRecipient | undefined,
  ): Promise<{ readonly props?: object; readonly remark: string | null }> {
    if (!notice || recipient?.registrationId === undefined) return { remark: null };
    if (notice.confidential)
      return { remark: 'Mails of this kind sign their reader in, so only their reader sees what they say.' };
    const last = await this.messages.lastTo(event.id, notice.kind, recipient.registrationId);
    if (!last) return { remark: 'This person has not got a mail of this kind yet.' };
    const content = await this.composer.contentOf(last);
    if (content === undefined) return { remark: 'It no longer applies.' };
    if (content instanceof Withheld) return { remark: content.reason };
    if (content instanceof NotComposed) return { remark: content.message };
    return { props: content, remark: null };
  }

  /** Every kind of notice, and which of them have words of the event's own. */
  async kinds(eventId: string): Promise<NoticeKindsView> {
    const replaced = await this.queries.replacedKinds(eventId);
    return {
      kinds: this.composer
        .notices()
        .filter(({ kind }) => kind !== templateTest.kind)
        .map(({ kind, confidential }) => ({ kind, confidential, templateId: replaced.get(kind) ?? null })),
    };
  }

  /**
   * With what words for a kind of notice can be written.
   * @throws 422
   */
  writtenWith(event: EventScope, kind: string | null): TemplatePlaceholdersView {
    const placeholders = this.placeholders(kind);
    const wordsOf = (language: MailLanguage): Words => eventWords(event, language);
    return {
      placeholders: Object.entries(placeholders)
        .map(([name, { type, means, example }]) => ({
          name,
          type,
          means,
          example: Object.fromEntries(
            mailLanguages.map((language) => {
              if (type === 'flag') return [language, String(example[language])];
              const scope = scopeOf(
                new Map([['x', type]]),
                new Map([['x', example[language]]]),
                wordsOf(language),
              );
              return [language, inWords(scope['x'], wordsOf(language))];
            }),
          ),
        }))
        .toSorted((one, other) => (one.name < other.name ? -1 : 1)),
      filters: Object.entries(filterRules).map(([name, { takes, means, usage }]) => ({
        name,
        takes: [...takes],
        means,
        usage,
      })),
    };
  }
}

/** What stands in place of the facts: those of the mail, or a word about them; nothing for a template of its own. */
function factsOf(
  notice: NoticeDefinition<object> | undefined,
  builtIn: MailParts | undefined,
  language: MailLanguage,
): Block | undefined {
  if (!notice) return undefined;
  if (!builtIn) return note(standIn[language]);
  return builtIn.facts ?? { html: builtIn.html, text: builtIn.text };
}
