import { isAhead, takesAnswer, type Asking } from '../../src/programme/roles/session-role.rules';

const asking = (changes: Partial<Asking> = {}): Asking => ({
  state: 'asked',
  eventState: 'published',
  startsAt: new Date('2019-10-24T01:00:00Z'),
  opensAt: new Date('2019-10-20T16:00:00Z'),
  closesAt: new Date('2019-10-25T16:00:00Z'),
  ...changes,
});

describe('whether the answer of somebody who is asked is taken', () => {
  test.each<[string, Partial<Asking>, string, boolean]>([
    ['a first one before the event', {}, '2019-06-01T08:00:00Z', true],
    ['a first one during the event, before the session', {}, '2019-10-24T00:59:59Z', true],
    ['a first one when the session begins', {}, '2019-10-24T01:00:00Z', false],
    ['a first one for a session without a time', { startsAt: null }, '2019-10-25T15:59:59Z', true],
    ['a first one after the event', { startsAt: null }, '2019-10-25T16:00:00Z', false],
    ['another one before the event', { state: 'accepted' }, '2019-10-20T15:59:59Z', true],
    ['another one when the event begins', { state: 'accepted' }, '2019-10-20T16:00:00Z', false],
    ['another one of somebody who has declined', { state: 'declined' }, '2019-10-20T16:00:00Z', false],
    ['that of somebody who was replaced', { state: 'replaced' }, '2019-06-01T08:00:00Z', false],
    ['one for a draft', { eventState: 'draft' }, '2019-06-01T08:00:00Z', true],
    ['one for a cancelled event', { eventState: 'cancelled' }, '2019-06-01T08:00:00Z', false],
    ['one for an event that was closed early', { eventState: 'closed' }, '2019-10-21T08:00:00Z', false],
  ])('%s', (_, changes, now, taken) => {
    expect(takesAnswer(asking(changes), new Date(now))).toBe(taken);
  });

  test('nobody is asked for what has begun', () => {
    expect(isAhead(asking(), new Date('2019-10-24T00:59:59Z'))).toBe(true);
    expect(isAhead(asking(), new Date('2019-10-24T01:00:00Z'))).toBe(false);
  });
});
