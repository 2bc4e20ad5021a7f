import type { OpenAPIObject } from '@nestjs/swagger';
import addFormats from 'ajv-formats';
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';

type Json = Record<string, unknown>;
interface DocumentedResponse {
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}
interface DocumentedOperation {
  readonly responses: Readonly<Record<string, DocumentedResponse>>;
}

/** An answer as it came over the wire. */
export interface WireAnswer {
  readonly method: string;
  /** Path below the server, without the query. */
  readonly path: string;
  readonly status: number;
  readonly contentType: string | null;
  readonly body: unknown;
}

/** A validator that knows the formats of the document; one per document, for its schemas refer to each other. */
export function validatorOf(components: unknown): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, allErrors: true, verbose: true });
  addFormats(ajv);
  ajv.addSchema({ $id: 'api', components } as Json);
  return ajv;
}

/** `schema` of the document for {@link validatorOf}: its references lead to the components. */
export function anchored<T>(schema: T): T {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"api#/components/')) as T;
}

/** What an answer may have is what the document says, no more: objects with named fields have no others. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, closed(value)])) as Json;
  if (typeof copy['properties'] === 'object' && copy['type'] === 'object')
    copy['additionalProperties'] ??= false;
  return copy;
}

/**
 * Holds answers against the OpenAPI document. What it needs of the document is compiled when it is first needed, once
 * per process.
 */
export class Contract {
  private readonly validators = new Map<string, ValidateFunction>();
  private readonly ajv: Ajv2020;
  private readonly templates: { readonly pattern: RegExp; readonly template: string }[];

  constructor(private readonly document: OpenAPIObject) {
    this.ajv = validatorOf(closed(anchored(document.components)));
    // A word sorts before a parameter in the same place, so that `/wishes` is found before `/{id}`; so does `/{id}.pdf`.
    const order = (template: string): string => template.replace(/\}(?=\/|$)/g, '}~');
    this.templates = Object.keys(document.paths)
      .toSorted((a, b) => (order(a) < order(b) ? -1 : 1))
      .map((template) => ({
        template,
        pattern: new RegExp(
          `^${template.replace(/[.+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '[^/]+')}/?$`,
        ),
      }));
  }

  /** The path of the document to which `path` belongs. */
  templateOf(path: string): string | undefined {
    return this.templates.find(({ pattern }) => pattern.test(path))?.template;
  }

  /** @throws when the document does not foresee this answer. */
  check(answer: WireAnswer): void {
    const fault = this.fault(answer);
    if (fault === undefined) return;
    throw new Error(
      `${answer.method} ${answer.path} answered ${answer.status}, ${fault}\n${JSON.stringify(answer.body)?.slice(0, 1500)}`,
    );
  }

  /** Why the document does not foresee this answer. */
  fault({ method, path, status, contentType, body }: WireAnswer): string | undefined {
    if (!path.startsWith('/api/v1/')) return undefined;
    const template = this.templateOf(path);
    const item = template === undefined ? undefined : (this.document.paths[template] as Json);
    const operation = item?.[method.toLowerCase()] as DocumentedOperation | undefined;
    const mediaType = contentType?.split(';')[0]!.trim();
    if (!template || !operation) {
      if ([400, 404, 405].includes(status))
        return mediaType === 'application/problem+json'
          ? this.faultOf('problem', { $ref: '#/components/schemas/Problem' }, body)
          : `an error as ${mediaType}`;
      return 'but the document has no such operation';
    }
    const response = operation.responses[status];
    if (!response) return `which the document does not have: ${Object.keys(operation.responses).join(', ')}`;
    if (!response.content)
      return body === '' ? undefined : 'with a body, where the document foresees an empty answer';
    const content = response.content[mediaType ?? ''];
    if (!content)
      return `as ${mediaType}, where the document foresees ${Object.keys(response.content).join(', ')}`;
    if (!/json/.test(mediaType!)) return undefined;
    return this.faultOf(`${method} ${template} ${status}`, content.schema, body);
  }

  private faultOf(name: string, schema: object, body: unknown): string | undefined {
    let validate = this.validators.get(name);
    if (!validate) {
      validate = this.ajv.compile(closed(anchored(schema)) as Json);
      this.validators.set(name, validate);
    }
    if (validate(body)) return undefined;
    const faults = validate.errors!.map(
      ({ instancePath, message, params, data }) =>
        `  ${instancePath === '' ? '/' : instancePath} ${message} ${JSON.stringify(params)}: ${JSON.stringify(data)?.slice(0, 120)}`,
    );
    return `which is not as documented:\n${faults.slice(0, 20).join('\n')}`;
  }
}

let contract: Contract | undefined;

/** The contract of this version; the document is the same for every application of a process. */
export function contractOf(makeDocument: () => OpenAPIObject): Contract {
  return (contract ??= new Contract(makeDocument()));
}
