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

/** A file as a form sends it. */
export interface SentFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What the sender says that it is; nobody has to believe it. */
  readonly type?: string;
}

/** A small client of the API, over real HTTP. Paths without a leading slash are below `/api/v1/`. */
export class Api {
  constructor(
    readonly url: string,
    /** Whose calls these are. */
    readonly token?: string,
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

  /** Sends a form with a file and texts. */
  upload<T = any>(
    path: string,
    file: SentFile,
    fields: Readonly<Record<string, string>> = {},
    options: RequestOptions = {},
  ): Promise<Answer<T>> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append(
      'file',
      new Blob([new Uint8Array(file.bytes)], { type: file.type ?? 'application/octet-stream' }),
      file.name,
    );
    return this.request<T>('POST', path, form, options);
  }

  /** Fetches a file as it is. */
  async download(path: string, options: RequestOptions = {}): Promise<Answer<Buffer>> {
    const answer = await this.request<Buffer | object>('GET', path, undefined, options, true);
    return { ...answer, body: answer.body as Buffer };
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
    asBytes = false,
  ): Promise<Answer<T>> {
    const address = new URL(path.startsWith('/') ? this.url + path : `${this.url}/api/v1/${path}`);
    const response = await fetch(address, {
      method,
      headers: {
        ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
        ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
        ...(options.idempotencyKey === undefined ? {} : { 'idempotency-key': options.idempotencyKey }),
        ...(options.ifMatch === undefined ? {} : { 'if-match': `"${options.ifMatch}"` }),
        ...options.headers,
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' || body instanceof FormData ? body : JSON.stringify(body) }),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const text = bytes.toString('utf8');
    const contentType = response.headers.get('content-type');
    const isJson = /[/+]json/.test(contentType ?? '');
    const answer = {
      status: response.status,
      headers: response.headers,
      body: (isJson && text !== '' ? JSON.parse(text) : asBytes && response.ok ? bytes : text) as T,
    };
    if (address.pathname.startsWith('/api/v1/') && method !== 'HEAD' && method !== 'OPTIONS')
      this.contract?.().check({ ...answer, method, path: address.pathname, contentType });
    return answer;
  }
}
