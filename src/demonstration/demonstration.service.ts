import { Inject, Injectable, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { Accounts } from '../access/accounts.service';
import { Sessions } from '../access/sessions.service';
import { Clock } from '../platform/clock';
import { CONFIG, type Config } from '../platform/config';
import { Database } from '../platform/database/database';
import { defineProblems } from '../platform/http/problem';
import { Jobs } from '../platform/jobs/jobs';
import { Sweeper } from '../platform/workflow/sweeper';
import { DemonstrationClock } from './demonstration-clock';
import { forumTimeZone, prepareForum, type Caller } from './forum';

export const demonstrationProblems = defineProblems({
  noDemonstration: { status: 409, title: 'This installation does not show the demonstration forum' },
});

/** Sessions that the making of the forum needs are opened for these accounts. */
const cast = { organiser: 'organiser@plenary.example', protocol: 'protocol@plenary.example' };

/** How long the making of the forum waits for what it has set off, in milliseconds. */
const patience = 120_000;

/** Makes the demonstration forum through the API, like any client, and sets its clock. */
@Injectable()
export class DemonstrationService {
  private readonly log = new Logger(DemonstrationService.name);

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly http: HttpAdapterHost,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly sweeper: Sweeper,
    private readonly jobs: Jobs,
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
  ) {}

  /**
   * Makes the forum when the database is empty and shall show it, and answers what people who start the program should
   * know: a label and a text a line. `say` hears beforehand that it takes a while.
   */
  async prepare(say: (what: string) => void): Promise<[label: string, text: string][]> {
    const { clock } = this;
    if (!(clock instanceof DemonstrationClock)) return [];
    const empty = await this.db.one(`SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM events)`);
    if (empty && this.config.role === 'all') {
      say('Making the demonstration forum through the API; this takes a few seconds.');
      await this.makeForum();
    }
    const made = await this.db.one<{ completed: boolean }>('SELECT completed FROM demonstration');
    if (!made?.completed) {
      return [
        ['The forum', 'is not whole: its making was interrupted. Remove the data folder and start again.'],
      ];
    }
    const now = new Intl.DateTimeFormat('en-GB', {
      dateStyle: 'long',
      timeStyle: 'short',
      timeZone: forumTimeZone,
    }).format(clock.now());
    return [
      ['The forum', `Infoforum-China 2019; its clock says ${now} in Shenzhen`],
      ['', 'PUT /api/v1/demonstration/clock moves it; SEED=none starts without it'],
    ];
  }

  private async makeForum(): Promise<void> {
    await this.db.query(
      `INSERT INTO demonstration (id, clock_offset_ms, completed) VALUES (1, 0, false) ON CONFLICT (id) DO UPDATE SET completed = false`,
    );
    const administrator = await this.callerOf((await this.anAdministrator()).id);
    const members = new Map<string, Caller>();
    // Their accounts are made by the story itself; they are looked up when they first act.
    const member =
      (email: string): Caller =>
      async (method, path, body, version) => {
        const caller = members.get(email) ?? (await this.callerOf(await this.accountOf(email)));
        members.set(email, caller);
        return caller(method, path, body, version);
      };
    await prepareForum(
      {
        administrator,
        organiser: member(cast.organiser),
        protocol: member(cast.protocol),
        public: this.caller(undefined),
      },
      (instant) => this.setTime(new Date(instant)),
    );
    await this.db.query(`UPDATE demonstration SET completed = true`);
  }

  /** Sets the clock of the demonstration; what was due until then has been done when it resolves. */
  async setTime(instant: Date): Promise<void> {
    const { clock } = this;
    if (!(clock instanceof DemonstrationClock))
      throw demonstrationProblems.noDemonstration('Start with SEED=infoforum and an empty database.');
    clock.set(instant);
    await this.db.query(`UPDATE demonstration SET clock_offset_ms = $1`, [clock.offset]);
    await this.settled();
  }

  /** Waits until nothing is due, promised or running. */
  private async settled(): Promise<void> {
    const until = performance.now() + patience;
    while (!(this.sweeper.idle && (await this.jobs.idle()) && this.sweeper.idle)) {
      if (performance.now() > until) {
        this.log.warn('what was set off is still going on');
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  private async anAdministrator(): Promise<{ id: string }> {
    const found = await this.db.one<{ id: string }>(
      `SELECT id FROM users WHERE administrator AND disabled_at IS NULL ORDER BY created_at LIMIT 1`,
    );
    if (found) return found;
    return {
      id: await this.accounts.create({
        email: 'demonstration@plenary.example',
        name: 'Demonstration',
        administrator: true,
      }),
    };
  }

  private async accountOf(email: string): Promise<string> {
    const user = await this.db.one<{ id: string }>(`SELECT id FROM users WHERE lower(email) = lower($1)`, [
      email,
    ]);
    if (!user) throw new Error(`the story has not made the account ${email} yet`);
    return user.id;
  }

  private async callerOf(userId: string): Promise<Caller> {
    // The story lasts months by its clock; a sign-in does not.
    return async (method, path, body, version) => {
      const { accessToken } = await this.sessions.open(userId);
      try {
        return await this.caller(accessToken)(method, path, body, version);
      } finally {
        await this.sessions.close(accessToken);
      }
    };
  }

  private caller(token: string | undefined): Caller {
    const fastify = this.http.httpAdapter.getInstance() as FastifyInstance;
    return async (method, path, body, version) => {
      const request: InjectOptions = {
        method,
        url: `/api/v1/${path}`,
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
        },
        ...(body === undefined ? {} : { payload: body }),
      };
      const answer = await fastify.inject(request);
      return {
        status: answer.statusCode,
        body: answer.body === '' ? undefined : (JSON.parse(answer.body) as unknown),
      };
    };
  }
}
