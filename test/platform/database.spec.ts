import { startApp } from '../support/app';

describe('a connection to PostgreSQL', () => {
  test('compiles no question: where LLVM is at hand, a short search would wait seconds for it', async () => {
    const app = await startApp({ config: { role: 'api' } });
    expect(await app.db.query('SHOW jit')).toEqual([{ jit: 'off' }]);
  });
});
