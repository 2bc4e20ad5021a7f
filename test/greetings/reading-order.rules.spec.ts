import { plainRules, type PrecedenceRules } from '../../src/delegations/precedence/precedence.rules';
import {
  orderOfReading,
  type MessageInOrder,
  type ReadingException,
} from '../../src/greetings/readings/reading-order.rules';
import { placeExplained } from '../../src/greetings/readings/reading-order.words';

const message = (name: string, changes: Partial<MessageInOrder> = {}): MessageInOrder => ({
  greetingId: name,
  position: 1,
  done: false,
  author: `Head of ${name}`,
  authors: {},
  rankClass: null,
  organisation: {
    organisationId: `org-${name}`,
    name,
    nameLanguage: 'en',
    names: {},
    shortName: null,
    shortNames: {},
  },
  delegation: { delegationId: `delegation-${name}`, rankClass: 2, host: false },
  ...changes,
});

const pinned = (greetingId: string, position: number): ReadingException => ({
  greetingId,
  position,
  reason: 'Agreed with the hosts.',
});

const orderIn = (
  messages: readonly MessageInOrder[],
  exceptions: readonly ReadingException[] = [],
  rules: PrecedenceRules = plainRules('en'),
): [string, number][] =>
  orderOfReading(messages, rules, exceptions).map(({ message: { greetingId }, position }) => [
    greetingId,
    position,
  ]);

describe('the order of reading', () => {
  test('follows rank, the author’s own before that of the delegation, then the alphabet of the event', () => {
    const messages = [
      message('Alpha'),
      message('Beta', { rankClass: 1 }),
      message('Gamma', { delegation: { delegationId: 'g', rankClass: 1, host: false } }),
      message('Delta', { rankClass: 3 }),
    ];
    const expected = [
      ['Beta', 1],
      ['Gamma', 2],
      ['Alpha', 3],
      ['Delta', 4],
    ];
    expect(orderIn(messages)).toEqual(expected);
    expect(orderIn(messages.toReversed())).toEqual(expected);
  });

  test('puts authors of whose rank nothing is known after all others', () => {
    const messages = [
      message('Anna', { organisation: null, delegation: null }),
      message('Zeta', { delegation: { delegationId: 'z', rankClass: 9, host: false } }),
      message('Alone', { delegation: null }),
    ];
    expect(orderIn(messages)).toEqual([
      ['Zeta', 1],
      ['Alone', 2],
      ['Anna', 3],
    ]);
  });

  test('puts the host where the rules put it', () => {
    const messages = [
      message('Alpha', { rankClass: 1 }),
      message('Host', { delegation: { delegationId: 'h', rankClass: 5, host: true } }),
    ];
    expect(orderIn(messages, [], { ...plainRules('en'), hostPlace: 'first' })).toEqual([
      ['Host', 1],
      ['Alpha', 2],
    ]);
    expect(orderIn(messages, [], { ...plainRules('en'), hostPlace: 'first_of_class' })).toEqual([
      ['Alpha', 1],
      ['Host', 2],
    ]);
  });

  test('keeps places fixed by hand; the others stand around them in their order', () => {
    const messages = ['Alpha', 'Beta', 'Gamma', 'Delta'].map((name) => message(name));
    expect(orderIn(messages, [pinned('Gamma', 1), pinned('Alpha', 4)])).toEqual([
      ['Gamma', 1],
      ['Beta', 2],
      ['Delta', 3],
      ['Alpha', 4],
    ]);
  });

  test('what was read already keeps its place, and nobody is put there', () => {
    const messages = [
      message('Alpha'),
      message('Beta', { done: true, position: 2 }),
      message('Gamma'),
      message('Delta', { done: true, position: 5 }),
    ];
    expect(orderIn(messages)).toEqual([
      ['Alpha', 1],
      ['Beta', 2],
      ['Gamma', 3],
      ['Delta', 5],
    ]);
    const [, , gamma] = orderOfReading(messages, plainRules('en'), [pinned('Gamma', 2)]);
    expect([gamma!.message.greetingId, gamma!.position, gamma!.kept]).toEqual(['Gamma', 3, false]);
  });

  test('what is fixed beside another delegation holds for the messages of both', () => {
    const rules: PrecedenceRules = {
      ...plainRules('en'),
      exceptions: [
        {
          delegationId: 'delegation-Gamma',
          rule: 'before',
          otherId: 'delegation-Alpha',
          position: null,
          reason: 'Chairs the organisation this year.',
        },
        { delegationId: 'delegation-Beta', rule: 'at', otherId: null, position: 1, reason: 'In the hall.' },
      ],
    };
    const messages = ['Alpha', 'Beta', 'Gamma'].map((name) => message(name));
    expect(orderIn(messages, [], rules)).toEqual([
      ['Gamma', 1],
      ['Alpha', 2],
      ['Beta', 3],
    ]);
    expect(orderIn([messages[1]!, messages[2]!], [], rules)).toEqual([
      ['Beta', 1],
      ['Gamma', 2],
    ]);
  });

  test('is the same when it is asked for again after it was applied', () => {
    const messages = ['Delta', 'Alpha', 'Gamma', 'Beta'].map((name, index) =>
      message(name, { position: index + 1 }),
    );
    const exceptions = [pinned('Beta', 1)];
    const first = orderIn(messages, exceptions);
    const applied = messages.map((one) => ({
      ...one,
      position: first.find(([name]) => name === one.greetingId)![1],
    }));
    expect(orderIn(applied, exceptions)).toEqual(first);
  });

  test('says after whom, by whose rank, and what was fixed by hand', () => {
    const rules: PrecedenceRules = {
      ...plainRules('en'),
      rankClasses: [{ class: 1, title: 'Heads of organisations', titles: { ru: 'Главы организаций' } }],
    };
    const places = orderOfReading(
      [
        message('SCO Secretariat', {
          rankClass: 1,
          author: 'Vladimir Norov',
          authors: { ru: 'Владимир Норов', zh: '弗拉基米尔·诺罗夫' },
        }),
        message('Ministry'),
        message('Guest', { organisation: null, delegation: null }),
      ],
      rules,
      [pinned('Guest', 2)],
    );
    const said = places.map((place, index) => placeExplained(rules, place, places[index - 1]));
    expect(said.map(({ en }) => en)).toEqual([
      'First. Rank class 1 (Heads of organisations), and within it “SCO Secretariat” in English alphabetical order. The rank is the author’s own.',
      'After the message of Vladimir Norov. Neither the author nor a delegation of the organisation has a rank here, so it stands after those that have one. Fixed by hand at place 2: Agreed with the hosts.',
      'After the message of Head of Guest. Rank class 2, and within it “Ministry” in English alphabetical order. The rank is that of the organisation’s delegation.',
    ]);
    expect(said[1]!.ru).toContain('После послания, автор которого — Владимир Норов.');
    expect(said[1]!.zh).toContain('排在弗拉基米尔·诺罗夫的贺信之后。');
  });
});
