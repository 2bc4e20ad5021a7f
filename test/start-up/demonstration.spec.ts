import { Api } from '../support/api';
import { Program, removeFolders, temporaryFolder } from './program';

const credentials = { email: 'first@plenary.example', password: 'a password for this test' };
const env = { ADMIN_EMAIL: credentials.email, ADMIN_PASSWORD: credentials.password, SEED: 'infoforum' };

describe('the demonstration', () => {
  const programs: Program[] = [];
  afterAll(async () => {
    for (const program of programs) if (program.running) await program.stop('SIGKILL');
    removeFolders();
  });
  const run = (dataDir: string): Program => {
    const program = new Program(dataDir, env);
    programs.push(program);
    return program;
  };
  const mails = async (api: Api, q: string): Promise<number> =>
    (await api.get(`/mailbox?withTotal=true&limit=1&q=${q}`, { headers: { accept: 'application/json' } }))
      .body.total;

  it('shows the forum at the first start, in its own time, which can be moved and is kept', async () => {
    const folder = temporaryFolder();
    const first = run(folder);
    const api = new Api(await first.ready());
    expect(first.errors).toBe('');
    expect(first.output).toContain('Infoforum-China 2019; its clock says 18 October 2019');
    expect((await api.get('events/infoforum-china-2019')).body.state).toBe('published');
    expect(await mails(api, 'Your%20agenda')).toBeGreaterThan(0);
    expect(await mails(api, 'Reminder')).toBe(0);

    const { accessToken } = (await api.post('auth/login', credentials)).body;
    const clock = { now: '2019-10-20T18:00:00+08:00' };
    expect((await api.put('demonstration/clock', clock)).status).toBe(401);
    const moved = await api.as(accessToken).put('demonstration/clock', clock);
    expect([moved.status, moved.body.now.slice(0, 16)]).toEqual([200, '2019-10-20T10:00']);
    expect(await mails(api, 'Reminder')).toBeGreaterThan(0);
    const sent = await mails(api, '');
    expect(await first.stop()).toEqual({ code: 0, signal: null });

    const second = run(folder);
    const again = new Api(await second.ready());
    expect(second.output).toContain('its clock says 20 October 2019');
    expect(await mails(again, '')).toBe(sent);
    expect((await again.get('events?withTotal=true')).body.total).toBe(1);
    expect(await second.stop()).toEqual({ code: 0, signal: null });
  }, 300_000);
});
