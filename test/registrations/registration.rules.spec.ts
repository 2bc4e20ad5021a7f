import {
  closedBecause,
  identityKey,
  newRegistrationCode,
  readRegistrationCode,
  sortName,
} from '../../src/registrations/registration.rules';

const person = { givenName: 'José', familyName: 'Núñez', email: 'jose@m.example' };

test.each([
  ['another case', { givenName: 'JOSÉ', email: 'Jose@M.example' }, true],
  ['characters composed in another way', { givenName: 'Jose\u0301' }, true],
  ['more blanks', { familyName: ' Núñez ' }, true],
  ['full-width letters', { familyName: 'Ｎúñez' }, true],
  ['another given name', { givenName: 'Josefa' }, false],
  ['another address', { email: 'jose@n.example' }, false],
  ['names the other way round', { givenName: 'Núñez', familyName: 'José' }, false],
  ['a date of birth', { birthDate: '1980-05-17' }, false],
])('with %s it is the same person: %#', (_, changes, same) => {
  expect(identityKey({ ...person, ...changes }) === identityKey(person)).toBe(same);
});

test('codes have 8 characters that nobody mistakes, and are read with blanks and hyphens', () => {
  const codes = Array.from({ length: 500 }, newRegistrationCode);
  expect(codes.every((code) => /^[2-9A-HJKMNP-TV-Z]{8}$/.test(code))).toBe(true);
  expect(new Set(codes).size).toBe(500);
  expect(readRegistrationCode(' 7kq2-m9xw')).toBe('7KQ2M9XW');
});

test('sorted by family name, then given name', () => {
  expect(sortName({ familyName: 'LI', givenName: 'Na' })).toBe('li na');
});

describe('the window', () => {
  const now = new Date('2019-06-01T00:00:00Z');
  const at = (offset: number): Date => new Date(now.getTime() + offset);
  test.each([
    ['published, without a window', 'published', null, null, true],
    ['running, without a window', 'running', null, null, true],
    ['closed', 'closed', null, null, false],
    ['cancelled', 'cancelled', null, null, false],
    ['a draft', 'draft', null, null, false],
    ['opening now', 'published', at(0), null, true],
    ['opening in a moment', 'published', at(1), null, false],
    ['closing now', 'published', null, at(0), false],
    ['closing in a moment', 'published', null, at(1), true],
  ])('an event that is %s', (_, eventState, opensAt, closesAt, open) => {
    expect(closedBecause({ eventState, opensAt, closesAt }, now) === undefined).toBe(open);
  });
});
