import { makeForum, makeSession, type TestForum } from '../programme/forum';
import { makeGuest, mailsTo, sendForm, tokenIn } from '../programme/role-support';
import { startApp, type TestApp } from '../support/app';

describe('answers that come while others act', () => {
  let app: TestApp;
  let forum: TestForum;
  beforeAll(async () => {
    app = await startApp();
    forum = await makeForum(app);
  });

  const ask = async () => {
    const guest = await makeGuest(forum);
    const session = await makeSession(forum, {
      roles: [{ personId: guest.id, role: 'speaker', state: 'asked' }],
    });
    const [mail] = await mailsTo(app, guest.email);
    const [{ id }] = session.roles;
    return { guest, session, id, token: tokenIn(mail!), path: `${forum.path}/session-roles/${id}` };
  };

  /** What happened to a role, the beginning left out. */
  const steps = async (path: string): Promise<string[]> => {
    const { body } = await forum.staff.get(`${path}/history`);
    return body.items.map(({ transition }: any) => transition).slice(1);
  };

  test('twenty clicks at once are one answer', async () => {
    const { token, path } = await ask();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => sendForm(app, { token, answer: 'accept' })),
    );
    expect([...new Set(answers.map(({ status }) => status))]).toEqual([200]);
    expect(await steps(path)).toEqual(['accept']);
  });

  test('yes and no at once end with what was answered last', async () => {
    const { token, path } = await ask();
    await Promise.all([
      ...Array.from({ length: 5 }, () => sendForm(app, { token, answer: 'accept' })),
      ...Array.from({ length: 5 }, () => sendForm(app, { token, answer: 'decline' })),
    ]);
    const history = await steps(path);
    const { state } = (await forum.staff.get(path)).body;
    expect(state).toBe({ accept: 'accepted', decline: 'declined' }[history.at(-1)!]);
    // No two of the same kind follow one another: the second had nothing to do.
    expect(history.filter((step, index) => step === history[index - 1])).toEqual([]);
  });

  test('who accepts while somebody else is given the role: one of them has it, and both know', async () => {
    for (let round = 0; round < 8; round += 1) {
      const { guest, session, token, path } = await ask();
      const other = await makeGuest(forum);
      const replace = () => forum.staff.move(path, 'replace', { input: { personId: other.id } });
      const accept = () => app.api.as(token).move(path, 'accept');
      const [replaced, accepted] = await Promise.all(
        round % 2 === 0 ? [replace(), accept()] : [accept(), replace()].toReversed(),
      );
      expect(replaced!.status).toBe(200);
      // Before the other, too late for the row, or too late for the link.
      expect([200, 401, 409]).toContain(accepted!.status);
      expect(await steps(path)).toEqual(accepted!.status === 200 ? ['accept', 'replace'] : ['replace']);
      const { body: now } = await forum.staff.get(`${forum.path}/sessions/${session.id}`);
      expect(now.roles.map(({ personId, state }: any) => [personId, state])).toEqual([[other.id, 'asked']]);
      const told = await mailsTo(app, guest.email);
      expect(told).toHaveLength(2);
      expect(told[1]!.text.includes('Thank you for having agreed')).toBe(accepted!.status === 200);
      expect(await mailsTo(app, other.email)).toHaveLength(1);
      expect((await app.api.get(`/role?token=${token}`)).status).toBe(401);
    }
  });

  test('a role that is handed over while the session changes or is taken out: nobody waits for the other in vain', async () => {
    for (let round = 0; round < 12; round += 1) {
      const { session, path } = await ask();
      const other = await makeGuest(forum);
      const at = `${forum.path}/sessions/${session.id}`;
      const [replaced, changed] = await Promise.all([
        forum.staff.move(path, 'replace', { input: { personId: other.id } }),
        round % 2 === 0 ? forum.staff.delete(at, 1) : forum.staff.patch(at, { roles: [], items: [] }, 1),
      ]);
      expect([round, changed.status]).toEqual([round, round % 2 === 0 ? 204 : 200]);
      expect([200, 404]).toContain(replaced.status);
    }
    await app.settled();
  });

  test('who accepts while the session is taken out has nothing left, hears so once, and nothing fails', async () => {
    for (let round = 0; round < 6; round += 1) {
      const { guest, session, token, id, path } = await ask();
      const [removed, accepted] = await Promise.all([
        forum.staff.delete(`${forum.path}/sessions/${session.id}`, 1),
        app.api.as(token).move(path, 'accept'),
      ]);
      expect(removed.status).toBe(204);
      expect([200, 401, 404]).toContain(accepted.status);
      const mails = await mailsTo(app, guest.email);
      expect(mails).toHaveLength(2);
      expect(mails[1]!.text.includes('Thank you for having agreed')).toBe(accepted.status === 200);
      expect(await app.db.query('SELECT 1 FROM session_roles WHERE id = $1', [id])).toEqual([]);
    }
  });
});
