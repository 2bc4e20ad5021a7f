import { readXlsx } from 'hucre/xlsx';
import { startApp, type TestApp } from '../support/app';
import { readPdf } from '../support/pdf';
import { canary, handIn, hostOf, tablesWith, usualRules, usualValues } from './identity-support';
import { departurePath, mailsAbout, makeListedDeparture, manifestsOf } from './manifest-support';
import { book, makeParticipant, makeVisitedEvent, type VisitedEvent } from './support';

describe('identity data on the list for the host', () => {
  let app: TestApp;
  let event: VisitedEvent;
  beforeAll(async () => {
    app = await startApp({ config: { manifestQuietSeconds: 0 } });
    event = await makeVisitedEvent(app);
  });

  /** A frozen list with one person who handed everything in. */
  const frozen = async (mark: string) => {
    const { visit, departure } = await makeListedDeparture(event, mark, {
      visit: { identityRules: usualRules },
      form: {
        columns: [
          { field: 'number' },
          { field: 'name' },
          { field: 'identity.fullName' },
          { field: 'identity.documentNumber', heading: 'Passport' },
        ],
        languages: ['en'],
      },
    });
    const person = await makeParticipant(app, event);
    await book(event, departure.id, person.id);
    await app.settled();
    expect((await handIn(event, person.id, visit.id)).status).toBe(200);
    await event.staff.move(departurePath(event, departure.id), 'close');
    await app.settled();
    const [list] = await manifestsOf(event, departure.id);
    return {
      visit,
      departure,
      person,
      list,
      path: `${event.path}/site-visits/${visit.id}/manifests/${list.id}`,
    };
  };

  const textOf = (pdf: Buffer): string =>
    readPdf(pdf)
      .pages.flatMap(({ texts }) => texts.map(({ text }) => text))
      .join(' ');

  const looksAt = (visitId: string) =>
    app.db.query(
      `SELECT purpose, to_host AS "toHost", by_kind AS kind FROM identity_looks WHERE site_visit_id = $1 AND purpose = 'manifest' ORDER BY at, id`,
      [visitId],
    );

  test('the host and the coordinator see it in their files, and every look is on record; nobody else, and nothing in clear', async () => {
    const { visit, departure, list, path } = await frozen('IA');
    const host = await hostOf(app, event, visit.id);
    const coordinator = await app.staff(event.id, 'visit_coordinator');
    const organiser = await app.staff(event.id, 'organiser');
    expect(await looksAt(visit.id)).toEqual([]);

    const toHost = await host.download(`${path}.pdf`);
    for (const words of ['Passport', canary]) expect(textOf(toHost.body)).toContain(words);
    const toCoordinator = await coordinator.download(`${path}.xlsx`);
    expect((await readXlsx(toCoordinator.body)).sheets[0]!.rows).toEqual([
      ['No.', 'Name', 'Full name as in the document', 'Passport'],
      [1, expect.any(String), usualValues.fullName, usualValues.documentNumber],
    ]);
    expect(await looksAt(visit.id)).toEqual([
      { purpose: 'manifest', toHost: true, kind: 'link' },
      { purpose: 'manifest', toHost: false, kind: 'staff' },
    ]);

    for (const caller of [organiser, app.admin]) {
      const said = textOf((await caller.download(`${path}.pdf`)).body);
      expect(said).toContain('•••');
      expect(said).not.toContain(canary);
    }
    const marshal = await app.staff(event.id, 'transport_marshal');
    const coach = await marshal.download(`${departurePath(event, departure.id)}/coach-list.pdf?language=en`);
    expect(textOf(coach.body)).not.toContain(canary);
    expect((await looksAt(visit.id)).length).toBe(2);

    expect(JSON.stringify((await host.get(path)).body)).not.toContain(canary);
    expect(JSON.stringify(list)).not.toContain(canary);
    for (const { all } of await mailsAbout(app, departure.id)) expect(all).not.toContain(canary);
    expect(await tablesWith(app, canary)).toEqual([]);
  });

  test('another document after the cut-off is an amendment that says what it was and is', async () => {
    const { visit, departure, person, path } = await frozen('IB');
    const changed = await handIn(event, person.id, visit.id, { ...usualValues, documentNumber: 'N20202020' });
    expect(changed.status).toBe(200);
    await app.settled();
    const [, amendment, ...more] = await manifestsOf(event, departure.id);
    expect(more).toEqual([]);
    expect(amendment).toMatchObject({
      reference: 'IB-1/1',
      changed: 1,
      lines: [{ number: 1, change: 'changed', identityChanged: true }],
    });
    const host = await hostOf(app, event, visit.id);
    const file = await host.download(path.replace(/[^/]+$/, `${amendment.id}.pdf`));
    const said = textOf(file.body);
    for (const words of [`N${canary}`, '→ N20202020']) expect(said).toContain(words);
    // The list itself stays what it was.
    expect(textOf((await host.download(`${path}.pdf`)).body)).not.toContain('N20202020');
    // Who drives is not told of documents.
    expect((await mailsAbout(app, departure.id)).map(({ kind }) => kind)).toEqual([
      'manifest.frozen',
      'manifest.amended',
    ]);
  });

  test('a list without such columns is not amended for them', async () => {
    const { visit, departure } = await makeListedDeparture(event, 'IC', {
      visit: { identityRules: usualRules },
    });
    const person = await makeParticipant(app, event);
    await book(event, departure.id, person.id);
    await app.settled();
    await event.staff.move(departurePath(event, departure.id), 'close');
    expect((await handIn(event, person.id, visit.id)).status).toBe(200);
    await app.settled();
    expect((await manifestsOf(event, departure.id)).length).toBe(1);
  });

  test('what is erased is gone from the lists too', async () => {
    const { visit, departure, path } = await frozen('ID');
    for (const transition of ['depart', 'return', 'report'])
      expect(
        (
          await event.staff.move(
            departurePath(event, departure.id),
            transition,
            transition === 'report' ? { input: { report: 'All went well' } } : {},
          )
        ).status,
      ).toBe(200);
    await app.at('2020-06-01T08:00:00Z');
    const said = textOf((await event.staff.download(`${path}.pdf`)).body);
    expect(said).toContain('Anna Petrova');
    expect(said).not.toContain(canary);
    expect((await manifestsOf(event, departure.id)).length).toBe(1);
    expect(await looksAt(visit.id)).toEqual([]);
  });
});
