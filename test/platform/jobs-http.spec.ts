import { Sessions } from '../../src/access/sessions.service';
import { newId } from '../../src/platform/database/base.entity';
import { JOB_RUN_CHANNEL } from '../../src/platform/jobs/job-report';
import type { Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { waitFor } from '../support/wait';

describe('jobs over HTTP', () => {
  let app: TestApp;
  let owner: Api;
  let ownerId: string;

  beforeAll(async () => {
    app = await startApp();
    owner = await app.staff(undefined);
    ownerId = (await owner.get('auth/me')).body.id;
  });

  async function run(): Promise<string> {
    const id = newId();
    await app.db.execute(
      `INSERT INTO job_runs (id, created_at, updated_at, name, owner_id, total) VALUES ($1, $2, $2, 'test.import', $3, 9)`,
      [id, app.clock.now(), ownerId],
    );
    return id;
  }

  async function change(id: string, set: string): Promise<void> {
    await app.db.dataSource.query(`UPDATE job_runs SET ${set}, version = version + 1 WHERE id = $1`, [id]);
    await app.db.execute(`SELECT pg_notify('${JOB_RUN_CHANNEL}', $1)`, [id]);
  }

  /** Reads the owner's stream of a job; `events` grows as they come, `ended` when there are no more. */
  async function listen(id: string, headers: Record<string, string> = {}) {
    const { accessToken } = await app.app.get(Sessions).open(ownerId);
    const response = await fetch(`${app.url}/api/v1/jobs/${id}/stream`, {
      headers: { authorization: `Bearer ${accessToken}`, ...headers },
    });
    const events: Record<string, unknown>[] = [];
    const read = async (): Promise<void> => {
      let text = '';
      for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
        text += chunk;
        const blocks = text.split('\n\n');
        text = blocks.pop()!;
        for (const block of blocks) {
          const data = /^data: (.*)$/m.exec(block)?.[1];
          if (data !== undefined) events.push(JSON.parse(data) as Record<string, unknown>);
        }
      }
    };
    return { status: response.status, type: response.headers.get('content-type'), events, ended: read() };
  }

  it('shows a job to its owner and to administrators', async () => {
    const id = await run();
    const expected = {
      id,
      version: 1,
      kind: 'test.import',
      eventId: null,
      state: 'queued',
      progress: { done: 0, total: 9 },
      counts: {},
      errors: [],
      result: null,
      failure: null,
      createdAt: app.clock.now().toISOString(),
      startedAt: null,
      finishedAt: null,
    };
    const answer = await owner.get(`jobs/${id}`);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual(expected);
    expect(answer.headers.get('etag')).toBe('"1"');
    expect((await app.admin.get(`jobs/${id}`)).body).toEqual(expected);
  });

  it('answers others as if it did not exist, and asks strangers to sign in', async () => {
    const id = await run();
    const other = await app.staff(undefined);
    for (const path of [`jobs/${id}`, `jobs/${id}/stream`]) {
      expect((await other.get(path)).status).toBe(404);
      expect((await other.get(path)).body).toMatchObject({ code: 'not-found', status: 404 });
      expect((await app.api.get(path)).status).toBe(401);
    }
    expect((await owner.get(`jobs/${newId()}`)).status).toBe(404);
    expect((await owner.get('jobs/nonsense/stream')).status).toBe(404);
  });

  it('streams the present state at once, then each change, and ends with the job', async () => {
    const id = await run();
    const stream = await listen(id, { 'last-event-id': 'whatever' });
    expect([stream.status, stream.type]).toEqual([200, 'text/event-stream']);
    await waitFor(() => stream.events.length === 1);
    await change(id, `state = 'active', done = 4`);
    await waitFor(() => stream.events.length === 2);
    await change(id, `state = 'completed', done = 9, row_errors = '[{"row": 3, "message": "is empty"}]'`);
    await stream.ended;
    expect(stream.events.map(({ version, state, progress }) => ({ version, state, progress }))).toEqual([
      { version: 1, state: 'queued', progress: { done: 0, total: 9 } },
      { version: 2, state: 'active', progress: { done: 4, total: 9 } },
      { version: 3, state: 'completed', progress: { done: 9, total: 9 } },
    ]);
    expect(stream.events[2]!['errors']).toEqual([{ row: 3, pointer: null, message: 'is empty' }]);
  });

  it('streams the end of a job that has ended already, and stops', async () => {
    const id = await run();
    await change(id, `state = 'failed', error = 'The file is empty.'`);
    const stream = await listen(id);
    await stream.ended;
    expect(stream.events).toHaveLength(1);
    expect(stream.events[0]).toMatchObject({ state: 'failed', failure: 'The file is empty.' });
  });
});
