import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { PROBLEM_CONTENT } from './problems.decorator';

export interface ApiDescription {
  readonly title: string;
  readonly description: string;
  readonly version: string;
  /** Groups of routes, by the names controllers use in `@ApiTags`. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Describes every route of the application as OpenAPI 3.1, its problems and its key included. */
function openApiDocument(app: INestApplication, description: ApiDescription): OpenAPIObject {
  const document = SwaggerModule.createDocument(app, frameOf(description), {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}.${method}`,
  });
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, ...SCHEMAS },
  };
  for (const { responses } of operationsOf(document)) {
    if (!Object.keys(responses).some((status) => /^[23]/.test(status))) {
      responses['2XX'] = { description: 'Done' };
    }
    responses.default ??= { description: 'Any other problem', content: PROBLEM_CONTENT };
  }
  return document;
}

/** Answers the description at this path to everybody. Called before the application starts to listen. */
export function serveOpenApi(
  app: INestApplication,
  path: `/${string}`,
  description: ApiDescription,
): OpenAPIObject {
  const document = openApiDocument(app, description);
  const text = JSON.stringify(document);
  SwaggerModule.setup(path.slice(1), app, document, {
    ui: false,
    raw: ['json'],
    jsonDocumentUrl: path.slice(1),
    patchDocumentOnRequest: () => JSON.parse(text) as OpenAPIObject,
  });
  return document;
}

function frameOf({ title, description, version, tags }: ApiDescription): Omit<OpenAPIObject, 'paths'> {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(title)
    .setDescription(description)
    .setVersion(version)
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'dk_…',
      description: 'An API key of the tenant',
    });
  for (const [name, meaning] of Object.entries(tags)) builder.addTag(name, meaning);
  return builder.build();
}

type OperationObject = NonNullable<OpenAPIObject['paths'][string]['get']>;

const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;

const operationsOf = ({ paths }: OpenAPIObject): OperationObject[] =>
  Object.values(paths).flatMap((path) => METHODS.flatMap((method) => path[method] ?? []));

const text = (description: string): { type: 'string'; description: string } => ({
  type: 'string',
  description,
});

const SCHEMAS: NonNullable<NonNullable<OpenAPIObject['components']>['schemas']> = {
  FieldError: {
    type: 'object',
    required: ['field', 'code', 'message'],
    properties: {
      field: text('JSON pointer into the body, or the name of a parameter'),
      code: text('Stable'),
      message: text('The rule that is broken'),
    },
  },

  Problem: {
    type: 'object',
    description: 'RFC 9457',
    required: ['type', 'title', 'status', 'code', 'detail', 'retryable', 'request'],
    properties: {
      type: text('URN of the code'),
      title: text('The kind of problem'),
      status: { type: 'integer' },
      code: text('Stable; compare this'),
      detail: text('For people; never values'),
      field: text('JSON pointer, or name of a parameter or header'),
      record: text('Id of the record'),
      errors: { type: 'array', items: { $ref: '#/components/schemas/FieldError' } },
      retryable: { type: 'boolean', description: 'The very same request may succeed later' },
      request: text('Correlation id, also in X-Request-Id'),
    },
  },
};
