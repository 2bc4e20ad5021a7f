import { JsonLogger } from '../../src/platform/observability/logger';

/** What the logger writes, line by line. */
function written(log: (logger: JsonLogger) => void, level: 'info' | 'debug' = 'info'): Record<string, any>[] {
  let text = '';
  log(new JsonLogger(level, { write: (chunk: string) => void (text += chunk) }));
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

describe('the log', () => {
  test('is one JSON object a line, with level, time, context and message', () => {
    const [line, ...more] = written((logger) => logger.warn('the queue is slow', 'Jobs'));
    expect(more).toEqual([]);
    expect(line).toEqual({
      level: 'warn',
      time: expect.any(String),
      context: 'Jobs',
      msg: 'the queue is slow',
    });
    expect(new Date(line!['time']).toISOString()).toBe(line!['time']);
  });

  test('leaves out what is less severe than its level', () => {
    expect(written((logger) => logger.debug('a detail', 'Jobs'))).toEqual([]);
    expect(written((logger) => logger.debug('a detail', 'Jobs'), 'debug')).toHaveLength(1);
  });

  test('says of an error what it is, what it says and where it was, with its cause', () => {
    const cause = Object.assign(new Error('duplicate key'), { code: '23505', constraint: 'events_slug_key' });
    const [line] = written((logger) =>
      logger.error({
        msg: 'it failed',
        err: new TypeError('not a date', { cause }),
        route: '/api/v1/events',
      }),
    );
    expect(line).toMatchObject({
      msg: 'it failed',
      route: '/api/v1/events',
      err: {
        type: 'TypeError',
        message: 'not a date',
        stack: expect.stringContaining('logger.spec'),
        cause: { message: 'duplicate key', code: '23505', constraint: 'events_slug_key' },
      },
    });
  });

  test('repeats nothing of a person: no values of a row, no parameters, no addresses, no tokens', () => {
    const refused = Object.assign(new Error('duplicate key for li.na@ministry.example'), {
      code: '23505',
      detail: 'Key (native_name)=(李娜) already exists.',
      parameters: ['li.na@ministry.example', 'E12345678'],
    });
    const [line] = written((logger) => {
      logger.error({
        msg: 'GET /agenda?token=pl.secret-of-a-link from li.na@ministry.example',
        path: '/api/v1/feeds/secret-of-a-calendar/agenda.ics',
        err: refused,
        person: { passport: 'E12345678' },
        header: 'Bearer ps.secret-of-a-session',
        url: 'postgres://plenary:secret-password@db/plenary',
      });
    });
    const text = JSON.stringify(line);
    for (const secret of [
      'li.na',
      'E12345678',
      '李娜',
      'secret-of-a-link',
      'secret-of-a-session',
      'secret-of-a-calendar',
      'secret-password',
    ]) {
      expect([secret, text.includes(secret)]).toEqual([secret, false]);
    }
    expect(line!['msg']).toBe('GET /agenda?token=[removed] from [address]');
  });
});
