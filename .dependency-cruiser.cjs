const inside = (folder) => `^libs/connectors/[^/]+/src/${folder}/`;
const frontDoor = '^libs/(?:connectors/)?[^/]+/src/(?:testing/)?index\\.ts$';
const tests = '\\.(e2e-)?spec\\.ts$|/testing/|^libs/testing/|^test/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'Two files that need each other are one file, or need a third.',
      severity: 'error',
      from: {},
      // What is a type alone is gone when the program runs.
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'domain-is-pure',
      comment: 'Rules of the domain need no framework, no database, no network and no clock.',
      severity: 'error',
      from: { path: inside('domain'), pathNot: tests },
      // A digest is a function like any other.
      to: { pathNot: [inside('domain'), '^(node:)?crypto$'] },
    },
    {
      name: 'connectors-are-islands',
      comment: 'Connectors never know each other; what they share becomes a library.',
      severity: 'error',
      from: { path: '^libs/connectors/([^/]+)/' },
      to: { path: '^libs/connectors/', pathNot: '^libs/connectors/$1/' },
    },
    {
      name: 'libraries-do-not-know-connectors',
      severity: 'error',
      from: { path: '^libs/(?!connectors/)' },
      to: { path: '^libs/connectors/' },
    },
    {
      name: 'libraries-do-not-know-apps',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'apps-are-islands',
      severity: 'error',
      comment: 'Only the operators’ commands may start the gateway’s own parts.',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: ['^apps/$1/', '^apps/gateway/src/index\\.ts$'] },
    },
    {
      name: 'through-the-front-door',
      comment: 'A library is what its index.ts exports.',
      severity: 'error',
      from: { path: '^libs/((?:connectors/)?[^/]+)/' },
      to: { path: '^libs/', pathNot: ['^libs/$1/', frontDoor] },
    },
    {
      name: 'through-the-front-door-from-outside',
      severity: 'error',
      from: { path: '^(apps|test)/' },
      // Words for people are data, and the pages in the browser can load nothing else of a connector.
      to: { path: '^libs/', pathNot: [frontDoor, '^libs/connectors/[^/]+/src/texts/[a-z]+\\.json$'] },
    },
    {
      name: 'only-protocol-speaks',
      comment: 'What leaves the house leaves through protocol/, where answers are checked.',
      severity: 'error',
      from: {
        path: '^libs/connectors/',
        pathNot: [inside('protocol'), inside('simulator'), tests],
      },
      to: {
        path: '^(node:)?(http|https|net|tls|http2|dgram)$|node_modules/(soap|undici|axios|@nestjs/axios)/',
      },
    },
    {
      name: 'edges-do-not-know-each-other',
      comment: 'http/ and protocol/ meet in a use case.',
      severity: 'error',
      from: { path: inside('http') },
      to: { path: inside('protocol') },
    },
    {
      name: 'migrations-stand-alone',
      comment: 'A migration must mean tomorrow what it means today.',
      severity: 'error',
      from: { path: '/storage/migrations/' },
      to: { pathNot: 'node_modules/(typeorm|pg-boss)/' },
    },
    {
      name: 'no-tests-in-production',
      severity: 'error',
      from: { pathNot: [tests, '/simulator/', '^apps/simulator/'] },
      to: { path: [tests, '/simulator/'] },
    },
    {
      name: 'declared-in-package-json',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^apps/admin/dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['require', 'node', 'default', 'types'],
    },
  },
};
