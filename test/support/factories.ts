import type { Api } from './api';
import type { TestApp } from './app';

let count = 0;

/** A number that no other thing of this run has. */
export function serial(): number {
  count += 1;
  return count;
}

/** What a new event looks like, unless the test cares. */
export function eventInput(changes: object = {}): Record<string, unknown> {
  return {
    title: 'Infoforum-China 2019',
    slug: `forum-${serial()}`,
    startDate: '2019-10-21',
    endDate: '2019-10-25',
    timeZone: 'Asia/Shanghai',
    city: 'Shenzhen',
    country: 'CN',
    locales: ['en', 'ru', 'zh'],
    ...changes,
  };
}

export interface TestEvent {
  readonly id: string;
  readonly slug: string;
  /** Path of the event below the base path. */
  readonly path: string;
  /** Somebody with every role in it. */
  readonly staff: Api;
}

/** An event, announced unless told otherwise, and somebody with every role in it. */
export async function makeEvent(
  app: TestApp,
  changes: object = {},
  { published = true } = {},
): Promise<TestEvent> {
  const made = await app.admin.post('events', eventInput(changes));
  if (made.status !== 201) throw new Error(`no event could be made: ${JSON.stringify(made.body)}`);
  const { id, slug } = made.body as { id: string; slug: string };
  if (published) {
    const moved = await app.admin.move(`events/${id}`, 'publish');
    if (moved.status !== 200)
      throw new Error(`the event could not be published: ${JSON.stringify(moved.body)}`);
  }
  return { id, slug, path: `events/${slug}`, staff: await app.staff(id) };
}

/** Makes something by `POST` and answers it, or fails with what was answered instead. */
export async function make<T = any>(api: Api, path: string, body: unknown, status = 201): Promise<T> {
  const answer = await api.post<T>(path, body);
  if (answer.status !== status)
    throw new Error(`POST ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}
