import type { Contract } from './contract';

export interface Answer<T = any> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

export interface RequestOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly idempotencyKey?: string;
  /** Version for If-Match. */
  readonly ifMatch?: number;
}

/** A small client of the API, over real HTTP. Paths without a leading slash are below `/api/v1/`. */
export class Api {
  constructor(
    readonly url: string,
    private readonly token?: string,
    /** What answers must be like; those below the base path are held against it. */
    private readonly contract?: () => Contract,
  ) {}

  /** The same API, called by somebody with this token. */
  as(token: string): Api {
    return new Api(this.url, token, this.contract);
  }

  get<T = any>(path: string, options: RequestOptions = {}): Promise<Answer<T>> {
    return this.request<T>('GET', path, undefined, options);
  }

  post<T = any>(path: string, body?: unknown, options: RequestOptions = {}): Promise<Answer<T>> {
    return this.request<T>('POST', path, body, options);
  }

  put<T = any>(path: string, body?: unknown, options: RequestOptions = {}): Promise<Answer<T>> {
    return this.request<T>('PUT', path, body, options);
  }

  patch<T = any>(
    path: string,
    body: unknown,
    ifMatch?: number,
    options: RequestOptions = {},
  ): Promise<Answer<T>> {
    return this.request<T>('PATCH', path, body, {
      ...options,
      ...(ifMatch === undefined ? {} : { ifMatch }),
    });
  }

  delete<T = any>(path: string, ifMatch?: number, options: RequestOptions = {}): Promise<Answer<T>> {
    return this.request<T>('DELETE', path, undefined, {
      ...options,
      ...(ifMatch === undefined ? {} : { ifMatch }),
    });
  }

  /** Moves a thing on: `POST <path>/transitions`. */
  move<T = any>(
    path: string,
    transition: string,
    more: { comment?: string; input?: object } = {},
  ): Promise<Answer<T>> {
    return this.post<T>(`${path}/transitions`, { transition, ...more });
  }

  async request<T>(
    method: string,
    path: string,
    body: unknown,
    options: RequestOptions = {},
  ): Promise<Answer<T>> {
    const address = new URL(path.startsWith('/') ? this.url + path : `${this.url}/api/v1/${path}`);
    const response = await fetch(address, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
        ...(options.idempotencyKey === undefined ? {} : { 'idempotency-key': options.idempotencyKey }),
        ...(options.ifMatch === undefined ? {} : { 'if-match': `"${options.ifMatch}"` }),
        ...options.headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const contentType = response.headers.get('content-type');
    const isJson = /[/+]json/.test(contentType ?? '');
    const answer = {
      status: response.status,
      headers: response.headers,
      body: (isJson && text !== '' ? JSON.parse(text) : text) as T,
    };
    if (address.pathname.startsWith('/api/v1/') && method !== 'HEAD' && method !== 'OPTIONS')
      this.contract?.().check({ ...answer, method, path: address.pathname, contentType });
    return answer;
  }
}
