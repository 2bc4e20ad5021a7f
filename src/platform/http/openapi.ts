import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { fileField } from './multipart';
import { UPLOAD_EXTENSION } from './operation';
import { ProblemView } from './problem.view';

type Schema = Record<string, unknown>;
interface OperationObject {
  operationId?: string;
  parameters?: { name: string; in: string; [key: string]: unknown }[];
  requestBody?: unknown;
  responses: Record<string, unknown>;
  security?: unknown[];
  description?: string;
  [key: string]: unknown;
}

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

const explained: Record<number, string> = {
  304: 'It is still as the ETag in If-None-Match says.',
  400: 'The request cannot be read, or has a field that does not exist.',
  401: 'Sign-in is needed.',
  403: 'Not among the caller’s rights.',
  404: 'There is no such thing here.',
  408: 'The rest of the upload did not come.',
  409: 'Not possible in the present state.',
  412: 'Somebody changed it in the meantime.',
  413: 'The body is too large.',
  415: 'The media type is not understood.',
  422: 'Fields are against the rules, or the Idempotency-Key was used with another request.',
  428: 'If-Match is missing.',
  429: 'Too many requests; see Retry-After.',
  500: 'Something went wrong on our side.',
  503: 'Not available for the moment; see Retry-After.',
};

/** Headers of answers, described once. */
const headers = {
  ETag: {
    description: 'Version of the thing, for If-Match and If-None-Match.',
    schema: { type: 'string' as const },
    example: '"3"',
  },
  Location: {
    description: 'Path of what was made.',
    schema: { type: 'string' as const },
    example: '/api/v1/events/0199f3a0-7c1e-7d2a-9b1c-2f6d1f6a0b11',
  },
  'Content-Disposition': {
    description: 'That it is to be saved, and under which name (RFC 6266).',
    schema: { type: 'string' as const },
    example: 'attachment; filename="presentation.pdf"; filename*=UTF-8\'\'presentation.pdf',
  },
  'Retry-After': {
    description: 'Seconds to wait before the next try.',
    schema: { type: 'integer' as const },
    example: 30,
  },
  'RateLimit-Limit': {
    description: 'Requests that the caller has per minute.',
    schema: { type: 'integer' as const },
    example: 600,
  },
  'RateLimit-Remaining': {
    description: 'Requests that are left of them.',
    schema: { type: 'integer' as const },
    example: 598,
  },
  'RateLimit-Reset': {
    description: 'Seconds until they are counted anew.',
    schema: { type: 'integer' as const },
    example: 42,
  },
};

const headerRef = (name: keyof typeof headers) => ({ $ref: `#/components/headers/${name}` });
const ETag = headerRef('ETag');
const rateHeaders = Object.fromEntries(
  (['RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset'] as const).map((name) => [
    name,
    headerRef(name),
  ]),
);

const parameters: Record<string, string> = {
  event: 'Id or slug of the event.',
  id: 'Id of the thing.',
};

/** The OpenAPI 3.1 document of everything below the base path, completed with what all operations have in common. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('Plenary')
    .setDescription(
      'The API of Plenary, the backend that runs an intergovernmental forum: events and their programme, delegations, registrations, site visits, messages of greetings, agendas and reminders.',
    )
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        description: 'Access token from `POST /api/v1/auth/login`, or the token of a signed link.',
      },
      'bearer',
    )
    .build();
  const document = SwaggerModule.createDocument(app, builder, {
    extraModels: [ProblemView],
    operationIdFactory: (controller, method) =>
      `${controller.replace(/Controller$/, '').replace(/^./, (letter) => letter.toLowerCase())}_${method}`,
  });
  document.paths = Object.fromEntries(
    Object.entries(document.paths).filter(([path]) => path.startsWith('/api/v1')),
  );
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of methods) {
      const operation = (item as Record<string, OperationObject | undefined>)[method];
      if (operation) complete(operation, method, path, isVersioned(document, operation));
    }
  }
  document.components = { ...document.components, headers };
  unlimitAnswers(document);
  demandedFirst(document);
  const { Problem: problem } = document.components.schemas as Record<string, Schema>;
  // RFC 9457 lets a kind of problem have members of its own, such as the conflicts that stand in the way.
  problem!['additionalProperties'] = true;
  modernise(document as unknown as Schema);
  return document;
}

/** Shows first what must be given: a class inherits what may be left out, which would stand before it. */
function demandedFirst(document: OpenAPIObject): void {
  for (const schema of Object.values(document.components?.schemas ?? {})) {
    const { properties, required = [] } = schema as { properties?: Schema; required?: string[] };
    if (!properties) continue;
    const rank = ([name]: [string, unknown]): number => (required.includes(name) ? 0 : 1);
    (schema as Schema)['properties'] = Object.fromEntries(
      Object.entries(properties).sort((a, b) => rank(a) - rank(b)),
    );
  }
}

/** Whether the answer has a `version`, and so an ETag. */
function isVersioned(document: OpenAPIObject, { responses }: OperationObject): boolean {
  const answer = (responses['200'] ?? responses['201']) as
    { content?: Record<string, { schema?: { $ref?: string } }> } | undefined;
  const name = answer?.content?.['application/json']?.schema?.$ref?.split('/').pop();
  const schema = document.components?.schemas?.[name ?? ''] as { properties?: object } | undefined;
  return 'version' in (schema?.properties ?? {});
}

function complete(operation: OperationObject, method: string, path: string, versioned: boolean): void {
  const known = (operation.parameters ??= []);
  for (const [, name] of path.matchAll(/\{(\w+)\}/g)) {
    const there = known.find((parameter) => parameter.in === 'path' && parameter.name === name);
    if (there) {
      there['description'] ??= parameters[name!] ?? `Id of the ${name!.replace(/Id$/, '')}.`;
      if (/^id$|Id$/.test(name!)) there['schema'] = { type: 'string', format: 'uuid' };
      continue;
    }
    const schema = name === 'event' ? { type: 'string' } : { type: 'string', format: 'uuid' };
    known.unshift({
      name: name!,
      in: 'path',
      required: true,
      description: parameters[name!] ?? `Id of the ${name!.replace(/Id$/, '')}.`,
      schema,
    });
  }
  const isPublic = operation.description?.includes('Public:') ?? false;
  operation.security = isPublic ? [{}, { bearer: [] }] : [{ bearer: [] }];
  // A token that is not valid is refused everywhere, and what is not the caller's looks like what does not exist.
  const statuses = new Set([400, 401, 429, 500, 503]);
  if (!isPublic) for (const status of [403, 404]) statuses.add(status);
  if (path.includes('{')) statuses.add(404);
  if (method === 'post') {
    for (const status of [409, 422]) statuses.add(status);
    known.push({
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      description:
        'A value of your choice; a second request with the same one has no second effect and gets the same answer.',
      schema: { type: 'string', maxLength: 255 },
    });
  }
  if (['patch', 'put', 'delete'].includes(method)) for (const status of [409, 422]) statuses.add(status);
  if (method !== 'get') for (const status of [413, 415]) statuses.add(status);
  if (describeUpload(operation)) statuses.add(408);
  if (method === 'get' && (versioned || '304' in operation.responses)) {
    operation.responses[304] = {};
    known.push({
      name: 'If-None-Match',
      in: 'header',
      required: false,
      description: 'ETag that you have; the answer is an empty 304 while it holds.',
      schema: { type: 'string' },
    });
  }
  for (const [key, response] of Object.entries(operation.responses)) {
    const status = Number(key);
    if (status >= 400) statuses.add(status);
    else if (status === 304) operation.responses[key] = { description: explained[304], headers: { ETag } };
    else
      Object.assign(response as object, {
        headers: {
          ...rateHeaders,
          ...(versioned || '304' in operation.responses ? { ETag } : {}),
          ...(isFile(response) ? { 'Content-Disposition': headerRef('Content-Disposition') } : {}),
          ...(status === 201 ? { Location: headerRef('Location') } : {}),
        },
      });
  }
  for (const status of [...statuses].sort((a, b) => a - b)) {
    operation.responses[status] = {
      description: explained[status] ?? 'See the problem.',
      ...(status === 429 || status === 503 ? { headers: { 'Retry-After': headerRef('Retry-After') } } : {}),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    };
  }
}

/** Whether an answer is a file as it is. */
function isFile(response: unknown): boolean {
  const { content = {} } = response as { content?: Record<string, { schema?: { format?: string } }> };
  return Object.values(content).some(({ schema }) => schema?.format === 'binary');
}

/** Says of a form which kinds of files it takes. Answers whether there is one. */
function describeUpload(operation: OperationObject): boolean {
  const upload = operation[UPLOAD_EXTENSION] as { mediaTypes: string[] } | undefined;
  if (!upload) return false;
  delete operation[UPLOAD_EXTENSION];
  const { content } = operation.requestBody as { content: Record<string, { encoding?: object }> };
  content['multipart/form-data']!.encoding = { [fileField]: { contentType: upload.mediaTypes.join(', ') } };
  return true;
}

/**
 * How long a text may be and how large a number is asked of what people send; what is answered may have been made by
 * other rules. So schemas that only answers use do not name such limits.
 */
function unlimitAnswers(document: OpenAPIObject): void {
  const schemas = document.components!.schemas as Record<string, Schema>;
  const sent = new Set<string>();
  const send = (node: unknown): void => {
    for (const [, name] of (JSON.stringify(node) ?? '').matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (sent.has(name!)) continue;
      sent.add(name!);
      send(schemas[name!]);
    }
  };
  for (const item of Object.values(document.paths))
    for (const method of methods)
      send((item as Record<string, OperationObject | undefined>)[method]?.requestBody);
  const limits = ['minLength', 'maxLength', 'maximum', 'maxItems'];
  for (const [name, schema] of Object.entries(schemas)) {
    if (sent.has(name)) continue;
    for (const property of Object.values((schema['properties'] ?? {}) as Record<string, Schema>))
      for (const node of [property, property['items'] as Schema | undefined])
        for (const limit of limits) delete node?.[limit];
  }
}

/** OpenAPI 3.1 is JSON Schema 2020-12: "or null" is a type, not a keyword of its own. */
function modernise(node: Schema | unknown[]): void {
  if (Array.isArray(node)) {
    for (const child of node) if (typeof child === 'object' && child !== null) modernise(child as Schema);
    return;
  }
  for (const child of Object.values(node))
    if (typeof child === 'object' && child !== null) modernise(child as Schema);
  if (node['nullable'] !== true) return;
  delete node['nullable'];
  if (typeof node['type'] === 'string') {
    node['type'] = [node['type'], 'null'];
    if (Array.isArray(node['enum'])) node['enum'] = [...(node['enum'] as unknown[]), null];
  } else if (Array.isArray(node['allOf'])) {
    node['anyOf'] = [...(node['allOf'] as unknown[]), { type: 'null' }];
    delete node['allOf'];
  } else if (typeof node['$ref'] === 'string') {
    node['anyOf'] = [{ $ref: node['$ref'] }, { type: 'null' }];
    delete node['$ref'];
  }
}
