import { newId } from '../../src/platform/database/base.entity';
import {
  agendaOf,
  changeAndRelease,
  changeDeparture,
  makeMember,
  makeMembers,
  makeStage,
  noticesIn,
  quiet,
  releasedSession,
  sendAgendas,
  takeMails,
  type Stage,
} from '../agendas/support';
import { book, makeDeparture } from '../site-visits/support';
import { startApp, type TestApp } from '../support/app';

describe('change notices while processes die and others do the same', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });

  /** Further participants like this one, as an import would have made them. */
  const multiply = async (stage: Stage, count: number): Promise<void> => {
    const { id } = await makeMember(app, stage);
    const persons = Array.from({ length: count }, () => newId());
    const registrations = Array.from({ length: count }, () => newId());
    const copied = async (table: string): Promise<string> => {
      const rows = await app.db.query<{ name: string }>(
        `SELECT quote_ident(column_name) AS name FROM information_schema.columns
          WHERE table_schema = 'public' AND table_name = $1 AND is_generated = 'NEVER' ORDER BY ordinal_position`,
        [table],
      );
      return rows.map(({ name }) => name).join(', ');
    };
    const [ofPersons, ofRegistrations] = [await copied('persons'), await copied('registrations')];
    await app.db.query(
      `INSERT INTO persons (${ofPersons})
       SELECT ${ofPersons.replaceAll(/"?\w+"?/g, 'copy.$&')} FROM registrations r JOIN persons p ON p.id = r.person_id, unnest($2::uuid[]) AS n (id),
              LATERAL jsonb_populate_record(p, jsonb_build_object('id', n.id, 'email', n.id || '@ministry.example')) AS copy
        WHERE r.id = $1`,
      [id, persons],
    );
    await app.db.query(
      `INSERT INTO registrations (${ofRegistrations})
       SELECT ${ofRegistrations.replaceAll(/"?\w+"?/g, 'copy.$&')}
         FROM registrations r, unnest($2::uuid[], $3::uuid[]) WITH ORDINALITY AS n (id, person_id, place),
              LATERAL jsonb_populate_record(r, jsonb_build_object('id', n.id, 'person_id', n.person_id, 'identity_key', n.id, 'code', 'C' || n.place)) AS copy
        WHERE r.id = $1`,
      [id, registrations, persons],
    );
  };

  test('a run that dies in its second step tells everybody once, and those of the first step not again', async () => {
    const stage = await makeStage(app);
    await multiply(stage, 619);
    const session = await releasedSession(app, stage, { title: 'Opening' });
    await sendAgendas(app, stage);
    await changeAndRelease(stage, session.id, { title: 'Opening ceremony' });
    await app.settled();
    // The first attempt at the second step fails half-way; what a sequence has given is not taken back.
    await app.db.query(`CREATE SEQUENCE deaths`);
    await app.db.query(`
      CREATE FUNCTION die_once() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF nextval('deaths') = 1 THEN RAISE EXCEPTION 'the process is killed'; END IF;
          RETURN NEW;
        END $$`);
    await app.db.query(
      `CREATE TRIGGER die_once BEFORE INSERT ON agenda_changes FOR EACH ROW
        WHEN (NEW.registration_id = '${
          (await app.db.one<{ id: string }>(
            `SELECT max(registration_id::text) AS id FROM told_agendas WHERE event_id = $1`,
            [stage.id],
          ))!.id
        }') EXECUTE FUNCTION die_once()`,
    );
    await quiet(app);
    const [{ n }] = (await app.db.query<{ n: number }>(`SELECT last_value::integer AS n FROM deaths`)) as [
      { n: number },
    ];
    expect(n).toBe(2);
    const told = await noticesIn(app, stage);
    expect([told.length, new Set(told).size]).toEqual([620, 620]);
    await quiet(app, 70);
    expect(await noticesIn(app, stage)).toHaveLength(620);
    const [numbers] = await app.db.query(
      `SELECT min(sequence) AS least, max(sequence) AS most, count(*)::integer AS n FROM agenda_entries WHERE event_id = $1`,
      [stage.id],
    );
    expect(numbers).toEqual({ least: 1, most: 1, n: 620 });
  }, 240_000);

  test('several runs at once, between cancellations, bookings and moves, leave every calendar in step', async () => {
    const stage = await makeStage(app);
    const members = await makeMembers(app, stage, 20);
    const departure = await makeDeparture(stage, { capacity: 40 });
    const bookings: { id: string }[] = [];
    for (const { id } of members) bookings.push(await book(stage, departure.id, id));
    await sendAgendas(app, stage);
    const tell = () => stage.staff.post(`${stage.path}/agenda-changes/notices`, {});
    const answers = [];
    for (let round = 0; round < 4; round += 1) {
      const leaving = bookings.slice(round * 4, round * 4 + 3);
      const [first, , ...others] = await Promise.all([
        tell(),
        changeDeparture(stage, departure.id, { meetingPoint: `Entrance ${round}` }),
        tell(),
        ...leaving.map(({ id }) => stage.staff.move(`${stage.path}/bookings/${id}`, 'cancel')),
        tell(),
      ]);
      answers.push(first, ...others);
    }
    expect(answers.filter(({ status }) => status >= 300).map(({ body }) => body)).toEqual([]);
    await quiet(app);
    await quiet(app, 60);
    for (const member of members) {
      await takeMails(app, member);
      expect(member.model.entries()).toEqual(await agendaOf(stage, member));
    }
    expect(members.filter(({ model }) => model.entries().length === 0)).toHaveLength(12);
    // Nothing is left to tell, and nobody who gave the visit up was told so by a notice as well.
    expect((await stage.staff.get(`${stage.path}/agenda-changes`)).body).toMatchObject({ concerned: 0 });
    const notices = await noticesIn(app, stage);
    await quiet(app, 70);
    expect(await noticesIn(app, stage)).toEqual(notices);
  }, 240_000);
});
