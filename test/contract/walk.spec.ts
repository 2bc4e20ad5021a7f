import { randomUUID } from 'node:crypto';
import { problemCatalogue } from '../../src/platform/http/problem';
import type { Answer } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { makeEvent, type TestEvent } from '../support/factories';

/** Every route below the base path, called in ways that no client should. */
describe('every route', () => {
  let app: TestApp;
  let event: TestEvent;
  let routes: { method: string; url: string; path: string }[];
  beforeAll(async () => {
    app = await startApp();
    event = await makeEvent(app);
    // The event is there, everything else in the path is not.
    const at = (url: string): string => url.replace(':event', event.id).replace(/:\w+/g, () => randomUUID());
    routes = app.routes
      .filter(({ method, url }) => url.startsWith('/api/v1/') && method !== 'HEAD')
      .map(({ method, url }) => ({ method, url, path: at(url) }));
  });

  const called = async (
    these: typeof routes,
    call: (route: (typeof routes)[number]) => Promise<Answer>,
  ): Promise<[string, Answer][]> => {
    const answers: [string, Answer][] = [];
    for (const route of these) answers.push([`${route.method} ${route.url}`, await call(route)]);
    expect(answers.length).toBeGreaterThan(10);
    return answers;
  };
  const others = (answers: [string, Answer][], statuses: number[]): [string, number, string][] =>
    answers
      .filter(([, { status }]) => !statuses.includes(status))
      .map(([name, { status, body }]) => [name, status, body?.code]);

  test('answers 401 to whoever is not signed in, unless it says that it is public', async () => {
    const { body: document } = await app.api.get('/api/openapi.json');
    const isPublic = ({ method, url }: { method: string; url: string }): boolean =>
      document.paths[url.replace(/:(\w+)/g, '{$1}')][method.toLowerCase()].description.includes('Public:');
    const closed = routes.filter((route) => !isPublic(route));
    const answers = await called(closed, ({ method, path }) =>
      app.api.request(method, path, method === 'GET' ? undefined : {}, {}),
    );
    expect(others(answers, [401])).toEqual([]);
  });

  test('refuses a parameter that it does not know', async () => {
    const reads = routes.filter(({ method }) => method === 'GET');
    const answers = await called(reads, ({ path }) => app.admin.get(`${path}?nosuchparameter=1`));
    // A stream cannot be refused once it has begun, so what it is about is looked for before everything else.
    expect(others(answers, [400])).toEqual([
      ['GET /api/v1/events/:event/departures/:id/board/stream', 404, 'not-found'],
      ['GET /api/v1/jobs/:id/stream', 404, 'not-found'],
    ]);
    for (const [name, { body }] of answers.filter(([, { status }]) => status === 400))
      expect([name, body.errors[0].pointer]).toEqual([name, '?nosuchparameter']);
  });

  test.each([
    ['a list', '[]'],
    ['a field that does not exist', '{"nosuchfield": 1}'],
    ['a body that reaches for the prototype', '{"__proto__": {"administrator": true}}'],
    ['half a body', '{"title": '],
  ])('takes %s for no body, and never fails over it', async (_, body) => {
    // Signing out would do what it says.
    const writes = routes.filter(
      ({ method, url }) => method !== 'GET' && method !== 'DELETE' && !url.endsWith('/logout'),
    );
    const answers = await called(writes, ({ method, path }) =>
      app.admin.request(method, path, body, { ifMatch: 1 }),
    );
    const { body: document } = await app.api.get('/api/openapi.json');
    const takesForms = ({ method, url }: { method: string; url: string }): boolean =>
      'multipart/form-data' in
      (document.paths[url.replace(/:(\w+)/g, '{$1}')][method.toLowerCase()].requestBody?.content ?? {});
    const forms = writes.filter(takesForms).map(({ method, url }) => `${method} ${url}`);
    expect(forms.length).toBeGreaterThan(0);
    // What takes a form reads nothing else, unless it is no JSON to begin with.
    expect(
      others(
        answers.filter(([name]) => forms.includes(name)),
        [415, 400],
      ),
    ).toEqual([]);
    // An invitation reads no body; the thing that is asked for does not exist, or it is done.
    expect(
      others(
        answers.filter(([name]) => !forms.includes(name)),
        [400, 404, 422, 204],
      ),
    ).toEqual([]);
    for (const [name, { status, body: problem }] of answers.filter(([, { status }]) => status >= 400))
      expect([name, problemCatalogue.get(problem.code)?.status]).toEqual([name, status]);
  });

  test('names the methods that it takes to whoever comes with another', async () => {
    const tried: string[] = [];
    for (const { url, path } of routes) {
      const takes = app.routes.filter((route) => matches(route.url, path)).map(({ method }) => method);
      const wrong = ['PUT', 'DELETE', 'PATCH', 'POST', 'GET'].find((method) => !takes.includes(method));
      if (wrong === undefined) continue;
      tried.push(url);
      const refused = await app.admin.request<any>(wrong, path, wrong === 'GET' ? undefined : {}, {});
      expect([url, wrong, refused.status, refused.body.code]).toEqual([
        url,
        wrong,
        405,
        'method-not-allowed',
      ]);
      expect(refused.headers.get('allow')!.split(', ').sort()).toEqual([...new Set(takes)].sort());
    }
    expect(tried.length).toBeGreaterThan(50);
  });
});

/** Whether Fastify would lead this path to the route. */
function matches(url: string, path: string): boolean {
  return new RegExp(`^${url.replace(/:\w+/g, '[^/]+').replaceAll('.', '\\.')}$`).test(path);
}
