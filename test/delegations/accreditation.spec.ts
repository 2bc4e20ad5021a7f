import { proposalsFor, unmistakable, withoutAddress } from '../../src/delegations/letters/letter.rules';
import type { Answer, Api } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { pdf, png } from '../support/files';
import { make, makeEvent, serial, type TestEvent } from '../support/factories';
import { holderOf, mailsOf, makeCategory, makeDelegation, type MadeDelegation } from './support';

const form = (said: string) => ({ said, words: said.toLowerCase(), sounds: said.toLowerCase() });

describe('the rules of letters', () => {
  test('forms of address do not tell anybody from others, and never leave a single word', () => {
    expect(
      ['H E Mr Ivan Petrov', 'Dr Anna Sokolova', 'He Wei', 'Ivan Petrov'].map(
        (said) => withoutAddress(form(said)).words,
      ),
    ).toEqual(['ivan petrov', 'anna sokolova', 'he wei', 'ivan petrov']);
  });

  test('only what cannot be meant otherwise is confirmed by itself, and nobody who was parted is proposed', () => {
    const line = (id: string, said: string, parted: string[] = []) => ({ id, forms: form(said), parted });
    const member = (registrationId: string, said: string) => ({ registrationId, forms: [form(said)] });
    const members = [member('a', 'Anna Petrova'), member('b', 'Ivan Petrov'), member('c', 'Petrov Ivan')];
    const proposals = proposalsFor(
      [line('1', 'Petrova Anna'), line('2', 'Ivan Petrov'), line('3', 'Anna Petrova', ['a'])],
      members,
    );
    expect(proposals.get('1')!.map(({ registrationId, why }) => [registrationId, why])).toEqual([
      ['a', 'order'],
    ]);
    expect(proposals.get('2')!.map(({ registrationId, score }) => [registrationId, score])).toEqual([
      ['b', 100],
      ['c', 95],
    ]);
    expect(proposals.get('3')).toEqual([]);
    expect(unmistakable(proposals, 95).map(({ lineId, registrationId }) => [lineId, registrationId])).toEqual(
      [
        ['1', 'a'],
        ['2', 'b'],
      ],
    );
    const twins = proposalsFor([line('1', 'Wang Wei'), line('2', 'Wang Wei')], [member('a', 'Wang Wei')]);
    expect(unmistakable(twins, 80)).toEqual([]);
  });
});

describe('letters and accreditation', () => {
  let app: TestApp;
  let event: TestEvent;
  let protocol: Api;
  let delegate: string;
  beforeAll(async () => {
    app = await startApp();
    event = await makeEvent(app);
    protocol = await app.staff(event.id, 'protocol');
    delegate = await makeCategory(event);
  });

  interface Led {
    readonly delegation: MadeDelegation;
    readonly focal: Api;
    /** Path of the letter for those who hand it in, and for those who decide about it. */
    readonly path: string;
    readonly own: string;
    readonly documentId: string;
  }

  const person = (givenName: string, familyName: string, more: object = {}): object => ({
    givenName,
    familyName,
    email: `m-${serial()}@ministry.example`,
    ...more,
  });

  /** A delegation that has accepted, and a note verbale that is asked of it. */
  const led = async (changes: object = {}): Promise<Led> => {
    const delegation = await makeDelegation(event);
    await event.staff.post(`${delegation.path}/invitations`, {});
    const focal = await holderOf(app, delegation, delegation.email);
    await focal.move(delegation.path, 'accept');
    await make(event.staff, `${event.path}/requirements`, {
      kind: 'note_verbale',
      concerns: 'delegation',
      title: 'Note verbale',
      delegationId: delegation.id,
      ...changes,
    });
    const [document] = (await focal.get(`${delegation.path}/documents`)).body.items;
    return {
      delegation,
      focal,
      documentId: document.id,
      path: `${delegation.path}/documents/${document.id}`,
      own: `${event.path}/requirement-documents/${document.id}`,
    };
  };
  const name = ({ focal, delegation }: Led, of: object, part = 'member'): Promise<any> =>
    make(focal, `${delegation.path}/members`, { person: of, categoryId: delegate, part });
  const handIn = async ({ focal, path }: Led, letter = 'Note'): Promise<Answer> =>
    focal.upload(`${path}/file`, { name: 'note.pdf', bytes: await pdf(`${letter} ${serial()}`) });
  const enter = async (one: Led, ...lines: (string | object)[]): Promise<any> => {
    const answer = await protocol.put(`${one.path}/lines`, {
      lines: lines.map((line) => (typeof line === 'string' ? { name: line } : line)),
    });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    return answer.body;
  };
  const compared = async ({ path }: Led): Promise<any> => (await protocol.get(`${path}/comparison`)).body;
  const lineAt = (id: string): string => `${event.path}/letter-lines/${id}`;
  const match = (id: string, registrationId: string, by: Api = protocol): Promise<Answer> =>
    by.move(lineAt(id), 'match', { input: { registrationId } });
  const missing = async ({ delegation }: Led): Promise<any> =>
    (await protocol.get(`${delegation.path}/accreditation`)).body;
  const says = ({ status, body }: Answer): [number, string] => [status, body.code];

  test('a letter is received, verified, found incomplete, sent anew and accepted; the focal point is told what is missing', async () => {
    const one = await led();
    await handIn(one);
    expect((await protocol.move(one.own, 'verify')).body.state).toBe('verified');
    expect(says(await protocol.move(one.own, 'find_incomplete'))).toEqual([422, 'comment-required']);
    const found = await protocol.move(one.own, 'find_incomplete', { comment: 'The second page.' });
    expect([found.body.state, found.body.reason]).toEqual(['incomplete', 'The second page.']);
    await app.settled();
    expect(
      (await mailsOf(app, one.delegation, 'delegation.letter-incomplete')).map(({ state }) => state),
    ).toEqual(['sent']);
    const open = (await one.focal.get(`${one.delegation.path}/missing`)).body;
    expect(open.documents.map(({ id, state }: { id: string; state: string }) => [id, state])).toEqual([
      [one.documentId, 'incomplete'],
    ]);
    const anew = await handIn(one);
    expect([anew.body.state, anew.body.reason]).toEqual(['handed_in', null]);
    await protocol.move(one.own, 'verify');
    expect((await protocol.move(one.own, 'accept')).body.state).toBe('accepted');
  });

  test('only letters are verified; what is no letter names nobody', async () => {
    const one = await led({ kind: 'other' });
    await one.focal.upload(`${one.path}/file`, { name: 'plan.png', bytes: png });
    expect(says(await protocol.move(one.own, 'verify'))).toEqual([409, 'transition-not-possible']);
    expect(says(await protocol.get(`${one.path}/comparison`))).toEqual([409, 'letter-is-none']);
    const wrong = await event.staff.post(`${event.path}/requirements`, {
      kind: 'photo',
      concerns: 'member',
      title: 'Photo',
      matchMembers: true,
    });
    expect(says(wrong)).toEqual([422, 'requirement-not-a-letter']);
  });

  test('names are proposed whatever their script, order and spelling, with a score and why', async () => {
    const one = await led();
    const members = {
      li: await name(one, person('Na', 'Li', { displayName: 'LI Na', nativeName: '李娜' })),
      khrushchev: await name(one, person('Nikita', 'Khrushchev'), 'head'),
      muller: await name(one, person('Jörg', 'Müller')),
      ivanov: await name(one, person('Ivan', 'Ivanov')),
      absent: await name(one, person('Absent', 'Person')),
    };
    await handIn(one);
    const view = await enter(
      one,
      '李娜',
      { name: 'г-н ХРУЩЁВ Никита Сергеевич', post: 'Министр', part: 'deputy_head' },
      'Dr. Jorg MUELLER',
      'Ivanof, Ivan',
      'Nobody Whom Anybody Knows',
    );
    const proposed = view.lines.map(({ proposals }: any) =>
      proposals.map((p: any) => [p.registrationId, p.why, p.partDiffers]),
    );
    expect(proposed).toEqual([
      [[members.li.id, 'exact', false]],
      [[members.khrushchev.id, 'partial', true]],
      [[members.muller.id, 'transliterated', false]],
      [[members.ivanov.id, 'similar', false]],
      [],
    ]);
    expect([view.matched, view.open, view.notInLetter.length]).toEqual([0, 5, 5]);
    // The sure ones at once, one by hand; the rest is said as it is.
    const confirmed = (await protocol.post(`${one.path}/confirmations`, { minScore: 90 })).body;
    expect(confirmed.lines.map(({ state, how }: any) => [state, how])).toEqual([
      ['matched', 'exact'],
      ['open', null],
      ['matched', 'transliterated'],
      ['open', null],
      ['open', null],
    ]);
    const byHand = await match(view.lines[1].id, members.khrushchev.id);
    expect([byHand.status, byHand.body.state, byHand.body.how, byHand.body.matchedBy]).toEqual([
      200,
      'matched',
      'partial',
      expect.stringMatching(/^Staff /),
    ]);
    expect((await match(view.lines[4].id, members.absent.id)).body).toMatchObject({
      state: 'matched',
      how: null,
      score: null,
    });
    const after = await compared(one);
    expect(after.notInLetter.map(({ name: who }: any) => who)).toEqual(['Ivan Ivanov']);
    const waits = (
      await protocol.get(`${event.path}/letter-lines?state=open&delegationId=${one.delegation.id}`)
    ).body;
    expect(waits.items.map(({ name: who }: any) => who)).toEqual(['Ivanof, Ivan']);
  });

  test('an officer parts two who were proposed; nobody is two lines, no line two members, and no stranger is matched', async () => {
    const one = await led();
    const member = await name(one, person('Anna', 'Petrova'));
    const other = await name(one, person('Olga', 'Orlova'));
    await handIn(one);
    const view = await enter(one, 'Anna Petrova', 'Petrova A.');
    const [first, second] = view.lines;
    const parted = await protocol.move(lineAt(first.id), 'part', { input: { registrationId: member.id } });
    expect([parted.status, parted.body.state]).toEqual([200, 'open']);
    expect((await compared(one)).lines[0].proposals).toEqual([]);
    await match(second.id, member.id);
    expect(says(await match(first.id, member.id))).toEqual([409, 'letter-member-taken']);
    expect(says(await match(second.id, other.id))).toEqual([409, 'transition-not-possible']);
    const stranger = await led();
    const far = await name(stranger, person('Anna', 'Petrova'));
    expect(says(await match(first.id, far.id))).toEqual([409, 'transition-not-possible']);
    expect((await one.focal.get(`${one.path}/comparison`)).status).toBe(404);
    expect((await match(first.id, other.id, one.focal)).status).toBe(404);
  });

  test('a changed name, a replacement, a departure and a new letter open the match again', async () => {
    const one = await led();
    const made = [
      await name(one, person('Anna', 'Petrova')),
      await name(one, person('Boris', 'Orlov')),
      await name(one, person('Clara', 'Weiss')),
      await name(one, person('Dmitri', 'Sokolov')),
    ];
    await handIn(one);
    const lines = (await enter(one, 'Anna Petrova', 'Boris Orlov', 'Clara Weiss', 'Dmitri Sokolov')).lines;
    await protocol.post(`${one.path}/confirmations`, { minScore: 100 });
    const states = async (): Promise<string[]> => (await compared(one)).lines.map(({ state }: any) => state);
    expect(await states()).toEqual(['matched', 'matched', 'matched', 'matched']);

    const registration = `${event.path}/registrations/${made[0].id}`;
    const { version } = (await event.staff.get(registration)).body;
    const renamed = await event.staff.patch(registration, { nativeName: 'Петрова-Орлова Анна' }, version);
    expect(renamed.status).toBe(200);
    await app.settled();
    expect(await states()).toEqual(['open', 'matched', 'matched', 'matched']);

    await event.staff.move(`${event.path}/registrations/${made[1].id}`, 'submit');
    const replaced = `${one.delegation.path}/members/${made[1].id}`;
    await event.staff.post(
      `${replaced}/replacement`,
      {
        person: person('Egor', 'Titov'),
      },
      { ifMatch: (await event.staff.get(replaced)).body.version },
    );
    const member = (await one.focal.get(`${one.delegation.path}/members/${made[2].id}`)).body;
    await one.focal.delete(`${one.delegation.path}/members/${made[2].id}`, member.version);
    await app.settled();
    expect(await states()).toEqual(['open', 'open', 'open', 'matched']);
    const past = (await protocol.get(`${lineAt(lines[1].id)}/history`)).body.items;
    expect(past.map(({ transition, byKind }: any) => [transition, byKind])).toEqual([
      ['create', 'staff'],
      ['match', 'staff'],
      ['reopen', 'system'],
    ]);
    await handIn(one);
    expect(await states()).toEqual(['open', 'open', 'open', 'open']);
  });

  test('lines that are entered anew keep those whose name stays', async () => {
    const one = await led();
    const member = await name(one, person('Anna', 'Petrova'));
    expect(says(await protocol.put(`${one.path}/lines`, { lines: [{ name: 'Anna Petrova' }] }))).toEqual([
      409,
      'letter-not-there',
    ]);
    await handIn(one);
    const [first] = (await enter(one, 'Anna Petrova', 'Somebody Else')).lines;
    await match(first.id, member.id);
    const anew = await enter(one, 'Another One', { name: 'Anna Petrova', part: 'head' });
    expect(
      anew.lines.map(({ id, name: who, state, position, part }: any) => [
        id === first.id,
        who,
        state,
        position,
        part,
      ]),
    ).toEqual([
      [false, 'Another One', 'open', 1, null],
      [true, 'Anna Petrova', 'matched', 2, 'head'],
    ]);
  });

  test('accreditation says what is missing, and passes it over only with a reason on record', async () => {
    const one = await led();
    await name(one, person('Anna', 'Petrova'));
    const boris = await name(one, person('Boris', 'Orlov'));
    await one.focal.move(one.delegation.path, 'nominate');
    expect(await missing(one)).toMatchObject({
      complete: false,
      missing: ['“Note verbale” was not handed in.'],
    });
    await handIn(one);
    await protocol.move(one.own, 'find_incomplete', { comment: 'The seal' });
    expect((await missing(one)).missing).toEqual([
      '“Note verbale” is incomplete: The seal.',
      'The names in “Note verbale” have not been entered.',
    ]);
    const lines = (await enter(one, 'Anna Petrova', 'Nobody We Know')).lines;
    await protocol.post(`${one.path}/confirmations`, { minScore: 95 });
    await protocol.move(one.own, 'accept');
    const view = await missing(one);
    expect([
      view.missing,
      view.letters[0].notInLetter.map(({ name: who }: any) => who),
      view.letters[0].openLines,
    ]).toEqual([
      ['Not in “Note verbale”: Boris Orlov. Confirm their lines, or ask for another letter.'],
      ['Boris Orlov'],
      1,
    ]);
    const offered = (await protocol.get(`${one.delegation.path}/transitions`)).body.items;
    expect(offered.find(({ transition }: any) => transition === 'accredit').blockedBy).toEqual([
      expect.stringContaining('Boris Orlov'),
    ]);
    const move = (more: object): Promise<Answer> => protocol.move(one.delegation.path, 'accredit', more);
    for (const more of [{}, { comment: 'Please' }, { input: { override: true } }])
      expect(says(await move(more))).toEqual([409, 'transition-not-possible']);
    const done = await move({ input: { override: true }, comment: 'The embassy has called.' });
    expect([done.status, done.body.state]).toEqual([200, 'accredited']);
    const record = async (by: Api): Promise<any> =>
      (await by.get(`${one.delegation.path}/history`)).body.items.at(-1);
    expect(await record(protocol)).toMatchObject({
      transition: 'accredit',
      comment: 'The embassy has called.',
      data: { overridden: view.missing },
    });
    expect(await record(one.focal)).toMatchObject({ transition: 'accredit', comment: null, data: {} });
    expect([boris.id.length, lines.length]).toEqual([36, 2]);
  });

  test('with all in order it needs no reason; an event that asks for no names is not asked for them', async () => {
    const one = await led({ matchMembers: false });
    await name(one, person('Anna', 'Petrova'));
    await one.focal.move(one.delegation.path, 'nominate');
    await handIn(one);
    expect((await missing(one)).missing).toEqual(['“Note verbale” has not been verified.']);
    await protocol.move(one.own, 'accept');
    expect(await missing(one)).toMatchObject({ complete: true, missing: [], waiting: 0 });
    expect((await protocol.move(one.delegation.path, 'accredit')).body.state).toBe('accredited');
  });

  test('a member on hold is not confirmed with the others, and is when it is resumed', async () => {
    const delegation = await makeDelegation(event);
    const category = await makeCategory(event, { approval: 'review' });
    const members = [];
    for (const given of ['Anna', 'Boris'])
      members.push(
        await make(event.staff, `${delegation.path}/members`, {
          person: person(given, `Held ${serial()}`),
          categoryId: category,
          part: 'member',
        }),
      );
    for (const { id } of members) await event.staff.move(`${event.path}/registrations/${id}`, 'submit');
    const held = `${event.path}/registrations/${members[0].id}`;
    await protocol.move(held, 'hold', { comment: 'To be looked at' });
    for (const transition of ['accept', 'nominate', 'accredit'])
      await event.staff.move(delegation.path, transition);
    await app.settled();
    const state = async (id: string): Promise<string> =>
      (await event.staff.get(`${event.path}/registrations/${id}`)).body.state;
    expect([await state(members[0].id), await state(members[1].id)]).toEqual(['submitted', 'confirmed']);
    expect((await protocol.get(`${delegation.path}/accreditation`)).body.waiting).toBe(1);
    await protocol.move(held, 'resume');
    await app.settled();
    expect(await state(members[0].id)).toBe('confirmed');
  });

  test('two officers at once: a member is one line, and a line one member', async () => {
    const officers = [protocol, await app.staff(event.id, 'protocol')];
    for (let round = 0; round < 4; round += 1) {
      const one = await led();
      const anna = await name(one, person('Anna', 'Petrova'));
      const olga = await name(one, person('Olga', 'Orlova'));
      await handIn(one);
      const [first, second] = (await enter(one, 'First Line', 'Second Line')).lines;
      const sameMember = await Promise.all([
        match(first.id, anna.id, officers[0]),
        match(second.id, anna.id, officers[1]),
      ]);
      expect(sameMember.map(({ status }) => status).sort()).toEqual([200, 409]);
      const free = (await compared(one)).lines.find(({ state }: any) => state === 'open');
      const third = await name(one, person('Third', `One ${serial()}`));
      const sameLine = await Promise.all([
        match(free.id, olga.id, officers[0]),
        match(free.id, third.id, officers[1]),
      ]);
      expect(sameLine.map(({ status }) => status).sort()).toEqual([200, 409]);
    }
  });
});
