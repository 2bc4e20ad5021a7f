import { Injectable, Logger } from '@nestjs/common';
import { buffer } from 'node:stream/consumers';
import type { EventScope } from '../../access/event-scope';
import { EventsQueries } from '../../events/events.queries';
import { Clock } from '../../platform/clock';
import { newId } from '../../platform/database/base.entity';
import { Database } from '../../platform/database/database';
import { pdfInOneGo, type Page, type PdfFacts } from '../../platform/documents/pdf';
import { readPicture, type Picture } from '../../platform/documents/picture';
import { httpProblems } from '../../platform/http/problem';
import { systemPrincipal, type Principal } from '../../platform/http/request-context';
import { defineJob, HandlesJob, PermanentFailure, type JobContext } from '../../platform/jobs/define-job';
import { Jobs } from '../../platform/jobs/jobs';
import { SpooledFile } from '../../platform/storage/spooled-file';
import { StoredFiles, type FileFacts } from '../../platform/storage/stored-files';
import { inLanguage } from '../../platform/text';
import { Sweeper } from '../../platform/workflow/sweeper';
import { ProgrammeQueries, type ReleasedSession } from '../../programme/programme.queries';
import { largestPhoto } from '../forms/form.rules';
import { waitsForDecision } from '../registration.rules';
import {
  badgePage,
  badgeTemplate,
  unprintableName,
  type Badge,
  type BadgeEvent,
  type BadgeLayout,
  type BadgeSession,
  type BadgeTemplate,
  type BadgeZone,
} from './badge.document';
import { badgeProblems } from './badge.errors';
import type { BadgePrintInput, BadgeQuery } from './badge.input';
import type { BadgeChoice, BadgeOrder } from './badge.view';
import { badgeWords, type BadgeWords } from './badge.words';
import { BadgesQueries, type BadgeRow, type BadgeZoneRow } from './badges.queries';
import { BadgeTokens } from './badge-tokens.service';

/** Makes one file of badges. Drawing takes the processor: one at a time in a process. */
export const printBadges = defineJob<{ printId: string }>('badges.print', { concurrency: 1, attempts: 3 });

/** The most badges in one file. */
const mostBadges = 5000;

/** For how long a file of badges is kept, in milliseconds: each badge in it opens doors. */
const keptMs = 24 * 60 * 60 * 1000;

/** How many photos are fetched ahead of those that are drawn. */
const photosAhead = 8;

/** What all badges of a file have in common. */
interface Setting {
  readonly event: BadgeEvent;
  readonly language: string;
  readonly layout: BadgeLayout;
  readonly words: BadgeWords;
  readonly facts: PdfFacts;
  readonly sessions: readonly ReleasedSession[];
}

interface Printing {
  readonly id: string;
  readonly event_id: string;
  readonly chosen: BadgeChoice;
  readonly layout: BadgeLayout;
  readonly language: string;
  readonly sort_by: BadgeOrder;
  readonly requested_by: string;
  readonly badges: number | null;
}

type Printed = (registrationIds: readonly string[]) => Promise<void>;

/** Prints badges, and remembers which were printed. */
@Injectable()
export class BadgePrints {
  private readonly log = new Logger('Badges');
  private tellPrinted: Printed | undefined;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly queries: BadgesQueries,
    private readonly tokens: BadgeTokens,
    private readonly files: StoredFiles,
    private readonly events: EventsQueries,
    private readonly programme: ProgrammeQueries,
    sweeper: Sweeper,
  ) {
    files.referredBy('badge_prints', 'file_id');
    sweeper.register('badge prints', (now) => this.expire(now));
  }

  /** Who is told, in the transaction that remembers it, of whom a badge was printed. */
  onPrinted(tell: Printed): void {
    this.tellPrinted = tell;
  }

  /**
   * The badge of one registration. It counts as printed.
   * @throws 404, 403 for a person whose category prints no badges at home, 409 when the registration is not confirmed
   */
  async badge(
    event: EventScope,
    registrationId: string,
    { layout = 'a6', language = event.locales[0]! }: BadgeQuery,
    by: Principal,
  ): Promise<{ readonly code: string; readonly language: string; readonly file: Buffer }> {
    const [row] = await this.queries.badges(event.id, { registrationIds: [registrationId] });
    if (!row) throw httpProblems.notFound('There is no such registration here.');
    if (row.state !== 'confirmed') throw badgeProblems.badgeNone(whyNone(row.state));
    // Who prints at home is not told of it; nobody is let in with that badge before it is decided.
    if (row.waits && by.kind !== 'link') throw badgeProblems.badgeNone(waiting);
    if (by.kind === 'link' && !row.badge_at_home)
      throw badgeProblems.badgeNotAtHome(
        'Come to the registration desk with your code; it is printed there.',
      );
    const setting = await this.setting(event.id, language, layout, 1);
    const file = await buffer(
      pdfInOneGo(
        setting.facts,
        this.pages([row], setting, () => Promise.resolve()),
      ),
    );
    await this.record(event.id, [row], null, by.name);
    return { code: row.code, language, file };
  }

  /**
   * Asks for badges in one file, and answers the job that makes it.
   * @throws 409 when nobody who matches is confirmed, or when somebody who is named is not; 422 for who is not of this event,
   * and for too many
   */
  async begin(event: EventScope, input: BadgePrintInput, by: Principal): Promise<string> {
    const { layout = 'a6', language = event.locales[0]!, order = 'name', ...rest } = input;
    const chosen: BadgeChoice = {
      ...rest,
      ...(rest.registrationIds
        ? { registrationIds: [...new Set(rest.registrationIds.map((id) => id.toLowerCase()))] }
        : {}),
    };
    await this.mustBeThere(event.id, input);
    const rows = (await this.queries.badges(event.id, chosen)).filter(({ waits }) => !waits);
    if (rows.length === 0)
      throw badgeProblems.badgesNothingToPrint(
        chosen.onlyNeeded
          ? 'Everybody who matches and is confirmed has a valid badge. Leave onlyNeeded out to print them again.'
          : 'Nobody who matches is confirmed. Badges are printed for confirmed registrations only.',
      );
    if (rows.length > mostBadges)
      throw badgeProblems.badgesTooMany(
        `These are ${rows.length} badges; one file has at most ${mostBadges}. Print them by category or delegation.`,
      );
    const printId = newId();
    return this.db.transaction(async () => {
      const jobId = await this.jobs.start(
        printBadges,
        { printId },
        { eventId: event.id, ownerId: by.id, total: rows.length },
      );
      await this.db.query(
        `INSERT INTO badge_prints (id, event_id, chosen, layout, language, sort_by, requested_by, job_id, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)`,
        [
          printId,
          event.id,
          JSON.stringify(chosen),
          layout,
          language,
          order,
          by.name,
          jobId,
          this.clock.now(),
        ],
      );
      return jobId;
    });
  }

  /** The file of a print. @throws 404, 409 while it is being made, 410 when it has expired */
  async file(eventId: string, printId: string): Promise<FileFacts> {
    const { fileId, made } = await this.queries.printedFile(eventId, printId);
    if (fileId !== null) return this.files.facts(fileId);
    if (made)
      throw badgeProblems.badgePrintExpired(
        'Files with badges are kept for 24 hours only. Print the badges again.',
      );
    throw badgeProblems.badgePrintNotReady('Look at the job: it says how far they are.');
  }

  @HandlesJob(printBadges)
  async make({ printId }: { printId: string }, job: JobContext): Promise<void> {
    const print = await this.db.one<Printing & Record<string, unknown>>(
      `SELECT id, event_id, chosen, layout, language, sort_by, requested_by, badges FROM badge_prints WHERE id = $1`,
      [printId],
    );
    if (!print) return;
    // It is made already when a worker died right after that.
    const counts = print.badges === null ? await this.draw(print, job) : { badges: print.badges };
    await job.counts(counts);
    await job.result({ url: `/api/v1/events/${print.event_id}/badges/prints/${print.id}/file` });
  }

  /** Makes the file of a print, and counts what is in it. */
  private async draw(print: Printing, job: JobContext): Promise<{ badges: number; photos: number }> {
    const found = await this.queries.badges(print.event_id, print.chosen);
    // Whoever was called off since it was asked for gets none.
    const rows = inOrder(
      found.filter(({ state, waits }) => state === 'confirmed' && !waits),
      print.sort_by,
      print.language,
    );
    if (rows.length === 0)
      throw new PermanentFailure('Nobody of those who were asked for is confirmed any more.');
    const setting = await this.setting(print.event_id, print.language, print.layout, rows.length);
    const spooled = await SpooledFile.create();
    try {
      const counts = { badges: 0, photos: 0 };
      const pages = this.pages(rows, setting, async (row, index, faults, hasPhoto) => {
        job.signal.throwIfAborted();
        counts.badges += 1;
        if (hasPhoto) counts.photos += 1;
        for (const fault of faults) await job.rowError(index + 1, `${row.code}: ${fault}`);
        await job.progress(index + 1, rows.length);
      });
      for await (const chunk of pdfInOneGo(setting.facts, pages)) await spooled.append(chunk as Buffer);
      await this.keep(print, rows, spooled);
      return counts;
    } finally {
      await spooled.close();
    }
  }

  /** Stores the file, and with it who has a badge now. */
  private async keep(print: Printing, rows: readonly BadgeRow[], spooled: SpooledFile): Promise<void> {
    const now = this.clock.now();
    const fileId = await this.files.add({
      eventId: print.event_id,
      name: `badges-${now.toISOString().slice(0, 10)}-${print.language}.pdf`,
      mediaType: 'application/pdf',
      size: spooled.size,
      sha256: spooled.sha256,
      createdBy: systemPrincipal.id,
      open: () => spooled.open(),
    });
    await this.db.transaction(async () => {
      const { rowCount } = await this.db.execute(
        `UPDATE badge_prints SET file_id = $2, badges = $3, expires_at = $4, updated_at = $5, version = version + 1
          WHERE id = $1 AND badges IS NULL`,
        [print.id, fileId, rows.length, new Date(now.getTime() + keptMs), now],
      );
      // Two workers may have made it; what the second one stored is removed by the sweep of files.
      if (rowCount === 0) return;
      await this.files.keep(fileId);
      await this.record(print.event_id, rows, print.id, print.requested_by);
    });
  }

  /** Remembers badges as printed, by one statement. */
  private async record(
    eventId: string,
    rows: readonly BadgeRow[],
    printId: string | null,
    byName: string,
  ): Promise<void> {
    await this.db.query(
      `INSERT INTO printed_badges (event_id, registration_id, revision, content, times, print_id, by_name, at)
       SELECT $1, id, revision, content, 1, $5, $6, $7 FROM unnest($2::uuid[], $3::integer[], $4::text[]) AS t (id, revision, content)
        ORDER BY id
       ON CONFLICT (registration_id) DO UPDATE
          SET revision = excluded.revision, content = excluded.content, times = printed_badges.times + 1,
              print_id = excluded.print_id, by_name = excluded.by_name, at = excluded.at`,
      [
        eventId,
        rows.map(({ id }) => id),
        rows.map(({ revision }) => revision),
        rows.map(({ content }) => content),
        printId,
        byName,
        this.clock.now(),
      ],
    );
    await this.tellPrinted?.(rows.map(({ id }) => id));
  }

  /** Lets go of files whose time is over; they are removed by the sweep of files, and cannot be fetched from now on. */
  private async expire(now: Date): Promise<number> {
    const { rowCount } = await this.db.execute(
      `UPDATE badge_prints SET file_id = NULL, updated_at = $1, version = version + 1 WHERE file_id IS NOT NULL AND expires_at <= $1`,
      [now],
    );
    return rowCount ?? 0;
  }

  private async setting(
    eventId: string,
    language: string,
    layout: BadgeLayout,
    count: number,
  ): Promise<Setting> {
    const event = await this.events.event(eventId);
    const words = badgeWords(language, event.timeZone, event.city);
    const title = inLanguage(event.title, event.titles, language);
    return {
      event: {
        title,
        when: words.days(event.startDate, event.endDate),
        where: words.place(event.city, words.countryName(event.country)),
      },
      language,
      layout,
      words,
      facts: {
        title: `${title}: ${count === 1 ? words.badge : words.badges}`,
        language,
        author: title,
        createdAt: this.clock.now(),
      },
      sessions: layout === 'a4_fold' ? await this.programme.releasedSessions(eventId) : [],
    };
  }

  /** The pages of these badges, one after the other; `drawn` is told of each, and what could not be printed on it. */
  private async *pages(
    rows: readonly BadgeRow[],
    setting: Setting,
    drawn: (row: BadgeRow, index: number, faults: readonly string[], hasPhoto: boolean) => Promise<void>,
  ): AsyncGenerator<Page> {
    const photos = new Map<number, Promise<Picture | string | null>>();
    const templates = new Map<string, BadgeTemplate>();
    const templateOf = (row: BadgeRow): BadgeTemplate => {
      // Those of a category have the same zones, but for a few who were given more.
      const key = `${row.category_id} ${JSON.stringify(row.zones)}`;
      const known = templates.get(key) ?? templateFor(row, setting);
      templates.set(key, known);
      return known;
    };
    for (const [index, row] of rows.entries()) {
      for (let ahead = index; ahead < Math.min(index + photosAhead, rows.length); ahead += 1)
        if (!photos.has(ahead)) photos.set(ahead, this.photo(rows[ahead]!.photo_id));
      const photo = await photos.get(index)!;
      photos.delete(index);
      const badge = badgeOf(
        row,
        setting.language,
        this.tokens.tokenOf(row.id, row.revision),
        typeof photo === 'string' ? null : photo,
      );
      const { page, missing } = badgePage(badge, templateOf(row));
      const faults = [
        ...(typeof photo === 'string' ? [photo] : []),
        ...(unprintableName(badge)
          ? ['the name in the person’s own script has characters that no font of ours has; it was left out']
          : []),
        ...(missing.length > 0 ? [`no font of ours has ${codesOf(missing)}; □ stands for them`] : []),
      ];
      yield page;
      await drawn(row, index, faults, photo !== null && typeof photo !== 'string');
    }
  }

  /** The picture of a file; why there is none in words when it cannot be drawn, for a badge without it is better than none. */
  private async photo(fileId: string | null): Promise<Picture | string | null> {
    if (fileId === null) return null;
    try {
      const { size } = await this.files.facts(fileId);
      if (size > largestPhoto) return 'the photo is too large to be printed; it was left out';
      const picture = readPicture(await buffer(await this.files.content(fileId)));
      return 'fault' in picture ? `the photo ${picture.fault}; it was left out` : picture;
    } catch (error) {
      this.log.warn({ msg: 'a photo could not be read', file: fileId, err: error });
      return 'the photo could not be read; it was left out';
    }
  }

  /** @throws 409, 422 when somebody who is named is not here, or has no badge */
  private async mustBeThere(
    eventId: string,
    { registrationIds, categoryId }: BadgePrintInput,
  ): Promise<void> {
    if (categoryId !== undefined) {
      const found = await this.db.one('SELECT 1 FROM categories WHERE id = $1 AND event_id = $2', [
        categoryId,
        eventId,
      ]);
      if (!found)
        throw badgeProblems.badgesUnknown({
          detail: 'Choose a category of this event.',
          errors: [{ pointer: '/categoryId', code: 'unknown', message: 'is not a category of this event' }],
        });
    }
    if (registrationIds === undefined) return;
    const states = await this.db.query<{ id: string; state: string }>(
      `SELECT r.id, CASE WHEN r.state = 'confirmed' AND ${waitsForDecision} THEN 'waiting for a decision' ELSE r.state END AS state
         FROM registrations r WHERE r.event_id = $1 AND r.id = ANY ($2::uuid[])`,
      [eventId, registrationIds],
    );
    const stateOf = new Map(states.map(({ id, state }) => [id, state]));
    const unknown = registrationIds.flatMap((id, index) =>
      stateOf.has(id.toLowerCase())
        ? []
        : [
            {
              pointer: `/registrationIds/${index}`,
              code: 'unknown',
              message: 'is not a registration of this event',
            },
          ],
    );
    if (unknown.length > 0)
      throw badgeProblems.badgesUnknown({ detail: 'Choose registrations of this event.', errors: unknown });
    const none = registrationIds.flatMap((id, index) => {
      const state = stateOf.get(id.toLowerCase())!;
      return state === 'confirmed'
        ? []
        : [
            {
              pointer: `/registrationIds/${index}`,
              code: 'state',
              message: state === 'waiting for a decision' ? `is ${state}` : `is ${state}, not confirmed`,
            },
          ];
    });
    if (none.length > 0)
      throw badgeProblems.badgeNone({
        detail:
          'Only confirmed registrations that wait for no decision have a badge. Leave the others out, or decide about them first.',
        errors: none,
      });
  }
}

const waiting = 'The registration waits for a decision. It gets a badge when that has been made.';

/** Why somebody whose registration is in this state has no badge, and what to do about it. */
function whyNone(state: string): string {
  const ended = ['cancelled', 'rejected', 'expired'].includes(state);
  return ended
    ? `The registration is ${state}. Whoever takes part after all registers anew and gets a badge with that registration.`
    : `The registration is ${state}. It gets a badge when it is confirmed.`;
}

function badgeOf(row: BadgeRow, language: string, token: string, photo: Picture | null): Badge {
  return {
    code: row.code,
    name: row.display_name,
    nativeName: row.native_name,
    formOfAddress: row.form_of_address,
    post: row.post,
    organisation: row.organisation_name,
    delegation: row.delegation && inLanguage(row.delegation.name, row.delegation.names, language),
    token,
    photo,
  };
}

function templateFor(row: BadgeRow, setting: Setting): BadgeTemplate {
  const { event, words, layout, language } = setting;
  const category = {
    title: inLanguage(row.category_title, row.category_titles, language),
    colour: row.badge_colour,
    zones: zonesFor(row.zones, words),
  };
  return badgeTemplate(category, event, words, layout, sessionsFor(row.category_id, setting));
}

/** Zones as they stand on a badge: by code, and each by time. */
function zonesFor(rows: readonly BadgeZoneRow[], words: Setting['words']): BadgeZone[] {
  return rows
    .toSorted((one, other) => {
      const [a, b] = [`${one.code} ${one.from ?? ''}`, `${other.code} ${other.from ?? ''}`];
      return a < b ? -1 : a > b ? 1 : 0;
    })
    .map(({ code, colour, from, until }) => ({
      code,
      colour,
      time: words.window(from === null ? null : new Date(from), until === null ? null : new Date(until)),
    }));
}

/** The sessions of the released programme that people of a category may attend. */
function sessionsFor(categoryId: string, { sessions, language, words }: Setting): BadgeSession[] {
  return sessions
    .filter(({ categoryIds }) => categoryIds.length === 0 || categoryIds.includes(categoryId))
    .map(({ title, titles, startsAt, endsAt, room }) => ({
      day: words.day(startsAt),
      time: `${words.time(startsAt)}–${words.time(endsAt)}`,
      title: inLanguage(title, titles, language),
      room,
    }));
}

/** Badges, which come by name, in the order that was asked for. */
function inOrder(rows: readonly BadgeRow[], order: BadgeOrder, language: string): BadgeRow[] {
  const collator = new Intl.Collator(language);
  const key = ({ delegation, category_title: title }: BadgeRow): string =>
    order === 'category'
      ? title
      : delegation === null
        ? ''
        : inLanguage(delegation.name, delegation.names, language);
  const byName = rows.toSorted((one, other) => collator.compare(one.sort_name, other.sort_name));
  return order === 'name' ? byName : byName.toSorted((one, other) => collator.compare(key(one), key(other)));
}

/** Characters as Unicode writes about them: they cannot be shown themselves. */
function codesOf(characters: readonly string[]): string {
  return [...new Set(characters.flatMap((cluster) => [...cluster]))]
    .map((character) => `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`)
    .join(', ');
}
