import { Body, Controller, Get, Headers, Inject, Param, Post, Query, Res, UseFilters } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExcludeController } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import type { FastifyReply } from 'fastify';
import { readMailAddress } from '../communications/mime';
import { MailPreferences, type Reader } from '../communications/preferences/mail-preferences.service';
import { mailTopics, type MailTopic } from '../communications/preferences/mail-topics.words';
import { mailLanguages, type MailLanguage } from '../communications/words';
import { EventsQueries } from '../events/events.queries';
import { CONFIG, type Config } from '../platform/config';
import { EnumField, TextField } from '../platform/http/fields';
import { Operation } from '../platform/http/operation';
import { httpProblems } from '../platform/http/problem';
import { inLanguage } from '../platform/text';
import { html } from './link-form';
import { mailPreferencesPage, type MailPreferencesPage } from './mail-preferences.page';
import { asPage } from './page';
import { PageFilter, wantedLanguage } from './page.filter';

const access = { public: 'the token of the mail is the proof; it opens nothing but these choices' };

class ReaderQuery {
  @TextField({ description: 'Token that stands in the mail.', max: 300, example: 'mp.…' })
  token!: string;

  @TextField({ description: 'Language of the mail.', optional: true, max: 35, example: 'zh' })
  lang?: string;

  @EnumField(['saved'], { description: 'What has just been done.', optional: true })
  done?: 'saved';
}

class MailPreferencesForm {
  @TextField({ description: 'Token that stands in the mail.', max: 300, example: 'mp.…' })
  token!: string;

  @TextField({ description: 'Language of the page.', optional: true, max: 35, example: 'zh' })
  lang?: string;

  // A form with one tick sends one text, not a list of one.
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? [value] : value))
  @TextField({
    description: 'Topics that the reader wants; a form without a tick sends none.',
    list: true,
    optional: true,
    example: ['news'],
  })
  wanted?: string[];
}

/** Where readers choose what they get, and where their mail programs end mails for them (RFC 8058). */
@ApiExcludeController()
@Controller()
@UseFilters(PageFilter)
export class MailPreferencesController {
  private readonly contact: string;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly preferences: MailPreferences,
    private readonly events: EventsQueries,
  ) {
    this.contact = readMailAddress(config.mailFrom).address;
  }

  @Get('mail-preferences')
  @Operation({ summary: 'What a reader gets by mail', access, answer: html })
  async choices(
    @Query() query: ReaderQuery,
    @Headers('accept-language') languages: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const more = query.done === undefined ? {} : { done: query.done };
    return this.page(reply, query, languages, more);
  }

  @Post('mail-preferences')
  @Operation({ summary: 'Save what a reader wants to get; the page then shows it', access, answer: html })
  async choose(
    @Body() { token, lang, wanted = [] }: MailPreferencesForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const refused = mailTopics.filter((topic) => !wanted.includes(topic));
    await this.preferences.choose(this.readerOf(token), refused, 'page');
    const query = new URLSearchParams({ token, ...(lang === undefined ? {} : { lang }), done: 'saved' });
    void reply
      .status(303)
      .headers({ location: `/mail-preferences?${query.toString()}`, 'cache-control': 'no-store' });
  }

  /** Changes nothing: what fetches links on its own ends no mails. */
  @Get('unsubscribe/:topic')
  @Operation({ summary: 'Asks whether mails about a topic are to end', access, answer: html })
  async ask(
    @Param('topic') topic: string,
    @Query() query: ReaderQuery,
    @Headers('accept-language') languages: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.page(reply, query, languages, { topic: topicOf(topic) });
  }

  /** One click, without cookies, questions or redirects; whatever is in the body. */
  @Post('unsubscribe/:topic')
  @RouteConfig({ bodyIgnored: true })
  @Operation({ summary: 'Ends mails about a topic', access, answer: html })
  async end(
    @Param('topic') topic: string,
    @Query() query: ReaderQuery,
    @Headers('accept-language') languages: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const known = topicOf(topic);
    await this.preferences.refuse(this.readerOf(query.token), known, 'one_click');
    return this.page(reply, query, languages, { topic: known, done: 'stopped' });
  }

  private readerOf(token: string): Reader {
    const reader = this.preferences.reader(token);
    if (!reader) throw httpProblems.notFound('Open the link in your mail; part of it was lost.');
    return reader;
  }

  private async page(
    reply: FastifyReply,
    { token, lang }: ReaderQuery,
    languages: string | undefined,
    more: Pick<MailPreferencesPage, 'topic' | 'done'>,
  ): Promise<string> {
    const reader = this.readerOf(token);
    const event = await this.events.find(reader.eventId);
    if (!event) throw httpProblems.notFound('The event is not there any more.');
    const language: MailLanguage = mailLanguages.find((each) => each === lang) ?? wantedLanguage(languages);
    const page = mailPreferencesPage({
      language,
      eventTitle: inLanguage(event.title, event.titles, language),
      timeZone: event.timeZone,
      token,
      contact: this.contact,
      preferences: await this.preferences.of(reader),
      ...more,
    });
    return asPage(reply, page, 'self');
  }
}

function topicOf(topic: string): MailTopic {
  const known = mailTopics.find((each) => each === topic);
  if (known === undefined) throw httpProblems.notFound('There are no mails about this.');
  return known;
}
