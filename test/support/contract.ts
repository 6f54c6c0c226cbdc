import type { OpenAPIObject } from '@nestjs/swagger';
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

interface Answered {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
}

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

/** What the gateway's own description promises, held against what it does. */
export class Contract {
  private readonly ajv = addFormats(new Ajv2020({ strict: false, allErrors: true }));
  private readonly validators = new Map<string, ValidateFunction>();
  private readonly routes: readonly { pattern: RegExp; template: string }[];
  /** Every operation and status that has been met, `POST /api/v1/… 202`. */
  readonly met = new Set<string>();

  private constructor(readonly document: OpenAPIObject) {
    this.ajv.addSchema(document, 'api');
    this.routes = Object.keys(document.paths)
      .sort((one, other) => placeholders(one) - placeholders(other))
      .map((template) => ({
        template,
        pattern: new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`),
      }));
  }

  static async of(url: string): Promise<Contract> {
    const answer = await fetch(`${url}/api/v1/openapi.json`);
    return new Contract((await answer.json()) as OpenAPIObject);
  }

  /** @throws what the answer breaks; what the description does not have may answer problems alone */
  check({ method, path, status, type, text }: Answered): void {
    const template = this.routes.find(({ pattern }) => pattern.test(path.split('?')[0] ?? ''))?.template;
    const operation = template && operationOf(this.document, template, method);
    const media = type?.split(';')[0] ?? '';
    if (!operation) {
      if (media !== 'application/problem+json') throw new Error(`${method} ${path} is not described`);
      return;
    }
    const where = `${method} ${template} ${status}`;
    this.met.add(where);
    const name = String(status) in operation.responses ? String(status) : 'default';
    if (name === 'default' && status < 400) throw new Error(`${where} is not described`);
    if (hasContent(operation, name) !== (text !== ''))
      throw new Error(`${where} has a body against its description`);
    const pointer = ['paths', template, method.toLowerCase(), 'responses', name, 'content', media, 'schema'];
    for (const part of partsOf(media, text)) this.validate(where, pointer, JSON.parse(part));
  }

  private validate(where: string, pointer: readonly string[], value: unknown): void {
    const $ref = `api#/${pointer.map(escaped).join('/')}`;
    const validator = this.validators.get($ref) ?? this.ajv.compile({ $ref });
    this.validators.set($ref, validator);
    if (!validator(value))
      throw new Error(`${where} is not as described: ${this.ajv.errorsText(validator.errors)}`);
  }
}

function partsOf(media: string, text: string): string[] {
  if (text === '') return [];
  if (media === 'application/x-ndjson') return text.trimEnd().split('\n');
  return media.endsWith('json') ? [text] : [JSON.stringify(text)];
}

const placeholders = (template: string): number => template.split('{').length;

const escaped = (step: string): string =>
  encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'));

const operationOf = ({ paths }: OpenAPIObject, template: string, method: string): Operation | undefined =>
  (paths[template] as Readonly<Record<string, Operation>> | undefined)?.[method.toLowerCase()];

const hasContent = ({ responses }: Operation, name: string): boolean =>
  Object.keys((responses[name] as { content?: object } | undefined)?.content ?? {}).length > 0;
