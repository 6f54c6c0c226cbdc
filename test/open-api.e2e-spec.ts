import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import type { OpenAPIObject } from '@nestjs/swagger';
import { RunningGateway } from './support/gateway';

interface Layer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
}

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;

describe('the description of the API', () => {
  let gateway: RunningGateway;
  let document: OpenAPIObject;
  let operations: [name: string, operation: Operation][];

  beforeAll(async () => {
    gateway = await RunningGateway.start({ works: false });
    ({ document } = gateway.contract);
    operations = Object.entries(document.paths).flatMap(([path, item]) =>
      METHODS.flatMap((method) => {
        const operation = item[method];
        return operation ? [[`${method} ${path}`, operation] as [string, Operation]] : [];
      }),
    );
  });

  afterAll(() => gateway.stop());

  it('is a valid OpenAPI 3.1 document', async () => {
    const { valid, errors } = await new Validator().validate(
      structuredClone(document) as unknown as Record<string, unknown>,
    );

    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
    expect(document.openapi).toBe('3.1.0');
  });

  it('has every route the running application has, and no other', () => {
    const { router } = gateway.app.getHttpAdapter().getInstance() as { router: { stack: Layer[] } };
    const served = router.stack
      .filter(({ route }) => !route || Object.keys(route.methods).length === 1)
      .flatMap(({ route }) =>
        route ? Object.keys(route.methods).map((method) => `${method} ${route.path}`) : [],
      )
      .map((route) => route.replace(/:(\w+)/g, '{$1}'))
      .filter((route) => !/openapi|metrics|_all|\*/.test(route));

    expect(operations.map(([name]) => name).sort()).toEqual([...new Set(served)].sort());
    expect(served.length).toBeGreaterThan(25);
  });

  it('says what every route is for, and what it answers', () => {
    const silent = operations.filter(([, { summary }]) => !summary);
    expect(silent.map(([name]) => name)).toEqual([]);

    const bare = operations.flatMap(([name, { responses }]) =>
      Object.entries(responses)
        .filter(([status, response]) => !['204', '303'].includes(status) && !('content' in (response ?? {})))
        .map(([status]) => `${name} ${status}`),
    );
    expect(bare).toEqual([]);
  });

  it('gives every problem as application/problem+json', () => {
    const others = operations.flatMap(([name, { responses }]) =>
      Object.entries(responses)
        .filter(([status]) => status === 'default' || Number(status) >= 400)
        .filter(([status]) => !(name.endsWith('/health/ready') && status === '503'))
        .filter(([, response]) => {
          const { content = {} } = response as { content?: object };
          return Object.keys(content).join() !== 'application/problem+json';
        })
        .map(([status]) => `${name} ${status}`),
    );

    expect(others).toEqual([]);
  });

  it('describes every schema it refers to, down to types', () => {
    const text = JSON.stringify(document);
    const used = [...text.matchAll(/#\/components\/schemas\/([\w.]*)/g)].map(([, name]) => name ?? '');
    const schemas = document.components?.schemas ?? {};

    expect(used.filter((name) => !(name in schemas))).toEqual([]);
    const empty = Object.entries(schemas).filter(([, schema]) => {
      const { properties = {}, type } = schema as { properties?: object; type?: unknown };
      return type === 'object' && Object.keys(properties).length === 0;
    });
    expect(empty.map(([name]) => name)).toEqual([]);
  });

  it('is made of classes no two of which have one name, or they would describe each other’s answers', () => {
    const folder = resolve(__dirname, '../libs/connectors');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /src\/(http|source)\/.*(?<!spec)\.ts$/.test(file),
    );
    const names = files.flatMap((file) =>
      [...readFileSync(join(folder, file), 'utf8').matchAll(/^(?:export )?class (\w+)/gm)].map(
        ([, name]) => name,
      ),
    );

    expect(names.length).toBeGreaterThan(50);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});
