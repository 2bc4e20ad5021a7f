import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';

export interface RegisteredRoute {
  readonly method: string;
  readonly url: string;
}

/** All routes as Fastify has them: to tell a wrong method (405) from an unknown address (404), and for tests that walk them. */
@Injectable()
export class RouteTable {
  private readonly routes = new Map<string, { pattern: RegExp; methods: Set<string> }>();

  /** Must be called before any route is added. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const one of Array.isArray(method) ? method : [method]) this.add(one, url);
    });
  }

  get all(): RegisteredRoute[] {
    return [...this.routes].flatMap(([url, { methods }]) => [...methods].map((method) => ({ method, url })));
  }

  /** The methods that some route takes at this path. */
  methodsAt(path: string): string[] {
    const methods = new Set<string>();
    for (const route of this.routes.values())
      if (route.pattern.test(path)) for (const method of route.methods) methods.add(method);
    return [...methods].sort();
  }

  private add(method: string, url: string): void {
    // A catch-all (Nest's own "not found", static files) says nothing about what is at an address.
    if (url.includes('*') || method === 'OPTIONS') return;
    const known = this.routes.get(url);
    if (known) {
      known.methods.add(method);
      return;
    }
    const pattern = new RegExp(
      `^${url.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/:[A-Za-z]+/g, '[^/]+')}/?$`,
    );
    this.routes.set(url, { pattern, methods: new Set([method]) });
  }
}
