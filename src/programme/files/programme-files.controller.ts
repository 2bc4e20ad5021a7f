import { Controller, Get, Header, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { CurrentEvent, type EventScope } from '../../access/event-scope';
import { readMailAddress } from '../../communications/mime';
import { EventsQueries } from '../../events/events.queries';
import { VenuesQueries } from '../../events/venues.queries';
import { CONFIG, type Config } from '../../platform/config';
import { calendarFile } from '../../platform/documents/calendar';
import { RecentFiles } from '../../platform/documents/recent-files';
import { spreadsheetMediaType } from '../../platform/documents/spreadsheet';
import { isKnown } from '../../platform/http/concurrency';
import { Operation } from '../../platform/http/operation';
import { httpProblems } from '../../platform/http/problem';
import { inLanguage } from '../../platform/text';
import type { ReleaseRow } from '../releases/release.view';
import { announced, VisibleReleases } from '../releases/visible-releases.queries';
import { embeddable, linkedProgramme } from './linked-data';
import { LinkedProgrammeView } from './linked-data.view';
import { calendarEntries, struckOutEntries } from './programme.calendar';
import { dayAt, programmePdf, type DocumentChoice, type Released } from './programme.document';
import { CalendarQuery, ProgrammeDocumentQuery, ProgrammeFileQuery } from './programme-files.input';
import { ProgrammeFilesQueries } from './programme-files.queries';
import { programmeWords } from './programme-files.words';
import { programmeSpreadsheet } from './programme.spreadsheet';

/** Raised when files look different though what they say is the same. */
const edition = 1;

/** How many bytes of files are kept for those who ask next. */
const keptBytes = 32 * 1024 * 1024;

/** A tag for what is made from these parts. */
function tagOf(...parts: unknown[]): string {
  return createHash('sha256')
    .update(JSON.stringify([edition, ...parts]))
    .digest('base64url')
    .slice(0, 27);
}

/** The released programme as files: to print, to work with, to subscribe to, and for search engines. */
@ApiTags('Programme')
@Controller('api/v1/events/:event')
export class ProgrammeFilesController {
  private readonly recent = new RecentFiles(keptBytes);
  private readonly address: string;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly visible: VisibleReleases,
    private readonly queries: ProgrammeFilesQueries,
    private readonly events: EventsQueries,
    private readonly venues: VenuesQueries,
  ) {
    this.address = readMailAddress(config.mailFrom).address;
  }

  @Get('programme.pdf')
  @Operation({
    summary: 'The programme to print',
    description:
      'By day, time from top to bottom and rooms side by side, then all sessions in detail; A4 or A3 on its long side. In English, Russian or Chinese; words in other languages are English, titles are in the language that is asked for.',
    access: announced,
    answer: { mediaTypes: ['application/pdf'], description: 'A PDF.' },
    fails: [304, 403, 422],
  })
  async pdf(
    @CurrentEvent() event: EventScope,
    @Query() query: ProgrammeDocumentQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer | undefined> {
    const { release, released, language } = await this.read(event, query);
    const { day, paper = 'a4', layout = 'full' } = query;
    if (day !== undefined) mustBeADay(day, released);
    const choice: DocumentChoice = { language, paper, layout, day };
    const tag = tagOf('pdf', released, choice);
    this.file(reply, event, release, [language, ...(day === undefined ? [] : [day])], 'pdf');
    if (isKnown(tag, request, reply)) return undefined;
    void reply.type('application/pdf');
    return this.recent.get(tag, () => buffer(programmePdf(released, choice)));
  }

  @Get('programme.xlsx')
  @Operation({
    summary: 'The programme as a workbook',
    description:
      'A sheet with a row for each session, and one with a row for each thing that somebody does in one. Days and times are dates at the place of the event.',
    access: announced,
    answer: { mediaTypes: [spreadsheetMediaType], description: 'A workbook (XLSX).' },
    fails: [304, 403],
  })
  async spreadsheet(
    @CurrentEvent() event: EventScope,
    @Query() query: ProgrammeFileQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer | undefined> {
    const { release, released, language } = await this.read(event, query);
    const tag = tagOf('xlsx', released, language);
    this.file(reply, event, release, [language], 'xlsx');
    if (isKnown(tag, request, reply)) return undefined;
    void reply.type(spreadsheetMediaType);
    return this.recent.get(tag, () => programmeSpreadsheet(released, language));
  }

  @Get('programme.ics')
  @Header('cache-control', 'no-cache')
  @Operation({
    summary: 'The programme as a calendar to subscribe to',
    description:
      'As it was last released: whole, of one topic, of one room. Each session keeps its UID; its SEQUENCE rises when what a calendar shows of it changes. What went in the last 30 days (cancelled, or moved to another room or topic) is struck out with STATUS:CANCELLED.',
    access: announced,
    answer: { mediaType: 'text/calendar', description: 'A calendar file (RFC 5545, RFC 7986).' },
    fails: [304],
  })
  async calendar(
    @CurrentEvent() event: EventScope,
    @Query() query: CalendarQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const release = await this.visible.of(event);
    const language = query.language ?? event.locales[0]!;
    const words = programmeWords(language, release.time_zone, event.city);
    const title = inLanguage(event.title, event.titles, language);
    const part = { topic: query.topic?.toLowerCase(), room: query.room?.toLowerCase() };
    const names = await this.queries.namesOf(release, part);
    const [items, gone] = await Promise.all([
      this.queries.partOf(release, part),
      this.queries.gone(release, part),
    ]);
    const text = calendarFile({
      method: 'PUBLISH',
      name: [title, names.topic && inLanguage(names.topic.title, names.topic.titles, language), names.room]
        .filter((name) => name !== undefined)
        .join(' – '),
      timeZone: release.time_zone,
      refreshEvery: 'PT1H',
      // RFC 5546: whoever publishes an entry is named in it.
      entries: [...calendarEntries(items, language, words), ...struckOutEntries(gone, language, words)].map(
        (entry) => ({ ...entry, organizer: { name: title, email: this.address } }),
      ),
    });
    if (isKnown(tagOf('ics', text), request, reply)) return undefined;
    void reply.type('text/calendar; charset=utf-8');
    return text;
  }

  @Get('programme.jsonld')
  @Operation({
    summary: 'The programme as linked data',
    description:
      'An `Event` of schema.org with its sessions as `subEvent`. Can be embedded in a page as it is: no `<` stands in it.',
    access: announced,
    answer: { mediaType: 'application/ld+json', description: 'JSON-LD.', holds: LinkedProgrammeView },
    fails: [304, 403],
  })
  async linkedData(
    @CurrentEvent() event: EventScope,
    @Query() query: ProgrammeFileQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | undefined> {
    const { release, released, language } = await this.read(event, query);
    const { state, series } = await this.events.event(event.id);
    const [organisers, earlierStarts, gone, seriesName] = await Promise.all([
      this.venues.organisers(event.id),
      this.queries.earlierStarts(release),
      release.state === 'released' ? this.queries.gone(release, {}) : [],
      series === null ? null : this.events.series(series).then(({ name }) => name),
    ]);
    const text = embeddable(
      linkedProgramme(released, language, {
        address: `${this.config.publicUrl}/api/v1/events/${event.slug}`,
        cancelled: state === 'cancelled',
        locales: event.locales,
        organisers,
        series: seriesName,
        gone,
        earlierStarts,
      }),
    );
    void reply.header('cache-control', 'no-cache');
    if (isKnown(tagOf('jsonld', text), request, reply)) return undefined;
    void reply.type('application/ld+json');
    return text;
  }

  private async read(
    event: EventScope,
    query: ProgrammeFileQuery,
  ): Promise<{ release: ReleaseRow; released: Released; language: string }> {
    const release = await this.visible.of(event, query.release);
    return {
      release,
      released: await this.queries.released(event, release),
      language: query.language ?? event.locales[0]!,
    };
  }

  /** Names the file, and asks caches to look whether there is a newer one. */
  private file(
    reply: FastifyReply,
    { slug }: EventScope,
    { number }: ReleaseRow,
    more: readonly string[],
    ending: string,
  ): void {
    const name = [slug, 'programme', String(number), ...more].join('-');
    void reply
      .header('cache-control', 'no-cache')
      .header('content-disposition', `inline; filename="${name}.${ending}"`);
  }
}

/** @throws 422 for a day on which there is nothing, and that is none of the event's */
function mustBeADay(day: string, { event, timeZone, items }: Released): void {
  if (day >= event.startDate && day <= event.endDate) return;
  if (items.some(({ startsAt }) => dayAt(startsAt, timeZone) === day)) return;
  const message = `must be a day of the event, ${event.startDate} to ${event.endDate}`;
  throw httpProblems.againstTheRules({
    detail: `?day ${message}.`,
    errors: [{ pointer: '?day', code: 'event_days', message }],
  });
}
